"""Reading a POP3 maildrop: what was read is remembered by UIDL; deleted is only what is final."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from postroom.inbound.guard import Accepted, accepted, declined, guard_again, holds, note_mailbox, pass_guard
from postroom.inbound.places import (
    deletable,
    delete,
    known_places,
    leave_former,
    release,
    reread_of,
    until_next,
)
from postroom.inbound.receive import Reread, arrival, receive
from postroom.inbound.standing import note_online, note_trouble
from postroom.mail.envelope import read_envelope
from postroom.models import InboundMessage, MessageSource, SeenUidl, SourceState
from postroom.transport.mailbox import Deletion, batches
from postroom.transport.pop3 import Listed, Pop3Mailbox

if TYPE_CHECKING:
    from postroom.inbound.rounds import Reader

LONGEST_UIDL = 70  # RFC 1939 section 7


class Pop3Round:
    """One session with a POP3 maildrop. What was read is known by UIDL (RFC 1939 section 7)."""

    def __init__(self, reader: Reader, mailbox: Pop3Mailbox) -> None:
        self.reader, self.mailbox, self.source = reader, mailbox, reader.source
        self.state = note_mailbox(self.source, None)
        self.prefix = f"{self.state.generation}/"
        self.deletes = self.source.strategy == MessageSource.Strategy.DELETE
        self.refused: list[str] = []

    def run(self) -> float | None:
        """Do the round; seconds until the next one is wanted, None where a person has to say something first."""
        release()
        listed = self.mailbox.listing()
        new = self.unknown(listed)
        if len(new) * 2 > len(listed) and not self.state.reread_since:
            guard_again(self.state)  # a server that gives its mail new UIDLs would have all of it filed again
        if word := accepted(self.state):
            new = self.apply(word, new)
        elif holds(self.source, self.state, len(new), lambda: self.date(new[0])):
            return None
        reread = reread_of(self.state)
        for batch in batches(new, lambda mail: mail.size):
            self.take(batch, reread)
        if reread and not self.refused:
            SourceState.objects.filter(pk=self.state.pk).update(reread_since=None)
        self.delete_final(listed)
        self.note_standing()
        return (until_next(self.source) if self.deletes else None) or self.source.poll_seconds

    def unknown(self, listed: Sequence[Listed]) -> list[Listed]:
        known = known_places(self.source, [self.place(mail) for mail in listed])
        declined = SeenUidl.objects.filter(source=self.source, generation=self.state.generation)
        seen = set(declined.values_list("uidl", flat=True))
        return [mail for mail in listed if self.place(mail) not in known and name(mail) not in seen]

    def place(self, mail: Listed) -> str:
        return f"{self.prefix}{name(mail)}"

    def date(self, mail: Listed) -> datetime | None:
        """When it was sent, by its header alone: a RETR may delete or hide it at the provider."""
        release()
        return read_envelope(self.mailbox.head(mail), "").date

    def apply(self, word: Accepted, new: list[Listed]) -> list[Listed]:
        """Remember what was declined, in the commit that passes the guard; returns the others."""
        self.reader.expect(len(new))
        if word.none:
            held = self.state.held or 0
            dates = [None] * held + [self.date(mail) for mail in new[held:]]
            old = new[: declined(self.state, word, dates[: len(new)])]
        else:
            old = [mail for mail in new if word.since and older(self.date(mail), word.since)]
        generation = self.state.generation
        with transaction.atomic():
            SeenUidl.objects.bulk_create(
                [SeenUidl(source=self.source, generation=generation, uidl=name(mail)) for mail in old],
                ignore_conflicts=True,
            )
            pass_guard(self.state)
        return [mail for mail in new if mail not in set(old)]

    def take(self, batch: Sequence[Listed], reread: Reread | None) -> None:
        self.reader.expect(sum(mail.size for mail in batch) / 50_000)
        release()
        by_number = {mail.number: mail for mail in batch}
        arrivals = [
            arrival(
                self.source,
                self.place(by_number[mail.uid]),
                mail.chunks(),
                to_delete=self.deletes,
                reread=reread,
            )
            for mail in self.mailbox.fetch(batch)
        ]
        self.refused += [f"{by_number[n].uidl}: {why}" for n, why in self.mailbox.refused.items()]
        receive(self.source, arrivals)
        release()

    def delete_final(self, listed: Sequence[Listed]) -> None:
        """Delete what is final; a maildrop shows all it has, so what it does not list has gone."""
        if not self.deletes:
            return
        leave_former(self.source, self.prefix)
        here = {self.place(mail): mail for mail in listed}
        records = deletable(self.source, self.prefix)
        gone = Deletion("not there", "the mail is no longer in the mailbox")
        absent = [record for record in records if record.place not in here]
        delete(absent, lambda: [gone] * len(absent))
        there = [record for record in records if record.place in here]
        delete(there, lambda: self.sign_out(self.wanted(record, here) for record in there))

    def wanted(self, record: InboundMessage, here: dict[str, Listed]) -> Listed:
        """What is to be deleted: this UIDL, and the size that was read."""
        mail = here[record.place]
        return Listed(mail.number, mail.uidl, record.size)

    def sign_out(self, mails: Iterable[Listed]) -> list[Deletion]:
        """Delete and sign out: POP3 deletes nothing before QUIT (RFC 1939 section 6)."""
        deletions = [self.mailbox.delete(mail) for mail in mails]
        self.mailbox.close()
        return deletions

    def note_standing(self) -> None:
        if self.refused:
            note_trouble(
                self.source, f"The server does not hand out {len(self.refused)} mails, {self.refused[0]}"
            )
        else:
            note_online(self.source)


def name(mail: Listed) -> str:
    """The UIDL, or the hash of one that is longer or stranger than RFC 1939 allows."""
    if len(mail.uidl) <= LONGEST_UIDL and mail.uidl.isascii() and mail.uidl.isprintable():
        return mail.uidl
    return hashlib.sha256(mail.uidl.encode("utf-8", "replace")).hexdigest()


def older(date: datetime | None, since: datetime) -> bool:
    """A mail whose date cannot be read is not taken for old: better read than lost."""
    return date is not None and date < since
