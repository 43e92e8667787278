"""What a document does not name is removed, unless something hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from postroom.configuration.document import Document
from postroom.configuration.reading import Problem
from postroom.configuration.stored import name_of, own_rows
from postroom.lists import counted
from postroom.models import (
    Conversation,
    Fingerprint,
    InboundMessage,
    JiraSite,
    MessageId,
    MessageOutbound,
    MessageSource,
    Notice,
    NotificationMapping,
    OutboundMessage,
    Profile,
    Unsubscribed,
)

# Each kind before those that it refers to.
ORDER = ("mapping", "schedule", "address", "source", "template set", "profile", "outbound", "site")
Doomed = list[tuple[str, Any]]


def doomed(document: Document) -> Doomed:
    """Rows that the document does not name, locked, so that nothing comes in for them now."""
    named = {(kind, each.name) for kind, each in document}
    return [
        (kind, row)
        for kind in ORDER
        for row in own_rows(kind).select_for_update(of=("self",))
        if (kind, name_of(row)) not in named
    ]


def removed(gone: Doomed) -> list[str]:
    """Remove them; in words."""
    said = [f"{kind.capitalize()} '{name_of(row)}': removed{along(row)}." for kind, row in gone]
    for _, row in gone:
        row.delete()
    return said


def along(row: Any) -> str:
    """What goes with a row: the notices of a mapping, and who wanted none. Their events and mails stay."""
    if not isinstance(row, NotificationMapping):
        return ""
    gone = Unsubscribed.objects.filter(mapping=row).count()
    counts = {"notice": row.notices.count(), "unsubscription": gone}
    told = " and ".join(counted(count, noun) for noun, count in counts.items() if count)
    return f", and with it {told}" if told else ""


def hold(kind: str, row: Any) -> Iterator[Problem]:
    """Why a row has to stay."""
    for what, instead in hanging(row):
        yield Problem(
            0, f"{kind} '{name_of(row)}' is not named and would be removed, but {what} would go with it. "
            f"Keep it in the document, {instead}."
        )  # fmt: skip


def hanging(row: Any) -> Iterator[tuple[str, str]]:
    """What hangs on a row, and what to do instead of removing it."""
    match row:
        case MessageSource():
            if count := InboundMessage.objects.filter(source=row).count():
                yield f"the records of {counted(count, 'mail')}", "and write enabled: false there"
        case Profile():
            if what := of_profile(row):
                yield what, "and write enabled: false at its sources"
        case MessageOutbound():
            open_ = OutboundMessage.objects.filter(outbound=row, state__in=OutboundMessage.OPEN)
            if count := open_.count():
                yield f"{counted(count, 'mail')} not sent yet", "and remove it when they are sent"
        case NotificationMapping():
            waiting = Q(state__in=Notice.OPEN) | Q(held__isnull=False)
            if count := row.notices.filter(waiting).distinct().count():
                yield (
                    f"{counted(count, 'notice')} whose mails are not made yet",
                    "write enabled: false there, and remove it when they are made",
                )
        case JiraSite():
            if count := row.events.count():
                yield (
                    f"the records of {counted(count, 'event')}",
                    "and write enabled: false at its mappings and sources",
                )


def of_profile(row: Profile) -> str:
    if count := InboundMessage.objects.filter(profile=row).count():
        return f"the records of {counted(count, 'mail')}"
    ledgers = (Conversation, Fingerprint, MessageId)
    filled = any(model._default_manager.filter(profile=row).exists() for model in ledgers)
    return "the ledger of its mail" if filled else ""
