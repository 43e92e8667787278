"""What stands in a line, in plain text: links with their address, and the marks that mean something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from postroom.jira.render import says
from postroom.jira.render.look import Look
from postroom.jira.render.tree import Node

# Italics and underlines say little that would be worth the noise.
_AROUND = {"code": "`", "strike": "~~", "strong": "*"}
_POWER = re.compile(r"[+−-]?\d{1,9}")


def line(nodes: Sequence[Node], look: Look, *, strong: bool = True) -> str:
    """Inline nodes as text, with line breaks; `strong` False where all of it stands out anyway."""
    parts: list[str] = []
    for url, run in groupby(nodes, lambda node: says.link_of(node, look) if node.kind == "text" else ""):
        inner = _marked(list(run), look, strong)
        parts.append(linked(inner, url) if url else inner)
    return "".join(parts)


def linked(label: str, url: str) -> str:
    """A label and where it leads; once where they are the same."""
    if not url:
        return label
    if not label.strip():
        return f"<{url}>"
    return label if _same(label, url) else f"{label} <{url}>"


def _same(label: str, url: str) -> bool:
    shown = label.strip().strip("<>").rstrip("/").lower()
    leads = url.rstrip("/").lower()
    return shown in (leads, leads.partition("//")[2], leads.removeprefix("mailto:").removeprefix("tel:"))


def _marked(nodes: Sequence[Node], look: Look, strong: bool) -> str:
    """Neighbours with the same marks share the signs around them."""
    parts: list[str] = []
    for kinds, run in groupby(nodes, _kinds):
        said = "".join(_inline(node, look) for node in run)
        for kind in kinds:
            if kind != "strong" or strong:
                said = _around(said, _AROUND[kind])
        parts.append(said)
    return "".join(parts)


def _kinds(node: Node) -> tuple[str, ...]:
    if node.kind != "text" or not node.marks:
        return ()
    own = {mark.kind for mark in node.marks}
    return tuple(kind for kind in _AROUND if kind in own)


def _around(text: str, sign: str) -> str:
    """The sign at both ends of what is no blank; text of several lines stays as it is."""
    core = text.strip()
    if not core or "\n" in core:
        return text
    start = text.index(core)
    return f"{text[:start]}{sign}{core}{sign}{text[start + len(core) :]}"


def _inline(node: Node, look: Look) -> str:
    match node.kind:
        case "text":
            return _text(node)
        case "hardBreak":
            return "\n"
        case "mention":
            return says.person(node, look)
        case "emoji":
            return says.emoji(node)
        case "date":
            return says.day_in_words(node, look)
        case "status":
            return _bracketed(node.say("text"))
        case "inlineCard":
            return card(node, look)
        case "placeholder":
            return _bracketed(node.say("text"))
        case "mediaInline":
            return media(node, look, look.words.file)
    return says.extension(node, look)


def _bracketed(text: str) -> str:
    return f"[{text}]" if text else ""


def _text(node: Node) -> str:
    """The text; powers with their sign: m^2 is not m2, while 1st and H2O need none."""
    mark = node.mark("subsup")
    raised = mark is not None and mark.get("type") == "sup" and _POWER.fullmatch(node.text)
    return f"^{node.text}" if raised else node.text


def card(node: Node, look: Look) -> str:
    found = says.card(node, look)
    return linked(found.label, found.url)


def media(node: Node, look: Look, word: str, url: str = "") -> str:
    """A picture or file in words, with where it can be opened."""
    found = says.media(node, look)
    leads = url or found.url
    return linked(says.named(found, look.words.picture if found.src else word), leads)
