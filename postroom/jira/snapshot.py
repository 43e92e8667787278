"""What a notice needs of an issue, its comments and its worklogs, as they are at this moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from postroom.jira.adf import Node
from postroom.jira.client import Jira, Params
from postroom.jira.issues import value_text
from postroom.jira.marker import MARKER
from postroom.jira.verdict import Rejected

EVERYTHING = ("*all", "-comment", "-worklog")
ALWAYS = ("project", "summary", "issuetype", "status", "security", "reporter", "assignee", "creator")
MOST = 1000  # comments or worklogs in one call (REST API v3, "Get comments by IDs")
ORGANIZATIONS, PARTICIPANTS = "sd-customer-organizations", "sd-request-participants"
INTERNAL = "sd.public.comment"  # the property by which a service project keeps a comment from customers

#: Shown elsewhere, or too long for a template's `fields`.
_ELSEWHERE = frozenset(("description", "attachment", "comment", "worklog", "issuelinks", "subtasks"))
_ISSUE_OF = re.compile(r"/issue/(\d+)/comment/\d+\Z")


@dataclass(frozen=True)
class Person:
    """An account. `email` is "" where the profile hides it; `kind` is Jira's accountType, "" where untold."""

    id: str
    name: str = ""
    email: str = ""
    kind: str = ""
    active: bool = True
    avatar: str = ""
    time_zone: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Named:
    """Anything that Jira has an id and a name for; both "" where there is none."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Project:
    """`kind` is Jira's project type: software, business, service_desk and others."""

    id: str
    key: str
    name: str
    kind: str

    @property
    def serves(self) -> bool:
        """Whether customers ask here; also where Jira does not tell, since more is hidden then."""
        return self.kind in ("service_desk", "")


@dataclass(frozen=True)
class File:
    """An attachment; `size` in bytes."""

    id: str
    name: str
    size: int
    type: str
    author: Person | None
    created: str


@dataclass(frozen=True)
class Field:
    """A field with its value as Jira sent it and in words; `kind` as in fields.Field."""

    id: str
    name: str
    kind: str
    value: Any
    text: str

    @property
    def people(self) -> tuple[Person, ...]:
        """The accounts that it names."""
        return tuple(each for each in map(person, self._objects()) if each)

    @property
    def groups(self) -> tuple[Named, ...]:
        """The groups that it names."""
        return tuple(_group(each) for each in self._objects() if each.get("groupId"))

    @property
    def organizations(self) -> tuple[Named, ...]:
        """The customer organizations that it names."""
        return tuple(_named(each) for each in self._objects()) if self.kind == ORGANIZATIONS else ()

    def _objects(self) -> list[dict[str, Any]]:
        return _objects(self.value if isinstance(self.value, list) else [self.value])


@dataclass(frozen=True)
class Snapshot:
    """An issue. Times are as Jira writes them; `level` is the security level, `marker` our effect id.

    `level_told` is False where Jira did not even name the field of the security level.
    """

    id: str
    key: str
    project: Project
    summary: str
    type: Named
    status: Named
    category: Named
    priority: Named
    resolution: Named
    level: Named
    level_told: bool
    reporter: Person | None
    assignee: Person | None
    creator: Person | None
    labels: tuple[str, ...]
    components: tuple[Named, ...]
    created: str
    updated: str
    description: Node | None
    attachments: tuple[File, ...]
    fields: tuple[Field, ...]
    marker: str

    @property
    def secured(self) -> bool:
        """Whether it has a security level."""
        return bool(self.level.id or self.level.name)

    def field(self, name: str) -> Field | None:
        """The field of this id or name, whatever its case; of several of one name one that holds something."""
        wanted = name.strip().casefold()
        found = [each for each in self.fields if wanted in (each.id.casefold(), each.name.casefold())]
        return next((each for each in found if each.value), found[0] if found else None)

    def of_kind(self, kind: str) -> tuple[Field, ...]:
        """The fields of one custom field type, such as ORGANIZATIONS."""
        return tuple(each for each in self.fields if each.kind == kind)


