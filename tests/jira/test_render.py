"""Each node and mark of a document in HTML for mail and in plain text."""

from __future__ import annotations

import re
from datetime import date

import pytest

from postroom.jira.render import (
    CLASSES,
    STYLESHEET,
    Look,
    Picture,
    UsedMedia,
    Words,
    media_ids,
    media_used,
    mentioned,
    to_html,
    to_text,
)
from postroom.jira.render.colours import colour, text_on
from tests.jira.documents import flat

pytestmark = pytest.mark.pure

LOOK = Look(
    pictures={
        "p1": Picture("cid:p1@example.com", "plan.png", 900, "https://example.atlassian.net/a/1"),
        "f1": Picture("", "report.pdf", url="https://example.atlassian.net/a/2"),
        "https://example.net/o.png": Picture("cid:o@example.com", "o.png"),
    },
    people={"a1": "Ann Example"},
    site="https://example.atlassian.net/",
    styled=False,
)
STYLED = Look()


def text(said: str, *marks: str | dict) -> dict:
    kinds = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return {"type": "text", "text": said, "marks": kinds} if kinds else {"type": "text", "text": said}


def mark(kind: str, **attrs: object) -> dict:
    return {"type": kind, "attrs": attrs}


def link(href: object) -> dict:
    return mark("link", href=href)


def node(kind: str, *content: dict | str, **attrs: object) -> dict:
    inner = [text(each) if isinstance(each, str) else each for each in content]
    return {"type": kind} | ({"attrs": attrs} if attrs else {}) | ({"content": inner} if inner else {})


def p(*content: dict | str, marks: tuple[dict, ...] = ()) -> dict:
    return node("paragraph", *content) | ({"marks": list(marks)} if marks else {})


def doc(*blocks: dict) -> dict:
    return {"type": "doc", "version": 1, "content": list(blocks)}


def html(*blocks: dict, look: Look = LOOK) -> str:
    whole = to_html(doc(*blocks), look)
    return whole.removeprefix('<div class="adf">').removesuffix("</div>")


def plain(*blocks: dict, look: Look = LOOK) -> str:
    return to_text(doc(*blocks), look)


SITE = "https://example.atlassian.net"
LINES = [
    (["a  b\tc\nd"], "a&nbsp; b&nbsp;&nbsp;&nbsp; c<br>d", "a  b\tc\nd"),
    (["<b> & \"q\" 'q'"], "&lt;b&gt; &amp; &quot;q&quot; &#x27;q&#x27;", "<b> & \"q\" 'q'"),
    (["a", node("hardBreak"), "b"], "a<br>b", "a\nb"),
    (
        [text("b", "strong"), text("!", "strong", "em")],
        "<strong>b</strong><strong><em>!</em></strong>",
        "*b!*",
    ),
    ([text(" b ", "strong")], "<strong> b </strong>", " *b*"),
    ([text("i", "em"), text("u", "underline")], "<em>i</em><u>u</u>", "iu"),
    ([text("gone", "strike")], "<s>gone</s>", "~~gone~~"),
    ([text("a b", "code")], "<code>a b</code>", "`a b`"),
    (["H", text("2", mark("subsup", type="sub")), "O"], "H<sub>2</sub>O", "H2O"),
    (["1", text("st", mark("subsup", type="sup"))], "1<sup>st</sup>", "1st"),
    (["m", text("2", mark("subsup", type="sup"))], "m<sup>2</sup>", "m^2"),
    ([text("r", mark("textColor", color="#FF5630"))], '<span style="color:#FF5630">r</span>', "r"),
    ([text("k", mark("textColor", color="#172b4d"))], "k", "k"),
    ([text("k", mark("textColor", color="red;background:url(https://example.com)"))], "k", "k"),
    (
        [text("y", mark("backgroundColor", color="#FEDEC8"))],
        '<span style="background-color:#fedec8;color:#172b4d">y</span>',
        "y",
    ),
    (
        [text("y", mark("backgroundColor", color="#000000"), mark("textColor", color="#000000"))],
        '<span style="background-color:#000000;color:#ffffff">y</span>',
        "y",
    ),
    ([text("a", mark("annotation", id="x"), "unheardOf", mark("dataConsumer"))], "a", "a"),
    (
        [text("a", link("https://example.com/x"))],
        '<a href="https://example.com/x">a</a>',
        "a <https://example.com/x>",
    ),
    (
        [text("example.com/", link("https://example.com"))],
        '<a href="https://example.com">example.com/</a>',
        "example.com/",
    ),
    (
        [text("a@example.com", link("mailto:a@example.com"))],
        '<a href="mailto:a@example.com">a@example.com</a>',
        "a@example.com",
    ),
    ([text("call", link("tel:+4930123"))], '<a href="tel:+4930123">call</a>', "call <tel:+4930123>"),
    (
        [text("a", link("https://example.com")), text("b", "strong", link("https://example.com"))],
        '<a href="https://example.com">a<strong>b</strong></a>',
        "a*b* <https://example.com>",
    ),
    (
        [text("a", link("/browse/AB-1"))],
        '<a href="https://example.atlassian.net/browse/AB-1">a</a>',
        "a <https://example.atlassian.net/browse/AB-1>",
    ),
    (
        [text("a", link("//example.com/x"))],
        '<a href="https://example.com/x">a</a>',
        "a <https://example.com/x>",
    ),
    (
        [text("a", link('https://example.com/"onclick="x'))],
        '<a href="https://example.com/%22onclick=%22x">a</a>',
        "a <https://example.com/%22onclick=%22x>",
    ),
    (
        [node("mention", id="a1", text="@old name")],
        '<span class="adf-mention">@Ann Example</span>',
        "@Ann Example",
    ),
    ([node("mention", id="b2", text="@Bob")], '<span class="adf-mention">@Bob</span>', "@Bob"),
    ([node("mention", id="b2")], '<span class="adf-mention">@somebody</span>', "@somebody"),
    ([node("emoji", shortName=":smile:", text="😄")], "😄", "😄"),
    ([node("emoji", shortName=":own:")], ":own:", ":own:"),
    (
        [node("date", timestamp="1773273600000")],
        '<time class="adf-date" datetime="2026-03-12">2026-03-12</time>',
        "2026-03-12",
    ),
    ([node("date", timestamp="soon")], "soon", "soon"),
    ([node("date", timestamp="9" * 40)], "9" * 40, "9" * 40),
    (
        [node("status", text="To do", color="blue")],
        '<span class="adf-status adf-status-blue">To do</span>',
        "[To do]",
    ),
    (
        [node("status", text="x", color="#ABCDEF")],
        '<span class="adf-status adf-status-custom" style="background-color:#abcdef;color:#172b4d">x</span>',
        "[x]",
    ),
    (
        [node("status", text="x", color='"><script>')],
        '<span class="adf-status adf-status-neutral">x</span>',
        "[x]",
    ),
    (
        [node("inlineCard", url="https://example.com/x")],
        '<a class="adf-card" href="https://example.com/x">https://example.com/x</a>',
        "https://example.com/x",
    ),
    (
        [node("inlineCard", url="https://example.atlassian.net/browse/AB-12")],
        '<a class="adf-card" href="https://example.atlassian.net/browse/AB-12">AB-12</a>',
        "AB-12 <https://example.atlassian.net/browse/AB-12>",
    ),
    (
        [node("inlineCard", data={"name": "N", "url": "https://example.com/n"})],
        '<a class="adf-card" href="https://example.com/n">N</a>',
        "N <https://example.com/n>",
    ),
    ([node("inlineCard", url="javascript:alert(1)")], "javascript:alert(1)", "javascript:alert(1)"),
    ([node("placeholder", text="write")], '<span class="adf-placeholder">write</span>', "[write]"),
    (
        [node("inlineExtension", extensionKey="k", extensionType="t")],
        '<span class="adf-missing">[k: not shown in this mail]</span>',
        "[k: not shown in this mail]",
    ),
    (
        [node("mediaInline", id="p1", collection="")],
        f'<a href="{SITE}/a/1"><img class="adf-picture" src="cid:p1@example.com" alt="plan.png" width="600"></a>',
        "[picture: plan.png] <https://example.atlassian.net/a/1>",
    ),
    (
        [node("mediaInline", id="f1", collection="")],
        '<a href="https://example.atlassian.net/a/2">[file: report.pdf]</a>',
        "[file: report.pdf] <https://example.atlassian.net/a/2>",
    ),
    ([node("futureInline", text="what it says")], "what it says", "what it says"),
    ([node("futureInline", text("inside", "strong"))], "<strong>inside</strong>", "*inside*"),
]


