"""What the JQL of a schedule finds: the first issues as they are now, and how many there are in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from postroom.errors import Permanent
from postroom.jira.client import Jira
from postroom.jira.snapshot import EVERYTHING, Snapshot, snapshot
from postroom.jira.verdict import Rejected

PAGE = 100
MANY = 5000  # ids in one answer (REST API v3, "Search for issues using JQL enhanced search")
MOST_COUNTED = 20_000


@dataclass(frozen=True)
class Found:
    """The issues in the order of the query; `total` is how many fit it, as far as MOST_COUNTED."""

    issues: tuple[Snapshot, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.issues)


def find(jira: Jira, jql: str, most: int) -> Found:
    """At most `most` issues that fit the query. Raises Permanent where Jira cannot read it."""
    try:
        issues, is_all = first(jira, jql, most)
        total = len(issues) if is_all else max(len(issues), count(jira, jql))
    except Rejected as refusal:
        raise Permanent(f"The JQL “{jql[:300]}” cannot be used: {refusal}") from refusal
    return Found(tuple(issues), total)


def first(jira: Jira, jql: str, most: int) -> tuple[list[Snapshot], bool]:
    """The first issues, and whether these are all."""
    found: list[Snapshot] = []
    for answer, is_last in pages(jira, jql, list(EVERYTHING), min(most, PAGE)):
        about = {name: answer[name] for name in ("names", "schema") if isinstance(answer.get(name), dict)}
        shown = [snapshot({**about, **each}) for each in issues_in(answer)]
        found += shown
        if is_last or len(found) >= most:
            return found[:most], is_last and len(found) <= most
    return found[:most], False


def count(jira: Jira, jql: str) -> int:
    total = 0
    for answer, _ in pages(jira, jql, ["id"], MANY):
        total += len(issues_in(answer))
        if total >= MOST_COUNTED:
            break
    return total


def pages(jira: Jira, jql: str, fields: list[str], size: int) -> Iterator[tuple[dict[str, Any], bool]]:
    """The answers, and whether each is the last one; a chain of tokens that goes in a circle is cut."""
    asked: dict[str, Any] = {"jql": jql, "fields": fields, "expand": "names,schema", "maxResults": size}
    tokens = {""}
    while True:
        answer = jira.query("search/jql", json=asked)
        token = str(answer.get("nextPageToken") or "")
        is_last = bool(answer.get("isLast")) or not token or token in tokens
        yield answer, is_last
        if is_last:
            return
        tokens.add(token)
        asked = {**asked, "nextPageToken": token}


def issues_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found = answer.get("issues")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
