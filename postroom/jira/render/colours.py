"""The colours of a document: checked, and never text without enough contrast to what is behind it."""

from __future__ import annotations

import re

#: Text on the light surfaces that we paint ourselves, and the plainest of these.
INK = "#172b4d"
SURFACE = "#f4f5f7"

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6}(?:[0-9a-f]{2})?)")
_ENOUGH = 4.5  # WCAG 2, level AA
_NAMES = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
    "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
    "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
    "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500", "pink": "#ffc0cb",
}  # fmt: skip


def colour(value: object) -> str:
    """A colour of a document as #rrggbb; "" for what is none. An alpha channel is cut off."""
    if not isinstance(value, str) or len(value) > 20:
        return ""
    said = value.strip().lower()
    if said in _NAMES:
        return _NAMES[said]
    if not _HEX.fullmatch(said):
        return ""
    return "#" + "".join(2 * digit for digit in said[1:]) if len(said) == 4 else said[:7]


def ink_on(surface: str) -> str:
    """The colour of text that can be read on a surface of this colour (#rrggbb)."""
    return INK if _contrast(INK, surface) >= _contrast("#ffffff", surface) else "#ffffff"


def text_on(wanted: str, surface: str) -> str:
    """The wanted colour of text if it can be read on the surface, else one that can (all #rrggbb)."""
    return wanted if wanted and _contrast(wanted, surface) >= _ENOUGH else ink_on(surface)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(hexed: str) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
