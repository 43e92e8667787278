"""Whatever the bytes are: a mail is read, in bounded time, and says what the standard library says where both can."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.mail import structure
from postroom.mail.envelope import read_envelope
from postroom.mail.html_text import html_to_text
from postroom.mail.message import read_message
from tests.fuzz.promises import check

pytestmark = pytest.mark.pure

REAL = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.eml"))]
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MARKUP = [
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b\r\n", b"--b--", b"--", b"From: a@example.com\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Transfer-Encoding: uuencode\r\n", b"begin 644 a\r\n", b"=?utf-8?b?", b"?=", b"=?utf-8?q?=C3?=",
    b"Subject: ", b"To: ", b'"', b"<", b">", b"(", b";", b"name*0*=utf-8''%C3", b"<div>", b"</table>",
    b"<a href=http:x>", b"Message-ID: <", b"References: ", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"+2AA-",
    b"Date: Mon, 99 Nov 2026 99:99:99 +9999\r\n", b"Content-Disposition: attachment; filename=", b"Content-ID: <x>\r\n",
]  # fmt: skip


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    check(raw)


@QUICK
@given(st.lists(st.sampled_from(MARKUP) | st.binary(max_size=12), max_size=40).map(b"".join))
def test_any_heap_of_mail_syntax_is_a_mail(raw: bytes) -> None:
    check(raw)


@QUICK
@given(
    st.sampled_from(REAL),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(MARKUP) | st.binary(max_size=6)),
        max_size=6,
    ),
)
def test_real_mails_with_damage_are_still_read(raw: bytes, damages: list[tuple[float, int, bytes]]) -> None:
    for place, cut, put in damages:
        at = int(place * len(raw))
        raw = raw[:at] + put + raw[at + cut :]
    check(raw)


@QUICK
@given(
    st.lists(st.sampled_from(MARKUP).map(lambda b: b.decode("latin-1")) | st.text(max_size=20), max_size=60)
)
def test_any_html_has_a_text(pieces: list[str]) -> None:
    assert isinstance(html_to_text("".join(pieces)), str)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\x7f"), max_size=30
)


@st.composite
def well_formed_mails(draw: st.DrawFn, depth: int = 0) -> EmailMessage:
    part = EmailMessage()
    kind = draw(st.sampled_from(["text", "html", "binary", "mixed"] if depth < 3 else ["text", "binary"]))
    if kind in ("text", "html"):
        charset = draw(st.sampled_from(["utf-8", "utf-16"] if kind == "text" else ["utf-8"]))
        words = draw(WORDS) + "\n"
        part.set_content(words, subtype="plain" if kind == "text" else "html", charset=charset, cte="base64")
    elif kind == "binary":
        part.set_content(draw(st.binary(max_size=200)), maintype="application", subtype="octet-stream")
    else:
        part["Content-Type"] = "multipart/mixed"
        for child in draw(st.lists(well_formed_mails(depth=depth + 1), min_size=1, max_size=4)):
            part.attach(child)
    return part


@settings(QUICK, max_examples=80)
@given(well_formed_mails(), WORDS, st.sampled_from([b"\n", b"\r\n"]), st.binary(max_size=30))
def test_parts_are_those_that_the_standard_library_finds(
    mail: EmailMessage, subject: str, line_end: bytes, epilogue: bytes
) -> None:
    mail["Subject"] = subject
    raw = mail.as_bytes().replace(b"\n", line_end)
    theirs = email.message_from_bytes(raw, policy=email.policy.compat32)
    leaves = [part for part in theirs.walk() if not part.is_multipart()]
    ours = structure.split(raw)
    assert [part.type for part in ours.root.leaves()] == [part.get_content_type() for part in leaves]
    assert [ours.content(part) for part in ours.root.leaves()] == [
        part.get_payload(decode=True) for part in leaves
    ]
    assert read_message(raw).subject == subject


def nested(count: int) -> bytes:
    heads = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(count))
    return b"From: a@example.com\r\n" + b"".join(heads) + b"Content-Type: text/plain\r\n\r\ninnermost\r\n"


MIXED = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"
HOSTILE = {
    "2,000 nested multiparts": nested(2_000),
    "50,000 parts": MIXED + b"--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 50_000,
    "lines that look like boundaries": MIXED + b"--bb\r\n" * 200_000,
    "3,000 receivers": b"To: "
    + b", ".join(b'"J %d" <j%d@example.com>' % (n, n) for n in range(3_000))
    + b"\r\n\r\nx",
    "open comments": b"To: " + b"(" * 60_000 + b"\r\n\r\nx",
    "open quotes": b"To: " + b'"\\' * 60_000 + b"\r\n\r\nx",
    "open angles": b"From: " + b"<" * 100_000 + b"\r\n\r\nx",
    "open encoded words": b"Subject: "
    + b"=?x?q? " * 9_000
    + b"\r\nFrom: "
    + b"=?x?b?=" * 9_000
    + b"\r\n\r\nx",
    "open parameters": b"Content-Type: text/plain" + b'; a="' * 20_000 + b"\r\n\r\nx",
    "parameters in 4,000 pieces": b"Content-Type: text/plain" + b"; name*9*=%41" * 4_000 + b"\r\n\r\nx",
    "300,000 header lines": b"X: y\r\n" * 300_000 + b"\r\nx",
    "a header of 400,000 lines": b"A: b\r\n" + b" c\r\n" * 400_000 + b"\r\nx",
    "one line of 5 MB": b"x" * 5_000_000,
    "only white space": b" \t" * 1_000_000,
    "200,000 nested elements": HTML + b"<div>" * 200_000,
    "elements that never close": HTML + b"<b>x<p>" * 50_000,
    "deep with open scripts": HTML + b"<div>" * 300 + b"<script>" * 100_000,
    "deep with open comments": HTML + b"<div>" * 300 + b"<!--" * 200_000,
    "one row of 100,000 cells": HTML + b"<table><tr>" + b"<td>x" * 100_000,
    "a million less-than": HTML + b"<" * 1_000_000,
    "base64 of nonsense": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=B" * 1_000_000,
    "an encoding that takes quadratic time": b"Content-Type: text/plain; charset=idna\r\n\r\n"
    + b"xn--a" * 100_000,
    "half characters": b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+2AA-" * 10_000,
}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_is_read_in_time(raw: bytes) -> None:
    message = read_message(raw)
    assert len(message.attachments) <= structure.MAX_PARTS
    read_envelope(raw, "")


def test_what_lies_too_deep_is_kept_as_one_part_and_said() -> None:
    message = read_message(nested(60))
    assert "innermost" in message.text
    assert any("more than 50 deep" in warning for warning in message.warnings)


def test_too_many_parts_are_said() -> None:
    mail = read_message(HOSTILE["50,000 parts"])
    assert any("more than 1000 parts" in warning for warning in mail.warnings)


def test_html_deeper_than_a_parser_goes_loses_no_word() -> None:
    assert "the end" in html_to_text("<div>x" * 3_000 + "the end" + "</div>" * 3_000)


FOUND = {  # by the fuzzer
    "NUL in the reason of an automatic mail": b"Auto-Submitted: auto-fo\x00\x00\r\n\r\nx",
    "NUL in what a server vouches for": b"Authentication-Results: a\x00; dkim=pass header.d=b\x00.c\r\n\r\nx",
}


@pytest.mark.parametrize("raw", FOUND.values(), ids=FOUND.keys())
def test_what_the_fuzzer_found_is_a_mail_like_others(raw: bytes) -> None:
    check(raw)
