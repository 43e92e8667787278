"""What senders write as the name of a character set, and which codec they mean by it."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Names that mean another codec than the one Python knows by them (WHATWG Encoding, section 4.2, where browsers
# agreed on it), and names that Python does not know.
MEANT = {
    # plain text that often is more than it claims
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "646": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf-8-sig": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-2-0-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "csunicode": "utf-16",
    "unicodefffe": "utf-16-be",
    "ucs-4": "utf-32",
    "iso-10646-ucs-4": "utf-32",
    # Western, Turkish, Hebrew, Thai
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "koi8-ru": "koi8-u",
    "koi8": "koi8-r",
    "koi": "koi8-r",
    "x-mac-roman": "mac-roman",
    "mac": "mac-roman",
    "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
    "x-mac-icelandic": "mac-iceland",
    # Chinese
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030-2022": "gb18030",
    "x-euc-cn": "gb18030",
    "x-euc-tw": "euc-tw",
    "big5": "cp950",
    "big5-eten": "cp950",
    "x-x-big5": "cp950",
    "x-big5": "cp950",
    "iso-2022-cn": "iso2022_cn",
    "iso-2022-cn-ext": "iso2022_cn",
    # Korean
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "ksc-5601": "cp949",
    "ks-c-5601": "cp949",
    "ks_c_5601-1992": "cp949",
    "korean": "cp949",
    "cseuckr": "cp949",
    "euc_kr": "cp949",
    # Japanese
    "shift_jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "cswindows31j": "cp932",
    "eucjp-ms": "euc_jp",
    "eucjp-win": "euc_jp",
    "x-euc-jp": "euc_jp",
    "cseucpkdfmtjapanese": "euc_jp",
    "iso2022_jp": "iso2022_jp_2",
    "iso2022_jp_1": "iso2022_jp_2",
    "iso2022_jp_ext": "iso2022_jp_2",
    "iso-2022-jp-ms": "iso2022_jp_2",
    "csiso2022jp": "iso2022_jp_2",
    "jis": "iso2022_jp_2",
    "jis_c6226-1978": "iso2022_jp_2",
}
# Numbers of Windows code pages that are not the number of a codec.
_CODE_PAGES = {
    "1200": "utf-16",
    "1201": "utf-16-be",
    "936": "gb18030",
    "943": "cp932",
    "10000": "mac-roman",
    "12000": "utf-32",
    "20127": "utf-8",
    "20866": "koi8-r",
    "20932": "euc_jp",
    "20936": "gb18030",
    "20949": "cp949",
    "21866": "koi8-u",
    "38598": "iso8859-8",
    "50220": "iso2022_jp_2",
    "50221": "iso2022_jp_2",
    "50222": "iso2022_jp_2",
    "50225": "iso2022_kr",
    "51932": "euc_jp",
    "51936": "gb18030",
    "51949": "cp949",
    "51950": "cp950",
    "52936": "hz",
    "54936": "gb18030",
    "65000": "utf-7",
    "65001": "utf-8",
}
OWN = ("iso2022_cn", "iso2022_kr")  # read by postroom.mail.iso2022 alone
# Python calls these text encodings; in a mail they are a mistake or an attack (idna takes quadratic time).
_NOT_IN_MAIL = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_TOKEN = re.compile(r"[^\W_][\w.:+-]*")
_ASSIGNED = re.compile(r".{0,20}charset\s{0,5}=(?:3d)?|3d(?=[\"'])")
_NUMBERED = re.compile(
    r"(?:x-)?(?:microsoft-?|ms-?|windows|win|cp|dos|ibm|ansi|code-?page|x-)+[-_ ]*(\d{3,5})"
)
_ISO = re.compile(r"(?:x-)?iso[-_ :]*8859[-_ :]*(\d{1,2})")
_UTF = re.compile(r"(?:x-)?utf[-_ ]*(7|8|16|32)[-_ ]*(le|be)?")


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """The codec that a charset label stands for, however it is written; None where nobody knows it."""
    name = label.strip(" \t\r\n\"'=").lower()
    if not name or not name.isascii() or len(name) > 200:
        return None
    if said := _ASSIGNED.match(name):
        name = name[said.end() :].strip(" \"'=")
    token = match[0] if (match := _TOKEN.search(name)) else ""
    spellings = (name, token, token.removeprefix("x-"), token.replace("_", "-"), _by_pattern(name))
    return next((found for each in spellings if each and (found := _known(each))), None)


def _known(name: str) -> str | None:
    name = MEANT.get(name, name)
    if name in OWN:
        return name
    try:
        info = codecs.lookup(name)
    except (
        LookupError,
        ValueError,
        ImportError,
        OSError,
    ):  # OSError: the child may open no file to look for it
        return None
    if info.name.replace("-", "_") in _NOT_IN_MAIL or not getattr(info, "_is_text_encoding", True):
        return None
    return MEANT.get(info.name, info.name)


def _by_pattern(name: str) -> str:
    """The usual spelling of a name that says its number in another way ("windows1252", "ISO 8859/15")."""
    if match := _NUMBERED.match(name):
        number = int(match[1])
        iso = number - 28_590
        return f"iso8859-{iso}" if 0 < iso < 17 else _CODE_PAGES.get(match[1], f"cp{number}")
    if match := _ISO.match(name):
        return f"iso8859-{match[1]}"
    if match := _UTF.match(name):
        return f"utf-{match[1]}{'-' + match[2] if match[2] else ''}"
    return ""
