"""SMTP in: stored before told, every limit kept, nothing smuggled."""

from __future__ import annotations

import contextlib
import logging
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postroom.errors import BadConfiguration, Permanent, Refused, Temporary
from postroom.transport.listener import Delivery, Listener, ListenerSettings
from tests.certificates import make_certificates

TRACE = re.compile(rb"Return-Path: <[^\r]*>\r\nReceived: [^\r]*(\r\n\t[^\r]*)*\r\n")
RAW = b"From: ann@example.com\r\nSubject: hello\r\n\r\nText\r\n"
SUPPORT = "support@example.com"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("smtp")
    make_certificates(folder)
    return folder


@contextlib.contextmanager
def listening(accept=None, **other: Any) -> Iterator[tuple[int, list[Delivery]]]:
    """A listener that keeps what it accepts in a list."""
    got: list[Delivery] = []
    settings = {
        "host": "127.0.0.1",
        "port": 0,
        "hostname": "mx.example.org",
        "recipients": frozenset({SUPPORT}),
        **other,
    }
    with Listener(ListenerSettings(**settings), accept or got.append) as listener:
        yield listener.address[1], got


def smtp(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("localhost", port, timeout=10)


def with_tls(certificates: Path, **other: Any) -> dict[str, Any]:
    return {"certificate": str(certificates / "good.pem"), "key": str(certificates / "good.key"), **other}


def trusting(certificates: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates / "ca.pem")


def talk(port: int, *lines: bytes) -> list[bytes]:
    """Say lines one after the other without waiting, return all that is answered until the other side hangs up."""
    with socket.create_connection(("localhost", port), 10) as sock, sock.makefile("rb") as answers:
        sock.sendall(b"".join(lines))
        return list(answers)


def test_it_works():
    with listening() as (port, got):
        with smtp(port) as client:
            client.sendmail("ann@example.com", [SUPPORT], RAW)
        (one,) = got
        assert (one.mail_from, one.rcpt_tos, one.peer) == ("ann@example.com", (SUPPORT,), "127.0.0.1")
        trace, _, rest = one.content.partition(b"From: ")
        assert b"From: " + rest == RAW
        assert trace.startswith(b"Return-Path: <ann@example.com>\r\nReceived: from ")
        assert b"by mx.example.org with ESMTP id " in trace
        assert b"for <support@example.com>;" in trace


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b".\r\n",
        b"..\r\n.start\r\nend.\r\n.\r\n\r\n",
        b"a line\r\nanother.\r\n",
        b"x" * 300_000 + b"\r\n.\r\n" + b"." * 70_000 + b"\r\n",
        b".\r\n" * 50_000,
        b"\r\n.",
        b"bare\n.\nline ends\r\n.\n\r\n",
        b"\xff\xfe\x00 8 bit\r\n",
    ],
)
def test_whatever_lines_a_mail_has_it_arrives_as_sent(text):
    body = text if text.endswith(b"\r\n") or not text else text + b"\r\n"
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
    with listening() as (port, got):
        answers = talk(
            port, b"EHLO a\r\n", b"MAIL FROM:<a@example.com>\r\n", b"RCPT TO:<support@example.com>\r\n", b"DATA\r\n",
            stuffed, b".\r\n", b"QUIT\r\n",
        )  # fmt: skip
        assert answers[-2:] == [b"250 2.0.0 stored\r\n", b"221 Bye\r\n"]
        (one,) = got
        assert one.content.endswith(body)
        assert TRACE.fullmatch(one.content[: len(one.content) - len(body)])


def test_a_mail_that_tries_to_smuggle_a_second_one_stays_one():
    smuggled = (
        b"Text\n.\nMAIL FROM:<evil@example.com>\nRCPT TO:<support@example.com>\nDATA\nevil\r.\r\n\n.\r\n"
    )
    with listening() as (port, got):
        with smtp(port) as client:
            client.ehlo()
            client.mail("ann@example.com")
            client.rcpt(SUPPORT)
            client.docmd("DATA")
            client.send(smuggled + b"\r\n.\r\n")
            assert client.getreply()[0] == 250
        assert len(got) == 1
        assert smuggled in got[0].content


