"""Reading a mailbox: look, store and queue, then tell the mailbox; delete what is final."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from postroom.inbound.guard import Accepted, accepted, declined, holds, note_mailbox, pass_guard, still_waits
from postroom.inbound.maildrop import Pop3Round
from postroom.inbound.places import (
    deletable,
    delete,
    known_places,
    leave_former,
    release,
    reread_of,
    until_next,
)
from postroom.inbound.receive import Progress, Reread, arrival, receive
from postroom.inbound.standing import note_online, note_trouble
from postroom.models import MessageSource, SourceState
from postroom.transport.endpoint import Endpoint, MailboxUnavailable
from postroom.transport.imap import ImapMailbox, Waiting
from postroom.transport.mailbox import Fetched, batches
from postroom.transport.pop3 import Pop3Mailbox

log = logging.getLogger(__name__)

IDLE_SECONDS = 240.0  # RFC 2177 says 29 minutes; providers and routers drop much sooner
HELD_SECONDS, RECOUNT = 2.0, 240.0
RECONNECT, LONGEST_RECONNECT = 2.0, 60.0
STEADY = 120.0  # a connection that lived so long was a good one
Types, Strategy = MessageSource.Type, MessageSource.Strategy


def endpoint_of(source: MessageSource) -> Endpoint:
    return Endpoint(
        host=source.host,
        port=source.port,
        security=source.security,  # type: ignore[arg-type]  # the column's choices are the literal's
        verify=source.verify_certificate,
        identity=source.check_identity,
        timeout=source.timeout,
        user=source.user,
        password=source.password or "",
        ca_file=source.ca_file or None,
    )


class Reader:
    """Reads one mailbox until it is stopped or cannot be read any more; MailboxUnavailable goes to the watch."""

    def __init__(self, source: MessageSource) -> None:
        self.source = source
        self.stopped = threading.Event()
        self.mailbox: ImapMailbox | Pop3Mailbox | None = None
        self.answered = False
        self.expect(30)

    def run(self) -> None:
        """A connection that broke after a good round is made again at once; one that fails is the watch's."""
        breaks = 0
        while not self.stopped.is_set():
            begun, self.answered = time.monotonic(), False
            try:
                self.read_imap() if self.source.type == Types.IMAP else self.read_pop3()
            except Exception as error:
                if self.stopped.is_set():
                    return
                if not (self.answered and isinstance(error, MailboxUnavailable)):
                    raise
                log.warning("Source %s: %s; connected again.", self.source.name, error)
            release()
            breaks = 0 if time.monotonic() - begun > STEADY else breaks + 1
            pause = min(RECONNECT * 2 ** min(breaks - 1, 10), LONGEST_RECONNECT) if breaks else 0
            self.expect(pause + 30)
            self.stopped.wait(pause)

    def stop(self) -> None:
        """From another thread. A batch that is being stored is stored; the mailbox hears of it another time."""
        self.stopped.set()
        if self.mailbox is not None:
            self.mailbox.shutdown()

    def overdue(self) -> bool:
        return time.monotonic() > self.deadline

    def expect(self, seconds: float) -> None:
        """The watch cuts the connection of a reader that shows no progress: a server may drip bytes for ever."""
        self.deadline = time.monotonic() + seconds + 4 * self.source.timeout

    def read_imap(self) -> None:
        self.mailbox = mailbox = ImapMailbox(endpoint_of(self.source), self.source.folder)
        with mailbox:
            while not self.stopped.is_set():
                pause = ImapRound(self, mailbox).run()
                release()
                self.answered = True
                if pause is None:
                    self.wait_for_word()
                elif not self.news(mailbox, pause):
                    mailbox.open_again()

    def news(self, mailbox: ImapMailbox, pause: float) -> bool:
        """Wait for the next round; True when the server announced something."""
        self.expect(pause)
        if mailbox.can_idle:
            return mailbox.idle(pause)
        self.stopped.wait(min(pause, self.source.poll_seconds))
        return False

    def read_pop3(self) -> None:
        """POP3 shows a mailbox as it was at login (RFC 1939 section 4), so each round signs in anew."""
        while not self.stopped.is_set():
            self.expect(30)
            self.mailbox = mailbox = Pop3Mailbox(endpoint_of(self.source))
            with mailbox:
                pause = Pop3Round(self, mailbox).run()
            self.answered = True
            release()
            if pause is None:
                self.wait_for_word()
            else:
                self.expect(pause)
                self.stopped.wait(min(pause, self.source.poll_seconds))

    def wait_for_word(self) -> None:
        """Until somebody has said what is to be read, or it is time to count again."""
        self.expect(RECOUNT)
        until = time.monotonic() + RECOUNT
        while time.monotonic() < until and not self.stopped.wait(HELD_SECONDS):
            waits = still_waits(self.source)
            release()
            if not waits:
                return


