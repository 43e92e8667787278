"""Issues, comments and attachments: making them under our marker, and reading them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from postroom.errors import Unanswered
from postroom.jira.adf import clean, doc_text
from postroom.jira.client import Jira, Params
from postroom.jira.marker import (
    MARKER,
    Created,
    find_comment,
    find_comments,
    find_issue,
    find_issues,
    marked,
    probe_following,
)
from postroom.jira.multipart import Multipart, Upload, attached_name
from postroom.jira.users import Account, account, find_account
from postroom.jira.verdict import Rejected

DESCRIBED = "postroom.described"  # the property beside MARKER for a description that was put in later
MOST_FILES = 60  # in one request (REST API v3, "Add attachment")
LONGEST_SUMMARY = 254
INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}  # of a comment, in a service project
MOST_COMMENTS = 1000  # looked through for who takes part


_MEDIA = re.compile(r"/file/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Attached:
    """A file on an issue; `size` in bytes, `author` an account id."""

    id: str
    name: str
    size: int
    author: str = ""


@dataclass(frozen=True)
class Issue:
    """`people`: reporter, creator, assignee, and watchers where asked for; `fields`: texts by field id."""

    id: str
    key: str
    project: str
    summary: str
    people: tuple[Account, ...]
    fields: Mapping[str, str]


def create_issue(
    jira: Jira,
    *,
    project: str,
    issue_type: str,
    summary: str,
    description: dict[str, Any] | None,
    fields: Mapping[str, Any],
    marker: str,
) -> Created:
    """Make an issue. `issue_type`: a name or an id; `fields`: values by field id, see fields.value_for."""
    kind = {"id": issue_type} if issue_type.isdigit() else {"name": issue_type}
    values = {**fields, "project": {"key": project}, "issuetype": kind, "summary": one_line(summary)}
    if description is not None:
        values["description"] = description
    answer = jira.post("issue", json={"fields": values, "properties": marked(marker)})
    return Created(_id(answer), str(answer["key"]))


def add_comment(jira: Jira, key: str, body: dict[str, Any], marker: str, *, internal: bool = False) -> str:
    """Add a comment, an ADF document, to issue `key`; in a service project `internal` keeps it from customers.

    Returns its id.
    """
    properties = [*marked(marker), *([INTERNAL] if internal else [])]
    answer = jira.post(
        f"issue/{_path(key)}/comment", json={"body": body, "properties": properties}, issue=key
    )
    return _id(answer)


def attach(jira: Jira, key: str, uploads: Sequence[Upload], *, total: float | None = None) -> list[Attached]:
    """Attach at most 60 files in one request, read from their sources as they are sent.

    They arrive under `attached_name(upload.name)`. `total` (seconds) may replace the client's own limit.
    """
    if len(uploads) > MOST_FILES:
        raise ValueError(f"{len(uploads)} files in one request; Jira takes {MOST_FILES}")
    if not uploads:
        return []
    path = f"issue/{_path(key)}/attachments"
    answer = jira.post(path, files=Multipart(uploads), issue=key, total=total)
    if not isinstance(answer, list):
        raise Unanswered(f"Jira answered the files for {key} without saying which arrived.")
    return [_attached(each) for each in answer]


def attachments(jira: Jira, key: str) -> list[Attached]:
    """The files on an issue, oldest first."""
    answer = jira.get(f"issue/{_path(key)}", params={"fields": "attachment"})
    found = [_attached(each) for each in answer["fields"].get("attachment") or ()]
    return sorted(found, key=lambda each: (len(each.id), each.id))


def attachment_sha256(jira: Jira, id: str) -> str:
    """The SHA-256 of an attachment's content, in hex."""
    digest = hashlib.sha256()
    for chunk in jira.download(f"attachment/content/{_path(id)}"):
        digest.update(chunk)
    return digest.hexdigest()


def media_id(jira: Jira, id: str) -> str:
    """The id by which documents show an attachment, "" where Jira does not tell.

    It is not the attachment's own id, and is documented nowhere: the address of the content has it.
    """
    found = _MEDIA.search(jira.leads_to(f"attachment/content/{_path(id)}"))
    return found[1] if found else ""


def attachment_url(jira: Jira, id: str) -> str:
    """Where a person who is signed in finds the file."""
    return f"{jira.connection.browse_url}/rest/api/3/attachment/content/{_path(id)}"