def test_the_null_sender_and_addresses_beyond_ascii_are_taken():
    with listening(recipients=frozenset({"example.com"})) as (port, got):
        with smtp(port) as client:
            client.sendmail("", [SUPPORT], RAW)
            client.sendmail(
                "jörg@example.net", ["büro@example.com"], RAW, mail_options=["SMTPUTF8", "BODY=8BITMIME"]
            )
        assert [(one.mail_from, one.rcpt_tos[0]) for one in got] == [
            ("", SUPPORT),
            ("jörg@example.net", "büro@example.com"),
        ]
        assert got[0].content.startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (Temporary("the database is away\nnow"), 451, b"4.3.0 the database is away now"),
        (Refused("we do not take this"), 550, b"5.7.1 we do not take this"),
        (Permanent("the text of this is for the admin"), 451, b"4.3.0"),
        (RuntimeError("secret text of the mail"), 451, b"4.3.0 the mail could not be stored just now"),
    ],
)
def test_what_was_not_stored_is_never_confirmed(caplog, error, code, words):
    def accept(delivery: Delivery) -> None:
        raise error

    with listening(accept) as (port, _), smtp(port) as client, caplog.at_level(logging.DEBUG):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ann@example.com", [SUPPORT], RAW)
        assert refused.value.smtp_code == code
        assert refused.value.smtp_error.startswith(words)
        assert "secret" not in caplog.text
        assert client.noop()[0] == 250


def test_250_is_said_only_after_the_mail_was_stored():
    stored, go = threading.Event(), threading.Event()

    def accept(delivery: Delivery) -> None:
        go.wait(10)
        stored.set()

    with listening(accept) as (port, _), smtp(port) as client:
        client.ehlo()
        client.mail("ann@example.com")
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(RAW + b".\r\n")
        client.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.sock.recv(1)
        go.set()
        client.sock.settimeout(10)
        assert client.sock.recv(99).startswith(b"250 2.0.0")
        assert stored.is_set()


def test_stopping_waits_for_the_mail_that_is_just_being_stored():
    entered, stored = threading.Event(), threading.Event()

    def accept(delivery: Delivery) -> None:
        entered.set()
        stored.wait(0.3)
        stored.set()

    with listening(accept) as (port, _):
        client = smtp(port)
        sending = threading.Thread(target=client.sendmail, args=("ann@example.com", [SUPPORT], RAW))
        sending.start()
        assert entered.wait(10)
    assert stored.is_set()
    sending.join(10)
    client.close()


def test_a_mail_over_the_size_is_refused_announced_or_not():
    with listening(max_size=100_000) as (port, got), smtp(port) as client:
        client.ehlo()
        code, words = client.mail("ann@example.com", ["SIZE=100001"])
        assert (code, words[:5]) == (552, b"5.3.4")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.ehlo_resp = b""
            client.esmtp_features = {}
            client.sendmail("ann@example.com", [SUPPORT], b"x" * 200_000)
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (552, b"5.3.4")
        client.sendmail("ann@example.com", [SUPPORT], RAW)
        assert len(got) == 1


def test_too_much_mail_at_once_is_put_off():
    with listening(max_held=50_000) as (port, got), smtp(port) as client:
        with pytest.raises(smtplib.SMTPDataError) as busy:
            client.sendmail("ann@example.com", [SUPPORT], b"x" * 200_000)
        assert (busy.value.smtp_code, busy.value.smtp_error[:5]) == (452, b"4.3.1")
        client.sendmail("ann@example.com", [SUPPORT], RAW)
        assert len(got) == 1


def test_an_unknown_recipient_is_refused_and_too_many_are_put_off():
    with listening(recipients=lambda address: address.startswith("s"), max_recipients=2) as (port, got):
        with smtp(port) as client:
            answers = client.sendmail(
                "ann@example.com", ["s1@x.org", "no@x.org", "s2@x.org", "s3@x.org"], RAW
            )
        assert answers["no@x.org"][0] == 550
        assert answers["no@x.org"][1].startswith(b"5.1.1")
        assert answers["s3@x.org"][0] == 452
        assert got[0].rcpt_tos == ("s1@x.org", "s2@x.org")
        assert b"\tfor <" not in got[0].content


def test_one_connection_too_many_is_turned_away_and_later_ones_come_in():
    with listening(max_connections=2) as (port, _):
        with smtp(port), smtp(port):
            with pytest.raises(smtplib.SMTPConnectError) as full:
                smtp(port)
            assert full.value.smtp_code == 421
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(smtplib.SMTPConnectError), smtp(port) as client:
                assert client.noop()[0] == 250
                return
        pytest.fail("the places were never given back")


def test_commands_without_a_mail_are_limited_and_mails_reset_the_count():
    with listening(max_commands=8) as (port, got), smtp(port) as client:
        for _ in range(5):
            client.sendmail("ann@example.com", [SUPPORT], RAW)
        codes = [client.docmd("NOOP")[0] for _ in range(9)]
        assert codes == [250] * 8 + [421]
        assert len(got) == 5


@pytest.mark.parametrize(
    ("limit", "words"), [({"timeout": 0.2}, b"421 4.4.2"), ({"session": 0.2}, b"421 4.4.2")]
)
def test_a_connection_that_takes_too_long_is_ended(limit, words):
    with listening(**limit) as (port, _):
        assert talk(port, b"EHLO a\r\n", b"MAIL FROM:<a@example.com>\r\n")[-1].startswith(words)


