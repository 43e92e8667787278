"""What Jira tells is stored once, whatever it looks like; what may have been told before a restore waits for people."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal
from postroom.jira.events import Event
from postroom.models import Installation, JiraEvent, JiraSite, SitePolling
from postroom.outbound import receive
from tests import builders
from tests.outbound.posting import no_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def begun_empty(db: None) -> None:
    no_jobs()


@pytest.fixture
def site() -> JiraSite:
    return builders.site()


def commented(text: str = "Hello", id: str = "10", at: datetime | None = None, **more: Any) -> bytes:
    moment = (at or timezone.now()).isoformat()
    comment = {
        "id": id,
        "body": text,
        "created": moment,
        "updated": moment,
        "author": {"accountId": "a", **more},
    }
    issue = {"id": "1", "key": "SUP-1", "fields": {"summary": "Printer", "project": {"key": "SUP"}}}
    return json.dumps({"webhookEvent": "comment_created", "comment": comment, "issue": issue}).encode()


def test_a_webhook_and_its_retry_are_one_event_and_one_job(site: JiraSite) -> None:
    body = commented()
    for _ in range(3):
        receive.webhook(site, body, "delivery-1")
    row = JiraEvent.objects.get()
    assert (row.kind, row.entity, row.issue_key, row.state) == ("commented", "10", "SUP-1", "queued")
    assert ProcrastinateJob.objects.filter(task_name="postroom.process_event").count() == 1


def test_the_same_identifier_is_the_same_delivery_whatever_it_says(site: JiraSite) -> None:
    receive.webhook(site, commented(id="10"), "delivery-1")
    receive.webhook(site, commented(id="11"), "delivery-1")
    assert JiraEvent.objects.count() == 1
    receive.automation(site, commented(id="12"))
    receive.automation(site, commented(id="13"))
    assert JiraEvent.objects.count() == 3, "without an identifier each is its own"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"{", b'"x"', b"{" * 100_000, b'{"webhookEvent": "no\\u0000thing"}']
)
def test_what_nobody_understands_is_parked_or_left_but_never_an_error(site: JiraSite, body: bytes) -> None:
    receive.webhook(site, body, "x")
    receive.webhook(site, body, "x")
    assert JiraEvent.objects.count() <= 1
    assert all(row.state == "parked" or row.kind == "other" for row in JiraEvent.objects.all())


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d", "\u202e" * 10, "x" * 1_000_000])
def test_hostile_text_is_stored(site: JiraSite, text: str) -> None:
    receive.webhook(site, commented(text, displayName=text), "x")
    assert JiraEvent.objects.get().kind == "commented"


# --- when Jira was last heard ------------------------------------------------------------------------------


def test_a_webhook_is_noted_once_a_minute_at_most(site: JiraSite) -> None:
    receive.webhook(site, commented(id="1"), "1")
    first = SitePolling.objects.get(site=site).webhook_at
    assert first is not None and timezone.now() - first < timedelta(minutes=1)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        receive.webhook(site, commented(id="2"), "2")
    assert not [each for each in queries if each["sql"].startswith("UPDATE")], "nothing to write"
    SitePolling.objects.update(webhook_at=first - timedelta(minutes=2))
    receive.webhook(site, commented(id="3"), "3")
    assert SitePolling.objects.get(site=site).webhook_at >= first


def test_polling_and_automation_are_no_webhooks(site: JiraSite) -> None:
    receive.automation(site, commented())
    receive.polled(site, [])
    assert not SitePolling.objects.exists()


def test_it_does_not_touch_how_far_polling_is(site: JiraSite) -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    SitePolling.objects.create(site=site, until=until)
    receive.webhook(site, commented(), "1")
    found = SitePolling.objects.get(site=site)
    assert found.until == until and found.webhook_at is not None


# --- after a restore ---------------------------------------------------------------------------------------


def event(at: datetime, entity: str) -> Event:
    return Event("commented", entity, "1", at, issue_id="1", issue_key="SUP-1")


@pytest.mark.parametrize("way", ["polling", "webhook", "automation"])
def test_what_happened_before_the_restore_is_recorded_and_not_mailed(site: JiraSite, way: str) -> None:
    restored = timezone.now() - timedelta(minutes=5)
    Installation.objects.all().delete()
    Installation.objects.create(sealed="postroom", restored_at=restored)
    moments = {"1": restored - timedelta(minutes=5), "2": restored + timedelta(minutes=1)}
    if way == "polling":
        assert receive.polled(site, [event(at, entity) for entity, at in moments.items()]) == 2
    for entity, at in moments.items():
        if way == "webhook":
            receive.webhook(site, commented(id=entity, at=at), f"delivery-{entity}")
        if way == "automation":
            receive.automation(site, commented(id=entity, at=at))
    old, new = JiraEvent.objects.order_by("happened_at")
    assert (old.state, old.outcome, new.state) == ("done", "ignored", "queued")
    assert "before the restore" in old.reason and "Run again" in old.reason and old.trace
    assert [job.args["record"] for job in ProcrastinateJob.objects.filter(queue_name="events")] == [new.pk]


def test_a_person_may_have_it_told(site: JiraSite) -> None:
    Installation.objects.all().delete()
    Installation.objects.create(sealed="postroom", restored_at=timezone.now())
    receive.polled(site, [event(timezone.now() - timedelta(hours=100), "1")])
    row = JiraEvent.objects.get()
    journal.retry_event(row.pk, "ada")
    row.refresh_from_db()
    assert row.state == "queued" and row.attempts >= 1, "its age counts only at the first attempt"
