"""All state of one site, and what a change of one thing does to its issue."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections import deque
from pathlib import Path
from typing import Any

from postroom.sandbox.entities import Attachment, Comment, History, Issue, Link, SinkMail, Webhook, Worklog
from postroom.sandbox.shelves import Disk, IssueShelf, Shelf

LONGEST_LAG = 60.0  # seconds
WRITE_LIMITS = ((2.0, 20), (30.0, 100))  # seconds, writes: per issue


class Store:
    """A write is on disk (not fsynced) once `commit` returns."""

    def __init__(self, folder: Path | None) -> None:
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="sandbox-")
        self.folder = folder or Path(self._temporary.name if self._temporary else ".")
        self.files = self.folder / "attachments"
        self.files.mkdir(parents=True, exist_ok=True)
        self._disk = disk = Disk(folder / "sandbox.sqlite" if folder else None)
        self.settings: dict[str, Any] = dict(disk.saved("setting"))
        self.issues: dict[int, Issue] = {}
        self.by_key: dict[str, Issue] = {}
        self.comments: IssueShelf[Comment] = IssueShelf("comment", Comment, disk)
        self.attachments: IssueShelf[Attachment] = IssueShelf("attachment", Attachment, disk)
        self.worklogs: IssueShelf[Worklog] = IssueShelf("worklog", Worklog, disk)
        self.histories: IssueShelf[History] = IssueShelf("history", History, disk)
        self.links: Shelf[Link] = Shelf("link", Link, disk)
        self.webhooks: Shelf[Webhook] = Shelf("webhook", Webhook, disk)
        self.mails: Shelf[SinkMail] = Shelf("mail", SinkMail, disk)
        self.by_media: dict[str, Attachment] = {each.media: each for each in self.attachments}
        self._writes: dict[int, deque[float]] = {}
        self._load_issues()

    @property
    def cloud_id(self) -> str:
        return str(self.settings["cloud_id"])

    def next_id(self) -> int:
        return self._count("ids", 10000)

    def next_history_id(self) -> int:
        return self._count("histories", 20000)

    def next_key(self, project: str) -> str:
        return f"{project}-{self._count(f'keys {project}', 1)}"

    def put_issue(self, issue: Issue) -> None:
        _index(issue, time.time())
        self.issues[issue.id] = self.by_key[issue.key] = issue
        self._disk.save("issue", issue.id, vars(issue))

    def put_comment(self, comment: Comment) -> None:
        self.comments.put(comment)
        self.touch(comment.issue, comment.updated)

    def put_attachment(self, attachment: Attachment) -> None:
        self.attachments.put(attachment)
        self.by_media[attachment.media] = attachment
        self.touch(attachment.issue, attachment.created)

    def drop_issue(self, issue: Issue) -> None:
        for attachment in self.attachments.of(issue.id):
            self.drop_attachment(attachment)
        for shelf in (self.comments, self.worklogs, self.histories):
            for part in shelf.of(issue.id):
                shelf.drop(part)  # type: ignore[arg-type]
        for link in self.links_of(issue):
            self.links.drop(link)
        del self.issues[issue.id], self.by_key[issue.key]
        self._disk.forget("issue", issue.id)

    def drop_attachment(self, attachment: Attachment) -> None:
        self.attachments.drop(attachment)
        del self.by_media[attachment.media]
        self.path_of(attachment).unlink(missing_ok=True)

    def links_of(self, issue: Issue) -> list[Link]:
        return [each for each in self.links if issue.id in (each.source, each.destination)]

    def path_of(self, attachment: Attachment) -> Path:
        return self.files / attachment.media

    def touch(self, issue: int, when: float) -> None:
        """The issue was changed through something that belongs to it."""
        held = self.issues[issue]
        held.updated = max(held.updated, when)
        _index(held, when)

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
        self._disk.commit()

    def clear(self) -> None:
        """Forget every issue, webhook and mail; the cloud id stays."""
        for issue in list(self.issues.values()):
            self.drop_issue(issue)
        self.mails.clear()
        self.webhooks.clear()
        self._writes.clear()
        for name in [name for name in self.settings if name != "cloud_id"]:
            del self.settings[name]
            self._disk.forget("setting", name)
        self.commit()

    def close(self) -> None:
        self._disk.close()
        if self._temporary:
            self._temporary.cleanup()

    def _count(self, name: str, first: int) -> int:
        value = int(self.settings.get(name, first - 1)) + 1
        self.settings[name] = value
        self._disk.save("setting", name, value)
        return value

    def _load_issues(self) -> None:
        for _, value in self._disk.saved("issue"):
            value["indexed"] = [tuple(entry) for entry in value["indexed"]]
            issue = Issue(**value)
            self.issues[issue.id] = self.by_key[issue.key] = issue
        for comment in self.comments:
            self.touch(comment.issue, comment.updated)
        for shelf in (self.attachments, self.worklogs, self.histories):
            for part in shelf:
                self.touch(part.issue, part.created)
        if "cloud_id" not in self.settings:
            self.settings["cloud_id"] = str(uuid.uuid4())
            self._disk.save("setting", "cloud_id", self.cloud_id)
        self.commit()


def _index(issue: Issue, written: float) -> None:
    """Note what the search index will know; states that no lag can hide any more are dropped."""
    old = [entry for entry in issue.indexed if entry[0] <= written - LONGEST_LAG]
    new = [entry for entry in issue.indexed if entry[0] > written - LONGEST_LAG]
    issue.indexed = [*old[-1:], *new, (written, issue.updated, issue.status)]