def test_who_is_not_trusted_has_to_log_in_and_only_over_tls(certificates):
    settings = with_tls(
        certificates, trusted=(), users=lambda user, password: (user, password) == ("ann", "pw")
    )
    with listening(**settings) as (port, got), smtp(port) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.mail("ann@example.com")[0] == 530
        assert client.docmd("AUTH", "PLAIN AGFubgBwdw==")[0] == 538
        client.starttls(context=trusting(certificates))
        with pytest.raises(smtplib.SMTPAuthenticationError) as wrong:
            client.login("ann", "wrong")
        assert wrong.value.smtp_code == 535
        client.login("ann", "pw")
        client.sendmail("ann@example.com", [SUPPORT], RAW)
        assert b"with ESMTPSA id" in got[0].content


def test_tls_from_the_start_takes_logins_and_three_wrong_ones_end_it(certificates):
    settings = with_tls(
        certificates, trusted=(), implicit_tls=True, users=lambda user, password: password == "pw"
    )
    context = trusting(certificates)
    with listening(**settings) as (port, _):
        with smtplib.SMTP_SSL("localhost", port, context=context, timeout=10) as client:
            client.ehlo()
            wrong = [client.docmd("AUTH", "PLAIN AGFubgB4")[0] for _ in range(3)]
            assert wrong == [535, 535, 421]
        with smtplib.SMTP_SSL("localhost", port, context=context, timeout=10) as client:
            assert client.login("ann", "pw")[0] == 235


def test_where_tls_is_required_nothing_is_taken_without(certificates):
    with listening(**with_tls(certificates, require_tls=True)) as (port, got), smtp(port) as client:
        client.ehlo()
        assert client.mail("ann@example.com")[0] == 530
        client.starttls(context=trusting(certificates))
        client.sendmail("ann@example.com", [SUPPORT], RAW)
        assert b"with ESMTPS id" in got[0].content


def test_words_said_before_starttls_do_not_count_after_it(certificates):
    with (
        listening(**with_tls(certificates)) as (port, got),
        socket.create_connection(("localhost", port), 10) as sock,
    ):
        sock.recv(200)
        sock.sendall(b"EHLO a\r\n")
        while not sock.recv(999).endswith(b"250 PIPELINING\r\n"):
            pass
        sock.sendall(b"STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n")
        assert sock.recv(999).startswith(b"220")
        with trusting(certificates).wrap_socket(sock, server_hostname="localhost") as secure:
            secure.sendall(b"EHLO b\r\nRCPT TO:<support@example.com>\r\nQUIT\r\n")
            answers = b""
            while piece := secure.recv(999):
                answers += piece
        assert b"503" in answers
        assert got == []


def test_an_address_that_cannot_be_stored_is_refused():
    with listening(recipients=lambda address: True) as (port, _):
        answers = talk(port, b"EHLO a\r\nMAIL FROM:<\xff@example.com>\r\nMAIL FROM:<a@example.com>\r\n",
                       b"RCPT TO:<a\x00b@example.com>\r\nQUIT\r\n")  # fmt: skip
        codes = [answer[:3] for answer in answers]
        assert codes[-4:] in ([b"553", b"250", b"550", b"221"], [b"553", b"250", b"553", b"221"])


def test_a_peer_that_hangs_up_within_a_mail_leaves_nothing_behind():
    with listening() as (port, got):
        with smtp(port) as client:
            client.ehlo()
            client.mail("ann@example.com")
            client.rcpt(SUPPORT)
            client.docmd("DATA")
            client.send(RAW)
            client.close()
        with smtp(port) as client:
            assert client.noop()[0] == 250
        assert got == []


def test_nothing_of_a_mail_or_a_password_is_logged(caplog, certificates):
    settings = with_tls(certificates, users=lambda user, password: True)
    with caplog.at_level(logging.DEBUG), listening(**settings) as (port, _), smtp(port) as client:
        client.starttls(context=trusting(certificates))
        client.login("ann", "pass-word-1")
        client.sendmail("ann@example.com", [SUPPORT], b"Subject: x\r\n\r\nbody-text-1\r\n")
    assert "body-text-1" not in caplog.text
    assert "pass-word-1" not in caplog.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"certificate": "/nowhere.pem"}, "/nowhere.pem"),
        ({"require_tls": True}, "names no certificate"),
        ({"host": "192.0.2.1"}, "192.0.2.1:0"),
    ],
)
def test_a_setting_that_cannot_work_is_named_at_the_start(change, words):
    with pytest.raises(BadConfiguration, match=words), listening(**change):
        pass
