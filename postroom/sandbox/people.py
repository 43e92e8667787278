"""Who the caller is, what it may do, and what the site knows of users, projects, fields and screens."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox.calls import Answer, Call, Problem, reply, route
from postroom.sandbox.fields import create_meta, project_ref, type_json
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.world import (
    FIELDS,
    GLOBAL_PERMISSIONS,
    NOT_GRANTED,
    PROJECT_PERMISSIONS,
    FieldType,
    IssueType,
    Project,
    User,
    screen,
)

PERMISSIONS = GLOBAL_PERMISSIONS | PROJECT_PERMISSIONS


@route("GET", "/myself")
def myself(site: Site, call: Call) -> Answer:
    return reply(
        site.user_json(site.world.me, call.base)
        | {
            "groups": {"size": 1, "items": []},
            "applicationRoles": {"size": 1, "items": []},
            "locale": "en_US",
            "expand": "groups,applicationRoles",
        }
    )


@route("GET", "/mypermissions")
def mypermissions(site: Site, call: Call) -> Answer:
    wanted = call.list_of("permissions")
    if not wanted:
        raise Problem(400, "The 'permissions' query parameter is required.")
    unknown = {name: "Unrecognized permission" for name in wanted if name not in PERMISSIONS}
    if unknown:
        raise Problem(400, errors=unknown)
    if "projectKey" in call.query:
        site.project(call.query.get("projectKey", ""))
    if "issueKey" in call.query:
        site.issue(call.query.get("issueKey", ""))
    return reply({"permissions": {name: _permission(site, name) for name in wanted}})


def _permission(site: Site, name: str) -> dict[str, Any]:
    return {
        "id": str(list(PERMISSIONS).index(name)),
        "key": name,
        "name": PERMISSIONS[name],
        "type": "GLOBAL" if name in GLOBAL_PERMISSIONS else "PROJECT",
        "description": PERMISSIONS[name] + ".",
        "havePermission": _granted(site, name),
    }


def _granted(site: Site, name: str) -> bool:
    return name not in NOT_GRANTED and not (name == "USER_PICKER" and site.faults.settings.hide_users)


@route("POST", "/permissions/check")
def check_permissions(site: Site, call: Call) -> Answer:
    payload = call.payload("accountId", "globalPermissions", "projectPermissions")
    asked_globally = payload.get("globalPermissions") or []
    grants: dict[str, dict[str, Any]] = {}
    for each in payload.get("projectPermissions") or []:
        for name in each.get("permissions", []):
            grant = grants.setdefault(name, {"permission": name, "issues": [], "projects": []})
            grant["issues"] += [n for n in each.get("issues", []) if n in site.store.issues]
            grant["projects"] += [n for n in each.get("projects", []) if site.world.project(str(n))]
    unknown = [name for name in [*asked_globally, *grants] if name not in PERMISSIONS]
    if unknown:
        raise Problem(400, *(f"Unrecognized permission: {name}" for name in unknown))
    given = [name for name in asked_globally if _granted(site, name)]
    return reply({"globalPermissions": given, "projectPermissions": list(grants.values())})


@route("GET", "/serverInfo")
def server_info(site: Site, call: Call) -> Answer:
    return reply(
        {
            "baseUrl": site.url,
            "displayUrl": site.url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100300,
            "buildDate": stamp(site.started),
            "serverTime": stamp(time.time()),
            "serverTimeZone": "Europe/Berlin",
            "scmInfo": "sandbox",
            "serverTitle": "Jira sandbox",
        }
    )


@route("GET", "/user")
def user(site: Site, call: Call) -> Answer:
    found = site.world.users.get(call.query.get("accountId", ""))
    if found is None:
        raise Problem(404, "Specified user does not exist or you do not have required permissions")
    return reply(site.user_json(found, call.base))


@route("GET", "/user/search")
def search_users(site: Site, call: Call) -> Answer:
    """Without *Browse users and groups* the answer is an empty list, not an error."""
    if not any(name in call.query for name in ("query", "accountId", "property")):
        raise Problem(400, "The username or property query parameter must be provided")
    if site.faults.settings.hide_users or call.anonymous:
        return reply([])
    return reply(_users(site, call, [each for each in site.world.users.values() if each.active]))


@route("GET", "/user/assignable/search")
def search_assignable(site: Site, call: Call) -> Answer:
    if not ("query" in call.query) ^ ("accountId" in call.query):
        raise Problem(400, "Exactly one of the query and accountId parameters must be provided")
    if "project" in call.query:
        site.project(call.query.get("project", ""))
    elif "issueKey" in call.query:
        site.issue(call.query.get("issueKey", ""))
    else:
        raise Problem(400, "Either issueKey or project must be provided")
    staff = [each for each in site.world.users.values() if each.active and each.type == "atlassian"]
    return reply(_users(site, call, staff))


def _users(site: Site, call: Call, people: list[User]) -> list[dict[str, Any]]:
    query, account = call.query.get("query", "").lower(), call.query.get("accountId", "")
    found = [each for each in people if (each.id == account if account else _matches(each, query))]
    start, most = call.number("startAt", 0), min(call.number("maxResults", 50), 1000)
    return [site.user_json(each, call.base) for each in found[start : start + most]]


def _matches(person: User, query: str) -> bool:
    """By the beginning of a word of the name, or of an address that the profile shows."""
    words = person.name.lower().split()
    shown = person.shown and person.email.lower().startswith(query)
    return shown or any(word.startswith(query) for word in [*words, person.name.lower()])


@route("GET", "/project/search")
def search_projects(site: Site, call: Call) -> Answer:
    query, keys = call.query.get("query", "").lower(), call.list_of("keys")
    found = [
        each
        for each in site.world.projects.values()
        if query in f"{each.key} {each.name}".lower() and (not keys or each.key in keys)
    ]
    return reply(_page(call, [_project_json(call, each) for each in found]))


@route("GET", "/project/{project}")
def project(site: Site, call: Call) -> Answer:
    found = site.project(call.names["project"])
    types = [type_json(call, each) for each in found.types]
    lead = site.author_json(found.lead, call.base)
    return reply(
        _project_json(call, found) | {"issueTypes": types, "lead": lead, "components": [], "versions": []}
    )


def _project_json(call: Call, found: Project) -> dict[str, Any]:
    return project_ref(call, found) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "style": "classic",
        "isPrivate": False,
        "properties": {},
        "uuid": found.uuid,
    }


def _project_to_create_in(site: Site, call: Call) -> Project:
    """Create metadata answers 400, never 404, for what it does not know: so says the official document."""
    found = site.world.project(call.names["project"])
    if found is None:
        raise Problem(400, f"No project could be found with key '{call.names['project']}'.")
    return found


@route("GET", "/issue/createmeta/{project}/issuetypes")
def create_types(site: Site, call: Call) -> Answer:
    found = _project_to_create_in(site, call)
    return reply(_listing(call, "issueTypes", [type_json(call, each) for each in found.types]))


@route("GET", "/issue/createmeta/{project}/issuetypes/{type}")
def create_fields(site: Site, call: Call) -> Answer:
    found = _project_to_create_in(site, call)
    kind: IssueType | None = next((each for each in found.types if each.id == call.names["type"]), None)
    if kind is None:
        raise Problem(400, f"The issue type with id '{call.names['type']}' does not exist in this project.")
    shown = [create_meta(site, call, found, kind, name) for name in screen(kind)]
    return reply(_listing(call, "fields", shown))


def _listing(call: Call, name: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    start, most = call.number("startAt", 0), min(call.number("maxResults", 50), 200)
    return {"maxResults": most, "startAt": start, "total": len(values), name: values[start : start + most]}


@route("GET", "/field")
def fields(site: Site, call: Call) -> Answer:
    return reply([_field_json(each) for each in FIELDS.values()])


def _field_json(each: FieldType) -> dict[str, Any]:
    number = each.id.rpartition("_")[2]
    clauses = [f"cf[{number}]", each.name] if each.custom else [each.id]
    return {
        "id": each.id,
        "key": each.id,
        "name": each.name,
        "custom": bool(each.custom),
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": clauses,
        "schema": each.schema(),
    }


@route("GET", "/field/search")
def search_fields(site: Site, call: Call) -> Answer:
    query, kinds, ids = call.query.get("query", "").lower(), call.list_of("type"), call.list_of("id")
    found = [
        {"id": each.id, "key": each.id, "name": each.name, "schema": each.schema(), "description": ""}
        for each in FIELDS.values()
        if query in each.name.lower()
        and (not kinds or ("custom" if each.custom else "system") in kinds)
        and (not ids or each.id in ids)
    ]
    return reply(_page(call, found))


def _page(call: Call, values: list[dict[str, Any]]) -> dict[str, Any]:
    start, most = call.number("startAt", 0), min(call.number("maxResults", 50), 100)
    last = start + most >= len(values)
    link = call.url(f"{call.path}?startAt={{}}&maxResults={most}")
    page = {
        "self": link.format(start),
        "maxResults": most,
        "startAt": start,
        "total": len(values),
        "isLast": last,
        "values": values[start : start + most],
    }
    return page if last else page | {"nextPage": link.format(start + most)}
