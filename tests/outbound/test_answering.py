"""Whoever writes is told that the mail came, or why it was refused; programs are not, and nobody twice an hour."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from postroom import journal
from postroom.connections import token_keys
from postroom.errors import Refused
from postroom.inbound.answering import reject
from postroom.journal import Outcome, Run
from postroom.mail import address
from postroom.models import JiraEvent, OutboundMessage
from postroom.outbound.process import process
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answering(bureau: Bureau) -> Bureau:
    profile = bureau.desk.profile
    profile.acknowledge = profile.reject_notices = True
    profile.outbound = bureau.outbound
    profile.save()
    return bureau


def acknowledged(bureau: Bureau) -> list[Mail]:
    bureau.work()
    return bureau.arrived()


def test_who_opens_an_issue_is_told_its_key_and_can_answer(answering: Bureau):
    record = answering.file(letter(sender="Cora Customer <cora@example.org>", message_id="first"))
    (mail,) = acknowledged(answering)
    assert "cora@example.org" in mail["To"]
    assert record.issue_key in mail.text and record.issue_key in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] == "<first@example.org>"
    token = address.check(mail["Reply-To"], token_keys())
    assert token and token.is_for("cora@example.org") and token.purpose == "reply"
    assert mail.sender == "", "nobody may answer an answer by a program"


def test_a_comment_is_not_acknowledged(answering: Bureau):
    answering.file(letter(message_id="first"))
    assert len(acknowledged(answering)) == 1
    answering.file(letter("And the carpet.", message_id="second", answers=("first",)))
    assert acknowledged(answering) == []


def test_nobody_is_told_twice_within_an_hour(answering: Bureau):
    answering.file(letter(message_id="first"))
    assert len(acknowledged(answering)) == 1
    answering.file(letter(message_id="another", subject="Something else"))
    assert acknowledged(answering) == []
    event = JiraEvent.objects.filter(kind="mail.acknowledge").latest("pk")
    assert (event.outcome, event.reason) == ("ignored", "its sender was answered within the last hour")


def test_programs_and_lists_are_not_answered(answering: Bureau):
    alert = letter(message_id="alert", sender="cron@example.org")
    alert["Auto-Submitted"] = "auto-generated"
    liste = letter(message_id="list", sender="list-writer@example.org")
    liste["List-Id"] = "<everybody.example.org>"
    for mail in (alert, liste):
        assert answering.file(mail).outcome == "created"
    assert acknowledged(answering) == []
    assert not JiraEvent.objects.exists()


def test_an_answer_goes_to_reply_to(answering: Bureau):
    mail = letter(message_id="first")
    mail["Reply-To"] = "Team of Ada <team@example.org>"
    answering.file(mail)
    (answer,) = acknowledged(answering)
    assert "team@example.org" in answer["To"]


def test_the_same_mail_worked_on_twice_is_answered_once(answering: Bureau):
    answering.file(letter(message_id="first"))
    event = JiraEvent.objects.get(kind="mail.acknowledge")
    assert len(acknowledged(answering)) == 1
    JiraEvent.objects.filter(pk=event.pk).update(state="queued", outcome="")
    OutboundMessage.objects.update(queued_at="2020-01-01T00:00:00Z")  # else the hour would keep it back
    assert acknowledged(answering) == [], "made once: the mail of this event is there already"


def test_without_an_outbound_the_reason_is_said(answering: Bureau):
    answering.desk.profile.outbound = None
    answering.desk.profile.save()
    answering.file(letter())
    assert acknowledged(answering) == []
    assert JiraEvent.objects.get().reason == "profile 'support' names no outbound to answer with"


def test_who_wrote_a_refused_mail_is_told_why(answering: Bureau):
    record = answering.desk.put(letter(subject="Let me in"))

    def story(run: Run) -> Outcome:
        reject(run, "Only people who are on the issue may write to it.")
        raise Refused("Only people who are on the issue may write to it.")

    journal.work(record.pk, story)
    (mail,) = acknowledged(answering)
    assert "Only people who are on the issue may write to it." in mail.text
    assert "Let me in" in mail.text
    assert mail["Auto-Submitted"] == "auto-replied"


def test_two_mails_at_the_same_moment_are_answered_once(answering: Bureau):
    for number in range(4):
        answering.file(letter(message_id=f"at-once-{number}", subject=f"Number {number}"))
    events = list(JiraEvent.objects.filter(kind="mail.acknowledge").values_list("pk", flat=True))
    assert len(events) == 4
    together = Barrier(len(events))

    def work(event: int) -> None:
        together.wait()
        journal.handle(event, process)
        connection.close()

    with ThreadPoolExecutor(len(events)) as pool:
        list(pool.map(work, events))
    assert len(acknowledged(answering)) == 1
