"""HTML tables: data stays a table whatever its spans, layout becomes what it holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postroom.jira.adf import html_to_adf
from tests.jira.documents import flat, outline, words

pytestmark = pytest.mark.pure


def rows_of(html: str) -> list[str]:
    """Each row of the only table as one line; header cells with #, spans in brackets."""
    (table,) = html_to_adf(html)
    outline([table])
    return [" | ".join(map(cell, row["content"])) for row in table["content"]]


def cell(node: dict[str, Any]) -> str:
    spans = node.get("attrs", {})
    span = f"({spans.get('colspan', 1)}x{spans.get('rowspan', 1)})" if spans else ""
    text = " // ".join(words(block.get("content", ())) for block in node["content"])
    return ("#" if node["type"] == "tableHeader" else "") + span + text


DATA = {
    "<table border=1><tr><td>a<td>b<tr><td>c<td>d</table>": ["a | b", "c | d"],
    "<table><tr><th>a<th>b<tr><td>c<td>d</table>": ["#a | #b", "c | d"],
    "<table><thead><tr><td>a<td>b</thead><tr><td>c<td>d</table>": ["#a | #b", "c | d"],
    "<table border=1><tr><td><b>a</b><td><b>b</b><tr><td>c<td>d</table>": ["#a | #b", "c | d"],
    "<table border=1><tr><td><b>a</b><td>b<tr><td>c<td>d</table>": ["<b>a</b> | b", "c | d"],
    "<table border=1><tr><th>a<td>b<tr><th>c<td>d</table>": ["#a | b", "#c | d"],
    "<table border=1><tr><td colspan=2>a<tr><td>b<td>c</table>": ["(2x1)a", "b | c"],
    "<table border=1><tr><td rowspan=2>a<td>b<tr><td>c</table>": ["(1x2)a | b", "c"],
    "<table border=1><tr><td rowspan=9>a<td>b<tr><td>c</table>": ["(1x2)a | b", "c"],
    "<table border=1><tr><td rowspan=0>a<td>b<tr><td>c</table>": ["(1x2)a | b", "c"],
    "<table border=1><tr><td colspan=900>a<tr><td>b<td>c</table>": ["(2x1)a", "b | c"],
    "<table border=1><tr><td colspan=-1>a<td rowspan=x>b</table>": ["a | b"],
    "<table border=1><tr><td>a<td>b<tr><td>c</table>": ["a | b", "c | "],
    "<table border=1><tr><td rowspan=2>a<td rowspan=2>b<tr></table>": ["a | b"],
    "<table border=1><tr><td colspan=2>a<td>b<tr><td colspan=2>c<td>d</table>": ["a | b", "c | d"],
    "<table border=1><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>": ["a | (1x2)b | ", "c | d"],
    "<table border=1><tr><td>a<td>&nbsp;<td>b</table>": ["a |  | b"],
    "<table><tr><td>a<td>&nbsp;<td>b<tr><td>c<td><td>d</table>": ["a | b", "c | d"],
    "<table><tr><td>Order:<td>12<tr><td>Date:<td>today</table>": ["Order: | 12", "Date: | today"],
    "<table border=1><tbody><td>a<td>b</table>": ["a | b"],
    "<table border=1><tr><td>a<p>b</p><td><h2>c</h2></table>": ["a // b | c"],
    '<table style="border-collapse:collapse"><tr><td style="border:1px solid #ccc">a'
    '<td style="border:1px solid rgb(0,0,0)">b</table>': ["a | b"],
    "<table class=MsoTableGrid><tr><td>a<td>b</table>": ["a | b"],
}


@pytest.mark.parametrize(("html", "expected"), DATA.items())
def test_data_stays_a_table(html, expected):
    assert rows_of(html) == expected


LONG = "As long as prose is, and " * 5 + "longer"

