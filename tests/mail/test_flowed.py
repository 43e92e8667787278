"""Paragraphs of format=flowed text, and text/enriched as plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.mail.enriched import enriched_to_text, richtext_to_text
from postroom.mail.flowed import unflow

pytestmark = pytest.mark.pure

FLOWED = {
    "": "",
    "fixed\nlines": "fixed\nlines",
    "one \nparagraph": "one paragraph",
    "one \nparagraph \n\nnext": "one paragraph \nnext",
    "> one \n> quote\n> fixed": "> one quote\n> fixed",
    ">one \n>quote": ">one quote",
    "> one \n>> deeper \nback": "> one \n>> deeper \nback",
    " stuffed\n  twice": "stuffed\n twice",
    " > no quote \n  but flowed": "> no quote  but flowed",
    "bye \n-- \nJana": "bye \n-- \nJana",
    "> bye \n> -- \n> Jana": "> bye \n> -- \n> Jana",
    "the end ": "the end ",
}


@pytest.mark.parametrize(("sent", "meant"), FLOWED.items())
def test_flowed_lines_become_paragraphs(sent: str, meant: str) -> None:
    assert unflow(sent) == meant


def test_spaces_that_only_break_lines_can_go() -> None:
    assert unflow("日本 \n語\nfixed \n", delete_space=True) == "日本語\nfixed\n".removesuffix("\n")


@given(st.text(alphabet="> -a\n", max_size=60))
def test_no_word_gets_lost(text: str) -> None:
    assert re.findall(r"\w+", unflow(text)) == re.findall(r"\w+", text)


ENRICHED = {
    "a\nb": "a b",
    "a\n\nb\n\n\nc": "a\nb\n\nc",
    "<bold>a</bold> <<b>": "a <b>",
    "<color><param>red</param>a</color>": "a",
    "<nofill>a\nb</nofill>\nc": "a\nb c",
    "1 < 2 and <unclosed": "1 < 2 and <unclosed",
}


@pytest.mark.parametrize(("sent", "meant"), ENRICHED.items())
def test_enriched_text_is_read_without_its_commands(sent: str, meant: str) -> None:
    assert enriched_to_text(sent) == meant


def test_richtext_is_read_without_its_commands() -> None:
    sent = "<bold>a</bold>\nb<nl>c <lt> d<comment>hidden</comment><np>e"
    assert richtext_to_text(sent) == "a b\nc < d\n\ne"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["> \n", " \n", "<param>", "<comment>", "<", "<nofill>", "<a>", "\n", ">", "a "]
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    unflow(text)
    enriched_to_text(text)
    richtext_to_text(text)
