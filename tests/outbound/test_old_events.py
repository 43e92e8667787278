"""What is older than the site's limit when it is heard is recorded, not mailed, unless a person wants it told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postroom import journal
from postroom.models import JiraEvent
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import reached

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event(bureau: Bureau) -> JiraEvent:
    """A comment that was just heard."""
    bureau.file(letter(sender="Cora Customer <cora@example.org>"))
    bureau.hear()
    bureau.mapping(events=["commented"], audience=["mail participants"])
    bureau.comment("SUP-1", "Have you tried water?")
    (heard,) = bureau.hear()
    return heard


def aged(event: JiraEvent, hours: float, *, heard: float = 0) -> None:
    """It happened so long ago, and was heard so long ago."""
    happened, received = (
        event.happened_at - timedelta(hours=hours),
        event.received_at - timedelta(hours=heard),
    )
    said = {**event.said, "at": happened.isoformat()}
    JiraEvent.objects.filter(pk=event.pk).update(said=said, happened_at=happened, received_at=received)


def test_it_is_recorded_and_says_why(bureau: Bureau, event: JiraEvent) -> None:
    aged(event, 25)
    bureau.work()
    event.refresh_from_db()
    assert (event.outcome, event.reason) == (
        "ignored",
        "older than 24 hours when it was heard: recorded, not mailed",
    )
    assert bureau.arrived() == []


def test_a_person_may_have_it_told(bureau: Bureau, event: JiraEvent) -> None:
    aged(event, 25)
    bureau.work()
    journal.retry_event(event.pk, "Anna")
    bureau.work()
    assert reached(bureau.arrived()) == ["cora@example.org"]


def test_what_waited_here_is_not_old(bureau: Bureau, event: JiraEvent) -> None:
    aged(event, 30, heard=29)
    bureau.work()
    assert reached(bureau.arrived()) == ["cora@example.org"]


def test_an_attempt_that_died_makes_it_no_younger(bureau: Bureau, event: JiraEvent) -> None:
    aged(event, 25)
    JiraEvent.objects.filter(pk=event.pk).update(attempts=1)
    bureau.work()
    assert bureau.arrived() == []
