"""What people, dates, cards, pictures and unknown things are called in a mail, in HTML and text alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from postroom.jira.adf.links import target
from postroom.jira.render.look import Look, Picture
from postroom.jira.render.tree import Node, as_text

_SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_SHOWABLE = re.compile(r"cid:.|https?://.", re.IGNORECASE)
_ISSUE = re.compile(r"/browse/([A-Z][A-Z0-9_]{1,20}-\d{1,10})/?")
_NAME = re.compile(r"[^\w .:/-]")

_BODIED = frozenset(["bodiedExtension", "multiBodiedExtension"])
_PANELS = frozenset(["info", "note", "tip", "warning", "error", "success"])


@dataclass(frozen=True)
class Link:
    """Something that is called so and can be opened there; url "" for what must not or cannot be."""

    label: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A picture or file. Without `src` it is only named."""

    name: str
    src: str
    url: str
    width: int | None


def address(href: Any, look: Look) -> str:
    """Where a link of a document leads; "" for all that is not http, https, mailto or tel."""
    said = as_text(href).strip()
    if said.startswith("//"):
        said = f"https:{said}"
    elif said.startswith("/") and look.site:
        said = look.site.rstrip("/") + said
    return target(said) if _SCHEME.match(said) else ""


def link_of(node: Node, look: Look) -> str:
    """Where the link mark of a node leads; "" without one."""
    mark = node.mark("link")
    return address(mark.get("href"), look) if mark else ""


def person(node: Node, look: Look) -> str:
    name = look.people.get(node.say("id")) or node.say("text") or look.words.somebody
    return "@" + " ".join(name.split()).removeprefix("@")


def emoji(node: Node) -> str:
    return node.say("text") or node.say("shortName")


def day(node: Node) -> date | None:
    """The day of a date node, whose time stamp is a midnight in UTC in milliseconds; None for nonsense."""
    try:
        return datetime.fromtimestamp(int(node.say("timestamp")) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def day_in_words(node: Node, look: Look) -> str:
    found = day(node)
    return look.day(found) if found else node.say("timestamp")


def card(node: Node, look: Look) -> Link:
    """A card: its name where it has data, the key for an issue of this site, else the address."""
    data = node.attrs.get("data")
    known: Mapping[str, Any] = data if isinstance(data, dict) else {}
    said = node.say("url") or as_text(known.get("url"))
    label = as_text(known.get("name")) or _key(said, look) or said
    if not label:
        label = note(look.words.issues if "datasource" in node.attrs else node.kind, look)
    return Link(label, address(said, look))


def _key(url: str, look: Look) -> str:
    if not look.site or not url.startswith(look.site.rstrip("/")):
        return ""
    match = _ISSUE.fullmatch(url[len(look.site.rstrip("/")) :])
    return match[1] if match else ""


def media(node: Node, look: Look) -> Shown:
    """A picture or file, as the look has it; an external one stays a link until the look gives it."""
    external = address(node.say("url"), look)
    known = look.pictures.get(node.say("id")) or look.pictures.get(node.say("url")) or Picture("")
    name = node.say("alt") or known.name or node.say("__fileName") or external
    width = known.width or node.number("width", 0, 10_000, 0) or None
    return Shown(
        name=" ".join(name.split()),
        src=known.src if _SHOWABLE.match(known.src) else "",
        url=link_of(node, look) or address(known.url, look) or external,
        width=width,
    )


def named(shown: Shown, word: str) -> str:
    """A picture or file in words: [picture: plan.png]."""
    return f"[{word}: {shown.name}]" if shown.name else f"[{word}]"


def panel_kind(node: Node) -> str:
    kind = node.say("panelType")
    return kind if kind in _PANELS else "custom"


def panel_lead(node: Node, look: Look) -> str:
    """The word that a panel begins with; for a custom one its emoji, which may be ""."""
    kind = panel_kind(node)
    if kind == "custom":
        return node.say("panelIconText") or node.say("panelIcon")
    return str(getattr(look.words, kind))


def extension(node: Node, look: Look) -> str:
    """The note for something that only Jira or an app can show; what has a body is only named."""
    if node.kind == "syncBlock":
        return note(look.words.synced, look)
    parameters = node.attrs.get("parameters")
    title = as_text(parameters.get("extensionTitle")) if isinstance(parameters, dict) else ""
    name = node.say("text") or title or node.say("extensionKey") or node.kind
    return f"[{' '.join(name.split())}]" if node.kind in _BODIED else note(name, look)


def note(what: str, look: Look) -> str:
    return f"[{' '.join(what.split())}: {look.words.missing}]"


def unknown(node: Node, look: Look) -> str:
    """The note for an empty node of a kind that is not known."""
    return note(_NAME.sub("", node.text[:60]) or "?", look)
