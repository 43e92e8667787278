"""An Atlassian document as simple HTML: everything escaped, links only where their scheme is harmless."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

HARMLESS = ("http://", "https://", "mailto:")
_TAGS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "tableCell": "td",
    "tableHeader": "th",
    "panel": "aside",
    "taskList": "ul",
    "taskItem": "li",
    "decisionList": "ul",
    "decisionItem": "li",
    "caption": "figcaption",
    "mediaSingle": "figure",
    "mediaGroup": "div",
    "layoutSection": "div",
    "layoutColumn": "div",
}
_MARKS = {"strong": "b", "em": "i", "underline": "u", "strike": "s", "code": "code"}


def document_html(document: Any) -> str:
    return _children(document) if isinstance(document, dict) else ""


def _children(node: Mapping[str, Any]) -> str:
    return "".join(_node(child) for child in node.get("content") or ())


def _node(node: Mapping[str, Any]) -> str:
    name, attributes = str(node.get("type")), node.get("attrs") or {}
    if name == "text":
        return _text(node)
    if name in _TAGS:
        tag = _TAGS[name]
        return f"<{tag}>{_children(node)}</{tag}>"
    if name == "heading":
        level = min(6, int(attributes.get("level", 1)) + 2)
        return f"<h{level}>{_children(node)}</h{level}>"
    if name in ("expand", "nestedExpand"):
        title = escape(str(attributes.get("title") or "More"))
        return f"<details><summary>{title}</summary>{_children(node)}</details>"
    return _leaf(name, node, attributes)


def _leaf(name: str, node: Mapping[str, Any], attributes: Mapping[str, Any]) -> str:
    if name == "hardBreak":
        return "<br>"
    if name == "rule":
        return "<hr>"
    if name == "codeBlock":
        return f"<pre>{_children(node)}</pre>"
    if name == "table":
        return f'<div class="wide"><table>{_children(node)}</table></div>'
    if name in ("inlineCard", "blockCard", "embedCard"):
        url = str(attributes.get("url", ""))
        return _link(url, escape(url))
    if name == "media":
        return f"<span class=dim>[{escape(str(attributes.get('alt') or 'file'))}]</span>"
    shown = attributes.get("text") or attributes.get("shortName") or ""
    return f"<span>{escape(str(shown))}</span>{_children(node)}"


def _text(node: Mapping[str, Any]) -> str:
    html = escape(str(node.get("text", ""))).replace("\n", "<br>")
    for mark in node.get("marks") or ():
        tag = _MARKS.get(str(mark.get("type")))
        if tag:
            html = f"<{tag}>{html}</{tag}>"
        elif mark.get("type") == "link":
            html = _link(str((mark.get("attrs") or {}).get("href", "")), html)
    return html


def _link(url: str, html: str) -> str:
    if not url.lower().startswith(HARMLESS):
        return html
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{html}</a>'
