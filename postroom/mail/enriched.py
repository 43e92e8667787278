"""Plain text of text/enriched (RFC 1896) and of its forerunner text/richtext (RFC 1341)."""

from __future__ import annotations

import re

_PARAMETER = re.compile(r"<param>[^<]{0,1000}</param>", re.IGNORECASE)
_COMMENT = re.compile(r"<comment>[^<]{0,5000}</comment>", re.IGNORECASE)
_UNFILLED = re.compile(r"</?nofill>", re.IGNORECASE)
_COMMAND = re.compile(r"<(<|/?[A-Za-z0-9-]{1,60}>)")
_LINE_ENDS = re.compile(r"\n+")
_BREAKS = {"nl": "\n", "np": "\n\n", "paragraph": "\n\n", "/paragraph": "\n\n", "lt": "<"}


def enriched_to_text(source: str) -> str:
    """Without commands; a single line end is a space there, and of several the first one goes."""
    pieces = _UNFILLED.split(_PARAMETER.sub("", source))
    filled = (piece if at % 2 else _LINE_ENDS.sub(_fewer, piece) for at, piece in enumerate(pieces))
    return _COMMAND.sub(lambda command: "<" if command[1] == "<" else "", "".join(filled)).strip()


def richtext_to_text(source: str) -> str:
    """Without commands; line ends are spaces there, and lines end at <nl>."""
    text = _LINE_ENDS.sub(" ", _COMMENT.sub("", source))
    return _COMMAND.sub(_in_richtext, text).strip()


def _fewer(line_ends: re.Match[str]) -> str:
    return line_ends[0][1:] or " "


def _in_richtext(command: re.Match[str]) -> str:
    return _BREAKS.get(command[1].lower().removesuffix(">"), "<<" if command[1] == "<" else "")
