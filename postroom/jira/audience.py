"""What Jira knows of the people behind an audience: who they are, where they belong, what they may see."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from postroom.errors import Permanent
from postroom.jira.client import Jira, Params
from postroom.jira.snapshot import ORGANIZATIONS, PARTICIPANTS, Circle, Named, Person, Snapshot
from postroom.jira.snapshot import person as read_person
from postroom.jira.verdict import Rejected

T = TypeVar("T")

SIGHT, MEMBERS, STANDING = 60.0, 300.0, 600.0  # seconds: who sees what, who belongs where, who leads what
MOST_MEMBERS = 2000  # of one group or organization
AT_ONCE = 50  # accounts in one call, whose URL would grow too long
AGENTS, AGENT = "Service Desk Team", "SERVICEDESK_AGENT"  # role and permission of those who serve

_MISSING = object()


class Kept:
    """Answers kept for a while, at most `most` of them; shared by threads. Errors are not kept."""

    def __init__(self, *, most: int = 20_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._held: OrderedDict[tuple[str, ...], tuple[float, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], seconds: float, load: Callable[[], T]) -> T:
        """What `load` answered within the last `seconds`."""
        held = self.find(key, _MISSING)
        return self.keep(key, seconds, load()) if held is _MISSING else held

    def find(self, key: tuple[str, ...], missing: Any = None) -> Any:
        """What is kept, else `missing`."""
        with self._lock:
            until, value = self._held.get(key, (0.0, missing))
            return value if until > self._clock() else missing

    def keep(self, key: tuple[str, ...], seconds: float, value: T) -> T:
        with self._lock:
            self._held[key] = (self._clock() + seconds, value)
            self._held.move_to_end(key)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return value


@dataclass(frozen=True)
class Meant:
    """The accounts that an audience entry stands for; `trouble` says why Jira would not tell, else ""."""

    accounts: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Actors:
    """Who has a role in a project: accounts by themselves, and groups."""

    accounts: tuple[str, ...]
    groups: tuple[Named, ...]


class Audience:
    """Asks one site. Whatever Jira will not tell about sight or membership is a no.

    Errors that may pass (Temporary) are raised by every method; Permanent only where it is said.
    Needs the global permission *Browse users and groups*, and *Administer Projects* for roles.
    """

    def __init__(self, jira: Jira, kept: Kept) -> None:
        self.jira = jira
        self._kept = kept

    def meant(self, kind: str, name: str, issue: Snapshot) -> Meant:
        """The accounts behind an audience entry, such as ("role", "Users"); see recipients.ASKED."""
        try:
            return Meant(tuple(dict.fromkeys(self._accounts(kind, name, issue))))
        except Permanent as refusal:
            return Meant(trouble=str(refusal))

    def people(self, accounts: Iterable[str]) -> dict[str, Person]:
        """By id, the accounts that exist. Raises Permanent where we may not know."""
        wanted = tuple(dict.fromkeys(accounts))
        held: dict[str, Person | None] = {id: self._kept.find(self._key("person", id)) for id in wanted}
        missing = [id for id, found in held.items() if found is None]
        for start in range(0, len(missing), AT_ONCE):
            held |= self._load_people(missing[start : start + AT_ONCE])
        return {id: found for id, found in held.items() if found}

    # Who may see what

    def may_browse(self, issue: Snapshot, account: str) -> bool:
        """Whether an account may see the issue now (REST API v3, "Find users with browse permission").

        What decides it (level, reporter, assignee, project) belongs to what is remembered.
        """
        facts = (issue.project.key, issue.level.id, _id(issue.reporter), _id(issue.assignee))
        return self._sees(("issue", issue.id, *facts), {"issueKey": issue.key}, account)

    def may_browse_other(self, key: str, account: str) -> bool:
        """The same for an issue of which only the key is known."""
        return self._sees(("key", key), {"issueKey": key}, account)

    def may_have_seen(self, issue: Snapshot, account: str) -> bool:
        """Whether an account may see the project of a deleted issue, which had no security level.

        Of issues of a service project customers saw only their own.
        """
        if issue.secured or not issue.level_told:
            return False
        found = self.person(account)
        if found is None or (found.kind != "atlassian" and not self.shares(issue, account)):
            return False
        return self._permitted(issue.project.key, "BROWSE_PROJECTS", account)

    def shares(self, issue: Snapshot, account: str) -> bool:
        """Whether a customer sees the request in the portal: reported it, takes part, or their organization does.

        Jira's own search leaves out those who may look through the portal only. A security level keeps them out.
        """
        if not issue.project.serves or issue.secured:
            return False
        kinds = ("reporter", "participants", "organizations")
        return any(account in self.meant(kind, "", issue).accounts for kind in kinds)

    def in_circle(self, issue: Snapshot, circle: Circle, account: str) -> bool:
        """Whether an account is in the role or group that a comment or worklog is kept to."""
        if circle.kind == "group":
            return self.in_group(Named(circle.id, circle.name), account)
        return circle.kind == "role" and self.in_role(issue.project.key, circle.id or circle.name, account)

    def in_group(self, group: Named, account: str) -> bool:
        """By the id where there is one, since names change and are given anew."""
        groups = self._groups_of(account)
        if group.id:
            return any(each.id == group.id for each in groups)
        return bool(group.name) and any(each.name == group.name for each in groups)

    def in_role(self, project: str, role: str, account: str) -> bool:
        """`role` is a name or an id."""
        try:
            actors = self._actors(project, role)
        except Permanent:
            return False
        return account in actors.accounts or any(self.in_group(each, account) for each in actors.groups)

    def is_agent(self, issue: Snapshot, account: str) -> bool:
        """Whether an account works on the requests of a service project, and so reads internal comments."""
        found = self.person(account)
        if found is None or not found.active or found.kind != "atlassian":
            return False
        key = issue.project.key
        return self.in_role(key, AGENTS, account) or self._permitted(key, AGENT, account)

    def person(self, account: str) -> Person | None:
        """One account, None also where we may not know."""
        try:
            return self.people((account,)).get(account)
        except Permanent:
            return None

    def _sees(self, about: tuple[str, ...], where: Params, account: str) -> bool:
        def load() -> bool:
            return self._is_found("user/viewissue/search", where, account)

        return self._kept.get(self._key("sees", *about, account), SIGHT, load)

    def _permitted(self, project: str, permission: str, account: str) -> bool:
        def load() -> bool:
            asked: Params = {"permissions": permission, "projectKey": project}
            return self._is_found("user/permission/search", asked, account)

        return self._kept.get(self._key("permitted", project, permission, account), SIGHT, load)

    def _is_found(self, path: str, asked: Params, account: str) -> bool:
        """Whether a search of people names this very account, as one that is active."""
        try:
            answer = self.jira.get(path, params={**asked, "accountId": account, "maxResults": 50})
        except Permanent:
            return False
        return any(
            each.get("accountId") == account and each.get("active") is True for each in _objects(answer)
        )

    # Who is meant

    def _accounts(self, kind: str, name: str, issue: Snapshot) -> Iterable[str]:
        match kind:
            case "reporter" | "assignee" | "creator":
                one: Person | None = getattr(issue, kind)
                return (one.id,) if one else ()
            case "watchers":
                return self._watchers(issue.key)
            case "participants":
                return self._participants(issue)
            case "organizations":
                return _flat(self._organization_members(each) for each in _organizations(issue))
            case "project lead":
                return self._project_lead(issue.project.key)
            case "component leads":
                return self._component_leads(issue)
            case "group":
                return self._group_members(Named(name=name))
            case "role":
                return self._role_members(issue.project.key, name)
            case "field":
                return self._field_people(issue, name)
            case "account":
                return (name,)
        raise Permanent(f"An audience has no entry of the kind “{kind}” that Jira could answer.")

    def _watchers(self, key: str) -> tuple[str, ...]:
        answer = self.jira.get(f"issue/{_path(key)}/watchers")
        return _ids(_objects(answer, "watchers"))

    def _participants(self, issue: Snapshot) -> tuple[str, ...]:
        """From the field, which came with the issue; without one the service desk is asked."""
        fields = issue.of_kind(PARTICIPANTS)
        if fields or not issue.project.serves:
            return tuple(each.id for field in fields for each in field.people)
        path = f"/rest/servicedeskapi/request/{_path(issue.key)}/participant"
        try:
            return _ids(self._pages(path, {}, f"The request {issue.key}"))
        except Rejected as refusal:
            if refusal.status == 404:  # not a request that customers see
                return ()
            raise

    def _organization_members(self, organization: Named) -> tuple[str, ...]:
        def load() -> tuple[str, ...]:
            path = f"/rest/servicedeskapi/organization/{_path(organization.id)}/user"
            return _ids(self._pages(path, {}, f"The organization “{organization.name}”"))

        return self._kept.get(self._key("organization", organization.id), MEMBERS, load)

    def _project_lead(self, project: str) -> tuple[str, ...]:
        def load() -> tuple[str, ...]:
            return _leads(self.jira.get(f"project/{_path(project)}"))

        return self._kept.get(self._key("project lead", project), STANDING, load)

    def _component_leads(self, issue: Snapshot) -> tuple[str, ...]:
        def load() -> dict[str, tuple[str, ...]]:
            found = self.jira.get(f"project/{_path(issue.project.key)}/components")
            return {str(each.get("id")): _leads(each) for each in _objects(found)}

        if not issue.components:
            return ()
        leads = self._kept.get(self._key("component leads", issue.project.key), STANDING, load)
        return tuple(_flat(leads.get(each.id, ()) for each in issue.components))

    def _field_people(self, issue: Snapshot, name: str) -> Iterator[str]:
        field = issue.field(name)
        if field is None:
            raise Permanent(
                f"{issue.key} has no field “{name}”. Correct its name in the notification mapping."
            )
        yield from (each.id for each in field.people)
        yield from _flat(self._group_members(each) for each in field.groups)

    def _role_members(self, project: str, role: str) -> Iterator[str]:
        actors = self._actors(project, role)
        yield from actors.accounts
        yield from _flat(self._group_members(each) for each in actors.groups)

    def _group_members(self, group: Named) -> tuple[str, ...]:
        def load() -> tuple[str, ...]:
            return _ids(self._pages("group/member", asked, f"The group “{group.name or group.id}”"))

        asked: Params = {"groupId": group.id} if group.id else {"groupname": group.name}
        return self._kept.get(self._key("group", group.id, group.name), MEMBERS, load)

    def _groups_of(self, account: str) -> tuple[Named, ...]:
        def load() -> tuple[Named, ...]:
            try:
                answer = self.jira.get("user/groups", params={"accountId": account})
            except Permanent:
                return ()
            return tuple(map(_group, _objects(answer)))

        return self._kept.get(self._key("groups of", account), SIGHT, load)

    def _actors(self, project: str, role: str) -> Actors:
        def load() -> Actors:
            answer = self.jira.get(f"project/{_path(project)}/role")
            roles = answer if isinstance(answer, dict) else {}
            number = _role_number(roles, role)
            if not number:
                raise Permanent(f"Project {project} has no role “{role}”. It has: {', '.join(roles)}.")
            return _actors(self.jira.get(f"project/{_path(project)}/role/{number}"))

        return self._kept.get(self._key("role", project, role), SIGHT, load)

    def _load_people(self, ids: Sequence[str]) -> dict[str, Person]:
        query = urlencode([*(("accountId", id) for id in ids), ("maxResults", 200)])
        answer = self.jira.get(f"user/bulk?{query}")
        found = [each for each in map(read_person, _objects(answer, "values")) if each]
        return {each.id: self._kept.keep(self._key("person", each.id), MEMBERS, each) for each in found}

    def _pages(self, path: str, asked: Params, name: str) -> Iterator[dict[str, Any]]:
        """The values of a paged list; the service desk API calls the same things otherwise."""
        desk = path.startswith("/")
        first, size, last = ("start", "limit", "isLastPage") if desk else ("startAt", "maxResults", "isLast")
        for start in range(0, MOST_MEMBERS, 50):
            page = self.jira.get(path, params={**asked, first: start, size: 50})
            yield from _objects(page, "values")
            if not isinstance(page, dict) or page.get(last, True):
                return
        raise Permanent(f"{name} has more than {MOST_MEMBERS} members; name something smaller.")

    def _key(self, *parts: str) -> tuple[str, ...]:
        return (self.jira.site, *parts)


def matches(jira: Jira, issue: str, jql: str) -> bool:
    """Whether the JQL finds the issue (its numeric id). Raises Permanent where Jira cannot read the JQL."""
    answer = jira.query("jql/match", json={"issueIds": [int(issue)], "jqls": [jql]})
    result = next(iter(_objects(answer, "matches")), {})
    if result.get("errors"):
        words = " ".join(map(str, result["errors"]))[:500]
        raise Permanent(
            f"{jira.site} cannot read the JQL “{jql[:200]}”: {words} Correct the notification mapping."
        )
    return int(issue) in (result.get("matchedIssues") or ())


def _actors(role: Any) -> Actors:
    actors = _objects(role, "actors")
    groups = _objects([each.get("actorGroup") for each in actors])
    return Actors(
        _ids(_objects([each.get("actorUser") for each in actors])),
        tuple(map(_group, groups)),
    )


def _group(value: dict[str, Any]) -> Named:
    return Named(str(value.get("groupId") or ""), str(value.get("name") or ""))


def _role_number(roles: dict[str, str], wanted: str) -> str:
    """The id of a role by its name or id, from the addresses in "Get project roles for project"."""
    ids = {name: found[1] for name, url in roles.items() if (found := re.search(r"/role/(\d+)\Z", str(url)))}
    return ids.get(wanted) or (wanted if wanted in ids.values() else "")


def _organizations(issue: Snapshot) -> list[Named]:
    return [each for field in issue.of_kind(ORGANIZATIONS) for each in field.organizations]


def _leads(value: dict[str, Any]) -> tuple[str, ...]:
    return _ids(_objects([value.get("lead")]))


def _ids(users: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(str(each["accountId"]) for each in users if each.get("accountId"))


def _objects(answer: Any, name: str = "") -> list[dict[str, Any]]:
    """The objects of a list, or of the list of this name in an answer."""
    values = answer.get(name) if name and isinstance(answer, dict) else answer
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []


def _flat(parts: Iterable[Iterable[str]]) -> Iterator[str]:
    return (each for part in parts for each in part)


def _id(one: Person | None) -> str:
    return one.id if one else ""


def _path(part: str) -> str:
    return quote(part, safe="")
