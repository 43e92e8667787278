"""The database dies right where a job is put: the attempt comes again, and nothing is parked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from postroom import journal
from postroom.journal import Again, EventTurn, Outcome
from postroom.journal.working import put
from postroom.models import JiraEvent, JiraSite, Notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def connected() -> Iterator[None]:
    yield
    connection.close()


def lose_the_connection() -> None:
    """As if the server had been killed under us."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with psycopg.connect(**plain(connection.get_connection_params())) as other:
        other.execute("select pg_terminate_backend(%s)", [pid])


def plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}


def test_a_job_that_cannot_be_put_says_so_as_every_query_does() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        lose_the_connection()
        put(Notice, [(1, None)])


def test_an_event_whose_notice_could_not_be_put_is_handled_again() -> None:
    site = JiraSite.objects.create(name="Here", url="https://here.example.com", token="t")
    event = JiraEvent(site=site, kind="created", entity="1", issue_id="1", happened_at=timezone.now())
    journal.begin_events([event])
    row = JiraEvent.objects.get()

    def story(turn: EventTurn) -> Outcome:
        with transaction.atomic():
            lose_the_connection()
            put(Notice, [(1, None)])
        return Outcome("handled")

    with pytest.raises(Again):
        journal.handle(row.pk, story)
    connection.close()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
