"""The sandbox against the recorded answers of a real Jira Cloud site, and against Atlassian's schemas."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from postroom.sandbox.adf import fault_of
from tests.contracts import FOLDER, Contract, document_is_valid, needs_contracts
from tests.sandbox.conftest import Caller, document
from tests.sandbox_process import SandboxProcess

pytestmark = needs_contracts

RECORDED = FOLDER / "jira-observed-answers.json"
ANSWERS = json.loads(RECORDED.read_text())["answers"] if RECORDED.exists() else []
OF_THE_SITE = [each for each in ANSWERS if each["target"].startswith("/rest/")]


@pytest.mark.parametrize("recorded", OF_THE_SITE, ids=lambda each: each["name"])
def test_the_answer_is_word_for_word_the_recorded_one(
    recorded: dict[str, Any], sandbox: SandboxProcess, jira: Caller
) -> None:
    assert jira.new_key(project="PUB") == "PUB-1"
    request_type = {"Content-Type": "application/json"} if recorded["request_body"] else {}
    answer = httpx2.request(
        recorded["method"],
        sandbox.url + recorded["target"],
        content=recorded["request_body"],
        headers=request_type,
    )
    assert answer.status_code == recorded["status"]
    assert answer.headers["content-type"] == recorded["content_type"]
    assert answer.json() == recorded["body"]


def test_a_strange_cloud_id_at_the_gateway_is_answered_as_recorded(sandbox: SandboxProcess) -> None:
    recorded = next(each for each in ANSWERS if each["name"] == "gateway_unknown_cloud_id")
    path = recorded["target"].removeprefix("https://api.atlassian.com")
    answer = httpx2.get(sandbox.url + path)
    assert answer.status_code == recorded["status"]
    assert answer.headers["content-type"] == recorded["content_type"]
    assert answer.json() | {"timestamp": ""} == recorded["body"] | {"timestamp": ""}


ADA = "5f00000000000000000a0002"
READS = (
    *("issue/SUP-1/changelog", "issue/SUP-1?expand=changelog,names", "issue/SUP-1/worklog", "issueLinkType"),
    *("search/jql?jql=project=SUP&fields=summary&expand=changelog", "issue/SUP-1?fields=components,security"),
    *("issue/SUP-1/worklog/10003", "issue/SUP-1/transitions?expand=transitions.fields", "group/bulk"),
    *(
        f"user/groups?accountId={ADA}",
        f"user/bulk?accountId={ADA}&maxResults=1",
        "group/member?groupname=board",
    ),
    *(
        f"user/viewissue/search?issueKey=SUP-1&accountId={ADA}",
        "user/viewissue/search?projectKey=SUP&query=a",
    ),
    *("project/SUP/role", "project/SUP/role/10102", "project/OPS/role/10002", "project/SUP/components"),
    *(
        "component/10400",
        "project/SUP/securitylevel",
        "securitylevel/10300",
        "mypermissions?permissions=ADMINISTER",
    ),
    *(
        "issue/SUP-1?fields=issuelinks,customfield_10120,customfield_10121,customfield_10122,customfield_10131",
    ),
    *("myself", "serverInfo", "field", "field/search?type=custom", "field/search?maxResults=2&startAt=1"),
    *("project/search?maxResults=1", "project/SUP", "project/10001", "attachment/meta"),
    *("mypermissions?permissions=BROWSE_PROJECTS,CREATE_ISSUES&projectKey=SUP", "user/search?query=ada"),
    *("user?accountId=5f00000000000000000a0002", "user/assignable/search?project=SUP&query=a"),
    *("issue/createmeta/SUP/issuetypes", "issue/createmeta/SUP/issuetypes/10001?maxResults=3"),
    *("issue/createmeta/OPS/issuetypes/10004", "issue/SUP-1", "issue/SUP-1?fields=*navigable,-watches"),
    *("issue/SUP-1?fields=comment,attachment&properties=*all", "issue/SUP-1/comment?orderBy=-created"),
    *("issue/SUP-1/comment/10001", "issue/SUP-1/properties", "issue/SUP-1/properties/mark"),
    *("comment/10001/properties", "comment/10001/properties/mark", "issue/SUP-1/watchers"),
    *(
        "issue/SUP-1/transitions",
        "attachment/10002",
        "search/jql?jql=project=SUP&fields=*all&properties=mark",
    ),
)


@pytest.mark.parametrize("path", READS)
def test_every_read_keeps_the_schemas(path: str, jira: Caller) -> None:
    mark = {"key": "mark", "value": {"n": 1}}
    jira.create(description=document("Hello"), customfield_10103=document("x"), properties=[mark])
    jira.comment("SUP-1", "A comment", mark)
    jira.attach("SUP-1", ("a.txt", b"abc"))
    jira.post("issue/SUP-1/worklog", json={"timeSpent": "1h", "comment": document("Dug.")})
    people = {"customfield_10120": {"accountId": ADA}, "customfield_10121": [{"accountId": ADA}]}
    places = {
        "components": [{"name": "Printers"}],
        "security": {"name": "Team only"},
        "customfield_10131": [1],
    }
    changed = people | places | {"customfield_10122": {"name": "board"}, "assignee": {"accountId": ADA}}
    assert jira.put("issue/SUP-1", json={"fields": changed}).status_code == 204
    assert jira.get(path).status_code == 200  # the caller's transport checks the schemas


def test_the_checker_names_what_is_wrong() -> None:
    asked = {"content-type": "application/json", "authorization": "Basic eDp5"}
    url = "https://one.example.com/rest/api/3/issue/SUP-1/comment"
    with pytest.raises(AssertionError, match="body has to be a document"):
        Contract().check_exchange("POST", url, asked, b'{"body": "plain"}', 201, asked, b"{}")
    with pytest.raises(AssertionError, match="unknown parameters"):
        Contract().check_exchange("GET", f"{url}?order=created", asked, b"", 200, asked, b"{}")
    with pytest.raises(AssertionError, match="breaks the OpenAPI document"):
        Contract().check_exchange("GET", url, asked, b"", 200, asked, b'{"comments": 3}')
    with pytest.raises(AssertionError, match="the document knows only"):
        Contract().check_exchange("GET", url, asked, b"", 202, asked, b"{}")


def _text(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"marks": [{"type": each} for each in marks]} if marks else {})


def _block(name: str, *content: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"type": name, "content": list(content)} | ({"attrs": attributes} if attributes else {})


_P = _block("paragraph", _text("x"))
DOCUMENTS = {
    "nothing": [],
    "paragraph": [_P],
    "empty paragraph": [{"type": "paragraph"}],
    "text directly": [_text("x")],
    "empty text": [_block("paragraph", _text(""))],
    "no text": [_block("paragraph", {"type": "text"})],
    "empty list": [_block("bulletList")],
    "list": [_block("bulletList", _block("listItem", _P))],
    "nested list": [
        _block("orderedList", _block("listItem", _P, _block("bulletList", _block("listItem", _P))))
    ],
    "heading in list": [_block("bulletList", _block("listItem", _block("heading", _text("x"), level=1)))],
    "table in list": [_block("bulletList", _block("listItem", _block("table")))],
    "heading": [_block("heading", _text("x"), level=2)],
    "heading 7": [_block("heading", _text("x"), level=7)],
    "heading without level": [_block("heading", _text("x"))],
    "heading in quote": [_block("blockquote", _block("heading", _text("x"), level=1))],
    "quote": [_block("blockquote", _P)],
    "nested quote": [_block("blockquote", _block("blockquote", _P))],
    "panel": [_block("panel", _P, panelType="info")],
    "strange panel": [_block("panel", _P, panelType="loud")],
    "code and strong": [_block("paragraph", _text("x", "code", "strong"))],
    "strong and em": [_block("paragraph", _text("x", "strong", "em"))],
    "strange mark": [_block("paragraph", _text("x", "blink"))],
    "code block": [_block("codeBlock", _text("x"))],
    "marks in code block": [_block("codeBlock", _text("x", "strong"))],
    "hard break": [_block("paragraph", {"type": "hardBreak"}, _text("x"))],
    "hard break in doc": [{"type": "hardBreak"}],
    "rule": [{"type": "rule"}],
    "table": [_block("table", _block("tableRow", _block("tableCell", _P)))],
    "empty cell": [_block("table", _block("tableRow", _block("tableCell")))],
    "table in cell": [_block("table", _block("tableRow", _block("tableCell", _block("table"))))],
    "expand": [_block("expand", _P, title="More")],
    "strange node": [_block("marquee", _P)],
    "member": [_P | {"colour": "red"}],
    "mention": [_block("paragraph", {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}})],
    "mention of nobody": [_block("paragraph", {"type": "mention", "attrs": {}})],
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_sandbox_and_the_schema_judge_a_document_alike(name: str) -> None:
    whole = {"type": "doc", "version": 1, "content": DOCUMENTS[name]}
    assert (fault_of(whole) == "") == document_is_valid(whole), fault_of(whole)
