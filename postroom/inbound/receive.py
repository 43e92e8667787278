"""Mail as it arrives: sealed, stored and queued in one commit, before the other side hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import DatabaseError, transaction

from postroom import journal, stored
from postroom.errors import Temporary
from postroom.journal import Arrival
from postroom.mail.envelope import Envelope, Fingerprint, read_envelope
from postroom.models import InboundMessage, MessageSource, SourceState
from postroom.transport.listener import Delivery

HEAD = 64 * 1024  # bytes of headers that we look at outside the limited child


@dataclass(frozen=True)
class Reread:
    """After a restore: what this mail brought about may exist since `since`, and be visible by `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Progress:
    """Every UID up to this one was dealt with, in this generation of the mailbox."""

    generation: int
    last_uid: int


def receive(source: MessageSource, arrivals: Sequence[Arrival], progress: Progress | None = None) -> None:
    """Store and queue mails, and note how far the mailbox has been read, in one commit."""
    with transaction.atomic():
        if source.type != MessageSource.Type.SMTP:
            one_reader_at_a_time(source)
        journal.begin(arrivals)
        if progress is not None:
            behind = SourceState.objects.filter(source=source, generation=progress.generation)
            behind.filter(last_uid__lt=progress.last_uid).update(last_uid=progress.last_uid)


def one_reader_at_a_time(source: MessageSource) -> None:
    """A reader that lost its lease may still be reading: whoever comes second sees what the first one stored."""
    list(SourceState.objects.select_for_update().filter(source=source).values_list("pk"))


def arrival(
    source: MessageSource,
    place: str,
    chunks: Iterable[bytes],
    *,
    ignored: str = "",
    to_delete: bool = False,
    reread: Reread | None = None,
) -> Arrival:
    """One mail, read through once: head, fingerprint and sealed pieces. With `ignored` it is listed, not worked on."""
    glance = Glance()
    mail, pieces = stored.store(glance.passing(chunks))
    envelope = glance.envelope()
    record = InboundMessage(
        source=source,
        profile_id=source.profile_id,
        place=place,
        mail=mail,
        size=mail.size,
        message_id=envelope.message_id,
        fingerprint=envelope.fingerprint,
        subject=envelope.subject[:1000],
        sender=envelope.sender.email[:320],
        sender_name=envelope.sender.name[:300],
        sent_at=envelope.date,
        recipients=[address[:320] for address in envelope.to[:50]],
        to_delete=to_delete,
        look_since=reread.since if reread else None,
        look_until=reread.until if reread else None,
    )
    if ignored:
        record.state, record.outcome = InboundMessage.State.DONE, InboundMessage.Outcome.IGNORED
        record.reason = ignored
    return Arrival(place, mail, pieces, record, lock_of(source, envelope), ignored)


def lock_of(source: MessageSource, envelope: Envelope) -> str:
    """A guess at the conversation, so that its mails are worked on one after the other. The truth is the database."""
    roots = (*envelope.references[:1], *envelope.in_reply_to[:1], envelope.message_id, envelope.fingerprint)
    return f"{source.profile_id}:{next(filter(None, roots))}"


class Glance:
    """What passes by on the way into the database: the head and the fingerprint."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.fingerprint = Fingerprint()

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            if len(self.head) < HEAD:
                self.head += chunk[: HEAD - len(self.head)]
            self.fingerprint.update(chunk)
            yield chunk

    def envelope(self) -> Envelope:
        return read_envelope(bytes(self.head), self.fingerprint.hexdigest())


def accept(source: MessageSource, delivery: Delivery) -> None:
    """Take a mail that a peer hands over by SMTP. Raises Temporary, so that the peer keeps it."""
    try:
        receive(source, [arrival(source, f"smtp/{uuid4()}", [delivery.content])])
    except DatabaseError as error:
        raise Temporary("The database is away; please keep the mail and try again.") from error
