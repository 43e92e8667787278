"""The whole story of one finished mail: offered to a mail server, until each receiver has an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.utils import timezone

from postroom import journal, stored
from postroom.errors import Permanent, Temporary, Unanswered
from postroom.journal import Outcome, SendTurn
from postroom.models import Attempt, MessageOutbound, OutboundMessage, Receiver, SetAside
from postroom.outbound import health
from postroom.outbound.grants import forget
from postroom.outbound.lines import line_to
from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.smtp import FINAL_DOT, Reply

State, Word = Receiver.State, OutboundMessage.Outcome

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0  # seconds
TOO_MANY = "5.5.3"  # RFC 3463: too many recipients
OUR_LOGIN = (530, 535, 538)  # RFC 4954: it is us whom the server does not want
MARGIN = timedelta(seconds=2)


def send(turn: SendTurn) -> Outcome:
    """Offer a mail to those of its receivers who are still open."""
    judge_lost(turn)
    leave_out(turn)
    if timezone.now() > turn.record.give_up_at:
        give_up(turn)
    receivers = still_open(turn)
    if not receivers:
        return ending(turn)
    outbound = health.choose(turn.record.outbound)
    health.keep_pace(outbound)
    offer(turn, outbound, receivers)
    if still_open(turn):
        raise Temporary(
            f"{waiting_words(turn)} The others are not asked again.", pause(turn.record.tries.count())
        )
    return ending(turn)


def offer(turn: SendTurn, outbound: MessageOutbound, receivers: Sequence[str]) -> None:
    """One attempt. What the server says is saved; what nobody knows is said to be unknown."""
    content = b"".join(stored.chunks_of(turn.record))
    sender = turn.record.envelope_sender
    try:
        with line_to(outbound) as line:
            attempt = journal.begin_attempt(turn, outbound)
            replies = line.deliver(
                sender,
                receivers,
                content,
                data_sent=lambda accepted: journal.data_sent(turn, attempt, accepted),
            ).replies
    except Unanswered as error:
        turn.say(str(error))
        journal.unknown(turn, attempt, str(error))
        return
    except MailboxUnavailable as error:
        if error.stage == "login":
            forget(outbound)
        raise health.note_failure(outbound, str(error)) from error
    if all(reply.code in OUR_LOGIN for _, reply in replies):
        raise health.note_failure(outbound, str(replies[0][1]))
    journal.answered(turn, attempt, [(who, reply.code, judged(reply), str(reply)) for who, reply in replies])
    health.note_answer(outbound, str(replies[0][1]))
    turn.say(f"'{outbound.name}' answered: {summary(replies)}.")


def judged(reply: Reply) -> str:
    """What an answer means for its receiver (RFC 5321, 4.2.1)."""
    if reply.is_good:
        return State.SENT
    too_many = reply.code == 552 and reply.status in ("", TOO_MANY)  # RFC 5321, 4.5.3.1.10
    return State.OPEN if reply.code < 500 or too_many else State.REFUSED


def pause(tries: int) -> float:
    """Seconds until the next try: 5, 10, 20 ... an hour."""
    return min(FIRST_PAUSE * 2.0 ** min(max(tries - 1, 0), 20), LONGEST_PAUSE)


def judge_lost(turn: SendTurn) -> None:
    """An earlier attempt that died after the data: nobody knows. Raises Temporary while its answer may come."""
    lost = turn.record.tries.filter(data_sent_at__isnull=False, answered_at=None, answer="")
    for attempt in lost.exclude(number=turn.attempt).select_related("outbound"):
        wait_for_answer(attempt)
        words = "The answer was lost: this mail was perhaps sent."
        turn.say(words)
        journal.unknown(turn, attempt, words)


def wait_for_answer(attempt: Attempt) -> None:
    assert attempt.data_sent_at is not None
    timeout = attempt.outbound.timeout if attempt.outbound else 30.0
    until = attempt.data_sent_at + timedelta(seconds=timeout * FINAL_DOT) + MARGIN
    left = (until - timezone.now()).total_seconds()
    if left > 0:
        raise Temporary("An earlier attempt may still be waiting for the server's answer.", left)


def leave_out(turn: SendTurn) -> None:
    """Addresses that were set aside since the mail was made."""
    aside = SetAside.objects.filter(address__in=[each.lower() for each in still_open(turn)])
    for address, reason in aside.values_list("address", "reason"):
        turn.say(f"{address} is set aside: {reason}")
        journal.refuse(turn, [address], f"Set aside: {reason}")


def give_up(turn: SendTurn) -> None:
    journal.refuse(turn, still_open(turn), "Tried for 48 hours without success.")


def still_open(turn: SendTurn) -> list[str]:
    return list(turn.record.receivers.filter(state=State.OPEN).values_list("address", flat=True))


def ending(turn: SendTurn) -> Outcome:
    """How the mail ends, from what became of its receivers."""
    rows = list(turn.record.receivers.values_list("address", "state", "answer"))
    if not rows:
        raise Permanent("This mail has no receiver.")
    words = "; ".join(f"{address}: {answer}" for address, state, answer in rows if state not in ARRIVED)
    return Outcome(word_for({state for _, state, _ in rows}), words)


ARRIVED = (State.SENT, State.DELAYED)


def word_for(states: Collection[str]) -> str:
    """The outcome of a mail whose receivers ended in these states."""
    if State.PERHAPS in states:
        return Word.PERHAPS
    arrived = set(states) & set(ARRIVED)
    if arrived and set(states) <= set(ARRIVED):
        return Word.SENT
    return Word.PARTLY if arrived else Word.FAILED


def waiting_words(turn: SendTurn) -> str:
    rows = turn.record.receivers.filter(state=State.OPEN).values_list("address", "answer")
    return "; ".join(f"{address}: {answer or 'no answer yet'}" for address, answer in rows) + "."


def summary(replies: Sequence[tuple[str, Reply]]) -> str:
    return "; ".join(f"{who}: {reply}" for who, reply in replies)
