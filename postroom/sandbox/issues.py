"""Issues: created, read, changed, deleted, moved through their workflow, watched, and read in bulk."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import (
    BAD_PAYLOAD,
    Answer,
    BarePayloadProblem,
    Call,
    Effect,
    Problem,
    no_content,
    reply,
    route,
)
from postroom.sandbox.fields import check_fields, check_required, issue_fields, status_json
from postroom.sandbox.properties import given_properties
from postroom.sandbox.site import NO_ISSUE, Site
from postroom.sandbox.store import Issue
from postroom.sandbox.world import FIELDS, FIRST_STATUS, TRANSITIONS, IssueType, Project, screen

EXPAND = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"


@route("POST", "/issue")
def create(site: Site, call: Call) -> Answer:
    payload = _payload(call)
    given = payload.get("fields") or {}
    project, kind = _place(site, given)
    values = check_fields(site, given, screen(kind))
    check_required(kind, values)
    call.refuse_anonymous()
    properties = given_properties(payload)
    issue = _new(site, project, kind, values, properties)
    site.store.put_issue(issue)
    made = {"id": str(issue.id), "key": issue.key, "self": call.url(f"/issue/{issue.id}")}
    return reply(made, 201, effect_of(issue))


def _new(
    site: Site, project: Project, kind: IssueType, values: dict[str, Any], properties: dict[str, Any]
) -> Issue:
    me, now = site.world.me.id, time.time()
    return Issue(
        id=site.store.next_id(),
        key=site.store.next_key(project.key),
        project=project.key,
        type=kind.id,
        status=FIRST_STATUS,
        creator=me,
        created=now,
        updated=now,
        fields={"priority": "3", "reporter": me} | values,
        properties=properties,
        watchers=[me],
    )


@route("GET", "/issue/{key}")
def get(site: Site, call: Call) -> Answer:
    issue = site.issue(call.names["key"])
    return reply(
        issue_json(site, call, issue, call.list_of("fields") or ["*all"], call.list_of("properties"))
    )


@route("PUT", "/issue/{key}")
def change(site: Site, call: Call) -> Answer:
    issue, payload = site.issue(call.names["key"]), _payload(call)
    given, update = payload.get("fields") or {}, payload.get("update") or {}
    both = {
        name: f"Field '{name}' cannot appear in both 'fields' and 'update'"
        for name in given
        if name in update
    }
    if both:
        raise Problem(400, errors=both)
    allowed = [] if call.anonymous else [name for name in FIELDS if name not in ("project", "issuetype")]
    values = check_fields(site, given | _updates(issue, update), allowed)
    issue.fields |= values
    issue.properties |= given_properties(payload)
    issue.updated = time.time()
    site.store.put_issue(issue)
    effect = effect_of(issue, "issue changed")
    if call.flag("returnIssue", False):
        return reply(issue_json(site, call, issue, ["*all"], []), 200, effect)
    return no_content(effect)


def _updates(issue: Issue, update: dict[str, Any]) -> dict[str, Any]:
    """The values that `update` leads to: `set` for every field, `add` and `remove` for lists."""
    values: dict[str, Any] = {}
    for name, operations in update.items():
        held: Any = list(issue.fields.get(name) or [])
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


@route("DELETE", "/issue/{key}")
def delete(site: Site, call: Call) -> Answer:
    issue = site.issue(call.names["key"])
    call.refuse_anonymous()
    site.store.drop_issue(issue)
    return no_content(Effect("issue deleted", issue.key, str(issue.id)))


@route("POST", "/issue/bulkfetch")
def bulk_fetch(site: Site, call: Call) -> Answer:
    payload = call.payload("issueIdsOrKeys", "fields", "properties", "expand", "fieldsByKeys")
    wanted: Any = payload.get("issueIdsOrKeys")
    fields, properties = payload.get("fields") or ["*all"], payload.get("properties") or []
    if not isinstance(wanted, list) or not wanted:
        raise BarePayloadProblem(BAD_PAYLOAD)
    if len(wanted) > 100:
        raise Problem(400, "The number of issues to fetch must not exceed 100.")
    refuse_many_properties(properties)
    issues: dict[int, Issue] = {}
    errors = []
    for each in wanted:
        try:
            issue = site.issue(str(each))
            issues[issue.id] = issue
        except Problem:
            errors.append({"id": str(each), "errorMessage": NO_ISSUE})
    found = [issue_json(site, call, each, fields, properties) for each in issues.values()]
    return reply({"issues": found, "issueErrors": errors})


def refuse_many_properties(properties: list[str]) -> None:
    if len(properties) > 5:
        raise Problem(400, "The maximum number of properties that can be requested is 5.")


@route("GET", "/issue/{key}/transitions")
def transitions(site: Site, call: Call) -> Answer:
    site.issue(call.names["key"])
    names = {"11": "To Do", "21": "In Progress", "31": "Done"}
    shown = [
        {
            "id": number,
            "name": names[number],
            "to": status_json(call, status),
            "hasScreen": False,
            "isGlobal": True,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "isLooped": False,
        }
        for number, status in TRANSITIONS.items()
        if call.query.get("transitionId", number) == number
    ]
    return reply({"expand": "transitions", "transitions": shown})


@route("POST", "/issue/{key}/transitions")
def move(site: Site, call: Call) -> Answer:
    issue, payload = site.issue(call.names["key"]), _payload(call)
    wanted = payload.get("transition")
    if not isinstance(wanted, dict) or not wanted.get("id"):
        raise Problem(400, "Missing 'transition' identifier")
    if str(wanted["id"]) not in TRANSITIONS:
        raise Problem(400, f"Transition id '{wanted['id']}' is not valid for this issue.")
    call.refuse_anonymous()
    issue.status, issue.updated = TRANSITIONS[str(wanted["id"])], time.time()
    site.store.put_issue(issue)
    return no_content(Effect("transition", issue.key, str(wanted["id"])))


@route("GET", "/issue/{key}/watchers")
def watchers(site: Site, call: Call) -> Answer:
    issue = site.issue(call.names["key"])
    people = [site.author_json(account, call.base) for account in issue.watchers]
    return reply(
        {
            "self": call.url(f"/issue/{issue.key}/watchers"),
            "isWatching": site.world.me.id in issue.watchers,
            "watchCount": len(people),
            "watchers": people,
        }
    )


@route("POST", "/issue/{key}/watchers")
def watch(site: Site, call: Call) -> Answer:
    issue = site.issue(call.names["key"])
    account = call.json() if call.body else site.world.me.id
    if not isinstance(account, str):
        raise Problem(400, "The body has to be one account id, as a JSON string.")
    if account not in site.world.users:
        raise Problem(404, f"The user with account id '{account}' does not exist.")
    call.refuse_anonymous()
    if account not in issue.watchers:
        issue.watchers.append(account)
        site.store.put_issue(issue)
    return no_content(Effect("watcher", issue.key, account))


@route("DELETE", "/issue/{key}/watchers")
def unwatch(site: Site, call: Call) -> Answer:
    issue, account = site.issue(call.names["key"]), call.query.get("accountId", "")
    if account not in issue.watchers:
        raise Problem(404, f"The user with account id '{account}' does not watch this issue.")
    call.refuse_anonymous()
    issue.watchers.remove(account)
    site.store.put_issue(issue)
    return no_content(Effect("watcher removed", issue.key, account))


def issue_json(
    site: Site, call: Call, issue: Issue, fields: list[str], properties: list[str]
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
    return value


def effect_of(issue: Issue, kind: str = "issue") -> Effect:
    """For the log: summary and description, then the text of every other field that is a document."""
    rich = [name for name in issue.fields if FIELDS[name].rich and name != "description"]
    parts = [str(issue.fields["summary"]), plain_text(issue.fields.get("description"))]
    text = "\n".join([*parts, *(plain_text(issue.fields[name]) for name in rich)])
    return Effect(kind, issue.key, str(issue.id), text.strip(), properties=issue.properties)


def _payload(call: Call) -> dict[str, Any]:
    payload = call.json()
    if not isinstance(payload, dict) or not isinstance(payload.get("fields", {}), dict):
        raise BarePayloadProblem(BAD_PAYLOAD)
    return payload


def _place(site: Site, given: dict[str, Any]) -> tuple[Project, IssueType]:
    wanted = given.get("project")
    named = wanted.get("key") or wanted.get("id") if isinstance(wanted, dict) else None
    project = site.world.project(str(named)) if named else None
    if project is None:
        raise Problem(400, errors={"project": "Specify a valid project ID or key"})
    kind = given.get("issuetype")
    if not isinstance(kind, dict) or not (kind.get("id") or kind.get("name")):
        raise Problem(400, errors={"issuetype": "Specify an issue type"})
    for each in project.types:
        if str(kind.get("id")) == each.id or kind.get("name") == each.name:
            return project, each
    raise Problem(400, errors={"issuetype": "Specify a valid issue type"})
