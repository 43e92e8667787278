"""From stored to settled: the only writer of a record's state."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from postroom.errors import Away, BadConfiguration, Permanent, Refused, Temporary
from postroom.journal.circuit import knock, pause
from postroom.journal.looking import MOST_TRIES
from postroom.journal.run import Run
from postroom.journal.values import QUEUE, TASK, Again, Arrival, Outcome, Overtaken
from postroom.models import Effect, InboundMessage, Plan, StoredMail, StoredPiece

log = logging.getLogger(__name__)
State, Outcomes = InboundMessage.State, InboundMessage.Outcome

LONGEST_WAIT = 1800.0


def begin(arrivals: Sequence[Arrival]) -> None:
    """Store mails and put their jobs, in one commit. A place that is known already is left alone."""
    for last in (False, False, True):
        try:
            return store(arrivals)
        except IntegrityError:  # another reader of this mailbox was faster with one of them
            if last:
                raise
    raise AssertionError("unreachable")


def store(arrivals: Sequence[Arrival]) -> None:
    with transaction.atomic():
        new = without_known(arrivals)
        StoredMail.objects.bulk_create([a.mail for a in new])
        StoredPiece.objects.bulk_create([piece for a in new for piece in a.pieces])
        records = InboundMessage.objects.bulk_create([a.record for a in new])
        put([(record.pk, a.lock) for record, a in zip(records, new, strict=True) if not a.ignored])


def without_known(arrivals: Sequence[Arrival]) -> list[Arrival]:
    if not arrivals:
        return []
    source = arrivals[0].record.source_id
    places = [a.place for a in arrivals]
    known = set(
        InboundMessage.objects.filter(source=source, place__in=places).values_list("place", flat=True)
    )
    return [a for a in arrivals if a.place not in known]


def put(jobs: Iterable[tuple[int, str]]) -> None:
    """Put a job per (record, lock), on Django's connection and so in its transaction."""
    wanted = [
        Job(
            id=None,
            queue=QUEUE,
            lock=lock,
            queueing_lock=None,
            task_name=TASK,
            task_kwargs={"record": record},
        )
        for record, lock in jobs
    ]
    if wanted:
        app.job_manager.batch_defer_jobs(wanted)


def work(record: int, story: Callable[[Run], Outcome]) -> None:
    """Make one attempt at a record: the story ends in an outcome or in one of our errors.

    Raises Again where the job is to run once more; nothing else, so no mail ends in silence.
    """
    run = attempt(record)
    if run is None:
        return
    try:
        tell(run, story)
    except Overtaken as overtaken:
        log.warning("%s", overtaken)
    except (OperationalError, InterfaceError) as error:
        raise Again(f"the database did not answer: {type(error).__name__}", 2) from error


