"""HTML to documents: what a browser would show, in what Jira can hold."""

from __future__ import annotations

import pytest

from postroom.jira.adf import html_to_adf
from tests.jira.documents import flat, outline

pytestmark = pytest.mark.pure


def shown(html: str) -> str:
    return outline(html_to_adf(html))


def test_it_works():
    assert shown("<h1>Hello</h1><p>big <b>world</b></p>") == "h1: Hello\np: big <b>world</b>"


LONG = "As long as prose is, and " * 5 + "longer"

LINES = [
    ("", ""),
    (" \n\t ", ""),
    ("just text", "p: just text"),
    ("a &lt;b&gt; &amp; c &#128512;", "p: a <b> & c 😀"),
    ("<p>one\n  two\t three </p>", "p: one two three"),
    ("<p>a<b> b </b> c</p>", "p: a<b> b </b>c"),
    ("<p>a&nbsp;&nbsp;b</p>", "p: a  b"),
    ("<p>&nbsp;</p><p></p><p> <br> </p>", ""),
    ("<p>one</p><p>two</p>", "p: one\np: two"),
    ("one<br>two<br/>three", "p: one / two / three"),
    ("one<br><br>two<br><br><br>three", "p: one\np: two\np: three"),
    ("<div>one</div><div>two</div>", "p: one / two"),
    ("<div>one</div><div><br></div><div>two</div>", "p: one\np: two"),
    ("<div>one<br></div><div>two<br></div>", "p: one / two"),
    ("<div><div><div>one</div></div></div><span>two</span>", "p: one / two"),
    (f"<div>{LONG}</div><div>{LONG}</div>", f"p: {LONG}\np: {LONG}"),
    (f"<div>{LONG}</div><div>short</div>", f"p: {LONG} / short"),
    ('<p class="MsoNormal">one</p><p class="MsoNormal">two</p>', "p: one / two"),
    ('<p class="MsoNormal" style="margin-bottom:8pt">one</p><p class="MsoNormal">two</p>', "p: one\np: two"),
    ('<p style="margin:0">one</p><p style="margin:0">two</p>', "p: one / two"),
    ('<style>p{margin:0}</style><p>one</p><p>two</p>', "p: one / two"),
    ('<div style="margin-top:12px">one</div><div style="margin-top:12px">two</div>', "p: one\np: two"),
    ('<div style="white-space:pre-wrap">one\n  two\n\nthree</div>', "p: one /   two\np: three"),
    ('a<span style="white-space:pre">\t</span>b', "p: a\tb"),
    ("<span>one</span><span style='display:block'>two</span>three", "p: one / two / three"),
    ("a<wbr>b&shy;c", "p: ab\u00adc"),
    ("<p>kept<o:p>&nbsp;</o:p></p>", "p: kept"),
    ("<center>middle</center><p align=right>end</p>", "p (center): middle\np (end): end"),
    ('<div style="text-align:center">a<p style="text-align:left">b</p></div>', "p (center): a\np: b"),
    ('<p dir="rtl">שלום</p>', "p (end): שלום"),
    ("<p>a<hr>b", "p: a\n---\np: b"),
    ("<hr><hr>a<hr><hr>b<hr>", "p: a\n---\np: b"),
    ('<div style="border:none;border-top:solid #E1E1E1 1.0pt">From</div>', "p: From"),
    ('a<div style="border:none;border-top:solid #E1E1E1 1.0pt">From</div>', "p: a\n---\np: From"),
    ('a<div style="border-top:0px solid red">b</div>', "p: a / b"),
    ("<q>said</q>", "p: “said”"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), LINES)
def test_lines_and_paragraphs_are_where_a_browser_has_them(html, expected):
    assert shown(html) == expected


