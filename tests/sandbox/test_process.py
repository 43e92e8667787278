"""The sandbox as a process: keeps its data, takes mail, and ends when it should."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

from tests.sandbox.conftest import Caller, document
from tests.sandbox.test_faults import eventually
from tests.sandbox_process import ROOT, SandboxProcess


def test_a_second_start_keeps_everything_even_after_kill_9(tmp_path: Path) -> None:
    with SandboxProcess().start(tmp_path) as sandbox:
        with Caller(sandbox.url, sandbox.authorization) as jira:
            jira.create("Kept", description=document("text"), properties=[{"key": "mark", "value": 1}])
            jira.comment("SUP-1", "a comment")
            jira.attach("SUP-1", ("a.txt", b"abc"))
        send(sandbox, "kept mail")
        held, rows, url = sandbox.issues(), sandbox.log(), sandbox.url
        sandbox.kill9()
        sandbox.start()
        assert (sandbox.issues(), sandbox.log(), sandbox.url) == (held, rows, url)
        assert [mail["subject"] for mail in sandbox.sent()] == ["kept mail"]
        with Caller(sandbox.url, sandbox.authorization) as jira:
            number = held[0]["attachments"][0]["id"]
            assert jira.get(f"attachment/content/{number}?redirect=false").content == b"abc"
            assert jira.new_key() == "SUP-2"
            assert jira.found("project = SUP ORDER BY key") == ["SUP-1", "SUP-2"]
    written = (tmp_path / "requests.jsonl").read_text().splitlines()
    assert [json.loads(line)["text"] for line in written[:2]] == ["Kept\ntext", "a comment"]


def test_what_belongs_to_an_issue_and_webhooks_are_kept_too(tmp_path: Path) -> None:
    with SandboxProcess().start(tmp_path) as sandbox, Caller(sandbox.url, sandbox.authorization) as jira:
        jira.create("One")
        jira.create("Two")
        jira.put("issue/SUP-1", json={"fields": {"labels": ["kept"]}})
        jira.post("issue/SUP-1/worklog", json={"timeSpent": "1h"})
        sides = {"inwardIssue": {"key": "SUP-1"}, "outwardIssue": {"key": "SUP-2"}}
        jira.post("issueLink", json={"type": {"name": "Blocks"}, **sides})
        hook = {"name": "x", "url": "http://127.0.0.1:1/", "events": ["comment_created"], "secret": "s"}
        address = f"{sandbox.url}/rest/webhooks/1.0/webhook"
        registered = jira.post(address, json=hook).json()
        paths = ("SUP-1/changelog", "SUP-1/worklog", "SUP-1?fields=issuelinks,updated")
        before = [jira.get(f"issue/{path}").json() for path in paths]
        sandbox.kill9()
        sandbox.start()
        assert [jira.get(f"issue/{path}").json() for path in paths] == before
        assert jira.get(address).json() == [registered]


def test_the_sink_keeps_what_it_is_sent(sandbox: SandboxProcess) -> None:
    send(sandbox, "Grüße")
    [mail] = sandbox.sent()
    assert (mail["from"], mail["to"], mail["subject"]) == (
        "a@example.com",
        ["b@example.org", "c@example.org"],
        "Grüße",
    )
    assert mail["text"].strip() == "Hello"


def test_the_examples_are_planted_once(tmp_path: Path) -> None:
    with SandboxProcess("--seed", "--no-sink").start(tmp_path) as sandbox:
        planted = sandbox.issues()
        assert len(planted) == 3
        assert sandbox.smtp == ""
        sandbox.stop()
        sandbox.start()
        assert sandbox.issues() == planted


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "postroom.sandbox", "--no-sink"]
    start = f"p = subprocess.Popen({command!r}); print(p.pid, flush=True)"
    program = f"import subprocess, time; {start}; time.sleep(99)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout
        lines = [parent.stdout.readline(), parent.stdout.readline()]
        child = next(int(line) for line in lines if line.strip().isdigit())
        parent.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while alive(child):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_an_upload_whose_sender_dies_leaves_nothing_behind(tmp_path: Path) -> None:
    with SandboxProcess("--no-sink").start(tmp_path) as sandbox:
        with Caller(sandbox.url, sandbox.authorization) as jira:
            key = jira.new_key()
        host, _, port = sandbox.url.removeprefix("http://").partition(":")
        head = (
            f"POST /rest/api/3/issue/{key}/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n"
            f"Authorization: {sandbox.authorization}\r\nX-Atlassian-Token: no-check\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        )
        part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it'
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(f"{head}{part}".encode())
            eventually(lambda: len(list((tmp_path / "attachments").iterdir())) == 1)
            connection.sendall(f"\r\n{part}".encode())
            eventually(lambda: len(list((tmp_path / "attachments").iterdir())) == 2)
        eventually(lambda: sandbox.log()[-1]["status"] == "cut by caller")
        assert sandbox.log()[-1]["done"] is False
        assert sandbox.issues()[0]["attachments"] == []
        assert list((tmp_path / "attachments").iterdir()) == []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def send(sandbox: SandboxProcess, subject: str) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a@example.com", "b@example.org"
    mail["Cc"] = "c@example.org"
    mail.set_content("Hello")
    host, _, port = sandbox.smtp.partition(":")
    with smtplib.SMTP(host, int(port), timeout=10) as smtp:
        smtp.send_message(mail)
