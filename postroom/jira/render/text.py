"""A document as plain text for mail; lines are never wrapped, as receiving programs do that themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from postroom.jira.render import says
from postroom.jira.render.look import Look
from postroom.jira.render.text_inline import card, line, media
from postroom.jira.render.text_tables import table
from postroom.jira.render.tree import Node, read
from postroom.jira.render.width import width

Lines = list[str]

_MOST_INDENTS = 15  # more would make a small document with many short lines very large
_RULE = "-" * 40
_LISTS = frozenset(["bulletList", "orderedList", "taskList", "decisionList"])
_UNDERLINED = {1: "=", 2: "-"}
_LONGEST_UNDERLINE = 78


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines are written: by which look, and how often they will be indented."""

    look: Look
    indents: int = 0

    def deeper(self) -> Place:
        return replace(self, indents=self.indents + 1)


def to_text(doc: Any, look: Look) -> str:
    r"""The document as text with \n between lines and none at the end; "" where it shows nothing.

    `doc` is whatever Jira answered: a string is a paragraph, wrong types are read as far as they can be, and
    no text is lost. Deeper than tree.DEEPEST levels it is text only, with a note that says so. Never raises.
    Lines are not wrapped (no format=flowed): long ones need quoted-printable or base64 on their way.
    """
    return "\n".join(blocks(read(doc), Place(look)))


def blocks(nodes: Sequence[Node], place: Place, apart: bool = True) -> Lines:
    """Blocks with an empty line between; `apart` False: lists follow their paragraph at once."""
    lines: Lines = []
    last = ""
    for node in nodes:
        found = block(node, place)
        if found and lines and (apart or not (node.kind in _LISTS or last in _LISTS)):
            lines.append("")
        lines += found
        last = node.kind if found else last
    return lines


def block(node: Node, place: Place) -> Lines:
    return _WRITERS.get(node.kind, _contents)(node, place)


def _contents(node: Node, place: Place) -> Lines:
    return blocks(node.content, place)


def _paragraph(node: Node, place: Place) -> Lines:
    return _trimmed(line(node.content, place.look))


def _trimmed(text: str) -> Lines:
    """The lines of a text, without blanks at their ends and empty ones around them."""
    return [each.rstrip() for each in text.strip("\n").split("\n")] if text.strip() else []


def _heading(node: Node, place: Place) -> Lines:
    level = node.number("level", 1, 6, 3)
    lines = _trimmed(line(node.content, place.look, strong=False))
    if not lines:
        return []
    if level in _UNDERLINED:
        return [*lines, _UNDERLINED[level] * min(_LONGEST_UNDERLINE, max(map(width, lines)))]
    return [f"{'#' * level} {lines[0].lstrip()}", *lines[1:]]


def _list(node: Node, place: Place) -> Lines:
    number = node.number("order", 0, 10**9, 1)
    lines: Lines = []
    for item in node.content:
        found = blocks(item.content, place.deeper(), apart=False)
        if found:
            mark = "- " if node.kind == "bulletList" else f"{number}. "
            lines += _hung(mark, found, place)
        number += 1
    return lines


def _tasks(node: Node, place: Place) -> Lines:
    return [each for item in node.content for each in _task(item, place)]


def _task(node: Node, place: Place) -> Lines:
    if node.kind == "taskList":
        return _indented(_tasks(node, place.deeper()), "  ", place)
    mark = "- [x] " if node.say("state") == "DONE" else "- [ ] "
    found = blocks(node.content, place.deeper(), apart=False)
    return _hung("- " if node.kind == "listItem" else mark, found, place)


def _decisions(node: Node, place: Place) -> Lines:
    mark = f"- {place.look.words.decision}: "
    items = (blocks(item.content, place.deeper(), apart=False) for item in node.content)
    return [each for found in items for each in _hung(mark, found, place, 2)]


def _hung(mark: str, lines: Lines, place: Place, by: int | None = None) -> Lines:
    """The mark in front of the first line, the others indented as far."""
    if not lines:
        return []
    return [mark + lines[0], *_indented(lines[1:], " " * (len(mark) if by is None else by), place)]


def _indented(lines: Lines, prefix: str, place: Place) -> Lines:
    if place.indents >= _MOST_INDENTS:
        return lines
    return [f"{prefix}{each}".rstrip() if each else prefix.rstrip() for each in lines]


def _quote(node: Node, place: Place) -> Lines:
    return _indented(blocks(node.content, place.deeper()), "> ", place)


def _code(node: Node, place: Place) -> Lines:
    return _indented(node.text.strip("\n").split("\n"), "    ", place) if node.text.strip() else []


def _rule(node: Node, place: Place) -> Lines:
    return [_RULE]


def _panel(node: Node, place: Place) -> Lines:
    lead = says.panel_lead(node, place.look)
    mark = lead if says.panel_kind(node) == "custom" or not lead else f"{lead}:"
    found = blocks(node.content, place.deeper())
    if not found:
        return []
    rest = _indented(found[1:], "  ", place)
    if node.content[0].kind == "paragraph" or not mark:
        return [f"{mark} {found[0]}".strip(), *rest]
    return [mark, *_indented(found[:1], "  ", place), *rest]


def _expand(node: Node, place: Place) -> Lines:
    title = _trimmed(node.say("title"))
    inner = _indented(blocks(node.content, place.deeper()), "  ", place)
    return [f"▾ {title[0].lstrip()}", *title[1:], *inner] if title else inner


def _table(node: Node, place: Place) -> Lines:
    return table(node, lambda nodes: blocks(nodes, place, apart=False))


def _single(node: Node, place: Place) -> Lines:
    url = says.link_of(node, place.look)
    lines: Lines = []
    for each in node.content:
        if each.kind == "media":
            lines.append(media(each, place.look, place.look.words.picture, url))
        else:
            lines += block(each, place)
    return lines


def _media(node: Node, place: Place) -> Lines:
    return [media(node, place.look, place.look.words.file)]


def _group(node: Node, place: Place) -> Lines:
    return [each for child in node.content for each in block(child, place)]


def _card(node: Node, place: Place) -> Lines:
    return _trimmed(card(node, place.look))


def _extension(node: Node, place: Place) -> Lines:
    return _trimmed(says.extension(node, place.look))


def _deep(node: Node, place: Place) -> Lines:
    return [f"[{place.look.words.deep}]", *blocks(node.content, place)]


def _unknown(node: Node, place: Place) -> Lines:
    return blocks(node.content, place) or [says.unknown(node, place.look)]


_WRITERS: dict[str, Callable[[Node, Place], Lines]] = {
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
    "mediaSingle": _single,
    "mediaGroup": _group,
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
