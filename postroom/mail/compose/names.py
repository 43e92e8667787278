"""File names of attachments, in the two ways that mail programs read: RFC 2231, and encoded words beside it."""

from __future__ import annotations

import re
from urllib.parse import quote

from postroom.mail.compose.fields import encoded_words, one_line

LONGEST = 200  # characters
LONGEST_ENDING = 20

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # "exe.gpj" shown backwards
_SEPARATOR = re.compile(r"[\\/]")
_PLAIN = re.compile(r"[ !#$&'()+,\-.0-9:;<>=@A-Z\[\]^_`a-z{|}~*?]+")
_SECTION = 50  # characters of one piece of a continued parameter (RFC 2231, 3)


def file_name(written: str) -> str:
    """The name without folders and controls, cut to 200 characters before its ending; never empty."""
    name = _BIDI.sub("", _SEPARATOR.sub("_", one_line(written, 5_000)))
    name = name.strip().rstrip(". ")
    if len(name) > LONGEST:
        stem, dot, ending = name.rpartition(".")
        tail = f"{dot}{ending}" if stem and len(ending) <= LONGEST_ENDING else ""
        name = name[: LONGEST - len(tail)].rstrip() + tail
    return name or "attachment"


def file_name_words(name: str) -> list[str]:
    """The parameter of Content-Disposition: quoted where it is ordinary ASCII, else by RFC 2231."""
    if _is_plain(name):
        return [f'filename="{name}"']
    encoded = quote(name, safe="!#$&+-.^_`{}~")
    if len(encoded) <= _SECTION:
        return [f"filename*=UTF-8''{encoded}"]
    pieces = _sections(f"UTF-8''{encoded}")
    last = len(pieces) - 1
    return [f"filename*{at}*={piece}{'' if at == last else ';'}" for at, piece in enumerate(pieces)]


def legacy_name_words(name: str) -> list[str]:
    """The parameter of Content-Type, for Outlook and others that do not read RFC 2231: encoded words in quotes."""
    if _is_plain(name):
        return [f'name="{name}"']
    words = encoded_words(name, 60)
    words[0] = f'name="{words[0]}'
    words[-1] += '"'
    return words


def _is_plain(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None and "=?" not in name


def _sections(encoded: str) -> list[str]:
    """Pieces of at most 50 characters, none of which ends within "%C3"."""
    return re.findall(rf".{{1,{_SECTION}}}(?<!%)(?<!%[0-9A-F])", encoded)
