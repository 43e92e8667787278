"""Tables in plain text: in columns where they are narrow, else a line for each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from postroom.jira.render.cells import is_head, spans
from postroom.jira.render.tree import Node
from postroom.jira.render.width import padded, width

Lines = list[str]

NARROW = 78
_MOST_COLUMNS = 30
_LONGEST_HEAD = 40
_BETWEEN = " | "


@dataclass(frozen=True)
class _Cell:
    column: int
    head: bool
    lines: Lines


@dataclass(frozen=True)
class _Row:
    cells: list[_Cell]
    head: bool


def table(node: Node, inside: Callable[[Sequence[Node]], Lines]) -> Lines:
    """The lines of a table; `inside` writes the blocks of a cell."""
    rows = [row for row in _placed(node, inside) if any(cell.lines for cell in row.cells)]
    if not rows:
        return []
    widths = _widths(rows)
    if len(widths) <= _MOST_COLUMNS and sum(widths) + len(_BETWEEN) * (len(widths) - 1) <= NARROW:
        return _aligned(rows, widths)
    return _listed(rows)


def _placed(node: Node, inside: Callable[[Sequence[Node]], Lines]) -> list[_Row]:
    """The cells with their columns; cells of rows above reach into those below."""
    until: dict[int, int] = {}
    rows: list[_Row] = []
    numbered = node.attrs.get("isNumberColumnEnabled") is True
    count = 0
    for at, row in enumerate(node.content):
        count += not is_head(row)
        number = "" if is_head(row) else str(count)
        cells = [_Cell(0, False, [number] if number else [])] if numbered else []
        column = len(cells)
        for cell in row.content:
            while until.get(column, 0) > at:
                column += 1
            across, down = spans(cell, len(node.content) - at)
            cells.append(_Cell(column, cell.kind == "tableHeader", inside(cell.content)))
            for taken in range(column, min(column + across, _MOST_COLUMNS)):
                until[taken] = at + down
            column += across
        rows.append(_Row(cells, is_head(row)))
    return rows


def _widths(rows: Sequence[_Row]) -> list[int]:
    """The width of each column; one too many where there are more than can be laid out."""
    last = max((cell.column for row in rows for cell in row.cells), default=0)
    widths = [0] * min(last + 1, _MOST_COLUMNS + 1)
    for row in rows:
        for cell in row.cells:
            if cell.column < len(widths):
                widest = max(map(width, cell.lines), default=0)
                widths[cell.column] = max(widths[cell.column], widest)
    return widths


def _aligned(rows: Sequence[_Row], widths: Sequence[int]) -> Lines:
    lines: Lines = []
    for at, row in enumerate(rows):
        lines += _across(row, widths)
        if row.head and (at + 1 == len(rows) or not rows[at + 1].head):
            lines.append("-+-".join("-" * each for each in widths))
    return lines


def _across(row: _Row, widths: Sequence[int]) -> Lines:
    columns: list[Lines] = [[] for _ in widths]
    for cell in row.cells:
        columns[cell.column] = cell.lines
    across = zip_longest(*columns, fillvalue="")
    return [_BETWEEN.join(map(padded, parts, widths)).rstrip() for parts in across] or [""]


def _listed(rows: Sequence[_Row]) -> Lines:
    """Each row as lines of its own, named by the heads of the columns."""
    heads: dict[int, str] = {}
    lines: Lines = []
    for row in rows:
        short = row.head and all(_is_short(cell) for cell in row.cells)
        if short and not lines:
            heads = {cell.column: cell.lines[0].rstrip(":") for cell in row.cells if cell.lines}
        else:
            lines += [""] if lines else []
            lines += _row(row, heads)
    return lines or [line for row in rows for line in _row(row, {})]


def _is_short(cell: _Cell) -> bool:
    return len(cell.lines) <= 1 and width("".join(cell.lines)) <= _LONGEST_HEAD


def _row(row: _Row, heads: dict[int, str]) -> Lines:
    cells = [cell for cell in row.cells if cell.lines]
    first = cells[0]
    # A head of the row names the one cell beside it.
    if first.head and not row.head and len(cells) == 2 and _is_short(first) and 1 not in heads:
        return _named(first.lines[0].rstrip(":"), cells[1].lines)
    return [line for cell in cells for line in _named(heads.get(cell.column, ""), cell.lines)]


def _named(name: str, lines: Lines) -> Lines:
    if not name:
        return lines
    if len(lines) == 1:
        return [f"{name}: {lines[0]}"]
    return [f"{name}:", *(f"  {line}".rstrip() for line in lines)]
