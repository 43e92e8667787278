"""All that Postroom understands of a mail, found out in a limited child process."""

from __future__ import annotations

from postroom.reading.options import FULL_TEXT, Options
from postroom.reading.readers import MEMORY, Readers

__all__ = ["FULL_TEXT", "MEMORY", "Options", "Readers"]
