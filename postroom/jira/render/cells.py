"""Rows and cells of tables, as far as HTML and text go by the same rules."""

from __future__ import annotations

from postroom.jira.render.tree import Node

_MOST_SPANNED = 1000  # columns, as HTML has it


def is_head(row: Node) -> bool:
    """Whether a row holds the heads of columns."""
    return bool(row.content) and all(cell.kind == "tableHeader" for cell in row.content)


def spans(cell: Node, rows_left: int) -> tuple[int, int]:
    """How many columns and rows a cell takes."""
    across = cell.number("colspan", 1, _MOST_SPANNED, 1)
    return across, cell.number("rowspan", 1, max(1, rows_left), 1)
