"""Values with parameters, as Content-Type and Content-Disposition have them (RFC 2045, 2183, 2231, and worse)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from postroom.mail import charset
from postroom.mail.words import decode_words, eight_bit

_MAX = 65_536  # octets of one value that are looked at

_KIND = re.compile(
    r"(?:[\s;,:\"']|\((?:[^()\\]|\\.)*+\))*+((?:[^\s;,:=()\"']|\s{0,3}/\s{0,3})*+)\s*+(=?)", re.DOTALL
)
_NAME = re.compile(r"(?<![\w!#$&.+^`{}~%'*-])([\w!#$&.+^`{}~%'-]++(?:\*\d{0,3})?\*?)\s*+=\s*+")
_NEXT = re.compile(r"\s*+[\w-]++(?:\*\d{0,3})?\*?\s*+=")  # a parameter whose semicolon is missing
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_BEHIND_QUOTED = re.compile(r"[^;]{0,300}+")
# A value without quotes ends at a semicolon, or where the semicolon in front of a well-known name is missing.
_BARE = re.compile(
    r"(?:[^;\s]|\s(?!\s{0,40}(?:charset|boundary|name|filename|format|delsp|type|size|start|protocol|micalg"
    r"|creation-date|modification-date)[*\d]{0,5}\s{0,5}=))*+",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*+\)")
_FILE_AND_COMMENT = re.compile(r"[^\s()]{1,200}\.\w{1,8}\s{1,20}\([^()]{0,200}\)\Z")
_SHAPE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)\Z")
_STARS_LOST = re.compile(r"(name|filename)_(\d{1,2})_\Z")
_CHARSET_FIRST = re.compile(r"([\w.:+-]{2,40})'[\w-]{0,20}'")
_ESCAPED = re.compile(r"\\([^\w\s])")
_NAMES = ("name", "filename")  # in whose bare values parentheses are no comments


@dataclass(frozen=True)
class _Piece:
    """One parameter as written: `name*number*=value`; the second star says that the value is percent-encoded."""

    name: str
    number: int | None
    is_encoded: bool
    value: str


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """The first word of the value in lower case ("" without one), and its parameters, names in lower case.

    RFC 2231 charsets and continuations, encoded words where they do not belong, raw 8-bit, missing quotes and
    missing semicolons are all read; of equal names the first counts.
    """
    text = eight_bit(value[:_MAX]).replace("\r", "").replace("\n", "")
    kind = _KIND.match(text)
    if kind is None or kind[2]:
        head, at = "", 0
    else:
        head, at = "".join(kind[1].lower().split()), kind.end()
    found: dict[str, list[_Piece]] = {}
    for piece in _pieces(text, at):
        found.setdefault(piece.name, []).append(piece)
    values = {name: _joined(pieces) for name, pieces in found.items()}
    if len(found.get("charset", ())) > 1:
        named = [piece.value for piece in found["charset"]]
        values["charset"] = next((value for value in named if charset.codec(value)), named[0])
    return head, values


def _pieces(text: str, at: int) -> Iterator[_Piece]:
    while written := _NAME.search(text, at):
        at = written.end()
        shape = _SHAPE.match(_STARS_LOST.sub(r"\1*\2*", written[1].lower()))
        if quoted := _QUOTED.match(text, at):
            value, at = _quoted_value(text, quoted)
        else:
            bare = _BARE.match(text, at)
            at = bare.end() if bare else at
            value = _bare_value(bare[0] if bare else "", is_name=written[1].lower().startswith(_NAMES))
        if shape:
            yield _Piece(shape[1], int(shape[2]) if shape[2] else None, bool(shape[3]), value)


def _quoted_value(text: str, quoted: re.Match[str]) -> tuple[str, int]:
    """The value, and where it ends: quotes within it that nobody escaped belong to it."""
    behind = _BEHIND_QUOTED.match(text, quoted.end())
    rest = behind[0].rstrip() if behind else ""
    inner = quoted[1]
    if _NEXT.match(rest):
        rest = ""
    elif '"' in rest and not rest.lstrip().startswith("("):
        inner = re.sub(r'"\s+"', " ", f'{inner}"{rest}'.removesuffix('"'))
    return _ESCAPED.sub(r"\1", inner), quoted.end() + len(rest)


def _bare_value(written: str, *, is_name: bool) -> str:
    value = written.strip()
    if not is_name or _FILE_AND_COMMENT.match(value):
        value = _COMMENT.sub("", value).strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        value = value[1:-1]
    return value.strip('"').strip()


def _joined(pieces: list[_Piece]) -> str:
    """The value of one parameter: `name*` before `name*0`, `name*1` ... before plain `name` (RFC 2231, 6266)."""
    whole = [piece for piece in pieces if piece.number is None and piece.is_encoded]
    parts = sorted(
        (piece for piece in pieces if piece.number is not None), key=lambda piece: piece.number or 0
    )
    plain = [piece for piece in pieces if piece.number is None and not piece.is_encoded]
    for chosen in (whole[:1], _each_once(parts), plain[:1]):
        if value := charset.clean(_value(chosen)):
            return value
    return ""


def _each_once(parts: list[_Piece]) -> list[_Piece]:
    return list({piece.number: piece for piece in reversed(parts)}.values())[::-1]


def _value(pieces: list[_Piece]) -> str:
    if not any(piece.is_encoded for piece in pieces):
        return _kindly("".join(piece.value for piece in pieces))
    label, data = "", b""
    for at, piece in enumerate(pieces):
        value = piece.value
        if at == 0 and (said := _charset_of(value)):
            label, value = said[1], value[said.end() :]
        elif at == 0 and value.startswith("''"):
            value = value[2:]
        data += unquote_to_bytes(value) if piece.is_encoded else value.encode("utf-8", "replace")
    return decode_words(charset.decode(data, label)[0])


def _charset_of(value: str) -> re.Match[str] | None:
    said = _CHARSET_FIRST.match(value)
    return said if said and charset.codec(said[1]) else None


def _kindly(value: str) -> str:
    """A value without a star that yet is encoded: as an RFC 2047 word, or as RFC 2231 has it."""
    if "=?" in value:
        return decode_words(value)
    said = _charset_of(value)
    if said and "%" in value:
        return charset.decode(unquote_to_bytes(value[said.end() :]), said[1])[0]
    if "%" in value and value.isascii():
        data = unquote_to_bytes(value)
        try:
            return value if data.isascii() else data.decode("utf-8")
        except UnicodeDecodeError:
            return value
    return value
