"""Kinds that the structure of a mail tells: reports on other mail, and answers to invitations."""

from __future__ import annotations

import re

from postroom.mail.classify.letter import Letter
from postroom.mail.classify.titles import CALENDAR
from postroom.mail.classify.values import Kind
from postroom.mail.headers import parameters

_ARRIVED = re.compile(rb"(?:\A|[\r\n])Action[ \t]*:[ \t]*(?:delivered|relayed|expanded)", re.IGNORECASE)
_NOT_ARRIVED = re.compile(rb"(?:\A|[\r\n])Action[ \t]*:[ \t]*(?:failed|delayed)", re.IGNORECASE)
_METHOD = re.compile(
    rb"(?:\A|[\r\n])METHOD[ \t]*:[ \t]*(?:REPLY|COUNTER|DECLINECOUNTER|REFRESH)\b", re.IGNORECASE
)
_ANSWERS = ("reply", "counter", "declinecounter", "refresh")
_INVITED = Kind("calendar", "it is an answer to an invitation")


def report(mail: Letter) -> Kind | None:
    """RFC 3464 delivery reports, RFC 8098 read receipts, RFC 5965 abuse reports."""
    main, found = parameters(mail.fields.raw("content-type"))
    if main != "multipart/report" and mail.is_answered:
        return None
    named = found.get("report-type", "").lower()[:60] if main == "multipart/report" else ""
    if "disposition" in named or mail.part("message/disposition-notification"):
        return Kind("receipt", f"it is a report ({named or 'disposition-notification'})")
    if status := mail.part("message/delivery-status"):
        words = mail.structure.content(status)[:8_000]
        arrived = _ARRIVED.search(words) and not _NOT_ARRIVED.search(words)
        return Kind("receipt" if arrived else "bounce", "it is a report (delivery-status)")
    if named:
        return Kind("bounce" if named == "delivery-status" else "generated", f"it is a report ({named})")
    return (
        Kind("generated", "it is a report (feedback-report)")
        if mail.part("message/feedback-report")
        else None
    )


def content_class(mail: Letter) -> Kind | None:
    """What Exchange calls its own notices."""
    said = mail.value("content-class")
    if said.endswith((":dsn", ":mdn")):
        return Kind("receipt" if said.endswith("mdn") else "bounce", f"it says Content-Class: {said[:60]}")
    return _INVITED if said.endswith(":calendarmessage") and CALENDAR.match(mail.subject) else None


def calendar(mail: Letter) -> Kind | None:
    """RFC 5546 REPLY and COUNTER; a REQUEST is an invitation, which somebody sent."""
    part = mail.part("text/calendar")
    if part is None:
        return None
    method = part.parameters.get("method", "").lower()
    if method:
        return _INVITED if method in _ANSWERS else None
    return _INVITED if _METHOD.search(mail.structure.content(part)[:4_000]) else None
