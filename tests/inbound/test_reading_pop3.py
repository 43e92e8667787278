"""Reading POP3 mailboxes on a real server.

POP3 has no unread flag, so what was read is remembered on our side, by UIDL. The provider's own POP setting
("delete", "archive" or "hide mail once it was fetched" at Gmail and others) may delete or hide what was read; with such
a setting the strategy "read unread and mark as read" leaves less in the mailbox than its name says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count

import pytest
from django.db import OperationalError

from postroom.inbound.rounds import Reader
from postroom.models import InboundMessage
from postroom.transport.endpoint import MailboxUnavailable
from tests.inbound.conftest import Desk
from tests.inbound.mailboxes import Box, mail, refusing, running, until
from tests.mailbench import MailBench
from tests.needs import needs_dovecot

pytestmark = needs_dovecot
NUMBERS = count(1)


@pytest.fixture
def box(desk: Desk, bench: MailBench) -> Box:
    user = f"pop-{next(NUMBERS)}"
    bench.add_user(user)
    return Box(desk, bench, user, type="pop3", port=bench.ports["pop3"])


def test_it_works(box: Box):
    box.drop(mail(1), mail(2))
    box.round()
    assert box.subjects() == ["mail 1", "mail 2"]
    assert len(box.raws()) == 2, "reading deletes nothing"
    box.drop(mail(3))
    box.round()
    assert box.subjects() == ["mail 1", "mail 2", "mail 3"]
    box.work()
    assert len(box.desk.issues()) == 3


def test_what_could_not_be_stored_is_read_again(box: Box):
    box.drop(mail(1))
    with refusing("%"), pytest.raises(OperationalError, match="disk full"):
        box.round()
    assert box.stored() == []
    box.round()
    assert box.subjects() == ["mail 1"]


def test_new_mail_is_found_by_polling(box: Box):
    with running(Reader(box.source)):
        box.drop(mail(1))
        until(lambda: box.subjects() == ["mail 1"])
        box.drop(mail(2))
        until(lambda: box.subjects() == ["mail 1", "mail 2"])


def test_only_what_has_ended_is_deleted_and_the_source_stays_well(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1), mail(2), mail(3))
    box.round()
    one, two, _ = box.stored()
    box.desk.work(one)
    InboundMessage.objects.filter(pk=two.pk).update(state="parked", outcome="parked")
    assert box.round() == 2.0, "one is still in work"
    assert box.raws() == [mail(3)]
    assert box.deletions() == [("mail 1", "done", "deleted"), ("mail 2", "done", "deleted")]
    assert box.state.status == "online"


def test_a_mail_of_another_size_stays_and_the_journal_says_why(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1))
    box.round()
    box.work()
    InboundMessage.objects.update(size=17)
    box.round()
    assert len(box.raws()) == 1
    ((_, _, note),) = box.deletions()
    assert note.startswith("changed: the mail has ")


def test_a_mail_that_somebody_else_deleted_is_waited_for_no_longer(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1))
    box.round()
    box.bench.empty(box.user)
    box.work()
    assert box.round() == box.source.poll_seconds
    assert [note.partition(":")[0] for _, _, note in box.deletions()] == ["not there"]


# --- servers of the other kind -----------------------------------------------------------------------------


class Maildrop:
    """A small POP3 server that deletes at QUIT, as it has to; `lies` replaces its answer to a command."""

    def __init__(self, mails: dict[str, bytes], lies: dict[str, bytes] | None = None) -> None:
        self.mails, self.lies, self.commands = mails, lies or {}, []

    async def __call__(self, reader, writer) -> None:
        names, doomed = list(self.mails), []
        writer.write(b"+OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            verb, *words = line.upper().split()
            self.commands.append(verb)
            if verb == "QUIT" and verb not in self.lies:
                for name in doomed:
                    del self.mails[name]
            if verb == "DELE":
                doomed.append(names[int(words[0]) - 1])
            answer = self.lies.get(verb, self.answer(verb, words, names))
            writer.write(answer)
            await writer.drain()
            if not answer:
                return

    def answer(self, verb: str, words: list[str], names: list[str]) -> bytes:
        def lines(rows: list[str]) -> bytes:
            return "".join(f"{row}\r\n" for row in ["+OK", *rows, "."]).encode()

        if verb == "UIDL":
            return lines([f"{number} {name}" for number, name in enumerate(names, 1)])
        if verb == "LIST":
            return lines([f"{number} {len(self.mails[name])}" for number, name in enumerate(names, 1)])
        if verb in ("RETR", "TOP"):
            raw = self.mails[names[int(words[0]) - 1]]
            return (
                b"+OK\r\n" + (raw if verb == "RETR" else raw.partition(b"\r\n\r\n")[0] + b"\r\n") + b".\r\n"
            )
        return b"-ERR no\r\n" if verb == "CAPA" else b"+OK\r\n"


Serve = Callable[[object, object], Awaitable[None]]


def at(server: Maildrop, desk: Desk, bench: MailBench, **columns: object) -> Box:
    return Box(desk, bench, f"drop-{next(NUMBERS)}", type="pop3", port=bench.fronts.serve(server), **columns)


def test_a_deletion_counts_only_once_the_server_has_said_goodbye(desk: Desk, bench: MailBench):
    server = Maildrop({"a": mail(1)}, {"QUIT": b""})
    box = at(server, desk, bench, strategy="delete")
    with pytest.raises(MailboxUnavailable, match="may not have happened"):
        box.round()
    box.work()
    with pytest.raises(MailboxUnavailable, match="may not have happened"):
        box.round()
    assert ([state for _, state, _ in box.deletions()], list(server.mails)) == (["claimed"], ["a"])
    server.lies.clear()
    box.round()
    assert (box.deletions(), server.mails) == ([("mail 1", "done", "deleted")], {})
    assert len(box.stored()) == 1


def test_ids_of_any_length_tell_mails_apart(desk: Desk, bench: MailBench):
    server = Maildrop({"x" * 900 + end: mail(number) for number, end in enumerate("abc")})
    box = at(server, desk, bench)
    for _ in range(2):
        box.round()
        assert box.subjects() == ["mail 0", "mail 1", "mail 2"]


def test_one_mail_that_the_server_refuses_holds_up_no_other_and_is_named(desk: Desk, bench: MailBench):
    server = Maildrop({"a": mail(1)}, {"RETR": b"-ERR [SYS/TEMP] not now\r\n"})
    box = at(server, desk, bench)
    box.round()
    assert box.state.status == "failing"
    assert "[SYS/TEMP] not now" in box.state.last_error
    server.lies.clear()
    box.round()
    assert (box.subjects(), box.state.status) == (["mail 1"], "online")


def test_a_held_mailbox_is_counted_without_fetching_any_of_its_mail(desk: Desk, bench: MailBench):
    server = Maildrop({str(number): mail(number) for number in range(5)})
    box = at(server, desk, bench, first_sync_limit=3)
    assert box.round() is None
    assert "RETR" not in server.commands
    assert "the oldest from 2026-11-23" in box.state.last_error


def test_a_server_without_top_leaves_the_day_open(desk: Desk, bench: MailBench):
    server = Maildrop({str(number): mail(number) for number in range(5)}, {"TOP": b"-ERR unknown\r\n"})
    box = at(server, desk, bench, first_sync_limit=3)
    assert box.round() is None
    assert "5 mails wait in this mailbox;" in box.state.last_error
