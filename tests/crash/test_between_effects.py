"""One mail, its attempt cut off at every single statement to the database; then another attempt: exactly once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import combinations
from typing import Any

from django.db import connection
from django.utils import timezone

from postroom import journal
from postroom.connections import jira_of
from postroom.inbound.process import process
from postroom.jira import issues
from postroom.jira.multipart import Upload
from postroom.models import Effect, InboundMessage, Plan, Profile
from tests.inbound.conftest import Desk
from tests.inbound.hands import LOST, Hands, files_on, landed, note, quick, said, until_ended

LEFT, RITE = b"left" + bytes(996), b"rite" + bytes(996)
FILES = (("twin.bin", LEFT), ("twin.bin", RITE), ("logo.png", b"\x89PNG" * 99))
HANG_CREATE = {"fault": "hang", "method": "POST", "path": "/issue"}
HANG_FILES = {"fault": "hang", "method": "POST", "path": "/attachments"}
LOST_FILES = {**LOST, "path": "/attachments"}


class Died(BaseException):
    """The process is gone: nothing of ours may catch it."""


class Fuse:
    """Lets so many statements of this thread through and then dies before the next one."""

    def __init__(self, statements: int) -> None:
        self.left = statements
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.left == len(self.seen):
            raise Died
        self.seen.append(sql)
        return execute(sql, params, many, context)


@contextmanager
def dies_after(statements: int) -> Iterator[Fuse]:
    fuse = Fuse(statements)
    with connection.execute_wrapper(fuse):
        try:
            yield fuse
        except Died:
            pass


def attempt(record: InboundMessage) -> None:
    """One attempt, as the job makes it."""
    try:
        journal.work(record.pk, process)
    except journal.Again:
        pass


def statements_of(desk: Desk, record: InboundMessage) -> int:
    """How many statements a whole attempt takes."""
    with dies_after(-1) as fuse:
        attempt(record)
    record.refresh_from_db()
    assert record.state == "done", said(record)
    return len(fuse.seen)


def cut_off_everywhere(desk: Desk, mails: list[Any], statements: int) -> list[InboundMessage]:
    """Each mail's first attempt dies one statement later than that of the one before."""
    assert len(mails) == statements
    records = []
    for number, mail in enumerate(mails):
        record = desk.put(mail)
        with dies_after(number) as fuse:
            attempt(record)
        assert len(fuse.seen) == number
        records.append(record)
    return records


class Meanwhile:
    """Has another mail worked on by another thread right before the first statement that begins so."""

    def __init__(self, statement: str, other: InboundMessage) -> None:
        self.statement, self.other, self.done = statement, other, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(self.statement) and not self.done:
            self.done = True
            thread = threading.Thread(target=self.attempt)
            thread.start()
            thread.join()
        return execute(sql, params, many, context)

    def attempt(self) -> None:
        try:
            attempt(self.other)
        finally:
            connection.close()


def upload(desk: Desk, key: str, *files: tuple[str, bytes]) -> None:
    """What an upload of ours that was never answered may have left behind."""
    uploads = [
        Upload(name, "application/octet-stream", len(data), partial(BytesIO, data)) for name, data in files
    ]
    issues.attach(jira_of(desk.profile.site), key, uploads)


def finished(records: list[InboundMessage]) -> None:
    """Further attempts by several workers, until all have ended."""
    Hands(records, count=4).finish()
    for record in records:
        record.refresh_from_db()


def hashed(*files: tuple[str, bytes]) -> Counter[tuple[str, int, str]]:
    return Counter((name, len(data), sha256(data).hexdigest()) for name, data in files)


# Death


def test_an_issue_with_files_is_made_once_wherever_the_attempt_dies(desk: Desk, settings: Any) -> None:
    quick(settings)
    most = statements_of(desk, desk.put(note("whole", files=FILES)))
    mails = [note(f"cut-{n}", files=FILES) for n in range(most)]
    records = cut_off_everywhere(desk, mails, most)
    finished(records)
    places = landed(desk.jira)
    assert [len(places[f"cut-{n}"]) for n in range(most)] == [1] * most
    for record in records:
        assert record.outcome == "created", said(record)
        assert files_on(desk.jira, record.issue_key) == hashed(*FILES), said(record)


