"""A document as Jira answered it, read into a tree of known shape and depth that no renderer needs to doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from postroom.jira.adf import clean

#: Levels that are laid out; what lies deeper is kept as text, with a note that says so.
DEEPEST = 30

INLINE = frozenset(
    ["text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "placeholder",
     "inlineExtension", "mediaInline"]
)  # fmt: skip
BLOCKS = frozenset(
    ["paragraph", "heading", "bulletList", "orderedList", "listItem", "taskList", "taskItem", "blockTaskItem",
     "decisionList", "decisionItem", "table", "tableRow", "tableCell", "tableHeader", "panel", "codeBlock",
     "blockquote", "rule", "bodiedRule", "blockCard", "embedCard", "media", "mediaSingle", "mediaGroup",
     "caption", "expand", "nestedExpand", "layoutSection", "layoutColumn", "extension", "bodiedExtension",
     "multiBodiedExtension", "extensionFrame", "syncBlock", "bodiedSyncBlock", "doc"]
)  # fmt: skip
_LINES = frozenset(["paragraph", "heading"])
# What they hold comes after them.
_BEFORE = frozenset(
    ["rule", "bodiedRule", "blockCard", "embedCard", "media", "extension", "bodiedExtension",
     "multiBodiedExtension", "syncBlock"]
)  # fmt: skip

# What these hold, and what anything else in them is put into.
_PARTS: dict[str, tuple[frozenset[str], str]] = {
    "bulletList": (frozenset(["listItem"]), "listItem"),
    "orderedList": (frozenset(["listItem"]), "listItem"),
    "taskList": (frozenset(["taskItem", "blockTaskItem", "taskList", "listItem"]), "listItem"),
    "decisionList": (frozenset(["decisionItem"]), "decisionItem"),
    "table": (frozenset(["tableRow"]), "tableRow"),
    "tableRow": (frozenset(["tableCell", "tableHeader"]), "tableCell"),
}
_LABELS = ("text", "title", "name", "label", "shortName", "url")


@dataclass(frozen=True, slots=True)
class Mark:
    kind: str
    attrs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """One node; paragraphs and headings hold inline nodes, all others that hold something hold blocks."""

    kind: str
    attrs: Mapping[str, Any]
    marks: tuple[Mark, ...] = ()
    content: tuple[Node, ...] = ()
    text: str = ""

    def say(self, name: str) -> str:
        """An attribute as text; "" where it is missing or says nothing."""
        return as_text(self.attrs.get(name))

    def number(self, name: str, least: int, most: int, default: int) -> int:
        return as_number(self.attrs.get(name), least, most, default)

    def mark(self, kind: str) -> Mapping[str, Any] | None:
        """The attributes of the first mark of a kind; None where there is none."""
        return next((mark.attrs for mark in self.marks if mark.kind == kind), None)


def as_text(value: Any) -> str:
    """Text that may stand in a mail, of whatever came; "" for what is neither text nor number."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    # Beyond this, Python refuses to write an integer down.
    return str(value) if isinstance(value, float) or value.bit_length() < 4_000 else ""


