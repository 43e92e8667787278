"""What commands say: lists in columns, how long something stands so, the nearest to a name that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from django.utils.timesince import timesince


@dataclass(frozen=True)
class Done:
    """What became of a command that may have gone half-way: whether all is well, and what to say."""

    good: bool
    lines: tuple[str, ...]


def in_columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A heading and one line for each row; the last column is as wide as it likes."""
    last = len(head) - 1
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(last)]
    return ["  ".join([*map(str.ljust, row[:last], widths), row[last]]).rstrip() for row in (head, *rows)]


def with_since(status: str, since: datetime | None) -> str:
    """`failing for 3 hours`."""
    return f"{status} for {timesince(since, depth=1)}".replace("\xa0", " ") if since else status


def unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """What to say of a name that is not there."""
    near = get_close_matches(name, known, 1)
    hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(sorted(known)) or 'none yet'}."
    return f"There is no {kind} named '{name}'. {hint}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
