"""The journal: begin, work, decide, once, settle, wait, park, retry. The only writer of a record's state.

A record is worked on in attempts. Every write of an attempt is bound to its number, so a worker that slept
through its lease writes nothing any more. What is done to the outside world goes through `once`: claim and
commit, act, save the answer; a claim without an answer is looked for before it is ever repeated.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from postroom.errors import Away, Permanent, PostroomError, Refused, Temporary, Unanswered
from postroom.models import (
    Effect,
    Fingerprint,
    InboundMessage,
    JiraSite,
    Plan,
    Profile,
    StoredMail,
    StoredPiece,
)

log = logging.getLogger(__name__)
State, Outcomes = InboundMessage.State, InboundMessage.Outcome

TASK = "postroom.process_inbound"
QUEUE = "inbound"
LONGEST_WAIT = 1800.0
MOST_TRIES = 5


class Overtaken(PostroomError):
    """Another attempt has this record now; this one must not write any more."""


class Again(PostroomError):
    """Tells the job engine to run this job again after `seconds`."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True)
class Outcome:
    """How a record ends: the word, why, and the issue where there is one."""

    word: str
    reason: str = ""
    issue_key: str = ""


@dataclass(frozen=True)
class Answer:
    """What an effect brought about. `content` is the other side's answer, kept sealed."""

    issue_key: str = ""
    ids: tuple[str, ...] = ()
    content: Any = None


@dataclass(frozen=True)
class Found:
    """What a look-up found of an effect; not complete where something of it is missing."""

    answer: Answer
    complete: bool = True


class Step(Protocol):
    """One effect: how to do it, how to find it again, and what its answer makes known."""

    @property
    def name(self) -> str: ...

    @property
    def timeout(self) -> float:
        """Seconds after which its request is given up."""
        ...

    def act(self, marker: str, partial: Answer | None) -> Answer:
        """Do it. Unanswered or an unforeseen error leaves it unknown; other errors mean: not done."""
        ...

    def find(self, marker: str, since: datetime) -> Found | None: ...

    def learn(self, answer: Answer) -> None:
        """Write what follows from the answer; runs in the commit that saves it."""
        ...


@dataclass(frozen=True)
class Arrival:
    """A mail as a source hands it over, sealed and ready to be stored."""

    place: str
    mail: StoredMail
    pieces: tuple[StoredPiece, ...]
    record: InboundMessage
    lock: str
    ignored: str = ""


@dataclass
class Run:
    """One attempt at one record."""

    record: InboundMessage
    attempt: int
    profile: Profile
    site: JiraSite
    trace: list[list[Any]]
    claims: dict[str, float] = field(default_factory=dict)
    settled: bool = False

    def say(self, text: str) -> None:
        """Add a line to the trace, for the people who ask why."""
        self.trace.append([round(time.time(), 3), text])

    @property
    def identity(self) -> str:
        return identity(self.record.message_id, self.record.fingerprint)

    def marker(self, step: str) -> str:
        return marker(self.record, self.profile, step)

    @property
    def saved_plan(self) -> Any | None:
        if self.attempt == 1:
            return None
        plan = Plan.objects.filter(record=self.record).first()
        return plan.content if plan else None

    def write(self, **values: Any) -> None:
        """Change the record, if this attempt still has it. Raises Overtaken."""
        mine = InboundMessage.objects.filter(pk=self.record.pk, attempts=self.attempt)
        if not mine.update(changed_at=timezone.now(), **values):
            raise Overtaken(f"{self.record} was taken over by a later attempt")
        for name, value in values.items():
            setattr(self.record, name, value)


def identity(message_id: str, fingerprint: str) -> str:
    """Same mail = same Message-ID and same fingerprint (design 2.5)."""
    return hashlib.sha256(f"{message_id}\n{fingerprint}".encode()).hexdigest()


def marker(record: InboundMessage, profile: Profile, step: str) -> str:
    """An effect's id: from the mail, the profile and the step, never from a database id."""
    text = f"{identity(record.message_id, record.fingerprint)}/{profile.uuid}/{step}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# --- begin -------------------------------------------------------------------------------------------------


