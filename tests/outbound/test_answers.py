"""Answers to our own mail: they find their issue, whoever writes them, and open nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from postroom.models import Conversation, InboundMessage
from tests.inbound.conftest import letter
from tests.jira.people import INTERNAL
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, answer, outcome, reached, said

pytestmark = pytest.mark.django_db(transaction=True)

CORA, BRUNO = "Cora Customer <cora@example.org>", "Bruno Barth <bruno@example.com>"
MALLORY = "Mallory <mallory@example.net>"


def told(bureau: Bureau, text: str = "Have you tried water?", **mapping: Any) -> dict[str, Mail]:
    """SUP-1 by Cora, a comment by Ada, and the mails about it by receiver."""
    bureau.file(letter(sender=CORA))
    bureau.mapping(exclude=["demo@example.com"], events=["commented"], **mapping)
    bureau.watch("SUP-1", "bruno")
    bureau.comment("SUP-1", text)
    return {receiver: mail for mail in bureau.news() for receiver in mail.receivers}


def comments(bureau: Bureau) -> list[str]:
    (issue,) = bureau.desk.issues()
    return [str(each["text"]) for each in issue["comments"]]  # type: ignore[attr-defined]


def test_an_answer_finds_its_issue_by_its_address_alone(bureau: Bureau) -> None:
    mail = told(bureau)["cora@example.org"]
    filed = bureau.file(answer(mail, "Water does not help.", CORA, threaded=False))
    assert outcome(filed) == ("commented", "SUP-1")
    assert "invited" not in comments(bureau)[-1]


def test_an_answer_finds_its_issue_by_its_references_alone(bureau: Bureau) -> None:
    bureau.desk.profile.sub_addressing = False
    bureau.desk.profile.save()
    mail = told(bureau)["bruno@example.com"]
    filed = bureau.file(answer(mail, "Let me see.", BRUNO))
    assert outcome(filed) == ("commented", "SUP-1")


def test_an_answer_finds_an_issue_that_no_mail_ever_made(bureau: Bureau) -> None:
    mail = told(bureau)["bruno@example.com"]
    Conversation.objects.all().delete()
    filed = bureau.file(answer(mail, "Let me see.", BRUNO))
    assert outcome(filed) == ("commented", "SUP-1")


def test_whoever_answers_with_the_token_of_another_is_shown_as_invited(bureau: Bureau) -> None:
    mail = told(bureau)["cora@example.org"]
    filed = bureau.file(answer(mail, "Cora sent me this.", MALLORY))
    assert outcome(filed) == ("commented", "SUP-1")
    assert "From: Mallory <mallory@example.net> - invited by cora@example.org" in comments(bureau)[-1]
    assert "is nobody else for it" in said(filed)


def test_whoever_was_invited_by_one_of_the_team_reads_no_internal_comment(bureau: Bureau) -> None:
    mail = told(bureau, "She lies.", audience=["watchers", "mail participants"])["bruno@example.com"]
    bureau.comment("SUP-1", "Between us: she lies.", properties=INTERNAL)
    bureau.news()
    bureau.file(answer(mail, "Hello, I am Bruno, too.", MALLORY))
    assert reached(bureau.news()) == ["bruno@example.com", "cora@example.org"]
    bureau.comment("SUP-1", "A word for the team.", properties=INTERNAL)
    bureau.comment("SUP-1", "A word for all.")
    mails = bureau.news()
    (to_mallory,) = [each for each in mails if each.receivers == ("mallory@example.net",)]
    assert "A word for all." in to_mallory.everything and "A word for the team." not in to_mallory.everything


@pytest.mark.parametrize("recipients", ["to", "bcc"])
def test_each_receiver_of_a_common_mail_answers_as_themselves(bureau: Bureau, recipients: str) -> None:
    cleo = "address: cleo@example.net"
    mail = told(bureau, audience=["mail participants", cleo], delivery="together", recipients=recipients)
    assert mail["cora@example.org"] is mail["cleo@example.net"]
    bureau.file(answer(mail["cora@example.org"], "It is me.", CORA))
    assert "invited" not in comments(bureau)[-1]
    bureau.file(answer(mail["cora@example.org"], "And me.", MALLORY))
    assert "invited by" in comments(bureau)[-1]


def test_our_own_mail_that_comes_back_is_ignored(bureau: Bureau) -> None:
    mail = told(bureau)["cora@example.org"]
    filed = bureau.file(mail.raw)
    assert filed.outcome == "ignored" and filed.reason.startswith("own loop")
    assert bureau.news() == []


def test_what_an_answer_quotes_of_our_mail_is_not_told_as_new(bureau: Bureau) -> None:
    mail = told(bureau)["cora@example.org"]
    quoted = "".join(f"> {line}\n" for line in mail.text.splitlines())
    filed = bureau.file(answer(mail, f"No, it is dry.\n\nOn Monday Support wrote:\n{quoted}", CORA))
    assert filed.outcome == "commented"
    (again,) = bureau.news()
    assert again.receivers == ("bruno@example.com",) and "No, it is dry." in again.text
    assert InboundMessage.objects.count() == 2


def test_whoever_wants_answers_elsewhere_gets_them_there_and_only_there(bureau: Bureau) -> None:
    mail = letter(sender=CORA)
    mail["Reply-To"] = "cora@home.example"
    bureau.file(mail)
    bureau.mapping(exclude=["demo@example.com"], events=["commented"])
    bureau.comment("SUP-1", "Where are you?")
    assert reached(bureau.news()) == ["cora@home.example"]
    bureau.file(letter("At work again.", sender=CORA, subject="Re: SUP-1 Printer"))
    bureau.comment("SUP-1", "And now?")
    assert reached(bureau.news()) == ["cora@example.org", "cora@home.example"]