MARKS = [
    ("<b>a</b><strong>b</strong>", "<b>ab</b>"),
    ("<i>a</i><em>b</em><u>c</u><s>d</s><del>e</del>", "<i>ab</i><u>c</u><s>de</s>"),
    ("H<sub>2</sub>O<sup>3</sup>", "H<sub>2</sub>O<sup>3</sup>"),
    ("<b><i>x</i></b>", "<i><b>x</b></i>"),
    ("<b>x <code>y</code></b>", "<b>x </b><code>y</code>"),
    ("<tt>a</tt> <kbd>b</kbd> <samp>c</samp>", "<code>a</code> <code>b</code> <code>c</code>"),
    ('<span style="font-weight:700">a</span><b style="font-weight:normal">b</b>', "<b>a</b>b"),
    ('<span style="FONT-STYLE: italic; text-decoration: underline line-through">a</span>', "<s><u><i>a</i></u></s>"),
    ('<span style="vertical-align:super">a</span>', "<sup>a</sup>"),
    ('<font color="red" face="Arial">a</font>', "<#FF0000>a</#FF0000>"),
    ('<span style="color:#C00000">a</span>', "<#C00000>a</#C00000>"),
    ('<span style="color:rgb(0, 112, 192)">a</span>', "<#0070C0>a</#0070C0>"),
    ('<span style="color:blue">a</span>', "<#4C9AFF>a</#4C9AFF>"),
    ('<span style="color:#ffff00">a</span>', "<#CF9F02>a</#CF9F02>"),
    ('<span style="color:black">a</span><span style="color:#fff">b</span><span style="color:#1F497D">c</span>', "abc"),
    ('<span style="color:#777">a</span><span style="color:windowtext">b</span><span style="color:#12">c</span>', "abc"),
    ('<span style="color:red"><span style="color:black">a</span></span>', "a"),
    ('<span style="background:yellow">a</span>', "a"),
    ('<style>.x{font-weight:bold}</style><span class="x y">a</span>', "<b>a</b>"),
    ('<style>@media print{.x{font-weight:bold}}</style><span class="x">a</span>', "a"),
    ("<abbr title=x>a</abbr> <mark>b</mark> <small>c</small> <unknown>d</unknown>", "a b c d"),
    ("<b> </b>a<u> </u>b", "a b"),
    ("a <span style=\"font-family:'Courier New',monospace\">b</span> and c and d", "a <code>b</code> and c and d"),
    ("<span style=\"font-family:'Courier New'\">all of the mail</span>", "all of the mail"),
    ('<body style="font-family:monospace">all <b>of</b> it', "all <b>of</b> it"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), MARKS)
def test_marks_are_kept_where_they_can_be_read(html, expected):
    assert shown(html) == f"p: {expected}"


LINKS = [
    ('<a href="https://example.com/x">a</a>', "[a](https://example.com/x)"),
    ('<a href="https://example.com/x"><b>a</b> <u style="color:red">b</u></a>', "[<b>a </b>](https://example.com/x)[b](https://example.com/x)"),
    ('<a href=" HTTP://example.com/a b\n"> a </a>', "[a](HTTP://example.com/a%20b)"),
    ('<a href="mailto:a@example.com">a</a> <a href="tel:+4930">b</a>', "[a](mailto:a@example.com) [b](tel:+4930)"),
    ('<a href="ftp://example.com/x">a</a>', "[a](ftp://example.com/x)"),
    ('<a href="javascript:alert(1)">a</a>', "a"),
    ('<a href="java\tscript:alert(1)">a</a>', "a"),
    ('<a href="&#1;javascript:alert(1)">a</a>', "a"),
    ('<a href="data:text/html,x">a</a><a href="vbscript:x">b</a><a href="blob:x">c</a>', "abc"),
    ('<a href="#top">a</a> <a href="/x">b</a> <a href="x.html">c</a> <a href="//example.com">d</a>', "a b c d"),
    ('<a href="http://">a</a> <a href="https:///x">b</a> <a href="mailto:">c</a> <a>d</a>', "a b c d"),
    (f'<a href="https://example.com/{"x" * 3000}">a</a>', "a"),
    ("see https://example.com/a.", "see [https://example.com/a](https://example.com/a)."),
    ('<a href="http://[::1">a</a>', "a"),
    ("www.example.com/a.", "[www.example.com/a](http://www.example.com/a)."),
    ("to ada@example.com!", "to [ada@example.com](mailto:ada@example.com)!"),
    ("https://exa<wbr>mple.com/a", "[https://example.com/a](https://example.com/a)"),
    ('<a href="https://example.com"><img src="https://example.com/b.png" alt="Buy"></a>', "[Buy](https://example.com)"),
    ('<a href="file:///\\\\host\\a\\plan.doc">the plan</a>', "the plan (file:///\\\\host\\a\\plan.doc)"),
    ('<a href="file://host/a/plan.doc">plan.doc</a>', "plan.doc"),
    ("<code>https://example.com</code>", "<code>https://example.com</code>"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), LINKS)
def test_links_lead_only_where_they_may(html, expected):
    assert shown(html) == f"p: {expected}"