def begin(arrivals: Sequence[Arrival]) -> None:
    """Store mails and put their jobs, in one commit. A place that is known already is left alone."""
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


# --- work --------------------------------------------------------------------------------------------------


def work(record: int, story: Callable[[Run], Outcome]) -> None:
    """Make one attempt at a record: the story ends in an outcome or in one of our errors.

    Raises Again where the job is to run once more; nothing else, so no mail ends in silence.
    """
    run = attempt(record)
    if run is None:
        return
    try:
        knock(run.site)
        outcome = story(run)
        if not run.settled:
            settle(run, outcome)
    except Overtaken as overtaken:
        log.warning("%s", overtaken)
    except Refused as refused:
        settle(run, Outcome(refused.outcome, refused.reason))
    except Temporary as temporary:
        wait(run, temporary)
    except Permanent as permanent:
        park(run, str(permanent))
    except (OperationalError, InterfaceError) as error:
        raise Again(f"the database did not answer: {type(error).__name__}", 2) from error
    except Exception as error:
        log.exception("%s: unforeseen error", run.record)
        park(run, f"Unforeseen error ({type(error).__name__}). The log has the details; the mail is kept.")


def attempt(record: int) -> Run | None:
    """Take the record for a new attempt; None where it has ended already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update postroom_inboundmessage set attempts = attempts + 1, state = 'working', changed_at = now()"
            " where id = %s and state in ('queued', 'working', 'waiting')",
            [record],
        )
        if not cursor.rowcount:
            return None
    row = InboundMessage.objects.select_related("profile__site", "source").get(pk=record)
    return Run(row, row.attempts, row.profile, row.profile.site, list(row.trace))


def settle(run: Run, outcome: Outcome) -> None:
    """End the record with its outcome."""
    if outcome.reason:
        run.say(outcome.reason)
    run.write(
        state=State.DONE,
        outcome=outcome.word,
        reason=outcome.reason,
        issue_key=outcome.issue_key,
        trace=run.trace,
        next_attempt=None,
        waits_for="",
    )
    run.settled = True
    if not settings.ENVIRONMENT.keep_content:
        StoredMail.objects.filter(record=run.record).delete()


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


class WaitsForConversation(Temporary):
    """Another mail of the conversation creates the issue; woken when it has."""

    def __init__(self, message: str, conversation: int, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"conversation:{conversation}"


def wake(waits_for: str) -> None:
    """Let records that wait for this go on at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = null where status = 'todo' and task_name = %s"
            " and (args ->> 'record')::bigint in (select id from postroom_inboundmessage where waits_for = %s)",
            [TASK, waits_for],
        )


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
            "select r.id from postroom_inboundmessage r where r.state in ('queued', 'working', 'waiting')"
            " and r.changed_at < now() - make_interval(secs => %s) and not exists (select 1 from"
            " procrastinate_jobs j where j.task_name = %s and j.status in ('todo', 'doing')"
            " and (j.args ->> 'record')::bigint = r.id)",
            [older_than, TASK],
        )
        orphans = [row[0] for row in cursor.fetchall()]
    put((record, f"orphan:{record}") for record in orphans)
    return len(orphans)


# --- decide ------------------------------------------------------------------------------------------------


def decide(run: Run, choose: Callable[[], tuple[Any, str, float]]) -> Any:
    """Save what `choose` decides together with the claim of its first effect, in one commit.

    `choose` returns (plan as JSON, name of the first step, its time-out in seconds) and may raise Refused;
    it runs inside the transaction and asks nobody outside.
    """
    for last in (False, False, True):
        try:
            with transaction.atomic():
                enter_ledger(run)
                content, step, timeout = choose()
                Plan.objects.create(record=run.record, content=content)
                claim(run, step, timeout)
                run.write(trace=run.trace, conversation_id=run.record.conversation_id)
            return content
        except OperationalError as error:
            run.claims.clear()
            if last or "deadlock" not in str(error):
                raise
            run.say("Another mail of the same conversation was being decided; decided again.")
    raise AssertionError("unreachable")


