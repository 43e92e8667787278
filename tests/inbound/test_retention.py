"""The content of mail goes in time, or at once; what a person may still need stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom import stored
from postroom.errors import Permanent
from postroom.models import InboundMessage, Plan, StoredMail, StoredPiece
from postroom.tasks import retention
from tests.inbound.conftest import Desk, letter


def make_old(days: int = 31) -> None:
    then = timezone.now() - timedelta(days=days)
    StoredMail.objects.update(stored_at=then)
    Plan.objects.update(decided_at=then)


def states(desk: Desk) -> dict[str, InboundMessage]:
    """One mail in each state."""
    done, queued, parked, waiting = (desk.put(letter()) for _ in range(4))
    desk.work(done)
    InboundMessage.objects.filter(pk=parked.pk).update(state="parked", outcome="parked")
    InboundMessage.objects.filter(pk=waiting.pk).update(state="waiting")
    return {"done": done, "queued": queued, "parked": parked, "waiting": waiting}


def kept(records: dict[str, InboundMessage]) -> set[str]:
    for record in records.values():
        record.refresh_from_db()
    return {state for state, record in records.items() if record.mail_id}


def test_it_works(desk: Desk):
    records = states(desk)
    make_old()
    retention(timestamp=0)
    assert kept(records) == {"queued", "parked", "waiting"}
    assert StoredPiece.objects.count() == 3
    with pytest.raises(Permanent, match="deleted by retention"):
        list(stored.chunks(records["done"]))


def test_the_text_in_a_plan_goes_with_the_content(desk: Desk):
    desk.file(letter("The secret is in the second drawer."))
    make_old()
    retention(timestamp=0)
    assert Plan.objects.count() == 0


def test_what_is_young_stays(desk: Desk):
    records = states(desk)
    make_old(days=29)
    retention(timestamp=0)
    assert kept(records) == set(records)


def test_the_record_and_the_ledger_outlive_the_content(desk: Desk):
    mail = letter()
    record = desk.file(mail)
    make_old()
    retention(timestamp=0)
    record.refresh_from_db()
    assert (record.outcome, record.issue_key, record.subject) == ("created", "SUP-1", "Printer on fire")
    assert desk.file(mail).outcome == "ignored"
    assert len(desk.issues()) == 1


def test_without_keeping_the_content_goes_when_the_mail_is_done(desk: Desk, settings: Any):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keep_content=False)
    records = states(desk)
    assert kept(records) == {"queued", "parked", "waiting"}
    assert Plan.objects.count() == 0
    mail = letter()
    desk.file(mail)
    assert desk.file(mail).outcome == "ignored"
    assert StoredMail.objects.count() == 3
