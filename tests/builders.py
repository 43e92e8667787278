"""Rows for tests: a site, a profile, a source, and mails that have come some way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from postroom import journal
from postroom.inbound.receive import arrival
from postroom.models import Effect, InboundMessage, JiraSite, MessageSource, Profile

numbers = count(1)


def site(name: str = "jira", **values: Any) -> JiraSite:
    values = {"url": "https://jira.example.com/", "email": "bot@example.com", "token": "secret", **values}
    return JiraSite.objects.get_or_create(name=name, defaults=values)[0]


def profile(name: str = "Support", **values: Any) -> Profile:
    values = {"site": site(), "project": "SUP", "address": "support@example.com", **values}
    return Profile.objects.get_or_create(name=name, defaults=values)[0]


def source(name: str = "support-mailbox", **values: Any) -> MessageSource:
    values = {
        "profile": profile(), "host": "imap.example.com", "port": 993, "user": "support", "password": "secret",
        **values,
    }  # fmt: skip
    return MessageSource.objects.get_or_create(name=name, defaults=values)[0]


def mail(
    subject: str = "The printer on floor 2 is on fire",
    sender: str = "Anna Meyer <anna.meyer@example.com>",
    text: str = "Hello,\n\nit burns again. What shall we do?\n\nAnna\n",
    files: Sequence[tuple[str, bytes]] = (),
    message_id: str = "",
) -> bytes:
    """The raw bytes of a mail as a mail program sends it; each with a Message-ID of its own."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "Support <support@example.com>", subject
    made["Cc"] = "Bo Larsen <bo@example.org>"
    made["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
    made["Message-ID"] = message_id or f"<{next(numbers)}.builder@mail.example.com>"
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes().replace(b"\n", b"\r\n")


def received(raw: bytes | None = None, by: MessageSource | None = None) -> InboundMessage:
    """A mail that has just been stored and queued, the way every source does it."""
    by = by or source()
    place = f"INBOX/1/{next(numbers)}"
    journal.begin([arrival(by, place, [mail() if raw is None else raw])])
    return InboundMessage.objects.get(source=by, place=place)


def record(raw: bytes | None = None, by: MessageSource | None = None, **values: Any) -> InboundMessage:
    """A mail that stands as `values` say, with a trace that fits."""
    row = received(raw, by)
    at = row.received_at.timestamp()
    said = [f"Read: {row.size} characters of text, 0 attachments.", "Written by a person."]
    if values.get("reason"):
        said.append(values["reason"])
    row.trace = [[at + number / 10, text] for number, text in enumerate(said, start=1)]
    row.attempts = 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def done(outcome: str, raw: bytes | None = None, **values: Any) -> InboundMessage:
    """A finished mail; where it is in Jira, with the effect that brought it there."""
    row = record(raw, state="done", outcome=outcome, **values)
    if row.issue_key:
        effect(
            row,
            "create" if outcome == "created" else "comment",
            issue_key=row.issue_key,
            remote_ids=["10001"],
        )
    return row


def parked(
    raw: bytes | None = None, reason: str = "Jira refuses the issue.", **values: Any
) -> InboundMessage:
    return record(raw, state="parked", outcome="parked", reason=reason, **values)


def effect(row: InboundMessage, step: str, state: str = "done", **values: Any) -> Effect:
    now = timezone.now()
    answered = now + timedelta(seconds=0.4) if state == "done" else None
    values = {"answered_at": answered, "first_claimed_at": now, "claimed_at": now, "timeout": 6.0, **values}
    return Effect.objects.create(
        id=uuid4().hex,
        record=row, step=step, state=state, attempt=row.attempts, **values,
    )  # fmt: skip
