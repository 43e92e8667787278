"""The admin webhook: registered once however often that is asked for, and explained to who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from postroom.errors import Away, BadConfiguration, Permanent, Unanswered
from postroom.jira.client import Connection, Jira
from postroom.jira.events import read_payload, signed
from postroom.jira.webhooks import EVENTS, Registered, find, register, remove, to_paste
from tests.jira.stub import SITE, Script, jira_with, says
from tests.sandbox.conftest import Caller, callers
from tests.sandbox.receiver import Receiver
from tests.sandbox_process import SandboxProcess

URL = "http://127.0.0.1:1/hooks/acme"
SECRET = "It's a Secret to Everybody"
GATEWAY = Connection("gateway", "https://api.atlassian.com/ex/jira/c", SITE.browse_url, "", "t0ken")


@pytest.fixture
def person(sandbox: SandboxProcess) -> Iterator[Callable[[str], Caller]]:
    yield from callers(sandbox, checked=False)


def test_a_webhook_is_registered_and_signs_what_it_tells(jira: Jira, person: Callable[[str], Caller]) -> None:
    with Receiver() as receiver:
        made = register(jira, "Postroom", receiver.url, SECRET, "project = SUP")
        key = person("ada").new_key()
        person("ada").new_key(project="OPS")
        person("ada").comment(key, "x")
        hooks = receiver.wait(2)
    assert (made.url, made.jql, made.is_signed, made.is_enabled, made.changed) == (
        receiver.url,
        "project = SUP",
        True,
        True,
        False,
    )
    assert made.events == EVENTS
    assert [event.issue_key for hook in hooks for event in read_payload(hook.body)] == [key, key]
    for hook in hooks:
        assert signed(SECRET, hook.body, hook.headers["x-hub-signature"])
        assert not signed(SECRET + "x", hook.body, hook.headers["x-hub-signature"])


def test_a_second_run_changes_the_first(jira: Jira) -> None:
    made = register(jira, "Postroom", URL, SECRET)
    again = register(jira, "Another name", URL, "", "project = OPS")
    assert again == replace(made, name="Another name", jql="project = OPS", changed=True)
    moved = register(jira, "Another name", URL + "/new", "another secret", "project = OPS")
    assert (moved.id, moved.url, moved.changed) == (made.id, URL + "/new", True)
    assert find(jira, "", URL) is None
    assert find(jira, "", URL + "/new") == replace(moved, changed=False)


def test_the_address_counts_more_than_the_name(jira: Jira) -> None:
    theirs = register(jira, "Theirs", URL + "/theirs", SECRET)
    ours = register(jira, "Ours", URL, SECRET)
    assert ours.id != theirs.id
    assert find(jira, "Theirs", URL) == replace(ours, changed=False)


def test_what_was_switched_off_is_on_again(jira: Jira) -> None:
    made = register(jira, "Postroom", URL, SECRET)
    jira.put(f"/rest/webhooks/1.0/webhook/{made.id}", json={"enabled": False, "events": ["comment_created"]})
    found = find(jira, "Postroom", URL)
    assert found
    assert (found.is_enabled, found.events) == (False, ("comment_created",))
    assert register(jira, "Postroom", URL, "") == replace(made, changed=True)


def test_a_webhook_is_removed_once(jira: Jira) -> None:
    register(jira, "Postroom", URL, SECRET)
    assert remove(jira, "Postroom", URL) is True
    assert remove(jira, "Postroom", URL) is False
    assert find(jira, "Postroom", URL) is None


def test_who_does_not_administer_jira_is_told_what_to_do(jira: Jira, sandbox: SandboxProcess) -> None:
    sandbox.faults(administer=False)
    for work in (
        lambda: register(jira, "Postroom", URL, SECRET),
        lambda: find(jira, "Postroom", URL),
        lambda: remove(jira, "Postroom", URL),
    ):
        with pytest.raises(BadConfiguration, match=r"permission Administer Jira.*by hand") as refusal:
            work()
        assert SECRET not in str(refusal.value)


def test_a_wrong_query_is_refused_in_jiras_words(jira: Jira) -> None:
    with pytest.raises(Permanent, match="Field 'colour' does not exist"):
        register(jira, "Postroom", URL, SECRET, "colour = red")


def test_an_expired_token_is_not_taken_for_a_missing_permission(connect: Callable[..., Jira]) -> None:
    with pytest.raises(Away, match="token may have expired"):
        register(connect("wrong"), "Postroom", URL, SECRET)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("connection", "status", "body"),
    [
        (SITE, 403, {"errorMessages": ["No."]}),
        (SITE, 404, {"errorMessages": ["No."]}),
        (GATEWAY, 401, {"message": "Unauthorized; scope does not match"}),
        (GATEWAY, 404, {"status": 404, "error": "Not Found", "path": "/ex/jira/c/rest/webhooks/1.0/webhook"}),
    ],
)
def test_each_way_of_saying_no_is_understood(connection: Connection, status: int, body: object) -> None:
    jira = jira_with(Script(says(status, body)), connection)
    with pytest.raises(BadConfiguration, match="Administer Jira") as refusal:
        register(jira, "Postroom", URL, SECRET)
    assert ("Scoped tokens" in str(refusal.value)) == (connection is GATEWAY)


@pytest.mark.pure
@pytest.mark.parametrize("connection", [SITE, GATEWAY])
def test_a_site_that_is_away_is_away(connection: Connection) -> None:
    with pytest.raises(Away, match="503"):
        register(jira_with(Script(says(503)), connection), "Postroom", URL, SECRET)


@pytest.mark.pure
@pytest.mark.parametrize("answer", [None, {}, [], [None, 5, {}], [{"url": 5, "events": 7, "filters": []}]])
def test_an_answer_of_another_shape_is_no_webhook(answer: object) -> None:
    assert find(jira_with(Script(says(200, answer))), "Postroom", URL) is None
    with pytest.raises(Unanswered, match="run this again"):
        register(jira_with(Script(says(200, []), says(201, answer), says(200, []))), "Postroom", URL, SECRET)


@pytest.mark.pure
def test_an_empty_answer_is_made_up_for_by_looking() -> None:
    hook = {"url": URL, "name": "Postroom", "self": f"{SITE.base_url}/rest/webhooks/1.0/webhook/72"}
    script = Script(says(200, [hook]), says(200), says(200, [hook]))
    assert register(jira_with(script), "Postroom", URL, SECRET) == Registered(
        "72", "Postroom", URL, (), "", is_signed=False, is_enabled=True, changed=True
    )
    assert [each.method for each in script.seen] == ["GET", "PUT", "GET"]


@pytest.mark.pure
def test_what_to_paste_names_every_setting() -> None:
    lines = "\n".join(to_paste("Postroom", URL, SECRET, "project = SUP"))
    for word in (f"URL: {URL}", f"Secret: {SECRET}", "JQL: project = SUP", "Exclude body: No", "WebHooks"):
        assert word in lines
    for event in EVENTS:
        thing, _, what = event.removeprefix("jira:").partition("_")
        line = next(
            line
            for line in lines.lower().replace("issue link", "issuelink").splitlines()
            if thing in line and line.startswith(f"tick {thing}")
        )
        assert what in line
    assert "all issues" in "\n".join(to_paste("Postroom", URL, SECRET))
