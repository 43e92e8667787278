"""What a DKIM-Signature, or a signature of ARC, says of itself (RFC 6376, 3.5; RFC 8617, 4.1)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from postroom.mail.dkim.canonical import Field
from postroom.mail.domains import LONGEST, domain_name

ALGORITHMS = ("rsa-sha256", "ed25519-sha256")  # rsa-sha1 no longer counts (RFC 8301, 3.1)
MAX_TAGS = 16_384  # octets of one list
MAX_SIGNED_FIELDS = 500

_SELECTOR = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*+\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,12}\Z", re.ASCII)
_CANONICAL = ("simple", "relaxed")


@dataclass(frozen=True)
class Coverage:
    """Which fields (lower case) and how much of the body is signed, and in which canonical form each."""

    names: tuple[str, ...]
    body_hash: bytes
    relaxed_header: bool
    relaxed_body: bool
    length: int | None  # octets of the body, None: all


@dataclass(frozen=True)
class Signature:
    """A signature that can be checked; `expires` in Unix seconds, None: never."""

    field: Field
    algorithm: str
    domain: str
    selector: str
    identity: str  # the domain of i=
    signature: bytes
    expires: int | None
    covers: Coverage | None  # None: an ARC-Seal, which covers the ARC fields and no body

    @property
    def key_name(self) -> str:
        return key_name(self.selector, self.domain)


class Unusable(ValueError):
    """Why a signature cannot be checked at all, in words."""


def key_name(selector: str, domain: str) -> str:
    """Where in the DNS the key is published; "" for what is no name."""
    name = f"{selector.lower()}._domainkey.{domain_name(domain)}"
    return name if _SELECTOR.match(selector) and domain_name(domain) and len(name) <= LONGEST else ""


def tags(value: bytes) -> dict[str, str]:
    """A tag=value list (RFC 6376, 3.2), without white space where it means nothing. Raises Unusable."""
    found: dict[str, str] = {}
    for each in value[:MAX_TAGS].decode("utf-8", "replace").split(";"):
        name, equals, said = each.partition("=")
        name = name.strip()
        if not each.strip():
            continue
        if not equals or name in found:
            raise Unusable("not a list of tags, or one tag stands twice")
        found[name] = "".join(said.split()) if name in ("b", "bh", "h", "p") else said.strip()
    return found


def read_signature(field: Field) -> Signature:
    """The signature in a DKIM-Signature (RFC 6376, 3.5 and 6.1.1). Raises Unusable."""
    said = tags(field.value)
    if said.get("v") != "1":
        raise Unusable("the version of the signature is not 1")
    if "dns/txt" not in said.get("q", "dns/txt").lower().replace(" ", "").split(":"):
        raise Unusable("the key is not in the DNS")
    signature = read_mail_signature(field, said)
    if signature.covers is None or "from" not in signature.covers.names:
        raise Unusable("the signature leaves out From")
    return signature


def read_mail_signature(field: Field, said: dict[str, str]) -> Signature:
    """A signature over fields and body: DKIM-Signature and ARC-Message-Signature. Raises Unusable."""
    head, _, body = said.get("c", "simple/simple").lower().partition("/")
    if head not in _CANONICAL or (body or "simple") not in _CANONICAL:
        raise Unusable("the canonical form is unknown")
    names = tuple(name.lower() for name in _needed(said, "h").split(":"))
    if len(names) > MAX_SIGNED_FIELDS:
        raise Unusable("too many fields are signed")
    length = _number(said, "l")
    covers = Coverage(names, octets(_needed(said, "bh")), head == "relaxed", body == "relaxed", length)
    return _signature(field, said, covers)


def read_seal(field: Field, said: dict[str, str]) -> Signature:
    """An ARC-Seal (RFC 8617, 4.1.3). Raises Unusable."""
    if "h" in said:
        raise Unusable("a seal names fields that it signs")
    return _signature(field, said, None)


def _signature(field: Field, said: dict[str, str], covers: Coverage | None) -> Signature:
    algorithm = _needed(said, "a").lower()
    if algorithm not in ALGORITHMS:
        raise Unusable(f"the algorithm {algorithm[:40]} does not count")
    domain, selector = domain_name(_needed(said, "d")), _needed(said, "s")
    if not key_name(selector, domain):
        raise Unusable("the domain or the selector is no name")
    identity = domain_name(said.get("i", "")) or domain if covers else domain
    if identity != domain and not identity.endswith(f".{domain}"):
        raise Unusable("the identity lies outside of the domain")
    return Signature(
        field, algorithm, domain, selector, identity, octets(_needed(said, "b")), _number(said, "x"), covers
    )


def octets(text: str) -> bytes:
    """Decoded base64. Raises Unusable."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unusable("not base64") from None


def _needed(said: dict[str, str], name: str) -> str:
    if not said.get(name):
        raise Unusable(f"the tag {name}= is missing")
    return said[name]


def _number(said: dict[str, str], name: str) -> int | None:
    if name in said and not _NUMBER.match(said[name]):
        raise Unusable(f"the tag {name}= is no number")
    return int(said[name]) if name in said else None
