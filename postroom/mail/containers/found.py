"""Where a file was found in the text of a mail."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.mail.containers.files import File

MAX_TRIES = 100_000  # places of a text that are looked at


@dataclass(frozen=True)
class Found:
    """A file, the octets of the text that carried it, and whether its end was there and it was undamaged."""

    start: int
    end: int
    file: File
    whole: bool
