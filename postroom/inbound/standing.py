"""How a source stands, as its page and `postroom source` show it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from postroom.errors import PostroomError
from postroom.models import MessageSource, SourceState

log = logging.getLogger(__name__)
Status = SourceState.Status

SLOWEST = timedelta(minutes=30)
A_PORT = timedelta(minutes=1)  # ours to open, and whoever wants to deliver waits for it


def note_online(source: MessageSource) -> None:
    """It answers. Written once per change and minute, not once per round."""
    now = timezone.now()
    state = SourceState.objects.get(source=source)
    if state.status == Status.ONLINE and state.last_round and now - state.last_round < timedelta(minutes=1):
        return
    change(state, Status.ONLINE, last_error="", failures=0, next_try=None, last_round=now)


def note_trouble(source: MessageSource, words: str) -> None:
    """It is read, but not all of it could be had; the reader goes on."""
    state = SourceState.objects.get(source=source)
    if (state.status, state.last_error) != (Status.FAILING, words[:2000]):
        log.warning("Source %s: %s", source.name, words)
    change(
        state, Status.FAILING, last_error=words[:2000], failures=0, next_try=None, last_round=timezone.now()
    )


def note_waiting(source: MessageSource, held: int, oldest: datetime | None) -> str:
    """It holds mail back until a person accepts it; says so in words."""
    since = f", the oldest from {oldest:%Y-%m-%d}" if oldest else ""
    words = (
        f"{held} mails wait in this mailbox{since}; more than {source.first_sync_limit} are not read unasked from a "
        f"mailbox that is new or has changed. Decide: postroom source accept '{source.name}' [--since DATE | --none]"
    )
    state = SourceState.objects.get(source=source)
    change(state, Status.WAITING, held=held, held_oldest=oldest, last_error=words, failures=0, next_try=None)
    return words


def note_failure(source: MessageSource, error: Exception) -> None:
    """Failing since when and why, and when it is tried again: after 1, 2, 4 ... 30 minutes."""
    foreseen = isinstance(error, PostroomError)
    log.warning(
        "Source %s: %s", source.name, error if foreseen else type(error).__name__, exc_info=not foreseen
    )
    words = str(error) if foreseen else f"Unforeseen error ({type(error).__name__}). The log has the details."
    state = SourceState.objects.filter(source=source).first()
    if state is not None:  # else it was removed meanwhile
        pause = backoff(source, state.failures)
        change(state, Status.FAILING, last_error=words[:2000], next_try=timezone.now() + pause)
        SourceState.objects.filter(pk=state.pk).update(failures=F("failures") + 1)


def backoff(source: MessageSource, failures: int) -> timedelta:
    """How long after so many failures in a row it is tried again."""
    doubled = 2.0 ** min(failures, 10)
    if source.type == MessageSource.Type.SMTP:
        return min(doubled * timedelta(seconds=2), A_PORT)
    return min(doubled * timedelta(minutes=1), SLOWEST)


def change(state: SourceState, status: str, **values: object) -> None:
    """Write these columns, and since when it stands so; others belong to the lease or to a person."""
    if state.status != status:
        values |= {"status": status, "status_since": timezone.now()}
    SourceState.objects.filter(pk=state.pk).update(**values)
