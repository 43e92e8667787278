"""The language of a text, by its script, its smallest words and the letters that only few languages write."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from postroom.mail.language import alphabets

LONGEST = 2_000  # characters that are looked at

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
    "Latin": _lexicon(alphabets.LATIN, alphabets.LATIN_LETTERS),
    "Cyrillic": _lexicon(alphabets.CYRILLIC, alphabets.CYRILLIC_LETTERS, "ru"),
    "Arabic": _lexicon(alphabets.ARABIC, alphabets.ARABIC_LETTERS, "ar"),
    "Hebrew": _lexicon(alphabets.HEBREW, alphabets.HEBREW_LETTERS, "he"),
    "Devanagari": _lexicon(alphabets.DEVANAGARI, alphabets.DEVANAGARI_LETTERS),
    "Bengali": _lexicon({}, alphabets.BENGALI_LETTERS, "bn"),
}
_NAMES = alphabets.SCRIPTS.split()[1::2]
_STARTS = [int(start, 16) for start in alphabets.SCRIPTS.split()[::2]]
_EAST_ASIAN = ("Han", "Kana", "Hangul")
_LETTERS_OF_A_WORD = {"Han": 3, "Kana": 2, "Hangul": 2}  # that one of these signs stands for, in an alphabet

# Of two that can hardly be told apart, the first is taken without a lead.
_SIBLINGS = frozenset([("id", "ms"), ("no", "da"), ("da", "no"), ("cs", "sk"), ("sk", "cs"), ("pt", "gl")])
_MARKS = '.,;:!?()[]{}<>"„“”«»‚‘*_-–—/|…¿¡。、،؛؟।'
_WORTH = (0.0, *(shared**-1.5 for shared in range(1, 60)))  # of a word or letter that so many languages have
_ENOUGH = 1.0  # of evidence: a word that one language alone has is 1
_LEAD, _CLEAR_LEAD = 1.15, 1.5
_SHORT = 20  # words
_SAMPLE = 500  # letters or words of a longer text, from all over it
_KNOWN = 0.15  # known words per unknown one, below which a text is no text, or of a language not in the lists


def language(text: str) -> str:
    """ISO 639-1 code such as "de" of most of the text, "" where it cannot be told (`Hi`, `ok`, numbers).

    The first 2,000 characters are looked at. Near relatives in few words (Danish and Norwegian, Czech and
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
    for letter, times in Counter(text[:: len(text) // _SAMPLE + 1]).items():
        counts[_NAMES[bisect_right(_STARTS, ord(letter)) - 1]] += times
    counts.pop("-", None)
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
    tokens = lower.split()
    tokens = [token.strip(_MARKS) for token in tokens[:: len(tokens) // _SAMPLE + 1]]
    found = Counter(map(lexicon.words.get, tokens))
    unknown = found.pop(None, 0)
    scores: dict[str, float] = defaultdict(float)
    for languages, times in found.items():
        worth = times * _WORTH[len(languages or ())]
        for each in languages or ():
            scores[each] += worth
    if not lower.isascii():
        _add_letters(scores, lower, lexicon, len(tokens))
    known = sum(found.values())
    if len(tokens) > _SHORT and known < _KNOWN * unknown:
        return lexicon.default
    return _best(scores, lexicon.default, sum(token[:1].isalpha() for token in tokens[:_SHORT]))


def _add_letters(scores: dict[str, float], lower: str, lexicon: Lexicon, size: int) -> None:
    """A rare letter is worth a word of that rarity, but in a longer text all together less than the words."""
    for letter in lexicon.letters.keys() & set(lower):
        languages = lexicon.letters[letter]
        worth = min(lower.count(letter), 1 + size // 8) * _WORTH[len(languages)]
        for each in languages:
            scores[each] += worth


def _best(scores: Mapping[str, float], default: str, size: int) -> str:
    """The language with the best score, where that is enough for so many words."""
    ranked = sorted(((score, name) for name, score in scores.items()), reverse=True)
    (best, name), (second, other) = (*ranked, (0.0, ""), (0.0, ""))[:2]
    enough = _ENOUGH if size > 3 else 1.5 * _ENOUGH
    if best >= enough and (best >= _LEAD * second or (name, other) in _SIBLINGS):
        return name
    if best >= enough / 2 and best >= _CLEAR_LEAD * second and size > 3:
        return name
    return default if size > 2 and scores.get(default, 0.0) * _LEAD >= best else ""
