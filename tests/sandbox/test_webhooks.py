"""Webhooks: registered by whoever administers Jira, signed, repeated, and wrong on purpose."""

from __future__ import annotations

import hmac
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import Caller, document
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_faults import eventually
from tests.sandbox_process import SandboxProcess

SECRET = "It's a Secret to Everybody"
EVENTS = [
    *("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"),
    *("comment_created", "comment_updated", "comment_deleted"),
    *("worklog_created", "worklog_updated", "worklog_deleted"),
    *("attachment_created", "attachment_deleted", "issuelink_created", "issuelink_deleted"),
]
Person = Callable[[str], Caller]
Register = Callable[..., dict[str, Any]]
INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}


class Hooks:
    """The admin's side of webhooks, by REST."""

    def __init__(self, sandbox: SandboxProcess, name: str = "bot") -> None:
        self.address = f"{sandbox.url}/rest/webhooks/1.0/webhook"
        self.headers = {"Authorization": sandbox.as_person(name)}

    def ask(self, method: str, path: str = "", **more: Any) -> httpx2.Response:
        return httpx2.request(method, self.address + path, headers=self.headers, **more)


@pytest.fixture
def register(sandbox: SandboxProcess, receiver: Receiver) -> Register:
    """Registers a webhook for everything at the receiver and returns what Jira says of it."""

    def work(jql: str = "", **more: Any) -> dict[str, Any]:
        given = {
            "name": "Postroom",
            "url": receiver.url,
            "events": EVENTS,
            "filters": {"issue-related-events-section": jql},
            "excludeBody": False,
            "secret": SECRET,
        }
        answer = Hooks(sandbox).ask("POST", json=given | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return work


def test_it_works(sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person) -> None:
    register()
    key = person("ada").new_key("Printer")
    [hook] = receiver.wait(1)
    assert (hook.event, hook.value["issue"]["key"], hook.path) == ("jira:issue_created", key, "/hook")
    digest = hmac.digest(SECRET.encode(), hook.body, "sha256").hex()
    assert hook.headers["x-hub-signature"] == f"sha256={digest}"
    assert hook.headers["x-atlassian-webhook-flow"] == "Primary"
    assert (hook.retry, hook.headers["content-type"]) == ("", "application/json; charset=UTF-8")
    [delivery] = ended(sandbox, 1)
    assert (delivery["state"], delivery["identifier"]) == ("delivered", hook.identifier)
    assert [attempt["answer"] for attempt in delivery["attempts"]] == [204]


def ended(sandbox: SandboxProcess, count: int) -> list[dict[str, Any]]:
    """The log, once so many deliveries are in it and none waits."""
    found: list[dict[str, Any]] = []

    def look() -> bool:
        found[:] = sandbox.deliveries()
        return len(found) >= count and all(each["state"] != "waiting" for each in found)

    eventually(look)
    return found


def test_a_webhook_is_kept_changed_and_removed(
    sandbox: SandboxProcess, receiver: Receiver, register: Register
) -> None:
    made = register("project = SUP")
    hooks, number = Hooks(sandbox), made["self"].rpartition("/")[2]
    assert (made["isSigned"], made["enabled"], "secret" in made) == (True, True, False)
    assert made["filters"] == {"issue-related-events-section": "project = SUP"}
    assert hooks.ask("GET").json() == [hooks.ask("GET", f"/{number}").json()] == [made]
    changed = hooks.ask("PUT", f"/{number}", json={"name": "Other", "events": ["comment_created"]}).json()
    assert (changed["name"], changed["events"], changed["isSigned"], changed["url"]) == (
        "Other",
        ["comment_created"],
        True,
        receiver.url,
    )
    assert hooks.ask("PUT", f"/{number}", json={"secret": ""}).json()["isSigned"] is False
    assert hooks.ask("DELETE", f"/{number}").status_code == 204
    assert hooks.ask("GET", f"/{number}").status_code == 404
    assert hooks.ask("GET").json() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "ftp://example.com"}, "not an http or https address"),
        ({"url": "http://"}, "not an http or https address"),
        ({"events": ["issue_eaten"]}, "knows no event 'issue_eaten'"),
        ({"events": []}, "needs events"),
        ({"name": ""}, "needs name"),
        ({"filters": {"issue-related-events-section": "colour = red"}}, "Field 'colour' does not exist"),
    ],
)
def test_a_wrong_webhook_is_refused(wrong: dict[str, Any], words: str, sandbox: SandboxProcess) -> None:
    given = {"name": "x", "url": "http://127.0.0.1:1/", "events": ["comment_created"]} | wrong
    answer = Hooks(sandbox).ask("POST", json=given)
    assert answer.status_code == 400
    assert words in answer.text
    assert Hooks(sandbox).ask("GET").json() == []