def tell(run: Run, story: Callable[[Run], Outcome]) -> None:
    """Let the story happen and write down how it ends, whatever that is."""
    try:
        knock(run.site)
        outcome = story(run)
        if not run.settled:
            settle(run, outcome)
    except Refused as refused:
        settle(run, Outcome(refused.outcome, refused.reason))
    except Temporary as temporary:
        wait(run, temporary)
    except (Permanent, BadConfiguration) as permanent:  # a sealed value that no key opens, too
        park(run, str(permanent))
    except (Overtaken, OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("%s: unforeseen error", run.record)
        park(run, f"Unforeseen error ({type(error).__name__}). The log has the details; the mail is kept.")


def attempt(record: int) -> Run | None:
    """Take the record for a new attempt; None where it has ended already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update postroom_inboundmessage set attempts = attempts + 1"
            " where id = %s and state in ('queued', 'waiting')",
            [record],
        )
        if not cursor.rowcount:
            return None
    row = InboundMessage.objects.select_related("profile__site", "source").get(pk=record)
    return Run(row, row.attempts, row.profile, row.profile.site, list(row.trace))


def settle(run: Run, outcome: Outcome) -> None:
    """End the record with its outcome."""
    if outcome.reason:
        run.say(f"{outcome.word.capitalize()}: {outcome.reason}.")
    run.write(
        state=State.DONE,
        outcome=outcome.word,
        reason=outcome.reason,
        issue_key=outcome.issue_key,
        conversation_id=run.record.conversation_id,
        trace=run.trace,
        next_attempt=None,
        waits_for="",
    )
    run.settled = True
    if not settings.ENVIRONMENT.keep_content:
        forget(StoredMail.objects.filter(record=run.record), Plan.objects.filter(record=run.record))


def forget(mails: QuerySet[StoredMail], plans: QuerySet[Plan]) -> None:
    """Delete the content of mail; a plan holds its text as well."""
    mails.delete()
    plans.delete()


def forget_older(than: datetime) -> None:
    """Delete the content of mail that has ended; parked mail keeps it, and records and ledger stay."""
    done = {"record__state": State.DONE}
    forget(
        StoredMail.objects.filter(stored_at__lt=than, **done),
        Plan.objects.filter(decided_at__lt=than, **done),
    )


def park(run: Run, reason: str) -> None:
    """Set the record aside for a person; its bytes stay."""
    run.say(f"Parked: {reason}")
    run.write(
        state=State.PARKED,
        outcome=Outcomes.PARKED,
        reason=reason,
        trace=run.trace,
        next_attempt=None,
        waits_for="",
    )


def wait(run: Run, error: Temporary) -> None:
    """Leave the record for later. Raises Again with the delay."""
    waits_for = getattr(error, "waits_for", "")
    if isinstance(error, Away):
        pause(run.site, error)
        waits_for = f"site:{run.site.pk}"
    delay = error.retry_after if error.retry_after is not None else backoff(run.attempt)
    run.say(f"{error} Next try in {delay:.0f} s.")
    run.write(
        state=State.WAITING,
        reason=str(error),
        trace=run.trace,
        next_attempt=timezone.now() + timedelta(seconds=delay),
        waits_for=waits_for,
    )
    raise Again(str(error), delay) from error


def backoff(attempt: int) -> float:
    """Seconds before the next attempt: 1, 2, 4 ... up to half an hour."""
    return min(2.0 ** min(attempt - 1, 20), LONGEST_WAIT)


def retry(record: int, by: str) -> str:
    """Let a person's Retry work on a record again; returns what will happen, in words.

    It decides anew only while nothing has been claimed. Raises Refused where there is nothing to retry.
    """
    with transaction.atomic():
        row = InboundMessage.objects.select_for_update(of=("self",)).get(pk=record)
        if row.state in InboundMessage.OPEN:
            raise Refused("This mail is still in work.")
        if row.outcome in (Outcomes.CREATED, Outcomes.COMMENTED):
            raise Refused(f"This mail is in {row.issue_key} already; nothing is done twice.")
        if row.mail_id is None:
            raise Refused("The content of this mail was deleted by retention; it cannot be read again.")
        claimed = row.effects.exclude(state=Effect.State.FREE).exists()
        row.effects.filter(state=Effect.State.CLAIMED, tries__gte=MOST_TRIES).update(tries=1)
        if not claimed:
            Plan.objects.filter(record=row).delete()
        words = "It goes on where it stopped." if claimed else "It is decided anew."
        row.trace = [*row.trace, [round(time.time(), 3), f"Retry by {by}. {words}"]]
        row.state, row.outcome, row.reason, row.changed_at = State.QUEUED, "", "", timezone.now()
        row.save(update_fields=["trace", "state", "outcome", "reason", "changed_at"])
        put([(row.pk, f"retry:{row.pk}")])
    return words


def put_orphans(older_than: float) -> int:
    """Put a new job for each open record that has none (its job was ended by an overtaken worker)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id from postroom_inboundmessage r where r.state in ('queued', 'waiting')"
            " and r.changed_at < now() - make_interval(secs => %s) and not exists (select 1 from"
            " procrastinate_jobs j where j.task_name = %s and j.status in ('todo', 'doing')"
            " and (j.args ->> 'record')::bigint = r.id)",
            [older_than, TASK],
        )
        orphans = [row[0] for row in cursor.fetchall()]
    put((record, f"orphan:{record}") for record in orphans)
    return len(orphans)