def test_a_comment_with_files_is_made_once_wherever_the_attempt_dies(desk: Desk, settings: Any) -> None:
    quick(settings)
    roots = [desk.file(note("root-whole"))]
    most = statements_of(desk, desk.put(note("whole", references=["root-whole"], files=FILES)))
    roots = [desk.file(note(f"root-{n}")) for n in range(most)]
    mails = [note(f"cut-{n}", references=[f"root-{n}"], files=FILES) for n in range(most)]
    records = cut_off_everywhere(desk, mails, most)
    finished(records)
    places = landed(desk.jira)
    for n, (record, root) in enumerate(zip(records, roots, strict=True)):
        assert places[f"cut-{n}"] == [("comment", root.issue_key)], said(record)
        assert (record.outcome, record.issue_key) == ("commented", root.issue_key)
        assert files_on(desk.jira, record.issue_key) == hashed(*FILES), said(record)


def test_what_was_decided_is_carried_out_though_the_configuration_has_changed(
    desk: Desk, settings: Any
) -> None:
    quick(settings)
    desk.jira.faults(script=[{"fault": "rate_429", "method": "POST"}])
    record = desk.file(note("mail", files=FILES))
    assert Plan.objects.filter(record=record).exists()
    assert record.state == "waiting", said(record)
    Profile.objects.update(project="OPS", issue_type="Change", subject_key="off", ignore_automatic=False)
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}
    assert files_on(desk.jira, "SUP-1") == hashed(*FILES)


def test_a_mail_that_had_claimed_nothing_follows_the_new_configuration(desk: Desk) -> None:
    record = desk.put(note("mail"))
    with dies_after(3):
        attempt(record)
    assert not Plan.objects.exists()
    Profile.objects.update(project="OPS")
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "OPS-1")]}


# Answers that do not come


def test_an_issue_whose_answer_was_lost_is_found_by_its_mark(desk: Desk, settings: Any) -> None:
    quick(settings)
    desk.jira.faults(script=[LOST], index_lag=0.5)
    record = desk.file(note("mail"))
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}
    assert "create: found by its mark" in said(record)


def test_an_issue_that_is_made_late_is_found_and_not_made_again(desk: Desk, settings: Any) -> None:
    quick(settings)
    late = {"fault": "done_late", "method": "POST"}
    desk.jira.faults(script=[late], done_late_seconds=1.0)
    record = desk.file(note("mail"))
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}, said(record)


def test_a_comment_whose_answer_was_lost_is_found_by_its_mark(desk: Desk, settings: Any) -> None:
    quick(settings)
    desk.file(note("first"))
    desk.jira.faults(script=[LOST])
    record = desk.file(note("second", references=["first"]))
    until_ended(desk, record)
    assert landed(desk.jira)["second"] == [("comment", "SUP-1")]
    assert "comment: found by its mark" in said(record)


def test_what_is_not_found_in_the_whole_window_is_tried_once_more_and_the_trace_says_so(
    desk: Desk, settings: Any
) -> None:
    quick(settings)
    desk.jira.faults(script=[HANG_CREATE])
    record = desk.file(note("mail"))
    assert record.state == "waiting"
    claimed = Effect.objects.get(record=record).claimed_at
    until_ended(desk, record)
    assert "did not turn up in the whole window; it is tried once more" in said(record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}
    again = Effect.objects.get(record=record)
    assert again.tries == 2
    assert again.claimed_at - claimed >= timedelta(seconds=1.4), "the window was cut short"


def test_a_look_up_that_never_answers_parks_the_mail_with_words(desk: Desk, settings: Any) -> None:
    quick(settings, jira_timeout=0.2, look_window=0.5)
    desk.jira.faults(script=[LOST], lookup_silent=1.0)
    record = desk.file(note("mail"))
    until_ended(desk, record)
    assert record.state == "parked"
    assert "looking for its mark fails too" in record.reason
    assert "Retry looks again" in record.reason
    desk.jira.no_faults()
    assert "goes on where it stopped" in journal.retry(record.pk, "ada")
    until_ended(desk, record)
    assert (record.outcome, landed(desk.jira)) == ("created", {"mail": [("issue", "SUP-1")]})


