"""Who is told later: digests, quiet hours, and that all of it is looked at anew when its time has come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom import connections, journal
from postroom.errors import Refused
from postroom.jira.issues import create_issue
from postroom.models import Held, JiraEvent, JiraSite, Notice, OutboundMessage, Unsubscribed
from postroom.outbound import digest, times
from postroom.outbound.holding import receiver_of
from tests.jira.people import INTERNAL, doc
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, reached

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "cora@example.org"
DAWN = timezone.now() + timedelta(hours=5)
BOTH = [f"address: {CORA}", "watchers"]


def made(bureau: Bureau, summary: str, *watchers: str) -> str:
    """An issue that Ada made by hand; nobody was told of it."""
    issue = create_issue(
        bureau.person("ada"),
        project="SUP",
        issue_type="Task",
        summary=summary,
        description=doc("It burns."),
        fields={},
        marker="by hand",
    )
    bureau.watch(issue.key, *watchers)
    bureau.hear()
    JiraEvent.objects.all().delete()
    return issue.key


def later(bureau: Bureau) -> list[Mail]:
    """What arrives when everything that is held has become due."""
    Held.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    digest.begin_due()
    bureau.work()
    return bureau.arrived()


def the_event() -> JiraEvent:
    return JiraEvent.objects.get(kind=digest.KIND)


@pytest.fixture
def nightly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet hours are now, until dawn."""
    monkeypatch.setattr(times, "quiet_until", lambda quiet, zone, now: DAWN if quiet and now < DAWN else None)


def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "quiet_until", lambda quiet, zone, now: None)


def test_a_day_of_two_issues_becomes_one_mail_for_each(bureau: Bureau):
    printer, lamp = made(bureau, "The printer", "bruno"), made(bureau, "The lamp", "bruno")
    bureau.mapping(digest="daily", audience=BOTH)
    for key, text in ((printer, "First words"), (lamp, "Dark words"), (printer, "Second words")):
        bureau.comment(key, text)
        assert bureau.news() == []
    assert Held.objects.count() == 6
    assert not OutboundMessage.objects.exists()
    mails = later(bureau)
    assert reached(mails) == ["bruno@example.com", CORA]
    for mail in mails:
        assert all(mail.text.count(each) == 1 for each in ("The printer", "The lamp"))
        assert all(each in mail.text for each in ("First words", "Second words", "Dark words"))
        assert mail.text.index("First words") < mail.text.index("Second words")
        assert mail.row.kind == "digest" and mail.row.event.kind == digest.KIND
    assert not Held.objects.exists()
    assert later(bureau) == [] and digest.begin_due() == 0


def test_a_digest_waits_for_its_time_in_the_receivers_own_zone(bureau: Bureau):
    key = made(bureau, "The printer", "bruno")
    mapping = bureau.mapping(digest="daily", digest_at="08:00", zone="Pacific/Kiritimati", audience=BOTH)
    bureau.comment(key, "Well")
    bureau.news()
    due = dict(Held.objects.values_list("address", "due_at"))
    berlin, island = (times.zone_of(name) for name in ("Europe/Berlin", mapping.zone))
    assert due["bruno@example.com"].astimezone(berlin).hour == 8, "Jira tells Bruno's zone"
    assert due[CORA].astimezone(island).hour == 8, "nobody knows Cora's"
    assert digest.begin_due() == 0
    notice = Notice.objects.get()
    assert (notice.outcome, notice.reason) == ("held", "told later to 2: 'everybody' makes daily digests")
    assert f"{CORA} hears of it at {due[CORA]:%Y-%m-%d %H:%M} UTC" in str(notice.trace)


