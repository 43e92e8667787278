"""Mail HTML as simple text: lines, lists, links, quotes and table cells, without what a browser hides."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from lxml import etree

LONGEST = 1_000_000  # characters of HTML that are looked at
MAX_NESTING = 10  # of quotes and lists that shows

_LONGEST_LINE = 20_000

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section
    summary table tbody tfoot thead tr ul
""",
    )
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre"])
_HIDDEN = frozenset(["head", "script", "style", "template", "title", "noscript", "object", "svg"])
_NOT_SHOWN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKUP = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_LINE_TAG = re.compile(r"</?(?:p|div|tr|li|br|h[1-6]|blockquote|table|ul|ol)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


@dataclass
class _Page:
    """The lines written so far, and what the next word needs in front of it."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    quotes: int = 0
    quotes_above: int = 0  # of the line before
    pre: int = 0
    lists: list[int | None] = field(default_factory=list)  # next number of each open list, None: bullets
    marker: str = ""
    gap: bool = False

    def write(self, text: str) -> None:
        if self.pre:
            head, *more = text.replace("\r\n", "\n").split("\n")
            self._add(head)
            for line in more:
                self.end_line(keep_empty=True)
                self._add(line)
            return
        words = _SPACE.sub(" ", text)
        self._add(words.lstrip(" ") if not self.line or self.line.endswith((" ", "\t")) else words)

    def _add(self, text: str) -> None:
        if text and not self.line and self.marker:
            self.line = "  " * min(len(self.lists) - 1, MAX_NESTING) + self.marker
            self.marker = ""
        self.line += text
        if len(self.line) > _LONGEST_LINE:
            self.end_line()

    def end_line(self, *, keep_empty: bool = False) -> None:
        line = self.line.rstrip()
        self.line = ""
        if line or keep_empty:
            if self.gap and self.lines and self.lines[-1].strip("> "):
                self.lines.append("> " * min(self.quotes, self.quotes_above))
            self.gap, self.quotes_above = False, self.quotes
            self.lines.append("> " * self.quotes + line)

    def paragraph(self) -> None:
        self.end_line()
        self.gap = not self.lists

    def text(self) -> str:
        self.end_line()
        joined = "\n".join(line.rstrip() for line in self.lines).replace("\xa0", " ")
        return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")


def html_to_text(source: str) -> str:
    """The text that a reader of this HTML sees. Never raises; it reads the first 1,000,000 characters."""
    source = source[:LONGEST]
    if not source.strip():
        return ""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return _stripped(source)
    if root is None or any("depth" in entry.message for entry in parser.error_log):
        return _stripped(source)  # the parser drops all that lies deeper than 256 elements
    return _walk(root)


def _walk(root: etree._Element) -> str:
    page = _Page()
    hidden: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if hidden is None and event == "start" and _is_hidden(element):
            hidden = element
        if hidden is None and event == "start":
            _start(page, element)
        elif hidden is None:
            _end(page, element)
        if event == "end":
            hidden = None if element is hidden else hidden
            if hidden is None and element.tail:
                page.write(element.tail)
    return page.text()


def _is_hidden(element: etree._Element) -> bool:
    return element.tag in _HIDDEN or bool(_NOT_SHOWN.search(element.get("style", "")))


def _start(page: _Page, element: etree._Element) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        page.paragraph() if tag in _PARAGRAPHS else page.end_line()
    if tag == "br":
        page.end_line(keep_empty=True)
    elif tag == "hr":
        page.write("---")
        page.end_line()
    elif tag in ("ul", "ol"):
        page.lists.append(1 if tag == "ol" else None)
    elif tag == "li":
        page.marker = _marker(page)
    elif tag == "blockquote":
        page.quotes = min(page.quotes + 1, MAX_NESTING)
    elif tag == "pre":
        page.pre += 1
    elif tag in ("td", "th") and page.line.strip():
        page.line = page.line.rstrip() + "\t"
    if element.text:
        page.write(element.text)


def _end(page: _Page, element: etree._Element) -> None:
    tag = element.tag
    if tag == "a":
        page.write(_link(element))
    if tag in _BLOCKS:
        page.paragraph() if tag in _PARAGRAPHS else page.end_line()
    if tag in ("ul", "ol") and page.lists:
        page.lists.pop()
        page.gap = not page.lists
    elif tag == "li":
        page.marker = ""
    elif tag == "blockquote":
        page.quotes = max(0, page.quotes - 1)
    elif tag == "pre":
        page.pre = max(0, page.pre - 1)


def _marker(page: _Page) -> str:
    number = page.lists[-1] if page.lists else None
    if number is None:
        return "- "
    page.lists[-1] = number + 1
    return f"{number}. "


def _link(element: etree._Element) -> str:
    """The target of a link in brackets, where the text does not say it already."""
    target = _SPACE.sub("", element.get("href", ""))
    scheme, _, rest = target.partition(":")
    if scheme.lower() not in ("http", "https", "ftp", "mailto", "tel") or len(target) > 2_000:
        return ""
    shown = "".join("".join(str(text) for text in element.itertext()).split()).rstrip("/").lower()
    bare = rest.removeprefix("//").split("?")[0] if scheme.lower() == "mailto" else rest.removeprefix("//")
    said = {
        bare.rstrip("/").lower(),
        bare.removeprefix("www.").rstrip("/").lower(),
        target.rstrip("/").lower(),
    }
    return "" if not shown or shown in said else f" ({target})"


def _stripped(source: str) -> str:
    """The text of HTML that no parser takes: tags cut out, blocks on lines of their own."""
    text = _LINE_TAG.sub("\n", _MARKUP.sub("", source))
    lines = (_SPACE.sub(" ", html.unescape(line)).strip() for line in _TAG.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