HIDDEN = [
    '<div style="display:none">x</div>',
    '<div style="DISPLAY : NONE !important">x</div>',
    '<span style="visibility:hidden">x</span>',
    '<span style="opacity:0">x</span>',
    '<span style="font-size:0">x</span>',
    '<span style="font-size:1px;color:#fff">x</span>',
    '<div style="max-height:0;overflow:hidden">x</div>',
    '<div style="height:0px; overflow: hidden">x</div>',
    "<div hidden>x</div>",
    "<style>.pre{display:none!important}</style><div class=pre>x</div>",
    "<style>#pre{display:none}</style><div id=pre>x</div>",
    "<style>p{x:y}</style><script>x</script><title>x</title><template>x</template>",
    "<!-- x --><!--[if mso]><p>x</p><![endif]--><!--[if gte mso 9]><xml>x</xml><![endif]-->",
    "<svg><text>x</text></svg><iframe>x</iframe><canvas>x</canvas>",
    "<select><option>x</option></select>",
    '<img src="https://example.com/o.gif" width=1 height=1 alt=x>',
    '<table><tr style="display:none"><td>x</table>',
    '<table><tr><td style="display:none">x</table>',
]


@pytest.mark.parametrize("html", HIDDEN)
def test_what_a_browser_does_not_show_is_left_out(html):
    assert shown(f"a{html}<p>b</p>") == "p: a\np: b"


SHOWN = [
    ('<div style="font-size:0">a<span style="font-size:14px">b</span></div>', "p: b"),
    ("<!--[if !mso]><!-->a<!--<![endif]--><![if !vml]>b<![endif]>", "p: ab"),
    ("<style>@media (max-width:600px){.x{display:none}}</style><p class=x>a</p>", "p: a"),
    ("<noscript>a</noscript>", "p: a"),
    ('<a style="mso-hide:all">a</a>', "p: a"),
    ('<div style="overflow:hidden;height:10px">a</div>', "p: a"),
]


@pytest.mark.parametrize(("html", "expected"), SHOWN)
def test_what_a_browser_does_show_is_kept(html, expected):
    assert shown(html) == expected


BLOCKS = [
    ("<h1>a</h1><h6>b</h6><h7>c</h7>", "h1: a\nh6: b\np: c"),
    ("<h2>a <i>b</i></h2>", "h2: a <i>b</i>"),
    ("<h2 align=center>a</h2>", "h2 (center): a"),
    (f"<h2>{'x' * 300}</h2>", f"p: {'x' * 300}"),
    ("<h2></h2><h3><img src=cid:a></h3>", "picture cid:a"),
    ("<blockquote>a<blockquote>b<blockquote>c</blockquote></blockquote></blockquote>",
     "blockquote\n  p: a\n  p: b\n  p: c"),
    ("<blockquote><h2>a</h2><hr><ul><li>b</ul></blockquote>",
     "blockquote\n  p: <b>a</b>\n  ul\n    li\n      p: b"),
    ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">a</blockquote>', "p: a"),
    ("<pre>a  b\n  c\n</pre><p>x", "code: 'a  b\\n  c'\np: x"),
    ('<p>x</p><pre class="language-py"><code>a</code></pre>', "p: x\ncode py: 'a'"),
    ('<p>x</p><div class="highlight highlight-source-shell"><pre>a<span>b</span><br>c</pre></div>',
     "p: x\ncode shell: 'ab\\nc'"),
    ("<pre>Hello,\n\nhow are you?\n- a\n- b</pre>",
     "p: Hello,\np: how are you?\nul\n  li\n    p: a\n  li\n    p: b"),
    ('<p>x</p><pre class="moz-signature">-- \nAda</pre>', "p: x\np: -- / Ada"),
    ("<p>x</p><pre> \n </pre>", "p: x"),
    ("<details><summary>More <b>x</b></summary><h2>a</h2><table border=1><tr><td>b<td>c</table></details>",
     "expand More x\n  h2: a\n  table\n    tr\n      td\n        p: b\n      td\n        p: c"),
    ("<details><summary>a</summary><details><summary>b</summary><details><summary>c</summary>d</details></details></details>",
     "expand a\n  nestedExpand b\n    p: <b>c</b>\n    p: d"),
    ("<blockquote><details><summary>a</summary>b</details></blockquote>", "blockquote\n  p: <b>a</b>\n  p: b"),
    ("<dl><dt>a<dd>b<dd>c<dt>d</dl>", "p: <b>a</b> / b / c\np: <b>d</b>"),
    ("<p style='font-family:Consolas'>prose</p>" + "<p>other words here, more of them</p>"
     + "".join(f'<p class=MsoNormal><span style="font-family:Consolas">{x}</span></p>' for x in "ab"),
     "p: prose\np: other words here, more of them\ncode: 'a\\nb'"),
    ("<fieldset><legend>a</legend>b</fieldset><figure>c<figcaption>d</figcaption></figure>",
     "p: a / b\np: c / d"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), BLOCKS)
