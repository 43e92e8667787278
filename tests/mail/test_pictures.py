"""Where the pictures of a mail belong: screenshots to the words, logos to the signature."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.attachments import Attachment
from postroom.mail.ornaments import Surroundings, is_ornament
from postroom.mail.picture_size import UNKNOWN, Size, file_size
from postroom.mail.pictures import placed
from postroom.mail.reply import Division
from postroom.mail.structure import Structure, split

pytestmark = pytest.mark.pure


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int, *, before: bytes = b"") -> bytes:
    segments = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + before
    return b"\xff\xd8" + segments + b"\xff\xc2\0\x11\x08" + struct.pack(">HH", height, width) + b"\3" * 10


FILES = {
    "PNG": (png(640, 480), (640, 480)),
    "GIF": (b"GIF89a" + struct.pack("<HH", 16, 17) + b"\0" * 10, (16, 17)),
    "old GIF": (b"GIF87a" + struct.pack("<HH", 16, 17), (16, 17)),
    "JPEG": (jpeg(1920, 1080), (1920, 1080)),
    "JPEG behind what a camera wrote": (
        jpeg(800, 600, before=b"\xff\xe1\xff\xffExif" + b"\xff\xc0" * 32_764 + b"\0" + b"\xff\xff\xff\x01"),
        (800, 600),
    ),
    "WebP": (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 300, 200), (300, 200)),
    "WebP without loss": (
        b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 299 | 199 << 14),
        (300, 200),
    ),
    "WebP with more": (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x2b\x01\0\xc7\0\0", (300, 200)),
    "BMP": (b"BM" + b"\0" * 12 + struct.pack("<Iii", 40, 64, -32), (64, 32)),
    "BMP of OS/2": (b"BM" + b"\0" * 12 + struct.pack("<IHH", 12, 64, 32), (64, 32)),
    "icon": (b"\0\0\1\0\1\0\x20\0" + b"\0" * 14, (32, 256)),
    "nothing": (b"", (0, 0)),
    "text": (b"<svg width='3' height='4'/>", (0, 0)),
    "PNG cut off": (png(640, 480)[:20], (0, 0)),
    "JPEG cut off": (jpeg(640, 480)[:24], (0, 0)),
    "JPEG with noise": (b"\xff\xd8\xff\xe0\0\x02noise", (0, 0)),
    "GIF without a size": (b"GIF89a\0\0\0\0", (0, 0)),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES.keys())
def test_the_size_stands_in_the_file(content: bytes, expected: tuple[int, int]) -> None:
    assert file_size(content) == expected


SCREENSHOT, LOGO, SQUARE, ICON, PIXEL = (
    Size(1280, 720),
    Size(220, 70),
    Size(240, 240),
    Size(32, 32),
    Size(1, 1),
)
ERROR_LINE, BANNER = Size(420, 60), Size(600, 180)
JUDGED = [
    (SCREENSHOT, "words", False),
    (SCREENSHOT, "end", False),
    (SCREENSHOT, "contact", False),
    (SCREENSHOT, "signature", False),
    (ERROR_LINE, "words", False),
    (ERROR_LINE, "end", False),
    (LOGO, "words", False),
    (LOGO, "end", False),
    (LOGO, "contact", True),
    (LOGO, "signature", True),
    (SQUARE, "contact", False),
    (SQUARE, "signature", True),
    (BANNER, "contact", False),
    (BANNER, "signature", True),
    (ICON, "words", False),
    (ICON, "end", True),
    (ICON, "contact", True),
    (PIXEL, "words", True),
    (PIXEL, "end", True),
    (Size(600, 2), "words", True),
    (Size(0, 1), "words", True),
    (Size(0, 300), "contact", False),
    (UNKNOWN, "words", False),
    (UNKNOWN, "end", False),
]


@pytest.mark.parametrize(("size", "at", "expected"), JUDGED)
def test_an_ornament_is_small_and_stands_where_ornaments_stand(size: Size, at: str, expected: bool) -> None:
    assert is_ornament(size, 40_000, at) is expected


def test_where_no_size_is_known_the_octets_count() -> None:
    assert is_ornament(UNKNOWN, 20_000, "contact") and not is_ornament(UNKNOWN, 21_000, "contact")
    assert is_ornament(UNKNOWN, 60_000, "signature") and not is_ornament(UNKNOWN, 62_000, "signature")


def test_a_familiar_picture_is_an_ornament_more_easily_but_never_a_large_one() -> None:
    assert is_ornament(LOGO, 9_000, "words", familiar=True)
    assert is_ornament(LOGO, 9_000, "end", familiar=True)
    assert is_ornament(BANNER, 9_000, "end", familiar=True)
    assert not is_ornament(BANNER, 9_000, "words", familiar=True)
    assert not is_ornament(SCREENSHOT, 9_000, "end", familiar=True)


SURROUNDINGS = {
    "words behind it": (["Look:", "*", "What is that?"], "words"),
    "words beside it": (["Look:", "here * you see"], "words"),
    "a closing behind it": (["Look:", "*", "Kind regards", "Jana", "+49 30 1234567"], "words"),
    "nothing behind it": (["I get this message when I start the program.", "*"], "end"),
    "only a name behind it": (["Look:", "*", "Jana Novak"], "end"),
    "words that end with a page": (["Please open www.example.com and look.", "*"], "end"),
    "a closing above": (["It is broken.", "Mit freundlichen Grüßen", "Jana Novak", "*"], "contact"),
    "contact data above": (["It is broken.", "Jana Novak", "Tel.: +49 30 1234567", "*"], "contact"),
    "contact data beside": (["It is broken.", "* Example Ltd", "jana@example.org"], "contact"),
    "contact data right below": (["It is broken.", "*", "+49 (0)30 1234567"], "contact"),
    "contact data far above, then words": (["Tel: 1234567", "It is broken, see:", "*"], "end"),
    "a phone number within words": (["Call me at 030 1234567.", "It is broken, see this.", "*"], "end"),
    "a disclaimer below": (
        [
            "Kind regards",
            "*",
            "This e-mail and any attachments are confidential and intended solely for the addressee. If you are "
            "not the intended recipient, please delete it and notify the sender immediately.",
        ],
        "contact",
    ),
    "nothing at all": (["*"], "end"),
}


@pytest.mark.parametrize(("rows", "expected"), SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
def test_what_stands_around_a_picture(rows: list[str], expected: str) -> None:
    at = next(index for index, row in enumerate(rows) if "*" in row)
    assert Surroundings([row.replace("*", "") for row in rows]).where(at) == expected


def mail_with(*files: tuple[str, str, bytes]) -> tuple[Structure, tuple[Attachment, ...]]:
    """A mail with these files: fields of the part, type, and content."""
    parts = b"".join(
        b"--b\r\nContent-Type: %s\r\n%s\r\n%s\r\n" % (kind.encode(), head.encode(), content)
        for head, kind, content in files
    )
    mail = split(b"Content-Type: multipart/related; boundary=b\r\n\r\n" + parts + b"--b--\r\n")
    attachments = []
    for index, part in enumerate(mail.root.leaves()):
        content_id = part.fields.text("content-id").strip("<> ")
        name = part.disposition()[1].get("filename") or f"attachment-{index + 1}.png"
        attachments.append(
            Attachment(index, name, part.type, len(mail.content(part)), "0" * 64, content_id, False)
        )
    return mail, tuple(attachments)


def place(head: str, division: Division, content: bytes = png(1280, 720), kind: str = "image/png") -> str:
    mail, attachments = mail_with((head, kind, content))
    return placed(mail, attachments, division)[0].place


def test_it_works() -> None:
    division = Division("", visible_html='<p>Look: <img src="cid:a@x"> What is that?</p>')
    assert place("Content-ID: <a@x>\r\n", division) == "body"


IMAGE = '<p>Look:</p><img src="cid:a@x"><p>What is that?</p>'
NAMES = {
    "content id": ("Content-ID: <a@x>\r\n", '<img src="cid:a@x">'),
    "content id in other letters": ("Content-ID: <A@X>\r\n", "<IMG SRC=CID:a@x>"),
    "content id in percent signs": ("Content-ID: <a@x>\r\n", "<img src='cid:a%40x'>"),
    "content id with an entity": ("Content-ID: <a&b@x>\r\n", '<img src="cid:a&amp;b@x">'),
    "content id without brackets": ("Content-ID: a@x\r\n", '<img src="cid:<a@x>">'),
    "location": ("Content-Location: http://example.org/a.png\r\n", '<img src="http://example.org/a.png">'),
    "location, a name": ("Content-Location: a%20b.png\r\n", '<img src="a b.png">'),
    "file name": ("Content-Disposition: inline; filename=a.png\r\n", '<img src="a.png">'),
    "file name as an id": ("Content-Disposition: inline; filename=a.png\r\n", '<img src="cid:a.png">'),
}


@pytest.mark.parametrize(("head", "shown"), NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("part", ["visible", "quoted", "signature"])
def test_a_picture_lies_where_the_html_shows_it(head: str, shown: str, part: str) -> None:
    division = Division("", **{f"{part}_html": f"<p>Look:</p>{shown}<p>What is that?</p>"})
    expected = {"visible": "body", "quoted": "quoted", "signature": "signature"}[part]
    assert place(head, division, png(200, 100)) == expected
    assert place("Content-ID: <other@x>\r\n", division, png(200, 100)) == ""


def test_what_the_words_show_counts_before_what_is_quoted() -> None:
    assert place("Content-ID: <a@x>\r\n", Division("", visible_html=IMAGE, quoted_html=IMAGE)) == "body"
    logo = Division("", signature_html='<img src="cid:a@x">', quoted_html='<img src="cid:a@x">')
    assert place("Content-ID: <a@x>\r\n", logo, png(200, 60)) == "signature"


def test_pictures_that_no_html_shows_are_attachments() -> None:
    assert place("Content-ID: <a@x>\r\n", Division("[cid:a@x]")) == ""
    assert (
        place("Content-Disposition: attachment; filename=scan.jpg\r\n", Division("", visible_html="<p>x</p>"))
        == ""
    )


def test_files_that_are_no_pictures_have_no_place() -> None:
    assert (
        place("Content-ID: <a@x>\r\n", Division("", visible_html=IMAGE), b"%PDF-1.4", "application/pdf") == ""
    )


def test_a_picture_of_unknown_type_is_known_by_its_name() -> None:
    head = "Content-ID: <a@x>\r\nContent-Disposition: inline; filename=image001.png\r\n"
    assert place(head, Division("", visible_html=IMAGE), kind="application/octet-stream") == "body"


def test_a_screenshot_below_the_signature_is_kept() -> None:
    division = Division("", signature_html='<p>Kind regards<br>Jana</p><img src="cid:a@x">')
    assert place("Content-ID: <a@x>\r\n", division, png(1280, 720)) == "body"
    assert place("Content-ID: <a@x>\r\n", division, png(500, 150)) == "signature"


SHOWN = {
    "as large as it is": ("", "body"),
    "small by attributes": ('width="200" height="60"', "signature"),
    "small by one attribute": ("width=200", "signature"),
    "small by style in inches": ('width=624 height=351 style="width:2in;height:.6in"', "signature"),
    "small by style in points": ('style="height:45.0pt;width:150pt"', "signature"),
    "a part of the page": ('width="100%"', "body"),
    "at most": ('style="max-width:200px"', "body"),
}


@pytest.mark.parametrize(("attributes", "expected"), SHOWN.values(), ids=SHOWN.keys())
def test_the_size_in_which_it_is_shown_counts(attributes: str, expected: str) -> None:
    division = Division("", visible_html=f"<p>Kind regards<br>Jana</p><img {attributes} src='cid:a@x'>")
    assert place("Content-ID: <a@x>\r\n", division, png(2000, 600)) == expected


def test_a_spacer_is_an_ornament_also_between_words() -> None:
    assert place("Content-ID: <a@x>\r\n", Division("", visible_html=IMAGE), png(1, 1)) == "signature"
    assert place("Content-ID: <a@x>\r\n", Division("", visible_html=IMAGE), png(600, 3)) == "signature"


def test_a_picture_shown_twice_is_an_ornament_only_if_both_are() -> None:
    both = IMAGE + '<p>Kind regards</p><img src="cid:a@x">'
    assert place("Content-ID: <a@x>\r\n", Division("", visible_html=both), png(200, 60)) == "body"


@pytest.mark.parametrize(
    "markup", ['<table background="cid:a@x">', "<td style=\"background:url('cid:a@x')\">"]
)
def test_a_backdrop_is_an_ornament(markup: str) -> None:
    assert place("Content-ID: <a@x>\r\n", Division("", visible_html=f"{markup}<p>Hello</p>")) == "signature"


def test_the_size_is_read_from_encoded_content() -> None:
    head = "Content-ID: <a@x>\r\nContent-Transfer-Encoding: base64\r\n"
    content = base64.encodebytes(jpeg(1280, 720) + b"\0" * 300_000)
    division = Division("", visible_html='<p>Kind regards</p><img src="cid:a@x">')
    assert place(head, division, content, "image/jpeg") == "body"
    content = base64.encodebytes(jpeg(200, 60) + b"\0" * 300_000)
    assert place(head, division, content, "image/jpeg") == "signature"


@given(
    st.text(max_size=300) | st.text(alphabet="<>imgsrc=\"'cid:a@x %/", max_size=300), st.binary(max_size=100)
)
@settings(deadline=None)
def test_no_page_and_no_file_is_too_strange(page: str, content: bytes) -> None:
    for magic in (b"", b"\xff\xd8", b"BM", b"GIF89a", b"RIFF\0\0\0\0WEBP", png(1, 1)[:16]):
        assert min(file_size(magic + content)) >= 0
    division = Division("", "", "", page, page[::-1], page)
    assert place("Content-ID: <a@x>\r\n", division, content) in ("", "body", "quoted", "signature")


HOSTILE = {
    "images": '<img src="cid:a@x">',
    "open tags": '<img src="cid:a@x" ',
    "attributes": " src=",
    "addresses": " url(",
    "rows": '<p>1234567 </p><img src="cid:a@x">',
    "spaces": 'style="width:' + " " * 50,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_take_no_time(piece: str) -> None:
    page = '<img src="cid:a@x">' + (piece * 100_000)[:300_000]
    place("Content-ID: <a@x>\r\n", Division("", "", "", page, page, page))


@pytest.mark.timeout(20)
def test_a_hostile_file_takes_no_time() -> None:
    assert file_size(b"\xff\xd8" + b"\xff\xd0" * 60_000) == UNKNOWN
    assert file_size(b"\xff\xd8" + b"\xff" * 130_000) == UNKNOWN
