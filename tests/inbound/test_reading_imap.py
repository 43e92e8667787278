"""Reading IMAP mailboxes on a real server: stored, then marked; each mail once; deleted only what was meant."""

from __future__ import annotations

import threading
from collections import Counter
from email.message import EmailMessage
from hashlib import sha256

import psycopg
import pytest
from django.db import OperationalError, connection

from postroom import stored
from postroom.errors import PostroomError
from postroom.inbound.rounds import Reader
from postroom.models import InboundMessage, SourceState
from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.mailbox import BATCH_MAILS
from tests.inbound.conftest import Desk, letter
from tests.inbound.mailboxes import Box, lying, mail, make_anew, params, refusing, running, until
from tests.lying_imap import LyingImap
from tests.mailbench import MailBench
from tests.needs import needs_dovecot

pytestmark = needs_dovecot


@pytest.fixture
def box(desk: Desk, bench: MailBench, request: pytest.FixtureRequest) -> Box:
    user = f"imap-{sha256(request.node.name.encode()).hexdigest()[:12]}"
    bench.add_user(user)
    return Box(desk, bench, user)


def test_it_works(box: Box):
    box.drop(mail(1), mail(2), mail(3))
    box.round()
    assert box.subjects() == ["mail 1", "mail 2", "mail 3"]
    assert [b"".join(stored.chunks(record)) for record in box.stored()] == [mail(1), mail(2), mail(3)]
    assert box.seen() == [True] * 3
    assert (box.state.status, box.state.last_uid) == ("online", 3)
    box.work()
    assert len(box.desk.issues()) == 3


def test_a_mail_that_could_not_be_stored_is_not_marked_read(box: Box):
    box.drop(mail(1), mail(2))
    with refusing("%"), pytest.raises(OperationalError, match="disk full"):
        box.round()
    assert (box.stored(), box.seen()) == ([], [False, False])
    box.round()
    assert (box.subjects(), box.seen()) == (["mail 1", "mail 2"], [True, True])


def test_a_mail_that_was_stored_but_not_marked_is_only_marked_at_the_next_round(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1), 2: mail(2)}, {"STORE": b"* BYE\r\n"})
    with lying(desk, bench, server) as box:
        with pytest.raises(MailboxUnavailable):
            box.round()
        assert box.subjects() == ["mail 1", "mail 2"]
        assert server.seen == set()
        server.lies.clear()
        server.commands.clear()
        box.round()
        assert len(box.stored()) == 2
        assert server.seen == {1, 2}
        assert not any("BODY" in command for command in server.commands)


def test_two_readers_of_one_mailbox_at_once_store_each_mail_once(box: Box):
    box.drop(*(mail(number) for number in range(120)))
    box.change(first_sync_limit=1000)
    start, errors = threading.Barrier(3), []

    def read() -> None:
        start.wait()
        try:
            box.round()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Counter(box.subjects()) == Counter(f"mail {number}" for number in range(120))
    assert all(box.seen())


def test_a_new_uidvalidity_means_reading_again_and_nothing_is_filed_twice(box: Box):
    box.drop(mail(1), mail(2))
    box.round()
    box.work()
    before = box.state
    make_anew(box)
    box.drop(mail(1), mail(2), mail(3))
    box.round()
    box.work()
    assert (box.state.generation, box.state.uidvalidity != before.uidvalidity) == (
        before.generation + 1,
        True,
    )
    outcomes = [(record.subject, record.outcome) for record in box.stored()]
    assert outcomes == [
        *(("mail 1", "created"), ("mail 2", "created")),
        *(("mail 1", "ignored"), ("mail 2", "ignored"), ("mail 3", "created")),
    ]
    assert len(box.desk.issues()) == 3


def test_a_mailbox_that_is_made_anew_under_an_open_connection_is_noticed(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, capabilities="IMAP4rev1")
    with lying(desk, bench, server) as box, running(Reader(box.source)):
        until(lambda: box.subjects() == ["mail 1"])
        server.mails = {1: mail(2)}
        server.seen.clear()
        server.lies["SELECT"] = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 8] ok\r\n{tag} OK done\r\n"
        until(lambda: box.subjects() == ["mail 1", "mail 2"])


