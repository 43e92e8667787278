"""States, reasons and times in words."""

from datetime import UTC, datetime, timedelta

import pytest

from postroom.models import Effect, InboundMessage
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
