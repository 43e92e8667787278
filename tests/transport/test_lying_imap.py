"""IMAP servers that lie, refuse or break off at any step: a clear message, nothing lost, nothing marked."""

from __future__ import annotations

import threading

import pytest

from postroom.transport.endpoint import MailboxUnavailable
from postroom.transport.imap import ImapMailbox
from tests.fronts import Fronts
from tests.lying_imap import CUT, LyingImap
from tests.transport.conftest import a_mail, an_endpoint

STEPS = [
    "GREETING",
    "CAPABILITY",
    "LOGIN",
    "SELECT",
    "SEARCH",
    "LIST",
    "BODY",
    "STORE",
    "IDENTITY",
    "EXPUNGE",
]
LIES = {
    "no": b"{tag} NO the answer is no\r\n",
    "bad": b"{tag} BAD what was that?\r\n",
    "bye": b"* BYE out of order\r\n",
    "cut": CUT,
    "noise": b"\x00\xff garbage\r\n",
    "wrong tag": b"ZZ99 OK done\r\n",
    "half a line": b"* 1 FETC",
    "cut literal": b"* 1 FETCH (UID 1 BODY[] {5000}\r\nFrom: ann",
    "endless literal": b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\nFrom: ann",
    "nested": b"* 1 FETCH " + b"(" * 50_000 + b"\r\n{tag} OK done\r\n",
    "odd types": b"* 1 FETCH (UID x RFC822.SIZE (1) BODY[] 7)\r\n* SEARCH one two\r\n{tag} OK done\r\n",
}


def the_whole_round(lying: LyingImap, fronts: Fronts, got: dict[int, bytes]) -> None:
    """What a reader does in one round; `got` is what it would have stored."""
    with ImapMailbox.open(an_endpoint(fronts.serve(lying), timeout=5)) as mailbox:
        fetched = list(mailbox.fetch(mailbox.unread()))
        got.update((one.uid, b"".join(one.chunks())) for one in fetched)
        mailbox.mark_read(list(got))
        mailbox.delete_many([(one.uid, one.announced, f"{one.uid}@example.com") for one in fetched])


def test_it_works(fronts: Fronts):
    lying = LyingImap({1: a_mail(1), 2: a_mail(2)})
    the_whole_round(lying, fronts, {})
    assert lying.mails == {}
    assert lying.seen == {1, 2}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lie", LIES)
def test_a_lie_at_any_step_is_said_in_words_and_costs_no_mail(fronts: Fronts, step, lie):
    lying = LyingImap({1: a_mail(1), 2: a_mail(2)}, {step: LIES[lie]})
    got: dict[int, bytes] = {}
    try:
        the_whole_round(lying, fronts, got)
    except MailboxUnavailable as error:
        assert str(error).startswith("localhost:")
        assert "se-cret" not in str(error)
        assert len(str(error)) < 700
    touched = lying.seen | ({1, 2} - set(lying.mails))
    assert {uid: got.get(uid) for uid in touched} == {uid: a_mail(uid) for uid in touched}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lie", ["no", "bad", "bye", "cut", "noise", "half a line"])
def test_a_step_that_fails_is_never_taken_for_done(fronts: Fronts, step, lie):
    lying = LyingImap({1: a_mail(1)}, {step: LIES[lie]})
    with pytest.raises(MailboxUnavailable):
        the_whole_round(lying, fronts, {})


@pytest.mark.parametrize("announced", [0, 1, 4_000_000_000, 9_000_000])
def test_a_wrong_size_is_tolerated_and_what_came_counts(fronts: Fronts, announced):
    lying = LyingImap({1: a_mail(1), 2: a_mail(2)}, sizes={1: announced})
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        came = {one.uid: (b"".join(one.chunks()), one.size) for one in mailbox.fetch(mailbox.unread())}
    assert came == {uid: (a_mail(uid), len(a_mail(uid))) for uid in (1, 2)}


def test_one_mail_the_server_cannot_read_does_not_hold_up_the_others(fronts: Fronts):
    lying = LyingImap({uid: a_mail(uid) for uid in (1, 2, 3)}, refused={2})
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        assert [one.uid for one in mailbox.fetch(mailbox.unread())] == [1, 3]
        assert list(mailbox.refused) == [2]
        assert "SERVERBUG" in mailbox.refused[2]


def test_where_no_mail_at_all_is_handed_out_the_mailbox_is_unavailable(fronts: Fronts):
    lying = LyingImap({1: a_mail(1), 2: a_mail(2)}, refused={1, 2})
    with (
        ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox,
        pytest.raises(MailboxUnavailable, match="UID 1"),
    ):
        list(mailbox.fetch(mailbox.unread()))


