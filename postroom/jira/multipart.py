"""One multipart/form-data body (RFC 7578) of many files, read from their sources as it is sent."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from postroom.errors import Permanent

CHUNK = 64 * 1024
LONGEST_NAME = 255

# Direction marks can make "gnp.exe" look like "exe.png".
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Upload:
    """A file to attach. `size` is in bytes and exact; `open` is called when its turn has come."""

    name: str
    type: str
    size: int
    open: Callable[[], BinaryIO]


def attached_name(name: str) -> str:
    """The name under which a file arrives in Jira: what no server reads alike is replaced.

    Double quotes, semicolons and backslashes have no one reading in a form's file name (RFC 7578 4.2).
    """
    name = name.encode("utf-8", "replace").decode("utf-8")
    name = _DIRECTION.sub("", name).translate({34: "'", 59: ",", 47: "_", 92: "_"})
    name = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in name)
    name = " ".join(name.split())
    return _fit(name) or "attachment"


def _fit(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


class Multipart:
    """The body of one request with all `uploads` as parts called `file`; it holds one file open at a time."""

    def __init__(self, uploads: Sequence[Upload]) -> None:
        self._boundary = secrets.token_hex(16)
        self._parts = [(self._head(upload), upload) for upload in uploads]
        self._end = f"--{self._boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    @property
    def length(self) -> int:
        """Size of the whole body in bytes."""
        return sum(len(head) + upload.size + 2 for head, upload in self._parts) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        for head, upload in self._parts:
            yield head
            yield from _content(upload)
            yield b"\r\n"
        yield self._end

    def _head(self, upload: Upload) -> bytes:
        kind = upload.type.lower()
        if not re.fullmatch(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}", kind):
            kind = "application/octet-stream"
        return (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{attached_name(upload.name)}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        ).encode()


def _content(upload: Upload) -> Iterator[bytes]:
    """The bytes of one file. Raises Permanent, with the request cut short, where they are not `size` many."""
    left = upload.size
    with upload.open() as file:
        while chunk := file.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                break
            yield chunk
    if left:
        raise Permanent(f"The attachment “{upload.name}” is not {upload.size} bytes long as announced.")