def test_what_somebody_may_not_see_any_more_is_not_in_the_digest(bureau: Bureau):
    printer, lamp = made(bureau, "The printer", "bruno"), made(bureau, "The lamp", "bruno")
    bureau.mapping(digest="hourly", audience=BOTH)
    secret = bureau.comment(printer, "Soon a secret")
    bureau.comment(lamp, "Open to all")
    bureau.news()
    bureau.person("ada").put(
        f"issue/{printer}/comment/{secret}", json={"body": doc("Now a secret"), "properties": INTERNAL}
    )
    cora, bruno = sorted(later(bureau), key=lambda mail: mail["To"], reverse=True)
    assert "Open to all" in cora.text and "Open to all" in bruno.text
    assert "secret" not in cora.everything and "printer" not in cora.everything
    assert "Now a secret" in bruno.text and "Soon a secret" not in bruno.text
    notice = Notice.objects.filter(issue_key=printer).get()
    assert [CORA, "the comment is internal"] in notice.left_out
    assert f"{CORA} is not told after all: the comment is internal." in str(notice.trace)


def test_where_nothing_is_left_no_mail_goes_and_nothing_stays_held(bureau: Bureau):
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    comment = bureau.comment(key, "A mistake")
    bureau.news()
    bureau.person("ada").delete(f"issue/{key}/comment/{comment}")
    assert later(bureau) == []
    assert the_event().outcome == "ignored"
    assert "there is nothing left to tell (the comment can no longer be read" in the_event().reason
    assert not Held.objects.exists()
    with pytest.raises(Refused, match="nothing is held"):
        digest.held_for(journal.Turn(the_event(), 1, []))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exclude": ["@example.org"]}, "excluded by “@example.org”"),
        ({"projects": ["OPS"]}, "the issue is in project SUP"),
        ({"enabled": False}, "'everybody' was switched off, or sends no mail any more"),
    ],
)
def test_what_the_mapping_says_by_then_holds(bureau: Bureau, change: dict[str, Any], reason: str):
    key = made(bureau, "The printer")
    mapping = bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    bureau.comment(key, "Well")
    bureau.news()
    type(mapping).objects.filter(pk=mapping.pk).update(**change)
    assert later(bureau) == []
    assert Notice.objects.get().left_out == [[CORA, reason]]


def test_who_unsubscribed_meanwhile_gets_nothing(bureau: Bureau):
    key = made(bureau, "The printer")
    mapping = bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    bureau.comment(key, "Well")
    bureau.news()
    Unsubscribed.objects.create(mapping=mapping, address=CORA)
    assert later(bureau) == []
    assert Notice.objects.get().left_out == [[CORA, "unsubscribed"]]


def test_after_quiet_hours_one_issue_is_told_as_the_notice_it_is(bureau: Bureau, nightly, monkeypatch):
    key = made(bureau, "The printer")
    bureau.mapping(quiet_hours="22:00-07:00", audience=[f"address: {CORA}"])
    bureau.comment(key, "At night")
    assert bureau.news() == []
    assert [each.due_at for each in Held.objects.all()] == [DAWN]
    day(monkeypatch)
    (mail,) = later(bureau)
    assert "At night" in mail.text and key in mail["Subject"]
    assert (mail.row.kind, mail.row.issue_key, mail.row.notice) == ("notice", key, Notice.objects.get())
    assert "+" in mail["Reply-To"], "answers to it join the issue"
    bureau.comment(key, "By day")
    (mail,) = bureau.news()
    assert "By day" in mail.text


def test_after_quiet_hours_several_issues_are_one_mail(bureau: Bureau, nightly, monkeypatch):
    printer, lamp = made(bureau, "The printer"), made(bureau, "The lamp")
    bureau.mapping(quiet_hours="22:00-07:00", audience=[f"address: {CORA}"])
    for key, text in ((printer, "Late"), (lamp, "Later"), (printer, "Latest")):
        bureau.comment(key, text)
        bureau.news()
    day(monkeypatch)
    (mail,) = later(bureau)
    assert mail.row.kind == "digest"
    assert all(each in mail.text for each in ("Late", "Later", "Latest"))


