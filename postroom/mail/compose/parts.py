"""The content of a letter as MIME: alternative in related in mixed, each part in the encoding that fits it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from postroom.mail.compose.fields import characters, field
from postroom.mail.compose.letter import Attachment, BadLetter, Inline, Letter
from postroom.mail.compose.names import file_name, file_name_words, legacy_name_words

Multipart = Literal["mixed", "related", "alternative"]

_ROW = 76  # characters of base64 (RFC 2045, 6.8)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What 7bit text must not hold: blanks that relays strip, mbox's "From ", our own boundaries.
_NOT_7BIT = (b" \r\n", b"\t\r\n", b"\nFrom ", b"--=_")
_LONGEST_LINE = 990
_NOT_QUOTABLE = bytes(range(128, 256)) + b"="
_LONG = re.compile(rb"(?m)^[^\r\n]{77,}")
_PIECE = re.compile(rb".{1,75}(?<!=)(?<!=[0-9A-F])")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_CID = re.compile(r"[!-;=?-~]{1,500}")
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Part:
    """A part of the mail; `body` is encoded already, but for base64, which is done when it is written."""

    head: str
    body: bytes = b""
    is_base64: bool = False
    boundary: str = ""
    parts: tuple[Part, ...] = ()

    def under(self, header: str) -> Part:
        """This part as a whole mail."""
        return replace(self, head=header + self.head)

    def written(self) -> Iterator[bytes]:
        """All its octets; the last two are a line end."""
        yield f"{self.head}\r\n".encode()
        if not self.boundary:
            yield _base64(self.body) if self.is_base64 else self.body
            return
        for part in self.parts:
            yield f"--{self.boundary}\r\n".encode()
            yield from part.written()
        yield f"--{self.boundary}--\r\n".encode()

    def size(self) -> int:
        """How many octets `written` gives."""
        body = _base64_size(len(self.body)) if self.is_base64 else len(self.body)
        marks = len(self.boundary) * (len(self.parts) + 1) + 4 * len(self.parts) + 6 if self.boundary else 0
        return len(self.head.encode()) + 2 + body + marks + sum(part.size() for part in self.parts)


def content_of(letter: Letter) -> Part:
    """The tree of parts. Without HTML the pictures are attachments. Raises BadLetter."""
    body = _body(letter)
    loose = () if letter.html else letter.inline
    files = [_file(Attachment(each.name, each.type, each.content)) for each in loose]
    files += map(_file, letter.attachments)
    return _multipart("mixed", letter, body, *files) if files else body


def _body(letter: Letter) -> Part:
    if not letter.html:
        return _text(letter.text, "plain")
    page = _text(letter.html, "html")
    if letter.inline:
        page = _multipart("related", letter, page, *map(_picture, letter.inline))
    return _multipart("alternative", letter, _text(letter.text, "plain"), page) if letter.text else page


def _multipart(kind: Multipart, letter: Letter, *parts: Part) -> Part:
    """No part can hold the boundary: in base64 and quoted-printable there is no "=_", and 7bit is not chosen."""
    boundary = (
        "=_" + hashlib.sha256(f"{kind} {letter.message_id}".encode("utf-8", "replace")).hexdigest()[:24]
    )
    root = ['type="text/html";'] if kind == "related" else []  # RFC 2387, 3.1
    head = field("Content-Type", [f"multipart/{kind};", *root, f'boundary="{boundary}"'])
    return Part(head, boundary=boundary, parts=parts)


def _text(text: str, kind: Literal["plain", "html"]) -> Part:
    lines = _CONTROLS.sub("", characters(text)).splitlines()
    data = "\r\n".join([*lines, ""]).encode() or b"\r\n"
    if _is_7bit(data):
        return Part(_text_head(kind, "7bit"), data)
    odd = len(data) - len(data.translate(None, _NOT_QUOTABLE))
    if odd * 4 <= len(data):
        return Part(_text_head(kind, "quoted-printable"), _quoted_printable(data))
    return Part(_text_head(kind, "base64"), data, is_base64=True)


def _is_7bit(data: bytes) -> bool:
    """Whether the text reaches everybody as it is."""
    if not data.isascii() or any(odd in b"\n" + data for odd in _NOT_7BIT):
        return False
    return max(map(len, data.split(b"\r\n"))) <= _LONGEST_LINE


def _text_head(kind: str, encoding: str) -> str:
    return field("Content-Type", [f"text/{kind};", "charset=utf-8"]) + _encoding(encoding)


def _encoding(name: str) -> str:
    return field("Content-Transfer-Encoding", [name])


def _file(file: Attachment) -> Part:
    return Part(_file_head(file, "attachment") + _encoding("base64"), file.content, is_base64=True)


def _picture(picture: Inline) -> Part:
    if not _CID.fullmatch(picture.cid):
        raise BadLetter(f"{picture.cid[:100]!r} cannot be the Content-ID of a picture.")
    head = _file_head(picture, "inline") + field("Content-ID", [f"<{picture.cid}>"])
    return Part(head + _encoding("base64"), picture.content, is_base64=True)


def _file_head(file: Attachment | Inline, disposition: str) -> str:
    kind = _type(file.type)
    name = file_name(file.name)
    charset = ["charset=utf-8;"] if kind.startswith("text/") and _is_utf_8(file.content) else []
    return field("Content-Type", [f"{kind};", *charset, *legacy_name_words(name)]) + field(
        "Content-Disposition", [f"{disposition};", *file_name_words(name)]
    )


def _type(written: str) -> str:
    """The media type; an enclosed mail may not be base64 (RFC 2046, 5.2.1) and goes as a file of its own."""
    kind = written.partition(";")[0].strip().lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        return _UNKNOWN
    return kind


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _base64(content: bytes) -> bytes:
    text = b64encode(content)
    return b"\r\n".join([*(text[at : at + _ROW] for at in range(0, len(text), _ROW)), b""]) or b"\r\n"


def _base64_size(size: int) -> int:
    length = -(-size // 3) * 4
    return length + 2 * max(1, -(-length // _ROW))


def _quoted_printable(data: bytes) -> bytes:
    """RFC 2045, 6.7: lines of at most 76 octets, which b2a_qp exceeds where a blank ends one.

    A line that begins with "From " is broken behind that word.
    """
    broken = _LONG.sub(lambda line: b"=\r\n".join(_PIECE.findall(line[0])), b2a_qp(data))
    return (b"\n" + broken).replace(b"\nFrom ", b"\nFrom=\r\n ")[1:]
