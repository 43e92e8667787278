"""Small hands of the bureau: mails that arrived, answers to them, files and pictures, reports of mail servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from itertools import count
from typing import Any

from postroom.jira.client import Jira
from postroom.jira.issues import attach, media_id
from postroom.jira.multipart import Upload
from postroom.models import InboundMessage, OutboundMessage

NUMBERS = count(1)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00\x08\x02\x00\x00\x00"


@dataclass(frozen=True)
class Mail:
    """A mail as it arrived, with its envelope."""

    sender: str
    receivers: tuple[str, ...]
    raw: bytes
    message: EmailMessage

    def __getitem__(self, name: str) -> str:
        return str(self.message[name] or "")

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def files(self) -> list[str]:
        """The names of the parts that have one, pictures in the text too."""
        return [name for part in self.message.walk() if (name := part.get_filename())]

    @property
    def everything(self) -> str:
        """All that can be read in it: headers, texts and files, each decoded, and the bytes as they came."""
        headers = "\n".join(
            f"{name}: {value}" for part in self.message.walk() for name, value in part.items()
        )
        bodies = (part.get_payload(decode=True) for part in self.message.walk() if not part.is_multipart())
        shown = (body.decode("utf-8", "replace") for body in bodies if isinstance(body, bytes))
        return "\n".join([headers, *shown, self.raw.decode("latin-1")])

    @property
    def row(self) -> OutboundMessage:
        return OutboundMessage.objects.get(message_id=self["Message-ID"].strip("<>"))


def mail_of(kept: Mapping[str, Any]) -> Mail:
    """From what the sandbox's mail server keeps."""
    raw = kept["raw"].encode("latin-1")
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(kept["from"], tuple(kept["to"]), raw, message)


def reached(mails: Iterable[Mail]) -> list[str]:
    """Who got them, in alphabetical order, as often as they did."""
    return sorted(address for mail in mails for address in mail.receivers)


def answer(
    mail: Mail, text: str, sender: str, *, to: str | None = None, threaded: bool = True
) -> EmailMessage:
    """What a mail program makes of an answer to that mail."""
    made = EmailMessage()
    made["From"], made["To"] = sender, to or mail["Reply-To"] or mail["From"]
    made["Subject"] = f"Re: {mail['Subject']}"
    made["Date"] = "Mon, 23 Nov 2026 11:00:00 +0000"
    made["Message-ID"] = f"<answer-{next(NUMBERS)}@example.org>"
    if threaded:
        made["In-Reply-To"] = mail["Message-ID"]
        made["References"] = f"{mail['References']} {mail['Message-ID']}".strip()
    made.set_content(text)
    return made


def said(record: Any) -> str:
    """The trace of a record as one text."""
    record.refresh_from_db()
    return "\n".join(str(line) for _, line in record.trace)


def outcome(record: InboundMessage) -> tuple[str, str]:
    return record.outcome, record.issue_key


def upload(jira: Jira, key: str, name: str, content: bytes, kind: str = "text/plain") -> str:
    """The id of the new attachment."""
    (made,) = attach(jira, key, [Upload(name, kind, len(content), lambda: BytesIO(content))])
    return made.id


def picture(secret: str) -> bytes:
    """A PNG as far as anybody looks, with a word in it."""
    return PNG + secret.encode() + b"." * 300


def showing(jira: Jira, text: str, file: str, name: str) -> dict[str, Any]:
    """A document with a text and a picture that is attached to the issue."""
    media = {
        "type": "media",
        "attrs": {"type": "file", "id": media_id(jira, file), "collection": "", "alt": name},
    }
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    shown = {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [media]}
    return {"type": "doc", "version": 1, "content": [paragraph, shown]}


def report(mail: Mail, receiver: str, *, to: str | None = None, delayed: bool = False) -> bytes:
    """A delivery report (RFC 3464) about a mail to this receiver, sent to its envelope sender."""
    action, status, answer = (
        ("delayed", "4.4.1", "no answer") if delayed else ("failed", "5.1.1", "nobody here")
    )
    return REPORT.format(
        to=to or mail.sender,
        receiver=receiver,
        number=next(NUMBERS),
        action=action,
        status=status,
        answer=answer,
        subject="Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender",
        original=mail["Message-ID"],
    ).encode()


REPORT = """\
From: Mail Delivery System <mailer-daemon@mx.example.org>
To: {to}
Subject: {subject}
Date: Mon, 23 Nov 2026 12:00:00 +0000
Message-ID: <report-{number}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your message to <{receiver}>: {answer}.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {receiver}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} {answer}

--b
Content-Type: text/rfc822-headers

From: Support <support@example.com>
To: {receiver}
Subject: About the printer
Message-ID: {original}

--b--
"""
