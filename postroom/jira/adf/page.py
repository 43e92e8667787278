"""The walk over an HTML tree that writes what a browser would show into flows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from postroom.jira.adf.css import LONGEST_STYLE, Declared, declared
from postroom.jira.adf.flow import Flow, Style
from postroom.jira.adf.nodes import ENOUGH, Node

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Frames of Python's stack: where all are taken, elements are read as lines of plain text.
_FRAMES = 450
_PER_LEVEL = 3

_ELEMENT = 4  # letters that an element counts as

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav noscript ol
    optgroup p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp
""",
    )
)
_LOOSE = frozenset(["p", "fieldset", "figure", "hgroup"])
_DROPPED = frozenset(
    re.findall(
        r"\w+",
        """
    applet area audio base canvas col colgroup datalist embed frame frameset head iframe link map meta option
    param script select source style svg template title track xml
""",
    )
)
_WORD = re.compile(r"\bMso(?!List)\w+|\bMsoList(?:Paragraph|Bullet|Number|Continue)\w*")
_MARGIN = 12.0  # points around a paragraph
_SPACE = 3.0  # points that part two lines
_CENTERED = "text-align:center;"

Handler = Callable[["Page", "Element", Style, Declared], None]

# What tags do to letters: field of Style, value, tags.
_TAGS: Mapping[str, Mapping[str, bool | str]] = {
    tag: {name: value}
    for name, value, tags in (
        ("strong", True, "b strong"),
        ("em", True, "i em cite dfn var"),
        ("underline", True, "u ins"),
        ("strike", True, "s strike del"),
        ("code", True, "code tt kbd samp"),
        ("subsup", "sub", "sub"),
        ("subsup", "sup", "sup"),
        ("preserve", True, "textarea"),
        ("align", "", "table"),
    )
    for tag in tags.split()
}


@lru_cache(maxsize=8192)
def appearance(parent: Style, tag: str, css: str) -> tuple[Style, Declared]:
    """How an element's letters look inside of its parent's, and all that its CSS says."""
    style = parent._replace(**_TAGS[tag]) if tag in _TAGS else parent  # type: ignore[arg-type]
    if not css:
        return style, _SILENT
    said = declared(css)
    changes = {
        name: value
        for name in ("strong", "em", "subsup", "colour", "align", "preserve", "invisible", "rtl")
        if (value := getattr(said, name)) is not None
    }
    for name in ("underline", "strike"):  # "none" takes back only what the element itself brought
        if (line := getattr(said, name)) is not None:
            changes[name] = line or getattr(parent, name)
    if said.mono is not None:
        changes["mono"] = said.mono and tag not in BLOCKS
    return style._replace(**changes), said


_SILENT = Declared()


