"""A backup that is brought back: what happened since is found again, and nothing is lost or done twice."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import Letter, Mix, letters
from tests.crash.count import count
from tests.mailbench import MailBench, free_ports
from tests.needs import needs_dovecot
from tests.office import Office, wait_for
from tests.sandbox_process import SandboxProcess

pytestmark = needs_dovecot
WITHIN = 40.0  # seconds
CONFIGURATION = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: T}}}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, issue_type: Task, address: support@example.com}}
sources:
  - {{name: Mailbox, profile: Support, host: localhost, port: {port}, security: none, user: alice,
     password: {{env: P}}, first_sync_limit: 5, poll_seconds: 1}}
outbounds:
  - {{name: Relay, host: localhost, port: 1, security: none, login: none, sender_address: support@example.com}}
"""
TIMES = {"POSTROOM_LEASE": "3", "POSTROOM_JIRA_TIMEOUT": "1.2", "POSTROOM_LOOK_WINDOW": "2"}


@pytest.fixture(scope="module")
def jira() -> Iterator[SandboxProcess]:
    with SandboxProcess() as process:
        yield process


@pytest.fixture(scope="module")
def bench() -> Iterator[MailBench]:
    with MailBench() as bench:
        yield bench


def office_in(folder: Path, jira: SandboxProcess) -> Office:
    folder.mkdir(exist_ok=True)
    listen = f"127.0.0.1:{free_ports(1)[0]}"
    return Office(folder, listen, T=jira.token, P="alice-pw", **TIMES)


def all_done(office: Office, mails: int) -> bool:
    rows = office.asks("select state, count(*) from postroom_inboundmessage group by 1")
    return rows == [("done", mails)]


def held(jira: SandboxProcess) -> list[Any]:
    """What Jira holds: of each issue its text, comments and files."""
    return sorted(
        (
            issue["summary"],
            sorted(comment["text"] for comment in issue["comments"]),
            sorted((file["name"], file["sha256"]) for file in issue["attachments"]),
        )
        for issue in jira.issues()
    )


def nothing_lost_nothing_twice(mails: list[Letter], jira: SandboxProcess) -> None:
    figures = count(mails, jira.log())
    assert not any(figures.values()), figures


def in_mid_work(office: Office) -> bool:
    return office.asks("select count(*) from postroom_effect where state = 'claimed'") != [(0,)]


def test_a_backup_from_the_middle_of_the_work_is_brought_back_into_the_same_and_a_fresh_folder(
    folder: Path, jira: SandboxProcess, bench: MailBench
):
    mix = Mix(replies=0.4, automatic=0, tricky=True, text=(100, 300), random=random.Random(3))
    mails = letters(18, mix, "backup")
    folder.chmod(0o711)
    office, backup = office_in(folder / "a", jira), folder / "backup"
    office.run("migrate")
    office.run("config", "apply", "-", text=CONFIGURATION.format(**vars(jira), port=bench.ports["imap"]))
    office.start()
    try:
        office.wait_until_ready()
        bench.drop("alice", *(mail.raw for mail in mails[:4]))
        wait_for(lambda: all_done(office, 4), WITHIN, "the first mails")

        waits = refusal(office, "outbound", "poll", "Relay", "--to", "ada@example.org")
        assert "is not sent yet" in waits and "nothing listens" in waits

        jira.faults(latency=0.9)
        bench.drop("alice", *(mail.raw for mail in mails[4:9]))
        wait_for(lambda: in_mid_work(office), WITHIN, "work")
        said = office.run("backup", str(backup))
        assert f"The encryption key is not in it: keep {folder}/a/key somewhere else." in said
        key = (folder / "a" / "key").read_bytes().strip()
        assert key not in backup.read_bytes()
        jira.no_faults()

        bench.drop("alice", *(mail.raw for mail in mails[9:16]))
        wait_for(lambda: all_done(office, 16), WITHIN, "the mails after the backup")
        nothing_lost_nothing_twice(mails[:16], jira)
        jira.faults(rate_503=1)
        bench.drop("alice", *(mail.raw for mail in mails[16:]))
        wait_for(
            lambda: all(kept.seen for kept in bench.messages("alice")), WITHIN, "mails that Jira never got"
        )
        assert "is in use" in refusal(office, "restore", str(backup), "--replace")
        office.stop()
        jira.no_faults()

        assert "say explicitly that it may be replaced" in refusal(office, "restore", str(backup))
        said = office.run("restore", str(backup), "--replace")
        assert "nothing is done twice" in said
        assert "May have gone out since the backup: 1 mail on the way and 0 events still to be told." in said
        before = read_again(office, mails, jira)

        fresh = office_in(folder / "b", jira)
        assert_wrong_key_is_told(fresh, backup)
        shutil.copy(folder / "a" / "key", folder / "b" / "key")
        assert read_again(fresh, mails, jira) == before
    except BaseException:
        print(office.log())
        raise
    finally:
        end(office)


def read_again(office: Office, mails: list[Letter], jira: SandboxProcess) -> list[Any]:
    """From the last UID of the backup on, read or not; effects are found, not repeated. Returns what Jira holds."""
    office.start()
    try:
        office.wait_until_ready()
        assert office.asks("select outcome from postroom_outboundmessage") == [("perhaps",)]
        wait_for(lambda: all_done(office, len(mails)), WITHIN, "the mails since the backup")
        nothing_lost_nothing_twice(mails, jira)
        wait_for(
            lambda: (
                office.asks("select count(*) from postroom_sourcestate where reread_since is not null")
                == [(0,)]
            ),
            WITHIN,
            "the end of reading again",
        )
        return held(jira)
    finally:
        end(office)


def end(office: Office) -> None:
    if office.process and office.process.poll() is None:
        office.stop()


def assert_wrong_key_is_told(office: Office, backup: Path) -> None:
    """The backup is in place then, with its note to read again: the right key is all that is missing."""
    said = refusal(office, "restore", str(backup))
    assert (
        "The backup is in place and need not be restored again, but: The encryption key does not fit" in said
    )
    assert "Set POSTROOM_KEYS (or POSTROOM_KEY_FILE) to the key with which this database was written" in said


def refusal(office: Office, *words: str) -> str:
    """What a command says that fails: one message, no traceback."""
    with pytest.raises(AssertionError) as failed:
        office.run(*words)
    said = str(failed.value)
    assert "Traceback" not in said
    return said
