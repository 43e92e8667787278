"""Mail that a person asks for: test messages, and mail sent again or to somebody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postroom import connections, journal
from postroom.errors import BadConfiguration, Refused
from postroom.models import MessageOutbound, OutboundMessage
from postroom.outbound import lines
from postroom.outbound.writing import ping, resend
from tests.outbound.lying_smtp import LyingSmtp
from tests.outbound.posting import ADA, BO, CY, a_mail, attempt, jobs, outbound_at, state_of, states, trace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[LyingSmtp]:
    with LyingSmtp() as lying:
        yield lying
    lines.close()


@pytest.fixture
def relay(server: LyingSmtp, transactional_db: None) -> Iterator[MessageOutbound]:
    yield outbound_at(server.port)
    connections.close()


def test_a_test_message_is_listed_like_any_other_mail_with_what_became_of_it(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["RCPT"].append("451 4.7.1 Greylisted")
    made = ping(relay, f" {ADA} ", "bo")
    assert (made.kind, made.state, jobs(made)) == ("ping", "queued", 1)
    assert attempt(made).state == "waiting" and "Greylisted" in made.reason
    assert attempt(made).outcome == "sent"
    assert server.copies == [(ADA,)] and f"'relay' works: 127.0.0.1:{relay.port}" in server.mails[0].content
    assert made.receivers.get().reasons == ["bo asked for a test message"]
    assert state_of(relay).status == "online"


def test_every_test_message_is_a_new_one(server: LyingSmtp, relay: MessageOutbound) -> None:
    assert ping(relay, ADA, "bo").message_id != ping(relay, ADA, "bo").message_id


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a\r\nb@example.org", "a@b@c"])
def test_where_no_mail_can_go_none_is_made(relay: MessageOutbound, address: str) -> None:
    with pytest.raises(BadConfiguration):
        ping(relay, address, "bo")
    done = a_mail(relay)
    if address:
        with pytest.raises(BadConfiguration):
            resend(done.pk, "bo", address)
    assert OutboundMessage.objects.count() == 1


def test_a_test_message_to_an_address_that_is_set_aside_says_so(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    journal.set_aside(ADA, "550 nobody", None)
    mail = attempt(ping(relay, ADA, "bo"))
    assert mail.outcome == "failed" and "Set aside: 550 nobody" in mail.reason and server.mails == []


def test_sent_again_are_the_same_bytes_to_those_who_have_not_got_them(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["RCPT"].extend(["250 OK", "550 nobody"])
    mail = attempt(a_mail(relay, ADA, BO))
    assert mail.outcome == "partly"
    assert resend(mail.pk, "cy").pk == mail.pk
    assert attempt(mail).outcome == "sent"
    assert server.copies == [(ADA,), (BO,)]
    assert server.mails[0].content == server.mails[1].content


def test_sent_to_another_it_is_a_mail_of_its_own_with_the_same_bytes(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = attempt(a_mail(relay, ADA))
    other = resend(mail.pk, "bo", CY)
    assert (other.kind, other.again, other.message_id) == ("resend", mail, mail.message_id)
    assert attempt(other).outcome == "sent" and states(other) == {CY: "sent"}
    assert server.copies == [(ADA,), (CY,)] and server.mails[0].content == server.mails[1].content
    assert f"Mail {mail.pk} sent to {CY} by bo." in trace(other)
    assert states(mail) == {ADA: "sent"}


@pytest.mark.parametrize("to", ["", CY])
def test_without_its_content_it_cannot_be_sent_again(
    server: LyingSmtp, relay: MessageOutbound, to: str
) -> None:
    server.next["RCPT"].append("550 nobody")
    mail = attempt(a_mail(relay, ADA))
    mail.mail.delete()
    with pytest.raises(Refused, match="deleted by retention"):
        resend(mail.pk, "bo", to)
    assert OutboundMessage.objects.count() == 1
