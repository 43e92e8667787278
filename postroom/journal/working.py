"""How a record is worked on, whatever it is: put, attempt, settle, wait, park, orphans."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from postroom.errors import Away, BadConfiguration, Permanent, Refused, Temporary
from postroom.journal.circuit import knock, pause
from postroom.journal.run import R, Turn
from postroom.journal.values import DESKS, Again, Outcome, Overtaken
from postroom.models import Worked

log = logging.getLogger(__name__)
State = Worked.State

LONGEST_WAIT = 1800.0
MOST_TOGETHER = 5  # records of one job


def put(model: type[Worked], jobs: Iterable[tuple[int, str | None]], at: datetime | None = None) -> None:
    """Put a job per (record, lock), on Django's connection and so in its transaction; `at` for later."""
    defer([job(model, {"record": record}, lock, at) for record, lock in jobs])


def put_together(model: type[Worked], records: Sequence[int]) -> None:
    """Put one job for a few records at once: a job costs more than most of what is done in it."""
    groups = (records[start : start + MOST_TOGETHER] for start in range(0, len(records), MOST_TOGETHER))
    defer([job(model, {"record": first, "more": more}) for first, *more in groups])


def later(model: type[Worked], record: int, again: Again) -> None:
    """Put a job of its own for a record whose turn has to come again."""
    put(model, [(record, None)], at=timezone.now() + timedelta(seconds=again.seconds))


def job(
    model: type[Worked], arguments: dict[str, Any], lock: str | None = None, at: datetime | None = None
) -> Job:
    desk = DESKS[model]
    return Job(
        id=None,
        queue=desk.queue,
        lock=lock,
        queueing_lock=None,
        task_name=desk.task,
        task_kwargs=arguments,
        scheduled_at=at,
    )


def defer(wanted: list[Job]) -> None:
    if not wanted:
        return
    try:
        app.job_manager.batch_defer_jobs(wanted)
    except ConnectorException as error:
        if isinstance(error.__cause__, psycopg.OperationalError):  # lost: said as our own queries say it
            raise OperationalError(*error.__cause__.args) from error
        raise


def attempted(model: type[Worked], record: int) -> int:
    """Count a new attempt at the record; its number, which no other attempt has, or 0 where it has ended already."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {model._meta.db_table} set attempts = attempts + 1"  # noqa: S608 - a table of ours
            " where id = %s and state in ('queued', 'waiting') returning attempts",
            [record],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def make(turn: Turn[R], story: Callable[[Turn[R]], Outcome]) -> None:
    """Make this attempt: the story ends in an outcome or in one of our errors.

    Raises Again where the job is to run once more; nothing else, so nothing ends in silence.
    """
    try:
        tell(turn, story)
    except Overtaken as overtaken:
        log.warning("%s", overtaken)
    except (OperationalError, InterfaceError) as error:
        raise Again(f"the database did not answer: {type(error).__name__}", 2) from error


def tell(turn: Turn[R], story: Callable[[Turn[R]], Outcome]) -> None:
    """Let the story happen and write down how it ends, whatever that is."""
    try:
        if turn.site is not None:
            knock(turn.site)
        outcome = story(turn)
        if not turn.settled:
            settle(turn, outcome)
    except Refused as refused:
        settle(turn, Outcome(refused.outcome, refused.reason))
    except Temporary as temporary:
        wait(turn, temporary)
    except (Permanent, BadConfiguration) as permanent:  # a sealed value that no key opens, too
        park(turn, str(permanent))
    except (Overtaken, OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("%s: unforeseen error", turn.record)
        if turn.settled:  # it has ended before; what came after changes nothing of that
            return
        park(turn, f"Unforeseen error ({type(error).__name__}). The log has the details; nothing is lost.")


def settle(turn: Turn[R], outcome: Outcome, **more: Any) -> None:
    """End the record with its outcome; `more` are columns that are written with it."""
    if outcome.reason:
        turn.say(f"{outcome.word.capitalize()}: {outcome.reason.rstrip('.')}.")
    with nullcontext() if settings.ENVIRONMENT.keep_content else transaction.atomic(savepoint=False):
        turn.write(
            state=State.DONE,
            outcome=outcome.word,
            reason=outcome.reason,
            trace=turn.trace,
            next_attempt=None,
            waits_for="",
            **turn.ending(outcome),
            **more,
        )
        turn.ended()
    turn.settled = True


def park(turn: Turn[R], reason: str) -> None:
    """Set the record aside for a person; its content stays."""
    turn.say(f"Parked: {reason}")
    turn.write(
        state=State.PARKED,
        outcome=Outcome.PARKED,
        reason=reason,
        trace=turn.trace,
        next_attempt=None,
        waits_for="",
    )


def wait(turn: Turn[R], error: Temporary) -> None:
    """Leave the record for later. Raises Again with the delay."""
    waits_for = getattr(error, "waits_for", "")
    if isinstance(error, Away) and turn.site is not None:
        pause(turn.site, error)
        waits_for = f"site:{turn.site.pk}"
    delay = error.retry_after if error.retry_after is not None else backoff(turn.attempt)
    say_once(turn, str(error), f"Next try in {delay:.0f} s.")
    turn.write(
        state=State.WAITING,
        reason=str(error),
        trace=turn.trace,
        next_attempt=timezone.now() + timedelta(seconds=delay),
        waits_for=waits_for,
    )
    raise Again(str(error), delay) from error


def say_once(turn: Turn[R], words: str, more: str) -> None:
    """The same trouble again and again is one line of the trace, as it is the last time."""
    if turn.trace and turn.trace[-1][1].startswith(f"{words} Next try in "):
        turn.trace.pop()
    turn.say(f"{words} {more}")


def backoff(attempt: int) -> float:
    """Seconds before the next attempt: 1, 2, 4 ... up to half an hour."""
    return min(2.0 ** min(attempt - 1, 20), LONGEST_WAIT)


def put_orphans(older_than: float) -> int:
    """Put a new job for each open record that has none (its job was ended by an overtaken worker)."""
    return sum(put_orphans_of(model, older_than) for model in DESKS)


def put_orphans_of(model: type[Worked], older_than: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.id from {model._meta.db_table} r where r.state in ('queued', 'waiting')"  # noqa: S608
            " and r.changed_at < now() - make_interval(secs => %s) and not exists (select 1 from"
            " procrastinate_jobs j where j.task_name = %s and j.status in ('todo', 'doing')"
            " and ((j.args ->> 'record')::bigint = r.id or j.args -> 'more' @> to_jsonb(r.id)))",
            [older_than, DESKS[model].task],
        )
        orphans = [row[0] for row in cursor.fetchall()]
    put(model, ((record, f"orphan:{model._meta.model_name}:{record}") for record in orphans))
    return len(orphans)