def test_blocks_become_blocks(html, expected):
    assert shown(html) == expected


PICTURES = [
    ('a<img src="cid:x@y">b', "p: a\npicture cid:x@y\np: b"),
    ('<img src="CID:x%40y" alt="A shot" width="30%" height=20>', "picture cid:x@y A shot"),
    ('<img src="cid:x" width=640 height="480px" alt="shot.png">', "picture cid:x 640x480 shot.png"),
    ('<img src="cid:x" width=1280 height=960 style="width:6.6666in;height:5in">', "picture cid:x 640x480"),
    ('<ul><li>a<img src="cid:x"><li><img src="cid:y"></ul>',
     "ul\n  li\n    p: a\n    picture cid:x\n  li\n    picture cid:y"),
    ('<table border=1><tr><td>a<td><img src="cid:x"></table>',
     "table\n  tr\n    td\n      p: a\n    td\n      picture cid:x"),
    ('<blockquote><img src="cid:x"></blockquote>', "blockquote\n  picture cid:x"),
    ('<ul><li><input type=checkbox>a <img src="cid:x"></ul>', "ul\n  li\n    p: ☐ a\n    picture cid:x"),
    ('fine <img src="cid:x" width=16 height=16 alt=":-)">', "p: fine :-)"),
    ('fine <img src="cid:x" width=16 height=16 alt="smile.png">', "p: fine"),
    ('fine <img src="cid:x" alt="🙂">', "p: fine 🙂"),
    ('fine <img src="https://example.com/u1f642.png" alt="🙂" width=20>', "p: fine 🙂"),
    ('<img src="https://example.com/a.png" alt="Our office">', "p: Our office"),
    ('<img src="https://example.com/a.png">', "p: [[picture]](https://example.com/a.png)"),
    ('<img src="https://example.com/a.png" alt="a.png">', "p: [[picture: a.png]](https://example.com/a.png)"),
    ('<table><tr><td>a<img src="https://example.com/a.png"></table>', "p: a"),
    ('a<img src="data:image/png;base64,AAAA" alt="drawing">', "p: adrawing"),
    ('a<img src="cid:x" width=0><img src="cid:y" height=2><img src="cid:" alt=b>', "p: ab"),
    ('<p>x<img><img src=""></p>', "p: x[picture][picture]"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), PICTURES)
def test_pictures_have_their_place(html, expected):
    assert shown(html) == expected


def test_what_lies_too_deep_is_still_said():
    for depth in (120, 149, 151, 200, 400, 1000, 2040, 3000, 50_000):
        for tag in ("div", "blockquote", "ul><li", "table><tr><td", "b", "details"):
            html = (
                f"<{tag}>" * depth + "<p>deep<br>down</p><p style='color:red'>below</p><script>evil</script>"
            )
            text = outline(html_to_adf(f"top{html}"))
            assert "evil" not in text
            assert all(word in text for word in ("top", "deep", "down", "below")), (depth, tag)


def test_an_endless_mail_is_read_as_far_as_jira_shows_it():
    assert 30_000 < len(shown("<p>word and more words</p>\n" * 50_000)) < 200_000


BROKEN = [
    "<", "<p", "</", "<!", "<!--", "&", "&#", "&#x110000;", "<a href=", "\x00<p>\x00a", "\ud800<b>x", "<p style=",
    "<table><tr><td", "<![CDATA[x]]>", "<?php x ?>", "<frameset><frame>", "<plaintext>a<b>", "<html></html>x",
]  # fmt: skip


@pytest.mark.parametrize("html", BROKEN)
def test_broken_beginnings_do_no_harm(html):
    shown(html)


def test_controls_and_half_characters_never_reach_a_document():
    assert shown("<p>a&#1;b&#xFFFE;c&#8232;d&#11;e\x0bf\x85g</p>") == "p: abc d e f g"


