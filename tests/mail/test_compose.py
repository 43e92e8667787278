"""Outgoing mail: what goes in comes out again, in our own reader and in the standard library's."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from postroom.mail.compose import (
    Attachment,
    BadLetter,
    Inline,
    Letter,
    Mailbox,
    compose,
    size_of,
)
from postroom.mail.message import part_bytes, read_message
from tests.mail.letters import ADA, FIRE, NOON, PNG, header_of, letter, parsed, words_of

pytestmark = pytest.mark.pure


def test_a_plain_mail_has_these_bytes() -> None:
    assert compose(letter()) == (
        b"From: Support <support@example.com>\r\n"
        b"To: Ada Lovelace <ada@example.org>\r\n"
        b"Subject: [PROJ-1] Printer\r\n"
        b"Date: Mon, 04 May 2026 12:00:00 +0000\r\n"
        b"Message-ID: <postroom.abc.1@example.com>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Auto-Submitted: auto-generated\r\n"
        b"X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"We put it out.\r\n"
    )


EVERYTHING = letter(
    sender=Mailbox("Jörg Müller, Büro", "support@example.com"),
    cc=(Mailbox("", "bob@example.net"), Mailbox('Smith, "Bob"', "smith@example.net")),
    reply_to=Mailbox("Support", "support+abc@example.com"),
    subject="[PROJ-1] Der Drucker in München brennt",
    text="Grüße\nFrom here on\n.\n-- \nSupport\n",
    html='<p>Grüße <img src="cid:fire@postroom"></p>\n',
    inline=(FIRE,),
    attachments=(
        Attachment("Übersicht.pdf", "application/pdf", b"%PDF-1.7" + PNG),
        Attachment("log.txt", "text/plain", b"a\nb\r\n\xff"),
    ),
    in_reply_to="question@example.org",
    references=("root@example.org", "question@example.org"),
    auto_submitted="auto-replied",
    loop="postroom.example.com",
    list_id="PROJ.example.atlassian.net",
    list_unsubscribe=("https://post.example.com/u/abc?x=1", "mailto:support+stop@example.com?subject=stop"),
    language="de",
    extra=(("X-Issue", "PROJ-1"),),
)


def test_our_own_reader_sees_what_was_meant() -> None:
    raw = compose(EVERYTHING)
    read = read_message(raw)
    assert (read.sender.name, read.sender.email) == ("Jörg Müller, Büro", "support@example.com")
    assert [(each.name, each.email) for each in (*read.to, *read.cc, *read.reply_to)] == [
        ("Ada Lovelace", "ada@example.org"), ("", "bob@example.net"), ('Smith, "Bob"', "smith@example.net"),
        ("Support", "support+abc@example.com"),
    ]  # fmt: skip
    assert read.subject == EVERYTHING.subject and read.message_id == EVERYTHING.message_id
    assert read.in_reply_to == ("question@example.org",)
    assert read.references == ("root@example.org", "question@example.org")
    assert read.date == NOON.isoformat() and read.loop == "postroom.example.com"
    assert read.text.rstrip("\n") == EVERYTHING.text.rstrip("\n")
    assert read.html.replace("\r\n", "\n").strip() == EVERYTHING.html.strip()
    assert [(each.name, each.type, each.content_id, each.inline) for each in read.attachments] == [
        ("Feuer.png", "image/png", "fire@postroom", True),
        ("Übersicht.pdf", "application/pdf", "", False),
        ("log.txt", "text/plain", "", False),
    ]
    assert [part_bytes(raw, each.index) for each in read.attachments] == [
        PNG,
        *(each.content for each in EVERYTHING.attachments),
    ]
    assert read.warnings == ()


def test_the_standard_library_sees_the_same() -> None:
    mail = parsed(compose(EVERYTHING))
    assert mail["subject"] == EVERYTHING.subject
    assert [each.addr_spec for each in mail["cc"].addresses] == ["bob@example.net", "smith@example.net"]
    assert [each.display_name for each in (*mail["from"].addresses, *mail["cc"].addresses)] == [
        "Jörg Müller, Büro", "", 'Smith, "Bob"',
    ]  # fmt: skip
    assert mail["date"].datetime == NOON and mail["references"].split()[-1] == "<question@example.org>"
    plain, page = mail.get_body(("plain",)), mail.get_body(("related", "html"))
    assert plain is not None and page is not None
    assert words_of(plain) == EVERYTHING.text.rstrip()
    root = page.get_body(("html",))
    assert root is not None and words_of(root) == EVERYTHING.html.rstrip()
    assert [each.get_filename() for each in mail.iter_attachments()] == ["Übersicht.pdf", "log.txt"]
    assert [each.get_payload(decode=True) for each in mail.iter_attachments()] == [
        each.content for each in EVERYTHING.attachments
    ]
    assert [each.defects for each in mail.walk()] == [[]] * 8


def test_no_field_stands_there_twice_and_none_is_left_empty() -> None:
    for mail in (letter(), EVERYTHING):
        names = re.findall(r"(?m)^([^ :]+):", header_of(compose(mail)))
        assert len(names) == len({name.lower() for name in names})
        assert not re.search(r"(?m)^[^ :]+:\s*$", header_of(compose(mail)))


def test_the_same_letter_gives_the_same_bytes() -> None:
    there = timezone(timedelta(hours=2, seconds=28))
    again = dataclasses.replace(EVERYTHING, date=NOON.astimezone(there))
    assert compose(EVERYTHING) == compose(again)
    other = compose(dataclasses.replace(EVERYTHING, message_id="other@example.com"))
    boundaries = re.compile(rb'boundary="([^"]+)"')
    assert not set(boundaries.findall(compose(EVERYTHING))) & set(boundaries.findall(other))


@pytest.mark.parametrize(
    "mail",
    [
        letter(), EVERYTHING, letter(text=""), letter(html="<p>", text=""), letter(text="ж" * 500),
        letter(attachments=tuple(Attachment("a", "x/y", b"z" * size) for size in (0, 1, 56, 57, 58, 114, 5000))),
        letter(inline=EVERYTHING.inline), letter(to=(Mailbox("", "jörg@example.org"),)),
    ],
)  # fmt: skip
def test_the_size_is_known_without_encoding(mail: Letter) -> None:
    assert size_of(mail) == len(compose(mail))


def test_who_gets_a_blind_copy_is_not_named() -> None:
    assert "\r\nTo: undisclosed-recipients:;\r\n" in header_of(compose(letter(to=())))
    assert "\r\nTo:" not in header_of(compose(letter(to=(), cc=(ADA,))))


@pytest.mark.parametrize(
    "subject",
    [
        "Ordinary", "Grüße", "日本語の件名" * 30, "🔥" * 200, "[PROJ-1] " + "word " * 100 + "ü " + "more " * 100,
        "=?utf-8?q?Bcc:_x?=", "half =?utf-8?b? of one", "x" * 850, "x" * 1500, "ü" + "x" * 1500,
        'with "quotes", commas; (brackets) <angles> and \\ backslashes ' * 5, "ends with ü ", "a = b_c ? d",
        "nbsp\u00a0and\u3000wide", "Ω" * 1999, "e\u0301" * 300, "שלום \u200f(PROJ)", "%C3%BC", "a: b",
    ],
)  # fmt: skip
def test_any_subject_arrives(subject: str) -> None:
    raw = compose(letter(subject=subject))
    assert parsed(raw)["subject"] == subject.strip()
    assert read_message(raw).subject == subject.strip()
    if not subject.startswith("x" * 850):
        assert max(map(len, header_of(raw).splitlines())) <= 78


def test_overlong_texts_are_cut_not_refused() -> None:
    read = read_message(compose(letter(subject="ü" * 9_000, sender=Mailbox("n" * 9_000, "a@example.com"))))
    assert read.subject == "ü" * 1_999 + "…"
    assert read.sender.name == "n" * 319 + "…"


def test_a_long_thread_keeps_its_root_and_its_end() -> None:
    ids = tuple(f"{number}.{'x' * 60}@example.org" for number in range(50))
    raw = compose(letter(references=ids, in_reply_to="last@example.org"))
    assert read_message(raw).references == (ids[0], *ids[-18:], "last@example.org")
    assert max(map(len, raw.splitlines())) < 100


def test_ids_of_others_that_cannot_be_written_join_no_thread() -> None:
    ids = (
        "good@example.org",
        "a b@x",
        "x>\r\nBcc: y@example.org",
        "ü@x",
        "",
        "z" * 901,
        "<in@brackets>",
        "good@example.org",
    )
    raw = compose(letter(references=ids, in_reply_to="bad id"))
    assert "\r\nReferences: <good@example.org> <in@brackets>\r\n" in header_of(raw)
    assert "In-Reply-To" not in header_of(raw) and "Bcc" not in header_of(raw)
    assert "\r\nReferences: <a@b>\r\n" in header_of(compose(letter(in_reply_to="a@b")))


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": ""}, {"message_id": "no-at"}, {"message_id": "a@b\r\nBcc: x"}, {"date": datetime(2026, 5, 4)},
        {"list_unsubscribe": ("javascript:x",)}, {"list_unsubscribe": ("https://x/\r\nBcc: y",)},
        {"list_unsubscribe": ("https://x/ y",)}, {"list_unsubscribe": ("https://x/>, <mailto:y",)},
        {"extra": (("Bcc", "x@example.org"),)}, {"extra": (("Subject", "x"),)},
        {"extra": (("X-A", "1"), ("x-a", "2"))}, {"extra": (("X A", "1"),)}, {"extra": (("X:", "1"),)},
        {"extra": (("", "1"),)}, {"extra": (("Content-Type", "1"),)}, {"extra": (("X-Ü", "1"),)},
        {"html": "x", "inline": (Inline("a b", "x", "image/png", b""),)},
        {"html": "x", "inline": (Inline("a>\r\nX: y", "x", "image/png", b""),)},
    ],
)  # fmt: skip
def test_what_cannot_be_written_as_it_is_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadLetter) as refusal:
        compose(letter(**changes))
    assert str(refusal.value).isprintable()


def test_one_click_is_promised_only_where_a_post_can_reach_us() -> None:
    by_post = header_of(compose(EVERYTHING))
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in by_post
    assert parsed(compose(EVERYTHING))["list-unsubscribe"] == (
        "<https://post.example.com/u/abc?x=1>, <mailto:support+stop@example.com?subject=stop>"
    )
    for uris in ((), ("mailto:stop@example.com",), ("http://post.example.com/u",)):
        assert "List-Unsubscribe-Post" not in header_of(compose(letter(list_unsubscribe=uris)))
    accented = header_of(compose(letter(list_unsubscribe=("https://post.example.com/ü%20x",))))
    assert "<https://post.example.com/%C3%BC%20x>" in accented


def test_bounces_are_wanted_and_automatic_answers_are_not() -> None:
    suppressed = parsed(compose(letter(auto_submitted="")))
    assert "NDR" not in suppressed["x-auto-response-suppress"].split(", ")
    assert suppressed["auto-submitted"] is None and suppressed["precedence"] is None
    assert read_message(compose(letter())).auto != ""


def test_secrets_of_a_letter_are_not_in_its_repr() -> None:
    assert "Grüße" not in repr(EVERYTHING) and "PNG" not in repr(EVERYTHING)
