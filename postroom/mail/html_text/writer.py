"""The rows of a page while they are written: open row, margins, lists, quotes and table cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from postroom.mail.html_text.page import Row

MAX_NESTING = 10  # of quotes and lists that shows
LONGEST_ROW = 20_000

_LONGEST_JOINED = 1_000  # characters of a table row whose cells stand beside each other
_NO_CELL = -1
_UNSEEN = "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"  # take no place at the ends of a line
_BLANK = _UNSEEN + " \t"
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_SPACE = re.compile(r" *+[\t\n][ \t\n]*+| {2,}+")


@dataclass(slots=True)
class Writer:
    """The rows written so far, the open row, and what the next word needs in front of it."""

    rows: list[Row] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    after_space: bool = True
    has_picture: bool = False
    gap: bool = False
    depth: int = 0
    white_space: list[bool] = field(default_factory=lambda: [False])  # whether that of the source shows
    lists: list[int | None] = field(default_factory=list)  # next number; 0 for bullets, None for neither
    marker: str = ""
    tops: list[int] = field(default_factory=list)  # of every open table row, the first row of its cells
    in_fresh_cell: bool = False  # nothing stands yet in this table cell, which continues a row

    def write(self, text: str) -> None:
        if self.white_space[-1]:
            self._write_lines(text.split("\n"))
            return
        if "\n" in text or "  " in text or "\t" in text:
            text = _SPACE.sub(" ", text)
        if self.after_space:
            text = text.lstrip(" ")
        if text:
            self._add(text)

    def _write_lines(self, lines: list[str]) -> None:
        self._add(lines[0])
        if len(lines) > 1:
            self.end_row(keep_empty=True)
            depth = min(self.depth, MAX_NESTING)
            self.rows.extend(Row(row_text(line), depth) for line in lines[1:-1])
            self._add(lines[-1])

    def _add(self, words: str) -> None:
        if not words:
            return
        if self.marker and not words.isspace():
            self.pieces.append(self.marker)
            self.marker = ""
        self.pieces.append(words)
        self.in_fresh_cell = False
        self.after_space = words[-1] == " "
        self.length += len(words)
        if self.length > LONGEST_ROW:
            self.end_row()

    def end_row(self, *, keep_empty: bool = False) -> None:
        if self.in_fresh_cell and not keep_empty:
            return
        if self.pieces or self.has_picture or keep_empty:
            depth = min(self.depth, MAX_NESTING)
            self.rows.append(Row(row_text("".join(self.pieces)), depth, self.gap))
            self.pieces.clear()
            self.length, self.after_space = 0, True
            self.gap = self.has_picture = self.in_fresh_cell = False

    def paragraph(self) -> None:
        self.end_row()
        if not self.lists and not self.in_fresh_cell:
            self.gap = True

    def show_picture(self, alternative: str) -> None:
        """A picture keeps its place; of its alternative text only an emoji is what a reader sees."""
        if (
            0 < len(alternative) <= 12
            and not alternative.isascii()
            and not any(map(str.isalpha, alternative))
        ):
            self.write(alternative)
        else:
            self.has_picture = True

    def start_list(self, first: int | None) -> None:
        self.lists.append(first)

    def end_list(self) -> None:
        self.lists.pop()
        self.gap = not self.lists

    def start_item(self) -> None:
        number = self.lists[-1] if self.lists else 0
        if number:
            self.lists[-1] = number + 1
        if number is not None:
            self.indent_marker(len(self.lists), f"{number}. " if number else "- ")

    def indent_marker(self, level: int, marker: str) -> None:
        """The next row begins with this bullet or number; lists that stand in no other have level 1."""
        self.marker = "  " * max(0, min(level - 1, MAX_NESTING)) + marker

    def start_table_row(self) -> None:
        self.tops.append(_NO_CELL)

    def start_cell(self) -> None:
        """A cell stands beside the cell before it, unless that one has several rows."""
        if self.tops and self.tops[-1] == _NO_CELL:
            self.tops[-1] = len(self.rows)
            return
        self.in_fresh_cell = False
        if self.tops and not self.pieces and len(self.rows) == self.tops[-1] + 1:
            self._reopen_row()
        if self.tops and len(self.rows) > self.tops[-1]:
            self.end_row()
        elif self.pieces:
            if self.after_space:
                self.pieces[-1] = self.pieces[-1].rstrip(" ")
            self.pieces.append("\t")
            self.after_space = True
            self.in_fresh_cell = bool(self.tops)

    def _reopen_row(self) -> None:
        row = self.rows[-1]
        if row.text and row.depth == min(self.depth, MAX_NESTING) and len(row.text) < _LONGEST_JOINED:
            self.rows.pop()
            self.pieces.append(row.text)
            self.length, self.gap = len(row.text), row.gap

    def end_table_row(self) -> None:
        self.in_fresh_cell = False
        self.end_row()
        self.tops.pop()


def row_text(text: str) -> str:
    """The text of a row: no blanks at its end, no controls, nothing that takes no place."""
    if not text.isprintable():
        text = _CONTROLS.sub("", text.replace("\xa0", " "))
        text = text.strip(_UNSEEN) if text.strip(_BLANK) else ""
    shown = text.rstrip()
    return "-- " if shown == "--" and text != shown else shown
