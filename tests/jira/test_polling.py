"""Polling: the same events as the webhooks tell of, each once, and few requests for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postroom.errors import Permanent
from postroom.jira import webhooks
from postroom.jira.client import Jira
from postroom.jira.events import Event, read_payload
from postroom.jira.polling import PAGE, Batch, Position, poll
from tests.jira.stub import Script, jira_with, says
from tests.sandbox.conftest import Caller, callers, document
from tests.sandbox.receiver import Receiver
from tests.sandbox_process import SandboxProcess

Person = Callable[[str], Caller]
Identity = tuple[str, str, str]
GONE = ("deleted", "comment_deleted", "worklog_deleted")
ASIDE = ("attachment", "unlinked", "other")  # recorded, and nobody is told
INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(sandbox: SandboxProcess) -> Iterator[Person]:
    sandbox.faults(issue_write_limit=False)
    yield from callers(sandbox, checked=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


def a_busy_day(person: Person, ids: dict[str, str]) -> tuple[str, str]:
    """Of everything that leaves something behind at least one, by several people."""
    ada, bruno, bot = person("ada"), person("bruno"), person("bot")
    key, other = ada.new_key("Printer"), bruno.new_key("Toner", project="OPS")
    ada.put(f"issue/{key}", json={"fields": {"labels": ["hot"], "summary": "The printer"}})
    ada.put(f"issue/{key}/assignee", json={"accountId": ids["bruno"]})
    edited = ada.comment(key, "first").json()["id"]
    log = bruno.post(f"issue/{key}/worklog", json={"timeSpent": "1h"}).json()["id"]
    bruno.comment(key, "among us", INTERNAL)
    team = {"type": "role", "value": "Service Desk Team"}
    ada.post(f"issue/{key}/comment", json={"body": document("the team"), "visibility": team})
    bruno.put(f"issue/{key}/comment/{edited}", json={"body": document("changed")})
    bruno.put(f"issue/{key}/worklog/{log}", json={"timeSpent": "2h"})
    ada.attach(key, ("a.txt", b"a"))
    for name in ("Blocks", "Relates"):
        sides = {"inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
        assert ada.post("issueLink", json={"type": {"name": name}, **sides}).status_code == 201
    ada.post(f"issue/{key}/transitions", json={"transition": {"id": "31"}})
    bot.comment(other, "by the account of the token")
    return key, other


def what_goes(person: Person) -> None:
    """A comment, a worklog, a link and an issue that are made and deleted again."""
    ada, bot = person("ada"), person("bot")
    key, other = ada.new_key(), ada.new_key()
    comment = ada.comment(key, "oops").json()["id"]
    ada.delete(f"issue/{key}/comment/{comment}")
    log = ada.post(f"issue/{key}/worklog", json={"timeSpent": "1h"}).json()["id"]
    ada.delete(f"issue/{key}/worklog/{log}")
    sides = {"inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
    ada.post("issueLink", json={"type": {"name": "Blocks"}, **sides})
    [link] = ada.get(f"issue/{key}").json()["fields"]["issuelinks"]
    ada.delete(f"issueLink/{link['id']}")
    bot.delete(f"issue/{other}")


def delivered(sandbox: SandboxProcess, receiver: Receiver) -> list[Event]:
    """All that the webhooks told of, once none of them waits any more."""
    deadline = time.monotonic() + 10
    while any(each["state"] == "waiting" for each in sandbox.deliveries()):
        assert time.monotonic() < deadline, "deliveries that do not end"
        time.sleep(0.01)
    return [event for hook in receiver.hooks for event in read_payload(hook.body)]


def looked(jira: Jira, since: datetime, **more: Any) -> list[Event]:
    return [event for batch in poll(jira, Position(since), **more) for event in batch.events]


def listen(jira: Jira, receiver: Receiver) -> None:
    webhooks.register(jira, "Postroom", receiver.url, "a secret", "")


@pytest.fixture
def ids(sandbox: SandboxProcess) -> dict[str, str]:
    return {name: each["account_id"] for name, each in sandbox.about()["people"].items()}


WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "comments as updates too": {"comment_as_update": True},
    "before the answer": {"webhook_early": 1},
    "twice": {"webhook_twice": 1},
    "out of order": {"webhook_reorder": 0.5, "webhook_delay_seconds": 0.1, "seed": 3},
    "all at once": {
        "comment_as_update": True,
        "webhook_early": 0.3,
        "webhook_twice": 0.3,
        "webhook_delay": 0.2,
        "webhook_reorder": 0.3,
        "webhook_delay_seconds": 0.1,
        "seed": 5,
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_webhooks_and_polling_tell_the_same(
    way: str,
    jira: Jira,
    sandbox: SandboxProcess,
    receiver: Receiver,
    person: Person,
    ids: dict[str, str],
    start: datetime,
) -> None:
    listen(jira, receiver)
    sandbox.faults(webhook_retry_seconds=0.02, **WAYS[way])
    receiver.answers = [204, 503, 204, "cut", 500, 408]
    a_busy_day(person, ids)
    pushed = [each for each in delivered(sandbox, receiver) if each.kind not in ASIDE]
    polled = looked(jira, start)
    assert {each.identity for each in polled} == {each.identity for each in pushed}
    assert len(polled) == len({each.identity for each in polled})
    assert {each.kind for each in polled} == {
        *("created", "updated", "commented", "comment_edited", "worklog", "worklog_edited", "link")
    }


def test_the_same_event_says_the_same(
    jira: Jira,
    sandbox: SandboxProcess,
    receiver: Receiver,
    person: Person,
    ids: dict[str, str],
    start: datetime,
) -> None:
    """Beside what a webhook leaves out, and that it only knows when it was sent."""
    listen(jira, receiver)
    a_busy_day(person, ids)
    pushed = {each.identity: each for each in delivered(sandbox, receiver)}
    for event in looked(jira, start):
        other = pushed[event.identity]
        assert (event.changes, event.comment_id, event.worklog_id) == (
            other.changes,
            other.comment_id,
            other.worklog_id,
        )
        assert event.issue_id == other.issue_id
        assert event.project == event.issue_key.rpartition("-")[0]
        assert event.actor
        assert other.actor in (event.actor, "")
        assert other.issue_key in (event.issue_key, "")
        assert abs(event.at - other.at) < timedelta(seconds=5)


def test_what_is_gone_cannot_be_seen(
    jira: Jira, sandbox: SandboxProcess, receiver: Receiver, person: Person, start: datetime
) -> None:
    listen(jira, receiver)
    what_goes(person)
    pushed = {each.identity: each for each in delivered(sandbox, receiver) if each.kind not in ASIDE}
    polled = {each.identity for each in looked(jira, start)}
    assert polled < pushed.keys()
    [deleted] = [each for each in pushed.values() if each.kind == "deleted"]
    unseen = [pushed[each] for each in pushed.keys() - polled]
    assert {each.kind for each in unseen if each.issue_id != deleted.issue_id} == {
        *("commented", "comment_deleted", "worklog", "worklog_deleted", "link")
    }
    assert set(GONE) < {each.kind for each in unseen}


def test_what_comes_early_is_seen_before_the_answer_and_counts_once(
    jira: Jira, sandbox: SandboxProcess, receiver: Receiver, person: Person, start: datetime
) -> None:
    listen(jira, receiver)
    sandbox.faults(webhook_early=1)
    key = person("ada").new_key()
    assert len(receiver.hooks) == 1
    [event] = read_payload(receiver.hooks[0].body)
    [polled] = looked(jira, start)
    assert (event.identity, polled.issue_key) == (polled.identity, key)


# Position, requests


def after_the_last(jira: Jira) -> datetime:
    """A moment behind all that there is; Jira's times have milliseconds and no more."""
    since = looked(jira, datetime.now(UTC))[-1].at + timedelta(milliseconds=1)
    while datetime.now(UTC) < since:
        pass
    return since


