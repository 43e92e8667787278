"""The first-sync guard: a mailbox that is met anew, or changed, is counted before it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from postroom.errors import BadConfiguration
from postroom.inbound.standing import note_waiting
from postroom.models import MessageSource, SourceState

NONE = "none "  # before the time at which it was said


@dataclass(frozen=True)
class Accepted:
    """A person's word on the waiting mails: those since a time, those after their word, or (no time) all."""

    none: bool
    since: datetime | None


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
        state.skip_before = state.last_round = None
    state.mailbox, state.strategy, state.uidvalidity = now
    guard_again(state)
    state.save(update_fields=[
        "mailbox", "strategy", "uidvalidity", "generation", "last_uid", "skip_until_uid", "skip_before",
        "last_round",
    ])  # fmt: skip
    return state


def guard_again(state: SourceState) -> None:
    """Count before the next reading."""
    if not state.guarded:
        state.guarded = True
        state.save(update_fields=["guarded"])


def holds(
    source: MessageSource, state: SourceState, count: int, oldest: Callable[[], datetime | None]
) -> bool:
    """Must so many waiting mails wait for a person's word? `oldest` is asked only then."""
    if not state.guarded or state.accepted:
        return False
    if count <= source.first_sync_limit:
        pass_guard(state)
        return False
    note_waiting(source, count, oldest())
    return True


def still_waits(source: MessageSource) -> bool:
    """Has nobody said yet what is to be read?"""
    return SourceState.objects.filter(source=source, guarded=True, accepted="").exists()


def pass_guard(state: SourceState) -> None:
    state.guarded, state.accepted, state.held, state.held_oldest = False, "", None, None
    state.save(update_fields=["guarded", "accepted", "held", "held_oldest", "skip_until_uid", "skip_before"])


def accepted(state: SourceState) -> Accepted | None:
    """What was said; None where nothing was."""
    if state.accepted.startswith(NONE):
        return Accepted(True, datetime.fromisoformat(state.accepted.removeprefix(NONE)))
    if state.accepted in ("", "all"):
        return Accepted(False, None) if state.accepted else None
    return Accepted(False, datetime.fromisoformat(state.accepted))


def declined(state: SourceState, word: Accepted, dates: Sequence[datetime | None]) -> int:
    """How many mails, from the oldest on, "none of the waiting" means: those counted, and what came before the word."""
    count = min(state.held or 0, len(dates))
    for number, date in enumerate(dates[count:], start=count + 1):
        if word.since and date and date < word.since.replace(microsecond=0):
            count = number
    return count


def accept(name: str, since: str | None, none: bool) -> str:
    """Say that a waiting mailbox may be read: all, mail since a date (YYYY-MM-DD), or only what comes from now on.

    Returns what will happen, in words. Raises BadConfiguration for an unknown name or date.
    """
    state = SourceState.objects.filter(source__name=name).select_related("source").first()
    if state is None:
        raise BadConfiguration(f"There is no source named '{name}'. `postroom source list` shows them.")
    word = f"{NONE}{timezone.now().isoformat()}" if none else day(since).isoformat() if since else "all"
    waiting = SourceState.objects.filter(pk=state.pk, guarded=True)
    if state.source.type == MessageSource.Type.SMTP or not waiting.update(
        accepted=word, next_try=None, last_error="", status=SourceState.Status.UNKNOWN
    ):
        return f"Source '{name}' does not wait for anything; it is read as it is."
    which = "none of the waiting mails" if none else f"mail since {since}" if since else "all waiting mails"
    return f"Source '{name}': {which} will be read, and whatever comes from now on."


def day(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadConfiguration(f"'{text}' is not a date; write it as 2026-05-31.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
