"""The line that names the sender over what a mail says is found again, and only that line."""

from __future__ import annotations

from typing import Any

import pytest

from postroom.jira import adf
from postroom.jira.adf import lead_of, without_lead

pytestmark = pytest.mark.pure

WRITTEN = adf.text_to_adf("It burns.\n\nPlease come.")


@pytest.mark.parametrize(
    "lead", ["From: Ada <ada@example.org>", "From: ada", "From: A - invited by b@example.com"]
)
def test_it_comes_off_as_it_was_put_on(lead: str) -> None:
    doc = adf.with_lead(WRITTEN, lead)
    assert lead_of(doc) == lead
    assert without_lead(doc) == WRITTEN


@pytest.mark.parametrize(
    "doc",
    [
        WRITTEN,
        adf.document([adf.paragraph("all of it is italic", italic=True)]),
        adf.document([adf.paragraph("bold", bold=True), adf.paragraph("plain")]),
        {"type": "doc"}, {"type": "doc", "content": None}, {"type": "doc", "content": ["?", {}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "marks": 7}]}, {}]},
    ],
)  # fmt: skip
def test_any_other_document_stays_as_it_is(doc: Any) -> None:
    assert lead_of(doc) == ""
    assert without_lead(doc) is doc
