"""Asking sites what happened: from now on, each thing once, and one site's trouble is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom import connections, journal
from postroom.errors import Away
from postroom.jira.polling import OVERLAP, Batch, Position
from postroom.models import JiraEvent, JiraSite, SitePolling
from postroom.outbound import polling
from postroom.outbound.polling import CATCH_UP, poll_due, poll_site
from tests.jira.people import make
from tests.outbound.conftest import Bureau

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asking(bureau: Bureau) -> Iterator[Bureau]:
    """A site that is polled, and was for an hour."""
    JiraSite.objects.filter(pk=bureau.site.pk).update(polling="always", poll_seconds=30)
    bureau.site.refresh_from_db()
    SitePolling.objects.create(site=bureau.site, until=timezone.now() - timedelta(hours=1))
    yield bureau


def state(bureau: Bureau) -> SitePolling:
    return SitePolling.objects.get(site=bureau.site)


def kinds() -> list[str]:
    return sorted(JiraEvent.objects.values_list("kind", flat=True))


def test_the_first_look_begins_now_and_later_looks_do_not_go_back_behind_it(bureau: Bureau) -> None:
    ada = bureau.person("ada")
    before = make(ada, "before", marker="b")
    assert poll_site(bureau.site) == 0 and kinds() == []
    bureau.comment(before.key, "after")
    assert poll_site(bureau.site) == 1 and kinds() == ["commented"]
    assert poll_site(bureau.site) == 0, "the overlap brings the same again"


def test_after_a_while_looks_overlap_so_that_a_lagging_index_hides_nothing(bureau: Bureau) -> None:
    poll_site(bureau.site)
    begun = timezone.now()
    assert state(bureau).until > begun, "as far ahead as a look goes back"
    SitePolling.objects.update(until=begun - 2 * OVERLAP)
    poll_site(bureau.site)
    assert timezone.now() - OVERLAP < state(bureau).until <= timezone.now()


def test_a_webhook_and_polling_together_are_one_event(asking: Bureau) -> None:
    made = make(asking.person("ada"), "once", marker="once")
    asking.comment(made.key, "once")
    asking.hear()
    by_webhook = kinds()
    assert "created" in by_webhook and "commented" in by_webhook
    assert poll_site(asking.site) == 0 and kinds() == by_webhook


def test_polling_and_then_the_webhook_are_one_event(asking: Bureau) -> None:
    made = make(asking.person("ada"), "once", marker="once")
    asking.comment(made.key, "once")
    assert poll_site(asking.site) == 2
    asking.hear()
    assert kinds() == ["commented", "created"]
    sources = set(JiraEvent.objects.values_list("source", flat=True))
    assert sources == {"polling"}


def batches(*events: tuple[Any, ...], error: Exception | None = None) -> Any:
    """What a look brings, and how it ends."""

    def poll(jira: Any, position: Position, **_: Any) -> Iterator[Batch]:
        for number, each in enumerate(events, start=1):
            reached = position.since + timedelta(minutes=number)
            yield Batch(each, Position(position.since, reached), False)
        if error:
            raise error

    return poll


def test_a_look_that_breaks_off_goes_on_where_it_was(asking: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    since = state(asking).until
    monkeypatch.setattr(polling, "poll", batches((), (), error=Away("Jira is away.")))
    poll_due()
    found = state(asking)
    assert (found.until, found.reached) == (since, since + timedelta(minutes=2))
    assert found.last_error == "Jira is away."
    monkeypatch.undo()
    SitePolling.objects.update(next_poll=None)
    make(asking.person("ada"), "later", marker="later")
    poll_due()
    found = state(asking)
    assert found.until > since and found.reached is None and found.last_error == ""
    assert kinds() == ["created"]


def test_events_and_position_are_saved_in_one_commit(asking: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    make(asking.person("ada"), "one", marker="one")
    since = state(asking).until

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(polling, "note", dies)
    with pytest.raises(KeyboardInterrupt):
        poll_site(asking.site)
    assert kinds() == [] and state(asking).until == since
    monkeypatch.undo()
    monkeypatch.setattr(journal, "begin_events", dies)
    with pytest.raises(KeyboardInterrupt):
        poll_site(asking.site)
    assert state(asking).until == since
    monkeypatch.undo()
    assert poll_site(asking.site) == 1


# --- when ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "wait"), [("always", timedelta(seconds=30)), ("catch-up", CATCH_UP)])
def test_how_often_a_site_is_asked(asking: Bureau, mode: str, wait: timedelta) -> None:
    names = dict(JiraSite.Polling.choices)
    value = next(each for each in names if each.replace("_", "-").startswith(mode[:5]))
    JiraSite.objects.update(polling=value)
    before = timezone.now()
    poll_due()
    found = state(asking)
    assert before + wait <= found.next_poll <= timezone.now() + wait
    asked = len(asking.desk.jira.log())
    poll_due()
    assert len(asking.desk.jira.log()) == asked, "it is not due yet"
    SitePolling.objects.update(next_poll=timezone.now())
    poll_due()
    assert len(asking.desk.jira.log()) > asked


def test_never_is_never(asking: Bureau) -> None:
    JiraSite.objects.update(polling="never")
    asked = len(asking.desk.jira.log())
    poll_due()
    assert len(asking.desk.jira.log()) == asked


@pytest.mark.parametrize("error", [Away("It is away."), ZeroDivisionError("a bug"), ValueError("no\0")])
def test_the_trouble_of_one_site_does_not_stop_the_others(
    asking: Bureau, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bad = JiraSite.objects.create(name="a bad one", url="https://bad.example.com", polling="always")
    make(asking.person("ada"), "one", marker="one")
    real = connections.jira_of

    def jira_of(site: JiraSite) -> Any:
        if site == bad:
            raise error
        return real(site)

    monkeypatch.setattr(polling, "jira_of", jira_of)
    before = timezone.now()
    poll_due()
    assert kinds() == ["created"]
    trouble = SitePolling.objects.get(site=bad)
    assert trouble.last_error and trouble.next_poll >= before + timedelta(minutes=1)
    assert trouble.until is None, "its first look is still to come"


def test_after_trouble_it_waits_as_long_as_jira_asks(asking: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "poll", batches(error=Away("Slow down.", 3000)))
    before = timezone.now()
    poll_due()
    assert state(asking).next_poll >= before + timedelta(seconds=3000)
