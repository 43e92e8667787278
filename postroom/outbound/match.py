"""Does a mapping tell of this event? Pure: what the event itself says, before Jira is asked."""

from __future__ import annotations

from postroom.jira.events import Change, Event
from postroom.models import NotificationMapping

#: Events that a mapping asks for by what an update changed.
BY_FIELD = {"transitioned": "status", "assigned": "assignee", "attachment": "attachment"}
#: Events in which somebody may be mentioned.
WRITTEN = ("created", "commented", "comment_edited", "updated")
COMMENTS = ("commented", "comment_edited")


def why_not(mapping: NotificationMapping, event: Event) -> str:
    """Why the mapping does not tell of the event; "" where it does, as far as can be known by now."""
    if project_of(event) and not in_projects(mapping, project_of(event)):
        return f"the issue is in project {project_of(event)}"
    if mapping.only_with_comment and event.kind not in COMMENTS:
        return "only events with a comment are told"
    if not any(fits(wanted, event) for wanted in mapping.events):
        return f"{event.kind} is not among its events"
    return ""


def in_projects(mapping: NotificationMapping, project: str) -> bool:
    return not mapping.projects or project in mapping.projects


def project_of(event: Event) -> str:
    """Its key, "" where the event does not tell (links, worklogs): then the notice asks."""
    return event.project or event.issue_key.rpartition("-")[0]


def fits(wanted: str, event: Event) -> bool:
    """Whether `wanted`, an entry of a mapping's events, means this event."""
    kind, _, field = (part.strip() for part in wanted.partition(":"))
    if kind == event.kind:
        return not field or any(is_field(field, change) for change in event.changes)
    if kind == "mentioned":
        return event.kind in WRITTEN
    return event.kind == "updated" and any(is_field(BY_FIELD.get(kind, " "), each) for each in event.changes)


def is_field(name: str, change: Change) -> bool:
    return name.casefold() in (change.field.casefold(), change.field_id.casefold())


def only_mentions(mapping: NotificationMapping, event: Event) -> bool:
    """Whether the mapping tells of this event to those alone who are mentioned in it."""
    return not any(fits(wanted, event) for wanted in mapping.events if wanted.strip() != "mentioned")
