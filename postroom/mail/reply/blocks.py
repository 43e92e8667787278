"""Separator lines and copied header blocks (From, Sent, To, Subject) above the mail that is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from postroom.mail.reply.phrases import (
    COLONS,
    DASHES,
    DESK,
    FIELDS,
    FORWARDED,
    FORWARDED_BY,
    ORIGINAL,
    TRIM,
    Field,
    field_key,
)

Separator = Literal["", "rule", "bare", "original", "forward", "desk"]

LONGEST_NAME = 40  # characters of a field name
LONGEST_SEPARATOR = 200
MOST_LINES = 60  # of a header block, wrapped lists of receivers included
MOST_WRAPPED = 8  # lines that belong to one field

_AROUND = TRIM + DASHES + COLONS + " .[]()|!"
_OPENING = DASHES + "[({|"
_DATED = re.compile(r"\d{1,2}[:.]\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:19|20)\d\d|\d\s?[年월]")
_NAME = re.compile(r"([^\W\d_][^\W\d_ ]{0,15}(?: [^\W\d_]{1,12})?)\s?[:：][*_]{0,3}\s")
_NUMBER = re.compile(r"\s*+\d[\s\d:.,/-]*+")  # a time, and so nobody's name
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIMED = re.compile(r"\d{1,2}[:.]\d\d")
_SHORT_FIELD = re.compile(r"[^\s:：][^:：]{0,18}[:：]\s{1,9}\S.*\d{1,2}[:.]\d\d")
_NOTES = re.compile(r"[^-]{1,80}-{2,3}\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}[:.]\d\d[^-]{0,20}-{2,3}")
_ASKING = (
    "please", "reply", "write", "type", "respond", "do not", "don't", "add your", "enter", "bitte",
    "antworten", "schreiben", "veuillez", "répondez", "merci", "por favor", "responda", "escriba",
    "rispondi", "scrivi", "typ", "svara", "svar", "skriv", "napisz", "odpov", "пожалуйста", "введите",
)  # fmt: skip
_KNOWN = ORIGINAL | FORWARDED
_PROSE = 8 + max(map(len, _KNOWN))  # characters from which on a line is none of these words
_ENDS = COLONS + "_->"
_SURE_ALONE = frozenset({"forwarded", "fwd", "forward", "weiterleitung", "transféré"})


def separator(text: str) -> Separator:
    """What a line parts: "rule" is a line of dashes, "bare" original-message words without any dashes."""
    if len(text) > LONGEST_SEPARATOR:
        return ""
    core = text.strip(_AROUND).lower()
    if not core:
        return "rule" if len(text) >= 5 and text[0] in DASHES else ""
    dashed = text[0] in DASHES and text[1] in DASHES
    if core in ORIGINAL:
        return "original" if dashed else "bare"
    if core in FORWARDED:
        return "forward" if dashed or (text[-1] in COLONS and core not in _SURE_ALONE) else ""
    if dashed and core.startswith(FORWARDED_BY):
        return "forward"
    asks = text[0] in _OPENING or core.startswith(_ASKING)
    return "desk" if asks and any(phrase in core for phrase in DESK) else ""


def is_prose(text: str) -> bool:
    """Whether a line surely begins nothing, unless a quote follows it; cheap, as most lines are prose."""
    if text[0] in _OPENING or text[-1] in _ENDS or "@" in text or "--" in text or ">>>" in text:
        return False
    head = text[:LONGEST_NAME]
    if ":" in head or "：" in head or "﹕" in head:
        return False
    lower = text.lower()
    if lower.startswith(_ASKING):
        return False
    core = lower if len(text) > _PROSE else lower.strip(_AROUND)
    return core not in _KNOWN and (len(text) > 20 or FIELDS.get("".join(core.split())) != "to")


def is_rule(text: str) -> bool:
    """A line of dashes, also with words between them."""
    return len(text) >= 5 and text[0] in DASHES and text[-1] in DASHES and text[0] == text[1]


def is_notes_line(text: str) -> bool:
    """Lotus Notes: "Anna Meyer---11/22/2026 10:00:00 AM---first words of the mail"."""
    return "--" in text and bool(_NOTES.match(text))


def block(texts: Sequence[str], start: int, *, announced: bool = False) -> int | None:
    """The line after the header block that begins at `start`; None where there is no such block.

    `announced` says that a separator or rule stands above, so that fewer fields are enough.
    """
    first = field(texts[start])
    if first is None:
        return None
    if first[0] == "from" and _is_folded(texts[start]):
        return start + 1
    kinds: set[Field] = set()
    values: list[str] = []
    end = start
    for index in _extent(texts, start):
        if found := field(texts[index]):
            if found[0] == "from" and _NUMBER.fullmatch(found[1]):
                return None
            kinds.add(found[0])
            end = index + 1
        values.append(texts[index])
    return end if _is_header(kinds, " ".join(values)[:4000], announced) else None


def notes_block(texts: Sequence[str], start: int) -> tuple[int, int] | None:
    """First line and end of a Lotus Notes memo head: name and date, then "To", "cc" and "Subject"."""
    kind = _notes_field(texts[start])
    if kind != "to":
        return None
    kinds: set[Field] = set()
    end = start
    for index in range(start, min(len(texts), start + 14)):
        if texts[index] and (kind := _notes_field(texts[index])):
            kinds.add(kind)
            end = index + 1
    above = _name_and_date(texts, start)
    return (above, end) if above is not None and {"subject", "other"} <= kinds else None


def _notes_field(text: str) -> Field | None:
    found = field(text)
    return found[0] if found else FIELDS.get(field_key(text)) if len(text) <= 20 else None


def _name_and_date(texts: Sequence[str], start: int) -> int | None:
    """The first of at most three short lines above, one of which must be dated."""
    first = None
    dated = False
    for index in range(start - 1, max(-1, start - 6), -1):
        text = texts[index]
        if not text:
            if first is not None:
                break
            continue
        if len(text) > 90 or (start - index > 4):
            break
        first = index
        dated = dated or bool(_DATED.search(text))
    return first if dated else None


def field(text: str) -> tuple[Field, str] | None:
    """The meaning and the value of a line such as "*Sent:* Sunday"; None where it is no header field."""
    at = text.find(":", 0, LONGEST_NAME)
    wide = text.find("：", 0, LONGEST_NAME)
    if 0 < wide < at or at < 0:
        at = wide
    if at <= 0:
        return None
    kind = FIELDS.get(field_key(text[:at]))
    return (kind, text[at + 1 :]) if kind else None


def lead_in(texts: Sequence[str], start: int) -> int:
    """The first of the rules and separators that stand right above line `start`."""
    above = start
    for index in range(start - 1, max(-1, start - 5), -1):
        text = texts[index]
        if not text:
            continue
        is_unknown_field = index == start - 1 and bool(_SHORT_FIELD.match(text)) and field(text) is None
        if not is_unknown_field and not is_rule(text) and separator(text) not in ("rule", "bare", "original"):
            break
        above = index
    return above


def _extent(texts: Sequence[str], start: int) -> list[int]:
    """The lines of a block: fields, their wrapped values, and single blank lines between fields."""
    lines: list[int] = []
    wrapped = 0
    after_blank = False
    for index in range(start, min(len(texts), start + MOST_LINES)):
        text = texts[index]
        if not text:
            if after_blank:
                break
            after_blank = True
            continue
        if field(text):
            wrapped = 0
        elif after_blank or wrapped >= MOST_WRAPPED:
            break
        else:
            wrapped += 1
        after_blank = False
        lines.append(index)
    return lines


def _is_header(kinds: set[Field], values: str, announced: bool) -> bool:
    known = kinds & {"from", "sent", "to", "subject"}
    if announced:
        is_mail = "subject" in known or "@" in values or bool(_DATED.search(values))
        return is_mail and (len(known) >= 2 or ("from" in known and len(kinds) >= 2))
    if known == {"from", "sent"}:
        return "@" in values and bool(_TIMED.search(values))
    if len(known) < 3:
        return False
    if "from" in known:
        return "subject" in known or "@" in values or bool(_TIMED.search(values) and _YEAR.search(values))
    return bool(_DATED.search(values)) and "@" in values


def _is_folded(text: str) -> bool:
    """All fields on one line: "From: Anna Sent: Sunday To: Support Subject: Printer"."""
    if len(text) < 30:
        return False
    kinds: set[Field] = set()
    for found in _NAME.finditer(text, 0, 600):
        name = found[1]
        kind = FIELDS.get(field_key(name)) or FIELDS.get(field_key(name.rpartition(" ")[2]))
        if kind:
            kinds.add(kind)
    return len(kinds & {"from", "sent", "to", "subject"}) >= 3
