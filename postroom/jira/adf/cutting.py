"""How long documents are for Jira, and cutting them where a block ends."""

from __future__ import annotations

from collections.abc import Sequence

from postroom.jira.adf.nodes import Node, children

_PICTURE = 20  # what a picture takes
_ROWS = frozenset(["table", "bulletList", "orderedList", "taskList", "blockquote", "expand", "nestedExpand"])


def weight(node: Node) -> int:
    """What a node takes of the room: UTF-16 units of its text; links count twice, as text and as target."""
    kind = node["type"]
    if kind == "text":
        text = node["text"]
        own = len(text) if text.isascii() else _units(text)
        return own + sum(
            len(mark["attrs"]["href"]) for mark in node.get("marks", ()) if mark["type"] == "link"
        )
    if kind == "media":
        return _PICTURE
    content = node.get("content", ())
    inner = _plain(content) if kind == "paragraph" else sum(map(weight, content))
    return inner if kind in ("doc", "listItem", "tableRow", "mediaSingle") else inner + 1


def _plain(content: Sequence[Node]) -> int:
    """The weight of text and line breaks: nearly all that mails hold."""
    bare = [child["text"] for child in content if len(child) == 2 and "text" in child]
    text = "".join(bare)
    length = len(text) if text.isascii() else _units(text)
    return length + sum(weight(child) for child in content if len(child) != 2 or "text" not in child)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def weights(blocks: Sequence[Node]) -> int:
    return sum(map(weight, blocks))


def letters(blocks: Sequence[Node]) -> int:
    """How many characters people see in these blocks; one counts for the end of each line."""
    total = 0
    for node in blocks:
        kind = node["type"]
        total += len(node["text"]) if kind == "text" else 1 if kind == "hardBreak" else 0
        total += letters(node.get("content", ())) + (
            kind in ("paragraph", "heading", "codeBlock", "taskItem")
        )
    return total


def cut(blocks: Sequence[Node], room: int) -> list[Node]:
    """The first blocks that fit; the next one is cut itself where leaving it out would waste much of the room."""
    kept: list[Node] = []
    left = room
    for block in blocks:
        needed = weight(block)
        if needed > left:
            if left > room // 16:
                kept += _shortened(block, left)
            break
        kept.append(block)
        left -= needed
    return kept


def _shortened(block: Node, room: int) -> list[Node]:
    """What fits of one block: its first rows, items, lines, or the beginning of its first line."""
    kind = block["type"]
    content = children(block)
    if kind == "codeBlock":
        text = _begun(content[0]["text"], room - 1)
        head, _, _ = text.rpartition("\n")
        content = [{"type": "text", "text": (head or text).rstrip()}] if text.strip() else []
    elif kind in ("paragraph", "heading", "taskItem"):
        content = _first_lines(content, room - 1)
    elif kind in _ROWS:
        content = _with_shorter_last(content, room - 1)
    else:
        return []
    return [{**block, "content": content}] if content else []


def _with_shorter_last(rows: Sequence[Node], room: int) -> list[Node]:
    """The rows or items that fit; the first one is cut itself where not even that one fits."""
    kept: list[Node] = []
    left = room
    for row in rows:
        needed = weight(row)
        if needed > left:
            break
        kept.append(row)
        left -= needed
    if kept or not rows:
        return _with_spans_cut(kept)
    if rows[0]["type"] == "listItem":
        inner = cut(children(rows[0]), room)
        return [{**rows[0], "content": inner}] if inner else []
    return _shortened(rows[0], room)


def _with_spans_cut(rows: Sequence[Node]) -> list[Node]:
    """Rows whose cells do not reach below the last one."""
    if not rows or rows[0]["type"] != "tableRow":
        return list(rows)
    return [
        {**row, "content": [_cell_cut(cell, len(rows) - number) for cell in row["content"]]}
        for number, row in enumerate(rows)
    ]


def _cell_cut(cell: Node, most: int) -> Node:
    attrs = cell.get("attrs", {})
    return {**cell, "attrs": {**attrs, "rowspan": most}} if attrs.get("rowspan", 1) > most else cell


def _first_lines(inline: Sequence[Node], room: int) -> list[Node]:
    """The lines of a paragraph that fit, or else the beginning of its first one."""
    lines: list[list[Node]] = [[]]
    for node in inline:
        lines[-1].append(node)
        if node["type"] == "hardBreak":
            lines.append([])
    kept: list[Node] = []
    left = room
    for line in lines:
        left -= sum(map(weight, line))
        if left < 0:
            break
        kept += line
    if not kept:
        kept = _beginning(lines[0], room)
    while kept and kept[-1]["type"] == "hardBreak":
        kept.pop()
    return kept


def _beginning(line: Sequence[Node], room: int) -> list[Node]:
    kept: list[Node] = []
    left = room
    for node in line:
        needed = weight(node)
        if needed > left:
            links = sum(
                len(mark["attrs"]["href"]) for mark in node.get("marks", ()) if mark["type"] == "link"
            )
            text = _begun(node.get("text", ""), left - links).rstrip()
            return [*kept, {**node, "text": text}] if text else kept
        kept.append(node)
        left -= needed
    return kept


def _begun(text: str, room: int) -> str:
    """The first characters that take at most `room` UTF-16 units."""
    return text.encode("utf-16-le", "replace")[: 2 * max(room, 0)].decode("utf-16-le", "ignore")
