"""Auditing > Events: what the list finds, what a page tells of an event and its notices, and Run again."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from postroom.jira.events import Change
from postroom.models import JiraEvent, SitePolling
from postroom.web import events, listing, words
from tests import builders
from tests.web import rows
from tests.web.test_detail import jobs
from tests.web.test_list import plan

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def shown(answer) -> list[int]:
    return [int(number) for number in re.findall(r'id="event-(\d+)"', answer.text)]


def text(page, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


@pytest.fixture
def one_of_each(db) -> dict[str, list[int]]:
    return {
        "open": [rows.event(state="waiting", reason="Jira is away").pk, rows.event().pk],
        "handled": [rows.handled(rows.notice()).pk],
        "ignored": [rows.ignored().pk],
        "parked": [rows.event(state="parked", outcome="parked", reason="not JSON").pk],
    }


@pytest.mark.parametrize("show", ["open", "handled", "ignored", "parked"])
def test_each_filter_shows_its_own_events_and_says_how_many(page, one_of_each, show):
    answer = page.get("/events/", {"show": show})
    assert sorted(shown(answer)) == sorted(one_of_each[show])
    tab = re.search(rf'class="tab tab-{show}".*?</a>', answer.text, re.DOTALL)
    assert tab and re.search(rf">{len(one_of_each[show])}<", tab[0])


def test_a_line_says_what_happened_where_by_whom_and_by_which_way(page):
    event = rows.event(kind="worklog", source="polling", reason="Jira answers 503.", state="waiting")
    line = text(page, "/events/")
    for said in ("Work logged", "Ada Ahlgren", "polling", "Waiting", "Jira answers 503.", "SUP-204"):
        assert said in line
    assert f'href="/events/{event.pk}/"' in line


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "SUP-7"}, ["a"]), ({"q": "sup-7"}, ["a"]), ({"q": "SUP-7 OPS-1"}, ["a", "b"]), ({"q": "SUP"}, []),
        ({"kind": "deleted"}, ["b"]), ({"kind": "nonsense"}, ["a", "b", "c"]), ({"site": "x"}, ["a", "b", "c"]),
        ({"kind": "deleted", "q": "SUP-7"}, []), ({"show": "open", "kind": "commented"}, ["a"]),
    ],
)  # fmt: skip
def test_events_are_found_by_issue_kind_and_state(page, query, found):
    ids = {
        "a": rows.event(issue_key="SUP-7").pk,
        "b": rows.event(kind="deleted", issue_key="OPS-1").pk,
        "c": rows.ignored(issue_key="SUP-9").pk,
    }
    assert sorted(shown(page.get("/events/", query))) == sorted(ids[name] for name in found)


def test_events_are_found_by_site_where_there_are_several(page):
    mine, other = rows.event().pk, builders.site("other")
    theirs = rows.event(site=other).pk
    assert shown(page.get("/events/", {"site": other.pk})) == [theirs]
    assert shown(page.get("/events/")) == [theirs, mine]


def many(number: int) -> list[int]:
    event = rows.ignored()
    made = [
        JiraEvent(**{
            each.name: getattr(event, each.name) for each in JiraEvent._meta.concrete_fields
            if each.name not in ("id", "entity", "identifier")
        } | {"entity": f"{event.entity}-{place}", "identifier": ""})
        for place in range(number - 1)
    ]  # fmt: skip
    JiraEvent.objects.bulk_create(made)
    return list(JiraEvent.objects.values_list("pk", flat=True))


def test_pages_are_turned_by_neighbour_and_keep_what_is_chosen(page):
    ids, seen, address = many(120), [], "/events/?kind=commented&show=ignored"
    while address:
        answer = page.get(address)
        seen += shown(answer)
        found = re.search(r'href="([^"]*)" rel="next"', answer.text)
        address = "/events/" + found[1].replace("&amp;", "&") if found else ""
    assert seen == ids


def test_a_page_opens_no_sealed_column_and_asks_a_fixed_number_of_questions(page):
    many(3)
    page.get("/events/")
    with CaptureQueriesContext(connection) as few:
        page.get("/events/")
    many(60)
    with CaptureQueriesContext(connection) as more:
        page.get("/events/")
    assert len(more) == len(few) <= 16
    sql = [each["sql"] for each in more]
    assert not [each for each in sql if re.search(r'"(trace|said|payload|token|webhook_secret)"', each)]
    assert not [each for each in sql if "OFFSET" in each]


@pytest.mark.parametrize(
    ("query", "index"), [({"q": "SUP-7"}, "event_by_issue"), ({"show": "parked"}, "event_by_outcome")]
)
def test_what_is_looked_for_has_an_index(db, query, index):
    rows.event()
    assert index in plan(events.matching(listing.wanted(query, events.SHOWS)))


def test_the_page_says_how_events_come_in_and_what_polling_cannot_see(page):
    site = builders.site(polling="always")
    now = timezone.now()
    SitePolling.objects.create(
        site=site,
        webhook_at=now - timedelta(minutes=5),
        polled_at=now - timedelta(seconds=30),
        last_error="401",
    )
    said = text(page, "/events/")
    for words_ in (
        "last webhook 5 min ago",
        "last polled 30 s ago",
        "401",
        "Polling cannot see what is gone",
    ):
        assert words_ in said


def test_a_newcomer_is_told_how_to_begin(page):
    assert "No Jira site is connected yet" in text(page, "/events/")
    builders.site("acme")
    said = text(page, "/events/")
    assert "Nothing was heard from Jira yet" in said
    assert "postroom site webhook acme" in said


# --- one event ---------------------------------------------------------------------------------------------


def test_the_page_of_an_event_tells_all_of_it(page):
    mail = builders.done("created", issue_key="SUP-204")
    notice = rows.notice()
    sent = rows.message(notice=notice)
    change = Change("status", old="1", new="3", old_text="To Do", new_text="In Progress")
    event = rows.handled(notice, changes=[change], caused_by=mail)
    said = text(page, f"/events/{event.pk}/")
    for words_ in (
        "Comment added", "Ada Ahlgren", "20311", "To Do", "In Progress", "This event is told of by mail.",
        f'href="/inbound/{mail.pk}/"', f'href="/notices/{notice.pk}/"', f'href="/outbound/{sent.pk}/"',
        "enid@example.org", "The mapping names other events.",
        f'href="/templates/preview?event={event.pk}"', "comment_created", "hook-",
    ):  # fmt: skip
        assert words_ in said, words_
    caused = text(page, f"/inbound/{mail.pk}/")
    assert f'href="/events/{event.pk}/"' in caused


def test_an_event_that_is_not_understood_still_has_its_page(page):
    event = rows.event(
        kind="unreadable", said={}, payload="{broken", state="parked", outcome="parked", reason="not JSON"
    )
    said = text(page, f"/events/{event.pk}/")
    assert "Not understood" in said and "{broken" in said and "Not JSON." in said


def test_an_event_whose_payload_retention_deleted_says_so(page):
    assert "What came was deleted by retention." in text(page, f"/events/{rows.event(payload=None).pk}/")
    assert "There is no payload" in text(page, f"/events/{rows.event(payload=None, source='polling').pk}/")


def test_what_jira_says_stays_text(page):
    notice = rows.notice(left_out=[[EVIL, EVIL]], reason=EVIL)
    event = rows.handled(
        notice, kind=EVIL, reason=EVIL, actor_name=EVIL, issue_key=EVIL[:20], payload=json.dumps({"x": EVIL}),
        changes=[Change(EVIL, old_text=EVIL, new_text=EVIL)], verdicts=[[EVIL, notice.pk, ""], [EVIL, 0, EVIL]],
    )  # fmt: skip
    for address in ("/events/", f"/events/{event.pk}/", f"/notices/{notice.pk}/", f"/events/?q={EVIL}"):
        answer = page.get(address).text
        assert "<script>alert" not in answer
        assert "&lt;script&gt;" in answer


@pytest.mark.parametrize("payload", ["", "x" * 500_000, {"a": 1}, "[" * 100_000, 7])
def test_any_payload_is_shown_as_text_and_bounded(payload):
    assert len(events.payload(payload)) <= events.LONGEST_PAYLOAD + 20


def press(page, address: str, at: str, **values: str):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.get(at).text)
    assert token is not None
    return page.post(address, {"csrfmiddlewaretoken": token[1], **values}, follow=True)


def test_run_again_puts_the_event_back_in_work(page):
    event = rows.ignored()
    answer = press(page, f"/events/{event.pk}/retry", f"/events/{event.pk}/")
    assert "This event is back in work." in answer.text
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("queued", "")
    assert "Run again by ada" in event.trace[-1][1]
    assert "Run again</button>" not in text(page, f"/events/{event.pk}/")


def test_run_again_of_an_event_in_work_is_refused_in_words(page):
    open_event, other = rows.event(), rows.ignored()
    had = jobs(open_event)
    answer = press(page, f"/events/{open_event.pk}/retry", f"/events/{other.pk}/")
    assert "still in work" in answer.text
    assert jobs(open_event) == had


# --- one notice --------------------------------------------------------------------------------------------


def test_the_page_of_a_notice_tells_its_events_its_mails_and_who_is_left_out(page):
    notice = rows.notice()
    event, mail = rows.handled(notice), rows.message(notice=notice)
    said = text(page, f"/notices/{notice.pk}/")
    for words_ in (
        "Customers", f'href="/events/{event.pk}/"', f'href="/outbound/{mail.pk}/"', "bo@example.org",
        "may not see internal comments", "The mails of this notice were made.",
    ):  # fmt: skip
        assert words_ in said, words_


def test_an_open_notice_says_until_when_it_gathers(page):
    notice = rows.notice(
        is_open=True, state="queued", outcome="", closes_at=timezone.now() + timedelta(minutes=1)
    )
    said = text(page, f"/notices/{notice.pk}/")
    assert "still gathers events" in said and words.exact(notice.closes_at) in said
    assert "every 4s" in said


def test_what_nobody_has_is_not_found(page):
    for address in ("/events/999999999/", "/notices/999999999/", "/outbound/999999999/"):
        assert page.get(address).status_code == 404
