"""Text colours: those that can be read on white and on a dark page, and the nearest such for the others."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

# Contrast (WCAG 2) against white and against the dark page of Jira, #1d2125.
_ENOUGH = 2.4
_DARK = 0.0152
_LEAST_CHROMA = 60  # of 255, between the strongest and the weakest channel: less is a grey
_LEAST_VALUE = 0x90  # of the strongest channel: less is the near-black that people write their mail in

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3}(?:\.\d+)?)(%?)[\s,]+(\d{1,3}(?:\.\d+)?)%?[\s,]+(\d{1,3}(?:\.\d+)?)%?")

# Those that mail programs and word processors offer; greys, blacks and whites are left out on purpose.
_NAMES = {
    "red": 0xFF0000, "crimson": 0xDC143C, "firebrick": 0xB22222, "darkred": 0x8B0000, "tomato": 0xFF6347,
    "maroon": 0x800000, "brown": 0xA52A2A, "orange": 0xFFA500, "darkorange": 0xFF8C00, "orangered": 0xFF4500,
    "coral": 0xFF7F50, "gold": 0xFFD700, "yellow": 0xFFFF00, "olive": 0x808000, "green": 0x008000,
    "darkgreen": 0x006400, "forestgreen": 0x228B22, "seagreen": 0x2E8B57, "limegreen": 0x32CD32,
    "lime": 0x00FF00, "teal": 0x008080, "darkcyan": 0x008B8B, "cyan": 0x00FFFF, "aqua": 0x00FFFF,
    "turquoise": 0x40E0D0, "blue": 0x0000FF, "mediumblue": 0x0000CD, "darkblue": 0x00008B, "navy": 0x000080,
    "royalblue": 0x4169E1, "dodgerblue": 0x1E90FF, "deepskyblue": 0x00BFFF, "steelblue": 0x4682B4,
    "purple": 0x800080, "darkviolet": 0x9400D3, "blueviolet": 0x8A2BE2, "violet": 0xEE82EE,
    "indigo": 0x4B0082, "magenta": 0xFF00FF, "fuchsia": 0xFF00FF, "deeppink": 0xFF1493, "hotpink": 0xFF69B4,
}  # fmt: skip

# Jira's own palette, by hue in degrees: each can be read on white and on dark.
_PALETTE = (
    (15, "#FF5630"), (65, "#CF9F02"), (160, "#36B37E"), (200, "#008DA6"),
    (250, "#4C9AFF"), (330, "#8777D9"), (361, "#FF5630"),
)  # fmt: skip


@lru_cache(maxsize=512)
def readable(value: str) -> str:
    """A CSS colour as #RRGGBB that can be read; "" for black, white, greys and what is no colour."""
    channels = _channels(value.strip().lower())
    if channels is None or max(channels) - min(channels) < _LEAST_CHROMA or max(channels) < _LEAST_VALUE:
        return ""
    light = _luminance(channels)
    if 1.05 / (light + 0.05) >= _ENOUGH and (light + 0.05) / (_DARK + 0.05) >= _ENOUGH:
        return "#{:02X}{:02X}{:02X}".format(*channels)
    hue = 360 * colorsys.rgb_to_hsv(*channels)[0]
    return next(colour for limit, colour in _PALETTE if hue < limit)


def _channels(value: str) -> tuple[int, int, int] | None:
    if match := _HEX.match(value):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return _split(int(digits, 16))
    if match := _RGB.match(value):
        scale = 2.55 if match[2] else 1
        return _byte(match[1], scale), _byte(match[3], scale), _byte(match[4], scale)
    name = value.split(" ", 1)[0]
    return _split(_NAMES[name]) if name in _NAMES else None


def _byte(number: str, scale: float) -> int:
    return min(255, round(float(number) * scale))


def _split(number: int) -> tuple[int, int, int]:
    return number >> 16, number >> 8 & 255, number & 255


def _luminance(channels: tuple[int, int, int]) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