class ImapRound:
    """One look into an IMAP folder."""

    def __init__(self, reader: Reader, mailbox: ImapMailbox) -> None:
        self.reader, self.mailbox, self.source = reader, mailbox, reader.source
        self.state = note_mailbox(self.source, mailbox.uidvalidity)
        self.prefix = f"{self.state.generation}/{mailbox.uidvalidity}/"
        self.deletes = self.source.strategy == Strategy.DELETE
        # On first contact the read mail of years is nobody's news. `last_round` tells an empty mailbox from a new one.
        self.first = self.state.last_uid == 0 and self.state.last_round is None
        self.missed: dict[int, str] = {}

    def run(self) -> float | None:
        """Do the round; seconds until the next one is wanted, None where a person has to say something first."""
        self.reader.expect(0)
        release()
        waiting, elsewhere = self.look()
        if word := accepted(self.state):
            waiting = self.apply(word, waiting)
        elif holds(self.source, self.state, len(waiting), lambda: oldest(waiting)):
            return None
        reread = reread_of(self.state)
        self.unlisted = min((mail.uid for mail in elsewhere), default=self.highest + 1)
        for batch, after in with_next(waiting):
            self.take(batch, after, reread)
        self.list_elsewhere(elsewhere)
        self.finish(reread)
        self.delete_final()
        self.note_standing()
        return (until_next(self.source) if self.deletes else None) or IDLE_SECONDS

    def look(self) -> tuple[list[Waiting], list[Waiting]]:
        """What is to be read, and what somebody else has marked read since we last looked."""
        state = self.state
        above = self.mailbox.everything(state.last_uid)
        self.highest = max((mail.uid for mail in above), default=state.last_uid)
        found = {mail.uid: mail for mail in self.wanted(above)}
        waiting = sorted(
            (mail for mail in found.values() if not self.skipped(mail)), key=lambda mail: mail.uid
        )
        # Not: what is marked read. Somebody may have read it between the two looks.
        others = [mail for mail in above if mail.uid not in found and not self.skipped(mail)]
        return waiting, [] if self.first else others

    def wanted(self, above: Sequence[Waiting]) -> Sequence[Waiting]:
        if self.deletes:
            return self.mailbox.everything(0)
        both = self.state.reread_since or (self.source.read_elsewhere and not self.first)
        return [*self.mailbox.unread(), *(above if both else ())]

    def skipped(self, mail: Waiting) -> bool:
        state = self.state
        if mail.uid > state.skip_until_uid:
            return False
        return state.skip_before is None or mail.date is None or mail.date < state.skip_before

    def apply(self, word: Accepted, waiting: list[Waiting]) -> list[Waiting]:
        """Note what was declined; returns the others."""
        state = self.state
        if word.none:
            count = declined(state, word, [mail.date for mail in waiting])
            state.skip_until_uid, state.skip_before = waiting[count - 1].uid if count else 0, None
        elif word.since:
            state.skip_until_uid, state.skip_before = self.highest, word.since
        pass_guard(state)
        return [mail for mail in waiting if not self.skipped(mail)]

    def place(self, uid: int) -> str:
        return f"{self.prefix}{uid}"

    def take(self, batch: Sequence[Waiting], after: int | None, reread: Reread | None) -> None:
        """Store and queue a batch, then mark it read; what is stored already is only marked."""
        self.reader.expect(sum(mail.size for mail in batch) / 50_000)
        known = known_places(self.source, [self.place(mail.uid) for mail in batch])
        release()
        new = [mail for mail in batch if self.place(mail.uid) not in known]
        arrivals = [
            arrival(self.source, self.place(mail.uid), mail.chunks(), to_delete=self.deletes, reread=reread)
            for mail in self.fetch(new)
        ]
        receive(self.source, arrivals, self.progress(after))
        release()
        if not self.deletes:
            stored = {each.place for each in arrivals} | known
            self.mailbox.mark_read([m.uid for m in batch if not m.seen and self.place(m.uid) in stored])

    def fetch(self, mails: Sequence[Waiting]) -> Iterator[Fetched]:
        """What the server hands out of these. One that it refuses must not hold up the others."""
        left = {mail.uid for mail in mails}
        try:
            for fetched in self.mailbox.fetch(mails):
                left.discard(fetched.uid)
                yield fetched
        except MailboxUnavailable:
            if not self.mailbox.refused:
                raise
        self.missed |= {uid: self.mailbox.refused.get(uid, "") for uid in left}

    def progress(self, after: int | None) -> Progress | None:
        """Every UID up to this one was dealt with; the next batch begins at `after`."""
        if after is None:
            return None
        return Progress(self.state.generation, min([after, self.unlisted, *self.missed]) - 1)

    def list_elsewhere(self, mails: Sequence[Waiting]) -> None:
        """Mail that somebody else marked read before we saw it: listed, so that nobody wonders."""
        known = known_places(self.source, [self.place(mail.uid) for mail in mails])
        for batch in batches([m for m in mails if self.place(m.uid) not in known], lambda mail: mail.size):
            self.reader.expect(sum(mail.size for mail in batch) / 50_000)
            release()
            receive(self.source, [
                arrival(self.source, self.place(mail.uid), mail.chunks(), ignored="read elsewhere")
                for mail in self.fetch(batch)
            ])  # fmt: skip

    def finish(self, reread: Reread | None) -> None:
        """Note how far we are: behind nothing that is still to be had."""
        read = min([self.highest + 1, *self.missed]) - 1
        values: dict[str, object] = {"last_uid": max(read, self.state.last_uid)}
        if reread and not self.missed:
            values["reread_since"] = None
        if self.first:
            values["last_round"] = timezone.now()
        if self.first or reread or read > self.state.last_uid:
            rows = SourceState.objects.filter(pk=self.state.pk, generation=self.state.generation)
            rows.filter(last_uid__lte=values["last_uid"]).update(**values)

    def delete_final(self) -> None:
        """Delete what is final."""
        if not self.deletes:
            return
        leave_former(self.source, self.prefix)
        records = deletable(self.source, self.prefix)
        wanted = [(int(r.place.removeprefix(self.prefix)), r.size, r.message_id) for r in records]
        delete(records, lambda: self.mailbox.delete_many(wanted))

    def note_standing(self) -> None:
        refused = {uid: why for uid, why in self.missed.items() if why}
        if not refused:
            note_online(self.source)
            return
        uid, why = next(iter(refused.items()))
        note_trouble(
            self.source,
            f"The server does not hand out {len(refused)} of the mails (UID {uid}: {why}). The others are read; "
            "these are asked for again each time.",
        )


def oldest(mails: Sequence[Waiting]) -> datetime | None:
    return min((mail.date for mail in mails if mail.date), default=None)


def with_next(mails: Sequence[Waiting]) -> Iterator[tuple[list[Waiting], int | None]]:
    """Batches, each with the UID that comes after it (None: this is the last one)."""
    all_of_them = list(batches(mails, lambda mail: mail.size))
    for number, batch in enumerate(all_of_them, start=1):
        yield batch, all_of_them[number][0].uid if number < len(all_of_them) else None
