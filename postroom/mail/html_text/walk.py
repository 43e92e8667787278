"""One walk over the tree of a page: every element adds to the rows that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from postroom.mail.html_text import look
from postroom.mail.html_text.page import Page, Row
from postroom.mail.html_text.source import parse, stripped
from postroom.mail.html_text.writer import Writer, row_text

_SKIP, _LINE, _PARAGRAPH, _CELL, _OTHER, _QUOTE, _LIST, _ITEM, _TABLE_ROW, _WHITE_SPACE = (
    1 << bit for bit in range(10)
)
_TAGS = {
    _LINE: """
        address article aside body caption center dd details dialog div dl dt fieldset figcaption figure
        footer form frameset header hgroup html legend main nav noframes option section summary tbody tfoot
        thead""",
    _LINE | _OTHER: "dir li listing menu tr",
    _PARAGRAPH: "blockquote h1 h2 h3 h4 h5 h6 hr ol p pre table ul xmp",
    _SKIP: "datalist head iframe script style svg template title xml",
    _CELL: "td th",
    _OTHER: "br img plaintext textarea",
}
_ALL = ("html", "body")  # who hides all of a mail has made a mistake
_AT_START = _CELL | _OTHER
_DEEDS = {tag: deed for deed, tags in _TAGS.items() for tag in tags.split()}
_TIGHT_PAGE = "margin-top:0;margin-bottom:0"  # Outlook on the web says so of all paragraphs, in its <style>
_LEVEL = re.compile(r"mso-list:[^;]{0,40}\blevel([1-9])")


def read_page(source: str) -> Page:
    """The rows of this HTML. Never raises; it reads the first 1,000,000 characters."""
    root = parse(source)
    if root is None:
        return Page([Row(row_text(line)) for line in stripped(source)])
    return _walk(root, is_tight=_TIGHT_PAGE in source[:20_000])


def _walk(root: etree._Element, *, is_tight: bool) -> Page:
    """What an element does is kept in bits, as most do nothing, and a long mail has many thousands."""
    writer = Writer()
    rows = writer.rows
    page = Page(rows, root)
    opened: list[tuple[int, int]] = []  # of every open element its first row, and what its end has to do
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            first, deeds = opened.pop()
            if deeds == _LINE:
                writer.end_row()
            elif deeds:
                _end(writer, deeds)
            end = len(rows)
            page.spans[element] = (first, end if writer.pieces or writer.has_picture else end - 1, end)
            text = element.tail
        else:
            style = element.get("style")
            looks = look.look(style) if style else 0
            deeds = _DEEDS.get(element.tag, 0)
            if deeds & _SKIP or (looks & (look.HIDDEN | look.BULLET) and element.tag not in _ALL):
                _skip(writer, page, element, looks)
                walker.skip_subtree()
                opened.append((len(rows), 0))
                continue
            if deeds == _LINE and not looks:
                writer.end_row()
                opened.append((len(rows), _LINE))
            elif deeds or looks:
                opened.append(_start(writer, element, deeds, looks, is_tight))
            else:
                opened.append((len(rows), 0))
            text = element.text
        if text:
            writer.write(text)
    writer.end_row()
    return page


def _skip(writer: Writer, page: Page, element: etree._Element, looks: int) -> None:
    if looks & look.BULLET and not looks & look.HIDDEN:
        _start_word_item(writer, element)
    else:
        page.hidden.append(element)


def _start(
    writer: Writer, element: etree._Element, deeds: int, looks: int, is_tight: bool
) -> tuple[int, int]:
    tag = element.tag
    if deeds & _PARAGRAPH:
        if tag == "p" and (is_tight or looks & look.TIGHT or "mso" in element.get("class", "").lower()):
            deeds = _LINE
            writer.end_row()
        else:
            writer.paragraph()
    elif deeds & _LINE:
        writer.end_row()
    elif deeds & _CELL:
        writer.start_cell()
    first = len(writer.rows)
    handler = _STARTS.get(tag)
    if handler:
        deeds |= handler(writer, element, looks)
    if looks & (look.PRE | look.WRAPS):
        writer.white_space.append(bool(looks & look.PRE))
        deeds |= _WHITE_SPACE
    return first, deeds & ~_AT_START


def _end(writer: Writer, deeds: int) -> None:
    if deeds & _TABLE_ROW:
        writer.end_table_row()
    elif deeds & _PARAGRAPH:
        writer.paragraph()
    elif deeds & _LINE:
        writer.end_row()
    if deeds & _QUOTE:
        writer.depth -= 1
    if deeds & _LIST:
        writer.end_list()
    if deeds & _WHITE_SPACE:
        writer.white_space.pop()
    if deeds & _ITEM:
        writer.marker = ""


def _break(writer: Writer, element: etree._Element, looks: int) -> int:
    writer.end_row(keep_empty=True)
    return 0


def _picture(writer: Writer, element: etree._Element, looks: int) -> int:
    writer.show_picture(element.get("alt", ""))
    return 0


def _quote(writer: Writer, element: etree._Element, looks: int) -> int:
    if looks & look.INDENT and element.get("type") != "cite":
        return 0
    writer.depth += 1
    return _QUOTE


def _bullets(writer: Writer, element: etree._Element, looks: int) -> int:
    writer.start_list(None if looks & look.BARE else 0)
    return _LIST


def _numbers(writer: Writer, element: etree._Element, looks: int) -> int:
    writer.start_list(None if looks & look.BARE else _number(element.get("start", "")) or 1)
    return _LIST


def _item(writer: Writer, element: etree._Element, looks: int) -> int:
    number = _number(element.get("value", ""))
    if number and writer.lists and writer.lists[-1]:
        writer.lists[-1] = number
    writer.start_item()
    return _ITEM


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 0


def _start_word_item(writer: Writer, element: etree._Element) -> None:
    """Word writes lists as paragraphs that begin with their bullet or number."""
    shown = "".join(map(str, element.itertext())).replace("\xa0", " ").strip()
    paragraph = next(element.iterancestors("p", "li", "h1", "h2", "h3"), None)
    level = _LEVEL.search(paragraph.get("style", "")) if paragraph is not None else None
    is_number = len(shown) > 1 and any(map(str.isalnum, shown))
    writer.indent_marker(int(level[1]) if level else 1, f"{shown} " if is_number else "- ")


def _table_row(writer: Writer, element: etree._Element, looks: int) -> int:
    writer.start_table_row()
    return _TABLE_ROW


def _preformatted(writer: Writer, element: etree._Element, looks: int) -> int:
    if looks & (look.PRE | look.WRAPS):
        return 0
    writer.white_space.append(True)
    return _WHITE_SPACE


_STARTS: dict[str, Callable[[Writer, etree._Element, int], int]] = {
    "br": _break,
    "img": _picture,
    "blockquote": _quote,
    "ul": _bullets,
    "menu": _bullets,
    "dir": _bullets,
    "ol": _numbers,
    "li": _item,
    "tr": _table_row,
    "pre": _preformatted,
    "listing": _preformatted,
    "xmp": _preformatted,
    "plaintext": _preformatted,
    "textarea": _preformatted,
}
