"""The cells of a table in their places: spans that fit, rows of one width, without empty rows and columns."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from postroom.jira.adf.nodes import Node, plain_paragraph

MOST_COLUMNS = 60
MOST_PADDING = 5_000  # empty cells that are added to make a table whole


@dataclass
class Cell:
    """One cell; `blocks` is empty where it shows nothing, a rowspan of 0 goes down to the last row."""

    blocks: list[Node]
    is_header: bool = False
    colspan: int = 1
    rowspan: int = 1
    is_padding: bool = False  # to make a row as wide as the others


def table_of(rows: Sequence[Sequence[Cell]], *, keep_empty: bool) -> Node | None:
    """The table of these rows, those and columns that show nothing left out unless `keep_empty`.

    None where it would be too large for Jira to show.
    """
    grid = _placed(rows)
    width = max(map(len, grid or ()), default=0)
    if grid is None or sum(width - len(line) for line in grid) > MOST_PADDING:
        return None
    lines = [[*line, *(_padding() for _ in range(width - len(line)))] for line in grid]
    columns = _kept(list(zip(*lines, strict=True)), keep_empty=keep_empty)
    lines = [list(line) for line in _kept(list(zip(*columns, strict=True)), keep_empty=keep_empty)]
    return {"type": "table", "content": list(_rows(lines))} if lines else None


def _placed(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]] | None:
    """Each slot of the grid with the cell that covers it (HTML, forming a table); None for too many columns."""
    grid: list[list[Cell]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        line, column = grid[number], 0
        for cell in row:
            while column < len(line) and line[column] is not _FREE:
                column += 1
            if column >= MOST_COLUMNS:
                return None
            wide = _room(line, column, cell.colspan)
            deep = cell.rowspan or len(rows)
            for below in grid[number : number + deep]:
                below += [_FREE] * (column + wide - len(below))
                for place in range(column, column + wide):
                    below[place] = cell if below[place] is _FREE else below[place]
            column += wide
    return [[_padding() if cell is _FREE else cell for cell in line] for line in grid]


_FREE = Cell([])


def _padding() -> Cell:
    return Cell([], is_padding=True)


def _room(line: Sequence[Cell], column: int, wanted: int) -> int:
    """How many columns a cell may span before it meets one that came down from above."""
    wanted = max(1, min(wanted, MOST_COLUMNS - column))
    taken = (place for place in range(column, min(column + wanted, len(line))) if line[place] is not _FREE)
    return next(taken, column + wanted) - column


def _kept(lines: Sequence[Sequence[Cell]], *, keep_empty: bool) -> list[Sequence[Cell]]:
    """The rows or columns in which a cell starts, and that show something; empty ones at the end always go."""
    kept: list[Sequence[Cell]] = []
    for line in lines:
        above = kept[-1] if kept else [_FREE] * len(line)
        starts = any(cell is not last and not cell.is_padding for cell, last in zip(line, above, strict=True))
        if starts and (keep_empty or any(cell.blocks for cell in line)):
            kept.append(line)
    while kept and not any(cell.blocks for cell in kept[-1]):
        kept.pop()
    return kept


def _rows(lines: Sequence[Sequence[Cell]]) -> Iterator[Node]:
    """The rows of nodes. A cell that is no rectangle keeps its first one; the rest of it is empty."""
    shown: set[int] = set()
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(lines):
        nodes = []
        for column, cell in enumerate(line):
            if (row, column) in covered:
                continue
            right, below = _extent(lines, row, column, covered)
            covered.update((y, x) for y in range(row, below) for x in range(column, right))
            blocks = cell.blocks if id(cell) not in shown else []
            shown.add(id(cell))
            nodes.append(_node(cell, blocks, right - column, below - row))
        yield {"type": "tableRow", "content": nodes}


def _extent(
    lines: Sequence[Sequence[Cell]], row: int, column: int, covered: Container[tuple[int, int]]
) -> tuple[int, int]:
    """Where the rectangle that starts here ends: the column right of it and the row below it."""
    cell, right, below = lines[row][column], column + 1, row + 1
    while right < len(lines[row]) and lines[row][right] is cell and (row, right) not in covered:
        right += 1
    while below < len(lines) and all(lines[below][place] is cell for place in range(column, right)):
        below += 1
    return right, below


def _node(cell: Cell, blocks: Sequence[Node], wide: int, deep: int) -> Node:
    spans = {name: span for name, span in (("colspan", wide), ("rowspan", deep)) if span > 1}
    kind = "tableHeader" if cell.is_header else "tableCell"
    content = list(blocks) or [plain_paragraph("")]
    return {"type": kind, "attrs": spans, "content": content} if spans else {"type": kind, "content": content}