class Page:
    """Where the walk is: the flow that it writes to, the link that it is in, and the counts that matter."""

    def __init__(self, handlers: Mapping[str, Handler], rules: Mapping[str, str]) -> None:
        self.flow = Flow()
        self.href = ""
        self.tables = 0  # open ones
        self.items = 0  # open list items
        self.letters = 0  # that were read
        self._elements = 0
        self.marker = ""  # the bullet or number that Word wrote as text
        self._handlers = handlers
        self._rules = rules
        self._frames = 0

    def inside(self, element: Element, style: Style, frames: int = 1) -> list[Node]:
        """The blocks of an element's content, in a flow of their own; the caller's frames count, too."""
        outer, self.flow = self.flow, Flow()
        self._frames += frames
        self.children(element, style)
        self._frames -= frames
        self.flow.end_line()
        inner, self.flow = self.flow, outer
        return inner.blocks

    def inside_item(self, element: Element, style: Style) -> list[Node]:
        """As `inside`, where what Word says to ignore is a bullet."""
        self.items += 1
        blocks = self.inside(element, style)
        self.items -= 1
        return blocks

    def children(self, element: Element, style: Style) -> None:
        if self._frames >= _FRAMES:
            self._write_flat(element, style)
            return
        self._frames += _PER_LEVEL
        if element.text:
            self.write(element.text, style)
        for child in element:
            if self.is_full:
                break
            self.element(child, style)
            if child.tail:
                self.write(child.tail, style)
        self._frames -= _PER_LEVEL

    def write(self, text: str, style: Style) -> None:
        self.letters += min(len(text), ENOUGH)
        self.flow.write(text[:ENOUGH], style, self.href)

    def count(self) -> None:
        """One more element was read."""
        self._elements += 1

    @property
    def is_full(self) -> bool:
        """Whether so much was read that Jira can show no more of it."""
        return self.letters + _ELEMENT * self._elements > ENOUGH

    def element(self, element: Element, parent: Style) -> None:
        tag = element.tag
        self.count()
        if tag in _DROPPED:
            return
        css = self.css(element, tag)
        style, said = appearance(parent, tag, _CENTERED + css if tag == "center" else css)
        if said.hidden:
            return
        handler = self._handlers.get(tag)
        if handler is not None:
            handler(self, element, style, said)
        elif said.list.startswith("ignore") and self.items:
            self.marker = self.marker or "".join(map(str, element.itertext()))
        elif said.display in ("block", "flex", "grid") or (tag in BLOCKS and said.display != "inline"):
            self.block(element, style, said)
        else:
            self.children(element, style)

    def block(self, element: Element, style: Style, said: Declared) -> None:
        """An element that starts and ends a line; one with margins is apart from its neighbours."""
        flow = self.flow
        end = flow.end_paragraph if _is_loose(element, said) else flow.end_line
        if said.ruled and not self.tables and element.tag in ("div", "p"):
            flow.add({"type": "rule"})
        end()
        self.children(element, style)
        end()

    def css(self, element: Element, tag: str) -> str:
        """All that applies to an element, the weakest first."""
        names = element.keys()
        if not names and tag not in self._rules:
            return ""
        get = element.get
        found = get("style", "") if "style" in names else ""
        if self._rules:
            found = self._from_sheet(element, tag, names) + found
        if tag == "font":
            found = f"color:{get('color') or 'inherit'};font-family:{get('face') or 'inherit'};{found}"
        if "align" in names and tag not in ("img", "table", "hr", "iframe"):
            found = f"text-align:{get('align')};{found}"
        if "dir" in names:
            found = f"direction:{get('dir')};{found}"
        if "hidden" in names:
            found += ";display:none"
        return found[:LONGEST_STYLE]

    def _from_sheet(self, element: Element, tag: str, names: Sequence[str | bytes]) -> str:
        found = self._rules.get(tag, "")
        if "class" in names:
            classes = [f".{name}" for name in element.get("class", "").lower().split()[:8]]
            for name in (*classes, *(tag + name for name in classes)):
                if name in self._rules:
                    found += self._rules[name]
        if "id" in names:
            found += self._rules.get(f"#{element.get('id', '').lower()}", "")
        return found

    def _write_flat(self, element: Element, style: Style) -> None:
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, node in walk:
            if self.is_full:
                break
            if event == "start":
                self.count()
            if event == "start" and node.tag in _DROPPED:
                walk.skip_subtree()
            elif node is not element and node.tag in BLOCKS:
                self.flow.end_line()
            elif event == "start" and node.tag == "br":
                self.flow.line_break()
            text = node.text if event == "start" and node.tag not in _DROPPED else node.tail
            if text and (event == "start" or node is not element):
                self.write(text, style)


def _is_loose(element: Element, said: Declared) -> bool:
    """Whether there is space above or below a block; Word's paragraphs have none unless they say so."""
    loose = element.tag in _LOOSE and not _WORD.search(element.get("class", ""))
    usual = _MARGIN if loose else 0.0
    above = usual if said.above is None else said.above
    below = usual if said.below is None else said.below
    return max(above, below) >= _SPACE
