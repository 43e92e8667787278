"""The invented site: its people, projects, issue types, statuses, fields and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TIME_ZONE = "Europe/Berlin"  # of the API user: dates in JQL are read in it, dates in answers written in it
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"


@dataclass(frozen=True)
class User:
    """`email` is what the site knows; `shown` is False where the person's profile hides it."""

    id: str
    name: str
    email: str
    shown: bool = True
    active: bool = True
    type: str = "atlassian"


@dataclass(frozen=True)
class FieldType:
    """`kind` is Jira's schema type; `custom` the custom field type without its prefix."""

    id: str
    name: str
    kind: str
    custom: str = ""
    items: str = ""
    options: tuple[tuple[str, str], ...] = ()
    operations: tuple[str, ...] = ("set",)

    @property
    def rich(self) -> bool:
        return self.custom == "textarea" or self.id in ("description", "environment")

    def schema(self) -> dict[str, Any]:
        value: dict[str, Any] = {"type": self.kind}
        if self.items:
            value["items"] = self.items
        if self.custom:
            return value | {"custom": CUSTOM + self.custom, "customId": int(self.id.split("_")[1])}
        return value | {"system": self.id}


@dataclass(frozen=True)
class IssueType:
    """`required` and `extra` are field ids on its create screen beside those that every type has."""

    id: str
    name: str
    description: str
    extra: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    id: int
    key: str
    name: str
    lead: str
    types: tuple[IssueType, ...]
    uuid: str


@dataclass(frozen=True)
class Status:
    id: str
    name: str
    category: Mapping[str, Any]


@dataclass(frozen=True)
class World:
    me: User
    users: Mapping[str, User]
    projects: Mapping[str, Project] = field(default_factory=dict)

    def project(self, id_or_key: str) -> Project | None:
        found = self.projects.get(id_or_key.upper())
        return found or next((p for p in self.projects.values() if str(p.id) == id_or_key), None)


FIELDS = {
    each.id: each
    for each in (
        FieldType("project", "Project", "project"),
        FieldType("issuetype", "Issue Type", "issuetype"),
        FieldType("summary", "Summary", "string"),
        FieldType("description", "Description", "string"),
        FieldType("environment", "Environment", "string"),
        FieldType("labels", "Labels", "array", items="string", operations=("add", "set", "remove")),
        FieldType(
            "priority", "Priority", "priority", options=(("1", "Highest"), ("2", "High"), ("3", "Medium"))
        ),
        FieldType("reporter", "Reporter", "user"),
        FieldType("assignee", "Assignee", "user"),
        FieldType("duedate", "Due date", "date"),
        FieldType("attachment", "Attachment", "array", items="attachment", operations=("set", "copy")),
        FieldType("customfield_10101", "Email Sender Address", "string", "textfield"),
        FieldType("customfield_10102", "Email Sender Name", "string", "textfield"),
        FieldType("customfield_10103", "Email Participants", "string", "textarea"),
        FieldType(
            "customfield_10110",
            "Impact",
            "option",
            "select",
            options=(("10201", "One person"), ("10202", "A team"), ("10203", "Everyone")),
        ),
    )
}
EVERYWHERE = (
    *("project", "issuetype", "summary", "description", "labels", "priority"),
    *("reporter", "assignee", "duedate", "attachment"),
)
ALWAYS_REQUIRED = frozenset(("project", "issuetype", "summary"))
EMAIL_FIELDS = ("customfield_10101", "customfield_10102", "customfield_10103")

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
    "ADMINISTER_PROJECTS": "Administer Projects",
}
NOT_GRANTED = frozenset(("ADMINISTER", "SYSTEM_ADMIN"))

_TASK = IssueType("10001", "Task", "A small piece of work.")
_BUG = IssueType("10002", "Bug", "Something does not work.", extra=("environment",))
_REQUEST = IssueType("10003", "Service Request", "Somebody asks for something.")
_CHANGE = IssueType("10004", "Change", "A planned change.", required=("customfield_10110",))


def _with_email_fields(kind: IssueType) -> IssueType:
    return IssueType(kind.id, kind.name, kind.description, (*kind.extra, *EMAIL_FIELDS), kind.required)


def screen(kind: IssueType) -> tuple[str, ...]:
    """Ids of the fields on the create screen of an issue type."""
    return (*EVERYWHERE, *kind.extra, *kind.required)


def build(email: str, more_projects: Mapping[str, str]) -> World:
    """The site as it is at its first start; `more_projects` maps key to name."""
    me = User("5f00000000000000000a0001", "Postroom Service", email)
    people = (
        me,
        User("5f00000000000000000a0002", "Ada Ahlgren", "ada@example.com"),
        User("5f00000000000000000a0003", "Bruno Barth", "bruno@example.com"),
        User("5f00000000000000000a0004", "Chiara Conti", "chiara@example.com", shown=False),
        User("5f00000000000000000a0005", "Dmitri Dahl", "dmitri@example.com", active=False),
        User("qm:5f0000000000:a0006", "Enid Ekwall", "enid@example.org", type="customer"),
    )
    support = tuple(_with_email_fields(each) for each in (_TASK, _BUG, _REQUEST))
    named = [("SUP", "Support", support), ("OPS", "Operations", (_TASK, _CHANGE))]
    named += [(key.upper(), name, (_TASK, _BUG)) for key, name in more_projects.items()]
    projects = {
        key: Project(10000 + n, key, name, people[1].id, types, f"00000000-0000-4000-8000-{10000 + n:012d}")
        for n, (key, name, types) in enumerate(named)
    }
    return World(me, {person.id: person for person in people}, projects)