@dataclass(frozen=True)
class Circle:
    """The role or group that may read a comment or worklog; `kind` is role, group, or "" for unreadable."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Comment:
    """`internal`: kept from customers. `told`: whether Jira said in jsdPublic if they see it."""

    id: str
    body: Node | None
    author: Person | None
    created: str
    updated: str
    visibility: Circle | None
    internal: bool
    told: bool
    marker: str


@dataclass(frozen=True)
class Worklog:
    """`seconds` of work; `spent` is the same in Jira's words."""

    id: str
    body: Node | None
    author: Person | None
    started: str
    spent: str
    seconds: int
    visibility: Circle | None


def read(jira: Jira, issue: str, *, fields: Sequence[str] = EVERYTHING) -> Snapshot | None:
    """An issue by id or key, None where there is none or none that we may see. One call.

    `fields`: ids as of the REST API v3, "Get issue"; those in ALWAYS come along.
    """
    wanted: Params = {
        "fields": ",".join(dict.fromkeys((*ALWAYS, *fields))),
        "expand": "names,schema",
        "properties": MARKER,
    }
    try:
        answer = jira.get(f"issue/{quote(issue, safe='')}", params=wanted)
    except Rejected as refusal:
        if refusal.status == 404:
            return None
        raise
    return snapshot(answer)


def comments(jira: Jira, issue: str, ids: Iterable[str]) -> dict[str, Comment]:
    """By id, those comments of the issue (its numeric id) that can be read now. One call, 1000 ids at most."""
    numbers = sorted({int(each) for each in ids if _is_number(each)})[-MOST:]
    if not numbers:
        return {}
    answer = jira.query("comment/list", json={"ids": numbers}, params={"expand": "properties"})
    values = [each for each in _objects(answer.get("values")) if _issue_of(each) in (issue, "")]
    return {found.id: found for found in map(comment, values) if found.id}


def worklogs(jira: Jira, issue: str, ids: Iterable[str]) -> dict[str, Worklog]:
    """By id, those worklogs of the issue (its numeric id) that can be read now. One call, 1000 ids at most."""
    numbers = sorted({int(each) for each in ids if _is_number(each)})[-MOST:]
    if not numbers:
        return {}
    answer = jira.query("worklog/list", json={"ids": numbers})
    values = [each for each in _objects(answer) if str(each.get("issueId")) == issue]
    return {found.id: found for found in map(worklog, values)}


def snapshot(answer: Mapping[str, Any]) -> Snapshot:
    """An issue from Jira's issue object, also from the poorer one of a webhook (v2: no documents)."""
    held = _object(answer.get("fields"))
    return Snapshot(
        id=str(answer.get("id") or ""),
        key=str(answer.get("key") or ""),
        project=_project(_object(held.get("project"))),
        summary=str(held.get("summary") or ""),
        type=_named(held.get("issuetype")),
        status=_named(held.get("status")),
        category=_category(_object(held.get("status")).get("statusCategory")),
        priority=_named(held.get("priority")),
        resolution=_named(held.get("resolution")),
        level=_level(held.get("security")),
        level_told="security" in held,
        reporter=person(held.get("reporter")),
        assignee=person(held.get("assignee")),
        creator=person(held.get("creator")),
        labels=tuple(map(str, _list(held.get("labels")))),
        components=tuple(map(_named, _objects(held.get("components")))),
        created=str(held.get("created") or ""),
        updated=str(held.get("updated") or ""),
        description=_document(held.get("description")),
        attachments=tuple(map(_file, _objects(held.get("attachment")))),
        fields=tuple(_field(answer, id, held[id]) for id in held if id not in _ELSEWHERE),
        marker=_marker(answer.get("properties")),
    )


