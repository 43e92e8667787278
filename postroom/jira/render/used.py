"""Whom a document mentions and which pictures it shows, before it is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from postroom.jira.render.tree import as_text, walk

_MEDIA = frozenset(["media", "mediaInline"])


@dataclass(frozen=True)
class UsedMedia:
    """A picture or file in a document. `key` is what `Look.pictures` names it by."""

    key: str  # the media id; the address of an external picture
    name: str  # its alternative text, for Jira mostly the name of the file; may be ""
    external: bool


def mentioned(doc: Any) -> tuple[str, ...]:
    """The account ids of the people that a document mentions, in order, each once."""
    return tuple(dict.fromkeys(_mentions(doc)))


def media_ids(doc: Any) -> tuple[str, ...]:
    """The ids (of Jira's media store, not of attachments) of pictures and files, in order, each once."""
    return tuple(each.key for each in media_used(doc) if not each.external)


def media_used(doc: Any) -> tuple[UsedMedia, ...]:
    """The pictures and files of a document, external ones too, in order, each once."""
    found: dict[tuple[str, bool], UsedMedia] = {}
    for each in _media(doc):
        found.setdefault((each.key, each.external), each)
    return tuple(found.values())


def _mentions(doc: Any) -> Iterator[str]:
    for node in walk(doc):
        attrs = node.get("attrs")
        if node.get("type") != "mention" or not isinstance(attrs, dict) or attrs.get("userType") == "SPECIAL":
            continue
        if account_id := as_text(attrs.get("id")):
            yield account_id


def _media(doc: Any) -> Iterator[UsedMedia]:
    for node in walk(doc):
        kind, attrs = node.get("type"), node.get("attrs")
        if not isinstance(kind, str) or kind not in _MEDIA or not isinstance(attrs, dict):
            continue
        external = attrs.get("type") == "external"
        if key := as_text(attrs.get("url" if external else "id")):
            yield UsedMedia(key, as_text(attrs.get("alt")), external)