def enter_ledger(run: Run) -> None:
    """Take the mail for its profile. Raises Refused (ignored) where another record has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_fingerprint (profile_id, identity, record_id, entered_at)"
            " values (%s, %s, %s, now()) on conflict do nothing",
            [run.profile.pk, run.identity, run.record.pk],
        )
        if cursor.rowcount:
            return
    entry = Fingerprint.objects.get(profile=run.profile, identity=run.identity)
    if entry.record_id != run.record.pk:
        first = f"mail {entry.record_id}" if entry.record_id else "a mail whose record is gone"
        raise Refused(f"duplicate of {first}", outcome="ignored")


# --- once --------------------------------------------------------------------------------------------------


def once(run: Run, step: Step, last: Callable[[Answer], Outcome] | None = None) -> Answer:
    """Do `step` exactly once, over any number of attempts and deaths; return its answer.

    `last` gives the outcome that ends the record in the commit that saves the answer.
    """
    marker = run.marker(step.name)
    effect, partial = claim(run, step.name, step.timeout), None
    if effect.state == Effect.State.DONE:
        return Answer(effect.issue_key, tuple(effect.remote_ids), effect.answer)
    if marker not in run.claims:
        found = look(run, step, effect)
        if found is not None and found.complete:
            run.say(f"{step.name}: found by its mark, so it is not done again.")
            return save(run, step, effect, found.answer, last)
        partial = found.answer if found else None
        effect = claim_again(run, effect)
    check_claim(run, effect)
    try:
        answer = step.act(marker, partial)
    except Unanswered as error:
        raise look_later(run, step, effect, error) from error
    except (Temporary, Permanent, Refused) as error:
        release(run, effect, str(error))
        raise
    return save(run, step, effect, answer, last)


def claim(run: Run, name: str, timeout: float) -> Effect:
    """The effect's row. It is ours to act on if its marker is in `run.claims`."""
    marker, now = run.marker(name), timezone.now()
    if marker in run.claims:
        return Effect.objects.get(pk=marker)
    effect = Effect(
        pk=marker,
        record=run.record,
        step=name,
        state=Effect.State.CLAIMED,
        attempt=run.attempt,
        first_claimed_at=now,
        claimed_at=now,
        timeout=timeout,
    )
    with transaction.atomic():
        new = insert(effect)
        if not new:
            effect = Effect.objects.select_for_update().get(pk=marker)
            new = effect.state == Effect.State.FREE
            if new:
                effect.state, effect.attempt, effect.claimed_at = Effect.State.CLAIMED, run.attempt, now
                effect.tries, effect.timeout = effect.tries + 1, timeout
                effect.save(update_fields=["state", "attempt", "claimed_at", "tries", "timeout"])
    if new and run.record.look_since is None:
        run.claims[marker] = time.monotonic()
    return effect


