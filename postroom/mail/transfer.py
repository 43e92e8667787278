"""The octets of a body without their Content-Transfer-Encoding, as far as it can be undone."""

from __future__ import annotations

import binascii
import re

_BASE64 = {b"base64", b"b64", b"xbase64", b"mimebase64", b"b"}
_QUOTED_PRINTABLE = {
    b"quotedprintable",
    b"quotedprintible",
    b"quoteprintable",
    b"xquotedprintable",
    b"qp",
    b"q",
}
_UU = {b"xuuencode", b"uuencode", b"uuencoded", b"xuue", b"uue", b"xuu", b"uu"}
_COMMENT = re.compile(rb"\([^()]*\)")
_DECORATION = b"-_ \t\"',.:="
_SOFT_BREAK = re.compile(rb"=[ \t]++(?=[\r\n]|\Z)")
_OLD_SOFT_BREAK = re.compile(rb"=\r(?!\n)")
_PADDING = re.compile(rb"=[=\s]*+")
_WHITE = re.compile(rb"\s*+")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_TAIL = 8_192  # octets at the end of a base64 body in which the footer of a mailing list is looked for
_MAX_CHUNKS = 10_000
_MAX_BROKEN = 10_000  # lines of uuencode that say nothing


def decoded(data: bytes | memoryview, encoding: bytes) -> bytes:
    """`data` without its Content-Transfer-Encoding (RFC 2045 section 6); broken encodings give what can be had."""
    kind = encoding.strip().lower()
    if not kind.isalnum():
        kind = _COMMENT.sub(b"", kind[:200]).split(b";")[0].translate(None, _DECORATION)
    if kind in _BASE64:
        return bytes(data) if _is_plain(data) else base64_bytes(_without_footer(data))
    if kind in _QUOTED_PRINTABLE:
        return quoted_printable(data)
    return uu(bytes(data)) if kind in _UU else bytes(data)


def quoted_printable(data: bytes | memoryview) -> bytes:
    """Decoded (RFC 2045, 6.7); white space behind a soft line break counts for nothing."""
    for pattern, meant in ((_SOFT_BREAK, b"="), (_OLD_SOFT_BREAK, b"=\n")):
        if pattern.search(data):
            data = pattern.sub(meant, bytes(data))
    return binascii.a2b_qp(data)


def base64_bytes(data: bytes | memoryview) -> bytes:
    """Decoded base64; foreign characters are skipped, missing padding is made good.

    Behind its padding only more base64 counts, as where several encoded stretches were joined.
    """
    padding = _PADDING.search(data)
    if padding is None or padding.end() == len(data):
        return _base64(data)
    found: list[bytes] = []
    start = 0
    while padding and len(found) < _MAX_CHUNKS:
        chunk = data[start : padding.end()]
        if start and not _is_whole(chunk):
            return b"".join(found)
        found.append(_base64(chunk))
        start = padding.end()
        padding = _PADDING.search(data, start)
    rest = data[start:]
    return b"".join(found) + (_base64(rest) if _is_whole(rest) else b"")


def _is_whole(chunk: bytes | memoryview) -> bool:
    """Whether a stretch is base64 and nothing else, so that it is no text behind the base64."""
    lines = bytes(chunk).strip().splitlines()
    characters = b"".join(lines)
    return len(characters) % 4 == 0 and _FOREIGN.search(characters.rstrip(b"=")) is None


def _base64(data: bytes | memoryview) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        kept = _FOREIGN.sub(b"", bytes(data))
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _is_plain(data: bytes | memoryview) -> bool:
    """Whether a body that claims to be base64 is prose: its first line has words, spaces and other characters."""
    lines = [line.strip() for line in bytes(data[:1_024]).splitlines() if line.strip()]
    if not lines or lines[0].count(b" ") < 2 or not _FOREIGN.search(lines[0].replace(b" ", b"")):
        return False
    return not any(len(line) >= 40 and not _FOREIGN.search(line.rstrip(b"=")) for line in lines)


def _without_footer(data: bytes | memoryview) -> bytes | memoryview:
    """The base64 alone, where a mailing list has put its own lines of plain text below."""
    start = max(0, len(data) - _TAIL)
    tail = bytes(data[start:])
    at, blank = 0, False
    for line in tail.splitlines(keepends=True):
        text = line.strip()
        is_foreign = _FOREIGN.search(text.rstrip(b"=")) is not None
        if is_foreign and start + at > 0 and (blank or text[:1] in (b"_", b"-", b"*", b"#")):
            return data[: start + at]
        at, blank = at + len(line), not text
    return data


def uu(data: bytes) -> bytes:
    """The file in uuencoded `data`; `data` itself where nothing begins in it."""
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    lines: list[bytes] = []
    broken = 0
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        octets = _uu_line(line)
        lines.append(octets)
        broken += not octets
        if broken > _MAX_BROKEN:
            break
    return b"".join(lines)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        octets = (((line[0] - 32) & 63) * 4 + 5) // 3  # a broken encoder's trailing garbage
    try:
        return binascii.a2b_uu(line[:octets])
    except binascii.Error:
        return b""
