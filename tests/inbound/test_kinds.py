"""What becomes of mail that nobody wrote, and what the record and its trace say of any mail."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from postroom import connections
from postroom.connections import jira_of
from postroom.models import MessageSource, Profile
from tests.inbound.conftest import Desk
from tests.inbound.hands import note

pytestmark = pytest.mark.django_db(transaction=True)

BOUNCE = b"""From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r
To: support@example.com\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <bounce@mx.example.com>\r
Return-Path: <>\r
Auto-Submitted: auto-replied\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
<bo@example.net>: host mx.example.net said: 550 5.1.1 unknown user\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.com\r
\r
Final-Recipient: rfc822; bo@example.net\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 unknown user\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <notice-1@postroom.example.com>\r
Subject: [SUP-1] Done\r
--b--\r
"""


def marked(token: str, **headers: str) -> EmailMessage:
    mail = note(token)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


def newsletter() -> EmailMessage:
    return marked(
        "news", List_Unsubscribe="<https://example.org/u/1>", List_Id="Offers <offers.example.org>",
        Precedence="bulk", Feedback_ID="1:offers:example",
    )  # fmt: skip


def says(record: Any, words: str) -> bool:
    return any(words in text for _, text in record.trace)


@pytest.mark.parametrize("ignore", [True, False])
def test_a_bounce_never_touches_jira_and_is_kept_for_its_mail(desk: Desk, ignore: bool) -> None:
    Profile.objects.update(ignore_automatic=ignore)
    record = desk.file(BOUNCE)
    assert (record.outcome, record.kind) == ("ignored", "bounce")
    assert record.reason == "bounce: a mail to bo@example.net could not be delivered (5.1.1)"
    assert record.bounce["message_id"] == "notice-1@postroom.example.com"
    assert record.bounce["permanent"] is True and record.bounce["reason"] == "address"
    assert not desk.jira.issues()


def test_an_automatic_answer_is_ignored_and_a_profile_may_let_it_in(desk: Desk) -> None:
    first = desk.file(marked("answer", Auto_Submitted="auto-replied"))
    assert (first.outcome, first.kind) == ("ignored", "reply")
    assert first.reason.startswith("automatic: ")
    Profile.objects.update(ignore_automatic=False)
    second = desk.file(marked("another", Auto_Submitted="auto-replied"))
    assert second.outcome == "created" and says(second, "will not be answered")


def test_a_newsletter_and_an_alert_become_issues_but_will_not_be_answered(desk: Desk) -> None:
    news = desk.file(newsletter())
    alert = desk.file(marked("alert", Auto_Submitted="auto-generated"))
    assert [(each.outcome, each.kind) for each in (news, alert)] == [
        ("created", "newsletter"),
        ("created", "generated"),
    ]
    assert says(news, "will not be answered") and says(alert, "will not be answered")


def test_a_reply_is_folded_and_a_profile_may_leave_it_open(desk: Desk) -> None:
    reply = note("first")
    reply.set_content(
        "Token first.\n\nOn Mon, Nov 23, 2026 at 9:12 AM Support <support@example.com> wrote:\n> Old words.\n"
    )
    assert kinds(desk, desk.file(reply).issue_key) == ["paragraph", "paragraph", "expand"]
    Profile.objects.update(fold_quoted=False)
    reply.replace_header("Message-ID", "<second@example.org>")
    assert "expand" not in kinds(desk, desk.file(reply).issue_key)


def kinds(desk: Desk, issue: str) -> list[str]:
    """The blocks of a description."""
    answer = jira_of(desk.profile.site).get(f"issue/{issue}", params={"fields": "description"})
    return [block["type"] for block in answer["fields"]["description"]["content"]]


def test_the_word_of_a_trusted_server_stands_in_the_trace(desk: Desk) -> None:
    MessageSource.objects.update(trusted_servers=["mx.example.com"])
    raw = note("proven").as_bytes()
    found = b"spf=pass smtp.mailfrom=example.org; dmarc=pass header.from=example.org"
    record = desk.file(b"Authentication-Results: mx.example.com; " + found + b"\n" + raw)
    assert says(record, "mx.example.com says SPF pass") and says(record, "proven to be from example.org")


def test_a_mail_that_breaks_the_limits_is_parked_with_its_bytes(desk: Desk) -> None:
    connections.close()
    pool = connections.readers()
    pool._limits = replace(pool._limits, memory=150 * 1024 * 1024)
    raw = b"From: a@example.org\r\nSubject: large\r\n\r\n" + "Größe\r\n".encode() * 6_000_000
    try:
        record = desk.file(raw)
    finally:
        connections.close()
    assert record.state == "parked" and "needs more than 150 MB" in record.reason
    assert record.mail_id is not None and record.size == len(raw)


def test_files_in_winmail_dat_are_attached(desk: Desk) -> None:
    folder = Path(__file__).parent.parent / "mail"
    raws = [path.read_bytes() for path in sorted(folder.glob("winmail_*.eml"))]
    assert raws
    for raw in raws:
        record = desk.file(raw)
        assert record.outcome in ("created", "commented", "ignored"), (record.reason, raw[:200])
