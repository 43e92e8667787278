"""Connections to mail servers: kept, counted, not more than allowed, and never held against a mail when they die."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from postroom.errors import Temporary
from postroom.models import MessageOutbound, OutboundMessage
from postroom.outbound import lines
from postroom.outbound.lines import exchange_of, line_to
from tests.outbound.lying_smtp import HANG_UP, LyingSmtp
from tests.outbound.posting import a_mail, attempt, outbound_at, state_of, trace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[LyingSmtp]:
    with LyingSmtp() as lying:
        yield lying
    lines.close()


@pytest.fixture
def relay(server: LyingSmtp, transactional_db: None) -> MessageOutbound:
    return outbound_at(server.port)


def sent(relay: MessageOutbound) -> OutboundMessage:
    mail = attempt(a_mail(relay))
    assert mail.outcome == "sent", trace(mail)
    return mail


def rested(relay: MessageOutbound, seconds: float) -> None:
    """As if the idle connections had been idle for so long."""
    exchange = exchange_of(relay)
    exchange.idle = [(line, since - seconds) for line, since in exchange.idle]


def test_one_connection_takes_one_mail_after_the_other(server: LyingSmtp, relay: MessageOutbound) -> None:
    for _ in range(5):
        sent(relay)
    assert [mail.connection for mail in server.mails] == [1] * 5


def test_a_connection_takes_a_hundred_mails_and_not_more(
    server: LyingSmtp, relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines.MOST_MAILS == 100
    monkeypatch.setattr(lines, "MOST_MAILS", 3)
    for _ in range(5):
        sent(relay)
    assert [mail.connection for mail in server.mails] == [1, 1, 1, 2, 2]


def test_mails_that_nobody_took_count_too(
    server: LyingSmtp, relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_MAILS", 2)
    server.always["RCPT"] = "550 5.1.1 nobody"
    for _ in range(3):
        attempt(a_mail(relay))
    assert server.connections == 2


def test_one_that_was_idle_for_seconds_is_asked_first_and_an_old_one_given_up(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    sent(relay)
    rested(relay, lines.FRESH + 1)
    sent(relay)
    assert server.heard.count("RSET") == 1 and server.connections == 1
    rested(relay, lines.REST + 1)
    sent(relay)
    assert server.connections == 2


@pytest.mark.parametrize("place", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", [HANG_UP, "421 4.7.0 Too many mails on this connection"])
def test_a_used_connection_that_ends_is_not_blamed_on_the_mail(
    server: LyingSmtp, relay: MessageOutbound, place: str, how: str
) -> None:
    sent(relay)
    server.next[place].append(how)
    mail = sent(relay)
    assert [each.connection for each in server.mails] == [1, 2]
    assert mail.tries.count() == 1 and state_of(relay).status == "online"
    sent(relay)
    assert server.connections == 2, "the dead one is not taken again"


def test_a_421_in_the_middle_of_several_mails_loses_none(server: LyingSmtp, relay: MessageOutbound) -> None:
    mails = [a_mail(relay) for _ in range(6)]
    server.next["MAIL"].extend(["250 OK", "250 OK", "421 enough", "250 OK", "250 OK", "421 enough"])
    assert [attempt(mail).outcome for mail in mails] == ["sent"] * 6
    assert len(server.mails) == 6 and server.connections == 3


def test_a_421_on_a_fresh_connection_is_an_answer_for_all(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.next["RCPT"].extend(["250 OK", "550 nobody", "421 4.3.2 going down"])
    mail = attempt(a_mail(relay, "a@example.org", "b@example.org", "c@example.org", "d@example.org"))
    codes = dict(mail.receivers.values_list("address", "code"))
    assert list(codes.values()) == [421, 550, 421, 421]
    assert server.connections == 1 and server.mails == []
    assert attempt(mail).outcome == "partly"


def test_a_421_after_the_dot_ends_the_connection(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.next["DOT"].append("421 4.3.2 not taken, going down")
    mail = attempt(a_mail(relay))
    assert mail.state == "waiting" and exchange_of(relay).idle == []
    assert attempt(mail).outcome == "sent" and server.connections == 2


def test_not_more_connections_at_once_than_allowed(server: LyingSmtp, relay: MessageOutbound) -> None:
    relay.connections = 2
    relay.save()
    mails = [a_mail(relay) for _ in range(8)]
    together = threading.Barrier(8)
    two = threading.Barrier(2)

    def data() -> str:
        """Answers once two are here, so that there are two at once for sure."""
        two.wait(10)
        return "354 go on"

    server.next["DATA"].extend([data, data])

    def work(mail: OutboundMessage) -> None:
        together.wait()
        while attempt(mail).state == "waiting":
            pass
        connection.close()

    threads = [threading.Thread(target=work, args=(mail,)) for mail in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.mails) == 8 and server.most_at_once == 2


def test_all_busy_is_said_and_the_mail_waits(
    server: LyingSmtp, relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PATIENCE", 0.01)
    relay.connections = 1
    relay.save()
    mail = a_mail(relay)
    with line_to(relay):
        for _ in range(5):
            attempt(mail)
        assert mail.state == "waiting" and "All 1 connections of 'relay' are busy" in mail.reason
        assert trace(mail).count("are busy") == 1, "the same again and again is one line"
        with pytest.raises(Temporary), line_to(relay):
            pass
    assert attempt(mail).outcome == "sent"


def changed(relay: MessageOutbound, **values: Any) -> None:
    MessageOutbound.objects.filter(pk=relay.pk).update(revision=relay.revision + 1, **values)
    relay.refresh_from_db()


def test_changed_settings_make_new_connections_and_the_old_ones_are_closed(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    sent(relay)
    old = exchange_of(relay)
    with line_to(relay) as busy:
        changed(relay, sender_name="Support")
        sent(relay)
        assert server.mails[-1].connection == 2
    assert old.idle == [] and not busy.is_open, "what comes back late is closed too"
    sent(relay)
    assert server.connections == 2


def test_those_that_nobody_needs_any_more_are_closed(server: LyingSmtp, relay: MessageOutbound) -> None:
    with line_to(relay), line_to(relay), line_to(relay):
        pass
    assert len(exchange_of(relay).idle) == 3
    rested(relay, lines.REST + 1)
    sent(relay)
    assert len(exchange_of(relay).idle) == 1


def test_an_error_of_ours_ends_the_connection(server: LyingSmtp, relay: MessageOutbound) -> None:
    with pytest.raises(ZeroDivisionError), line_to(relay) as line:
        raise ZeroDivisionError
    assert not line.is_open and exchange_of(relay).idle == []
    sent(relay)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("mail.example.com", "192.0.2.1", "mail.example.com"),
        ("box", "192.0.2.1", "[192.0.2.1]"),
        ("box", "", "[127.0.0.1]"),
    ],
)
def test_we_name_ourselves_in_full_or_by_address(
    name: str, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_name(_: str) -> str:
        if not address:
            raise OSError
        return address

    monkeypatch.setattr(lines.socket, "getfqdn", lambda: name)
    monkeypatch.setattr(lines.socket, "gethostbyname", by_name)
    assert lines.our_name.__wrapped__() == said
