"""What one piece of work may use, and the words in which its end is told."""

from __future__ import annotations

import os
from dataclasses import dataclass

UNUSED_UID = 64_333  # owns nothing; the child becomes it when we are root


@dataclass(frozen=True)
class Limits:
    """What one piece of work may use: seconds of CPU and, `wall`, on the clock; octets of address space; as
    whom, and by which program, it is done.
    """

    seconds: int
    memory: int
    uid: int
    wall: float
    program: str


@dataclass(frozen=True)
class Words:
    """How messages call the child ("mail reader", in short "reader"), its work ("reading this mail") and what it
    works on ("this mail").
    """

    worker: str
    role: str
    doing: str
    subject: str


def somebody() -> int:
    """The uid that a child becomes: one that owns nothing where we are root, else 0, which stays who we are."""
    return UNUSED_UID if os.geteuid() == 0 else 0


def program(module: str) -> str:
    """The start of a child: `main` of this module, called with what `Limits` says."""
    return f"import sys; sys.path[:] = sys.argv[5:]; from {module} import main; main(sys.argv[1:5])"