def requests(sandbox: SandboxProcess, work: Callable[[], Any]) -> list[str]:
    last = (sandbox.log() or [{"n": 0}])[-1]["n"]
    work()
    return [row["path"].rpartition("/")[2] for row in sandbox.log(after=last)]


def test_nothing_new_is_one_request(jira: Jira, sandbox: SandboxProcess, person: Person) -> None:
    person("ada").new_key()
    later = datetime.now(UTC) + 10 * MINUTE
    found: list[Batch] = []
    assert requests(sandbox, lambda: found.extend(poll(jira, Position(later), now=later))) == ["jql"]
    assert found == [Batch((), Position(later), True)]


def test_a_busy_day_is_one_request_too(
    jira: Jira, sandbox: SandboxProcess, person: Person, ids: dict[str, str], start: datetime
) -> None:
    a_busy_day(person, ids)
    assert requests(sandbox, lambda: looked(jira, start)) == ["jql"]


def test_lists_that_a_search_does_not_show_whole_are_read(
    jira: Jira, sandbox: SandboxProcess, person: Person, start: datetime
) -> None:
    ada = person("ada")
    key = ada.new_key()
    first = ada.comment(key, "0").json()["id"]
    for n in range(105):
        ada.comment(key, str(n + 1))
        ada.put(f"issue/{key}", json={"fields": {"summary": f"No. {n}"}})
    for _ in range(22):
        ada.post(f"issue/{key}/worklog", json={"timeSpent": "1m"})
    ada.put(f"issue/{key}/comment/{first}", json={"body": document("the oldest of them")})
    found: list[Event] = []
    asked = requests(sandbox, lambda: found.extend(looked(jira, start)))
    assert asked == ["jql", "changelog", "changelog", "comment", "worklog"]
    kinds = [each.kind for each in found]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "created": 1,
        "commented": 106,
        "comment_edited": 1,
        "updated": 127,
        "worklog": 22,
    }
    assert len({each.identity for each in found}) == len(found)
    now = datetime.now(UTC)
    assert requests(sandbox, lambda: looked(jira, now, overlap=0 * MINUTE)) == ["jql", "comment", "worklog"]


