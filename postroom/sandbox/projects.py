"""Projects with their roles, components and security levels, and what may be created in them."""

from __future__ import annotations

from typing import Any

from postroom.sandbox.calls import Answer, Call, Problem, reply, route
from postroom.sandbox.cast import GROUPS, LEVELS, ROLES, Level, Role, actors
from postroom.sandbox.catalogue import FIELDS, FieldType
from postroom.sandbox.fields import create_meta, project_ref, type_json
from postroom.sandbox.people import page_of
from postroom.sandbox.sight import in_role, permissions, project_for
from postroom.sandbox.site import Site
from postroom.sandbox.world import Component, IssueType, Project, screen

SCHEME = "10200"  # of the security levels


@route("GET", "/project/search")
def search_projects(site: Site, call: Call) -> Answer:
    query, keys = call.query.get("query", "").lower(), call.list_of("keys")
    viewer = site.viewer(call)
    found = [
        each
        for each in site.world.projects.values()
        if "BROWSE_PROJECTS" in permissions(site, viewer, each)
        and query in f"{each.key} {each.name}".lower()
        and (not keys or each.key in keys)
    ]
    return reply(page_of(call, [_project_json(call, each) for each in found], 50, 100))


@route("GET", "/project/{project}")
def project(site: Site, call: Call) -> Answer:
    found = project_for(site, call, call.names["project"])
    return reply(
        _project_json(call, found)
        | {
            "issueTypes": [type_json(call, each) for each in found.types],
            "lead": site.author_json(found.lead, call),
            "components": [component_json(site, call, found, each) for each in found.components],
            "versions": [],
            "assigneeType": "UNASSIGNED",
            "roles": {role.name: _role_address(call, found, role) for role in ROLES.values()},
        }
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
    if found is None or "CREATE_ISSUES" not in permissions(site, site.viewer(call), found):
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
    return reply(page_of(call, found, 50, 100))


@route("GET", "/project/{project}/components")
def components(site: Site, call: Call) -> Answer:
    found = project_for(site, call, call.names["project"])
    return reply([component_json(site, call, found, each) for each in found.components])


@route("GET", "/component/{id}")
def component(site: Site, call: Call) -> Answer:
    pair = site.world.component(call.names["id"])
    if pair is None or "BROWSE_PROJECTS" not in permissions(site, site.viewer(call), pair[0]):
        raise Problem(404, f"The component with id {call.names['id']} does not exist.")
    return reply(component_json(site, call, *pair))


def component_json(site: Site, call: Call, found: Project, each: Component) -> dict[str, Any]:
    return {
        "self": call.url(f"/component/{each.id}"),
        "id": each.id,
        "name": each.name,
        "description": each.description,
        "lead": site.author_json(each.lead, call),
        "assigneeType": "PROJECT_DEFAULT",
        "realAssigneeType": "PROJECT_DEFAULT",
        "isAssigneeTypeValid": False,
        "project": found.key,
        "projectId": found.id,
    }


@route("GET", "/project/{project}/role")
def roles(site: Site, call: Call) -> Answer:
    found = project_for(site, call, call.names["project"])
    return reply({each.name: _role_address(call, found, each) for each in ROLES.values()})


@route("GET", "/project/{project}/role/{role}")
def role(site: Site, call: Call) -> Answer:
    found = project_for(site, call, call.names["project"])
    wanted = ROLES.get(call.names["role"])
    if wanted is None:
        raise Problem(404, f"Can not find a role for id: {call.names['role']}.")
    viewer = site.viewer(call)
    return reply(
        {
            "self": _role_address(call, found, wanted),
            "name": wanted.name,
            "id": int(wanted.id),
            "description": wanted.description,
            "actors": _actors_json(site, found, wanted),
            "currentUserRole": viewer is not None and in_role(viewer.id, found.key, wanted.id),
        }
    )


def _role_address(call: Call, found: Project, role: Role) -> str:
    return call.url(f"/project/{found.id}/role/{role.id}")


def _actors_json(site: Site, found: Project, role: Role) -> list[dict[str, Any]]:
    held = actors(found.key)[role.id]
    users: list[dict[str, Any]] = [
        {
            "displayName": site.world.users[each].name,
            "type": "atlassian-user-role-actor",
            "actorUser": {"accountId": each},
        }
        for each in held.users
    ]
    groups: list[dict[str, Any]] = [
        {
            "displayName": GROUPS[each].name,
            "type": "atlassian-group-role-actor",
            "name": GROUPS[each].name,
            "actorGroup": {"displayName": GROUPS[each].name, "name": GROUPS[each].name, "groupId": each},
        }
        for each in held.groups
    ]
    return [{"id": 10240 + number, **each} for number, each in enumerate(users + groups)]


@route("GET", "/project/{project}/securitylevel")
def levels(site: Site, call: Call) -> Answer:
    """Those that the caller may set."""
    found = project_for(site, call, call.names["project"])
    granted = "SET_ISSUE_SECURITY" in permissions(site, site.viewer(call), found)
    return reply({"levels": [_level_json(call, each) for each in LEVELS.values() if granted]})


@route("GET", "/securitylevel/{id}")
def level(site: Site, call: Call) -> Answer:
    found = LEVELS.get(call.names["id"])
    if found is None:
        raise Problem(404, "The security level does not exist.")
    return reply(_level_json(call, found))


def _level_json(call: Call, each: Level) -> dict[str, Any]:
    return {
        "self": call.url(f"/securitylevel/{each.id}"),
        "id": each.id,
        "name": each.name,
        "description": each.description,
        "isDefault": False,
        "issueSecuritySchemeId": SCHEME,
    }
