"""The mail sink: what it keeps, and how it can be made to refuse, to be slow and to hang up."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.sandbox_process import SandboxProcess

MAIL = "From: a@example.com\r\nSubject: Hello\r\nMessage-ID: <one@example.com>\r\n\r\n.dot\r\nText\r\n"
Refused = dict[str, tuple[int, bytes]]
Send = Callable[..., Refused]


@pytest.fixture
def smtp(sandbox: SandboxProcess) -> Iterator[smtplib.SMTP]:
    host, _, port = sandbox.smtp.partition(":")
    with smtplib.SMTP(host, int(port), timeout=10) as connection:
        yield connection


def send(smtp: smtplib.SMTP, *receivers: str, sender: str = "a@example.com") -> Refused:
    return smtp.sendmail(sender, receivers, MAIL)


def refusal(smtp: smtplib.SMTP, receivers: Sequence[str] = ("b@example.org",)) -> int:
    with pytest.raises(smtplib.SMTPResponseException) as caught:
        smtp.sendmail("a@example.com", receivers, MAIL)
    return caught.value.smtp_code


def test_it_works(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    assert send(smtp, "b@example.org", "c@example.org") == {}
    [mail] = sandbox.sent()
    assert (mail["from"], mail["to"], mail["answered"]) == (
        "a@example.com",
        ["b@example.org", "c@example.org"],
        True,
    )
    assert mail["raw"] == MAIL
    [row] = sandbox.transactions()
    assert row["receivers"] == {"b@example.org": 250, "c@example.org": 250}
    assert (row["answer"], row["mail"], row["message_id"]) == ("250", mail["id"], "<one@example.com>")


def test_the_null_sender_is_taken(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    send(smtp, "b@example.org", sender="")
    assert [mail["from"] for mail in sandbox.sent()] == [""]


def test_some_addresses_are_refused_by_their_name(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    names = (
        "b@example.org",
        "451@example.org",
        "550-nobody@example.org",
        "552.full@example.org",
        "5501@example.org",
    )
    refused = send(smtp, *names)
    assert {name: code for name, (code, _) in refused.items()} == {
        names[1]: 451,
        names[2]: 550,
        names[3]: 552,
    }
    assert refused[names[2]][1].count(b"5.1.1") == 2  # an answer of several lines
    [mail] = sandbox.sent()
    assert mail["to"] == [names[0], names[4]]
    assert list(sandbox.transactions()[0]["receivers"].values()) == [250, 451, 550, 552, 250]


def test_a_switch_refuses_for_ever_or_for_some_times(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    sandbox.faults(smtp_rcpt={"jane": 550, "Joe@example.org": [451, 451]})
    for expected in ({550, 451}, {550, 451}, {550}, {550}):
        refused = send(smtp, "jane@example.org", "joe@example.org", "jim@example.org")
        assert {code for code, _ in refused.values()} == expected
    assert [mail["to"][0] for mail in sandbox.sent()] == ["jim@example.org"] * 2 + ["joe@example.org"] * 2


def test_a_mail_for_nobody_is_not_kept_but_noted(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp, "550@example.org")
    assert sandbox.sent() == []
    [row] = sandbox.transactions()
    assert (row["answer"], row["mail"], row["receivers"]) == ("", None, {"550@example.org": 550})


def test_refusals_after_the_data(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    sandbox.faults(smtp_data=[451, 552, 550])
    assert [refusal(smtp) for _ in range(3)] == [451, 552, 550]
    assert send(smtp, "b@example.org") == {}
    assert len(sandbox.sent()) == 1
    assert [row["answer"] for row in sandbox.transactions()] == ["451", "552", "550", "250"]


def test_hanging_up_after_the_data_leaves_the_mail_taken_or_not(sandbox: SandboxProcess) -> None:
    sandbox.faults(smtp_data=["hang_up", "cut"])
    host, _, port = sandbox.smtp.partition(":")
    for _ in range(2):
        connection = smtplib.SMTP(host, int(port), timeout=5)
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(connection, "b@example.org")
        connection.close()
    [mail] = sandbox.sent()
    assert mail["answered"] is False
    assert [(row["answer"], row["mail"]) for row in sandbox.transactions()] == [
        ("hang_up", mail["id"]),
        ("cut", None),
    ]


def test_shares_fall_on_some_mails(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    sandbox.faults(seed=1, smtp_451=0.5)
    codes = []
    for _ in range(12):
        try:
            send(smtp, "b@example.org")
            codes.append(250)
        except smtplib.SMTPDataError as error:
            codes.append(error.smtp_code)
    assert set(codes) == {250, 451}
    assert len(sandbox.sent()) == codes.count(250)


def test_it_may_be_slow(sandbox: SandboxProcess, smtp: smtplib.SMTP) -> None:
    sandbox.faults(smtp_latency=5)
    assert smtp.sock
    smtp.sock.settimeout(0.2)
    with pytest.raises((TimeoutError, socket.timeout, smtplib.SMTPServerDisconnected)):
        send(smtp, "b@example.org")
    assert sandbox.sent() == []
