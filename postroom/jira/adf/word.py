"""The lists that Word and Outlook write as paragraphs: bullets as text, levels in the style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postroom.jira.adf.css import Declared
from postroom.jira.adf.flow import Style
from postroom.jira.adf.lists import word_item
from postroom.jira.adf.nodes import Node
from postroom.jira.adf.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLE = re.compile(r"l\d+ level([1-9])")
_CLASS = re.compile(r"\bMsoList(?:Paragraph|Bullet|Number)")
_MARKER = re.compile(r"\s*(?:[·•§▪‣◦○●■–*-]|o(?=\s)|\d{1,3}[.)]|[a-zA-Z]{1,4}[.)])(?:\s{2,}|\t)\s*")
_NUMBER = re.compile(r"\W{0,20}(?:\d{1,6}\.){0,9}(\d{1,6})\W*\Z")
_LETTERS = re.compile(r"\W*[a-zA-Z]{1,5}[.)]\W*\Z")
_LEVEL = 36.0  # points that each level is indented by
_DEEPEST = 9


def on_paragraph(page: Page, element: Element, style: Style, said: Declared) -> None:
    """A paragraph, which in Word's HTML may be an item of a list."""
    in_style = _STYLE.match(said.list)
    if in_style is None and not _CLASS.search(element.get("class", "")):
        page.block(element, style, said)
        return
    outer, page.marker = page.marker, ""
    blocks = page.inside_item(element, style)
    marker, page.marker = page.marker, outer
    found = _cut_marker(blocks) if blocks and not marker else None
    level = int(in_style[1]) if in_style else min(_DEEPEST, max(1, round(said.indent / _LEVEL)))
    if in_style or found:
        page.flow.add(word_item(blocks, level, _number(found[0] if found else marker)))
    else:
        page.flow.add(*blocks)


def _number(marker: str) -> int | None:
    """The number that a marker starts with; 1 for letters, None for bullets."""
    if match := _NUMBER.match(marker):
        return int(match[1])
    return 1 if _LETTERS.match(marker) else None


def _cut_marker(blocks: list[Node]) -> re.Match[str] | None:
    """Take the bullet or number off the beginning of the first paragraph, where it has one."""
    first = blocks[0]
    if first["type"] != "paragraph" or first["content"][0]["type"] != "text":
        return None
    text = first["content"][0]["text"]
    match = _MARKER.match(text)
    if match:
        rest = text[match.end() :]
        first["content"][:1] = [first["content"][0] | {"text": rest}] if rest else []
    return match
