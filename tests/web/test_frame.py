"""The HTML of a mail as the console shows it: known to be harmless, and still looking like the mail."""

from __future__ import annotations

import pytest
from lxml import html

from postroom.web.frame import POLICY, clean

pytestmark = pytest.mark.pure
DOT = "data:image/png;base64,AAAA"


def shown(page: str) -> str:
    return clean(page, {"face@example.com": DOT}).partition("</title>")[2]


KEPT = [
    ("<p>It <b>burns</b></p>", "<body><p>It <b>burns</b></p></body>"),
    ('<p style="color:red">x</p>', '<body><p style="color:red">x</p></body>'),
    ("plain & text", "<body>plain &amp; text</body>"),
    ('<img src="cid:Face@example.com" alt="A">', f'<body><img alt="A" src="{DOT}"></body>'),
    (f'<img src="{DOT}" alt="A">', f'<body><img alt="A" src="{DOT}"></body>'),
    ("<form>words</form>tail", "<body><div>words</div>tail</body>"),
    ("<o:p>Word</o:p>", "<body><span>Word</span></body>"),
    ("<head><style>p{color:red}</style></head><p>x", "<style>p{color:red}</style><body><p>x</p></body>"),
    (
        '<a href="https://example.com/">x</a>',
        '<body><a href="https://example.com/" target="_blank" rel="noopener noreferrer">x</a></body>',
    ),
]


@pytest.mark.parametrize(("page", "said"), KEPT)
def test_what_is_harmless_stays(page, said):
    assert shown(page) == said


HOSTILE = [
    "<script>evil()</script>", "<img src=x onerror=evil()>", '<a href="javascript:evil()">x</a>',
    '<a href="java\nscript:evil()">x</a>', '<a href=" \x01javascript:evil()">x</a>',
    "<a href=data:text/html,evil()>x</a>",
    "<iframe src=evil()></iframe>", "<object data=evil()></object>", "<embed src=evil()>", "<base href=//evil()>",
    "<link rel=stylesheet href=//evil()>", '<meta http-equiv=refresh content="0;url=evil()">', "<svg onload=evil()>",
    "<svg><style><img src=x onerror=evil()></style></svg>", "<math><mtext><style><img src onerror=evil()></style>",
    '<form action="evil()"><button formaction="evil()">x</button></form>', "<style>@import '//evil()'</style>",
    "<p style=\"background:url(//evil())\">x</p>", "<style>p{background:URL (//evil())}</style>",
    "<body background=//evil() onload=evil()>", "<img src=//evil()>", "<img srcset=//evil()>", "<input src=evil()>",
    "<video poster=//evil()>", "<!--[if mso]><p onclick=evil()><![endif]-->", "<?php evil() ?>",
    "<template><script>evil()</script></template>", "<noscript><p title='</noscript><img src=x onerror=evil()>'>",
    "<style><!--</style><img src=x onerror=evil()>--></style>", "<img src='data:image/svg+xml,evil()'>",
    "<textarea><script>evil()</script></textarea>", "<title><img src=x onerror=evil()></title>",
]  # fmt: skip


@pytest.mark.parametrize("page", HOSTILE)
def test_what_could_do_something_goes(page):
    tree = html.document_fromstring(clean(f"<p>before</p>{page}", {}))
    assert "before" in tree.text_content()
    assert (len(tree.xpath("//meta")), len(tree.xpath("//title"))) == (2, 1)  # those of ours
    for element in tree.iter():
        assert element.tag in SAFE, page
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name not in ("srcset", "background", "action", "poster"), (
                page
            )
            assert name != "href" or value.startswith("https://"), page
            assert name != "src" or value.startswith("data:image/png"), page
        if element.tag == "style" or "style" in element.attrib:
            said = (element.text or "") + element.attrib.get("style", "")
            assert "@import" not in said and "url" not in said.lower(), page


SAFE = {"html", "head", "meta", "title", "body", "p", "a", "img", "div", "span", "style"}


@pytest.mark.parametrize(
    "page", ["", " ", "<", "<!", "\x00", "\ud800", "<div>" * 50_000, "<p " + "a=b " * 50_000, "&#x0;&#xd800;"]
)
def test_any_page_at_all_is_answered(page):
    assert clean(page, {}).startswith("<!doctype html>")


def test_a_mail_that_knows_the_dark_is_shown_in_it():
    dark = '<head><meta name="color-scheme" content="light dark"></head><p>x'
    assert 'content="light dark"' in clean(dark, {})
    assert 'content="light"' in clean("<p>x", {})


def test_the_frame_may_do_nothing():
    for rule in (
        "default-src 'none'",
        "sandbox allow-popups",
        "form-action 'none'",
        "frame-ancestors 'self'",
    ):
        assert rule in POLICY
    for rule in ("allow-scripts", "allow-same-origin", "allow-forms", "allow-top-navigation"):
        assert rule not in POLICY
