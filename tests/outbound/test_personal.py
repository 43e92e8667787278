"""A person writes to chosen people about an issue, and their answers become comments."""

from __future__ import annotations

import argparse
import io

import pytest

from postroom.connections import token_keys
from postroom.errors import BadConfiguration
from postroom.mail import address
from postroom.models import JiraEvent, MessageOutbound, OutboundMessage, SetAside, TemplateSet
from postroom.outbound.personal import Wish, ask, drafts
from postroom.writing import put, try_out
from tests.inbound.conftest import letter
from tests.jira.people import make
from tests.outbound.conftest import Bureau
from tests.outbound.hands import answer, outcome, reached, said

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "cora@example.org"


@pytest.fixture
def key(bureau: Bureau) -> str:
    return make(bureau.person("ada"), "A lamp", labels=["confidential-label"]).key


def wish(key: str, *to: str, **values: object) -> Wish:
    return Wish(key, to or (CORA,), "The new lamp comes on <b>Tuesday</b>.", "Bruno", **values)  # type: ignore[arg-type]


def level(bureau: Bureau) -> str:
    return str(bureau.desk.jira.about()["levels"]["Team only"])


def test_an_answer_to_it_becomes_a_comment(bureau: Bureau, key: str):
    ask(wish(key, title="News of your lamp"))
    bureau.work()
    (mail,) = bureau.arrived()
    assert mail.receivers == (CORA,) and key in mail["Subject"]
    assert (
        "Bruno writes to you" in mail.text
        and "<b>Tuesday</b>" in mail.text
        and "News of your lamp" in mail.text
    )
    assert "<b>Tuesday" not in mail.message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert mail["Auto-Submitted"] == "", "a person wrote it"
    token = address.check(mail["Reply-To"], token_keys())
    assert token and token.is_for(CORA) and token.purpose == "reply"
    row = mail.row
    assert (row.kind, row.issue_key, row.event.kind, row.event.actor_name) == (
        "send",
        key,
        "mail.send",
        "Bruno",
    )
    assert outcome(bureau.file(answer(mail, "Thank you!", CORA))) == ("commented", key)


def test_people_outside_learn_no_more_than_that_there_is_the_issue(bureau: Bureau, key: str):
    parts = {"send.text": "{{ issue | tojson }}", "send.html": "{{ issue | tojson | forceescape }}"}
    TemplateSet.objects.create(name="all", base="plain", parts=parts)
    outside, inside = (
        each.rendered.text if each.rendered else each.problem
        for each in drafts(wish(key, CORA, "bruno@example.com", template_set="all"))
    )
    assert "confidential-label" in inside
    for word in ("confidential-label", "hums", "ada@example.com", bureau.account("ada")):
        assert word not in outside


def test_an_account_that_may_see_the_issue_sees_it_as_one(bureau: Bureau, key: str):
    made = list(drafts(wish(key, CORA, "bruno@example.com")))
    outside, inside = (each.rendered.text if each.rendered else each.problem for each in made)
    assert "/browse/" not in outside
    assert f"/browse/{key}" in inside


def test_an_issue_with_a_security_level_is_not_told_outside(bureau: Bureau):
    key = make(bureau.person("ada"), "Hidden", security={"id": level(bureau)}).key
    (draft,) = drafts(wish(key))
    assert draft.rendered is None and "security level" in draft.problem
    event = ask(wish(key))
    bureau.work()
    event.refresh_from_db()
    assert event.outcome == "ignored" and "security level" in said(event)
    assert bureau.arrived() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"issue": "SUP-999"}, "no issue SUP-999"),
        ({"to": ("not an address",)}, "not an address"),
        ({"to": ()}, "Nobody"),
        ({"to": ("support@example.com",)}, "Postroom's own"),
        ({"to": (CORA, "gone@example.org")}, "gone@example.org is set aside: it bounced"),
        ({"text": " \n"}, "no text"),
        ({"text": "x" * 100_001}, "more than 100000"),
        ({"site": "elsewhere"}, "no site named 'elsewhere'"),
        ({"outbound": "pigeon"}, "no outbound named 'pigeon'"),
        ({"template_set": "pigeon"}, "pigeon"),
        ({"to": tuple(f"a{n}@example.org" for n in range(51))}, "at most 50"),
    ],
)
def test_what_cannot_be_sent_is_said_before_anything_is_stored(bureau, key, changed, words):
    SetAside.objects.create(address="gone@example.org", reason="it bounced")
    values = {**vars(wish(key)), **changed}
    with pytest.raises(Exception, match=words):
        ask(Wish(**values))
    assert not JiraEvent.objects.filter(kind="mail.send").exists()


