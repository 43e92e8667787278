"""What an S/MIME signature is worth: whether it fits the content; who issued the certificate is not judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

from postroom.mail import charset
from postroom.mail.containers import der
from postroom.mail.containers.cms import Signed, Signer

default_backend()  # loaded here, as the first check would load it, and the limited child can open no file

FITS, BROKEN, UNKNOWN = "fits", "broken", "unknown"

_HASHES: dict[bytes, tuple[str, Callable[[], hashes.HashAlgorithm]]] = {
    bytes.fromhex("2b0e03021a"): ("sha1", hashes.SHA1),
    bytes.fromhex("608648016503040204"): ("sha224", hashes.SHA224),
    bytes.fromhex("608648016503040201"): ("sha256", hashes.SHA256),
    bytes.fromhex("608648016503040202"): ("sha384", hashes.SHA384),
    bytes.fromhex("608648016503040203"): ("sha512", hashes.SHA512),
}
_PSS = bytes.fromhex("2a864886f70d01010a")
_EMAIL_IN_SUBJECT = bytes.fromhex("2a864886f70d010901")
_OTHER_NAMES = bytes.fromhex("551d11")
_KEY_ID_OF_CERTIFICATE = bytes.fromhex("551d0e")
_VERSION, _EXTENSIONS, _EMAIL = 0xA0, 0xA3, 0x81
_LARGEST_KEY = 4_096  # octets


@dataclass(frozen=True)
class Certificate:
    """What of a certificate counts here: whose it is by name and number, its key, and its mail addresses."""

    issuer_and_number: bytes
    key_id: bytes
    key: bytes
    addresses: tuple[str, ...]


def words(content: bytes, signed: Signed) -> str:
    """The verdict for people. `content` is exactly what was signed, line ends as CRLF (RFC 8551, 3.1.1)."""
    certificates = [found for found in map(_certificate, signed.certificates) if found]
    verdicts = [(_judged(content, signer, certificates), signer) for signer in signed.signers]
    if not verdicts:
        return "the mail is signed (S/MIME); the signature cannot be read"
    verdict, signer = next((each for each in verdicts if each[0] != FITS), verdicts[0])
    owner = _owner(signer, certificates)
    by = f" with a certificate for {', '.join(owner.addresses[:3])}" if owner and owner.addresses else ""
    if verdict == BROKEN:
        return f"the mail is signed (S/MIME){by}, but the signature does not fit: the content was changed after it"
    if verdict == UNKNOWN:
        return f"the mail is signed (S/MIME){by}; the signature was not checked"
    return f"the mail is signed (S/MIME){by} and unchanged since; who issued the certificate was not checked"


def _judged(content: bytes, signer: Signer, certificates: list[Certificate]) -> str:
    known = _HASHES.get(signer.digest)
    owner = _owner(signer, certificates)
    if known is None:
        return UNKNOWN
    digest = hashlib.new(known[0], content, usedforsecurity=False).digest()
    if signer.attributes and digest != signer.stated_digest:
        return BROKEN
    if owner is None:
        return UNKNOWN
    return _checked(signer.attributes or content, signer, owner, known[1]())


def _checked(signed: bytes, signer: Signer, owner: Certificate, algorithm: hashes.HashAlgorithm) -> str:
    try:
        _verify(signed, signer, owner, algorithm)
    except InvalidSignature:
        return BROKEN
    except (UnsupportedAlgorithm, ValueError, TypeError, OverflowError, ImportError, OSError):
        return UNKNOWN
    return FITS


def _verify(signed: bytes, signer: Signer, owner: Certificate, algorithm: hashes.HashAlgorithm) -> None:
    key = load_der_public_key(owner.key)
    if isinstance(key, rsa.RSAPublicKey) and signer.algorithm == _PSS:
        pss = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
        key.verify(signer.signature, signed, pss, algorithm)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signer.signature, signed, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        digest = hashlib.new(algorithm.name, signed, usedforsecurity=False).digest()
        key.verify(signer.signature, digest, ec.ECDSA(utils.Prehashed(algorithm)))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signer.signature, signed)
    else:
        raise UnsupportedAlgorithm("a key of another kind")


def _owner(signer: Signer, certificates: list[Certificate]) -> Certificate | None:
    for each in certificates:
        if signer.issuer_and_number == each.issuer_and_number or (
            signer.key_id and signer.key_id == each.key_id
        ):
            return each
    return None


def _certificate(data: bytes) -> Certificate | None:
    """Certificate (RFC 5280, 4.1): [0] version, number, algorithm, issuer, validity, subject, key, ..."""
    outer = der.item_at(data, 0, len(data))
    body = der.item_at(data, outer.start, outer.end) if outer else None
    parts = [part for part in der.inside(data, body) if part.tag != _VERSION] if body else []
    if len(parts) < 6 or parts[5].after - parts[5].first > _LARGEST_KEY:
        return None
    number, _, issuer, _, subject, key = parts[:6]
    extensions = dict(_extensions(data, parts[6:]))
    addresses = {**_addresses(extensions.get(_OTHER_NAMES, b"")), **_addresses_of_subject(data, subject)}
    key_id = extensions.get(_KEY_ID_OF_CERTIFICATE, b"")[2:]  # an OCTET STRING in the OCTET STRING
    return Certificate(
        der.whole(data, issuer) + der.whole(data, number), key_id, der.whole(data, key), tuple(addresses)
    )


def _extensions(data: bytes, parts: list[der.Item]) -> Iterator[tuple[bytes, bytes]]:
    holder = next((part for part in parts if part.tag == _EXTENSIONS), None)
    sequence = der.item_at(data, holder.start, holder.end) if holder else None
    for extension in der.inside(data, sequence)[:50] if sequence else []:
        fields = der.inside(data, extension)
        if len(fields) >= 2:
            yield data[fields[0].start : fields[0].end], data[fields[-1].start : fields[-1].end]


def _addresses(names: bytes) -> dict[str, None]:
    """SubjectAltName: of the general names those that are mail addresses."""
    sequence = der.item_at(names, 0, len(names))
    found = der.inside(names, sequence)[:50] if sequence else []
    return {_shown(names[each.start : each.end]): None for each in found if each.tag == _EMAIL}


def _addresses_of_subject(data: bytes, subject: der.Item) -> dict[str, None]:
    found: list[str] = []
    for part in der.inside(data, subject)[:50]:
        for pair in der.inside(data, part)[:5]:
            fields = der.inside(data, pair)
            if len(fields) == 2 and data[fields[0].start : fields[0].end] == _EMAIL_IN_SUBJECT:
                found.append(_shown(data[fields[1].start : fields[1].end]))
    return dict.fromkeys(found)


def _shown(value: bytes) -> str:
    return "".join(charset.clean(value[:200].decode("utf-8", "replace")).split())
