"""What lies inside of winmail.dat, .msg, signatures and texts becomes parts; whatever is wrong stays an attachment."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail import structure
from postroom.mail.attachments import read_attachments
from postroom.mail.body import read_body
from postroom.mail.containers import opened
from postroom.mail.containers.allowance import MAX_DEPTH, MOST_RTF
from postroom.mail.structure import Part, Structure
from tests.mail.made import (
    A_MESSAGE,
    BODY,
    PROPERTIES,
    Property,
    compound,
    compressed_data,
    msg,
    property_list,
    tnef,
    tnef_file,
    tnef_head,
    uu,
    yenc,
)
from tests.mail.test_any_bytes import QUICK

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
OWN = ("winmail_", "msg_", "smime_", "uuencode_", "yenc_", "partial_", "signed_")
MAILS = sorted(path for path in FOLDER.glob("*.eml") if path.name.startswith(OWN))
ORDINARY = sorted(
    path for path in FOLDER.glob("*.eml") if path.name.startswith(("plain_", "html_", "mixed_"))
)


def read(raw: bytes) -> Structure:
    return opened(structure.split(raw))


def names(mail: Structure) -> list[str]:
    return [attachment.name for attachment in read_attachments(mail, read_body(mail))]


def part(kind: str, data: bytes, name: str = "") -> bytes:
    named = f'; name="{name}"' if name else ""
    head = f"Content-Type: {kind}{named}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(data)


def single(kind: str, data: bytes, name: str = "") -> bytes:
    return b"From: jana@example.org\r\nSubject: x\r\n" + part(kind, data, name)


def mixed(*parts: bytes) -> bytes:
    head = b"From: jana@example.org\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n"
    return head + b"".join(b"--bb\r\n" + each + b"\r\n" for each in parts) + b"--bb--\r\n"


TEXT = b"Content-Type: text/plain\r\n\r\nThe text.\r\n"


def test_it_works() -> None:
    winmail = tnef(*tnef_head(), *tnef_file(b"a.txt", b"one"), *tnef_file(b"b.txt", b"two"))
    mail = read(mixed(TEXT, part("application/ms-tnef", winmail, "winmail.dat")))
    assert names(mail) == ["a.txt", "b.txt"]
    assert [mail.content(leaf) for leaf in mail.root.leaves()][1:] == [b"one", b"two"]


@pytest.mark.parametrize("path", ORDINARY, ids=lambda path: path.stem)
def test_an_ordinary_mail_is_not_touched(path: Path) -> None:
    mail = structure.split(path.read_bytes())
    assert opened(mail) is mail


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_opens_the_same_way_every_time(path: Path) -> None:
    first, second = read(path.read_bytes()), read(path.read_bytes())
    assert first == second
    assert list(map(first.content, first.root.leaves())) == list(map(second.content, second.root.leaves()))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_opening_changes_nothing_in_the_mail_that_was_split(path: Path) -> None:
    mail = structure.split(path.read_bytes())
    opened(mail)
    assert mail == structure.split(path.read_bytes())


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_root_keeps_the_fields_of_the_mail(path: Path) -> None:
    mail = structure.split(path.read_bytes())
    for name in ("from", "to", "subject", "message-id", "date"):
        assert opened(mail).root.fields.every(name) == mail.root.fields.every(name)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_that_is_cut_off_anywhere_is_still_read(path: Path) -> None:
    raw = path.read_bytes()
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        mail = read(raw[:end])
        read_attachments(mail, read_body(mail))


CONTENTS = [
    (leaf.type, content)
    for path in MAILS
    for split in [structure.split(path.read_bytes())]
    for leaf in split.root.leaves()
    for content in [split.content(leaf)]
    if len(content) > 20 and not leaf.type.startswith("text/html")
]


@QUICK
@given(
    st.sampled_from(CONTENTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=6)), max_size=6),
)
def test_damaged_containers_are_read_as_far_as_they_go(
    found: tuple[str, bytes], damages: list[tuple[float, int, bytes]]
) -> None:
    kind, data = found
    for place, cut, put in damages:
        at = int(place * len(data))
        data = data[:at] + put + data[at + cut :]
    mail = read(single(kind, data, "x.msg" if "outlook" in kind else ""))
    for leaf in mail.root.leaves():
        assert isinstance(mail.content(leaf), bytes)


# winmail.dat

WORDS = tnef(*tnef_head(), (BODY, b"The words in winmail.dat.\0"), *tnef_file(b"a.txt", b"a"))
HTML = b"Content-Type: text/html\r\n\r\n<p>The page.</p>\r\n"
NAMED = b'Content-Type: text/plain; name="notes.txt"\r\n\r\nnotes\r\n'
REPEATED = b"Content-Type: text/plain\r\n\r\nThe words\r\nin winmail.dat. And a footer.\r\n"
WINMAIL = part("application/ms-tnef", WORDS, "winmail.dat")
BODIES = {
    "a text in front of it is the body": ([TEXT, WINMAIL], "The text."),
    "a page in front of it is the body": ([HTML, WINMAIL], "The page."),
    "a blank text says nothing": ([b"\r\n \r\n", WINMAIL], "The words in winmail.dat."),
    "a text with a name behind a blank one is a file": (
        [b"\r\n \r\n", NAMED, WINMAIL],
        "The words in winmail.dat.",
    ),
    "alone, it is the body": ([WINMAIL], "The words in winmail.dat."),
    "a text behind it that repeats it is enough": (
        [WINMAIL, REPEATED],
        "The words\nin winmail.dat. And a footer.",
    ),
}


@pytest.mark.parametrize(("parts", "text"), BODIES.values(), ids=BODIES.keys())
def test_the_body_is_said_once(parts: list[bytes], text: str) -> None:
    mail = read(mixed(*parts))
    assert read_body(mail).text == text
    assert "a.txt" in names(mail)


def test_text_and_html_of_winmail_are_one_body() -> None:
    both = property_list(Property(0x1000001F, "plain words"), Property(0x1013001F, "<b>rich words</b>"))
    body = read_body(read(single("application/ms-tnef", tnef((PROPERTIES, both)))))
    assert (body.text, body.html, body.from_html) == ("plain words", "<b>rich words</b>", False)


def test_the_kind_of_message_stands_at_the_part() -> None:
    absence = property_list(Property(0x001A001F, "IPM.Note.Rules.OofTemplate.Microsoft"))
    mail = read(single("application/ms-tnef", tnef((PROPERTIES, absence), *tnef_file(b"a", b"a"))))
    assert mail.root.parameters["message-class"] == "IPM.Note.Rules.OofTemplate.Microsoft"


def test_a_subject_is_taken_from_winmail_only_where_the_mail_has_none() -> None:
    winmail = tnef(*tnef_head(), (PROPERTIES, property_list(Property(0x0037001F, "Žádost"))), (BODY, b"x\0"))
    raw = single("application/ms-tnef", winmail)
    assert read(raw).root.fields.text("subject") == "x"
    assert read(raw.replace(b"Subject: x\r\n", b"")).root.fields.text("subject") == "Žádost"


def test_a_winmail_without_files_and_news_vanishes() -> None:
    mail = read(
        mixed(TEXT, part("application/ms-tnef", tnef(*tnef_head(), (BODY, b"The text.\0")), "winmail.dat"))
    )
    assert names(mail) == [] and len(mail.root.leaves()) == 1 and mail.warnings == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/octet-stream", ""),
        ("application/x-tnef", "win.dat"),
        ("text/plain", "winmail.dat"),
        ("image/png", "ATT00001"),
    ],
)
def test_winmail_is_known_by_how_it_begins(kind: str, name: str) -> None:
    assert names(read(mixed(TEXT, part(kind, WORDS, name)))) == ["a.txt"]


def test_messages_in_messages_end_at_a_depth() -> None:
    data = tnef(*tnef_head(), (BODY, b"innermost\0"))
    for number in range(MAX_DEPTH + 5):
        inner = Property(0x3701000D, A_MESSAGE + data)
        data = tnef(*tnef_head(), *tnef_file(b"", b"", inner, Property(0x3001001F, f"level {number}")))
    mail = read(mixed(TEXT, part("application/ms-tnef", data)))
    assert names(mail) == [f"level {MAX_DEPTH + 4}.eml"]
    depth = 1
    while (found := names(mail)) and found[0].endswith(".eml"):
        mail, depth = structure.split(mail.content(mail.root.leaves()[-1])), depth + 1
    assert depth == MAX_DEPTH + 1 and found == ["level 4"]


def test_a_container_in_a_container_is_opened() -> None:
    letter = compound(msg([], [[Property(0x3707001F, "deep.txt"), Property(0x37010102, b"deep")]]))
    winmail = tnef(*tnef_head(), *tnef_file(b"mail.msg", letter))
    raw = b"From: jana@example.org\n\nSee here.\n" + uu("WINMAIL.DAT", winmail)
    assert names(read(raw)) == ["mail.msg", "deep.txt"]


# how much


def test_there_are_never_more_parts_than_a_mail_may_have() -> None:
    files = [each for _ in range(3_000) for each in tnef_file(b"a.txt", b"a")]
    mail = read(mixed(TEXT, *[part("application/ms-tnef", tnef(*files))] * 3))
    assert len(mail.root.leaves()) <= structure.MAX_PARTS
    assert any("too many files" in warning for warning in mail.warnings)


def test_files_in_a_text_are_bounded_too() -> None:
    mail = read(b"From: jana@example.org\n\n" + uu("a", b"a") * 2_000)
    assert len(mail.root.leaves()) == structure.MAX_PARTS
    assert b"begin 644 a" in mail.content(mail.root.leaves()[0])  # what was not taken out is still there


def test_what_unfolds_to_too_much_is_not_unfolded() -> None:
    bomb = part("application/pkcs7-mime", compressed_data(b"Subject: x\n\n" + bytes(20_000_000)), "smime.p7z")
    mail = read(mixed(TEXT, *[bomb] * 9))
    assert sum(len(leaf.data or b"") for leaf in mail.root.leaves()) <= 100_000_000
    assert any("unfolds to more than 100,000,000 octets" in warning for warning in mail.warnings)


def test_content_packed_beyond_measure_stays_an_attachment() -> None:
    bomb = compressed_data(b"Subject: x\n\n" + bytes(40_000_000))
    assert names(read(single("application/pkcs7-mime", bomb, "smime.p7z"))) == ["smime.p7z"]


def test_a_hostile_rtf_is_read_up_to_a_limit() -> None:
    text = b"{\\rtf1 The beginning. " + b"{\\b x}" * (MOST_RTF // 3)
    packed = struct.pack("<II4sI", len(text) + 12, len(text), b"MELA", 0) + text
    mail = read(
        single("application/ms-tnef", tnef((PROPERTIES, property_list(Property(0x10090102, packed)))))
    )
    assert read_body(mail).text.startswith("The beginning.")
    assert any("octets of RTF" in warning for warning in mail.warnings)


BEGIN = b"begin 644 x\n"
SIGNED_FOREVER = b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" + b"\x30\x80" * 1_000_000
ONE_CHAIN = bytearray(
    compound(msg([], [[Property(0x3707001F, "a"), Property(0x37010102, bytes(9_000))]] * 200))
)
for _at in range(0, len(ONE_CHAIN) - 128, 128):  # every stream claims all sectors
    if struct.unpack_from("<Q", ONE_CHAIN, _at + 120)[0] == 9_000:
        struct.pack_into("<IQ", ONE_CHAIN, _at + 116, 0, 1 << 40)
HOSTILE = {
    "a million beginnings": b"From: a@example.com\n\n" + BEGIN * 500_000,
    "a million words begin": b"From: a@example.com\n\n" + b"begin " * 1_000_000,
    "beginnings with blank lines": b"From: a@example.com\n\n" + (BEGIN + b"\n" * 1_000) * 1_000,
    "beginnings in base64": single("text/plain", BEGIN * 300_000),
    "beginnings of yEnc": b"From: a@example.com\n\n" + b"=ybegin line=1 size=1 name=x\n" * 100_000,
    "only equals signs": b"From: a@example.com\n\n=ybegin line=9 size=9 name=x\n"
    + b"=" * 3_000_000
    + b"\n=yend size=3\n",
    "properties without end": single(
        "application/ms-tnef",
        tnef((PROPERTIES, struct.pack("<I", 0xFFFFFFFF) + struct.pack("<HHI", 2, 1, 1) * 500_000)),
    ),
    "a value of four thousand million values": single(
        "application/ms-tnef",
        tnef((PROPERTIES, struct.pack("<IHHI", 1, 0x1002, 1, 0xFFFFFFFF) + bytes(4_000_000))),
    ),
    "a million attributes": single(
        "application/ms-tnef", tnef() + struct.pack("<BIIH", 2, 0x00069002, 0, 0) * 500_000
    ),
    "ASN.1 of unknown length": single("application/pkcs7-mime", SIGNED_FOREVER),
    "one chain for all streams": single("application/vnd.ms-outlook", bytes(ONE_CHAIN), "a.msg"),
    "a signed mail of delimiters": b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b'
    b"\r\n\r\n--b\r\n\r\n"
    + b"--bx\r\n" * 100_000
    + b"--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIAG\r\n",
    "pieces of pieces": b"Content-Type: message/partial; number=1\r\n\r\n" * 5_000,
}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_container_is_read_in_time(raw: bytes) -> None:
    mail = read(raw)
    leaves = mail.root.leaves()
    assert len(leaves) <= structure.MAX_PARTS
    assert sum(len(leaf.data or b"") for leaf in leaves) < 100_000_000


def test_a_deep_mail_in_a_deep_mail_is_no_matter_of_recursion() -> None:
    raw = b"innermost"
    for level in range(6):
        heads = (
            b'Content-Type: multipart/mixed; boundary="%d-%d"\r\n\r\n--%d-%d\r\n' % (level, n, level, n)
            for n in range(48)
        )
        raw = b"Content-Type: message/partial; number=1\r\n\r\n" + b"".join(heads) + raw
    assert len(read(raw).root.leaves()) == 1


# message/partial and uuencode beside it


def test_a_piece_takes_what_it_is_from_inside() -> None:
    raw = (FOLDER / "partial_first_of_three.eml").read_bytes()
    root = read(raw).root
    assert (root.type, root.parameters["charset"]) == ("text/plain", "iso-8859-1")
    assert root.fields.text("subject") == "A long report (1/3)"


def leaf_of(mail: Structure, name: str) -> Part:
    return next(leaf for leaf in mail.root.leaves() if leaf.parameters.get("name") == name)


def test_files_of_text_and_of_news_are_both_found_in_their_order() -> None:
    raw = (
        b"From: a@example.com\n\nA\n"
        + yenc("one.bin", b"\0\n\r=" * 9)
        + b"B\n"
        + uu("two.bin", b"2")
        + b"C\n"
    )
    mail = read(raw)
    assert names(mail) == ["one.bin", "two.bin"]
    assert read_body(mail).text == "A\nB\nC"
    assert mail.content(leaf_of(mail, "one.bin")) == b"\0\n\r=" * 9


def test_a_file_in_the_data_of_another_one_is_none() -> None:
    inner = uu("inner.txt", b"Cat")
    text = b"=ybegin line=128 size=%d name=outer.bin\n" % len(inner.replace(b"\n", b""))
    raw = b"From: a@example.com\n\n" + text + inner + b"=yend size=%d\n" % len(inner.replace(b"\n", b""))
    assert names(read(raw)) == ["outer.bin"]
