"""A mail becomes an issue, its answers become comments, and nothing happens twice."""

from __future__ import annotations

from tests.inbound.conftest import Desk, letter


def test_it_works(desk: Desk) -> None:
    record = desk.file(letter(message_id="first"))
    assert (record.state, record.outcome, record.issue_key) == ("done", "created", "SUP-1"), record.trace
    (issue,) = desk.issues()
    assert issue["summary"] == "Printer on fire"
    assert "From: Ada Palmer <ada@example.org>" in str(issue["description"])
    assert "on fire" in str(issue["description"])


def test_an_answer_becomes_a_comment_on_the_issue_of_its_thread(desk: Desk) -> None:
    desk.file(letter(message_id="first"))
    record = desk.file(letter("Water helped.", answers=("first",)))
    assert (record.outcome, record.issue_key) == ("commented", "SUP-1"), record.trace
    (issue,) = desk.issues()
    assert ["Water helped." in str(c["text"]) for c in issue["comments"]] == [True]  # type: ignore[attr-defined]


def test_the_same_mail_again_is_ignored_and_says_of_what_it_is_a_copy(desk: Desk) -> None:
    mail = letter(message_id="first")
    first, again = desk.file(mail), desk.file(mail)
    assert (again.outcome, again.reason) == ("ignored", f"duplicate of mail {first.pk}")
    assert len(desk.issues()) == 1


def test_attachments_arrive_with_name_and_content(desk: Desk) -> None:
    mail = letter()
    mail.add_attachment(
        b"%PDF-1.7 smoke", maintype="application", subtype="pdf", filename="Rauchbericht März.pdf"
    )
    mail.add_attachment(b"\x89PNG flames", maintype="image", subtype="png", filename="flames.png")
    record = desk.file(mail)
    assert record.outcome == "created", record.trace
    (issue,) = desk.issues()
    files = issue["attachments"]
    assert [(f["name"], f["size"]) for f in files] == [("Rauchbericht März.pdf", 14), ("flames.png", 11)]  # type: ignore[attr-defined]
