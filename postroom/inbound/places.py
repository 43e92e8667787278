"""Where mails lie in their mailbox: what is known of there, and what may be deleted there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from postroom import journal
from postroom.inbound.receive import Reread
from postroom.models import InboundMessage, Installation, MessageSource, SourceState
from postroom.transport.mailbox import Deletion

State = InboundMessage.State
ENDED = Q(state=State.DONE) | Q(state=State.PARKED)
AT_ONCE = 500
DELETE_SOON, DELETE_LATER = 2.0, 30.0


def release() -> None:
    """Give the database connection back before a wait on the network: a few serve hundreds of mailboxes."""
    connection.close()


def known_places(source: MessageSource, places: Sequence[str]) -> set[str]:
    rows = InboundMessage.objects.filter(source=source, place__in=places)
    return set(rows.values_list("place", flat=True))


def reread_of(state: SourceState) -> Reread | None:
    """Whether mail is read again after a restore, and where its effects are to be looked for."""
    if state.reread_since is None:
        return None
    restored = Installation.objects.get().restored_at or state.reread_since
    return Reread(state.reread_since, restored + timedelta(seconds=settings.ENVIRONMENT.look_window))


def deletable(source: MessageSource, prefix: str) -> list[InboundMessage]:
    """Mails of this very mailbox that may be deleted from it: their record has ended, parked included."""
    rows = InboundMessage.objects.filter(ENDED, source=source, to_delete=True, place__startswith=prefix)
    return list(rows.select_related("profile", "source").order_by("id")[:AT_ONCE])


def delete(records: Sequence[InboundMessage], act: Callable[[], Sequence[Deletion]]) -> None:
    """Delete them from the mailbox, each in the journal."""

    def acted() -> list[str]:
        release()
        return [in_words(deletion) for deletion in act()]

    if records:
        journal.delete_once(records, acted)


def leave_former(source: MessageSource, prefix: str) -> None:
    """What was to be deleted from a mailbox that is no longer this one stays there for good."""
    former = InboundMessage.objects.filter(ENDED, source=source, to_delete=True)
    records = former.exclude(place__startswith=prefix).select_related("profile", "source")[:AT_ONCE]
    left = Deletion("withheld", "the source reads another mailbox now, or this one was made anew")
    delete(list(records), lambda: [left] * len(records))


def until_next(source: MessageSource) -> float | None:
    """Seconds until there may be something to delete; None where nothing is in work."""
    open_mail = InboundMessage.objects.filter(source=source, to_delete=True).order_by()
    states = set(open_mail.values_list("state", flat=True).distinct())
    if not states:
        return None
    return DELETE_LATER if states == {State.WAITING} else DELETE_SOON


def in_words(deletion: Deletion) -> str:
    return f"{deletion.result}: {deletion.reason}" if deletion.reason else deletion.result
