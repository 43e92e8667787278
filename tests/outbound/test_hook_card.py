"""What chat programs are sent: nothing in it is markup, and it is never too long."""

from __future__ import annotations

import json
from typing import Any

import pytest

from postroom.outbound.hook_card import MOST_LINES, message

pytestmark = pytest.mark.pure

SLACK, TEAMS = "hooks.slack.com", "prod-1.westeurope.logic.azure.com"


def runs(body: bytes) -> list[str]:
    """The lines of a card."""
    read: dict[str, Any] = json.loads(body)
    assert read["type"] == "message"
    (attachment,) = read["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    blocks = attachment["content"]["body"]
    assert {each["type"] for each in blocks} <= {"RichTextBlock"}
    return [run["text"] for each in blocks for run in each["inlines"]]


def test_slack_and_its_likes_get_text():
    for host in (SLACK, "chat.example.com", "webhook.office.com.example.net", "notlogic.azure.com"):
        assert json.loads(message(host, "SUP-1: Prüfung\n\nGrüße\n")) == {"text": "SUP-1: Prüfung\n\nGrüße"}


def test_in_text_nobody_is_called_and_no_link_has_another_name():
    said = json.loads(message(SLACK, "<!channel> <@U123> <https://evil.example|your bank> a && b"))["text"]
    assert said == "&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|your bank&gt; a &amp;&amp; b"


def test_teams_gets_a_card_of_plain_lines():
    for host in (TEAMS, "example.webhook.office.com", "default1.a2.environment.api.powerplatform.com"):
        assert runs(message(host, "One\n\n[your bank](https://evil.example)\r\n**Two**")) == [
            "One", "[your bank](https://evil.example)", "**Two**",
        ]  # fmt: skip


@pytest.mark.parametrize("host", [SLACK, TEAMS])
@pytest.mark.parametrize("text", ["x" * 100_000, "漢" * 50_000, "a\n" * 50_000, "\U0001f5a8\n" * 9_000])
def test_what_is_too_long_is_cut(host: str, text: str):
    body = message(host, text)
    assert len(body) < 28_000
    assert body.decode().count("[…]") == 1
    if host == TEAMS:
        assert len(runs(body)) <= MOST_LINES


def test_what_cannot_be_seen_is_left_out():
    assert json.loads(message(SLACK, "a\x00b\x1b[31m\u202ec\ud800\td"))["text"] == "ab[31mc?\td"
