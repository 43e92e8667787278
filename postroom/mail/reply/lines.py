"""The lines of a body, and what a mail program has said about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["new", "quoted", "signature"]
Mark = Literal["", "quote", "signature"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as people see it, without its quote marks.

    `depth` counts quote marks or nested quotes around it. `mark` is what the markup says: the line lies in a
    container for the mail that is answered ("quote", such as gmail_quote or divRplyFwdMsg), or in one for a
    signature. Plain text has no such marks.
    """

    text: str
    depth: int = 0
    mark: Mark = ""
