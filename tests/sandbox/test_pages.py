"""The pages for people."""

from __future__ import annotations

import httpx2
import pytest

from tests.sandbox.conftest import Caller, document
from tests.sandbox.test_process import send
from tests.sandbox_process import SandboxProcess

EVIL = '<script>alert("x")</script>'


def page(sandbox: SandboxProcess, path: str) -> str:
    answer = httpx2.get(sandbox.url + path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "This is a sandbox" in answer.text
    return answer.text


def test_projects_issues_and_one_issue_are_shown(sandbox: SandboxProcess, jira: Caller) -> None:
    jira.create("Printer burns", description=document("Flames!"), customfield_10101="ada@example.com")
    jira.comment("SUP-1", "Water helped.")
    jira.attach("SUP-1", ("fire report.txt", b"hot"))
    assert "/projects/SUP" in page(sandbox, "/")
    assert "Printer burns" in page(sandbox, "/projects/SUP")
    shown = page(sandbox, "/browse/SUP-1")
    for words in ("Flames!", "Water helped.", "fire report.txt", "ada@example.com"):
        assert words in shown
    number = sandbox.issues()[0]["attachments"][0]["id"]
    assert httpx2.get(f"{sandbox.url}/secure/attachment/{number}/fire%20report.txt").content == b"hot"


def test_a_text_shows_the_pictures_of_its_issue(sandbox: SandboxProcess, jira: Caller) -> None:
    key = jira.new_key()
    file = ("file", ("a shot.png", b"picture", "image/png"))
    answer = jira.post(f"issue/{key}/attachments", files=[file], headers={"X-Atlassian-Token": "no-check"})
    number = answer.json()[0]["id"]
    moved = jira.get(f"attachment/content/{number}", follow_redirects=False).headers["location"]
    media = {"type": "media", "attrs": {"type": "file", "id": moved.split("/")[4], "collection": ""}}
    single = {"type": "mediaSingle", "attrs": {"layout": "align-start"}, "content": [media]}
    jira.post(f"issue/{key}/comment", json={"body": {"type": "doc", "version": 1, "content": [single]}})
    answer = httpx2.get(f"{sandbox.url}/browse/{key}")
    assert f'<img src="/secure/attachment/{number}/a%20shot.png"' in answer.text
    assert "img-src 'self'" in answer.headers["content-security-policy"]


def test_what_people_write_is_escaped_and_odd_links_are_text(sandbox: SandboxProcess, jira: Caller) -> None:
    link = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}
    text = {"type": "text", "text": EVIL, "marks": [link]}
    evil = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]}
    jira.create(EVIL, description=evil)
    jira.attach("SUP-1", (f"{EVIL}.html", EVIL.encode()))
    send(sandbox, EVIL)
    for path in ("/projects/SUP", "/browse/SUP-1", "/mail", f"/mail/{sandbox.sent()[0]['id']}"):
        shown = page(sandbox, path)
        assert "<script" not in shown
        assert "javascript:" not in shown


def test_received_mail_is_listed_and_shown(sandbox: SandboxProcess) -> None:
    send(sandbox, "Your ticket")
    assert "Your ticket" in page(sandbox, "/mail")
    number = sandbox.sent()[0]["id"]
    shown = page(sandbox, f"/mail/{number}")
    assert "Hello" in shown
    assert "b@example.org, c@example.org" in shown
    assert b"Subject: Your ticket" in httpx2.get(f"{sandbox.url}/mail/{number}/raw").content


def test_faults_that_are_on_are_shown(sandbox: SandboxProcess) -> None:
    sandbox.faults(index_lag=5)
    assert "index_lag = 5" in page(sandbox, "/")


@pytest.mark.parametrize("path", ["/nowhere", "/projects/NOPE", "/browse/SUP-99", "/mail/99"])
def test_a_page_that_is_not_there_is_a_404(path: str, sandbox: SandboxProcess) -> None:
    assert httpx2.get(sandbox.url + path).status_code == 404