def test_a_changelog_is_read_no_further_back_than_needed(
    jira: Jira, sandbox: SandboxProcess, person: Person
) -> None:
    ada = person("ada")
    key = ada.new_key()

    def change(word: str) -> None:
        for n in range(105):
            ada.put(f"issue/{key}", json={"fields": {"summary": f"{word} {n}"}})

    change("old")
    since = after_the_last(jira)
    change("new")
    found: list[Event] = []
    asked = requests(sandbox, lambda: found.extend(looked(jira, since, overlap=0 * MINUTE)))
    assert asked == ["jql", "changelog", "changelog"]
    assert [each.changes[0].new_text for each in found] == [f"new {n}" for n in range(105)]


def test_pages_follow_each_other_by_the_last_change(
    jira: Jira, sandbox: SandboxProcess, person: Person, start: datetime
) -> None:
    keys = [person("ada").new_key() for _ in range(PAGE + 3)]
    person("ada").comment(keys[0], "moved to the end")
    batches = list(poll(jira, Position(start)))
    assert [len({each.issue_key for each in batch.events}) for batch in batches] == [PAGE, 3]
    assert [batch.is_last for batch in batches] == [False, True]
    assert [each.issue_key for batch in batches for each in batch.events] == [
        *keys[1 : PAGE + 1],
        *(keys[0], *keys[PAGE + 1 :], keys[0]),
    ]
    assert batches[0].position.since == start
    assert batches[1].position.reached is None
    assert start < batches[1].position.since <= datetime.now(UTC)


