"""How large a picture is: by the first octets of its file, and as a mail shows it."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from lxml import etree

ENOUGH = 131_072  # octets of a file in which its size stands, behind whatever a camera wrote
MAX_SEGMENTS = 200

_PNG = b"\x89PNG\r\n\x1a\n"
_BMP_OLD = 12  # octets of the header of OS/2
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of JPEG that bring the size
_BARE = frozenset([0x01, *range(0xD0, 0xD8)])  # markers without a length
_LENGTH = re.compile(
    r"\s*+(\d{1,5}(?:\.\d{0,6})?|\.\d{1,6})\s*+(px|pt|pc|in|cm|mm|em|rem|)\s*+\Z", re.IGNORECASE
)
_STYLE = re.compile(
    r"(?:\A|;)\s*+(width|height)\s*+:\s*+([\d.]{1,12}[a-z]{0,3})\s*+(?:!important\s*+)?(?=;|\Z)",
    re.IGNORECASE,
)
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "em": 16, "rem": 16}


class Size(NamedTuple):
    """Width and height in pixels; 0 where not known."""

    width: int
    height: int


UNKNOWN = Size(0, 0)


def file_size(head: bytes) -> Size:
    """The size in the first octets of a PNG, GIF, JPEG, WebP, BMP or icon file. Never raises."""
    try:
        size = _read(head)
    except (struct.error, IndexError):
        return UNKNOWN
    return size if size.width > 0 and size.height > 0 else UNKNOWN


def _read(head: bytes) -> Size:
    if head.startswith(_PNG):
        return Size(*struct.unpack_from(">II", head, 16))
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Size(*struct.unpack_from("<HH", head, 6))
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp(head)
    if head.startswith(b"BM"):
        old = struct.unpack_from("<I", head, 14)[0] == _BMP_OLD
        width, height = struct.unpack_from("<HH" if old else "<ii", head, 18)
        return Size(width, abs(height))
    if head.startswith((b"\0\0\1\0", b"\0\0\2\0")):
        return Size(head[6] or 256, head[7] or 256)
    return UNKNOWN


def _jpeg(head: bytes) -> Size:
    at = 2
    for _ in range(MAX_SEGMENTS):
        if head[at] != 0xFF:
            return UNKNOWN
        while head[at] == 0xFF:
            at += 1
        marker = head[at]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 4)
            return Size(width, height)
        at += 1 if marker in _BARE else 1 + struct.unpack_from(">H", head, at + 1)[0]
    return UNKNOWN


def _webp(head: bytes) -> Size:
    kind = head[12:16]
    if kind == b"VP8X":
        return Size(1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little"))
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = struct.unpack_from("<I", head, 21)[0]
        return Size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    return UNKNOWN


def shown_size(element: etree._Element, real: Size) -> Size:
    """The size in which HTML shows a picture: by its style or attributes, else as large as it is."""
    styles = {name.lower(): value for name, value in _STYLE.findall(element.get("style", "")[:2_000])}
    width = _pixels(styles.get("width", "")) or _pixels(element.get("width", ""))
    height = _pixels(styles.get("height", "")) or _pixels(element.get("height", ""))
    if width and not height and real.width:
        height = max(1, width * real.height // real.width)
    if height and not width and real.height:
        width = max(1, height * real.width // real.height)
    return Size(width or real.width, height or real.height)


def _pixels(length: str) -> int:
    """CSS pixels, 0 for what is no fixed length (`50%`, `auto`)."""
    found = _LENGTH.match(length[:40])
    return round(float(found[1]) * _PIXELS[found[2].lower()]) if found else 0
