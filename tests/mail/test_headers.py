"""The header block, encoded words, ids and parameters, as they are written and as they are meant."""

from __future__ import annotations

import pytest

from postroom.mail import headers
from postroom.mail.parameters import parameters
from postroom.mail.words import decode_words

pytestmark = pytest.mark.pure

BLOCKS = {
    "a plain block": (b"A: 1\r\nB: 2\r\n\r\nbody", [("a", b" 1"), ("b", b" 2")], b"body"),
    "no body": (b"A: 1\n", [("a", b" 1")], b""),
    "nothing": (b"", [], b""),
    "white space before the colon": (b"A \t: 1\n\nx", [("a", b" 1")], b"x"),
    "no space behind the colon": (b"A:1\n\nx", [("a", b"1")], b"x"),
    "a folded value": (b"A: 1\n\t2\n \n 3\n\nx", [("a", b" 1\n\t2\n \n 3")], b"x"),
    "line ends converted twice": (b"A: 1\r\r\nB: 2\r\r\n\r\r\nx", [("a", b" 1"), ("b", b" 2")], b"x"),
    "old line ends": (b"A: 1\rB: 2\r\rx", [("a", b" 1"), ("b", b" 2")], b"x"),
    "blank lines, then an mbox line": (b"\n \nFrom a@b Mon\nA: 1\n\nx", [("a", b" 1")], b"x"),
    "an mbox line and a blank line": (b"From a@b Mon\n\nA: 1\n\nx", [("a", b" 1")], b"x"),
    "a From field that looks like an mbox line": (
        b"From : a@b\nA: 1\n\nx",
        [("from", b" a@b"), ("a", b" 1")],
        b"x",
    ),
    "an mbox line inside": (b"A: 1\n>From a@b Mon\nB: 2\n\nx", [("a", b" 1"), ("b", b" 2")], b"x"),
    "a body at once that begins with From": (
        b"A: 1\nFrom now on\nwe do",
        [("a", b" 1")],
        b"From now on\nwe do",
    ),
    "noise first": (b"+OK\nnoise\nSubject: 1\n\nx", [("subject", b" 1")], b"x"),
    "a line without its white space": (
        b"A: 1\nlost\nSubject: 2\n\nx",
        [("a", b" 1 lost"), ("subject", b" 2")],
        b"x",
    ),
    "a parameter without its white space": (
        b"Content-Type: text/html;\ncharset=koi8-r\n\nx",
        [("content-type", b" text/html; charset=koi8-r")],
        b"x",
    ),
    "a body without its blank line": (b"A: 1\nHello\nB: 2", [("a", b" 1")], b"Hello\nB: 2"),
}


@pytest.mark.parametrize(("raw", "items", "body"), BLOCKS.values(), ids=BLOCKS.keys())
def test_a_header_block_is_told_from_the_body(
    raw: bytes, items: list[tuple[str, bytes]], body: bytes
) -> None:
    fields, at, _ = headers.split_head(raw)
    assert list(fields.items) == items
    assert raw[at:] == body


def test_of_equal_fields_the_first_one_that_says_something_counts() -> None:
    fields, _, _ = headers.split_head(b"Subject:\nSubject: one\nSubject: two\n\n")
    assert fields.text("subject") == "one"


WORDS = {
    "=?utf-8?q?a?= =?utf-8?q?b?=": "ab",
    "=?utf-8?q?a?= b =?utf-8?q?c?=": "a b c",
    "x=?utf-8?q?a?=y": "xay",
    "=?utf-8?b?w7w?==?utf-8?b?w7w=?=": "üü",
    "=?utf-8?q?=C3?=\t=?UTF-8?Q?=BC?=": "ü",
    "=?iso-8859-1?q?=FC?= =?utf-8?q?=C3=BC?=": "üü",
    "=?utf-8*en?q?a?=": "a",
    "=?utf-8?q?a_b c=20d=5F?=": "a b c d_",
    "=?utf-8?q?what? =3D?=": "what? =",
    "=?utf-8?x?a?=": "=?utf-8?x?a?=",
    "=?utf-8?q?open": "=?utf-8?q?open",
    "=?utf-8?q??=": "",
    "=?gb2312?B?1tDOxA==?=": "中文",
    "=?utf-16?b?/v8AYQBi?=": "ab",
}


@pytest.mark.parametrize(("written", "meant"), WORDS.items())
def test_encoded_words_are_read(written: str, meant: str) -> None:
    assert decode_words(written) == meant


