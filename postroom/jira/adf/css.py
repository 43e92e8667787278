"""What CSS says about an element, as far as a Jira document can show it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from postroom.jira.adf.colours import readable

LONGEST_STYLE = 2_000
LONGEST_SHEET = 60_000
_MOST_RULES = 400

_DECLARATION = re.compile(r"([a-z-]{3,40})\s*:\s*([^;]*)")
_LENGTH = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)(px|pt|in|cm|mm|r?em|pc)?")
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "em": 12.0, "rem": 12.0, "pc": 12.0}
_MONOSPACE = re.compile(r"mono|courier|consolas|menlo|lucida console|source code|fixedsys|terminal")
_BORDER = re.compile(r"solid|double|dashed|dotted|groove|ridge|inset|outset")
_NO_BORDER = re.compile(r"none|hidden|(?<![\w.#])0(?:\.0{1,6})?(?:px|pt|cm|in)?\b")
_FUNCTION = re.compile(r"[a-z]{3,4}\([^)]*\)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+")
_WORTH = re.compile(r"display|visib|opacity|max-height|font|deco|white|margin|align|color")


@dataclass(frozen=True)
class Declared:
    """What one element's style says; None where it says nothing."""

    hidden: bool = False
    display: str = ""
    strong: bool | None = None
    em: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    subsup: str | None = None
    mono: bool | None = None
    colour: str | None = None  # "" for one that is not to be shown
    align: str | None = None  # "left", "center" or "right"
    preserve: bool | None = None  # white space
    invisible: bool | None = None  # letters too small to be seen; a child may be larger again
    rtl: bool | None = None
    above: float | None = None  # margins in points
    below: float | None = None
    indent: float = 0.0  # left margin in points
    ruled: bool = False  # a line above
    framed: bool | None = None  # a border around
    list: str = ""  # mso-list: "ignore", or level and list


@lru_cache(maxsize=4096)
def declared(style: str) -> Declared:
    """What the text of a style attribute says; of contradictions the last one counts."""
    values: dict[str, str] = {}
    for name, value in _DECLARATION.findall(style[:LONGEST_STYLE].lower()):
        values[name] = value.replace("!important", "").strip()
    said: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in values:
            said |= read(values[name])
    said["above"], said["below"], said["indent"] = _margins(values)
    return Declared(hidden=_hidden(values), **said)


def _hidden(values: dict[str, str]) -> bool:
    if values.get("display") == "none":
        return True
    if values.get("visibility") in ("hidden", "collapse") or values.get("opacity") in ("0", "0.0"):
        return True
    return "hidden" in values.get("overflow", "") and any(
        points(values.get(name, "")) == 0 for name in ("max-height", "height", "max-width", "width")
    )


def points(length: str) -> float | None:
    """A CSS length in points; None for what is none, such as auto or a percentage."""
    match = _LENGTH.fullmatch(length.strip())
    if not match or match[1] in ("", "-"):
        return None
    return float(match[1]) * _POINTS.get(match[2] or "px", 0.75)


def _margins(values: dict[str, str]) -> tuple[float | None, float | None, float]:
    """Above, below and left, in points."""
    sides = values.get("margin", "").split() or [""]
    right = sides[1] if len(sides) > 1 else sides[0]
    above = values.get("margin-top", sides[0])
    below = values.get("margin-bottom", sides[2] if len(sides) > 2 else sides[0])
    left = values.get("margin-left", sides[3] if len(sides) > 3 else right)
    return points(above), points(below), points(left) or 0.0


def _weight(value: str) -> dict[str, Any]:
    if value in ("bold", "bolder") or (value.isdigit() and int(value) >= 600):
        return {"strong": True}
    return {"strong": False} if value in ("normal", "lighter") or value.isdigit() else {}


def _decoration(value: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if "underline" in value:
        said["underline"] = True
    if "line-through" in value:
        said["strike"] = True
    return said or ({"underline": False, "strike": False} if "none" in value else {})


def _font(value: str) -> dict[str, Any]:
    said = _family(value)
    if "bold" in value:
        said["strong"] = True
    if "italic" in value:
        said["em"] = True
    return said


def _family(value: str) -> dict[str, Any]:
    """Whether the first families are of fixed width."""
    return {"mono": bool(_MONOSPACE.search(value))} if value and "inherit" not in value else {}


def _size(value: str) -> dict[str, Any]:
    size = points(value)
    return {"invisible": size <= 1} if size is not None else {}


def _is_line(border: str) -> bool:
    return bool(_BORDER.search(border)) and not _NO_BORDER.search(_FUNCTION.sub("", border))


def _side(value: str) -> dict[str, Any]:
    return {"framed": True} if _is_line(value) else {}


def _raised(value: str) -> dict[str, Any]:
    return {"subsup": {"super": "sup", "sub": "sub"}.get(value, "")}


def _align(value: str) -> dict[str, Any]:
    name = {"start": "left", "end": "right", "-webkit-center": "center", "-webkit-right": "right"}.get(
        value, value
    )
    return {"align": name} if name in ("left", "right", "center") else {"align": "left"}


def _lists(value: str) -> dict[str, Any]:
    return {"list": value[:80]} if value else {}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "display": lambda value: {"display": value},
    "font-weight": _weight,
    "font-style": lambda value: {"em": value.startswith(("italic", "oblique"))} if value else {},
    "text-decoration": _decoration,
    "text-decoration-line": _decoration,
    "font": _font,
    "font-family": _family,
    "font-size": _size,
    "color": lambda value: {} if value == "inherit" else {"colour": readable(value[:60])},
    "text-align": _align,
    "direction": lambda value: {"rtl": value == "rtl"},
    "white-space": lambda value: {"preserve": value.startswith(("pre", "break-spaces"))},
    "border": lambda value: {"framed": _is_line(value)},
    "border-bottom": _side,
    "border-right": _side,
    "border-top": lambda value: {"ruled": _is_line(value)},
    "vertical-align": _raised,
    "mso-list": _lists,
}


def sheet(source: str) -> dict[str, str]:
    """The plain rules of a style sheet by selector: a tag, a class, an id, or tag and class; none of @media."""
    found: dict[str, str] = {}
    text = _COMMENT.sub(" ", source[:LONGEST_SHEET].lower())
    depth, start, selector = 0, 0, ""
    for brace in re.finditer(r"[{}]", text):
        if brace[0] == "{":
            if depth == 0:
                selector = text[start : brace.start()].rpartition(";")[2].strip()
            depth += 1
            start = brace.end() if depth == 1 else start
        else:
            if depth == 1 and not selector.startswith("@"):
                _add_rule(found, selector, text[start : brace.start()])
            depth = max(0, depth - 1)
            start = brace.end() if depth == 0 else start
    return found


def _add_rule(found: dict[str, str], selectors: str, body: str) -> None:
    if len(body) > LONGEST_STYLE or len(found) > _MOST_RULES or not _WORTH.search(body):
        return
    for selector in selectors[:1_000].split(","):
        name = selector.strip()
        if _SELECTOR.fullmatch(name):
            found[name] = f"{found.get(name, '')}{body.strip()};"[-LONGEST_STYLE:]
