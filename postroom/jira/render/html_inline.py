"""What stands in a line, in HTML: text with its marks, people, dates, statuses, cards and small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from postroom.jira.adf.colours import readable
from postroom.jira.render import says
from postroom.jira.render.colours import colour, ink_on, text_on
from postroom.jira.render.markup import Scene, words
from postroom.jira.render.styles import STATUSES
from postroom.jira.render.tree import Node

#: Pixels that a picture takes at most; mail is read in columns of about this width.
WIDEST = 600

_TAGS = {"code": "code", "strike": "s", "underline": "u", "em": "em", "strong": "strong"}


def line(nodes: Sequence[Node], scene: Scene) -> str:
    """Inline nodes; neighbours with the same link are one link."""
    parts: list[str] = []
    for url, run in groupby(nodes, lambda node: _url(node, scene)):
        inner = "".join(_inline(node, scene) for node in run)
        parts.append(anchor(inner, url, scene) if url else inner)
    return "".join(parts)


def anchor(inner: str, url: str, scene: Scene, classes: str = "") -> str:
    return scene.tag("a", inner, classes, f"color:{scene.ink}" if scene.ink else "", href=url)


def _url(node: Node, scene: Scene) -> str:
    return says.link_of(node, scene.look) if node.kind == "text" else ""


def _inline(node: Node, scene: Scene) -> str:
    look = scene.look
    match node.kind:
        case "text":
            return _text(node, scene)
        case "hardBreak":
            return "<br>"
        case "mention":
            return scene.tag("span", words(says.person(node, look)), "adf-mention")
        case "emoji":
            return words(says.emoji(node))
        case "date":
            day = says.day(node)
            shown = words(says.day_in_words(node, look))
            return scene.tag("time", shown, "adf-date", datetime=day.isoformat()) if day else shown
        case "status":
            return _status(node, scene)
        case "inlineCard":
            return card(node, scene)
        case "placeholder":
            shown = words(node.say("text"))
            return scene.tag("span", shown, "adf-placeholder") if shown else ""
        case "mediaInline":
            return picture(node, scene, look.words.file)
    return scene.tag("span", words(says.extension(node, look)), "adf-missing")


def _text(node: Node, scene: Scene) -> str:
    marks = {mark.kind: mark.attrs for mark in node.marks}
    inner = words(node.text)
    if not marks or not inner:
        return inner
    for kind, name in _TAGS.items():
        if kind in marks:
            inner = scene.tag(name, inner)
    if "subsup" in marks:
        inner = scene.tag("sub" if marks["subsup"].get("type") == "sub" else "sup", inner)
    behind = colour(marks.get("backgroundColor", {}).get("color"))
    wanted = colour(marks.get("textColor", {}).get("color"))
    css = _colours(wanted, behind, scene)
    return scene.tag("span", inner, css=css) if css else inner


def _colours(wanted: str, behind: str, scene: Scene) -> str:
    """Text colours of a document are for white pages; ours must be readable on dark ones as well."""
    if behind:
        return f"background-color:{behind};color:{text_on(wanted, behind)}"
    if not wanted:
        return ""
    shown = text_on(wanted, scene.surface) if scene.surface else readable(wanted)
    return f"color:{shown}" if shown else ""


def _status(node: Node, scene: Scene) -> str:
    shown, wanted = words(node.say("text")), node.say("color")
    if not shown:
        return ""
    if wanted in STATUSES:
        return scene.tag("span", shown, f"adf-status adf-status-{wanted}")
    behind = colour(wanted)
    if not behind:
        return scene.tag("span", shown, "adf-status adf-status-neutral")
    css = f"background-color:{behind};color:{ink_on(behind)}"
    return scene.tag("span", shown, "adf-status adf-status-custom", css)


def card(node: Node, scene: Scene) -> str:
    found = says.card(node, scene.look)
    label = words(found.label)
    return anchor(label, found.url, scene, "adf-card") if found.url else label


def picture(node: Node, scene: Scene, word: str, widest: int = WIDEST, url: str = "") -> str:
    """A picture that the look has, else its name in words; `url` is what the picture around it links to."""
    found = says.media(node, scene.look)
    leads = url or found.url
    inner = _image(node, found, scene, min(widest, WIDEST)) if found.src else words(says.named(found, word))
    return anchor(inner, leads, scene) if leads else inner


def _image(node: Node, found: says.Shown, scene: Scene, widest: int) -> str:
    width = min(found.width, widest) if found.width else ""
    mark = node.mark("border")
    border = ""
    if mark is not None:
        size = max(1, min(3, node_size)) if isinstance(node_size := mark.get("size"), int) else 1
        border = f"border:{size}px solid {colour(mark.get('color')) or '#c1c7d0'}"
    alt = found.name or scene.look.words.picture
    return scene.tag("img", "", "adf-picture", border, src=found.src, alt=alt, width=width)
