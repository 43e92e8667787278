"""Scheduled mail: each time once, to each the issues that they may see now, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom import connections, journal, schedules
from postroom.errors import BadConfiguration
from postroom.models import JiraEvent, MessageOutbound, OutboundMessage, Schedule, SetAside, TemplateSet
from postroom.outbound import schedule_search
from postroom.outbound.schedule import preview
from postroom.outbound.schedule_clock import start_due
from tests.jira.people import make
from tests.outbound.conftest import Bureau
from tests.outbound.hands import reached, said

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "Email Sender Address"


def monday(bureau: Bureau, **values: Any) -> Schedule:
    at = (timezone.now() - timedelta(minutes=1)).replace(second=0, microsecond=0)
    wanted = {
        "name": "waiting", "title": "Waiting for customer", "jql": "project = SUP ORDER BY key",
        "audience": ["address: cora@example.org"], "next_at": at, "at": f"{at:%H:%M}", **values,
    }  # fmt: skip
    return Schedule.objects.create(site=bureau.site, outbound=bureau.outbound, **wanted)


def issue(bureau: Bureau, summary: str, **fields: Any) -> str:
    return make(bureau.person("ada"), summary, **fields).key


def sent(bureau: Bureau) -> list[Any]:
    start_due()
    bureau.work()
    return bureau.arrived()


def test_each_gets_one_mail_with_their_issues(bureau: Bureau):
    lamp, chair = issue(bureau, "A lamp"), issue(bureau, "A chair")
    bureau.assign(lamp, "bruno")
    bureau.assign(chair, "ada")
    monday(bureau, audience=["assignee", "address: cora@example.org"])
    mails = {mail.receivers[0]: mail for mail in sent(bureau)}
    chosen = preview("waiting")
    assert len(mails) == 3, (chosen.left_out, list(mails))
    assert {lamp, chair} <= set(mails["cora@example.org"].text.replace(":", "").split())
    assert "Waiting for customer" in mails["cora@example.org"]["Subject"]
    own = next(mail for address, mail in mails.items() if "bruno" in address)
    assert lamp in own.text and chair not in own.everything
    row = OutboundMessage.objects.get(message_id=own["Message-ID"].strip("<>"))
    assert (row.kind, row.outcome) == ("scheduled", "sent")
    assert row.event == JiraEvent.objects.get(kind="mail.schedule")
    assert row.receivers.get().reasons == ["the issue is assigned to you"]


def test_an_issue_with_a_security_level_is_not_for_people_outside(bureau: Bureau):
    open_one = issue(bureau, "Open to all")
    secret = issue(bureau, "Not for Cora", security={"id": level(bureau)})
    plan = monday(bureau)
    (mail,) = sent(bureau)
    assert open_one in mail.text and secret not in mail.everything and "Not for Cora" not in mail.everything
    (left,) = preview("waiting").left_out
    assert left[0] == secret and "security level" in left[2]
    Schedule.objects.filter(pk=plan.pk).update(secured_issues=True)
    assert [len(issues) for _, issues in preview("waiting").mails] == [2]


def level(bureau: Bureau) -> str:
    return str(bureau.desk.jira.about()["levels"]["Team only"])


@pytest.fixture
def telling_all() -> str:
    """A template set that shows all there is."""
    parts = {
        "scheduled.text": "{{ issues | tojson }}",
        "scheduled.html": "{{ issues | tojson | forceescape }}",
    }
    return TemplateSet.objects.create(name="all", base="plain", parts=parts).name


def test_people_outside_learn_key_and_summary_and_no_more(bureau: Bureau, telling_all: str):
    key = issue(bureau, "A lamp", labels=["hidden-label"], priority={"name": "Highest"})
    monday(
        bureau, template_set=telling_all, audience=["address: cora@example.org", "address: enid@example.org"]
    )
    for mail in sent(bureau):
        assert key in mail.text and "A lamp" in mail.text
        for inside in ("hidden-label", "Highest", "hums", "ada@example.com", bureau.account("ada")):
            assert inside not in mail.text, mail.receivers


def test_an_account_that_may_see_the_issue_sees_its_fields(bureau: Bureau, telling_all: str):
    issue(bureau, "A lamp", labels=["shown-label"])
    monday(bureau, template_set=telling_all, audience=["reporter"])
    (mail,) = sent(bureau)
    assert "shown-label" in mail.text and "hums" not in mail.text


def test_each_time_is_one_event_however_often_it_is_looked_and_whatever_dies(bureau: Bureau):
    issue(bureau, "A lamp")
    plan = monday(bureau)
    at = plan.next_at
    assert start_due() == 1
    assert start_due() == 0
    Schedule.objects.update(next_at=at)  # as if the commit had been lost, or a backup restored
    assert start_due() == 0
    bureau.work()
    assert len(bureau.arrived()) == 1
    event = JiraEvent.objects.get(kind="mail.schedule")
    journal.retry_event(event.pk, "somebody")
    bureau.work()
    assert bureau.arrived() == [] and OutboundMessage.objects.count() == 1
    plan.refresh_from_db()
    assert plan.next_at is not None and plan.next_at > timezone.now()


def test_a_new_schedule_waits_for_its_first_time(bureau: Bureau):
    plan = monday(bureau, next_at=None)
    assert start_due() == 0
    plan.refresh_from_db()
    assert plan.next_at is not None and plan.next_at > timezone.now()


def test_what_was_due_long_ago_is_recorded_and_not_mailed(bureau: Bureau):
    issue(bureau, "A lamp")
    now = datetime.now(UTC)
    monday(bureau, at=f"{now - timedelta(hours=7):%H:%M}", next_at=now - timedelta(days=3))
    assert sent(bureau) == []
    event = JiraEvent.objects.get(kind="mail.schedule")
    assert event.outcome == "ignored" and "6 hours" in event.reason


def test_one_that_was_switched_off_does_not_catch_up(bureau: Bureau):
    monday(bureau, enabled=False)
    assert start_due() == 0
    Schedule.objects.update(enabled=True)
    assert start_due() == 0


def test_more_issues_than_wanted_are_counted_and_said(bureau: Bureau):
    for number in range(5):
        issue(bureau, f"Lamp {number}")
    monday(bureau, most=3)
    plan = preview("waiting")
    assert (plan.found, plan.more) == (3, 2)
    (mail,) = sent(bureau)
    assert mail.text.count("Lamp ") == 3 and "of the first 3 found" in mail["Subject"]
    assert "3 issues, and 2 more" in said(JiraEvent.objects.get())


def test_many_issues_come_in_pages(bureau: Bureau, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schedule_search, "PAGE", 2)
    monkeypatch.setattr(schedule_search, "MANY", 2)
    keys = [issue(bureau, f"Lamp {number}") for number in range(5)]
    jira = connections.jira_of(bureau.site)
    for most, found in ((5, 5), (4, 4), (3, 3), (9, 5)):
        result = schedule_search.find(jira, "project = SUP ORDER BY key", most)
        assert [each.key for each in result.issues] == keys[:found]
        assert result.total == 5


def test_where_the_search_finds_nothing_nobody_gets_anything(bureau: Bureau):
    monday(bureau)
    assert sent(bureau) == []
    assert JiraEvent.objects.get().reason == "the search finds no issue"


def test_a_query_that_jira_cannot_read_is_shown_to_a_person(bureau: Bureau):
    monday(bureau, jql="nonsense is = here")
    assert sent(bureau) == []
    event = JiraEvent.objects.get()
    assert event.outcome == "parked" and "nonsense is = here" in event.reason
    with pytest.raises(Exception, match="nonsense"):
        preview("waiting")


def test_excluded_and_set_aside_addresses_get_nothing(bureau: Bureau):
    issue(bureau, "A lamp")
    SetAside.objects.create(address="dora@example.org", reason="bounced")
    monday(
        bureau,
        audience=[f"address: {name}@example.org" for name in ("cora", "dora", "evan")],
        exclude=["evan@example.org"],
    )
    assert reached(sent(bureau)) == ["cora@example.org"]
    assert "set aside" in said(JiraEvent.objects.get())


def test_one_time_makes_all_its_mails_or_none(bureau: Bureau, monkeypatch: pytest.MonkeyPatch):
    issue(bureau, "A lamp")
    monday(bureau, audience=["address: cora@example.org", "address: dora@example.org"])
    start_due()
    with monkeypatch.context() as broken:
        broken.setattr("postroom.journal.events.settle", died)
        with pytest.raises(Died):
            bureau.handle()
    assert not OutboundMessage.objects.exists()
    bureau.work()
    assert reached(bureau.arrived()) == ["cora@example.org", "dora@example.org"]


class Died(BaseException):
    """As a process dies: nobody catches it."""


def died(*_: object) -> None:
    raise Died


def test_the_preview_says_who_would_get_what_and_stores_nothing(bureau: Bureau):
    key = issue(bureau, "A lamp")
    monday(bureau, audience=["address: cora@example.org", "project lead", "group: nobody-has-it"])
    lines = schedules.preview("waiting")
    assert lines[0] == "The search finds 1 issue."
    assert f"cora@example.org: {key}" in lines
    assert any("nobody-has-it" in line for line in lines[lines.index("Left out:") :])
    assert not JiraEvent.objects.exists() and not OutboundMessage.objects.exists()
    with pytest.raises(BadConfiguration, match="There are: waiting"):
        preview("wating")


def test_the_list_says_when_and_how_it_went(bureau: Bureau):
    assert schedules.table() == ["There are no schedules yet. See: postroom config apply"]
    issue(bureau, "A lamp")
    monday(bureau)
    monday(bureau, name="other", enabled=False, days=["monday"], at="08:00", zone="Europe/Vienna")
    sent(bureau)
    _, other, waiting = schedules.table()
    assert "Mon 08:00 Europe/Vienna" in other and "disabled" in other and other.endswith("never")
    assert waiting.endswith("UTC: 1 mail")


def test_a_webhook_gets_what_people_outside_may_see(bureau: Bureau):
    hook = MessageOutbound.objects.create(
        name="team",
        type="webhook",
        url="https://hooks.example.com/very-secret",
        host="",
        port=443,
        sender_address="",
    )
    shown = issue(bureau, "Open to all")
    issue(bureau, "Hidden", security={"id": level(bureau)})
    monday(bureau)
    Schedule.objects.update(outbound=hook, audience=[])
    start_due()
    bureau.handle()
    (message,) = OutboundMessage.objects.all()
    assert (message.kind, message.receivers.get().address) == ("webhook", "hooks.example.com")
    from postroom import stored

    text = b"".join(stored.chunks_of(message)).decode()
    assert shown in text and "Hidden" not in text
