"""What a refusal means: the class of its reason, and whether trying again could help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from postroom.mail.bounce.refusals import compiled, faint, mailbox, scripts, sender, status, time, transport
from postroom.mail.bounce.values import Reason

Codes = tuple[tuple[str, str], ...]  # class, and subject with detail: ("5", "1.1")
Patterns = tuple[tuple[Reason, re.Pattern[str]], ...]

LONGEST = 4_000  # characters of the words that are looked at

_CODE = re.compile(r"(?<![\w.-])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(
    r"(?:^|[\n;:>(\"'#=-]|\b(?:said|code|error|reply|status|with|returned|response|was))[\s\"'<]{0,9}"
    r"([45][0-7]\d)(?=[\s.,:;)\"'-]|\Z)(?!\s?[kmg]?(?:bytes|b\b))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"';:,@]{1,128}+@[^\s<>()\[\]\"';:,@]{1,255}+")
_NUMBER = r"[245]\.\d{1,3}\.\d{1,3}"
_CONTINUED = re.compile(
    rf"(?:^|(?<=[\s;:>]))[245]\d\d(?:[ -]#?{_NUMBER}(?![\d.]))?[ -]|#?(?<![\w.]){_NUMBER}(?!\.?\d)"
)
_SERVER = re.compile(
    r"\b(?:host |server |mta )?[\w-]+(?:\.[\w-]+)+ ?[\[(][\d.a-f:]{7,45}[\])]|\bhost [\w-]+(?:\.[\w-]+)+"
)
_SPACE = re.compile(r"\s+")


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
    """The enhanced status codes in a text (RFC 3463, section 2)."""
    return tuple((match[1], f"{int(match[2])}.{int(match[3])}") for match in _CODE.finditer(text))


def _heard(text: str) -> tuple[Reason, ...]:
    """The classes that the words name unmistakably, the weightiest first."""
    patterns = _phrases() if text.isascii() else (*_other_scripts(), *_phrases())
    return tuple(reason for reason, pattern in patterns if pattern.search(text))


def _reason(given: Codes, found: Codes, reply: str, text: str, heard: tuple[Reason, ...]) -> Reason:
    clear = _clear(given)
    if (
        clear in heard and clear != "network"
    ):  # "expired" and "refused" are also said of what hindered each try
        return clear
    codes = (*given, *found)
    if any(detail == "4.1" for _, detail in codes) and _time_patterns()["misused"].search(text):
        return "address"
    if heard and not (heard[0] in ("network", "other") and _subject(given) == "policy"):
        return heard[0]
    return _clear(codes) or _guess(codes, reply, text)


def _clear(codes: Codes) -> Reason | None:
    """The reason that a code gives beyond doubt."""
    return next((status.CLEAR[detail] for _, detail in codes if detail in status.CLEAR), None)


def _guess(codes: Codes, reply: str, text: str) -> Reason:
    """The reason by what is left: the subject of a status, words that say little, the reply code."""
    if (meant := _subject(codes)) != "other":
        return meant
    faintly = next((reason for reason, pattern in _faint() if pattern.search(text)), None)
    return faintly or status.REPLIES.get(reply, "other")


def _subject(codes: Codes) -> Reason:
    """What the subject of a status means, the first that means something."""
    for kind, detail in codes:
        meant = status.SUBJECTS.get(detail.split(".")[0], "other")
        if kind != "2" and meant != "other":
            return "address" if (kind, detail) == status.UNROUTED else meant
    return "other"


def _permanent(first: str, text: str, heard: tuple[Reason, ...]) -> bool | None:
    if first == "5":
        return True
    patterns = _time_patterns()
    if patterns["delayed"].search(text):
        return False
    ended = patterns["ended"].search(text) is not None
    if first == "4":
        return None if ended else False
    if not ended and patterns["passing"].search(text):
        return False
    return True if ended or (heard and heard[0] in ("address", "size", "policy")) else None


# Patterns are made when the first refusal is judged: that takes some hundredths of a second, and few mails are one.


@cache
def _phrases() -> Patterns:
    return (
        ("policy", compiled(sender.SENDER)),
        ("network", compiled(transport.UNASKED)),
        ("full", compiled(mailbox.FULL)),
        ("size", compiled(mailbox.SIZE)),
        ("address", compiled(mailbox.ADDRESS)),
        ("policy", compiled(sender.POLICY)),
        ("address", compiled(mailbox.UNAVAILABLE)),
        ("network", compiled(transport.NETWORK)),
        ("other", compiled(transport.OTHER)),
    )


@cache
def _other_scripts() -> Patterns:
    unspaced = ((reason, re.compile("|".join(phrases))) for reason, phrases in scripts.UNSPACED)
    return (*unspaced, *((reason, compiled(phrases)) for reason, phrases in scripts.SPACED))


@cache
def _faint() -> Patterns:
    return tuple((reason, compiled(phrases)) for reason, phrases in faint.WEAK)


@cache
def _time_patterns() -> dict[str, re.Pattern[str]]:
    return {
        "misused": compiled(mailbox.MISUSED),
        "delayed": compiled(time.DELAYED),
        "ended": compiled(time.ENDED),
        "passing": compiled(time.PASSING),
    }
