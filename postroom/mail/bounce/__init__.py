"""Notices of mail that was not or not yet delivered."""

from __future__ import annotations

from postroom.mail.bounce.values import Bounce, Reason
from postroom.mail.structure import Structure

__all__ = ["Bounce", "Reason", "read_bounce"]


def read_bounce(mail: Structure, text: str) -> Bounce | None:
    """What the report says; None where the mail is none. `text` is the body as text."""
    return None
