"""Where earlier mail begins in a body: attribution lines, separators, header blocks and forwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from postroom.mail.reply import blocks
from postroom.mail.reply.attribution import attribution, could_end, is_on_one_line
from postroom.mail.reply.lines import Line
from postroom.mail.reply.phrases import COLONS, DASHES, TRIM


@dataclass(frozen=True, slots=True)
class Boundary:
    """Lines [start, end) that introduce earlier mail; all behind a "desk" line is earlier mail."""

    start: int
    end: int
    kind: Literal["earlier", "forward", "desk"] = "earlier"


def trimmed(lines: Sequence[Line]) -> list[str]:
    """The texts of the lines without blanks, emphasis marks and direction controls around them."""
    return [line.text[:1000].strip(TRIM) or ("***" if "***" in line.text else "") for line in lines]


def unbroken(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, where a wrapped "Anna <anna@example.com" / "> wrote:" has no quote mark in it."""
    broken = [
        index
        for index in range(1, len(lines))
        if lines[index].depth == 1
        and not lines[index - 1].depth
        and _is_open(lines[index - 1].text, lines[index].text)
    ]
    if not broken:
        return lines
    mended = list(lines)
    for index in broken:
        mended[index] = Line("> " + lines[index].text, 0, lines[index].mark)
    return mended


def _is_open(above: str, text: str) -> bool:
    return (
        "@" in above
        and above.rfind("<") > above.rfind(">")
        and len(text) <= 40
        and text.rstrip()[-1:] in COLONS
    )


def boundaries(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[Boundary]:
    """The boundaries outside of quote marks, from the top; `texts` are the trimmed lines."""
    plain = ["" if line.depth else text for line, text in zip(lines, texts, strict=True)]
    has_quotes = any(line.depth or line.mark for line in lines)
    behind = 0
    for index, text in enumerate(plain):
        if not text or index < behind:
            continue
        if blocks.is_prose(text) and not (has_quotes and _quote_follows(lines, index)):
            continue
        if found := _boundary(lines, plain, index):
            yield found
            behind = found.end


def begins_with_attribution(texts: Sequence[str]) -> bool:
    """Whether one of the first lines of a quotation is an attribution, as phones quote it as well."""
    return any(
        could_end(text) and attribution(texts, index, before_quote=True) is not None
        for index, text in enumerate(texts[:6])
        if text
    )


def next_words(texts: Sequence[str], start: int, within: int) -> int | None:
    """The next line that is not blank, at most `within` lines further."""
    for index in range(start, min(len(texts), start + within)):
        if texts[index]:
            return index
    return None


def _boundary(lines: Sequence[Line], plain: Sequence[str], index: int) -> Boundary | None:
    text = plain[index]
    return (
        _separated(plain, index, text)
        or _headed(plain, index, text)
        or _attributed(lines, plain, index, text)
    )


def _separated(plain: Sequence[str], index: int, text: str) -> Boundary | None:
    kind = blocks.separator(text)
    if not kind or kind == "rule":
        return None
    if kind == "forward":
        return Boundary(index, index + 1, "forward")
    if kind == "desk":
        return Boundary(index, index + 1, "desk")
    head_end = _head_end(plain, index + 1)
    if kind == "bare" and head_end is None:
        return None
    return Boundary(blocks.lead_in(plain, index), head_end or index + 1)


def _head_end(plain: Sequence[str], start: int) -> int | None:
    """The end of the header block or attribution that follows a separator."""
    index = next_words(plain, start, 4)
    if index is None:
        return None
    if end := blocks.block(plain, index, announced=True):
        return end
    for last in range(index, min(len(plain), index + 4)):
        if not plain[last]:
            break
        if could_end(plain[last]) and attribution(plain, last, before_quote=False) is not None:
            return last + 1
    return None


def _headed(plain: Sequence[str], index: int, text: str) -> Boundary | None:
    if blocks.is_notes_line(text):
        return Boundary(index, index + 1)
    if len(text) <= 20 and (notes := blocks.notes_block(plain, index)):
        return Boundary(*notes)
    if blocks.field(text) is None:
        return None
    first = blocks.lead_in(plain, index)
    end = blocks.block(plain, index, announced=first < index)
    return Boundary(first, end) if end else None


def _attributed(lines: Sequence[Line], plain: Sequence[str], index: int, text: str) -> Boundary | None:
    quote_follows = _quote_follows(lines, index)
    if could_end(text) or quote_follows:
        first = attribution(plain, index, before_quote=quote_follows)
        if first is not None:
            return Boundary(first, index + 1)
    if "@" in text and is_on_one_line(text):
        return Boundary(index, index + 1)
    above = plain[index - 1] if index else ""
    if above and ("@" in above or text[0] == "<") and is_on_one_line(f"{above} {text}"):
        return Boundary(index - 1, index + 1)
    return None


def _quote_follows(lines: Sequence[Line], index: int) -> bool:
    """Whether the next line that is not blank has quote marks; two blank lines may stand between."""
    for line in lines[index + 1 : index + 4]:
        if line.depth or line.mark == "quote":
            return line.depth > lines[index].depth or lines[index].mark != "quote"
        if line.text.strip(TRIM + DASHES):
            return False
    return False