def test_a_digest_that_comes_late_into_quiet_hours_is_put_off(bureau: Bureau, nightly):
    key = made(bureau, "The printer")
    bureau.mapping(quiet_hours="22:00-07:00", audience=[f"address: {CORA}"])
    bureau.comment(key, "At night")
    bureau.news()
    assert later(bureau) == []
    assert [each.due_at for each in Held.objects.all()] == [DAWN]
    assert the_event().reason == f"quiet hours: told at {DAWN:%Y-%m-%d %H:%M} UTC"


def test_while_jira_is_away_it_stays_held_and_is_told_once(bureau: Bureau):
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    bureau.comment(key, "Well")
    bureau.news()
    bureau.desk.jira.faults(down=True)
    assert later(bureau) == []
    assert the_event().state == "waiting" and Held.objects.count() == 1
    assert the_event().waits_for == f"site:{bureau.site.pk}", "the outage is met once, not once per digest"
    assert digest.begin_due() == 0, "the one that waits takes all with it"
    bureau.desk.jira.no_faults()
    JiraSite.objects.update(paused_until=timezone.now())
    bureau.work()
    (mail,) = bureau.arrived()
    assert "Well" in mail.text


def test_one_that_is_in_work_takes_with_it_what_is_due_by_then(bureau: Bureau):
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    for text in ("One", "Two"):
        bureau.comment(key, text)
        bureau.news()
    for row, begun in zip(Held.objects.order_by("pk"), (1, 0), strict=True):
        Held.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        assert digest.begin_due() == begun
    bureau.work()
    (mail,) = bureau.arrived()
    assert "One" in mail.text and "Two" in mail.text


def test_killed_before_its_commit_it_is_told_once_and_after_it_never_again(bureau: Bureau, monkeypatch):
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    bureau.comment(key, "Well")
    bureau.news()

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as dying, pytest.raises(Killed):
        dying.setattr("postroom.journal.events.note", die)  # in the middle of the commit
        later(bureau)
    assert Held.objects.count() == 1 and not OutboundMessage.objects.exists()
    bureau.work()
    assert len(bureau.arrived()) == 1
    once = OutboundMessage.objects.get().once
    assert later(bureau) == [] and OutboundMessage.objects.get().once == once


def test_what_is_held_for_the_same_minute_a_moment_later_is_told_too(bureau: Bureau):
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    due = timezone.now() - timedelta(seconds=1)
    for text in ("One", "Two"):
        bureau.comment(key, text)
        bureau.news()
        Held.objects.update(due_at=due)
        assert digest.begin_due() == 1
        bureau.work()
        (mail,) = bureau.arrived()
        assert text in mail.text
    assert JiraEvent.objects.filter(kind=digest.KIND).count() == 2


def test_what_somebody_else_told_meanwhile_is_not_told_again(bureau: Bureau, monkeypatch):
    """The lock of the jobs is a courtesy; the rows decide."""
    key = made(bureau, "The printer")
    bureau.mapping(digest="hourly", audience=[f"address: {CORA}"])
    bureau.comment(key, "Well")
    bureau.news()
    seen = digest.written

    def slowly(*given: Any) -> Any:
        mails = seen(*given)
        Held.objects.all().delete()  # somebody else was faster
        return mails

    monkeypatch.setattr(digest, "written", slowly)
    assert later(bureau) == []
    assert the_event().outcome == "" and "told or dropped meanwhile" in the_event().reason
    assert not OutboundMessage.objects.exists()


def test_a_receiver_is_kept_with_all_that_is_known_of_them(bureau: Bureau):
    key = made(bureau, "The printer", "bruno")
    bureau.mapping(digest="hourly", audience=["watchers"])
    bureau.comment(key, "Well")
    bureau.news()
    bruno = receiver_of(Held.objects.get().receiver)
    assert (bruno.address, bruno.account_id) == ("bruno@example.com", bureau.account("bruno"))
    assert bruno.reasons == ("you watch the issue",) and bruno.kind == "atlassian"
    connections.kept.cache_clear()
