"""A mail's sections as one document: folded, cut where it must be, its pictures in their places."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from postroom.jira.adf import (
    LONGEST,
    Body,
    Media,
    Section,
    check,
    doc_text,
    document,
    mail_to_adf,
    place_pictures,
    with_lead,
    without_pictures,
)
from postroom.jira.adf.cutting import weight
from tests.jira.documents import assert_valid, flat, outline, texts_in

pytestmark = pytest.mark.pure

GMAIL = """
    <div class="gmail_attr">On Monday Ida wrote:</div>
    <blockquote class="gmail_quote">Hello,<table border=1><tr><td>a<td>b</table>
    <div class="gmail_attr">On Sunday Bruno wrote:</div>
    <blockquote class="gmail_quote"><h2>Older</h2><blockquote>cited</blockquote>answered</blockquote></blockquote>
"""


def shown(body: Body) -> str:
    return outline(body.doc["content"])


def test_it_works():
    body = mail_to_adf(Section("Yes."), Section("-- \nAda"), Section("On Monday Ida wrote:\n> Is it?"))
    assert body == Body(body.doc, (), is_cut=False)
    assert shown(body) == flat("""
        p: Yes.
        expand Signature
          p: Ada
        expand Earlier messages
          p: On Monday Ida wrote:
          p: Is it?
    """)


def test_earlier_messages_need_no_quote_marks_and_keep_their_tables_and_headings():
    assert shown(mail_to_adf(Section("Yes."), quoted=Section("", GMAIL))) == flat("""
        p: Yes.
        expand Earlier messages
          p: On Monday Ida wrote:
          p: Hello,
          table
            tr
              td
                p: a
              td
                p: b
          ---
          p: On Sunday Bruno wrote:
          h2: Older
          blockquote
            p: cited
          p: answered
    """)


def test_unfolded_sections_stand_in_place():
    sections = Section("Yes."), Section("-- \nAda"), Section("On Monday Ida wrote:\n> Is it?\n>> It is.")
    assert shown(mail_to_adf(*sections, fold=False)) == flat("""
        p: Yes.
        p: Ada
        ---
        p: On Monday Ida wrote:
        blockquote
          p: Is it? / It is.
    """)


def test_quotes_that_are_all_there_is_are_not_folded_away():
    assert shown(mail_to_adf(Section(), quoted=Section("> Is it?"))) == "blockquote\n  p: Is it?"


def test_mostly_quoted_text_loses_one_level_in_its_own_place():
    body = mail_to_adf(Section("Yes."), quoted=Section("> Is it?\n> > It is.\n>\n> No."))
    assert shown(body).split("\n")[2:] == ["  p: Is it?", "  blockquote", "    p: It is.", "  p: No."]


def test_html_that_shows_nothing_gives_way_to_the_text():
    assert shown(mail_to_adf(Section("words", "<div style='display:none'>x</div>"))) == "p: words"
    assert shown(mail_to_adf(Section("words", "<p>HTML</p>"))) == "p: HTML"
    assert mail_to_adf(Section()).doc == document()


@pytest.mark.parametrize(
    "dashes", ["<div>-- <br></div><div>Ada</div>", "-- <br>Ada", "<p>--</p><p>Ada</p>", "—<br>Ada"]
)
def test_the_dashes_of_a_signature_are_left_out(dashes):
    assert shown(mail_to_adf(Section("x"), Section("", dashes))) == "p: x\nexpand Signature\n  p: Ada"


def test_tasks_have_ids_of_their_own_in_all_sections():
    tasks = Section("- [ ] a\n- [x] b")
    doc = mail_to_adf(tasks, tasks, tasks).doc
    assert doc == mail_to_adf(tasks, tasks, tasks).doc
    ids = [each for each in all_attrs(doc) if "localId" in each]
    assert len({each["localId"] for each in ids}) == len(ids) == 9


def all_attrs(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        node.get("attrs", {}),
        *(found for child in node.get("content", ()) for found in all_attrs(child)),
    ]


# cutting


def paragraphs(word: str, count: int, size: int = 1000) -> Section:
    return Section("\n\n".join(f"{word}{number} ".ljust(size, "x") for number in range(count)))


def test_earlier_messages_are_cut_first_from_their_end():
    body = mail_to_adf(paragraphs("new", 10), paragraphs("sign", 2), paragraphs("old", 50))
    assert_valid(body.doc)
    text = doc_text(body.doc)
    assert body.is_cut and weight(body.doc) <= LONGEST + 100
    assert all(word in text for word in ("new9", "sign1", "old0", "old15")) and "old30" not in text
    assert text.endswith("more characters of earlier messages are in the attached file.)")
    kept = sum(f"old{number} " in text for number in range(50))
    assert f"({(50 - kept) * 1001:,} more" in text


def test_then_the_signature_is_cut():
    body = mail_to_adf(paragraphs("new", 30), paragraphs("sign", 50), paragraphs("old", 50))
    text = doc_text(body.doc)
    assert "new29" in text and "sign0" in text and "sign9" not in text and "old0" not in text


def test_then_what_is_new_is_cut_and_says_so():
    body = mail_to_adf(paragraphs("new", 70), Section("Ada"), Section("old"))
    assert_valid(body.doc)
    assert [block["type"] for block in body.doc["content"][1:]] == ["paragraph"] * (
        len(body.doc["content"]) - 1
    )
    assert doc_text(body.doc).endswith("(Cut here: 39,047 more characters are in the attached file.)")
    assert body.is_cut


LARGE = {
    "list": "<ul>" + "<li>some words of an item" * 3000 + "</ul>",
    "numbers": "<ol>" + "<li>some words of an item" * 3000 + "</ol>",
    "tasks": "<ul>" + "<li><input type=checkbox>some words of a task" * 3000 + "</ul>",
    "table": "<table border=1><tr><td rowspan=3000>x<td>y"
    + "<tr><td>some words of a cell" * 3000
    + "</table>",
    "quote": "<blockquote>" + "<p>some words of a quote" * 3000 + "</blockquote>",
    "code": "<p>x</p><pre>" + "some words of code\n" * 3000 + "</pre>",
    "one item": "<ul><li>" + "word " * 30_000 + "</ul>",
    "one line": "<p><b>" + "word " * 30_000 + "</b>",
    "links": "<p>" + "<a href='https://example.com/a'>a link</a> " * 5000,
    "lines": "<div>one line</div>" * 9000,
    "expand": "<details><summary>x</summary>" + "<p>some words" * 4000 + "</details>",
}


@pytest.mark.parametrize("html", LARGE.values(), ids=LARGE)
def test_one_large_block_is_cut_at_its_rows_items_or_lines(html):
    for section in ({"new": Section("", html)}, {"new": Section("x"), "quoted": Section("", html)}):
        body = mail_to_adf(**section)
        assert_valid(body.doc)
        assert body.is_cut
        assert LONGEST // 2 < weight(body.doc) <= LONGEST + 200


@pytest.mark.parametrize("longest", [0, 1, 5, 17, 100])
def test_there_may_be_next_to_no_room(longest):
    for html in LARGE.values():
        body = mail_to_adf(Section("", html), Section("Ada"), Section("", html), longest=longest)
        assert_valid(body.doc)
        assert body.is_cut and weight(body.doc) <= longest + 100


def test_characters_count_as_jira_counts_them():
    assert not mail_to_adf(Section("x" * 31_999)).is_cut
    assert mail_to_adf(Section("x" * 32_000)).is_cut
    assert not mail_to_adf(Section("😀" * 15_999)).is_cut
    assert mail_to_adf(Section("😀" * 16_000)).is_cut
    link = "https://example.com/a/long/way\n"  # counts as text and as target
    assert not mail_to_adf(Section(link * 500)).is_cut
    assert mail_to_adf(Section(link * 600)).is_cut


def test_html_that_is_not_read_to_its_end_counts_as_cut():
    body = mail_to_adf(Section("", "<p>word</p>" * 200_000), Section("Ada"), Section("old"))
    assert body.is_cut and "Cut here" in doc_text(body.doc) and "Ada" not in doc_text(body.doc)


# pictures


HTML = """
    <p>before <img src="cid:one@x" width=64 height=48 alt="A shot"> after</p>
    <ul><li>item <img src="cid:two"></ul>
    <table border=1><tr><td>a<td><img src="cid:three"></table><img src="cid:one@x">
