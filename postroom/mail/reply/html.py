"""The rows of a page as lines to label, and the labels and texts of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from postroom.mail.html_text import Page, Row, joined, shown
from postroom.mail.reply.lines import MOST_LINES, Label, Line, lines_of_text
from postroom.mail.reply.markup import marks
from postroom.mail.reply.split import label

LABELS: tuple[Label, ...] = ("new", "quoted", "signature")

_OWN_MARKS = (">", "＞", "|", ":", "}", "&gt;")  # quote marks that stand in the text of a row


def lines_of_page(page: Page, *, is_forward: bool = False) -> list[Line]:
    """One Line per row, and one for each empty line between rows; a forward quotes nothing by its markup."""
    rows = page.rows[:MOST_LINES]
    lines: list[Line] = []
    above = Row("")
    for row, line, mark in zip(rows, _lines(rows), marks(page), strict=False):
        if is_forward and mark == "quote":
            mark = ""
        if _has_gap(row, above):
            lines.append(Line("", min(row.depth, above.depth), mark))
        lines.append(Line(line.text, row.depth + line.depth, mark) if mark or row.depth else line)
        above = row
    return lines


def labels_of(lines: Sequence[Line], *, is_forward: bool) -> list[Label]:
    """The labels of the lines of a page; words that were written into a signature are words all the same."""
    labels = label(lines, is_forward=is_forward)
    if "signature" in (line.mark for line in lines) and set(labels) == {"new"}:
        freed = [replace(line, mark="") if line.mark == "signature" else line for line in lines]
        return label(freed, is_forward=is_forward)
    return labels


def row_labels(page: Page, labels: Sequence[Label]) -> list[Label]:
    """The labels of the rows; `labels` are those of `lines_of_page`."""
    found: list[Label] = []
    index = 0
    above = Row("")
    for row in page.rows[:MOST_LINES]:
        index += _has_gap(row, above)
        found.append(labels[index])
        index += 1
        above = row
    last: Label = found[-1] if found else "new"
    found += [last] * (len(page.rows) - len(found))
    _settle_pictures(page.rows, found)
    return found


def texts_of(page: Page, labels: Sequence[Label]) -> dict[Label, str]:
    """The text of the rows with each label; an empty line stands where others lay between them."""
    chosen: dict[Label, list[Row]] = {each: [] for each in LABELS}
    above: Label | None = None
    for row, own in zip(page.rows, labels, strict=True):
        chosen[own].append(row if own == above else row._replace(gap=True))
        above = own
    return {each: joined(shown(rows)) for each, rows in chosen.items()}


def _has_gap(row: Row, above: Row) -> bool:
    return row.gap and bool(above.text)


def _lines(rows: Sequence[Row]) -> list[Line]:
    if any(row.text.startswith(_OWN_MARKS) for row in rows):
        return lines_of_text("\n".join(row.text for row in rows))
    return [Line(row.text) for row in rows]


def _settle_pictures(rows: Sequence[Row], labels: list[Label]) -> None:
    """A row without words may hold a picture: it goes with the words above it, or below it where only these
    stand in as many quotes as it does."""
    above = -1
    for index, row in enumerate(rows):
        if not row.text:
            continue
        for empty in range(above + 1, index):
            depth = rows[empty].depth
            is_below = above < 0 or (rows[above].depth != depth == row.depth)
            labels[empty] = labels[index if is_below else above]
        above = index
