"""Writing elements of HTML: attributes escaped, default styles put in, text kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from postroom.jira.render.colours import INK, SURFACE
from postroom.jira.render.look import Look
from postroom.jira.render.styles import BELOW, default

_VOID = frozenset(["br", "hr", "img", "col"])
_BLANKS = re.compile(" [ \t]+|\t[ \t]*")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something is written: by which look, and with which colour of text if its surface is painted."""

    look: Look
    surface: str = ""  # "#rrggbb", "" for the page of the mail itself
    ink: str = ""
    last: bool = False  # of the blocks in a box, which needs no margin below

    def at(self, last: bool) -> Scene:
        return self if last == self.last else replace(self, last=last)

    def on(self, surface: str, ink: str) -> Scene:
        return Scene(self.look, surface, ink)

    def on_light(self) -> Scene:
        """The scene on a light surface of the default look; another look has its own surfaces."""
        return self.on(SURFACE, INK) if self.look.styled else self

    def tag(self, name: str, inner: str, classes: str = "", css: str = "", **attrs: str | int) -> str:
        """An element; `inner` is HTML, `css` what the document itself asks for, attributes "" are left out."""
        head = f"<{name}{_attributes(self._all(name, classes, css, attrs))}>"
        return head if name in _VOID else f"{head}{inner}</{name}>"

    def _all(
        self, name: str, classes: str, css: str, attrs: Mapping[str, str | int]
    ) -> Iterator[tuple[str, str]]:
        if classes:
            yield "class", classes
        own = _default(name, classes) if self.look.styled else ""
        if self.last:
            own = own.replace(BELOW, "margin:0")
        style = ";".join(filter(None, (own, css)))
        if style:
            yield "style", style
        for key, value in attrs.items():
            if value != "" or key == "alt":
                yield key.rstrip("_"), str(value)


_default = lru_cache(maxsize=256)(default)


def _attributes(pairs: Iterator[tuple[str, str]]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def words(text: str) -> str:
    """Text with its line breaks and blanks, as a browser shows them."""
    return _BLANKS.sub(_blanks, escape(text)).replace("\n", "<br>")


def _blanks(match: re.Match[str]) -> str:
    found = match[0].replace("\t", "    ")
    return "&nbsp;" * (len(found) - 1) + " "


def direction(text: str) -> str:
    """ "rtl" for text whose first letter is Hebrew or Arabic; "" for all other."""
    first = _LETTER.search(text) if _RIGHT_TO_LEFT.search(text) else None
    return "rtl" if first and _RIGHT_TO_LEFT.match(first[0]) else ""
