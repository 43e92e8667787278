"""The first-sync guard: a mailbox that is new or has changed is counted, and a person says what is read of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from postroom.errors import BadConfiguration
from postroom.inbound.guard import accept
from postroom.inbound.rounds import Reader
from postroom.models import SourceState
from tests.inbound.conftest import Desk
from tests.inbound.mailboxes import Box, mail, make_anew, running, until
from tests.mailbench import MailBench
from tests.needs import needs_dovecot

pytestmark = needs_dovecot
NUMBERS = count(1)
KINDS = ("imap", "pop3")


def a_box(desk: Desk, bench: MailBench, kind: str) -> Box:
    """A box that holds back what is more than three mails."""
    user = f"first-{next(NUMBERS)}"
    bench.add_user(user)
    return Box(desk, bench, user, type=kind, port=bench.ports[kind], first_sync_limit=3)


@pytest.fixture(params=KINDS)
def box(desk: Desk, bench: MailBench, request: pytest.FixtureRequest) -> Iterator[Box]:
    return a_box(desk, bench, request.param)


@pytest.fixture
def imap(desk: Desk, bench: MailBench) -> Box:
    return a_box(desk, bench, "imap")


@pytest.fixture
def pop3(desk: Desk, bench: MailBench) -> Box:
    return a_box(desk, bench, "pop3")


def mails(*numbers: int, day: int = 23) -> list[bytes]:
    return [mail(number, day=day) for number in numbers]


def append(box: Box, day: int, *raws: bytes) -> None:
    """Mails that arrived on this day, by the mailbox's own account."""
    with box.client() as client, client._doing("protocol", "") as session:
        for raw in raws:
            session.append("INBOX", raw, msg_time=datetime(2026, 11, day, 10, tzinfo=UTC))


def test_it_works(box: Box):
    box.drop(*mails(1, 2, 3, 4, day=20))
    assert box.round() is None
    assert (box.stored(), box.state.status, box.state.held) == ([], "waiting", 4)
    assert "4 mails wait in this mailbox" in box.state.last_error
    assert f"postroom source accept '{box.source.name}'" in box.state.last_error
    assert "all waiting mails will be read" in accept(box.source.name, None, False)
    box.round()
    assert box.subjects() == [f"mail {number}" for number in (1, 2, 3, 4)]
    assert (box.state.status, box.state.held, box.state.accepted) == ("online", None, "")


def test_it_says_from_when_the_oldest_mail_is(imap: Box, pop3: Box):
    append(imap, 12, *mails(1))
    append(imap, 20, *mails(2, 3, 4))
    imap.round()
    assert ", the oldest from 2026-11-12;" in imap.state.last_error
    pop3.drop(*mails(1, 2, 3, 4, day=16))
    pop3.round()
    assert ", the oldest from 2026-11-16;" in pop3.state.last_error, "by the header alone"


def test_as_many_as_the_limit_are_read_unasked(box: Box):
    box.drop(*mails(1, 2, 3))
    assert box.round()
    assert len(box.stored()) == 3


def test_a_mailbox_that_was_met_is_read_however_much_comes(box: Box):
    box.drop(*mails(1, 2, 3))
    box.round()
    box.drop(*mails(4, 5, 6))
    box.round()
    if box.source.type == "imap":
        box.drop(*mails(*range(7, 20)))
        box.round()
        assert len(box.stored()) == 19
    assert box.state.status == "online"


def test_none_of_the_waiting_mails_and_all_that_comes_later(box: Box):
    box.drop(*mails(1, 2, 3, 4))
    box.round()
    assert "none of the waiting mails will be read" in accept(box.source.name, None, True)
    box.drop(mail(5, head="X-Late: yes\r\n").replace(b"Mon, 23 Nov 2026", tomorrow()))
    box.round()
    box.drop(mail(6).replace(b"Mon, 23 Nov 2026", tomorrow()))
    box.round()
    assert box.subjects() == ["mail 5", "mail 6"], "one came between the word and the next look"
    assert box.seen()[:4] == [False] * 4
    assert len(box.raws()) == 6


def tomorrow() -> bytes:
    """The day of a Date field that no clock of this machine has reached."""
    return (datetime.now(UTC) + timedelta(days=1)).strftime("%a, %d %b %Y").encode()


def test_only_mail_since_a_date(imap: Box, pop3: Box):
    append(imap, 12, *mails(1, 2))
    append(imap, 20, *mails(3, 4))
    pop3.drop(*mails(1, 2, day=12), *mails(3, 4, day=20))
    for box in (imap, pop3):
        box.round()
        assert "mail since 2026-11-15 will be read" in accept(box.source.name, "2026-11-15", False)
        box.round()
        box.round()
        assert box.subjects() == ["mail 3", "mail 4"]
        box.drop(mail(5))
        box.round()
        assert box.subjects() == ["mail 3", "mail 4", "mail 5"]