def insert(effect: Effect) -> bool:
    """Insert the row unless it is there; two attempts at once get one True."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_effect (id, record_id, step, state, attempt, tries, first_claimed_at, claimed_at,"
            " timeout, looks, note, issue_key, remote_ids) values (%s, %s, %s, %s, %s, 1, %s, %s, %s, 0, '', '', '{}')"
            " on conflict do nothing",
            [
                effect.pk,
                effect.record_id,
                effect.step,
                effect.state,
                effect.attempt,
                effect.first_claimed_at,
                effect.claimed_at,
                effect.timeout,
            ],
        )
        return bool(cursor.rowcount)


def claim_again(run: Run, effect: Effect) -> Effect:
    """Claim an effect that was looked for in its whole window and not found."""
    changed = Effect.objects.filter(
        pk=effect.pk, attempt=effect.attempt, claimed_at=effect.claimed_at, state=Effect.State.CLAIMED
    ).update(attempt=run.attempt, claimed_at=timezone.now(), tries=effect.tries + 1, looks=0)
    if not changed:
        raise Overtaken(f"{effect} was claimed by a later attempt")
    run.claims[effect.pk] = time.monotonic()
    return Effect.objects.get(pk=effect.pk)


def check_claim(run: Run, effect: Effect) -> None:
    """Right before the request: is the claim still the last one, and young enough?"""
    if not Effect.objects.filter(pk=effect.pk, attempt=run.attempt, state=Effect.State.CLAIMED).exists():
        raise Overtaken(f"{effect} was claimed by a later attempt")
    if time.monotonic() - run.claims[effect.pk] > settings.ENVIRONMENT.lease / 2:
        release(run, effect, "the claim grew too old before the request")
        raise Temporary(f"{effect.step}: this worker was too slow and left it for a fresh try.", 0)


def release(run: Run, effect: Effect, note: str) -> None:
    """The effect was certainly not done: whoever comes next may act without looking."""
    Effect.objects.filter(pk=effect.pk, attempt=run.attempt, state=Effect.State.CLAIMED).update(
        state=Effect.State.FREE, note=note
    )
    run.claims.pop(effect.pk, None)


def save(
    run: Run, step: Step, effect: Effect, answer: Answer, last: Callable[[Answer], Outcome] | None
) -> Answer:
    """The answer and all that it makes known, in one commit."""
    with transaction.atomic():
        changed = Effect.objects.filter(
            pk=effect.pk, attempt=effect.attempt, claimed_at=effect.claimed_at, state=Effect.State.CLAIMED
        ).update(
            state=Effect.State.DONE,
            answer=answer.content,
            issue_key=answer.issue_key,
            remote_ids=list(answer.ids),
            answered_at=timezone.now(),
            note="",
        )
        if not changed:
            raise Overtaken(f"{effect} was claimed by a later attempt")
        step.learn(answer)
        if last is not None:
            settle(run, last(answer))
    return answer


def delete_once(records: Sequence[InboundMessage], act: Callable[[], Sequence[str]]) -> None:
    """Delete final mails from their mailbox: a journalled step of its own.

    `act` says in words what became of each. It may be repeated without harm, since it deletes only what is
    still the same mail; so a claim without an answer is simply done again.
    """
    now = timezone.now()
    rows = [
        Effect(
            pk=marker(record, record.profile, f"delete/{record.place}"),
            record=record,
            step="delete",
            state=Effect.State.CLAIMED,
            attempt=record.attempts,
            first_claimed_at=now,
            claimed_at=now,
            timeout=60,
        )
        for record in records
    ]
    Effect.objects.bulk_create(rows, ignore_conflicts=True)
    words = act()
    with transaction.atomic():
        for row, word in zip(rows, words, strict=True):
            Effect.objects.filter(pk=row.pk).update(
                state=Effect.State.DONE, note=word, answered_at=timezone.now()
            )
        InboundMessage.objects.filter(pk__in=[record.pk for record in records]).update(to_delete=False)


# --- look --------------------------------------------------------------------------------------------------


def look(run: Run, step: Step, effect: Effect) -> Found | None:
    """Look for an effect whose answer is not known.

    None means: not there, and the whole window has passed, so that it may be tried once more. Raises
    Temporary while it may still turn up, Permanent where the look-up itself fails or too much was tried.
    """
    begins, ends = window(run, effect)
    now = timezone.now()
    if now < begins:
        raise Temporary(
            f"{step.name}: no answer came; its mark is looked for.", (begins - now).total_seconds()
        )
    since = min(filter(None, (effect.first_claimed_at, run.record.look_since)))
    try:
        found = step.find(effect.pk, since)
    except Temporary as error:
        raise look_failed(step, error, now, ends) from error
    Effect.objects.filter(pk=effect.pk).update(looks=effect.looks + 1)
    if found is not None and found.complete:
        return found
    if now < ends:
        left = (ends - now).total_seconds()
        raise Temporary(f"{step.name}: its mark is not there yet; looked for again.", pause_of(effect, left))
    if effect.tries >= MOST_TRIES:
        raise Permanent(f"{step.name} was sent {effect.tries} times without an answer and left no mark.")
    run.say(f"{step.name}: its mark did not turn up in the whole window; it is tried once more.")
    return found


def window(run: Run, effect: Effect) -> tuple[datetime, datetime]:
    """From when and until when to look: after the request's time-out, for the longest index lag."""
    length = timedelta(seconds=settings.ENVIRONMENT.look_window)
    if run.record.look_until is not None and effect.tries == 1:
        return effect.first_claimed_at, max(effect.first_claimed_at, run.record.look_until)
    begins = effect.claimed_at + timedelta(seconds=effect.timeout)
    return begins, begins + length


