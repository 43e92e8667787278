"""Mailboxes for the tests of reading: a source on a real Dovecot or on a server that lies, and rounds by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from postroom.inbound.maildrop import Pop3Round
from postroom.inbound.rounds import ImapRound, Reader, endpoint_of
from postroom.models import Effect, InboundMessage, MessageSource, SourceState
from postroom.transport.imap import ImapMailbox
from postroom.transport.pop3 import Pop3Mailbox
from tests.inbound.conftest import Desk
from tests.lying_imap import LyingImap
from tests.mailbench import MailBench


class Box:
    """One mailbox and the source that reads it."""

    def __init__(self, desk: Desk, bench: MailBench, user: str, **columns: Any) -> None:
        self.desk, self.bench, self.user = desk, bench, user
        wanted = {"name": f"box of {user}", "type": "imap", "host": "localhost", "port": bench.ports["imap"]}
        login = {
            "user": user,
            "password": f"{user}-pw",
            "security": "none",
            "timeout": 10,
            "poll_seconds": 0.1,
        }
        self.source = MessageSource.objects.create(profile=desk.profile, **(wanted | login | columns))
        SourceState.objects.create(source=self.source)

    def change(self, **columns: Any) -> None:
        MessageSource.objects.filter(pk=self.source.pk).update(**columns)
        self.source = MessageSource.objects.select_related("profile").get(pk=self.source.pk)

    def round(self) -> float | None:
        """One connection and one round, as the reader makes it."""
        if self.source.type == "pop3":
            with Pop3Mailbox(endpoint_of(self.source)) as maildrop:
                return Pop3Round(Reader(self.source), maildrop).run()
        with ImapMailbox(endpoint_of(self.source), self.source.folder) as mailbox:
            return ImapRound(Reader(self.source), mailbox).run()

    def drop(self, *mails: bytes) -> None:
        self.bench.drop(self.user, *mails)

    def raws(self) -> list[bytes]:
        """What lies in the mailbox."""
        return [kept.raw for kept in self.bench.messages(self.user)]

    def seen(self) -> list[bool]:
        return [kept.seen for kept in self.bench.messages(self.user)]

    @contextmanager
    def client(self) -> Iterator[ImapMailbox]:
        """Somebody else with the same mailbox open."""
        endpoint = endpoint_of(self.source)
        with ImapMailbox(endpoint) as mailbox:
            yield mailbox

    @property
    def state(self) -> SourceState:
        return SourceState.objects.get(source=self.source)

    def stored(self) -> list[InboundMessage]:
        return list(InboundMessage.objects.filter(source=self.source).order_by("id"))

    def subjects(self) -> list[str]:
        return [record.subject for record in self.stored()]

    def reasons(self) -> list[str]:
        return [record.reason for record in self.stored()]

    def work(self) -> None:
        """Let every stored mail be worked on once."""
        for record in self.stored():
            self.desk.work(record)

    def deletions(self) -> list[tuple[str, str, str]]:
        """(subject, state, note) of the journal's delete steps."""
        rows = Effect.objects.filter(record__source=self.source, step="delete").order_by("record_id")
        return list(rows.values_list("record__subject", "state", "note"))


@contextmanager
def lying(desk: Desk, bench: MailBench, server: LyingImap, **columns: Any) -> Iterator[Box]:
    """A source on a server that lies."""
    yield Box(desk, bench, "liar", port=bench.fronts.serve(server), **columns)


@contextmanager
def running(reader: Any) -> Iterator[threading.Thread]:
    """A reader, taker or watch in a thread of its own, stopped at the end."""
    errors: list[BaseException] = []

    def body() -> None:
        try:
            reader.run()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        reader.stop()
        thread.join(20)
        assert not thread.is_alive(), "it does not stop"
    assert not errors, errors


def until(good: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def make_anew(box: Box) -> None:
    """An empty mailbox of the same name; Dovecot's UIDVALIDITY is the second of its making."""
    made = box.state.uidvalidity or time.time()
    until(lambda: time.time() > made + 1)
    box.bench.empty(box.user)


@contextmanager
def refusing(place: str) -> Iterator[None]:
    """A database that cannot store the mail of a place (a LIKE pattern): the commit with it in fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function test_refuse() returns trigger language plpgsql as $$ begin"
            " raise exception 'disk full' using errcode = '53100'; end $$"
        )
        cursor.execute(
            "create trigger test_refuse before insert on postroom_inboundmessage for each row"
            f" when (new.place like '{place}') execute function test_refuse()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop trigger test_refuse on postroom_inboundmessage")


def params() -> dict[str, Any]:
    """Of a connection that is not Django's."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "host", "port")}


def mail(number: int, *, size: int = 300, day: int = 23, head: str = "") -> bytes:
    """A mail with subject "mail NUMBER" of about this many bytes, sent in November 2026."""
    top = (
        f"From: Ada Palmer <ada@example.org>\r\nTo: support@example.com\r\nSubject: mail {number}\r\n"
        f"Message-ID: <mail-{number}@example.org>\r\nDate: Mon, {day} Nov 2026 10:00:00 +0000\r\n{head}\r\n"
    )
    return top.encode() + (b"The printer is on fire. " * 3 + b"\r\n") * max(1, (size - len(top)) // 74)
