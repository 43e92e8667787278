"""Random threads, orders of arrival and losses of headers, filed by four hands at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.models import InboundMessage
from tests.inbound.conftest import Desk
from tests.inbound.hands import Hands, landed, note, said

EXAMPLES = int(os.environ.get("POSTROOM_TEST_EXAMPLES", "25"))  # more of them where there is time
ROUNDS = count(1)
OTHER_MAIL = re.compile(r"also lead to mail (\d+)")
OTHER_ISSUE = re.compile(r"also lead to ([A-Z]+-\d+)")


@dataclass(frozen=True)
class Shape:
    """A mail of a thread: numbers of the mails it answers, and those that its headers still name."""

    number: int
    in_reply_to: tuple[int, ...]
    references: tuple[int, ...]


@st.composite
def shapes(draw: st.DrawFn) -> list[Shape]:
    """Trees and merges in order of arrival; of each mail's ancestors any may have been dropped."""
    chains: list[tuple[int, ...]] = []
    mails = []
    for number in range(draw(st.integers(2, 8))):
        most = draw(st.sampled_from([0, 1, 1, 1, 1, 2])) if number else 0
        parents = draw(st.lists(st.integers(0, number - 1), max_size=most, unique=True)) if most else []
        chain = tuple(dict.fromkeys(n for parent in parents for n in (*chains[parent], parent)))
        chains.append(chain)
        kept = tuple(n for n in chain if draw(st.integers(0, 3)))  # each is lost once in four times
        answered = tuple(parents) if draw(st.booleans()) else ()
        mails.append(Shape(number, answered, kept[-draw(st.integers(1, 8)) :]))
    return list(draw(st.permutations(mails)))


@pytest.mark.timeout(max(120, 4 * EXAMPLES))
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= 25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(mails=shapes())
def test_a_connected_thread_has_one_issue_or_its_traces_say_which_other_there_is(
    desk: Desk, mails: list[Shape]
) -> None:
    name = f"r{next(ROUNDS)}-"
    before = max((row["n"] for row in desk.jira.log()), default=0)
    records = {
        mail.number: desk.put(
            note(
                f"{name}{mail.number}",
                in_reply_to=[f"{name}{n}" for n in mail.in_reply_to],
                references=[f"{name}{n}" for n in mail.references],
            )
        )
        for mail in mails
    }
    Hands(records.values(), count=4).finish()
    for record in records.values():
        record.refresh_from_db()

    places = landed(desk.jira, before)
    assert {token: len(rows) for token, rows in places.items()} == {
        f"{name}{mail.number}": 1 for mail in mails
    }, "lost or twice"
    for number, record in records.items():
        assert places[f"{name}{number}"] == [(KINDS[record.outcome], record.issue_key)]
    for thread in connected(mails):
        assert explained({records[n] for n in thread}), [said(records[n]) for n in thread]


KINDS = {"created": "issue", "commented": "comment"}


def connected(mails: list[Shape]) -> Iterator[set[int]]:
    """The threads that the surviving ids make."""
    links = [(mail.number, other) for mail in mails for other in (*mail.in_reply_to, *mail.references)]
    yield from components({mail.number for mail in mails}, links)


def explained(records: set[InboundMessage]) -> bool:
    """Do all issues of a thread hang together by traces that name the other one?"""
    issue_of = {str(record.pk): record.issue_key for record in records}
    keys = set(issue_of.values())
    links = []
    for record in records:
        others = OTHER_ISSUE.findall(said(record))
        others += [issue_of[mail] for mail in OTHER_MAIL.findall(said(record)) if mail in issue_of]
        links += [(record.issue_key, other) for other in others]
    return len(list(components(keys, links))) == 1


def components(nodes: set, links: list) -> Iterator[set]:
    group = {node: {node} for node in nodes}
    for one, other in links:
        if one in group and other in group and group[one] is not group[other]:
            joint = group[one] | group[other]
            group.update(dict.fromkeys(joint, joint))
    yield from {id(members): members for members in group.values()}.values()


@pytest.mark.pure
def test_the_measure_itself_tells_threads_apart() -> None:
    mails = [Shape(0, (), ()), Shape(1, (0,), ()), Shape(2, (), ()), Shape(3, (), (2, 9))]
    assert sorted(map(sorted, connected(mails))) == [[0, 1], [2, 3]]
    for one, other in combinations(range(4), 2):
        together = any({one, other} <= thread for thread in connected(mails))
        assert together == ({one, other} in ({0, 1}, {2, 3}))
