"""A document as HTML for mail: small, without scripts and classes that it needs, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from postroom.jira.render import says
from postroom.jira.render.colours import INK, colour, ink_on
from postroom.jira.render.html_inline import WIDEST, card, line, picture
from postroom.jira.render.html_tables import table
from postroom.jira.render.look import Look
from postroom.jira.render.markup import Scene, direction, words
from postroom.jira.render.tree import Node, read

_ICONS = {"info": "ℹ", "note": "✎", "tip": "☀", "warning": "⚠", "error": "✖", "success": "✔"}
_SIDES = {"center": "center", "end": "right", "align-end": "right", "wrap-right": "right"}
_STEP = 30  # pixels of each level of indentation


def to_html(doc: Any, look: Look) -> str:
    """The document in a `div` of class "adf", "" where it shows nothing; class names are in styles.CLASSES.

    `doc` is whatever Jira answered: a string is a paragraph, wrong types are read as far as they can be, and
    no text is lost. Deeper than tree.DEEPEST levels it is text only, with a note that says so. Never raises.
    """
    scene = Scene(look)
    inner = "\n".join(filter(None, (block(node, scene) for node in read(doc))))
    return scene.tag("div", inner, "adf") if inner else ""


def blocks(nodes: Sequence[Node], scene: Scene) -> str:
    """Blocks inside of a box."""
    return _through(nodes, scene.at(True))


def _through(nodes: Sequence[Node], scene: Scene) -> str:
    """Blocks of something that shows no box of its own."""
    end = len(nodes) - 1
    return "".join(block(node, scene if at == end else scene.at(False)) for at, node in enumerate(nodes))


def block(node: Node, scene: Scene) -> str:
    return _WRITERS.get(node.kind, _contents)(node, scene)


def tight(nodes: Sequence[Node], scene: Scene) -> str:
    """The blocks of an item or cell: a paragraph that is the only one needs no margins."""
    paragraphs = sum(node.kind == "paragraph" for node in nodes)
    if paragraphs == 1 and nodes[0].kind == "paragraph" and not nodes[0].marks:
        shown = line(nodes[0].content, scene)
        rtl = direction(_said(nodes[0]))
        first = f'<span dir="rtl">{shown}</span>' if rtl else shown
        return first + blocks(nodes[1:], scene)
    return blocks(nodes, scene)


def _contents(node: Node, scene: Scene) -> str:
    return _through(node.content, scene)


def _paragraph(node: Node, scene: Scene) -> str:
    return _lines("p", node, scene)


def _heading(node: Node, scene: Scene) -> str:
    return _lines(f"h{node.number('level', 1, 6, 3)}", node, scene)


def _lines(name: str, node: Node, scene: Scene) -> str:
    inner = line(node.content, scene)
    if not inner or inner.isspace():
        return ""
    small = "adf-small" if node.mark("fontSize") is not None else ""
    return scene.tag(name, inner, small, _placed(node), dir=direction(_said(node)))


def _placed(node: Node) -> str:
    """Alignment and indentation."""
    css = []
    if (aligned := node.mark("alignment")) and (side := _side(aligned.get("align"))):
        css.append(f"text-align:{side}")
    if (indented := node.mark("indentation")) is not None:
        css.append(f"margin-left:{_STEP * Node('', indented).number('level', 1, 6, 1)}px")
    return ";".join(css)


def _side(value: Any) -> str:
    return _SIDES.get(value, "") if isinstance(value, str) else ""


def _said(node: Node) -> str:
    return next((each.text for each in node.content if each.text), "")


def _list(node: Node, scene: Scene) -> str:
    items = "".join(_item(item, scene) for item in node.content)
    if node.kind == "bulletList":
        return scene.tag("ul", items) if items else ""
    start = node.number("order", 0, 10**9, 1)
    return scene.tag("ol", items, start=start if start != 1 else "") if items else ""


def _item(node: Node, scene: Scene) -> str:
    return scene.tag("li", tight(node.content, scene))


def _tasks(node: Node, scene: Scene) -> str:
    items = "".join(_task(item, scene) for item in node.content)
    return scene.tag("ul", items, "adf-tasks") if items else ""


def _task(node: Node, scene: Scene) -> str:
    if node.kind in ("listItem", "taskList"):
        inner = tight(node.content, scene) if node.kind == "listItem" else _tasks(node, scene)
        return scene.tag("li", inner) if inner else ""
    done = node.say("state") == "DONE"
    box = "☑" if done else "☐"
    return scene.tag("li", f"{box}&nbsp;{tight(node.content, scene)}", "adf-done" if done else "")


def _decisions(node: Node, scene: Scene) -> str:
    items = (scene.tag("li", f"⤷&nbsp;{tight(item.content, scene)}") for item in node.content)
    return scene.tag("ul", "".join(items), "adf-decisions") if node.content else ""


def _quote(node: Node, scene: Scene) -> str:
    inner = blocks(node.content, scene)
    return scene.tag("blockquote", inner) if inner else ""


def _code(node: Node, scene: Scene) -> str:
    # Browsers drop a line break that follows the tag.
    code = escape(f"\n{node.text}" if node.text.startswith("\n") else node.text)
    return scene.tag("pre", code, "adf-code") if code else ""


def _rule(node: Node, scene: Scene) -> str:
    return scene.tag("hr", "")


def _panel(node: Node, scene: Scene) -> str:
    kind = says.panel_kind(node)
    behind = colour(node.attrs.get("panelColor")) if kind == "custom" else ""
    ink = ink_on(behind) if behind else INK
    place = scene.on(behind, ink) if behind else scene.on_light()
    inner = tight(node.content, place)
    if not inner:
        return ""
    lead = says.panel_lead(node, scene.look)
    icon = scene.tag("td", words(_ICONS.get(kind, lead)), "adf-panel-icon", title=lead) if lead else ""
    css = f"background-color:{behind};color:{ink}" if behind else ""
    return _box(icon + scene.tag("td", inner, "adf-panel-body"), f"adf-panel adf-panel-{kind}", css, scene)


def _box(cells: str, classes: str, css: str, scene: Scene) -> str:
    """A table of one row: the only box that all mail programs draw alike."""
    return scene.tag(
        "table", f'<tr valign="top">{cells}</tr>', classes, css,
        role="presentation", cellpadding=0, cellspacing=0, width="100%",
    )  # fmt: skip


def _expand(node: Node, scene: Scene) -> str:
    title = node.say("title")
    inner = blocks(node.content, scene)
    if not inner and not title:
        return ""
    if not scene.look.open_expands:
        summary = scene.tag("summary", words(title or scene.look.words.expand), "adf-expand-title")
        return scene.tag("details", summary + inner, "adf-expand")
    head = scene.tag("div", words(title), "adf-expand-title") if title else ""
    return _box(scene.tag("td", head + inner, "adf-panel-body"), "adf-expand", "", scene)


def _table(node: Node, scene: Scene) -> str:
    return table(node, scene, tight)


def _columns(node: Node, scene: Scene) -> str:
    """Beside each other where there is room; Outlook has them below each other."""
    shown = [inner for column in node.content if (inner := _column(column, len(node.content), scene))]
    return scene.tag("div", "".join(shown), "adf-columns") if shown else ""


def _column(node: Node, of: int, scene: Scene) -> str:
    inner = blocks(node.content, scene) if node.kind == "layoutColumn" else block(node, scene)
    share = node.number("width", 1, 100, round(100 / of) or 1)
    # A little less than asked for: the sum must not pass the line.
    return (
        scene.tag("div", inner, "adf-column", f"width:{max(1, share - 1)}%;min-width:200px") if inner else ""
    )


def _single(node: Node, scene: Scene) -> str:
    url = says.link_of(node, scene.look)
    shown = "".join(_in_single(each, node, url, scene) for each in node.content)
    side = _side(node.attrs.get("layout"))
    return scene.tag("div", shown, "adf-media", f"text-align:{side}" if side else "") if shown else ""


def _in_single(each: Node, single: Node, url: str, scene: Scene) -> str:
    if each.kind == "media":
        return picture(each, scene, scene.look.words.picture, _widest(single), url)
    if each.kind == "caption":
        inner = tight(each.content, scene)
        return scene.tag("div", inner, "adf-caption") if inner else ""
    return block(each, scene)


def _widest(single: Node) -> int:
    """Pixels that the writer gave to a picture: so many, or a share of the line."""
    if single.say("widthType") == "pixel":
        return single.number("width", 16, WIDEST, WIDEST)
    return round(single.number("width", 5, 100, 100) * WIDEST / 100)


def _media(node: Node, scene: Scene) -> str:
    return scene.tag("div", picture(node, scene, scene.look.words.file), "adf-media")


def _card(node: Node, scene: Scene) -> str:
    return scene.tag("p", card(node, scene), "adf-card")


def _extension(node: Node, scene: Scene) -> str:
    return _note(says.extension(node, scene.look), scene)


def _deep(node: Node, scene: Scene) -> str:
    return _note(f"[{scene.look.words.deep}]", scene.at(False)) + _through(node.content, scene)


def _unknown(node: Node, scene: Scene) -> str:
    return _through(node.content, scene) or _note(says.unknown(node, scene.look), scene)


def _note(said: str, scene: Scene) -> str:
    return scene.tag("p", words(said), "adf-missing")


_WRITERS: dict[str, Callable[[Node, Scene], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "bulletList": _list,
    "orderedList": _list,
    "taskList": _tasks,
    "decisionList": _decisions,
    "blockquote": _quote,
    "codeBlock": _code,
    "rule": _rule,
    "bodiedRule": _rule,
    "panel": _panel,
    "expand": _expand,
    "nestedExpand": _expand,
    "table": _table,
    "layoutSection": _columns,
    "mediaSingle": _single,
    "media": _media,
    "blockCard": _card,
    "embedCard": _card,
    "extension": _extension,
    "bodiedExtension": _extension,
    "multiBodiedExtension": _extension,
    "syncBlock": _extension,
    "deep": _deep,
    "unknown": _unknown,
}
