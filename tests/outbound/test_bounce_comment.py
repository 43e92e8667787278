"""An internal comment tells the issue's team of an address that mail does not reach, once, and nobody by mail."""

from __future__ import annotations

import pytest

from postroom import connections
from postroom.models import JiraEvent, NotificationMapping
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, outcome, report, said

pytestmark = pytest.mark.django_db(transaction=True)

CORA, LENA = "Cora Customer <cora@example.org>", "Lena <lena@example.org>"


@pytest.fixture
def mail(bureau: Bureau) -> Mail:
    """A mail to Cora about SUP-1, whose conversation Lena is on as well."""
    first = letter(sender=CORA)
    first["Cc"] = LENA
    bureau.file(first)
    bureau.mapping(
        exclude=["demo@example.com", "lena@example.org"], events=["commented"], bounce_comment=True
    )
    bureau.comment("SUP-1", "Have you tried water?")
    (made,) = bureau.news()
    return made


def comments(bureau: Bureau, key: str = "SUP-1") -> list[tuple[str, bool]]:
    """Text and whether customers see it."""
    (issue,) = [each for each in bureau.desk.issues() if each["key"] == key]
    held = bureau.person("ada").get(f"issue/{key}/comment")["comments"]
    assert len(held) == len(issue["comments"])
    return [(str(each["body"]), each["jsdPublic"]) for each in held]


def test_it_is_internal_and_names_the_address_and_why(bureau: Bureau, mail: Mail) -> None:
    filed = bureau.file(report(mail, "cora@example.org"))
    assert outcome(filed)[0] == "ignored"
    assert "An internal comment on SUP-1 tells of it" in said(filed)
    text, public = comments(bureau)[-1]
    assert "cora@example.org" in text and "nobody here" in text
    assert not public


def test_it_is_told_to_nobody(bureau: Bureau, mail: Mail) -> None:
    NotificationMapping.objects.update(exclude=[])
    bureau.file(report(mail, "cora@example.org"))
    assert bureau.news() == []
    event = JiraEvent.objects.filter(kind="commented").latest("pk")
    assert event.caused_by is not None and event.caused_by.kind == "bounce"


def test_a_report_that_comes_twice_is_told_once(bureau: Bureau, mail: Mail) -> None:
    raw = report(mail, "cora@example.org")
    bureau.file(raw)
    bureau.file(raw)
    assert len(comments(bureau)) == 2, "the agent's and ours"


def test_without_an_answer_of_jira_it_is_looked_for_and_not_written_again(bureau: Bureau, mail: Mail) -> None:
    bureau.desk.jira.faults(drop_answer=1)
    record = bureau.file(report(mail, "cora@example.org"))
    assert record.state == "waiting"
    bureau.desk.jira.no_faults()
    record.effects.update(claimed_at="2026-01-01T00:00:00Z", timeout=1)
    bureau.desk.work(record)
    assert (record.state, record.outcome) == ("done", "ignored"), record.reason
    assert len(comments(bureau)) == 2


def test_nothing_is_written_where_the_mapping_does_not_ask_for_it(bureau: Bureau, mail: Mail) -> None:
    NotificationMapping.objects.update(bounce_comment=False)
    bureau.file(report(mail, "cora@example.org"))
    assert len(comments(bureau)) == 1


def test_nothing_is_written_where_comments_cannot_be_internal(bureau: Bureau) -> None:
    bureau.desk.profile.project = "OPS"
    bureau.desk.profile.save()
    record = bureau.file(letter(sender=CORA))
    bureau.mapping(exclude=["demo@example.com"], events=["commented"], bounce_comment=True)
    bureau.comment(record.issue_key, "Have you tried water?")
    (mail,) = bureau.news()
    filed = bureau.file(report(mail, "cora@example.org"))
    assert "OPS is no service project" in said(filed)
    assert len(comments(bureau, record.issue_key)) == 1
    connections.hang_up()
