"""Which charset octets without a label are most likely written in: that under which they look most like a language."""

from __future__ import annotations

import math
from dataclasses import dataclass

from postroom.mail import charset_letters as letters

_SAMPLE = 4_096  # octets that are looked at
_NEVER = -12.0  # the logarithm of how likely it is to meet a character that no text has
_STEEP = 9.0  # after so many letters of a list, the next one is about a third as frequent
_WITHIN_WORD = 2.0  # what it costs where two scripts meet within a word
_PAIRED = frozenset("äöüßåÄÖÜ")  # accented letters that often meet one
_CASE = 3.0  # what it costs where a capital follows a small letter
_COMMON = {  # how much more or less mail is sent in a charset than in most, as logarithms
    "cp1252": 1.8,
    "cp1251": 1.0,
    "gb18030": 1.0,
    "cp932": 1.0,
    "cp1250": 0.5,
    "koi8-r": 0.5,
    "koi8-u": -1.0,
    "cp1254": -1.0,
    "cp1257": -2.0,
    "iso8859-5": -2.0,
    "cp866": -2.0,
}
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class _Model:
    """How likely the characters of one way of writing are, as logarithms per octet."""

    codecs: tuple[str, ...]
    likely: dict[str, float]
    capitals: frozenset[str] = frozenset()
    is_latin: bool = False
    pair: float = 0.0  # what it costs where two other accented letters meet
    width: int = 1  # octets of a character
    other: float = _NEVER


def _falling(characters: str, share: float) -> dict[str, float]:
    """Letters whose frequency falls from the first one to the last; all together make up `share` of the text."""
    weights = [math.exp(-place / _STEEP) + 0.01 for place in range(len(characters))]
    total = sum(weights)
    return {each: math.log(share * weight / total) for each, weight in zip(characters, weights, strict=True)}


def _even(characters: str, share: float, width: int) -> dict[str, float]:
    kinds = dict.fromkeys(characters)
    return dict.fromkeys(kinds, math.log(share / len(kinds)) / width)


_MARKS = _even(letters.MARKS, 0.02, 1)
_WIDE_MARKS = _even(letters.EAST_ASIAN_MARKS, 0.1, 2)
_OTHER_HAN = math.log(0.1 / 12_000) / 2


def _latin(codecs: tuple[str, ...], usual: str, pair: float = 0.5) -> _Model:
    capitals = frozenset(each for each in usual if each.isupper())
    return _Model(codecs, _MARKS | _falling(usual, 0.95), capitals, is_latin=True, pair=pair)


def _alphabet(codecs: tuple[str, ...], usual: str, capitals: str = "") -> _Model:
    return _Model(codecs, _MARKS | _falling(usual, 0.93) | _falling(capitals, 0.05), frozenset(capitals))


def _east_asian(codecs: tuple[str, ...], *shares: tuple[str, float]) -> _Model:
    likely = dict(_WIDE_MARKS)
    for characters, share in shares:
        likely = _even(characters, share, 2) | likely
    return _Model(codecs, likely, width=2, other=_OTHER_HAN)


_MODELS = (
    _latin(("cp1252",), letters.WESTERN, pair=3.0),
    _latin(("cp1250", "iso8859-2"), letters.CENTRAL),
    _latin(("cp1254",), letters.TURKISH),
    _latin(("cp1257",), letters.BALTIC),
    _alphabet(
        ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5"), letters.RUSSIAN, letters.RUSSIAN_CAPITALS
    ),
    _alphabet(("cp1253",), letters.GREEK, letters.GREEK_CAPITALS),
    _alphabet(("cp1255",), letters.HEBREW),
    _alphabet(("cp1256",), letters.ARABIC),
    _alphabet(("cp874",), letters.THAI),
    _east_asian(("gb18030",), (letters.SIMPLIFIED, 0.8)),
    _east_asian(("cp950",), (letters.TRADITIONAL, 0.8)),
    _east_asian(("cp932", "euc_jp"), (letters.KANJI, 0.35), (letters.KANA, 0.5)),
    _east_asian(("cp949",), (letters.HANGUL, 0.8)),
)


def likeliest(data: bytes) -> str:
    """The codec under which 8-bit `data` reads best; "cp1252" where none reads well."""
    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE].rpartition(b"\n")[0] or data[:_SAMPLE]
    best, found = _NEVER * 2, "cp1252"
    for model in _MODELS:
        for codec in model.codecs:
            text = _text(sample, codec)
            if text and (likelihood := _likelihood(text, model, _COMMON.get(codec, 0.0))) > best:
                best, found = likelihood, codec
    return found


def _text(sample: bytes, codec: str) -> str:
    """The sample under this codec; a character cut at its end does no harm."""
    for end in (len(sample), len(sample) - 1):
        try:
            return sample[:end].decode(codec)
        except (ValueError, LookupError):
            continue
    return ""


def _likelihood(text: str, model: _Model, common: float) -> float:
    """The mean of the logarithms of how likely each character beyond ASCII is where it stands."""
    total, count, before = common, 0, " "
    if text.isupper():
        text = text.lower()
    for here in text:
        if here < "\x80":
            if before >= "\x80" and here in _ASCII_LETTERS and not model.is_latin:
                total -= _WITHIN_WORD
        else:
            total += model.likely.get(here, model.other if "\u2e80" <= here < "\ue000" else _NEVER)
            total -= _cost(before, here, model)
            count += 1
        before = here
    return total / count if count else _NEVER


def _cost(before: str, here: str, model: _Model) -> float:
    """What speaks against `here` behind `before`, both of one word."""
    if here in model.capitals and before.islower():
        return _CASE
    if model.is_latin:
        both_accented = before >= "\x80" and before not in _MARKS
        return model.pair if both_accented and before not in _PAIRED and here not in _PAIRED else 0.0
    return _WITHIN_WORD if before in _ASCII_LETTERS else 0.0
