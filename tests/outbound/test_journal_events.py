"""Events, notices and mails as the journal keeps them: one commit each, and nobody writes who was overtaken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal
from postroom.errors import Permanent, Refused, Temporary
from postroom.journal import Outcome
from postroom.models import (
    InboundMessage,
    JiraEvent,
    MessageOutbound,
    Notice,
    NoticeEvent,
    NotificationMapping,
    OutboundMessage,
    Receiver,
)
from tests import builders
from tests.outbound.posting import ADA, BO, a_mail, no_jobs, outbound_at, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def begun_empty(transactional_db: None) -> None:
    no_jobs()


@pytest.fixture
def relay() -> MessageOutbound:
    return outbound_at(1)


def mapping(relay: MessageOutbound, name: str = "all", **values: Any) -> NotificationMapping:
    return NotificationMapping.objects.create(name=name, site=builders.site(), outbound=relay, **values)


def an_event(entity: str = "1", **values: Any) -> JiraEvent:
    wanted = {
        "site": builders.site(), "kind": "commented", "entity": entity, "source": "webhook", "issue_id": "7",
        "issue_key": "SUP-7", "happened_at": timezone.now(), **values,
    }  # fmt: skip
    journal.begin_events([JiraEvent(**wanted)])
    return JiraEvent.objects.get(entity=entity)


def jobs_of(task: str) -> list[int]:
    todo = ProcrastinateJob.objects.filter(task_name=f"postroom.{task}", status="todo").order_by("id")
    return [record for job in todo for record in (job.args["record"], *job.args.get("more", ()))]


def joins(*mappings: NotificationMapping) -> Any:
    def story(turn: journal.EventTurn) -> Outcome:
        journal.join(turn, mappings, lambda: Outcome("handled"))
        return Outcome("handled")

    return story


# --- events ------------------------------------------------------------------------------------------------


def test_an_event_and_its_job_are_one_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    from postroom.journal import events

    monkeypatch.setattr(events, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        an_event()
    assert not JiraEvent.objects.exists()


def test_known_is_the_same_entity_and_version_or_the_same_identifier() -> None:
    first = an_event(version="1", identifier="d-1")
    again = JiraEvent(site=first.site, kind="commented", entity="1", version="1", source="polling",
                      happened_at=timezone.now())  # fmt: skip
    renamed = JiraEvent(site=first.site, kind="updated", entity="2", identifier="d-1", source="webhook",
                        happened_at=timezone.now())  # fmt: skip
    newer = JiraEvent(site=first.site, kind="commented", entity="1", version="2", source="polling",
                      happened_at=timezone.now())  # fmt: skip
    assert journal.begin_events([again, renamed, newer]) == 1


def test_an_event_joins_the_open_notice_of_each_mapping(relay: MessageOutbound) -> None:
    first, second = mapping(relay), mapping(relay, "others", window=300)
    for entity in ("1", "2"):
        journal.handle(an_event(entity).pk, joins(first, second))
    assert Notice.objects.count() == 2 and NoticeEvent.objects.count() == 4
    assert sorted(jobs_of("close_notice")) == sorted(Notice.objects.values_list("pk", flat=True))
    assert JiraEvent.objects.filter(outcome="handled").count() == 2


def test_the_window_does_not_move(relay: MessageOutbound) -> None:
    wanted = mapping(relay, window=300)
    journal.handle(an_event("1").pk, joins(wanted))
    closes_at = Notice.objects.get().closes_at
    journal.handle(an_event("2").pk, joins(wanted))
    assert Notice.objects.get().closes_at == closes_at and len(jobs_of("close_notice")) == 1


def test_after_the_seal_the_next_event_opens_the_next_notice(relay: MessageOutbound) -> None:
    wanted = mapping(relay)
    journal.handle(an_event("1").pk, joins(wanted))
    first = Notice.objects.get()

    def later(turn: journal.NoticeTurn) -> Outcome:
        assert [event.entity for event in journal.seal(turn)] == ["1"]
        journal.handle(an_event("2").pk, joins(wanted))
        raise Temporary("Jira is slow.", 1)

    with pytest.raises(journal.Again):
        journal.close(first.pk, later)
    first.refresh_from_db()
    assert not first.is_open and Notice.objects.count() == 2
    assert list(first.events.values_list("entity", flat=True)) == ["1"]


def test_who_was_overtaken_joins_nothing(relay: MessageOutbound) -> None:
    wanted, event = mapping(relay), an_event()

    def slow(turn: journal.EventTurn) -> Outcome:
        JiraEvent.objects.filter(pk=event.pk).update(attempts=9)
        return joins(wanted)(turn)

    journal.handle(event.pk, slow)
    assert not Notice.objects.exists()
    event.refresh_from_db()
    assert event.state == "queued"


def finished(relay: MessageOutbound, once: str) -> Any:
    from postroom import stored
    from postroom.journal.sending import GIVE_UP

    mail, pieces = stored.store([b"Subject: x\r\n\r\nx\r\n"])
    message = OutboundMessage(
        kind="notice", outbound=relay, once=once, message_id=f"{once}@example.com",
        give_up_at=timezone.now() + GIVE_UP,
    )  # fmt: skip
    return message, [Receiver(message=message, address=ADA)], mail, pieces


def test_mails_their_jobs_and_the_end_of_the_notice_are_one_commit(
    relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.handle(an_event().pk, joins(mapping(relay)))
    notice = Notice.objects.get()

    def story(turn: journal.NoticeTurn) -> Outcome:
        journal.finish(turn, Outcome("sent"), [finished(relay, "a"), finished(relay, "b")], [])
        return Outcome("sent")

    from postroom.journal import events

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(events, "settle", dies)
    with pytest.raises(KeyboardInterrupt):
        journal.close(notice.pk, story)
    assert not OutboundMessage.objects.exists() and jobs_of("send_message") == []
    monkeypatch.undo()
    journal.close(notice.pk, story)
    notice.refresh_from_db()
    assert notice.outcome == "sent" and len(jobs_of("send_message")) == 2


def test_a_mail_that_was_made_before_is_not_made_again(relay: MessageOutbound) -> None:
    assert len(journal.store_messages([finished(relay, "a")])) == 1
    assert journal.store_messages([finished(relay, "a")]) == []
    assert len(jobs_of("send_message")) == 1


def test_run_again_says_what_will_happen_and_is_refused_in_work(relay: MessageOutbound) -> None:
    event = an_event()
    with pytest.raises(Refused, match="still in work"):
        journal.retry_event(event.pk, "ada")
    journal.handle(event.pk, joins())
    assert journal.retry_event(event.pk, "ada") == "It is handled anew."
    journal.handle(event.pk, joins(mapping(relay)))
    Notice.objects.update(outcome="sent")
    assert journal.retry_event(event.pk, "ada") == "Mails about it go out once more."


def test_an_unforeseen_error_parks_and_loses_nothing() -> None:
    event = an_event()

    def boom(_: journal.EventTurn) -> Outcome:
        raise ZeroDivisionError

    journal.handle(event.pk, boom)
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("parked", "parked") and "ZeroDivisionError" in event.reason


# --- waiting -----------------------------------------------------------------------------------------------


def test_the_same_trouble_again_is_one_line_of_the_trace() -> None:
    event = an_event()

    def story(turn: journal.EventTurn) -> Outcome:
        raise Temporary("The index lags.", turn.attempt)

    for _ in range(3):
        with pytest.raises(journal.Again):
            journal.handle(event.pk, story)
    event.refresh_from_db()
    assert [text for _, text in event.trace] == ["The index lags. Next try in 3 s."]


def test_an_outbound_that_is_back_wakes_its_mails_and_no_others(relay: MessageOutbound) -> None:
    mine, others = a_mail(relay), a_mail(relay)
    OutboundMessage.objects.filter(pk=mine.pk).update(waits_for="outbound:7")
    OutboundMessage.objects.filter(pk=others.pk).update(waits_for="outbound:77")
    jobs = ProcrastinateJob.objects.filter(task_name="postroom.send_message")
    jobs.update(scheduled_at=timezone.now() + timedelta(hours=1))
    journal.wake("outbound:7")
    assert [job.args["record"] for job in jobs.filter(scheduled_at=None)] == [mine.pk]


def test_an_open_record_without_a_job_gets_one(relay: MessageOutbound) -> None:
    mail = a_mail(relay)
    ProcrastinateJob.objects.filter(task_name="postroom.send_message").update(task_name="something else")
    OutboundMessage.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    assert journal.put_orphans(60) == 1 and jobs_of("send_message") == [mail.pk]
    assert journal.put_orphans(60) == 0


# --- bounces -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "permanent", "after"),
    [
        ("sent", True, "bounced"),
        ("sent", False, "delayed"),
        ("delayed", True, "bounced"),
        ("bounced", False, "bounced"),
        ("perhaps", False, "delayed"),
        ("perhaps", True, "bounced"),
        ("open", False, "open"),  # of an earlier mail: this one is still to be sent
        ("refused", False, "refused"),
    ],
)
def test_a_report_and_what_the_receivers_state_becomes(
    relay: MessageOutbound, before: str, permanent: bool, after: str
) -> None:
    mail = a_mail(relay, ADA)
    Receiver.objects.update(state=before)
    journal.bounced(Receiver.objects.get(), builders.received(), "4.4.1", permanent=permanent)
    assert states(mail) == {ADA: after}


def test_a_report_ends_the_doubt_about_a_mail_that_was_perhaps_sent(relay: MessageOutbound) -> None:
    mail = a_mail(relay, ADA, BO)
    Receiver.objects.update(state="perhaps")
    OutboundMessage.objects.update(state="done", outcome="perhaps")
    ada, bo = Receiver.objects.order_by("pk")
    report: InboundMessage = builders.received()
    journal.bounced(ada, report, "5.1.1", permanent=True)
    mail.refresh_from_db()
    assert mail.outcome == "perhaps", "of the other nobody knows yet"
    journal.bounced(bo, report, "4.4.1", permanent=False)
    mail.refresh_from_db()
    assert mail.outcome == "partly" and ADA in mail.reason and BO not in mail.reason


def test_taking_back_what_was_not_set_aside_is_refused() -> None:
    journal.set_aside(" Ada@Example.org ", "gone", None)
    assert "gets mail again" in journal.take_back("ada@example.org", "ada")
    with pytest.raises(Refused, match="not set aside"):
        journal.take_back("ada@example.org", "ada")


def test_a_mail_without_receivers_has_no_outcome(relay: MessageOutbound) -> None:
    mail = a_mail(relay)
    Receiver.objects.all().delete()
    with pytest.raises(Permanent):
        journal.outcome_of(mail)


def test_the_reason_of_a_mail_to_very_many_is_not_endless(relay: MessageOutbound) -> None:
    mail = a_mail(relay, *(f"p{number}@example.org" for number in range(30)))
    Receiver.objects.update(state="refused", answer="550 no")
    assert journal.outcome_of(mail).reason.endswith("; and 10 more")