IDS = {
    b"<a@b>": ("a@b",),
    b" < a@b > <c@d>": ("a@b", "c@d"),
    b"<a\r\n b@c>": ("ab@c",),
    b"<12 @ local(old) .example>": ("12@local.example",),
    b"<a(1)@b>": ("a(1)@b",),
    b'"see <x@y>" <a@b>': ("a@b",),
    b"(from <x@y>) <a@b>": ("a@b",),
    b"Message from Otto <otto@example.net> of Monday <a@b>": ("a@b",),
    b"Nachricht von Otto <otto@example.net>": ("otto@example.net",),
    b'"<a@b>"': ("a@b",),
    b"a@b, c@d": ("a@b", "c@d"),
    b"a@b (gateway)": ("a@b",),
    b"ABC": ("ABC",),
    b"your letter of Monday": (),
    b"=?us-ascii?Q?=3Ca=40b=3E?=": ("a@b",),
    b"<>": (),
    b"": (),
}


@pytest.mark.parametrize(("written", "meant"), IDS.items())
def test_ids_are_found_among_prose(written: bytes, meant: tuple[str, ...]) -> None:
    assert headers.ids([written]) == meant


PARAMETERS = {
    'text/plain; charset="utf-8"': ("text/plain", {"charset": "utf-8"}),
    "Text / Plain ; CHARSET = utf-8": ("text/plain", {"charset": "utf-8"}),
    "(old) text/plain (new); charset=utf-8 (as always)": ("text/plain", {"charset": "utf-8"}),
    "text/html charset=utf-8 format=flowed": ("text/html", {"charset": "utf-8", "format": "flowed"}),
    "text/html, charset=utf-8": ("text/html", {"charset": "utf-8"}),
    "'text/html'; charset='utf-8'": ("text/html", {"charset": "utf-8"}),
    "charset=utf-8": ("", {"charset": "utf-8"}),
    "": ("", {}),
    ";;;": ("", {}),
    "attachment; filename=a b (1).pdf; size=3": ("attachment", {"filename": "a b (1).pdf", "size": "3"}),
    'attachment; filename="a;b\\"c.pdf"': ("attachment", {"filename": 'a;b"c.pdf'}),
    'attachment; filename="C:\\temp\\new.txt"': ("attachment", {"filename": "C:\\temp\\new.txt"}),
    'attachment; filename="a"b".pdf"; size=3': ("attachment", {"filename": 'a"b".pdf', "size": "3"}),
    'attachment; filename="a.pdf" size=3': ("attachment", {"filename": "a.pdf", "size": "3"}),
    'attachment; filename="a.pdf; size=3': ("attachment", {"filename": "a.pdf", "size": "3"}),
    "attachment; filename*0*=utf-8''%C3; filename*1*=%BC": ("attachment", {"filename": "ü"}),
    "attachment; filename*1=b; filename*0=a; filename=c": ("attachment", {"filename": "ab"}),
    "attachment; filename=c; filename*=''%C3%BC": ("attachment", {"filename": "ü"}),
    "attachment; filename=utf-8''%C3%BC": ("attachment", {"filename": "ü"}),
    "attachment; filename=a%20b": ("attachment", {"filename": "a%20b"}),
    "attachment; filename=%C3%BC": ("attachment", {"filename": "ü"}),
    "attachment; filename=%FC": ("attachment", {"filename": "%FC"}),
    "attachment; filename=one; filename=two": ("attachment", {"filename": "one"}),
}


@pytest.mark.parametrize(("written", "meant"), PARAMETERS.items())
def test_parameters_are_read(written: str, meant: tuple[str, dict[str, str]]) -> None:
    assert parameters(written.encode()) == meant


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        *(
            b'; a="',
            b'a="x" ',
            b"a=",
            b" ",
            b"a=b c ",
            b"=?",
            b'("',
            b'a="x"y"',
            b"; a*1*=%",
            b"a",
            b"(",
            b"; a ",
        ),
        *(b'a="\\";', b"a=%C3;", b"'", b"a='", b"=?a?q?x?=", b"a=\t", b"\\", b'"', b"/ "),
    ],
)
def test_hostile_values_are_read_in_time(piece: bytes) -> None:
    value = piece * (65_536 // len(piece))
    parameters(value)
    headers.ids([value, b"<" + value, b"from " + value])
    headers.decode_text(value)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [b"a=b;\n", b"A:;\na=b;\n", b">From x\n", b"A: 1\n>From x\n", b"x\nSubject: y\n", b"\r\r\r", b" \n"],
)
def test_hostile_blocks_are_read_in_time(piece: bytes) -> None:
    headers.split_head(b"A: 1;\n" + piece * (2_000_000 // len(piece)))
    headers.split_head(piece * (2_000_000 // len(piece)))
