"""From bytes and the name of a character set, which may be wrong, to text."""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import re
from functools import lru_cache

# What senders write, and what they mean by it (WHATWG Encoding, section 4.2, where browsers agreed on it).
MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "646": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "big5": "cp950",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
# Python calls these text encodings; in a mail they are a mistake or an attack (idna takes quadratic time).
_NOT_IN_MAIL = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_SAMPLE = 16_384
_LIKELY = [  # what unlabelled mail is really written in; asked about all others, the detector errs more
    *("cp1252", "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949"),
    *("cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "cp866"),
]
_JIS = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def preload() -> None:
    """Import every codec now: the limited child can open no file later."""
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            codecs.lookup(module.name)
        except (LookupError, ImportError, AttributeError):
            continue
    _detected("Съешь же ещё этих мягких булок".encode("koi8-r"))


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """The codec that a charset label stands for; None where nobody knows it."""
    name = label.strip(" \t\"'").lower()
    if not name or not name.isascii() or len(name) > 60:
        return None
    try:
        info = codecs.lookup(MEANT.get(name, name))
        b"".decode(info.name)  # refuses codecs that are no text encodings, such as base64
    except (
        LookupError,
        ValueError,
        ImportError,
        OSError,
    ):  # OSError: a child that may open no file looks for it
        return None
    return None if info.name in _NOT_IN_MAIL else MEANT.get(info.name, info.name)


def decode(data: bytes, label: str = "") -> tuple[str, str]:
    """Text of `data`, and a complaint where the label did not fit ("" where it did)."""
    name = codec(label)
    if name is None:
        complaint = f"the character set {label[:40]!r} is not known" if label.strip() else ""
        text, guessed = guess(data)
        return text, f"{complaint}; read as {guessed}" if complaint else ""
    text_or_none = _strict(data, name)
    if text_or_none is not None:
        return text_or_none, ""
    if name == "utf-8":
        text, guessed = guess(data)
        return text, f"the text is not {label.strip()}; read as {guessed}"
    fallback = _strict(data, "utf-8")
    if fallback is not None:
        return fallback, f"the text is not {label.strip()}; read as utf-8"
    return _replacing(data, name), f"some characters are not {label.strip()}"


def guess(data: bytes) -> tuple[str, str]:
    """Text of unlabelled bytes, and the name of the encoding they were taken for."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _replacing(data, "utf-16"), "utf-16"
    text = _strict(data, "utf-8")
    if text is not None and not _JIS.search(data):
        return text.removeprefix("\ufeff"), "utf-8"
    if text is not None:
        return _replacing(data, "iso2022_jp_2"), "iso-2022-jp"
    if _is_cut_utf_8(data):
        return _replacing(data, "utf-8"), "utf-8"
    name = _detected(data)
    return _replacing(data, name), name


def clean(text: str) -> str:
    """The text without what no database stores and nobody sees: NUL, other controls, lone surrogates."""
    return _UNSTORABLE.sub("", text)


def _is_cut_utf_8(data: bytes) -> bool:
    """UTF-8 that only lacks the end of its last character, as where a long text was cut by octets."""
    try:
        return bool(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and not data[: error.start].isascii()


def _detected(data: bytes) -> str:
    """A guess; a few words in Latin script, which detectors take for Arabic or Thai, are Western here."""
    letters = sum(octet > 0x40 for octet in data[:512])
    if len(data) < 512 and sum(octet > 0x7F for octet in data) * 2 < letters:
        return "cp1252"
    import charset_normalizer  # heavy, and only needed for mail that breaks the rules

    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE].rpartition(b"\n")[0] or data[:_SAMPLE]
    found = charset_normalizer.from_bytes(sample, cp_isolation=_LIKELY).best()
    return (codec(found.encoding) if found is not None else None) or "cp1252"


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (ValueError, LookupError):
        return None


def _replacing(data: bytes, name: str) -> str:
    try:
        return data.decode(name, "replace")
    except (ValueError, LookupError):
        return data.decode("cp1252", "replace")
