"""What a style attribute says of how an element looks."""

from __future__ import annotations

from functools import lru_cache

HIDDEN = 1
PRE = 2  # line breaks and spaces of the source show
WRAPS = 4  # and here they do not, whatever stands around it
BARE = 8  # list items without bullets or numbers
TIGHT = 16  # no empty line around it
INDENT = 32  # a quote by its tag, which only moves text to the right
BULLET = 64  # the bullet or number that Word writes in front of a list item

_LONGEST = 2_000
_NOTHING = frozenset(["0", "0px", "0pt", "0cm", "0in", "0em", "0.0px", "0.0pt"])
_NO_BORDER = frozenset(["none", "medium none", "none none none none", *_NOTHING])


def look(style: str) -> int:
    """The flags above, as a style attribute says them."""
    return _look(style[:_LONGEST])


@lru_cache(maxsize=512)
def _look(style: str) -> int:
    said = declarations(style)
    flags = HIDDEN if _is_hidden(said) else 0
    white_space = said.get("white-space", "")
    flags |= PRE if white_space.startswith(("pre", "break-spaces")) else WRAPS if white_space else 0
    flags |= BARE if "none" in (said.get("list-style-type"), said.get("list-style")) else 0
    flags |= TIGHT if _is_tight(said) else 0
    flags |= INDENT if said.get("border") in _NO_BORDER and "border-left" not in said else 0
    return flags | (BULLET if said.get("mso-list") == "ignore" else 0)


def declarations(style: str) -> dict[str, str]:
    """The properties of a style attribute, all in lower case."""
    pairs = (each.partition(":") for each in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def _is_hidden(style: dict[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("opacity") in ("0", "0.0", "0%")
        or (
            style.get("overflow") == "hidden"
            and (style.get("max-height") in _NOTHING or style.get("height") in _NOTHING)
        )
    )


def _is_tight(style: dict[str, str]) -> bool:
    margin = style.get("margin", "").split()
    above = style.get("margin-top", margin[0] if margin else "")
    below = style.get("margin-bottom", margin[2] if len(margin) > 2 else margin[0] if margin else "")
    return above in _NOTHING and below in _NOTHING
