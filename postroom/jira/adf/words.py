"""What a document says, as plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from postroom.jira.adf.nodes import children

_DEEPEST = 60
_INLINE = frozenset(
    ["text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "placeholder", "mediaInline"]
)


def doc_text(doc: Mapping[str, Any] | None) -> str:
    """What a document says, as plain text: blocks apart by a blank line, quotes with "> ", items with marks."""
    return "\n\n".join(_texts(doc, 0)) if doc else ""


def _texts(node: Mapping[str, Any], depth: int) -> list[str]:
    """The text of each block below a node."""
    if depth > _DEEPEST:
        return []
    inside = children(node)
    if not inside or inside[0].get("type") in _INLINE:
        text = "".join(map(_words, inside)) or _words(node)
        return [_task(node) + text] if text else []
    if node.get("type") in ("bulletList", "orderedList"):
        return _list(node, depth)
    texts = [text for child in inside for text in _texts(child, depth + 1)]
    return _joined(node, texts) if texts else []


def _joined(node: Mapping[str, Any], texts: Sequence[str]) -> list[str]:
    match node.get("type"):
        case "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(texts).split("\n"))]
        case "taskItem" | "decisionItem":
            return ["- " + "\n".join(texts).replace("\n", "\n  ")]
        case "taskList" | "decisionList" | "table":
            return ["\n".join(texts)]
        case "tableRow":
            return [" | ".join(text.replace("\n", " ") for text in texts)]
        case "expand" | "nestedExpand":
            title = (node.get("attrs") or {}).get("title")
            return [*([str(title)] if title else []), *texts]
    return list(texts)


def _list(node: Mapping[str, Any], depth: int) -> list[str]:
    order = (node.get("attrs") or {}).get("order", 1)
    number = order if isinstance(order, int) else 1
    lines = []
    for each in children(node):
        text = "\n".join(text for child in children(each) for text in _texts(child, depth + 2))
        mark = "- " if node.get("type") == "bulletList" else f"{number}. "
        if text:
            lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
            number += 1
    return ["\n".join(lines)] if lines else []


def _task(node: Mapping[str, Any]) -> str:
    if node.get("type") != "taskItem":
        return "- " if node.get("type") == "decisionItem" else ""
    return "- [x] " if (node.get("attrs") or {}).get("state") == "DONE" else "- [ ] "


def _words(node: Mapping[str, Any]) -> str:
    attrs = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak":
            return "\n"
        case "mention" | "emoji" | "status" | "placeholder":
            return str(attrs.get("text") or attrs.get("shortName") or "")
        case "inlineCard" | "blockCard" | "embedCard":
            return str(attrs.get("url", ""))
        case "media" | "mediaInline":
            return f"[picture: {attrs['alt']}]" if attrs.get("alt") else ""
        case "rule":
            return "----"
    return ""
