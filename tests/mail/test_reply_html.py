"""What is new in a mail with HTML: its parts as text and as HTML, which agree and lose nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.mail.html_text import html_to_text, read_page
from postroom.mail.message import read_message
from postroom.mail.reply import Division, divide
from postroom.mail.reply.forward import announces_forward
from postroom.mail.reply.html import lines_of_page

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent
MAILS = sorted(path for name in ("reply_html_*", "forward_html_*") for path in FOLDER.glob(f"{name}.eml"))
ATTRIBUTION = "On Mon, 2 Nov 2026 at 09:15, Support &lt;support@example.com&gt; wrote:"


def of_html(html: str, subject: str = "") -> Division:
    return divide(html_to_text(html), html, from_html=True, subject=subject)


def words(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if word.strip(">"))


def check_nothing_is_lost(text: str, division: Division) -> None:
    parts = (division.visible, division.quoted, division.signature)
    assert sum((words(part) for part in parts), Counter()) == words(text)
    assert not text.strip() or division.visible.strip()


def check_html_says_what_the_text_says(division: Division) -> None:
    for text, html in (
        (division.visible, division.visible_html),
        (division.quoted, division.quoted_html),
        (division.signature, division.signature_html),
    ):
        assert letters(html_to_text(html)) == letters(text)


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_in_html_only_is_divided_as_with_its_plain_text(path: Path) -> None:
    message = read_message(path.read_bytes())
    division = of_html(message.html, message.subject)
    check_nothing_is_lost(html_to_text(message.html), division)
    check_html_says_what_the_text_says(division)
    assert letters(division.visible)[:12] == letters(message.visible_text)[:12]


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_with_both_loses_no_word_of_either(path: Path) -> None:
    message = read_message(path.read_bytes())
    division = divide(message.text, message.html, from_html=False)
    check_nothing_is_lost(message.text, division)
    parts = (division.visible_html, division.quoted_html, division.signature_html)
    assert sorted("".join(map(letters, map(html_to_text, parts)))) == sorted(
        letters(html_to_text(message.html))
    )


@pytest.mark.parametrize(
    ("html", "visible", "quoted"),
    [
        (
            f'<p>New.</p><div class="gmail_quote">{ATTRIBUTION}<br><blockquote>Old.</blockquote></div>',
            "<p>New.</p>",
            '<div class="gmail_quote">On Mon, 2 Nov 2026 at 09:15, Support &lt;support@example.com&gt; wrote:'
            "<br><blockquote>Old.</blockquote></div>",
        ),
        (
            f'<table class="t"><tr><td>New.<br><br>{ATTRIBUTION}<br></td></tr></table>'
            "<blockquote>Old.</blockquote>",
            '<table class="t"><tr><td>New.<br><br></td></tr></table>',
            f'<table class="t"><tr><td>{ATTRIBUTION}<br></td></tr></table><blockquote>Old.</blockquote>',
        ),
        (
            f'<font color="&quot;red&lt;">New <b>words</b>.<br>{ATTRIBUTION}</font><blockquote>Old.</blockquote>',
            '<font color="&quot;red&lt;">New <b>words</b>.<br></font>',
            f'<font color="&quot;red&lt;">{ATTRIBUTION}</font><blockquote>Old.</blockquote>',
        ),
        (
            "<pre>New.\n\nOn Mon, 2 Nov 2026, Anna wrote:\n&gt; Old.\n&gt; Older.\n</pre>",
            "<pre>New.\n</pre>",
            "<pre>\nOn Mon, 2 Nov 2026, Anna wrote:\n&gt; Old.\n&gt; Older.\n</pre>",
        ),
        (
            '<html><head><title>No</title></head><body dir="rtl" bgcolor="red"><p>New.</p>'
            f"<script>no</script><p hidden>no</p> tail <p>{ATTRIBUTION}</p><blockquote>Old.</blockquote></body></html>",
            '<div dir="rtl"><p>New.</p> tail </div>',
            f'<div dir="rtl"><p>{ATTRIBUTION}</p><blockquote>Old.</blockquote></div>',
        ),
    ],
    ids=["in a container", "in one table cell", "in one element", "in lines that show", "from right to left"],
)
def test_html_is_cut_where_the_text_is(html: str, visible: str, quoted: str) -> None:
    division = of_html(html)
    assert (division.visible_html, division.quoted_html) == (visible, quoted)


@pytest.mark.parametrize(
    ("html", "visible", "quoted", "signature"),
    [
        ('<p>New.</p><img src="1"><blockquote type=cite>Old.<img src="2"></blockquote>', "1", "2", ""),
        ('<p>New.</p><blockquote type=cite>Old.</blockquote><p><img src="1"></p><p>More.</p>', "1", "", ""),
        (
            f'<div class="yahoo_quoted">{ATTRIBUTION}<blockquote>Old.<img src="2"></blockquote></div>'
            '<p><img src="1"></p><p>New.</p>',
            "1",
            "2",
            "",
        ),
        ('<p>New.</p><div class="gmail_signature">Jana<br><img src="1"></div>', "", "", "1"),
        ('<p>New.</p><p><img src="1"></p><div class="gmail_signature">Jana</div>', "1", "", ""),
        ('<img src="1"><p>New.</p><div class="yahoo_quoted">Old.</div>', "1", "", ""),
        ('<img src="1">', "1", "", ""),
        ('<p>New.</p><div class="yahoo_quoted"><img src="1"></div>', "1", "", ""),
    ],
    ids=[
        "each where it stands",
        "below a part of the mail, above words",
        "below all of the mail, above words",
        "within the signature",
        "above the signature",
        "above all words",
        "with no word at all",
        "with no word in the quote",
    ],
)
def test_a_picture_goes_with_the_words_around_it(
    html: str, visible: str, quoted: str, signature: str
) -> None:
    division = of_html(html)
    found = [
        "".join(re.findall('src="(.)"', part))
        for part in (division.visible_html, division.quoted_html, division.signature_html)
    ]
    assert found == [visible, quoted, signature]


@pytest.mark.parametrize(
    ("markup", "mark"),
    [
        ('<div class="gmail_quote">x</div>', "quote"),
        ('<div class="x_gmail_quote">x</div>', "quote"),
        ('<div class="m_-1234567890123456789gmail_quote">x</div>', "quote"),
        ('<div class="gmail-m_42gmail_quote">x</div>', "quote"),
        ('<div class="yiv1234567890gmail_quote">x</div>', "quote"),
        ('<div class="aolmail_gmail_quote">x</div>', "quote"),
        ('<div class="ecxgmail_quote">x</div>', "quote"),
        ('<div class="ox-0a1b2c3d4e-gmail_quote">x</div>', "quote"),
        ('<div class="gmail_quote_mr_css_attr">x</div>', "quote"),
        ('<div class="foo 0123456789abcdef01234567gmail_quote">x</div>', "quote"),
        ('<div id="yahoo_quoted_1234567890">x</div>', "quote"),
        ('<div id="AOLMsgPart_2_a-b-c">x</div>', "quote"),
        ('<blockquote type="CITE">x</blockquote>', "quote"),
        ('<blockquote cite="mid:a@example.org">x</blockquote>', "quote"),
        ('<blockquote>x</blockquote>', ""),
        ('<div class="quote">x</div>', ""),
        ('<div name="quote">x</div>', "quote"),
        ('<hr id="stopSpelling">x', "quote"),
        ('<div id="x_divRplyFwdMsg"></div>x', "quote"),
        ("<includetail></includetail>x", "quote"),
        ('<div style="border:none;border-top:solid #E1E1E1 1.0pt">x</div>', ""),
        ('<div style="border-top: solid 1px">Von: x<br>An: y<br>Am: z</div>', "quote"),
        ('<hr tabindex="-1">Von: x<br>An: y<br>Am: z', "quote"),
        ('<hr tabindex="-1">x', ""),
        ('<div class="gmail_signature">x</div>', "signature"),
        ('<div data-smartmail="gmail_signature">x</div>', "signature"),
        ('<div id="x_Signature">x</div>', "signature"),
        ('<div id="AppleMailSignature">x</div>', "signature"),
        ('<div class="ydp5a6b7csignature">x</div>', "signature"),
        ('<div id="sig12345">x</div>', "signature"),
        ('<signature id="local-1">x</signature>', "signature"),
        ('<p><a name="_MailAutoSig">x</a></p>', "signature"),
        ('<p><span style="mso-bookmark:_MailAutoSig">x</span></p>', "signature"),
        ('<div id="Signature"><div id="appendonsend"></div>x</div>', "quote"),
        ('<div class="elementToProof">x</div>', ""),
    ],
)  # fmt: skip
def test_the_markup_of_mail_programs_is_known(markup: str, mark: str) -> None:
    assert [line.mark for line in lines_of_page(read_page(markup)) if line.text][:1] == [mark]


def test_what_follows_a_quote_that_holds_an_old_header_is_not_quoted() -> None:
    page = read_page('<blockquote><div id="divRplyFwdMsg">From: x</div>old</blockquote>new')
    assert [(line.text, line.mark) for line in lines_of_page(page) if line.text] == [
        ("From: x", "quote"),
        ("old", "quote"),
        ("new", ""),
    ]


def test_quote_marks_in_the_text_count_as_quotes() -> None:
    lines = lines_of_page(read_page("<blockquote>a<br>&gt; b</blockquote><div>&gt;&gt; c</div>"))
    assert [(line.text, line.depth) for line in lines if line.text] == [("a", 1), ("b", 2), ("c", 2)]


QUOTED = f"<div class=gmail_quote>{ATTRIBUTION}<br><blockquote class=gmail_quote>Is it on?<br>Look.</blockquote></div>"


@pytest.mark.parametrize(
    ("plain", "html", "visible", "visible_html"),
    [
        ("It is.\n\nIs it on?\nLook.", f"<p>It is.</p>{QUOTED}", "It is.", "<p>It is.</p>"),
        (
            "It is. See <https://example.org/a> [image: a.png]\n\nxyz 2 Nov Support qq:\nIs it on?\nLook.",
            f'<p>It <b>is</b>. <a href="https://example.org/a">See</a> <img src="cid:a"></p>{QUOTED}',
            "It is. See <https://example.org/a> [image: a.png]",
            '<p>It <b>is</b>. <a href="https://example.org/a">See</a> <img src="cid:a"></p>',
        ),
        (
            "It is.\nSo I write many words here that the other text has not got at all.\nIs it on?\nLook.",
            f"<p>It is.</p>{QUOTED}",
            "It is.\nSo I write many words here that the other text has not got at all.\nIs it on?\nLook.",
            "<p>It is.</p>",
        ),
        ("Quite another text.", f"<p>It is.</p>{QUOTED}", "Quite another text.", "<p>It is.</p>"),
        (
            "It is.\n\nOn Mon, 2 Nov 2026, Anna wrote:\n> Is it on?\n> Look.",
            "<div>It is.</div><div>Xyz Anna 2 qq</div><div>Is it on?</div><div>Look.</div>",
            "It is.",
            "<div>It is.</div>",
        ),
        ("One\nand two.", "<p>One and two.</p>", "One\nand two.", "<p>One and two.</p>"),
    ],
    ids=[
        "the markup says what the plain text does not",
        "also around links and pictures",
        "not where one says much more",
        "nor where they are two mails",
        "the plain text says what the markup does not",
        "nothing to say",
    ],
)
def test_plain_text_and_html_agree(plain: str, html: str, visible: str, visible_html: str) -> None:
    division = divide(plain, html, from_html=False)
    assert (division.visible, division.visible_html) == (visible, visible_html)
    check_nothing_is_lost(plain, division)


def test_an_empty_line_stands_where_another_part_lay_between() -> None:
    html = '<div>One.</div><div class="gmail_signature">Jana</div><div>Two.</div>'
    assert of_html(html).visible == "One.\n\nTwo."
    plain = "One.\nOn Mon, 2 Nov 2026 at 09:15, Anna wrote:\n> Old.\n> Older.\nTwo."
    assert divide(plain, "", from_html=False).visible == "One.\n\nTwo."


HEADER = (
    "<p>Look.</p><div style='border-top:solid 1px'>From: Anna &lt;a@example.org&gt;<br>Sent: 2 Nov 2026 09:15<br>"
    "To: Otto<br>Subject: Fire</div><p>It burns.</p>"
)


def test_a_subject_tells_a_forward_from_an_answer() -> None:
    assert of_html(HEADER).visible == of_html(HEADER, "Re: FW: Fire").visible == "Look."
    assert of_html(HEADER, "FW: Fire").visible.endswith("It burns.")
    plain = html_to_text(HEADER)
    assert divide(plain, "", from_html=False, subject="WG: Feuer").visible == plain
    assert divide(plain, HEADER, from_html=False, subject="TR: Feu").quoted_html == ""


@pytest.mark.parametrize(
    ("subject", "is_forward"),
    [
        ("Fwd: a", True),
        ("FW: a", True),
        ("WG: a", True),
        ("[SUP-1] Fwd: a", True),
        ("Fwd[2]: a", True),
        ("转发：a", True),
        ("Re: Fwd: a", False),
        ("AW: WG: a", False),
        ("Forward planning", False),
        ("Fwd", False),
        ("", False),
        ("VS: a", True),
    ],
)
def test_a_subject_announces_a_forward(subject: str, is_forward: bool) -> None:
    assert announces_forward(subject) == is_forward


def test_the_same_letters_are_an_answer_in_finnish() -> None:
    assert not announces_forward("VS: Tulostin", "Lähettäjä: Anna")


def test_a_page_that_is_read_already_is_not_read_again() -> None:
    page = read_page("<p>read</p>")
    assert divide("read", "<p>not read</p>", from_html=True, page=page).visible_html == "<p>read</p>"


def test_html_that_no_parser_takes_is_divided_by_its_lines() -> None:
    division = of_html("<div>" * 3_000 + f"New &lt;1&gt;.<br><br>{ATTRIBUTION}<br>&gt; Old.<br>&gt; Older.")
    assert division.visible == "New <1>." and division.quoted.endswith("> Older.")
    assert "<div>New &lt;1&gt;.</div>" in division.visible_html and "Older" in division.quoted_html


MARKUP = [
    "<div>", "</div>", "<p>", "</p>", "<br>", "<br><br>", "<b>", "</b>", "<pre>", "</pre>", "<table><tr><td>",
    "<td>", "</table>", "<ul><li>", "</ul>", "<blockquote>", "<blockquote type=cite>", "</blockquote>", "<hr>",
    "<div class=gmail_quote>", "<div class=gmail_signature>", "<div id=divRplyFwdMsg>", "<img src=x>", "&nbsp;",
    "-- <br>", "\n", "&gt; ", ATTRIBUTION, "From: a@example.org<br>Sent: 2.11.2026<br>To: b<br>Subject: c<br>",
    "-----Original Message-----<br>", "<i style=display:none>no</i>", "<span>", "</span>", " ",
]  # fmt: skip
PIECES = st.lists(st.sampled_from(MARKUP) | st.from_regex(r"[a-z]{1,4} ", fullmatch=True), max_size=40)
THOROUGH = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@THOROUGH
@given(PIECES.map("".join))
def test_no_word_of_any_html_is_lost(html: str) -> None:
    division = of_html(html)
    check_nothing_is_lost(html_to_text(html), division)
    check_html_says_what_the_text_says(division)


@THOROUGH
@given(PIECES.map("".join), st.booleans(), st.sampled_from(["", "Fwd: x"]))
def test_no_word_is_lost_where_plain_text_and_html_are_alike(
    html: str, is_shorter: bool, subject: str
) -> None:
    text = html_to_text(html)
    text = text[: len(text) // 2] if is_shorter else text.replace("\n\n", "\n")
    division = divide(text, html, from_html=False, subject=subject)
    check_nothing_is_lost(text, division)


@THOROUGH
@given(st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_no_word_is_lost_of_any_two_texts(text: str, html: str, from_html: bool) -> None:
    check_nothing_is_lost(text, divide(text, html, from_html=from_html))


HOSTILE = {
    "labels that change on every row": "<blockquote type=cite>a</blockquote>b<br>" * 20_000,
    "the same within deep elements": "<div>" * 1_500 + "<blockquote type=cite>a</blockquote>b<br>" * 10_000,
    "containers in containers": "<div class=signature><div class=gmail_quote>" * 500 + "a<br>" * 100_000,
    "many beginnings of answered mail": "<p id=divRplyFwdMsg>a" * 45_000,
    "many heads": "<div style='border-top:solid'>a: b<br>c: d<br>e: f</div>" * 15_000,
    "many hidden elements between words": "a<i hidden>x</i>" * 50_000,
    "long preformatted text": "<pre>" + "a\n&gt; b\n" * 80_000,
    "an attribution on every row": f"<div>{ATTRIBUTION}</div>" * 10_000,
    "one element with a long row": "<p>" + "a " * 400_000 + "<blockquote type=cite>b",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_html_is_divided_in_time(html: str) -> None:
    text = html_to_text(html)
    division = divide(text, html, from_html=True)
    check_nothing_is_lost(text, division)


@pytest.mark.timeout(20)
def test_two_long_texts_that_differ_are_compared_in_time() -> None:
    html = f"<p>{' '.join(f'word{n}' for n in range(50_000))}</p>{QUOTED}"
    plain = "\n".join(f"word{n + n % 7}" for n in range(50_000))
    assert divide(plain, html, from_html=False).visible == plain
