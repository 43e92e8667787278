"""Message-IDs and addresses of our own making: each names its issue and proves by a MAC that we made it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from postroom.errors import BadConfiguration

Keys = tuple[bytes, ...]  # the first signs, all verify; each at least 16 octets
Purpose = Literal["thread", "reply", "bounce"]

LONGEST_LOCAL_PART = 64  # octets, RFC 5321, 4.5.3.1.1
SHORTEST_KEY = 16

_PURPOSES: dict[int, Purpose] = {1: "thread", 2: "reply", 3: "bounce"}
_NUMBERS = {purpose: number for number, purpose in _PURPOSES.items()}
_TAG = 4  # octets that stand for a site
_RECEIVER = 5  # octets that stand for a receiver
_MAC = 10
_LARGEST_ISSUE = 1 << 56
_SHORTEST, _LONGEST = 34, 44  # characters of a token, for issue numbers of 1 and of 7 octets
_LIKELY = re.compile(rf"(?<![a-z2-7])[a-z2-7]{{{_SHORTEST},{_LONGEST}}}(?![a-z2-7])")
_LONGEST_TEXT = 2_000


class Maker(Protocol):
    """`reply_address` or `bounce_address`."""

    def __call__(self, base: str, keys: Keys, *, site: str, issue: str, receiver: str) -> str: ...


@dataclass(frozen=True)
class Token:
    """What a verified token says. It opens the issue; it never says who somebody is.

    `site` and `receiver_hash` are hexadecimal; compare them by `is_of_site` and `is_for`.
    `issue` is Jira's numeric id.
    """

    site: str
    issue: str
    receiver_hash: str
    purpose: Purpose

    def is_of_site(self, site: str) -> bool:
        return hmac.compare_digest(self.site, _tag(site, _TAG).hex())

    def is_for(self, receiver: str) -> bool:
        return hmac.compare_digest(self.receiver_hash, _tag(receiver.strip().lower(), _RECEIVER).hex())


def thread_id(keys: Keys, *, site: str, issue: str, receiver: str, nonce: str, domain: str) -> str:
    """The Message-ID of a mail about an issue to one receiver, without <>: "postroom.<token>.<nonce>@domain".

    `site` is any lasting name of the site (its cloud id), `issue` the numeric id, which outlives
    a move. `nonce` tells mails to that receiver apart: the same nonce gives the same id again.
    """
    token = _token(keys, site, issue, receiver, "thread")
    return _fitting(f"postroom.{token}.{_base32(_tag(nonce, 5))}", domain)


def reply_address(base: str, keys: Keys, *, site: str, issue: str, receiver: str) -> str:
    """The address that answers of `receiver` go to, made from our own address `base` by sub-addressing."""
    return _sub_address(base, _token(keys, site, issue, receiver, "reply"))


def bounce_address(base: str, keys: Keys, *, site: str, issue: str, receiver: str) -> str:
    """The envelope sender of a mail to `receiver`, so that a bounce names whom it is about."""
    return _sub_address(base, _token(keys, site, issue, receiver, "bounce"))


def together(receivers: Iterable[str]) -> str:
    """What stands for several receivers of one mail where a token is made or compared for one."""
    return "together: " + " ".join(sorted(each.strip().lower() for each in receivers))


def resembles(text: str, keys: Keys) -> bool:
    """Whether a text looks as if it carried a token and carries no valid one: forged, altered, or another's."""
    return bool(_LIKELY.search(text[:_LONGEST_TEXT].lower())) and check(text, keys) is None


def check(text: str, keys: Keys) -> Token | None:
    """The first valid token in an address, a Message-ID or any other short text; None where there is none.

    Upper case, quotes and what mail servers write around it (SRS, BATV) do not matter.
    """
    found = (_verified(match[0], keys) for match in _LIKELY.finditer(text[:_LONGEST_TEXT].lower()))
    return next((token for token in found if token is not None), None)


def find_tokens(ids: Iterable[str], keys: Keys) -> list[Token]:
    """The valid tokens in these ids or addresses, in their order, each once."""
    found = (check(each, keys) for each in ids)
    return list(dict.fromkeys(token for token in found if token is not None))


def _token(keys: Keys, site: str, issue: str, receiver: str, purpose: Purpose) -> str:
    if not keys or len(keys[0]) < SHORTEST_KEY:
        raise ValueError(f"a key of at least {SHORTEST_KEY} octets is needed to sign")
    if not (issue.isascii() and issue.isdigit() and 0 < int(issue) < _LARGEST_ISSUE and issue[0] != "0"):
        raise ValueError(f"an issue is named by its numeric id here, not by {issue[:40]!r}")
    number = int(issue)
    said = bytes([_NUMBERS[purpose]]) + _tag(site, _TAG) + _tag(receiver.strip().lower(), _RECEIVER)
    said += number.to_bytes((number.bit_length() + 7) // 8, "big")
    return _base32(said + _mac(keys[0], said))


def _verified(text: str, keys: Keys) -> Token | None:
    data = _unbase32(text)
    said, mac = data[:-_MAC], data[-_MAC:]
    purpose = _PURPOSES.get(said[0]) if len(said) > 1 + _TAG + _RECEIVER else None
    valid = [hmac.compare_digest(_mac(key, said), mac) for key in keys if len(key) >= SHORTEST_KEY]
    if purpose is None or not any(valid):
        return None
    site, receiver, issue = said[1:5], said[5:10], said[10:]
    return Token(site.hex(), str(int.from_bytes(issue, "big")), receiver.hex(), purpose)


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, b"postroom address\0" + said, "sha256")[:_MAC]


def _tag(text: str, size: int) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:size]


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _unbase32(text: str) -> bytes:
    """b"" where `text` is not what _base32 writes, so that one token has one spelling."""
    try:
        data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return b""
    return data if _base32(data) == text else b""


def _sub_address(base: str, token: str) -> str:
    local, _, domain = base.rpartition("@")
    if not local or not domain:
        raise BadConfiguration(f"{base[:100]!r} is no mail address; write it as name@domain")
    return _fitting(f"{local}+{token}", domain)


def _fitting(local: str, domain: str) -> str:
    over = len(local.encode("utf-8", "replace")) - LONGEST_LOCAL_PART
    if over > 0:
        raise BadConfiguration(
            f"{local.split('+')[0]}@{domain} is {over} characters too long to carry a reply token;"
            " use an address with a shorter name"
        )
    return f"{local}@{domain}"
