"""The signature under words of one's own: RFC 3676 "-- ", mobile footers, contact blocks, disclaimers, list footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from postroom.mail.reply import blocks
from postroom.mail.reply.contact import (
    MOST_CHARACTERS,
    MOST_LINES,
    NAME_WORD,
    PUNCTUATION,
    Span,
    contact_start,
    is_closing,
    is_label,
    is_name,
    last_paragraph,
    reach,
    reached,
)
from postroom.mail.reply.footers import (
    DEVICE_WORDS,
    DEVICES,
    FOOTER_STARTS,
    FOOTERS,
    MOBILE_ENDS,
    MOBILE_STARTS,
    MOBILE_SURE,
    NOTICE_SURE,
    NOTICE_WORDS,
)
from postroom.mail.reply.phrases import PERSONAL

__all__ = [
    "Span",
    "is_closing",
    "is_mobile_footer",
    "is_notice",
    "is_stroke",
    "pgp_head",
    "signature_spans",
]

WINDOW = 100  # lines from the end in which a signature can begin
MOST_PARAGRAPHS = 15  # of footers and notices

_DELIMITERS = frozenset({"--", "—", "––", "- --", "――", "──"})
_STROKES = "-—–_=~━─―‐－＿*#+∞◆◇■□☆★･・"
_BULLETS = ("-", "*", "•", "–", "—")
_NOTICE = (*NOTICE_SURE, *NOTICE_WORDS)
_URL = re.compile(r"[<(\[]{0,2}https?://\S{1,500}[>)\]]?")
_SIGNED_NAME = re.compile(r"(?:--?|—|–|~)\s{0,2}((?:[^\W\d_]['’.\w-]{0,20}\s?){1,4})[.,]?")
_ADVERT = re.compile(
    r"(?:get|download) (?:\S{1,20} ){1,3}for (?:your )?(?:android|ios|iphone|ipad|mobile|mac|windows)"
)
_WORD = re.compile(r"\w+")
_CODE = ("-- ", "@@", "+++", "diff ", "insert ", "select ", "create ", "update ", "drop ", "#!/")
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE"
_PGP = ("-----BEGIN PGP SIGNATURE", "-----BEGIN PGP PUBLIC KEY", "-----BEGIN SMIME")


def signature_spans(texts: Sequence[str]) -> list[Span]:
    """The lines [start, end) of `texts` that are no words of the message: its signature and footers.

    `texts` are the trimmed lines of one stretch of own words, "" for blank lines. A span may cover them all;
    whether that can be right is for the caller to say.
    """
    end = len(texts)
    start = _delimiter(texts)
    if start is None:
        start = _footers(texts, end)
        start = min(start, _pgp(texts, start))
        start = _signed(texts, contact_start(texts, start))
    if start:
        start = _footers(texts, start)
    spans = list(_mobile_paragraphs(texts, start))
    return [*spans, (start, end)] if start < end else spans


def is_mobile_footer(text: str) -> bool:
    """A line such as "Sent from my iPhone" or "Von meinem Handy gesendet"."""
    bare = _URL.sub("", text[:600]) if "http" in text else text
    if not 5 <= len(bare) <= 140:
        return False
    low = bare.lower().strip(PUNCTUATION + "<>[]\"'“”")
    if low.startswith(MOBILE_SURE):
        return len(low.split()) <= 16
    if _ADVERT.fullmatch(low):
        return True
    if low.startswith(MOBILE_STARTS):
        words = low.split()
        if len(words) > 12 or any(word in PERSONAL for word in words[:4]):
            return False
        return _names_device(low) or (len(words) <= 4 and low.startswith("sent "))
    return low.endswith(MOBILE_ENDS) and len(low.split()) <= 12 and _names_device(low)


def _names_device(low: str) -> bool:
    return any(device in low for device in DEVICES) or any(
        word in DEVICE_WORDS for word in _WORD.findall(low)
    )


def is_notice(paragraph: str) -> bool:
    """A confidentiality notice or legal disclaimer."""
    if len(paragraph) < (100 if paragraph.isascii() or paragraph[:1] < "\u2e80" else 25):
        return False
    return _is_sure(paragraph) and _remarks(paragraph) >= 3


def _is_sure(paragraph: str) -> bool:
    low = paragraph[:MOST_CHARACTERS].lower()
    return any(word in low for word in NOTICE_SURE)


def _delimiter(texts: Sequence[str]) -> int | None:
    """The line that parts a signature from the words above it."""
    for index in range(max(0, len(texts) - WINDOW), len(texts)):
        text = texts[index]
        if not text or text[0].isalnum():
            continue
        if text in _DELIMITERS:
            if _can_be_signature(texts[index + 1 :]) and not _is_in_code(texts, index):
                return index
        elif is_stroke(text):
            is_free = text[0] == "_" or index == 0 or not texts[index - 1]
            if is_free and _is_under_rule(texts[index + 1 :], short=len(text) < 5):
                return index
        elif text[:2] in ("--", "—-", "––") and _signs_name(texts, index):
            return index
    return None


def is_stroke(text: str) -> bool:
    """A line that is drawn, not written: "-----", "=====", "_____", also with stars."""
    return len(text) > 1 and not text.strip(_STROKES)


def _is_in_code(texts: Sequence[str], index: int) -> bool:
    is_below_code = any(above.lower().startswith(_CODE) for above in texts[max(0, index - 5) : index])
    return is_below_code and len(texts) - index > 3


def _can_be_signature(rest: Sequence[str]) -> bool:
    said = [text for text in rest if text]
    if len(said) > MOST_LINES or sum(map(len, said)) > MOST_CHARACTERS:
        return any(is_notice(" ".join(part)) for part in _paragraphs(said, rest))
    return not any(text.endswith(";") or text.lower().startswith(_CODE) for text in said)


def _paragraphs(said: Sequence[str], rest: Sequence[str]) -> Iterator[list[str]]:
    """The paragraphs of a long signature, when it is not too long to be one."""
    if len(said) > 2 * MOST_LINES or sum(map(len, said)) > 4 * MOST_CHARACTERS:
        return
    part: list[str] = []
    for text in [*rest, ""]:
        if text:
            part.append(text)
        elif part:
            yield part
            part = []


def _is_under_rule(rest: Sequence[str], *, short: bool) -> bool:
    """Whether what stands under a line of dashes is a signature or a footer, not more of the message."""
    said = [text for text in rest if text and not is_stroke(text)]
    if (
        not said
        or _is_title(rest)
        or len(said) > 20
        or sum(map(len, said)) > MOST_CHARACTERS
        or blocks.field(said[0])
    ):
        return False
    if _is_footer(said) or is_notice(" ".join(said)):
        return True
    if all(len(text) <= 100 for text in said) and reached(said):
        return is_name(said[0]) or (reach(said) >= 2 and is_label(said[0]))
    return short and len(said) <= 5 and is_name(said[0]) and all(map(is_label, said))


def _is_title(rest: Sequence[str]) -> bool:
    """A title with a line under it, and more below that."""
    first = next((index for index, text in enumerate(rest) if text), len(rest))
    return len(rest) > first + 2 and is_stroke(rest[first + 1])


def _signs_name(texts: Sequence[str], index: int) -> bool:
    """ "-- Anna" or "-Anna" under the message, with at most some lines about her below."""
    found = _SIGNED_NAME.fullmatch(texts[index])
    if not found or len(found[1]) > 40 or not all(map(NAME_WORD.fullmatch, found[1].split())):
        return False
    below = [text for text in texts[index + 1 :] if text]
    if len(below) > 6 or (below and not reached(below) and not all(map(is_label, below))):
        return False
    above = next((text for text in reversed(texts[max(0, index - 3) : index]) if text), "")
    return above[:1] not in _BULLETS


def _footers(texts: Sequence[str], end: int) -> int:
    """The line where footers begin: the paragraphs at the end that programs, lists and lawyers add."""
    above = end  # the lines from here to `end` may go on a notice that stands further up
    unsure = 0
    noticed = False
    for _ in range(MOST_PARAGRAPHS):
        first, last = last_paragraph(texts, above)
        if first == last or last - first > MOST_LINES:
            break
        paragraph = " ".join(texts[first:last])
        start = _mobile_or_footer(texts, first, last)
        remarks = 0 if start is not None else _remarks(paragraph)
        if remarks >= 3 and (noticed or _is_sure(paragraph)):
            start, noticed = first, True
        if start is not None:
            end = above = _with_rule(texts, start)
            unsure = 0
        elif unsure < 2 and remarks >= 2:
            above, unsure = first, unsure + 1
        else:
            break
    return end


def _mobile_or_footer(texts: Sequence[str], first: int, last: int) -> int | None:
    """The line of the last paragraph where a footer begins."""
    mobile = next((i for i in range(max(first, last - 4), last) if is_mobile_footer(texts[i])), None)
    if mobile is not None and not (first < mobile < last - 1 and texts[mobile][0].islower()):
        return mobile
    return first if _is_footer(texts[first:last]) else None


def _remarks(paragraph: str) -> int:
    """How many words of notices a paragraph has; a heading has enough of them."""
    low = paragraph[:MOST_CHARACTERS].lower()
    if len(low) < 25 or (len(low) < 80 and low.isascii()):
        return 3 if "disclaimer" in low or "notice" in low or low.strip(PUNCTUATION) in NOTICE_SURE else 0
    return sum(word in low for word in _NOTICE)


def _with_rule(texts: Sequence[str], start: int) -> int:
    """Further up over a line of dashes right above."""
    above = start - 1
    while above > 0 and start - above < 3 and not texts[above]:
        above -= 1
    return above if above >= 0 and is_stroke(texts[above]) else start


def _is_footer(said: Sequence[str]) -> bool:
    low = "\n".join(said)[:MOST_CHARACTERS].lower()
    if any(phrase in low for phrase in FOOTERS):
        return True
    if "mailing list" in low and "@" in low and "http" in low and len(low) <= 400:
        return True
    return any(line.startswith(FOOTER_STARTS) for line in low.split("\n"))


def pgp_head(texts: Sequence[str]) -> Span | None:
    """The lines that begin a clear-signed text (RFC 9580, section 7): its armor header and its hash names."""
    start = next((index for index, text in enumerate(texts[:20]) if text.startswith(_PGP_SIGNED)), None)
    if start is None:
        return None
    end = start + 1
    while end < min(len(texts), start + 5) and texts[end].startswith(
        ("Hash:", "Charset:", "NotDashEscaped:")
    ):
        end += 1
    return start, end


def _pgp(texts: Sequence[str], end: int) -> int:
    """Where an OpenPGP signature begins (RFC 9580, section 7), else `end`."""
    for index in range(max(0, end - WINDOW), end):
        if texts[index].startswith(_PGP):
            return index
    return end


def _signed(texts: Sequence[str], end: int) -> int:
    """ "-Anna" as the last line, in a paragraph of its own or below a closing."""
    index = last_paragraph(texts, end)[1] - 1
    if index < 1 or texts[index][:1] not in "-—–~" or not _signs_name(texts, index):
        return end
    alone = not texts[index - 1] or is_closing(texts[index - 1])
    return index if alone or texts[index][1:2].isalpha() else end


def _mobile_paragraphs(texts: Sequence[str], end: int) -> Iterator[Span]:
    """Mobile footers that stand between blank lines further up, as some programs put them above the words."""
    index = max(0, end - WINDOW)
    while index < end:
        if not texts[index] or (index and texts[index - 1]) or not is_mobile_footer(texts[index]):
            index += 1
            continue
        last = index + 1
        while last < end and texts[last] and last - index < 3:
            last += 1
        if last == end or not texts[last]:
            yield index, last
        index = last