def as_number(value: Any, least: int, most: int, default: int) -> int:
    """A whole number within its bounds; `default` for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return default
    return round(max(least, min(most, value)))


def read(doc: Any) -> tuple[Node, ...]:
    """The blocks of a document; of anything else what can be read as one (a string is a paragraph)."""
    inner = [node for raw in _parts(doc) for node in _read(raw, 1, False)]
    if len(inner) == 1 and inner[0].kind == "doc":
        return inner[0].content
    return _blocks(inner)


def walk(doc: Any) -> Iterator[Mapping[str, Any]]:
    """Each node as it came, at any depth, in order, without recursion; strings as nodes of text."""
    pending = [iter(_parts(doc))]
    while pending:
        raw = next(pending[-1], None)
        if raw is None:
            pending.pop()
        else:
            yield raw
            pending.append(iter(_parts(raw.get("content"))))


def _parts(content: Any) -> list[Mapping[str, Any]]:
    """The nodes that a value of any type holds."""
    if isinstance(content, dict):
        return [content] if content else []
    if not isinstance(content, list | tuple):
        text = as_text(content)
        return [{"type": "text", "text": text}] if text else []
    found: list[Mapping[str, Any]] = []
    for each in content:
        found += [{"content": each}] if isinstance(each, list | tuple) else _parts(each)
    return found


def _read(raw: Mapping[str, Any], depth: int, in_line: bool) -> list[Node]:
    """One node, or several where what it holds may not stand in it."""
    node = _bare(raw)
    if depth > DEEPEST and (node.kind not in INLINE or raw.get("content")):
        return [Node("deep", {}, content=_blocks(_flat(raw)))]
    if node.kind == "codeBlock":
        return [replace(node, text=_code(raw))]
    known = node.kind in INLINE or node.kind in BLOCKS
    lines = node.kind in _LINES or (in_line and not known) or node.kind in INLINE
    own = [] if node.kind == "text" else _parts(node.text)
    inner = [each for part in own + _parts(raw.get("content")) for each in _read(part, depth + 1, lines)]
    if node.kind in INLINE:
        return [node, *inner]
    if node.kind in _LINES:
        return _split(node, inner)
    if node.kind in _BEFORE:
        return [node, *_blocks(inner)]
    return [_fitted(node, inner)] if known else _unknown(node, inner, in_line)


def _bare(raw: Mapping[str, Any]) -> Node:
    kind, attrs = raw.get("type"), raw.get("attrs")
    return Node(
        kind=kind if isinstance(kind, str) else "",
        attrs=attrs if isinstance(attrs, dict) else {},
        marks=_marks(raw.get("marks")),
        text=as_text(raw.get("text")),
    )


def _marks(value: Any) -> tuple[Mark, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(
        Mark(mark["type"], attrs if isinstance(attrs := mark.get("attrs"), dict) else {})
        for mark in value
        if isinstance(mark, dict) and isinstance(mark.get("type"), str)
    )


def _split(node: Node, inner: Sequence[Node]) -> list[Node]:
    """A paragraph or heading; cut in pieces where blocks lie in it."""
    if all(each.kind in INLINE for each in inner):
        return [replace(node, content=tuple(inner), text="")]
    pieces: list[Node] = []
    for inline, group in groupby(inner, lambda each: each.kind in INLINE):
        run = tuple(group)
        pieces += [replace(node, content=run, text="")] if inline else run
    return pieces


def _fitted(node: Node, inner: Sequence[Node]) -> Node:
    """A block with blocks in it, of those kinds that it may hold."""
    if node.kind not in _PARTS:
        return replace(node, content=_blocks(inner), text="")
    allowed, wrapper = _PARTS[node.kind]
    content: list[Node] = []
    for fits, group in groupby(inner, lambda each: each.kind in allowed):
        run = list(group)
        content += run if fits else [_fitted(Node(wrapper, {}), run)]
    return replace(node, content=tuple(content), text="")


def _unknown(node: Node, inner: Sequence[Node], in_line: bool) -> list[Node]:
    """A node of a kind that is not known (yet): what it holds, or what its attributes call it."""
    label = next((text for name in _LABELS if (text := node.say(name))), "")
    named = [Node("text", {}, text=label)] if label else []
    if in_line and (named or inner):
        return [*named, *inner]
    if not named and not inner:
        return [Node("unknown", {}, text=node.kind)] if node.kind else []
    return [Node("unknown", {}, content=_blocks(named) + _blocks(inner))]


def _blocks(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Inline nodes between blocks become paragraphs."""
    found: list[Node] = []
    for inline, group in groupby(nodes, lambda each: each.kind in INLINE):
        run = tuple(group)
        found += [Node("paragraph", {}, content=run)] if inline else run
    return tuple(found)


def _flat(raw: Mapping[str, Any]) -> list[Node]:
    """The inline nodes below, with line breaks where blocks begin."""
    found: list[Node] = []
    for each in walk(raw):
        node = _bare(each)
        if node.kind in INLINE:
            found.append(node)
        else:
            found += [Node("hardBreak", {})] if found and found[-1].kind != "hardBreak" else []
            found += [Node("text", {}, text=node.text)] if node.text else []
    return found


def _code(raw: Mapping[str, Any]) -> str:
    return "".join(_code_texts(walk(raw)))


def _code_texts(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in nodes:
        node = _bare(each)
        yield "\n" if node.kind == "hardBreak" else node.text or node.say("text")
