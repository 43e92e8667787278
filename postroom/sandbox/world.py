"""The invented site: its projects, issue types, components, statuses and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from postroom.sandbox import cast
from postroom.sandbox.cast import ADA, BOT, BRUNO, CHIARA, FRIDA, User
from postroom.sandbox.catalogue import DESK_FIELDS, EMAIL_FIELDS, EVERYWHERE

TIME_ZONE = "Europe/Berlin"  # of every user: dates in JQL are read in it, dates in answers written in it


@dataclass(frozen=True)
class IssueType:
    """`required` and `extra` are field ids on its create screen beside those that every type has."""

    id: str
    name: str
    description: str
    extra: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Component:
    """`lead` is an account id."""

    id: str
    name: str
    description: str
    lead: str


@dataclass(frozen=True)
class Project:
    """`kind` is service_desk where customers may ask, else business."""

    id: int
    key: str
    name: str
    lead: str
    types: tuple[IssueType, ...]
    uuid: str
    kind: str = "business"
    components: tuple[Component, ...] = ()

    @property
    def is_desk(self) -> bool:
        return self.kind == "service_desk"


@dataclass(frozen=True)
class Status:
    id: str
    name: str
    category: Mapping[str, Any]


@dataclass(frozen=True)
class LinkType:
    id: str
    name: str
    outward: str
    inward: str


@dataclass(frozen=True)
class World:
    me: User
    users: Mapping[str, User]
    projects: Mapping[str, Project] = field(default_factory=dict)

    def project(self, id_or_key: str) -> Project | None:
        found = self.projects.get(id_or_key.upper())
        return found or next((p for p in self.projects.values() if str(p.id) == id_or_key), None)

    def component(self, number: str) -> tuple[Project, Component] | None:
        every = ((project, each) for project in self.projects.values() for each in project.components)
        return next((pair for pair in every if pair[1].id == number), None)


_CATEGORIES = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
STATUSES = {
    each.id: each
    for each in (
        Status("10000", "To Do", _CATEGORIES["new"]),
        Status("10001", "In Progress", _CATEGORIES["indeterminate"]),
        Status("10002", "Done", _CATEGORIES["done"]),
    )
}
TRANSITIONS = {"11": "10000", "21": "10001", "31": "10002"}
FIRST_STATUS = "10000"
LINK_TYPES = {
    each.id: each
    for each in (
        LinkType("10000", "Blocks", "blocks", "is blocked by"),
        LinkType("10001", "Duplicate", "duplicates", "is duplicated by"),
        LinkType("10003", "Relates", "relates to", "relates to"),
    )
}

GLOBAL_PERMISSIONS = {
    "ADMINISTER": "Administer Jira",
    "SYSTEM_ADMIN": "Jira System Administrators",
    "USER_PICKER": "Browse users and groups",
    "BULK_CHANGE": "Make bulk changes",
    "CREATE_SHARED_OBJECTS": "Share dashboards and filters",
}
PROJECT_PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "DELETE_ISSUES": "Delete Issues",
    "TRANSITION_ISSUES": "Transition Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "ASSIGNABLE_USER": "Assignable User",
    "MODIFY_REPORTER": "Modify Reporter",
    "ADD_COMMENTS": "Add Comments",
    "EDIT_OWN_COMMENTS": "Edit Own Comments",
    "EDIT_ALL_COMMENTS": "Edit All Comments",
    "DELETE_OWN_COMMENTS": "Delete Own Comments",
    "DELETE_ALL_COMMENTS": "Delete All Comments",
    "CREATE_ATTACHMENTS": "Create Attachments",
    "DELETE_OWN_ATTACHMENTS": "Delete Own Attachments",
    "DELETE_ALL_ATTACHMENTS": "Delete All Attachments",
    "MANAGE_WATCHERS": "Manage Watchers",
    "VIEW_VOTERS_AND_WATCHERS": "View Voters and Watchers",
    "WORK_ON_ISSUES": "Work On Issues",
    "LINK_ISSUES": "Link Issues",
    "SET_ISSUE_SECURITY": "Set Issue Security",
    "SERVICEDESK_AGENT": "Service Desk Agent",
    "ADMINISTER_PROJECTS": "Administer Projects",
}

_TASK = IssueType("10001", "Task", "A small piece of work.")
_BUG = IssueType("10002", "Bug", "Something does not work.", extra=("environment",))
_REQUEST = IssueType("10003", "Service Request", "Somebody asks for something.")
_CHANGE = IssueType("10004", "Change", "A planned change.", required=("customfield_10110",))

_COMPONENTS = {
    "SUP": (
        Component("10400", "Printers", "Everything that wastes paper.", BRUNO),
        Component("10401", "Network", "Cables and what is in them.", CHIARA),
    ),
    "OPS": (Component("10402", "Servers", "The machines in the cellar.", FRIDA),),
}
_LEADS = {"OPS": FRIDA}


def _for_the_desk(kind: IssueType) -> IssueType:
    extra = (*kind.extra, *EMAIL_FIELDS, *DESK_FIELDS)
    return IssueType(kind.id, kind.name, kind.description, extra, kind.required)


def screen(kind: IssueType) -> tuple[str, ...]:
    """Ids of the fields on the create screen of an issue type."""
    return (*EVERYWHERE, *kind.extra, *kind.required)


def build(email: str, more_projects: Mapping[str, str]) -> World:
    """The site as it is at its first start; `more_projects` maps key to name."""
    people = cast.people(email)
    support = tuple(_for_the_desk(each) for each in (_TASK, _BUG, _REQUEST))
    named = [("SUP", "Support", support), ("OPS", "Operations", (_TASK, _CHANGE))]
    named += [(key.upper(), name, (_TASK, _BUG)) for key, name in more_projects.items()]
    projects = {
        key: Project(
            id=10000 + n,
            key=key,
            name=name,
            lead=_LEADS.get(key, ADA),
            types=types,
            uuid=f"00000000-0000-4000-8000-{10000 + n:012d}",
            kind="service_desk" if key == "SUP" else "business",
            components=_COMPONENTS.get(key, ()),
        )
        for n, (key, name, types) in enumerate(named)
    }
    return World(people[BOT], people, projects)
