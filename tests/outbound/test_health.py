"""How an outbound stands: one probe, one pause for all, a fall-back, a pace; and no secret in what is said of it."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal
from postroom.errors import Permanent, Temporary
from postroom.models import MessageOutbound, NotificationMapping, OutboundMessage, OutboundState
from postroom.outbound import health, lines
from postroom.outbound.health import WaitsForOutbound
from postroom.outbound.send import send
from postroom.transport.oauth import SignInNeeded
from tests import builders
from tests.outbound.lying_smtp import HANG_UP, LyingSmtp
from tests.outbound.posting import (
    ADA,
    a_mail,
    attempt,
    outbound_at,
    pauses_are_over,
    state_of,
    states,
    trace,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = 1  # a port


@pytest.fixture
def server() -> Iterator[LyingSmtp]:
    with LyingSmtp() as lying:
        yield lying
    lines.close()


@pytest.fixture
def relay(server: LyingSmtp, transactional_db: None) -> MessageOutbound:
    return outbound_at(server.port)


@pytest.fixture
def away(transactional_db: None) -> Iterator[MessageOutbound]:
    yield outbound_at(NOWHERE, "away")
    lines.close()


def delay(mail: OutboundMessage) -> float:
    """One attempt, and how long the next one is put off."""
    with pytest.raises(journal.Again) as again:
        journal.send(mail.pk, send)
    mail.refresh_from_db()
    return again.value.seconds


def back(outbound: MessageOutbound, server: LyingSmtp) -> None:
    """The server is where it was said to be."""
    MessageOutbound.objects.filter(pk=outbound.pk).update(port=server.port, revision=outbound.revision + 1)
    pauses_are_over()


def test_it_is_unknown_until_a_server_has_answered(server: LyingSmtp, relay: MessageOutbound) -> None:
    assert state_of(relay).status == "unknown"
    attempt(a_mail(relay))
    state = state_of(relay)
    assert (state.status, state.last_answer) == ("online", "250 2.0.0 OK: taken")
    assert state.status_since is not None and state.answered_at is not None


def test_a_server_that_is_away_is_met_once_and_the_others_wait_without_knocking(
    away: MessageOutbound,
) -> None:
    mails = [a_mail(away) for _ in range(4)]
    for mail in mails:
        attempt(mail)
    state = state_of(away)
    assert (state.status, state.failures) == ("failing", 1)
    assert "nothing listens" in state.last_answer
    assert {(mail.state, mail.waits_for) for mail in mails} == {("waiting", f"outbound:{away.pk}")}
    assert not any(mail.tries.exists() for mail in mails)


def test_after_a_pause_one_mail_is_the_probe_and_its_answer_wakes_all(
    server: LyingSmtp, away: MessageOutbound
) -> None:
    mails = [a_mail(away) for _ in range(4)]
    for mail in mails:
        attempt(mail)
    asleep = ProcrastinateJob.objects.filter(task_name="postroom.send_message")
    asleep.update(scheduled_at=timezone.now() + timedelta(hours=1))
    back(away, server)
    assert attempt(mails[2]).outcome == "sent"
    assert state_of(away).status == "online" and state_of(away).failures == 0
    woken = asleep.filter(scheduled_at=None).values_list("args__record", flat=True)
    assert {mail.pk for mail in mails if mail is not mails[2]} <= set(woken)
    assert all(attempt(mail).outcome == "sent" for mail in mails)


def test_while_the_probe_is_on_its_way_nobody_else_goes(server: LyingSmtp, away: MessageOutbound) -> None:
    probe, other = a_mail(away), a_mail(away)
    attempt(probe)
    attempt(other)
    back(away, server)

    def mail_from() -> str:
        thread = threading.Thread(target=lambda: (attempt(other), connection.close()))
        thread.start()
        thread.join()
        return "250 OK"

    server.next["MAIL"].append(mail_from)
    assert attempt(probe).outcome == "sent"
    assert other.state == "waiting" and len(server.mails) == 1


def test_pauses_double_up_to_ten_minutes(away: MessageOutbound) -> None:
    mail, pauses = a_mail(away), []
    for _ in range(9):
        pauses.append(round(delay(mail)))
        pauses_are_over()
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600]


def test_many_that_fail_at_the_same_time_are_one_failure(server: LyingSmtp, relay: MessageOutbound) -> None:
    together = threading.Barrier(4)

    def greeting() -> str:
        together.wait(10)
        return "554 no service here"

    server.always["CONNECT"] = greeting
    mails = [a_mail(relay) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda mail=mail: (attempt(mail), connection.close())) for mail in mails
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state_of(relay).failures == 1


def test_one_mail_that_breaks_connections_does_not_stop_the_others(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    poison = a_mail(relay)
    for _ in range(4):
        server.next["DATA"].append(HANG_UP)
        assert attempt(poison).waits_for == "", "it waits for itself"
        assert attempt(a_mail(relay)).outcome == "sent"
        lines.close()
    assert state_of(relay).status == "online" and states(poison) == {ADA: "open"}


def test_several_breaks_in_a_row_are_the_servers(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.always["DATA"] = HANG_UP
    for _ in range(health.MANY_BREAKS):
        attempt(a_mail(relay))
    assert state_of(relay).status == "failing"
    assert attempt(a_mail(relay)).waits_for == f"outbound:{relay.pk}"
    assert server.connections == health.MANY_BREAKS


def test_a_server_that_takes_mail_and_never_answers_is_found_out(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.always["DOT"] = HANG_UP
    mails = [attempt(a_mail(relay)) for _ in range(health.MANY_BREAKS + 2)]
    assert [mail.outcome for mail in mails].count("perhaps") == health.MANY_BREAKS
    assert state_of(relay).status == "failing"


# --- fall-back, switched off, removed ----------------------------------------------------------------------


def test_the_fall_back_sends_while_one_is_down(server: LyingSmtp, away: MessageOutbound) -> None:
    away.fallback = outbound_at(server.port, "spare")
    away.save()
    mail = a_mail(away)
    assert delay(mail) < 1, "the fall-back is there: nobody waits for the pause"
    assert attempt(mail).outcome == "sent" and "'spare' answered" in trace(mail)
    assert mail.tries.get().outbound == away.fallback
    assert attempt(a_mail(away)).outcome == "sent" and state_of(away).failures == 1


def test_where_the_fall_back_is_down_too_whoever_is_back_first_sends(
    server: LyingSmtp, away: MessageOutbound
) -> None:
    away.fallback = outbound_at(NOWHERE, "spare")
    away.save()
    mail = a_mail(away)
    attempt(mail)
    attempt(mail)
    assert 1 <= delay(mail) <= 5 and "fall-back too" in mail.reason
    assert (mail.waits_for, mail.state) == (f"outbound:{away.pk}", "waiting")
    back(away, server)
    assert attempt(mail).outcome == "sent"


def test_one_that_is_switched_off_sends_nothing_until_it_is_on(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    relay.enabled = False
    relay.save()
    mail = a_mail(relay)
    assert delay(mail) == health.OFF
    assert "switched off" in mail.reason and server.connections == 0
    relay.enabled = True
    relay.save()
    assert attempt(mail).outcome == "sent"


def test_one_that_was_removed_is_named_and_the_mail_kept(server: LyingSmtp, relay: MessageOutbound) -> None:
    mail = a_mail(relay)
    relay.delete()
    attempt(mail)
    assert (mail.state, states(mail)) == ("parked", {ADA: "open"}) and "was removed" in mail.reason
    with pytest.raises(Permanent):
        health.choose(mail)


def test_where_its_mapping_names_another_one_that_sends(server: LyingSmtp, relay: MessageOutbound) -> None:
    old = outbound_at(NOWHERE, "old")
    mapping = NotificationMapping.objects.create(name="all", site=builders.site(), outbound=relay)
    mail = a_mail(old, mapping=mapping)
    old.delete()
    assert attempt(mail).outcome == "sent"


# --- pace --------------------------------------------------------------------------------------------------


def aged(outbound: MessageOutbound, seconds: float) -> None:
    """As if so much time had passed for the rate."""
    free_from = state_of(outbound).free_from
    assert free_from is not None
    OutboundState.objects.filter(outbound=outbound).update(free_from=free_from - timedelta(seconds=seconds))


def taken(outbound: MessageOutbound, mail: OutboundMessage, most: int) -> int:
    """How many places are free now."""
    for count in range(most):
        try:
            health.keep_pace(outbound, mail)
        except Temporary:
            return count
    return most


def test_the_rate_is_kept_but_for_what_was_not_used_lately(server: LyingSmtp, relay: MessageOutbound) -> None:
    relay.rate_per_minute = 600
    relay.save()
    mail = a_mail(relay)
    burst = taken(relay, mail, 500)
    assert 100 <= burst <= 110, "ten seconds' worth, and what passed meanwhile"
    aged(relay, 5)
    assert 50 <= taken(relay, mail, 500) <= 60
    aged(relay, 3600)
    assert 100 <= taken(relay, mail, 500) <= 110, "an idle hour is not saved up"


def test_without_a_rate_nobody_waits(relay: MessageOutbound) -> None:
    assert taken(relay, a_mail(relay), 500) == 500


def test_who_was_first_goes_first(server: LyingSmtp, relay: MessageOutbound) -> None:
    relay.rate_per_minute = 1
    relay.save()
    mails = [a_mail(relay) for _ in range(4)]
    OutboundState.objects.filter(outbound=relay).update(free_from=timezone.now() + timedelta(minutes=1))
    assert [delay(mail) for mail in mails] == [60, 120, 180, 240]
    assert server.connections == 0 and "waits its turn" in mails[3].reason


def test_several_at_once_get_no_more_places_than_there_are(relay: MessageOutbound) -> None:
    relay.rate_per_minute = 60
    relay.save()
    mail, counts, together = a_mail(relay), [], threading.Barrier(6)

    def work() -> None:
        together.wait()
        counts.append(taken(relay, mail, 100))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 10 <= sum(counts) <= 13


# --- logins ------------------------------------------------------------------------------------------------

SECRET = "correct horse battery"
PLAIN = b64encode(f"\0support\0{SECRET}".encode()).decode()
LOGIN = {"login": "password", "user": "support", "password": SECRET}


@pytest.mark.parametrize(
    "answer",
    [f"535 5.7.8 no such password: {SECRET}", f"535 5.7.8 did not like {PLAIN}", "454 4.7.0 not now"],
)
def test_a_refused_login_is_the_outbounds_trouble_and_no_secret_is_told(
    server: LyingSmtp, answer: str, transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    server.always["EHLO"] = "250-mx\r\n250 AUTH PLAIN"
    server.always["AUTH"] = answer
    outbound = outbound_at(server.port, "office", **LOGIN)
    mail = attempt(a_mail(outbound))
    assert states(mail) == {ADA: "open"} and mail.waits_for == f"outbound:{outbound.pk}"
    assert (
        state_of(outbound).status == "failing" and "did not let support in" in state_of(outbound).last_answer
    )
    told = "\n".join([state_of(outbound).last_answer, mail.reason, trace(mail), caplog.text])
    assert SECRET not in told and PLAIN not in told


def test_a_sign_in_that_has_ended_is_the_outbounds_trouble_too(
    server: LyingSmtp, relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_: MessageOutbound) -> str:
        raise SignInNeeded("Sign in again.")

    monkeypatch.setattr(lines, "access_token", ended)
    relay.login = "xoauth2"
    relay.save()
    mail = attempt(a_mail(relay))
    assert (mail.state, mail.waits_for) == ("waiting", f"outbound:{relay.pk}"), "not parked one by one"
    assert state_of(relay).last_answer == "Sign in again."


def test_what_waits_for_an_outbound_is_temporary() -> None:
    assert WaitsForOutbound("away", 7, 5).waits_for == "outbound:7"


def test_a_failure_that_is_heard_late_does_not_shorten_the_pause(away: MessageOutbound) -> None:
    """It began before two others failed, and hung for longer than they did."""
    slow = MessageOutbound.objects.get(pk=away.pk)
    health.ready(slow)
    for _ in range(2):
        attempt(a_mail(away))
        pauses_are_over()
    OutboundState.objects.update(next_try=timezone.now() + timedelta(minutes=5))
    assert health.note_failure(slow, "no answer").retry_after > 200
    assert state_of(away).failures == 2 and "nothing listens" in state_of(away).last_answer


def test_of_several_who_ask_at_the_same_time_one_is_the_probe(away: MessageOutbound) -> None:
    attempt(a_mail(away))
    pauses_are_over()
    seen = [state_of(away) for _ in range(3)]
    assert [health.is_probe(each) for each in seen] == [True, False, False]
