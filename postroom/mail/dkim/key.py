"""A public key as a domain publishes it (RFC 6376, 3.6.1; RFC 8463), and whether it made a signature."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import load_der_public_key

from postroom.mail.dkim.signature import Unusable, octets, tags

SHORTEST, LONGEST = 1_024, 8_192  # bits of an RSA key (RFC 8301, 3.2); longer ones cost too much
MAX_RECORD = 4_096  # characters


@dataclass(frozen=True)
class Key:
    """A key for mail; `is_strict`: it does not count for subdomains; `is_tried_out`: its owner only tests."""

    public: RSAPublicKey | Ed25519PublicKey
    is_strict: bool
    is_tried_out: bool

    def made(self, signature: bytes, signed: bytes, algorithm: str) -> bool:
        """Whether `signature` is this key's over `signed`, by this algorithm."""
        try:
            if isinstance(self.public, RSAPublicKey) and algorithm == "rsa-sha256":
                self.public.verify(signature, signed, PKCS1v15(), SHA256())
                return True
            if isinstance(self.public, Ed25519PublicKey) and algorithm == "ed25519-sha256":
                self.public.verify(signature, _sha256(signed))
                return True
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return False


def read_key(record: str) -> Key:
    """The key in a TXT record. Raises Unusable where there is none that counts for mail."""
    said = tags(record[:MAX_RECORD].encode("utf-8", "replace"))
    if said.get("v", "DKIM1") != "DKIM1":
        raise Unusable("the record of the key has another version")
    if not said.get("p"):
        raise Unusable("the key was withdrawn" if "p" in said else "the record holds no key")
    if "sha256" not in said.get("h", "sha256").replace(" ", "").split(":"):
        raise Unusable("the key is not for SHA-256")
    if not {"*", "email"} & set(said.get("s", "*").replace(" ", "").split(":")):
        raise Unusable("the key is not for mail")
    flags = said.get("t", "").replace(" ", "").split(":")
    return Key(_public(said.get("k", "rsa").lower(), octets(said["p"])), "s" in flags, "y" in flags)


def _public(kind: str, content: bytes) -> RSAPublicKey | Ed25519PublicKey:
    try:
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(content)
        key = load_der_public_key(content) if kind == "rsa" else None
    except (ValueError, UnsupportedAlgorithm):
        raise Unusable("the key cannot be read") from None
    if not isinstance(key, RSAPublicKey):
        raise Unusable("the kind of key is unknown")
    if not SHORTEST <= key.key_size <= LONGEST:
        raise Unusable(f"a key of {key.key_size} bits does not count")
    return key


def _sha256(octets: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(octets)
    return digest.finalize()
