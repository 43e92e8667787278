"""Pictures in HTML: placeholders for those that came with the mail, words for all others, nothing fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postroom.jira.adf import links
from postroom.jira.adf.css import Declared, points
from postroom.jira.adf.flow import Style
from postroom.jira.adf.nodes import Node, clean
from postroom.jira.adf.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PLACEHOLDER = "cid:"
LONGEST_ID = 500
LONGEST_ALT = 300

_SPACER = 4  # pixels: a picture that is smaller holds a layout apart or counts readers
_ICON = 32  # pixels: a picture that is smaller belongs to a line of text
_FILE_NAME = re.compile(r"[^\s/\\]{1,80}\.(?:png|jpe?g|gif|bmp|webp|svg|tiff?|heic)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*")
_IN_STYLE = re.compile(r"(?<![\w-])(width|height)\s*:\s*([^;]{1,20})")


def on_image(page: Page, element: Element, style: Style, said: Declared) -> None:
    width, height = _size(element, "width"), _size(element, "height")
    if min(_SPACER if width is None else width, _SPACER if height is None else height) < _SPACER:
        return
    style = style._replace(invisible=False)
    alt = " ".join(clean(element.get("alt", "")).split())[:LONGEST_ALT]
    source = element.get("src", "").strip()
    if _is_emoji(alt):
        page.flow.write(alt, style, page.href)
    elif source[:4].lower() == PLACEHOLDER:
        _place(page, source[4:], alt, width, height, style)
    elif alt and not _FILE_NAME.fullmatch(alt):
        page.flow.write(alt, style, page.href)
    elif not page.href and not page.tables and max(width or _ICON + 1, height or _ICON + 1) > _ICON:
        page.flow.write(f"[picture: {alt}]" if alt else "[picture]", style, links.target(source))


def _place(page: Page, source: str, alt: str, width: int | None, height: int | None, style: Style) -> None:
    content_id = clean(unquote(source)).strip("<> ")[:LONGEST_ID]
    is_icon = width is not None and height is not None and max(width, height) < _ICON
    if is_icon or not content_id or "\n" in content_id:
        if alt and not _FILE_NAME.fullmatch(alt):
            page.flow.write(alt, style, page.href)
        return
    page.flow.picture(placeholder(content_id, alt, width, height))


def placeholder(content_id: str, alt: str = "", width: int | None = None, height: int | None = None) -> Node:
    """What stands for a picture until it is attached: a picture whose id is its content id."""
    attrs = {"type": "file", "id": PLACEHOLDER + content_id, "collection": ""}
    size = {"width": width, "height": height} if width and height else {}
    media = {"type": "media", "attrs": {**attrs, **({"alt": alt} if alt else {}), **size}}
    return {"type": "mediaSingle", "attrs": {"layout": "align-start"}, "content": [media]}


def _size(element: Element, name: str) -> int | None:
    """The width or height in pixels that a picture is shown with."""
    for side, value in _IN_STYLE.findall(element.get("style", "").lower()):
        length = points(value)
        if side == name and length is not None and length >= 0:
            return round(length / 0.75)
    match = _NUMBER.fullmatch(element.get(name, ""))
    return int(match[1]) if match else None


def _is_emoji(alt: str) -> bool:
    """Whether a picture's text is a character that needs no picture."""
    return (
        0 < len(alt) <= 12
        and all(char > "\u2000" for char in alt)
        and any(char > "\u2190" for char in alt)
        and (not any(char.isalpha() for char in alt))
    )
