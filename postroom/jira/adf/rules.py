"""The content rules of the Atlassian Document Format: which block may stand where, and what takes its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from postroom.jira.adf.lists import LISTS, as_bullets, gathered
from postroom.jira.adf.nodes import Node, plain_paragraph, text_node

MOST_LISTS = 6  # in each other

_ANYWHERE = frozenset(["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"])
_MOST = _ANYWHERE | {"heading", "taskList", "rule", "blockquote"}

#: Which blocks may stand in a document and in each block that holds blocks.
ALLOWED: dict[str, frozenset[str]] = {
    "doc": _MOST | {"table", "expand"},
    "expand": _MOST | {"table", "nestedExpand"},
    "nestedExpand": _MOST,
    "tableCell": _MOST | {"nestedExpand"},
    "tableHeader": _MOST | {"nestedExpand"},
    "blockquote": _ANYWHERE,
    "listItem": _ANYWHERE | {"taskList"},
}
#: Where paragraphs and headings may be aligned.
ALIGNED = frozenset(["doc", "tableCell", "tableHeader"])


def fitted(blocks: Sequence[Node], place: str = "doc", lists: int = 0) -> list[Node]:
    """Blocks of any kind and depth as `place` may hold them; `lists` counts the lists around them.

    No word is lost: what may not stand in a place becomes what may. What shows nothing is left out.
    """
    allowed = ALLOWED[place]
    found: list[Node] = []
    pending = deque(gathered(blocks))
    while pending:
        block = pending.popleft()
        kind = block["type"]
        if kind == "rule":
            if "rule" in allowed and found and found[-1]["type"] != "rule":
                found.append(block)
        elif kind == "expand" and "nestedExpand" in allowed and "expand" not in allowed:
            pending.appendleft({**block, "type": "nestedExpand"})
        elif kind not in allowed or (kind in LISTS and lists >= MOST_LISTS):
            pending.extendleft(reversed(gathered(_lowered(block))))
        else:
            found += _legal(block, place, lists)
    while found and found[-1]["type"] == "rule":
        found.pop()
    return found


def _legal(block: Node, place: str, lists: int) -> Iterator[Node]:
    """The block, itself allowed here, with content that is; nothing where it would be empty."""
    kind = block["type"]
    if kind in ("paragraph", "heading"):
        if any(node["type"] == "text" and not node["text"].isspace() for node in block["content"]):
            yield block if place in ALIGNED or "marks" not in block else _unaligned(block)
    elif kind in ("bulletList", "orderedList"):
        contents = (fitted(each["content"], "listItem", lists + 1) for each in block["content"])
        if items := [{"type": "listItem", "content": content} for content in contents if content]:
            yield {**block, "content": items}
    elif kind == "table":
        yield {**block, "content": list(map(_row, block["content"]))}
    elif kind in ("blockquote", "expand", "nestedExpand"):
        content = fitted(block["content"], kind)
        if content or block.get("attrs", {}).get("title"):
            yield {**block, "content": content or [plain_paragraph("")]}
    elif kind == "taskList":
        yield _shallow(block, lists)
    else:
        yield block


def _shallow(tasks: Node, lists: int) -> Node:
    """A list of tasks; those of lists that lie too deep are in the last one that does not."""
    content: list[Node] = []
    pending = deque(tasks["content"])
    while pending:
        each = pending.popleft()
        if each["type"] == "taskList" and lists >= MOST_LISTS - 1:
            pending.extendleft(reversed(each["content"]))
        else:
            content.append(_shallow(each, lists + 1) if each["type"] == "taskList" else each)
    return {**tasks, "content": content}


def _row(row: Node) -> Node:
    cells = [
        {**cell, "content": fitted(cell["content"], cell["type"]) or [plain_paragraph("")]}
        for cell in row["content"]
    ]
    return {"type": "tableRow", "content": cells}


def _lowered(block: Node) -> list[Node]:
    """The next simpler form of a block that may not stand where it is."""
    kind, content = block["type"], block.get("content", [])
    if kind == "heading":
        return [{"type": "paragraph", "content": [_strong(node) for node in content]}]
    if kind in ("expand", "nestedExpand"):
        title = str(block.get("attrs", {}).get("title", ""))
        return [*([plain_paragraph(title, "strong")] if title else []), *content]
    if kind == "table":
        return [line for row in content for line in _lines_of(row)]
    if kind == "taskList":
        return [as_bullets(block)]
    if kind in ("bulletList", "orderedList"):
        first = block.get("attrs", {}).get("order", 1) if kind == "orderedList" else None
        return [
            line
            for number, each in enumerate(content)
            for line in _marked(each["content"], "• " if first is None else f"{first + number}. ")
        ]
    return list(content)


def _strong(node: Node) -> Node:
    marks = node.get("marks", [])
    if node["type"] != "text" or any(mark["type"] in ("strong", "code") for mark in marks):
        return node
    return {**node, "marks": [{"type": "strong"}, *marks]}


def _lines_of(row: Node) -> Iterable[Node]:
    """A row of a table as one paragraph, or as its blocks where they are more than words."""
    cells = [[block for block in cell["content"] if block.get("content")] for cell in row["content"]]
    if any(len(blocks) > 1 or (blocks and blocks[0]["type"] != "paragraph") for blocks in cells):
        return [block for blocks in cells for block in blocks]
    words: list[Node] = []
    for blocks in filter(None, cells):
        words += [*([text_node(" | ")] if words else []), *blocks[0]["content"]]
    return [{"type": "paragraph", "content": words}]


def _marked(content: Sequence[Node], marker: str) -> list[Node]:
    """The blocks of a list item, its marker written out."""
    if not content or content[0]["type"] != "paragraph":
        return [plain_paragraph(marker.strip()), *content]
    first = {**content[0], "content": [text_node(marker), *content[0]["content"]]}
    return [first, *content[1:]]


def _unaligned(block: Node) -> Node:
    return {key: value for key, value in block.items() if key != "marks"}
