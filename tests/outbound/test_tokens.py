"""Whatever comes back proves itself: reports on delivery and tokens, genuine, forged, foreign, altered or misplaced."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from postroom import journal
from postroom.connections import token_keys
from postroom.errors import Refused
from postroom.mail import address
from postroom.models import InboundMessage, JiraEvent, Notice, Receiver, SetAside
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, answer, outcome, reached, report, said

pytestmark = pytest.mark.django_db(transaction=True)

CORA, EVA = "Cora Customer <cora@example.org>", "Eva <eva@example.net>"
OTHER_SITE, OTHER_KEY = "https://other.example.com", b"another Postroom's key of 32 oct"


@pytest.fixture
def mail(bureau: Bureau) -> Mail:
    """A mail to Cora about SUP-1."""
    bureau.file(letter(sender=CORA))
    bureau.mapping(exclude=["demo@example.com"], events=["commented"])
    bureau.comment("SUP-1", "Have you tried water?")
    (made,) = bureau.news()
    return made


def row(mail: Mail) -> Receiver:
    return Receiver.objects.get(message=mail.row)


# Reports on delivery


def test_a_genuine_report_sets_the_address_aside_until_somebody_takes_it_back(
    bureau: Bureau, mail: Mail
) -> None:
    filed = bureau.file(report(mail, "cora@example.org"))
    assert filed.outcome == "ignored" and "cora@example.org is set aside" in said(filed)
    assert (row(mail).state, row(mail).bounce) == ("bounced", filed)
    assert "nobody here" in row(mail).answer
    assert SetAside.objects.get().message == mail.row

    bureau.comment("SUP-1", "Are you there?")
    assert bureau.news() == []
    reasons = dict(Notice.objects.latest("pk").left_out)
    assert reasons["cora@example.org"].startswith(
        "the address is set aside: a mail to cora@example.org could not"
    )

    assert "gets mail again" in journal.take_back("Cora@example.org", "Anna")
    with pytest.raises(Refused):
        journal.take_back("cora@example.org", "Anna")
    bureau.comment("SUP-1", "Are you there now?")
    assert reached(bureau.news()) == ["cora@example.org"]


def test_a_report_on_a_delay_is_shown_and_nothing_more(bureau: Bureau, mail: Mail) -> None:
    filed = bureau.file(report(mail, "cora@example.org", delayed=True))
    assert filed.outcome == "ignored"
    assert (row(mail).state, row(mail).bounce) == ("delayed", filed)
    assert not SetAside.objects.exists()
    bureau.file(report(mail, "cora@example.org"))
    bureau.file(report(mail, "cora@example.org", delayed=True))
    assert row(mail).state == "bounced", "what is final stays"


def test_a_report_that_speaks_against_the_mail_leaves_the_address_alone(bureau: Bureau, mail: Mail) -> None:
    full = report(mail, "cora@example.org").replace(b"5.1.1 nobody here", b"5.2.2 mailbox full")
    bureau.file(full.replace(b"Status: 5.1.1", b"Status: 5.2.2"))
    assert row(mail).state == "bounced" and not SetAside.objects.exists()


def test_a_report_on_one_of_several_mails_is_shown_on_that_one(bureau: Bureau, mail: Mail) -> None:
    bureau.comment("SUP-1", "And again.")
    (second,) = bureau.news()
    bureau.file(report(mail, "cora@example.org"))
    assert (row(mail).state, row(second).state) == ("bounced", "sent")


def test_a_report_on_a_common_mail_is_shown_on_whom_it_names_and_sets_nobody_aside(
    bureau: Bureau, mail: Mail
) -> None:
    bureau.mapping(
        "common",
        events=["commented"],
        audience=["mail participants", "address: eva@example.net"],
        delivery="together",
    )
    bureau.comment("SUP-1", "To both.")
    (common,) = [each for each in bureau.news() if len(each.receivers) == 2]
    bureau.file(report(common, "eva@example.net"))
    states = dict(common.row.receivers.values_list("address", "state"))
    assert states == {"cora@example.org": "sent", "eva@example.net": "bounced"}
    assert not SetAside.objects.exists()


def made_up(purpose: str, *, site: str, key: bytes, receiver: str = "cora@example.org", issue: str) -> str:
    """A token as somebody makes it who knows everything but our key, or who is of another site."""
    make = {"reply": address.reply_address, "bounce": address.bounce_address}[purpose]
    return make("support@example.com", (key,), site=site, issue=issue, receiver=receiver)


def altered(text: str) -> str:
    """One letter of the token changed, so that it still looks like one."""
    local, at, rest = text.partition("@")
    middle = len(local) - 12
    return local[:middle] + ("b" if local[middle] != "b" else "c") + local[middle + 1 :] + at + rest


def of_no_worth(bureau: Bureau, mail: Mail, purpose: str, kind: str) -> str:
    issue, ours = mail.row.issue_id, token_keys()[0]
    genuine = mail.sender if purpose == "bounce" else mail.message["Reply-To"].addresses[0].addr_spec
    return {
        "made with another key": made_up(purpose, site=bureau.site.url, key=OTHER_KEY, issue=issue),
        "of another site": made_up(purpose, site=OTHER_SITE, key=ours, issue=issue),
        "with one letter changed": altered(genuine),
        "cut short": genuine.replace("@", "", 1)[:40] + "@example.com",
        "none at all": "support@example.com",
    }[kind]


WORTHLESS = (
    "made with another key",
    "of another site",
    "with one letter changed",
    "cut short",
    "none at all",
)


def without_proof(mail: Mail, raw: bytes) -> bytes:
    """A report that does not name the mail it is about."""
    return raw.replace(mail["Message-ID"].encode(), b"<somebody@example.org>")


@pytest.mark.parametrize("kind", WORTHLESS)
def test_a_forged_report_has_no_effect_but_a_trace(bureau: Bureau, mail: Mail, kind: str) -> None:
    to = of_no_worth(bureau, mail, "bounce", kind)
    filed = bureau.file(without_proof(mail, report(mail, "cora@example.org", to=to)))
    assert filed.outcome == "ignored"
    assert "proves nothing about a mail of ours" in said(filed)
    assert nothing_happened(bureau, mail)


def test_a_report_that_proves_itself_by_an_address_for_answers_proves_nothing(
    bureau: Bureau, mail: Mail
) -> None:
    """Such addresses come into many hands."""
    to = mail.message["Reply-To"].addresses[0].addr_spec
    filed = bureau.file(without_proof(mail, report(mail, "cora@example.org", to=to)))
    assert "proves nothing" in said(filed) and nothing_happened(bureau, mail)


def test_a_report_about_somebody_else_with_a_token_of_ones_own_harms_only_oneself(
    bureau: Bureau, mail: Mail
) -> None:
    bureau.file(report(mail, "eva@example.net"))
    assert list(SetAside.objects.values_list("address", flat=True)) == ["cora@example.org"]


def test_a_letter_that_only_looks_like_a_report_sets_nobody_aside(bureau: Bureau, mail: Mail) -> None:
    bureau.file(answer(mail, "Your mail could not be delivered, ha ha. 550 5.1.1", CORA))
    assert nothing_happened(bureau, mail)


def nothing_happened(bureau: Bureau, mail: Mail) -> bool:
    return row(mail).state == "sent" and row(mail).bounce is None and not SetAside.objects.exists()


# Answers


def letter_to(place: str, sender: str = EVA) -> EmailMessage:
    mail = letter("Let me in.", subject="Hello", sender=sender)
    mail.replace_header("To", place)
    return mail


@pytest.mark.parametrize("kind", WORTHLESS[:3])
def test_an_answer_to_a_forged_address_opens_nothing_and_leaves_a_trace(
    bureau: Bureau, mail: Mail, kind: str
) -> None:
    filed = bureau.file(letter_to(of_no_worth(bureau, mail, "reply", kind)))
    assert outcome(filed) == ("created", "SUP-2")
    assert ("of another site" if kind == "of another site" else "looks like an id of ours") in said(filed)


@pytest.mark.parametrize("kind", WORTHLESS[:3])
def test_an_answer_to_a_forged_message_id_opens_nothing_and_leaves_a_trace(
    bureau: Bureau, mail: Mail, kind: str
) -> None:
    site, key = (OTHER_SITE, token_keys()[0]) if kind == "of another site" else (bureau.site.url, OTHER_KEY)
    forged = address.thread_id(
        (key,),
        site=site,
        issue=mail.row.issue_id,
        receiver="cora@example.org",
        nonce="x",
        domain="example.com",
    )
    if kind == "with one letter changed":
        first, token, *rest = mail["Message-ID"].strip("<>").split(".")
        forged = ".".join([first, altered(f"{token}@").strip("@"), *rest])
    made = letter_to("support@example.com")
    made["In-Reply-To"] = f"<{forged}>"
    filed = bureau.file(made)
    assert outcome(filed) == ("created", "SUP-2")
    assert ("of another site" if kind == "of another site" else "looks like an id of ours") in said(filed)


def test_a_letter_to_the_address_for_reports_opens_nothing(bureau: Bureau, mail: Mail) -> None:
    filed = bureau.file(letter_to(mail.sender))
    assert outcome(filed) == ("created", "SUP-2")
    assert "for delivery reports" in said(filed)


def test_a_token_in_the_text_or_the_subject_opens_nothing(bureau: Bureau, mail: Mail) -> None:
    token = mail.message["Reply-To"].addresses[0].addr_spec
    filed = bureau.file(letter(f"Look: {token}", subject=f"Re: {token}", sender=EVA))
    assert outcome(filed) == ("created", "SUP-2")


def test_a_token_as_the_sender_or_as_the_own_id_opens_nothing(bureau: Bureau, mail: Mail) -> None:
    token = mail.message["Reply-To"].addresses[0].addr_spec
    as_sender = bureau.file(letter("I am you.", sender=f"Support <{token}>"))
    assert outcome(as_sender) == ("created", "SUP-2")
    own = letter("This is my own id.", sender=EVA)
    own.replace_header("Message-ID", mail["Message-ID"])
    assert outcome(bureau.file(own)) == ("created", "SUP-3")


def test_whoever_has_an_answered_mail_of_two_issues_writes_where_the_mail_goes(
    bureau: Bureau, mail: Mail
) -> None:
    second = bureau.file(letter("Something else.", subject="Lamp", sender=CORA))
    assert outcome(second) == ("created", "SUP-2")
    made = answer(mail, "About the printer.", CORA)
    made.replace_header("In-Reply-To", f"<{second.message_id}>")
    assert outcome(bureau.file(made)) == ("commented", "SUP-1")
    assert InboundMessage.objects.filter(issue_key="SUP-1").count() == 2
    assert JiraEvent.objects.exists()
