"""Files in the text of a mail between "begin 644 name" and "end", as mail carried them before MIME."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from itertools import takewhile

from postroom.mail import charset, headers
from postroom.mail.containers.files import LONGEST_NAME, File, type_of
from postroom.mail.containers.found import MAX_TRIES, Found

_BEGIN = re.compile(rb"begin(-base64)? [0-7]{3,4} +([^\r\n]{1,300}?)[ \t]*(?:\r\n|\n|\r|\Z)")
_ROW = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_RUN = re.compile(rb"(?:[ -`]{0,100}(?:\r\n|\n|\r|\Z(?<![\r\n])))*+")
_END = re.compile(rb"end[ \t]*(?:\r\n|\n|\r|\Z)")
_BASE64_ROWS = re.compile(rb"(?:[A-Za-z0-9+/]{1,100}={0,2}[ \t]*(?:\r\n|\n|\r|\Z))*+")
_BASE64_END = re.compile(rb"={4}[ \t]*(?:\r\n|\n|\r|\Z)")


def found(data: bytes, label: str) -> Iterator[Found]:
    """The uuencoded files in a text; `label` is its charset. Prose that only says "begin" is none."""
    at = 0
    for _ in range(MAX_TRIES):
        if (at := data.find(b"begin", at)) < 0:
            return
        begin = _BEGIN.match(data, at) if at == 0 or data[at - 1] in b"\r\n" else None
        one = (_base64(data, begin, label) if begin[1] else _block(data, begin, label)) if begin else None
        if one is not None:
            yield one
        at = one.end if one else at + 5


def _block(data: bytes, begin: re.Match[bytes], label: str) -> Found | None:
    """With an "end", a short row is one whose blanks a gateway took; without, only full rows are no prose."""
    run = _RUN.match(data, begin.end())
    stop = run.end() if run else begin.end()
    end = _END.match(data, stop)
    if end is None:
        stop = begin.end() + sum(map(len, takewhile(_is_full, _rows(data, begin.end(), stop))))
    is_file = all(map(_fits, _rows(data, begin.end(), stop))) if end else stop > begin.end()
    if not is_file:
        return None
    content = bytearray()
    for row in _rows(data, begin.end(), stop):
        content += _decoded(row)
    return Found(
        begin.start(), end.end() if end else stop, _file(begin[2], bytes(content), label), end is not None
    )


def _rows(data: bytes, start: int, end: int) -> Iterator[bytes]:
    """Line by line, as a list of them takes five times the space of the file."""
    return (match[0] for match in _ROW.finditer(data, start, end))


def _need(row: bytes) -> int:
    """How many characters the first one says will follow: four for three octets."""
    return (((row[0] - 32) & 63) + 2) // 3 * 4


def _fits(row: bytes) -> bool:
    row = row.rstrip()
    return not row or len(row) - 1 <= _need(row) + 3  # some writers add a checksum


def _is_full(row: bytes) -> bool:
    row = row.rstrip(b"\r\n")
    return len(row) > 1 and 0 <= len(row) - 1 - _need(row) <= 2 and _need(row) > 0


def _decoded(row: bytes) -> bytes:
    row = row.rstrip(b"\r\n")
    if not row:
        return b""
    need = _need(row)
    try:
        return binascii.a2b_uu(row[: 1 + need].ljust(1 + need))
    except binascii.Error:  # the last character says more than its row has octets
        return b""


def _base64(data: bytes, begin: re.Match[bytes], label: str) -> Found | None:
    """What `uuencode -m` writes: base64 between "begin-base64 644 name" and "====" (POSIX)."""
    rows = _BASE64_ROWS.match(data, begin.end())
    end = _BASE64_END.match(data, rows.end()) if rows else None
    if rows is None or end is None:
        return None
    return Found(begin.start(), end.end(), _file(begin[2], headers.base64_bytes(rows[0]), label), whole=True)


def _file(name: bytes, data: bytes, label: str) -> File:
    shown = charset.decode(name.strip(b'"'), label)[0][:LONGEST_NAME]
    return File(shown, type_of(shown), data)
