"""Who is behind an event: one event and one notice, however it was heard of, and nobody is told what they wrote."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from postroom.models import AccountAddress, JiraEvent, Notice
from postroom.outbound.polling import poll_site
from tests.inbound.conftest import letter
from tests.inbound.hands import quick, until_ended
from tests.jira.people import doc
from tests.outbound.conftest import Bureau
from tests.outbound.hands import outcome, picture, reached, said, upload

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "Cora Customer <cora@example.org>"
EVERYTHING = ["created", "commented", "comment_edited", "updated"]


def request(bureau: Bureau, **values: Any) -> None:
    """SUP-1, by mail from Cora, with Bruno watching; nobody has been told of anything."""
    bureau.file(letter(sender=CORA, message_id="first"))
    bureau.watch("SUP-1", "bruno")
    bureau.hear()
    JiraEvent.objects.all().delete()
    bureau.mapping(**{"exclude": ["demo@example.com"], **values})


def reply(text: str = "It burns again.", sender: str = CORA, **headers: str) -> EmailMessage:
    mail = letter(text, sender=sender, answers=("first",))
    for name, value in headers.items():
        mail[name] = value
    return mail


def kinds() -> list[str]:
    return [each.kind for each in JiraEvent.objects.order_by("pk")]


# However it is heard of


def test_a_comment_heard_before_our_own_answer_was_saved_is_not_told_to_its_sender(
    bureau: Bureau, settings: Any
) -> None:
    quick(settings)
    request(bureau)
    bureau.desk.jira.faults(
        script=[{"fault": "drop_answer", "method": "POST", "path": "/issue/SUP-1/comment"}]
    )
    mail = bureau.file(reply())
    assert mail.state == "waiting", "nobody knows whether the comment was made"
    assert reached(bureau.news()) == ["bruno@example.com"]
    assert JiraEvent.objects.get().caused_by == mail
    until_ended(bureau.desk, mail)
    assert outcome(mail) == ("commented", "SUP-1")
    assert bureau.news() == []


def test_an_issue_heard_before_our_own_answer_was_saved_waits_for_who_takes_part_in_it(
    bureau: Bureau, settings: Any
) -> None:
    quick(settings)
    bureau.mapping(
        exclude=["demo@example.com"], audience=[f"account: {bureau.account('bruno')}", "mail participants"]
    )
    bureau.desk.jira.faults(script=[{"fault": "drop_answer", "method": "POST", "path": "/issue"}])
    mail = bureau.file(letter(sender=CORA))
    assert bureau.news() == []
    (notice,) = Notice.objects.all()
    assert notice.state == "waiting" and "still making this issue" in notice.reason
    until_ended(bureau.desk, mail)
    assert reached(bureau.news()) == ["bruno@example.com"]


def test_webhooks_that_come_before_the_answer_or_twice_tell_once(bureau: Bureau) -> None:
    request(bureau)
    bureau.desk.jira.faults(webhook_early=1, webhook_twice=1)
    bureau.file(reply())
    assert len(bureau.on_their_way()) == 2
    assert reached(bureau.news()) == ["bruno@example.com"]
    assert kinds() == ["commented"]


def test_a_comment_that_comes_as_an_update_too_is_told_once(bureau: Bureau) -> None:
    request(bureau, events=EVERYTHING)
    bureau.desk.jira.faults(comment_as_update=True)
    bureau.file(reply())
    bureau.comment("SUP-1", "We look after it.", by="ada")
    assert len(bureau.on_their_way()) == 4
    told = bureau.news()
    assert kinds() == ["commented", "commented"]
    assert reached(told) == ["bruno@example.com", "cora@example.org"], "both comments in one mail to Bruno"


@pytest.mark.parametrize("first", ["polled", "heard"])
def test_what_is_polled_and_heard_is_told_once(bureau: Bureau, first: str) -> None:
    poll_site(bureau.site)
    request(bureau, events=EVERYTHING)
    mail = bureau.file(reply())
    bureau.comment("SUP-1", "We look after it.", by="ada")
    if first == "heard":
        bureau.hear()
    poll_site(bureau.site)
    assert reached(bureau.news()) == ["bruno@example.com", "cora@example.org"]
    assert sorted(kinds()).count("commented") == 2
    assert JiraEvent.objects.get(caused_by=mail, kind="commented")


def test_what_is_polled_alone_has_the_same_cause(bureau: Bureau) -> None:
    poll_site(bureau.site)
    request(bureau)
    mail = bureau.file(reply())
    bureau.on_their_way()
    poll_site(bureau.site)
    bureau.work()
    assert reached(bureau.arrived()) == ["bruno@example.com"]
    assert JiraEvent.objects.filter(source="polling").get(kind="commented").caused_by == mail


# Who is not told


def test_whoever_got_the_mail_itself_is_not_told_of_it(bureau: Bureau) -> None:
    request(bureau)
    bureau.watch("SUP-1", "ada")
    bureau.file(reply(Cc="Bruno <Bruno@example.com>, Cleo <cleo@example.net>"))
    assert reached(bureau.news()) == ["ada@example.com"]
    (notice,) = Notice.objects.all()
    reasons = dict(notice.left_out)
    assert reasons["cora@example.org"] == "wrote the mail that caused it"
    assert reasons["cleo@example.net"] == "got the mail that caused it"

    bureau.comment("SUP-1", "Thank you.", by="ada")
    assert reached(bureau.news()) == ["bruno@example.com", "cleo@example.net", "cora@example.org"]


def test_whoever_writes_from_another_address_of_theirs_is_not_told(bureau: Bureau) -> None:
    request(bureau)
    bureau.watch("SUP-1", "ada")
    AccountAddress.objects.create(
        site=bureau.site, account=bureau.account("ada"), address="ada@home.example", source="configured"
    )
    bureau.file(reply(sender="Ada <ada@home.example>"))
    assert reached(bureau.news()) == ["bruno@example.com", "cora@example.org"]


def test_the_sender_of_the_mail_is_shown_as_the_one_who_did_it(bureau: Bureau) -> None:
    request(bureau)
    bureau.file(reply())
    (told,) = bureau.news()
    assert "Cora Customer" in told.text and "Postroom Service" not in told.text


# What belongs to one mail


def illustrated(mail: EmailMessage) -> EmailMessage:
    """The same with a picture in its text and a file."""
    mail.add_alternative("<p>See:</p><p><img src='cid:shot@example.org'></p><p>Well?</p>", subtype="html")
    page = mail.get_body(("html",))
    assert isinstance(page, EmailMessage)
    page.add_related(
        picture("flames") * 20,
        "image",
        "png",
        cid="<shot@example.org>",
        filename="shot.png",
        disposition="inline",
    )
    mail.add_attachment(b"smoke", maintype="text", subtype="plain", filename="report.txt")
    return mail


@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_mail_with_pictures_and_files_is_told_as_one_thing(bureau: Bureau, at_once: bool) -> None:
    bureau.mapping(events=EVERYTHING, audience=[f"account: {bureau.account('bruno')}"], attachments=True)
    mail = bureau.file(illustrated(letter(sender=CORA)))
    assert outcome(mail) == ("created", "SUP-1")
    for event in bureau.hear():
        if at_once:
            bureau.work()
        assert event.kind in EVERYTHING
    (told,) = bureau.news()
    assert kinds() == ["created", "updated", "updated"]
    assert told.receivers == ("bruno@example.com",)
    assert sorted(told.files) == ["report.txt", "shot.png"]
    assert set(JiraEvent.objects.values_list("caused_by", flat=True)) == {mail.pk}


def test_an_answer_with_pictures_and_files_is_told_as_one_thing(bureau: Bureau) -> None:
    request(bureau, events=EVERYTHING, attachments=True)
    mail = bureau.file(illustrated(reply()))
    bureau.hear()
    assert sorted(kinds()) == ["commented", "updated"]
    (told,) = bureau.news()
    assert told.receivers == ("bruno@example.com",)
    assert sorted(told.files) == ["report.txt", "shot.png"]
    assert mail.outcome == "commented"


def test_a_file_that_is_heard_of_before_our_own_answer_waits_for_it(bureau: Bureau, settings: Any) -> None:
    quick(settings)
    request(bureau, events=EVERYTHING)
    bureau.desk.jira.faults(script=[{"fault": "drop_answer", "method": "POST", "path": "/attachments"}])
    mail = bureau.file(illustrated(reply()))
    assert mail.state == "waiting"
    assert bureau.news() == []
    until_ended(bureau.desk, mail)
    told = bureau.news()
    assert reached(told) == ["bruno@example.com"]
    assert "Cora Customer" in told[0].text


def test_an_answer_is_told_once_its_files_are_there(bureau: Bureau, settings: Any) -> None:
    quick(settings)
    request(bureau, events=EVERYTHING, attachments=True)
    bureau.desk.jira.faults(script=[{"fault": "drop_answer", "method": "POST", "path": "/attachments"}])
    mail = reply()
    mail.add_attachment(b"smoke", maintype="text", subtype="plain", filename="report.txt")
    filed = bureau.file(mail)
    assert bureau.news() == []
    until_ended(bureau.desk, filed)
    (told,) = bureau.news()
    assert told.files == ["report.txt"] and "It burns again." in told.text


def test_files_and_descriptions_by_the_hand_of_our_account_are_told(bureau: Bureau) -> None:
    bureau.mapping(events=EVERYTHING, audience=[f"account: {bureau.account('bruno')}"])
    bureau.file(illustrated(letter(sender=CORA)))
    assert len(bureau.news()) == 1
    upload(bureau.person("bot"), "SUP-1", "by-hand.txt", b"mine")
    (told,) = bureau.news()
    assert "by-hand.txt" in told.text
    bureau.person("bot").put("issue/SUP-1", json={"fields": {"description": doc("Written anew by hand.")}})
    assert reached(bureau.news()) == ["bruno@example.com"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Content-Type", "multipart/report; report-type=disposition-notification"),
    ],
)
def test_an_automatic_answer_that_the_profile_lets_in_is_not_told(
    bureau: Bureau, header: str, value: str
) -> None:
    bureau.desk.profile.ignore_automatic = False
    bureau.desk.profile.save()
    request(bureau)
    mail = reply("I am away until Monday.")
    if header in mail:
        mail.replace_header(header, value)
    else:
        mail[header] = value
    filed = bureau.file(mail)
    assert (filed.outcome, filed.kind in ("reply", "receipt")) == ("commented", True), filed.reason
    assert bureau.news() == []
    assert "automatic mail" in said(Notice.objects.get())


def test_a_mark_that_somebody_copied_makes_nobody_else_the_sender(bureau: Bureau) -> None:
    """Properties can be written by whoever may edit a comment."""
    request(bureau)
    mail = bureau.file(reply())
    bureau.news()
    (issue,) = bureau.desk.jira.issues()
    (comment,) = issue["comments"]
    mark = [{"key": "postroom.effect", "value": comment["properties"]["postroom.effect"]}]
    bureau.comment("SUP-1", "I pretend to be Cora's mail.", by="ada", properties=mark)
    told = bureau.news()
    assert reached(told) == ["bruno@example.com", "cora@example.org"]
    assert JiraEvent.objects.filter(caused_by=mail).count() == 1
