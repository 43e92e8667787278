"""One mail offered until each receiver has an answer; whatever dies on the way, nobody gets it twice unasked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from postroom import journal
from postroom.errors import Refused
from postroom.journal import Overtaken
from postroom.journal.sending import GIVE_UP, MOST_COPIES, word_for
from postroom.models import Attempt, MessageOutbound, OutboundMessage, Receiver, SetAside
from postroom.outbound import lines
from postroom.outbound import send as sending
from postroom.outbound.send import judged, pause, send
from postroom.transport.smtp import Reply
from tests.outbound.lying_smtp import HANG_UP, LyingSmtp
from tests.outbound.posting import (
    ADA,
    BO,
    CY,
    a_mail,
    answers,
    answers_are_late,
    attempt,
    jobs,
    outbound_at,
    state_of,
    states,
    trace,
    until_ended,
)
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[LyingSmtp]:
    with LyingSmtp() as lying:
        yield lying
    lines.close()


@pytest.fixture
def relay(server: LyingSmtp, transactional_db: None) -> MessageOutbound:
    return outbound_at(server.port)


@pytest.fixture
def sink(sandbox: SandboxProcess, transactional_db: None) -> Iterator[MessageOutbound]:
    """An outbound to the sandbox's sink."""
    sandbox.reset()
    sandbox.no_faults()
    yield outbound_at(int(sandbox.smtp.rpartition(":")[2]))
    lines.close()
    sandbox.no_faults()


# --- what an answer means ----------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("code", "status", "taken", "state"),
    [
        (250, "2.1.5", (ADA,), "sent"),
        (251, "", (ADA,), "sent"),
        (354, "", (), "open"),
        (421, "4.7.0", (), "open"),
        (450, "4.2.1", (), "open"),
        (451, "4.7.1", (), "open"),
        (452, "4.5.3", (BO,), "open"),
        (500, "", (), "refused"),
        (550, "5.1.1", (), "refused"),
        (550, "5.1.1", (BO,), "refused"),
        (554, "5.7.1", (ADA,), "refused"),
        (552, "5.2.2", (BO,), "refused"),  # a full mailbox
        (552, "5.3.4", (ADA,), "refused"),  # too large a mail
        (552, "", (ADA,), "refused"),  # after the data it cannot mean the receivers
        (552, "", (), "refused"),  # a single receiver is not too many
        (552, "", (BO,), "open"),
        (552, "5.5.3", (BO,), "open"),
        (552, "5.5.3", (), "open"),
        (530, "5.7.0", (), "open"),
        (535, "5.7.8", (), "open"),
    ],
)
def test_an_answer_and_what_it_means(code: int, status: str, taken: tuple[str, ...], state: str) -> None:
    assert judged(Reply(code, status, "words"), ADA, taken) == state


@pytest.mark.pure
def test_pauses_double_from_five_seconds_to_an_hour_and_fill_48_hours() -> None:
    assert [pause(tries) for tries in (0, 1, 2, 3, 10, 11, 500)] == [5, 5, 10, 20, 2560, 3600, 3600]
    assert sum(pause(tries) for tries in range(1, 60)) > GIVE_UP.total_seconds(), "60 attempts, no storm"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("receivers", "outcome"),
    [
        ({"sent"}, "sent"),
        ({"sent", "delayed"}, "sent"),
        ({"sent", "refused"}, "partly"),
        ({"delayed", "bounced"}, "partly"),
        ({"refused"}, "failed"),
        ({"refused", "bounced"}, "failed"),
        ({"sent", "perhaps", "refused"}, "perhaps"),
    ],
)
def test_how_a_mail_ends(receivers: set[str], outcome: str) -> None:
    assert word_for(receivers) == outcome


# --- answers per receiver ----------------------------------------------------------------------------------


