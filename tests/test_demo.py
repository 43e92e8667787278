"""The demo, as a newcomer uses it: its own commands, the sandbox's forms, and what is in the mail sink then."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2
import pytest

from postroom.demo import PORTS, any_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40.0  # seconds
PRINTER = "The printer is on fire"


class Demo:
    """One demo in a folder of its own, on ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ports = {name: any_port() for name in PORTS}
        (folder / "ports.json").write_text(json.dumps(ports))
        self.said: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None
        self.seen = 0

    @property
    def ports(self) -> dict[str, int]:
        return dict(json.loads((self.folder / "ports.json").read_text()))

    def start(self) -> None:
        command = [sys.executable, "-m", "postroom", "demo", "--json"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=self.variables
        )
        assert self.process.stdout
        self.said = json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate(timeout=PATIENCE)
            self.process = None

    @property
    def variables(self) -> dict[str, str]:
        ours = ("DATABASE_URL", "POSTROOM_KEYS", "POSTROOM_KEY_FILE", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {"POSTROOM_DATA": str(self.folder)}

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "postroom", *words]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=self.variables, timeout=60, check=False
        )

    def mail(self, subject: str) -> None:
        done = self.call("demo", "--mail", subject)
        assert done.returncode == 0, done.stderr

    def press(self, issue: str, what: str, **form: str) -> None:
        """Send a form of the issue's page."""
        answer = httpx2.post(f"{self.said['sandbox']}/browse/{issue}/{what}", data={"as": "ada", **form})
        assert answer.status_code == 303, answer.text

    def ask(self, path: str) -> Any:
        return httpx2.get(f"{self.said['sandbox']}{path}").json()

    def next_mails(self, count: int = 1) -> list[EmailMessage]:
        """The next mails in the sink, once they are there."""
        deadline = time.monotonic() + PATIENCE
        while len(sent := self.ask("/sandbox/sent")) < self.seen + count:
            assert time.monotonic() < deadline, f"{len(sent) - self.seen} of {count} mails came"
            time.sleep(0.1)
        new, self.seen = sent[self.seen :], len(sent)
        return [message_from_bytes(each["raw"].encode("latin-1"), policy=policy.default) for each in new]

    def issues(self) -> dict[str, str]:
        """Keys by summary."""
        return {each["summary"]: each["key"] for each in self.ask("/sandbox/issues")}

    def issue(self, summary: str) -> str:
        """The key of the issue with this summary, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while summary not in self.issues():
            assert time.monotonic() < deadline, self.issues()
            time.sleep(0.1)
        return self.issues()[summary]

    def account(self, name: str) -> str:
        return str(self.ask("/sandbox/about")["people"][name]["account_id"])


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A short path: unix sockets allow 107 bytes."""
    made = Demo(Path(tempfile.mkdtemp(prefix="pr-demo-")))
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


def test_a_customer_writes_an_agent_comments_and_the_customer_has_it_by_mail_and_answers(demo: Demo) -> None:
    demo.mail(PRINTER)
    (came,) = demo.next_mails()
    assert came["To"] == "Nora Quist <nora@example.org>"
    assert "Thank you for your mail" in text_of(came)

    issue = demo.issue(PRINTER)
    demo.press(issue, "comment", text="Have you tried another printer?", circle="")
    (told,) = demo.next_mails()
    assert told["To"] == "nora@example.org"
    assert "Have you tried another printer?" in text_of(told)
    assert "Ada Ahlgren" in text_of(told)

    demo.press(issue, "assign", assignee=demo.account("bruno"))
    (assigned,) = demo.next_mails()
    assert assigned["To"] == "Bruno Barth <bruno@example.com>"

    demo.mail(f"Re: {PRINTER}")
    (answered,) = demo.next_mails()
    assert answered["To"] == "Bruno Barth <bruno@example.com>", "Nora knows what Nora wrote"
    assert "It has just happened again" in text_of(answered)
    assert demo.issues() == {PRINTER: issue}


def test_an_internal_comment_reaches_no_customer(demo: Demo) -> None:
    demo.mail("No coffee")
    issue = demo.issue("No coffee")
    demo.press(issue, "comment", text="She always wants coffee.", circle="internal")
    demo.press(issue, "comment", text="Somebody is coming.", circle="")
    (told,) = demo.next_mails()
    assert "Somebody is coming." in text_of(told)
    assert "always" not in told.as_string()


def test_an_answer_to_what_nobody_wrote_is_refused_in_words(demo: Demo) -> None:
    done = demo.call("demo", "--mail", "Re: the weather")
    assert done.returncode == 1
    assert done.stderr == (
        "postroom: nora@example.org has got no mail about “the weather” yet, so there is none to answer.\n"
    )


def test_started_again_with_another_port_for_the_console_it_still_hears_of_comments(demo: Demo) -> None:
    demo.mail("The lift stands still")
    issue = demo.issue("The lift stands still")
    demo.stop()
    before = demo.said
    with socket.create_server(("127.0.0.1", demo.ports["console"])):
        demo.start()
        assert demo.said["console"] != before["console"]
        assert demo.said["sandbox"] == before["sandbox"]
        demo.press(issue, "comment", text="It is only thinking.", circle="")
        (told,) = demo.next_mails()
        assert "It is only thinking." in text_of(told)
