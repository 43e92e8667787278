"""HTML tables: those that hold data, and those that only hold a layout together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postroom.jira.adf.css import Declared
from postroom.jira.adf.flow import Style
from postroom.jira.adf.grid import Cell, table_of
from postroom.jira.adf.nodes import Node, plain_paragraph, text_of, without_strong
from postroom.jira.adf.page import Page, appearance

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SECTIONS = frozenset(["thead", "tbody", "tfoot"])
_FRAMES = 6  # of Python's stack, for each table in a table
_SHORT = 60  # characters of a cell that reads as a word or two rather than as prose
_TABULAR = 120  # characters that a cell of a table without borders may have
_DATA_CLASS = re.compile(
    r"\bMsoTableGrid\b|\bMsoTable\w*Grid|\bdata-?table\b|\bwikitable\b|\bconfluenceTable\b|\btable-bordered\b"
)
_LAYOUT_TYPES = frozenset(
    ["heading", "mediaSingle", "bulletList", "orderedList", "rule", "blockquote", "codeBlock"]
)


@dataclass
class _Table:
    """What was read of one table."""

    rows: list[list[Cell]]
    framed: int = 0  # cells with a border
    headed: bool = False  # by its own markup
    heads: int = 0  # rows in a thead


def on_table(page: Page, element: Element, style: Style, said: Declared) -> None:
    table = _Table([])
    page.tables += 1
    page.flow.end_paragraph()
    _read(page, element, style, table)
    page.tables -= 1
    rows = [row for row in table.rows if row]
    if _is_data(element, table, rows):
        node = table_of(_with_heads(rows, table.heads), keep_empty=_is_framed(element, table))
        page.flow.add(*(_row_by_row(rows) if node is None else [node]))
    else:
        _unwrap(page, rows)


def on_stray_cell(page: Page, element: Element, style: Style, said: Declared) -> None:
    """A cell or row without a table: browsers show only what is in it."""
    page.block(element, style, said)


def _read(page: Page, element: Element, style: Style, table: _Table) -> None:
    """Collect the rows below a table or a section of one; what is no row goes in front of the table."""
    for child in _children(page, element, style):
        tag = child.tag
        if tag in _SECTIONS and element.tag == "table":
            before = len(table.rows)
            _read(page, child, style, table)
            if tag == "thead" and before == 0:
                table.heads = len(table.rows)
        elif tag == "tr":
            _read_row(page, child, style, table)
        elif tag in ("td", "th"):
            _read_cell(page, child, style, table, table.rows[-1] if table.rows else _new_row(table))
        elif tag == "caption":
            page.flow.add(*(_strong(block) for block in page.inside(child, style)))
            table.headed = True
        else:
            page.element(child, style)
    page.flow.end_line()


def _children(page: Page, element: Element, style: Style) -> Iterator[Element]:
    """The children as long as there is room; text between them goes in front of the table."""
    if element.text and element.text.strip():
        page.write(element.text, style)
    for child in element:
        if page.is_full:
            return
        yield child
        if child.tail and child.tail.strip():
            page.write(child.tail, style)


def _new_row(table: _Table) -> list[Cell]:
    table.rows.append([])
    return table.rows[-1]


def _read_row(page: Page, element: Element, parent: Style, table: _Table) -> None:
    style, said = appearance(parent, "tr", page.css(element, "tr"))
    if said.hidden:
        return
    row = _new_row(table)
    for child in _children(page, element, style):
        if child.tag in ("td", "th"):
            _read_cell(page, child, style, table, row)
        else:
            page.element(child, style)


def _read_cell(page: Page, element: Element, parent: Style, table: _Table, row: list[Cell]) -> None:
    page.count()
    tag = str(element.tag)
    style, said = appearance(parent, tag, page.css(element, tag))
    if said.hidden:
        return
    if said.framed or said.ruled:
        table.framed += 1
    blocks = page.inside(element, style, _FRAMES)
    row.append(Cell(blocks, tag == "th", _span(element, "colspan"), _span(element, "rowspan")))


def _span(element: Element, name: str) -> int:
    """The span as it is written, 1 where it is none; 0 means all that is left."""
    found = element.get(name, "").strip()
    return min(int(found), 1000) if found.isascii() and found.isdigit() and len(found) < 6 else 1


def _is_data(element: Element, table: _Table, rows: Sequence[Sequence[Cell]]) -> bool:
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell.blocks]
    if len(filled) < 2 or max(map(len, rows)) < 2:
        return False
    has_headings = any(cell.is_header for cell in filled)
    if element.get("role") in ("presentation", "none") and not has_headings:
        return False
    if any(block["type"] == "table" for cell in cells for block in cell.blocks):
        return False
    if has_headings or table.heads or table.headed or _is_framed(element, table):
        return True
    return _is_tabular(rows)


def _is_framed(element: Element, table: _Table) -> bool:
    border = element.get("border", "0").strip().lower().removesuffix("px")
    return (
        table.framed * 2 >= max(1, sum(map(len, table.rows)))
        or border not in ("", "0", "none")
        or bool(_DATA_CLASS.search(element.get("class", "")))
    )


def _is_tabular(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether cells without borders read as a table: at least two columns and rows of a few words each."""
    full = [row for row in rows if sum(bool(cell.blocks) for cell in row) >= 2]
    return (
        len(full) >= 2
        and len(full) * 2 >= len(rows)
        and len({len(row) for row in full}) == 1
        and all(_is_brief(cell.blocks, _TABULAR) for row in rows for cell in row)
    )


