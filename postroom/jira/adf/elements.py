"""What each HTML element becomes, but for pictures, tables and Word's lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postroom.jira.adf import links
from postroom.jira.adf.css import Declared
from postroom.jira.adf.flow import Style
from postroom.jira.adf.lists import DONE, TODO, item, list_of
from postroom.jira.adf.nodes import Node, clean, code_block, text_node, text_of, without_strong
from postroom.jira.adf.page import Handler, Page
from postroom.jira.adf.plain import read_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST_HEADING = 250
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-text-|brush:\s*|sourceCode\s+|hljs\s+)([a-z0-9+#_-]{1,30})",
    re.IGNORECASE,
)


def on_link(page: Page, element: Element, style: Style, said: Declared) -> None:
    """A link; of one that leads to a file on somebody's server the path is kept as text."""
    address = element.get("href", "")
    outer, page.href = page.href, links.target(address) or page.href
    if said.display == "block":
        page.block(element, style, said)
    else:
        page.children(element, style)
    page.href = outer
    path = address.strip()
    if path[:5].lower() == "file:" and len(path) <= links.LONGEST_ADDRESS:
        name = re.split(r"[/\\]", path)[-1]
        if name not in "".join(map(str, element.itertext())):
            page.flow.write(f" ({path})", style)


def on_break(page: Page, element: Element, style: Style, said: Declared) -> None:
    page.flow.line_break()


def on_rule(page: Page, element: Element, style: Style, said: Declared) -> None:
    page.flow.add({"type": "rule"})


def on_heading(page: Page, element: Element, style: Style, said: Declared) -> None:
    """A heading; what is too long to be one stays a paragraph, other blocks inside stay what they are."""
    blocks = page.inside(element, style)
    page.flow.add(*(_as_heading(block, int(element.tag[1])) for block in blocks))


def _as_heading(block: Node, level: int) -> Node:
    if block["type"] != "paragraph" or len(text_of([block])) > LONGEST_HEADING:
        return block
    return {**without_strong(block), "type": "heading", "attrs": {"level": level}}


def on_quote(page: Page, element: Element, style: Style, said: Declared) -> None:
    """A quote; without a border and with a margin it is only what "indent more" writes."""
    blocks = page.inside(element, style)
    if said.framed is False and said.indent and element.get("type") != "cite":
        page.flow.add(*blocks)
    elif blocks:
        page.flow.add({"type": "blockquote", "content": blocks})


def on_inline_quote(page: Page, element: Element, style: Style, said: Declared) -> None:
    page.flow.write("“", style, page.href)
    page.children(element, style)
    page.flow.write("”", style, page.href)


def on_preformatted(page: Page, element: Element, style: Style, said: Declared) -> None:
    """Code, unless a mail program wrote ordinary text that way."""
    text = clean("".join(_literal(element))).expandtabs(4).strip("\n").rstrip()
    page.letters += len(text)
    if not text.strip():
        return
    if "moz-" in element.get("class", "") or element.get("wrap") is not None or said.mono is False:
        page.flow.add(*read_text(text).blocks)
    else:
        page.flow.add(code_block(text, _language(element)))


def _literal(element: Element) -> list[str]:
    parts = [element.text or ""]
    for node in element.iterdescendants():
        if node.tag == "br":
            parts.append("\n")
        elif node.tag not in ("script", "style") and node.text:
            parts.append(node.text)
        parts.append(node.tail or "")
    return parts


def _language(element: Element) -> str:
    parent = element.getparent()
    nearby = [element, *element.iterchildren("code"), *([] if parent is None else [parent])]
    found = (_LANGUAGE.search(node.get("class", "")) for node in nearby)
    return next((match[1].lower() for match in found if match), "")


def on_details(page: Page, element: Element, style: Style, said: Declared) -> None:
    summary = next(element.iterchildren("summary"), None)
    title = "" if summary is None else " ".join("".join(map(str, summary.itertext())).split())
    if summary is not None:
        summary.text, summary[:] = None, []
    blocks = page.inside(element, style)
    if blocks or title:
        page.flow.add({"type": "expand", "attrs": {"title": clean(title)}, "content": blocks})


# lists


def on_list(page: Page, element: Element, style: Style, said: Declared) -> None:
    blocks = page.inside_item(element, style)
    if element.tag != "ol":
        page.flow.add(*list_of(blocks))
        return
    first = next(element.iterchildren("li"), element)
    order = _number(element.get("start")) or _number(first.get("value")) or 1
    page.flow.add(*list_of(blocks, order))


def on_item(page: Page, element: Element, style: Style, said: Declared) -> None:
    blocks = page.inside_item(element, style)
    page.marker = ""
    ticked = element.get("aria-checked") or element.get("data-checked")
    if ticked in ("true", "false") and blocks and blocks[0]["type"] == "paragraph":
        blocks[0]["content"].insert(0, text_node(DONE if ticked == "true" else TODO))
    page.flow.add(item(blocks, _number(element.get("value"))))


def _number(text: str | None) -> int | None:
    found = (text or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


def on_term(page: Page, element: Element, style: Style, said: Declared) -> None:
    page.flow.end_paragraph()
    page.block(element, style._replace(strong=True), said)


# forms


def on_input(page: Page, element: Element, style: Style, said: Declared) -> None:
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        page.flow.write(TODO if element.get("checked") is None else DONE, style)
    elif kind in ("text", "email", "tel", "url", "number", "date") and element.get("value"):
        page.flow.write(f" {element.get('value')} ", style)


HANDLERS: dict[str, Handler] = {
    "a": on_link,
    "blockquote": on_quote,
    "br": on_break,
    "details": on_details,
    "dt": on_term,
    "hr": on_rule,
    "input": on_input,
    "li": on_item,
    "q": on_inline_quote,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), on_heading),
    **dict.fromkeys(("ul", "ol", "dir", "menu"), on_list),
    **dict.fromkeys(("listing", "plaintext", "pre", "xmp"), on_preformatted),
}