LAYOUT = {
    "<table border=1><tr><td>alone</table>": "p: alone",
    "<table border=1><tr><td>one<tr><td>below</table>": "p: one / below",
    "<table><tr><td>Order:<td>12</table>": "p: Order: 12",
    "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>": "p: a b / c d",
    "<table><tr><td><h1>a</h1><p>b</p><td><p>c</p><tr><td>d<td>e</table>": "h1: a\np: b\np: c\np: d e",
    f"<table><tr><td>{LONG}<tr><td>{LONG}</table>": f"p: {LONG}\np: {LONG}",
    "<table></table><table><tr></table><table><tr><td> &nbsp; <td></table>a": "p: a",
    "<table><tr><td><table border=1><tr><td>a<td>b</table></table>": flat("""
        table
          tr
            td
              p: a
            td
              p: b
    """),
    "<table border=1><tr><th>a<th>b<tr><td>c<td><table border=1><tr><td>d<td>e</table></table>": flat("""
        p: a b
        p: c
        table
          tr
            td
              p: d
            td
              p: e
    """),
    "<table border=1><caption>About</caption><tr><td>a<td>b</table>": flat("""
        p: <b>About</b>
        table
          tr
            td
              p: a
            td
              p: b
    """),
    "<table border=1>stray<p>p</p><tr><td>a<td>b</table>": flat("""
        p: stray
        p: p
        table
          tr
            td
              p: a
            td
              p: b
    """),
    "<td>a</td><td>b</td><tr><td>c</table>": "p: a / b / c",
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), LAYOUT.items())
def test_layout_becomes_what_it_holds(html, expected):
    assert outline(html_to_adf(html)) == expected


def test_what_may_not_stand_in_a_cell_takes_a_simpler_form():
    html = (
        "<table border=1><tr><td>a<details><summary>b</summary><table border=1><tr><td>c<td>d</table></details>"
        "<td><blockquote>e</blockquote><hr><p align=center>f</table>"
    )
    assert outline(html_to_adf(html)) == flat("""
        table
          tr
            td
              p: a
              nestedExpand b
                p: c | d
            td
              blockquote
                p: e
              ---
              p (center): f
    """)


def test_a_table_too_large_for_jira_is_written_row_by_row():
    html = "<table border=1><tr>" + "<td>x" * 100 + "<tr><td>a<td>b</table>"
    assert outline(html_to_adf(html)).split("\n")[1] == "p: a | b"


spans = some.integers(-1, 6)
cells = some.tuples(some.booleans(), spans, spans, some.sampled_from(["", "x", "<p>y</p><p>z</p>", "&nbsp;"]))


@settings(max_examples=300, deadline=None)
@given(some.lists(some.lists(cells, max_size=6), max_size=6))
def test_every_table_is_a_full_rectangle_that_loses_nothing(rows):
    html = "<table border=1>"
    for row in rows:
        html += "<tr>" + "".join(
            f"<{'th' if head else 'td'} colspan={wide} rowspan={deep}>{text}"
            for head, wide, deep, text in row
        )
    blocks = html_to_adf(html)
    shown = outline(blocks)
    for letter in "xyz":
        wanted = sum(text.count(letter) for row in rows for *_, text in row)
        assert shown.count(f"p: {letter}") + shown.count(f"/ {letter}") + shown.count(f" {letter} ") >= bool(
            wanted
        )
    for table in (block for block in blocks if block["type"] == "table"):
        assert_rectangle(table)


def assert_rectangle(table: dict[str, Any]) -> None:
    slots: dict[tuple[int, int], int] = {}
    for y, row in enumerate(table["content"]):
        x = 0
        for node in row["content"]:
            while (x, y) in slots:
                x += 1
            attrs = node.get("attrs", {})
            for place in (
                (x + i, y + j) for i in range(attrs.get("colspan", 1)) for j in range(attrs.get("rowspan", 1))
            ):
                assert place not in slots
                slots[place] = 1
    width, height = max(x for x, _ in slots) + 1, len(table["content"])
    assert set(slots) == {(x, y) for x in range(width) for y in range(height)}
