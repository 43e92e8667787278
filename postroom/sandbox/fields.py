"""How the fields of an issue are written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import Call
from postroom.sandbox.cast import GROUPS, LEVELS, ORGANIZATIONS, Group, Level
from postroom.sandbox.catalogue import ALWAYS_REQUIRED, FIELDS, FieldType
from postroom.sandbox.entities import Issue
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.world import STATUSES, Component, IssueType, Project, screen


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
    elif name == "components":
        value["allowedValues"] = [component_ref(call, each) for each in project.components]
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
        "projectTypeKey": project.kind,
        "simplified": False,
    }


def component_ref(call: Call, component: Component) -> dict[str, Any]:
    return {
        "self": call.url(f"/component/{component.id}"),
        "id": component.id,
        "name": component.name,
        "description": component.description,
    }


def group_ref(call: Call, group: Group) -> dict[str, Any]:
    return {"name": group.name, "groupId": group.id, "self": call.url(f"/group?groupId={group.id}")}


def level_ref(call: Call, level: Level) -> dict[str, Any]:
    return {
        "self": call.url(f"/securitylevel/{level.id}"),
        "id": level.id,
        "name": level.name,
        "description": level.description,
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


EXTRA = ("status", "creator", "created", "updated", "watches", "comment", "worklog", "issuelinks")
LONG = ("comment", "worklog", "attachment")


def issue_fields(site: Site, call: Call, issue: Issue, wanted: Iterable[str]) -> dict[str, Any]:
    """The fields asked for: ids, `*all`, `*navigable`, and `-id` to leave one out."""
    names = list(wanted)
    chosen = [name for name in names if not name.startswith("-")]
    if not chosen or "*all" in chosen or "*navigable" in chosen:
        kind = next(each for each in site.project(issue.project).types if each.id == issue.type)
        chosen = [*chosen, *screen(kind), *EXTRA]
        if "*navigable" in names and "*all" not in names:
            names = [*names, *(f"-{name}" for name in LONG)]
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
    if field.rich:
        return value if call.version > 2 else plain_text(value)
    if field.kind == "array":
        return _show_list(site, call, field, value)
    if field.kind == "user":
        return site.author_json(value, call)
    if field.kind == "group":
        return group_ref(call, GROUPS[value])
    if field.kind == "securitylevel":
        return level_ref(call, LEVELS[value])
    if field.options:
        label = "value" if field.custom else "name"
        where = "customFieldOption" if field.custom else "priority"
        return {"self": call.url(f"/{where}/{value}"), "id": value, label: dict(field.options)[value]}
    return value


def _show_list(site: Site, call: Call, field: FieldType, values: list[Any]) -> list[Any]:
    if field.items == "user":
        return [site.author_json(each, call) for each in values]
    if field.items == "sd-customerorganization":
        return [{"id": str(each), "name": ORGANIZATIONS[each].name} for each in values]
    if field.items == "component":
        found = (site.world.component(each) for each in values)
        return [component_ref(call, pair[1]) for pair in found if pair]
    return values


def _show_type(site: Site, call: Call, issue: Issue, name: str) -> Any:
    return type_json(call, next(each for each in site.project(issue.project).types if each.id == issue.type))


def _show_watches(site: Site, call: Call, issue: Issue, name: str) -> Any:
    viewer = site.viewer(call)
    return {
        "self": call.url(f"/issue/{issue.key}/watchers"),
        "watchCount": len(issue.watchers),
        "isWatching": viewer is not None and viewer.id in issue.watchers,
    }


Show = Callable[[Site, Call, Issue, str], Any]
SHOWN: dict[str, Show] = {
    "project": lambda site, call, issue, name: project_ref(call, site.project(issue.project)),
    "issuetype": _show_type,
    "status": lambda site, call, issue, name: status_json(call, issue.status),
    "creator": lambda site, call, issue, name: site.author_json(issue.creator, call),
    "created": lambda site, call, issue, name: stamp(issue.created),
    "updated": lambda site, call, issue, name: stamp(issue.updated),
    "watches": _show_watches,
}
