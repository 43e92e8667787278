"""Finished mails without a story behind them, and attempts to send them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from postroom import journal, stored
from postroom.journal.sending import GIVE_UP
from postroom.models import Attempt, MessageOutbound, OutboundMessage, OutboundState, Receiver
from postroom.outbound.send import send

NUMBERS = count(1)
ADA, BO, CY = "ada@example.org", "bo@example.org", "cy@example.net"


def outbound_at(port: int, name: str = "relay", **values: Any) -> MessageOutbound:
    wanted = {
        "host": "127.0.0.1", "port": port, "security": "none", "login": "none", "timeout": 5,
        "sender_address": "support@example.com", **values,
    }  # fmt: skip
    made = MessageOutbound.objects.create(name=name, **wanted)
    OutboundState.objects.create(outbound=made)
    return made


def a_mail(
    outbound: MessageOutbound | None, *addresses: str, lines: int = 1, **values: Any
) -> OutboundMessage:
    """Stored and queued, as all finished mail is."""
    number = next(NUMBERS)
    id = f"posting-{number}@example.com"
    raw = (
        f"Message-ID: <{id}>\r\nFrom: support@example.com\r\nSubject: Note {number}\r\n\r\n"
        + f"Note {number}\r\n" * lines
    )
    mail, pieces = stored.store([raw.encode()])
    wanted = {
        "kind": "notice", "outbound": outbound, "once": f"posting {number}", "message_id": id, "subject": "Note",
        "envelope_sender": "bounce@example.com", "give_up_at": timezone.now() + GIVE_UP, **values,
    }  # fmt: skip
    message = OutboundMessage(**wanted)
    receivers = [Receiver(message=message, address=each) for each in addresses or (ADA,)]
    (made,) = journal.store_messages([(message, receivers, mail, pieces)])
    return made


def attempt(mail: OutboundMessage) -> OutboundMessage:
    """One attempt, as the job would make."""
    try:
        journal.send(mail.pk, send)
    except journal.Again:
        pass
    mail.refresh_from_db()
    return mail


def until_ended(mail: OutboundMessage, most: int = 8) -> OutboundMessage:
    """As many attempts as it takes; waits are over at once, and lost answers as good as late."""
    for _ in range(most):
        if attempt(mail).state not in OutboundMessage.OPEN:
            break
        answers_are_late()
        pauses_are_over()
    return mail


def answers_are_late() -> None:
    """The time in which the answer to a lost attempt may still come is over."""
    Attempt.objects.filter(data_sent_at__isnull=False).update(
        data_sent_at=timezone.now() - timedelta(hours=1)
    )


def pauses_are_over() -> None:
    OutboundState.objects.filter(next_try__isnull=False).update(
        next_try=timezone.now() - timedelta(seconds=1)
    )


def states(mail: OutboundMessage) -> dict[str, str]:
    return dict(mail.receivers.values_list("address", "state"))


def answers(mail: OutboundMessage) -> dict[str, str]:
    return dict(mail.receivers.values_list("address", "answer"))


def trace(mail: OutboundMessage) -> str:
    mail.refresh_from_db()
    return "\n".join(text for _, text in mail.trace)


def no_jobs() -> None:
    """Other tests leave theirs: the engine's tables are not emptied between tests."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def jobs(mail: OutboundMessage) -> int:
    mine = ProcrastinateJob.objects.filter(task_name="postroom.send_message", args__record=mail.pk)
    return mine.filter(status="todo").count()


def state_of(outbound: MessageOutbound) -> OutboundState:
    return OutboundState.objects.get(outbound=outbound)
