"""All that Postroom understands of a mail, found out in a limited child process."""

from __future__ import annotations

from postroom.reading.readers import MEMORY, Readers
from postroom.reading.understood import FULL_TEXT, Options, Understood

__all__ = ["FULL_TEXT", "MEMORY", "Options", "Readers", "Understood"]
