"""The text that a reader of mail HTML sees, and the time that it takes to find it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from postroom.mail.html_text import html_to_text, read_page
from postroom.mail.html_text.look import declarations
from postroom.mail.html_text.source import MAX_ATTRIBUTES

pytestmark = pytest.mark.pure

SHOWN = {
    "paragraphs have an empty line between them": ("<p>a</p><p>b</p>", "a\n\nb"),
    "blocks do not": ("<div>a</div><div>b</div>", "a\nb"),
    "a break ends a line": ("a<br>b<br><br>c", "a\nb\n\nc"),
    "a break at the end of a block is not seen": ("<div>a<br></div><div>b</div>", "a\nb"),
    "a block of a break only is an empty line": ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    "many empty lines are one": ("a<br><br><br><br><br>b", "a\n\nb"),
    "paragraphs of Word have no margins": (
        "<p class=MsoNormal>a<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=x_MsoNormal>b</p>"
        "<p class=MsoNormal>c",
        "a\n\nb\nc",
    ),
    "nor have those of Outlook on the web": (
        '<style type="text/css" style="display:none"> P {margin-top:0;margin-bottom:0;} </style><p>a</p><p>b</p>',
        "a\nb",
    ),
    "nor those that say so": ('<p style="margin: 0">a</p><p style="margin:0 0 10px">b</p><p>c', "a\n\nb\n\nc"),
    "white space of the source is one blank": ("<p>a\n  b\t<b> c </b> d</p>", "a b c d"),
    "a blank that may not break stays": ("a&nbsp;&nbsp;b", "a  b"),
    "inline elements do not part words": ("<b>a</b><i>b</i><span>c</span>", "abc"),
    "a rule is an empty line": ("<div>a</div><hr><div>b</div>", "a\n\nb"),
    "a quote has quote marks": ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
    "a quote that is only moved to the right has none": (
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">a</blockquote>',
        "a",
    ),
    "unless it says that it cites": ('<blockquote type="cite" style="border: none">a</blockquote>', "> a"),
    "cells stand beside each other": ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a\tb\nc\td"),
    "so do cells that hold one paragraph each": (
        "<table><tr><td><p>a</p></td><td><div>b</div></td><td></td><td>d</td></tr></table>",
        "a\tb\t\td",
    ),
    "cells of several lines do not": (
        "<table><tr><td>a<br>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>",
        "a\nb\nc\nd\te",
    ),
    "a table in a cell keeps its rows": (
        "<table><tr><td>a</td><td><table><tr><td>b</td></tr><tr><td>c</td></tr></table></td></tr></table>",
        "a\tb\nc",
    ),
    "cells without rows are parted all the same": ("<table><td>a<td>b</table>", "a\tb"),
    "a list stands apart": ("a<ul><li>b</ul>c", "a\n\n- b\n\nc"),
    "an item without list": ("<li>a<li>b", "- a\n- b"),
    "an empty item": ("<ul><li></li><li>b</li></ul>", "- b"),
    "a picture has no words": ('a<img alt="Our logo" src="x">b', "ab"),
    "an emoji does": ('a<img alt="👍🏽">', "a👍🏽"),
    "links are their words": ('<a href="https://example.org/x">there</a>', "there"),
    "the mark above a signature keeps its blank for those who look for it": ("--&nbsp;<br>Jana", "--\nJana"),
    "an address in angles is no element": ("Jana <jana@example.org>:<br>a", "Jana <jana@example.org>:\na"),
    "what takes no place is not there": ("<p>&zwnj;&nbsp;&shy;&#847; </p><p>\ufeffa&#8203;</p>", "a"),
    "controls are dropped": ("a&#1;b&#x2028;c", "abc"),
    "two documents": ("<html><body>a</body></html><html><body>b</body></html>c", "a\nb\nc"),
    "CDATA is a comment": ("a<![CDATA[no]]>b", "ab"),
    "conditions of Outlook are comments": (
        "<!--[if mso]>no<![endif]-->a<![if !mso]>b<![endif]><!--[if !mso]><!-->c<!--<![endif]-->",
        "abc",
    ),
    "a comment without end": ("<p>a</p><!-- no <p>no</p>", "a"),
    "white space that shows": ('<span style="white-space:pre">a\tb  c</span>', "a\tb  c"),
    "and that does not, within": ('<pre>a\n<span style="white-space: normal">b\nc</span></pre>', "a\nb c"),
    "an element that is almost transparent": ('<p style="opacity:0.5">a</p>', "a"),
    "a page that hides itself": ('<html hidden><body style="display:none">a</body></html>', "a"),
    "no HTML at all": ("2 < 3 & 5 > 4", "2 < 3 & 5 > 4"),
    "nothing": ("", ""),
    "only a comment": ("<!-- a -->", ""),
}  # fmt: skip


@pytest.mark.parametrize(("source", "text"), SHOWN.values(), ids=SHOWN.keys())
def test_a_page_shows(source: str, text: str) -> None:
    assert html_to_text(source) == text


@pytest.mark.parametrize(
    ("style", "is_seen"),
    [
        ("display:none", False),
        ("color:red; DISPLAY : None !important", False),
        ("max-height:0px;overflow:hidden", False),
        ("height:0;overflow:hidden", False),
        ("visibility:hidden", False),
        ("opacity:0", False),
        ("mso-hide:all", True),
        ("max-height:0", True),
        ("overflow:hidden;height:10px", True),
        ("display:block", True),
        (";;:;:", True),
    ],
)
def test_a_style_hides_an_element_or_not(style: str, is_seen: bool) -> None:
    assert html_to_text(f'<p>a</p><div style="{style}">b</div>') == ("a\n\nb" if is_seen else "a")


def test_the_declarations_of_a_style_are_told_apart() -> None:
    assert declarations("Color: RED; margin:0 !important;x") == {"color": "red", "margin": "0", "x": ""}


def test_an_element_knows_its_rows() -> None:
    page = read_page("<p>a<br>b</p><div id=x>c<div>d</div></div>e<b id=y>f</b>g")
    spans = {element.get("id"): span for element, span in page.spans.items() if element.get("id")}
    assert [row.text for row in page.rows] == ["a", "b", "c", "d", "efg"]
    assert spans == {"x": (2, 3, 4), "y": (4, 4, 4)}


def test_what_is_nested_deeper_than_a_parser_goes_loses_no_word() -> None:
    text = html_to_text("<style>no</style><head>no</head><div title='a'>x" * 3_000 + " a &amp; b")
    assert text.split().count("x") == 3_000 and text.endswith("a & b")


def test_deep_quotes_are_still_told_apart() -> None:
    page = read_page("".join(f"<blockquote><div><div>{n}" for n in range(400)))
    assert page.root is not None and page.rows[3].depth == 4


def test_an_element_with_too_many_attributes_is_not_given_to_the_parser() -> None:
    tame, wild = (
        "<a " + " ".join(f"a{n}='>'" for n in range(count)) + ">b</a>" + "<p>c</p>" * 5_000
        for count in (MAX_ATTRIBUTES // 2, MAX_ATTRIBUTES * 2)
    )
    assert read_page(tame).root is not None and read_page(wild).root is None
    assert html_to_text(wild).endswith("c\n\nc")


HOSTILE = {
    "100,000 attributes": "<a " + " ".join(f"a{n}=x" for n in range(100_000)) + ">b",
    "attributes that hide in quotes": "<a " + " ".join(f"a{n}='>'" for n in range(80_000)) + ">b",
    "elements that begin and never end": "<div " * 200_000,
    "deep elements that begin and never end": "<div>" * 3_000 + "<div " * 190_000,
    "100,000 hidden elements": "<i style=display:none>x</i>y" * 35_000,
    "100,000 empty cells": "<table><tr>" + "<td>" * 200_000,
    "100,000 cells of one word": "<table><tr>" + "<td><p>a</p>" * 80_000,
    "signs of nothing": "<p>\u200b\u200c</p>" * 60_000,
    "blanks": "a" + " \n" * 499_000 + "b",
    "one row of 300,000 pieces": "<b>x</b>" * 120_000,
    "rows that show white space": "<pre>" + "\n" * 900_000,
    "lists in lists": "<ul><li>x" * 2_000 + "<li>y" * 100_000,
    "quotes in quotes": "<blockquote>x" * 1_000 + "<p>y" * 100_000,
    "styles of which none is the same": "".join(f"<i style=a:{n}>x" for n in range(2_000)) * 20,
    "tables in tables": "<table><tr><td>x" * 500 + "<td>y" * 100_000,
    "addresses in angles": "<a@" * 300_000,
    "pages that end often": "</body> \n" * 100_000,
    "and go on": "</body>x" * 100_000,
    "quotes of attributes": "<a b=\"'" * 120_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_html_is_read_in_time(source: str) -> None:
    html_to_text(source)


MARKUP = [
    "<div>", "</div>", "<p>", "</p>", "<br>", "<b>", "</b>", "<span style='white-space:pre'>", "</span>",
    "<table><tr><td>", "<td>", "<tr>", "</table>", "<ul>", "<ol>", "<li>", "</ul>", "<blockquote>",
    "</blockquote>", "<pre>", "</pre>", "<img>", "<hr>", "\n", " ", "&nbsp;", "<i hidden>", "</i>", "<!--x-->",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKUP) | st.from_regex(r"[a-z]{1,3}", fullmatch=True), max_size=40))
def test_every_word_that_is_not_hidden_is_shown_once(pieces: list[str]) -> None:
    source = "".join(pieces)
    tree = etree.fromstring("<body>" + source + " ", etree.HTMLParser(remove_comments=True))
    for element in tree.xpath("//*[@hidden]"):
        element.text = None
        for child in list(element):
            element.remove(child)
    words = "".join("".join(tree.itertext()).split())
    shown = html_to_text("<body>" + source)
    assert "".join(c for c in shown if c.isalpha()) == words
