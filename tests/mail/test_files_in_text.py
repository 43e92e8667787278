"""uuencode and yEnc: files come out of a text word for word, and prose about them stays prose."""

from __future__ import annotations

import binascii
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail.containers import uuencode, yenc
from postroom.mail.containers.found import Found
from tests.mail import made
from tests.mail.test_any_bytes import QUICK

pytestmark = pytest.mark.pure

LINE_ENDS = [b"\n", b"\r\n", b"\r"]


def uu(data: bytes, label: str = "") -> list[Found]:
    return list(uuencode.found(data, label))


def y(data: bytes, label: str = "") -> list[Found]:
    return list(yenc.found(data, label))


@QUICK
@given(st.binary(max_size=300), st.sampled_from(LINE_ENDS), st.sampled_from([b"`", b" "]))
def test_uuencode_comes_out_as_it_went_in(data: bytes, line_end: bytes, zero: bytes) -> None:
    text = b"before\n" + made.uu("a file.bin", data, zero=zero) + b"after\n"
    (found,) = uu(text.replace(b"\n", line_end))
    assert (found.file.name, found.file.data, found.whole) == ("a file.bin", data, True)
    cut = text.replace(b"\n", line_end)
    assert cut[: found.start] + cut[found.end :] == (b"before\nafter\n").replace(b"\n", line_end)


@QUICK
@given(st.binary(max_size=300))
def test_uuencode_survives_a_gateway_that_strips_blanks(data: bytes) -> None:
    rows = made.uu("a", data, zero=b" ").split(b"\n")
    (found,) = uu(b"\n".join(row.rstrip(b" ") for row in rows))
    assert found.file.data == data


UU_ODDITIES = {
    "a checksum at the end of a row": (b"begin 644 a\n#0V%TZ\n`\nend\n", b"Cat"),
    "no row of length zero": (b"begin 644 a\n#0V%T\nend\n", b"Cat"),
    "blank lines between the rows": (b"begin 644 a\n\n#0V%T\n\n#0V%T\n\n`\n\nend\n", b"CatCat"),
    "white space behind begin and end": (b"begin 644 a  \n#0V%T\n`\nend  \n", b"Cat"),
    "no line end behind end": (b"begin 644 a\n#0V%T\n`\nend", b"Cat"),
    "four digits": (b"begin 0644 a\n#0V%T\n`\nend\n", b"Cat"),
    "an empty file": (b"begin 644 a\n`\nend\n", b""),
    "a row too short": (b"begin 644 a\n#0V\nend\n", b"C`\0"),
}


@pytest.mark.parametrize(("text", "data"), UU_ODDITIES.values(), ids=UU_ODDITIES.keys())
def test_odd_uuencode_is_read(text: bytes, data: bytes) -> None:
    (found,) = uu(text)
    assert found.file.data == data and found.end == len(text)


def test_uuencode_without_its_end_gives_its_full_rows() -> None:
    rows = made.uu("a.log", bytes(90) + b"tail", end=False)
    (found,) = uu(b"x\n" + rows + b"\nTHANKS\nJana\n")
    assert (found.file.data, found.whole) == (bytes(90) + b"tail", False)
    assert found.end == len(b"x\n" + rows)


PROSE = {
    "a sentence": b"begin 644 words and more\nthat go on\n",
    "within a line": b"we begin 644 a\n#0V%T\n`\nend\n",
    "no mode": b"begin the day\n#0V%T\n`\nend\n",
    "no name": b"begin 644 \n#0V%T\n`\nend\n",
    "a word behind begin": b"beginning 644 a\n#0V%T\n`\nend\n",
    "quoted": b"> begin 644 a\n> #0V%T\n> `\n> end\n",
    "capitals": b"begin 644 THE WAR\nTHIS IS NO FILE AT ALL\nand more\n",
    "a row longer than it says": b"begin 644 X\n#0V%T AND MUCH MORE\nend\n",
    "code": b"begin 755 x\n  y := 1;\nend;\n",
    "base64 without its end": b"begin-base64 644 a\nQ2F0\n",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE.keys())
def test_prose_that_says_begin_is_no_file(text: bytes) -> None:
    assert uu(text) == []


def test_uuencode_in_base64_is_read() -> None:
    text = b"begin-base64 644 a.bin\n" + binascii.b2a_base64(bytes(range(57))) + b"====\n"
    (found,) = uu(b"x\n" + text)
    assert found.file.data == bytes(range(57)) and found.end == len(text) + 2


def test_names_are_read_in_the_charset_of_the_text() -> None:
    text = b"begin 644 Gr\xfc\xdfe.txt\n#0V%T\n`\nend\n"
    assert uu(text, "iso-8859-1")[0].file.name == "Grüße.txt"
    assert uu(text, "iso-8859-1")[0].file.type == "text/plain"


# yEnc


@QUICK
@given(st.binary(max_size=600), st.sampled_from([b"\n", b"\r\n"]), st.sampled_from([32, 128, 254]))
def test_yenc_comes_out_as_it_went_in(data: bytes, line_end: bytes, line: int) -> None:
    text = b"before\r\n" + made.yenc("a file.bin", data, line=line) + b"after\r\n"
    text = text.replace(b"\r\n", line_end)
    (found,) = y(text)
    assert (found.file.name, found.file.data, found.whole) == ("a file.bin", data, True)
    assert text[: found.start] + text[found.end :] == b"before" + line_end + b"after" + line_end


def test_escapes_are_read_across_the_pieces_that_are_decoded_at_a_time() -> None:
    data = b"\xd6\xe0\xe3\x13" * 60_000  # all of these are escaped
    assert y(made.yenc("a", data))[0].file.data == data
    assert y(made.yenc("a", b"x" + data))[0].file.data == b"x" + data


def test_pieces_that_follow_each_other_are_one_file() -> None:
    data = bytes(range(256)) * 3
    pieces = [
        made.yenc("a", data, piece=piece) for piece in ((1, 0, 300), (2, 300, 600), (3, 600, len(data)))
    ]
    (found,) = y(b"\r\n".join(pieces))
    assert (found.file.data, found.whole) == (data, True)
    first, third = y(pieces[0] + pieces[2])
    assert (first.file.data, first.whole, third.file.data, third.whole) == (
        data[:300],
        False,
        data[600:],
        False,
    )


def test_the_checksum_tells_damage() -> None:
    good = made.yenc("a", b"hello" * 50)
    bad = good.replace(f"{zlib.crc32(b'hello' * 50):08x}".encode(), b"00000001")
    assert [found.whole for found in y(good)] == [True]
    assert [(found.whole, found.file.data) for found in y(bad)] == [(False, b"hello" * 50)]


def test_yenc_without_its_end_is_cut_at_the_end_of_the_text() -> None:
    text = made.yenc("a", b"hello" * 100)
    (found,) = y(text[: text.index(b"=yend")])
    assert (found.file.data, found.whole) == (b"hello" * 100, False)


YENC_PROSE = {
    "a sentence": b"=ybegin is how it begins\n",
    "an example": b"=ybegin line=128 size=123456 name=a.bin\nsome words\n=yend size=123456\n",
    "no end": b"=ybegin line=128 size=123456 name=a.bin\nsome words\n",
    "within a line": b"x =ybegin line=5 size=5 name=a\nkkkkk\n=yend size=5\n",
    "no name": b"=ybegin line=5 size=5\nkkkkk\n=yend size=5\n",
}


@pytest.mark.parametrize("text", YENC_PROSE.values(), ids=YENC_PROSE.keys())
def test_prose_about_yenc_is_no_file(text: bytes) -> None:
    assert y(text) == []