def test_what_is_refused_by_too_many_requests_is_simply_sent_again(desk: Desk, settings: Any) -> None:
    quick(settings)
    busy = {"fault": "rate_429", "method": "POST"}
    desk.jira.faults(script=[busy, busy], retry_after=1)
    record = desk.file(note("mail"))
    assert Effect.objects.get(record=record).state == "free"
    assert record.next_attempt > timezone.now() + timedelta(seconds=0.5), "Retry-After was not obeyed"
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


def test_a_claim_that_grew_old_before_its_request_is_given_back(desk: Desk, settings: Any) -> None:
    """Reading the create screen takes longer than half the lease: what follows is too late to be sent."""
    quick(settings, lease=1.0)
    desk.jira.faults(script=[{"fault": "hang", "path": "/createmeta"}])  # given up after 0.4 s, asked again
    record = desk.file(note("mail"))
    assert (record.state, Effect.objects.get(record=record).state) == ("waiting", "free"), said(record)
    assert "too slow" in record.reason
    assert landed(desk.jira) == {}
    until_ended(desk, record)
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


# Attachments


def test_files_whose_answer_was_lost_are_adopted_and_not_sent_again(desk: Desk, settings: Any) -> None:
    quick(settings)
    desk.jira.faults(script=[LOST_FILES])
    record = desk.file(note("mail", files=FILES))
    until_ended(desk, record)
    assert files_on(desk.jira, "SUP-1") == hashed(*FILES), said(record)
    ids = Effect.objects.get(record=record, step="attach-1").remote_ids
    assert len(set(ids)) == 3


def test_of_files_that_arrived_in_part_only_the_missing_ones_are_sent(desk: Desk, settings: Any) -> None:
    quick(settings)
    parts = [part for count in range(len(FILES)) for part in combinations(FILES, count)]
    records = [desk.file(note(f"mail-{n}")) for n in range(len(parts))]
    desk.jira.faults(script=[HANG_FILES] * len(parts))
    answers = [
        desk.file(note(f"answer-{n}", references=[f"mail-{n}"], files=FILES)) for n in range(len(parts))
    ]
    for record, part in zip(records, parts, strict=True):
        upload(desk, record.issue_key, *part)
    finished(answers)
    for record in answers:
        assert files_on(desk.jira, record.issue_key) == hashed(*FILES), said(record)


def test_files_that_differ_in_content_or_name_are_not_taken_for_ours(desk: Desk, settings: Any) -> None:
    quick(settings, look_window=0.3)
    desk.jira.faults(script=[HANG_FILES])
    record = desk.file(note("mail", files=[("twin.bin", LEFT)]))
    upload(desk, "SUP-1", ("twin.bin", RITE), ("other.bin", LEFT))
    until_ended(desk, record)
    assert files_on(desk.jira, "SUP-1") == hashed(("twin.bin", RITE), ("other.bin", LEFT), ("twin.bin", LEFT))


def test_a_file_of_another_mail_is_never_adopted(desk: Desk, settings: Any) -> None:
    quick(settings, look_window=0.3)
    desk.file(note("first", files=[("logo.png", LEFT)]))
    desk.jira.faults(script=[HANG_FILES])
    record = desk.file(note("second", references=["first"], files=[("logo.png", LEFT)]))
    until_ended(desk, record)
    assert files_on(desk.jira, "SUP-1") == hashed(("logo.png", LEFT), ("logo.png", LEFT)), said(record)


def test_of_two_mails_that_look_for_the_same_file_one_adopts_it(desk: Desk, settings: Any) -> None:
    """Both uploads went without an answer, one was done. Both look at the same time."""
    quick(settings, look_window=0.3)
    desk.file(note("first"))
    desk.jira.faults(script=[LOST_FILES, HANG_FILES])
    answers = [
        desk.file(note(f"answer-{n}", references=["first"], files=[("logo.png", LEFT)])) for n in range(2)
    ]
    time.sleep(0.5)
    with connection.execute_wrapper(Meanwhile('UPDATE "postroom_effect" SET "state"', answers[1])):
        attempt(answers[0])
    until_ended(desk, *answers)
    assert files_on(desk.jira, "SUP-1") == hashed(("logo.png", LEFT), ("logo.png", LEFT))
