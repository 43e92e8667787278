"""One sandbox for all tests of this folder, emptied before each, and a client that checks the contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from tests.contracts import CheckedTransport
from tests.sandbox.receiver import Receiver
from tests.sandbox_process import SandboxProcess


def document(*lines: str) -> dict[str, Any]:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": paragraphs}


class Caller(httpx2.Client):
    """A REST caller with the right credentials, whose requests and answers are held to the contracts."""

    def __init__(self, base: str, authorization: str, *, checked: bool = True) -> None:
        plain = httpx2.HTTPTransport(verify=False)  # reading the certificates of this machine takes its time
        super().__init__(
            base_url=f"{base}/rest/api/3/",
            headers={"Authorization": authorization} if authorization else {},
            transport=CheckedTransport(plain) if checked else plain,
            timeout=5,
        )

    def create(self, summary: str = "A summary", project: str = "SUP", **more: Any) -> httpx2.Response:
        properties = more.pop("properties", [])
        fields = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": summary, **more}
        return self.post("issue", json={"fields": fields, "properties": properties})

    def new_key(self, *args: Any, **more: Any) -> str:
        return str(self.create(*args, **more).json()["key"])

    def comment(self, key: str, text: str, *properties: dict[str, Any]) -> httpx2.Response:
        return self.post(
            f"issue/{key}/comment", json={"body": document(text), "properties": list(properties)}
        )

    def attach(self, key: str, *files: tuple[str, bytes]) -> httpx2.Response:
        parts = [("file", (name, data, "text/plain")) for name, data in files]
        return self.post(f"issue/{key}/attachments", files=parts, headers={"X-Atlassian-Token": "no-check"})

    def search(self, jql: str, **more: Any) -> httpx2.Response:
        return self.post("search/jql", json={"jql": jql, **more})

    def found(self, jql: str) -> list[str]:
        return [issue["key"] for issue in self.search(jql, fields=["key"]).json()["issues"]]


@pytest.fixture(scope="session")
def running() -> Iterator[SandboxProcess]:
    with SandboxProcess("--anonymous", "--project", "PUB:Public") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: SandboxProcess) -> SandboxProcess:
    running.reset()
    return running


@pytest.fixture
def jira(sandbox: SandboxProcess) -> Iterator[Caller]:
    with Caller(sandbox.url, sandbox.authorization) as caller:
        yield caller


@pytest.fixture
def stranger(sandbox: SandboxProcess) -> Iterator[Caller]:
    with Caller(sandbox.url, "") as caller:
        yield caller


@pytest.fixture
def person(sandbox: SandboxProcess) -> Iterator[Callable[[str], Caller]]:
    """REST callers in the name of somebody: `person("ada")`."""
    yield from callers(sandbox, checked=True)


@pytest.fixture
def anyone(sandbox: SandboxProcess) -> Iterator[Callable[[str], Caller]]:
    """The same without the contracts, which take their time; also "" for nobody in particular."""
    yield from callers(sandbox, checked=False)


def callers(sandbox: SandboxProcess, *, checked: bool) -> Iterator[Callable[[str], Caller]]:
    made: dict[str, Caller] = {}

    def caller(name: str) -> Caller:
        if name not in made:
            authorization = sandbox.as_person(name) if name else ""
            made[name] = Caller(sandbox.url, authorization, checked=checked)
        return made[name]

    yield caller
    for each in made.values():
        each.close()


@pytest.fixture
def ids(sandbox: SandboxProcess) -> dict[str, str]:
    """The account id of everybody, by name."""
    return {name: each["account_id"] for name, each in sandbox.about()["people"].items()}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening
