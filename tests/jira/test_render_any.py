"""Whatever Jira answers: nothing is raised, no text is lost, and nothing in the HTML can act."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import html as lxml_html

from postroom.jira.adf import clean, doc_text, document, html_to_adf
from postroom.jira.render import Look, Picture, media_ids, media_used, mentioned, to_html, to_text
from tests.jira import test_adf_html, test_adf_tables
from tests.jira.test_adf_mails import OUTLINES, html_of

pytestmark = pytest.mark.pure

LOOKS = [
    Look(pictures={"m": Picture("cid:m", 'a"b')}, site="https://example.atlassian.net"),
    Look(open_expands=False, styled=False),
]
NODES = re.findall(
    r"\S+",
    """
    blockCard blockTaskItem blockquote bodiedExtension bodiedRule bodiedSyncBlock bulletList caption codeBlock date
    decisionItem decisionList doc embedCard emoji expand extension extensionFrame hardBreak heading inlineCard
    inlineExtension layoutColumn layoutSection listItem media mediaGroup mediaInline mediaSingle mention
    multiBodiedExtension nestedExpand orderedList panel paragraph placeholder rule status syncBlock table tableCell
    tableHeader tableRow taskItem taskList text unheardOf
""",
)
MARKS = re.findall(
    r"\S+",
    """
    alignment annotation backgroundColor border breakout code dataConsumer em fontSize fragment indentation link strike
    strong subsup textColor underline unheardOf
""",
)
NAMES = re.findall(
    r"\S+",
    """
    level order id text shortName timestamp color url data panelType panelIcon panelIconText panelColor title state
    colspan rowspan colwidth background valign layout width widthType alt type language href align size mode
    extensionKey parameters datasource isNumberColumnEnabled fontSize
