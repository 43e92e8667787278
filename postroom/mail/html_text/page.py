"""A page as a reader sees it: its rows of text, and which elements they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lxml import etree

_EMPTY_LINES = re.compile(r"\n{3,}")


class Row(NamedTuple):
    """One line of the page; the quotes around it are not part of its text."""

    text: str
    depth: int = 0  # of quotes around it
    gap: bool = False  # an empty line stands above it


# The first and last row of an element, and the row in which the text behind it begins. It has no rows where
# the last is before the first; then it stands above the first.
Span = tuple[int, int, int]


@dataclass(frozen=True)
class Page:
    """The rows of an HTML document; without a `root` where no parser took it."""

    rows: list[Row]
    root: etree._Element | None = None
    spans: dict[etree._Element, Span] = field(default_factory=dict)  # in document order
    hidden: list[etree._Element] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """All rows, quotes marked with "> "."""
        return joined(shown(self.rows))


def shown(rows: Iterable[Row]) -> list[str]:
    """The lines of text that show these rows: with quote marks, and with the empty lines between them."""
    lines: list[str] = []
    above = Row("")
    for row in rows:
        if row.gap and above.text:
            lines.append("> " * min(row.depth, above.depth))
        lines.append("> " * row.depth + row.text if row.depth else row.text)
        above = row
    return lines


def joined(lines: Iterable[str]) -> str:
    """Lines as one text: at most one empty line in a row, none at the ends."""
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
