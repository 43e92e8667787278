"""Plain text to documents: paragraphs, lists, quotes, code and rules, and no prose mistaken for them."""

from __future__ import annotations

import pytest

from postroom.jira.adf import doc_text, text_to_adf
from tests.jira.documents import flat, outline

pytestmark = pytest.mark.pure


def shown(text: str) -> str:
    return outline(text_to_adf(text)["content"])


def test_it_works():
    assert shown("Hello\nAda\n\n- one\n- two") == flat("""
        p: Hello / Ada
        ul
          li
            p: one
          li
            p: two
    """)


BLOCKS = {
    "* one\n* two": "ul\n  li\n    p: one\n  li\n    p: two",
    "• one\n• two": "ul\n  li\n    p: one\n  li\n    p: two",
    "1. one\n2. two": "ol 1\n  li\n    p: one\n  li\n    p: two",
    "4) one\n5) two": "ol 4\n  li\n    p: one\n  li\n    p: two",
    "- one\n\n- two": "ul\n  li\n    p: one\n  li\n    p: two",
    "- one\n  and more\n- two": "ul\n  li\n    p: one / and more\n  li\n    p: two",
    "Needed:\n- one": "p: Needed:\nul\n  li\n    p: one",
    "- one\n- two\nThanks!": "ul\n  li\n    p: one\n  li\n    p: two\np: Thanks!",
    "- one\n  - two\n    1. three\n- four": flat("""
        ul
          li
            p: one
            ul
              li
                p: two
                ol 1
                  li
                    p: three
          li
            p: four
    """),
    "1. one\n2. two\n1. again": "ol 1\n  li\n    p: one\n  li\n    p: two\nol 1\n  li\n    p: again",
    "- [ ] one\n- [x] two": "taskList\n  todo: one\n  done: two",
    "☐ one\n☑ two": "taskList\n  todo: one\n  done: two",
    "- one\n- [x] two": "ul\n  li\n    p: one\n  li\n    p: [x] two",
    "> one\n> two\n\nthree": "blockquote\n  p: one / two\np: three",
    "> one\n>> two\n> > > three": "blockquote\n  p: one / two / three",
    "> one\n\n> two": "blockquote\n  p: one\n  p: two",
    "> - one\n> - two": "blockquote\n  ul\n    li\n      p: one\n    li\n      p: two",
    "> one\nanswer\n> two\nanswer": "blockquote\n  p: one\np: answer\nblockquote\n  p: two\np: answer",
    "a\n\n-----\n\nb": "p: a\n---\np: b",
    "a\n\n________________\nFrom: b": "p: a\n---\np: From: b",
    "a\n```python\nx = 1\n\ny = 2\n```\nb": "p: a\ncode python: 'x = 1\\n\\ny = 2'\np: b",
    "~~~\n> x\n~~~": "code: '> x'",
    "```\nnever closed": "p: ``` / never closed",
    "See:\n\n    for x in y:\n        print(x)\n\nb": "p: See:\ncode: 'for x in y:\\n    print(x)'\np: b",
    "\tmake;\n\tmake install;": "code: 'make;\\nmake install;'",
    "+---+---+\n| a | b |\n+---+---+": "code: '+---+---+\\n| a | b |\\n+---+---+'",
    "java.lang.Error: x\n\tat a.b(C.java:1)\n\tat a.c(C.java:2)\n\tat a.d(C.java:3)": (
        "code: 'java.lang.Error: x\\n    at a.b(C.java:1)\\n    at a.c(C.java:2)\\n    at a.d(C.java:3)'"
    ),
    "see https://example.com/a": "p: see [https://example.com/a](https://example.com/a)",
}


@pytest.mark.parametrize(("text", "expected"), BLOCKS.items())
def test_what_people_type_as_a_block_is_one(text, expected):
    assert shown(text) == expected


PROSE = [
    "Name\n-----\nAda",
    "    an address\n    indented by hand\n    over three lines",
    "-- \nAda",
    "-no list\n-at all",
    "we came on the\n24. of December\nand left",
    "a long line that somebody wrapped because it was\n- well - a bit too long for one line",
    "1.2.3 is out\n10.5 is not",
    "a - b\n* footnote*",
    "2026. What a year\nit was",
    "| not\na table",
    "-----Original Message-----",
    "snake_case and *stars* and `ticks`",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays_prose(text):
    (paragraph,) = text_to_adf(text)["content"]
    assert paragraph["type"] == "paragraph"
    assert doc_text(text_to_adf(text)) == text.replace(" \n", "\n")


def test_lists_come_back_as_they_were_typed():
    for text in ("- a\n- b\n  - c", "1. a\n2. b", "3. a\n4. b", "- [ ] a\n- [x] b", "> - a\n> - b"):
        assert doc_text(text_to_adf(text)) == text


def test_a_list_deeper_than_jira_takes_is_still_said():
    text = "\n".join("  " * level + f"- item{level}" for level in range(150))
    assert all(f"item{level}" in doc_text(text_to_adf(text)) for level in range(150))
