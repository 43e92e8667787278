"""Logos, icons and spacers told from screenshots: by their size, and by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from postroom.mail.picture_size import Size
from postroom.mail.reply.contact import is_closing
from postroom.mail.reply.signature import is_mobile_footer, is_notice

Where = Literal["words", "end", "contact", "signature"]
Kind = Literal["blank", "contact", "closing", "footer", "name", "words"]

THIN = 4  # pixels: lines, spacers, and what counts whether a mail is read
ICON = 64
LOW = 150  # pixels high: logos
SMALL = 90_000  # pixels: logos
BANNER = 2.5  # as many times as high
MOST_OF_A_BANNER = 300  # pixels high
LIGHT, LIGHT_IN_SIGNATURE = 20_480, 61_440  # octets, where no size is known
NEAR = 6  # rows that are looked at around a picture
MOST_ROWS = 60  # behind the last words, in which a signature can stand

_LONGEST_ROW = 400  # characters
_PHONE = re.compile(
    r"(?<![\w.])\(?(?:\+|00|0)\d(?:[ ()./-]{0,3}\d){6,14}(?![\w])|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"
)
_MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w")
_PAGE = re.compile(
    r"https?://|www\.\w|(?<![\w@.])[\w-]{2,40}\.(?:com|org|net|eu|[a-z]{2})(?:/|\Z)", re.IGNORECASE
)
_LABEL = re.compile(r"(?:tel|phone|fon|fax|mobile?|mob|cell|e-?mail|web|t|m|f|e|p|w)\b\s?[.:]", re.IGNORECASE)


def is_ornament(size: Size, octets: int, where: Where, *, familiar: bool = False) -> bool:
    """Whether a picture only decorates, so that nobody misses it. To keep an ornament is the lesser evil.

    `size` as shown, `octets` of its file. `where`: "words", with words of the sender behind it; "end", behind the
    last words; "contact", there and among contact data or below a closing; "signature", in what was found to be
    the signature. `familiar`: the same picture came from the same people before.
    """
    if any(0 < side <= THIN for side in size):
        return True
    if where == "signature" or (familiar and where in ("contact", "end")):
        return _is_usual_in_signature(size, octets)
    if where == "contact" or familiar:
        return _is_logo(size) if all(size) else octets <= LIGHT
    return where == "end" and all(size) and max(size) <= ICON


def _is_logo(size: Size) -> bool:
    return size.height <= LOW and size.width * size.height <= SMALL


def _is_usual_in_signature(size: Size, octets: int) -> bool:
    """All but what looks like a screenshot that was pasted below."""
    if not all(size):
        return octets <= LIGHT_IN_SIGNATURE
    is_banner = size.height <= MOST_OF_A_BANNER and size.width >= BANNER * size.height
    return size.height <= LOW or is_banner or max(size) <= MOST_OF_A_BANNER


@dataclass(frozen=True)
class Surroundings:
    """The rows of a text, and of what kind those are that have been looked at."""

    rows: Sequence[str]
    kinds: dict[int, Kind] = field(default_factory=dict)

    def kind(self, row: int) -> Kind:
        if row not in self.kinds:
            self.kinds[row] = _kind(self.rows[row])
        return self.kinds[row]

    def where(self, row: int) -> Where:
        """What stands around a picture in this row: see `is_ornament`."""
        if len(self.rows) - row > MOST_ROWS:
            return "words"
        below = [self.kind(at) for at in range(row, len(self.rows))] or ["blank"]
        if "words" in below or "closing" in below:
            return "words"
        beside = below[: 2 if below[0] == "blank" else 4]
        above = [self.kind(at) for at in range(max(0, row - NEAR), min(row, len(self.rows)))]
        last_words = max((at for at, kind in enumerate(above) if kind == "words"), default=-1)
        block = {*beside, *above[last_words + 1 :]}
        return "contact" if block & {"contact", "closing"} else "end"


def _kind(row: str) -> Kind:
    text = row.strip()
    if not text:
        return "blank"
    if is_closing(text):
        return "closing"
    if is_mobile_footer(text) or is_notice(text):
        return "footer"
    words = text[:_LONGEST_ROW].split()
    if len(text) <= _LONGEST_ROW and _is_contact(text, len(words)):
        return "contact"
    is_name = len(words) <= 5 and text[-1] not in ".?!:;," and text[0].isupper()
    return "name" if is_name else "words"


def _is_contact(text: str, words: int) -> bool:
    if _LABEL.match(text) or (_PHONE.search(text) and words <= 14):
        return True
    return (words <= 4 and bool(_MAILBOX.search(text))) or (words <= 2 and bool(_PAGE.search(text)))
