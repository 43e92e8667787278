"""Makers and readers of outgoing mail for the tests of compose."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from postroom.mail.compose import Inline, Letter, Mailbox

ADA = Mailbox("Ada Lovelace", "ada@example.org")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def letter(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "message_id": "postroom.abc.1@example.com", "date": NOON, "sender": Mailbox("Support", "support@example.com"),
        "to": (ADA,), "subject": "[PROJ-1] Printer", "text": "We put it out.\n", **changes,
    }  # fmt: skip
    return Letter(**values)


def header_of(raw: bytes) -> str:
    return raw.partition(b"\r\n\r\n")[0].decode()


def parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def words_of(part: Any) -> str:
    """The text of a part, with "\\n"; in a multipart the last line end belongs to the boundary."""
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


FIRE = Inline("fire@postroom", "Feuer.png", "image/png", PNG)
