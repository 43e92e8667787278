"""One mail: what it says, what became of it, Retry, and the mail as a file."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from postroom import journal, stored
from postroom.errors import Refused
from postroom.models import InboundMessage, JiraSite, StoredMail, StoredPiece
from postroom.web import content, inbound
from tests import builders
from tests.inbound.test_kinds import BOUNCE

pytestmark = pytest.mark.django_db


def opened(page, row: InboundMessage) -> str:
    answer = page.get(f"/inbound/{row.pk}/")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_it_works(page):
    raw = builders.mail(text="It burns.\n\nAnna", files=[("fire.jpg", b"x" * 2048)])
    row = builders.done("created", raw, issue_key="SUP-7")
    text = opened(page, row)
    for words in (
        "It burns. Anna", "fire.jpg", "2.0 KB", "Bo Larsen", "support@example.com", "This mail became the issue",
        'href="https://jira.example.com/browse/SUP-7"', "Written by a person.", "Create the issue", "10001",
        "Message-ID: &lt;", row.fingerprint, "INBOX/1/",
    ):  # fmt: skip
        assert words in text, words
    assert "Retry" not in text


def test_a_mail_that_nobody_has_is_not_found(page):
    for address in ("/inbound/999999999/", "/inbound/999999999/mail.eml"):
        assert page.get(address).status_code == 404


def test_a_mail_whose_content_retention_deleted_still_tells_what_happened(page):
    row = builders.done("commented", issue_key="SUP-9")
    StoredMail.objects.filter(record=row).delete()
    text = opened(page, row)
    assert "was deleted by retention" in text
    assert "SUP-9" in text
    assert "Written by a person." in text
    assert "Download .eml" not in text
    answer = page.get(f"/inbound/{row.pk}/mail.eml", follow=True)
    assert answer.redirect_chain == [(f"/inbound/{row.pk}/", 302)]


def test_a_mail_that_cannot_be_read_says_why(page):
    row = builders.parked()
    StoredPiece.objects.filter(mail=row.mail_id).update(data=b"damaged")
    text = opened(page, row)
    assert "The content of this mail cannot be shown: " in text
    assert "Written by a person." in text
    answer = page.get(f"/inbound/{row.pk}/mail.eml", follow=True)
    assert answer.redirect_chain == [(f"/inbound/{row.pk}/", 302)]


def test_a_mail_that_is_in_work_refreshes_without_reading_it_again(page):
    row = builders.received()
    assert 'data-hx-get="?brief"' in opened(page, row)
    brief = page.get(f"/inbound/{row.pk}/?brief").text
    assert "it burns again" not in brief
    assert 'id="verdict"' in brief
    assert 'data-hx-get="?brief"' not in opened(page, builders.parked())


def test_only_the_beginning_of_a_huge_text_is_shown(page, monkeypatch):
    monkeypatch.setattr(content, "LONGEST_TEXT", 100)
    text = opened(page, builders.parked(builders.mail(text="word " * 100 + "lastword")))
    assert "lastword" not in text
    assert "The text goes on" in text


# --- Retry -------------------------------------------------------------------------------------------------


def press_retry(page, row: InboundMessage):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.get(f"/inbound/{row.pk}/").text)
    assert token is not None
    values = {"csrfmiddlewaretoken": token[1]}
    return page.post(f"/inbound/{row.pk}/retry", values, follow=True)


def jobs(row: InboundMessage) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where (args ->> 'record')::bigint = %s", [row.pk]
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("claimed", [False, True])
def test_retry_says_what_it_will_do_and_puts_the_mail_back_in_work(page, claimed):
    row = builders.parked()
    builders.effect(row, "create", "claimed" if claimed else "free")
    before = opened(page, row)
    assert ("goes on where this stopped" in before) == claimed
    assert ("decides anew" in before) == (not claimed)
    had = jobs(row)
    answer = press_retry(page, row)
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("queued", "")
    assert jobs(row) == had + 1
    assert "This mail is back in work." in answer.text
    assert ("It goes on where it stopped." in answer.text) == claimed
    assert row.trace[-1][1].startswith("Retry by ada.")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: builders.done("created", issue_key="SUP-1"), "nothing is done twice"),
        (builders.received, "still in work"),
    ],
)
def test_a_retry_that_would_do_nothing_is_refused_in_words(page, make, said):
    row = make()
    had = jobs(row)
    answer = press_retry(page, row)
    assert said in answer.text
    assert jobs(row) == had


def variants():
    gone = builders.parked()
    StoredMail.objects.filter(record=gone).delete()
    yield InboundMessage.objects.get(pk=gone.pk)
    yield builders.received()
    yield builders.parked()
    yield builders.done("refused")
    yield builders.done("ignored")
    yield builders.done("commented", issue_key="SUP-1")


def test_the_button_is_there_exactly_when_the_journal_would_do_something(page):
    for row in variants():
        offered = bool(inbound.retry_offer(row, list(row.effects.all())))
        try:
            journal.retry(row.pk, by="ada")
            works = True
        except Refused:
            works = False
        assert offered == works, row.state


def test_retry_is_for_a_button_only(page):
    row = builders.parked()
    assert page.get(f"/inbound/{row.pk}/retry").status_code == 405


# --- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 10, 2_500_000])
def test_the_file_is_the_mail_byte_for_byte(page, size):
    raw = builders.mail() + bytes(range(256)) * (size // 256)
    row = builders.parked(raw)
    answer = page.get(f"/inbound/{row.pk}/mail.eml")
    assert answer.streaming
    assert b"".join(answer.streaming_content) == raw
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="postroom-{row.pk}.eml"'
    assert answer.headers["Content-Length"] == str(len(raw))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_shows_a_secret(page):
    row = builders.parked()
    assert JiraSite.objects.get().token == "secret"
    assert "secret" not in page.get(f"/inbound/{row.pk}/").text
    assert list(stored.chunks(row))


REPLY = """It burns again.

--\x20
Anna Meyer
Example Ltd

On Mon, Nov 23, 2026 at 9:12 AM Support <support@example.com> wrote:
> Does it still burn?
"""


def test_new_words_signature_and_earlier_messages_stand_apart(page):
    text = opened(page, builders.done("commented", builders.mail(text=REPLY), issue_key="SUP-7"))
    new, _, folded = text.partition("<summary>Signature</summary>")
    assert "It burns again." in new and "Does it still burn?" not in new
    signature, _, earlier = folded.partition("<summary>Earlier messages</summary>")
    assert "Example Ltd" in signature and "Does it still burn?" in earlier


def test_kind_and_proof_of_the_sender_are_said(page):
    raw = b"Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n" + builders.mail()
    source = builders.source(trusted_servers=["mx.example.com"])
    text = opened(page, builders.done("created", raw, by=source, issue_key="SUP-7"))
    assert "Written by a person" in text
    assert "proven to be from example.com." in text
    other = opened(page, builders.done("created", builders.mail(), issue_key="SUP-8"))
    assert "Nobody trusted vouches for the sender." in other


def test_a_bounce_says_who_was_not_reached_and_why(page):
    text = opened(
        page, builders.done("ignored", BOUNCE, reason="bounce: a mail to bo@example.net", kind="bounce")
    )
    for words in (
        "Delivery report", "bo@example.net", "Not delivered, for good", "the address does not exist or is closed",
        "status 5.1.1", "550 5.1.1 unknown user", "notice-1@postroom.example.com",
    ):  # fmt: skip
        assert words in text, words
