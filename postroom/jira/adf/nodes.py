"""The nodes of the Atlassian Document Format that we write, and the characters that they may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

#: Jira takes 32,767 characters in a body; the rest is room for a line about the sender and one at the end.
LONGEST = 32_000

#: Letters that are read at most: what weighs more than Jira takes, even where half of it is blanks.
ENOUGH = 80_000

#: Blocks that hold no other blocks.
LEAVES = frozenset(["paragraph", "heading", "codeBlock", "taskItem", "rule", "mediaSingle"])

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_STRAY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Read:
    """Blocks of any kind and depth, before the rules of documents are applied."""

    blocks: list[Node]
    unread: int = 0  # letters after those that were looked at


def clean(text: str) -> str:
    r"""The text without what no document may hold: line ends are \n; NUL, controls and half characters go."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def is_clean(text: str) -> bool:
    """Whether `clean` would leave the text as it is."""
    return _UNCLEAN.search(text) is None


def without_strays(text: str) -> str:
    """As `clean`, for text inside of a line: what would end the line is a space."""
    return clean(text).replace("\n", " ") if _STRAY.search(text) else text


def document(*blocks: Node) -> Node:
    return {"type": "doc", "version": 1, "content": list(blocks)}


def text_node(text: str, marks: Sequence[Node] = ()) -> Node:
    """A text, which must not be empty."""
    return {"type": "text", "text": text, "marks": list(marks)} if marks else {"type": "text", "text": text}


def hard_break() -> Node:
    return {"type": "hardBreak"}


def code_block(text: str, language: str = "") -> Node:
    """Lines of code, which must not be empty."""
    attrs = {"attrs": {"language": language}} if language else {}
    return {"type": "codeBlock", **attrs, "content": [{"type": "text", "text": text}]}


def plain_paragraph(text: str, *marks: str) -> Node:
    """One line of text, all of it with these marks, no links."""
    content = [text_node(text, [{"type": mark} for mark in marks])] if text else []
    return {"type": "paragraph", "content": content}


def without_strong(block: Node) -> Node:
    """A paragraph for a place that is bold by itself; other blocks stay as they are."""
    if block["type"] != "paragraph":
        return block
    return {**block, "content": [_not_strong(node) for node in block["content"]]}


def _not_strong(node: Node) -> Node:
    if "marks" not in node:
        return node
    marks = [mark for mark in node["marks"] if mark["type"] != "strong"]
    rest = {key: value for key, value in node.items() if key != "marks"}
    return {**rest, "marks": marks} if marks else rest


def children(node: Mapping[str, Any]) -> list[Node]:
    """The nodes inside of a node, also of one that somebody else wrote."""
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def text_of(blocks: Iterable[Node]) -> str:
    """All text of these blocks, without what sets them apart."""
    return "".join(_texts(blocks))


def _texts(blocks: Iterable[Node]) -> Iterator[str]:
    """Walks without recursion: blocks that are not fitted yet may lie deep."""
    pending = [iter(blocks)]
    while pending:
        node = next(pending[-1], None)
        if node is None:
            pending.pop()
        elif node["type"] == "text":
            yield node["text"]
        elif node["type"] == "hardBreak":
            yield "\n"
        elif "content" in node:
            pending.append(iter(node["content"]))
