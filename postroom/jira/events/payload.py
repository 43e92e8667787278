"""Reads what a webhook or an Automation rule sends: hostile until proven otherwise, and seldom complete.

Jira's own webhooks (developer.atlassian.com/cloud/jira/platform/webhooks) need no care. An Automation rule
("Send web request") may send either kind of issue data, or a body of its own; TIME is the smart function
format("yyyy-MM-dd'T'HH:mm:ss.SSSZ"), as the usual form of a time has no milliseconds:

    {"event": "commented", "timestamp": "{{now.TIME}}",
     "issue": {"id": "{{issue.id}}", "key": "{{issue.key}}"},
     "comment": {"id": "{{comment.id}}", "created": "{{comment.created.TIME}}"}}

`event` is one of our kinds or of Jira's event names; times may also be milliseconds since 1970. What is left
out is made up for, at a price:

- issue without id: its key is the entity, so a webhook or polling that tells the same gives a second event;
- comment or worklog made, without `created`: the version is "", with the same price;
- issue data shows no changelog: such an update has the issue's id and the milliseconds of its `updated`, with
  the same price;
- comment or worklog edited without `updated`, updated without `changelog`: `timestamp` is the version, and
  without that the moment of receipt, by which a delivery that is repeated counts again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from postroom.errors import Refused
from postroom.jira.events.event import (
    ATTACHMENT,
    COMMENT_DELETED,
    COMMENT_EDITED,
    COMMENTED,
    CREATED,
    DELETED,
    LINK,
    OTHER,
    UNLINKED,
    UPDATED,
    WORKLOG,
    WORKLOG_DELETED,
    WORKLOG_EDITED,
    Event,
)
from postroom.jira.events.held import Held, about, changes_of, link_event, only_links, written
from postroom.jira.events.loose import Json, ident, millis, part, parts, person, text, when

#: Jira's names of events; our kinds are understood too.
KINDS = {
    "jira:issue_created": CREATED,
    "jira:issue_updated": UPDATED,
    "jira:issue_deleted": DELETED,
    "comment_created": COMMENTED,
    "comment_updated": COMMENT_EDITED,
    "comment_deleted": COMMENT_DELETED,
    "worklog_created": WORKLOG,
    "worklog_updated": WORKLOG_EDITED,
    "worklog_deleted": WORKLOG_DELETED,
    "issuelink_created": LINK,
    "issuelink_deleted": UNLINKED,
    "attachment_created": ATTACHMENT,
    "attachment_deleted": ATTACHMENT,
}
_OF_UPDATE = {"issue_comment_edited": COMMENT_EDITED, "issue_comment_deleted": COMMENT_DELETED}
_ENTRY = {  # which members of a comment or worklog say when and by whom
    COMMENTED: ("created", "author"),
    WORKLOG: ("created", "author"),
    COMMENT_EDITED: ("updated", "updateAuthor"),
    WORKLOG_EDITED: ("updated", "updateAuthor"),
    COMMENT_DELETED: ("", ""),
    WORKLOG_DELETED: ("", ""),
}
MOST_EVENTS = 100  # of one body, when there is no event named
TOGETHER = timedelta(minutes=1)  # what issue data shows as so new may be what it was sent for
AT_ONCE = timedelta(seconds=2)  # between a change and the time that the issue has for it


def read_payload(body: bytes, *, received: datetime | None = None) -> tuple[Event, ...]:
    """The events that a webhook or an Automation rule tells of; at least one.

    `received` (aware, by default now) stands in where a body names no moment. Raises Refused, for whoever
    set the webhook up, where it is no JSON object or says nothing that could be an event.
    """
    said = _object(body)
    received = (received or datetime.now(UTC)).astimezone(UTC)
    stamp = when(said, "timestamp")
    base = replace(
        about(_issue(said), stamp or received),
        mailing=part(said, "bulkOperationMetaData").get("sendMail") is not False,
    )
    return _Delivery(said, base, hashlib.sha256(body).hexdigest()[:16]).events()


def _object(body: bytes) -> Json:
    if not body.strip():
        raise Refused("The webhook came without a body. Switch off “Exclude body” in its settings in Jira.")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(
            "The webhook's body is not JSON. In an Automation rule, check the custom data."
        ) from None
    if not isinstance(said, dict):
        raise Refused("The webhook's body is not a JSON object, so it tells of no event.")
    return said


def _issue(said: Json) -> Json:
    """Automation may send an issue without anything around it."""
    whole = "fields" in said and not ("issue" in said or "webhookEvent" in said)
    return said if whole else part(said, "issue")


@dataclass(frozen=True)
class _Delivery:
    """`base` says which issue and when; `mark` stands for the whole body where nothing else identifies it."""

    said: Json
    base: Event
    mark: str

    def events(self) -> tuple[Event, ...]:
        name = text(self.said, "webhookEvent") or text(self.said, "event")
        if not name:
            return self.unnamed()
        kind = KINDS.get(name) or KINDS.get(f"jira:{name}") or (name if name in _READ else OTHER)
        found: tuple[Event, ...] = _READ[kind](self, kind) if kind != OTHER else ()
        return found or (replace(self.base, kind=OTHER, entity=name, version=self.mark),)

    def issue(self, kind: str) -> tuple[Event, ...]:
        entity = self.base.issue_id or self.base.issue_key or self.mark
        return (replace(self.base, kind=kind, entity=entity).by(self.user),)

    def update(self, kind: str) -> tuple[Event, ...]:
        """A comment may be told as an update, alone or with what else was changed in the same form."""
        word = text(self.said, "issue_event_type_name")
        comment = self.entry(_OF_UPDATE.get(word, COMMENTED)) if part(self.said, "comment") else ()
        return (*self.changed(), *comment)

    def changed(self) -> tuple[Event, ...]:
        changelog = part(self.said, "changelog")
        changes, entity, version = changes_of(changelog), ident(changelog, "id"), ""
        if (changes and only_links(changes)) or ("webhookEvent" in self.said and not changes):
            return ()
        if not entity:
            entity, version = self.base.issue_id or self.base.issue_key or self.mark, millis(self.base.at)
        one = replace(self.base, kind=UPDATED, entity=entity, version=version, changes=changes)
        return (one.by(self.user),)

    def entry(self, kind: str) -> tuple[Event, ...]:
        """A comment or a worklog. Who deleted it is only known where the payload has a user."""
        entry = part(self.said, "worklog" if kind.startswith("worklog") else "comment")
        time, author = _ENTRY[kind]
        event = written(kind, entry, self.base, when(entry, time))
        if kind in (COMMENT_EDITED, WORKLOG_EDITED) and not event.version:
            event = replace(event, version=millis(self.base.at))
        whole = replace(
            event,
            entity=event.entity or self.mark,
            issue_id=event.issue_id or ident(entry, "issueId"),
        )
        by = person(entry, author)
        return (whole.by(by if by[0] else self.user),)

    def link(self, kind: str) -> tuple[Event, ...]:
        """One event for each of the two issues, of which there are only the ids."""
        link = part(self.said, "issueLink")
        sides = [ident(link, side) for side in ("sourceIssueId", "destinationIssueId")]
        entity = ident(link, "id")
        bare = replace(self.base, issue_key="", project="", summary="").by(self.user)
        return tuple(link_event(bare, entity, side) for side in dict.fromkeys(sides) if side and entity)

    def aside(self, kind: str) -> tuple[Event, ...]:
        """Files and links that went: which issue it is of is not said, and a change of the issue tells it."""
        name = "attachment" if kind == ATTACHMENT else "issueLink"
        entity = ident(part(self.said, name), "id") or self.mark
        version = text(self.said, "webhookEvent").rpartition("_")[2] if kind == ATTACHMENT else ""
        return (Event(kind, entity, version, self.base.at).by(self.user),)

    def unnamed(self) -> tuple[Event, ...]:
        """Issue data of an Automation rule: what is newest in it, and that there is a change it does not show."""
        if part(self.said, "comment") and (self.base.issue_id or self.base.issue_key):
            return self.entry(COMMENTED)
        issue = _issue(self.said)
        fields = part(issue, "fields")
        updated = when(fields, "updated")
        if not updated:
            raise Refused("The webhook names no event, and shows no issue that was changed.")
        held = Held(
            issue,
            parts(part(issue, "changelog"), "histories")[:MOST_EVENTS],
            parts(part(fields, "comment"), "comments"),
            parts(part(fields, "worklog"), "worklogs"),
        )
        found = tuple(held.events(updated - TOGETHER)[-MOST_EVENTS:])
        told = any(each.at > updated - AT_ONCE for each in found)
        return found if told else (*found, self._untold(updated))

    def _untold(self, updated: datetime) -> Event:
        entity = self.base.issue_id or self.base.issue_key or self.mark
        return replace(self.base, kind=UPDATED, entity=entity, version=millis(updated), at=updated)

    @property
    def user(self) -> tuple[str, str]:
        return person(self.said, "user", "initiator")


_READ: dict[str, Any] = {
    CREATED: _Delivery.issue,
    DELETED: _Delivery.issue,
    UPDATED: _Delivery.update,
    COMMENTED: _Delivery.entry,
    COMMENT_EDITED: _Delivery.entry,
    COMMENT_DELETED: _Delivery.entry,
    WORKLOG: _Delivery.entry,
    WORKLOG_EDITED: _Delivery.entry,
    WORKLOG_DELETED: _Delivery.entry,
    LINK: _Delivery.link,
    UNLINKED: _Delivery.aside,
    ATTACHMENT: _Delivery.aside,
}