def look_failed(step: Step, error: Temporary, now: datetime, ends: datetime) -> PostroomError:
    """A look-up that fails is tried again for as long as the window, twice over; then a person has to look."""
    if isinstance(error, Away):
        return error
    if now > ends + timedelta(seconds=settings.ENVIRONMENT.look_window):
        return Permanent(
            f"{step.name}: no answer came, and looking for its mark fails too ({error}). Look into Jira "
            "whether it is there; Retry looks again."
        )
    return Temporary(f"{step.name}: looking for its mark failed ({error}).", error.retry_after or 2)


def look_later(run: Run, step: Step, effect: Effect, error: Unanswered) -> Temporary:
    begins, _ = window(run, effect)
    delay = max(0.2, (begins - timezone.now()).total_seconds())
    Effect.objects.filter(pk=effect.pk, attempt=run.attempt).update(note=str(error))
    return Temporary(f"{step.name}: {error}", delay)


def pause_of(effect: Effect, left: float) -> float:
    """Seconds to the next look: 1, 2, 4 ... 30, and one right at the end of the window."""
    return max(0.1, min(2.0 ** min(effect.looks, 5), 30.0, left + 0.1))


# --- the circuit of a site ---------------------------------------------------------------------------------


def knock(site: JiraSite) -> None:
    """Go on if the site answers. While it is paused one attempt per pause goes through, as the probe."""
    if site.paused_until is None:
        return
    now = timezone.now()
    if site.paused_until <= now:
        probe = JiraSite.objects.filter(pk=site.pk, paused_until=site.paused_until)
        if probe.update(paused_until=now + timedelta(seconds=settings.ENVIRONMENT.lease)):
            return
        site.refresh_from_db(fields=["paused_until", "pause_reason"])
    left = ((site.paused_until or now) - now).total_seconds()
    raise SitePaused(f"{site.pause_reason or 'Jira is away.'}", site.pk, max(0.5, left))


class SitePaused(Temporary):
    """The circuit of the site is open."""

    def __init__(self, message: str, site: int, retry_after: float) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"site:{site}"


def pause(site: JiraSite, error: Away) -> None:
    """Open the circuit: 2, 4, 8 ... 300 s, or as long as Jira asks."""
    pauses = min(site.pauses + 1, 20)
    length = error.retry_after or min(2.0**pauses, 300.0)
    error.retry_after = length
    JiraSite.objects.filter(pk=site.pk).update(
        paused_until=timezone.now() + timedelta(seconds=length), pause_reason=str(error), pauses=pauses
    )


def resume(site: JiraSite) -> None:
    """Close the circuit after an answer, and wake all that waited for the site."""
    if site.paused_until is None:
        return
    with transaction.atomic():
        JiraSite.objects.filter(pk=site.pk).update(paused_until=None, pause_reason="", pauses=0)
        wake(f"site:{site.pk}")
    site.paused_until = None


__all__ = [
    "Again",
    "Answer",
    "Arrival",
    "DatabaseError",
    "Found",
    "Outcome",
    "Overtaken",
    "Run",
    "Step",
    "WaitsForConversation",
    "begin",
    "decide",
    "once",
    "park",
    "put_orphans",
    "resume",
    "retry",
    "settle",
    "wake",
    "work",
]
