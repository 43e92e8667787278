"""What servers say when they refuse a mail, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.bounce.refusals import compiled, mailbox, sender, transport
from postroom.mail.bounce.verdict import LONGEST, Verdict, judge, plain

pytestmark = pytest.mark.pure

REASONS = ("address", "full", "size", "policy", "network", "other")


def read_table() -> Iterator[tuple[str, str, str]]:
    """Each line of the table of refusals: status, words and the reason under which they stand."""
    reason = ""
    for line in (Path(__file__).parent / "words" / "refusals.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            reason = line.strip("[]")
        elif line and not line.startswith("#"):
            status, words = line.split("|", 1)
            yield status, words.replace("\\n", "\n"), reason


CASES = list(read_table())


def test_it_works() -> None:
    assert judge("5.1.1", "550 5.1.1 <jana@example.org>: User unknown") == Verdict("address", True)
    assert len(CASES) > 600 and {reason for _, _, reason in CASES} == set(REASONS)


@pytest.mark.parametrize(("status", "words", "reason"), CASES, ids=[f"{a} {b}"[:70] for a, b, _ in CASES])
def test_words_tell_the_reason(status: str, words: str, reason: str) -> None:
    assert judge(status, words).reason == reason


PERMANENCE = [
    ("5.1.1", "550 5.1.1 User unknown", True),
    ("4.2.2", "452 4.2.2 Mailbox full", False),
    ("", "550 User unknown", True),
    ("", "smtp; 450 4.7.1 Greylisted", False),
    ("", "said: 452 insufficient disk space", False),
    ("", "host mx.example.org[192.0.2.1] said: 550-Mailbox unknown", True),
    ("", "Sorry, no mailbox here by that name. (#5.1.1)", True),
    ("", "User unknown", True),
    ("", "message too large", True),
    ("", "Mailbox full", None),
    ("", "", None),
    ("", "an undisclosed matter", None),
    ("", "Connection refused, please try again later", False),
    ("4.4.7", "400 4.4.7 Message delayed", False),
    ("4.4.1", "Connection timed out. Will retry for 3 more days", False),
    ("", "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.", False),
    ("", "The message has not yet been delivered. No action is required on your part.", False),
    ("4.4.7", "550 4.4.7 QUEUE.Expired; message expired", None),
    ("4.4.1", "retry timeout exceeded", None),
    ("4.4.2", "could not deliver for 5 days, giving up", None),
    ("", "I'm not going to try again; this message has been in the queue too long.", True),
    ("", "retry timeout exceeded", True),
    ("5.4.7", "delivery time expired", True),
    ("5.0.0", "452 4.2.2 over quota", True),
    ("4.0.0", "550 5.1.1 user unknown", False),
    ("2.0.0", "250 2.0.0 delivered", None),
]


@pytest.mark.parametrize(("status", "words", "permanent"), PERMANENCE)
def test_class_and_words_tell_whether_trying_again_may_help(
    status: str, words: str, permanent: bool | None
) -> None:
    assert judge(status, words).permanent is permanent


WORDLESS = {
    "address": ["5.1.0", "5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.0", "5.2.1", "5.4.4", "5.01.001"],
    "full": ["5.2.2", "4.2.2", "5.3.1"],
    "size": ["5.2.3", "5.3.4"],
    "policy": ["5.1.8", "5.5.3", "5.7.0", "5.7.1", "5.7.26", "4.7.0"],
    "network": ["5.4.1", "4.4.3", "4.4.4", "5.4.6", "4.4.7"],
    "other": ["5.0.0", "4.0.0", "5.3.0", "5.3.5", "5.5.0", "5.6.1", "", "nonsense"],
}


@pytest.mark.parametrize(("reason", "statuses"), WORDLESS.items())
def test_without_words_the_status_tells_the_reason(reason: str, statuses: list[str]) -> None:
    assert {status: judge(status, "").reason for status in statuses} == dict.fromkeys(statuses, reason)


REPLIES = {"552": "full", "551": "address", "421": "network", "535": "policy", "550": "other"}


@pytest.mark.parametrize(("code", "reason"), REPLIES.items())
def test_without_status_and_known_words_the_reply_code_tells(code: str, reason: str) -> None:
    assert judge("", f"{code} sorry").reason == reason


def test_a_status_that_the_words_confirm_outweighs_other_words() -> None:
    words = "This message is larger than the current system limit or the recipient's mailbox is full"
    assert judge("5.2.3", words).reason == "size"
    assert judge("5.2.2", words).reason == "full"


def test_names_of_servers_and_people_say_nothing() -> None:
    words = "host spam.full.example.com[192.0.2.1] said: 550 <policy@quota.example.org>: not today"
    assert plain(words) == "said: <@>: not today"
    assert judge("5.0.0", words) == Verdict("other", True)


def test_words_broken_over_the_lines_of_a_reply_are_read_as_one_sentence() -> None:
    assert (
        judge(
            "", "550-5.7.1 The email account that you tried\r\n550-5.7.1 to reach does\r\n550 5.7.1 not exist"
        ).reason
        == "address"
    )


def test_what_the_servers_say_in_capitals_or_with_typographic_apostrophes_counts() -> None:
    assert judge("", "USER UNKNOWN").reason == "address"
    assert judge("", "this user doesn\u2019t exist").reason == "address"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12), st.text(max_size=300))
def test_any_words_have_a_verdict(status: str, words: str) -> None:
    verdict = judge(status, words)
    assert verdict.reason in REASONS and verdict.permanent in (True, False, None)


HOSTILE = [
    "user ",
    "mailbox x ",
    "your ip ",
    "message too ",
    "550-5.1.1 ",
    "a.",
    "a@",
    "(",
    "no a b c d ",
    "exceed x ",
    "5.",
    "host a.b",
    " ",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("bait", HOSTILE)
def test_hostile_words_are_judged_in_time(bait: str) -> None:
    words = (bait * 1_000_000)[:2_000_000]
    judge("5.0.0", words)


def test_only_the_first_words_count() -> None:
    assert judge("", "x " * LONGEST + "user unknown").reason == "other"


def test_every_phrase_is_a_pattern_that_can_match_plain_words() -> None:
    """No capitals and no codes, which plain words do not have; and none that matches nothing at all."""
    groups = [sender.SENDER, sender.POLICY, mailbox.FULL, mailbox.SIZE, mailbox.ADDRESS]
    for phrase in [phrase for group in [*groups, transport.NETWORK, transport.OTHER] for phrase in group]:
        assert not compiled([phrase]).search(""), phrase
        assert not re.search("[A-Z]", phrase.replace(r"\S", "").replace(r"\Z", "")), phrase
