"""winmail.dat, .msg and compressed RTF say what their writers put into them, however they write."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail.containers import compound, enclosed, mapi, msg, rtf, tnef
from postroom.mail.containers.allowance import MOST_RTF, Allowance
from postroom.mail.containers.letter import Letter
from postroom.mail.message import read_message
from tests.mail import made
from tests.mail.made import A_MESSAGE, A_STORAGE, Property, property_list, tnef_file, tnef_head
from tests.mail.test_any_bytes import QUICK

pytestmark = pytest.mark.pure


def allowance() -> Allowance:
    return Allowance(1_000)


def winmail(*attributes: tuple[tuple[int, int], bytes]) -> Letter:
    letter = tnef.read(made.tnef(*attributes), allowance())
    assert letter is not None
    return letter


def outlook(*properties: Property, files: list[list[Property]] | None = None, sector: int = 512) -> Letter:
    letter = msg.read(made.compound(made.msg(properties, files or []), sector=sector), allowance())
    assert letter is not None
    return letter


# properties

SENT = 134070552000000000  # 2025-11-08 06:00 UTC in 100 ns since 1601
PROPERTIES = [
    ("Unicode text", Property(0x0037001F, "Žluťoučký kůň"), "Žluťoučký kůň"),
    ("8-bit text in the code page of the message", Property(0x0037001E, "Счёт".encode("cp1251")), "Счёт"),
    ("text behind a NUL is rubbish", Property(0x0037001E, b"Subject\0rubbish"), "Subject"),
    ("no text", Property(0x0037001F, ""), ""),
]


@pytest.mark.parametrize(("name", "one", "text"), PROPERTIES, ids=[name for name, _, _ in PROPERTIES])
def test_text_of_winmail_reads(name: str, one: Property, text: str) -> None:
    listed = property_list(
        Property(0x8001001F, "named", name="Keywords"), Property(0x8002000B, 1, name=7), one
    )
    letter = winmail(*tnef_head(1251), (made.PROPERTIES, listed))
    assert letter.properties.text(mapi.SUBJECT) == text and letter.whole


@pytest.mark.parametrize(("name", "one", "text"), PROPERTIES, ids=[name for name, _, _ in PROPERTIES])
def test_text_of_msg_reads(name: str, one: Property, text: str) -> None:
    letter = outlook(Property(0x3FFD0003, 1251), one)
    assert letter.properties.text(mapi.SUBJECT) == text


BEFORE = {
    "numbers of 16 bits": Property(0x10000002, 7),
    "doubles": Property(0x10010014, 1 << 40),
    "truths": Property(0x1002000B, 1),
    "moments": Property(0x10030040, SENT),
    "octets of odd length": Property(0x10040102, b"abc"),
    "several texts": Property(0x1005101F, ["one", "three", ""]),
    "several 8-bit texts": Property(0x1006101E, ["one", "three"]),
    "a name of odd length": Property(0x8005001F, "x", name="abc"),
    "a name in digits": Property(0x80060003, 1, name=0x8503),
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
def test_the_next_property_is_found_behind_every_kind(before: Property) -> None:
    letter = winmail((made.PROPERTIES, property_list(before, before, Property(0x0037001F, "found"))))
    assert letter.properties.text(mapi.SUBJECT) == "found"


def test_of_several_values_the_first_counts() -> None:
    letter = winmail((made.PROPERTIES, property_list(Property(0x0037101F, ["first", "second"]))))
    assert letter.properties.text(mapi.SUBJECT) == "first"


def test_old_attributes_speak_where_no_property_does() -> None:
    sender = struct.pack("<4H", 4, 20, 5, 21) + b"Jana\0SMTP:jana@example.org"
    old = [
        (made.FROM, sender),
        (made.SUBJECT, b"old\0"),
        (made.BODY, b"old words\0"),
        (made.SENT, struct.pack("<7H", 2026, 11, 2, 8, 15, 0, 1)),
    ]
    alone = winmail(*tnef_head(), *old).properties
    assert alone.text(mapi.SENDER_NAME) == "Jana"
    assert alone.text(mapi.SENDER_ADDRESS) == "jana@example.org"
    assert (alone.text(mapi.SUBJECT), alone.text(mapi.BODY)) == ("old", "old words")
    assert alone.moment(mapi.SUBMIT_TIME) == datetime(2026, 11, 2, 8, 15, tzinfo=UTC)
    newer = winmail(*tnef_head(), (made.PROPERTIES, property_list(Property(0x0037001F, "new"))), *old)
    assert newer.properties.text(mapi.SUBJECT) == "new"


@pytest.mark.parametrize("ticks", [0, -1 & (1 << 64) - 1, 1 << 62, 0x7FFFFFFFFFFFFFFF])
def test_moments_beyond_every_calendar_are_none(ticks: int) -> None:
    properties = winmail((made.PROPERTIES, property_list(Property(0x00390040, ticks)))).properties
    assert properties.moment(mapi.SUBMIT_TIME) is None


def test_html_is_read_in_its_own_code_page() -> None:
    octets = property_list(Property(0x10130102, "Grüße".encode()), Property(0x3FDE0003, 65001))
    assert winmail(*tnef_head(1252), (made.PROPERTIES, octets)).words(allowance()).html == "Grüße"
    text = property_list(Property(0x1013001F, "<p>ž</p>"))
    assert winmail((made.PROPERTIES, text)).words(allowance()).html == "<p>ž</p>"


# files of winmail.dat

FILES = {
    "its long name counts": (
        tnef_file(b"LETTER~1.DOC", b"x", Property(0x3707001F, "Letter to the office.doc")),
        ("Letter to the office.doc", "application/msword", b"x"),
    ),
    "without, its title in the code page of the sender": (
        tnef_file("Übersicht.pdf".encode("cp1252"), b"x"),
        ("Übersicht.pdf", "application/pdf", b"x"),
    ),
    "its name in Unicode counts before its title": (
        tnef_file(b"????.doc", b"x", Property(0x3704001F, "Счёт.doc")),
        ("Счёт.doc", "application/msword", b"x"),
    ),
    "its stated type counts": (
        tnef_file(b"data", b"x", Property(0x370E001F, "text/csv; charset=utf-8")),
        ("data", "text/csv", b"x"),
    ),
    "a type that is none is guessed": (
        tnef_file(b"a.png", b"x", Property(0x370E001F, "no type")),
        ("a.png", "image/png", b"x"),
    ),
    "a file is no multipart": (
        tnef_file(b"a.bin", b"x", Property(0x370E001F, "multipart/mixed")),
        ("a.bin", "application/octet-stream", b"x"),
    ),
    "a drawn object keeps its content": (
        tnef_file(
            b"", b"", Property(0x37050003, 6), Property(0x3701000D, A_STORAGE + b"obj"), Property(0x3001001F, "Chart")
        ),
        ("Chart", "application/octet-stream", b"obj"),
    ),
    "a message that is none stays what it is": (
        tnef_file(
            b"", b"", Property(0x37050003, 5), Property(0x3701000D, A_MESSAGE + b"junk"), Property(0x3001001F, "M")
        ),
        ("M", "application/octet-stream", b"junk"),
    ),
    "an empty file has a name": (tnef_file(b"empty.txt", b""), ("empty.txt", "text/plain", b"")),
    "a file without a name has content": (tnef_file(b"", b"x"), ("", "application/octet-stream", b"x")),
}  # fmt: skip


@pytest.mark.parametrize(("attributes", "expected"), FILES.values(), ids=FILES.keys())
def test_files_of_winmail(
    attributes: list[tuple[tuple[int, int], bytes]], expected: tuple[str, str, bytes]
) -> None:
    files = winmail(*tnef_head(), *attributes, *tnef_file(b"next.txt", b"next")).files
    assert [(file.name, file.type, file.data) for file in files] == [
        expected,
        ("next.txt", "text/plain", b"next"),
    ]


def test_files_are_told_apart_without_the_attribute_that_begins_them() -> None:
    attributes = [
        (made.DATA, b"one"),
        (made.TITLE, b"1.txt\0"),
        (made.DATA, b"two"),
        (made.TITLE, b"2.txt\0"),
    ]
    assert [(file.name, file.data) for file in winmail(*attributes).files] == [
        ("1.txt", b"one"),
        ("2.txt", b"two"),
    ]


@pytest.mark.parametrize("end", [-1, -2, -3])
def test_a_checksum_that_is_cut_off_hurts_nobody(end: int) -> None:
    data = made.tnef(*tnef_file(b"a.txt", b"content"))
    letter = tnef.read(data[:end], allowance())
    assert letter is not None and letter.whole == (end >= -2)
    assert letter.files[0].data == (b"content" if end >= -2 else b"conten")


# a message in a message


def test_an_enclosed_message_becomes_the_mail_that_it_was() -> None:
    inner = made.tnef(
        *tnef_head(),
        (
            made.PROPERTIES,
            property_list(
                Property(0x0037001F, "Přání / 1"),
                Property(0x0C1A001F, "Otto Beispiel"),
                Property(0x0C1F001F, "otto@example.net"),
                Property(0x1000001F, "plain\r\nwords"),
                Property(0x1013001F, "<p>plain<br>words</p>"),
                Property(0x1035001F, "<m1@example.net>"),
                Property(0x00390040, SENT),
            ),
        ),
        (
            made.RECIPIENTS,
            made.recipient_table(
                property_list(
                    Property(0x0C150003, 1), Property(0x3001001F, "Jana"), Property(0x39FE001F, "jana@example.org")
                ),
                property_list(
                    Property(0x0C150003, 2), Property(0x3003001F, "/O=X/CN=EVA"), Property(0x3001001F, "Eva")
                ),
            ),
        ),
        *tnef_file(b"a.bin", bytes(range(256)), Property(0x3707001F, "á.bin")),
    )  # fmt: skip
    file = winmail(*tnef_file(b"", b"", Property(0x3701000D, A_MESSAGE + inner))).files[0]
    assert (file.name, file.type) == ("Přání _ 1.eml", "message/rfc822")
    mail = read_message(file.data)
    assert mail.subject == "Přání / 1"
    assert (mail.sender.name, mail.sender.email) == ("Otto Beispiel", "otto@example.net")
    assert [(one.name, one.email) for one in mail.to] == [("Jana", "jana@example.org")]
    assert mail.message_id == "m1@example.net" and mail.date.startswith("2025-11-08T06:00")
    assert mail.text == "plain\nwords" and mail.html == "<p>plain<br>words</p>"
    assert [(each.name, each.size) for each in mail.attachments] == [("á.bin", 256)]


def test_an_enclosed_message_keeps_the_header_that_it_came_with() -> None:
    came_with = (
        "Received: from x\r\nFrom: Otto\r\n <otto@example.net>\r\nContent-Type: text/x\r\nX-Own: 1\r\n\r\n"
    )
    letter = outlook(
        Property(0x007D001F, came_with), Property(0x0037001F, "not asked"), Property(0x1000001F, "hi")
    )
    data = enclosed.as_mail(letter, letter.words(allowance()))
    assert data.startswith(
        b"Received: from x\r\nFrom: Otto\r\n <otto@example.net>\r\nX-Own: 1\r\nMIME-Version: 1.0\r\n"
    )
    assert read_message(data).text == "hi"


def test_nothing_in_a_property_makes_a_header_of_its_own() -> None:
    letter = outlook(
        Property(0x0037001F, "x\r\nBcc: eva@example.org\r\n\r\nbody"),
        Property(0x0C1A001F, 'a"\r\nX: y'),
        Property(0x1035001F, "<a@example.com>\r\nX: y"),
        Property(0x0C1F001F, "otto@example.net>\r\nX: y"),
    )
    head = enclosed.as_mail(letter, letter.words(allowance())).partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == [
        b"From",
        b"Subject",
        b"Message-ID",
        b"MIME-Version",
        b"Content-Type",
        b"Content-Transfer-Encoding",
    ]


# .msg and compound files


@pytest.mark.parametrize("sector", [512, 4096])
@pytest.mark.parametrize("size", [0, 1, 63, 64, 4095, 4096, 4097, 100_000, 3_000_000])
def test_files_of_msg_of_every_size_are_read(size: int, sector: int) -> None:
    data = bytes(number * 7 & 255 for number in range(251)) * (size // 251 + 1)
    file = [Property(0x3707001F, "data.bin"), Property(0x37010102, data[:size])]
    letter = outlook(Property(0x0037001F, "x"), files=[file, file], sector=sector)
    assert [(each.name, each.data) for each in letter.files] == [("data.bin", data[:size])] * 2


def test_numbers_of_a_message_in_a_message_are_found() -> None:
    inner = made.msg([Property(0x0037001F, "inner"), Property(0x00390040, SENT)], embedded=True)
    letter = msg.read(made.compound(made.msg([], [made.msg_enclosed(inner, "inner")])), allowance())
    assert letter is not None
    assert read_message(letter.files[0].data).date.startswith("2025-11-08T06:00")


def test_streams_that_share_their_sectors_are_not_read_for_ever() -> None:
    data = made.compound({"a": bytes(500_000)})
    file = compound.open_compound(data)
    assert file is not None and len(file.content(file.entries[1])) == 500_000
    streams = [replace(file.entries[1], size=1 << 40)] * 300
    assert sum(len(file.content(each)) for each in streams) <= 2 * len(data)


def test_a_directory_that_goes_round_in_circles_ends() -> None:
    data = bytearray(made.compound(made.msg([Property(0x0037001F, "x")])))
    at = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    for number in range(1, 4):
        struct.pack_into("<III", data, at + number * 128 + 68, 1, 2, 0)
    file = compound.open_compound(bytes(data))
    assert file is not None and len(list(file.inside(file.root))) <= len(file.entries)


def test_a_chain_of_sectors_that_goes_round_in_circles_ends() -> None:
    data = bytearray(made.compound({"a": b"x" * 10_000}))
    file = compound.open_compound(bytes(data))
    assert file is not None
    file.table = tuple([0] * len(file.table))
    assert len(file.sectors(0, 1 << 40)) <= len(data) + 512


@pytest.mark.parametrize("data", [b"", compound.SIGNATURE, compound.SIGNATURE + bytes(3_000), b"x" * 3_000])
def test_what_is_no_compound_file_is_none(data: bytes) -> None:
    assert compound.open_compound(data) is None and msg.read(data, allowance()) is None


# RTF


@QUICK
@given(st.binary(max_size=400) | st.text("ab{}\\par ", max_size=400).map(str.encode))
def test_rtf_is_unpacked_as_it_was_packed(text: bytes) -> None:
    assert rtf.decompressed(made.packed_rtf(text), allowance()) == text
    assert rtf.decompressed(made.stored_rtf(text), allowance()) == text


def test_rtf_longer_than_its_window_is_unpacked() -> None:
    text = b"".join(b"{\\b%d word %d}" % (number * 7919 % 1000, number) for number in range(1_500))
    assert rtf.decompressed(made.packed_rtf(text), allowance()) == text


@QUICK
@given(st.binary(max_size=300))
def test_any_octets_are_unpacked_to_a_bounded_size(data: bytes) -> None:
    packed = struct.pack("<II4sI", 0, 1 << 31, b"LZFu", 0) + data
    assert len(rtf.decompressed(packed, allowance())) <= len(packed) * 9


def test_packed_rtf_ends_at_the_allowance() -> None:
    packed = struct.pack("<II4sI", 0, 1 << 31, b"LZFu", 0) + bytes(MOST_RTF * 2)
    assert len(rtf.decompressed(packed, allowance())) == MOST_RTF


HEAD = b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0"
HEAD += b"{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset204 A;}{\\f2\\fcharset128 G;}}"
HTML = {
    "tags as they are": (b"{\\*\\htmltag64 <p class=\"a\">}x{\\*\\htmltag72 </p>}", '<p class="a">x</p>'),
    "a tag without a number": (b"{\\*\\htmltag <br>}", "<br>"),
    "nothing that stands for a tag": (b"{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 x", "&nbsp;x"),
    "a switch holds up to the brace": (b"a{\\htmlrtf hidden}b", "ab"),
    "escaped braces in a style": (b"{\\*\\htmltag241 a\\{b\\}c\\\\d}", "a{b}c\\d"),
    "line ends only where they are meant": (b"a\r\nb{\\*\\htmltag0 \\par }c\\line d", "ab\nc\nd"),
    "rewritten links left out": (b"{\\*\\mhtmltag84 <a href=cid:x>}{\\*\\htmltag84 <a href=x>}", "<a href=x>"),
    "octets in the code page of the document": (b"caf\\'e9", "café"),
    "octets in the code page of the font": (b"{\\f1 \\'cf\\'f0\\'e8}\\'e9", "Приé"),
    "characters of two octets, the second written as itself": (b"{\\f2 \\'83\\'65\\'83X\\'83g}", "テスト"),
    "tags in the code page of the document": (b"{\\f1 {\\*\\htmltag84 \\'e9}}", "é"),
    "Unicode with its stand-in": (b"\\u8364 ?5 \\u8364\\'805", "€5 €5"),
    "Unicode with two stand-ins": (b"\\uc2\\u26085\\'93\\'fa.", "日."),
    "Unicode without a stand-in": (b"{\\uc0\\u8364 5}", "€5"),
    "negative Unicode": (b"\\u-3913 ?", chr(65536 - 3913)),
    "characters beyond U+FFFF": (b"\\u-10179 ?\\u-8704 ?", "😀"),
    "quotation marks by name": (b"\\lquote a\\rquote \\ldblquote b\\rdblquote", "‘a’“b”"),
    "other marks by name": (b"\\emdash\\~c\\tab d\\bullet", "—\xa0c\td•"),
    "no pictures": (b"a{\\pict\\wmetafile8 0100}b{\\*\\shppict{\\pict 00}}c", "abc"),
    "no binary data": (b"a{\\pict\\bin5 }}{{\\}b", "ab"),
    "no colours and styles": (b"{\\colortbl;\\red0;}{\\stylesheet{\\s0 Normal;}}{\\info{\\author X}}x", "x"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "html"), HTML.values(), ids=HTML.keys())
def test_html_comes_out_of_rtf_as_it_went_in(source: bytes, html: str) -> None:
    found = rtf.read(HEAD + source + b"}")
    assert (found.text, found.is_html) == (html, True)


@pytest.mark.parametrize("kind", [b"\\fromtext ", b""])
def test_other_rtf_is_text(kind: bytes) -> None:
    source = (
        b"{\\rtf1\\ansi"
        + kind
        + b"{\\fonttbl{\\f0 A;}}\\pard One \\b two\\b0\\par\r\nthree\\tab four{\\*\\x hid}\\par}"
    )
    assert rtf.read(source) == rtf.Unwrapped("One two\nthree\tfour\n", False)


@pytest.mark.parametrize("end", range(0, len(HEAD) + 30, 7))
def test_rtf_that_is_cut_off_says_what_it_can(end: int) -> None:
    assert isinstance(rtf.read((HEAD + b"words {\\b and \\'e9 more}}")[:end]).text, str)


def test_html_and_text_of_rtf_find_their_place() -> None:
    page, text = made.packed_rtf(HEAD + b"page}"), made.packed_rtf(b"{\\rtf1\\ansi text}")
    plain = Property(0x1000001F, "plain")
    cases = {
        ("plain", "page"): [plain, Property(0x10090102, page)],
        ("", "page"): [Property(0x10090102, page)],
        ("plain", ""): [plain, Property(0x10090102, text)],
        ("text", ""): [Property(0x10090102, text)],
        ("plain", "own"): [plain, Property(0x1013001F, "own"), Property(0x10090102, page)],
    }
    for expected, properties in cases.items():
        words = winmail((made.PROPERTIES, property_list(*properties))).words(allowance())
        assert (words.plain, words.html) == expected
