"""Files in the text of a mail between "=ybegin" and "=yend", as news readers write them (yEnc 1.3)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from postroom.mail import charset
from postroom.mail.containers.files import LONGEST_NAME, File, type_of
from postroom.mail.containers.found import MAX_TRIES, Found

_EOL = rb"(?:\r\n|\n|\r|\Z)"
_BEGIN = re.compile(
    rb"=ybegin ((?:(?:part|total|line|size)=[0-9]{1,12} +){2,4})name=([^\r\n]{1,300}?)[ \t]*" + _EOL
    + rb"(?:=ypart ([^\r\n]{0,100})" + _EOL + rb")?"
)  # fmt: skip
_END = re.compile(rb"=yend([^\r\n]{0,200})" + _EOL)
_VALUE = re.compile(rb"([a-z]{1,10}[0-9]{0,2})=([0-9a-fA-F]{1,12})(?![0-9a-fA-F])")
_CHUNK = 65_536  # octets that are decoded at a time; a hostile text is all equals signs
_MINUS_42 = bytes((octet - 42) & 255 for octet in range(256))
_MINUS_64 = bytes((octet - 64) & 255 for octet in range(256))


@dataclass(frozen=True)
class _Block:
    """One =ybegin to =yend: a file, or a piece of one that begins at octet `offset` of the file."""

    start: int
    end: int
    name: bytes
    data: bytes
    offset: int
    size: int  # of the whole file
    whole: bool


def found(data: bytes, label: str) -> Iterator[Found]:
    """The files in a text; `label` is its charset. Pieces of one file that follow each other are joined."""
    group: list[_Block] = []
    for block in _blocks(data):
        if group and not _continues(data, group[-1], block):
            yield _joined(group, label)
            group = []
        group.append(block)
    if group:
        yield _joined(group, label)


def _continues(data: bytes, before: _Block, block: _Block) -> bool:
    same = before.name == block.name and before.offset + len(before.data) == block.offset > 0
    return same and not data[before.end : block.start].strip()


def _joined(group: list[_Block], label: str) -> Found:
    name = charset.decode(group[0].name.strip(b'"'), label)[0][:LONGEST_NAME]
    data = b"".join(block.data for block in group)
    whole = all(block.whole for block in group) and group[0].offset == 0 and len(data) == group[0].size
    return Found(group[0].start, group[-1].end, File(name, type_of(name), data), whole)


def _blocks(data: bytes) -> Iterator[_Block]:
    at = 0
    for _ in range(MAX_TRIES):
        if (at := data.find(b"=ybegin ", at)) < 0:
            return
        begin = _BEGIN.match(data, at) if at == 0 or data[at - 1] in b"\r\n" else None
        block = _block(data, begin) if begin else None
        if block is not None:
            yield block
        at = block.end if block else at + 8


def _block(data: bytes, begin: re.Match[bytes]) -> _Block | None:
    """None for prose about yEnc: neither the length of the first line nor that of the whole is as stated."""
    head, piece = _values(begin[1]), _values(begin[3] or b"")
    end = _end(data, begin.end())
    limit = end.start() if end else _next_begin(data, begin.end())
    content = _decoded(data[begin.end() : limit])
    stated = _values(end[1]).get(b"size", -9) if end else -9
    if not _is_full(data, begin.end(), head.get(b"line", 0)) and abs(stated - len(content)) > 2:
        return None
    offset = max(0, piece.get(b"begin", 1) - 1)
    whole = end is not None and _is_sound(content, end[1], is_piece=bool(piece))
    stop = end.end() if end else limit
    return _Block(begin.start(), stop, begin[2], content, offset, head.get(b"size", 0), whole)


def _next_begin(data: bytes, at: int) -> int:
    found = data.find(b"\n=ybegin ", at)
    return found + 1 if found >= 0 else len(data)


def _end(data: bytes, start: int) -> re.Match[bytes] | None:
    """The line =yend of the block whose data begin at `start`."""
    at = start - 1
    while (at := data.find(b"=y", at + 1)) >= 0:
        if data[at - 1] in b"\r\n":
            return _END.match(data, at)
    return None


def _values(text: bytes) -> dict[bytes, int]:
    return {name: int(value) for name, value in _VALUE.findall(text) if value.isdigit()}


def _is_full(data: bytes, at: int, length: int) -> bool:
    """The first line has the stated length, one more where its last character is escaped."""
    line = data[at : at + length + 3].split(b"\n", 1)[0].rstrip(b"\r")
    return length > 0 and length <= len(line) <= length + 1


def _decoded(text: bytes) -> bytes:
    """Each octet less 42; behind an equals sign less 64 more."""
    text = text.translate(None, b"\r\n")
    pieces: list[bytes] = []
    at = 0
    while at < len(text):
        stop = at + _CHUNK + (text[at + _CHUNK - 1 : at + _CHUNK] == b"=")
        first, *escaped = text[at:stop].split(b"=")
        pieces.append(b"".join([first, *(piece[:1].translate(_MINUS_64) + piece[1:] for piece in escaped)]))
        at = stop
    return b"".join(pieces).translate(_MINUS_42)


def _is_sound(content: bytes, trailer: bytes, *, is_piece: bool) -> bool:
    """The size and the checksum that stand at the end, where they stand there."""
    said = dict(_VALUE.findall(trailer))
    size, check = said.get(b"size", b""), said.get(b"pcrc32" if is_piece else b"crc32", b"")
    if size.isdigit() and int(size) != len(content):
        return False
    return not check or int(check, 16) == zlib.crc32(content)