def test_each_answer_is_kept_and_a_retry_addresses_only_those_still_open(
    sink: MessageOutbound, sandbox: SandboxProcess
) -> None:
    sandbox.faults(smtp_rcpt={BO: 550, CY: [451, 451]})
    mail = attempt(a_mail(sink, ADA, BO, CY))
    assert states(mail) == {ADA: "sent", BO: "refused", CY: "open"}
    assert "There is nobody of that name" in answers(mail)[BO] and "Greylisted" in answers(mail)[CY]
    assert (mail.state, mail.next_attempt is not None) == ("waiting", True)
    assert CY in mail.reason and ADA not in mail.reason
    until_ended(mail)
    assert states(mail) == {ADA: "sent", BO: "refused", CY: "sent"}
    assert mail.outcome == "partly" and BO in mail.reason and CY not in mail.reason
    assert [list(each["receivers"]) for each in sandbox.transactions()] == [[ADA, BO, CY], [CY], [CY]]
    assert [each["to"] for each in sandbox.sent()] == [[ADA], [CY]]


def test_a_no_after_the_data_is_the_answer_of_all_who_were_let_in(
    sink: MessageOutbound, sandbox: SandboxProcess
) -> None:
    sandbox.faults(smtp_rcpt={BO: 550}, smtp_data=[451, 250])
    mail = attempt(a_mail(sink, ADA, BO))
    assert states(mail) == {ADA: "open", BO: "refused"}
    assert until_ended(mail).outcome == "partly"
    assert len(sandbox.sent()) == 1


