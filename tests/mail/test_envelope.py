"""What receive may look at: the envelope, and the fingerprint by which the same mail is known again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.envelope import HEAD, Fingerprint, fingerprint, read_envelope
from postroom.mail.message import read_message

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
MAILS = sorted(FOLDER.glob("*.eml"))
PLAIN = (FOLDER / "plain_new_mail.eml").read_bytes()


def in_chunks(raw: bytes, size: int) -> str:
    print_ = Fingerprint()
    for at in range(0, len(raw), size):
        print_.update(raw[at : at + size])
    return print_.hexdigest()


def test_it_works() -> None:
    envelope = read_envelope(PLAIN, fingerprint(PLAIN))
    assert envelope.message_id == "fire-1@example.org"
    assert envelope.sender.email == "jana@example.org"
    assert envelope.date == datetime(2026, 11, 2, 8, 15, tzinfo=UTC)
    assert envelope.to == ("support@example.com",)
    assert envelope.fingerprint == fingerprint(PLAIN)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_envelope_agrees_with_the_message(path: Path) -> None:
    raw = path.read_bytes()
    envelope, message = read_envelope(raw[:HEAD], ""), read_message(raw)
    assert envelope.message_id == message.message_id
    assert envelope.in_reply_to == message.in_reply_to
    assert envelope.references == message.references
    assert (envelope.date.isoformat() if envelope.date else "") == message.date


SAME = {
    "other line ends": PLAIN.replace(b"\r\n", b"\n"),
    "old line ends": PLAIN.replace(b"\r\n", b"\r"),
    "blank lines at the end": PLAIN + b"\r\n\r\n",
    "no line end at the end": PLAIN.rstrip(b"\r\n"),
    "a new trace": b"Received: from a by b; Mon, 2 Nov 2026 09:20:00 +0100\r\nReturn-Path: <x@example.net>\r\n"
    + PLAIN,
    "another Message-ID": PLAIN.replace(b"fire-1", b"fire-9"),
    "a folded subject": PLAIN.replace(b"The printer is", b"The printer\r\n\tis"),
    "an mbox line": b"From jana@example.org Mon Nov  2 09:15:00 2026\r\n" + PLAIN,
}
OTHER = {
    "another subject": PLAIN.replace(b"on fire", b"on ice"),
    "another sender": PLAIN.replace(b"jana@", b"hana@"),
    "another date": PLAIN.replace(b"09:15:00", b"09:15:01"),
    "another word": PLAIN.replace(b"smokes", b"burns"),
    "a blank line inside": PLAIN.replace(b"\r\n\r\nJana", b"\r\n\r\n\r\nJana"),
    "a body cut short": PLAIN[:-10],
}


@pytest.mark.parametrize("raw", SAME.values(), ids=SAME.keys())
def test_the_same_mail_has_the_same_fingerprint(raw: bytes) -> None:
    assert fingerprint(raw) == fingerprint(PLAIN)


@pytest.mark.parametrize("raw", OTHER.values(), ids=OTHER.keys())
def test_another_mail_has_another_fingerprint(raw: bytes) -> None:
    assert fingerprint(raw) != fingerprint(PLAIN)


def test_mails_that_are_no_mails_differ_too() -> None:
    assert len({fingerprint(raw) for raw in (b"", b"a", b"b", b"--x", b"%PDF-1.4\n")}) == 5


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([path.read_bytes() for path in MAILS])
    | st.lists(
        st.sampled_from([b"\r", b"\n", b"\r\n", b"A: b", b"Subject: c", b" d", b"x"]), max_size=30
    ).map(b"".join),
    st.integers(1, 40),
)
def test_the_size_of_chunks_does_not_change_a_fingerprint(raw: bytes, size: int) -> None:
    assert in_chunks(raw, size) == fingerprint(raw)


def test_nor_does_it_where_the_header_block_is_endless() -> None:
    raw = b"Subject: x\r\n" + b"X-More: y\r\n" * 50_000 + b"\r\nbody\r\n"
    assert in_chunks(raw, 65_536) == in_chunks(raw, 7_919) == fingerprint(raw)


def test_a_head_that_is_too_large_is_read_as_far_as_it_goes() -> None:
    envelope = read_envelope(PLAIN[:60] + b"X: " + b"y" * 1_000_000, "")
    assert envelope.sender.email == "jana@example.org"


def test_a_thread_without_end_keeps_its_root_and_its_nearest_ancestors() -> None:
    ids = [f"{n}@example.org" for n in range(900)]
    head = b"References: " + b"\r\n ".join(b"<%s>" % each.encode() for each in ids) + b"\r\n\r\n"
    found = read_envelope(head, "").references
    assert found[0] == ids[0] and found[-1] in ids and len(found) <= 200
