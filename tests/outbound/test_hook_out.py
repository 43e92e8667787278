"""A channel hears by webhook what people outside may hear; each message once, and its URL is shown to nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from postroom import journal, stored
from postroom.errors import Refused
from postroom.models import MessageOutbound, Notice, OutboundMessage, OutboundState, TemplateSet
from postroom.outbound import hook_out
from postroom.outbound.send import send
from postroom.outbound.writing import ping, resend
from tests.inbound.conftest import letter
from tests.jira.people import INTERNAL, make
from tests.outbound.conftest import Bureau
from tests.outbound.hands import said
from tests.outbound.posting import a_mail, answers_are_late, attempt
from tests.sandbox.receiver import Receiver
from tests.transport.raw_http import Server

pytestmark = pytest.mark.django_db(transaction=True)

State = OutboundMessage.State
PATH = "/services/T0/B0/very-secret"


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(hook_out, "local", True)
    with Receiver() as there:
        yield there


@pytest.fixture
def team(bureau: Bureau, channel: Receiver) -> MessageOutbound:
    url = channel.url.rpartition("/")[0] if channel.url.count("/") > 2 else channel.url
    made = MessageOutbound.objects.create(
        name="team", type="webhook", url=url + PATH, host="", port=443, sender_address="", timeout=5
    )
    OutboundState.objects.create(outbound=made)
    return made


def tell(bureau: Bureau, team: MessageOutbound, **values: Any) -> None:
    bureau.mapping("channel", audience=[], **values)
    bureau.site.mappings.update(outbound=team, profile=None)


def texts(channel: Receiver) -> list[str]:
    return [json.loads(hook.body)["text"] for hook in channel.hooks]


def news(bureau: Bureau, channel: Receiver) -> list[str]:
    """What the channel heard of what people did since."""
    before = len(channel.hooks)
    bureau.news()
    return texts(channel)[before:]


def posted(bureau: Bureau) -> OutboundMessage:
    return OutboundMessage.objects.filter(kind="webhook").latest("pk")


def test_the_channel_hears_of_a_public_comment(bureau: Bureau, team: MessageOutbound, channel: Receiver):
    tell(bureau, team)
    key = make(bureau.person("ada"), "A lamp").key
    (created,) = news(bureau, channel)
    assert key in created and "A lamp" in created
    bureau.comment(key, "Have you tried <!channel> another bulb?")
    (comment,) = news(bureau, channel)
    assert "tried &lt;!channel&gt; another bulb?" in " ".join(comment.split()) and "Ada Ahlgren" in comment
    hook = channel.hooks[-1]
    assert (hook.path, hook.headers["content-type"]) == (PATH, "application/json; charset=utf-8")
    message = posted(bureau)
    assert (message.outcome, message.issue_key, message.size) == ("sent", key, len(hook.body))
    assert b"".join(stored.chunks_of(message)) == hook.body
    receiver = message.receivers.get()
    assert (receiver.address, receiver.name, receiver.state, receiver.code) == (
        "127.0.0.1",
        "team",
        "sent",
        204,
    )
    assert bureau.arrived() == []


def test_nothing_inside_leaks_into_the_channel(bureau: Bureau, team: MessageOutbound, channel: Receiver):
    everything = "{{ issue | tojson }}{{ events | tojson }}{{ comment | tojson }}{{ receiver | tojson }}"
    TemplateSet.objects.create(name="all", base="plain", parts={"hook.text": everything})
    tell(
        bureau, team, events=["created", "commented", "updated", "attachment", "worklog"], template_set="all"
    )
    bot = bureau.person("bot")
    level = bureau.desk.jira.about()["levels"]["Team only"]
    hidden = make(bot, "hidden-issue", security={"id": level}).key
    bureau.comment(hidden, "hidden-comment")
    key = make(bot, "A lamp", labels=["hidden-label"]).key
    bureau.comment(key, "hidden-internal", properties=INTERNAL)
    bureau.comment(key, "hidden-role", visibility={"type": "role", "value": "Service Desk Team"})
    bot.put(f"issue/{key}", json={"fields": {"labels": ["hidden-change"]}})
    bureau.comment(key, "Told to all")
    heard = "\n".join(news(bureau, channel))
    assert "Told to all" in heard and key in heard
    assert "hidden" not in heard and hidden not in heard
    assert "demo@example.com" not in heard and bureau.account("bot") not in heard


def test_public_fields_are_told(bureau: Bureau, team: MessageOutbound, channel: Receiver):
    tell(bureau, team, events=["updated"], public_fields=["labels"])
    key = make(bureau.person("bot"), "A lamp").key
    bureau.person("bot").put(f"issue/{key}", json={"fields": {"labels": ["shown-label"]}})
    (text,) = news(bureau, channel)
    assert "shown-label" in text


def test_neither_audience_nor_digest_nor_quiet_hours_concern_a_channel(bureau, team, channel):
    tell(bureau, team, digest="daily", quiet_hours="00:00-23:59")
    bureau.site.mappings.update(audience=["reporter", "address: cora@example.org"])
    make(bureau.person("ada"), "A lamp")
    assert len(news(bureau, channel)) == 1
    assert bureau.arrived() == []


def test_a_set_may_have_words_of_its_own_for_channels(
    bureau: Bureau, team: MessageOutbound, channel: Receiver
):
    TemplateSet.objects.create(
        name="ours", base="modern", parts={"hook.text": "{{ event.kind }}: {{ issue.key }} {{ issue.url }}"}
    )
    tell(bureau, team, template_set="ours")
    key = make(bureau.person("ada"), "A lamp").key
    assert news(bureau, channel) == [f"created: {key} {bureau.site.url}/browse/{key}"]


def test_where_the_templates_have_nothing_to_say_nothing_is_posted(bureau, team, channel):
    TemplateSet.objects.create(name="ours", base="modern", parts={"hook.text": "  "})
    tell(bureau, team, template_set="ours")
    make(bureau.person("ada"), "A lamp")
    assert news(bureau, channel) == []
    notice = Notice.objects.get()
    assert notice.outcome == "ignored" and "nothing to say" in notice.reason


def test_the_channel_hears_what_came_by_mail(bureau: Bureau, team: MessageOutbound, channel: Receiver):
    tell(bureau, team)
    bureau.file(letter("It hums again.", sender="Cora Customer <cora@example.org>"))
    (text,) = news(bureau, channel)
    assert "Cora Customer" in text and "It hums again." in text


# Answers


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [
        (200, State.DONE, "sent"), (204, State.DONE, "sent"), (301, State.DONE, "failed"), (400, State.DONE, "failed"),
        (403, State.DONE, "failed"), (404, State.DONE, "failed"), (410, State.DONE, "failed"),
        (408, State.WAITING, ""), (429, State.WAITING, ""), (500, State.WAITING, ""), (503, State.WAITING, ""),
    ],
)  # fmt: skip
def test_what_an_answer_means(bureau, team, channel, status: int, state: str, outcome: str):
    channel.answers = [status]
    message = attempt(hook_out.ping(team, "somebody"))
    assert (message.state, message.outcome) == (state, outcome)
    assert message.receivers.get().code == status
    if state == State.WAITING:
        message = attempt(message)
        assert (message.outcome, len(channel.hooks)) == ("sent", 2)
    assert len({hook.body for hook in channel.hooks}) == 1


def test_it_waits_as_long_as_it_is_asked_to(bureau, team, channel):
    with Server(b"HTTP/1.1 429 Slow down\r\nRetry-After: 77\r\n\r\n") as server:
        MessageOutbound.objects.filter(pk=team.pk).update(url=server.url)
        message = hook_out.ping(team, "somebody")
        with pytest.raises(journal.Again) as raised:
            journal.send(message.pk, send)
    assert raised.value.seconds == 77
    assert message.receivers.get().answer == "429"


def test_a_lost_answer_is_perhaps_sent_and_not_repeated(bureau, team, channel):
    channel.answers = ["cut"]
    message = attempt(hook_out.ping(team, "somebody"))
    assert (message.outcome, message.receivers.get().state) == ("perhaps", "perhaps")
    assert message.tries.get().data_sent_at is not None
    attempt(message)
    assert len(channel.hooks) == 1
    journal.resend(message.pk, "somebody")
    assert (attempt(message).outcome, len(channel.hooks)) == ("sent", 2)


def test_a_death_before_the_request_is_a_plain_retry(bureau, team, channel, monkeypatch):
    class Died(BaseException):
        pass

    def died(*_: object, **__: object) -> None:
        raise Died

    message = hook_out.ping(team, "somebody")
    with monkeypatch.context() as broken:
        broken.setattr(journal, "data_sent", died)
        with pytest.raises(Died):
            attempt(message)
    assert channel.hooks == []
    assert attempt(message).outcome == "sent"


def test_a_death_after_the_request_is_perhaps_sent(bureau, team, channel, monkeypatch):
    class Died(BaseException):
        pass

    def died(*_: object, **__: object) -> None:
        raise Died

    message = hook_out.ping(team, "somebody")
    with monkeypatch.context() as broken:
        broken.setattr(journal, "answered", died)
        with pytest.raises(Died):
            attempt(message)
    answers_are_late()
    assert attempt(message).outcome == "perhaps"
    assert len(channel.hooks) == 1


def test_while_nobody_listens_the_outbound_fails_and_its_messages_wait(bureau, team, channel, caplog):
    MessageOutbound.objects.filter(pk=team.pk).update(url=f"http://127.0.0.1:1{PATH}")
    team.refresh_from_db()
    with caplog.at_level(logging.DEBUG):
        message = attempt(hook_out.ping(team, "somebody"))
    assert message.state == State.WAITING and message.waits_for == f"outbound:{team.pk}"
    assert team.state.status == "failing" and "127.0.0.1 cannot be reached" in team.state.last_answer
    told = caplog.text + said(message) + message.reason + team.state.last_answer
    assert "very-secret" not in told and "T0/B0" not in told


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://10.0.0.1/very-secret", "private or reserved"),
        ("https://localhost/very-secret", "private or reserved"),
        ("https://169.254.169.254/very-secret", "private or reserved"),
        ("http://hooks.example.com/very-secret", "has to be https"),
        ("", "cannot be read"),
    ],
)
def test_where_we_do_not_post_it_is_parked_for_a_person(
    bureau, team, channel, monkeypatch, caplog, url, words
):
    message = hook_out.ping(team, "somebody")
    monkeypatch.setattr(hook_out, "local", False)
    MessageOutbound.objects.filter(pk=team.pk).update(url=url)
    with caplog.at_level(logging.DEBUG):
        message = attempt(message)
    assert message.state == State.PARKED and words in message.reason
    assert "very-secret" not in caplog.text + said(message) + message.reason
    assert not message.tries.exists()


def test_a_mail_never_goes_to_a_channel_nor_a_message_to_a_mail_server(bureau, team, channel):
    mail = attempt(a_mail(team, "cora@example.org"))
    assert mail.state == State.PARKED and "is a webhook, and this is a mail" in mail.reason
    message = hook_out.ping(team, "somebody")
    OutboundMessage.objects.filter(pk=message.pk).update(outbound=bureau.outbound)
    message.refresh_from_db()
    message = attempt(message)
    assert message.state == State.PARKED and "is a mail server" in message.reason
    assert channel.hooks == [] and bureau.arrived() == []


def test_the_url_is_stored_sealed(bureau, team):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select url from postroom_messageoutbound where id = %s", [team.pk])
        (raw,) = cursor.fetchone()
    assert b"very-secret" not in bytes(raw)


def test_a_test_message_goes_to_the_channel_and_to_nobody_else(bureau, team, channel):
    message = attempt(ping(team, "", "somebody"))
    assert message.outcome == "sent" and "'team' works" in texts(channel)[0]
    with pytest.raises(Refused, match="webhook"):
        resend(message.pk, "somebody", "cora@example.org")
    assert bureau.arrived() == []
