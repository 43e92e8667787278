"""What kinds of mail there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What sort of mail this is: "person", "list" (somebody through a mailing list), "newsletter", "generated"
    (alerts, confirmations), "reply" (out of office and other automatic answers, also those that ask for a
    confirmation), "receipt", "calendar" (an answer to an invitation) or "bounce"; and how that was seen, in words
    ("" for a person).
    """

    name: str
    reason: str = ""

    @property
    def is_automatic(self) -> bool:
        return self.name not in ("person", "list")
