"""The language of a text, by its script and its smallest words."""

from __future__ import annotations


def language(text: str) -> str:
    """ISO 639-1 code such as "de", "" where it cannot be told."""
    return ""