def test_with_none_a_pop3_mailbox_is_not_downloaded(pop3: Box):
    pop3.drop(*mails(1, 2, 3, 4))
    pop3.round()
    accept(pop3.source.name, None, True)
    pop3.round()
    pop3.round()
    assert pop3.stored() == []


def test_declined_mail_is_neither_read_nor_deleted_later(imap: Box):
    imap.change(strategy="delete")
    imap.drop(*mails(1, 2, 3, 4))
    imap.round()
    accept(imap.source.name, None, True)
    imap.round()
    imap.drop(mail(5))
    imap.round()
    imap.work()
    imap.round()
    assert (imap.subjects(), len(imap.raws())) == (["mail 5"], 4)


@pytest.mark.parametrize(
    "change", [{"strategy": "delete"}, {"host": "127.0.0.1"}, {"user": "OTHER"}, {"folder": "INBOX/Sub"}]
)
def test_what_makes_it_another_mailbox_guards_it_again(imap: Box, change: dict[str, str]):
    imap.drop(*mails(1))
    imap.round()
    imap.bench.add_user("other-first")
    fill_other(imap, change)
    imap.change(**({"user": "other-first", "password": "other-first-pw"} if "user" in change else change))
    imap.drop(*mails(*range(10, 15)))
    assert imap.round() is None
    assert imap.state.status == "waiting"
    assert len(imap.stored()) == 1


def fill_other(box: Box, change: dict[str, str]) -> None:
    if "folder" in change:
        with box.client() as client, client._doing("protocol", "") as session:
            session.create_folder("INBOX/Sub")
            for raw in mails(*range(20, 25)):
                session.append("INBOX/Sub", raw)
    if "user" in change:
        box.bench.empty("other-first")
        box.bench.drop("other-first", *mails(*range(20, 25)))


def test_a_new_uidvalidity_guards_it_again(imap: Box):
    imap.drop(*mails(1))
    imap.round()
    make_anew(imap)
    imap.drop(*mails(1, 2, 3, 4, 5))
    assert imap.round() is None
    assert imap.state.held == 5


@pytest.mark.parametrize("new", [range(1, 6), range(1, 9)])
def test_when_more_than_half_of_the_uidls_are_new_it_is_guarded_again(pop3: Box, new: range):
    """A server that gives its mail new ids, all or most of them, would otherwise have it all read again."""
    pop3.drop(*mails(1, 2, 3))
    pop3.round()
    if len(new) == 5:
        make_anew(pop3)
    pop3.drop(*mails(*new))
    assert pop3.round() is None
    assert (pop3.state.status, pop3.state.held) == ("waiting", len(new))
    assert len(pop3.stored()) == 3
    accept(pop3.source.name, None, False)
    pop3.round()
    assert len(pop3.stored()) == 3 + len(new)


def test_a_mailbox_that_is_made_anew_while_it_is_read_again_after_a_restore_is_guarded(imap: Box):
    """Else the read mail of years would be filed: nobody knows any more what of it we had."""
    imap.drop(*mails(1))
    imap.round()
    SourceState.objects.filter(source=imap.source).update(reread_since=datetime(2026, 11, 1, tzinfo=UTC))
    make_anew(imap)
    imap.drop(*mails(1, 2, 3, 4, 5))
    assert imap.round() is None


def test_a_person_who_says_yes_need_not_wait_long(box: Box):
    box.drop(*mails(1, 2, 3, 4))
    with running(Reader(box.source)):
        until(lambda: box.state.status == "waiting")
        accept(box.source.name, None, False)
        until(lambda: len(box.stored()) == 4, 10)


def test_a_yes_before_the_first_look_counts(imap: Box):
    imap.drop(*mails(1, 2, 3, 4))
    accept(imap.source.name, None, False)
    imap.round()
    assert len(imap.stored()) == 4


def test_a_word_too_much_is_answered_in_words(imap: Box, desk: Desk):
    imap.round()
    assert "does not wait for anything" in accept(imap.source.name, None, False)
    assert "does not wait for anything" in accept(desk.source.name, None, False)
    with pytest.raises(BadConfiguration, match="no source named 'nobody'"):
        accept("nobody", None, False)
    with pytest.raises(BadConfiguration, match="'soon' is not a date; write it as 2026-05-31"):
        accept(imap.source.name, "soon", False)


def test_a_held_mailbox_is_left_as_it_is(imap: Box):
    imap.change(strategy="delete")
    imap.drop(*mails(1, 2, 3, 4))
    imap.round()
    imap.round()
    assert imap.seen() == [False] * 4
