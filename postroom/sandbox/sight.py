"""Who may do what, and who may see which issue and which comment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from postroom.sandbox.calls import Call, Problem
from postroom.sandbox.cast import (
    ADMINISTRATORS,
    GROUPS,
    LEVELS,
    ORGANIZATIONS,
    ROLES,
    SITE_ADMINS,
    TEAM,
    USERS,
    User,
    actors,
)
from postroom.sandbox.catalogue import ORGANIZATION, PARTICIPANTS
from postroom.sandbox.entities import Comment, Issue, Worklog
from postroom.sandbox.site import NO_ISSUE, Site
from postroom.sandbox.world import GLOBAL_PERMISSIONS, PROJECT_PERMISSIONS, Project

_CUSTOMER = frozenset(("BROWSE_PROJECTS", "ADD_COMMENTS", "CREATE_ATTACHMENTS"))
_USER = _CUSTOMER | {"CREATE_ISSUES", "EDIT_OWN_COMMENTS", "DELETE_OWN_COMMENTS", "VIEW_VOTERS_AND_WATCHERS"}
_ADMINISTRATOR = frozenset(PROJECT_PERMISSIONS) - {"SERVICEDESK_AGENT"}
_AGENT = frozenset(PROJECT_PERMISSIONS) - {"ADMINISTER_PROJECTS", "DELETE_ISSUES"}


def in_group(account: str, group: str) -> bool:
    return group in GROUPS and account in GROUPS[group].members


def in_role(account: str, project: str, role: str) -> bool:
    held = actors(project).get(role)
    return held is not None and (
        account in held.users or any(in_group(account, each) for each in held.groups)
    )


def permissions(site: Site, viewer: User | None, project: Project) -> frozenset[str]:
    """What somebody may do in a project; nobody signed in may only look, where the site lets them."""
    if viewer is None:
        return frozenset(("BROWSE_PROJECTS",)) if site.anonymous_may_look else frozenset()
    if not viewer.active:
        return frozenset()
    if viewer.is_customer:
        return _CUSTOMER if project.is_desk else frozenset()
    granted = {ADMINISTRATORS: _ADMINISTRATOR, TEAM: _AGENT, USERS: _USER}
    held = (rights for role, rights in granted.items() if in_role(viewer.id, project.key, role))
    return frozenset().union(*held)


def may_globally(site: Site, viewer: User | None, name: str) -> bool:
    if viewer is None or viewer.is_customer or name not in GLOBAL_PERMISSIONS:
        return False
    switches = site.faults.settings
    if name == "ADMINISTER":
        return in_group(viewer.id, SITE_ADMINS) and (viewer != site.world.me or switches.administer)
    if name == "USER_PICKER":
        return not switches.hide_users
    return name != "SYSTEM_ADMIN"


def may(site: Site, viewer: User | None, name: str, issue: Issue) -> bool:
    return name in permissions(site, viewer, site.project(issue.project))


def may_see(site: Site, viewer: User | None, issue: Issue) -> bool:
    if not may(site, viewer, "BROWSE_PROJECTS", issue):
        return False
    if viewer is not None and viewer.is_customer and not _asked_for(viewer.id, issue):
        return False
    level = LEVELS.get(str(issue.fields.get("security")))
    if level is None:
        return True
    if viewer is None:
        return False
    return (
        (level.reporter and issue.fields.get("reporter") == viewer.id)
        or any(in_role(viewer.id, issue.project, role) for role in level.roles)
        or any(in_group(viewer.id, group) for group in level.groups)
    )


def _asked_for(account: str, issue: Issue) -> bool:
    """Whether a request is this customer's own, shared with them or with their organization."""
    shared: Iterable[str] = issue.fields.get(ORGANIZATION) or ()
    return (
        issue.fields.get("reporter") == account
        or account in (issue.fields.get(PARTICIPANTS) or ())
        or any(account in ORGANIZATIONS[int(each)].members for each in shared)
    )


def may_read(viewer: User | None, issue: Issue, entry: Comment | Worklog) -> bool:
    """Whether somebody who sees the issue may read this comment or worklog of it."""
    if isinstance(entry, Comment) and entry.internal and (viewer is None or viewer.is_customer):
        return False
    if not entry.visibility:
        return True
    return viewer is not None and _is_member(viewer.id, issue.project, entry.visibility)


def _is_member(account: str, project: str, visibility: dict[str, str]) -> bool:
    if visibility["type"] == "group":
        return in_group(account, visibility["identifier"])
    role = next((each for each in ROLES.values() if each.name == visibility["value"]), None)
    return role is not None and in_role(account, project, role.id)


def given_visibility(viewer: User | None, issue: Issue, given: Any) -> dict[str, str] | None:
    """The `visibility` of a request as it is kept. Nobody can write for a circle they are not in."""
    if not given:
        return None
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in ("role", "group"):
        raise Problem(400, errors={"commentLevel": f"Invalid comment level type '{kind}'."})
    named = str(given.get("identifier") or given.get("value"))
    circles: Iterable[Any] = ROLES.values() if kind == "role" else GROUPS.values()
    found = next((each for each in circles if named in (each.id, each.name)), None)
    if found is None:
        raise Problem(400, errors={"commentLevel": f"The {kind} '{named}' does not exist."})
    visibility = {
        "type": kind,
        "value": found.name,
        "identifier": found.name if kind == "role" else found.id,
    }
    if viewer is None or not _is_member(viewer.id, issue.project, visibility):
        circle = "project role" if kind == "role" else "group"
        raise Problem(
            400, errors={"commentLevel": f"You are currently not a member of the {circle}: {found.name}."}
        )
    return visibility


def issue_for(site: Site, call: Call, id_or_key: str = "") -> Issue:
    """The issue as the caller may see it; raises the 404 that tells nothing."""
    issue = site.issue(id_or_key or call.names["key"])
    if not may_see(site, site.viewer(call), issue):
        raise Problem(404, NO_ISSUE)
    return issue


def project_for(site: Site, call: Call, id_or_key: str) -> Project:
    found = site.project(id_or_key)
    if "BROWSE_PROJECTS" not in permissions(site, site.viewer(call), found):
        raise Problem(404, f"No project could be found with key '{id_or_key}'.")
    return found


def require(site: Site, call: Call, name: str, issue: Issue, status: int = 403) -> User:
    """The caller, who has this permission; raises the refusal of Jira."""
    call.refuse_anonymous()
    viewer = site.viewer(call)
    if viewer is None or not may(site, viewer, name, issue):
        raise Problem(status, f"You do not have the permission '{PROJECT_PERMISSIONS[name]}' for this issue.")
    return viewer
