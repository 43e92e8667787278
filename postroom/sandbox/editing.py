"""Changes of an issue that its changelog shows: its fields, its assignee, its status."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox import comments, news
from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.catalogue import FIELDS
from postroom.sandbox.changelog import items_of, keep, status_item
from postroom.sandbox.entities import Issue
from postroom.sandbox.field_checks import check_fields
from postroom.sandbox.fields import status_json
from postroom.sandbox.issues import effect_of, payload_of
from postroom.sandbox.properties import given_properties
from postroom.sandbox.shapes import issue_json
from postroom.sandbox.sight import issue_for, may, require
from postroom.sandbox.site import Site
from postroom.sandbox.world import STATUSES, TRANSITIONS

DEFAULT_ASSIGNEE = "-1"


@route("PUT", "/issue/{key}")
def change(site: Site, call: Call) -> Answer:
    issue, payload = issue_for(site, call), payload_of(call)
    before = dict(issue.fields)
    _take(site, call, issue, payload)
    issue.properties |= given_properties(payload)
    issue.updated = time.time()
    site.store.put_issue(issue)
    _tell(site, call, issue, before)
    effect = effect_of(issue, "issue changed")
    if call.flag("returnIssue", False):
        return reply(issue_json(site, call, issue, ["*all"]), 200, effect)
    return no_content(effect)


def _take(site: Site, call: Call, issue: Issue, payload: dict[str, Any]) -> None:
    """Set what `fields` and `update` say; who may not edit is told that no field is on the screen."""
    given, update = payload.get("fields") or {}, dict(payload.get("update") or {})
    both = {
        name: f"Field '{name}' cannot appear in both 'fields' and 'update'"
        for name in given
        if name in update
    }
    if both:
        raise Problem(400, errors=both)
    added = update.pop("comment", [])
    editable = may(site, site.viewer(call), "EDIT_ISSUES", issue)
    allowed = [name for name in FIELDS if name not in ("project", "issuetype")] if editable else []
    values = check_fields(site, site.project(issue.project), given | _updates(issue, update), allowed)
    _check_assignee(site, issue, values)
    issue.fields |= values
    for each in added:
        comments.make(site, call, issue, each.get("add", {}))


def _updates(issue: Issue, update: dict[str, Any]) -> dict[str, Any]:
    """The values that `update` leads to: `set` for every field, `add` and `remove` for lists."""
    values: dict[str, Any] = {}
    for name, operations in update.items():
        held: Any = [_as_given(name, each) for each in issue.fields.get(name) or []]
        for operation in operations if isinstance(operations, list) else []:
            verb, value = next(iter(operation.items()), ("", None))
            if verb == "set":
                held = value
            elif verb == "add":
                held = [*held, *([value] if value not in held else [])]
            elif verb == "remove":
                held = [each for each in held if each != value]
            else:
                raise Problem(400, errors={name: f"Field does not support update '{verb}'"})
        values[name] = held
    return values


def _as_given(name: str, value: Any) -> Any:
    """An entry of a list as a caller writes it."""
    field = FIELDS.get(name)
    key = {"user": "accountId", "component": "id"}.get(field.items if field else "")
    return {key: value} if key else value


def _check_assignee(site: Site, issue: Issue, values: dict[str, Any]) -> None:
    account = values.get("assignee")
    person = site.world.users.get(account) if account else None
    if person and not may(site, person, "ASSIGNABLE_USER", issue):
        raise Problem(400, errors={"assignee": f"User '{person.id}' cannot be assigned issues."})


@route("PUT", "/issue/{key}/assignee")
def assign(site: Site, call: Call) -> Answer:
    issue, given = issue_for(site, call), call.json()
    require(site, call, "ASSIGN_ISSUES", issue)
    if not isinstance(given, dict) or "accountId" not in given:
        raise Problem(400, "The body has to name an accountId; null for nobody.")
    account = given["accountId"]
    if account == DEFAULT_ASSIGNEE:
        account = site.project(issue.project).lead
    if account is not None and account not in site.world.users:
        raise Problem(400, errors={"assignee": f"User '{account}' cannot be assigned issues."})
    _check_assignee(site, issue, {"assignee": account})
    before = dict(issue.fields)
    issue.fields["assignee"], issue.updated = account, time.time()
    site.store.put_issue(issue)
    _tell(site, call, issue, before)
    return no_content(Effect("assignee", issue.key, account or ""))


def _tell(site: Site, call: Call, issue: Issue, before: dict[str, Any], status: str = "") -> None:
    """Enter what changed in the changelog, and let it be known."""
    viewer = site.viewer(call)
    items = items_of(site, before, issue.fields)
    kind = "issue_assigned" if [each["fieldId"] for each in items] == ["assignee"] else "issue_updated"
    if status and status != issue.status:
        items, kind = [status_item(status, issue.status), *items], "issue_generic"
    history = keep(site, issue, (viewer or site.world.me).id, items)
    news.issue_updated(site, call, issue, history, kind)


@route("GET", "/issue/{key}/transitions")
def transitions(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
    allowed = may(site, site.viewer(call), "TRANSITION_ISSUES", issue)
    shown = [
        _transition(call, number, status)
        for number, status in TRANSITIONS.items()
        if allowed and call.query.get("transitionId", number) == number
    ]
    return reply({"expand": "transitions", "transitions": shown})


def _transition(call: Call, number: str, status: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": number,
        "name": STATUSES[status].name,
        "to": status_json(call, status),
        "hasScreen": False,
        "isGlobal": True,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
        "isLooped": False,
    }
    return value | ({"fields": {}} if "transitions.fields" in call.list_of("expand") else {})


@route("POST", "/issue/{key}/transitions")
def move(site: Site, call: Call) -> Answer:
    issue, payload = issue_for(site, call), payload_of(call)
    wanted = payload.get("transition")
    if not isinstance(wanted, dict) or not wanted.get("id"):
        raise Problem(400, "Missing 'transition' identifier")
    number = str(wanted["id"])
    call.refuse_anonymous()
    if number not in TRANSITIONS or not may(site, site.viewer(call), "TRANSITION_ISSUES", issue):
        raise Problem(400, f"Transition id '{number}' is not valid for this issue.")
    before, status = dict(issue.fields), issue.status
    _take(site, call, issue, payload)
    issue.status, issue.updated = TRANSITIONS[number], time.time()
    site.store.put_issue(issue)
    _tell(site, call, issue, before, status)
    return no_content(Effect("transition", issue.key, number))
