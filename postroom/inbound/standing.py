"""How a source stands, as its page and `postroom source` show it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from postroom.models import MessageSource, SourceState

Status = SourceState.Status


def note_online(source: MessageSource) -> None:
    """It answers. Written once per change and minute, not once per round."""
    now = timezone.now()
    state = SourceState.objects.get(source=source)
    if state.status == Status.ONLINE and state.last_round and now - state.last_round < timedelta(minutes=1):
        return
    if state.status != Status.ONLINE:
        state.status, state.status_since = Status.ONLINE, now
    state.last_error, state.failures, state.next_try, state.last_round = "", 0, None, now
    state.save(update_fields=["status", "status_since", "last_error", "failures", "next_try", "last_round"])


def note_waiting(source: MessageSource, held: int, oldest: datetime | None) -> str:
    """It holds mail back until a person accepts it; says so in words."""
    since = f", the oldest from {oldest:%Y-%m-%d}" if oldest else ""
    words = (
        f"{held} mails wait in this mailbox{since}; that is more than {source.first_sync_limit} on first contact. "
        f"Decide: postroom source accept '{source.name}' [--since DATE | --none]"
    )
    now = timezone.now()
    state = SourceState.objects.get(source=source)
    if state.status != Status.WAITING:
        state.status, state.status_since = Status.WAITING, now
    state.held, state.held_oldest, state.last_error, state.last_round = held, oldest, words, now
    state.save(update_fields=["status", "status_since", "held", "held_oldest", "last_error", "last_round"])
    return words
