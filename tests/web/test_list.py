"""The list of inbound messages: what it shows, what it finds, and what that costs."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postroom.models import InboundMessage
from postroom.web import inbound, listing
from tests import builders

pytestmark = pytest.mark.django_db


def shown(answer) -> list[int]:
    """The ids of the mails on the page, in its order."""
    return [int(number) for number in re.findall(r'id="mail-(\d+)"', answer.text)]


def test_it_works(page):
    first = builders.done("created", issue_key="SUP-7")
    second = builders.parked(builders.mail(subject="Cannot log in"), reason="Field 'Team' is required.")
    answer = page.get("/inbound/")
    assert shown(answer) == [second.pk, first.pk]
    for text in ("Cannot log in", "Anna Meyer", "support-mailbox", "Field &#x27;Team&#x27; is required."):
        assert text in answer.text
    assert 'href="https://jira.example.com/browse/SUP-7"' in answer.text


def test_what_a_sender_wrote_stays_text(page):
    evil = "<script>alert(1)</script>"
    row = builders.parked(
        builders.mail(subject=f"{evil} & co", sender=f'"{evil}" <x@example.com>', text=evil), reason=evil
    )
    for address in ("/inbound/", f"/inbound/{row.pk}/", f"/inbound/?q={evil}"):
        answer = page.get(address)
        assert evil not in answer.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


@pytest.fixture
def one_of_each(db):
    rows = {
        "created": builders.done("created", issue_key="SUP-1"),
        "commented": builders.done("commented", issue_key="SUP-1"),
        "ignored": builders.done("ignored", reason="automatic"),
        "refused": builders.done("refused", reason="not allowed"),
        "parked": builders.parked(),
    }
    return {**{name: [row.pk] for name, row in rows.items()}, "open": [waits(), builders.received().pk]}


def waits() -> int:
    return builders.record(state="waiting", reason="Jira is away").pk


@pytest.mark.parametrize("show", ["created", "commented", "ignored", "refused", "parked", "open"])
def test_each_filter_shows_its_own_mail_and_says_how_many(page, one_of_each, show):
    answer = page.get("/inbound/", {"show": show})
    assert sorted(shown(answer)) == sorted(one_of_each[show])
    tab = re.search(rf'class="tab tab-{show}".*?</a>', answer.text, re.DOTALL)
    assert tab is not None
    assert 'aria-current="true"' in tab[0]
    assert re.search(rf">{len(one_of_each[show])}<", tab[0])


def test_the_list_refreshes_itself_only_while_mail_is_in_work_or_the_first_is_awaited(page):
    assert "every 4s" in page.get("/inbound/").text  # for the very first mail
    assert "every 4s" not in page.get("/inbound/?q=printer").text
    builders.parked()
    assert "every 4s" not in page.get("/inbound/").text
    builders.received()
    assert "every 4s" in page.get("/inbound/").text


FOUND_BY = [
    "printer", "PRINT", "floor 2 pri", "anna", "Meyer", "anna.meyer@example.com", "anna.meyer@exam", "anna@",
    "SUP-204", "sup-20", "CAF+x_1=y@mail.example.com", "<CAF+x_1=y@mail.example.com>", "printer SUP-204",
    "Drucker", "großraum",
]  # fmt: skip


@pytest.mark.parametrize("search", FOUND_BY)
def test_a_mail_is_found_by_the_beginnings_of_its_words(page, search):
    raw = builders.mail(
        subject="The printer on floor 2: Drucker im Großraum",
        sender="Anna Meyer <anna.meyer@example.com>",
        message_id="<CAF+x_1=y@mail.example.com>",
    )
    wanted = builders.done("created", raw, issue_key="SUP-204")
    builders.done("created", builders.mail(subject="Other", sender="bo@example.org"), issue_key="OPS-1")
    assert shown(page.get("/inbound/", {"q": search})) == [wanted.pk]


@pytest.mark.parametrize(
    "search", ["xyzzy", "printer xyzzy", "&", "!", ":*", "'", "''", "\\", "a & | b", "(", "\x00", "%", "<>"]
)
def test_a_search_for_anything_at_all_is_answered(page, search):
    builders.parked()
    answer = page.get("/inbound/", {"q": search, "show": "created"})
    assert answer.status_code == 200
    assert shown(answer) == []
    assert "Nothing matches" in answer.text


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=99999999999999999999", "after=0", "show=nonsense"]
)
def test_a_query_that_makes_no_sense_shows_the_newest(page, query):
    row = builders.parked()
    assert shown(page.get(f"/inbound/?{query}")) == [row.pk]


def many(number: int) -> list[int]:
    """Ids of as many mails, newest first, made from one in a single statement."""
    row = builders.parked()
    columns = [
        f.column for f in InboundMessage._meta.concrete_fields if f.name not in ("id", "mail", "place")
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into postroom_inboundmessage (place, {names}) select 'x/' || id || '/' || n, {names}"
            f" from postroom_inboundmessage, generate_series(1, {number - 1}) n where id = {row.pk}"
        )
    return list(InboundMessage.objects.order_by("-id").values_list("id", flat=True))


def link(answer, rel: str) -> str:
    found = re.search(rf'href="([^"]*)" rel="{rel}"', answer.text)
    return "/inbound/" + found[1].replace("&amp;", "&") if found else ""


def test_pages_are_turned_by_neighbour_and_none_is_shown_twice_or_left_out(page):
    ids, seen, address = many(120), [], "/inbound/?show=parked&q=printer"
    turned = []
    while address:
        answer = page.get(address)
        turned.append(shown(answer))
        seen += turned[-1]
        address = link(answer, "next")
    assert seen == ids
    assert [len(each) for each in turned] == [50, 50, 20]
    back = page.get(link(answer, "prev"))
    assert shown(back) == turned[1]
    assert shown(page.get(link(back, "prev"))) == turned[0]


def test_what_arrives_meanwhile_does_not_shift_the_next_page(page):
    ids = many(60)
    older = link(page.get("/inbound/"), "next")
    builders.parked()
    assert shown(page.get(older)) == ids[50:]


def test_large_numbers_are_not_counted_out(page, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 10)
    many(12)
    assert ">9+<" in page.get("/inbound/").text


def test_a_page_opens_no_sealed_column_and_asks_a_fixed_number_of_questions(page):
    many(3)
    page.get("/inbound/")
    with CaptureQueriesContext(connection) as few:
        page.get("/inbound/")
    many(60)
    with CaptureQueriesContext(connection) as more:
        page.get("/inbound/")
    assert len(more) == len(few) <= 16
    mine = [query["sql"] for query in more if "auth_user" not in query["sql"]]
    assert not [sql for sql in mine if re.search(r'"(trace|password|token)"', sql)]
    assert not [q for q in more if "OFFSET" in q["sql"]]


def plan(rows) -> str:
    """PostgreSQL's plan, with the choice of reading the whole table made dear."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_indexscan = off")
        sql, params = rows.query.sql_with_params()
        cursor.execute(f"explain (format json) {sql}", params)
        return json.dumps(cursor.fetchone()[0])


def test_a_search_uses_the_index(db):
    builders.parked()
    ask = listing.wanted({"q": "printer anna@exam"}, inbound.SHOWS)
    assert "inbound_search" in plan(inbound.matching(ask))


def test_a_filter_uses_the_index(db):
    builders.parked()
    ask = listing.wanted({"show": "parked"}, inbound.SHOWS)
    assert "inbound_by_" in plan(inbound.matching(ask))


def test_a_newcomer_without_a_mailbox_is_told_what_to_do(page):
    answer = page.get("/inbound/")
    assert "No mailbox is connected yet" in answer.text
    assert "postroom config apply" in answer.text


def test_a_newcomer_with_a_mailbox_is_told_where_to_write(page):
    builders.source()
    answer = page.get("/inbound/")
    assert "support@example.com" in answer.text
    assert "No mail has arrived yet" in answer.text
