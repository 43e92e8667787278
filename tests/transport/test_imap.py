"""IMAP on a real Dovecot: nothing is marked, lost or deleted that was not asked for."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.imap import ImapMailbox
from tests.mailbench import MailBench
from tests.needs import needs_dovecot
from tests.transport.conftest import a_mail, an_endpoint

pytestmark = needs_dovecot


@pytest.mark.parametrize(("port", "security"), [("imaps", "ssl"), ("imap", "starttls"), ("imap", "none")])
def test_it_works_with(bench: MailBench, user, to, port, security):
    bench.drop(user, a_mail(1), a_mail(2))
    with ImapMailbox.open(to(port, security)) as mailbox:
        waiting = mailbox.unread()
        fetched = list(mailbox.fetch(waiting))
        assert [b"".join(one.chunks()) for one in fetched] == [a_mail(1), a_mail(2)]
        assert [one.uid for one in fetched] == [mail.uid for mail in waiting] == [1, 2]
        assert [mail.size for mail in waiting] == [len(a_mail(1)), len(a_mail(2))]
        assert mailbox.uidvalidity > 0
        assert mailbox.uidnext == 3


def test_fetching_marks_nothing_and_marking_marks_only_what_is_named(bench: MailBench, user, to):
    bench.drop(user, a_mail(1), a_mail(2), a_mail(3))
    with ImapMailbox.open(to()) as mailbox:
        assert len(list(mailbox.fetch(mailbox.unread()))) == 3
        assert mailbox.unread_uids() == [1, 2, 3]
        mailbox.mark_read([1, 3])
        assert mailbox.unread_uids() == [2]
        assert [(mail.uid, mail.seen) for mail in mailbox.everything()] == [(1, True), (2, False), (3, True)]
    assert sorted(mail.seen for mail in bench.messages(user)) == [False, True, True]


def test_everything_after_the_last_uid_is_nothing_although_the_server_names_the_last_mail(bench, user, to):
    bench.drop(user, a_mail(1), a_mail(2))
    with ImapMailbox.open(to()) as mailbox:
        assert [mail.uid for mail in mailbox.everything(1)] == [2]
        assert mailbox.everything(2) == []


def test_mails_marked_deleted_by_somebody_else_are_not_taken(bench: MailBench, user, to):
    bench.drop(user, a_mail(1), a_mail(2))
    with ImapMailbox.open(to()) as mailbox:
        mark_deleted(mailbox, 1)
        assert mailbox.unread_uids() == [2]
        assert [mail.uid for mail in mailbox.everything()] == [2]


def test_more_mails_than_one_command_names_all_arrive_in_order(bench: MailBench, user, to):
    bench.drop(user, *(a_mail(number) for number in range(1, 612)))
    with ImapMailbox.open(to()) as mailbox:
        waiting = mailbox.unread()
        assert [one.uid for one in mailbox.fetch(waiting)] == list(range(1, 612))
        mailbox.mark_read([mail.uid for mail in waiting])
        assert mailbox.unread_uids() == []


def test_a_mail_above_8_mb_comes_in_parts_through_a_file(bench: MailBench, user, to):
    large = a_mail(1, 9_500_000)
    bench.drop(user, a_mail(2), large, a_mail(3))
    with ImapMailbox.open(to()) as mailbox:
        sizes = []
        for one in mailbox.fetch(mailbox.unread()):
            sizes.append((one.uid, one.size, isinstance(one.body, bytes)))
            if one.uid == 2:
                chunks = list(one.chunks())
                assert max(map(len, chunks)) <= 1_048_576
                assert b"".join(chunks) == large
    assert sizes == [(1, len(a_mail(2)), True), (2, len(large), False), (3, len(a_mail(3)), True)]


def test_deleting_leaves_alone_what_another_client_has_marked(bench: MailBench, user, to):
    bench.drop(user, a_mail(1), a_mail(2), a_mail(3))
    with ImapMailbox.open(to()) as other, ImapMailbox.open(to()) as mailbox:
        mark_deleted(other, 1)
        assert mailbox.delete(2, len(a_mail(2)), "<2@example.com>").gone
    assert [mail.raw for mail in bench.messages(user)] == [a_mail(1), a_mail(3)]


@pytest.mark.parametrize(
    ("uid", "size", "message_id", "result"),
    [
        (1, None, "1@example.com", "deleted"),
        (1, 17, "1@example.com", "changed"),
        (1, None, "2@example.com", "changed"),
        (1, None, "", "changed"),
        (9, None, "1@example.com", "not there"),
    ],
)
def test_only_the_mail_that_was_meant_is_deleted(bench: MailBench, user, to, uid, size, message_id, result):
    bench.drop(user, a_mail(1))
    with ImapMailbox.open(to()) as mailbox:
        deletion = mailbox.delete(uid, size or len(a_mail(1)), message_id)
    assert deletion.result == result
    assert len(bench.messages(user)) == (0 if result == "deleted" else 1)


def test_deletions_in_one_go_are_answered_one_by_one(bench: MailBench, user, to):
    bare = b"Subject: no id\r\n\r\nx\r\n"
    bench.drop(user, a_mail(1), bare, a_mail(3))
    named = [(3, 1, "3@example.com"), (2, len(bare), ""), (8, 1, ""), (1, len(a_mail(1)), "1@example.com")]
    with ImapMailbox.open(to()) as mailbox:
        assert [one.result for one in mailbox.delete_many(named)] == [
            "changed",
            "deleted",
            "not there",
            "deleted",
        ]
    assert [mail.raw for mail in bench.messages(user)] == [a_mail(3)]


def test_new_mail_ends_idle(bench: MailBench, user, to):
    with ImapMailbox.open(to()) as mailbox:
        assert mailbox.can_idle
        assert mailbox.unread() == []
        delivery = threading.Timer(0.1, bench.deliver, (user, a_mail(1)))
        delivery.start()
        assert mailbox.idle(20)
        delivery.join()
        assert len(mailbox.unread()) == 1


def test_mail_announced_during_another_command_is_not_slept_over(bench: MailBench, user, to):
    bench.drop(user, a_mail(1))
    with ImapMailbox.open(to()) as mailbox:
        assert mailbox.unread_uids() == [1]
        bench.deliver(user, a_mail(2))
        mailbox.mark_read([1])  # its answer announces the second mail, and IDLE will not say it again
        assert mailbox.idle(0)
        assert mailbox.unread_uids() == [2]


def test_a_wake_socket_ends_idle_and_silence_does_not(to):
    ours, theirs = socket.socketpair()
    with ours, theirs, ImapMailbox.open(to()) as mailbox:
        assert mailbox.unread() == []
        assert not mailbox.idle(0.1, theirs)
        ours.send(b"!")
        assert mailbox.idle(20, theirs)
        assert theirs.recv(9) == b"!"


def test_shutdown_from_another_thread_ends_any_wait(to):
    mailbox = ImapMailbox.open(to())
    mailbox.unread()
    watchdog = threading.Timer(0.1, mailbox.shutdown)
    watchdog.start()
    with pytest.raises(MailboxUnavailable):
        mailbox.idle(60)
    watchdog.join()
    mailbox.close()


def test_kill_9_of_the_server_is_noticed_at_once_and_a_new_connection_goes_on():
    with MailBench() as bench:
        bench.drop("alice", a_mail(1))
        endpoint = an_endpoint(
            bench.ports["imaps"], "ssl", user="alice", password="alice-pw", ca_file=bench.ca
        )
        mailbox = ImapMailbox.open(endpoint)
        assert mailbox.unread_uids() == [1]
        killer = threading.Timer(0.1, bench.kill9)
        killer.start()
        with pytest.raises(MailboxUnavailable, match=r"closed|broke"):
            mailbox.idle(60)
        killer.join()
        mailbox.close()
        with pytest.raises(MailboxUnavailable) as refused:
            ImapMailbox.open(endpoint)
        assert refused.value.stage == "tcp"
        bench.start_dovecot()
        with ImapMailbox.open(endpoint) as again:
            assert len(list(again.fetch(again.unread()))) == 1


def test_a_connection_cut_within_a_mail_loses_nothing(bench: MailBench, user, to):
    bench.drop(user, *(a_mail(number, 50_000) for number in range(10)))
    cut = bench.fronts.relay(bench.ports["imap"], cut=300_000)
    mailbox = ImapMailbox.open(to(cut, "none"))
    with pytest.raises(MailboxUnavailable):
        list(mailbox.fetch(mailbox.unread()))
    mailbox.close()
    with ImapMailbox.open(to()) as again:
        assert len(again.unread_uids()) == 10


def test_a_refused_password_is_told_in_the_providers_words_and_never_shown(to):
    with pytest.raises(MailboxUnavailable, match="Authentication failed") as refused:
        ImapMailbox.open(replace(to(), password="wrong-Secret"))
    assert refused.value.stage == "login"
    assert "wrong-Secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["with space", "müller"])
def test_unusual_users_and_passwords_get_in(bench: MailBench, to, name):
    bench.add_user(name)
    with ImapMailbox.open(replace(to(), user=name, password=f"{name}-pw")) as mailbox:
        assert mailbox.unread() == []


def test_a_folder_that_is_not_there_is_named(to):
    with pytest.raises(MailboxUnavailable, match='"Nowhere"') as missing:
        ImapMailbox.open(to(), "Nowhere")
    assert missing.value.stage == "folder"


def mark_deleted(mailbox: ImapMailbox, uid: int) -> None:
    """As another mail program would."""
    mailbox._client.add_flags([uid], [rb"\Deleted"])
