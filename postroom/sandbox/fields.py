"""What a field may hold: checked when an issue is written, and written out when it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from postroom.sandbox.adf import fault_of
from postroom.sandbox.calls import Call, Problem
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.store import Attachment, Issue
from postroom.sandbox.world import ALWAYS_REQUIRED, FIELDS, STATUSES, FieldType, IssueType, Project, screen

LONGEST_RICH = 32767
LONGEST_LINE = 255
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def not_on_screen(name: str) -> str:
    return f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."


def check_fields(site: Site, given: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    """The values to store, by field id; raises the 400 that names every field at fault."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in allowed or name == "attachment":
            errors[name] = not_on_screen(name)
        elif name not in ("project", "issuetype"):
            error, values[name] = _checked(site, FIELDS[name], value)
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


def _checked(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if kind.rich:
        return _check_rich(value)
    check = _CHECKS.get(kind.id) or _CHECKS_BY_KIND[kind.kind]
    return check(site, kind, value)


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


def _check_summary(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is not None and not isinstance(value, str):
        return "Operation value must be a string", None
    text = (value or "").strip()
    if "\n" in text or "\r" in text:
        return "The summary is invalid because it contains newline characters.", None
    if len(text) > LONGEST_LINE:
        return "Summary must be less than 255 characters.", None
    return ("", text) if text else ("You must specify a summary of the issue.", None)


def _check_line(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is not None and not isinstance(value, str):
        return "Operation value must be a string", None
    if value and len(value) > LONGEST_LINE:
        return (
            f"The entered text is too long. It exceeds the allowed limit of {LONGEST_LINE} characters.",
            None,
        )
    return "", value or None


def _check_labels(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        return "data was not an array", None
    spaced = next((label for label in value if re.search(r"\s", label)), None)
    return (f"The label '{spaced}' contains spaces which is invalid.", None) if spaced else ("", value)


def _check_user(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    if not isinstance(value, dict):
        return "data was not an object", None
    account = value.get("accountId") or value.get("id")
    known = site.world.users.get(str(account))
    if known is None or not known.active:
        return f"Specify a valid '{kind.id}' ID or name", None
    return "", known.id


def _check_option(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None:
        return "", None
    wanted = value if isinstance(value, dict) else {}
    for number, name in kind.options:
        if wanted.get("id") == number or name in (wanted.get("name"), wanted.get("value")):
            return "", number
    return f"Specify a valid value for '{kind.name}'", None


def _check_date(site: Site, kind: FieldType, value: Any) -> tuple[str, Any]:
    if value is None or (isinstance(value, str) and _DATE.match(value)):
        return "", value
    return f"Error parsing date string: {value}", None


_Check = Callable[[Site, FieldType, Any], tuple[str, Any]]
_CHECKS: dict[str, _Check] = {"summary": _check_summary, "labels": _check_labels}
_CHECKS_BY_KIND: dict[str, _Check] = {
    "string": _check_line,
    "user": _check_user,
    "priority": _check_option,
    "option": _check_option,
    "date": _check_date,
}


def create_meta(site: Site, call: Call, project: Project, kind: IssueType, name: str) -> dict[str, Any]:
    """One field of a create screen, as createmeta shows it."""
    field = FIELDS[name]
    value: dict[str, Any] = {
        "required": name in ALWAYS_REQUIRED or name in kind.required,
        "schema": field.schema(),
        "name": field.name,
        "key": name,
        "fieldId": name,
        "hasDefaultValue": name in ("priority", "reporter"),
        "operations": list(field.operations),
    }
    if name == "project":
        value["allowedValues"] = [project_ref(call, project)]
    elif name == "issuetype":
        value["allowedValues"] = [type_json(call, kind)]
    elif field.options:
        label = "value" if field.custom else "name"
        value["allowedValues"] = [{"id": number, label: text} for number, text in field.options]
    return value


def project_ref(call: Call, project: Project) -> dict[str, Any]:
    return {
        "self": call.url(f"/project/{project.id}"),
        "id": str(project.id),
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "business",
        "simplified": False,
    }


def type_json(call: Call, kind: IssueType) -> dict[str, Any]:
    return {
        "self": call.url(f"/issuetype/{kind.id}"),
        "id": kind.id,
        "description": kind.description,
        "iconUrl": call.url("/universal_avatar/view/type/issuetype/avatar/10318"),
        "name": kind.name,
        "subtask": False,
        "hierarchyLevel": 0,
    }


def status_json(call: Call, number: str) -> dict[str, Any]:
    status = STATUSES[number]
    category = dict(status.category) | {"self": call.url(f"/statuscategory/{status.category['id']}")}
    return {
        "self": call.url(f"/status/{number}"),
        "description": "",
        "iconUrl": call.url("/images/icons/status.png"),
        "name": status.name,
        "id": number,
        "statusCategory": category,
    }


def attachment_json(site: Site, call: Call, attachment: Attachment) -> dict[str, Any]:
    return {
        "self": call.url(f"/attachment/{attachment.id}"),
        "id": str(attachment.id),
        "filename": attachment.name,
        "author": site.author_json(attachment.author, call.base),
        "created": stamp(attachment.created),
        "size": attachment.size,
        "mimeType": attachment.type,
        "content": call.url(f"/attachment/content/{attachment.id}"),
    }


def issue_fields(site: Site, call: Call, issue: Issue, wanted: Iterable[str]) -> dict[str, Any]:
    """The fields asked for: ids, `*all`, `*navigable`, and `-id` to leave one out."""
    names = list(wanted)
    chosen = [name for name in names if not name.startswith("-")]
    if not chosen or "*all" in chosen or "*navigable" in chosen:
        kind = next(each for each in site.project(issue.project).types if each.id == issue.type)
        chosen = [*chosen, *screen(kind), "status", "creator", "created", "updated", "watches", "comment"]
        if "*navigable" in names and "*all" not in names:
            names = [*names, "-comment", "-attachment"]
    written: dict[str, Any] = {}
    for name in dict.fromkeys(chosen):
        show = SHOWN.get(name) or (_show_value if name in FIELDS else None)
        if show and f"-{name}" not in names:
            written[name] = show(site, call, issue, name)
    return written


def _show_value(site: Site, call: Call, issue: Issue, name: str) -> Any:
    value, field = issue.fields.get(name), FIELDS[name]
    if value is None:
        return [] if field.kind == "array" else None
    if field.kind == "user":
        return site.author_json(value, call.base)
    if field.options:
        label = "value" if field.custom else "name"
        where = "customFieldOption" if field.custom else "priority"
        return {"self": call.url(f"/{where}/{value}"), "id": value, label: dict(field.options)[value]}
    return value


def _show_type(site: Site, call: Call, issue: Issue, name: str) -> Any:
    return type_json(call, next(each for each in site.project(issue.project).types if each.id == issue.type))


def _show_watches(site: Site, call: Call, issue: Issue, name: str) -> Any:
    return {
        "self": call.url(f"/issue/{issue.key}/watchers"),
        "watchCount": len(issue.watchers),
        "isWatching": site.world.me.id in issue.watchers,
    }


Show = Callable[[Site, Call, Issue, str], Any]
SHOWN: dict[str, Show] = {
    "project": lambda site, call, issue, name: project_ref(call, site.project(issue.project)),
    "issuetype": _show_type,
    "status": lambda site, call, issue, name: status_json(call, issue.status),
    "creator": lambda site, call, issue, name: site.author_json(issue.creator, call.base),
    "created": lambda site, call, issue, name: stamp(issue.created),
    "updated": lambda site, call, issue, name: stamp(issue.updated),
    "watches": _show_watches,
    "attachment": lambda site, call, issue, name: [
        attachment_json(site, call, each) for each in site.store.attachments_of(issue.id)
    ],
}
