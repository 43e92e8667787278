"""Encryption at rest: zstd, then AES-256-GCM with a ring of keys of which the first one seals."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from postroom.environment import Environment
from postroom.errors import BadConfiguration

KEY_BYTES = 32
CHUNK = 1 << 20
WAY_OUT = (
    "Set POSTROOM_KEYS (or POSTROOM_KEY_FILE) to the key with which this database was written; "
    "it is not in the backup and cannot be made again."
)


class KeyRing:
    """The keys by id. An id is the first four bytes of the key's SHA-256, so it tells nothing."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self.keys = tuple(keys)
        if not self.keys:
            raise BadConfiguration(f"There is no encryption key. {WAY_OUT}")
        self._ciphers = {hashlib.sha256(key).digest()[:4]: AESGCM(key) for key in self.keys}
        self._first = next(iter(self._ciphers))

    def seal(self, plain: bytes, purpose: bytes) -> bytes:
        nonce = os.urandom(12)
        return self._first + nonce + self._ciphers[self._first].encrypt(nonce, plain, purpose)

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        """The plain bytes. Raises BadConfiguration where no key fits."""
        cipher = self._ciphers.get(bytes(sealed[:4]))
        if cipher is None:
            raise BadConfiguration(f"This was sealed with a key that is not in the ring. {WAY_OUT}")
        try:
            return cipher.decrypt(sealed[4:16], sealed[16:], purpose)
        except InvalidTag:
            raise BadConfiguration(
                "A sealed value in the database was changed or moved; it is not used."
            ) from None

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """A key per ring key for another use (session signing, mail tokens), newest first."""
        return tuple(hashlib.blake2b(purpose.encode(), key=key, digest_size=32).digest() for key in self.keys)


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(word: str, where: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(word)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadConfiguration(f"{where} does not hold a Postroom key (44 characters of base64). {WAY_OUT}")
    return key


def key_ring(environment: Environment) -> KeyRing:
    """The ring that the environment names. Raises BadConfiguration where there is none."""
    if environment.keys:
        return KeyRing(read_key(word, "POSTROOM_KEYS") for word in environment.keys)
    path = environment.key_path
    try:
        lines = path.read_text("ascii").split()
    except FileNotFoundError:
        raise BadConfiguration(f"The key file {path} is missing. {WAY_OUT}") from None
    except OSError as error:
        raise BadConfiguration(f"The key file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadConfiguration(
            f"The key file {path} is no text, so it holds no Postroom key. {WAY_OUT}"
        ) from None
    return KeyRing(read_key(word, str(path)) for word in lines)


def make_key_file(path: Path) -> None:
    """Write a first key, readable by its owner only; an existing file is left alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_first_key(path)
    except OSError as error:
        raise BadConfiguration(
            f"The key file {path} cannot be written: {error.strerror}. Look at the folder, or name another one in "
            "POSTROOM_DATA."
        ) from None


def write_first_key(path: Path) -> None:
    """Whole or not at all: what is killed half-way, or finds the disk full, leaves no key file behind."""
    if path.exists():
        return
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        put_in_place(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def put_in_place(partial: Path, path: Path) -> None:
    try:
        os.link(partial, path)
    except FileExistsError:
        return  # somebody was faster; theirs is the key
    except OSError:  # a file system without links
        partial.rename(path)


def pack(ring: KeyRing, chunks: Iterable[bytes], purpose: bytes) -> Iterator[bytes]:
    """Compressed, sealed pieces of about 1 MB; each is bound to its place, so none can be moved or left out."""
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    number, held = 0, bytearray()
    for chunk in chunks:
        held += packer.compress(chunk)
        while len(held) > CHUNK:
            yield ring.seal(bytes(held[:CHUNK]), piece(purpose, number, last=False))
            number, held = number + 1, held[CHUNK:]
    held += packer.flush()
    yield ring.seal(bytes(held), piece(purpose, number, last=True))


def unpack(ring: KeyRing, pieces: Iterable[bytes], purpose: bytes) -> Iterator[bytes]:
    """The plain stream of what `pack` made, at most 1 MB at a time, however well it was packed.

    Raises BadConfiguration where a piece is missing, was changed or moved, or no key opens it.
    """
    with zstandard.ZstdDecompressor().stream_reader(cast(IO[bytes], Opened(ring, pieces, purpose))) as plain:
        while chunk := plain.read(CHUNK):
            yield chunk


class Opened:
    """The opened pieces, as the file that zstandard wants to read."""

    def __init__(self, ring: KeyRing, pieces: Iterable[bytes], purpose: bytes) -> None:
        self.packed = opened(ring, pieces, purpose)

    def read(self, size: int = -1) -> bytes:
        """The next piece; zstandard takes more than it asked for."""
        return next(self.packed, b"")


def opened(ring: KeyRing, pieces: Iterable[bytes], purpose: bytes) -> Iterator[bytes]:
    ahead: bytes | None = None
    number = 0
    for sealed in pieces:
        if ahead is not None:
            yield ring.open(ahead, piece(purpose, number, last=False))
            number += 1
        ahead = sealed
    if ahead is None:
        raise BadConfiguration(
            "The content of a mail is missing from the database, though nothing deleted it."
        )
    yield ring.open(ahead, piece(purpose, number, last=True))


def piece(purpose: bytes, number: int, *, last: bool) -> bytes:
    return b"%s/%d/%d" % (purpose, number, last)
