"""States, reasons and times in words."""

from datetime import UTC, datetime, timedelta

import pytest

from postroom.models import (
    Effect,
    InboundMessage,
    JiraEvent,
    Notice,
    OutboundMessage,
    OutboundState,
    Receiver,
)
from postroom.web import words

pytestmark = pytest.mark.pure
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "just now"), (4, "just now"), (5, "5 s ago"), (59, "59 s ago"), (60, "1 min ago"),
        (3_599, "59 min ago"), (3_600, "1 h ago"), (86_399, "23 h ago"), (86_400, "28 Feb"),
        (70 * 86_400, "21 Dec 2025"),
    ],
)  # fmt: skip
def test_how_long_ago_is_said_coarsely_and_after_a_day_as_a_date(seconds, said):
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_the_exact_time_names_its_zone():
    assert words.exact(NOW) == "2026-03-01 12:00:00 UTC"


def test_the_time_of_day_names_the_date_only_on_another_day():
    assert words.clock(NOW + timedelta(hours=1), NOW) == "13:00:00"
    assert words.clock(NOW + timedelta(days=2), NOW) == "3 Mar 12:00:00"


@pytest.mark.parametrize("state", InboundMessage.State.values)
@pytest.mark.parametrize("outcome", ["", *InboundMessage.Outcome.values])
def test_every_state_and_outcome_has_a_badge_and_a_headline(state, outcome):
    record = InboundMessage(state=state, outcome=outcome)
    assert words.badge(record).text
    assert words.headline(record)


def test_a_record_back_in_work_does_not_wear_its_old_outcome():
    assert words.badge(InboundMessage(state="queued", outcome="refused")).text == "Queued"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("create", "Create the issue"), ("comment", "Add the comment"), ("attach-1", "Attach files"),
        ("attach-2", "Attach files (2)"), ("delete", "Delete from the mailbox"), ("transition", "transition"),
    ],
)  # fmt: skip
def test_steps_are_named_as_people_say_them(step, said):
    assert words.step(Effect(step=step)) == said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", ""), ("duplicate of mail 7", "Duplicate of mail 7."), ("Jira is away.", "Jira is away."),
        ("why? ", "Why?"),
    ],
)  # fmt: skip
def test_a_reason_is_shown_as_a_sentence(reason, said):
    assert words.sentence(reason) == said


EVENTS = [(state, outcome) for state in JiraEvent.State.values for outcome in ("", *JiraEvent.Outcome.values)]


@pytest.mark.parametrize(("state", "outcome"), EVENTS)
def test_every_state_and_outcome_of_an_event_has_words(state, outcome):
    event = JiraEvent(state=state, outcome=outcome)
    assert words.event_badge(event).text and words.event_headline(event)


@pytest.mark.parametrize("state", Notice.State.values)
@pytest.mark.parametrize("outcome", ["", *Notice.Outcome.values])
@pytest.mark.parametrize("is_open", [True, False])
def test_every_state_and_outcome_of_a_notice_has_words(state, outcome, is_open):
    notice = Notice(state=state, outcome=outcome, is_open=is_open)
    assert words.notice_badge(notice).text and words.notice_headline(notice)


@pytest.mark.parametrize("state", OutboundMessage.State.values)
@pytest.mark.parametrize("outcome", ["", *OutboundMessage.Outcome.values])
def test_every_state_and_outcome_of_a_mail_has_words(state, outcome):
    mail = OutboundMessage(state=state, outcome=outcome)
    assert words.mail_badge(mail).text and words.mail_headline(mail)


def test_every_word_of_the_tables_of_the_database_is_known():
    assert set(words.RECEIVER_BADGES) == set(Receiver.State.values)
    assert set(words.WAYS) == set(JiraEvent.Source.values)
    assert set(words.MAIL_KINDS) == set(OutboundMessage.Kind.values)
    assert set(words.STATUS_BADGES) == set(OutboundState.Status.values)


@pytest.mark.parametrize(
    ("kind", "said"), [("commented", "Comment added"), ("mail.unheard_of", "Mail: unheard of"), ("", "")]
)
def test_an_unknown_kind_of_event_is_shown_as_it_is(kind, said):
    assert words.event_kind(kind) == said


@pytest.mark.parametrize(
    ("state", "code", "text", "said"),
    [
        ("sent", 250, "2.0.0 Ok", ""), ("open", 0, "", ""), ("delayed", 250, "2.0.0 Ok", ""),
        ("refused", 550, "5.1.1 unknown", "For good: there is no such mailbox."),
        ("refused", 552, "5.2.2 quota", "For good: the mailbox is full."),
        ("refused", 550, "go away", "For good: the mailbox does not exist, or the server does not want this mail."),
        ("open", 451, "4.7.1 later", "For now: the server does not want mail from us for this receiver."),
        ("open", 421, "", "For now: the server is not available just now."),
        ("refused", 599, "?", "For good: the server gives no known reason."),
        ("bounced", 0, "550 5.1.1 no such user", "For good: there is no such mailbox."),
        ("bounced", 0, "it came back", ""),
        ("perhaps", 0, "", "All of the mail went out, but no answer came back."),
    ],
)  # fmt: skip
def test_a_server_s_answer_is_said_in_plain_words(state, code, text, said):
    assert words.answer(Receiver(state=state, code=code, answer=text)) == said


def test_some_names_stand_for_many():
    assert words.several(["a", "b"]) == "a, b"
    assert words.several(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
