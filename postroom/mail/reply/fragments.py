"""A page cut into the HTML of its parts: every element goes where its rows go."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lxml import etree

from postroom.mail.html_text import Page
from postroom.mail.html_text.look import PRE, look
from postroom.mail.reply.html import LABELS
from postroom.mail.reply.lines import Label

_REMOVED = "postroom-removed"
_PRE = frozenset(["pre", "listing", "xmp", "plaintext", "textarea"])
_WHOLE = ("html", "body")  # around all parts, so in none

Piece = tuple[Label, str]


def html_parts(page: Page, labels: Sequence[Label]) -> dict[Label, str]:
    """The HTML of the rows with each label; `labels` has one entry per row.

    What nobody sees is left out. An element whose rows go different ways is opened in each of the parts.
    This uses the page up: its tree loses what is hidden.
    """
    parts: dict[Label, list[str]] = {label: [] for label in LABELS}
    for label, markup in _bare(page, labels) if page.root is None else _cut(page, page.root, labels):
        parts[label].append(markup)
    return {label: "".join(part) for label, part in parts.items()}


def _bare(page: Page, labels: Sequence[Label]) -> Iterator[Piece]:
    for row, label in zip(page.rows, labels, strict=True):
        yield label, f"<div>{html.escape(row.text, quote=False)}</div>"


def _cut(page: Page, root: etree._Element, labels: Sequence[Label]) -> Iterator[Piece]:
    for element in page.hidden:
        element.tag = _REMOVED
    etree.strip_elements(root, _REMOVED, with_tail=False)
    direction = _take_direction(root)
    used = sorted(set(labels)) if direction in ("rtl", "ltr") else []
    yield from ((label, f'<div dir="{direction}">') for label in used)
    yield from _pieces(_Cut.of(page, labels), root)
    yield from ((label, "</div>") for label in used)


def _take_direction(root: etree._Element) -> str:
    """The direction of the whole page; its other attributes are of no use to a part."""
    direction = ""
    for element in (root, *root.iterchildren("body")):
        direction = element.get("dir", direction).lower()
        element.attrib.clear()
    return direction


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which labels any stretch of rows has, told in constant time."""

    page: Page
    labels: Sequence[Label]
    changes: Sequence[int]  # of the label, from the first row to each row
    counts: dict[Label, list[int]]  # rows with each label above each row

    @classmethod
    def of(cls, page: Page, labels: Sequence[Label]) -> _Cut:
        known = labels or ["new"]
        changes = accumulate((above != below for above, below in pairwise(known)), initial=0)
        counts = {label: list(accumulate((each == label for each in known), initial=0)) for label in LABELS}
        return cls(page, known, list(changes), counts)

    def rows(self, element: etree._Element) -> tuple[int, int]:
        first, last, _ = self.page.spans[element]
        end = len(self.labels) - 1
        return min(first, end), min(last, end)

    def is_mixed(self, first: int, last: int) -> bool:
        return first < last and self.changes[first] != self.changes[last]

    def present(self, first: int, last: int) -> list[Label]:
        return [label for label, count in self.counts.items() if count[last + 1] > count[first]]


def _pieces(cut: _Cut, root: etree._Element) -> Iterator[Piece]:
    """The markup of the tree in its order, each piece with its part."""
    todo: list[etree._Element | Piece] = [root]
    while todo:
        step = todo.pop()
        if isinstance(step, tuple):
            yield step
            continue
        first, last = cut.rows(step)
        if cut.is_mixed(first, last):
            todo.extend(reversed(list(_steps(cut, step, first, last))))
        else:
            yield cut.labels[first], _markup(step)


def _steps(cut: _Cut, element: etree._Element, first: int, last: int) -> Iterator[etree._Element | Piece]:
    """What a mixed element holds: its tags for each part, texts, and children."""
    present = cut.present(first, last)
    yield from ((label, _start_tag(element)) for label in present)
    yield from _texts(cut, element, first, element.text)
    for child in element:
        own_first, own_last = cut.rows(child)
        if cut.is_mixed(own_first, own_last):
            yield child
        else:
            row = own_first if own_first <= own_last or child.tag == "hr" else own_first - 1
            yield cut.labels[max(first, min(row, last))], _markup(child)
        yield from _texts(cut, element, max(first, min(cut.page.spans[child][2], last)), child.tail)
    yield from ((label, _end_tag(element)) for label in present)


def _texts(cut: _Cut, element: etree._Element, row: int, text: str | None) -> Iterator[Piece]:
    """A text within `element` that begins in this row; where line breaks show, each line goes its own way."""
    if not text:
        return
    last = min(row + text.count("\n"), len(cut.labels) - 1)
    if not cut.is_mixed(row, last) or not _is_preformatted(element):
        yield cut.labels[row], html.escape(text, quote=False)
        return
    for number, line in enumerate(text.split("\n")):
        label = cut.labels[min(row + number, last)]
        yield label, ("\n" if number else "") + html.escape(line, quote=False)


def _is_preformatted(element: etree._Element) -> bool:
    return any(
        each.tag in _PRE or look(each.get("style", "")) & PRE for each in (element, *element.iterancestors())
    )


def _start_tag(element: etree._Element) -> str:
    if element.tag in _WHOLE:
        return ""
    said = "".join(f' {name}="{html.escape(element.get(name, ""))}"' for name in map(str, element.attrib))
    return f"<{element.tag}{said}>"


def _end_tag(element: etree._Element) -> str:
    return "" if element.tag in _WHOLE else f"</{element.tag}>"


def _markup(element: etree._Element) -> str:
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    if element.tag in _WHOLE:
        markup = (
            markup.removeprefix("<html>")
            .removeprefix("<body>")
            .removesuffix("</html>")
            .removesuffix("</body>")
        )
    return markup
