"""Contact blocks under a mail: closing, name, title, company, numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from postroom.mail.reply.footers import CLOSING_STARTS, CLOSINGS, COMPANIES, NUMBER_WORDS, REGISTERS
from postroom.mail.reply.phrases import PERSONAL

Span = tuple[int, int]

MOST_LINES = 30  # of a signature that are not blank
MOST_CHARACTERS = 3_000
PUNCTUATION = " \t,.;:!?…-–—_*()。、，！،"

NAME_WORD = re.compile(
    r"(?:[^\W\d_a-zà-ÿа-яα-ω][\w.'’-]{0,30}|von|van|de|der|den|da|di|del|la|le|el|al|bin|zu|\([^\W\d_]{1,20}\))"
)
_NAME_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]{2,12}")
_PICTURE = re.compile(
    r"\[(?:cid:|image|inline image|logo|bild)[^\]]{0,200}\]|<image\d{0,4}\.\w{3,4}>", re.IGNORECASE
)
_POSTSCRIPT = ("ps ", "ps:", "p.s", "pps", "p.p.s", "n.b.", "nb:")


def _any_of(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


_REACHED = re.compile(
    rf"(?:^|[|•·/,\s(])(?:{_any_of(NUMBER_WORDS)})\s?(?:\([^)]{{1,12}}\))?\s?[.:|]{{0,2}}\s?[+(]?\d[\d\s()./-]{{4,}}"
    r"|\+\d[\d\s()./-]{6,30}\d"
    r"|(?<![\w.])\(?0\d{1,5}\)?[\s/-]{1,3}\d{2,}[\d\s/-]{2,20}"
    r"|(?<![\w.])\(?\d{3}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}(?!\d)"
    r"|www\.\w|https?://|[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?:web|e-?mail|mail|internet|homepage|site)\s?:\s?\S"
)
_COMPANY = re.compile(rf"(?<![^\W_])(?:{_any_of(COMPANIES)})(?![^\W_])")


def is_closing(text: str) -> bool:
    """A line such as "Best regards," that stands above a name."""
    if len(text) > 80:
        return False
    low = text.lower().strip(PUNCTUATION)
    if low in CLOSINGS or (len(text) <= 60 and low.startswith(CLOSING_STARTS)):
        return True
    closing, comma, name = low.partition(",")
    if comma:
        return closing in CLOSINGS and len(name.split()) <= 3
    return "/" in low and all(part.strip() in CLOSINGS for part in low.split("/"))


def contact_start(texts: Sequence[str], end: int) -> int:
    """The line where a contact block begins that ends before line `end`."""
    last = last_paragraph(texts, end)[1]
    while last > 0 and (not texts[last - 1] or _PICTURE.fullmatch(texts[last - 1])):
        last -= 1
    for index in range(last - 1, max(0, last - MOST_LINES - 1), -1):
        if texts[index] and is_closing(texts[index]):
            return index if _describes_person(texts[index + 1 : last]) else end
    return _card(texts, last, end)


def _describes_person(rest: Sequence[str]) -> bool:
    """Whether the lines below a closing say who writes, and more than a name."""
    said = [text for text in rest if text]
    if not said or len(said) > MOST_LINES or sum(map(len, said)) > MOST_CHARACTERS:
        return False
    if any(text.lower().startswith(_POSTSCRIPT) for text in said):
        return False
    first = said[:10]
    if not _is_heading(first[0]) and not reached(first[:1]):
        return False
    proof = next((i for i, text in enumerate(first) if reached([text]) or (i and _has_company(text))), None)
    if proof is not None:
        return all(len(text) <= 120 for text in first[: proof + 1])
    return 3 <= len(said) <= 8 and all(map(is_label, said))


def _card(texts: Sequence[str], last: int, end: int) -> int:
    """A contact block without a closing above: name, then at least two ways to reach the person."""
    first = last_paragraph(texts, last)[0]
    if first and _is_plain_name(texts, first):
        first = last_paragraph(texts, first)[0]
    said = [text for text in texts[first:last] if text]
    least = 2 if any(texts[end:]) or any("|" in text for text in said[:1]) else 3  # bars or a footer below
    if first and least <= len(said) <= 12 and all(len(text) <= 90 for text in said):
        above = texts[last_paragraph(texts, first)[1] - 1]
        if is_name(said[0]) and reach(said) >= least - 1 and not above.endswith((":", "：")):
            return first
    return end


def _is_plain_name(texts: Sequence[str], first: int) -> bool:
    """Whether the paragraph above is nothing but a name."""
    above, below = last_paragraph(texts, first)
    return above > 0 and below - above == 1 and is_name(texts[above])


def reach(said: Sequence[str]) -> int:
    """How many ways to reach somebody the lines name."""
    return sum(len(_REACHED.findall(text[:300].lower())) for text in said)


def reached(said: Sequence[str]) -> bool:
    """Whether the lines hold a phone number, an address, a page or what companies must print."""
    return any(_REACHED.search(text[:300].lower()) for text in said) or any(
        word in text.lower() for text in said for word in REGISTERS
    )


def _has_company(text: str) -> bool:
    return bool(_COMPANY.search(text[:200].lower()))


def is_label(text: str) -> bool:
    """A name, a title or a company rather than a sentence."""
    return (
        len(text) <= 60
        and len(text.split()) <= 7
        and text[-1] not in "?!:;。：？！；"
        and not text[0].islower()
    )


def _is_heading(text: str) -> bool:
    """The first line below a closing: a name in whichever form."""
    return len(text) <= 70 and len(text.split()) <= 8 and text[-1] not in "?!:;" and not _is_personal(text)


def is_name(text: str) -> bool:
    """The name of a person: two to five words that begin with capitals, where the script has them."""
    names = text.split(",")[0].split("|")[0].split()
    if not 1 < len(names) <= 5 or len(text) > 60:
        return _NAME_UNSPACED.fullmatch(text) is not None
    return (
        not _is_personal(text) and all(NAME_WORD.fullmatch(name) for name in names) and text[-1] not in "?!:"
    )


def _is_personal(text: str) -> bool:
    return any(word.strip(",:!") in PERSONAL for word in text.lower().split())


def last_paragraph(texts: Sequence[str], end: int) -> Span:
    """The lines [start, end) of the last paragraph above line `end`."""
    last = end
    while last > 0 and not texts[last - 1]:
        last -= 1
    first = last
    while first > 0 and texts[first - 1] and last - first <= MOST_LINES:
        first -= 1
    return first, last
