"""How wide text is in a font of fixed width."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ZERO = frozenset(["Mn", "Me", "Cf"])


def width(text: str) -> int:
    """Columns that a line takes: Chinese, Japanese, Korean and emoji two, accents of their own none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


@lru_cache(maxsize=4096)
def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
