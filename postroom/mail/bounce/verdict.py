"""What a refusal means: the class of its reason, and whether trying again could help."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postroom.mail.bounce import refusals
from postroom.mail.bounce.values import Reason

Codes = tuple[tuple[str, str], ...]

LONGEST = 4_000  # characters of the words that are looked at

_CODE = re.compile(r"(?<![\w.-])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(
    r"(?:^|[\n;:>(\"'#=-]|\b(?:said|code|error|reply|status|with|returned|response|was))[\s\"'<]{0,9}"
    r"([45][0-7]\d)(?=[\s.,:;)\"'-]|\Z)(?!\s?[kmg]?(?:bytes|b\b))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"';:,@]{1,128}+@[^\s<>()\[\]\"';:,@]{1,255}+")
_CONTINUED = re.compile(r"(?:^|(?<=[\s;:>]))[245]\d\d(?:[ -]#?[245]\.\d{1,3}\.\d{1,3}(?![\d.]))?[ -]|#?(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
_SERVER = re.compile(r"\b(?:host |server |mta )?[\w-]+(?:\.[\w-]+)+ ?[\[(][\d.a-f:]{7,45}[\])]|\bhost [\w-]+(?:\.[\w-]+)+")
_SPACE = re.compile(r"\s+")

_CLASSES: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("policy", refusals.compiled(refusals.SENDER)),
    ("network", refusals.compiled(refusals.UNASKED)),
    ("full", refusals.compiled(refusals.FULL)),
    ("size", refusals.compiled(refusals.SIZE)),
    ("address", refusals.compiled(refusals.ADDRESS)),
    ("policy", refusals.compiled(refusals.POLICY)),
    ("network", refusals.compiled(refusals.NETWORK)),
    ("other", refusals.compiled(refusals.OTHER)),
)
_FURTHER = tuple((reason, refusals.compiled(phrases)) for reason, phrases in refusals.FURTHER)
_UNSPACED = tuple((reason, re.compile("|".join(phrases))) for reason, phrases in refusals.UNSPACED)
_WEAK = tuple((reason, refusals.compiled(phrases)) for reason, phrases in refusals.WEAK)
_MISUSED = refusals.compiled(refusals.MISUSED)
_DELAYED = refusals.compiled(refusals.DELAYED)
_ENDED = refusals.compiled(refusals.ENDED)
_PASSING = refusals.compiled(refusals.PASSING)


@dataclass(frozen=True)
class Verdict:
    """`permanent` is None where neither status nor words tell."""

    reason: Reason
    permanent: bool | None


def judge(status: str, words: str) -> Verdict:
    """Judge a refusal by its enhanced status ("" without one) and the words of the server that refused.

    The words win over a status that is vague, or that they contradict. A status of class 4 whose words say that
    the server gave up gives no answer for `permanent`: whether it did is for the report's Action field to say.
    """
    said = words[:LONGEST]
    given, found = _codes(status[:20]), _codes(said)
    reply = _REPLY.search(said)
    number = reply[1] if reply else ""
    text = plain(said)
    heard = _heard(text)
    kind = next((kind for kind, _ in (*given, *found)), number[:1])
    return Verdict(_reason(given, found, number, text, heard), _permanent(kind, text, heard))


def plain(words: str) -> str:
    """The words as the phrases expect them: in lower case, on one line, without codes and names of servers."""
    text = _ADDRESS.sub("@", words.lower().replace("\u2019", "'").replace("\xa0", " "))
    text = _SERVER.sub(" ", _CONTINUED.sub(" ", text))
    return _SPACE.sub(" ", text).strip()


def _codes(text: str) -> Codes:
    """The enhanced status codes in a text: class, and subject with detail (RFC 3463, section 2)."""
    return tuple((match[1], f"{int(match[2])}.{int(match[3])}") for match in _CODE.finditer(text))


def _heard(text: str) -> tuple[Reason, ...]:
    """The classes that the words name unmistakably, the weightiest first."""
    classes = _CLASSES if text.isascii() else (*_UNSPACED, *_FURTHER, *_CLASSES)
    return tuple(reason for reason, pattern in classes if pattern.search(text))


def _reason(given: Codes, found: Codes, reply: str, text: str, heard: tuple[Reason, ...]) -> Reason:
    clear = next((refusals.CLEAR[detail] for _, detail in given if detail in refusals.CLEAR), None)
    if clear in heard and clear != "network":  # "expired" and "refused" are also said of what hindered each try
        return clear
    if any(detail == "4.1" for _, detail in (*given, *found)) and _MISUSED.search(text):
        return "address"
    if heard and not (heard[0] in ("network", "other") and _subject(given) == "policy"):
        return heard[0]
    codes = (*given, *found)
    clear = next((refusals.CLEAR[detail] for _, detail in codes if detail in refusals.CLEAR), None)
    return clear or _guess(codes, reply, text)


def _guess(codes: Codes, reply: str, text: str) -> Reason:
    """The reason by what is left: the subject of a status, words that say little, the reply code."""
    if (meant := _subject(codes)) != "other":
        return meant
    faint = next((reason for reason, pattern in _WEAK if pattern.search(text)), None)
    return faint or refusals.REPLIES.get(reply, "other")


def _subject(codes: Codes) -> Reason:
    """What the subject of a status means, the first that means something."""
    for kind, detail in codes:
        meant = refusals.SUBJECTS.get(detail.split(".")[0], "other")
        if kind != "2" and meant != "other":
            return "address" if (kind, detail) == refusals.UNROUTED else meant
    return "other"


def _permanent(first: str, text: str, heard: tuple[Reason, ...]) -> bool | None:
    if first == "5":
        return True
    if _DELAYED.search(text):
        return False
    ended = _ENDED.search(text) is not None
    if first == "4":
        return None if ended else False
    if not ended and _PASSING.search(text):
        return False
    return True if ended or (heard and heard[0] in ("address", "size", "policy")) else None
