"""The fields of a project's create screen: what they hold, and how our text goes into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from postroom.errors import BadConfiguration, Permanent
from postroom.jira.adf import Node, text_to_adf
from postroom.jira.client import Jira, Params
from postroom.jira.issues import one_line

KEPT = 600.0  # seconds for which a screen is remembered
LONGEST_LINE = 255  # characters in a one-line text field
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"

#: What every create request of ours fills, or Jira fills by itself.
FILLED = frozenset(("project", "issuetype", "summary", "description", "reporter"))


@dataclass(frozen=True)
class IssueType:
    id: str
    name: str


@dataclass(frozen=True)
class Field:
    """`kind` is a custom field's type without its prefix ("textfield"), else Jira's schema type."""

    id: str
    name: str
    required: bool
    kind: str
    has_default: bool = False

    @property
    def rich(self) -> bool:
        """Whether it holds a document."""
        return self.kind == "textarea" or self.id in ("description", "environment")

    @property
    def text(self) -> bool:
        """Whether our text can go into it."""
        return self.rich or self.kind in ("textfield", "string")


def issue_types(jira: Jira, project: str) -> tuple[IssueType, ...]:
    """The issue types that we may create in a project; kept for ten minutes.

    Raises Permanent where there is no such project or we may not create there.
    """

    def load() -> tuple[IssueType, ...]:
        pages = _pages(
            jira, f"issue/createmeta/{_path(project)}/issuetypes", "issueTypes", "createMetaIssueType"
        )
        return tuple(IssueType(str(each["id"]), str(each["name"])) for each in pages)

    return jira.cached(("issue types", project), KEPT, load)


def create_fields(jira: Jira, project: str, issue_type: str) -> dict[str, Field]:
    """By id, the fields of the create screen; `issue_type` is a name or an id. Kept for ten minutes.

    Raises Permanent where the project has no such issue type.
    """

    def load() -> dict[str, Field]:
        kind = _type_id(jira, project, issue_type)
        path = f"issue/createmeta/{_path(project)}/issuetypes/{_path(kind)}"
        fields = map(_field, _pages(jira, path, "fields", "results"))
        return {each.id: each for each in fields}

    return jira.cached(("create fields", project, issue_type), KEPT, load)


def field_by_name(fields: Mapping[str, Field], name: str) -> Field | None:
    """The field with this name, whatever its case, or this id; of several one that holds text."""
    wanted = name.strip().casefold()
    found = [each for each in fields.values() if wanted in (each.name.casefold(), each.id)]
    return next((each for each in found if each.text), found[0] if found else None)


def value_for(field: Field, text: str) -> str | Node:
    """`text` as this field wants it: a document, or one line.

    Raises BadConfiguration for a field that holds no text.
    """
    if field.rich:
        return text_to_adf(text)
    if not field.text:
        raise BadConfiguration(
            f"The field “{field.name}” ({field.kind}) holds no text. Choose a short text or paragraph field."
        )
    return one_line(text, LONGEST_LINE) if text.strip() else ""


def unfilled(fields: Mapping[str, Field], filled: Collection[str] = ()) -> list[Field]:
    """Required fields without a default that nothing of ours fills: creating would be refused."""
    return [
        each
        for each in fields.values()
        if each.required and not each.has_default and each.id not in FILLED and each.id not in filled
    ]


def _type_id(jira: Jira, project: str, issue_type: str) -> str:
    types = issue_types(jira, project)
    wanted = issue_type.strip().casefold()
    for each in types:
        if wanted in (each.name.casefold(), each.id):
            return each.id
    names = ", ".join(each.name for each in types) or "none that we may create"
    raise Permanent(f"Project {project} has no issue type “{issue_type}”. It has: {names}.")


def _pages(jira: Jira, path: str, *names: str) -> Iterator[dict[str, Any]]:
    """The entries of a paged list, whose name differs between versions of the API's description."""
    start = 0
    while True:
        params: Params = {"startAt": start, "maxResults": 50}
        answer = jira.get(path, params=params)
        entries: list[dict[str, Any]] = next((answer[name] for name in names if name in answer), [])
        yield from entries
        start += len(entries)
        if not entries or start >= answer.get("total", 0):
            return


def _field(meta: Mapping[str, Any]) -> Field:
    schema = meta.get("schema") or {}
    kind = str(schema.get("custom") or schema.get("type") or "").removeprefix(CUSTOM)
    return Field(
        id=str(meta.get("fieldId") or meta["key"]),
        name=str(meta["name"]),
        required=bool(meta.get("required")),
        kind=kind,
        has_default=bool(meta.get("hasDefaultValue")),
    )


def _path(part: str) -> str:
    return quote(part, safe="")
