"""Lines such as "On Monday Anna wrote:" above a quotation, in many languages and wrapped as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from postroom.mail.reply.phrases import COLONS, DASHES, LEADS, PERSONAL, QUOTING, SAID, TRIM, WROTE

LONGEST = 400  # characters of an attribution, all its lines together
MOST_WORDS = 30
MOST_LINES = 5

_BEHIND = TRIM + DASHES + "\"'»”’"  # what may stand behind the colon
_ENDS = _BEHIND + COLONS + " .,;"


def _verbs(verbs: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all; scripts without blanks between words have verbs that begin anywhere."""
    longest_first = sorted(verbs, key=len, reverse=True)
    spaced = "|".join(re.escape(verb) for verb in longest_first if verb[0] < "\u0e00")
    unspaced = "|".join(re.escape(verb) for verb in longest_first if verb[0] >= "\u0e00")
    return re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W\d_])" + (f"|{unspaced}" if unspaced else ""))


_ALONE = frozenset(WROTE)
_VERB = _verbs(WROTE)
_SAID = _verbs(SAID)
_DATE = re.compile(
    r"(?<!\d)(?:19|20|25)\d\d(?!\d)"
    r"|\d{1,2}\s?[:.h]\s?\d\d"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[.,]?\s{1,2}[^\W\d_]{3,9}"
    r"|[^\W\d_]{3,9}[.,]?\s{1,2}\d{1,2}(?!\d)"
    r"|\d\s?[年月日년월일時]"
)
_FULL_DATE = re.compile(
    r"(?<![\da-zA-Z@])(?:19|20|25)\d\d(?![\da-zA-Z@])|\d{1,2}\s?[:.h]\s?\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d\s?[年월]"
)
_MAIL = re.compile(r"[^\s<>()\[\]@,;:]@[^\s<>()\[\]@,;:]|mailto:")
_MAIL_LAST = re.compile(r"@[^\s<>()\[\]]{1,120}[>)\]]{0,3}[\s,;]*\Z")
_DAY_FIRST = re.compile(r"[\"'(\[«“]?(?:[^\s\d@<>:]{1,18}+\s{0,3}+){0,5}+\d")
_MAIL_SOON = re.compile(r"(?:[^\s@]{1,60}+\s{1,3}+){0,7}+[^\s@]{0,60}@")
_NAME_AND_MAIL = re.compile(r"[^@:;]{0,80}[<(\[][^\s<>@]{1,100}@[^\s<>@]{1,100}[>)\]][\"'”\s,]*\Z")
_SENTENCE = re.compile(r"\w{5,}[.!?]\s+[^\W\d_]|\w{2,}[!?]\s")
_YEAR = re.compile(r"(?<![\da-zA-Z@])(?:19|20|25)\d\d(?![\da-zA-Z@])")
_YEAR_FIRST = re.compile(r"\d{4}(?![\d./-]|\s?[年년])")
_SENTENCE_END = re.compile(r"[!?。！？]\Z|[^\W\d]{6}[.…]\Z")
_GROUPWISE = re.compile(r"\d[:.]\d\d(?: [AP]M)? >>>\Z")  # "Anna Meyer 22.11.2026 10:00 >>>"
_SUPERCITE = re.compile(r">{1,5}\s?\"[^\"]{1,20}\"\s==\s")
_ON_ONE_LINE = re.compile(
    r"@[^\s<>@]{1,120}[>)\]]{0,3},?\s{0,3}([^\s:：]{1,20}(?:\s[^\s:：]{1,14})?)\s?[:：]\s{1,9}\S"
)


def attribution(texts: Sequence[str], last: int, *, before_quote: bool) -> int | None:
    """The first line of the attribution whose last line is `last`; None where that line ends none.

    `texts` are lines without blanks around them, "" for lines that cannot belong to it. `before_quote` says
    that lines with quote marks follow, so that less is asked of the words.
    """
    if not texts[last]:
        return None
    if last > 1 and not texts[last - 1] and texts[last].lower().strip(_ENDS) in _ALONE:
        return _above_blank(texts, last, before_quote)
    judge = _introduces if before_quote else _is_attribution
    for first in range(last, max(-1, last - MOST_LINES), -1):
        if not texts[first]:
            return None
        joined = " ".join(texts[first : last + 1])
        if len(joined) > LONGEST:
            return None
        if judge(joined):
            return _upwards(texts, first, joined)
    return None


def _above_blank(texts: Sequence[str], last: int, before_quote: bool) -> int | None:
    """An attribution whose verb stands alone below a blank line."""
    top = max(0, last - MOST_LINES - 1)
    closed = [*texts[top : last - 1], texts[last]]
    first = attribution(closed, len(closed) - 1, before_quote=before_quote)
    return None if first is None or first == len(closed) - 1 else top + first


def could_end(text: str) -> bool:
    """Whether a line could be the end of an attribution; cheap."""
    if text[-1] in COLONS or text.endswith(("--", " >>>", ":_", ":-", ":>")):
        return True
    return "@" in text and text[-1].isalpha() and text.rpartition(" ")[2].lower() in _ALONE


def is_on_one_line(text: str) -> bool:
    """An attribution with the quoted words behind it on the same line, as flattened HTML has them."""
    if text[0] in _BEHIND:
        return False
    found = _ON_ONE_LINE.search(text, 0, LONGEST)
    if not found or not _VERB.search(found[1].lower()):
        return False
    return bool(_DAY_FIRST.match(text) and _FULL_DATE.search(text, 0, found.end()))


