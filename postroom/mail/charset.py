"""From bytes and the name of a character set, which may be wrong, to text."""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import re
from collections.abc import Callable

from postroom.mail import iso2022
from postroom.mail.charset_guess import likeliest
from postroom.mail.charset_names import OWN, codec

__all__ = ["clean", "codec", "decode", "guess", "preload"]

# In these, letters and the octets that continue a character of UTF-8 hardly ever meet: what reads as UTF-8 is it.
_UNLIKE_UTF_8 = {
    *("cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "iso8859-3", "iso8859-4", "iso8859-10"),
    *("iso8859-13", "iso8859-14", "iso8859-16", "cp1257", "cp1251", "koi8-r", "koi8-u", "iso8859-5"),
}
# Readers for what a codec of Python refuses.
_KINDER: dict[str, Callable[[bytes], str]] = {
    "iso2022_jp_2": iso2022.japanese,
    "euc_jp": iso2022.euc_jp,
    "iso2022_kr": iso2022.korean,
    "iso2022_cn": iso2022.chinese,
    "cp950": lambda data: data.decode("big5hkscs", "replace"),
}
_JIS = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOSTLY = 0.75  # of the octets beyond ASCII; the others are damage
_ASCII = bytes(range(128))


def preload() -> None:
    """Import every codec now: the limited child can open no file later."""
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            codecs.lookup(module.name)
        except (LookupError, ImportError, AttributeError):
            continue


def decode(data: bytes, label: str = "") -> tuple[str, str]:
    """Text of `data`, and a complaint where the label did not fit ("" where it did).

    A byte order mark outweighs the label, and so does text that can hardly be anything but UTF-8.
    """
    name = codec(label)
    if name is None:
        complaint = f"the character set {label[:40]!r} is not known" if label.strip() else ""
        text, guessed = guess(data)
        return text, f"{complaint}; read as {guessed}" if complaint else ""
    fitting = _labelled(data, name)
    if fitting is not None:
        return fitting, ""
    if name == "utf-8":
        text, guessed = guess(data)
        return text, f"the text is not {label.strip()}; read as {guessed}"
    fallback = _strict(data, "utf-8")
    if fallback is not None and name not in _KINDER:
        return fallback, f"the text is not {label.strip()}; read as utf-8"
    text = _replacing(data, name)
    return text, f"some characters are not {label.strip()}" if "\ufffd" in text else ""


def _labelled(data: bytes, name: str) -> str | None:
    """The text where the label fits, or where it is plain what was meant; else None."""
    if marked := _marked(data):
        return marked[0]
    if name.startswith(("utf-16", "utf-32")):
        return _wide(data, name)
    if name == "utf-8" and b"\x1b$" in data:
        return iso2022.japanese(data)
    if name in _UNLIKE_UTF_8 and not data.isascii() and (text := _strict(data, "utf-8")) is not None:
        return text
    return None if name in OWN else _strict(data, name)


def _marked(data: bytes) -> tuple[str, str] | None:
    """The text behind a byte order mark, and the encoding that the mark tells."""
    if data.startswith(codecs.BOM_UTF8):
        text = _strict(data[3:], "utf-8")
        return (text, "utf-8") if text is not None else None
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _replacing(data, "utf-32"), "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _replacing(data, "utf-16"), "utf-16"
    return None


def _wide(data: bytes, name: str) -> str | None:
    """UTF-16 or UTF-32 without a mark: where the zero octets of ASCII lie tells the order."""
    if 0 not in data:
        return _strict(data, "utf-8")  # all line ends have zero octets in them
    if not name.endswith(("-le", "-be")):
        width = 4 if name == "utf-32" else 2
        first, last = data[:4_096:width].count(0), data[width - 1 : 4_096 : width].count(0)
        name += "-be" if first > last else "-le"
    return _replacing(data, name)


def guess(data: bytes) -> tuple[str, str]:
    """Text of unlabelled bytes, and the name of the encoding they were taken for."""
    if marked := _marked(data):
        return marked
    text = _strict(data, "utf-8")
    if text is not None and not _JIS.search(data):
        return text, "utf-8"
    if text is not None:
        return _replacing(data, "iso2022_jp_2"), "iso-2022-jp"
    if kept := _mostly_utf_8(data):
        return kept, "utf-8"
    name = likeliest(data)
    return _replacing(data, name), name


def clean(text: str) -> str:
    """The text without what no database stores and nobody sees: NUL, other controls, lone surrogates."""
    if "\x0c" in text or "\x0b" in text:  # a new page, a new line in a cell: they part words
        text = text.replace("\x0c", " ").replace("\x0b", " ")
    return _UNSTORABLE.sub("", text)


def _mostly_utf_8(data: bytes) -> str:
    """UTF-8 that is damaged here or there, or cut by octets, or made of surrogates (CESU-8); else ""."""
    try:
        halves = data.decode("utf-8", "surrogatepass")
        return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        if error.reason == "unexpected end of data":
            return "" if data[: error.start].isascii() else text
    beyond = len(data.translate(None, _ASCII))
    whole = len(text.replace("\ufffd", "").encode()) - (len(data) - beyond)
    return text if whole > _MOSTLY * beyond else ""


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (ValueError, LookupError):
        return None


def _replacing(data: bytes, name: str) -> str:
    if kinder := _KINDER.get(name):
        text = None if name in OWN else _strict(data, name)
        return kinder(data) if text is None else text
    try:
        return data.decode(name, "replace")
    except (ValueError, LookupError):
        return data.decode("cp1252", "replace")