def test_only_who_administers_jira_may_register(sandbox: SandboxProcess) -> None:
    given = {"name": "x", "url": "http://127.0.0.1:1/", "events": ["comment_created"]}
    for name, status in (("ada", 403), ("enid", 403), ("frida", 201), ("bot", 201)):
        assert Hooks(sandbox, name).ask("POST", json=given).status_code == status
    sandbox.faults(administer=False)
    assert Hooks(sandbox).ask("POST", json=given).status_code == 403


def test_what_happens_to_an_issue_is_told(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person, ids: dict[str, str]
) -> None:
    register()
    ada = person("ada")
    key = ada.new_key(description=document("It burns.", "Help!"))
    ada.put(f"issue/{key}", json={"fields": {"labels": ["hot"]}})
    ada.put(f"issue/{key}/assignee", json={"accountId": ids["bruno"]})
    ada.post(f"issue/{key}/transitions", json={"transition": {"id": "31"}})
    ada.put(f"issue/{key}", json={"fields": {"labels": ["hot"]}})  # changes nothing
    created, edited, assigned, moved = (each.value for each in receiver.wait(4))
    assert created["issue"]["fields"]["description"] == "It burns.\nHelp!"
    assert "/rest/api/2/issue/" in created["issue"]["self"]
    assert "changelog" not in created
    assert [each["issue_event_type_name"] for each in (created, edited, assigned, moved)] == [
        *("issue_created", "issue_updated", "issue_assigned", "issue_generic")
    ]
    assert created["user"]["accountId"] == ids["ada"]
    assert "emailAddress" not in created["user"]
    assert edited["changelog"]["items"] == [
        {
            "field": "labels",
            "fieldtype": "jira",
            "fieldId": "labels",
            "from": None,
            "fromString": "",
            "to": None,
            "toString": "hot",
        }
    ]
    histories = ada.get(f"issue/{key}/changelog").json()["values"]
    assert [each["changelog"]["id"] for each in (edited, assigned, moved)] == [
        each["id"] for each in histories
    ]
    assert moved["issue"]["fields"]["status"]["name"] == "Done"
    assert len(str(moved["timestamp"])) == 13
    time.sleep(0.1)
    assert len(receiver.hooks) == 4


def test_a_comment_is_told_thinly(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person, ids: dict[str, str]
) -> None:
    key = person("ada").new_key(reporter={"id": ids["enid"]})
    register()
    team = {"type": "role", "value": "Service Desk Team"}
    made = person("ada").post(
        f"issue/{key}/comment", json={"body": document("one", "two"), "visibility": team}
    )
    number = made.json()["id"]
    person("ada").comment(key, "secret", INTERNAL)
    person("bruno").put(f"issue/{key}/comment/{number}", json={"body": document("three")})
    person("ada").delete(f"issue/{key}/comment/{number}")
    created, internal, updated, deleted = (each.value for each in receiver.wait(4))
    assert set(created) == {"timestamp", "webhookEvent", "comment", "issue", "eventType"}
    assert (created["comment"]["body"], created["comment"]["jsdPublic"]) == ("one\ntwo", True)
    assert "visibility" not in created["comment"]
    assert set(created["issue"]["fields"]) == {
        *("summary", "issuetype", "project", "assignee", "priority", "status")
    }
    assert internal["comment"]["jsdPublic"] is False
    assert updated["comment"]["updateAuthor"]["accountId"] == ids["bruno"]
    assert [each["webhookEvent"] for each in (updated, deleted)] == ["comment_updated", "comment_deleted"]
    assert deleted["comment"]["id"] == number


