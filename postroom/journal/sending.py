"""A finished mail's way out: every attempt is written down before its final dot, every answer kept per receiver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from postroom.errors import Refused
from postroom.journal.content import forget_sent
from postroom.journal.run import Turn
from postroom.journal.values import Outcome, Overtaken
from postroom.journal.working import attempted, make, put
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

State = OutboundMessage.State
Word = Receiver.State

#: A finished mail as rows, unsaved: the message, its receivers, its bytes.
Finished = tuple[OutboundMessage, Sequence[Receiver], StoredMail, Sequence[StoredPiece]]


class SendTurn(Turn[OutboundMessage]):
    """One attempt to send a mail."""

    def ending(self, outcome: Outcome) -> dict[str, Any]:
        return {"ended_at": timezone.now()}

    def ended(self) -> None:
        if not settings.ENVIRONMENT.keep_content and self.record.outcome == OutboundMessage.Outcome.SENT:
            forget_sent(self.record)


def store_messages(finished: Iterable[Finished]) -> list[OutboundMessage]:
    """Store finished mails and put their jobs, in one commit; one that was made before is left alone."""
    new = []
    with transaction.atomic():
        for message, receivers, mail, pieces in finished:
            if OutboundMessage.objects.filter(once=message.once).exists():
                continue
            mail.save(force_insert=True)
            StoredPiece.objects.bulk_create(pieces)
            message.mail, message.size = mail, mail.size
            message.save(force_insert=True)
            Receiver.objects.bulk_create(receivers)
            new.append(message)
        put(OutboundMessage, ((message.pk, None) for message in new))
    return new


def send(record: int, story: Callable[[SendTurn], Outcome]) -> None:
    """Make one attempt to send a mail. Raises Again where the job is to run once more."""
    if attempted(OutboundMessage, record):
        row = OutboundMessage.objects.select_related("mail").get(pk=record)
        make(SendTurn(row, row.attempts, list(row.trace)), story)  # type: ignore[arg-type]


def begin_attempt(turn: SendTurn, outbound: MessageOutbound) -> Attempt:
    return Attempt.objects.create(message=turn.record, number=turn.attempt, outbound=outbound)


def data_sent(turn: SendTurn, attempt: Attempt, accepted: Sequence[str]) -> None:
    """All but the final dot has gone out: from here on a lost answer means perhaps sent. Raises Overtaken."""
    with transaction.atomic():
        turn.hold()
        attempt.data_sent_at, attempt.receivers = timezone.now(), list(accepted)
        attempt.save(update_fields=["data_sent_at", "receivers"])


def answered(turn: SendTurn, attempt: Attempt, answers: Sequence[tuple[str, int, str, str]]) -> None:
    """Save what the server said of each receiver: (address, state, code, words). Raises Overtaken."""
    with transaction.atomic():
        late = not current(turn)
        attempt.answered_at, attempt.answer = timezone.now(), first(answers)
        attempt.save(update_fields=["answered_at", "answer"])
        rows = {row.address: row for row in turn.record.receivers.select_for_update().order_by("pk")}
        for address, code, state, words in answers:
            row = rows[address]
            if late and row.state != Word.PERHAPS:
                continue  # somebody else has it; only what nobody knew is known now
            row.state, row.code, row.answer = state, code, words[:2000]
            row.save(update_fields=["state", "code", "answer", "changed_at"])
    if late:
        raise Overtaken(f"{turn.record} was taken over by a later attempt")


def current(turn: SendTurn) -> bool:
    mine = OutboundMessage.objects.filter(pk=turn.record.pk, attempts=turn.attempt)
    return mine.select_for_update().values_list("pk").first() is not None


def first(answers: Sequence[tuple[str, int, str, str]]) -> str:
    return answers[0][3][:2000] if answers else ""


def unknown(turn: SendTurn, attempt: Attempt, words: str) -> None:
    """No answer after the data: its receivers are perhaps sent, or open again where the mapping chose so."""
    state = Word.OPEN if turn.record.perhaps_again else Word.PERHAPS
    with transaction.atomic():
        turn.hold()
        Attempt.objects.filter(pk=attempt.pk).update(answer=words[:2000])
        waiting = turn.record.receivers.filter(address__in=attempt.receivers, state=Word.OPEN)
        waiting.update(state=state, answer=words[:2000], code=0, changed_at=timezone.now())


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
        left = row.receivers.exclude(state__in=(Word.SENT, Word.DELAYED))
        count = left.update(state=Word.OPEN, changed_at=timezone.now())
        if not count:
            raise Refused(
                "Every receiver's mail server has taken this mail; send it to another address instead."
            )
        words = f"It is sent again to {count} receiver{'s' if count > 1 else ''}."
        row.trace = [*row.trace, [round(time.time(), 3), f"Resend by {by}. {words}"]]
        row.state, row.outcome, row.reason = State.QUEUED, "", ""
        row.changed_at, row.ended_at = timezone.now(), None
        row.give_up_at = timezone.now() + GIVE_UP
        row.save()
        put(OutboundMessage, [(row.pk, None)])
    return words


GIVE_UP = timedelta(hours=48)


def bounced(receiver: Receiver, mail: InboundMessage, words: str, *, permanent: bool) -> None:
    """Show a bounce or delay on the receiver that it is about. Where it is final, the state says so."""
    state = Word.BOUNCED if permanent else Word.DELAYED
    mine = Receiver.objects.filter(pk=receiver.pk).exclude(state=Word.BOUNCED)
    mine.update(state=state, bounce=mail, answer=words[:2000], changed_at=timezone.now())


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
