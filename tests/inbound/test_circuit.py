"""Jira away as a whole: met once, not once per mail; one probe; all go on when it is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom.models import InboundMessage, JiraSite
from tests.inbound.conftest import Desk
from tests.inbound.hands import job_of, landed, note, put_off, quick, said, until_ended

AUTH, REFUSE, DOWN = {"auth_refused": True}, {"down": "refuse"}, {"down": True}
OUTAGES = pytest.mark.parametrize("outage", [AUTH, REFUSE, DOWN], ids=["401", "refused", "503"])


def site() -> JiraSite:
    return JiraSite.objects.get()


def pause_is_over() -> None:
    JiraSite.objects.update(paused_until=timezone.now() - timedelta(milliseconds=1))


def asked(desk: Desk) -> int:
    return len(desk.jira.log())


@OUTAGES
def test_an_outage_is_met_once_and_the_others_wait_without_asking(
    desk: Desk, settings: Any, outage: dict[str, Any]
) -> None:
    quick(settings)
    desk.jira.faults(**outage)
    first = desk.file(note("first"))
    assert (first.state, first.waits_for) == ("waiting", f"site:{site().pk}"), said(first)
    assert site().pauses == 1
    before = asked(desk)
    others = [desk.file(note(f"other-{n}")) for n in range(3)]
    assert asked(desk) == before
    assert {(record.state, record.waits_for) for record in others} == {("waiting", f"site:{site().pk}")}
    assert all(record.reason == others[0].reason != "" for record in others)


@OUTAGES
def test_one_probe_goes_through_and_its_answer_wakes_all(
    desk: Desk, settings: Any, outage: dict[str, Any]
) -> None:
    quick(settings)
    desk.jira.faults(**outage)
    records = [desk.file(note(f"mail-{n}")) for n in range(3)]
    for record in records:
        put_off(record)

    pause_is_over()
    desk.work(records[0])
    before = asked(desk)
    desk.work(records[1])
    assert asked(desk) == before, "a second one asked beside the probe"
    assert site().pauses == 2

    desk.jira.no_faults()
    pause_is_over()
    desk.work(records[2])
    assert records[2].outcome == "created", said(records[2])
    assert (site().paused_until, site().pauses) == (None, 0)
    assert [job_of(record)["scheduled_at"] for record in records[:2]] == [None, None]
    until_ended(desk, *records)
    assert {token: len(rows) for token, rows in landed(desk.jira).items()} == {
        f"mail-{n}": 1 for n in range(3)
    }


def test_mails_whose_answers_the_outage_swallowed_outlast_it_and_are_not_parked(
    desk: Desk, settings: Any
) -> None:
    """The create screen is known already, so the first that meets the outage is the request itself."""
    quick(settings, look_window=0.2)
    desk.file(note("before"))
    desk.jira.faults(**DOWN)
    records = [desk.file(note(f"mail-{n}")) for n in range(2)]
    assert all("may have been carried out" in record.reason for record in records)
    deadline = timezone.now() + timedelta(seconds=4 * (0.4 + 0.2))
    while timezone.now() < deadline or not site().paused_until:
        for record in records:
            assert desk.work(record).state == "waiting", said(record)
    desk.jira.no_faults()
    pause_is_over()
    until_ended(desk, *records)
    assert {token: len(rows) for token, rows in landed(desk.jira).items()} == {
        "before": 1, "mail-0": 1, "mail-1": 1
    }  # fmt: skip


def test_what_was_done_long_ago_does_not_close_the_circuit(desk: Desk, settings: Any) -> None:
    """The issue is there, its file is not: what the journal knows by itself says nothing about Jira."""
    quick(settings)
    slow = {"fault": "rate_429", "method": "POST", "path": "/attachments"}
    desk.jira.faults(script=[slow])
    record = desk.file(note("mail", files=[("a.txt", b"a")]))
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}
    desk.jira.faults(**AUTH)
    desk.work(record)
    waiting = desk.file(note("waiting"))
    put_off(waiting)
    pause_is_over()
    desk.work(record)
    assert site().pauses == 2
    assert job_of(waiting)["scheduled_at"] is not None, "woken while Jira is away"


def test_a_site_that_is_away_holds_no_other_site(desk: Desk, settings: Any) -> None:
    quick(settings)
    desk.jira.faults(**REFUSE)
    desk.file(note("first"))
    other = JiraSite.objects.create(name="other", url=desk.jira.url, email="x@example.com", token="no")
    record = desk.put(note("second"))
    profile = record.profile
    profile.site = other
    profile.save()
    desk.jira.no_faults()
    desk.work(record)
    assert record.waits_for == f"site:{other.pk}", "asked and refused: its own circuit"


def test_records_that_ended_are_not_touched_by_a_later_outage(desk: Desk) -> None:
    record = desk.file(note("first"))
    desk.jira.faults(**AUTH)
    assert desk.work(record).outcome == "created"
    assert InboundMessage.objects.get().state == "done"
