"""Reports on mail that did not arrive: their codes, addresses and groups, who writes them, and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail import structure
from postroom.mail.body import read_body
from postroom.mail.bounce import Bounce, evidence, read_bounce
from postroom.mail.bounce.addresses import addresses, is_inner, typed
from postroom.mail.bounce.codes import best_status, field_status, preferred, replies
from postroom.mail.bounce.dsn import read_groups
from postroom.mail.bounce.notice import read_notice
from postroom.mail.bounce.saying import server_words

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
DAEMON = "From: MAILER-DAEMON@mx.example.com\nSubject: Undelivered mail\n\n"
PERSON = "From: Jane Doe <jane@example.org>\nSubject: {}\n\n"


def bounce_of(raw: str) -> Bounce | None:
    mail = structure.split(raw.encode())
    return read_bounce(mail, read_body(mail).text)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 5.1.1 <jane@example.org>... User unknown", "5.1.1"),
        ("550-5.7.26 This mail has been blocked", "5.7.26"),
        ("Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1"),
        ("550_5.7.1_Unable_to_relay", "5.7.1"),
        ("<mail.example.org #4.4.7>", "4.4.7"),
        ("421 4.16.55 deferred", "4.16.55"),
        ("ERROR_CODE :5.1.1 <x>", "5.1.1"),
        ("554 5.0.0 Service unavailable; 550 5.7.1 blocked", "5.7.1"),
        ("host 5.1.1.7 said: 550 no", ""),
        ("running version 5.1.1 of the server", ""),
        ("Exim 4.5.2 gave up", ""),
        ("see https://example.com/5.1.1/x", ""),
        ("550 no such user", ""),
        ("2.1.5 delivered", ""),
    ],
)
def test_the_enhanced_status_is_found_in_words(words: str, status: str) -> None:
    assert best_status(words) == status


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("5.1.1", "5.1.1"),
        (" 5.2.2 (mailbox full)", "5.2.2"),
        ("550 5.1.1", "5.1.1"),
        ("2.0.0", "2.0.0"),
        ("550", ""),
        ("5.1", ""),
        ("", ""),
    ],
)
def test_a_status_field_may_hold_more_or_less_than_a_status(value: str, status: str) -> None:
    assert field_status(value) == status


@pytest.mark.parametrize(
    ("status", "words", "chosen"),
    [
        ("5.0.0", "550 5.1.1 unknown", "5.1.1"),
        ("5.5.0", "550 5.7.1 spam", "5.7.1"),
        ("5.1.0", "550 5.1.1 unknown", "5.1.1"),
        ("5.1.1", "550 5.7.1 spam", "5.1.1"),
        ("5.0.0", "550 no", "5.0.0"),
        ("5.2.0", "550 5.3.0 no", "5.2.0"),
        ("", "450 4.2.0 later", "4.2.0"),
        ("", "550 no", ""),
    ],
)
def test_a_vague_status_yields_to_a_more_precise_one(status: str, words: str, chosen: str) -> None:
    assert preferred(status, words) == chosen


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("550 no such user", ["550"]),
        ("host said: 451-later\n451 again", ["451", "451"]),
        ("(reason: 550)", ["550"]),
        ("it weighs 550 bytes", []),
        ("call 0800 550 551.", []),
        ("port 4500", []),
        ("192.0.2.550 x", []),
        ("250 ok", []),
    ],
)
def test_an_smtp_reply_is_told_from_other_numbers(words: str, found: list[str]) -> None:
    assert replies(words) == found


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("rfc822; Jane@Example.org", "jane@example.org"),
        ("RFC822;<jane@example.org>", "jane@example.org"),
        ("jane@example.org", "jane@example.org"),
        ("rfc822; jane@example.org (unknown)", "jane@example.org"),
        ('rfc822; "jane doe"@example.org', '"jane doe"@example.org'),
        ("rfc822; jane..d.@example.org", "jane..d.@example.org"),
        ("rfc822; o'neil@example.org", "o'neil@example.org"),
        ("rfc822; @relay.example.net:jane@example.org", "jane@example.org"),
        ("rfc822; jane+40example.org", "jane@example.org"),
        ("rfc822; jane+2Bnews@example.org", "jane+news@example.org"),
        ("rfc822; jane+news@example.org", "jane+news@example.org"),
        ("rfc822; jane+2beers@example.org", "jane+2beers@example.org"),
        ("rfc822; IMCEASMTP-jane+40example+2Eorg@mail.example.net", "jane@example.org"),
        ("utf-8; jörg@bücher.example", "jörg@bücher.example"),
        ("utf-8; j\\x{F6}rg@example.org", "jörg@example.org"),
        ("utf-8; j\\x{0}rg\\x{D800}\\x{FFFFFF}@example.org", "jrg@example.org"),
        ("x400; /S=jane/O=example/", ""),
        ("system; unknown", ""),
        ("LOCAL; |/usr/bin/procmail", ""),
        ("", ""),
    ],
)
def test_a_recipient_field_holds_an_address_in_many_ways(value: str, address: str) -> None:
    assert typed(value) == address


def test_addresses_are_found_beside_any_punctuation() -> None:
    text = "<a@example.org>, 'b@example.org' (c@example.org) [SMTP:d@example.org]\nmailto:e@example.org。F@Example.org."
    assert list(addresses(text)) == [f"{letter}@example.org" for letter in "abcdef"]


@pytest.mark.parametrize(
    ("address", "inner"),
    [("a@store.internal", True), ("a@localhost", True), ("a@x.lan", True), ("a@example.org", False)],
)
def test_an_inner_address_is_one_that_nobody_outside_can_know(address: str, inner: bool) -> None:
    assert is_inner(address) is inner


def test_groups_are_told_apart_without_blank_lines_and_joined_where_one_too_many_is() -> None:
    torn = "Final-Recipient: rfc822; a@example.org\n\nAction: failed\nStatus: 5.1.1\n"
    glued = "Final-Recipient: rfc822; b@example.org\nAction: delayed\nStatus: 4.2.2"
    groups = read_groups(f"Reporting-MTA: dns; mx\n{torn}{glued}")
    assert [(group.address, group.outcome, group.status) for group in groups] == [
        ("a@example.org", "failed", "5.1.1"),
        ("b@example.org", "delayed", "4.2.2"),
    ]


def test_a_group_goes_on_after_blank_lines_until_the_next_recipient() -> None:
    torn = "Final-Recipient: rfc822; a@example.org\n\nAction: failed\n\nStatus: 5.2.2\n\nDiagnostic-Code: smtp; full\n"
    groups = read_groups(
        f"Reporting-MTA: dns; mx\n\n{torn}\nFinal-Recipient: rfc822; b@example.org\n\nAction: failed"
    )
    assert [(group.address, group.status, group.diagnostic) for group in groups] == [
        ("a@example.org", "5.2.2", "full"),
        ("b@example.org", "", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ("Action: failed\nStatus: 4.4.7", "failed"),
        ("Action: Failure", "failed"),
        ("Action: delayed", "delayed"),
        ("Action: delivered\nStatus: 2.0.0", ""),
        ("Action: relayed (to another)", ""),
        ("Action: expanded\nStatus: 2.0.0", ""),
        ("Action: delivered\nStatus: 5.1.1", "failed"),
        ("Status: 5.1.1", "failed"),
        ("Status: 2.1.5", ""),
        ("Will-Retry-Until: Mon, 2 Nov 2026 09:15:02 +0100", "delayed"),
    ],
)
def test_the_outcome_is_read_from_the_action_or_from_what_else_is_there(fields: str, outcome: str) -> None:
    assert read_groups(f"Final-Recipient: rfc822; a@example.org\n{fields}")[0].outcome == outcome


@pytest.mark.parametrize(
    ("final", "original", "address"),
    [
        ("rfc822; a@example.org", "rfc822; b@example.org", "a@example.org"),
        ("rfc822; a@mbox.internal", "rfc822; b@example.org", "b@example.org"),
        ("rfc822; a@mbox.internal", "rfc822; b@other.internal", "a@mbox.internal"),
        ("system; unknown", "rfc822; b@example.org", "b@example.org"),
    ],
)
def test_the_final_recipient_counts_unless_nobody_outside_knows_it(
    final: str, original: str, address: str
) -> None:
    group = read_groups(f"Original-Recipient: {original}\nFinal-Recipient: {final}\nAction: failed")[0]
    assert group.address == address


def test_an_endless_report_is_read_up_to_a_thousand_recipients() -> None:
    one = "Final-Recipient: rfc822; a{}@example.org\nAction: failed\n\n"
    assert len(read_groups("".join(one.format(number) for number in range(3_000)))) == 1_000


NOTICES = {
    "an address with a colon": "<jane@example.org>:\nno such user",
    "below a heading": "The following addresses failed:\n\n  jane@example.org\n    no such user",
    "below dashes": "----- The following addresses had errors -----\njane@example.org [unknown]",
    "in quotes": 'The following address failed:\n\n"jane@example.org":\n5.1.1 unknown',
    "behind a label": "Failed address: jane@example.org",
    "behind a label in Chinese": "收件人: jane@example.org\n原因: 不存在",
    "with a date": "could not be reached:\n\n  'jane@example.org' on 3/27/97 11:18 AM\n    unknown",
    "with a name": "could not be reached:\n\n  'Doe, Jane <jane@example.org>' on 3/27/97\n    unknown",
    "as a part of an X.400 name": "did not reach:\n\nc=US;a= ;p=X;o=Y;dda:SMTP=jane@example.org; on Mon",
    "alone between blank lines": "The account is over quota.\n\n<jane@example.org>\n\nPlease ask.",
    "asked for": "MAIL FROM:<desk@example.com>\n250 ok\nRCPT TO:<jane@example.org>\n550 no",
    "refused": "<<< 550 5.1.1 <jane@example.org>... User unknown",
    "told of": "Your message to jane@example.org could not be delivered.",
}


@pytest.mark.parametrize("text", NOTICES.values(), ids=NOTICES.keys())
def test_a_notice_names_the_address_that_failed(text: str) -> None:
    around = "For help write to postmaster@example.net.\n\n{}\n\nYour sender was desk@example.com."
    found = read_notice(around.format(text), frozenset({"desk@example.com"}))
    assert [entry.address for entry in found] == ["jane@example.org"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("host mx[1.2.3.4] said: 550 no (in reply to RCPT TO command)", "550 no"),
        ("(reason: 550 5.1.1 <x>... User unknown)", "550 5.1.1 <x>... User unknown"),
        ("Remote Server returned '550 5.1.10 not found'", "550 5.1.10 not found"),
        ("x\nRemote host said: 550 no\nGiving up on 1.2.3.4.", "550 no"),
        (">>> DATA\n<<< 550 no\n<<< 550 no", "550 no"),
        ("--> RCPT TO:<x>\n<-- 550 no\n--> QUIT", "550 no"),
        ("Reason: unknown host", "unknown host"),
        ("550 " + "x" * 5_000, "550 " + "x" * 996),
        ("", ""),
    ],
)
def test_the_words_of_the_server_are_cut_out(words: str, said: str) -> None:
    assert server_words(words) == said


NO_REPORTS = {
    "a person asks": PERSON.format("Undeliverable mail")
    + "Hello,\n\nour mail to otto@example.net comes back with 550 5.7.1 Relaying denied.",
    "a person forwards": PERSON.format("FW: failure notice")
    + "Hi. This is the qmail-send program at x.\n\n<otto@example.net>:\nno (#5.1.1)",
    "a person quotes fields": PERSON.format("Undelivered mail")
    + "Hi,\n\nFinal-Recipient: rfc822; otto@example.net\nAction: failed\nStatus: 5.1.1\n",
    "a shop": "From: noreply@shop.example\nSubject: Delivery failed\n\nYour parcel could not be delivered.",
    "a newsletter": "From: news@shop.example\nSubject: Bounce back\n\nDelivery failed? 450 items on sale.",
    "a monitor": "From: root@x.example\nSubject: Mail queue\n\n550 5.1.1 jane@example.org: User unknown",
    "an answer of a postmaster's vacation": "From: postmaster@x.example\nSubject: Away\n\nBack on Monday.",
    "a virus notice": "From: mailer-daemon@x.example\nSubject: Virus\n\nA virus was in your mail to a@x.example.",
}


@pytest.mark.parametrize("raw", NO_REPORTS.values(), ids=NO_REPORTS.keys())
def test_what_only_looks_like_a_report_is_none(raw: str) -> None:
    assert bounce_of(raw) is None


def test_a_report_that_a_person_encloses_is_none() -> None:
    inner = (FOLDER / "bounce_postfix_unknown_user.eml").read_text()
    outer = 'Content-Type: multipart/mixed; boundary="outer"\n'
    body = f"\n--outer\n\nWhat is this?\n--outer\nContent-Type: message/rfc822\n\n{inner}\n--outer--\n"
    assert bounce_of(f"From: jane@example.org\nSubject: Delivery failed\n{outer}{body}") is None


def test_a_report_is_known_by_its_words_where_the_sender_is_not_known() -> None:
    text = "This is the Postfix program at host x.\n\n<otto@example.net>: unknown user"
    found = bounce_of(f"From: hosting@example.net\nSubject: Undelivered Mail Returned to Sender\n\n{text}")
    assert found is not None and found.recipients == ("otto@example.net",)


@pytest.mark.parametrize(
    ("body", "permanent"),
    [
        ("<a@example.org>: 550 no", True),
        ("<a@example.org>: 450 later", False),
        ("<a@example.org>: 550 4.2.2 full", False),
        ("<a@example.org>: 450 5.2.2 full", True),
        ("<a@example.org>: no reason given", True),
        ("<a@example.org>: has been delayed, we will keep trying", False),
        ("<a@example.org>: mailbox full. This is a permanent error; I've given up.", True),
    ],
)
def test_the_status_decides_before_the_reply_and_the_reply_before_the_words(
    body: str, permanent: bool
) -> None:
    found = bounce_of(DAEMON + body)
    assert found is not None and found.permanent is permanent


def test_those_who_only_wait_are_left_out_where_others_failed() -> None:
    fields = "Final-Recipient: rfc822; {}@example.org\nAction: {}\nStatus: {}\n\n"
    report = fields.format("late", "delayed", "4.2.1") + fields.format("gone", "failed", "5.1.1")
    found = bounce_of(f"{DAEMON}Your mail failed.\n\n{report}")
    assert found is not None and (found.recipients, found.status) == (("gone@example.org",), "5.1.1")


@pytest.mark.parametrize(
    ("headers", "body", "message_id"),
    [
        ("", "Message-ID: <a@example.com>\nTo: x@example.org\n", "a@example.com"),
        ("", "> Message-Id: <a@example.com>\n> To: x@example.org\n", "a@example.com"),
        ("In-Reply-To: <b@example.com>\n", "", "b@example.com"),
        ("References: <a@example.com> <b@example.com>\n", "", "b@example.com"),
        ("", "", ""),
    ],
)
def test_the_mail_that_bounced_is_named_by_whatever_names_it(
    headers: str, body: str, message_id: str
) -> None:
    text = f"<x@example.org>: 550 no\n\n----- Original message -----\n\n{body}"
    found = bounce_of(f"{headers}{DAEMON}{text}")
    assert found is not None and found.message_id == message_id


def test_a_title_that_sounds_like_the_returned_mail_hides_nothing() -> None:
    found = bounce_of(f"{DAEMON}Mail Delivery System\n\nReturned message\n\n<a@example.org>: 550 5.1.1 no\n")
    assert found is not None and (found.recipients, found.status) == (("a@example.org",), "5.1.1")


HOSTILE = {
    "at signs": "@",
    "addresses without end": "a@",
    "addresses": "<a@example.org>:\n550 x\n",
    "labels": "x.",
    "codes": "5.1.1 ",
    "replies": "550 ",
    "dashes": "-" * 150 + " message\n",
    "quotes": "'a",
    "fields": "Final-Recipient: rfc822; a@example.org\n",
    "folded": "Final-Recipient: rfc822; a@example.org\n " + "x " * 90,
    "addresses in xtext": "Final-Recipient: rfc822; " + "x+3D" * 2_000 + "\n",
    "commands": "rcpt to:<",
    "sentences": "unable a@example.org. ",
    "people": "Jane " * 11 + "<a@example.org>\n",
    "header fields": "To: a@example.org\n",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_notice_takes_no_longer_than_a_long_one(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    mail = structure.split((DAEMON + text).encode())
    read_bounce(mail, text)


PIECES = [
    *("<a@example.org>", "550 5.1.1 ", "\n\n", "\n", ": ", "-----", "Final-Recipient: rfc822; ", "Action: failed\n"),
    *("Status: 5.0.0\n", "Message-ID: <x@example.org>\n", "said: '", "(", ")", '"', "<<< ", "+40", "\\x{110000}"),
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30))
def test_no_words_make_it_fail(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read_bounce(structure.split(DAEMON.encode() + text.encode("utf-8", "replace")), text)
    assert found is None or (len(found.diagnostic) <= 1_000 and all("@" in each for each in found.recipients))


@pytest.mark.parametrize(
    "subject", ["Undelivered Mail", "[SPAM] Returned mail: x", "Unzustellbar: x", "=?utf-8?b?6YCA5L+h?="]
)
def test_subjects_of_reports_are_known_in_many_languages(subject: str) -> None:
    seen = evidence.look(structure.split(f"From: x@example.org\nSubject: {subject}\n\n".encode()), "")
    assert seen is not None and seen.subject
