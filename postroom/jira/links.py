"""A link between two issues, as one of them sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from postroom.jira.client import Jira
from postroom.jira.verdict import Rejected


@dataclass(frozen=True)
class Link:
    """`words`: what this issue does to the other one, such as "is blocked by"."""

    words: str
    key: str
    summary: str


def read_link(jira: Jira, id: str, issue: str) -> Link | None:
    """The link as the issue with this numeric id sees it (REST API v3, "Get issue link"); None where it is gone."""
    try:
        answer = jira.get(f"issueLink/{quote(id, safe='')}")
    except Rejected as refusal:
        if refusal.status == 404:
            return None
        raise
    inward, outward = (_end(answer, side) for side in ("inwardIssue", "outwardIssue"))
    other, side = (inward, "inward") if str(outward.get("id")) == issue else (outward, "outward")
    if str(inward.get("id")) != issue and str(outward.get("id")) != issue:
        return None
    words = answer.get("type") or {}
    summary = (other.get("fields") or {}).get("summary") or ""
    return Link(str(words.get(side) or "is linked to"), str(other.get("key") or ""), str(summary))


def _end(answer: Any, side: str) -> dict[str, Any]:
    held = answer.get(side) if isinstance(answer, dict) else None
    return held if isinstance(held, dict) else {}
