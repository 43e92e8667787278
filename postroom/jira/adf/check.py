"""A check of documents that somebody else made: only what we write ourselves passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from postroom.jira.adf.links import SAFE
from postroom.jira.adf.nodes import is_clean
from postroom.jira.adf.rules import ALIGNED, ALLOWED

MOST_LETTERS = 65_534
_DEEPEST = 40
_INLINE = frozenset(["text", "hardBreak"])

_INSIDE: dict[str, frozenset[str]] = {
    **ALLOWED,
    "paragraph": _INLINE,
    "heading": _INLINE,
    "codeBlock": frozenset(["text"]),
    "bulletList": frozenset(["listItem"]),
    "orderedList": frozenset(["listItem"]),
    "taskList": frozenset(["taskItem", "taskList"]),
    "taskItem": _INLINE,
    "table": frozenset(["tableRow"]),
    "tableRow": frozenset(["tableCell", "tableHeader"]),
    "mediaSingle": frozenset(["media"]),
}
_MAY_BE_EMPTY = frozenset(["doc", "paragraph", "heading", "taskItem", "tableRow"])
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_MARKS = frozenset(["strong", "em", "underline", "strike", "code", "link", "subsup", "textColor"])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and is_clean(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _one_of(*values: Any) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str | int) and value in values


_ATTRS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "heading": {"level": _one_of(1, 2, 3, 4, 5, 6)},
    "orderedList": {"order": _is_number},
    "codeBlock": {"language": _is_text},
    "expand": {"title": _is_text},
    "nestedExpand": {"title": _is_text},
    "taskList": {"localId": _is_text},
    "taskItem": {"localId": _is_text, "state": _one_of("TODO", "DONE")},
    "tableCell": {"colspan": _is_number, "rowspan": _is_number},
    "tableHeader": {"colspan": _is_number, "rowspan": _is_number},
    "mediaSingle": {"layout": _one_of("align-start")},
    "media": {
        "type": _one_of("file"), "id": _is_text, "collection": _is_text, "alt": _is_text,
        "width": _is_number, "height": _is_number,
    },
}  # fmt: skip
_NEEDED = {
    "heading": {"level"}, "expand": {"title"}, "nestedExpand": {"title"}, "taskList": {"localId"},
    "taskItem": {"localId", "state"}, "mediaSingle": {"layout"}, "media": {"type", "id", "collection"},
}  # fmt: skip


def check(doc: Any) -> None:
    """Raises ValueError where `doc` is no document of the kind that `mail_to_adf` makes."""
    if not isinstance(doc, dict) or set(doc) != {"type", "version", "content"} or doc["type"] != "doc":
        raise ValueError("not a document")
    if doc["version"] != 1 or isinstance(doc["version"], bool):
        raise ValueError("a document of another version")
    if _check_content(doc, 0) > MOST_LETTERS:
        raise ValueError("a document that is too long")


def _check_content(node: Mapping[str, Any], depth: int) -> int:
    """The number of letters in the content of a node that is as it should be."""
    kind = node["type"]
    content = node.get("content")
    if not isinstance(content, list) or depth > _DEEPEST or not (content or kind in _MAY_BE_EMPTY):
        raise ValueError(f"{kind} without content, or too deep")
    letters = 0
    for child in content:
        if not isinstance(child, dict) or str(child.get("type")) not in _INSIDE[kind]:
            raise ValueError(f"{kind} with a child that it may not have")
        letters += _check(child, kind, depth + 1)
    return letters


def _check(node: Mapping[str, Any], place: str, depth: int) -> int:
    kind = node["type"]
    if len(node) == 1 and kind == "hardBreak":
        return 1
    if len(node) == 2 and kind == "text":
        return _check_words(node.get("text"))
    if set(node) - {"type", "content", "attrs", "marks", "text"}:
        raise ValueError(f"{kind} with unknown members")
    _check_attrs(kind, node.get("attrs", {}))
    if kind == "text":
        return _check_text(node, place)
    if "text" in node or not _may_have_marks(node, place):
        raise ValueError(f"{kind} with text or marks of its own")
    if kind in _INSIDE:
        return _check_content(node, depth)
    if "content" in node:
        raise ValueError(f"{kind} with content")
    return 1


def _check_attrs(kind: str, attrs: Any) -> None:
    known = _ATTRS.get(kind, {})
    if not isinstance(attrs, dict) or set(attrs) - set(known) or _NEEDED.get(kind, set()) - set(attrs):
        raise ValueError(f"{kind} without its attributes, or with others")
    if not all(known[name](value) for name, value in attrs.items()):
        raise ValueError(f"{kind} with an attribute out of bounds")
    if kind == "media" and not attrs["id"]:
        raise ValueError("a picture without an id")


def _may_have_marks(node: Mapping[str, Any], place: str) -> bool:
    """Only paragraphs and headings have marks: one, which aligns them."""
    marks = node.get("marks")
    if marks is None:
        return True
    centered, at_end = ([{"type": "alignment", "attrs": {"align": side}}] for side in ("center", "end"))
    return node["type"] in ("paragraph", "heading") and place in ALIGNED and marks in (centered, at_end)


def _check_text(node: Mapping[str, Any], place: str) -> int:
    text, marks = node.get("text"), node.get("marks", [])
    letters = _check_words(text)
    if "content" in node or "attrs" in node:
        raise ValueError("a text with more than marks")
    if not isinstance(marks, list) or (marks and place == "codeBlock"):
        raise ValueError("marks where none may be")
    kinds = [_mark(mark) for mark in marks]
    if len(set(kinds)) < len(kinds) or ("code" in kinds and set(kinds) - {"code", "link"}):
        raise ValueError("marks that do not go together")
    return letters


def _check_words(text: Any) -> int:
    if not text or not _is_text(text):
        raise ValueError("a text that is none")
    return len(text)


def _mark(mark: Any) -> str:
    """The kind of a mark that is as it should be."""
    kind = mark.get("type") if isinstance(mark, dict) else None
    if not isinstance(kind, str) or kind not in _MARKS or set(mark) - {"type", "attrs"}:
        raise ValueError("an unknown mark")
    attrs = mark.get("attrs", {})
    wanted = {"link": {"href"}, "subsup": {"type"}, "textColor": {"color"}}.get(kind, set())
    if not isinstance(attrs, dict) or set(attrs) != wanted or not all(map(_is_text, attrs.values())):
        raise ValueError(f"mark {kind} without its attributes, or with others")
    if kind == "link" and not SAFE.match(attrs["href"]):
        raise ValueError("a link to where none may lead")
    if kind == "subsup" and attrs["type"] not in ("sub", "sup"):
        raise ValueError("neither raised nor lowered")
    if kind == "textColor" and not _COLOUR.fullmatch(attrs["color"]):
        raise ValueError("not a colour")
    return kind
