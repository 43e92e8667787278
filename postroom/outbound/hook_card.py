"""The JSON in which a chat program takes a message; which program it is tells the host of its webhook."""

from __future__ import annotations

import json
import re
from typing import Any

LONGEST = 12_000  # octets of text; Teams takes 28 kB in all
MOST_LINES = 120
CUT = " […]"
#: Hosts that want a card: Workflows, and the connectors before them.
#: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
TEAMS = (".webhook.office.com", ".logic.azure.com", ".powerplatform.com", ".powerplatform.us")
CARD = "application/vnd.microsoft.card.adaptive"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def message(host: str, text: str) -> bytes:
    """The finished JSON of a message: a card for Microsoft Teams, else {"text": ...} as Slack, Mattermost, Google
    Chat and others take it. Nothing in the text is markup: neither mentions nor links with another name."""
    said = cut(_CONTROLS.sub("", text.replace("\r\n", "\n")).strip())
    body = card(said) if host.lower().endswith(TEAMS) else {"text": escaped(said)}
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """So that <!channel> is no call to everybody. https://api.slack.com/reference/surfaces/formatting#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def card(text: str) -> dict[str, Any]:
    """An adaptive card of plain runs of text, which know no markup; an empty line is space before the next one."""
    blocks: list[dict[str, Any]] = []
    spaced = False
    for line in text.split("\n"):
        if line.strip():
            run = {"type": "TextRun", "text": line}
            blocks.append(
                {"type": "RichTextBlock", "spacing": "Medium" if spaced else "None", "inlines": [run]}
            )
        spaced = not line.strip()
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    return {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}


def cut(text: str) -> str:
    lines = text.split("\n")
    short = "\n".join(lines[:MOST_LINES])
    data = short.encode("utf-8", "replace")
    if len(data) > LONGEST:
        short = data[:LONGEST].decode("utf-8", "ignore")
    return short + CUT if len(short) < len(text) else text
