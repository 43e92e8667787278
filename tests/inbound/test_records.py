"""How a record ends, whatever happens: parked with its bytes, retried by a person, overtaken, or left without a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal, stored
from postroom.errors import Permanent, Refused, Temporary
from postroom.inbound.process import process
from postroom.journal import Outcome, Run
from postroom.models import Effect, InboundMessage, Plan, Profile, StoredMail
from tests.inbound.conftest import Desk
from tests.inbound.hands import LOST, landed, note, quick, said, until_ended


def raises(error: Exception) -> Callable[[Run], Outcome]:
    def story(run: Run) -> Outcome:
        raise error

    return story


def work(record: InboundMessage, story: Callable[[Run], Outcome]) -> InboundMessage:
    journal.work(record.pk, story)
    record.refresh_from_db()
    return record


# Ends


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("x"), KeyError("key"), UnicodeDecodeError("a", b"", 0, 1, "")]
)
def test_an_unforeseen_error_parks_the_mail_with_its_bytes_intact(desk: Desk, error: Exception) -> None:
    mail = note("mail")
    record = work(desk.put(mail), raises(error))
    assert (record.state, record.outcome) == ("parked", "parked")
    assert type(error).__name__ in record.reason
    assert b"".join(stored.chunks(record)) == mail.as_bytes()


def test_each_error_of_ours_has_its_end(desk: Desk) -> None:
    parked = work(desk.put(note("one")), raises(Permanent("No such project.")))
    assert (parked.state, parked.reason) == ("parked", "No such project.")
    refused = work(desk.put(note("two")), raises(Refused("not wanted")))
    assert (refused.state, refused.outcome, refused.reason) == ("done", "refused", "not wanted")
    waiting = desk.put(note("three"))
    with pytest.raises(journal.Again) as again:
        work(waiting, raises(Temporary("Slow down.", 7)))
    waiting.refresh_from_db()
    assert (waiting.state, again.value.seconds) == ("waiting", 7)
    assert timedelta(seconds=5) < waiting.next_attempt - timezone.now() <= timedelta(seconds=7)


def test_what_others_say_may_hold_a_nul(desk: Desk) -> None:
    record = work(desk.put(note("mail")), raises(Permanent("No\0such project.")))
    assert (record.state, record.reason) == ("parked", "Nosuch project.")


def test_a_database_that_does_not_answer_ends_no_mail(desk: Desk) -> None:
    record = desk.put(note("mail"))
    with pytest.raises(journal.Again):
        work(record, raises(OperationalError("gone")))
    assert desk.work(record).outcome == "created"


def test_content_goes_with_the_end_where_it_is_not_to_be_kept_but_never_of_a_parked_mail(
    desk: Desk, settings: Any
) -> None:
    quick(settings, keep_content=False)
    desk.file(note("mail"))
    parked = work(desk.put(note("parked")), raises(Permanent("No.")))
    assert [mail.record for mail in StoredMail.objects.all()] == [parked]


# Retry


def test_retry_refuses_what_is_in_work_or_done(desk: Desk) -> None:
    record = desk.put(note("mail"))
    with pytest.raises(Refused, match="still in work"):
        journal.retry(record.pk, "ada")
    desk.work(record)
    comment = desk.file(note("comment", references=["mail"]))
    for each in (record, comment):
        with pytest.raises(Refused, match="SUP-1 already"):
            journal.retry(each.pk, "ada")
    assert len(landed(desk.jira)) == 2


def test_retry_decides_anew_while_nothing_was_claimed(desk: Desk) -> None:
    Profile.objects.update(issue_type="Nix")
    record = desk.file(note("mail"))
    assert record.state == "parked"
    Profile.objects.update(project="OPS", issue_type="Task")
    assert "decided anew" in journal.retry(record.pk, "ada")
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "OPS-1")]}
    assert "Retry by ada." in said(record)


def test_retry_of_an_automatic_mail_that_the_profile_now_lets_in(desk: Desk) -> None:
    mail = note("mail")
    mail["Auto-Submitted"] = "auto-replied"
    record = desk.file(mail)
    assert (record.outcome, record.reason.split(":")[0]) == ("ignored", "automatic")
    Profile.objects.update(ignore_automatic=False)
    journal.retry(record.pk, "ada")
    until_ended(desk, record)
    assert record.outcome == "created"


def test_retry_keeps_the_plan_once_something_was_claimed(desk: Desk, settings: Any) -> None:
    """The issue may be there: whatever the configuration says now, its mark is looked for where it was put."""
    quick(settings)
    desk.jira.faults(script=[LOST])
    record = desk.file(note("mail"))
    work(record, raises(ZeroDivisionError()))
    assert (record.state, Effect.objects.get().state) == ("parked", "claimed")
    Profile.objects.update(project="OPS")
    assert "goes on where it stopped" in journal.retry(record.pk, "ada")
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


def test_what_was_sent_again_and_again_is_parked_and_retry_sends_it_once_more(
    desk: Desk, settings: Any
) -> None:
    quick(settings, jira_timeout=0.1, look_window=0.1)
    desk.jira.faults(hang=1.0)  # of what writes
    record = desk.file(note("mail"))
    until_ended(desk, record)
    assert record.state == "parked"
    assert "was sent 5 times without an answer and left no mark" in record.reason
    desk.jira.no_faults()
    journal.retry(record.pk, "ada")
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


def test_a_retried_copy_stays_a_copy(desk: Desk) -> None:
    mail = note("mail")
    desk.file(mail)
    copy = desk.file(mail)
    journal.retry(copy.pk, "ada")
    until_ended(desk, copy)
    assert copy.outcome == "ignored"
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


# Attempts that overtake each other


def test_an_overtaken_attempt_writes_nothing(desk: Desk) -> None:
    record = desk.put(note("mail"))

    def slept_through(run: Run) -> Outcome:
        journal.work(record.pk, process)
        run.say("From the grave.")
        return Outcome("ignored", "by the one that slept")

    work(record, slept_through)
    assert (record.outcome, record.issue_key) == ("created", "SUP-1")
    assert "grave" not in said(record)


@pytest.mark.parametrize(
    "error", [Permanent("No."), Temporary("Later."), Refused("No."), ZeroDivisionError()]
)
def test_an_overtaken_attempt_neither_parks_nor_postpones(desk: Desk, error: Exception) -> None:
    record = desk.put(note("mail"))

    def slept_through(run: Run) -> Outcome:
        journal.work(record.pk, process)
        raise error

    work(record, slept_through)
    assert (record.state, record.outcome, record.attempts) == ("done", "created", 2)


def test_an_overtaken_attempt_decides_nothing_and_asks_nothing_of_jira(desk: Desk) -> None:
    record = desk.put(note("mail"))

    def slept_through(run: Run) -> Outcome:
        journal.work(record.pk, process)
        return process(run)

    work(record, slept_through)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}
    assert Plan.objects.count() == Effect.objects.count() == 1


def test_an_attempt_that_is_overtaken_after_its_claim_sends_nothing(desk: Desk, settings: Any) -> None:
    """The first has claimed and sleeps; the second does not find the mark, claims again and does it."""
    quick(settings)
    record = desk.put(note("mail"))

    class Sleeper:
        """Claims as the first attempt does, is overtaken, and goes on."""

        name, timeout = "create", 0.4

        def __init__(self) -> None:
            self.sent = False

        def act(self, marker: str, partial: Any, ready: Callable[[], None]) -> journal.Answer:
            until_ended(desk, record)
            ready()
            self.sent = True
            return journal.Answer("SUP-99", ("1",))

        def find(self, marker: str, since: Any) -> None:
            return None

        def learn(self, answer: journal.Answer) -> None:
            raise AssertionError("learned from an answer that it must not have")

    sleeper = Sleeper()

    def story(run: Run) -> Outcome:
        journal.decide(run, lambda: (ANY_PLAN, "create", 0.4))
        journal.once(run, sleeper)
        return Outcome("created")

    work(record, story)
    assert not sleeper.sent
    assert (record.outcome, record.issue_key) == ("created", "SUP-1")
    assert len(desk.issues()) == 1


ANY_PLAN = {
    "issue_key": "", "project": "SUP", "issue_type": "Task", "summary": "Any", "body": None, "fields": {},
    "groups": [],
}  # fmt: skip


# Records and their jobs


def test_a_record_without_a_job_gets_a_new_one_and_only_one(desk: Desk) -> None:
    lost, kept, done = desk.put(note("lost")), desk.put(note("kept")), desk.file(note("done"))
    delete_jobs(lost, done)
    assert journal.put_orphans(older_than=60) == 0, "too young: its job may just be on its way"
    assert journal.put_orphans(older_than=0) == 1
    assert journal.put_orphans(older_than=0) == 0
    assert [len(jobs_of(record)) for record in (lost, kept, done)] == [1, 1, 0]


def jobs_of(record: InboundMessage) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo", args__record=record.pk))


def delete_jobs(*records: InboundMessage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs where (args ->> 'record')::bigint = any(%s)",
            [[record.pk for record in records]],
        )


def test_record_and_job_are_stored_in_one_commit(desk: Desk) -> None:
    before = ProcrastinateJob.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        desk.put(note("mail"))
        raise ZeroDivisionError
    assert not InboundMessage.objects.exists()
    assert ProcrastinateJob.objects.count() == before
