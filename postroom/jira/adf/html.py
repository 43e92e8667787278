"""HTML to blocks: parsing, and what to do where no parser or reader goes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree

from postroom.jira.adf import css, elements, images, tables, word
from postroom.jira.adf.flow import PLAIN
from postroom.jira.adf.fonts import with_fonts_settled
from postroom.jira.adf.nodes import Read, clean, text_of
from postroom.jira.adf.page import Handler, Page
from postroom.jira.adf.plain import read_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST_HTML = 1_000_000  # characters that are looked at

HANDLERS: dict[str, Handler] = {
    **elements.HANDLERS,
    **dict.fromkeys(("img", "image"), images.on_image),
    "p": word.on_paragraph,
    "table": tables.on_table,
}
_HIDDEN = re.compile(
    r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_LINE_TAG = re.compile(r"</?(?:p|div|tr|li|br|h[1-6]|blockquote|table|ul|ol)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_GAP = re.compile(r"\n{3,}")


def html_blocks(source: str) -> Read:
    """Read HTML until there is more than Jira takes. Never raises."""
    text = clean(source[:LONGEST_HTML])
    beyond = max(0, len(source) - LONGEST_HTML)
    root = _parsed(text) if "<" in text or "&" in text else None
    if root is None:
        return read_text(_stripped(text))
    rules: dict[str, str] = {}
    for sheet in root.iter("style"):
        rules |= css.sheet(sheet.text or "")
    page = Page(HANDLERS, rules)
    page.element(root, PLAIN)
    page.flow.end_line()
    blocks = with_fonts_settled(page.flow.blocks)
    if len(blocks) == 1 and blocks[0]["type"] == "codeBlock" and "attrs" not in blocks[0]:
        return read_text(text_of(blocks))  # a plain text mail in <pre>
    return Read(blocks, beyond + (_unread(root, page.letters) if page.is_full else 0))


def _unread(root: Element, read: int) -> int:
    """About how many letters follow those that were read."""
    return max(0, len("".join(map(str, root.itertext()))) - read)


def _parsed(text: str) -> Element | None:
    """The root of the tree; None where there is none, or where the parser would drop what lies too deep."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    return None if any("depth" in entry.message for entry in parser.error_log) else root


def _stripped(text: str) -> str:
    """The text of HTML that no parser takes: tags cut out, blocks on lines of their own."""
    lines = _LINE_TAG.sub("\n", _HIDDEN.sub("", text)).split("\n")
    plain = (" ".join(unescape(_TAG.sub("", line)).split()) for line in lines)
    return _GAP.sub("\n\n", clean("\n".join(plain)))