def describe(jira: Jira, key: str, description: dict[str, Any], marker: str) -> None:
    """Replace the description of an issue, and note in a property under which marker."""
    note = [{"key": DESCRIBED, "value": {"effect": marker}}]
    values = {"fields": {"description": description}, "properties": note}
    jira.put(f"issue/{_path(key)}", json=values, issue=key)


def is_described(jira: Jira, key: str, marker: str) -> bool:
    """Whether `describe` was done under this marker."""
    try:
        answer = jira.get(f"issue/{_path(key)}/properties/{DESCRIBED}")
    except Rejected as refusal:
        if refusal.status == 404:
            return False
        raise
    return bool(answer and answer.get("value") == {"effect": marker})


def read_issue(jira: Jira, key: str, *, fields: Sequence[str] = (), watchers: bool = False) -> Issue | None:
    """An issue with the texts of `fields`, or None where there is none or none that we may see.

    A moved issue answers to its old key; `Issue.key` is the one it has now.
    """
    wanted = ",".join(("summary", "project", "reporter", "creator", "assignee", *fields))
    try:
        answer = jira.get(f"issue/{_path(key)}", params={"fields": wanted})
    except Rejected as refusal:
        if refusal.status == 404:
            return None
        raise
    held = answer["fields"]
    people = [account(held[role]) for role in ("reporter", "creator", "assignee") if held.get(role)]
    if watchers:
        people += _watchers(jira, key)
    return Issue(
        id=str(answer["id"]),
        key=str(answer["key"]),
        project=str(held["project"]["key"]),
        summary=str(held.get("summary") or ""),
        people=tuple(dict.fromkeys(people)),
        fields={name: value_text(held.get(name)) for name in fields},
    )


def involved(jira: Jira, key: str, email: str) -> bool:
    """Whether the person with this address takes part in the issue.

    That is: reports, made, works on, watches or has commented it, by an address that Jira shows us or by
    the account that it finds for the address. Cheap questions come first.
    """
    issue = read_issue(jira, key)
    if issue is None:
        return False
    email = email.strip().casefold()
    if any(each.email.casefold() == email for each in issue.people):
        return True
    id = find_account(jira, email)
    return any(
        each.email.casefold() == email or each.id == id
        for people in (issue.people, _watchers(jira, key), _commenters(jira, key))
        for each in people
    )


def one_line(text: str, most: int = LONGEST_SUMMARY) -> str:
    """A text for a one-line field: no line ends or controls, at most `most` characters."""
    line = " ".join(clean(text).split()) or "(no subject)"
    return line if len(line) <= most else line[: most - 1] + "…"


def value_text(value: Any) -> str:
    """A field's value in words: text, document, option, person, or several of them."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(text for text in map(value_text, value) if text)
    if isinstance(value, dict):
        if value.get("type") == "doc":
            return doc_text(value)
        names = (value.get(name) for name in ("value", "displayName", "name", "key", "id"))
        return next((str(name) for name in names if name), "")
    return str(value)


def _watchers(jira: Jira, key: str) -> Iterator[Account]:
    """Nobody, where we lack the permission to see them."""
    try:
        answer = jira.get(f"issue/{_path(key)}/watchers")
    except Rejected:
        return
    yield from map(account, answer.get("watchers") or ())


def _commenters(jira: Jira, key: str) -> Iterator[Account]:
    for start in range(0, MOST_COMMENTS, 100):
        params: Params = {"orderBy": "-created", "startAt": start, "maxResults": 100}
        answer = jira.get(f"issue/{_path(key)}/comment", params=params)
        yield from (account(each["author"]) for each in answer["comments"] if each.get("author"))
        if start + 100 >= answer["total"]:
            return


def _attached(file: Mapping[str, Any]) -> Attached:
    author = file.get("author") or {}
    return Attached(
        str(file["id"]), str(file["filename"]), int(file["size"]), str(author.get("accountId", ""))
    )


def _id(answer: Any) -> str:
    if not isinstance(answer, dict) or not answer.get("id"):
        raise Unanswered("Jira answered without the id of what it made.")
    return str(answer["id"])


def _path(part: str) -> str:
    return quote(part, safe="")


__all__ = [
    "MARKER",
    "Account",
    "Attached",
    "Created",
    "Issue",
    "Upload",
    "add_comment",
    "attach",
    "attached_name",
    "attachment_sha256",
    "attachment_url",
    "attachments",
    "create_issue",
    "describe",
    "find_comment",
    "find_comments",
    "find_issue",
    "find_issues",
    "involved",
    "is_described",
    "media_id",
    "one_line",
    "probe_following",
    "read_issue",
    "value_text",
]
