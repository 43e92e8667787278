"""Who the caller is, what it may do, and what the site tells of its users."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox.calls import Answer, Call, Problem, reply, route
from postroom.sandbox.cast import GROUPS, User
from postroom.sandbox.fields import group_ref
from postroom.sandbox.sight import issue_for, may, may_globally, may_see, permissions, project_for
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.world import GLOBAL_PERMISSIONS, PROJECT_PERMISSIONS, Project

PERMISSIONS = GLOBAL_PERMISSIONS | PROJECT_PERMISSIONS


@route("GET", "/myself")
def myself(site: Site, call: Call) -> Answer:
    """One's own address is never hidden."""
    viewer = site.viewer(call)
    if viewer is None:
        raise Problem(401, "Client must be authenticated to access this resource.")
    return reply(
        site.user_json(viewer, call.base)
        | {
            "emailAddress": viewer.email,
            "groups": {"size": len(_groups(viewer)), "items": []},
            "applicationRoles": {"size": 1, "items": []},
            "locale": "en_US",
            "expand": "groups,applicationRoles",
        }
    )


def _groups(person: User) -> list[str]:
    return [each.id for each in GROUPS.values() if person.id in each.members]


@route("GET", "/mypermissions")
def mypermissions(site: Site, call: Call) -> Answer:
    wanted = call.list_of("permissions")
    if not wanted:
        raise Problem(400, "The 'permissions' query parameter is required.")
    unknown = {name: "Unrecognized permission" for name in wanted if name not in PERMISSIONS}
    if unknown:
        raise Problem(400, errors=unknown)
    granted = _granted(site, call)
    return reply({"permissions": {name: _permission(name, name in granted) for name in wanted}})


def _permission(name: str, granted: bool) -> dict[str, Any]:
    return {
        "id": str(list(PERMISSIONS).index(name)),
        "key": name,
        "name": PERMISSIONS[name],
        "type": "GLOBAL" if name in GLOBAL_PERMISSIONS else "PROJECT",
        "description": PERMISSIONS[name] + ".",
        "havePermission": granted,
    }


def _granted(site: Site, call: Call) -> set[str]:
    """In the project or issue that is asked about; without one, in any project."""
    viewer, projects = site.viewer(call), list(site.world.projects.values())
    if "projectKey" in call.query:
        projects = [project_for(site, call, call.query["projectKey"])]
    if "issueKey" in call.query:
        projects = [site.project(issue_for(site, call, call.query["issueKey"]).project)]
    found = {name for project in projects for name in permissions(site, viewer, project)}
    return found | {name for name in GLOBAL_PERMISSIONS if may_globally(site, viewer, name)}


@route("POST", "/permissions/check")
def check_permissions(site: Site, call: Call) -> Answer:
    payload = call.payload("accountId", "globalPermissions", "projectPermissions")
    asked_globally = payload.get("globalPermissions") or []
    person = site.viewer(call)
    if payload.get("accountId"):
        person = site.world.users.get(str(payload["accountId"]))
        if not may_globally(site, site.viewer(call), "ADMINISTER"):
            raise Problem(403, "Only those who administer Jira may check the permissions of others.")
    grants: dict[str, dict[str, Any]] = {}
    for each in payload.get("projectPermissions") or []:
        for name in each.get("permissions", []):
            grant = grants.setdefault(name, {"permission": name, "issues": [], "projects": []})
            grant["issues"] += [n for n in each.get("issues", []) if _on_issue(site, person, name, n)]
            grant["projects"] += [n for n in each.get("projects", []) if _in_project(site, person, name, n)]
    unknown = [name for name in [*asked_globally, *grants] if name not in PERMISSIONS]
    if unknown:
        raise Problem(400, *(f"Unrecognized permission: {name}" for name in unknown))
    given = [name for name in asked_globally if may_globally(site, person, name)]
    return reply({"globalPermissions": given, "projectPermissions": list(grants.values())})


def _on_issue(site: Site, person: User | None, name: str, number: Any) -> bool:
    issue = site.store.issues.get(number)
    return issue is not None and may_see(site, person, issue) and may(site, person, name, issue)


def _in_project(site: Site, person: User | None, name: str, number: Any) -> bool:
    project = site.world.project(str(number))
    return project is not None and name in permissions(site, person, project)


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
    if not _browses_users(site, call):
        return reply([])
    return reply(_users(site, call, [each for each in site.world.users.values() if each.active]))


@route("GET", "/user/assignable/search")
def search_assignable(site: Site, call: Call) -> Answer:
    if not ("query" in call.query) ^ ("accountId" in call.query):
        raise Problem(400, "Exactly one of the query and accountId parameters must be provided")
    if "project" in call.query:
        project = project_for(site, call, call.query["project"])
    elif "issueKey" in call.query:
        project = site.project(issue_for(site, call, call.query["issueKey"]).project)
    else:
        raise Problem(400, "Either issueKey or project must be provided")
    staff = [
        each for each in site.world.users.values() if "ASSIGNABLE_USER" in permissions(site, each, project)
    ]
    return reply(_users(site, call, staff))


