"""Text to and from documents: always valid, nothing lost."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postroom.jira.adf import clean, doc_text, document, paragraph, text_to_adf, with_lead

pytestmark = pytest.mark.pure

SCHEMA = Path(__file__).parents[3] / "shared/contracts/adf-full.schema.json"


@cache
def checker() -> Any:
    if not SCHEMA.exists():
        pytest.skip("the folder shared/contracts is not here")
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))


def assert_valid(doc: dict[str, Any]) -> None:
    checker().validate(json.loads(json.dumps(doc)))
    for node in texts_in(doc):
        assert node["text"]
        for mark in node.get("marks", ()):
            if mark["type"] == "link":
                assert re.match(r"(?i)https?://|mailto:", mark["attrs"]["href"])


def texts_in(node: dict[str, Any]) -> list[dict[str, Any]]:
    if node["type"] == "text":
        return [node]
    return [text for child in node.get("content", ()) for text in texts_in(child)]


def links_in(doc: dict[str, Any]) -> list[str]:
    return [m["attrs"]["href"] for t in texts_in(doc) for m in t.get("marks", ()) if m["type"] == "link"]


def test_it_works():
    assert text_to_adf("Hello\nworld\n\nBye") == {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {"type": "text", "text": "Hello"},
                    {"type": "hardBreak"},
                    {"type": "text", "text": "world"},
                ],
            },
            {"type": "paragraph", "content": [{"type": "text", "text": "Bye"}]},
        ],
    }


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("\x00", ""),
        ("a\x00b\x07c\ud800d", "abcd"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("> they said\n> this\nI say that", "> they said\n> this\n\nI say that"),
        ("> one\n>\n> two", "> one\n>\n> two"),
        (">>> deep\n> shallow", "> deep\n> shallow"),
        (">\n>\n", ""),
        ("  indented\n\ttabbed", "  indented\n\ttabbed"),
        ("😀 ünï", "😀 ünï"),
    ],
)
def test_text_comes_back_as_it_was_meant(text, back):
    doc = text_to_adf(text)
    assert_valid(doc)
    assert doc_text(doc) == back
    assert bool(doc["content"]) == bool(back)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.com/a?b=c&d=%20.", ["https://example.com/a?b=c&d=%20"]),
        ("(HTTP://Example.com/x)", ["HTTP://Example.com/x"]),
        ("https://example.com/a_(b)", ["https://example.com/a_(b)"]),
        ("<https://example.com>, mailto:ada@example.com!", ["https://example.com", "mailto:ada@example.com"]),
        ("https://a.example https://b.example", ["https://a.example", "https://b.example"]),
        ("javascript:alert(1) data:text/html,x file:///etc/passwd ftp://example.com", []),
        ("https:// http://) mailto: mailto:nobody xhttps://example.com", []),
        ("https://exa[mple", ["https://exa"]),
        ("https://example.com/" + "x" * 3000, []),
        ("https://example.com/" + ")" * 2000, ["https://example.com/"]),
    ],
)
def test_web_and_mail_addresses_and_nothing_else_become_links(text, links):
    doc = text_to_adf(text)
    assert_valid(doc)
    assert links_in(doc) == links
    assert doc_text(doc) == text


def test_a_long_body_is_cut_between_paragraphs_and_says_so():
    doc = text_to_adf("\n\n".join(f"{n} " + "x" * 997 for n in range(50)))
    assert_valid(doc)
    assert 30_000 < len(doc_text(doc)) < 32_500
    *kept, last = doc["content"]
    assert all(len(each["content"][0]["text"]) in (999, 1000) for each in kept)
    assert "original mail" in last["content"][0]["text"]


def test_one_paragraph_that_is_too_long_is_cut_itself():
    for text in ("x" * 100_000, "😀" * 100_000, "line of text\n" * 10_000, "> quoted\n" * 10_000):
        doc = text_to_adf(text)
        assert_valid(doc)
        assert 15_000 < sum(len(node["text"]) for node in texts_in(doc)) <= 32_100
        assert "Cut here" in doc_text(doc)


def test_a_body_just_short_enough_is_whole():
    doc = text_to_adf("x" * 31_999)
    assert doc_text(doc) == "x" * 31_999


def test_a_lead_line_comes_first():
    doc = with_lead(text_to_adf("Hello"), "From Ada Ahlgren <ada@example.com>\x00")
    assert_valid(doc)
    assert doc_text(doc) == "From Ada Ahlgren <ada@example.com>\n\nHello"
    assert_valid(with_lead(text_to_adf(""), "See https://example.com"))


def test_a_paragraph_may_be_bold_or_italic():
    for bold in (True, False):
        for italic in (True, False):
            assert_valid(document(paragraph("a\nb https://example.com", bold=bold, italic=italic)))


def test_other_peoples_documents_are_read():
    doc = document(
        {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Title"}]},
        {
            "type": "bulletList",
            "content": [
                {"type": "listItem", "content": [paragraph("one")]},
                {"type": "listItem", "content": [paragraph("two")]},
            ],
        },
        {
            "type": "table",
            "content": [
                {
                    "type": "tableRow",
                    "content": [
                        {"type": "tableCell", "content": [paragraph("a")]},
                        {"type": "tableCell", "content": [paragraph("b")]},
                    ],
                }
            ],
        },
        {"type": "rule"},
        {"type": "paragraph", "content": [{"type": "mention", "attrs": {"id": "5f", "text": "@Ada"}}]},
        {"type": "paragraph"},
    )
    assert_valid(doc)
    assert doc_text(doc) == "Title\n\n- one\n- two\n\na | b\n\n----\n\n@Ada"
    assert doc_text(None) == ""


def test_a_document_nested_without_end_does_no_harm():
    node: dict[str, Any] = paragraph("deep")
    for _ in range(400):
        node = {"type": "blockquote", "content": [node]}
    assert doc_text(document(node)) == ""


lines = some.lists(
    some.one_of(
        some.text(max_size=20),
        some.sampled_from(
            ["", ">", "> ", "https://", "http://[", "mailto:a@b)", "a\x00", "\ud83d", "\ufffe", "> > "]
        ),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(lines, some.sampled_from(["\n", "\n\n", "\r\n", " "]), some.integers(1, 60))
def test_every_text_becomes_a_valid_document_that_loses_nothing(pieces, between, longest):
    text = between.join(pieces)
    assert_valid(with_lead(text_to_adf(text, longest=longest), text))
    doc = text_to_adf(text)
    assert_valid(doc)
    assert visible(doc_text(doc)) == visible(clean(text))


def visible(text: str) -> str:
    """The text without what blocks look like: blanks, quote marks, bullets, boxes, fences and rules."""
    for look in (r"(?m)^(?:> ?)+", r"(?m)^ {0,3}(?:```|~~~).*$", r"[☐☑☒□]|\[[ xX]\]", r"[\s*+•·‣◦▪–.)_=~>-]"):
        text = re.sub(look, "", text)
    return text