def _upwards(texts: Sequence[str], first: int, joined: str) -> int:
    """Further up, where the lines above are the beginning of the same attribution."""
    if _is_opening(joined) and _FULL_DATE.search(joined):
        name_above = first > 0 and not _MAIL.search(joined) and _NAME_AND_MAIL.match(texts[first - 1])
        return first - 1 if name_above else first
    if first > 1 and not texts[first - 1]:
        is_day_above = _is_opening(texts[first - 2]) and _FULL_DATE.search(texts[first - 2])
        return first - 2 if is_day_above else first
    found = first
    for above in range(first - 1, max(-1, first - MOST_LINES), -1):
        text = texts[above]
        if not text or len(text) > 120 or _SENTENCE_END.search(text):
            break
        upper = " ".join(texts[above:first])
        words = f"{upper} {joined}".lower().strip(_ENDS)
        is_name = joined[0] == "<" and len(upper.split()) <= 6 and upper[-1] not in ".,:;"
        if _is_prose(words) or not (is_name or _opens(upper, joined)):
            continue
        is_opening = _is_opening(upper)
        if (is_opening and _FULL_DATE.search(upper)) or not _is_personal(upper.lower()):
            found = above
            if is_opening:
                break
    return found


def _is_opening(text: str) -> bool:
    """Whether a line begins as attributions do: "On Sunday, 22", in whichever language."""
    return text.partition(" ")[0].lower() in LEADS and not text[0].islower() and bool(_DAY_FIRST.match(text))


def _opens(upper: str, joined: str) -> bool:
    """Whether a line is the beginning of the attribution below it."""
    if upper.lower().strip(_ENDS) in LEADS:
        return True
    is_lead = upper.partition(" ")[0].lower() in LEADS and not upper[0].islower()
    lead_words = len(upper.split()) if is_lead else MOST_WORDS
    if lead_words <= 4 and (upper[-1] in ",." or (lead_words <= 2 and upper[-1].isalpha())):
        return True
    if _is_whole(joined):
        return lead_words >= 3 and joined[0].isalpha() and upper[-1].isdigit() and _is_opening(upper)
    if not (is_lead or len(upper) >= 45 or upper[0].isdigit() or upper[-1].isdigit() or upper[-1] in ",;<("):
        return False
    if _DAY_FIRST.match(upper) and _DATE.search(upper) and _FULL_DATE.search(f"{upper} {joined}"):
        return True
    return bool(_MAIL.search(upper) and _begins_well(upper)) or _is_name_and_verb(upper)


def _is_whole(joined: str) -> bool:
    """Whether day, year and address are all there, so that no line above can be a part."""
    return bool(_YEAR.search(joined) and _MAIL.search(joined)) and not _YEAR_FIRST.match(joined)


def _is_name_and_verb(upper: str) -> bool:
    return len(upper.split()) <= 6 and _last_verb(upper.lower()) is not None


def _is_attribution(joined: str) -> bool:
    """Whether these words can only come from a mail program, whatever follows."""
    if joined[0] == ">" and _SUPERCITE.match(joined):
        return True
    if joined.endswith(" >>>") and _GROUPWISE.search(joined):
        return True
    words = joined.lower().strip(_ENDS)
    if _is_prose(words):
        return False
    verb = _last_verb(words)
    mail = _MAIL.search(words)
    dated = _FULL_DATE.search(words)
    if verb and mail and dated:
        return _begins_well(words) and not (_is_personal(words) and "<" not in words)
    if verb and dated:
        told = words[: verb.start()] + words[verb.end() :]
        return _begins_with_day_or_name(words, verb) and not _is_personal(told)
    if verb and mail and not dated:
        if _is_personal(words[: verb.start()]):
            return False
        told = words[: verb.start()]
        return verb.end() == len(words) and bool(_NAME_AND_MAIL.match(told) or told.startswith("in "))
    if not mail or _is_personal(words) or joined.rstrip(_BEHIND)[-1] not in COLONS:
        return False
    if words.startswith(QUOTING):
        return bool(dated) or len(words.split()) <= 8
    if not dated or not _begins_well(words):
        return False
    return bool(_MAIL_LAST.search(words)) or len(words[mail.end() :].split()) <= 7


def _introduces(joined: str) -> bool:
    """Whether these words introduce the quotation that follows them."""
    if _is_attribution(joined):
        return True
    words = joined.lower().strip(_ENDS)
    if _is_prose(words):
        return False
    has_colon = joined.rstrip(_BEHIND)[-1] in COLONS
    verb = _last_verb(words)
    mail = _MAIL.search(words)
    if not has_colon:
        return bool(_DATE.search(words) and (mail or verb) and _begins_well(words))
    if words.startswith(QUOTING) and len(words.split()) <= 8:
        return True
    if not (verb or mail or _FULL_DATE.search(words)):
        return bool(_SAID.search(words)) and len(words.split()) <= 6 and not _is_personal(words)
    if _is_personal(words[: verb.start()] if verb else words):
        return False
    return len(words.split()) <= 12 or bool(_DATE.search(words) and _begins_well(words))


def _is_prose(words: str) -> bool:
    return not words or len(words.split()) > MOST_WORDS or bool(_SENTENCE.search(words))


def _is_personal(words: str) -> bool:
    return any(word.strip(",.:") in PERSONAL for word in words.split())


def _last_verb(words: str) -> re.Match[str] | None:
    return next(reversed(list(_VERB.finditer(words))), None)


def _begins_well(words: str) -> bool:
    return bool(_DAY_FIRST.match(words) or _MAIL_SOON.match(words))


def _begins_with_day_or_name(words: str, verb: re.Match[str]) -> bool:
    return bool(_DAY_FIRST.match(words)) or len(words[: verb.start()].split()) <= 6
