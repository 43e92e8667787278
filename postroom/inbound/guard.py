"""The first-sync guard: a mailbox that is met anew, or changed, is counted before it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone

from postroom.errors import BadConfiguration
from postroom.inbound.standing import note_waiting
from postroom.models import MessageSource, SourceState


def mailbox_of(source: MessageSource) -> str:
    """What makes it the same mailbox."""
    return f"{source.type} {source.host.lower()} {source.user} {source.folder}"


def note_mailbox(source: MessageSource, uidvalidity: int | None) -> SourceState:
    """The state of the source; started afresh where mailbox, strategy or UIDVALIDITY (RFC 9051 2.3.1.1) changed."""
    state = SourceState.objects.get(source=source)
    now = (mailbox_of(source), source.strategy, uidvalidity)
    if (state.mailbox, state.strategy, state.uidvalidity) == now:
        return state
    if (state.mailbox, state.uidvalidity) != (now[0], now[2]):
        state.generation += 1
        state.last_uid = state.skip_until_uid = 0
        state.skip_before = None
    state.mailbox, state.strategy, state.uidvalidity = now
    state.guarded = state.reread_since is None
    state.save()
    return state


def holds(source: MessageSource, state: SourceState, dates: Sequence[datetime | None]) -> bool:
    """Must these waiting mails wait for a person's word?"""
    if not state.guarded or state.accepted:
        return False
    if len(dates) <= source.first_sync_limit:
        pass_guard(state)
        return False
    note_waiting(source, len(dates), min(filter(None, dates), default=None))
    return True


def pass_guard(state: SourceState) -> None:
    state.guarded, state.accepted, state.held, state.held_oldest = False, "", None, None
    state.save(update_fields=[
        "guarded", "accepted", "held", "held_oldest", "skip_until_uid", "skip_before", "last_uid",
    ])  # fmt: skip


def accepted_since(state: SourceState) -> datetime | None:
    """What was accepted: mail since this time; None for all of it."""
    if state.accepted in ("", "all"):
        return None
    return timezone.now() if state.accepted == "none" else datetime.fromisoformat(state.accepted)


def accept(name: str, since: str | None, none: bool) -> str:
    """Say that a waiting mailbox may be read: all, mail since a date (YYYY-MM-DD), or only what comes from now on.

    Returns what will happen, in words. Raises BadConfiguration for an unknown name or date.
    """
    state = SourceState.objects.filter(source__name=name).select_related("source").first()
    if state is None:
        raise BadConfiguration(f"There is no source named '{name}'. `postroom source list` shows them.")
    if not state.guarded:
        return f"Source '{name}' does not wait for anything; it is read as it is."
    state.accepted = "none" if none else day(since).isoformat() if since else "all"
    state.next_try, state.last_error = None, ""
    state.status = SourceState.Status.UNKNOWN
    state.save(update_fields=["accepted", "next_try", "last_error", "status"])
    which = "none of the waiting mails" if none else f"mail since {since}" if since else "all waiting mails"
    return f"Source '{name}': {which} will be read, and whatever comes from now on."


def day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise BadConfiguration(f"'{text}' is not a date; write it as 2026-05-31.") from None