def test_pauses_grow_from_attempt_to_attempt(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.always["RCPT"] = "451 4.7.1 Greylisted"
    mail, pauses = a_mail(relay), []
    for _ in range(4):
        with pytest.raises(journal.Again) as again:
            journal.send(mail.pk, send)
        pauses.append(again.value.seconds)
    assert pauses == [5, 10, 20, 40]
    assert "Greylisted" in trace(mail)


def test_too_many_receivers_at_once_go_in_portions_without_growing_pauses(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    people = [f"p{number}@example.org" for number in range(6)]
    server.next["RCPT"].extend(["250 OK", "250 OK", *["552 Too many recipients"] * 4])
    server.next["RCPT"].extend(["250 OK", "250 OK", *["452 4.5.3 Too many recipients"] * 2])
    mail = a_mail(relay, *people)
    for _ in range(2):
        with pytest.raises(journal.Again) as again:
            journal.send(mail.pk, send)
        assert again.value.seconds == 5
    assert attempt(mail).outcome == "sent"
    assert server.copies == [tuple(people[at : at + 2]) for at in (0, 2, 4)]


def test_a_full_mailbox_is_refused_at_once(sink: MessageOutbound, sandbox: SandboxProcess) -> None:
    sandbox.faults(smtp_rcpt={ADA: 552})
    mail = attempt(a_mail(sink, ADA, BO))
    assert states(mail) == {ADA: "refused", BO: "sent"} and "full" in answers(mail)[ADA]


def test_a_login_that_is_wanted_is_the_outbounds_trouble_and_no_receivers(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["RCPT"].extend(["550 5.1.1 nobody", "530 5.7.0 Authentication required"])
    mail = attempt(a_mail(relay, ADA, BO))
    assert states(mail) == {ADA: "refused", BO: "open"}, "what was said of others counts"
    assert (mail.state, mail.waits_for) == ("waiting", f"outbound:{relay.pk}")
    assert state_of(relay).status == "failing" and "Authentication required" in state_of(relay).last_answer
    assert until_ended(mail).outcome == "partly" and state_of(relay).status == "online"


def test_a_no_to_the_sender_is_the_answer_for_everybody(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.next["MAIL"].append("550 5.7.1 Sender refused")
    mail = attempt(a_mail(relay, ADA, BO))
    assert mail.outcome == "failed" and set(states(mail).values()) == {"refused"}


def test_answers_stay_when_the_server_hangs_up_right_after_them(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["RCPT"].append("550 5.1.1 nobody")
    server.next["RSET"].append(HANG_UP)
    mail = attempt(a_mail(relay, ADA))
    assert (mail.outcome, states(mail)) == ("failed", {ADA: "refused"})


def test_a_yes_to_data_that_is_no_354_is_no_yes_to_the_mail(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["DATA"].append("250 2.0.0 OK")
    mail = attempt(a_mail(relay, ADA))
    assert states(mail) == {ADA: "open"} and server.mails == []
    assert attempt(mail).outcome == "sent"


@pytest.mark.parametrize("answer", ["354 go on", "hello", "250" * 4000, "99 what", ""])
def test_after_the_dot_an_answer_that_says_nothing_leaves_nobody_sure(
    server: LyingSmtp, relay: MessageOutbound, answer: str
) -> None:
    relay.timeout = 0.2
    relay.save()
    server.next["DOT"].append(answer)
    mail = attempt(a_mail(relay, ADA))
    assert (mail.outcome, states(mail)) == ("perhaps", {ADA: "perhaps"})
    assert len(server.mails) == 1


def test_words_of_a_server_that_no_database_takes_are_kept_without_what_is_wrong(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.next["RCPT"].append("550 5.1.1 no\0body\x1b[31m " + "x" * 4000)
    mail = attempt(a_mail(relay, ADA))
    assert states(mail) == {ADA: "refused"} and "\0" not in answers(mail)[ADA]
    assert len(answers(mail)[ADA]) <= 2010


def test_an_answer_without_an_end_is_cut(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.next["MAIL"].append("\r\n".join(["250-more"] * 5000) + "\r\n250 OK")
    mail = attempt(a_mail(relay, ADA))
    assert mail.state == "waiting" and states(mail) == {ADA: "open"}
    assert until_ended(mail).outcome == "sent"


# --- breaks and perhaps sent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"], ids="hang-up at {}".format
)
def test_a_break_before_the_final_dot_is_a_plain_retry(
    server: LyingSmtp, relay: MessageOutbound, place: str
) -> None:
    server.next[place].append(HANG_UP)
    if place == "EHLO":
        server.next["HELO"].append(HANG_UP)
    mail = attempt(a_mail(relay, ADA, BO, lines=1_000_000 if place == "BODY" else 1))
    assert (mail.state, set(states(mail).values())) == ("waiting", {"open"}), mail.reason
    assert until_ended(mail).outcome == "sent"
    assert server.copies == [(ADA, BO)]


@pytest.mark.parametrize(("fault", "taken"), [("hang_up", 1), ("cut", 0)])
def test_a_break_after_the_dot_is_shown_and_not_sent_again_by_itself(
    sink: MessageOutbound, sandbox: SandboxProcess, fault: str, taken: int
) -> None:
    sandbox.faults(smtp_rcpt={BO: 550}, smtp_data=[fault])
    mail = attempt(a_mail(sink, ADA, BO))
    assert states(mail)[ADA] == "perhaps"
    until_ended(mail)
    assert (mail.outcome, states(mail)) == ("perhaps", {ADA: "perhaps", BO: "refused"})
    assert "nobody knows whether it was taken" in answers(mail)[ADA] and "nobody knows" in trace(mail)
    assert len(sandbox.sent()) == taken


def test_where_the_mapping_chose_it_the_mail_goes_again_with_the_same_id(
    sink: MessageOutbound, sandbox: SandboxProcess
) -> None:
    sandbox.faults(smtp_data=["hang_up"])
    mail = until_ended(a_mail(sink, ADA, perhaps_again=True))
    assert (mail.outcome, states(mail)) == ("sent", {ADA: "sent"})
    assert [each["message_id"] for each in sandbox.sent()] == [f"<{mail.message_id}>"] * 2


def test_a_server_that_never_answers_gets_three_copies_and_no_more(
    sink: MessageOutbound, sandbox: SandboxProcess
) -> None:
    sandbox.faults(smtp_hang_up=1)
    mail = until_ended(a_mail(sink, ADA, perhaps_again=True))
    assert (mail.outcome, len(sandbox.sent())) == ("perhaps", MOST_COPIES)


class Death(BaseException):
    """As if the process had been killed here."""


@contextmanager
def deadly(statement: int, *, after: bool) -> Iterator[list[str]]:
    """Die before or after the n-th SQL statement of this block; yields those that were reached."""
    seen: list[str] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        if len(seen) == statement and not after:
            raise Death
        result = run(sql, params, many, context)
        if len(seen) == statement and after:
            raise Death
        return result

    with connection.execute_wrapper(execute):
        yield seen


@pytest.mark.parametrize("again", [False, True], ids=["ask", "again"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_death_at_any_statement_loses_nothing_and_sends_nothing_twice_unasked(
    server: LyingSmtp, relay: MessageOutbound, after: bool, again: bool
) -> None:
    outcomes, step = [], 0
    while True:
        step += 1
        mail, had = a_mail(relay, ADA, perhaps_again=again), len(server.mails)
        with deadly(step, after=after) as seen:
            try:
                attempt(mail)
                died = False
            except Death:
                died = True
        if not died:
            break
        lines.close()
        known = Attempt.objects.filter(message=mail, data_sent_at__isnull=False).exists()
        until_ended(mail)
        copies = len(server.mails) - had
        outcomes.append(mail.outcome)
        assert mail.state == "done", (step, seen[-1])
        assert copies <= (2 if again and known else 1), (step, seen[-1])
        assert copies >= 1 or (known and mail.outcome == "perhaps"), (step, seen[-1])
        assert mail.outcome == "sent" or (known and not again), (step, seen[-1])
    assert step > 10, "there is much to die at"
    if not again:
        assert {"sent", "perhaps"} == set(outcomes)


def test_the_dot_is_not_sent_before_the_commit_that_says_so(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    """Seen from another connection, at the moment when the server has the dot."""
    from threading import Thread

    seen: list[bool] = []

    def look() -> None:
        seen.append(Attempt.objects.filter(data_sent_at__isnull=False).exists())
        connection.close()

    def dot() -> str:
        thread = Thread(target=look)
        thread.start()
        thread.join()
        return "250 OK"

    server.next["DOT"].append(dot)
    assert attempt(a_mail(relay)).outcome == "sent"
    assert seen == [True]


def lost(mail: OutboundMessage, relay: MessageOutbound, *receivers: str, ago: float = 0) -> Attempt:
    """An attempt that sent all of the mail and died."""
    OutboundMessage.objects.filter(pk=mail.pk).update(attempts=mail.attempts + 1)
    mail.refresh_from_db()
    return Attempt.objects.create(
        message=mail, number=mail.attempts, outbound=relay, receivers=list(receivers),
        data_sent_at=timezone.now() - timedelta(seconds=ago),
    )  # fmt: skip


def test_a_lost_attempt_is_judged_only_when_its_answer_can_come_no_more(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = a_mail(relay, ADA, BO)
    lost(mail, relay, ADA, ago=relay.timeout * 4 - 1)
    with pytest.raises(journal.Again) as again:
        journal.send(mail.pk, send)
    assert 0 < again.value.seconds <= 3
    assert states(mail) == {ADA: "open", BO: "open"} and server.mails == []
    answers_are_late()
    attempt(mail)
    assert (mail.outcome, states(mail)) == ("perhaps", {ADA: "perhaps", BO: "sent"})
    assert server.copies == [(BO,)], "whoever was not let in then has not got it"


def test_several_lost_attempts_are_each_judged(server: LyingSmtp, relay: MessageOutbound) -> None:
    mail = a_mail(relay, ADA, BO, CY)
    lost(mail, relay, ADA, ago=3600)
    lost(mail, relay, BO, ago=3000)
    attempt(mail)
    assert states(mail) == {ADA: "perhaps", BO: "perhaps", CY: "sent"}
    assert Attempt.objects.filter(answered_at=None, answer__contains="perhaps sent").count() == 2


@contextmanager
def overtaken_at(mail: OutboundMessage) -> Iterator[None]:
    """Another worker takes the mail now."""
    OutboundMessage.objects.filter(pk=mail.pk).update(attempts=mail.attempts + 2)
    yield


def test_an_overtaken_attempt_does_not_send_the_dot(server: LyingSmtp, relay: MessageOutbound) -> None:
    mail = a_mail(relay)

    def data() -> str:
        OutboundMessage.objects.filter(pk=mail.pk).update(attempts=7)
        connection.close()
        return "354 go on"

    server.next["DATA"].append(data)
    attempt(mail)
    assert server.mails == [] and states(mail) == {ADA: "open"}
    assert not Attempt.objects.filter(data_sent_at__isnull=False).exists()
    assert attempt(mail).outcome == "sent" and len(server.mails) == 1


def overtake_while_the_server_thinks(
    server: LyingSmtp, mail: OutboundMessage, work: Any, answer: str
) -> None:
    """The answer to the dot comes only after another worker has taken the mail and done its `work`."""
    from threading import Thread

    def dot() -> str:
        thread = Thread(target=lambda: (work(), connection.close()))
        thread.start()
        thread.join()
        return answer

    server.next["DOT"].append(dot)
    attempt(mail)


def test_an_answer_that_comes_while_the_next_attempt_waits_for_it_counts(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = a_mail(relay)
    waiting = OutboundMessage.objects.get(pk=mail.pk)
    overtake_while_the_server_thinks(server, mail, lambda: attempt(waiting), "250 OK")
    assert waiting.state == "waiting" and states(mail) == {ADA: "sent"}
    assert attempt(mail).outcome == "sent" and len(server.mails) == 1


@pytest.mark.parametrize(
    ("answer", "outcome", "state"),
    [("250 OK", "sent", "sent"), ("550 no", "failed", "refused"), ("451 later", "perhaps", "perhaps")],
)
def test_a_late_answer_says_what_nobody_knew(
    server: LyingSmtp, relay: MessageOutbound, answer: str, outcome: str, state: str
) -> None:
    mail = a_mail(relay)
    other = OutboundMessage.objects.get(pk=mail.pk)

    def judge() -> None:
        answers_are_late()
        attempt(other)

    overtake_while_the_server_thinks(server, mail, judge, answer)
    assert other.outcome == "perhaps", "that is what the other attempt thought"
    mail.refresh_from_db()
    assert (mail.state, mail.outcome, states(mail)) == ("done", outcome, {ADA: state})
    assert len(server.mails) == 1


def test_a_late_no_takes_nothing_back_that_a_later_attempt_has_done(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = a_mail(relay, perhaps_again=True)
    other = OutboundMessage.objects.get(pk=mail.pk)

    def judge() -> None:
        answers_are_late()
        attempt(other)

    overtake_while_the_server_thinks(server, mail, judge, "550 no")
    mail.refresh_from_db()
    assert (mail.outcome, states(mail)) == ("sent", {ADA: "sent"})


def test_two_jobs_for_one_mail_send_it_once(server: LyingSmtp, relay: MessageOutbound) -> None:
    from threading import Barrier, Thread

    mails = [a_mail(relay) for _ in range(10)]
    together = Barrier(3)

    def work() -> None:
        for mail in mails:
            together.wait()
            attempt(OutboundMessage.objects.get(pk=mail.pk))
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mail in mails:
        assert until_ended(mail).outcome == "sent", trace(mail)
    assert len(server.mails) == len(mails)


# --- after 48 hours, set aside -----------------------------------------------------------------------------


def over(mail: OutboundMessage) -> None:
    OutboundMessage.objects.filter(pk=mail.pk).update(give_up_at=timezone.now() - timedelta(seconds=1))


def test_after_48_hours_it_is_given_up_with_what_was_last_heard(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    server.always["RCPT"] = "451 4.7.1 Greylisted for ever"
    mail = attempt(a_mail(relay))
    over(mail)
    attempt(mail)
    assert (mail.outcome, states(mail)) == ("failed", {ADA: "refused"})
    assert answers(mail)[ADA] == "Given up after 48 hours. 451 4.7.1 Greylisted for ever"


def test_a_mail_that_slept_for_48_hours_has_its_chance(server: LyingSmtp, relay: MessageOutbound) -> None:
    mail = a_mail(relay)
    over(mail)
    assert attempt(mail).outcome == "sent"


def test_a_server_that_was_away_for_48_hours_is_named(server: LyingSmtp, relay: MessageOutbound) -> None:
    relay.port = 1
    relay.save()
    mail = a_mail(relay)
    over(mail)
    assert attempt(mail).outcome == "failed" and "nothing listens" in answers(mail)[ADA]


def test_an_address_that_was_set_aside_gets_nothing(server: LyingSmtp, relay: MessageOutbound) -> None:
    mail = a_mail(relay, "Ada.Palmer@example.org", BO)
    journal.set_aside("ada.palmer@Example.org", "550 5.1.1 nobody", None)
    assert attempt(mail).outcome == "partly"
    assert server.copies == [(BO,)] and "Set aside: 550" in answers(mail)["Ada.Palmer@example.org"]
    assert SetAside.objects.count() == 1


# --- by hand -----------------------------------------------------------------------------------------------


def ended(relay: MessageOutbound, **by_address: str) -> OutboundMessage:
    mail = a_mail(relay, *(f"{name}@example.org" for name in by_address))
    for name, state in by_address.items():
        Receiver.objects.filter(message=mail, address=f"{name}@example.org").update(state=state)
    OutboundMessage.objects.filter(pk=mail.pk).update(state="done", outcome="perhaps")
    mail.refresh_from_db()
    return mail


def test_a_person_sends_it_again_to_those_who_have_not_got_it_for_sure(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = ended(relay, a="sent", b="perhaps", c="refused", d="delayed", e="bounced", f="open")
    assert journal.resend(mail.pk, "ada") == "It is sent again to 3 receivers."
    assert jobs(mail) == 2, "the one of its making is done with and does nothing"
    until_ended(mail)
    assert server.copies == [("b@example.org", "c@example.org", "f@example.org")]
    assert "Resend by ada. It is sent again to 3 receivers." in trace(mail)


def test_a_persons_word_outweighs_an_answer_that_was_never_kept(
    server: LyingSmtp, relay: MessageOutbound
) -> None:
    mail = ended(relay, ada="open")
    lost(mail, relay, ADA, ago=3600)
    journal.resend(mail.pk, "ada")
    assert attempt(mail).outcome == "sent" and len(server.mails) == 1


def test_pauses_begin_anew_when_a_person_sends_it_again(server: LyingSmtp, relay: MessageOutbound) -> None:
    server.always["RCPT"] = "451 later"
    mail = a_mail(relay)
    for _ in range(5):
        attempt(mail)
    Attempt.objects.update(begun_at=timezone.now() - timedelta(hours=50))
    over(mail)
    assert attempt(mail).outcome == "failed"
    Attempt.objects.update(begun_at=timezone.now() - timedelta(minutes=1))
    journal.resend(mail.pk, "ada")
    with pytest.raises(journal.Again) as again:
        journal.send(mail.pk, send)
    assert again.value.seconds >= 5


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "queued"}, "still on its way"),
        ({"mail": None}, "deleted by retention"),
        ({}, "Every receiver's mail server has taken this mail"),
    ],
)
def test_what_cannot_be_sent_again_is_refused_in_words(
    server: LyingSmtp, relay: MessageOutbound, values: dict[str, Any], words: str
) -> None:
    mail = ended(relay, a="sent", b="bounced")
    OutboundMessage.objects.filter(pk=mail.pk).update(**values)
    with pytest.raises(Refused, match=words):
        journal.resend(mail.pk, "ada")


# --- content -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rcpt", "dot", "outcome", "kept"),
    [
        ("250 OK", "250 OK", "sent", False),
        ("550 no", "", "failed", True),
        ("250 OK", HANG_UP, "perhaps", True),
    ],
)
def test_where_no_content_is_kept_the_bytes_of_what_was_sent_go(
    server: LyingSmtp, relay: MessageOutbound, settings: Any, rcpt: str, dot: str, outcome: str, kept: bool
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keep_content=False)
    server.next["RCPT"].append(rcpt)
    server.next["DOT"].append(dot)
    mail = attempt(a_mail(relay))
    assert (mail.outcome, mail.mail_id is not None) == (outcome, kept)


def test_an_unforeseen_error_parks_the_mail_and_keeps_it(
    server: LyingSmtp, relay: MessageOutbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def boom(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sending, "without_set_aside", boom)
    mail = attempt(a_mail(relay))
    assert (mail.state, mail.mail_id is not None) == ("parked", True)
    monkeypatch.undo()
    journal.resend(mail.pk, "ada")
    assert attempt(mail).outcome == "sent"


def test_overtaken_is_no_temporary_trouble() -> None:
    """Else the story would write what another attempt has in hand."""
    from postroom.errors import Temporary

    assert not issubclass(Overtaken, Temporary)
