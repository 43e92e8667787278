"""Many hands at one desk: mails of any shape, attempts by several threads at once, and what Jira then holds."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal
from postroom.inbound.process import process
from postroom.models import InboundMessage
from tests.inbound.conftest import Desk
from tests.sandbox_process import SandboxProcess

DOMAIN = "example.org"
TOKEN = re.compile(r"Token ([\w-]+)\.")
SOON = 0.05  # seconds between two attempts at one mail; the job engine is more patient


def quick(settings: Any, **changes: Any) -> None:
    """Time-outs short enough for tests: an unknown answer is looked for after 0.4 s, and for 1 s."""
    short = {"lease": 3.0, "jira_timeout": 0.4, "look_window": 1.0}
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, **{**short, **changes})


def note(
    token: str,
    *,
    id: str | None = None,
    in_reply_to: Sequence[str] = (),
    references: Sequence[str] = (),
    subject: str = "About the printer",
    sender: str = "Ada Palmer <ada@example.org>",
    files: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:
    """A mail with a token in its text. Its id is the token unless given; "" leaves Message-ID out."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@example.com", subject
    mail["Date"] = "Mon, 23 Nov 2026 10:00:00 +0000"
    own = token if id is None else id
    if own:
        mail["Message-ID"] = bracketed([own])
    if in_reply_to:
        mail["In-Reply-To"] = bracketed(in_reply_to)
    if references:
        mail["References"] = bracketed(references)
    mail.set_content(f"Token {token}.\n\nIt is on fire.")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def bracketed(ids: Iterable[str]) -> str:
    return " ".join(f"<{value if '@' in value else f'{value}@{DOMAIN}'}>" for value in ids)


def landed(jira: SandboxProcess, after: int = 0) -> dict[str, list[tuple[str, str]]]:
    """By token, each (issue or comment, key) that Jira was made to write, from its own request log."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in jira.log(after):
        if row["done"] and row["kind"] in ("issue", "comment"):
            for token in TOKEN.findall(row["text"]):
                found[token].append((row["kind"], row["key"]))
    return found


def files_on(jira: SandboxProcess, key: str) -> Counter[tuple[str, int, str]]:
    """Name, size and SHA-256 of the files on an issue."""
    (issue,) = [issue for issue in jira.issues() if issue["key"] == key]
    return Counter((file["name"], file["size"], file["sha256"]) for file in issue["attachments"])


def said(record: InboundMessage) -> str:
    """The trace as one text."""
    return "\n".join(str(line) for _, line in record.trace)


def until_ended(desk: Desk, *records: InboundMessage, seconds: float = 20) -> None:
    """Attempts one after the other, in their order, until all records have ended or are parked."""
    deadline = time.monotonic() + seconds
    for record in records:
        record.refresh_from_db()
    while left := [record for record in records if record.state in InboundMessage.OPEN]:
        assert time.monotonic() < deadline, [(record, record.state, record.reason) for record in left]
        for record in left:
            desk.work(record)
        time.sleep(SOON)


class Hands:
    """Threads that work on records as workers do: each takes the next one, and later once more where told so."""

    def __init__(self, records: Iterable[InboundMessage], count: int = 4, seconds: float = 30) -> None:
        self.waiting: queue.Queue[int] = queue.Queue()
        for record in records:
            self.waiting.put(record.pk)
        self.left = self.waiting.qsize()
        self.deadline = time.monotonic() + seconds
        self.failures: list[BaseException] = []
        self.threads = [threading.Thread(target=self.work, name=f"hand {n}") for n in range(count)]

    def finish(self) -> None:
        """Until every record has ended. Raises what a thread met."""
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def work(self) -> None:
        try:
            while self.left > 0 and not self.failures:
                assert time.monotonic() < self.deadline, f"{self.left} mails did not come to an end"
                self.take_one()
        except BaseException as error:
            self.failures.append(error)
        finally:
            connection.close()

    def take_one(self) -> None:
        try:
            record = self.waiting.get(timeout=SOON)
        except queue.Empty:
            return
        try:
            journal.work(record, process)
        except journal.Again:
            time.sleep(SOON / 5)
            self.waiting.put(record)
            return
        self.left -= 1


LOST = {"fault": "drop_answer", "method": "POST"}  # done, and the answer is lost


def job_of(record: InboundMessage) -> dict[str, Any]:
    """The job that is to work on the record."""
    task = journal.DESKS[InboundMessage].task
    (row,) = ProcrastinateJob.objects.filter(task_name=task, args__record=record.pk).values()
    return dict(row)


def put_off(record: InboundMessage) -> None:
    """Leave its job for an hour, as the job engine does when told to try again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = now() + interval '1 hour'"
            " where task_name = %s and (args ->> 'record')::bigint = %s",
            [journal.DESKS[InboundMessage].task, record.pk],
        )
