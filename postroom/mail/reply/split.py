"""Which lines of a mail are new, which are quoted, and which are its signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from postroom.mail.reply.history import (
    Boundary,
    begins_with_attribution,
    boundaries,
    next_words,
    trimmed,
    unbroken,
)
from postroom.mail.reply.lines import Label, Line
from postroom.mail.reply.phrases import COLONS
from postroom.mail.reply.signature import Span, is_stroke, pgp_head, signature_spans

Kind = Literal["", "own", "quote", "signature"]  # "" is a blank line

MOST_PICKED = 3  # quoted lines that a person picks to answer them; more were quoted by a program
MOST_PICKED_BELOW = 9  # the same where words of one's own stand above
MOST_LEAD = 2  # unknown lines above a quote in markup: an attribution in a language that we do not know
FAR = 60  # lines in which what follows a boundary is looked for

_LEFT_OUT = frozenset({"", "snip", "snipped", "cut", "schnipp", "trimmed"})


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The mail down to line `cut`; all below it is `rest`. `kinds` has one entry per line above the cut.

    `introductions` are the lines above quotes that say whose they are.
    """

    kinds: list[Kind]
    introductions: frozenset[int]
    cut: int
    rest: Label
    is_forward: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines [start, end) of one kind; blank lines between them belong to it, those around it do not."""

    kind: Kind
    start: int
    end: int


def label(lines: Sequence[Line], *, is_forward: bool = False) -> list[Label]:
    """One label per line; at least one line is new where any line has words.

    `is_forward` says that the subject announces a forward: then all earlier mail in it is new as well.
    """
    lines = unbroken(lines)
    texts = trimmed(lines)
    sketch = _sketch(lines, texts, is_forward)
    labels = _labelled(texts, sketch)
    labels += [sketch.rest] * (len(lines) - sketch.cut)
    has_words = any(text and each == "new" for text, each in zip(texts, labels, strict=True))
    return labels if has_words else ["new"] * len(lines)


def _sketch(lines: Sequence[Line], texts: Sequence[str], is_forward: bool) -> _Sketch:
    kinds = [_kind(line, text) for line, text in zip(lines, texts, strict=True)]
    if head := pgp_head(texts):
        kinds[slice(*head)] = ["signature"] * (head[1] - head[0])
    introductions: set[int] = set()
    cut = len(lines)
    rest: Label = "quoted"
    for found in boundaries(lines, texts):
        what = _meaning(lines, texts, kinds, found, is_forward)
        if what == "introduction":
            introductions.update(range(found.start, found.end))
            kinds[found.start : found.end] = ["quote"] * (found.end - found.start)
        elif what != "nothing":
            cut, rest = found.start, what
            break
    del kinds[cut:]
    if "own" not in kinds:
        _free_head(lines, kinds, introductions)
    _free_answers(lines, kinds, introductions)
    _mend(texts, kinds)
    return _Sketch(kinds, frozenset(introductions), cut, rest, is_forward)


def _kind(line: Line, text: str) -> Kind:
    if line.depth or (line.mark == "quote" and text):
        return "quote"
    if not text:
        return ""
    return "signature" if line.mark == "signature" else "own"


def _meaning(
    lines: Sequence[Line], texts: Sequence[str], kinds: Sequence[Kind], found: Boundary, is_forward: bool
) -> Literal["introduction", "nothing", "new", "quoted"]:
    """What a boundary does: introduce quoted lines, or say what all the rest is."""
    marked = lines[found.start].mark == "quote"
    if found.kind == "forward" and not (marked and "quote" in kinds[: found.start]):
        return "new"
    if found.kind == "desk":
        return "quoted" if "own" in kinds[: found.start] else "nothing"
    if is_forward:
        return "new"
    following = next_words(texts, found.end, FAR)
    is_quote_below = following is not None and (lines[following].depth or lines[following].mark == "quote")
    return "introduction" if is_quote_below else "quoted"


def _free_answers(lines: Sequence[Line], kinds: list[Kind], introductions: set[int]) -> None:
    """Lines without quote marks below quoted ones in the same markup are answers between them."""
    for start, end in _marked(lines, len(kinds)):
        deep = next((index for index in range(start, end) if lines[index].depth), None)
        if deep is None:
            continue
        lead = [index for index in range(start, deep) if kinds[index]]
        unknown = [index for index in lead if index not in introductions]
        if len(unknown) > (0 if len(unknown) < len(lead) else MOST_LEAD):
            continue
        for index in range(deep, end):
            if kinds[index] and not lines[index].depth and index not in introductions:
                kinds[index] = "own"


def _free_head(lines: Sequence[Line], kinds: list[Kind], introductions: set[int]) -> None:
    """Where all words lie in the container for the quote, those above the attribution in it are new."""
    first = min(introductions, default=0)
    for index in range(first):
        if kinds[index] == "quote" and not lines[index].depth:
            kinds[index] = "own"


def _marked(lines: Sequence[Line], end: int) -> Iterator[Span]:
    """The stretches that the markup calls quoted."""
    start = None
    for index in range(end):
        line = lines[index]
        if line.mark == "quote":
            start = index if start is None else start
        elif start is not None and (line.text or line.mark):
            yield start, index
            start = None
    if start is not None:
        yield start, end


def _mend(texts: Sequence[str], kinds: list[Kind]) -> None:
    """Ends of quoted lines that lost their marks when a program wrapped them, and long links, are quoted."""
    if "quote" not in kinds:
        return
    for index in range(1, len(kinds)):
        if kinds[index] == "own" and _is_left_out(texts, kinds, index):
            kinds[index] = "quote"
        elif kinds[index] == "own" and kinds[index - 1] == "quote" and texts[index - 1]:
            below = kinds[index + 1] if index + 1 < len(kinds) else ""
            if below != "own" and _is_torn(texts[index - 1], texts[index], is_last=not below):
                kinds[index] = "quote"


def _is_left_out(texts: Sequence[str], kinds: Sequence[Kind], index: int) -> bool:
    """ "[...]" between two quotes, where the writer left something out."""
    if len(texts[index]) > 12 or texts[index].lower().strip("[]<>(){}.…-=*~_ ") not in _LEFT_OUT:
        return False
    above = next((kind for kind in reversed(kinds[max(0, index - 3) : index]) if kind), "")
    below = next((kind for kind in kinds[index + 1 : index + 4] if kind), "")
    return above == below == "quote"


def _is_torn(above: str, text: str, *, is_last: bool) -> bool:
    if text.startswith(("http://", "https://", "<http")) and " " not in text and not is_last:
        return True
    if len(above) < 58 or above[-1] in ".!?:;" or len(text) > (25 if is_last else 45):
        return False
    return not text[0].isupper() and text[0].isalpha()


def _labelled(texts: Sequence[str], sketch: _Sketch) -> list[Label]:
    """The labels of the lines above the cut."""
    runs = list(_runs(sketch.kinds))
    last_words = _last_words(texts, runs)
    hidden = _hidden(texts, sketch, runs, last_words)
    labels: list[Label] = ["new"] * sketch.cut
    for number, run in enumerate(runs):
        if number in hidden:
            labels[run.start : run.end] = ["quoted"] * (run.end - run.start)
        elif run.kind == "signature":
            labels[run.start : run.end] = ["signature"] * (run.end - run.start)
        elif run.kind == "own" and (number >= last_words or number + 1 in hidden):
            is_above_rest = number + 1 == len(runs) and sketch.cut < len(texts)
            _label_signature(texts, run, labels, before_quote=number + 1 in hidden or is_above_rest)
    _fill(sketch.kinds, labels)
    return labels


def _label_signature(texts: Sequence[str], run: _Run, labels: list[Label], *, before_quote: bool) -> None:
    """The signature of a run of own words; a rule above what is quoted belongs to the quote."""
    end = run.end
    while before_quote and end - 1 > run.start and is_stroke(texts[end - 1]):
        end -= 1
    rule: Label = "quoted"
    for start, stop in signature_spans(texts[run.start : end]):
        labels[run.start + start : run.start + stop] = ["signature"] * (stop - start)
        if is_stroke(texts[run.start + start]):
            rule = "signature"  # the lower edge of its frame
    labels[end : run.end] = [rule] * (run.end - end)


def _runs(kinds: Sequence[Kind]) -> Iterator[_Run]:
    kind: Kind = ""
    start = end = 0
    for index, found in enumerate(kinds):
        if not found:
            continue
        if found != kind:
            if kind:
                yield _Run(kind, start, end)
            kind, start = found, index
        end = index + 1
    if kind:
        yield _Run(kind, start, end)


def _last_words(texts: Sequence[str], runs: Sequence[_Run]) -> int:
    """The last run of own words that is not all signature or footer; -1 where there is none."""
    own = [number for number, run in enumerate(runs) if run.kind == "own"]
    for number in reversed(own[-3:]):
        run = runs[number]
        if number == own[0] or signature_spans(texts[run.start : run.end]) != [(0, run.end - run.start)]:
            return number
    return own[-1] if own else -1


def _hidden(texts: Sequence[str], sketch: _Sketch, runs: Sequence[_Run], last_words: int) -> set[int]:
    """The quoted runs that are not answered here: those below the last words, or one quoted as a whole.

    Where words stand between quotes, the quotes above them are kept, as the words answer them.
    """
    if sketch.is_forward:
        return set()
    quotes = [number for number, run in enumerate(runs) if run.kind == "quote"]
    below = {number for number in quotes if number > last_words}
    if len(quotes) == len(below) == 1 and _is_cited(texts, sketch, runs, *below):
        return set()
    above = [number for number in quotes if number < last_words]
    if len(above) == 1 and not below and _is_whole(texts, sketch, runs, above[0]):
        return {*above}
    return below


def _is_cited(texts: Sequence[str], sketch: _Sketch, runs: Sequence[_Run], number: int) -> bool:
    """A few lines below "As the manual says:", which are cited rather than answered."""
    run = runs[number]
    if number == 0 or runs[number - 1].kind != "own" or run.start in sketch.introductions:
        return False
    above = texts[runs[number - 1].end - 1]
    said = sum(1 for text in texts[run.start : run.end] if text)
    return above[-1] in COLONS and len(above.split()) >= 4 and said <= MOST_PICKED


def _is_whole(texts: Sequence[str], sketch: _Sketch, runs: Sequence[_Run], number: int) -> bool:
    """Whether a program quoted the mail, rather than a person some lines of it."""
    run = runs[number]
    if run.start in sketch.introductions or begins_with_attribution(
        texts[run.start : min(run.end, run.start + 6)]
    ):
        return True
    said = sum(1 for text in texts[run.start : run.end] if text)
    return said > (MOST_PICKED_BELOW if any(each.kind == "own" for each in runs[:number]) else MOST_PICKED)


def _fill(kinds: Sequence[Kind], labels: list[Label]) -> None:
    """Blank lines go with the line above, those at the top with the line below."""
    for index in range(1, len(labels)):
        if not kinds[index]:
            labels[index] = labels[index - 1]
    first = next((index for index, kind in enumerate(kinds) if kind), 0)
    labels[:first] = [labels[first]] * first if labels else []
