"""A finished mail's way out: every attempt is written down before its final dot, every answer kept per receiver."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from postroom.errors import Permanent, Refused
from postroom.journal.content import forget_sent
from postroom.journal.run import Turn
from postroom.journal.values import Outcome, Overtaken
from postroom.journal.working import attempted, make, put, put_together, settle
from postroom.models import (
    Attempt,
    InboundMessage,
    MessageOutbound,
    OutboundMessage,
    Receiver,
    SetAside,
    StoredMail,
    StoredPiece,
)

State, Ending = OutboundMessage.State, OutboundMessage.Outcome
Word = Receiver.State

GIVE_UP = timedelta(hours=48)
MOST_COPIES = 3  # that a mapping's "send again" may cost: a server that never answers gets no more by itself
MOST_NAMED = 20  # receivers in one sentence
ARRIVED = frozenset((Word.SENT, Word.DELAYED))
#: What a state may still become. An answer that comes late takes nothing back that is known.
NEWS = {
    Word.OPEN: (Word.OPEN, Word.SENT, Word.REFUSED),
    Word.PERHAPS: (Word.SENT, Word.REFUSED),
    Word.REFUSED: (Word.SENT,),
}

#: A finished mail as rows, unsaved: the message, its receivers, its bytes.
Finished = tuple[OutboundMessage, Sequence[Receiver], StoredMail, Sequence[StoredPiece]]


class SendTurn(Turn[OutboundMessage]):
    """One attempt to send a mail."""

    def ending(self, outcome: Outcome) -> dict[str, Any]:
        return {"ended_at": timezone.now()}

    def ended(self) -> None:
        forget_if_sent(self.record)


def forget_if_sent(record: OutboundMessage) -> None:
    """Where no content is kept: what was sent needs none; what was not may be sent again."""
    if not settings.ENVIRONMENT.keep_content and record.outcome == Ending.SENT:
        forget_sent(record)


def store_messages(finished: Iterable[Finished]) -> list[OutboundMessage]:
    """Store finished mails and put their jobs, in one commit; one that was made before is left alone."""
    made = list(finished)
    with transaction.atomic(savepoint=False):
        fresh = without_known(made)
        for message, _, mail, _ in fresh:
            message.mail, message.size = mail, mail.size
        StoredMail.objects.bulk_create([mail for _, _, mail, _ in fresh])
        StoredPiece.objects.bulk_create([piece for *_, pieces in fresh for piece in pieces])
        new = OutboundMessage.objects.bulk_create([message for message, *_ in fresh])
        Receiver.objects.bulk_create([receiver for _, receivers, *_ in fresh for receiver in receivers])
        put_together(OutboundMessage, [message.pk for message in new])
    return new


def without_known(made: Sequence[Finished]) -> list[Finished]:
    names = [message.once for message, *_ in made]
    known = set(OutboundMessage.objects.filter(once__in=names).values_list("once", flat=True))
    return [each for each in made if each[0].once not in known]


def send(record: int, story: Callable[[SendTurn], Outcome]) -> None:
    """Make one attempt to send a mail. Raises Again where the job is to run once more."""
    if number := attempted(OutboundMessage, record):
        known = OutboundMessage.objects.select_related("outbound__state", "outbound__fallback")
        row = known.get(pk=record)
        make(SendTurn(row, number, list(row.trace)), story)  # type: ignore[arg-type]


def begin_attempt(turn: SendTurn, outbound: MessageOutbound) -> Attempt:
    return Attempt.objects.create(message=turn.record, number=turn.attempt, outbound=outbound)


def data_sent(turn: SendTurn, attempt: Attempt, accepted: Sequence[str]) -> None:
    """All but the final dot has gone out: from here on a lost answer means perhaps sent. Raises Overtaken."""
    attempt.data_sent_at, attempt.receivers = timezone.now(), list(accepted)
    with connection.cursor() as cursor:
        cursor.execute(
            "update postroom_attempt set data_sent_at = %s, receivers = %s from (select id from"
            " postroom_outboundmessage where id = %s and attempts = %s for update) as mine"
            " where postroom_attempt.id = %s and message_id = mine.id",
            [attempt.data_sent_at, attempt.receivers, turn.record.pk, turn.attempt, attempt.pk],
        )
        if not cursor.rowcount:
            raise Overtaken(f"{turn.record} was taken over by a later attempt")


def answered(turn: SendTurn, attempt: Attempt, answers: Sequence[tuple[str, int, str, str]]) -> None:
    """Save what the server said of each receiver: (address, code, state, words). With the last one the mail ends.

    Raises Overtaken where a later attempt has the mail by now; what is known is known nevertheless.
    """
    with transaction.atomic():
        mine = is_held(turn)
        attempt.answered_at, attempt.answer = timezone.now(), answers[0][3][:2000]
        attempt.save(update_fields=["answered_at", "answer"])
        rows = {row.address: row for row in turn.record.receivers.select_for_update().order_by("pk")}
        for address, code, state, words in answers:
            heard(rows[address], code, state, words)
        if not mine:
            conclude_anew(turn.record.pk, "The answer to an earlier attempt came late")
        elif not any(row.state == Word.OPEN for row in rows.values()):
            settle(turn, ending_of([*rows.values()]))
    if not mine:
        raise Overtaken(f"{turn.record} was taken over by a later attempt")


def is_held(turn: SendTurn) -> bool:
    """Whether this attempt still has the mail, which is locked in either case."""
    rows = OutboundMessage.objects.select_for_update().filter(pk=turn.record.pk)
    return rows.values_list("attempts", flat=True).get() == turn.attempt


def heard(row: Receiver, code: int, state: str, words: str) -> None:
    """One receiver's answer, unless more is known already."""
    if state in NEWS.get(Word(row.state), ()):
        row.state, row.code, row.answer = state, code, words[:2000]
        row.save(update_fields=["state", "code", "answer", "changed_at"])