def _is_brief(blocks: Sequence[Node], longest: int) -> bool:
    return not blocks or (
        len(blocks) == 1 and blocks[0]["type"] == "paragraph" and len(text_of(blocks)) <= longest
    )


def _with_heads(rows: Sequence[Sequence[Cell]], heads: int) -> list[list[Cell]]:
    """The rows; those of a thead, and a first row that alone is all bold, are header cells."""
    found = [list(row) for row in rows]
    if not heads and len(found) > 1 and not any(cell.is_header for cell in found[0]):
        heads = int(_all_strong(found[0]) and not any(map(_all_strong, found[1:])))
    for number, row in enumerate(found):
        for cell in row:
            cell.is_header = cell.is_header or number < heads
            if cell.is_header:
                cell.blocks = [without_strong(block) for block in cell.blocks]
    return found


def _all_strong(row: Sequence[Cell]) -> bool:
    texts = [
        node for cell in row for block in cell.blocks for node in block.get("content", ()) if "text" in node
    ]
    return bool(texts) and all(_is_strong(node) for node in texts)


def _is_strong(node: Node) -> bool:
    return any(mark["type"] == "strong" for mark in node.get("marks", ()))


def _strong(block: Node) -> Node:
    if block["type"] != "paragraph":
        return block
    return plain_paragraph(text_of([block]).replace("\n", " "), "strong")


# layout


def _unwrap(page: Page, rows: Iterable[Sequence[Cell]]) -> None:
    """Write the content of a layout table: a row of a few words is a line, all else is what it is."""
    for row in rows:
        cells = [cell.blocks for cell in row if cell.blocks]
        if cells and all(_is_brief(blocks, _SHORT) and "\n" not in text_of(blocks) for blocks in cells):
            page.flow.add_line(_joined(cells, " "), _SHORT)
        else:
            page.flow.add(*(block for blocks in cells for block in blocks))
    page.flow.end_paragraph()


def _row_by_row(rows: Iterable[Sequence[Cell]]) -> Iterator[Node]:
    """A table that is too large for Jira, as lines."""
    for row in rows:
        cells = [cell.blocks for cell in row if cell.blocks]
        if all(_is_brief(blocks, _TABULAR) for blocks in cells):
            yield _joined(cells, " | ")
        else:
            yield from (block for blocks in cells for block in blocks)


def _joined(cells: Sequence[Sequence[Node]], between: str) -> Node:
    """One paragraph of cells that hold one paragraph each."""
    content: list[Node] = []
    for blocks in cells:
        if content:
            content.append({"type": "text", "text": between})
        content += blocks[0]["content"]
    first: dict[str, Any] = cells[0][0] if cells else plain_paragraph("")
    marks = {"marks": first["marks"]} if "marks" in first else {}
    return {"type": "paragraph", "content": content, **marks}
