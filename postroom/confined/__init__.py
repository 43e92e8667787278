"""Work on hostile material in limited child processes: what a child gives up, and the watch over it."""

from __future__ import annotations

from postroom.confined.limits import UNUSED_UID, Limits, Words, program, somebody
from postroom.confined.pool import Pool
from postroom.confined.watched import LENGTH, Gone, Watched

__all__ = [
    "LENGTH",
    "UNUSED_UID",
    "Gone",
    "Limits",
    "Pool",
    "Watched",
    "Words",
    "program",
    "somebody",
]
