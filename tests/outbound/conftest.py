"""A bureau: one site, its webhooks caught and handed on, mappings, and a mail server that keeps every mail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest

from postroom import connections, journal
from postroom.jira.client import Jira
from postroom.jira.events import signed
from postroom.jira.webhooks import register
from postroom.models import (
    InboundMessage,
    JiraEvent,
    JiraSite,
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
from tests.jira.people import account_ids, client_of, write
from tests.outbound.hands import Mail, mail_of
from tests.sandbox.receiver import Hook, Receiver

SECRET = "a secret that only Jira and we know"
PATIENCE = 10.0  # seconds for webhooks to come


@dataclass
class Bureau:
    """Everything happens when a test says so: events are taken, notices closed, mails sent."""

    desk: Desk
    hooks: Receiver
    outbound: MessageOutbound
    taken: int = 0
    seen: int = 0
    people: dict[str, Jira] = field(default_factory=dict)

    @property
    def site(self) -> JiraSite:
        return self.desk.profile.site

    def mapping(self, name: str = "everybody", **values: Any) -> NotificationMapping:
        """Nobody is left out for being the account whose token we use; a notice closes when a test says so."""
        wanted = {
            "events": ["created", "commented", "transitioned", "assigned", "attachment"],
            "audience": ["reporter", "assignee", "watchers", "mail participants"],
            "window": 0,
            **values,
        }
        return NotificationMapping.objects.create(
            name=name, site=self.site, outbound=self.outbound, profile=self.desk.profile, **wanted
        )

    # What people do

    def person(self, name: str) -> Jira:
        """Jira as this person calls it."""
        if name not in self.people:
            self.people[name] = client_of(self.desk.jira, name)
        return self.people[name]

    def account(self, name: str) -> str:
        return account_ids(self.desk.jira)[name]

    def comment(self, key: str, text: str, by: str = "ada", **more: Any) -> str:
        return write(self.person(by), key, text, **more)

    def watch(self, key: str, *names: str) -> None:
        for name in names:
            self.person("ada").post(f"issue/{key}/watchers", json=self.account(name))

    def assign(self, key: str, name: str) -> None:
        self.person("ada").put(f"issue/{key}/assignee", json={"accountId": self.account(name)})

    def file(self, mail: EmailMessage | bytes) -> InboundMessage:
        """A mail comes in and is worked on."""
        return self.desk.file(mail)

    # What follows from it

    def on_their_way(self) -> list[Hook]:
        """The webhooks that came and were not handed on yet, once none is missing."""
        deadline = time.monotonic() + PATIENCE
        while waiting := [each for each in self.desk.jira.deliveries() if each["state"] == "waiting"]:
            assert time.monotonic() < deadline, f"{[each['event'] for each in waiting]} did not come"
            time.sleep(0.01)
        return self.hooks.hooks[self.taken :]

    def hear(self) -> list[JiraEvent]:
        """Take the webhooks that came, as the endpoint would; returns the new events."""
        before = set(JiraEvent.objects.values_list("pk", flat=True))
        for hook in self.on_their_way():
            assert signed(SECRET, hook.body, hook.headers["x-hub-signature"])
            receive.webhook(self.site, hook.body, hook.identifier)
            self.taken += 1
        return list(JiraEvent.objects.exclude(pk__in=before).order_by("pk"))

    def work(self) -> None:
        """Every job there is, until none is left that can go on."""
        while self.handle() + self.close() + self.send():
            pass

    def handle(self) -> int:
        return sum(tried(journal.handle, pk, process) for pk in self.open(JiraEvent))

    def close(self) -> int:
        return sum(tried(journal.close, pk, close) for pk in self.open(Notice))

    def send(self) -> int:
        return sum(tried(journal.send, pk, send) for pk in self.open(OutboundMessage))

    def open(self, model: Any) -> list[int]:
        mine = model.objects.filter(site=self.site, state__in=model.OPEN)
        return list(mine.order_by("pk").values_list("pk", flat=True))

    def arrived(self) -> list[Mail]:
        """The mails that came to the mail server since the last call."""
        new = self.desk.jira.sent()[self.seen :]
        self.seen += len(new)
        return [mail_of(each) for each in new]

    def news(self) -> list[Mail]:
        """All that follows from what people did: webhooks, notices, mails; returns what arrived."""
        self.hear()
        self.work()
        return self.arrived()


def tried(work: Callable[..., None], pk: int, story: Callable[..., Any]) -> int:
    """1 where the record has ended, 0 where it waits."""
    try:
        work(pk, story)
    except journal.Again:
        return 0
    return 1


@pytest.fixture
def bureau(desk: Desk) -> Iterator[Bureau]:  # noqa: F811
    with opened(desk) as made:
        yield made
    lines.close()
    connections.kept.cache_clear()


@contextmanager
def opened(desk: Desk) -> Iterator[Bureau]:  # noqa: F811
    """A bureau at this desk; its mail goes out as the address of the desk's profile."""
    desk.profile.site.webhook_secret = SECRET
    desk.profile.site.save()
    with Receiver() as hooks:
        register(connections.jira_of(desk.profile.site), "postroom", hooks.url, SECRET)
        made = Bureau(desk, hooks, relay(desk))
        yield made
    for each in made.people.values():
        each.close()


def relay(desk: Desk) -> MessageOutbound:  # noqa: F811
    """The mail sink of the sandbox."""
    host, _, port = desk.jira.smtp.removeprefix("smtp://").rpartition(":")
    outbound = MessageOutbound.objects.create(
        name=f"relay of {desk.profile.name}",
        host=host,
        port=int(port),
        security="none",
        login="none",
        sender_address=desk.profile.address,
        sender_name=desk.profile.name.capitalize(),
        timeout=5,
    )
    OutboundState.objects.create(outbound=outbound)
    return outbound
