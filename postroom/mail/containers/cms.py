"""Signed, compressed and encrypted content of S/MIME (RFC 5652): what kind it is, and what is signed by whom."""

from __future__ import annotations

import binascii
import re
import zlib
from dataclasses import dataclass

from postroom.mail.containers import der
from postroom.mail.containers.der import Item

SIGNED = bytes.fromhex("2a864886f70d010702")
COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
ENCRYPTED = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117"))
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")

MOST_SIGNERS = 5
MOST_CERTIFICATES = 20
MOST_UNPACKED = 30_000_000  # octets of compressed content

_EXPLICIT_0, _EXPLICIT_1, _KEY_ID = 0xA0, 0xA1, 0x80
_PEM = re.compile(rb"\s*-----BEGIN [A-Z0-9 ]{1,30}-----(.*?)-----END", re.DOTALL)
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/\s]{20}")


@dataclass(frozen=True)
class Signer:
    """Who signed and how; `attributes` is the SET that was signed in place of the content, b"" without one."""

    issuer_and_number: bytes  # of the certificate, b"" where it is named by its key
    key_id: bytes
    digest: bytes  # object identifiers of the algorithms
    algorithm: bytes
    attributes: bytes
    stated_digest: bytes
    signature: bytes


@dataclass(frozen=True)
class Signed:
    """SignedData: the content (None where it lies outside), certificates as DER, and signers."""

    content: bytes | None
    certificates: tuple[bytes, ...]
    signers: tuple[Signer, ...]


def bare(data: bytes) -> bytes:
    """The octets of a value that may come as PEM, or in base64 that no header speaks of."""
    pem = _PEM.match(data) if data[:100].lstrip().startswith(b"-----") else None
    text = pem[1] if pem else data if _BASE64.match(data) else None
    if text is None:
        return data
    try:
        return binascii.a2b_base64(text)
    except binascii.Error:
        return data


def kind(data: bytes) -> bytes:
    """The object identifier of what a ContentInfo holds, b"" where this is none."""
    found = _content_info(data)
    return found[0] if found else b""


def unpacked(data: bytes) -> bytes | None:
    """The content of CompressedData (RFC 3274); None where it cannot be had."""
    found = _content_info(data)
    sequence = der.item_at(data, found[1].start, found[1].end) if found else None
    parts = der.inside(data, sequence) if sequence else []
    packed = _encapsulated(data, parts[2]) if len(parts) > 2 else None
    if packed is None:
        return None
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(packed, MOST_UNPACKED)
    except zlib.error:
        return None
    return content if stream.eof else None


def signed(data: bytes) -> Signed | None:
    """What a ContentInfo with SignedData holds; None where it cannot be read."""
    found = _content_info(data)
    sequence = der.item_at(data, found[1].start, found[1].end) if found and found[0] == SIGNED else None
    parts = der.inside(data, sequence) if sequence else []
    if len(parts) < 3 or parts[2].tag != der.SEQUENCE:
        return None
    certificates = next((part for part in parts[3:] if part.tag == _EXPLICIT_0), None)
    signers = next((part for part in reversed(parts[3:]) if part.tag == der.SET), None)
    return Signed(
        _encapsulated(data, parts[2]),
        tuple(der.whole(data, each) for each in _some(data, certificates, MOST_CERTIFICATES)),
        tuple(filter(None, (_signer(data, each) for each in _some(data, signers, MOST_SIGNERS)))),
    )


def _some(data: bytes, item: Item | None, most: int) -> list[Item]:
    return der.inside(data, item)[:most] if item else []


def _content_info(data: bytes) -> tuple[bytes, Item] | None:
    """ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }"""
    outer = der.item_at(data, 0, len(data)) if data[:1] == b"\x30" else None
    parts = der.inside(data, outer) if outer else []
    if len(parts) < 2 or parts[0].tag != der.OBJECT_ID or parts[1].tag != _EXPLICIT_0:
        return None
    return data[parts[0].start : parts[0].end], parts[1]


def _encapsulated(data: bytes, item: Item) -> bytes | None:
    """EncapsulatedContentInfo ::= SEQUENCE { type, content [0] EXPLICIT OCTET STRING OPTIONAL }"""
    parts = der.inside(data, item)
    if len(parts) < 2 or parts[1].tag != _EXPLICIT_0:
        return None
    content = der.item_at(data, parts[1].start, parts[1].end)
    if content is None or content.tag not in (der.OCTETS, der.CONSTRUCTED_OCTETS):
        return None
    return der.octets(data, content)


def _signer(data: bytes, item: Item) -> Signer | None:
    """SignerInfo: version, whose certificate, digest algorithm, [0] attributes, algorithm, signature."""
    parts = der.inside(data, item)
    attributes = next((part for part in parts if part.tag == _EXPLICIT_0), None)
    rest = [part for part in parts if part.tag not in (_EXPLICIT_0, _EXPLICIT_1)]
    if len(rest) < 5 or rest[4].tag != der.OCTETS:
        return None
    who = rest[1]
    return Signer(
        b"" if who.tag == _KEY_ID else data[who.start : who.end],
        data[who.start : who.end] if who.tag == _KEY_ID else b"",
        _algorithm(data, rest[2]),
        _algorithm(data, rest[3]),
        b"\x31" + der.whole(data, attributes)[1:] if attributes else b"",
        _stated_digest(data, attributes) if attributes else b"",
        data[rest[4].start : rest[4].end],
    )


def _algorithm(data: bytes, item: Item) -> bytes:
    name = der.item_at(data, item.start, item.end)
    return data[name.start : name.end] if name else b""


def _stated_digest(data: bytes, attributes: Item) -> bytes:
    """The messageDigest attribute (RFC 5652, 11.2)."""
    for attribute in der.inside(data, attributes):
        parts = der.inside(data, attribute)
        if len(parts) == 2 and data[parts[0].start : parts[0].end] == MESSAGE_DIGEST:
            value = der.item_at(data, parts[1].start, parts[1].end)
            return data[value.start : value.end] if value else b""
    return b""
