"""What a field may hold, checked when an issue is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from postroom.sandbox.adf import fault_of
from postroom.sandbox.calls import Problem
from postroom.sandbox.cast import GROUPS, ORGANIZATIONS
from postroom.sandbox.catalogue import FIELDS, FieldType
from postroom.sandbox.site import Site
from postroom.sandbox.world import IssueType, Project

LONGEST_RICH = 32767
LONGEST_LINE = 255
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class _Place(NamedTuple):
    site: Site
    project: Project


def not_on_screen(name: str) -> str:
    return f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."


def check_fields(
    site: Site, project: Project, given: Mapping[str, Any], allowed: Iterable[str]
) -> dict[str, Any]:
    """The values to store, by field id; raises the 400 that names every field at fault."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in allowed or name == "attachment":
            errors[name] = not_on_screen(name)
        elif name not in ("project", "issuetype"):
            error, values[name] = _checked(_Place(site, project), FIELDS[name], value)
            errors |= {name: error} if error else {}
    if errors:
        raise Problem(400, errors=errors)
    _check_documents(values)
    return values


def check_required(kind: IssueType, values: Mapping[str, Any]) -> None:
    missing = {
        name: "You must specify a summary of the issue."
        if name == "summary"
        else f"{FIELDS[name].name} is required."
        for name in ("summary", *kind.required)
        if values.get(name) in (None, "")
    }
    if missing:
        raise Problem(400, errors=missing)


def _check_documents(values: Mapping[str, Any]) -> None:
    if any(fault_of(value) for name, value in values.items() if FIELDS[name].rich and value is not None):
        raise Problem(400, "INVALID_INPUT")


def _checked(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if kind.rich:
        return _check_rich(value)
    by_kind = _CHECKS_OF_LISTS[kind.items] if kind.kind == "array" else _CHECKS_BY_KIND[kind.kind]
    check = _CHECKS.get(kind.id) or by_kind
    return check(place, kind, value)


def _check_rich(value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    if not isinstance(value, dict):
        return "Operation value must be an Atlassian Document (see the Atlassian Document Format)", None
    if len(str(value)) > LONGEST_RICH and _text_length(value) > LONGEST_RICH:
        return (
            f"The entered text is too long. It exceeds the allowed limit of {LONGEST_RICH:,} characters.",
            None,
        )
    return "", value


def _text_length(node: Any) -> int:
    if isinstance(node, dict):
        return len(str(node.get("text", ""))) + _text_length(node.get("content"))
    return sum(map(_text_length, node)) if isinstance(node, list) else 0


def _check_summary(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is not None and not isinstance(value, str):
        return "Operation value must be a string", None
    text = (value or "").strip()
    if "\n" in text or "\r" in text:
        return "The summary is invalid because it contains newline characters.", None
    if len(text) > LONGEST_LINE:
        return "Summary must be less than 255 characters.", None
    return ("", text) if text else ("You must specify a summary of the issue.", None)


def _check_line(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is not None and not isinstance(value, str):
        return "Operation value must be a string", None
    if value and len(value) > LONGEST_LINE:
        return (
            f"The entered text is too long. It exceeds the allowed limit of {LONGEST_LINE} characters.",
            None,
        )
    return "", value or None


def _check_labels(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        return "data was not an array", None
    spaced = next((label for label in value if re.search(r"\s", label)), None)
    return (f"The label '{spaced}' contains spaces which is invalid.", None) if spaced else ("", value)


def _check_user(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    if not isinstance(value, dict):
        return "data was not an object", None
    account = value.get("accountId") or value.get("id")
    known = place.site.world.users.get(str(account))
    if known is None or not known.active:
        return f"Specify a valid '{kind.id}' ID or name", None
    return "", known.id


def _check_users(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if not isinstance(value, list):
        return ("", None) if value is None else ("data was not an array", None)
    checked = [_check_user(place, kind, each) for each in value]
    error = next((error for error, _ in checked if error), "")
    return error, list(dict.fromkeys(account for _, account in checked))


def _check_group(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    wanted = value if isinstance(value, dict) else {}
    named = (wanted.get("groupId"), wanted.get("name"))
    found = next((each for each in GROUPS.values() if each.id in named or each.name in named), None)
    return ("", found.id) if found else (f"Could not find group with name '{wanted.get('name')}'", None)


def _check_components(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if not isinstance(value, list):
        return ("", None) if value is None else ("data was not an array", None)
    found = []
    for each in value:
        wanted = each if isinstance(each, dict) else {}
        named = (wanted.get("id"), wanted.get("name"))
        component = next((c for c in place.project.components if c.id in named or c.name in named), None)
        if component is None:
            return f"Component name '{wanted.get('name') or wanted.get('id')}' is not valid", None
        found.append(component.id)
    return "", list(dict.fromkeys(found))


def _check_organizations(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if not isinstance(value, list):
        return ("", None) if value is None else ("data was not an array", None)
    strange = [each for each in value if each not in ORGANIZATIONS]
    return (f"Organization {strange[0]} does not exist.", None) if strange else ("", value)


def _check_option(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    wanted = value if isinstance(value, dict) else {}
    for number, name in kind.options:
        if wanted.get("id") == number or name in (wanted.get("name"), wanted.get("value")):
            return "", number
    return f"Specify a valid value for '{kind.name}'", None


def _check_date(place: _Place, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None or (isinstance(value, str) and _DATE.match(value)):
        return "", value
    return f"Error parsing date string: {value}", None


_Check = Callable[[_Place, FieldType, Any], tuple[str, Any]]
_CHECKS: dict[str, _Check] = {"summary": _check_summary}
_CHECKS_BY_KIND: dict[str, _Check] = {
    "string": _check_line,
    "user": _check_user,
    "group": _check_group,
    "priority": _check_option,
    "option": _check_option,
    "securitylevel": _check_option,
    "date": _check_date,
}
_CHECKS_OF_LISTS: dict[str, _Check] = {
    "string": _check_labels,
    "user": _check_users,
    "component": _check_components,
    "sd-customerorganization": _check_organizations,
}
