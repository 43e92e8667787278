"""What a site keeps: issues and everything that belongs to them, webhooks, received mails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Issue:
    """`fields` holds what a caller wrote, by field id; `status` is a status id. Times are POSIX seconds."""

    id: int
    key: str
    project: str
    type: str
    status: str
    creator: str
    created: float
    updated: float
    fields: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)
    watchers: list[str] = field(default_factory=list)
    indexed: list[tuple[float, float, str]] = field(default_factory=list)  # written, updated, status


@dataclass
class Comment:
    """`visibility` is {type, value, identifier} as Jira writes it, or None for everybody who sees the issue."""

    id: int
    issue: int
    author: str
    body: dict[str, Any]
    created: float
    updated: float
    properties: dict[str, Any] = field(default_factory=dict)
    visibility: dict[str, str] | None = None
    update_author: str = ""

    @property
    def internal(self) -> bool:
        """For the team, never for customers."""
        note = self.properties.get("sd.public.comment")
        return isinstance(note, dict) and note.get("internal") is True


@dataclass
class Attachment:
    id: int
    issue: int
    author: str
    media: str
    name: str
    type: str
    size: int
    sha256: str
    created: float


@dataclass
class Worklog:
    """`started` is a time as Jira writes it, `seconds` the time spent."""

    id: int
    issue: int
    author: str
    comment: dict[str, Any] | None
    started: str
    seconds: int
    created: float
    updated: float
    visibility: dict[str, str] | None = None


@dataclass
class History:
    """One entry of the changelog. `items` are Jira's change items; a value that was not there is None."""

    id: int
    issue: int
    author: str
    created: float
    items: list[dict[str, str | None]]


@dataclass
class Link:
    """`source` blocks `destination`: the outward side first. Both are issue ids."""

    id: int
    type: str
    source: int
    destination: int


@dataclass
class Webhook:
    """`jql` restricts events of issues and comments; `owner` is whose eyes it looks with."""

    id: int
    name: str
    url: str
    events: list[str]
    jql: str
    exclude_body: bool
    secret: str
    enabled: bool
    owner: str
    updated: float


@dataclass
class SinkMail:
    id: int
    sender: str
    receivers: list[str]
    received: float
    raw: str  # latin-1, one character per byte
    answered: bool = True  # False where the connection was cut instead
