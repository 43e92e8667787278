"""The test of a site: what works and what is missing, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from postroom.errors import Permanent, PostroomError
from postroom.jira.client import Jira
from postroom.jira.fields import Field, create_fields, field_by_name, unfilled
from postroom.jira.users import myself
from postroom.jira.verdict import LoginRefused, Rejected

Wanted = tuple[str, str, Sequence[str]]  # project key, issue type, names of custom fields ("" for unset)

IN_PROJECT = {
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "ADD_COMMENTS": "Add Comments",
    "CREATE_ATTACHMENTS": "Create Attachments",
}


@dataclass(frozen=True)
class Step:
    """One thing looked at. `message` says what was found, and for a failure what to do."""

    name: str
    ok: bool
    message: str


def check_site(jira: Jira, projects: Sequence[Wanted]) -> list[Step]:
    """Look at a site and at each (project, issue type, custom field names). Changes nothing, raises nothing.

    Where the site cannot be reached or refuses the login, the list ends there.
    """
    steps = [_reach(jira)]
    if steps[-1].ok:
        steps.append(_login(jira))
    if not steps[-1].ok:
        return steps
    steps += _global(jira)
    for wanted in projects:
        steps += _project(jira, *wanted)
    return steps


def _reach(jira: Jira) -> Step:
    try:
        info = jira.get("serverInfo") or {}
    except (LoginRefused, Rejected):
        return Step("reach", True, f"{jira.site} answers.")
    except PostroomError as trouble:
        return Step("reach", False, str(trouble))
    return Step("reach", True, f"{jira.site} answers: {info.get('serverTitle') or 'Jira'}.")


def _login(jira: Jira) -> Step:
    try:
        me = myself(jira)
    except PostroomError as trouble:
        return Step("login", False, str(trouble))
    return Step("login", True, f"Signed in as {me.name}{f' <{me.email}>' if me.email else ''}.")


def _global(jira: Jira) -> Iterator[Step]:
    name = "permission Browse users and groups"
    try:
        granted = "USER_PICKER" in _granted(jira, ["USER_PICKER"])
    except PostroomError as trouble:
        yield Step(name, False, str(trouble))
    else:
        missing = (
            "Not granted, so no sender is recognised as a Jira user. Give the account the global permission "
            "“Browse users and groups” (Settings > System > Global permissions)."
        )
        yield Step(name, granted, "Granted." if granted else missing)
    yield _attachments(jira)


def _attachments(jira: Jira) -> Step:
    try:
        meta = jira.get("attachment/meta")
    except PostroomError as trouble:
        return Step("attachments", False, str(trouble))
    if not meta.get("enabled"):
        text = "Attachments are switched off. Switch them on in Settings > System > Attachments."
        return Step("attachments", False, text)
    return Step("attachments", True, f"Allowed, each up to {meta.get('uploadLimit', 0) / 2**20:,.0f} MB.")


def _project(jira: Jira, project: str, issue_type: str, names: Sequence[str]) -> Iterator[Step]:
    try:
        about = jira.get(f"project/{quote(project, safe='')}")
    except Rejected:
        text = f"There is no project {project}, or the account may not see it. Check the key and its members."
        yield Step(f"project {project}", False, text)
        return
    except PostroomError as trouble:
        yield Step(f"project {project}", False, str(trouble))
        return
    yield Step(f"project {project}", True, f"Found: {about.get('name', project)}.")
    yield _permissions(jira, project)
    yield from _screen(jira, project, issue_type, [name for name in names if name.strip()])


def _permissions(jira: Jira, project: str) -> Step:
    name = f"permissions in {project}"
    try:
        granted = _granted(jira, list(IN_PROJECT), project)
    except PostroomError as trouble:
        return Step(name, False, str(trouble))
    missing = [words for key, words in IN_PROJECT.items() if key not in granted]
    if missing:
        text = f"Missing: {', '.join(missing)}. Give the account a role in {project} that has them."
        return Step(name, False, text)
    return Step(name, True, f"Granted: {', '.join(IN_PROJECT.values())}.")


def _screen(jira: Jira, project: str, issue_type: str, names: Sequence[str]) -> Iterator[Step]:
    name = f"issue type {issue_type} in {project}"
    try:
        fields = create_fields(jira, project, issue_type)
    except Permanent as refusal:
        yield Step(name, False, f"{refusal} Choose one of the project's issue types in the profile.")
        return
    except PostroomError as trouble:
        yield Step(name, False, str(trouble))
        return
    found = {each: field_by_name(fields, each) for each in names}
    lacking = unfilled(fields, [field.id for field in found.values() if field and field.text])
    yield _filled(name, lacking)
    for wanted, field in found.items():
        yield _custom(project, issue_type, wanted, field)


def _filled(name: str, lacking: Sequence[Field]) -> Step:
    if not lacking:
        return Step(name, True, "Found; nothing is required that a mail does not fill.")
    fields = ", ".join(f"“{field.name}”" for field in lacking)
    return Step(name, False, f"It requires {fields}: give a default value in Jira, or make it optional.")


def _custom(project: str, issue_type: str, wanted: str, field: Field | None) -> Step:
    name = f"field {wanted} in {project}"
    if field is None:
        text = f"Missing. Make a text field of that name and put it on the create screen of {issue_type} in "
        return Step(name, False, f"{text}{project}, or leave it empty in the profile.")
    if not field.text:
        return Step(name, False, f"Found, but as {field.kind}. Choose a short text or paragraph field.")
    return Step(name, True, f"Found ({'paragraph' if field.rich else 'short text'}, {field.id}).")


def _granted(jira: Jira, keys: Sequence[str], project: str = "") -> set[str]:
    params = {"permissions": ",".join(keys)} | ({"projectKey": project} if project else {})
    held: dict[str, Any] = jira.get("mypermissions", params=params)["permissions"]
    return {key for key, each in held.items() if each.get("havePermission")}
