"""The changelog: what a change looks like in it, kept per issue and read page by page."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import BAD_PAYLOAD, Answer, BarePayloadProblem, Call, Problem, reply, route
from postroom.sandbox.cast import GROUPS, ORGANIZATIONS
from postroom.sandbox.catalogue import FIELDS, FieldType
from postroom.sandbox.entities import Attachment, History, Issue
from postroom.sandbox.shapes import history_json
from postroom.sandbox.sight import issue_for
from postroom.sandbox.site import Site
from postroom.sandbox.world import STATUSES

Item = dict[str, str | None]
Side = tuple[str | None, str | None]  # the value as an id, and in words
_NAMES = {"components": "Component", "attachment": "Attachment", "issuelinks": "Link"}


def keep(site: Site, issue: Issue, author: str, items: list[Item]) -> History | None:
    """Enter a change; nothing where nothing changed."""
    if not items:
        return None
    history = History(site.store.next_history_id(), issue.id, author, time.time(), items)
    site.store.histories.put(history)
    site.store.touch(issue.id, history.created)
    return history


def items_of(site: Site, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Item]:
    """The change items between two sets of field values."""
    found: list[Item] = []
    for name, value in after.items():
        old = before.get(name)
        if (old or None) == (value or None):
            continue
        if name == "components":
            found += _components(site, old or [], value or [])
        else:
            found.append(item(name, side_of(site, FIELDS[name], old), side_of(site, FIELDS[name], value)))
    return found


def item(name: str, before: Side, after: Side) -> Item:
    field = FIELDS.get(name)
    return {
        "field": field.name if field and field.custom else _NAMES.get(name, name),
        "fieldtype": "custom" if field and field.custom else "jira",
        "fieldId": name,
        "from": before[0],
        "fromString": before[1],
        "to": after[0],
        "toString": after[1],
    }


def status_item(before: str, after: str) -> Item:
    return item("status", (before, STATUSES[before].name), (after, STATUSES[after].name))


def attachment_items(attachments: Iterable[Attachment], *, added: bool) -> list[Item]:
    sides = [(str(each.id), each.name) for each in attachments]
    nothing: Side = (None, None)
    return [item("attachment", *((nothing, side) if added else (side, nothing))) for side in sides]


def _components(site: Site, old: list[str], new: list[str]) -> list[Item]:
    """One item for each that came or went, as Jira does for lists of things."""

    def side(number: str) -> Side:
        pair = site.world.component(number)
        return number, pair[1].name if pair else None

    gone = [item("components", side(each), (None, None)) for each in old if each not in new]
    return gone + [item("components", (None, None), side(each)) for each in new if each not in old]


def side_of(site: Site, field: FieldType, value: Any) -> Side:
    if value in (None, []):
        return None, "" if field.id == "labels" else None
    if field.rich:
        return None, plain_text(value)
    if field.items == "string":
        return None, " ".join(value)
    names = {each.id: each.name for each in site.world.users.values()}
    names |= {each.id: each.name for each in GROUPS.values()}
    if field.kind == "array":
        names |= {str(number): each.name for number, each in ORGANIZATIONS.items()}
        names |= {c.id: c.name for project in site.world.projects.values() for c in project.components}
        ids = [str(each) for each in value]
        return f"[{', '.join(ids)}]", ", ".join(names.get(each, each) for each in ids)
    if field.options:
        return value, dict(field.options)[value]
    if field.kind in ("user", "group"):
        return value, names[value]
    return (value if field.kind == "date" else None), str(value)


@route("GET", "/issue/{key}/changelog")
def of_issue(site: Site, call: Call) -> Answer:
    """Oldest first, unlike the changelog that comes with an issue."""
    issue = issue_for(site, call)
    every = site.store.histories.of(issue.id)
    start, most = call.number("startAt", 0), min(call.number("maxResults", 100), 100)
    last = start + most >= len(every)
    link = call.url(f"/issue/{issue.key}/changelog?maxResults={most}&startAt={{}}")
    page = {
        "self": link.format(start),
        "maxResults": most,
        "startAt": start,
        "total": len(every),
        "isLast": last,
        "values": [history_json(site, call, each) for each in every[start : start + most]],
    }
    return reply(page if last else page | {"nextPage": link.format(start + most)})


@route("POST", "/issue/{key}/changelog/list")
def by_id(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
    wanted = call.payload("changelogIds").get("changelogIds")
    if not isinstance(wanted, list):
        raise BarePayloadProblem(BAD_PAYLOAD)
    found = [
        history_json(site, call, each) for each in site.store.histories.of(issue.id) if each.id in wanted
    ]
    return reply({"startAt": 0, "maxResults": len(found), "total": len(found), "histories": found})


@route("POST", "/changelog/bulkfetch")
def of_many(site: Site, call: Call) -> Answer:
    """Of several issues at once, each oldest first; those that the caller may not see are left out."""
    payload = call.payload("issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken")
    wanted: Any = payload.get("issueIdsOrKeys")
    fields = payload.get("fieldIds") or []
    if not isinstance(wanted, list) or not 0 < len(wanted) <= 1000:
        raise BarePayloadProblem(BAD_PAYLOAD)
    found: list[dict[str, Any]] = []
    for each in wanted:
        try:
            issue = issue_for(site, call, str(each))
        except Problem:
            continue
        kept = [
            history
            for history in site.store.histories.of(issue.id)
            if not fields or any(one["fieldId"] in fields for one in history.items)
        ]
        if kept:
            shown = [history_json(site, call, history) for history in kept]
            found.append({"issueId": str(issue.id), "changeHistories": shown})
    return reply({"issueChangeLogs": found})
