"""Atlassian Document Format: a check of the structure rules that matter, and a document's plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _words(
    "text hardBreak mention emoji date placeholder inlineCard status mediaInline inlineExtension"
)
_MEDIA = frozenset(("mediaSingle", "mediaGroup"))
_LISTS = frozenset(("bulletList", "orderedList"))
_NEST = (
    _LISTS
    | _MEDIA
    | _words("paragraph heading codeBlock taskList decisionList rule panel blockquote extension")
)
_CELL = _NEST | frozenset(("blockCard", "embedCard", "nestedExpand"))
_BLOCK = _NEST | frozenset(("blockCard", "embedCard", "table", "expand", "bodiedExtension"))
_EXPAND = _NEST | frozenset(("table", "blockCard", "embedCard", "nestedExpand"))
_QUOTE = _LISTS | _MEDIA | frozenset(("paragraph", "codeBlock", "extension"))
_PANEL = (
    _LISTS | _MEDIA | _words("paragraph heading blockCard codeBlock taskList rule decisionList extension")
)
_ITEM = _LISTS | frozenset(("paragraph", "taskList", "mediaSingle", "codeBlock", "extension"))

# node -> (children it may have, how few it needs). Nodes that are not here have no `content`.
_CHILDREN: dict[str, tuple[frozenset[str], int]] = {
    "doc": (_BLOCK | frozenset(("layoutSection",)), 0),
    "paragraph": (_INLINE, 0),
    "heading": (_INLINE, 0),
    "codeBlock": (frozenset(("text",)), 0),
    "bulletList": (frozenset(("listItem",)), 1),
    "orderedList": (frozenset(("listItem",)), 1),
    "listItem": (_ITEM, 1),
    "blockquote": (_QUOTE, 1),
    "panel": (_PANEL, 1),
    "expand": (_EXPAND, 1),
    "nestedExpand": (_NEST, 1),
    "bodiedExtension": (_EXPAND - frozenset(("nestedExpand",)), 1),
    "table": (frozenset(("tableRow",)), 1),
    "tableRow": (frozenset(("tableCell", "tableHeader")), 0),
    "tableCell": (_CELL, 1),
    "tableHeader": (_CELL, 1),
    "taskList": (frozenset(("taskItem", "taskList", "blockTaskItem")), 1),
    "taskItem": (_INLINE, 0),
    "blockTaskItem": (frozenset(("paragraph", "extension")), 1),
    "decisionList": (frozenset(("decisionItem",)), 1),
    "decisionItem": (_INLINE, 0),
    "mediaSingle": (frozenset(("media", "caption")), 1),
    "mediaGroup": (frozenset(("media",)), 1),
    "caption": (_INLINE, 0),
    "layoutSection": (frozenset(("layoutColumn",)), 2),
    "layoutColumn": (_BLOCK, 1),
}
_CONTENT_OPTIONAL = _words("paragraph heading codeBlock taskItem decisionItem caption media rule") | (_INLINE)
_LEAVES = _INLINE | _words("media rule blockCard embedCard extension")
# node or mark -> attributes that it must have
_NEEDED: dict[str, tuple[str, ...]] = {
    "heading": ("level",),
    "panel": ("panelType",),
    "mention": ("id",),
    "emoji": ("shortName",),
    "date": ("timestamp",),
    "status": ("text", "color"),
    "placeholder": ("text",),
    "media": ("type",),
    "mediaInline": ("id", "collection"),
    "taskList": ("localId",),
    "taskItem": ("localId", "state"),
    "decisionList": ("localId",),
    "decisionItem": ("localId", "state"),
    "embedCard": ("url", "layout"),
    "extension": ("extensionKey", "extensionType"),
    "bodiedExtension": ("extensionKey", "extensionType"),
    "inlineExtension": ("extensionKey", "extensionType"),
    "link": ("href",),
    "textColor": ("color",),
    "backgroundColor": ("color",),
    "subsup": ("type",),
    "annotation": ("id", "annotationType"),
}
_TEXT_MARKS = _words("link em strong strike subsup underline textColor annotation backgroundColor code")
_CODE_MARKS = frozenset(("code", "link", "annotation"))
_PANELS = _words("info note tip warning error success custom")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_MEMBERS = frozenset(("type", "content", "attrs", "marks", "text", "version"))
_LINES = _words("paragraph heading codeBlock caption taskItem decisionItem blockCard embedCard")


def fault_of(document: Any) -> str:
    """Why Jira would refuse a document, in a few words; an empty string where it would take it."""
    if not isinstance(document, dict) or document.get("type") != "doc":
        return "not a document"
    if document.get("version") != 1 or set(document) - {"type", "version", "content"}:
        return "a document has the members type, version (1) and content"
    return next(_faults(document, 0), "")


def _faults(node: dict[str, Any], depth: int) -> Iterator[str]:
    name = str(node["type"])
    if depth > 60:
        yield "nested too deeply"
        return
    if name != "doc":
        yield from _own_faults(name, node)
    yield from _child_faults(name, node, depth)


def _child_faults(name: str, node: dict[str, Any], depth: int) -> Iterator[str]:
    content = node.get("content")
    if name in _LEAVES:
        if content is not None:
            yield f"{name} has no content"
        return
    allowed, fewest = _CHILDREN[name]
    if content is None:
        if name not in _CONTENT_OPTIONAL:
            yield f"{name} without content"
        return
    if not isinstance(content, list) or len(content) < fewest:
        yield f"{name} needs a list of at least {fewest} nodes"
        return
    for child in content:
        if not isinstance(child, dict) or child.get("type") not in allowed:
            yield f"{name} may not hold {child.get('type') if isinstance(child, dict) else child!r}"
            return
        yield from _faults(child, depth + 1)
        if name == "codeBlock" and child.get("marks"):
            yield "text in a codeBlock has no marks"


def _own_faults(name: str, node: dict[str, Any]) -> Iterator[str]:
    if set(node) - _MEMBERS or "version" in node:
        yield f"{name} has unknown members"
    if ("text" in node) != (name == "text"):
        yield f"{name}: text belongs to text nodes"
    if name == "text":
        yield from _text_faults(node)
    attributes = node.get("attrs", {})
    if not isinstance(attributes, dict):
        yield f"{name}: attrs is not an object"
        return
    for needed in _NEEDED.get(name, ()):
        if attributes.get(needed) in (None, ""):
            yield f"{name} needs {needed}"
    level = attributes.get("level")
    if name == "heading" and (isinstance(level, bool) or level not in (1, 2, 3, 4, 5, 6)):
        yield "heading level is 1 to 6"
    if name == "panel" and attributes.get("panelType") not in _PANELS:
        yield "unknown panelType"


def _text_faults(node: dict[str, Any]) -> Iterator[str]:
    text, marks = node.get("text"), node.get("marks", [])
    if not isinstance(text, str) or not text:
        yield "empty text node"
    if not isinstance(marks, list) or not all(isinstance(mark, dict) for mark in marks):
        yield "marks is not a list of objects"
        return
    names = [mark.get("type") for mark in marks]
    if set(names) - _TEXT_MARKS or len(set(names)) != len(names):
        yield f"unknown or repeated marks: {names}"
    if "code" in names and set(names) - _CODE_MARKS:
        yield "code does not go with other marks"
    for mark in marks:
        yield from _mark_faults(mark)


def _mark_faults(mark: dict[str, Any]) -> Iterator[str]:
    attributes = mark.get("attrs", {})
    name = str(mark.get("type"))
    if not isinstance(attributes, dict) or any(not attributes.get(each) for each in _NEEDED.get(name, ())):
        yield f"mark {name} lacks an attribute"
    elif name in ("textColor", "backgroundColor") and not _COLOR.match(str(attributes["color"])):
        yield f"mark {name}: not a colour"
    elif name == "link" and not isinstance(attributes["href"], str):
        yield "mark link: href is not a string"


def is_empty(node: dict[str, Any]) -> bool:
    """Whether a node shows nothing: no text but white space, no picture, card, mention or the like."""
    if node.get("type") == "text":
        return not str(node.get("text", "")).strip()
    if node.get("type") in _LEAVES - {"hardBreak"}:
        return False
    return all(is_empty(child) for child in node.get("content") or ())


def plain_text(document: Any) -> str:
    """All text of a document: a line per block, hard breaks as line ends."""
    if isinstance(document, str):
        return document
    if not isinstance(document, dict):
        return ""
    pieces: list[str] = []
    _collect(document, pieces)
    return "".join(pieces).strip("\n")


def _collect(node: dict[str, Any], pieces: list[str]) -> None:
    name, attributes = node.get("type"), node.get("attrs") or {}
    if name == "text":
        pieces.append(node["text"])
    elif name == "hardBreak":
        pieces.append("\n")
    elif name in ("mention", "emoji", "status", "placeholder"):
        pieces.append(str(attributes.get("text") or attributes.get("shortName") or ""))
    elif name in ("inlineCard", "blockCard", "embedCard"):
        pieces.append(str(attributes.get("url", "")))
    for child in node.get("content") or ():
        _collect(child, pieces)
    if name in _LINES:
        pieces.append("\n")
