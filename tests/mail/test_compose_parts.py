"""The content of outgoing mail: parts, encodings, file names."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from typing import Any

import pytest

from postroom.mail.compose import (
    Attachment,
    compose,
)
from postroom.mail.message import read_message
from tests.mail.letters import FIRE, PNG, letter, parsed, words_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("changes", "tree"),
    [
        ({}, "text/plain"),
        ({"text": "", "html": "<p>x</p>"}, "text/html"),
        ({"text": ""}, "text/plain"),
        ({"html": "<p>x</p>"}, "multipart/alternative text/plain text/html"),
        (
            {"html": "<p>x</p>", "inline": (FIRE,)},
            "multipart/alternative text/plain multipart/related text/html image/png",
        ),
        ({"inline": (FIRE,)}, "multipart/mixed text/plain image/png"),
        (
            {"html": "<p>x</p>", "attachments": (Attachment("a.pdf", "application/pdf", PNG),)},
            "multipart/mixed multipart/alternative text/plain text/html application/pdf",
        ),
    ],
)
def test_parts_stand_where_mail_programs_look_for_them(changes: dict[str, Any], tree: str) -> None:
    mail = parsed(compose(letter(**changes)))
    assert " ".join(each.get_content_type() for each in mail.walk()) == tree
    assert [each.defects for each in mail.walk()] == [[] for _ in mail.walk()]


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf", "Übersicht.pdf", "a b; c=d.txt", "it's, ok (1).txt", "100%C3%BC.txt", "100% sure.txt",
        "日本語" * 20 + ".xlsx",
        "🔥.png", "=?utf-8?q?x?=.txt", "x" * 190 + ".pdf", "ü" * 190 + ".pdf", 'say "hi".txt', ".gitignore",
        "utf-8''x.txt",
        "a'b'c%41.txt", "noending",
    ],
)  # fmt: skip
def test_any_file_name_arrives(name: str) -> None:
    raw = compose(letter(attachments=(Attachment(name, "text/plain", b"x"),)))
    (file,) = parsed(raw).iter_attachments()
    assert file.get_filename() == name
    if "=?" not in name:  # our own reader is kinder than the rule
        assert read_message(raw).attachments[0].name == name
    legacy = email.message_from_bytes(raw).get_payload()[1].get_param("name")  # type: ignore[union-attr,index]
    assert str(make_header(decode_header(str(legacy)))) == name  # what programs without RFC 2231 read
    assert max(map(len, raw.splitlines())) <= 230


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"), ("C:\\x\\y.txt", "C:_x_y.txt"), ("", "attachment"),
        ("...", "attachment"),
        ("a\r\nContent-Type: x\x00.txt", "a Content-Type: x.txt"), ("photo\u202egpj.exe", "photogpj.exe"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"), ("a\ud800.txt", "a\ufffd.txt"), ("name. . ", "name"),
    ],
)  # fmt: skip
def test_a_hostile_file_name_becomes_a_harmless_one(name: str, written: str) -> None:
    (file,) = parsed(compose(letter(attachments=(Attachment(name, "text/plain", b"x"),)))).iter_attachments()
    assert file.get_filename() == written


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("image/png", "image/png"), ("IMAGE/PNG; name=x", "image/png"), ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"), ("text/x\r\nBcc: y", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"), ("multipart/mixed", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_type_that_is_none_is_replaced(written: str, type: str) -> None:
    (file,) = parsed(compose(letter(attachments=(Attachment("x", written, b"x"),)))).iter_attachments()
    assert file.get_content_type() == type


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain\n", "7bit"), ("x" * 990, "7bit"), ("x" * 991, "quoted-printable"),
        ("Grüße an alle\n", "quoted-printable"),
        ("日本語\n", "base64"), ("From me\n", "quoted-printable"), ("a\nFrom me\n", "quoted-printable"),
        ("signed\n-- \nme", "quoted-printable"), ("a tab\t\n", "quoted-printable"),
        ("--=_0123\n", "quoted-printable"),
        (".\n..\n", "7bit"), ("=3D", "7bit"), ("x" * 75 + " \nü", "quoted-printable"),
        ("ü" * 20 + "x" * 500, "quoted-printable"),
        (" " * 300 + "\n", "quoted-printable"), ("x" * 72 + "From me\n" + "ü" + "y" * 75, "quoted-printable"),
    ],
)  # fmt: skip
def test_a_text_is_encoded_as_it_needs(text: str, encoding: str) -> None:
    raw = compose(letter(text=text))
    mail = parsed(raw)
    assert mail["content-transfer-encoding"] == encoding
    assert words_of(mail) == text.rstrip("\n")
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= (990 if encoding == "7bit" else 76)
    assert not body.startswith(b"From ") and b"\nFrom " not in body


def test_line_ends_and_controls_of_a_text_are_made_regular() -> None:
    raw = compose(letter(text="a\r\nb\rc\nd\x0ce\x00\x1b[31mf\u2028g\ud800\ud83d\ude00"))
    assert words_of(parsed(raw)) == "a\nb\nc\nd\ne[31mf\ng\ufffd😀"
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


def test_a_text_cannot_end_its_part() -> None:
    boundary = re.findall(rb'boundary="([^"]+)"', compose(letter(html="x")))[0].decode()
    text = f"a\n--{boundary}\nContent-Type: text/html\n\n<b>forged</b>\n--{boundary}--\n"
    mail = parsed(compose(letter(text=text, html="x")))
    plain, page = mail.iter_parts()
    assert words_of(plain) == text.rstrip() and words_of(page) == "x"
