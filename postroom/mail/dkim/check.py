"""The verdict on one DKIM signature (RFC 6376, 6.1), with a key that somebody else has looked up in the DNS."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from postroom.mail.dkim import canonical
from postroom.mail.dkim.canonical import Mail
from postroom.mail.dkim.key import Key, read_key
from postroom.mail.dkim.signature import Coverage, Signature, Unusable

LEEWAY = 3_600  # seconds that clocks may differ

# RFC 5322, 3.6 allows one of each. A second one, not signed, could be what a program reads instead.
_ONCE = frozenset(
    """
    from sender reply-to to cc message-id in-reply-to references subject date
    mime-version content-type content-transfer-encoding
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Verdict:
    """On one signature: pass, fail or none, and why.

    none: it could not be checked, or says nothing (no key to be had, a form or an algorithm that does not count).
    `is_partial`: with l= it leaves out the end of the body, to which anybody could add.
    """

    domain: str
    selector: str
    result: str
    reason: str
    is_partial: bool = False


@dataclass
class Content:
    """A mail to be checked, and the hashes of its body that were needed up to now."""

    mail: Mail
    hashes: dict[tuple[bool, int | None], tuple[bytes, int]] = field(default_factory=dict)

    def hash_of_body(self, covers: Coverage) -> tuple[bytes, int]:
        """SHA-256 of the signed part of the body, and how many octets the whole of it has in that form."""
        form = (covers.relaxed_body, covers.length)
        if form not in self.hashes:
            make = canonical.relaxed_body if covers.relaxed_body else canonical.simple_body
            body = make(self.mail.body)
            self.hashes[form] = hashlib.sha256(memoryview(body)[: covers.length]).digest(), len(body)
        return self.hashes[form]

    def signed_fields(self, signature: Signature, covers: Coverage) -> bytes:
        form = canonical.relaxed_field if covers.relaxed_header else canonical.simple_field
        fields = [form(each) for each in canonical.selected(self.mail, covers.names)]
        own = form(canonical.unsigned(signature.field))
        return b"".join([*fields, own.removesuffix(b"\r\n")])


def judge(content: Content, signature: Signature, records: Mapping[str, str], now: float | None) -> Verdict:
    """The verdict on a signature over fields and body. Never raises."""
    covers = signature.covers
    try:
        key = key_of(signature, records)
        objection = _objection(content, signature, key, covers, now) if covers else "it covers no mail"
    except Unusable as reason:
        return Verdict(signature.domain, signature.selector, "none", str(reason))
    if objection:
        result = "none" if key.is_tried_out else "fail"
        return Verdict(signature.domain, signature.selector, result, objection)
    if covers and covers.length is not None and covers.length < content.hash_of_body(covers)[1]:
        words = f"only the first {covers.length} octets of the body are signed"
        return Verdict(signature.domain, signature.selector, "pass", words, is_partial=True)
    return Verdict(signature.domain, signature.selector, "pass", "")


def key_of(signature: Signature, records: Mapping[str, str]) -> Key:
    """Raises Unusable where the key is not at hand or does not count."""
    if signature.key_name not in records:
        raise Unusable("the key is not at hand")
    return read_key(records[signature.key_name])


def _objection(content: Content, signature: Signature, key: Key, covers: Coverage, now: float | None) -> str:
    """What speaks against a signature, "" for a good one. Raises Unusable where it says nothing either way."""
    if now is not None and signature.expires is not None and signature.expires + LEEWAY < now:
        return "the signature has expired"
    if key.is_strict and signature.identity != signature.domain:
        return "the key does not count for subdomains"
    if again := _added(content.mail, covers):
        raise Unusable(f"there are several {again} fields, not all of them signed")
    body_hash, size = content.hash_of_body(covers)
    if covers.length is not None and covers.length > size:
        return "the body is shorter than what was signed"
    if body_hash != covers.body_hash:
        return "the body is not the one that was signed"
    if not key.made(signature.signature, content.signed_fields(signature, covers), signature.algorithm):
        return "the header is not the one that was signed, or the key is another"
    return ""


def _added(mail: Mail, covers: Coverage) -> str:
    """The name of a field that stands there more often than it was signed."""
    present = Counter(each.name for each in mail.fields if each.name in _ONCE)
    signed = Counter(covers.names)
    return next((name for name, times in present.items() if times > 1 and signed[name] < times), "")
