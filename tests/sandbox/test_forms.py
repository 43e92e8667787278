"""The forms of the issue page: acting as any of the people, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import Caller
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_pages import EVIL, page
from tests.sandbox_process import SandboxProcess

Fill = Callable[..., httpx2.Response]


@pytest.fixture
def fill(sandbox: SandboxProcess, jira: Caller) -> Fill:
    """Fills in a form of SUP-1 and sends it."""
    jira.create("Printer burns")

    def work(what: str, headers: dict[str, str] | None = None, **fields: str) -> httpx2.Response:
        own = {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"} if headers is None else headers
        return httpx2.post(f"{sandbox.url}/browse/SUP-1/{what}", data=fields, headers=own)

    return work


def test_a_comment_is_written_as_somebody(sandbox: SandboxProcess, fill: Fill, ids: dict[str, str]) -> None:
    answer = fill("comment", **{"as": "bruno"}, text="First line\r\nsecond\r\n\r\nNew paragraph", circle="")
    assert answer.status_code == 303
    [comment] = sandbox.issues()[0]["comments"]
    assert answer.headers["location"] == f"/browse/SUP-1?as=bruno#comment-{comment['id']}"
    assert (comment["author"], comment["text"]) == (ids["bruno"], "First line\nsecond\nNew paragraph")
    row = sandbox.log()[-1]
    assert (row["method"], row["path"], row["account"]) == ("POST", "/browse/SUP-1", ids["bruno"])
    shown = page(sandbox, "/browse/SUP-1?as=bruno")
    assert "<option value='bruno' selected>" in shown
    assert "New paragraph" in shown


def test_who_may_read_it_can_be_chosen(sandbox: SandboxProcess, fill: Fill) -> None:
    for circle in ("internal", "role:10102", "group:00000000-0000-4000-9000-000000010202"):
        assert fill("comment", **{"as": "ada"}, text="psst", circle=circle).status_code == 303
    internal, role, group = sandbox.issues()[0]["comments"]
    assert internal["internal"] is True
    assert role["visibility"]["value"] == "Service Desk Team"
    assert group["visibility"]["value"] == "support-agents"
    shown = page(sandbox, "/browse/SUP-1")
    assert "<span class=tag>internal</span>" in shown
    assert "only group support-agents" in shown


def test_an_issue_is_moved_assigned_watched_and_shut(
    sandbox: SandboxProcess, fill: Fill, ids: dict[str, str]
) -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("transition", {"transition": "31"}),
        ("assign", {"assignee": ids["bruno"]}),
        ("watch", {"watcher": ids["chiara"]}),
        ("unwatch", {"watcher": ids["bot"]}),
        ("secure", {"level": "10300"}),
    ]
    for what, fields in steps:
        assert fill(what, **{"as": "ada"}, **fields).status_code == 303
    [issue] = sandbox.issues()
    assert (issue["status"], issue["watchers"]) == ("10002", [ids["chiara"]])
    assert (issue["fields"]["assignee"], issue["fields"]["security"]) == (ids["bruno"], "10300")
    shown = page(sandbox, "/browse/SUP-1")
    for words in ("Bruno Barth", "Team only", "status: To Do", "assignee: -"):
        assert words in shown
    assert fill("assign", **{"as": "ada"}, assignee="").status_code == 303
    assert fill("secure", **{"as": "ada"}, level="").status_code == 303
    assert sandbox.issues()[0]["fields"]["assignee"] is None


def test_what_jira_refuses_is_said(sandbox: SandboxProcess, fill: Fill) -> None:
    for fields, words in (
        (
            {"as": "bruno", "text": "x", "circle": "role:10002"},
            "not a member of the project role: Administrators",
        ),
        ({"as": "hanna", "text": "x"}, "Issue does not exist or you do not have permission"),
        ({"as": "ada", "text": " "}, "Comment body can not be empty"),
        ({"as": "nobody", "text": "x"}, "nobody of that name"),
    ):
        answer = fill("comment", **fields)
        assert answer.status_code == 400
        assert words in answer.text
    assert sandbox.issues()[0]["comments"] == []


def test_what_is_written_is_escaped(sandbox: SandboxProcess, fill: Fill) -> None:
    assert fill("comment", **{"as": "ada"}, text=EVIL).status_code == 303
    assert fill("comment", **{"as": "bruno"}, text="x", circle=f"role:{EVIL}").text.count("<script") == 0
    shown = page(sandbox, f"/browse/SUP-1?as={EVIL}")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(
    headers: dict[str, str], sandbox: SandboxProcess, fill: Fill
) -> None:
    assert fill("comment", headers, **{"as": "ada"}, text="x").status_code == 403
    assert sandbox.issues()[0]["comments"] == []


def test_what_is_done_in_the_browser_is_news_too(
    sandbox: SandboxProcess, receiver: Receiver, fill: Fill
) -> None:
    given = {"name": "x", "url": receiver.url, "events": ["comment_created"]}
    address, login = f"{sandbox.url}/rest/webhooks/1.0/webhook", {"Authorization": sandbox.authorization}
    assert httpx2.post(address, json=given, headers=login).status_code == 201
    fill("comment", **{"as": "ada"}, text="by hand")
    assert receiver.wait(1)[0].value["comment"]["body"] == "by hand"


def test_everybody_is_introduced(sandbox: SandboxProcess) -> None:
    shown = page(sandbox, "/people")
    for words in ("Ada Ahlgren", "ada-token", "support-agents", "Service Desk Team in SUP", "not active"):
        assert words in shown


def test_an_unknown_form_is_a_404(sandbox: SandboxProcess, fill: Fill) -> None:
    assert fill("explode", **{"as": "ada"}).status_code == 404
    assert httpx2.post(f"{sandbox.url}/", data={"as": "ada"}).status_code == 404
