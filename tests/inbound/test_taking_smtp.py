"""Mail handed over by SMTP: stored before it is accepted, and kept by the peer where it cannot be stored."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from postroom import stored
from postroom.errors import BadConfiguration
from postroom.inbound.taking import Taker
from postroom.models import InboundMessage, MessageSource
from tests.certificates import make_certificates
from tests.inbound.conftest import Desk, letter
from tests.inbound.mailboxes import refusing, running, until
from tests.mailbench import free_ports


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smtp")
    make_certificates(folder)
    return folder


@contextmanager
def taking(desk: Desk, **columns: Any) -> Iterator[int]:
    """The desk's source, listening."""
    (port,) = free_ports(1)
    MessageSource.objects.filter(pk=desk.source.pk).update(port=port, **columns)
    source = MessageSource.objects.select_related("profile").get(pk=desk.source.pk)
    with running(Taker(source)):
        until(lambda: answers(port))
        yield port


def answers(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=5).close()
    except OSError:
        return False
    return True


def send(port: int, mail: EmailMessage, to: str = "support@example.com") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as peer:
        peer.sendmail("ada@example.org", [to], mail.as_bytes())


def test_it_works(desk: Desk):
    with taking(desk) as port:
        send(port, letter(subject="by SMTP"))
        record = InboundMessage.objects.get()
        assert (record.subject, record.state) == ("by SMTP", "queued")
        raw = b"".join(stored.chunks(record))
        assert raw.startswith(b"Return-Path: <ada@example.org>\r\nReceived: ")
        until(lambda: desk.source.state.__class__.objects.get(source=desk.source).status == "online")
    assert desk.work(record).outcome == "created"
    assert len(desk.issues()) == 1


def test_where_it_cannot_be_stored_the_peer_keeps_the_mail_and_a_later_try_is_taken_once(desk: Desk):
    mail = letter()
    with taking(desk) as port:
        with refusing("%"), pytest.raises(smtplib.SMTPDataError) as refused:
            send(port, mail)
        assert refused.value.smtp_code == 451
        assert b"keep the mail" in refused.value.smtp_error
        assert InboundMessage.objects.count() == 0
        send(port, mail)
    desk.work(InboundMessage.objects.get())
    assert len(desk.issues()) == 1


def test_a_peer_that_did_not_hear_our_yes_and_sends_again_makes_no_second_issue(desk: Desk):
    mail = letter()
    with taking(desk) as port:
        send(port, mail)
        send(port, mail)
    outcomes = [desk.work(record).outcome for record in InboundMessage.objects.order_by("id")]
    assert outcomes == ["created", "ignored"]


def test_only_mail_for_the_named_recipients_is_taken(desk: Desk):
    with taking(desk, recipients=["help@example.com", "example.net"]) as port:
        for good in ("help@example.com", "help+printer@example.com", "anyone@example.net"):
            send(port, letter(), good)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(port, letter(), "boss@example.com")
    assert InboundMessage.objects.count() == 3


def test_without_named_recipients_it_takes_the_address_of_its_profile(desk: Desk):
    with taking(desk) as port, pytest.raises(smtplib.SMTPRecipientsRefused):
        send(port, letter(), "help@example.com")


def test_a_mail_that_is_too_large_is_refused_for_good(desk: Desk):
    with taking(desk, max_size=50_000) as port:
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            send(port, letter("x" * 70 + "\n" + "fire " * 20_000))
        assert refused.value.smtp_code == 552
        send(port, letter())
    assert InboundMessage.objects.count() == 1


def test_with_a_user_it_wants_login_over_tls(desk: Desk, certificates: Path):
    login = {
        "user": "relay", "password": "se-cret", "security": "starttls",
        "certificate_file": str(certificates / "good.pem"), "key_file": str(certificates / "good.key"),
    }  # fmt: skip
    trusted = ssl.create_default_context(cafile=certificates / "ca.pem")
    with taking(desk, **login) as port, smtplib.SMTP("localhost", port, timeout=10) as peer:
        with pytest.raises(smtplib.SMTPSenderRefused):
            peer.sendmail("ada@example.org", ["support@example.com"], letter().as_bytes())
        peer.starttls(context=trusted)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            peer.login("relay", "wrong")
        peer.login("relay", "se-cret")
        peer.sendmail("ada@example.org", ["support@example.com"], letter().as_bytes())
    assert b"with ESMTPSA id" in b"".join(stored.chunks(InboundMessage.objects.get()))


def test_a_port_or_certificate_that_cannot_be_used_is_said_in_words(desk: Desk, certificates: Path):
    with taking(desk) as port:
        other = MessageSource(type="smtp", host="127.0.0.1", port=port, profile=desk.profile, timeout=5)
        other.security = "none"
        with pytest.raises(BadConfiguration, match=f"cannot listen on 127.0.0.1:{port}: .*already in use"):
            Taker(other).run()
    other.certificate_file, other.security = str(certificates / "nothing.pem"), "ssl"
    with pytest.raises(BadConfiguration, match="cannot use its certificate"):
        Taker(other).run()


def test_deliveries_give_their_connections_back(desk: Desk):
    with taking(desk) as port:
        for _ in range(30):
            send(port, letter())
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
            assert cursor.fetchone() == (0,)
    assert InboundMessage.objects.count() == 30
