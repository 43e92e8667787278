"""The language of a text, by its script, its smallest words and the letters that only few languages write."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from postroom.mail import language_alphabets as alphabets
from postroom.mail import language_latin as latin

LONGEST = 20_000  # characters that are looked at

Languages = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Of one script: which languages have this word, and which write this letter."""

    words: Mapping[str, Languages]
    letters: Mapping[str, Languages]
    default: str = ""  # where letters say nothing else


def _lexicon(texts: Mapping[str, str], letters: Mapping[str, str], default: str = "") -> Lexicon:
    return Lexicon(_owners(texts, str.split), _owners(letters, list), default)


def _owners(lists: Mapping[str, str], split: Callable[[str], list[str]]) -> dict[str, Languages]:
    """By word or letter the languages that have it."""
    owners: dict[str, Languages] = {}
    for name, text in lists.items():
        for each in dict.fromkeys(split(text)):
            owners[each] = (*owners.get(each, ()), name)
    return owners


_LEXICONS = {
    "Latin": _lexicon(latin.WORDS, latin.LETTERS),
    "Cyrillic": _lexicon(alphabets.CYRILLIC, alphabets.CYRILLIC_LETTERS, "ru"),
    "Arabic": _lexicon(alphabets.ARABIC, alphabets.ARABIC_LETTERS, "ar"),
    "Hebrew": _lexicon(alphabets.HEBREW, alphabets.HEBREW_LETTERS, "he"),
    "Devanagari": _lexicon(alphabets.DEVANAGARI, alphabets.DEVANAGARI_LETTERS),
    "Bengali": _lexicon({}, alphabets.BENGALI_LETTERS, "bn"),
}
# The first code point of each script; "" are signs that say nothing. A name in lower case is its only language.
_SCRIPTS = (
    *((0x0, ""), (0x41, "Latin"), (0x5B, ""), (0x61, "Latin"), (0x7B, ""), (0xC0, "Latin"), (0x250, "")),
    *((0x370, "el"), (0x400, "Cyrillic"), (0x530, "hy"), (0x590, "Hebrew"), (0x600, "Arabic"), (0x700, "")),
    *(
        (0x750, "Arabic"),
        (0x780, ""),
        (0x900, "Devanagari"),
        (0x980, "Bengali"),
        (0xA00, "pa"),
        (0xA80, "gu"),
    ),
    *(
        (0xB00, "or"),
        (0xB80, "ta"),
        (0xC00, "te"),
        (0xC80, "kn"),
        (0xD00, "ml"),
        (0xD80, "si"),
        (0xE00, "th"),
    ),
    *((0xE80, "lo"), (0xF00, "bo"), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "Hangul"), (0x1200, "am")),
    *((0x13A0, ""), (0x1780, "km"), (0x1800, "mn"), (0x18B0, ""), (0x1C90, "ka"), (0x1CC0, "")),
    *((0x1E00, "Latin"), (0x1F00, "el"), (0x2000, ""), (0x2D00, "ka"), (0x2D30, ""), (0x3040, "Kana")),
    *((0x3100, "Han"), (0x3130, "Hangul"), (0x3190, ""), (0x31F0, "Kana"), (0x3200, ""), (0x3400, "Han")),
    *((0xA000, ""), (0xAC00, "Hangul"), (0xD7B0, ""), (0xF900, "Han"), (0xFB00, ""), (0xFB1D, "Hebrew")),
    *((0xFB50, "Arabic"), (0xFE00, ""), (0xFE70, "Arabic"), (0xFF00, ""), (0xFF66, "Kana"), (0xFFA0, "")),
    *((0x20000, "Han"), (0x32000, "")),
)
_STARTS = [start for start, _ in _SCRIPTS]
_EAST_ASIAN = ("Han", "Kana", "Hangul")
_LETTERS_OF_A_WORD = {"Han": 3, "Kana": 2, "Hangul": 2}  # that one of these signs stands for, in an alphabet