def comment(value: Mapping[str, Any]) -> Comment:
    """A comment from Jira's comment object. What it says twice and differently makes it internal."""
    properties = {each.get("key"): each.get("value") for each in _objects(value.get("properties"))}
    public = value.get("jsdPublic")
    return Comment(
        id=str(value.get("id") or ""),
        body=_document(value.get("body")),
        author=person(value.get("author")),
        created=str(value.get("created") or ""),
        updated=str(value.get("updated") or ""),
        visibility=_circle(value.get("visibility")),
        internal=public not in (True, None) or not _noted_public(properties),
        told=isinstance(public, bool),
        marker=_marker(properties),
    )


def worklog(value: Mapping[str, Any]) -> Worklog:
    """A worklog from Jira's worklog object."""
    return Worklog(
        id=str(value.get("id") or ""),
        body=_document(value.get("comment")),
        author=person(value.get("author")),
        started=str(value.get("started") or ""),
        spent=str(value.get("timeSpent") or ""),
        seconds=_number(value.get("timeSpentSeconds")),
        visibility=_circle(value.get("visibility")),
    )


def person(user: Any) -> Person | None:
    """An account from Jira's user object, None where it is none."""
    if not isinstance(user, dict) or not user.get("accountId"):
        return None
    return Person(
        id=str(user["accountId"]),
        name=str(user.get("displayName") or ""),
        email=str(user.get("emailAddress") or ""),
        kind=str(user.get("accountType") or ""),
        active=user.get("active") is not False,
        avatar=str(_object(user.get("avatarUrls")).get("48x48") or ""),
        time_zone=str(user.get("timeZone") or ""),
        locale=str(user.get("locale") or ""),
    )


def _project(value: Mapping[str, Any]) -> Project:
    kind = str(value.get("projectTypeKey") or "")
    return Project(
        str(value.get("id") or ""), str(value.get("key") or ""), str(value.get("name") or ""), kind
    )


def _file(value: Mapping[str, Any]) -> File:
    return File(
        id=str(value.get("id") or ""),
        name=str(value.get("filename") or ""),
        size=_number(value.get("size")),
        type=str(value.get("mimeType") or ""),
        author=person(value.get("author")),
        created=str(value.get("created") or ""),
    )


def _field(answer: Mapping[str, Any], id: str, value: Any) -> Field:
    schema = _object(_object(answer.get("schema")).get(id))
    kind = str(schema.get("custom") or schema.get("type") or "").rpartition(":")[2]
    name = str(_object(answer.get("names")).get(id) or id)
    return Field(id, name, kind, value, value_text(value))


def _noted_public(properties: Mapping[Any, Any]) -> bool:
    """Whether the property of a service project is not there, or clearly says that the comment is public."""
    note = properties.get(INTERNAL)
    return INTERNAL not in properties or (isinstance(note, dict) and note.get("internal") is False)


def _level(value: Any) -> Named:
    """A level that cannot be read is one all the same."""
    return _named(value) if value is None or _named(value).id else Named("unreadable", "unreadable")


def _circle(value: Any) -> Circle | None:
    if value is None:
        return None
    held = _object(value)
    kind = held.get("type") if held.get("type") in ("role", "group") else ""
    return Circle(str(kind), str(held.get("identifier") or ""), str(held.get("value") or ""))


def _marker(properties: Any) -> str:
    return str(_object(_object(properties).get(MARKER)).get("effect") or "")


def _issue_of(value: Mapping[str, Any]) -> str:
    found = _ISSUE_OF.search(str(value.get("self") or ""))
    return found[1] if found else ""


def _category(value: Any) -> Named:
    """A status category: its key (new, indeterminate, done) is what does not change."""
    held = _object(value)
    return Named(str(held.get("key") or ""), str(held.get("name") or ""))


def _group(value: Mapping[str, Any]) -> Named:
    return Named(str(value["groupId"]), str(value.get("name") or ""))


def _named(value: Any) -> Named:
    held = _object(value)
    return Named(str(held.get("id") or ""), str(held.get("name") or ""))


def _document(value: Any) -> Node | None:
    return value if isinstance(value, dict) and value.get("type") == "doc" else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