def test_a_mail_of_twelve_megabytes_comes_through_in_parts(box: Box):
    large = EmailMessage()
    large["Subject"], large["From"], large["Message-ID"] = "large", "ada@example.org", "<large@example.org>"
    large.set_content("See the film.")
    film = sha256(b"film").digest() * (9 * 1024 * 32)
    large.add_attachment(film, maintype="video", subtype="mp4", filename="film.mp4")
    raw = large.as_bytes().replace(b"\n", b"\r\n")
    box.drop(mail(1), raw, mail(2))
    box.round()
    assert box.subjects() == ["mail 1", "large", "mail 2"]
    kept = box.stored()[1]
    pieces = list(stored.chunks(kept))
    assert (kept.size, sha256(b"".join(pieces)).digest()) == (len(raw), sha256(raw).digest())
    assert max(map(len, pieces)) <= 1 << 20


def test_what_senders_write_into_their_headers_fits_the_database(box: Box):
    nasty = [
        b"From: \x00Ada\x00 <"
        + b"a" * 5000
        + b"@example.org>\r\nSubject: a\x00b\r\nMessage-ID: <\x00@x>\r\n\r\nx",
        b"Subject: " + b"S" * 50_000 + b"\r\nMessage-ID: <" + b"i" * 9000 + b"@x>\r\n\r\n\x00",
        b"References: <" + b"r" * 20_000 + b"@x>\r\nDate: Mon, 01 Jan 0001 00:00:00 +1400\r\n\r\nx",
        b"From: =?utf-8?b?7aCA?= \xed\xa0\x80\xff <\xff@\xff>\r\nTo: " + b"b@x, " * 9000 + b"\r\n\r\nx",
        b"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\nSubject: =?utf-8?q?=00=ED=A0=80?=\r\n\r\nx",
        b"\r\n",
        b"",
    ]
    box.drop(*nasty)
    box.round()
    assert len(box.stored()) == len(nasty)
    assert all(box.seen())


# --- how far we are ----------------------------------------------------------------------------------------


MANY = 2 * BATCH_MAILS + 20


def test_a_death_between_two_batches_loses_nothing_and_repeats_nothing(box: Box):
    box.drop(*(mail(number) for number in range(1, MANY + 1)))
    box.change(first_sync_limit=MANY)
    with refusing(f"%/{BATCH_MAILS + 10}"), pytest.raises(OperationalError, match="disk full"):
        box.round()
    assert (len(box.stored()), box.state.last_uid) == (BATCH_MAILS, BATCH_MAILS)
    assert box.seen() == [True] * BATCH_MAILS + [False] * (MANY - BATCH_MAILS)
    box.round()
    assert box.subjects() == [f"mail {number}" for number in range(1, MANY + 1)]
    assert box.state.last_uid == MANY


def test_unread_mail_below_the_last_uid_is_read_as_well(box: Box):
    box.drop(mail(1), mail(2))
    box.round()
    InboundMessage.objects.filter(subject="mail 1").delete()
    with box.client() as client, client._doing("protocol", "") as imap:
        imap.remove_flags([1], [rb"\Seen"])
    box.round()
    assert sorted(box.subjects()) == ["mail 1", "mail 2"]


def test_one_mail_that_the_server_refuses_holds_up_no_other_and_is_named(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1), 2: mail(2)}, refused={1})
    with lying(desk, bench, server) as box:
        box.round()
        assert box.subjects() == ["mail 2"]
        box.round()
        server.mails[3] = mail(3)
        box.round()
        assert box.subjects() == ["mail 2", "mail 3"]
        assert (box.state.status, box.state.next_try, box.state.last_uid) == ("failing", None, 0)
        assert "UID 1: " in box.state.last_error
        assert "SERVERBUG" in box.state.last_error
        server.refused.clear()
        box.round()
        assert sorted(box.subjects()) == ["mail 1", "mail 2", "mail 3"]
        assert (box.state.status, box.state.last_error, box.state.last_uid) == ("online", "", 3)


# --- read elsewhere ----------------------------------------------------------------------------------------


def mark_read(box: Box, *uids: int) -> None:
    with box.client() as client:
        client.mark_read(uids)


