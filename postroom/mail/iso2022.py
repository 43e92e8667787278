"""East Asian text with escape sequences or with characters of vendors, which Python's own codecs refuse."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(?:(\([BHIJ]|\$[@AB]|\$\([@ABCDOPQ])|[&%.][@AFG]|N)")
_RUN = re.compile(rb"[\x21-\x7e\x80-\xff]+|[\x00-\x20\x7f]+")
_SHIFTED = re.compile(rb"\x0e([^\x0f\r\n]*)\x0f?")
_DESIGNATION = re.compile(rb"\x1b\$[()*+]?[A-I]")
_EUC = re.compile(
    rb"\x8e([\xa1-\xdf])|(\x8f[\xa1-\xfe]{2})|((?:[\xa1-\xfe]{2})+)|([\x00-\x7f]+)|(.)", re.DOTALL
)
_HIGH = bytes(octet | 0x80 for octet in range(256))
_LOW = bytes(octet & 0x7F for octet in range(256))
_KANA = bytes(octet | 0x80 if 0x21 <= octet <= 0x5F else octet for octet in range(256))
_ROMAN = str.maketrans("\\~", "\u00a5\u203e")


def japanese(data: bytes) -> str:
    """ISO-2022-JP and its relatives (RFC 1468, 1554; cp50221): kanji of NEC and IBM, half-width kana, JIS X 0213.

    A line end ends a two-byte stretch, also where its closing escape is missing.
    """
    text, mode, at = [], b"(B", 0
    for escape in _ESCAPE.finditer(data):
        text.append(_stretch(data[at : escape.start()], mode))
        mode, at = escape[1] or mode, escape.end()
    text.append(_stretch(data[at:], mode))
    return "".join(text)


def _stretch(data: bytes, mode: bytes) -> str:
    if mode == b"(I":
        return data.translate(_KANA).decode("cp932", "replace")
    if mode == b"(J":
        return data.decode("cp932", "replace").translate(_ROMAN)
    if not mode.startswith(b"$"):
        return data.decode("cp932", "replace")
    line, end, rest = data.partition(b"\n")
    return _two_byte(line, mode) + (end + rest).decode("cp932", "replace")


def _two_byte(line: bytes, mode: bytes) -> str:
    """White space may stand between the pairs, though it should not."""
    return "".join(
        run.decode("ascii", "replace") if run[0] <= 0x20 or run[0] == 0x7F else _pairs(run, mode)
        for run in _RUN.findall(line)
    )


def _pairs(run: bytes, mode: bytes) -> str:
    if mode in (b"$@", b"$B", b"$(@", b"$(B"):
        return _shift_jis(run.translate(_LOW)).decode("cp932", "replace")
    if mode in (b"$A", b"$(A"):
        return run.translate(_HIGH).decode("gb18030", "replace")
    if mode == b"$(C":
        return run.translate(_HIGH).decode("cp949", "replace")
    if mode in (b"$(D", b"$(P"):
        marked = b"".join(b"\x8f" + run[at : at + 2].translate(_HIGH) for at in range(0, len(run), 2))
        return marked.decode("euc_jp" if mode == b"$(D" else "euc_jis_2004", "replace")
    return run.translate(_HIGH).decode("euc_jis_2004", "replace")


def _shift_jis(pairs: bytes) -> bytes:
    """JIS X 0208 in pairs of 7-bit octets as Shift_JIS, in which vendors have rows that JIS leaves empty."""
    found = bytearray()
    for high, low in zip(pairs[::2], pairs[1::2], strict=False):
        lead = ((max(high, 0x21) - 0x21) >> 1) + 0x81
        found.append(lead if lead <= 0x9F else min(lead + 0x40, 0xFC))
        found.append(low + (0x7E if high % 2 == 0 else 0x1F + (low >= 0x60)))
    return bytes(found)


def euc_jp(data: bytes) -> str:
    """EUC-JP with the rows of NEC and IBM (eucJP-ms, cp51932)."""
    text = []
    for kana, third, pairs, plain, odd in _EUC.findall(data):
        if kana:
            text.append(kana.decode("cp932"))
        elif third:
            text.append(third.decode("euc_jp", "replace"))
        elif pairs:
            text.append(_shift_jis(pairs.translate(_LOW)).decode("cp932", "replace"))
        else:
            text.append("\ufffd" if odd else plain.decode("ascii"))
    return "".join(text)


def korean(data: bytes) -> str:
    """ISO-2022-KR (RFC 1557), also without the line that announces it."""
    return _shifted(data).decode("cp949", "replace")


def chinese(data: bytes) -> str:
    """ISO-2022-CN (RFC 1922) as far as its characters are those of GB 2312."""
    return _shifted(data).decode("gb18030", "replace")


def _shifted(data: bytes) -> bytes:
    """Text in which SO and SI stand around two-byte characters, with the high bit set instead."""
    return _SHIFTED.sub(lambda run: run[1].translate(_HIGH), _DESIGNATION.sub(b"", data))
