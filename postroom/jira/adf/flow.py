"""A flow of text as a browser lays it out: white space, line ends, paragraphs, and the marks of the letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from postroom.jira.adf.links import linked
from postroom.jira.adf.nodes import Node, children, hard_break, text_node, without_strays

#: Neighbouring lines without space between them are one paragraph, unless both are as long as prose.
LONG_LINE = 100

_BLANK = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_SPACES = " \t\r\n\f"
_UNSEEN = (
    _SPACES
    + "\xa0\u00ad\u034f\u061c\u115f\u2000\u2001\u2002\u2003\u2007\u200b\u200c\u200e\u200f\u202f\u2060\ufeff"
)


class Style(NamedTuple):
    """How letters look."""

    strong: bool = False
    em: bool = False
    underline: bool = False
    strike: bool = False
    subsup: str = ""
    code: bool = False
    mono: bool = False  # by their font only
    colour: str = ""
    preserve: bool = False  # white space
    invisible: bool = False
    align: str = ""
    rtl: bool = False


PLAIN = Style()


#: Letters that look alike and lead to the same place: text, style, address of a link or "".
Run = tuple[str, Style, str]
Line = list[Run]
#: A run, a picture, or BREAK.
Piece = Run | Node | str
BREAK: Final = "break"


class Flow:
    """The blocks of one container, and the line that is being written."""

    def __init__(self) -> None:
        self.blocks: list[Node] = []
        self._pieces: list[Piece] = []
        self._open: Node | None = None  # the paragraph that the next line may join
        self._length = 0  # of its last line

    def write(self, text: str, style: Style, href: str = "") -> None:
        if style.invisible or (not self._pieces and not style.preserve and not text.strip(_SPACES)):
            return
        if not style.preserve:
            self._pieces.append((text, style, href))
            return
        for number, line in enumerate(_LINE_END.split(text)):
            if number:
                self._pieces.append(BREAK)
            if line:
                self._pieces.append((line, style, href))

    def line_break(self) -> None:
        self._pieces.append(BREAK)

    def picture(self, node: Node) -> None:
        self._pieces.append(node)

    def add(self, *blocks: Node) -> None:
        """Blocks of their own, apart from what is above and below."""
        self.end_paragraph()
        self.blocks += blocks

    def add_line(self, paragraph: Node, longest: int) -> None:
        """A paragraph that joins the one above it where both are short lines."""
        self.end_line()
        self._put(paragraph, _length(paragraph), longest)

    def end_paragraph(self) -> None:
        self.end_line()
        self._open = None

    def end_line(self) -> None:
        """End a line; the next one may still belong to the same paragraph."""
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        lines: list[Line] = []
        for item in _lines(pieces):
            if isinstance(item, list) and item:
                lines.append(item)
                continue
            self._put_lines(lines)
            lines = []
            self._open = None
            if isinstance(item, dict):
                self.blocks.append(item)
        self._put_lines(lines)

    def _put_lines(self, lines: list[Line]) -> None:
        if lines:
            paragraph: Node = {"type": "paragraph", "content": _content(lines)}
            style = lines[0][0][1]
            align = "end" if style.rtl and style.align != "center" else _ALIGN.get(style.align)
            if align:
                paragraph["marks"] = [{"type": "alignment", "attrs": {"align": align}}]
            self._put(paragraph, sum([len(run[0]) for run in lines[0]]), LONG_LINE)
            self._length = sum([len(run[0]) for run in lines[-1]])

    def _put(self, paragraph: Node, length: int, longest: int) -> None:
        above = self._open
        joins = above is not None and (self._length < longest or length < longest)
        if above is not None and joins and above.get("marks") == paragraph.get("marks"):
            above["content"] += [hard_break(), *paragraph["content"]]
        else:
            self.blocks.append(paragraph)
            self._open = paragraph
        self._length = length


_ALIGN = {"center": "center", "right": "end"}


def _length(paragraph: Node) -> int:
    return sum(len(node.get("text", "")) for node in children(paragraph))


def _lines(pieces: Iterable[Piece]) -> Iterator[Line | Node]:
    """The lines and pictures in order; an empty line is a blank one."""
    line: Line = []
    for piece in pieces:
        if isinstance(piece, tuple):
            line.append(piece)
            continue
        seen = _seen(line)
        line = []
        if seen or piece == BREAK:
            yield seen
        if isinstance(piece, dict):
            yield piece
    if (seen := _seen(line)) or any("\xa0" in run[0] for run in line):
        yield seen


def _seen(line: Line) -> Line:
    """What can be seen of a line: white space collapsed and cut off at its ends; like runs are one."""
    runs: Line = []
    for raw, style, href in line:
        text = without_strays(raw)
        if not style.preserve:
            text = _BLANK.sub(" ", text)
            if text[:1] == " " and (not runs or runs[-1][0][-1] == " "):
                text = text[1:]
        if not text:
            continue
        if not text.strip(_UNSEEN):
            style = runs[-1][1] if runs and not _shows(runs[-1][1]) else PLAIN
        if runs and runs[-1][1] == style and runs[-1][2] == href:
            runs[-1] = (runs[-1][0] + text, style, href)
        else:
            runs.append((text, style, href))
    return _cut_ends(runs)


def _shows(style: Style) -> bool:
    """Whether this style can be seen on a space."""
    return style.underline or style.strike or style.code


def _cut_ends(runs: Line) -> Line:
    while runs:
        text, style, href = runs[-1]
        if text := text.rstrip(_UNSEEN):
            runs[-1] = (text, style, href)
            break
        runs.pop()
    while runs:
        text, style, href = runs[0]
        if text := _begun(text):
            runs[0] = (text, style, href)
            break
        del runs[0]
    return [(text.replace("\xa0", " "), style, href) for text, style, href in runs]


def _begun(text: str) -> str:
    """The text without what cannot be seen in front of it; several hard spaces are an indent."""
    text = text.lstrip("\u200b\u200c\u034f\u00ad\ufeff\u200e")
    return text[1:].lstrip(" ") if text[:1] == "\xa0" and text[1:2] != "\xa0" else text


def _content(lines: Iterable[Line]) -> list[Node]:
    nodes: list[Node] = []
    for line in lines:
        if nodes:
            nodes.append(hard_break())
        for text, style, href in line:
            if href:
                link = {"type": "link", "attrs": {"href": href}}
                nodes.append(text_node(text, (*marks(style, is_link=True), link)))
            elif style.code:
                nodes.append(text_node(text, marks(style)))
            else:
                nodes += linked(text, marks(style))
    return nodes


@lru_cache(maxsize=1024)
def marks(style: Style, *, is_link: bool = False) -> tuple[Node, ...]:
    """The marks of a style; code goes with no other, and links keep their own colour and line."""
    if style.code:
        return ({"type": "code"},)
    wanted = [
        kind
        for kind, has in (
            ("strong", style.strong),
            ("em", style.em),
            ("underline", style.underline and not is_link),
            ("strike", style.strike),
            ("mono", style.mono),
        )
        if has
    ]
    found: list[Node] = [{"type": kind} for kind in wanted]
    if style.subsup:
        found.append({"type": "subsup", "attrs": {"type": style.subsup}})
    if style.colour and not is_link:
        found.append({"type": "textColor", "attrs": {"color": style.colour}})
    return tuple(found)
