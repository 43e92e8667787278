"""What `postroom read` answers: one JSON object per mail, or a page for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from postroom.jira import adf
from postroom.jira.adf import Body, Section
from postroom.mail.authenticity import Authenticity
from postroom.mail.bounce import Bounce
from postroom.mail.envelope import read_envelope
from postroom.mail.message import Address, Attachment, Message
from postroom.reading.understood import Understood

KINDS = {
    "person": "written by a person",
    "list": "somebody through a mailing list",
    "newsletter": "a newsletter or other bulk mail",
    "generated": "made by a program",
    "reply": "an automatic answer",
    "receipt": "a read receipt",
    "calendar": "an answer to an invitation",
    "bounce": "a delivery report",
}


def as_json(understood: Understood) -> dict[str, Any]:
    """The keys that docs/reference/read.md explains, all of them, as JSON values."""
    message = understood.message
    return {
        "subject": message.subject,
        "from": asdict(message.sender),
        "to": [asdict(one) for one in message.to],
        "cc": [asdict(one) for one in message.cc],
        "reply_to": [asdict(one) for one in message.reply_to],
        "date": message.date,
        "text": message.text,
        "html": message.html,
        "visible_text": message.visible_text,
        "quoted_text": message.quoted_text,
        "signature": message.signature,
        "attachments": [_attachment(file) for file in message.attachments],
        "kind": message.kind,
        "auto": bool(message.auto),
        "auto_reason": message.auto,
        "bounce": _bounce(message.bounce) if message.bounce else False,
        "bounced_message_id": message.bounce.message_id if message.bounce else "",
        "diagnostic": message.bounce.diagnostic if message.bounce else "",
        "message_id": message.message_id,
        "in_reply_to": " ".join(message.in_reply_to),
        "references": list(message.references),
        "authenticity": asdict(message.authenticity),
        "language": message.language,
        "adf": understood.body.doc,
        "warnings": list(message.warnings),
    }


def _attachment(file: Attachment) -> dict[str, Any]:
    return {
        "name": file.name if file.is_named else "",
        "size": file.size,
        "type": file.type,
        "content_id": file.content_id,
        "inline": file.inline,
        "sha256": file.sha256,
        "place": file.place,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": list(bounce.recipients),
        "status": bounce.status or [],
        "permanent": bounce.permanent,
        "reason": bounce.reason,
    }


def unread(raw: bytes, why: str) -> Understood:
    """Of a mail that breaks the limits: what its bounded headers say, and why there is no more."""
    envelope = read_envelope(raw, "")
    message = Message(
        subject=envelope.subject,
        sender=envelope.sender,
        reply_to=(),
        to=tuple(Address("", email) for email in envelope.to),
        cc=(),
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        references=envelope.references,
        date=envelope.date.isoformat() if envelope.date else "",
        text="",
        html="",
        visible_text="",
        quoted_text="",
        signature="",
        attachments=(),
        kind="person",
        auto="",
        bounce=None,
        authenticity=Authenticity(),
        language="",
        headers="",
        warnings=(why,),
    )
    return Understood(message, Body(adf.mail_to_adf(Section()).doc, (), False))


def for_people(understood: Understood) -> str:
    """What was understood, to be read in a terminal."""
    message = understood.message
    parts = [
        "\n".join(f"{name + ':':<15}{text}" for name, text in _facts(message) if text),
        _titled("New", message.visible_text),
        _titled("Signature", message.signature),
        _titled("Earlier messages", message.quoted_text),
        _titled("Attachments", "\n".join(map(_file, message.attachments))),
        _titled("Noticed", "\n".join(f"{warning}." for warning in message.warnings)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(message: Message) -> Iterator[tuple[str, str]]:
    yield "Subject", message.subject or "(none)"
    yield "From", _person(message.sender) or "(nobody)"
    yield "To", ", ".join(map(_person, message.to))
    yield "Cc", ", ".join(map(_person, message.cc))
    yield "Date", message.date
    yield "Message-ID", message.message_id
    yield "Answers", " ".join(message.in_reply_to)
    yield "Kind", KINDS.get(message.kind, message.kind) + (f" ({message.auto})" if message.auto else "")
    yield "Bounced", _bounced(message.bounce) if message.bounce else ""
    yield "Authenticity", _proof(message.authenticity)
    yield "Language", message.language


def _person(one: Address) -> str:
    return f"{one.name} <{one.email}>" if one.name and one.email else one.name or one.email


def _bounced(bounce: Bounce) -> str:
    lasting = "for good" if bounce.permanent else "not for good"
    status = f", status {bounce.status}" if bounce.status else ""
    return (
        f"{', '.join(bounce.recipients) or 'receiver not named'}: {lasting}, reason {bounce.reason}{status}"
    )


def _proof(found: Authenticity) -> str:
    results = f"SPF {found.spf}, DKIM {found.dkim}, DMARC {found.dmarc}, ARC {found.arc}"
    return (
        f"{results}; says {found.by}" + (f"; proven: {found.domain}" if found.domain else "")
        if found.by
        else ""
    )


def _file(file: Attachment) -> str:
    place = {"body": ", a picture in the text", "quoted": ", a picture in the earlier messages"}
    note = place.get(file.place, ", an ornament of the signature" if file.place == "signature" else "")
    return f"{file.name} ({file.type}, {file.size:,} bytes{note})"


def _titled(title: str, text: str) -> str:
    return f"--- {title} ---\n{text}" if text.strip() else ""