# Of two that can hardly be told apart, the first is taken without a lead.
_SIBLINGS = frozenset([("id", "ms"), ("no", "da"), ("da", "no"), ("cs", "sk"), ("sk", "cs"), ("pt", "gl")])
_MARKS = '.,;:!?()[]{}<>"„“”«»‚‘*_-–—/|…¿¡。、،؛؟।'
_ENOUGH = 1.0  # of evidence: a word that one language alone has is 1
_LEAD, _CLEAR_LEAD = 1.15, 1.5
_SHORT = 20  # words
_KNOWN = 0.15  # known words per unknown one, below which a text is no text, or of a language not in the lists


def language(text: str) -> str:
    """ISO 639-1 code such as "de" of most of the text, "" where it cannot be told (`Hi`, `ok`, numbers).

    The first 20,000 characters are looked at. Near relatives in few words (Danish and Norwegian, Czech and
    Slovak, Serbian in Latin letters and Croatian) may be taken for each other.
    """
    text = text[:LONGEST]
    script = "Latin" if text.isascii() else _script(text)
    if script in _EAST_ASIAN:
        return {"Han": "zh", "Kana": "ja", "Hangul": "ko"}[script]
    return _by_words(text, _LEXICONS[script]) if script in _LEXICONS else script


def _script(text: str) -> str:
    """The script of most of the letters, "" without letters."""
    counts: dict[str, int] = defaultdict(int)
    for letter, times in Counter(text).items():
        counts[_SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1][1]] += times
    counts.pop("", None)
    eastern = {
        name: counts.pop(name) * weight for name, weight in _LETTERS_OF_A_WORD.items() if name in counts
    }
    if eastern:
        counts[_eastern(eastern)] = sum(eastern.values())
    return max(counts, key=counts.__getitem__, default="")


def _eastern(weights: Mapping[str, int]) -> str:
    """Japanese mixes Han with Kana, Korean now and then with Hangul; Chinese has neither."""
    whole = sum(weights.values())
    if weights.get("Hangul", 0) * 3 > whole:
        return "Hangul"
    return "Kana" if weights.get("Kana", 0) * 20 > whole else "Han"


def _by_words(text: str, lexicon: Lexicon) -> str:
    lower = text.lower().replace("’", "'").replace("'", "' ")
    tokens = [token.strip(_MARKS) for token in lower.split()]
    found = Counter(map(lexicon.words.get, tokens))
    unknown = found.pop(None, 0)
    scores: dict[str, float] = defaultdict(float)
    for languages, times in found.items():
        for each in languages or ():
            scores[each] += times / len(languages or ()) ** 1.5
    if not lower.isascii():
        _add_letters(scores, lower, lexicon, len(tokens))
    known = sum(found.values())
    if len(tokens) > _SHORT and known < _KNOWN * unknown:
        return lexicon.default
    return _best(scores, lexicon.default, len(tokens))


def _add_letters(scores: dict[str, float], lower: str, lexicon: Lexicon, size: int) -> None:
    """A rare letter is worth a word of that rarity, but in a longer text all together less than the words."""
    for letter in lexicon.letters.keys() & set(lower):
        languages = lexicon.letters[letter]
        times = min(lower.count(letter), 1 + size // 8)
        for each in languages:
            scores[each] += times / len(languages) ** 1.5


def _best(scores: Mapping[str, float], default: str, size: int) -> str:
    """The language with the best score, where that is enough for so many words."""
    ranked = sorted(((score, name) for name, score in scores.items()), reverse=True)
    (best, name), (second, other) = (*ranked, (0.0, ""), (0.0, ""))[:2]
    if best >= _ENOUGH and (best >= _LEAD * second or (name, other) in _SIBLINGS):
        return name
    if best >= _ENOUGH / 2 and best >= _CLEAR_LEAD * second and size > 3:
        return name
    return default if size > 2 and scores.get(default, 0.0) * _LEAD >= best else ""
