"""Reading a mailbox: look, store and queue, then tell the mailbox; delete what is final."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from django.conf import settings
from django.db import connection
from django.db.models import Q

from postroom import journal
from postroom.inbound.guard import accepted_since, holds, note_mailbox, pass_guard
from postroom.inbound.receive import Reread, arrival, receive
from postroom.inbound.standing import note_online
from postroom.journal import Arrival
from postroom.models import InboundMessage, Installation, MessageSource, SourceState
from postroom.transport.endpoint import Endpoint
from postroom.transport.imap import ImapMailbox, Waiting
from postroom.transport.mailbox import Deletion, Fetched, batches
from postroom.transport.pop3 import Listed, Pop3Mailbox

IDLE_SECONDS = 240.0  # RFC 2177 says 29 minutes; providers and routers drop much sooner
DELETE_SOON = 2.0
HELD_SECONDS = 30.0
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
    """Reads one mailbox until it is stopped or fails; MailboxUnavailable goes to the watch."""

    def __init__(self, source: MessageSource) -> None:
        self.source = source
        self.stopped = threading.Event()
        self.mailbox: ImapMailbox | Pop3Mailbox | None = None
        self.deadline = time.monotonic() + 60

    def run(self) -> None:
        try:
            self.read_imap() if self.source.type == Types.IMAP else self.read_pop3()
        except Exception:
            if not self.stopped.is_set():
                raise

    def stop(self) -> None:
        self.stopped.set()
        if self.mailbox is not None:
            self.mailbox.shutdown()

    def overdue(self) -> bool:
        return time.monotonic() > self.deadline

    def expect(self, seconds: float) -> None:
        """The watch cuts the connection of a reader that shows no progress: a server may drip bytes for ever."""
        self.deadline = time.monotonic() + seconds + 4 * self.source.timeout

    def read_imap(self) -> None:
        with ImapMailbox(endpoint_of(self.source), self.source.folder) as mailbox:
            self.mailbox = mailbox
            while not self.stopped.is_set():
                pause = ImapRound(self, mailbox).run()
                connection.close()
                self.expect(pause)
                if mailbox.can_idle:
                    mailbox.idle(min(pause, IDLE_SECONDS))
                else:
                    self.stopped.wait(min(pause, self.source.poll_seconds))

    def read_pop3(self) -> None:
        """POP3 shows a mailbox as it was at login (RFC 1939 section 4), so each round signs in anew."""
        while not self.stopped.is_set():
            self.expect(0)
            with Pop3Mailbox(endpoint_of(self.source)) as mailbox:
                self.mailbox = mailbox
                pause = Pop3Round(self, mailbox).run()
            connection.close()
            self.expect(pause)
            self.stopped.wait(min(pause, self.source.poll_seconds))


def known_places(source: MessageSource, places: Sequence[str]) -> set[str]:
    rows = InboundMessage.objects.filter(source=source, place__in=places)
    return set(rows.values_list("place", flat=True))


def final(source: MessageSource, prefix: str) -> list[InboundMessage]:
    """Mails of this very mailbox that may be deleted from it: their record has ended, parked included."""
    ended = Q(state=InboundMessage.State.DONE) | Q(state=InboundMessage.State.PARKED)
    rows = InboundMessage.objects.filter(ended, source=source, to_delete=True, place__startswith=prefix)
    return list(rows.select_related("profile").order_by("id")[:500])


def reread_of(state: SourceState) -> Reread | None:
    if state.reread_since is None:
        return None
    restored = Installation.objects.get().restored_at or state.reread_since
    return Reread(state.reread_since, restored + timedelta(seconds=settings.ENVIRONMENT.look_window))


class ImapRound:
    """One look into an IMAP folder."""

    def __init__(self, reader: Reader, mailbox: ImapMailbox) -> None:
        self.reader, self.mailbox, self.source = reader, mailbox, reader.source
        self.state = note_mailbox(self.source, mailbox.uidvalidity)
        self.prefix = f"{self.state.generation}/{mailbox.uidvalidity}/"
        self.deletes = self.source.strategy == Strategy.DELETE

    def run(self) -> float:
        """Do the round; returns the seconds until the next one is wanted."""
        self.reader.expect(0)
        waiting, elsewhere = self.look()
        if holds(self.source, self.state, [w.date for w in waiting]):
            return HELD_SECONDS
        if self.state.accepted:
            waiting = self.apply_acceptance(waiting)
        reread = reread_of(self.state)
        for batch, rest in with_next(waiting):
            self.take(batch, rest, reread)
        if elsewhere:
            self.list_elsewhere(elsewhere)
        self.finish(reread)
        left = self.delete_final()
        note_online(self.source)
        return DELETE_SOON if left else IDLE_SECONDS

    def look(self) -> tuple[list[Waiting], list[Waiting]]:
        """What is to be read, and what somebody else has marked read since we last looked."""
        state = self.state
        above = self.mailbox.everything(state.last_uid)
        self.highest = max((w.uid for w in above), default=state.last_uid)
        if self.deletes:
            waiting = self.mailbox.everything(0)
        elif state.reread_since or self.source.read_elsewhere:
            seen = {w.uid for w in above}
            waiting = above + [w for w in self.mailbox.unread() if w.uid not in seen]
        else:
            waiting = self.mailbox.unread()
        waiting = sorted((w for w in waiting if not self.skipped(w)), key=lambda w: w.uid)
        chosen = {w.uid for w in waiting}
        first = state.last_uid == 0  # on first contact the read mail of years is nobody's news
        elsewhere = [] if first or self.deletes else [w for w in above if w.seen and w.uid not in chosen]
        return waiting, elsewhere

    def skipped(self, mail: Waiting) -> bool:
        state = self.state
        if mail.uid > state.skip_until_uid:
            return False
        return state.skip_before is None or mail.date is None or mail.date < state.skip_before

    def apply_acceptance(self, waiting: list[Waiting]) -> list[Waiting]:
        state, since = self.state, accepted_since(self.state)
        if since is not None:
            state.skip_until_uid = self.highest
            state.skip_before = None if state.accepted == "none" else since
        pass_guard(state)
        return [w for w in waiting if not self.skipped(w)]

    def place(self, uid: int) -> str:
        return f"{self.prefix}{uid}"

    def take(self, batch: Sequence[Waiting], rest: int | None, reread: Reread | None) -> None:
        """Store and queue a batch, then mark it read; what is stored already is only marked."""
        self.reader.expect(sum(w.size for w in batch) / 50_000)
        known = known_places(self.source, [self.place(w.uid) for w in batch])
        new = [w for w in batch if self.place(w.uid) not in known]
        arrivals = [
            arrival(self.source, self.place(mail.uid), mail.chunks(), to_delete=self.deletes, reread=reread)
            for mail in self.mailbox.fetch(new)
        ]
        receive(self.source, arrivals, last_uid=None if rest is None else rest - 1)
        connection.close()
        if not self.deletes:
            stored = {a.place for a in arrivals} | known
            self.mailbox.mark_read([w.uid for w in batch if not w.seen and self.place(w.uid) in stored])

    def list_elsewhere(self, mails: Sequence[Waiting]) -> None:
        """Mail that somebody else marked read before we saw it: listed, so that nobody wonders."""
        known = known_places(self.source, [self.place(w.uid) for w in mails])
        for batch in batches([w for w in mails if self.place(w.uid) not in known], lambda mail: mail.size):
            fetched = self.mailbox.fetch(batch)
            receive(self.source, [
                arrival(self.source, self.place(mail.uid), mail.chunks(), ignored="read elsewhere")
                for mail in fetched
            ])  # fmt: skip

    def finish(self, reread: Reread | None) -> None:
        if self.highest > self.state.last_uid or reread:
            SourceState.objects.filter(pk=self.state.pk).update(last_uid=self.highest, reread_since=None)

    def delete_final(self) -> bool:
        """Delete what is final; True where some mails are still in work."""
        if not self.deletes:
            return False
        records = final(self.source, self.prefix)
        wanted = [(int(r.place.removeprefix(self.prefix)), r.size, r.message_id) for r in records]
        if records:
            journal.delete_once(records, lambda: [in_words(d) for d in self.mailbox.delete_many(wanted)])
        return InboundMessage.objects.filter(source=self.source, to_delete=True).exists()


def with_next(mails: Sequence[Waiting]) -> Iterator[tuple[list[Waiting], int | None]]:
    """Batches, each with the UID that comes after it (None: this is the last one)."""
    for batch, after in zip_longest(*shifted(list(batches(mails, lambda mail: mail.size)))):
        yield batch, after[0].uid if after else None


def shifted(items: list[list[Waiting]]) -> tuple[list[list[Waiting]], list[list[Waiting]]]:
    return items, items[1:]


class Pop3Round:
    """One session with a POP3 maildrop. What was read is known by UIDL (RFC 1939 section 7)."""

    def __init__(self, reader: Reader, mailbox: Pop3Mailbox) -> None:
        self.reader, self.mailbox, self.source = reader, mailbox, reader.source
        self.state = note_mailbox(self.source, None)
        self.prefix = f"{self.state.generation}/"
        self.deletes = self.source.strategy == Strategy.DELETE

    def run(self) -> float:
        listed = self.mailbox.listing()
        known = known_places(self.source, [self.place(mail) for mail in listed])
        new = [mail for mail in listed if self.place(mail) not in known]
        if known and len(new) * 2 > len(listed) and not self.state.guarded and not self.state.reread_since:
            self.state.guarded = (
                True  # a server that gives its mail new UIDLs would have all of it filed again
            )
        if holds(self.source, self.state, [None] * len(new)):
            self.state.save(update_fields=["guarded"])
            return HELD_SECONDS
        reread, since = reread_of(self.state), accepted_since(self.state)
        for batch in batches(new, lambda mail: mail.size):
            self.take(batch, reread, since)
        if self.state.accepted:
            pass_guard(self.state)
        SourceState.objects.filter(pk=self.state.pk).update(reread_since=None)
        left = self.delete_final(listed)
        note_online(self.source)
        return DELETE_SOON if left else self.source.poll_seconds

    def place(self, mail: Listed) -> str:
        return f"{self.prefix}{mail.uidl}"

    def take(self, batch: Sequence[Listed], reread: Reread | None, since: datetime | None) -> None:
        self.reader.expect(sum(mail.size for mail in batch) / 50_000)
        by_number = {mail.number: mail for mail in batch}
        arrivals = [
            self.arrive(by_number[fetched.uid], fetched, reread, since)
            for fetched in self.mailbox.fetch(batch)
        ]
        receive(self.source, arrivals)
        connection.close()

    def arrive(
        self, mail: Listed, fetched: Fetched, reread: Reread | None, since: datetime | None
    ) -> Arrival:
        one = arrival(self.source, self.place(mail), fetched.chunks(), to_delete=self.deletes, reread=reread)
        sent = one.record.sent_at
        if since is None or (sent is not None and sent >= since):
            return one
        return arrival(self.source, self.place(mail), fetched.chunks(), ignored="not accepted: older mail")

    def delete_final(self, listed: Sequence[Listed]) -> bool:
        if not self.deletes:
            return False
        here = {self.place(mail): mail for mail in listed}
        records = [r for r in final(self.source, self.prefix) if r.place in here]
        if records:
            journal.delete_once(records, lambda: self.delete(here[r.place] for r in records))
        return InboundMessage.objects.filter(source=self.source, to_delete=True).exists()

    def delete(self, mails: Iterable[Listed]) -> list[str]:
        """Delete and sign out: POP3 deletes nothing before QUIT (RFC 1939 section 6)."""
        words = [in_words(self.mailbox.delete(mail)) for mail in mails]
        self.mailbox.close()
        return words


def in_words(deletion: Deletion) -> str:
    return f"{deletion.result}: {deletion.reason}" if deletion.reason else deletion.result
