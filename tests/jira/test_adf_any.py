"""Whatever the HTML: the document is valid, and no word that a browser shows is lost."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postroom.jira.adf import Media, Section, doc_text, mail_to_adf, place_pictures, without_pictures
from tests.jira.documents import assert_valid

pytestmark = pytest.mark.pure

TAGS = re.findall(
    r"\S+",
    """
    a abbr address article aside b big blockquote body button caption center cite code dd del details dfn dir div dl
    dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header html i ins kbd label legend li main
    mark menu nav noscript ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th
    thead tr tt u ul var o:p unknown
""",
)
ATTRIBUTES = [
    "", "", "", "", " align=center", " dir=rtl", ' href="https://example.com"', ' href="javascript:x"',
    ' style="color:red;font-weight:bold"', ' style="margin:0"', ' style="white-space:pre-wrap"',
    ' style="font-family:monospace"', ' class="MsoNormal"', ' style="mso-list:l0 level3 lfo1"', " colspan=3 rowspan=0",
    " border=1", ' role="presentation"', " start=4", ' class="MsoListParagraph"', ' style="display:block"',
    ' style="border-top:solid red 1pt"', " aria-checked=true", " open", " wrap",
]  # fmt: skip
SINGLE = [
    "<br>", "<br><br>", "<hr>", "&nbsp;", " ", "\n\n", "<img src=cid:a>", '<img src="cid:b@c" alt="&#128512;">',
    "<input type=checkbox>", "<input type=checkbox checked>", "☐ ", "[x] ", "- ", "> ", "1. ", "\t", "\ud800", "\x00",
    "&#1;", "​", "<wbr>", "</div>", "</p>", "</table>", "<td>", "<li>", "<tr>", "<!-- x -->", "<![endif]>",
]  # fmt: skip

words = some.integers(0, 999).map(lambda number: f"w{number:03}w")
leaves = some.one_of(words, some.sampled_from(SINGLE), some.text(max_size=5).map(escape))
trees = some.recursive(
    leaves,
    lambda inner: some.builds(
        lambda tag, attribute, parts: f"<{tag}{attribute}>{''.join(parts)}</{tag}>",
        some.sampled_from(TAGS),
        some.sampled_from(ATTRIBUTES),
        some.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


@settings(max_examples=600, deadline=None)
@given(trees)
def test_every_html_becomes_a_valid_document_that_says_every_word(html):
    body = mail_to_adf(Section("", html))
    assert_valid(body.doc)
    said = "".join(re.findall(r"w\d{3}w", doc_text(body.doc).replace("\n", "")))
    for word in re.findall(r"w\d{3}w", html):
        assert word in said, word


@settings(max_examples=300, deadline=None)
@given(trees, trees, trees, some.booleans(), some.integers(0, 400))
def test_every_mail_becomes_a_valid_document_of_the_length_that_is_wanted(
    new, signature, quoted, fold, longest
):
    sections = Section(new[:50], new), Section("", signature), Section(quoted, quoted)
    body = mail_to_adf(*sections, fold=fold, longest=longest)
    assert_valid(body.doc)
    media = {
        "a": Media("id", "https://example.com/a", "a.png"),
        "b@c": Media("", "https://example.com/b", "b"),
    }
    assert_valid(place_pictures(body.doc, media))
    assert_valid(place_pictures(body.doc, {}))
    assert_valid(without_pictures(body.doc, {"a": "a.png"}))
    assert "'id': 'cid:" not in str(without_pictures(body.doc, {}))


SOUP = some.lists(
    some.one_of(
        some.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + SINGLE),
        some.text(max_size=8),
        some.sampled_from(
            ["<", "<a href='", '"', ">", "&#x", "<style>", "</style>", "<script>", "<!--", "-->", "<svg>"]
        ),
    ),
    max_size=40,
)


@settings(max_examples=500, deadline=None)
@given(SOUP)
def test_tag_soup_becomes_a_valid_document(parts):
    html = "".join(parts)
    assert_valid(mail_to_adf(Section("", html), Section(html), Section(html, html)).doc)


PROPERTIES = re.findall(
    r"\S+",
    """
    display font-weight font-style text-decoration font font-family font-size color text-align white-space margin
    margin-left margin-top border border-top vertical-align mso-list direction overflow width
""",
)
VALUES = re.findall(
    r"\S+",
    """
    none bold 700 italic underline monospace 0 1px 99999999999999pt -1 auto red #f00 #ff0000 rgb(1,2,3) center pre
    rgb(999,999,999) rgba(1%,2%,3%,.5) super rtl hidden ignore solid inherit !important
""",
)
styles = some.lists(
    some.tuples(some.sampled_from(PROPERTIES), some.one_of(some.text(max_size=8), some.sampled_from(VALUES))),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(styles, some.sampled_from(TAGS))
def test_no_style_does_harm(declarations, tag):
    style = escape(";".join(f"{name}:{value}" for name, value in declarations))
    html = f'<style>.x{{{style}}}</style><{tag} style="{style}">a</{tag}><{tag} class=x>b</{tag}>'
    assert_valid(mail_to_adf(Section("", html)).doc)
