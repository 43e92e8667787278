"""Pictures of a document: placeholders by content id, and what takes their place once files are attached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from postroom.jira.adf import links
from postroom.jira.adf.images import PLACEHOLDER
from postroom.jira.adf.nodes import LEAVES, Node, children, clean, text_node

_NOTHING: Node = {"type": "nothing"}  # in place of a node that goes, and of what would be empty without it


@dataclass(frozen=True)
class Media:
    """An attached picture; without an `id` of Jira's media store a link stands for it."""

    id: str
    url: str
    name: str

    def as_link(self) -> Media:
        return replace(self, id="")


def pictures_in(doc: Mapping[str, Any]) -> tuple[str, ...]:
    """The content ids of the placeholders in a document, in order, each once."""
    return tuple(dict.fromkeys(_ids(doc)))


def place_pictures(doc: Node, media: Mapping[str, Media]) -> Node:
    """The document with the attached pictures, by content id, in place of their placeholders."""

    def placed(content_id: str, node: Node) -> Node:
        found = media.get(content_id)
        if found is None:
            return _words(_name(content_id, node))
        if not found.id:
            return _words(found.name or _name(content_id, node), found.url)
        old = node["content"][0]["attrs"]
        attrs = {"type": "file", "id": found.id, "collection": ""}
        kept = {name: old[name] for name in ("alt", "width", "height") if name in old}
        alt = {"alt": clean(found.name)} if found.name and "alt" not in kept else {}
        return {**node, "content": [{"type": "media", "attrs": {**attrs, **alt, **kept}}]}

    return _replaced(doc, placed)


def without_pictures(doc: Node, names: Mapping[str, str]) -> Node:
    """The document with words in place of the placeholders, as it can be sent before files are attached."""
    return _replaced(doc, lambda content_id, node: _words(names.get(content_id) or _name(content_id, node)))


def only_pictures(doc: Node, kept: Collection[str]) -> Node:
    """The document without the placeholders of all other pictures, such as ornaments."""
    return _replaced(doc, lambda content_id, node: node if content_id in kept else _NOTHING)


def _ids(node: Mapping[str, Any]) -> Iterator[str]:
    for child in children(node):
        if child["type"] == "mediaSingle":
            if content_id := _content_id(child):
                yield content_id
        elif child["type"] not in LEAVES:
            yield from _ids(child)


def _content_id(single: Mapping[str, Any]) -> str:
    """The content id of a placeholder; "" of what is none."""
    media = children(single)
    id = str(media[0].get("attrs", {}).get("id", "")) if media else ""
    return id.removeprefix(PLACEHOLDER) if id.startswith(PLACEHOLDER) else ""


def _replaced(node: Node, replacement: Callable[[str, Node], Node]) -> Node:
    """A copy; what holds no placeholder is shared with the original."""
    if node.get("type") == "mediaSingle":
        content_id = _content_id(node)
        return replacement(content_id, node) if content_id else node
    if node.get("type") in LEAVES or "content" not in node:
        return node
    content = [_replaced(child, replacement) for child in node["content"]]
    kept = [child for child in content if child is not _NOTHING]
    if not kept and content and node["type"] != "doc":
        return _NOTHING
    return {**node, "content": kept}


def _name(content_id: str, node: Node) -> str:
    """What to call a picture that has no name: its text, or the readable part of its content id."""
    alt = children(node)[0].get("attrs", {}).get("alt")
    return str(alt or content_id.split("@", 1)[0])


def _words(name: str, url: str = "") -> Node:
    words = f"[picture: {' '.join(clean(name).split())}]"
    address = links.target(url)
    marks = [{"type": "link", "attrs": {"href": address}}] if address else []
    return {"type": "paragraph", "content": [text_node(words, marks)]}
