"""One sandbox for all tests of this folder, emptied before each, and our client in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from postroom.jira.client import Connection, Jira
from tests.contracts import CheckedTransport
from tests.sandbox_process import SandboxProcess


@pytest.fixture(scope="session")
def running() -> Iterator[SandboxProcess]:
    with SandboxProcess() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: SandboxProcess) -> SandboxProcess:
    running.reset()
    return running


@pytest.fixture
def connect(sandbox: SandboxProcess) -> Iterator[Callable[..., Jira]]:
    """Makes clients of the sandbox, whose requests and answers are held to Jira's own description."""
    made: list[Jira] = []

    def make(token: str = sandbox.token, *, checked: bool = True, **options: Any) -> Jira:
        connection = Connection("site", sandbox.url, sandbox.url, sandbox.email, token)
        options = {"timeout": 3.0, "transport": CheckedTransport() if checked else None} | options
        made.append(Jira(connection, **options))
        return made[-1]

    yield make
    for jira in made:
        jira.close()


@pytest.fixture
def jira(connect: Callable[..., Jira]) -> Jira:
    return connect()


@pytest.fixture
def start() -> datetime:
    """The moment before anything was made."""
    return datetime.now(UTC)