def test_an_address_that_is_set_aside_meanwhile_is_left_out(bureau: Bureau, key: str):
    event = ask(wish(key, CORA, "gone@example.org"))
    SetAside.objects.create(address="gone@example.org", reason="it bounced")
    bureau.work()
    assert reached(bureau.arrived()) == [CORA]
    assert "gone@example.org is set aside" in said(event)


def test_everybody_gets_a_mail_of_their_own_and_each_once(bureau: Bureau, key: str):
    ask(wish(key, CORA, "Cora@Example.org", "dora@example.org"))
    bureau.work()
    mails = bureau.arrived()
    assert sorted(mail["To"].lower() for mail in mails) == [CORA, "dora@example.org"]
    assert len({mail["Reply-To"] for mail in mails}) == 2


def test_a_wish_whose_text_is_gone_is_not_sent(bureau: Bureau, key: str):
    event = ask(wish(key))
    JiraEvent.objects.update(payload=None)
    bureau.work()
    event.refresh_from_db()
    assert (event.outcome, bureau.arrived()) == ("ignored", [])


def test_it_joins_the_thread_of_the_customers_own_mail(bureau: Bureau):
    record = bureau.file(letter(sender=f"Cora <{CORA}>", message_id="first"))
    ask(wish(record.issue_key))
    bureau.work()
    (mail,) = bureau.arrived()
    assert mail["In-Reply-To"] == "<first@example.org>"


def test_of_several_outbounds_one_has_to_be_named(bureau: Bureau, key: str):
    other = MessageOutbound.objects.create(name="second", host="h", port=25, sender_address="s@example.com")
    with pytest.raises(BadConfiguration, match=f"--outbound. There are: {bureau.outbound.name}, second"):
        ask(wish(key))
    assert ask(wish(key, outbound=bureau.outbound.name))
    bureau.desk.profile.outbound = other
    bureau.desk.profile.save()
    ask(wish(key))
    bureau.handle()
    assert {each.outbound.name for each in OutboundMessage.objects.all()} == {bureau.outbound.name, "second"}


def test_the_command_says_what_it_does(bureau: Bureau, key: str):
    tried = try_out(wish(key, CORA, "nobody"[:0] + "support@example.com"))
    assert not tried.good
    assert f"To: {CORA}" in tried.lines and any("Tuesday" in line for line in tried.lines)
    assert any("Postroom's own" in line for line in tried.lines)
    assert not JiraEvent.objects.filter(kind="mail.send").exists()
    result = put(wish(key))
    assert result.good and f"mail about {key} to 1 receiver" in result.lines[0]


def test_the_text_comes_from_the_command_line_a_file_or_the_standard_input(tmp_path, monkeypatch):
    from postroom.commands.send import text_of

    file = tmp_path / "text"
    file.write_text("from a file", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("typed"))
    assert text_of(argparse.Namespace(file=file, text=None)) == "from a file"
    assert text_of(argparse.Namespace(file=None, text="given")) == "given"
    assert text_of(argparse.Namespace(file=None, text=None)) == "typed"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadConfiguration, match="UTF-8"):
        text_of(argparse.Namespace(file=file, text=None))