""",
)
NASTY = [
    "javascript:alert(1)", "https://example.com/\"onload='x", '"><script>alert(1)</script>', "' onmouseover=x ",
    "red;background:url(https://example.net/x)", "expression(alert(1))", "<!--", "]]>", "\x00\ud800", "m", "#ff0000",
    "center", "info", "custom", "file", "external", "DONE", "\u202e", "</div></td></table>", "&lt;b&gt;", "9" * 5000,
    "sub", "1773273600000", "blue",
]  # fmt: skip

values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.sampled_from(NASTY)
    | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=4,
)
attributes = some.dictionaries(some.sampled_from(NAMES), values, max_size=5) | values
marks = some.lists(
    some.fixed_dictionaries({"type": some.sampled_from(MARKS)}, optional={"attrs": attributes}) | values,
    max_size=3,
)
texts = (
    some.text(max_size=12) | some.sampled_from(NASTY) | some.integers(0, 999).map(lambda each: f"word{each}")
)
text_nodes = some.fixed_dictionaries({"type": some.just("text"), "text": texts}, optional={"marks": marks})
documents = some.recursive(
    text_nodes | values,
    lambda inner: some.fixed_dictionaries(
        {"type": some.sampled_from(NODES)},
        optional={
            "attrs": attributes,
            "marks": marks,
            "text": texts,
            "content": some.lists(inner, max_size=4) | inner,
        },
    ),
    max_leaves=25,
)


def texts_in(node: Any) -> list[str]:
    """The words of all nodes, as a reader of the raw document finds them."""
    if isinstance(node, list):
        return [text for each in node for text in texts_in(each)]
    if not isinstance(node, dict):
        return []
    own = clean(node["text"]).split() if isinstance(node.get("text"), str) else []
    return own + texts_in(node.get("content"))


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def assert_harmless(html: str) -> None:
    """What a browser would make of the HTML can neither act nor fetch."""
    for element in lxml_html.fragment_fromstring(html, create_parent=True).iter():
        assert element.tag not in ("script", "style", "iframe", "object", "form", "link", "meta", "base"), (
            html
        )
        for name, value in element.attrib.items():
            assert re.fullmatch("class|style|href|src|alt|title|dir|start|width|border|cellpadding|cellspacing|"
                                "colspan|rowspan|valign|role|datetime", name), html  # fmt: skip
            if name == "href":
                assert re.match("https?://|mailto:|tel:", value, re.IGNORECASE), html
            if name == "src":
                assert value == "cid:m", html
            if name == "style":
                assert re.fullmatch(r"[\w\s.,:;#%'-]*", value) and "expression" not in value, html


def assert_rendered(doc: Any) -> None:
    words = [without_blanks(word) for word in texts_in(doc)]
    for look in LOOKS:
        text, html = without_blanks(to_text(doc, look)), to_html(doc, look)
        assert "<script" not in html.lower()
        assert_harmless(html)
        flat = without_blanks(unescape(re.sub(r"<[^>]*>", "", html)))
        parsed = lxml_html.fragment_fromstring(html, create_parent=True).text_content()
        assert without_blanks(parsed) == flat
        for word in words:
            assert word in text, word
            assert word in flat, word
    mentioned(doc), media_ids(doc), media_used(doc)


@settings(max_examples=1500, deadline=None)
@given(documents)
def test_every_document_is_shown_whole_and_harmless(doc):
    assert_rendered(doc)


@settings(max_examples=500, deadline=None)
@given(some.lists(documents, max_size=4))
def test_every_list_of_nodes_is_a_document(content):
    assert_rendered({"type": "doc", "version": 1, "content": content})


@pytest.mark.parametrize("kind", NODES)
@pytest.mark.parametrize(
    "value", [None, "", "x", 5, 1e400, True, [], {}, [[]], {"type": 5}, [None], "\ud800"]
)
def test_every_node_takes_every_type_everywhere(kind, value):
    for name in ("attrs", "content", "marks", "text"):
        assert_rendered({"type": kind, name: value})
        assert_rendered(
            {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": kind, name: value}]}]}
        )
    for name in NAMES:
        assert_rendered({"type": kind, "attrs": {name: value}, "content": [{"type": "text", "text": "kept"}]})


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (None, ""), ("", ""), ("wiki *text*\nof a webhook", "wiki *text*\nof a webhook"), (12, "12"), ([], ""),
        ({}, ""), ({"content": "x"}, "x"),
        ({"type": "doc", "content": {"type": "paragraph", "content": ["x", 5]}}, "x5"),
        ([{"type": "paragraph", "content": "a"}, "b"], "a\n\nb"),
        ({"type": "bulletList", "content": ["a", {"type": "text", "text": "b"}]}, "- ab"),
        ({"type": "table", "content": [{"type": "tableRow", "content": "a"}, "b"]}, "a\nb"),
        ({"type": "paragraph", "content": ["a", {"type": "rule"}, "b"]}, "a\n\n" + "-" * 40 + "\n\nb"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_read_as_far_as_it_can_be(doc, expected):
    assert to_text(doc, LOOKS[0]) == expected


@pytest.mark.parametrize("kind", NODES)
def test_a_thousand_levels_are_text_with_a_note(kind):
    doc: Any = {"type": "text", "text": "innermost"}
    for _ in range(1000):
        doc = {"type": kind, "content": [{"type": "text", "text": "llama"}, doc]}
    for shown in (to_text(doc, LOOKS[0]), to_html(doc, LOOKS[0])):
        assert shown.count("llama") == 1000 or kind == "text"
        assert "innermost" in shown
        assert shown.count("nested too deeply to be laid out") <= 1
        assert len(shown) < 250_000
    if kind in ("bulletList", "panel", "expand", "blockquote"):
        assert "nested too deeply to be laid out" in to_text(doc, LOOKS[0])
    assert_harmless(to_html(doc, LOOKS[0]))


def test_the_stack_that_the_deepest_document_needs_is_less_than_half_of_pythons():
    doc: Any = "x"
    for level in range(300):
        doc = {"type": ["table", "expand", "bulletList", "taskList"][level % 4], "content": [doc]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 450)
    try:
        rendered = to_html(doc, LOOKS[0]), to_text(doc, LOOKS[0])
    finally:
        sys.setrecursionlimit(limit)
    assert all("x" in shown for shown in rendered)


def test_lines_are_indented_only_so_far():
    quoted = to_text(deep("blockquote", "a"), LOOKS[0])
    assert quoted == "> " * 15 + "a"


def sized(unit: Any, size: int, around: str = "doc") -> dict[str, Any]:
    """A document of about so many characters of JSON."""
    return {"type": around, "content": [unit] * (size // len(json.dumps(unit)))}


def deep(kind: str, inner: Any) -> Any:
    for _ in range(25):
        inner = {"type": kind, "content": [inner]}
    return inner


PARAGRAPH = {
    "type": "paragraph",
    "content": [{"type": "text", "text": "some words", "marks": [{"type": "strong"}]}],
}
HUGE = {
    "paragraphs": lambda size: sized(PARAGRAPH, size),
    "empty nodes": lambda size: sized({}, size),
    "unknown nodes": lambda size: sized({"type": "x"}, size),
    "one long text": lambda size: "word  \n" * (size // 7),
    "rows": lambda size: sized({"type": "tableRow", "content": [{"type": "tableCell", "content": "x"}]}, size, "table"),
    "cells": lambda size: {
        "type": "table",
        "content": [sized({"type": "tableCell", "attrs": {"rowspan": 9999, "colspan": 999}}, size // 2, "tableRow")]
        + [{"type": "tableRow", "content": ["x"]}] * (size // 100),
    },
    "heads": lambda size: {
        "type": "table",
        "content": [{"type": "tableRow", "content": [{"type": "tableHeader", "content": ["x" * (size // 2)]}]}]
        + [{"type": "tableRow", "content": ["x"]}] * (size // 100),
    },
    "short lines in quotes": lambda size: deep("blockquote", {"type": "codeBlock", "content": ["x\n" * (size // 2)]}),
    "nodes in lists": lambda size: deep("bulletList", sized(PARAGRAPH, size, "listItem")),
    "marks": lambda size: {"type": "text", "text": "x", "marks": [{"type": "code"}] * (size // 16)},
    "quotes in quotes": lambda size: sized(deep("blockquote", "x"), size),
}  # fmt: skip


def calls(render: Callable[[Any, Look], str], doc: Any) -> int:
    """How many functions are called, Python's own included: work that no clock of a busy machine blurs."""
    found = [0]

    def count(frame: Any, event: str, arg: Any) -> None:
        found[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        render(doc, LOOKS[0])
    finally:
        sys.setprofile(before)
    return found[0]


@pytest.mark.parametrize("name", HUGE)
def test_work_and_room_grow_with_the_size_of_the_document_and_no_faster(name):
    small, large = HUGE[name](20_000), HUGE[name](160_000)
    for render in (to_html, to_text):
        lengths = len(render(small, LOOKS[0])), len(render(large, LOOKS[0]))
        assert lengths[1] <= 10 * lengths[0] + 1000
        assert lengths[1] <= 50 * 160_000
        assert calls(render, large) <= 9 * calls(render, small) + 1000


HTML = sorted(
    {
        str(case.values[0] if hasattr(case, "values") else case[0])
        for table in (
            test_adf_html.LINES,
            test_adf_html.MARKS,
            test_adf_html.LINKS,
            test_adf_html.BLOCKS,
            test_adf_html.SHOWN,
            test_adf_html.PICTURES,
        )
        for case in table
    }
    | set(test_adf_html.LISTS)
    | {value for value in vars(test_adf_tables).values() if isinstance(value, str) and "<table" in value}
    | {html_of(path.stem) for path in OUTLINES}
)


def test_there_are_enough_of_them():
    assert len(HTML) > 150


@pytest.mark.parametrize("html", HTML, ids=range(len(HTML)))
def test_documents_of_our_own_making_keep_their_words(html):
    doc = document(*html_to_adf(html))
    assert_rendered(doc)
    said = re.sub(r"[*~`^]", "", without_blanks(to_text(doc, LOOKS[0])))
    for word in re.findall(r"\w+", doc_text(doc)):
        assert word in said