@pytest.mark.parametrize(("content", "in_html", "in_text"), LINES)
def test_a_line_says_the_same_in_html_and_in_text(content, in_html, in_text):
    assert html(p(*content)) == f"<p>{in_html}</p>"
    assert plain(p(*content)) == in_text


UNSAFE = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:x",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.com", "blob:x", "cid:x", "#top", "x.html",
    "", "https:", "https://", "http://[", "mailto:", None, 5, [], {}, True,
]  # fmt: skip


@pytest.mark.parametrize("href", UNSAFE)
def test_what_is_no_safe_link_is_its_text_alone(href):
    assert html(p(text("a", link(href)))) == "<p>a</p>"
    assert plain(p(text("a", link(href)))) == "a"


def test_without_a_site_a_link_without_a_host_is_its_text_alone():
    assert html(p(text("a", link("/browse/AB-1"))), look=Look(styled=False)) == "<p>a</p>"


ITEM = node("listItem", p("a"))
BLOCKS = {
    "heading 1": (node("heading", "Über", level=1), "<h1>Über</h1>", "Über\n===="),
    "heading 2": (node("heading", text("黒い", "strong"), level=2), "<h2><strong>黒い</strong></h2>", "黒い\n----"),
    "heading 4": (node("heading", "a", level=4), "<h4>a</h4>", "#### a"),
    "heading of no level": (node("heading", "a", level="x"), "<h3>a</h3>", "### a"),
    "empty paragraph": (p(), "", ""),
    "bullets": (
        node("bulletList", ITEM, node("listItem", p("b"), node("bulletList", ITEM))),
        "<ul><li>a</li><li>b<ul><li>a</li></ul></li></ul>",
        "- a\n- b\n  - a",
    ),
    "numbers": (
        node("orderedList", ITEM, node("listItem", p("b"), p("c")), order=9),
        '<ol start="9"><li>a</li><li><p>b</p><p>c</p></li></ol>',
        "9. a\n10. b\n\n    c",
    ),
    "tasks": (
        node(
            "taskList",
            node("taskItem", "a", state="DONE"),
            node("blockTaskItem", p("b"), state="TODO"),
            node("taskList", node("taskItem", "c", state="TODO")),
        ),
        '<ul class="adf-tasks"><li class="adf-done">☑&nbsp;a</li><li>☐&nbsp;b</li>'
        '<li><ul class="adf-tasks"><li>☐&nbsp;c</li></ul></li></ul>',
        "- [x] a\n- [ ] b\n  - [ ] c",
    ),
    "decisions": (
        node("decisionList", node("decisionItem", "a", state="DECIDED")),
        '<ul class="adf-decisions"><li>⤷&nbsp;a</li></ul>',
        "- Decision: a",
    ),
    "quote": (
        node("blockquote", p("a"), p("b")),
        "<blockquote><p>a</p><p>b</p></blockquote>",
        "> a\n>\n> b",
    ),
    "code": (
        node("codeBlock", "\nif a:\n    <b>\n", language="python"),
        '<pre class="adf-code">\n\nif a:\n    &lt;b&gt;\n</pre>',
        "    if a:\n        <b>",
    ),
    "rule": (node("rule"), "<hr>", "-" * 40),
    "rule with a body": (node("bodiedRule", p("a"), localId="1"), "<hr>\n<p>a</p>", "-" * 40 + "\n\na"),
    "columns": (
        node("layoutSection", node("layoutColumn", p("a"), width=50), node("layoutColumn", p("b"), width=50)),
        '<div class="adf-columns">'
        '<div class="adf-column" style="width:49%;min-width:200px"><p>a</p></div>'
        '<div class="adf-column" style="width:49%;min-width:200px"><p>b</p></div></div>',
        "a\n\nb",
    ),
    "expand": (
        node("expand", p("a"), node("nestedExpand", p("b"), title="<More>"), title="Title"),
        '<table class="adf-expand" role="presentation" cellpadding="0" cellspacing="0" width="100%">'
        '<tr valign="top"><td class="adf-panel-body"><div class="adf-expand-title">Title</div><p>a</p>'
        '<table class="adf-expand" role="presentation" cellpadding="0" cellspacing="0" width="100%">'
        '<tr valign="top"><td class="adf-panel-body"><div class="adf-expand-title">&lt;More&gt;</div><p>b</p>'
        "</td></tr></table></td></tr></table>",
        "▾ Title\n  a\n\n  ▾ <More>\n    b",
    ),
    "card": (
        node("blockCard", url="https://example.com/x"),
        '<p class="adf-card"><a class="adf-card" href="https://example.com/x">https://example.com/x</a></p>',
        "https://example.com/x",
    ),
    "embedded": (
        node("embedCard", url="https://example.com/x", layout="wide"),
        '<p class="adf-card"><a class="adf-card" href="https://example.com/x">https://example.com/x</a></p>',
        "https://example.com/x",
    ),
    "list of issues": (
        node("blockCard", datasource={"id": "x", "parameters": {}, "views": []}),
        '<p class="adf-card">[list of issues: not shown in this mail]</p>',
        "[list of issues: not shown in this mail]",
    ),
    "extension": (
        node("extension", extensionKey="toc", extensionType="t"),
        '<p class="adf-missing">[toc: not shown in this mail]</p>',
        "[toc: not shown in this mail]",
    ),
    "extension with a name": (
        node("extension", extensionKey="k", parameters={"extensionTitle": "Chart"}),
        '<p class="adf-missing">[Chart: not shown in this mail]</p>',
        "[Chart: not shown in this mail]",
    ),
    "extension with a body": (
        node("bodiedExtension", p("a"), extensionKey="excerpt", extensionType="t"),
        '<p class="adf-missing">[excerpt]</p>\n<p>a</p>',
        "[excerpt]\n\na",
    ),
    "extension with frames": (
        node("multiBodiedExtension", node("extensionFrame", p("a")), extensionKey="tabs"),
        '<p class="adf-missing">[tabs]</p>\n<p>a</p>',
        "[tabs]\n\na",
    ),
    "synced": (
        node("syncBlock", resourceId="1", localId="2"),
        '<p class="adf-missing">[content from another page: not shown in this mail]</p>',
        "[content from another page: not shown in this mail]",
    ),
    "synced with a body": (node("bodiedSyncBlock", p("a"), resourceId="1"), "<p>a</p>", "a"),
    "future block": (node("future", node("futurePart", p("a")), "b"), "<p>a</p><p>b</p>", "a\n\nb"),
    "future block of attributes": (node("future", title="T"), "<p>T</p>", "T"),
    "future block of nothing": (
        node("fu<ture"),
        '<p class="adf-missing">[future: not shown in this mail]</p>',
        "[future: not shown in this mail]",
    ),
    "right to left": (p("سلام"), '<p dir="rtl">سلام</p>', "سلام"),
    "centred": (p("a", marks=(mark("alignment", align="center"),)), '<p style="text-align:center">a</p>', "a"),
    "at the end": (p("a", marks=(mark("alignment", align="end"),)), '<p style="text-align:right">a</p>', "a"),
    "indented": (p("a", marks=(mark("indentation", level=2),)), '<p style="margin-left:60px">a</p>', "a"),
    "small": (p("a", marks=(mark("fontSize", fontSize="small"),)), '<p class="adf-small">a</p>', "a"),
    "wide": (p("a", marks=(mark("breakout", mode="wide"), mark("fragment", localId="1"))), "<p>a</p>", "a"),
}  # fmt: skip