def test_mail_that_somebody_else_read_is_listed_and_not_worked_on(box: Box):
    box.drop(mail(1))
    box.round()
    box.drop(mail(2), mail(3))
    mark_read(box, 2)
    box.round()
    box.round()
    listed = {record.subject: (record.state, record.outcome, record.reason) for record in box.stored()}
    assert listed["mail 2"] == ("done", "ignored", "read elsewhere")
    assert listed["mail 3"][0] == "queued"
    assert len(box.stored()) == 3


def test_with_the_switch_mail_that_somebody_else_read_is_worked_on(box: Box):
    box.change(read_elsewhere=True)
    box.drop(mail(0))
    mark_read(box, 1)
    box.round()
    assert box.stored() == [], "on first contact old read mail is nobody's news"
    box.drop(mail(1))
    mark_read(box, 2)
    box.round()
    box.work()
    assert [record.outcome for record in box.stored()] == ["created"]


def test_the_first_mail_of_an_empty_mailbox_is_listed_too_when_somebody_read_it(box: Box):
    box.round()
    box.drop(mail(1))
    mark_read(box, 1)
    box.round()
    assert box.reasons() == ["read elsewhere"]


class ReadMeanwhile(LyingImap):
    """Somebody reads mail 2 between our two looks."""

    def said(self, step: str, command: str) -> bytes:
        if "UNSEEN" in command and 2 in self.mails:
            self.seen.add(2)
        return super().said(step, command)


def test_mail_that_somebody_reads_between_our_two_looks_is_listed(desk: Desk, bench: MailBench):
    server = ReadMeanwhile({1: mail(1)})
    with lying(desk, bench, server) as box:
        box.round()
        server.mails[2] = mail(2)
        box.round()
        assert box.reasons() == ["", "read elsewhere"]


def test_a_death_between_two_batches_forgets_no_mail_that_was_read_elsewhere(box: Box):
    box.round()
    box.drop(*(mail(number) for number in range(1, MANY + 1)))
    mark_read(box, 7)
    with refusing(f"%/{BATCH_MAILS + 10}"), pytest.raises(OperationalError, match="disk full"):
        box.round()
    assert box.state.last_uid < 7
    box.round()
    assert Counter(box.reasons()) == {"": MANY - 1, "read elsewhere": 1}


# --- read all and delete -----------------------------------------------------------------------------------


def test_only_what_has_ended_is_deleted_parked_mail_included(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1), mail(2), mail(3))
    mark_read(box, 3)
    box.round()
    assert len(box.raws()) == 3
    one, two, three = box.stored()
    box.desk.work(one)
    InboundMessage.objects.filter(pk=two.pk).update(state="parked", outcome="parked")
    assert box.round() == 2.0, "one is still in work"
    assert box.raws() == [mail(3)]
    assert box.deletions() == [("mail 1", "done", "deleted"), ("mail 2", "done", "deleted")]
    box.desk.work(three)
    box.round()
    assert box.raws() == []
    assert box.round() != 2.0


@pytest.mark.parametrize("change", [{"size": 17}, {"message_id": "another@example.org"}])
def test_a_mail_that_is_not_what_was_read_stays_and_the_journal_says_why(box: Box, change: dict):
    box.change(strategy="delete")
    box.drop(mail(1))
    box.round()
    box.work()
    InboundMessage.objects.update(**change)
    box.round()
    assert box.raws() == [mail(1)]
    ((_, state, note),) = box.deletions()
    assert (state, note.partition(":")[0]) == ("done", "changed")
    box.round()
    assert len(box.stored()) == 1


def test_mail_that_another_client_marked_deleted_stays(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1), mail(2))
    box.round()
    with box.client() as client, client._doing("protocol", "") as imap:
        imap.add_flags([2], [rb"\Deleted"])
    box.desk.work(box.stored()[0])
    box.round()
    assert box.raws() == [mail(2)]


def test_mail_whose_content_was_forgotten_meanwhile_is_deleted_all_the_same(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1))
    box.round()
    box.work()
    box.stored()[0].mail.delete()
    box.round()
    assert box.raws() == []


def test_a_deletion_that_was_cut_is_done_at_the_next_round(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)})
    with lying(desk, bench, server, strategy="delete") as box:
        box.round()
        box.work()
        server.lies["EXPUNGE"] = b"* BYE\r\n"
        with pytest.raises(MailboxUnavailable):
            box.round()
        assert [(state, note) for _, state, note in box.deletions()] == [("claimed", "")]
        server.lies.clear()
        box.round()
        assert [state for _, state, _ in box.deletions()] == ["done"]


