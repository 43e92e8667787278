"""Whole mails as programs write them: each outline beside this file says what Jira is to show."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from postroom.jira.adf import Media, Section, html_to_adf, mail_to_adf, place_pictures
from tests.jira.documents import assert_valid, outline

pytestmark = pytest.mark.pure

MAILS = Path(__file__).parents[1] / "mail"
OUTLINES = sorted((Path(__file__).parent / "outlines").glob("*.txt"))


def html_of(name: str) -> str:
    mail = email.message_from_bytes((MAILS / f"{name}.eml").read_bytes(), policy=email.policy.default)
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    return str(part.get_content())


def test_there_are_enough_of_them():
    assert len(OUTLINES) >= 15


@pytest.mark.parametrize("path", OUTLINES, ids=lambda path: path.stem)
def test_a_mail_is_shown_as_its_writer_meant_it(path):
    assert outline(html_to_adf(html_of(path.stem))) == path.read_text().rstrip("\n")


@pytest.mark.parametrize("path", OUTLINES, ids=lambda path: path.stem)
def test_a_mail_fits_into_every_place(path):
    html = html_of(path.stem)
    body = mail_to_adf(Section("x"), Section("", html), Section("", f"<blockquote>{html}</blockquote>"))
    assert_valid(body.doc)
    assert_valid(place_pictures(body.doc, {name: Media("id", "", name) for name in body.pictures}))
    for around in (
        "<table border=1><tr><td>x<td>{}</table>",
        "<ul><li>{}</ul>",
        "<blockquote>{}</blockquote>",
    ):
        assert_valid(mail_to_adf(Section("", around.format(html))).doc)