@pytest.mark.parametrize(("block", "in_html", "in_text"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_shown_as_such(block, in_html, in_text):
    assert html(block) == in_html
    assert plain(block) == in_text


PANELS = [
    ("info", "ℹ", "Info"), ("note", "✎", "Note"), ("tip", "☀", "Tip"), ("warning", "⚠", "Warning"),
    ("error", "✖", "Error"), ("success", "✔", "Success"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "icon", "word"), PANELS)
def test_a_panel_begins_with_its_word(kind, icon, word):
    block = node("panel", p("a"), p("b"), panelType=kind)
    assert f'<td class="adf-panel-icon" title="{word}">{icon}</td>' in html(block)
    assert f'<table class="adf-panel adf-panel-{kind}" role="presentation"' in html(block)
    assert plain(block) == f"{word}: a\n\n  b"


def test_a_panel_of_a_list_has_its_word_in_a_line_of_its_own():
    assert plain(node("panel", node("bulletList", ITEM, ITEM), panelType="info")) == "Info:\n  - a\n  - a"


def test_a_panel_of_ones_own_has_its_emoji_and_colour():
    block = node("panel", p(text("a", link("https://example.com"))), panelType="custom", panelIconText="🌈",
                 panelColor="#403294")  # fmt: skip
    shown = html(block)
    assert "background-color:#403294;color:#ffffff" in shown
    assert '<a style="color:#ffffff" href=' in shown
    assert plain(block) == "🌈 a <https://example.com>"
    assert plain(node("panel", p("a"), panelType="future")) == "a"


def test_words_and_dates_are_those_of_the_look():
    look = Look(words=Words(info="Hinweis", missing="fehlt hier"), day=lambda day: day.strftime("%d.%m.%Y"))
    shown = plain(
        node("panel", p(node("date", timestamp="1773273600000")), panelType="info"),
        node("extension", extensionKey="toc"),
        look=look,
    )
    assert shown == "Hinweis: 12.03.2026\n\n[toc: fehlt hier]"
    assert date(2026, 3, 12).isoformat() == "2026-03-12"


def test_an_expand_can_be_folded_where_the_look_says_so():
    look = Look(open_expands=False, styled=False)
    block = node("expand", p("a"), title="T")
    assert html(block, look=look) == (
        '<details class="adf-expand"><summary class="adf-expand-title">T</summary><p>a</p></details>'
    )
    assert plain(block, look=look) == "▾ T\n  a"


def single(*content: dict, **attrs: object) -> dict:
    return node("mediaSingle", *content, **({"layout": "align-start"} | attrs))


def file(id: str, **attrs: object) -> dict:
    return node("media", type="file", id=id, collection="", **attrs)


PICTURE = '<img class="adf-picture" src="cid:p1@example.com" alt="plan.png" width="{}">'
OPENED = '<div class="adf-media"><a href="https://example.atlassian.net/a/1">{}</a></div>'
MEDIA = {
    "known": (
        single(file("p1")),
        OPENED.format(PICTURE.format(600)),
        "[picture: plan.png] <https://example.atlassian.net/a/1>",
    ),
    "smaller": (
        single(file("p1"), width=50),
        OPENED.format(PICTURE.format(300)),
        "[picture: plan.png] <https://example.atlassian.net/a/1>",
    ),
    "in pixels": (
        single(file("p1"), width=120, widthType="pixel"),
        OPENED.format(PICTURE.format(120)),
        "[picture: plan.png] <https://example.atlassian.net/a/1>",
    ),
    "with words of its own": (
        single(file("p1", alt='A "plan"')),
        OPENED.format(PICTURE.format(600)).replace("plan.png", "A &quot;plan&quot;"),
        '[picture: A "plan"] <https://example.atlassian.net/a/1>',
    ),
    "with a link": (
        single(file("p1")) | {"marks": [link("https://example.com/x")]},
        '<div class="adf-media"><a href="https://example.com/x">' + PICTURE.format(600) + "</a></div>",
        "[picture: plan.png] <https://example.com/x>",
    ),
    "with a border": (
        single(file("p1") | {"marks": [mark("border", size=2, color="#091e4224")]}),
        OPENED.format(PICTURE.format(600)).replace(" src", ' style="border:2px solid #091e42" src'),
        "[picture: plan.png] <https://example.atlassian.net/a/1>",
    ),
    "with a caption": (
        single(file("x", alt="x.png"), node("caption", "below"), layout="center"),
        '<div class="adf-media" style="text-align:center">[picture: x.png]<div class="adf-caption">below</div></div>',
        "[picture: x.png]\nbelow",
    ),
    "unknown": (single(file("x")), '<div class="adf-media">[picture]</div>', "[picture]"),
    "unknown external": (
        single(node("media", type="external", url="https://example.net/x.png", alt="x")),
        '<div class="adf-media"><a href="https://example.net/x.png">[picture: x]</a></div>',
        "[picture: x] <https://example.net/x.png>",
    ),
    "known external": (
        single(node("media", type="external", url="https://example.net/o.png")),
        '<div class="adf-media"><a href="https://example.net/o.png">'
        '<img class="adf-picture" src="cid:o@example.com" alt="o.png"></a></div>',
        "[picture: o.png] <https://example.net/o.png>",
    ),
    "files": (
        node("mediaGroup", file("f1"), file("x", alt="b.pdf")),
        '<div class="adf-media"><a href="https://example.atlassian.net/a/2">[file: report.pdf]</a></div>'
        '<div class="adf-media">[file: b.pdf]</div>',
        "[file: report.pdf] <https://example.atlassian.net/a/2>\n[file: b.pdf]",
    ),
}


@pytest.mark.parametrize(("block", "in_html", "in_text"), MEDIA.values(), ids=MEDIA)
def test_pictures_are_those_of_the_look_and_all_others_words(block, in_html, in_text):
    assert html(block) == in_html
    assert plain(block) == in_text


@pytest.mark.parametrize("src", ["javascript:x", "data:image/svg+xml,x", "//example.com/x.png", "x.png", ""])
def test_no_picture_comes_from_anywhere_else(src):
    assert "<img" not in html(single(file("p")), look=Look(pictures={"p": Picture(src, "p.png")}))


def cell(said: str | dict, kind: str = "tableCell", **attrs: object) -> dict:
    return node(kind, p(said) if isinstance(said, str) else said, **attrs)


def row(*cells: str | dict, head: bool = False) -> dict:
    kind = "tableHeader" if head else "tableCell"
    return node("tableRow", *(cell(each, kind) if isinstance(each, str) else each for each in cells))


def test_a_table_keeps_heads_spans_backgrounds_and_widths():
    shown = html(
        node(
            "table",
            node("tableRow", cell("A", "tableHeader", colwidth=[100]), cell("B", "tableHeader", colwidth=[300])),
            node("tableRow", cell("c", rowspan=2, colspan=1, background="#DEEBFF"), cell("d", valign="middle")),
            node("tableRow", cell("e", background='red"><script>', rowspan=7, colspan=0)),
            node("tableRow", cell("f", colspan=2), node("tableCell")),
        )
    )  # fmt: skip
    assert shown == (
        '<div class="adf-scroll"><table class="adf-table" border="1" cellpadding="6" cellspacing="0" width="100%">'
        '<colgroup><col width="25%"><col width="75%"></colgroup>'
        '<tr valign="top"><th>A</th><th>B</th></tr>'
        '<tr valign="top"><td style="background-color:#deebff;color:#172b4d" rowspan="2">c</td>'
        '<td valign="middle">d</td></tr><tr valign="top"><td rowspan="2">e</td></tr>'
        '<tr valign="top"><td colspan="2">f</td><td>&nbsp;</td></tr></table></div>'
    )


def test_rows_are_numbered_where_the_table_says_so():
    block = node("table", row("A", head=True), row("a"), row("b"), isNumberColumnEnabled=True)
    assert re.findall(r'<td class="adf-number">(\d*)</td>', html(block)) == ["", "1", "2"]
    assert plain(block) == "  | A\n--+--\n1 | a\n2 | b"


LONG = "a sentence that is long enough to make the table wider than what people like to read"
TABLES = {
    "narrow": (
        [row("Name", "Count", head=True), row("Toner 黒", "12"), row("e\u0301", "3")],
        """
        Name     | Count
        ---------+------
        Toner 黒 | 12
        e\u0301        | 3
        """,
    ),
    "cells of several lines": (
        [row(cell(node("bulletList", ITEM, ITEM)), "b"), row("c", "d")],
        """
        - a | b
        - a |
        c   | d
        """,
    ),
    "spans": (
        [row(cell("a", rowspan=2), "b"), row("c"), row(cell("d", colspan=2)), row("e", "f")],
        """
        a | b
          | c
        d |
        e | f
        """,
    ),
    "wide": (
        [row("Part", "Found", head=True), row("Fuser", LONG), row("Lid", cell(node("bulletList", ITEM, ITEM)))],
        f"""
        Part: Fuser
        Found: {LONG}

        Part: Lid
        Found:
          - a
          - a
        """,
    ),
    "wide with heads of rows": (
        [row(cell("Fuser", "tableHeader"), LONG), row(cell("Lid", "tableHeader"), "b")],
        f"""
        Fuser: {LONG}

        Lid: b
        """,
    ),
    "wide without heads": ([row("a", LONG), row("b", "c")], f"a\n{LONG}\n\nb\nc"),
    "heads alone": ([row("Part", LONG, head=True)], f"Part\n{LONG}"),
    "short heads alone": ([row("Part", "x", head=True)], "Part | x\n-----+--"),
    "nothing": ([row("", ""), row("")], ""),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_tables_in_text_can_be_read(rows, expected):
    assert plain(node("table", *rows)) == flat(expected)


def test_people_and_pictures_are_known_beforehand():
    shown = doc(
        p(node("mention", id="b"), node("mention", id="a"), node("mention", id="b")),
        p(node("mention", id="all", userType="SPECIAL"), node("mention")),
        node(
            "panel", p(node("mention", id="c"), node("mediaInline", id="m2", alt="two.png")), panelType="info"
        ),
        single(file("m1", alt="one.png")),
        single(node("media", type="external", url="https://example.net/x.png")),
        node("mediaGroup", file("m2")),
    )
    assert mentioned(shown) == ("b", "a", "c")
    assert media_ids(shown) == ("m2", "m1")
    assert media_used(shown) == (
        UsedMedia("m2", "two.png", external=False),
        UsedMedia("m1", "one.png", external=False),
        UsedMedia("https://example.net/x.png", "", external=True),
    )


EVERYTHING = doc(
    *(p(*content) for content, _, _ in LINES),
    *(block for block, _, _ in BLOCKS.values()),
    *(block for block, _, _ in MEDIA.values()),
    *(node("panel", p("a"), panelType=kind, panelIcon=":x:") for kind, _, _ in [*PANELS, ("custom", "", "")]),
    *(
        p(node("status", text="x", color=colour))
        for colour in ("neutral", "purple", "red", "yellow", "green")
    ),
    *(node("table", *rows, isNumberColumnEnabled=True) for rows, _ in TABLES.values()),
)


def test_every_class_is_documented_and_used():
    used = {
        name for names in re.findall(r' class="([^"]*)"', to_html(EVERYTHING, LOOK)) for name in names.split()
    }
    base = {re.sub(r"(panel|status)-(?!icon|body)\w+", r"\1", name) for name in used}
    assert base == set(CLASSES)
    assert set(re.findall(r"\.([\w-]+)", re.sub(r"\{.*?\}", "", STYLESHEET))) <= used


def test_no_text_of_the_default_look_has_a_colour_without_a_background_nor_a_background_without_one():
    for style in re.findall(r"\{(.*?)\}", STYLESHEET) + re.findall(
        r'style="(.*?)"', to_html(EVERYTHING, STYLED)
    ):
        if "background" in style:
            assert re.search(r"(?:^|;)color:", style), style
    assert not re.findall(
        r"(?:^|;)color:", ";".join(s for s in re.findall(r"\{(.*?)\}", STYLESHEET) if "backg" not in s)
    )


def test_every_colour_of_the_default_look_is_one():
    colours = re.findall(r"#[\w]+", STYLESHEET)
    assert len(colours) > 20 and all(len(each) == 7 and colour(each) == each for each in colours)


def test_the_text_of_the_default_look_can_be_read_on_its_background():
    painted = re.findall(r"background-color:(#\w+);color:(#\w+)", STYLESHEET)
    assert len(painted) > 12
    assert all(text_on(ink, surface) == ink for surface, ink in painted)


def test_every_image_has_words():
    images = re.findall(r"<img[^>]*>", to_html(EVERYTHING, LOOK))
    assert images and all(re.search(r' alt="[^"]+"', image) for image in images)


def test_the_last_block_in_a_box_has_no_margin_below():
    shown = html(node("blockquote", p("a"), p("b")), p("c"), look=STYLED)
    assert re.findall(r'<p style="(.*?)">(\w)', shown) == [
        ("margin:0 0 10px", "a"), ("margin:0", "b"), ("margin:0 0 10px", "c"),
    ]  # fmt: skip
