"""One header field: text on one line, encoded words (RFC 2047), lines folded at 76 octets (RFC 5322, 2.2.3)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

LINE = 76  # octets of a line, where its words allow; RFC 5322, 2.1.1 asks for 78
LONGEST_WORD = 900  # octets that are never broken: with its field's name a line stays below 998
LONGEST_TEXT = 2_000  # characters

_BLANKS = re.compile("[\t-\r \x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(rf"[!-~]{{1,{LONGEST_WORD}}}")
_AROUND = len("=?utf-8?q??=")
_LONGEST_ENCODED = 75  # RFC 2047, 2
# What stands for itself in an encoded word anywhere, also in a name (RFC 2047, 5, rule 3).
_ITSELF = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def characters(text: str) -> str:
    """The text without lone surrogates: pairs become the character they stand for, others U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text on one line, without controls, in full characters; what is over `longest` is cut off."""
    line = _CONTROLS.sub("", _BLANKS.sub(" ", characters(text))).strip()
    line = " ".join(filter(None, line.split(" ")))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def field(name: str, words: Iterable[str]) -> str:
    """The field with its line ends; a line is broken between `words` only. The first stays beside the name."""
    lines, line = [], f"{name}:"
    for number, word in enumerate(words):
        if number and len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line, ""])


def text_words(text: str, name: str) -> list[str]:
    """The words that say `text` in the field `name`: from the first to the last odd one they are encoded."""
    words = one_line(text).split(" ")
    odd = [at for at, word in enumerate(words) if not is_plain(word)]
    if words == [""] or not odd:
        return words if words != [""] else []
    first, behind = odd[0], odd[-1] + 1
    room = _LONGEST_ENCODED if first else LINE - len(name) - 2
    return [*words[:first], *encoded_words(" ".join(words[first:behind]), room), *words[behind:]]


def is_plain(word: str) -> bool:
    """Whether a word can stand as it is, neither too long nor taken for an encoded one."""
    return _PLAIN.fullmatch(word) is not None and "=?" not in word


def encoded_words(text: str, room: int = _LONGEST_ENCODED) -> list[str]:
    """Encoded words (RFC 2047) that say `text`, never torn within a character; the first takes `room` octets."""
    quoted = [1 if char in _ITSELF or char == " " else 3 * len(char.encode()) for char in text]
    octets = [len(char.encode()) for char in text]
    first = (room if room >= _AROUND + 20 else _LONGEST_ENCODED) - _AROUND
    rest = _LONGEST_ENCODED - _AROUND
    if 3 * sum(quoted) <= 4 * sum(octets) + 2:
        return [f"=?utf-8?q?{_quoted(chunk)}?=" for chunk in _chunks(text, quoted, first, rest)]
    chunks = _chunks(text, octets, first // 4 * 3, rest // 4 * 3)
    return [f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _chunks(text: str, costs: list[int], first: int, rest: int) -> Iterator[str]:
    begin, left = 0, first
    for at, cost in enumerate(costs):
        if cost > left:
            yield text[begin:at]
            begin, left = at, rest
        left -= cost
    yield text[begin:]


def _quoted(chunk: str) -> str:
    return "".join(_QUOTED.get(char) or "".join(f"={octet:02X}" for octet in char.encode()) for char in chunk)


_QUOTED = {char: char for char in _ITSELF} | {" ": "_"}
