"""Tables of documents in HTML, with the attributes that old mail programs go by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from postroom.jira.render.cells import is_head, spans
from postroom.jira.render.colours import colour, ink_on
from postroom.jira.render.markup import Scene
from postroom.jira.render.tree import Node, as_number

Inside = Callable[[Sequence[Node], Scene], str]

_VALIGN = frozenset(["middle", "bottom"])


def table(node: Node, scene: Scene, inside: Inside) -> str:
    """A table; `inside` writes the blocks of a cell."""
    rows = node.content
    if not rows:
        return ""
    numbered = node.attrs.get("isNumberColumnEnabled") is True
    columns = "" if numbered else _columns(rows[0], scene)
    lines: list[str] = []
    number = 0
    for at, row in enumerate(rows):
        number += not is_head(row)
        first = _number(row, number, scene) if numbered else ""
        lines.append(f'<tr valign="top">{first}{_cells(row, len(rows) - at, scene, inside)}</tr>')
    width = "100%" if columns else ""
    whole = scene.tag(
        "table", columns + "".join(lines), "adf-table",
        border=1, cellpadding=6, cellspacing=0, width=width,
    )  # fmt: skip
    return scene.tag("div", whole, "adf-scroll")


def _number(row: Node, number: int, scene: Scene) -> str:
    return scene.tag("td", "" if is_head(row) else str(number), "adf-number")


def _cells(row: Node, rows_left: int, scene: Scene, inside: Inside) -> str:
    return "".join(_cell(cell, rows_left, scene, inside) for cell in row.content)


def _cell(cell: Node, rows_left: int, scene: Scene, inside: Inside) -> str:
    name = "th" if cell.kind == "tableHeader" else "td"
    across, down = spans(cell, rows_left)
    place, css = _painted(cell, name, scene)
    return scene.tag(
        name, inside(cell.content, place) or "&nbsp;", "", css,
        colspan=across if across > 1 else "", rowspan=down if down > 1 else "",
        valign=cell.say("valign") if cell.say("valign") in _VALIGN else "",
    )  # fmt: skip


def _painted(cell: Node, name: str, scene: Scene) -> tuple[Scene, str]:
    """The scene inside of a cell, and the style for its own background."""
    behind = colour(cell.attrs.get("background"))
    if behind:
        ink = ink_on(behind)
        return scene.on(behind, ink), f"background-color:{behind};color:{ink}"
    return (scene.on_light(), "") if name == "th" else (scene, "")


def _columns(row: Node, scene: Scene) -> str:
    """The widths of columns in per cent, where the first row says all of them."""
    widths: list[int] = []
    for cell in row.content:
        said = cell.attrs.get("colwidth")
        across, _ = spans(cell, 1)
        if not isinstance(said, list) or len(said) != across:
            return ""
        widths += (as_number(each, 0, 10_000, 0) for each in islice(said, across))
    total = sum(widths)
    if not widths or 0 in widths:
        return ""
    columns = (scene.tag("col", "", width=f"{round(100 * each / total)}%") for each in widths)
    return f"<colgroup>{''.join(columns)}</colgroup>"
