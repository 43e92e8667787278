"""A Jira object whose answers a function gives, for what needs no server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2

from postroom.jira.client import Connection, Jira

SITE = Connection(
    "site", "https://example.atlassian.net", "https://example.atlassian.net", "ada@example.com", "t0ken"
)


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def jira_with(
    answer: Callable[[httpx2.Request], httpx2.Response],
    connection: Connection = SITE,
    *,
    time: Time | None = None,
    **options: Any,
) -> Jira:
    time = time or Time()
    transport = httpx2.MockTransport(answer)
    return Jira(connection, transport=transport, clock=time, sleep=time.sleep, **options)


class Script:
    """Answers in order, the last one for ever; an exception in it is raised. `seen` keeps the requests."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def says(status: int, body: Any = None, **headers: str) -> httpx2.Response:
    """An answer of Jira's; underscores in header names stand for dashes."""
    content = b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, content=content, headers={"Content-Type": "application/json"} | named)
