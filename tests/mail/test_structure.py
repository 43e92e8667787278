"""How a mail is cut into parts, how their octets are decoded, and which of them are the body."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail import structure
from postroom.mail.attachments import read_attachments
from postroom.mail.body import read_body
from postroom.mail.structure import split
from postroom.mail.transfer import decoded

pytestmark = pytest.mark.pure

TYPES = {
    b"": "text/plain",
    b"TEXT/HTML; charset=utf-8": "text/html",
    b"text": "text/plain",
    b"html": "text/html",
    b"text / html": "text/html",
    b"(old) text/html (new)": "text/html",
    b"'text/html'": "text/html",
    b"image": "application/octet-stream",
    b"pdf; name=a.pdf": "application/octet-stream",
    b"nonsense": "text/plain",
    b"a/b/c": "text/plain",
    b"name=a.pdf": "application/octet-stream",
    b"charset=utf-8": "text/plain",
    b"image/*": "image/*",
    b"application/vnd.x-y+z": "application/vnd.x-y+z",
}


@pytest.mark.parametrize(("written", "meant"), TYPES.items())
def test_a_type_is_what_it_can_be_taken_for(written: bytes, meant: str) -> None:
    assert split(b"Content-Type: " + written + b"\n\nx").root.type == meant


BODIES = {
    "base64": (b"SGVsbG8=", "base64", b"Hello"),
    "base64 in lines": (b"SGVs\r\nbG8=\r\n", "BASE64", b"Hello"),
    "base64 without padding": (b"SGVsbG8", "base64", b"Hello"),
    "base64 with an odd character left": (b"SGVsbG8hX", "base64", b"Hello!"),
    "base64 with noise": (b"SG*Vs!bG8=", "base64", b"Hello"),
    "base64 in stretches": (b"SGVsbG8=\nSGVsbG8=\nSGk=", "base64", b"HelloHelloHi"),
    "base64 in stretches, the last one whole": (b"SGVsbG8=\nSGVs", "base64", b"HelloHel"),
    "base64 with padding that is none": (b"SGVs=bG8=", "base64", b"Hello"),
    "base64 and a footer": (b"SGVsbG8=\n\nUnsubscribe: by mail\n", "base64", b"Hello"),
    "base64 without padding and a footer": (b"SGVsbG8h\n\nUnsubscribe: by mail\n", "base64", b"Hello!"),
    "base64 and a footer behind a rule": (b"SGVsbG8h\n____\nlist\n", "base64", b"Hello!"),
    "prose that is no base64": (b"Dear all, come.\nNow", "base64", b"Dear all, come.\nNow"),
    "base64 of nothing": (b"", "base64", b""),
    "quoted-printable": (b"a=3Db=\r\nc=\nd", "quoted-printable", b"a=bcd"),
    "quoted-printable in lower case": (b"=c3=bc", "quoted-printable", b"\xc3\xbc"),
    "soft breaks with white space": (b"a= \t\r\nb=\t", "quoted-printable", b"ab"),
    "a soft break at an old line end": (b"a=\rb\nc", "quoted-printable", b"ab\nc"),
    "what is no hexadecimal": (b"=ZZ =4", "quoted-printable", b"=ZZ =4"),
    "uuencode": (b"begin 644 a\n%2&5L;&\\\n`\nend\n", "x-uuencode", b"Hello"),
    "an encoding with a comment": (b"SGk=", " base64 (what else) ", b"Hi"),
    "an encoding in quotes": (b"SGk=", '"base64";', b"Hi"),
    "an encoding with a hyphen": (b"SGk=", "base-64", b"Hi"),
    "7bit": (b"=3D", "7bit", b"=3D"),
    "nobody knows": (b"=3D", "x-none", b"=3D"),
    "nothing said": (b"=3D", "", b"=3D"),
}


@pytest.mark.parametrize(("data", "encoding", "meant"), BODIES.values(), ids=BODIES.keys())
def test_a_body_is_decoded(data: bytes, encoding: str, meant: bytes) -> None:
    assert decoded(data, encoding.encode()) == meant
    assert decoded(memoryview(data), encoding.encode()) == meant


@given(st.binary(max_size=300), st.sampled_from([b"\n", b"\r\n"]))
def test_what_is_encoded_well_is_decoded_to_the_same(data: bytes, line_end: bytes) -> None:
    lines = base64.encodebytes(data).replace(b"\n", line_end)
    assert decoded(lines, b"base64") == data
    assert decoded(lines + line_end * 2 + b"-- " + line_end + b"a footer", b"base64") == data


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", [b"A=B", b"= ", b"=\r", b"\n\n", b"A=\n", b"_\n", b" ", b"=", b"QUJD\n\n", b"M\n"]
)
@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable", b"uuencode"])
def test_hostile_bodies_are_decoded_in_time(piece: bytes, encoding: bytes) -> None:
    data = b"begin 644 a\n" * (encoding == b"uuencode") + piece * (2_000_000 // len(piece))
    decoded(data, encoding)


def multipart(
    *parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"b", parameters: bytes = b""
) -> bytes:
    inside = b"".join(b"\n--" + boundary + b"\n" + part for part in parts)
    head = b"Content-Type: multipart/" + kind + b"; boundary=" + boundary + parameters
    return head + b"\n\n" + inside.lstrip(b"\n") + b"\n--" + boundary + b"--\n"


PLAIN = b"Content-Type: text/plain\n\nplain"
HTML = b"Content-Type: text/html\n\n<p>html</p>"
NAMED = b"Content-Type: text/plain; name=a.txt\n\nnamed"
PICTURE = b"Content-Type: image/png\nContent-ID: <p>\n\npng"
SHAPES = {
    "one text": (PLAIN, "plain", []),
    "a text that is attached": (b"Content-Disposition: attachment\n\nx", "", ["text/plain"]),
    "mixed": (multipart(PLAIN, PICTURE, PLAIN), "plain\n\nplain", ["image/png"]),
    "a named text first": (multipart(NAMED, PICTURE), "named", ["image/png"]),
    "a named text later": (multipart(PLAIN, NAMED), "plain", ["text/plain"]),
    "alternative": (multipart(PLAIN, HTML, kind=b"alternative"), "plain", []),
    "alternative the wrong way": (multipart(HTML, PLAIN, kind=b"alternative"), "plain", []),
    "alternative with names": (multipart(NAMED, HTML, kind=b"alternative"), "named", []),
    "alternative with a blank text": (multipart(b"\n \n", HTML, kind=b"alternative"), "html", []),
    "alternative with a compound": (
        multipart(PLAIN, multipart(HTML, PICTURE, kind=b"related", boundary=b"c"), kind=b"alternative"),
        "plain",
        ["image/png"],
    ),
    "alternative of two texts": (multipart(PLAIN, b"\nlast", kind=b"alternative"), "last", []),
    "alternative of a text and a blank one": (multipart(PLAIN, b"\n ", kind=b"alternative"), "plain", []),
    "a compound": (multipart(HTML, PICTURE, kind=b"related"), "html", ["image/png"]),
    "a compound that names its root": (
        multipart(PICTURE, PLAIN, b"Content-ID: <r>\n\nroot", kind=b"related", parameters=b'; start="<r>"'),
        "root",
        ["image/png", "text/plain"],
    ),
    "a compound that names a picture as its root": (
        multipart(PLAIN, PICTURE, kind=b"related", parameters=b"; start=p"),
        "plain",
        ["image/png"],
    ),
    "signed": (
        multipart(PLAIN, b"Content-Type: application/x\n\ns", kind=b"signed"),
        "plain",
        ["application/x"],
    ),
    "a mail in a mail": (
        multipart(PLAIN, b"Content-Type: message/rfc822\n\n" + multipart(PLAIN, PICTURE, boundary=b"i")),
        "plain",
        ["message/rfc822"],
    ),
    "a file alone": (b"Content-Type: application/pdf\n\nx", "", ["application/pdf"]),
    "nothing": (b"", "", []),
}


@pytest.mark.parametrize(("raw", "text", "files"), SHAPES.values(), ids=SHAPES.keys())
def test_a_mail_has_the_body_that_a_reader_sees(raw: bytes, text: str, files: list[str]) -> None:
    mail = split(raw)
    body = read_body(mail)
    assert body.text == text
    assert [file.type for file in read_attachments(mail, body)] == files


def test_html_is_kept_as_sent_beside_what_is_shown() -> None:
    body = read_body(split(multipart(HTML, b"\nfooter")))
    assert body.html_as_sent == "<p>html</p>"
    assert body.html == "<p>html</p>\n<pre>footer</pre>"
    assert not body.from_html
    assert read_body(split(HTML)).from_html


def test_a_name_that_was_made_up_can_be_told() -> None:
    mail = split(multipart(PLAIN, PICTURE, b"Content-Type: image/png; name=attachment-x.png\n\npng"))
    files = read_attachments(mail, read_body(mail))
    assert [file.name for file in files] == ["attachment-1.png", "attachment-x.png"]
    assert [file.is_named for file in files] == [False, True]


def test_the_label_of_raw_fields_is_that_of_the_first_text() -> None:
    assert split(multipart(b"Content-Type: text/plain; charset=koi8-r\n\nx")).label() == "koi8-r"
    assert split(b"Content-Type: text/plain; charset=koi8-r\n\nx").label() == "koi8-r"
    assert split(b"\nx").label() == ""


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "raw",
    [
        *(
            b"--b\r\nContent-Type: multipart/mixed\r\n\r\n",
            b"--b\r\nContent-Type: multipart/mixed; boundary=n\r\n\r\n",
        ),
        *(
            b"\r--b\r",
            b"--\r\n",
            b"\r\r\n",
            b"--b\r\nContent-Type: text/html\r\n\r\n<meta ",
            b"--b--\r\n--b\r\n",
        ),
    ],
)
def test_hostile_parts_are_cut_in_time(raw: bytes) -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    mail = split(head + raw * (5_000_000 // len(raw)))
    read_body(mail)
    assert len(mail.root.leaves()) <= structure.MAX_PARTS


@given(
    st.lists(st.sampled_from([PLAIN, HTML, NAMED, PICTURE, b"\n", b"--b", b"--c--", b"\n\nx y"]), max_size=6)
)
def test_no_word_of_a_text_part_gets_lost(parts: list[bytes]) -> None:
    mail = split(multipart(*parts))
    body = read_body(mail)
    files = [mail.content(mail.root.leaves()[file.index]).decode() for file in read_attachments(mail, body)]
    read = " ".join([body.text, *files])
    for leaf in mail.root.leaves():
        if leaf.type == "text/plain":
            assert set(re.findall(r"\w+", mail.content(leaf).decode())) <= set(re.findall(r"\w+", read))