def test_a_look_that_was_broken_off_goes_on_without_loss(
    jira: Jira, sandbox: SandboxProcess, person: Person, start: datetime
) -> None:
    """An issue read late has news from before the place that the look had reached."""
    keys = [person("ada").new_key() for _ in range(PAGE + 3)]
    person("ada").comment(keys[0], "the first issue is the last to be changed")
    first = next(poll(jira, Position(start - MINUTE), overlap=0 * MINUTE))
    rest = list(poll(jira, first.position, overlap=0 * MINUTE))
    found = {each.identity for batch in (first, *rest) for each in batch.events}
    assert len(found) == PAGE + 3 + 1
    assert rest[-1].is_last


def test_the_overlap_makes_up_for_the_lag_of_the_index(
    jira: Jira, sandbox: SandboxProcess, person: Person, start: datetime
) -> None:
    sandbox.faults(index_lag=60)
    key = person("ada").new_key()
    [batch] = poll(jira, Position(start))
    assert batch.events == ()
    sandbox.faults(index_lag=0)
    [batch] = poll(jira, batch.position)
    assert [(each.kind, each.issue_key) for each in batch.events] == [("created", key)]


def test_what_is_older_than_the_overlap_is_not_told_again(jira: Jira, person: Person) -> None:
    key = person("ada").new_key()
    comment = person("ada").comment(key, "old").json()["id"]
    since = after_the_last(jira)
    person("ada").put(f"issue/{key}/comment/{comment}", json={"body": document("new")})
    assert [each.kind for each in looked(jira, since, overlap=0 * MINUTE)] == ["comment_edited"]
    assert [each.kind for each in looked(jira, since)] == ["created", "commented", "comment_edited"]


@pytest.mark.parametrize(
    "jql",
    [
        "project = OPS",
        "project = SUP OR project = OPS ORDER BY created DESC",
        'project in (SUP, OPS) AND summary ~ "order by"',
        "",
    ],
)
def test_a_query_restricts_the_issues(jql: str, jira: Jira, person: Person, start: datetime) -> None:
    sup, ops = person("ada").new_key("Please order by mail"), person("ada").new_key("order by", project="OPS")
    found = {each.issue_key for each in looked(jira, start, jql=jql)}
    assert found == ({ops} if jql == "project = OPS" else {sup, ops})


def test_a_wrong_query_is_said_to_be_wrong(jira: Jira, start: datetime) -> None:
    with pytest.raises(Permanent, match="colour"):
        looked(jira, start, jql="colour = red")


# What no sandbox does


def pages(*answers: Any) -> tuple[Jira, Script]:
    script = Script(*(says(200, each) for each in answers))
    return jira_with(script), script


@pytest.mark.pure
@pytest.mark.parametrize("answer", [{}, {"issues": None}, {"issues": [None, 5, {}]}, {"issues": [{"id": 1}]}])
def test_an_answer_with_gaps_is_no_news(answer: dict[str, Any]) -> None:
    jira, _ = pages({**answer, "isLast": True})
    assert looked(jira, datetime.now(UTC)) == []


@pytest.mark.pure
def test_a_token_that_comes_again_ends_it_before_all_is_seen() -> None:
    jira, script = pages({"issues": [], "isLast": False, "nextPageToken": "same"})
    assert [batch.is_last for batch in poll(jira, Position(datetime.now(UTC)))] == [False, False]
    assert len(script.seen) == 2


@pytest.mark.pure
def test_issues_that_change_all_the_time_end_it() -> None:
    now = datetime.now(UTC)
    issue = {"id": "1", "key": "SUP-1", "fields": {"updated": (now + MINUTE).isoformat()}}
    jira, script = pages({"issues": [issue], "isLast": False, "nextPageToken": "more"})
    [batch] = poll(jira, Position(now), now=now)
    assert (batch.position, len(script.seen)) == (Position(now), 1)


@pytest.mark.pure
def test_times_are_asked_for_in_minutes_from_now() -> None:
    jira, script = pages({"issues": [], "isLast": True})
    now = datetime.now(UTC)
    list(poll(jira, Position(now - timedelta(hours=1, seconds=1)), jql="project = SUP", now=now))
    assert b'(project = SUP) AND updated >= \\"-66m\\" ORDER BY updated ASC' in script.seen[0].content
