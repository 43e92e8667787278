"""What is new in a mail, what it quotes, and its signature."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Division:
    """The body in three, as text and as HTML ("" where the mail has no HTML); no word of the body is lost."""

    visible: str
    quoted: str = ""
    signature: str = ""
    visible_html: str = ""
    quoted_html: str = ""
    signature_html: str = ""


def divide(text: str, html: str, *, from_html: bool) -> Division:
    """Divide a body; `from_html` says that `text` was made from `html` because the mail has no plain part."""
    return Division(text, visible_html=html)
