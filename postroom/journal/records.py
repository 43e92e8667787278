"""A mail's way from stored to worked on, and a person's Retry."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from postroom.errors import Refused
from postroom.journal.looking import MOST_TRIES
from postroom.journal.run import Run, Turn
from postroom.journal.values import Arrival, Outcome
from postroom.journal.working import attempted, make, put
from postroom.models import Effect, InboundMessage, Plan, StoredMail, StoredPiece

State, Outcomes = InboundMessage.State, InboundMessage.Outcome


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
        put(
            InboundMessage,
            [(record.pk, a.lock) for record, a in zip(records, new, strict=True) if not a.ignored],
        )


def without_known(arrivals: Sequence[Arrival]) -> list[Arrival]:
    if not arrivals:
        return []
    source = arrivals[0].record.source_id
    places = [a.place for a in arrivals]
    known = set(
        InboundMessage.objects.filter(source=source, place__in=places).values_list("place", flat=True)
    )
    return [a for a in arrivals if a.place not in known]


def work(record: int, story: Callable[[Run], Outcome]) -> None:
    """Make one attempt at a mail. Raises Again where the job is to run once more."""
    if number := attempted(InboundMessage, record):
        row = InboundMessage.objects.select_related("profile__site", "source").get(pk=record)
        run = Run(row, number, list(row.trace), profile=row.profile, site=row.profile.site)
        make(run, cast("Callable[[Turn[InboundMessage]], Outcome]", story))


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
        put(InboundMessage, [(row.pk, f"retry:{row.pk}")])
    return words
