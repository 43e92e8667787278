"""What a notice is about, read from Jira at the moment of telling: nothing is believed that a webhook said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from postroom.errors import Refused
from postroom.jira import events as jira_events
from postroom.jira.client import Jira
from postroom.jira.links import Link, read_link
from postroom.jira.render import mentioned
from postroom.jira.snapshot import Comment, Snapshot, Worklog, comments, read, snapshot, worklogs
from postroom.models import InboundMessage, JiraEvent
from postroom.outbound import visibility
from postroom.outbound.causes import Origin
from postroom.outbound.match import BY_FIELD

COMMENTS = ("commented", "comment_edited")


@dataclass(frozen=True)
class Happened:
    """One event with all that belongs to it now; `origin` says who is behind it."""

    row: JiraEvent
    said: jira_events.Event
    origin: Origin
    link: Link | None = None

    @property
    def id(self) -> str:
        return str(self.row.pk)


@dataclass(frozen=True)
class Scene:
    """An issue as it is now, and the events that are told of it, oldest first."""

    now: visibility.Now
    events: tuple[Happened, ...]

    @property
    def issue(self) -> Snapshot:
        return self.now.issue

    def mentions(self, event: Happened) -> tuple[str, ...]:
        """Account ids that the event's text mentions."""
        if event.said.kind in COMMENTS:
            comment = self.now.comments.get(event.said.comment_id)
            return mentioned(comment.body) if comment else ()
        described = any(change.field_id == "description" for change in event.said.changes)
        return mentioned(self.issue.description) if event.said.kind == "created" or described else ()

    def in_sight(self, event: Happened) -> visibility.Event:
        """The event as visibility wants it."""
        changes = tuple(
            visibility.Change(each.field_id, each.field, each.old_text or each.old, each.new_text or each.new)
            for each in event.said.changes
            if each.field.lower() != BY_FIELD["attachment"]
        )
        return visibility.Event(
            id=event.id,
            kind=event.said.kind,
            cause=event.origin.cause,
            comment=event.said.comment_id,
            changes=changes,
            attachments=self.files_of(event),
            worklog=event.said.worklog_id,
            link=event.link.key if event.link else "",
        )

    def files_of(self, event: Happened) -> tuple[str, ...]:
        """Ids of the files that came with the event."""
        if event.said.kind == "created":
            return tuple(each.id for each in self.issue.attachments)
        return (*added_files(event.said), *event.origin.files)


def added_files(event: jira_events.Event) -> tuple[str, ...]:
    """The ids of files that an update added, by its changelog."""
    added = (each for each in event.changes if each.field.lower() == BY_FIELD["attachment"])
    return tuple(each.new for each in added if each.new)


def look(jira: Jira, rows: Sequence[JiraEvent], issue_id: str) -> visibility.Now:
    """Issue, comments and worklogs as they are now. Raises Refused where the issue cannot be read any more."""
    said = [jira_events.Event.from_json(row.said) for row in rows]
    issue = read(jira, issue_id)
    if issue is None:
        return visibility.Now(last_state(rows), deleted=True)
    commented = [each.comment_id for each in said if each.comment_id and each.kind in COMMENTS]
    worked = [each.worklog_id for each in said if each.worklog_id]
    return visibility.Now(
        issue, read_comments(jira, issue_id, commented), read_worklogs(jira, issue_id, worked)
    )


def read_comments(jira: Jira, issue_id: str, ids: Sequence[str]) -> Mapping[str, Comment]:
    return comments(jira, issue_id, ids) if ids else {}


def read_worklogs(jira: Jira, issue_id: str, ids: Sequence[str]) -> Mapping[str, Worklog]:
    return worklogs(jira, issue_id, ids) if ids else {}


def last_state(rows: Sequence[JiraEvent]) -> Snapshot:
    """The issue as the event of its deletion showed it."""
    for row in reversed(rows):
        if row.kind == "deleted" and row.payload and (issue := shown_by(row.payload)).key:
            return issue
    raise Refused("the issue is gone, or Postroom may not see it", outcome="ignored")


def shown_by(payload: str) -> Snapshot:
    """The issue in a webhook or in what an Automation rule sends, which may be the issue alone, or hardly that."""
    try:
        said = json.loads(payload)
    except ValueError:
        return snapshot({})
    whole = said.get("issue", said)
    return snapshot(whole if isinstance(whole, dict) else {})


def happened(
    jira: Jira, rows: Sequence[JiraEvent], origins: Mapping[int, Origin], issue_id: str
) -> Iterator[Happened]:
    """The events with who is behind them; what only keeps house for a mail is folded into its main event."""
    for row in rows:
        said = jira_events.Event.from_json(row.said)
        link = read_link(jira, said.entity.partition("/")[0], issue_id) if said.kind == "link" else None
        yield Happened(row, said, origins[row.pk], link)


def told(events: Sequence[Happened]) -> tuple[Happened, ...]:
    """Those that are told by themselves."""
    return tuple(each for each in events if not each.origin.folded)


def causing(events: Sequence[Happened]) -> list[InboundMessage]:
    """The mails behind the events."""
    return [each.origin.mail for each in events if each.origin.mail is not None]
