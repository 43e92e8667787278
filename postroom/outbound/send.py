"""The whole story of one finished mail: offered to a mail server, until each receiver has an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.utils import timezone

from postroom import journal, stored
from postroom.errors import Temporary, Unanswered
from postroom.journal import Outcome, SendTurn
from postroom.journal.sending import GIVE_UP
from postroom.models import Attempt, MessageOutbound, Receiver, SetAside
from postroom.outbound import health, hook_out
from postroom.outbound.lines import line_to
from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.smtp import CLOSING, FINAL_DOT, Reply, Submission

State = Receiver.State
Replies = Sequence[tuple[str, Reply]]

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0  # seconds
TOO_MANY = "5.5.3"  # RFC 3463: too many recipients
OUR_LOGIN = (530, 534, 535, 538)  # RFC 4954: it is us whom the server does not want
MARGIN = timedelta(seconds=2)
MOST_SHOWN = 20  # answers in one line of the trace


def send(turn: SendTurn) -> Outcome:
    """Offer a mail to those of its receivers who are still open, for 48 hours and once more after that."""
    if turn.attempt > 1:
        judge_lost(turn)
    try:
        attempt(turn, without_set_aside(turn))
    except Temporary as trouble:
        if timezone.now() < turn.record.give_up_at:
            raise
        give_up(turn, trouble)
    return Outcome(turn.record.outcome) if turn.settled else journal.outcome_of(turn.record)


def attempt(turn: SendTurn, receivers: Sequence[str]) -> None:
    """One attempt, where somebody is still open. Raises Temporary where somebody is afterwards."""
    if not receivers:
        return
    outbound = health.choose(turn.record)
    health.keep_pace(outbound, turn.record)
    way = hook_out.offer if hook_out.takes(turn.record, outbound) else offer
    way(turn, outbound, receivers)
    left = [] if turn.settled else still_open(turn)
    if left:
        raise Temporary(
            waiting_words(turn), pause(tries(turn)) if len(left) == len(receivers) else FIRST_PAUSE
        )


def offer(turn: SendTurn, outbound: MessageOutbound, receivers: Sequence[str]) -> None:
    """What the server says is saved; what nobody knows is said to be unknown. Raises Temporary for a break.

    A connection that was used before may have died of age: then the mail has its chance on a fresh one.
    """
    content = b"".join(stored.chunks_of(turn.record))
    row: Attempt | None = None
    for fresh in (False, True):
        with line_to(outbound, fresh=fresh) as line:
            row, used = row or journal.begin_attempt(turn, outbound), line.count > 0
            try:
                replies = handed_over(turn, row, line, receivers, content)
            except Unanswered as error:
                nobody_knows(turn, row, outbound, str(error))
                return
            except MailboxUnavailable as error:
                if used:
                    continue
                raise broken(turn, outbound, str(error)) from error
        if not used or not worn_out(row, replies):
            heed(turn, row, outbound, replies)
            return


def handed_over(
    turn: SendTurn, row: Attempt, line: Submission, receivers: Sequence[str], content: bytes
) -> Replies:
    def data_sent(accepted: Sequence[str]) -> None:
        journal.data_sent(turn, row, accepted)

    return line.deliver(turn.record.envelope_sender, receivers, content, data_sent=data_sent).replies


def worn_out(row: Attempt, replies: Replies) -> bool:
    """Whether the server has had enough of this connection, before it took the data."""
    return row.data_sent_at is None and closing(replies)


def closing(replies: Replies) -> bool:
    return any(reply.code == CLOSING for _, reply in replies)


def nobody_knows(turn: SendTurn, row: Attempt, outbound: MessageOutbound, words: str) -> None:
    turn.say(words)
    journal.unknown(turn, row, words)
    health.note_break(outbound, words)


def broken(turn: SendTurn, outbound: MessageOutbound, words: str) -> Temporary:
    """A break before the final dot: the server has thrown away what it got."""
    health.note_break(outbound, words)
    return Temporary(words, pause(tries(turn)))


def heed(turn: SendTurn, row: Attempt, outbound: MessageOutbound, replies: Replies) -> None:
    """Save each receiver's answer. Raises Temporary where it is us whom the server does not want."""
    answers = [(who, reply.code, judged(reply, who, row.receivers), str(reply)) for who, reply in replies]
    turn.say(f"'{outbound.name}' answered: {summary(replies)}.")
    journal.answered(turn, row, answers)
    login = next((reply for _, reply in replies if reply.code in OUR_LOGIN), None)
    if login is not None:
        raise health.note_failure(outbound, f"the server wants another login: {login}")
    if closing(replies):
        health.note_break(outbound, str(replies[-1][1]))
    else:
        health.note_answer(outbound, str(replies[0][1]))


def judged(reply: Reply, who: str, taken: Collection[str]) -> str:
    """What an answer means for its receiver (RFC 5321, 4.2.1); `taken` are those whom RCPT let in.

    A 552 is a full mailbox or too large a mail, but beside others who were let in it may mean too many at once
    (RFC 5321, 4.5.3.1.10).
    """
    if reply.is_good:
        return State.SENT
    beside_others = bool(taken) and who not in taken
    too_many = reply.code == 552 and (reply.status == TOO_MANY or (beside_others and not reply.status))
    return State.OPEN if reply.code < 500 or too_many or reply.code in OUR_LOGIN else State.REFUSED


def tries(turn: SendTurn) -> int:
    """Attempts since it was queued, or since a person sent it again."""
    return turn.record.tries.filter(begun_at__gte=turn.record.give_up_at - GIVE_UP).count()


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


def without_set_aside(turn: SendTurn) -> list[str]:
    """Who is still open, but for addresses that were set aside since the mail was made: these are not asked."""
    open_ones = {address.lower(): address for address in still_open(turn)}
    aside = SetAside.objects.filter(address__in=[*open_ones])
    for address, reason in aside.values_list("address", "reason"):
        turn.say(f"{address} is set aside: {reason}")
        journal.refuse(turn, [open_ones.pop(address)], f"Set aside: {reason}")
    return [*open_ones.values()]


def give_up(turn: SendTurn, trouble: Temporary) -> None:
    """Each receiver keeps the last that was heard."""
    rows = turn.record.receivers.filter(state=State.OPEN).values_list("address", "answer")
    for address, answer in list(rows):
        journal.refuse(turn, [address], f"Given up after 48 hours. {answer or trouble}")


def still_open(turn: SendTurn) -> list[str]:
    return list(turn.record.receivers.filter(state=State.OPEN).values_list("address", flat=True))


def waiting_words(turn: SendTurn) -> str:
    rows = turn.record.receivers.filter(state=State.OPEN).values_list("address", "answer")[:MOST_SHOWN]
    return "; ".join(f"{address}: {answer or 'no answer yet'}" for address, answer in rows) + "."


def summary(replies: Replies) -> str:
    more = f"; and {len(replies) - MOST_SHOWN} more" if len(replies) > MOST_SHOWN else ""
    return "; ".join(f"{who}: {reply}" for who, reply in replies[:MOST_SHOWN]) + more
