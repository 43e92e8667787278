"""Samples of mail that tells of no event, or of several issues."""

from __future__ import annotations

from postroom.rendering.samples.events import COMMENTED, CREATED, DONE, MOVED, UPDATED
from postroom.rendering.samples.made import (
    ADA,
    ENID,
    ISSUE,
    UNASSIGNED,
    URL,
    Json,
    Sample,
    receiver,
    text,
    values,
)

_ORIGINAL = "Pallet labels come out blank"


def message(title: str, *paragraphs: str, original: str = "") -> Json:
    return {"title": title, **text(*paragraphs), "original_subject": original}


_OTHER = {**ISSUE, "id": "10120", "key": "SUP-120", "url": URL + "SUP-120", "assignee": None}
_WAITING = {
    **_OTHER,
    "summary": "Invoice shows the old address",
    "status": "Waiting for customer",
    "status_category": "To Do",
    "priority": "Low",
    "description": text("Please send the next invoice to our new office."),
}
_NOTHING: Json = {"issue": None, "reply": {"possible": False}}
MESSAGES = (
    Sample(
        "digest",
        "digest",
        "What happened on several issues in the last hours.",
        values(
            **_NOTHING,
            title="Your issues of today",
            issues=[
                {"issue": DONE, "events": [COMMENTED, MOVED]},
                {"issue": _WAITING, "events": [{**CREATED, "by_mail": False}, UPDATED]},
            ],
        ),
    ),
    Sample(
        "scheduled",
        "scheduled",
        "What a search found, every Monday.",
        values(
            **_NOTHING,
            title="Waiting for the customer for more than 5 days",
            issues=[{"issue": _WAITING}, {"issue": ISSUE}],
        ),
    ),
    Sample(
        "scheduled_empty",
        "scheduled",
        "The same search when it finds nothing.",
        values(**_NOTHING, title="Waiting for the customer for more than 5 days"),
    ),
    Sample(
        "send",
        "send",
        "A colleague writes to somebody about an issue.",
        values(
            receiver=receiver(ENID),
            message=message(
                "The new print head arrives on Tuesday",
                "We ordered a second print head. It comes on Tuesday morning, and Bruno will put it in.",
                "Please keep gate 4 free from 9:00 to 9:30.",
            ),
            actor=ADA,
        ),
    ),
    Sample(
        "acknowledgement",
        "acknowledgement",
        "The answer to a mail that became an issue.",
        values(
            issue=UNASSIGNED,
            receiver=receiver(ENID),
            message=message("", original=_ORIGINAL),
        ),
    ),
    Sample(
        "rejection",
        "rejection",
        "The answer to a mail that was not taken.",
        values(
            **_NOTHING,
            receiver=receiver(ENID),
            message=message(
                "Your mail was not taken",
                "It is larger than 25 MB.",
                "Please send the files in several mails, or a link to them.",
                original=_ORIGINAL,
            ),
        ),
    ),
    Sample(
        "ping",
        "ping",
        "The test message of a Message Outbound.",
        values(
            **_NOTHING,
            receiver=receiver(ADA),
            message=message("Test message", "Message Outbound 'Office' sent this through mail.example.com."),
        ),
    ),
)