LISTS = {
    "<ul><li>a<li>b</ul>": """
        ul
          li
            p: a
          li
            p: b
    """,
    '<ol start="3"><li>a</ol><ol><li value=7>b</ol><ol start=x><li>c</ol>': """
        ol 3
          li
            p: a
        ol 7
          li
            p: b
        ol 1
          li
            p: c
    """,
    "<ol><li>a<li value=2>b<li value=9>c<li>d</ol>": """
        ol 1
          li
            p: a
          li
            p: b
        ol 9
          li
            p: c
          li
            p: d
    """,
    "<ul><li>a<ol><li>b</ol></li></ul>": """
        ul
          li
            p: a
            ol 1
              li
                p: b
    """,
    "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>": """
        ul
          li
            p: a
            ul
              li
                p: b
          li
            p: c
    """,
    "<ul><li>a</li><li style='list-style:none'><ul><li>b</li></ul></li></ul>": """
        ul
          li
            p: a
            ul
              li
                p: b
    """,
    "<ul><li><ul><li>a</li></ul></li></ul>": """
        ul
          li
            p: a
    """,
    "<li>a<li>b<p>c</p>": """
        ul
          li
            p: a
          li
            p: b
            p: c
    """,
    "<ul>text<li>a</li><p>more</p></ul>": """
        ul
          li
            p: text
          li
            p: a
            p: more
    """,
    "<ul><li></li><li> &nbsp; </li></ul><ul></ul>": "",
    "<ul><li><h2>a</h2><blockquote>b</blockquote><hr><pre>c</pre><table border=1><tr><td>d<td>e</table></ul>": """
        ul
          li
            p: <b>a</b>
            p: b
            code: 'c'
            p: d | e
    """,
    "<ul><li>1<ul><li>2<ul><li>3<ul><li>4<ul><li>5<ul><li>6<ol start=3><li>7<ul><li>8</ul><li>9</ul>": """
        ul
          li
            p: 1
            ul
              li
                p: 2
                ul
                  li
                    p: 3
                    ul
                      li
                        p: 4
                        ul
                          li
                            p: 5
                            ul
                              li
                                p: 6
                                p: 3. 7
                                p: • 8
                                p: 4. 9
    """,
    "<ul><li><input type=checkbox checked> a<li><p><input type=checkbox> <b>b</b></p><p>c</p></ul>": """
        taskList
          done: a
          todo: <b>b</b> / c
    """,
    "<ul><li>☐ a<ul><li>☑ b</ul></ul>": """
        taskList
          todo: a
          taskList
            done: b
    """,
    "<ul><li>[ ] a<li>[x] b<li>[X] c</ul>": """
        taskList
          todo: a
          done: b
          done: c
    """,
    '<ul><li aria-checked="true" role="checkbox">a<li aria-checked="false">b</ul>': """
        taskList
          done: a
          todo: b
    """,
    "<ul><li><input type=checkbox> a<li>b</ul>": """
        ul
          li
            p: ☐ a
          li
            p: b
    """,
    "<blockquote><ul><li>☐ a<ul><li>☑ b</ul></ul></blockquote>": """
        blockquote
          ul
            li
              p: ☐ a
              ul
                li
                  p: ☑ b
    """,
}


@pytest.mark.parametrize(("html", "expected"), LISTS.items())
def test_lists_are_lists(html, expected):
    assert shown(html) == flat(expected)


def word_item(level: int, marker: str, text: str) -> str:
    return (
        f'<p class="MsoListParagraph" style="margin-left:{36 * level}pt;text-indent:-18.0pt;'
        f'mso-list:l0 level{level} lfo1"><![if !supportLists]><span style="font-family:Symbol">'
        f'<span style="mso-list:Ignore">{marker}<span style="font:7.0pt &quot;Times New Roman&quot;">&nbsp;&nbsp; '
        f"</span></span></span><![endif]>{text}<o:p></o:p></p>"
    )


def test_word_writes_lists_as_paragraphs():
    html = "".join(
        [
            word_item(1, "·", "a"), word_item(2, "o", "b"), word_item(2, "1.", "c"), word_item(2, "2.", "d"),
            word_item(1, "·", "e"), "<p class=MsoNormal>between</p>", word_item(1, "3)", "f"),
        ]
    )  # fmt: skip
    assert shown(html) == flat("""
        ul
          li
            p: a
            ul
              li
                p: b
            ol 1
              li
                p: c
              li
                p: d
          li
            p: e
        p: between
        ol 3
          li
            p: f
    """)


def test_word_lists_are_known_by_their_bullets_where_their_style_is_lost():
    html = (
        "<p class=MsoListParagraphCxSpFirst style='margin-left:36pt'>·&nbsp;&nbsp;&nbsp;&nbsp; a</p>"
        "<p class=MsoListParagraphCxSpLast style='margin-left:1in'>1.&nbsp;&nbsp; b</p>"
        "<p class=MsoListParagraph>no bullet</p>"
    )
    assert shown(html) == flat("""
        ul
          li
            p: a
            ol 1
              li
                p: b
        p: no bullet
    """)


def test_bullets_of_real_lists_that_word_wrote_as_text_are_left_out():
    html = '<ul><li class=MsoListParagraph><span style="mso-list:Ignore">·&nbsp; </span>a</li></ul>'
    assert shown(html) == "ul\n  li\n    p: a"