@route("GET", "/user/viewissue/search")
def search_viewers(site: Site, call: Call) -> Answer:
    """Who may see an issue, or some issue of a project."""
    if not any(name in call.query for name in ("query", "accountId")):
        raise Problem(400, "Either the query or the accountId parameter must be provided")
    if "issueKey" in call.query:
        issue = issue_for(site, call, call.query["issueKey"])
        may_view = [each for each in site.world.users.values() if may_see(site, each, issue)]
    elif "projectKey" in call.query:
        project = project_for(site, call, call.query["projectKey"])
        may_view = [each for each in site.world.users.values() if _browses(site, each, project)]
    else:
        raise Problem(400, "Either issueKey or projectKey must be provided")
    return reply(_users(site, call, may_view) if _browses_users(site, call) else [])


@route("GET", "/user/permission/search")
def search_permitted(site: Site, call: Call) -> Answer:
    """Who has all of these permissions, for those who administer the project (or all of Jira)."""
    wanted = set(call.list_of("permissions"))
    if not wanted or wanted - set(PROJECT_PERMISSIONS) or "projectKey" not in call.query:
        raise Problem(400, "Known permissions and a projectKey must be provided")
    viewer, project = site.viewer(call), project_for(site, call, call.query["projectKey"])
    if "ADMINISTER_PROJECTS" not in permissions(site, viewer, project) and not may_globally(
        site, viewer, "ADMINISTER"
    ):
        raise Problem(403, "You do not have the permission to see who may do what in this project.")
    found = [each for each in site.world.users.values() if wanted <= permissions(site, each, project)]
    return reply(_users(site, call, found))


def _browses(site: Site, person: User, project: Project) -> bool:
    return "BROWSE_PROJECTS" in permissions(site, person, project)


def _browses_users(site: Site, call: Call) -> bool:
    return may_globally(site, site.viewer(call), "USER_PICKER")


@route("GET", "/user/bulk")
def many_users(site: Site, call: Call) -> Answer:
    """Those that exist, in the order of the site."""
    accounts = call.query.getall("accountId", [])
    if not accounts:
        raise Problem(400, "The accountId parameter must be provided.")
    found = [each for each in site.world.users.values() if each.id in accounts]
    return reply(page_of(call, [site.user_json(each, call.base) for each in found], 10, 200))


@route("GET", "/user/groups")
def groups_of_user(site: Site, call: Call) -> Answer:
    _require_users(site, call)
    found = site.world.users.get(call.query.get("accountId", ""))
    if found is None:
        raise Problem(404, "Specified user does not exist or you do not have required permissions")
    return reply([group_ref(call, GROUPS[each]) for each in _groups(found)])


@route("GET", "/group/member")
def members(site: Site, call: Call) -> Answer:
    _require_users(site, call)
    named = (call.query.get("groupId"), call.query.get("groupname"))
    if named == (None, None):
        raise Problem(400, "Either the groupId or the groupname parameter must be provided.")
    group = next((each for each in GROUPS.values() if each.id == named[0] or each.name == named[1]), None)
    if group is None:
        raise Problem(404, f"The group named '{named[0] or named[1]}' does not exist.")
    people = [site.world.users[each] for each in group.members]
    shown = [each for each in people if each.active or call.flag("includeInactiveUsers", False)]
    return reply(page_of(call, [site.user_json(each, call.base) for each in shown], 50, 50))


@route("GET", "/group/bulk")
def groups(site: Site, call: Call) -> Answer:
    _require_users(site, call)
    ids, names = call.query.getall("groupId", []), call.query.getall("groupName", [])
    found = [
        each for each in GROUPS.values() if (not ids and not names) or each.id in ids or each.name in names
    ]
    return reply(page_of(call, [{"name": each.name, "groupId": each.id} for each in found], 50, 50))


def _require_users(site: Site, call: Call) -> None:
    if not _browses_users(site, call):
        raise Problem(403, "You do not have the permission 'Browse users and groups'.")


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


def page_of(call: Call, values: list[dict[str, Any]], usual: int, most: int) -> dict[str, Any]:
    """One page of a list, in Jira's usual frame."""
    start, size = call.number("startAt", 0), min(call.number("maxResults", usual), most)
    last = start + size >= len(values)
    link = call.url(f"{call.path}?startAt={{}}&maxResults={size}")
    page = {
        "self": link.format(start),
        "maxResults": size,
        "startAt": start,
        "total": len(values),
        "isLast": last,
        "values": values[start : start + size],
    }
    return page if last else page | {"nextPage": link.format(start + size)}
