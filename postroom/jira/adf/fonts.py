"""Fonts of fixed width: code where they stand out, nothing where a whole mail is written in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from postroom.jira.adf.nodes import Node, code_block, text_of

_MOST = 0.6  # the part of a text that may be of fixed width and still stand out


def with_fonts_settled(blocks: list[Node]) -> list[Node]:
    """The blocks without the mark "mono", which no document knows. They are changed in place."""
    texts = [node for siblings in _levels(blocks) for node in siblings if node["type"] == "text"]
    mono = [node for node in texts if _is_mono(node)]
    if not mono:
        return blocks
    if sum(map(_length, mono)) > _MOST * sum(map(_length, texts)):
        for node in mono:
            _unmark(node)
        return blocks
    for siblings in _levels(blocks):
        if any(map(_is_code, siblings)):
            siblings[:] = _with_code(siblings)
    for node in mono:
        links = [mark for mark in node["marks"] if mark["type"] == "link"]
        node["marks"] = [{"type": "code"}, *links]
    return blocks


def _levels(blocks: list[Node]) -> Iterator[list[Node]]:
    """Every list of siblings, without recursion."""
    pending = [blocks]
    while pending:
        siblings = pending.pop()
        yield siblings
        pending += [node["content"] for node in siblings if node.get("content")]


def _length(node: Node) -> int:
    return len(node["text"])


def _is_mono(node: Node) -> bool:
    return any(mark["type"] == "mono" for mark in node.get("marks", ()))


def _unmark(node: Node) -> None:
    node["marks"] = [mark for mark in node["marks"] if mark["type"] != "mono"]
    if not node["marks"]:
        del node["marks"]


def _is_code(block: Node) -> bool:
    """Whether all of a paragraph is of fixed width."""
    texts = [node for node in block.get("content", ()) if node["type"] == "text" and node["text"].strip()]
    return block["type"] == "paragraph" and bool(texts) and all(map(_is_mono, texts))


def _with_code(siblings: Sequence[Node]) -> Iterator[Node]:
    """Several lines of fixed width are a block of code; a single one stays in its line."""
    for is_code, group in groupby(siblings, key=_is_code):
        found = list(group)
        lines = "\n".join(text_of([block]) for block in found)
        if is_code and "\n" in lines:
            yield code_block(lines)
        else:
            yield from found
