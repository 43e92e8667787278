"""What events say of texts goes with the payload, once nobody is to be told of them any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from postroom import journal
from postroom.models import Held, JiraEvent, Notice
from postroom.outbound import receive
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import reached

pytestmark = pytest.mark.django_db(transaction=True)

SOON = timedelta(minutes=1)


@pytest.fixture
def event(bureau: Bureau) -> JiraEvent:
    """A change of the summary that was just heard."""
    bureau.file(letter(sender="Cora Customer <cora@example.org>"))
    bureau.hear()
    bureau.mapping(events=["updated"], audience=["mail participants"], public_fields=["summary"], window=60)
    bureau.person("ada").put("issue/SUP-1", json={"fields": {"summary": "Payroll of Dora"}})
    (heard,) = bureau.hear()
    return heard


def words(event: JiraEvent) -> str:
    event.refresh_from_db()
    return f"{event.said} {event.payload}"


def test_texts_and_payload_go_and_the_rest_stays(bureau: Bureau, event: JiraEvent) -> None:
    bureau.work()
    assert reached(bureau.arrived()) == ["cora@example.org"] and "Payroll" in words(event)
    assert journal.forget_events(timezone.now() + SOON) >= 1
    assert "Payroll" not in words(event) and event.payload is None
    assert [each["field"] for each in event.said["changes"]] == ["summary"]
    assert journal.forget_events(timezone.now() + SOON) == 0, "once"


def test_what_was_polled_goes_as_well(bureau: Bureau, event: JiraEvent) -> None:
    JiraEvent.objects.filter(pk=event.pk).delete()
    said = receive.Event.from_json(event.said)
    receive.polled(bureau.site, [said])
    again = JiraEvent.objects.get(kind="updated")
    bureau.work()
    journal.forget_events(timezone.now() + SOON)
    assert "Payroll" not in words(again)


@pytest.mark.parametrize("state", ["queued", "parked"])
def test_an_open_or_parked_notice_keeps_its_events(bureau: Bureau, event: JiraEvent, state: str) -> None:
    bureau.handle()
    Notice.objects.update(state=state)
    journal.forget_events(timezone.now() + SOON)
    assert "Payroll" in words(event)


def test_what_is_held_for_a_digest_keeps_its_events(bureau: Bureau, event: JiraEvent) -> None:
    more = {"public_fields": ["summary"], "digest": "daily"}
    bureau.mapping("daily", events=["updated"], audience=["mail participants"], **more)
    bureau.work()
    assert Held.objects.exists()
    journal.forget_events(timezone.now() + SOON)
    assert "Payroll" in words(event)
