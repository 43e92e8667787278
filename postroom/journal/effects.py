"""Effects: decided and claimed, done once, their answers saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from postroom.errors import Permanent, Refused, Temporary, Unanswered
from postroom.journal.circuit import resume
from postroom.journal.looking import look, look_later
from postroom.journal.run import Claim, Run, marker
from postroom.journal.values import Answer, Outcome, Overtaken, Step
from postroom.journal.working import settle
from postroom.models import Effect, Fingerprint, InboundMessage, Plan


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
                saved = {"plan": content, "trace": run.trace}
                Plan.objects.create(
                    record=run.record, conversation_id=run.record.conversation_id, content=saved
                )
                claim(run, step, timeout)
                run.hold()
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
            run.say(f"{step.name}: found by its mark on {found.answer.issue_key}, so it is not done again.")
            return save(run, step, effect, found.answer, last)
        partial = found.answer if found else None
        effect = claim_again(run, effect)
    try:
        answer = step.act(marker, partial, lambda: check_claim(run, effect))
    except Unanswered as error:
        raise look_later(run, step, effect, error) from error
    except (Temporary, Permanent, Refused) as error:
        release(run, effect, str(error))
        raise
    resume(run.site)
    return save(run, step, effect, answer, last)


def claim(run: Run, name: str, timeout: float) -> Effect:
    """The effect's row. It is ours to act on if its marker is in `run.claims`."""
    marker, now = run.marker(name), timezone.now()
    if marker in run.claims:
        return run.claims[marker].effect
    effect = Effect(
        pk=UUID(marker),
        record=run.record,
        step=name,
        state=Effect.State.CLAIMED,
        attempt=run.attempt,
        first_claimed_at=now,
        claimed_at=now,
        timeout=timeout,
    )
    with transaction.atomic(savepoint=False):
        new = insert(effect)
        if not new:
            effect = Effect.objects.select_for_update().get(pk=effect.pk)
            new = effect.state == Effect.State.FREE
            if new:
                effect.state, effect.attempt, effect.claimed_at = Effect.State.CLAIMED, run.attempt, now
                effect.tries, effect.timeout = effect.tries + 1, timeout
                effect.save(update_fields=["state", "attempt", "claimed_at", "tries", "timeout"])
    if new and run.record.look_since is None:
        run.claims[marker] = Claim(effect, time.monotonic())
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
    fresh = Effect.objects.get(pk=effect.pk)
    run.claims[effect.marker] = Claim(fresh, time.monotonic())
    return fresh


def check_claim(run: Run, effect: Effect) -> None:
    """Right before the request: is the claim still the last one, and young enough?"""
    if not Effect.objects.filter(pk=effect.pk, attempt=run.attempt, state=Effect.State.CLAIMED).exists():
        raise Overtaken(f"{effect} was claimed by a later attempt")
    if time.monotonic() - run.claims[effect.marker].at > settings.ENVIRONMENT.lease / 2:
        release(run, effect, "the claim grew too old before the request")
        raise Temporary(f"{effect.step}: this worker was too slow and left it for a fresh try.", 0)


def release(run: Run, effect: Effect, note: str) -> None:
    """The effect was certainly not done: whoever comes next may act without looking."""
    Effect.objects.filter(pk=effect.pk, attempt=run.attempt, state=Effect.State.CLAIMED).update(
        state=Effect.State.FREE, note=note
    )
    run.claims.pop(effect.marker, None)


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
    run.claims.pop(effect.marker, None)  # done: whoever asks for it again in this attempt gets the answer
    return answer


def delete_once(records: Sequence[InboundMessage], act: Callable[[], Sequence[str]]) -> None:
    """Delete final mails from their mailbox: a journalled step of its own.

    `act` says in words what became of each. It may be repeated without harm, since it deletes only what is
    still the same mail; so a claim without an answer is simply done again.
    """
    now = timezone.now()
    rows = [
        Effect(
            pk=UUID(marker(record, record.profile, f"delete/{record.source}/{record.place}")),
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
