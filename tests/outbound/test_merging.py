"""Events of one issue become one mail: a window that does not move, and notices that nothing falls between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal
from postroom.errors import Refused
from postroom.jira.issues import create_issue
from postroom.journal import NoticeTurn, Outcome
from postroom.models import Conversation, JiraEvent, Notice, OutboundMessage
from postroom.outbound import receive
from postroom.outbound.close import close
from postroom.tasks import process_event
from tests.jira.people import INTERNAL, doc
from tests.outbound.conftest import Bureau
from tests.outbound.hands import reached

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(bureau: Bureau) -> str:
    """An issue that Ada made by hand and Bruno watches."""
    made = create_issue(
        bureau.person("ada"),
        project="SUP",
        issue_type="Task",
        summary="The printer",
        description=doc("It burns."),
        fields={},
        marker="by hand",
    )
    bureau.watch(made.key, "bruno")
    bureau.hear()
    JiraEvent.objects.all().delete()
    return made.key


def closing(notice: Notice) -> Any:
    """When its job is to run."""
    (job,) = ProcrastinateJob.objects.filter(task_name="postroom.close_notice", args={"record": notice.pk})
    return job.scheduled_at


def happen(bureau: Bureau, key: str, *texts: str, **more: Any) -> None:
    """Comments by Ada, heard of and handled; notices stay open."""
    for text in texts:
        bureau.comment(key, text, **more)
        bureau.hear()
        bureau.handle()


def in_order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_the_window_starts_with_the_first_event_and_does_not_move(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=60)
    happen(bureau, key, "First.")
    (notice,) = Notice.objects.all()
    assert notice.closes_at - notice.opened_at == pytest.approx(
        timedelta(seconds=60), abs=timedelta(seconds=2)
    )
    happen(bureau, key, "Second.", "Third.")
    (same,) = Notice.objects.all()
    assert (same.pk, same.closes_at) == (notice.pk, notice.closes_at)
    assert closing(same) == notice.closes_at
    bureau.work()
    (told,) = bureau.arrived()
    assert in_order(told.text, "First.", "Second.", "Third.")


def test_a_mapping_without_a_window_tells_at_once(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=0)
    bureau.comment(key, "Now.")
    (event,) = bureau.hear()
    process_event(event.pk)
    assert (Notice.objects.get().outcome, OutboundMessage.objects.count()) == ("sent", 1)


def test_what_cannot_be_told_at_once_gets_a_job_of_its_own(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=0)
    bureau.comment(key, "Now.")
    (event,) = bureau.hear()
    bureau.desk.jira.faults(down=True)
    process_event(event.pk)
    bureau.desk.jira.no_faults()
    notice = Notice.objects.get()
    assert notice.state == "waiting" and closing(notice) is not None


def test_a_death_between_an_event_and_its_notice_leaves_the_notice_to_be_found(
    bureau: Bureau, key: str
) -> None:
    bureau.mapping(window=0)
    happen(bureau, key, "Now.")
    Notice.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    assert journal.put_orphans(60) == 1
    assert closing(Notice.objects.get()) is None, "at once"


def test_an_event_that_comes_while_a_notice_closes_opens_the_next(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=60)
    happen(bureau, key, "Early.")
    (notice,) = Notice.objects.all()

    def interrupted(turn: NoticeTurn) -> Outcome:
        journal.seal(turn)
        happen(bureau, key, "Late.")
        return close(turn)

    journal.close(notice.pk, interrupted)
    bureau.work()
    first, second = bureau.arrived()
    assert "Early." in first.text and "Late." not in first.text
    assert "Late." in second.text and "Early." not in second.text


def test_an_event_that_comes_after_a_notice_was_closed_opens_the_next(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=60)
    happen(bureau, key, "Early.")
    bureau.work()
    happen(bureau, key, "Late.")
    bureau.work()
    assert len(bureau.arrived()) == Notice.objects.count() == 2


def test_each_mapping_has_a_notice_of_its_own(bureau: Bureau, key: str) -> None:
    bureau.mapping("slow", window=600, template_set="plain")
    bureau.mapping("quick", window=0, template_set="plain")
    bureau.mapping("deaf", events=["created"])
    happen(bureau, key, "Both.")
    assert set(Notice.objects.values_list("mapping__name", flat=True)) == {"slow", "quick"}
    bureau.work()
    assert [each.receivers for each in bureau.arrived()] == [("bruno@example.com",)] * 2


def test_each_receiver_gets_what_is_theirs_of_a_merged_notice(bureau: Bureau, key: str) -> None:
    bureau.mapping(audience=["watchers", "address: cora@example.org"], window=60)
    happen(bureau, key, "For all.")
    happen(bureau, key, "For us.", properties=INTERNAL)
    happen(bureau, key, "For me.", by="bruno")
    bureau.work()
    texts = {each.receivers: each.text for each in bureau.arrived()}
    assert texts.keys() == {("ada@example.com",), ("bruno@example.com",), ("cora@example.org",)}
    assert in_order(texts[("bruno@example.com",)], "For all.", "For us.")
    assert "For me." not in texts[("bruno@example.com",)], "Bruno wrote it"
    assert in_order(texts[("cora@example.org",)], "For all.", "For me.")
    assert "For us." not in texts[("cora@example.org",)]
    assert "For me." in texts[("ada@example.com",)] and "For us." not in texts[("ada@example.com",)]


def test_events_are_told_in_the_order_in_which_they_happened(bureau: Bureau, key: str) -> None:
    bureau.mapping(window=60)
    bureau.comment(key, "Uno.")
    bureau.comment(key, "Due.")
    late, soon = sorted(bureau.on_their_way(), key=lambda each: "Uno." in each.body.decode())
    bureau.hooks.hooks[:] = [*bureau.hooks.hooks[: bureau.taken], late, soon]
    (told,) = bureau.news()
    assert in_order(told.text, "Uno.", "Due.")


def test_a_person_runs_an_event_again_and_it_is_told_again(bureau: Bureau, key: str) -> None:
    bureau.mapping()
    happen(bureau, key, "Again and again.")
    (event,) = JiraEvent.objects.all()
    bureau.work()
    for _ in range(2):
        assert journal.retry_event(event.pk, "Anna") == "Mails about it go out once more."
        with pytest.raises(Refused, match="still in work"):
            journal.retry_event(event.pk, "Anna")
        bureau.work()
    told = bureau.arrived()
    assert reached(told) == ["bruno@example.com"] * 3
    assert len({each["Message-ID"] for each in told}) == 3


def test_an_event_that_nobody_wanted_is_told_once_a_mapping_wants_it(bureau: Bureau, key: str) -> None:
    mapping = bureau.mapping(events=["created"])
    happen(bureau, key, "Hello?")
    (event,) = JiraEvent.objects.all()
    assert (event.outcome, event.reason) == ("ignored", "'everybody': commented is not among its events")
    mapping.events = ["commented"]
    mapping.save()
    assert journal.retry_event(event.pk, "Anna") == "It is handled anew."
    bureau.work()
    assert reached(bureau.arrived()) == ["bruno@example.com"]


def test_a_notice_whose_worker_dies_is_told_by_the_next_one_and_once(bureau: Bureau, key: str) -> None:
    bureau.mapping()
    happen(bureau, key, "Once.")
    (notice,) = Notice.objects.all()

    def dies_before_the_commit(turn: NoticeTurn) -> Outcome:
        journal.seal(turn)
        raise OperationalError("the database went away")

    with pytest.raises(journal.Again):
        journal.close(notice.pk, dies_before_the_commit)
    assert not OutboundMessage.objects.exists()
    happen(bureau, key, "Later.")
    bureau.work()
    first, second = bureau.arrived()
    assert "Once." in first.text and "Later." not in first.text and "Later." in second.text


def test_old_events_are_recorded_and_not_mailed(bureau: Bureau, key: str) -> None:
    bureau.mapping()
    bureau.comment(key, "Long ago.")
    bureau.site.oldest_event_hours = -1
    bureau.site.save()
    assert bureau.news() == []
    (event,) = JiraEvent.objects.all()
    assert event.outcome == "ignored" and "recorded, not mailed" in event.reason
    journal.retry_event(event.pk, "Anna")
    bureau.work()
    assert reached(bureau.arrived()) == ["bruno@example.com"], "a person may want it all the same"


def test_a_deleted_issue_is_told_to_those_who_could_see_it(bureau: Bureau, key: str) -> None:
    bureau.mapping(
        events=["deleted", "commented"],
        audience=[f"account: {bureau.account('bruno')}", "address: c@example.org"],
    )
    bureau.comment(key, "Nobody reads this any more.")
    bureau.person("ada").delete(f"issue/{key}")
    told = bureau.news()
    assert "bruno@example.com" in reached(told)
    assert all("Nobody reads" not in each.everything for each in told)


@pytest.mark.parametrize("words", ['"id": "77777"', '"id": "77777", "key": "SUP-77777"'])
@pytest.mark.parametrize(
    "form", ['{{"event": "deleted", "issue": {{{}}}}}', '{{"event": "deleted", {}}}', "\ufeff{{{}}}"]
)
def test_an_automation_rule_that_says_little_of_a_deleted_issue_reaches_no_strangers(
    bureau: Bureau, form: str, words: str
) -> None:
    Conversation.objects.create(profile=bureau.desk.profile, participants=["stranger@example.org"])
    bureau.mapping(events=["deleted"])
    body = form.format(words + ', "fields": {"summary": "gone", "security": null}')
    receive.automation(bureau.site, body.encode())
    bureau.work()
    assert bureau.arrived() == []
    assert not Notice.objects.filter(state="parked").exists()
