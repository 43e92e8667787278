"""Sending to a mail server: each receiver has an answer, and after the last octet nobody guesses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postroom.errors import Temporary, Unanswered
from postroom.transport.endpoint import Endpoint, MailboxUnavailable
from postroom.transport.smtp import Submission
from tests.sandbox_process import SandboxProcess

MAIL = (
    b"From: support@example.com\nTo: ada@example.org\nSubject: Done\n\nWe put it out.\n.\n..two dots\nBye\n"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as jira:
        yield jira


@pytest.fixture
def server(sandbox: SandboxProcess) -> SandboxProcess:
    sandbox.reset()
    sandbox.no_faults()
    return sandbox


def endpoint(server: SandboxProcess, **changes: object) -> Endpoint:
    host, _, port = server.smtp.rpartition(":")
    values = {
        "host": host, "port": int(port), "security": "none", "verify": True, "identity": True, "timeout": 5.0,
        "user": "", "password": "", **changes,
    }  # fmt: skip
    return Endpoint(**values)  # type: ignore[arg-type]


class Sent:
    """Counts how often all but the final dot had gone out."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, accepted) -> None:
        self.times += 1


def test_it_works(server: SandboxProcess) -> None:
    sent = Sent()
    with Submission(endpoint(server)) as submission:
        delivered = submission.deliver("bounce@example.com", ["ada@example.org"], MAIL, data_sent=sent)
    ((receiver, reply),) = delivered.replies
    assert receiver == "ada@example.org" and reply.is_good and sent.times == 1
    (kept,) = server.sent()
    assert "ada@example.org" in str(kept) and "Done" in str(kept)


def test_dots_and_line_ends_arrive_as_they_were(server: SandboxProcess) -> None:
    with Submission(endpoint(server)) as submission:
        submission.deliver("", ["ada@example.org"], MAIL, data_sent=Sent())
    (kept,) = server.sent()
    assert kept["raw"].replace("\r\n", "\n").endswith("\nWe put it out.\n.\n..two dots\nBye\n")
    assert kept["raw"].count("\n") == kept["raw"].count("\r\n")


def test_one_connection_takes_several_mails(server: SandboxProcess) -> None:
    with Submission(endpoint(server)) as submission:
        for _ in range(3):
            submission.deliver("a@example.com", ["ada@example.org"], MAIL, data_sent=Sent())
            assert submission.is_alive()
        assert submission.count == 3
    assert len(server.sent()) == 3


def test_each_receiver_has_an_answer_of_its_own(server: SandboxProcess) -> None:
    receivers = ["ada@example.org", "550.gone@example.org", "451.later@example.org"]
    server.faults(smtp_rcpt={"550.gone@example.org": 550, "451.later@example.org": 451})
    with Submission(endpoint(server)) as submission:
        replies = dict(submission.deliver("a@example.com", receivers, MAIL, data_sent=Sent()).replies)
    assert [replies[each].code // 100 for each in receivers] == [2, 5, 4]
    assert replies["451.later@example.org"].is_temporary
    assert len(server.sent()) == 1


def test_where_nobody_is_accepted_no_content_goes_out(server: SandboxProcess) -> None:
    server.faults(smtp_rcpt={"gone@example.org": 550})
    sent = Sent()
    with Submission(endpoint(server)) as submission:
        first = submission.deliver("a@example.com", ["gone@example.org"], MAIL, data_sent=sent)
        assert first.replies[0][1].code == 550 and sent.times == 0
        assert (
            submission.deliver("a@example.com", ["ada@example.org"], MAIL, data_sent=sent)
            .replies[0][1]
            .is_good
        )
    assert len(server.sent()) == 1


def test_a_no_to_the_content_is_the_answer_for_all_who_were_accepted(server: SandboxProcess) -> None:
    server.faults(smtp_data=[451])
    with Submission(endpoint(server)) as submission:
        replies = submission.deliver(
            "a@example.com", ["x@example.org", "y@example.org"], MAIL, data_sent=Sent()
        ).replies
    assert [reply.code for _, reply in replies] == [451, 451]
    assert server.sent() == []


@pytest.mark.parametrize(("fault", "taken"), [("hang_up", 1), ("cut", 0)])
def test_a_break_after_the_content_leaves_nobody_sure(server: SandboxProcess, fault: str, taken: int) -> None:
    server.faults(smtp_data=[fault])
    sent = Sent()
    with Submission(endpoint(server)) as submission, pytest.raises(Unanswered, match="nobody knows"):
        submission.deliver("a@example.com", ["ada@example.org"], MAIL, data_sent=sent)
    assert sent.times == 1 and len(server.sent()) == taken
    with pytest.raises(Temporary, match="closed"):
        submission.deliver("a@example.com", ["ada@example.org"], MAIL, data_sent=sent)


def test_a_server_that_is_not_there_is_said_in_words(server: SandboxProcess) -> None:
    with pytest.raises(MailboxUnavailable, match=r"connection.*nothing listens"):
        Submission(endpoint(server, port=1)).open()


def test_a_server_without_starttls_gets_no_password(server: SandboxProcess) -> None:
    wanted = endpoint(server, security="starttls", user="support", password="secret")
    with pytest.raises(MailboxUnavailable, match="does not offer STARTTLS") as refusal:
        Submission(wanted).open()
    assert "secret" not in str(refusal.value)


def test_a_server_without_a_login_says_so(server: SandboxProcess) -> None:
    with pytest.raises(MailboxUnavailable, match=r"did not let support in.*no login by password"):
        Submission(endpoint(server, user="support", password="secret")).open()
