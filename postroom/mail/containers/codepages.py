"""Windows code pages and RTF font character sets under the names that mail uses for them."""

from __future__ import annotations

_NAMES = {
    0: "",
    437: "cp437",
    708: "iso-8859-6",
    850: "cp850",
    852: "cp852",
    855: "cp855",
    857: "cp857",
    862: "cp862",
    866: "cp866",
    874: "cp874",
    932: "cp932",
    936: "gb18030",
    949: "cp949",
    950: "cp950",
    1200: "utf-16-le",
    1201: "utf-16-be",
    1361: "johab",
    10000: "mac-roman",
    10006: "mac-greek",
    10007: "mac-cyrillic",
    10029: "mac-latin2",
    10081: "mac-turkish",
    20127: "us-ascii",
    20866: "koi8-r",
    20932: "euc-jp",
    20936: "gb18030",
    21866: "koi8-u",
    38598: "iso-8859-8",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    50225: "iso-2022-kr",
    51932: "euc-jp",
    51936: "gb18030",
    51949: "cp949",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
_FONT_CHARSETS = {  # \fcharsetN, [MSFT-RTF] section "Font Table"
    0: 1252,
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}


def label(codepage: int) -> str:
    """The name of a code page, "" where it is not known (then text is guessed)."""
    if 1250 <= codepage <= 1258:
        return f"cp{codepage}"
    if 28591 <= codepage <= 28606:
        return f"iso-8859-{codepage - 28590}"
    return _NAMES.get(codepage, "")


def font_label(charset: int, default: str) -> str:
    """The name of the character set of an RTF font; `default` is that of the document."""
    return label(_FONT_CHARSETS[charset]) if charset in _FONT_CHARSETS else default
