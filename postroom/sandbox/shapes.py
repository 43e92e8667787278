"""How an issue and what belongs to it are written out, in REST answers and in webhooks."""

from __future__ import annotations

from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import Call
from postroom.sandbox.catalogue import FIELDS
from postroom.sandbox.entities import Attachment, Comment, History, Issue, Link, Worklog
from postroom.sandbox.fields import SHOWN, issue_fields
from postroom.sandbox.sight import may_read, may_see
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.world import LINK_TYPES

EXPAND = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
MOST_HISTORIES = 100  # that come with an issue: the newest
_SMALL = ("summary", "status", "priority", "issuetype")
_SPANS = ((28800, "d"), (3600, "h"), (60, "m"))  # a working day has eight hours


def issue_json(
    site: Site,
    call: Call,
    issue: Issue,
    fields: list[str],
    properties: list[str] | None = None,
    expand: list[str] | None = None,
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "expand": EXPAND,
        "id": str(issue.id),
        "self": call.url(f"/issue/{issue.id}"),
        "key": issue.key,
        "fields": issue_fields(site, call, issue, fields),
    }
    if properties:
        wanted = issue.properties if "*all" in properties else properties
        value["properties"] = {name: issue.properties[name] for name in wanted if name in issue.properties}
    shown = [FIELDS[name] for name in value["fields"] if name in FIELDS]
    if "names" in (expand or ()):
        value["names"] = {name: name.title() for name in value["fields"]} | {f.id: f.name for f in shown}
    if "schema" in (expand or ()):
        value["schema"] = {each.id: each.schema() for each in shown}
    if "changelog" in (expand or ()):
        every = site.store.histories.of(issue.id)
        found = [history_json(site, call, each) for each in reversed(every[-MOST_HISTORIES:])]
        value["changelog"] = {
            "startAt": 0,
            "maxResults": len(found),
            "total": len(every),
            "histories": found,
        }
    return value


def history_json(site: Site, call: Call, history: History) -> dict[str, Any]:
    return {
        "id": str(history.id),
        "author": site.author_json(history.author, call),
        "created": stamp(history.created),
        "items": [{k: v for k, v in item.items() if v is not None} for item in history.items],
    }


def comment_json(
    site: Site, call: Call, comment: Comment, *, with_properties: bool = False
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "self": call.url(f"/issue/{comment.issue}/comment/{comment.id}"),
        "id": str(comment.id),
        "author": site.author_json(comment.author, call),
        "body": comment.body if call.version > 2 else plain_text(comment.body),
        "updateAuthor": site.author_json(comment.update_author or comment.author, call),
        "created": stamp(comment.created),
        "updated": stamp(comment.updated),
        "jsdPublic": not comment.internal,
    }
    if comment.visibility and call.version > 2:
        value["visibility"] = comment.visibility
    if with_properties:
        value["properties"] = [{"key": key, "value": held} for key, held in comment.properties.items()]
    return value


def comment_page(
    site: Site, call: Call, issue: Issue, start: int, most: int, *, newest_first: bool = False
) -> dict[str, Any]:
    """The comments that the caller may read; the others are not counted either."""
    viewer = site.viewer(call)
    every = [each for each in site.store.comments.of(issue.id) if may_read(viewer, issue, each)]
    chosen = (every[::-1] if newest_first else every)[start : start + most]
    values = [comment_json(site, call, each) for each in chosen]
    return {"startAt": start, "maxResults": most, "total": len(every), "comments": values}


def worklog_json(site: Site, call: Call, worklog: Worklog) -> dict[str, Any]:
    author = site.author_json(worklog.author, call)
    value: dict[str, Any] = {
        "self": call.url(f"/issue/{worklog.issue}/worklog/{worklog.id}"),
        "author": author,
        "updateAuthor": author,
        "created": stamp(worklog.created),
        "updated": stamp(worklog.updated),
        "started": worklog.started,
        "timeSpent": span(worklog.seconds),
        "timeSpentSeconds": worklog.seconds,
        "id": str(worklog.id),
        "issueId": str(worklog.issue),
    }
    if worklog.comment:
        value["comment"] = worklog.comment if call.version > 2 else plain_text(worklog.comment)
    if worklog.visibility and call.version > 2:
        value["visibility"] = worklog.visibility
    return value


def worklog_page(site: Site, call: Call, issue: Issue, start: int, most: int) -> dict[str, Any]:
    viewer = site.viewer(call)
    every = [each for each in site.store.worklogs.of(issue.id) if may_read(viewer, issue, each)]
    values = [worklog_json(site, call, each) for each in every[start : start + most]]
    return {"startAt": start, "maxResults": most, "total": len(every), "worklogs": values}


def span(seconds: int) -> str:
    """`1d 2h 30m`, as Jira writes a time spent."""
    words = []
    for size, letter in _SPANS:
        number, seconds = divmod(seconds, size)
        words += [f"{number}{letter}"] if number else []
    return " ".join(words) or "0m"


def attachment_json(site: Site, call: Call, attachment: Attachment) -> dict[str, Any]:
    return {
        "self": call.url(f"/attachment/{attachment.id}"),
        "id": str(attachment.id),
        "filename": attachment.name,
        "author": site.author_json(attachment.author, call),
        "created": stamp(attachment.created),
        "size": attachment.size,
        "mimeType": attachment.type,
        "content": call.url(f"/attachment/content/{attachment.id}"),
    }


def link_type_json(call: Call, number: str) -> dict[str, Any]:
    kind = LINK_TYPES[number]
    address = call.url(f"/issueLinkType/{number}")
    return {
        "id": number,
        "name": kind.name,
        "inward": kind.inward,
        "outward": kind.outward,
        "self": address,
    }


def linked_issue_json(site: Site, call: Call, issue: Issue) -> dict[str, Any]:
    return {
        "id": str(issue.id),
        "key": issue.key,
        "self": call.url(f"/issue/{issue.id}"),
        "fields": issue_fields(site, call, issue, _SMALL),
    }


def link_json(site: Site, call: Call, link: Link, side: Issue) -> dict[str, Any]:
    """A link as one of its issues shows it: with the other one only."""
    out = link.source == side.id
    other = site.store.issues[link.destination if out else link.source]
    return {
        "id": str(link.id),
        "self": call.url(f"/issueLink/{link.id}"),
        "type": link_type_json(call, link.type),
        "outwardIssue" if out else "inwardIssue": linked_issue_json(site, call, other),
    }


def _links(site: Site, call: Call, issue: Issue, name: str) -> list[dict[str, Any]]:
    viewer, found = site.viewer(call), []
    for link in site.store.links_of(issue):
        other = site.store.issues[link.destination if link.source == issue.id else link.source]
        if may_see(site, viewer, other):
            found.append(link_json(site, call, link, issue))
    return found


SHOWN["comment"] = lambda site, call, issue, name: comment_page(site, call, issue, 0, 100)
SHOWN["worklog"] = lambda site, call, issue, name: worklog_page(site, call, issue, 0, 20)
SHOWN["issuelinks"] = _links
SHOWN["attachment"] = lambda site, call, issue, name: [
    attachment_json(site, call, each) for each in site.store.attachments.of(issue.id)
]
