"""The mail sink: an SMTP server that takes every mail, keeps it and sends nothing on."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from postroom.sandbox.store import SinkMail, Store

LARGEST = 50 << 20


class Sink:
    """The aiosmtpd handler."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content or b""
        data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape")
        number = self.store.next_id()
        mail = SinkMail(
            number,
            envelope.mail_from or "",
            [str(receiver) for receiver in envelope.rcpt_tos],
            time.time(),
            data.decode("latin-1"),
        )
        self.store.put_mail(mail)
        self.store.commit()
        return f"250 OK: kept as {number}"

    def protocol(self) -> SMTP:
        return SMTP(
            self, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="sandbox sink", hostname="sandbox"
        )


def parse(mail: SinkMail) -> EmailMessage:
    parsed = email.message_from_bytes(mail.raw.encode("latin-1"), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def header(parsed: EmailMessage, name: str) -> str:
    """A header as text, whatever is wrong with it."""
    try:
        return str(parsed.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return "(unreadable)"


def text_of(parsed: EmailMessage) -> str:
    """The plain text of a mail, or its HTML source where there is no plain part."""
    part = parsed.get_body(("plain", "html"))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def mail_json(mail: SinkMail) -> dict[str, Any]:
    parsed = parse(mail)
    return {
        "id": mail.id,
        "from": mail.sender,
        "to": mail.receivers,
        "received": mail.received,
        "subject": header(parsed, "Subject"),
        "message_id": header(parsed, "Message-ID"),
        "text": text_of(parsed),
        "raw": mail.raw,
    }