"""
UUID = "6e7c7f2c-dd7a-499c-bceb-6f32bfbf30b5"


def test_pictures_are_named_in_their_order_each_once():
    body = mail_to_adf(Section("", HTML), quoted=Section("", "<img src='cid:four'>"))
    assert body.pictures == ("one@x", "two", "three", "four")
    assert_valid(body.doc)


def test_pictures_are_placed_once_they_are_attached():
    doc = with_lead(mail_to_adf(Section("", HTML)).doc, "From: Ada")
    before = copy.deepcopy(doc)
    media = {
        "one@x": Media(UUID, "https://example.com/1", "shot.png"),
        "two": Media("", "https://example.com/2", "two.png"),
    }
    placed = place_pictures(doc, media)
    assert doc == before
    assert outline(placed["content"]) == flat(f"""
        p: <i>From: Ada</i>
        p: before
        picture {UUID} 64x48 A shot
        p: after
        ul
          li
            p: item
            p: [[picture: two.png]](https://example.com/2)
        table
          tr
            td
              p: a
            td
              p: [picture: three]
        picture {UUID} shot.png
    """)
    assert place_pictures(placed, media) == placed


def test_a_picture_that_jira_cannot_show_may_be_a_link():
    media = Media(UUID, "https://example.com/1", "shot.png")
    assert media.as_link() == Media("", "https://example.com/1", "shot.png")
    doc = place_pictures(mail_to_adf(Section("", "<img src=cid:a>")).doc, {"a": media.as_link()})
    assert outline(doc["content"]) == "p: [[picture: shot.png]](https://example.com/1)"
    unsafe = place_pictures(
        mail_to_adf(Section("", "<img src=cid:a>")).doc, {"a": Media("", "javascript:x", "")}
    )
    assert outline(unsafe["content"]) == "p: [picture: a]"


def test_before_they_are_attached_words_stand_for_pictures():
    doc = without_pictures(mail_to_adf(Section("", HTML)).doc, {"one@x": "shot.png", "two": "a\x00\nb"})
    assert outline(doc["content"]) == flat("""
        p: before
        p: [picture: shot.png]
        p: after
        ul
          li
            p: item
            p: [picture: a b]
        table
          tr
            td
              p: a
            td
              p: [picture: three]
        p: [picture: shot.png]
    """)


# what somebody else made


def good() -> dict[str, Any]:
    html = (
        HTML + "<h2>t</h2><p align=center><b>x</b><sub>y</sub><font color=red>z</font></p><pre>c</pre><hr>end"
    )
    return mail_to_adf(Section("", html), Section("Ada"), Section("- [ ] old https://example.com")).doc


def text_of(doc: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return texts_in(doc)[number]


SPOILED: dict[str, Any] = {
    "another type": lambda d: d.update(type="paragraph"),
    "another version": lambda d: d.update(version=2),
    "a version that is a truth": lambda d: d.update(version=True),
    "more members": lambda d: d.update(x=1),
    "no content": lambda d: d.pop("content"),
    "content that is none": lambda d: d.update(content={}),
    "a child that is none": lambda d: d["content"].append("x"),
    "a child without a type": lambda d: d["content"].append({}),
    "an unhashable type": lambda d: d["content"].append({"type": []}),
    "text outside of a paragraph": lambda d: d["content"].append({"type": "text", "text": "x"}),
    "a mention": lambda d: d["content"][0]["content"].append({"type": "mention", "attrs": {"id": "5"}}),
    "an extension": lambda d: d["content"].append({"type": "extension", "attrs": {}}),
    "an empty text": lambda d: text_of(d).update(text=""),
    "a number for a text": lambda d: text_of(d).update(text=1),
    "NUL in a text": lambda d: text_of(d).update(text="a\x00"),
    "half a character": lambda d: text_of(d).update(text="\ud800"),
    "content in a text": lambda d: text_of(d).update(content=[]),
    "an unknown mark": lambda d: text_of(d).update(marks=[{"type": "blink"}]),
    "marks that are no list": lambda d: text_of(d).update(marks="strong"),
    "a mark twice": lambda d: text_of(d).update(marks=[{"type": "em"}, {"type": "em"}]),
    "code and bold": lambda d: text_of(d).update(marks=[{"type": "code"}, {"type": "strong"}]),
    "a script as link": lambda d: text_of(d).update(
        marks=[{"type": "link", "attrs": {"href": "javascript:x"}}]
    ),
    "a link without address": lambda d: text_of(d).update(marks=[{"type": "link", "attrs": {}}]),
    "no colour": lambda d: text_of(d).update(marks=[{"type": "textColor", "attrs": {"color": "red"}}]),
    "neither sub nor sup": lambda d: text_of(d).update(marks=[{"type": "subsup", "attrs": {"type": "x"}}]),
    "a heading without a level": lambda d: d["content"].append({"type": "heading", "content": []}),
    "a heading of level 7": lambda d: d["content"].append(
        {"type": "heading", "attrs": {"level": 7}, "content": []}
    ),
    "an empty list": lambda d: d["content"].append({"type": "bulletList", "content": []}),
    "an unknown attribute": lambda d: d["content"].append({"type": "rule", "attrs": {"x": 1}}),
    "a rule with content": lambda d: d["content"].append({"type": "rule", "content": []}),
    "a mark on a rule": lambda d: d["content"].append({"type": "rule", "marks": []}),
    "a quote in a quote": lambda d: d["content"].append(
        {"type": "blockquote", "content": [{"type": "blockquote", "content": [document()]}]}
    ),
    "a picture from elsewhere": lambda d: d["content"].append(
        {
            "type": "mediaSingle",
            "attrs": {"layout": "align-start"},
            "content": [{"type": "media", "attrs": {"type": "external", "url": "https://example.com"}}],
        }
    ),
    "an endless text": lambda d: text_of(d).update(text="x" * 100_000),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_document_that_somebody_spoiled_is_refused(spoil):
    doc = copy.deepcopy(good())
    check(doc)
    spoil(doc)
    with pytest.raises(ValueError, match=r"\w"):
        check(doc)


@pytest.mark.parametrize("value", [None, 1, "doc", [], {}, {"type": "doc"}])
def test_what_is_no_document_is_refused(value):
    with pytest.raises(ValueError, match="document"):
        check(value)


def test_a_document_nested_without_end_is_refused():
    node: dict[str, Any] = {"type": "paragraph", "content": []}
    for _ in range(100_000):
        node = {"type": "bulletList", "content": [{"type": "listItem", "content": [node]}]}
    with pytest.raises(ValueError, match="deep"):
        check(document(node))
    while node.get("content"):
        node = node["content"].pop()  # a tree of this depth cannot be freed at once
