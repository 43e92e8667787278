"""Links by which people without an account end the mail of a mapping: they prove themselves, and tell nothing."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from postroom.models import NotificationMapping, Unsubscribed
from postroom.models.fields import ring
from postroom.outbound.recipients import Receiver

_NONCE, _NAME = 12, 8  # octets
_LONGEST = 700  # characters of a token


@dataclass(frozen=True)
class Subscription:
    """What a link is about: the mail of one mapping to one address, in lower case."""

    mapping: NotificationMapping
    address: str

    @property
    def is_ended(self) -> bool:
        return Unsubscribed.objects.filter(mapping=self.mapping, address=self.address).exists()

    def end(self) -> None:
        Unsubscribed.objects.get_or_create(mapping=self.mapping, address=self.address)

    def renew(self) -> None:
        Unsubscribed.objects.filter(mapping=self.mapping, address=self.address).delete()


def link_for(mapping: NotificationMapping, receivers: Sequence[Receiver]) -> str:
    """The link of a mail, "" where it has none: for a mail of their own to people without an account."""
    public = settings.ENVIRONMENT.public_url
    if not public or not mapping.unsubscribe or len(receivers) != 1 or receivers[0].account_id:
        return ""
    return f"{public}/unsubscribe/{token(mapping.name, receivers[0].address)}"


def fields_for(link: str) -> tuple[str, ...]:
    """What List-Unsubscribe holds; the promise of one click is for https alone (RFC 8058, 3.1)."""
    return (link,) if link.startswith("https://") else ()


def token(mapping: str, address: str) -> str:
    """Mapping (by name: a restored backup gives ids anew) and address, sealed; letters that need no quoting."""
    nonce = os.urandom(_NONCE)
    sealed = _ciphers()[0].encrypt(nonce, _mark(mapping) + address.strip().lower().encode(), None)
    return _written(nonce + sealed)


def subscription(token: str) -> Subscription | None:
    """What a token of ours is about; None for any other, and where the mapping is gone."""
    said = _opened(token)
    if said is None:
        return None
    mark, address = said[:_NAME], said[_NAME:].decode()
    found = (each for each in NotificationMapping.objects.all() if _mark(each.name) == mark)
    mapping = next(found, None)
    return Subscription(mapping, address) if mapping else None


def _opened(token: str) -> bytes | None:
    """Every bit of a token counts, those that base64 leaves over too."""
    raw = _read(token)
    if raw is None or _written(raw) != token:
        return None
    for cipher in _ciphers():
        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None)
        except (InvalidTag, ValueError):  # of another key, or too short for a nonce
            continue
    return None


def _read(token: str) -> bytes | None:
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        return None


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _mark(mapping: str) -> bytes:
    """What stands for a mapping's name, however long that is."""
    return hashlib.sha256(mapping.encode()).digest()[:_NAME]


@functools.cache
def _ciphers() -> tuple[AESGCM, ...]:
    """The first one seals, all of them open."""
    return tuple(map(AESGCM, ring().derive("unsubscribe")))
