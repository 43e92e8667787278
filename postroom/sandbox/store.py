"""Issues, comments, attachments and received mails: in memory, and in SQLite where a data folder is given."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONGEST_LAG = 60.0  # seconds
WRITE_LIMITS = ((2.0, 20), (30.0, 100))  # seconds, writes: per issue


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
    id: int
    issue: int
    author: str
    body: dict[str, Any]
    created: float
    updated: float
    properties: dict[str, Any] = field(default_factory=dict)
    visibility: dict[str, str] | None = None


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
class SinkMail:
    id: int
    sender: str
    receivers: list[str]
    received: float
    raw: str  # latin-1, one character per byte


class Store:
    """All state of one site. A write is on disk (not fsynced) once `commit` returns."""

    def __init__(self, folder: Path | None) -> None:
        self.issues: dict[int, Issue] = {}
        self.by_key: dict[str, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.issue_comments: dict[int, list[int]] = {}
        self.attachments: dict[int, Attachment] = {}
        self.issue_attachments: dict[int, list[int]] = {}
        self.by_media: dict[str, Attachment] = {}
        self.mails: dict[int, SinkMail] = {}
        self.settings: dict[str, Any] = {}
        self._writes: dict[int, deque[float]] = {}
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="sandbox-")
        self.folder = folder or Path(self._temporary.name if self._temporary else ".")
        self.files = self.folder / "attachments"
        self.files.mkdir(parents=True, exist_ok=True)
        self._database = _open(folder / "sandbox.sqlite") if folder else None
        self._load()

    @property
    def cloud_id(self) -> str:
        return str(self.settings["cloud_id"])

    def next_id(self) -> int:
        return self._count("ids", 10000)

    def next_key(self, project: str) -> str:
        return f"{project}-{self._count(f'keys {project}', 1)}"

    def put_issue(self, issue: Issue) -> None:
        _index(issue, time.time())
        self._hold_issue(issue)
        self._save("issue", issue.id, vars(issue))

    def put_comment(self, comment: Comment) -> None:
        self._hold_comment(comment)
        self._save("comment", comment.id, vars(comment))
        self._touch(comment.issue, comment.updated)

    def put_attachment(self, attachment: Attachment) -> None:
        self._hold_attachment(attachment)
        self._save("attachment", attachment.id, vars(attachment))
        self._touch(attachment.issue, attachment.created)

    def put_mail(self, mail: SinkMail) -> None:
        self.mails[mail.id] = mail
        self._save("mail", mail.id, vars(mail))

    def drop_issue(self, issue: Issue) -> None:
        for comment in [*self.comments_of(issue.id)]:
            self.drop_comment(comment)
        for attachment in [*self.attachments_of(issue.id)]:
            self.drop_attachment(attachment)
        del self.issues[issue.id], self.by_key[issue.key]
        self._forget("issue", issue.id)

    def drop_comment(self, comment: Comment) -> None:
        del self.comments[comment.id]
        self.issue_comments[comment.issue].remove(comment.id)
        self._forget("comment", comment.id)

    def drop_attachment(self, attachment: Attachment) -> None:
        del self.attachments[attachment.id], self.by_media[attachment.media]
        self.issue_attachments[attachment.issue].remove(attachment.id)
        self.path_of(attachment).unlink(missing_ok=True)
        self._forget("attachment", attachment.id)

    def comments_of(self, issue: int) -> Iterator[Comment]:
        return (self.comments[n] for n in self.issue_comments.get(issue, ()))

    def attachments_of(self, issue: int) -> Iterator[Attachment]:
        return (self.attachments[n] for n in self.issue_attachments.get(issue, ()))

    def path_of(self, attachment: Attachment) -> Path:
        return self.files / attachment.media

    def seconds_to_wait(self, issue: int) -> float:
        """Note one write to an issue: 0 where it is within the limits, else seconds until one may come."""
        now = time.monotonic()
        writes = self._writes.setdefault(issue, deque(maxlen=WRITE_LIMITS[-1][1]))
        for seconds, most in WRITE_LIMITS:
            if len(writes) >= most and now - writes[-most] < seconds:
                return seconds - (now - writes[-most])
        writes.append(now)
        return 0.0

    def commit(self) -> None:
        if self._database and self._database.in_transaction:
            self._database.commit()

    def clear(self) -> None:
        """Forget every issue, comment, attachment and mail; the cloud id stays."""
        for issue in list(self.issues.values()):
            self.drop_issue(issue)
        for mail in list(self.mails):
            self._forget("mail", mail)
        self.mails.clear()
        self._writes.clear()
        for name in [name for name in self.settings if name != "cloud_id"]:
            del self.settings[name]
            self._forget("setting", name)
        self.commit()

    def close(self) -> None:
        if self._database:
            self._database.commit()
            self._database.close()
        if self._temporary:
            self._temporary.cleanup()

    def _count(self, name: str, first: int) -> int:
        value = int(self.settings.get(name, first - 1)) + 1
        self.settings[name] = value
        self._save("setting", name, value)
        return value

    def _touch(self, issue: int, when: float) -> None:
        held = self.issues[issue]
        held.updated = max(held.updated, when)
        _index(held, when)

    def _hold_issue(self, issue: Issue) -> None:
        self.issues[issue.id] = self.by_key[issue.key] = issue

    def _hold_comment(self, comment: Comment) -> None:
        if comment.id not in self.comments:
            self.issue_comments.setdefault(comment.issue, []).append(comment.id)
        self.comments[comment.id] = comment

    def _hold_attachment(self, attachment: Attachment) -> None:
        self.attachments[attachment.id] = self.by_media[attachment.media] = attachment
        self.issue_attachments.setdefault(attachment.issue, []).append(attachment.id)

    def _save(self, kind: str, name: int | str, value: Any) -> None:
        if self._database:
            body = json.dumps(value, separators=(",", ":"))
            self._database.execute("replace into documents values (?, ?, ?)", (kind, str(name), body))

    def _forget(self, kind: str, name: int | str) -> None:
        if self._database:
            self._database.execute("delete from documents where kind = ? and name = ?", (kind, str(name)))

    def _load(self) -> None:
        for name, value in self._saved("setting"):
            self.settings[name] = value
        for _, value in self._saved("issue"):
            value["indexed"] = [tuple(entry) for entry in value["indexed"]]
            self._hold_issue(Issue(**value))
        for _, value in self._saved("comment"):
            self._hold_comment(comment := Comment(**value))
            self._touch(comment.issue, comment.updated)
        for _, value in self._saved("attachment"):
            self._hold_attachment(attachment := Attachment(**value))
            self._touch(attachment.issue, attachment.created)
        for _, value in self._saved("mail"):
            self.mails[value["id"]] = SinkMail(**value)
        if "cloud_id" not in self.settings:
            self.settings["cloud_id"] = str(uuid.uuid4())
            self._save("setting", "cloud_id", self.cloud_id)
        self.commit()

    def _saved(self, kind: str) -> list[tuple[str, Any]]:
        if not self._database:
            return []
        query = "select name, body from documents where kind = ? order by cast(name as integer)"
        return [(name, json.loads(body)) for name, body in self._database.execute(query, (kind,))]


def _index(issue: Issue, written: float) -> None:
    """Note what the search index will know; states that no lag can hide any more are dropped."""
    old = [entry for entry in issue.indexed if entry[0] <= written - LONGEST_LAG]
    new = [entry for entry in issue.indexed if entry[0] > written - LONGEST_LAG]
    issue.indexed = [*old[-1:], *new, (written, issue.updated, issue.status)]


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = off")  # survives the death of the process, not of the machine
    database.execute(
        "create table if not exists documents (kind text, name text, body text, primary key (kind, name))"
    )
    return database
