"""`postroom read`: what it prints, what it answers, and what no mail can do to it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from postroom.reading import Options, Readers, answer, serve
from tests.contracts import adf_errors
from tests.mail.test_any_bytes import HOSTILE

MAILS = Path(__file__).parent.parent / "mail"
KEYS = {
    "subject", "from", "to", "cc", "text", "html", "visible_text", "quoted_text", "signature", "attachments", "auto",
    "auto_reason", "bounce", "message_id", "in_reply_to", "references", "authenticity", "language", "adf", "warnings",
}  # fmt: skip
REPLY = b"""From: "Anna Meyer" <anna@example.org>\r
To: support@example.com, Bo <bo@example.net>\r
Subject: Re: The printer\r
Message-ID: <2@example.org>\r
In-Reply-To: <1@example.com>\r
References: <0@example.com> <1@example.com>\r
\r
It burns again.\r
\r
On Mon, Nov 23, 2026 at 9:12 AM Support <support@example.com> wrote:\r
> Does it still burn?\r
"""


def read(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "postroom", "read", *arguments]
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)


def served(*mails: bytes) -> list[dict[str, Any]]:
    asked = [
        {"id": number, "mail_b64": base64.b64encode(raw).decode()}
        for number, raw in enumerate(mails, start=1)
    ]
    return lines(json.dumps(each) for each in asked)


def lines(asked: Iterable[str]) -> list[dict[str, Any]]:
    done = read("--serve", given="\n".join(asked).encode())
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_works() -> None:
    said = read("-", given=REPLY).stdout.decode()
    assert "Anna Meyer <anna@example.org>" in said
    new, _, old = said.partition("--- Earlier messages ---")
    assert "It burns again." in new and "Does it still burn?" in old


def test_json_has_every_key_and_the_words_where_they_belong() -> None:
    said = json.loads(read("--json", "-", given=REPLY).stdout)
    assert said.keys() >= KEYS
    assert said["from"] == {"name": "Anna Meyer", "email": "anna@example.org"}
    assert [one["name"] for one in said["to"]] == ["", "Bo"]
    assert said["visible_text"] == "It burns again."
    assert (said["message_id"], said["in_reply_to"]) == ("2@example.org", "1@example.com")
    assert said["references"] == ["0@example.com", "1@example.com"]
    assert said["auto"] is False and said["bounce"] is False
    assert not adf_errors(said["adf"])


def test_a_stream_answers_line_by_line_and_in_order() -> None:
    answers = served(REPLY, b"", b"Subject: second\n\nbody")
    assert [each["id"] for each in answers] == [1, 2, 3]
    assert [each["subject"] for each in answers] == ["Re: The printer", "", "second"]
    assert all(each.keys() >= KEYS for each in answers)


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"id": 7}', '{"id": 7, "mail_b64": "x"}', "[" * 100_000])
def test_a_line_that_is_no_question_gets_an_error_and_the_next_one_its_answer(line: str) -> None:
    good = json.dumps({"id": 8, "mail_b64": base64.b64encode(REPLY).decode()})
    first, second = lines([line, good])
    assert first["error"] and "subject" not in first
    assert second["id"] == 8 and second["subject"] == "Re: The printer"


def test_a_mail_that_breaks_the_limits_is_answered_by_its_headers_and_the_reason() -> None:
    long = REPLY + b"On Monday Anna wrote: It burns.\r\n" * 60_000
    with Readers(1, seconds=1, wall=0.02) as readers:
        read_ = serve.understood(readers, long, Options())
    said = answer.as_json(read_)
    assert said.keys() >= KEYS
    assert said["subject"] == "Re: The printer" and said["references"]
    (why,) = said["warnings"]
    assert "took longer than 0.02 s" in why or "ended as soon as it had started" in why  # a very busy machine
    assert not adf_errors(said["adf"])


@pytest.mark.timeout(120)
def test_every_hostile_mail_is_answered_and_the_stream_goes_on() -> None:
    answers = served(*HOSTILE.values(), REPLY)
    assert len(answers) == len(HOSTILE) + 1
    assert all(each.keys() >= KEYS for each in answers)
    assert answers[-1]["visible_text"] == "It burns again."


def test_the_command_needs_no_database_and_no_settings_and_is_soon_there() -> None:
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "postroom", "read", "-"],
        input=REPLY, capture_output=True, timeout=60, check=True, env={},
    )  # fmt: skip
    assert time.monotonic() - begin < 60
    imported = done.stderr.decode()
    assert "postroom.reading" in imported
    assert not any(f" {name}\n" in imported for name in ("django", "procrastinate"))


def test_a_file_that_is_not_there_is_said_in_words() -> None:
    done = read("/nowhere/mail.eml")
    assert done.returncode == 1 and b"/nowhere/mail.eml" in done.stderr and b"Traceback" not in done.stderr
    assert b"Which mail" in read().stderr


def test_only_a_server_that_is_trusted_is_believed() -> None:
    raw = b"Authentication-Results: mx.example.com; dmarc=pass header.from=example.org\r\n" + REPLY
    with Readers(1) as readers:
        ours = readers.read(len(raw), [raw], Options(trusted=("mx.example.com",)))
        other = readers.read(len(raw), [raw], Options(trusted=("mx.example.net",)))
    assert (ours.message.authenticity.dmarc, ours.message.authenticity.domain) == ("pass", "example.org")
    assert other.message.authenticity.dmarc == "none"
