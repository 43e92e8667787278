"""Whatever stands in a letter: no value leaves its field, no line is too long, and the mail reads back."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.errors import Permanent
from postroom.mail.compose import Attachment, Inline, Letter, Mailbox, compose, routable, size_of
from postroom.mail.message import part_bytes, read_message

pytestmark = pytest.mark.pure

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOSTILE = [
    "\r\n", "\n", "\r", "\r\n\r\n", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ud800", "\udcff",
    "\ud83d\ude00",
    "Bcc: evil@example.net", "X-Evil: 1", "=?utf-8?q?", "=?utf-8?b?Cg==?=", "?=", "=", "--=_", '"', "\\", "<", ">",
    ",", ";",
    ":", "@", "(", ")", "%0D%0A", "''", "\u202e", "\ufeff", "\ufffe", "ü", "日本", "🔥", " ", "\t", "\u00a0", "From ",
    ".",
    "x" * 80, "ü" * 80, "a", "b.c", "e\u0301",
]  # fmt: skip
text = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=6), max_size=25).map("".join)
address = text | st.tuples(text, text).map("@".join) | st.just("ada@example.org")
FIELDS = """
    From Reply-To To Cc Subject Date Message-ID In-Reply-To References MIME-Version Content-Language Auto-Submitted
    X-Auto-Response-Suppress X-Postroom-Loop List-Id List-Unsubscribe List-Unsubscribe-Post X-Extra Content-Type
    Content-Transfer-Encoding
"""


def mailbox(name: str = "", at: str = "ada@example.org") -> Mailbox:
    return Mailbox(name, at)


def sound(raw: bytes) -> str:
    """The header of a mail that keeps the rules of its form; unfolded."""
    assert raw.endswith(b"\r\n") and raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert b"\x00" not in raw and max(map(len, raw.split(b"\r\n"))) <= 998
    head, _, _ = raw.decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    assert all(re.match(r"[!-9;-~]+: \S| \S", line) for line in lines), lines
    names = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    assert [name for name in FIELDS.split() if name in names] == names
    return head.replace("\r\n ", " ")


@QUICK
@given(text, text, text, text, text, text, st.lists(text, max_size=5), text, text)
def test_no_value_ever_adds_a_field(
    subject: str,
    name: str,
    loop: str,
    list_id: str,
    language: str,
    extra: str,
    ids: list[str],
    file: str,
    type: str,
) -> None:
    raw = compose(
        Letter(
            "a@example.com", NOON, mailbox(name), subject, "text", "<p>", (mailbox(name), mailbox()), (mailbox(),),
            mailbox(name), ids[0] if ids else "", tuple(ids), (Inline("x", file, type, b"1"),),
            (Attachment(file, type, b"2"),), loop=loop, list_id=list_id, language=language, extra=(("X-Extra", extra),),
        )
    )  # fmt: skip
    head = sound(raw)
    assert head.isascii()
    mail = email.message_from_bytes(raw)
    assert [part.get_content_maintype() for part in mail.walk()][:5] == [
        "multipart", "multipart", "text", "multipart", "text",
    ]  # fmt: skip
    for part in list(mail.walk())[1:]:
        assert set(part.keys()) <= {
            "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
        }  # fmt: skip
    assert [part.get_payload(decode=True) for part in mail.walk()][-2:] == [b"1", b"2"]
    assert [each.email for each in read_message(raw).to] == ["ada@example.org"] * 2


@QUICK
@given(address, text)
def test_an_address_is_refused_or_stands_there_alone(at: str, name: str) -> None:
    try:
        routed = routable(at)
    except Permanent as refusal:
        assert str(refusal).isprintable()
        return
    assert routed.count("@") == 1 or routed.startswith('"')
    raw = compose(Letter("a@example.com", NOON, mailbox(), "s", "t", to=(mailbox(name, at), mailbox("Bob"))))
    sound(raw)
    assert len(read_message(raw).to) == 2
    assert routable(routed) == routed


def shown(text: str) -> str:
    """What is left of a text on one line."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    line = re.sub("[\t-\r\x85\u2028\u2029]", " ", joined)
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", "", line).strip().split(" "))


@QUICK
@given(text)
def test_a_subject_reads_back(subject: str) -> None:
    raw = compose(Letter("a@example.com", NOON, mailbox(), subject, "t", to=(mailbox(),)))
    line = re.sub(" +", " ", shown(subject)).strip()
    found = email.message_from_bytes(raw, policy=email.policy.default)["subject"] or ""
    assert found == line
    assert read_message(raw).subject.strip() == line.strip()


@QUICK
@given(text)
def test_a_name_reads_back(name: str) -> None:
    raw = compose(Letter("a@example.com", NOON, mailbox(name), "s", "t", to=(mailbox(),)))
    line = re.sub(" +", " ", shown(name)).strip()
    if len(line) > 320:
        line = line[:319].rstrip() + "…"
    found = email.message_from_bytes(raw)["from"]
    if "=?" in found:
        found = str(make_header(decode_header(found)))
        assert found == f"{line} <ada@example.org>"
    elif line:
        written = email.message_from_bytes(raw, policy=email.policy.default)["from"].addresses[0]
        assert written.display_name == line


@QUICK
@given(text, text)
def test_texts_read_back(plain: str, page: str) -> None:
    letter = Letter("a@example.com", NOON, mailbox(), "s", plain, page, (mailbox(),))
    raw = compose(letter)
    sound(raw)
    assert size_of(letter) == len(raw)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for kind, written in (("plain", plain), ("html", page)):
        body = mail.get_body((kind,))
        found = body.get_content() if body else ""
        assert found.replace("\r\n", "\n").rstrip("\n") == as_text(written).rstrip("\n")


def as_text(written: str) -> str:
    joined = written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", "", joined).splitlines())


@QUICK
@given(st.lists(st.tuples(text, st.binary(max_size=300)), min_size=1, max_size=4))
def test_files_read_back_octet_for_octet(files: list[tuple[str, bytes]]) -> None:
    attachments = tuple(Attachment(name, "application/octet-stream", content) for name, content in files)
    raw = compose(
        Letter("a@example.com", NOON, mailbox(), "s", "t", to=(mailbox(),), attachments=attachments)
    )
    sound(raw)
    read = read_message(raw).attachments
    assert [part_bytes(raw, each.index) for each in read] == [content for _, content in files]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert [part.get_payload(decode=True) for part in mail.iter_attachments()] == [c for _, c in files]
