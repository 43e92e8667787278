"""A bureau: one site, its webhooks caught and handed on, mappings, and a mail server that writes everything down."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from postroom import connections, journal
from postroom.inbound.process import process as process_mail
from postroom.jira.events import signed
from postroom.models import (
    InboundMessage,
    JiraEvent,
    MessageOutbound,
    Notice,
    NotificationMapping,
    OutboundMessage,
    OutboundState,
)
from postroom.outbound import lines, receive
from postroom.outbound.close import close
from postroom.outbound.process import process
from postroom.outbound.send import send
from tests.inbound.conftest import Desk, desk, letter, readers_end, sandbox  # noqa: F401 - fixtures
from tests.sandbox.receiver import Receiver

SECRET = "a secret that only Jira and we know"
PATIENCE = 10.0


@dataclass
class Bureau:
    """Everything happens when a test says so: events are taken, notices closed, mails sent."""

    desk: Desk
    hooks: Receiver
    outbound: MessageOutbound
    taken: int = 0
    seen: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def site(self) -> Any:
        return self.desk.profile.site

    def mapping(self, name: str = "everybody", **values: Any) -> NotificationMapping:
        wanted = {
            "events": ["created", "commented", "transitioned", "assigned", "attachment"],
            "audience": ["reporter", "assignee", "watchers", "mail participants"],
            "exclude": ["demo@example.com"],  # the account whose token we use watches what it makes
            "window": 0,
            **values,
        }
        return NotificationMapping.objects.create(
            name=name, site=self.site, outbound=self.outbound, profile=self.desk.profile, **wanted
        )

    def hear(self, count: int) -> None:
        """Take the next so many webhooks, each signed, as the endpoint would."""
        deadline = time.monotonic() + PATIENCE
        while len(self.hooks.hooks) < self.taken + count:
            assert time.monotonic() < deadline, (
                f"only {[hook.event for hook in self.hooks.hooks[self.taken :]]} came"
            )
            time.sleep(0.01)
        for hook in self.hooks.hooks[self.taken : self.taken + count]:
            assert signed(SECRET, hook.body, hook.headers["x-hub-signature"])
            receive.webhook(self.site, hook.body, hook.identifier)
        self.taken += count

    def work(self) -> None:
        """Every job there is, until none is left that can go on."""
        for _ in range(10):
            if not (self.handle() + self.close() + self.send()):
                return

    def handle(self) -> int:
        return sum(tried(journal.handle, pk, process) for pk in open_ones(JiraEvent))

    def close(self) -> int:
        return sum(tried(journal.close, pk, close) for pk in open_ones(Notice))

    def send(self) -> int:
        return sum(tried(journal.send, pk, send) for pk in open_ones(OutboundMessage))

    def arrived(self) -> list[EmailMessage]:
        """The mails that came to the server since the last call."""
        sent = self.desk.jira.sent()[self.seen :]
        self.seen += len(sent)
        return [message_from_bytes(each["raw"].encode(), policy=policy.default) for each in sent]  # type: ignore[arg-type]

    def file(self, mail: EmailMessage | bytes) -> InboundMessage:
        return self.desk.file(mail)


def open_ones(model: Any) -> list[int]:
    return list(model.objects.filter(state__in=model.OPEN).order_by("pk").values_list("pk", flat=True))


def tried(work: Callable[..., None], pk: int, story: Callable[..., Any]) -> int:
    """1 where the record has ended, 0 where it waits."""
    try:
        work(pk, story)
    except journal.Again:
        return 0
    return 1


@pytest.fixture
def bureau(desk: Desk) -> Iterator[Bureau]:  # noqa: F811
    host, port = desk.jira.smtp.rsplit(":", 1)
    outbound = MessageOutbound.objects.create(
        name="relay",
        host=host.removeprefix("smtp://"),
        port=int(port),
        security="none",
        login="none",
        sender_address="support@example.com",
        sender_name="Support",
        timeout=5,
    )
    OutboundState.objects.create(outbound=outbound)
    desk.profile.site.webhook_secret = SECRET
    desk.profile.site.save()
    with Receiver() as hooks:
        watch(desk, hooks.url)
        yield Bureau(desk, hooks, outbound)
    lines.close()
    connections.kept.cache_clear()
    process_mail  # noqa: B018 - imported for stories that file mail by hand


def watch(desk: Desk, url: str) -> None:  # noqa: F811
    from postroom.jira.webhooks import register

    register(connections.jira_of(desk.profile.site), "postroom", url, SECRET)


def body_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


def dumped(value: Any) -> str:
    return json.dumps(value)