def conclude_anew(record: int, why: str) -> None:
    """What is heard late may change how a mail has ended. The mail is locked."""
    row = OutboundMessage.objects.get(pk=record)
    ending = outcome_of(row)
    if row.state != State.DONE or row.outcome == ending.word:
        return
    row.outcome, row.reason, row.changed_at = ending.word, ending.reason, timezone.now()
    row.trace = [*row.trace, [round(time.time(), 3), f"{why}: {row.get_outcome_display().lower()}."]]
    row.save(update_fields=["outcome", "reason", "trace", "changed_at"])
    forget_if_sent(row)


def outcome_of(record: OutboundMessage) -> Outcome:
    """How a mail ends of whose receivers none is open any more. Raises Permanent where it has none."""
    return ending_of([*record.receivers.all()])


def ending_of(rows: Sequence[Receiver]) -> Outcome:
    if not rows:
        raise Permanent("This mail has no receiver.")
    return Outcome(word_for({row.state for row in rows}), reason_for(rows))


def word_for(states: Collection[str]) -> str:
    """The outcome of a mail whose receivers ended in these states."""
    if Word.PERHAPS in states:
        return Ending.PERHAPS
    if ARRIVED.issuperset(states):
        return Ending.SENT
    return Ending.PARTLY if ARRIVED.intersection(states) else Ending.FAILED


def reason_for(rows: Sequence[Receiver]) -> str:
    """Who has not got it for sure, and why."""
    left = [row for row in rows if row.state not in ARRIVED]
    words = [f"{row.address}: {row.answer}" for row in left[:MOST_NAMED]]
    more = len(left) - len(words)
    return "; ".join([*words, f"and {more} more"] if more else words)


def unknown(turn: SendTurn, attempt: Attempt, words: str) -> None:
    """No answer after the data: its receivers are perhaps sent, or open again where the mapping chose so."""
    with transaction.atomic():
        turn.hold()
        Attempt.objects.filter(pk=attempt.pk).update(answer=words[:2000])
        state = Word.OPEN if may_go_again(turn.record) else Word.PERHAPS
        waiting = turn.record.receivers.filter(address__in=attempt.receivers, state=Word.OPEN)
        waiting.update(state=state, answer=words[:2000], code=0, changed_at=timezone.now())