def test_a_comment_may_come_as_an_update_too(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    key = person("ada").new_key()
    register()
    sandbox.faults(comment_as_update=True)
    person("ada").comment(key, "Twice")
    first, second = (each.value for each in receiver.wait(2))
    assert (first["webhookEvent"], second["webhookEvent"]) == ("comment_created", "jira:issue_updated")
    assert second["issue_event_type_name"] == "issue_commented"
    assert second["comment"]["id"] == first["comment"]["id"]
    assert "changelog" not in second


def test_files_work_and_links_are_told_with_hardly_an_issue(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    ada = person("ada")
    first, second = ada.create().json(), ada.create().json()
    register()
    file = ada.attach(first["key"], ("a.txt", b"a")).json()[0]["id"]
    ada.delete(f"attachment/{file}")
    ada.post(f"issue/{first['key']}/worklog", json={"timeSpent": "1h"})
    sides = {"inwardIssue": {"key": first["key"]}, "outwardIssue": {"key": second["key"]}}
    ada.post("issueLink", json={"type": {"name": "Blocks"}, **sides})
    hooks = {each.event: each.value for each in receiver.wait(7) if each.event != "jira:issue_updated"}
    assert set(hooks) == {"attachment_created", "attachment_deleted", "worklog_created", "issuelink_created"}
    assert set(hooks["attachment_created"]) == {"timestamp", "webhookEvent", "attachment"}
    assert hooks["attachment_deleted"]["attachment"]["id"] == file
    assert hooks["worklog_created"]["worklog"]["issueId"] == first["id"]
    link = hooks["issuelink_created"]["issueLink"]
    assert (link["sourceIssueId"], link["destinationIssueId"]) == (int(first["id"]), int(second["id"]))
    updates = [each.value for each in receiver.hooks if each.event == "jira:issue_updated"]
    assert [each["changelog"]["items"][0]["field"] for each in updates] == [
        "Attachment",
        "Attachment",
        "timespent",
    ]


def test_a_deleted_issue_takes_the_rest_along(receiver: Receiver, register: Register, person: Person) -> None:
    ada = person("bot")
    first, second = ada.new_key(), ada.new_key()
    ada.comment(first, "x")
    ada.attach(first, ("a.txt", b"a"))
    ada.post(f"issue/{first}/worklog", json={"timeSpent": "1h"})
    sides = {"inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    ada.post("issueLink", json={"type": {"name": "Blocks"}, **sides})
    register()
    ada.delete(f"issue/{first}")
    flows = {each.event: each.headers["x-atlassian-webhook-flow"] for each in receiver.wait(5)}
    gone = ("comment_deleted", "attachment_deleted", "worklog_deleted", "issuelink_deleted")
    assert flows == {"jira:issue_deleted": "Primary"} | dict.fromkeys(gone, "Secondary")
    assert receiver.hooks[0].value["issue"]["key"] == first


def test_jql_restricts_issues_and_comments_only(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register("project = OPS AND (issuetype = Task OR status = Done)")
    for project in ("SUP", "OPS"):
        key = person("ada").new_key(project=project)
        person("ada").comment(key, "x")
        person("ada").post(f"issue/{key}/worklog", json={"timeSpent": "1h"})
    ended(sandbox, 5)
    assert Counter(receiver.events()) == Counter(
        {"jira:issue_created": 1, "comment_created": 1, "jira:issue_updated": 1, "worklog_created": 2}
    )


def test_without_body_only_the_headers_come(receiver: Receiver, register: Register, person: Person) -> None:
    register(excludeBody=True)
    register(secret="")
    person("ada").new_key()
    bare, unsigned = sorted(receiver.wait(2), key=lambda each: len(each.body))
    assert bare.body == b""
    assert bare.headers["x-hub-signature"] == "sha256=" + hmac.digest(SECRET.encode(), b"", "sha256").hex()
    assert "x-hub-signature" not in unsigned.headers
    assert bare.identifier != unsigned.identifier


AGAIN = (408, 409, 425, 429, 500, 503, "cut")


@pytest.mark.parametrize("answer", AGAIN)
def test_trouble_over_there_is_tried_again(
    answer: int | str, sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register()
    sandbox.faults(webhook_retry_seconds=0.02)
    receiver.answers = [answer, answer]
    person("ada").new_key()
    hooks = receiver.wait(3)
    assert [each.retry for each in hooks] == ["", "1", "2"]
    assert len({(each.identifier, each.body, each.headers["x-hub-signature"]) for each in hooks}) == 1
    [delivery] = ended(sandbox, 1)
    assert (delivery["state"], len(delivery["attempts"])) == ("delivered", 3)


@pytest.mark.parametrize("answer", [301, 307, 400, 401, 404, 413])
def test_a_final_answer_is_final(
    answer: int, sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register()
    sandbox.faults(webhook_retry_seconds=0.02)
    receiver.answers = [answer]
    person("ada").new_key()
    [delivery] = ended(sandbox, 1)
    time.sleep(0.1)
    assert (delivery["state"], len(receiver.hooks)) == ("refused", 1)


def test_after_five_retries_it_is_given_up(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register()
    register(url="http://127.0.0.1:1/refused")
    sandbox.faults(webhook_retry_seconds=0.02)
    receiver.answers = [503] * 9
    person("ada").new_key()
    for delivery in ended(sandbox, 2):
        assert delivery["state"] == "given up"
        assert [each["retry"] for each in delivery["attempts"]] == [0, 1, 2, 3, 4, 5]
    assert len(receiver.hooks) == 6


def test_a_slow_receiver_is_a_timed_out_one(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register(url=receiver.url)
    sandbox.faults(webhook_timeout=0.05, webhook_retry_seconds=0.02)
    held = receiver._lock
    with held:
        person("ada").new_key()
        eventually(lambda: len(sandbox.deliveries()[0]["attempts"]) > 1)
    [delivery] = ended(sandbox, 1)
    assert delivery["attempts"][0]["answer"] == "time-out"
    assert delivery["state"] == "delivered"


def test_what_goes_wrong_on_purpose_on_the_way(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    key = person("ada").new_key()
    register()
    script = [{"fault": each} for each in ("drop", "twice", "reorder")]
    sandbox.faults(webhook_script=script, webhook_delay_seconds=5)
    for text in ("dropped", "twice", "reordered", "last"):
        person("ada").comment(key, text)
    hooks = receiver.wait(4)
    assert [each.value["comment"]["body"] for each in hooks] == ["twice", "twice", "last", "reordered"]
    assert hooks[0].identifier == hooks[1].identifier
    assert (hooks[0].body, hooks[1].retry) == (hooks[1].body, "")
    log = ended(sandbox, 4)
    assert [(each["fault"], each["state"]) for each in log] == [
        ("drop", "dropped"),
        ("twice", "delivered"),
        ("reorder", "delivered"),
        ("", "delivered"),
    ]


def test_a_delivery_may_be_late_or_early(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register()
    sandbox.faults(webhook_delay=1, webhook_delay_seconds=0.3)
    start = time.time()
    person("ada").new_key()
    assert receiver.wait(1)[0].time - start >= 0.3
    sandbox.faults(webhook_delay=0, webhook_early=1)
    person("ada").new_key()
    assert len(receiver.hooks) == 2  # it came before the answer did


def test_shares_fall_on_some_and_the_same_seed_gives_the_same(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    def run() -> list[str]:
        sandbox.reset()
        register()
        sandbox.faults(seed=7, webhook_drop=0.3, webhook_twice=0.3, issue_write_limit=False)
        key = person("ada").new_key()
        for n in range(15):
            person("ada").comment(key, str(n))
        return [each["fault"] for each in ended(sandbox, 16)]

    first = run()
    assert set(first) == {"", "drop", "twice"}
    assert run() == first


def test_news_come_in_order_and_fast(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, anyone: Person
) -> None:
    register()
    sandbox.faults(issue_write_limit=False)
    key = anyone("ada").new_key()
    for n in range(50):
        anyone("ada").comment(key, str(n))
    bodies = [each.value["comment"]["body"] for each in receiver.wait(51)[1:]]
    assert bodies == [str(n) for n in range(50)]


def test_a_dropped_api_answer_is_news_nevertheless(
    sandbox: SandboxProcess, receiver: Receiver, register: Register, person: Person
) -> None:
    register()
    sandbox.faults(script=[{"fault": "drop_answer"}, {"fault": "done_late"}], done_late_seconds=0.1)
    for _ in range(2):
        with pytest.raises(httpx2.TransportError):
            person("ada").create()
    assert [each.event for each in receiver.wait(2)] == ["jira:issue_created"] * 2
