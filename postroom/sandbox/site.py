"""One sandbox site: who may call it, what it holds, and how its people, times and errors look."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from postroom.sandbox.calls import Call, Problem
from postroom.sandbox.cast import User
from postroom.sandbox.entities import Issue
from postroom.sandbox.faults import Faults
from postroom.sandbox.record import Record
from postroom.sandbox.sink import Sink
from postroom.sandbox.store import Store
from postroom.sandbox.world import TIME_ZONE, Project, World

ZONE = ZoneInfo(TIME_ZONE)
NO_ISSUE = "Issue does not exist or you do not have permission to see it."


class Site:
    """`url` is where people and REST callers reach it, without a trailing slash."""

    def __init__(self, world: World, store: Store, record: Record, token: str, anonymous: bool) -> None:
        self.world = world
        self.store = store
        self.record = record
        self.faults = Faults()
        self.token = token
        self.anonymous_may_look = anonymous
        self.url = ""
        self.smtp = ""
        self.sink: Sink | None = None
        self.started = time.time()
        self.news: list[Any] = []  # what webhooks are to be told of the call that is being carried out
        self._callers = {self.authorization_of(each): each for each in world.users.values() if each.active}

    @property
    def authorization(self) -> str:
        return self.authorization_of(self.world.me)

    def name_of(self, person: User) -> str:
        """What tests and forms call somebody: bot, or the part of the address before the @."""
        return "bot" if person.id == self.world.me.id else person.short

    def person(self, name: str) -> User | None:
        return next((each for each in self.world.users.values() if self.name_of(each) == name), None)

    def token_of(self, person: User) -> str:
        return self.token if person.id == self.world.me.id else f"{person.short}-token"

    def authorization_of(self, person: User) -> str:
        pair = f"{person.email}:{self.token_of(person)}".encode()
        return "Basic " + base64.b64encode(pair).decode()

    def caller(self, authorization: str) -> User | None:
        return self._callers.get(authorization)

    def viewer(self, call: Call) -> User | None:
        """Who asks; None for somebody who brought no credentials."""
        if call.anonymous:
            return None
        return self.world.users[call.account] if call.account else self.world.me

    @property
    def gateway(self) -> str:
        return f"{self.url}/ex/jira/{self.store.cloud_id}"

    def issue(self, id_or_key: str) -> Issue:
        """Raises the 404 of Jira where there is no such issue."""
        found = self.store.by_key.get(id_or_key.upper())
        if found is None and id_or_key.isdigit():
            found = self.store.issues.get(int(id_or_key))
        if found is None:
            raise Problem(404, NO_ISSUE)
        return found

    def project(self, id_or_key: str) -> Project:
        found = self.world.project(id_or_key)
        if found is None:
            raise Problem(404, f"No project could be found with key '{id_or_key}'.")
        return found

    def user_json(self, user: User, base: str = "", version: int = 3) -> dict[str, Any]:
        base = base or self.url
        value: dict[str, Any] = {
            "self": f"{base}/rest/api/{version}/user?accountId={user.id}",
            "accountId": user.id,
            "accountType": user.type,
            "avatarUrls": {f"{n}x{n}": f"{self.url}/avatar.png?size={n}" for n in (16, 24, 32, 48)},
            "displayName": user.name,
            "active": user.active,
            "timeZone": TIME_ZONE,
        }
        if user.shown or user.blank:
            value["emailAddress"] = user.email if user.shown else ""
        return value

    def author_json(self, account: str, call: Call) -> dict[str, Any]:
        return self.user_json(self.world.users[account], call.base, call.version)


def stamp(when: float) -> str:
    """Jira's way to write a time: `2021-01-17T12:34:00.000+0100`, in the caller's time zone."""
    moment = datetime.fromtimestamp(when, UTC).astimezone(ZONE)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}" + moment.strftime("%z")