def may_go_again(record: OutboundMessage) -> bool:
    """Whether a mail that was perhaps sent is sent again by itself."""
    copies = record.tries.filter(data_sent_at__isnull=False, answered_at=None).exclude(answer="").count()
    return record.perhaps_again and copies < MOST_COPIES


def refuse(turn: SendTurn, addresses: Sequence[str], words: str) -> None:
    """These receivers are not asked any more."""
    with transaction.atomic():
        turn.hold()
        waiting = turn.record.receivers.filter(address__in=addresses, state=Word.OPEN)
        waiting.update(state=Word.REFUSED, answer=words[:2000], changed_at=timezone.now())


def resend(record: int, by: str) -> str:
    """Let a person send a mail again, to those who have not got it for sure; returns what will happen, in words.

    Raises Refused where there is nothing to send.
    """
    with transaction.atomic():
        row = OutboundMessage.objects.select_for_update(of=("self",)).get(pk=record)
        if row.state in OutboundMessage.OPEN:
            raise Refused("This mail is still on its way.")
        if row.mail_id is None:
            raise Refused("The content of this mail was deleted by retention; it cannot be sent again.")
        words = f"It is sent again to {counted(open_again(row))}."
        row.trace = [*row.trace, [round(time.time(), 3), f"Resend by {by}. {words}"]]
        row.state, row.outcome, row.reason = State.QUEUED, "", ""
        row.changed_at, row.ended_at, row.give_up_at = timezone.now(), None, timezone.now() + GIVE_UP
        row.save(
            update_fields=["trace", "state", "outcome", "reason", "changed_at", "ended_at", "give_up_at"]
        )
        put(OutboundMessage, [(row.pk, None)])
    return words


def open_again(row: OutboundMessage) -> int:
    """How many receivers get it again. A person has decided, so no lost answer is waited for any more."""
    count = row.receivers.filter(state__in=(*NEWS,)).update(state=Word.OPEN, changed_at=timezone.now())
    if not count:
        raise Refused("Every receiver's mail server has taken this mail; send it to another address instead.")
    lost = row.tries.filter(data_sent_at__isnull=False, answered_at=None, answer="")
    lost.update(answer="No answer was kept; a person sent the mail again.")
    return count


def counted(receivers: int) -> str:
    return f"{receivers} receiver{'s' if receivers > 1 else ''}"


def bounced(receiver: Receiver, mail: InboundMessage, words: str, *, permanent: bool) -> None:
    """Show a bounce or delay on the receiver that it is about. Where it is final, the state says so.

    A delay of a mail that is still to be sent is that of another one: it says nothing of this one.
    """
    state = Word.BOUNCED if permanent else Word.DELAYED
    known = (Word.BOUNCED,) if permanent else (Word.BOUNCED, Word.OPEN, Word.REFUSED)
    with transaction.atomic():
        OutboundMessage.objects.select_for_update(of=("self",)).get(pk=receiver.message_id)
        mine = Receiver.objects.filter(pk=receiver.pk).exclude(state__in=known)
        mine.update(state=state, bounce=mail, answer=words[:2000], changed_at=timezone.now())
        if OutboundMessage.objects.filter(pk=receiver.message_id, outcome=Ending.PERHAPS).exists():
            conclude_anew(receiver.message_id, "A delivery report tells what became of it")


def set_aside(address: str, reason: str, message: OutboundMessage | None) -> None:
    """Send nothing to this address until somebody takes it back."""
    SetAside.objects.get_or_create(
        address=address.strip().lower(), defaults={"reason": reason, "message": message}
    )


def take_back(address: str, by: str) -> str:
    """Send to an address again; says so. Raises Refused where it was not set aside."""
    deleted, _ = SetAside.objects.filter(address=address.strip().lower()).delete()
    if not deleted:
        raise Refused(f"{address} is not set aside.")
    return f"{address} gets mail again (taken back by {by})."
