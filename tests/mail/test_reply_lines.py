"""Lines of a text and of a page get one label each, whatever they are, and in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail.reply.lines import Line, lines_of_text, source_lines
from postroom.mail.reply.split import label
from tests.mail.test_reply_text import LETTERS

pytestmark = pytest.mark.pure


def test_lines_are_as_many_as_the_text_has_and_nothing_is_lost() -> None:
    text = "a\n\n> b\n>> c\n AM> d\n"
    assert "\n".join(source_lines(text)) == text
    assert len(lines_of_text(text)) == len(source_lines(text))


@pytest.mark.parametrize(
    ("row", "depth", "words"),
    [
        ("> a", 1, "a"),
        (">a", 1, "a"),
        ("> > a", 2, "a"),
        (">>> a >", 3, "a >"),
        (" > a", 1, "a"),
        (">", 1, ""),
        ("> ", 1, ""),
        (">   code", 1, "  code"),
        ("&gt; a", 1, "a"),
        ("    > a", 0, "    > a"),
        ("a > b", 0, "a > b"),
    ],
)
def test_quote_marks_become_depth(row: str, depth: int, words: str) -> None:
    assert lines_of_text(f"> x\n{row}\ny >")[1] == Line(words, depth)


def test_the_words_of_an_endless_text_are_kept() -> None:
    text = "new\n" * 30_000 + "> old"
    lines = lines_of_text(text)
    assert len(lines) == len(source_lines(text)) == 10_001
    assert "\n".join(line.text for line in lines) == text
    assert set(label(lines)) == {"new"}


MARKED = {
    "a container with an attribution in an unknown language": (
        [("New.", 0, ""), ("Anna xqwrz:", 0, "quote"), ("Old.", 1, "quote")],
        "nqq",
    ),
    "a container without marks": (
        [("New.", 0, ""), ("On Monday", 0, "quote"), ("Old one.", 0, "quote"), ("Old two.", 0, "quote")],
        "nqqq",
    ),
    "an answer inside of the container": (
        [
            ("On 22.11.2026 10:00, Anna wrote:", 0, "quote"),
            ("Does it burn?", 1, "quote"),
            ("Yes.", 0, "quote"),
            ("Help!", 1, "quote"),
            ("Coming.", 0, ""),
        ],
        "nnnnn",
    ),
    "words below the container": (
        [("On 22.11.2026 10:00, Anna wrote:", 0, "quote"), ("Old.", 0, "quote"), ("New.", 0, "")],
        "qqn",
    ),
    "only the header is in the container": (
        [
            ("New.", 0, ""),
            ("From: Anna <anna@example.com>", 0, "quote"),
            ("Sent: Sunday, November 22, 2026 10:00", 0, "quote"),
            ("To: Support", 0, "quote"),
            ("Subject: Printer", 0, "quote"),
            ("Old.", 0, ""),
            ("Older.", 0, ""),
        ],
        "nqqqqqq",
    ),
    "a forward in the container": (
        [
            ("Look.", 0, ""),
            ("---------- Forwarded message ---------", 0, "quote"),
            ("From: Anna <anna@example.com>", 0, "quote"),
            ("Old.", 0, "quote"),
        ],
        "nnnn",
    ),
    "a forward deep in what is answered": (
        [
            ("New.", 0, ""),
            ("On Sun, Nov 22, 2026 at 10:00 Anna <anna@example.com> wrote:", 0, "quote"),
            ("Look.", 0, "quote"),
            ("---------- Forwarded message ---------", 0, "quote"),
            ("Old.", 0, "quote"),
        ],
        "nqqqq",
    ),
    "a signature": (
        [("New.", 0, ""), ("Anna", 0, "signature"), ("Old.", 1, "quote"), ("Otto", 1, "signature")],
        "nsqq",
    ),
    "nothing but a signature": ([("Anna", 0, "signature")], "n"),
    "nothing but a quote": ([("Anna", 1, "quote"), ("Anna", 0, "quote")], "nn"),
}


@pytest.mark.parametrize(("rows", "expected"), MARKED.values(), ids=MARKED.keys())
def test_what_the_markup_says_counts(rows: list[tuple[str, int, str]], expected: str) -> None:
    lines = [Line(*row) for row in rows]  # type: ignore[arg-type]
    assert "".join(LETTERS[each] for each in label(lines)) == expected


PIECES = [
    *("Thanks.", "Best regards,", "Anna Meyer", "Sent from my iPhone", "-- ", "--", "-----", "_____", "***"),
    *(
        "On 22.11.2026 10:00, Anna Meyer wrote:",
        "On Sun, Nov 22, 2026 at 10:00 AM Anna <a@example.com>",
        "wrote:",
    ),
    *(
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "##- reply above this line -##",
    ),
    *(
        "From: Anna <a@example.com>",
        "Sent: Sunday, November 22, 2026 10:00",
        "To: b@example.com",
        "Subject: x",
    ),
    *(
        "> quoted",
        ">> deeper",
        ">",
        "&gt; a",
        "| a",
        "AM> a",
        ">>> a",
        "",
        " ",
        "\t",
        "\u200b",
        "\u202e",
        "a:",
        ":",
    ),
    *(
        "Tel: +49 30 1234567",
        "https://example.com/a",
        "[...]",
        "PS: more",
        "@",
        "<",
        "。",
        "：",
        "İ",
        "ß",
        "1",
    ),
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=30), st.booleans())
def test_every_line_gets_one_label_and_words_are_never_all_hidden(rows: list[str], is_forward: bool) -> None:
    text = "\n".join(rows)
    labels = label(lines_of_text(text), is_forward=is_forward)
    found = source_lines(text)
    assert "\n".join(found) == text
    assert len(labels) == len(found)
    if any(char.isalnum() for char in text):
        assert "new" in labels
        assert any(row.strip() for row, each in zip(found, labels, strict=True) if each == "new")


@given(
    st.lists(
        st.builds(
            Line, st.sampled_from(PIECES), st.integers(0, 3), st.sampled_from(["", "", "quote", "signature"])
        ),
        max_size=20,
    )
)
def test_lines_of_a_page_get_one_label_each(lines: list[Line]) -> None:
    labels = label(lines)
    assert len(labels) == len(lines)
    if any(char.isalnum() for line in lines for char in line.text):
        assert "new" in labels


HOSTILE = {
    "colons": "wrote wrote wrote wrote 10:00:\n",
    "fields": "From: a\nTo: b\n",
    "long fields": "From:" + "x" * 990 + "\n",
    "marks": "> " * 1_000 + "\n",
    "dashes": "--\n",
    "digits": "+1 " * 300 + "\n",
    "addresses": "a@" * 500 + ":\n",
    "footers": "Sent from my iPhone\n\n",
    "notices": "confidential intended recipient delete notify in error " * 10 + "\n\n",
    "blanks": " " * 1_000 + "\n",
    "one line": "a:",
    "brackets": "<" * 500 + "@:\n",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_two_million_hostile_characters_are_answered_in_time(piece: str) -> None:
    text = "Thanks.\n" + piece * (2_000_000 // len(piece))
    lines = lines_of_text(text)
    assert len(label(lines)) == len(lines)
