"""Rows of the outgoing half for the pages: events, notices, mails and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any

from django.utils import timezone

from postroom import stored
from postroom.jira.events import Change, Event
from postroom.models import (
    Attempt,
    JiraEvent,
    MessageOutbound,
    Notice,
    NoticeEvent,
    NotificationMapping,
    OutboundMessage,
    OutboundState,
    Receiver,
)
from tests import builders

numbers = count(1)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000201ff5d5f0d8a0000000049454e44ae426082"
)


def outbound(name: str = "company-mail", status: str = "", **values: Any) -> MessageOutbound:
    values = {
        "host": "smtp.example.com", "port": 465, "user": "postroom", "password": "hush-hush",
        "sender_address": "support@example.com", "sender_name": "Example Support", **values,
    }  # fmt: skip
    made = MessageOutbound.objects.get_or_create(name=name, defaults=values)[0]
    if status:
        OutboundState.objects.get_or_create(
            outbound=made,
            defaults={
                "status": status,
                "status_since": timezone.now() - timedelta(hours=3),
                "last_answer": "421 4.3.2 the server shuts down"
                if status == "failing"
                else "250 2.0.0 taken",
                "answered_at": timezone.now(),
            },
        )
    return made


def mapping(name: str = "Customers", **values: Any) -> NotificationMapping:
    values = {"site": builders.site(), "outbound": outbound(), **values}
    return NotificationMapping.objects.get_or_create(name=name, defaults=values)[0]


def event(kind: str = "commented", changes: Sequence[Change] = (), **values: Any) -> JiraEvent:
    """An event as a webhook brings it."""
    number, now = next(numbers), timezone.now()
    key = values.get("issue_key", "SUP-204")
    said = Event(
        kind=kind, entity=str(number), version="1", at=now, issue_key=key, summary="The printer is on fire",
        actor_name="Ada Ahlgren", changes=tuple(changes), comment_id="20311" if kind == "commented" else "",
    )  # fmt: skip
    values = {
        "site": builders.site(), "kind": kind, "entity": str(number), "version": "1", "source": "webhook",
        "issue_id": "10204", "issue_key": key, "actor": "5f00a1", "actor_name": "Ada Ahlgren",
        "happened_at": now - timedelta(seconds=2), "said": said.to_json(),
        "payload": '{"webhookEvent": "comment_created", "comment": {"id": "20311"}}', "identifier": f"hook-{number}",
        **values,
    }  # fmt: skip
    return JiraEvent.objects.create(**values)


def handled(*notices: Notice, **values: Any) -> JiraEvent:
    """An event that joined these notices."""
    verdicts = [[each.mapping.name, each.pk, ""] for each in notices]
    verdicts += [["Managers", 0, "the mapping names other events"]]
    done = {"state": "done", "outcome": "handled", "verdicts": verdicts, **values}
    made = event(**done)
    for each in notices:
        NoticeEvent.objects.create(notice=each, event=made)
    return made


def ignored(reason: str = "no mapping wants it", **values: Any) -> JiraEvent:
    verdicts = [["Customers", 0, "projects: SUP is not among them"]]
    return event(state="done", outcome="ignored", reason=reason, verdicts=verdicts, **values)


def notice(by: NotificationMapping | None = None, **values: Any) -> Notice:
    values = {
        "site": builders.site(), "mapping": by or mapping(), "issue_id": f"10{next(numbers)}",
        "issue_key": "SUP-204", "is_open": False, "closes_at": timezone.now(), "state": "done", "outcome": "sent",
        "left_out": [["Bo Larsen <bo@example.org>", "may not see internal comments"]],
        **values,
    }  # fmt: skip
    return Notice.objects.create(**values)


def raw(subject: str, to: str, page: str, text: str = "Ada commented:\n\nIt burns again.\n") -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Example Support <support@example.com>", to
    made["Subject"], made["Message-ID"] = subject, f"<{next(numbers)}.out@example.com>"
    made["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
    made["Reply-To"] = "support+abc@example.com"
    made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html")
        payload = made.get_payload()
        payload[1].add_related(PIXEL, "image", "png", cid="<face@example.com>")
    return made.as_bytes().replace(b"\n", b"\r\n")


PAGE = (
    '<html><head><meta name="color-scheme" content="light dark"><style>h1 {font: 700 20px sans-serif}</style></head>'
    '<body style="font-family: sans-serif"><h1>SUP-204 The printer is on fire</h1>'
    '<p><img src="cid:face@example.com" width="24" height="24" alt="Ada"> Ada Ahlgren commented:</p>'
    '<blockquote>It burns <b>again</b>.</blockquote><script>document.title = "taken over"</script>'
    '<img src="https://tracker.example.net/pixel.png" onerror="alert(1)">'
    '<p><a href="https://jira.example.com/browse/SUP-204">Open the issue</a></p></body></html>'
)


def message(
    subject: str = "[SUP-204] The printer is on fire",
    receivers: Sequence[tuple[Any, ...]] = (("enid@example.org", "sent", 250, "2.0.0 Ok: queued as 4F2"),),
    page: str = PAGE,
    **values: Any,
) -> OutboundMessage:
    """A finished mail: receivers are (address, state, code, answer)."""
    kept, pieces = stored.store([raw(subject, receivers[0][0] if receivers else "x@example.org", page)])
    kept.save()
    for piece in pieces:
        piece.save()
    number = next(numbers)
    values = {
        "kind": "notice", "outbound": outbound(), "site": builders.site(), "once": f"once-{number}",
        "message_id": f"{number}.out@example.com", "envelope_sender": "support+b-xyz@example.com",
        "subject": subject, "issue_key": "SUP-204", "mail": kept, "size": kept.size,
        "give_up_at": timezone.now() + timedelta(hours=48), "state": "done", "outcome": "sent", **values,
    }  # fmt: skip
    made = OutboundMessage.objects.create(**values)
    for address, state, code, answer in receivers:
        Receiver.objects.create(
            message=made, address=address, name=address.partition("@")[0].capitalize(), state=state, code=code,
            answer=answer, reasons=["reported the issue", "wrote a mail about it"],
        )  # fmt: skip
    return made


def attempt(of: OutboundMessage, number: int = 1, answer: str = "250 2.0.0 Ok", **values: Any) -> Attempt:
    now = timezone.now()
    values = {"outbound": of.outbound, "data_sent_at": now, "answered_at": now, "answer": answer, **values}
    return Attempt.objects.create(
        message=of, number=number, receivers=[each.address for each in of.receivers.all()], **values
    )