def test_a_server_that_answers_fewer_mails_than_asked_for_gives_what_it_has(fronts: Fronts):
    raw = a_mail(2)
    only = b"* 2 FETCH (UID 2 BODY[] {%d}\r\n%s)\r\n* 1 FETCH (UID 1 BODY[] NIL)\r\n{tag} OK done\r\n" % (
        len(raw),
        raw,
    )
    lying = LyingImap({1: a_mail(1), 2: raw}, {"BODY": only})
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        assert [one.uid for one in mailbox.fetch(mailbox.unread())] == [2]


def test_an_answer_about_mails_nobody_asked_for_is_ignored(fronts: Fronts):
    stray = b"* 9 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n{tag} OK done\r\n"
    lying = LyingImap({1: a_mail(1)}, {"BODY": stray})
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        assert list(mailbox.fetch(mailbox.unread())) == []


def test_more_than_was_asked_for_is_not_taken_into_memory(fronts: Fronts):
    lying = LyingImap({1: a_mail(1)}, {"BODY": LIES["endless literal"]})
    with (
        ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox,
        pytest.raises(MailboxUnavailable) as refused,
    ):
        list(mailbox.fetch(mailbox.unread()))
    assert "more than was asked for" in str(refused.value)


def test_without_uidvalidity_the_folder_is_refused(fronts: Fronts):
    lying = LyingImap({}, {"SELECT": b"* 0 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n"})
    with pytest.raises(MailboxUnavailable, match="UIDVALIDITY"):
        ImapMailbox.open(an_endpoint(fronts.serve(lying)))


@pytest.mark.parametrize("marked", [set(), {3}], ids=["nobody else's", "another client's"])
def test_without_uidplus_nothing_is_marked_and_nothing_removed(fronts: Fronts, marked: set[int]):
    lying = LyingImap({uid: a_mail(uid) for uid in (1, 2, 3)}, capabilities="IMAP4rev1", deleted=set(marked))
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        withheld = mailbox.delete(1, len(a_mail(1)), "1@example.com")
        assert (withheld.result, withheld.gone) == ("withheld", False)
        assert "UIDPLUS" in withheld.reason
    assert (set(lying.mails), lying.deleted) == ({1, 2, 3}, marked)


def test_a_server_that_drips_is_ended_by_the_watchdog(fronts: Fronts):
    mailbox = ImapMailbox(an_endpoint(fronts.drip(), timeout=60))
    watchdog = threading.Timer(0.3, mailbox.shutdown)
    watchdog.start()
    with pytest.raises(MailboxUnavailable) as ended:
        mailbox.connect()
    watchdog.join()
    assert ended.value.stage == "greeting"


def test_a_server_that_never_speaks_is_given_up_after_the_timeout(fronts: Fronts):
    with pytest.raises(MailboxUnavailable, match=r"no answer for 0\.2 seconds") as ended:
        ImapMailbox.open(an_endpoint(fronts.stall(), timeout=0.2))
    assert ended.value.stage == "greeting"


@pytest.mark.timeout(20)
def test_news_in_the_same_packet_as_the_start_of_idle_are_seen(fronts: Fronts):
    lying = LyingImap({1: a_mail(1)}, {"IDLE": b"+ idling\r\n* 2 EXISTS\r\n"})
    lying.lies["IDLE"] += b"* OK for {tag}\r\n"  # keeps the connection open
    with ImapMailbox.open(an_endpoint(fronts.serve(lying))) as mailbox:
        mailbox.unread()
        assert mailbox.idle(60)


def test_gmails_refusal_shows_the_link_for_the_browser(fronts: Fronts):
    with pytest.raises(MailboxUnavailable, match="log in via your web browser") as refused:
        ImapMailbox.open(an_endpoint(fronts.webalert()))
    assert refused.value.link.startswith("https://accounts.google.com/signin/continue")


def test_no_password_is_sent_where_starttls_is_not_offered(fronts: Fronts):
    lying = LyingImap({})
    with pytest.raises(MailboxUnavailable, match="does not offer STARTTLS"):
        ImapMailbox.open(an_endpoint(fronts.serve(lying), "starttls"))
    assert not any("LOGIN" in command for command in lying.commands)


def test_a_server_that_says_we_are_logged_in_already_does_not_lead_us_past_starttls(fronts: Fronts):
    lying = LyingImap({}, {"GREETING": b"* PREAUTH welcome\r\n"}, capabilities="IMAP4rev1 STARTTLS")
    with pytest.raises(MailboxUnavailable) as refused:
        ImapMailbox.open(an_endpoint(fronts.serve(lying), "starttls"))
    assert refused.value.stage == "tls"
