"""The people of the sandbox as callers, and what they write, for tests of who sees what."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from postroom.jira.adf import text_to_adf
from postroom.jira.client import Connection, Jira
from postroom.jira.issues import create_issue
from postroom.jira.marker import Created
from tests.sandbox_process import SandboxProcess

INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]
doc = text_to_adf


def client_of(sandbox: SandboxProcess, name: str) -> Jira:
    """Jira as bot, ada, bruno, chiara, frida, hanna, enid, gustav or ivo calls it."""
    email, token = b64decode(sandbox.as_person(name).removeprefix("Basic ")).decode().split(":")
    return Jira(Connection("site", sandbox.url, sandbox.url, email, token), timeout=3.0)


def account_ids(sandbox: SandboxProcess) -> dict[str, str]:
    return {name: each["account_id"] for name, each in sandbox.about()["people"].items()}


def make(
    jira: Jira, summary: str = "A lamp", project: str = "SUP", marker: str = "m-1", **fields: Any
) -> Created:
    return create_issue(
        jira,
        project=project,
        issue_type="Task",
        summary=summary,
        description=doc("It hums."),
        fields=fields,
        marker=marker,
    )


def write(jira: Jira, key: str, text: str, **more: Any) -> str:
    """A comment of whoever `jira` is; its id."""
    return str(jira.post(f"issue/{key}/comment", json={"body": doc(text), **more})["id"])
