"""POP3 on a real Dovecot: lines of any length, deletion only of what was named and only at QUIT."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.pop3 import Listed, Pop3Mailbox
from tests.fronts import Fronts
from tests.mailbench import MailBench
from tests.needs import needs_dovecot
from tests.transport.conftest import a_mail, an_endpoint

DOTS = b"Subject: dots\r\n\r\n.\r\n..\r\n.start\r\nend.\r\n"


@needs_dovecot
@pytest.mark.parametrize(("port", "security"), [("pop3s", "ssl"), ("pop3", "starttls"), ("pop3", "none")])
def test_it_works_with(bench: MailBench, user, to, port, security):
    bench.drop(user, a_mail(1), DOTS)
    with Pop3Mailbox.open(to(port, security)) as mailbox:
        listed = mailbox.listing()
        assert [b"".join(one.chunks()) for one in mailbox.fetch(listed)] == [a_mail(1), DOTS]
        assert [mail.size for mail in listed] == [len(a_mail(1)), len(DOTS)]
        assert len({mail.uidl for mail in listed}) == 2
    assert len(bench.messages(user)) == 2


@needs_dovecot
def test_lines_far_beyond_the_standard_and_mails_above_8_mb_arrive_whole(bench: MailBench, user, to):
    long = b"Subject: long\r\n\r\n" + b"l" * 3_000_000 + b"\r\n.\r\nend\r\n"
    large = a_mail(2, 9_500_000)
    bench.drop(user, long, large, a_mail(3))
    with Pop3Mailbox.open(to("pop3s")) as mailbox:
        came = [
            (b"".join(one.chunks()), isinstance(one.body, bytes)) for one in mailbox.fetch(mailbox.listing())
        ]
    assert came == [(long, True), (large, False), (a_mail(3), True)]


@needs_dovecot
def test_uidls_last_and_only_the_mail_that_was_meant_is_deleted(bench: MailBench, user, to):
    bench.drop(user, a_mail(1), a_mail(2), a_mail(3))
    with Pop3Mailbox.open(to("pop3s")) as mailbox:
        first, second, third = mailbox.listing()
        assert mailbox.delete(first).result == "deleted"
    with Pop3Mailbox.open(to("pop3s")) as mailbox:  # numbers have moved: the second is number 1 now
        assert mailbox.delete(first).result == "not there"
        assert mailbox.delete(replace(third, size=1)).result == "changed"
        assert mailbox.delete(Listed(99, second.uidl, second.size)).gone
    assert [mail.raw for mail in bench.messages(user)] == [a_mail(3)]


@needs_dovecot
def test_without_a_goodbye_nothing_is_deleted(bench: MailBench, user, to):
    bench.drop(user, a_mail(1))
    with pytest.raises(RuntimeError), Pop3Mailbox.open(to("pop3s")) as mailbox:
        assert mailbox.delete(mailbox.listing()[0]).gone
        raise RuntimeError("the worker dies here")
    with Pop3Mailbox.open(to("pop3s")) as mailbox:
        assert len(mailbox.listing()) == 1


@needs_dovecot
def test_a_goodbye_without_answer_is_an_error_since_the_deletion_is_unknown(bench: MailBench, user, to):
    bench.drop(user, a_mail(1))
    mailbox = Pop3Mailbox.open(to("pop3s"))
    mailbox.delete(mailbox.listing()[0])
    mailbox.shutdown()
    with pytest.raises(MailboxUnavailable, match="may not have happened"):
        mailbox.close()


@needs_dovecot
def test_a_listener_who_stops_half_way_leaves_the_connection_in_order(bench: MailBench, user, to):
    bench.drop(user, *(a_mail(number) for number in range(20)))
    with Pop3Mailbox.open(to("pop3s")) as mailbox:
        listed = mailbox.listing()
        next(iter(mailbox.fetch(listed)))
        assert mailbox.listing() == listed


@needs_dovecot
def test_a_connection_cut_within_a_mail_is_an_error(bench: MailBench, user, to):
    bench.drop(user, a_mail(1, 50_000))
    cut = bench.fronts.relay(bench.ports["pop3"], cut=20_000)
    with pytest.raises(MailboxUnavailable, match="connection"), Pop3Mailbox.open(to(cut, "none")) as mailbox:
        list(mailbox.fetch(mailbox.listing()))


@needs_dovecot
def test_a_mail_the_server_no_longer_has_is_left_out(bench: MailBench, user, to):
    bench.drop(user, a_mail(1))
    with Pop3Mailbox.open(to("pop3s")) as mailbox:
        ghost = Listed(7, "ghost", 10)
        assert len(list(mailbox.fetch([ghost, *mailbox.listing()]))) == 1
        assert list(mailbox.refused) == [7]


@needs_dovecot
def test_a_refused_password_is_told_in_the_providers_words_and_never_shown(to):
    with pytest.raises(MailboxUnavailable, match="Authentication failed") as refused:
        Pop3Mailbox.open(replace(to("pop3s"), password="wrong-Secret"))
    assert refused.value.stage == "login"
    assert "wrong-Secret" not in str(refused.value)


@needs_dovecot
def test_kill_9_of_the_server_is_noticed_at_once():
    with MailBench() as bench:
        bench.drop("alice", a_mail(1))
        endpoint = an_endpoint(
            bench.ports["pop3s"], "ssl", user="alice", password="alice-pw", ca_file=bench.ca
        )
        with pytest.raises(MailboxUnavailable), Pop3Mailbox.open(endpoint) as mailbox:
            bench.kill9()
            mailbox.listing()


SCRIPT = {
    "CAPA": b"-ERR\r\n",
    "USER": b"+OK\r\n",
    "PASS": b"+OK\r\n",
    "LIST": b"+OK\r\n1 300\r\n.\r\n",
    "UIDL": b"+OK\r\n1 abc\r\n.\r\n",
    "RETR": b"+OK\r\nSubject: x\r\n\r\nx\r\n.\r\n",
    "QUIT": b"+OK\r\n",
}


def scripted(fronts: Fronts, **lies: bytes) -> int:
    """A POP3 server that answers each command by the script; an answer without a line's end hangs up."""

    async def handler(reader, writer) -> None:
        writer.write(b"+OK ready\r\n")
        while line := (await reader.readline()).decode().split():
            answer = {**SCRIPT, **lies}.get(line[0], b"-ERR what?\r\n")
            writer.write(answer)
            if not answer.endswith(b"\r\n"):
                return

    return fronts.serve(handler)


def test_a_server_without_capabilities_and_with_a_wrong_size_is_read_all_the_same(fronts: Fronts):
    with Pop3Mailbox.open(an_endpoint(scripted(fronts))) as mailbox:
        fetched = list(mailbox.fetch(mailbox.listing()))
        assert [(one.body, one.size, one.announced) for one in fetched] == [
            (b"Subject: x\r\n\r\nx\r\n", 17, 300)
        ]


@pytest.mark.parametrize("step", SCRIPT)
@pytest.mark.parametrize(
    "lie", [b"+OK\r\nhalf", b"", b"\xff\x00", b"-ERR no\r\n", b"+OK\r\n. . .\r\n9 9 9\r\nx\r\n.\r\n"]
)
def test_a_lie_at_any_step_is_said_in_words(fronts: Fronts, step, lie):
    try:
        with Pop3Mailbox.open(an_endpoint(scripted(fronts, **{step: lie}), timeout=0.3)) as mailbox:
            list(mailbox.fetch(mailbox.listing()))
    except MailboxUnavailable as error:
        assert str(error).startswith("localhost:")
        assert "se-cret" not in str(error)


def test_a_server_without_lasting_ids_is_refused_with_the_reason(fronts: Fronts):
    port = scripted(fronts, UIDL=b"-ERR unknown command\r\n")
    with Pop3Mailbox.open(an_endpoint(port)) as mailbox, pytest.raises(MailboxUnavailable, match="UIDL"):
        mailbox.listing()


def test_mails_with_the_same_id_are_not_deleted(fronts: Fronts):
    port = scripted(fronts, LIST=b"+OK\r\n1 300\r\n2 300\r\n.\r\n", UIDL=b"+OK\r\n1 abc\r\n2 abc\r\n.\r\n")
    with Pop3Mailbox.open(an_endpoint(port)) as mailbox:
        assert mailbox.delete(mailbox.listing()[0]).result == "withheld"


def test_a_server_that_drips_is_ended_by_the_watchdog(fronts: Fronts):
    mailbox = Pop3Mailbox(an_endpoint(fronts.drip(b"+OK"), timeout=60))
    watchdog = threading.Timer(0.2, mailbox.shutdown)
    watchdog.start()
    with pytest.raises(MailboxUnavailable):
        mailbox.connect()
    watchdog.join()