def test_what_was_to_be_deleted_from_a_former_mailbox_stays_there_and_nobody_waits_for_it(box: Box):
    box.change(strategy="delete")
    box.drop(mail(1))
    box.round()
    make_anew(box)
    box.drop(mail(2))
    box.round()
    box.work()
    box.round()
    assert [note.partition(":")[0] for _, _, note in box.deletions()] == ["withheld", "deleted"]
    assert box.round() > 30


def test_two_sources_of_one_profile_journal_their_own_deletions(box: Box):
    box.change(strategy="delete")
    box.bench.add_user("twin")
    twin = Box(box.desk, box.bench, "twin", strategy="delete")
    for each in (box, twin):
        each.drop(mail(1))
        each.round()
        SourceState.objects.filter(source=each.source).update(uidvalidity=each.state.uidvalidity)
        each.work()
        each.round()
        assert each.raws() == []
    assert len(box.deletions()) == len(twin.deletions()) == 1


# --- waiting for news --------------------------------------------------------------------------------------


def test_idle_tells_of_a_new_mail_without_polling(box: Box):
    box.change(poll_seconds=3600)
    with running(Reader(box.source)):
        until(lambda: box.state.status == "online")
        box.bench.deliver(box.user, letter(subject="now").as_bytes())
        until(lambda: box.subjects() == ["now"], 10)
        until(lambda: box.seen() == [True])


def test_where_there_is_no_idle_the_mailbox_is_polled(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, capabilities="IMAP4rev1")
    with lying(desk, bench, server) as box, running(Reader(box.source)):
        until(lambda: server.seen == {1})
        server.mails[2] = mail(2)
        until(lambda: server.seen == {1, 2})


def test_a_server_that_offers_idle_and_refuses_it_is_polled(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, {"IDLE": b"{tag} NO not today\r\n"})
    with lying(desk, bench, server) as box, running(Reader(box.source)):
        until(lambda: server.seen == {1})
        server.mails[2] = mail(2)
        until(lambda: server.seen == {1, 2})
        assert box.state.status == "online"


def test_a_connection_that_breaks_after_a_good_round_is_made_again_without_a_word(
    desk: Desk, bench: MailBench
):
    server = LyingImap({1: mail(1)}, {"IDLE": b"* BYE too long\r\n"})
    with lying(desk, bench, server) as box, running(Reader(box.source)):
        until(lambda: server.seen == {1})
        server.mails[2] = mail(2)
        until(lambda: server.seen == {1, 2})
        assert box.state.status == "online"


def test_a_reader_that_is_stopped_while_it_stores_leaves_the_mailbox_for_next_time(box: Box):
    box.drop(mail(1))
    box.round()
    box.drop(mail(2))
    reader = Reader(box.source)
    with psycopg.connect(**params()) as other, running(reader):
        other.execute("select 1 from postroom_sourcestate where source_id = %s for update", [box.source.pk])
        until(waiting_for_a_lock)
        reader.stop()
        other.commit()
    assert box.subjects() == ["mail 1", "mail 2"]
    assert box.seen() == [True, False]
    box.round()
    assert (len(box.stored()), box.seen()) == (2, [True, True])


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])


def test_mailboxes_that_stall_keep_no_database_connection(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, {"SEARCH": b"* SEARCH 1 for {tag}"})
    port = bench.fronts.serve(server)
    boxes = [Box(desk, bench, f"stalled-{number}", port=port) for number in range(16)]
    readers = [Reader(box.source) for box in boxes]
    threads = [threading.Thread(target=quietly, args=(reader,), daemon=True) for reader in readers]
    for thread in threads:
        thread.start()
    until(lambda: sum("SEARCH" in command for command in server.commands) == len(boxes))
    assert SourceState.objects.filter(generation=1).count() == len(boxes)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
        assert cursor.fetchone() == (0,)
    for reader in readers:
        reader.stop()
    for thread in threads:
        thread.join(10)


def quietly(reader: Reader) -> None:
    try:
        reader.run()
    except PostroomError:
        pass
    finally:
        connection.close()
