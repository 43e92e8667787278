"""The mail sink: an SMTP server that takes every mail, keeps it and sends nothing on."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from typing import Any
from weakref import WeakKeyDictionary

from aiosmtpd.smtp import SMTP, Envelope, Session

from postroom.sandbox.entities import SinkMail
from postroom.sandbox.faults import Faults
from postroom.sandbox.store import Store

LARGEST = 50 << 20
MOST_KEPT = 50_000  # transactions in the log
REFUSALS = {
    451: "451 4.7.1 Greylisted, try again later",
    550: "550-5.1.1 There is nobody of that name here.\r\n550 5.1.1 Look again how the address is written",
    552: "552 5.2.2 The mailbox is full",
}
AFTER_DATA = {
    451: "451 4.3.0 Not now: the disk is busy",
    550: "550 5.7.1 The content is not wanted",
    552: "552 5.3.4 The mail is too large",
}


@dataclass
class Transaction:
    """What became of one mail that was offered. `receivers` has the code that each got; `answer` is the code
    after the data, hang_up (the mail was taken, the answer never sent), cut (neither), or empty where it did
    not come to the data. `mail` is the number of the mail that was kept."""

    n: int
    time: float
    sender: str
    receivers: dict[str, int] = field(default_factory=dict)
    answer: str = ""
    message_id: str = ""
    mail: int | None = None


class Sink:
    """The aiosmtpd handler."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self.store = store
        self.faults = faults
        self.log: deque[Transaction] = deque(maxlen=MOST_KEPT)
        self._number = 0
        self._open: WeakKeyDictionary[Envelope, Transaction] = WeakKeyDictionary()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._wait()
        code = self.faults.draw_receiver(address)
        self._transaction(envelope).receivers[address] = code
        if code != 250:
            return REFUSALS.get(code, f"{code} Because the switch says so")
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._wait()
        raw = envelope.content or b""
        data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape")
        row = self._transaction(envelope)
        row.answer, row.message_id = self.faults.draw_data(), _message_id(data)
        if row.answer in ("250", "hang_up"):
            row.mail = self._keep(envelope, data, answered=row.answer == "250")
        if row.answer in ("hang_up", "cut"):
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
            return "421 4.4.2 This is not heard any more"
        if row.mail is not None:
            return f"250 2.0.0 OK: kept as {row.mail}"
        return AFTER_DATA.get(int(row.answer), f"{row.answer} Because the switch says so")

    def clear(self) -> None:
        self.log.clear()

    def after(self, number: int) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.log if each.n > number]

    def _transaction(self, envelope: Envelope) -> Transaction:
        if envelope not in self._open:
            self._number += 1
            self._open[envelope] = Transaction(self._number, time.time(), _address(envelope.mail_from))
            self.log.append(self._open[envelope])
        return self._open[envelope]

    def _keep(self, envelope: Envelope, data: bytes, *, answered: bool) -> int:
        number = self.store.next_id()
        receivers = [str(receiver) for receiver in envelope.rcpt_tos]
        sender, text = _address(envelope.mail_from), data.decode("latin-1")
        self.store.mails.put(SinkMail(number, sender, receivers, time.time(), text, answered))
        self.store.commit()
        return number

    async def _wait(self) -> None:
        if self.faults.settings.smtp_latency:
            await asyncio.sleep(self.faults.settings.smtp_latency)

    def protocol(self) -> SMTP:
        return SMTP(
            self, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="sandbox sink", hostname="sandbox"
        )


_MESSAGE_ID = re.compile(rb"^message-id:\s*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


def _message_id(data: bytes) -> str:
    found = _MESSAGE_ID.search(data.partition(b"\r\n\r\n")[0])
    return found[1].decode("latin-1").strip() if found else ""


def _address(sender: str | None) -> str:
    """Empty for the null sender."""
    return "" if sender in (None, "<>") else str(sender)


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
        "answered": mail.answered,
    }
