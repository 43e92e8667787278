"""Bodies that Outlook keeps as RTF: unpacked ([MS-OXRTFCP]), and as the HTML or text they were ([MS-OXRTFEX])."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from postroom.mail import charset
from postroom.mail.containers import codepages
from postroom.mail.containers.allowance import Allowance

_PRESET = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})?+ ?+|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}]++)|\\",
    re.DOTALL,
)
_NUMBER, _OCTET, _SYMBOL, _BRACE, _TEXT = 2, 3, 4, 5, 6  # the groups; 1 is a word without a number
_FROM_HTML = re.compile(rb"\\fromhtml1?(?![0-9a-z])")
_HEAD = 1024  # octets in which \fromhtml1 must stand: [MS-OXRTFEX] 2.2.3.1 says the first ten tokens
_MOST_GROUPS = 500_000
_MOST_FONTS = 10_000
_OLD_CHARSETS = {b"mac": "mac-roman", b"pc": "cp437", b"pca": "cp850"}
_Group = tuple[bool, bool, bool, bool, int, int]  # what holds inside of one pair of braces; see _Page

# fmt: off
_SAYS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}
_SAYS_SYMBOL = {
    b"~": "\xa0",
    b"_": "-",
    b"-": "",
    b"{": "{",
    b"}": "}",
    b"\\": "\\",
    b"\n": "\n",
    b"\r": "\n",
}
_SILENT = frozenset([
    b"colortbl", b"stylesheet", b"listtable", b"listoverridetable", b"info", b"pict", b"objdata", b"objclass",
    b"fldinst", b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf",
    b"generator", b"xmlnstbl", b"themedata", b"datastore", b"filetbl", b"revtbl", b"rsidtbl", b"bkmkstart",
    b"bkmkend", b"nonshppict", b"template", b"fonttbl",
])
# fmt: on


@dataclass(frozen=True)
class Unwrapped:
    """What an RTF document says: the HTML that it was made from, or text."""

    text: str
    is_html: bool


@dataclass(slots=True)
class _Page:
    """One reading of a document: the state of the group in hand, and what was said."""

    as_html: bool
    shown: bool = True
    in_fonts: bool = False  # the font table
    in_tag: bool = False  # \*\htmltag: HTML as it was
    for_rtf: bool = False  # \htmlrtf: words that only stand for an \*\htmltag
    font: int = -1
    skip: int = 1  # \ucN: how many characters stand behind a \uN for old readers
    outer: list[_Group] = field(default_factory=list)
    default: str = "cp1252"
    default_font: int = -1
    fonts: dict[int, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)
    label: str = ""
    to_skip: int = 0
    starred: bool = False

    def say(self, text: str) -> None:
        self.flush()
        self.said.append(text)

    def flush(self) -> None:
        if self.octets:
            self.said.append(charset.decode(b"".join(self.octets), self.label)[0])
            self.octets.clear()

    def is_heard(self) -> bool:
        return self.shown and not self.for_rtf and not self.in_fonts

    def add(self, data: bytes) -> None:
        """Octets of text, kept until the code page changes: one character may take two of them."""
        label = self.default if self.in_tag else self.fonts.get(self.font, self.default)
        if label != self.label:
            self.flush()
            self.label = label
        self.octets.append(data)

    def open(self) -> None:
        self.outer.append((self.shown, self.in_fonts, self.in_tag, self.for_rtf, self.font, self.skip))

    def close(self) -> None:
        if self.outer:
            self.shown, self.in_fonts, self.in_tag, self.for_rtf, self.font, self.skip = self.outer.pop()


def decompressed(data: bytes, allowance: Allowance) -> bytes:
    """The RTF in a PidTagRtfCompressed, as much of it as can be had; checksums are not asked for."""
    if data.startswith(b"{\\rtf"):
        return data[: allowance.some_rtf(len(data))]
    if len(data) < 16 or data[8:12] not in (_PACKED, _PLAIN):
        return b""
    stated = struct.unpack_from("<I", data, 4)[0]
    if data[8:12] == _PLAIN:
        return data[16 : 16 + allowance.some_rtf(min(stated, len(data)))]
    return _unpacked(
        data[16:], allowance.some_rtf(min(stated, len(data) * 9))
    )  # 2 octets stand for 17 at most


def _unpacked(data: bytes, most: int) -> bytes:
    """LZFu: runs of eight tokens behind a flag octet; a token is an octet, or a place and a length."""
    out = bytearray(_PRESET)
    most += len(_PRESET)
    at, end = 0, len(data)
    while at < end and len(out) < most:
        flags = data[at]
        at += 1
        if not flags:
            out += data[at : at + 8]
            at += 8
            continue
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[at : at + 1]
                at += 1
                continue
            if at + 1 >= end:
                return bytes(out[len(_PRESET) : most])
            token = data[at] << 8 | data[at + 1]
            at += 2
            back = (len(out) - (token >> 4)) % _WINDOW
            if back == 0 or back > len(out):  # 0: the end of the stream
                return bytes(out[len(_PRESET) : most])
            count = (token & 15) + 2
            piece = out[len(out) - back : len(out) - back + count]
            out += piece if len(piece) == count else (piece * count)[:count]
    return bytes(out[len(_PRESET) : most])


def read(data: bytes) -> Unwrapped:
    """What a document says. Never raises; linear in its size."""
    if not data.lstrip().startswith(b"{\\rtf"):
        return Unwrapped("", False)
    page = _Page(as_html=bool(_FROM_HTML.search(data, 0, _HEAD)))
    at = 0
    while match := _TOKEN.match(data, at):
        at = match.end()
        kind = match.lastindex
        if kind == _TEXT:
            _text(page, match[0])
        elif kind is not None and kind <= _NUMBER:
            at += _word(page, match[1], int(match[2]) if kind == _NUMBER else None)
        elif kind == _OCTET:
            _octet(page, bytes.fromhex(match[3].decode("ascii")))
        elif kind == _SYMBOL:
            _symbol(page, match[4])
        elif kind == _BRACE and not _brace(page, match[0]):
            break
    page.flush()
    return Unwrapped(_paired("".join(page.said)), page.as_html)


def _text(page: _Page, text: bytes) -> None:
    if not page.is_heard():
        return
    text = text.translate(None, b"\r\n\x00")
    if page.to_skip:
        text, page.to_skip = text[page.to_skip :], max(0, page.to_skip - len(text))
    if text:
        page.add(text)


def _octet(page: _Page, octet: bytes) -> None:
    if page.to_skip:
        page.to_skip -= 1
    elif page.is_heard():
        page.add(octet)


def _symbol(page: _Page, symbol: bytes) -> None:
    if symbol == b"*":
        page.starred = True
    elif page.to_skip:
        page.to_skip -= 1
    elif page.is_heard() and symbol in _SAYS_SYMBOL:
        if symbol in b"{}\\":
            page.add(symbol)
        else:
            page.say(_SAYS_SYMBOL[symbol])


def _brace(page: _Page, brace: bytes) -> bool:
    """Open or close a group; False at the end of the document."""
    page.to_skip = 0
    page.starred = False
    if brace == b"{":
        page.open()
        return len(page.outer) < _MOST_GROUPS
    page.close()
    return bool(page.outer)


def _word(page: _Page, word: bytes, number: int | None) -> int:
    """One control word; returns how many octets of binary data follow that are no text."""
    starred, page.starred = page.starred, False
    if page.to_skip:
        page.to_skip -= 1
    if word == b"bin":
        return max(0, number or 0)
    if starred or word in _SILENT:
        _destination(page, word)
    elif page.in_fonts:
        _font_table(page, word, number or 0)
    elif word == b"u" and number is not None:
        _unicode(page, number)
    elif word in _SAYS:
        if page.is_heard():
            page.say(_SAYS[word])
    else:
        _state(page, word, number)
    return 0


def _destination(page: _Page, word: bytes) -> None:
    if word == b"fonttbl":
        page.in_fonts = True
    elif word == b"htmltag" and page.as_html:
        page.in_tag = True
    else:
        page.shown = False


def _font_table(page: _Page, word: bytes, number: int) -> None:
    if word == b"f":
        page.font = number
    elif word == b"fcharset" and len(page.fonts) < _MOST_FONTS:
        page.fonts[page.font] = codepages.font_label(number, page.default)
    elif word == b"cpg" and len(page.fonts) < _MOST_FONTS and codepages.label(number):
        page.fonts[page.font] = codepages.label(number)


def _state(page: _Page, word: bytes, number: int | None) -> None:
    if word == b"f":
        page.font = number or 0
    elif word == b"plain":
        page.font = page.default_font
    elif word == b"htmlrtf":
        page.for_rtf = page.as_html and number != 0
    elif word == b"uc":
        page.skip = min(max(number or 0, 0), 10)
    elif word == b"deff":
        page.font = page.default_font = number or 0
    elif word == b"ansicpg":
        page.default = codepages.label(number or 0) or page.default
    elif word in _OLD_CHARSETS:
        page.default = _OLD_CHARSETS[word]


def _unicode(page: _Page, number: int) -> None:
    if page.is_heard():
        page.say(chr(number & 0xFFFF))
    page.to_skip = page.skip


def _paired(text: str) -> str:
    """Halves of characters beyond U+FFFF, which RTF writes one by one, put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
