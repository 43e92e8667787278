"""Documents as people see them in the sandbox: every node has its look, and nothing in them is markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from postroom.sandbox.render import File, document_html

pytestmark = pytest.mark.pure

EVIL = "<script>alert(1)</script>\"'&"


def text(value: str, *marks: str, **attrs: Any) -> dict[str, Any]:
    found: list[dict[str, Any]] = [{"type": mark} for mark in marks]
    if attrs:
        found[-1]["attrs"] = attrs
    return {"type": "text", "text": value, "marks": found}


def node(kind: str, *content: dict[str, Any], **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def paragraph(value: str) -> dict[str, Any]:
    return node("paragraph", text(value))


def html(*blocks: dict[str, Any]) -> str:
    return document_html({"type": "doc", "version": 1, "content": list(blocks)}, FILES)


def marked(mark: str, **attrs: Any) -> dict[str, Any]:
    return {**paragraph("a"), "marks": [{"type": mark, "attrs": attrs}]}


FILES = {
    "uuid-1": File("/secure/attachment/7/a%20shot.png", "a shot.png", True),
    "uuid-2": File("/secure/attachment/8/report.pdf", "report.pdf", False),
}


def picture(**attrs: Any) -> dict[str, Any]:
    return node(
        "mediaSingle",
        {"type": "media", "attrs": {"type": "file", "collection": "", **attrs}},
        layout="center",
    )


LOOKS = [
    (paragraph("a"), "<p>a</p>"),
    (node("paragraph", text("a"), {"type": "hardBreak"}, text("b")), "<p>a<br>b</p>"),
    (marked("alignment", align="center"), '<p style="text-align:center">a</p>'),
    (marked("indentation", level=2), '<p style="margin-left:4rem">a</p>'),
    (node("heading", text("a"), level=1), "<h3 class=l1>a</h3>"),
    (node("heading", text("a"), level=6), "<h6 class=l6>a</h6>"),
    (node("bulletList", node("listItem", paragraph("a"))), "<ul><li><p>a</p></li></ul>"),
    (node("orderedList", node("listItem", paragraph("a")), order=3), "<ol start=3><li><p>a</p></li></ol>"),
    (node("taskList", node("taskItem", text("a"), state="DONE"), node("taskItem", text("b"), state="TODO")),
     "<ul class=tasks><li><label><input type=checkbox disabled checked> <span>a</span></label></li>"
     "<li><label><input type=checkbox disabled> <span>b</span></label></li></ul>"),
    (node("table", node("tableRow", node("tableHeader", paragraph("a"), colspan=2),
                        node("tableCell", paragraph("b"), rowspan=2, background="#ff0000"))),
     "<div class=wide><table><tr><th colspan=2><p>a</p></th>"
     '<td rowspan=2 style="background:#ff0000"><p>b</p></td></tr></table></div>'),
    (node("panel", paragraph("a"), panelType="warning"),
     '<aside class="panel warning"><i>⚠</i><div><p>a</p></div></aside>'),
    (node("blockquote", paragraph("a")), "<blockquote><p>a</p></blockquote>"),
    (node("codeBlock", {"type": "text", "text": "a <b>\n c"}, language="py"),
     '<pre data-language="py"><code>a &lt;b&gt;\n c</code></pre>'),
    ({"type": "rule"}, "<hr>"),
    (node("expand", paragraph("a"), title="Earlier messages"),
     "<details><summary>Earlier messages</summary><p>a</p></details>"),
    (node("nestedExpand", paragraph("a")), "<details><summary>Click here to expand...</summary><p>a</p></details>"),
    (picture(id="uuid-1", width=64, height=48),
     '<figure class=center><img src="/secure/attachment/7/a%20shot.png" alt="a shot.png" width=64 height=48'
     " loading=lazy></figure>"),
    (picture(id="uuid-2"),
     '<figure class=center><a class=chip href="/secure/attachment/8/report.pdf">📎 report.pdf</a></figure>'),
    (picture(id="cid:x", alt="shot"), "<figure class=center><span class=chip>🖼 shot</span></figure>"),
    (node("mediaGroup", {"type": "media", "attrs": {"id": "uuid-2"}}),
     '<div class=group><a class=chip href="/secure/attachment/8/report.pdf">📎 report.pdf</a></div>'),
    (node("decisionList", node("decisionItem", text("a"))), "<ul class=decisions><li>a</li></ul>"),
    (node("unknown", paragraph("a")), "<p>a</p>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "expected"), LOOKS, ids=lambda each: each["type"] if isinstance(each, dict) else ""
)
def test_every_block_has_its_look(block, expected):
    assert html(block) == expected


INLINE = [
    (text("a", "strong"), "<b>a</b>"),
    (text("a", "em", "underline", "strike"), "<s><u><i>a</i></u></s>"),
    (text("a", "code"), "<code>a</code>"),
    (text("a", "subsup", type="sub"), "<sub>a</sub>"),
    (text("a", "subsup", type="script"), "a"),
    (text("a", "textColor", color="#C00000"), '<span style="color:#C00000">a</span>'),
    (text("a", "backgroundColor", color="#C00000"), '<span style="background:#C00000">a</span>'),
    (text("a", "textColor", color="red;x:url(y)"), "a"),
    (text("a", "link", href="https://example.com/?a=1&b"),
     '<a href="https://example.com/?a=1&amp;b" rel="noopener noreferrer nofollow">a</a>'),
    (text("a", "link", href="tel:+49"), '<a href="tel:+49" rel="noopener noreferrer nofollow">a</a>'),
    (text("a", "link", href="javascript:alert(1)"), "a"),
    ({"type": "mention", "attrs": {"id": "5", "text": "@Ada"}}, "<span class=mention>@Ada</span>"),
    ({"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😄"}}, "<span>😄</span>"),
    ({"type": "date", "attrs": {"timestamp": "1763337600000"}}, "<time>2025-11-17</time>"),
    ({"type": "status", "attrs": {"text": "done", "color": "green"}}, '<span class="status green">done</span>'),
    ({"type": "inlineCard", "attrs": {"url": "https://example.com"}},
     '<span class=chip><a href="https://example.com" rel="noopener noreferrer nofollow">https://example.com</a></span>'),
    ({"type": "mediaInline", "attrs": {"id": "uuid-2"}},
     '<a class=chip href="/secure/attachment/8/report.pdf">📎 report.pdf</a>'),
]  # fmt: skip


@pytest.mark.parametrize(("inline", "expected"), INLINE)
def test_every_inline_node_and_mark_has_its_look(inline, expected):
    assert html(node("paragraph", inline)) == f"<p>{expected}</p>"


KNOWN = frozenset(
    re.findall(
        r"\S+",
        "alt checked class colspan data-language disabled height href loading rel rowspan src start style type width",
    )
)


def with_evil(value: Any) -> Any:
    """The same with evil words in place of all texts but the types."""
    if isinstance(value, dict):
        return {key: each if key == "type" else with_evil(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_evil(each) for each in value]
    return EVIL if isinstance(value, str) else value


@pytest.mark.parametrize("block", [each for each, _ in LOOKS] + [each for each, _ in INLINE])
def test_nothing_in_a_document_becomes_markup(block):
    elements = list(etree.fromstring(f"<main>{html(with_evil(block))}</main>", etree.HTMLParser()).iter())
    assert not any(element.tag == "script" for element in elements)
    assert {name for element in elements for name in element.attrib} <= KNOWN


@given(some.text(), some.text())
def test_text_is_shown_as_it_is(words, address):
    shown = html(node("paragraph", text(words or "x", "link", href=address)))
    assert not re.search(r"<(?!/?(?:p|a)\b)", shown)


def test_what_is_no_document_is_shown_as_nothing():
    assert document_html(None) == document_html("text") == document_html({}) == ""
