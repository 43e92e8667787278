"""Issues: created, read, deleted, and read in bulk."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox import news
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
from postroom.sandbox.catalogue import FIELDS
from postroom.sandbox.entities import Issue
from postroom.sandbox.field_checks import check_fields, check_required
from postroom.sandbox.properties import given_properties
from postroom.sandbox.shapes import issue_json
from postroom.sandbox.sight import issue_for, permissions, require
from postroom.sandbox.site import NO_ISSUE, Site
from postroom.sandbox.world import FIRST_STATUS, IssueType, Project, screen


@route("POST", "/issue")
def create(site: Site, call: Call) -> Answer:
    payload = payload_of(call)
    given = payload.get("fields") or {}
    project, kind = _place(site, given)
    values = check_fields(site, project, given, screen(kind))
    check_required(kind, values)
    author = _author(site, call, project)
    properties = given_properties(payload)
    issue = _new(site, author, project, kind, values, properties)
    site.store.put_issue(issue)
    news.issue_created(site, call, issue)
    made = {"id": str(issue.id), "key": issue.key, "self": call.url(f"/issue/{issue.id}")}
    return reply(made, 201, effect_of(issue))


def _author(site: Site, call: Call, project: Project) -> str:
    call.refuse_anonymous()
    viewer = site.viewer(call)
    if viewer is None or "CREATE_ISSUES" not in permissions(site, viewer, project):
        raise Problem(403, "You do not have permission to create issues in this project.")
    return viewer.id


def _new(
    site: Site,
    author: str,
    project: Project,
    kind: IssueType,
    values: dict[str, Any],
    properties: dict[str, Any],
) -> Issue:
    now = time.time()
    return Issue(
        id=site.store.next_id(),
        key=site.store.next_key(project.key),
        project=project.key,
        type=kind.id,
        status=FIRST_STATUS,
        creator=author,
        created=now,
        updated=now,
        fields={"priority": "3", "reporter": author} | values,
        properties=properties,
        watchers=[author],
    )


@route("GET", "/issue/{key}")
def get(site: Site, call: Call) -> Answer:
    fields = call.list_of("fields") or ["*all"]
    properties, expand = call.list_of("properties"), call.list_of("expand")
    return reply(issue_json(site, call, issue_for(site, call), fields, properties, expand))


@route("DELETE", "/issue/{key}")
def delete(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
    require(site, call, "DELETE_ISSUES", issue)
    news.issue_deleted(site, call, issue)
    site.store.drop_issue(issue)
    return no_content(Effect("issue deleted", issue.key, str(issue.id)))


@route("POST", "/issue/bulkfetch")
def bulk_fetch(site: Site, call: Call) -> Answer:
    payload = call.payload("issueIdsOrKeys", "fields", "properties", "expand", "fieldsByKeys")
    wanted: Any = payload.get("issueIdsOrKeys")
    fields, properties = payload.get("fields") or ["*all"], payload.get("properties") or []
    expand = payload.get("expand") or []
    if not isinstance(wanted, list) or not wanted:
        raise BarePayloadProblem(BAD_PAYLOAD)
    if len(wanted) > 100:
        raise Problem(400, "The number of issues to fetch must not exceed 100.")
    refuse_many_properties(properties)
    issues: dict[int, Issue] = {}
    errors = []
    for each in wanted:
        try:
            issue = issue_for(site, call, str(each))
            issues[issue.id] = issue
        except Problem:
            errors.append({"id": str(each), "errorMessage": NO_ISSUE})
    found = [issue_json(site, call, each, fields, properties, expand) for each in issues.values()]
    return reply({"issues": found, "issueErrors": errors})


def refuse_many_properties(properties: list[str]) -> None:
    if len(properties) > 5:
        raise Problem(400, "The maximum number of properties that can be requested is 5.")


def effect_of(issue: Issue, kind: str = "issue") -> Effect:
    """For the log: summary and description, then the text of every other field that is a document."""
    rich = [name for name in issue.fields if FIELDS[name].rich and name != "description"]
    parts = [str(issue.fields["summary"]), plain_text(issue.fields.get("description"))]
    text = "\n".join([*parts, *(plain_text(issue.fields[name]) for name in rich)])
    return Effect(kind, issue.key, str(issue.id), text.strip(), properties=issue.properties)


def payload_of(call: Call) -> dict[str, Any]:
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
