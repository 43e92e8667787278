"""Signed and encrypted mail: the content of an opaque signature, and a verdict that is noted and stops nothing."""

from __future__ import annotations

import re

from postroom.mail.containers import cms, signature
from postroom.mail.containers.allowance import Allowance
from postroom.mail.structure import Part, Structure

_SIGNATURE_TYPES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_REST_OF_LINE = re.compile(rb"[ \t]*(?:\r\n|\n|\r|\Z)")


def content(data: bytes, allowance: Allowance) -> bytes | None:
    """What lies in SignedData or CompressedData; None where nothing can be shown."""
    kind = cms.kind(data)
    if kind == cms.COMPRESSED:
        return cms.unpacked(data)
    if kind in cms.ENCRYPTED:
        allowance.warn("the mail is encrypted (S/MIME); its content stays in the attachment")
        return None
    found = cms.signed(data) if kind == cms.SIGNED else None
    if found is None or found.content is None:
        return None
    allowance.warn(signature.words(found.content, found))
    return found.content


def note(mail: Structure, part: Part, allowance: Allowance) -> None:
    """Say of a multipart/signed (RFC 1847) or multipart/encrypted what that is worth."""
    protocol = part.parameters.get("protocol", "").lower()
    system = "PGP" if "pgp" in protocol else "S/MIME" if "pkcs7" in protocol else "a system that is not known"
    if part.type == "multipart/encrypted":
        allowance.warn(f"the mail is encrypted ({system}); its content stays in the attachment")
        return
    found = _detached(mail, part)
    entity = _signed_entity(mail.raw, part) if found else None
    if found is None or entity is None:
        allowance.warn(f"the mail is signed ({system}); the signature was not checked")
        return
    allowance.warn(signature.words(entity, found))


def _detached(mail: Structure, part: Part) -> cms.Signed | None:
    """The signature of a multipart/signed: its second part."""
    if len(part.children) < 2 or part.children[1].type not in _SIGNATURE_TYPES:
        return None
    return cms.signed(cms.bare(mail.content(part.children[1])))


def _signed_entity(raw: bytes, part: Part) -> bytes | None:
    """The first part with its header, from behind its delimiter to the line end in front of the next one."""
    delimiter = b"--" + part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
    first = _delimiter(raw, delimiter, part.start)
    second = _delimiter(raw, delimiter, first[1]) if first else None
    if first is None or second is None:
        return None
    return raw[first[1] : second[0]].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _delimiter(raw: bytes, delimiter: bytes, at: int) -> tuple[int, int] | None:
    """Where the line end in front of the next line with that delimiter begins, and where its own line end ends."""
    while (at := raw.find(delimiter, at)) >= 0:
        own = _REST_OF_LINE.match(raw, at + len(delimiter))
        if own and (at == 0 or raw[at - 1] in b"\r\n"):
            return at - (2 if raw[at - 2 : at] == b"\r\n" else 1), own.end()
        at += len(delimiter)
    return None
