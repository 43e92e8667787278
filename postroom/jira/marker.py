"""Finding what was made under one of our effect ids, after a request whose answer never came."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote

from postroom.jira.client import Jira, Params

#: The property that issues and comments of ours carry from the moment they are made (REST API v3,
#: "Create issue" and "Add comment"). Anyone who may see the issue can read it.
MARKER = "postroom.effect"

SLACK = timedelta(minutes=2)  # how far Jira's clock and ours may be apart
PAGE = 100
BULK = 100  # issues in one bulk fetch
NEAR = 20  # keys looked at on either side of what the index knows


@dataclass(frozen=True)
class Created:
    """An issue of ours."""

    id: str
    key: str


def marked(marker: str) -> list[dict[str, Any]]:
    """The `properties` of a new issue or comment."""
    return [{"key": MARKER, "value": {"effect": marker}}]


def find_issue(jira: Jira, project: str, marker: str, since: datetime) -> Created | None:
    """The issue of ours with this marker, made after `since` (an aware datetime), or None for the moment.

    First the index is asked, which lags by seconds to minutes; then the keys that it does not know yet
    are read directly. None is only to be believed after the longest lag that is allowed for.
    """
    found = find_issues(jira, project, since, {marker}).get(marker)
    return found or _beyond_index(jira, project, since).get(marker)


def find_issues(
    jira: Jira, project: str, since: datetime, markers: Collection[str] | None = None
) -> dict[str, Created]:
    """By marker, the issues of ours made after `since` that the index knows; at least `markers`, or all."""
    mine = f"{_in_project(project)} AND creator = currentUser() AND {_created(since)} ORDER BY created DESC"
    found: dict[str, Created] = {}
    for page in _search(jira, mine):
        found |= _by_marker(page)  # of two with one marker the older stays
        if markers is not None and found.keys() >= set(markers):
            break
    return found


def probe_following(jira: Jira, project: str, last_number: int, count: int = NEAR) -> dict[str, Created]:
    """By marker, the issues of ours among the `count` keys after PROJECT-`last_number`, index or not."""
    return _probe(jira, (f"{project}-{n}" for n in range(last_number + 1, last_number + 1 + count)))


def find_comment(jira: Jira, key: str, marker: str, since: datetime) -> str | None:
    """The id of our comment on issue `key` with this marker, made after `since`."""
    return find_comments(jira, key, since).get(marker)


def find_comments(jira: Jira, key: str, since: datetime | None = None) -> dict[str, str]:
    """By marker, the ids of our comments on an issue, of the whole issue or those made after `since`."""
    ids = iter(_comment_ids(jira, key, since))
    found: dict[str, str] = {}
    while chunk := list(islice(ids, PAGE)):
        answer = jira.query("comment/list", json={"ids": chunk}, params={"expand": "properties"})
        for comment in answer["values"]:
            held = {each["key"]: each["value"] for each in comment.get("properties") or ()}
            if effect := _effect(held):
                found[effect] = str(comment["id"])
    return found


def moment(text: str) -> datetime:
    """A time as Jira writes it: 2026-11-22T16:00:00.000+0100."""
    return datetime.fromisoformat(text)


# Issues


def _beyond_index(jira: Jira, project: str, since: datetime) -> dict[str, Created]:
    """By marker, ours among the keys around the newest that the index does not show."""
    recent = f"{_in_project(project)} AND {_created(since)} ORDER BY created DESC"
    newest = f"{_in_project(project)} ORDER BY created DESC"
    known = {number for page in islice(_search(jira, recent), 10) for number in map(_number, page)}
    top = max(known, default=0) or _newest_number(jira, newest)
    bottom = max(1, min(known, default=top + 1) - NEAR)
    missing = [n for n in range(top + NEAR, bottom - 1, -1) if n not in known]
    return _probe(jira, (f"{project}-{n}" for n in missing[: 2 * BULK]))


def _newest_number(jira: Jira, jql: str) -> int:
    page = next(_search(jira, jql, most=1), [])
    return _number(page[0]) if page else 0


def _probe(jira: Jira, keys: Iterable[str]) -> dict[str, Created]:
    rest = iter(keys)
    found: dict[str, Created] = {}
    while chunk := list(islice(rest, BULK)):
        wanted = {"issueIdsOrKeys": chunk, "fields": ["created"], "properties": [MARKER]}
        found |= _by_marker(jira.query("issue/bulkfetch", json=wanted).get("issues") or ())
    return found


def _search(jira: Jira, jql: str, most: int = PAGE) -> Iterator[list[dict[str, Any]]]:
    """The pages of a search. Without a field beside the id, Jira leaves out the key."""
    asked: dict[str, Any] = {"jql": jql, "fields": ["key"], "properties": [MARKER], "maxResults": most}
    while True:
        answer = jira.query("search/jql", json=asked)
        yield answer.get("issues") or []
        token = answer.get("nextPageToken")
        if answer.get("isLast", True) or not token:
            return
        asked = {**asked, "nextPageToken": token}


def _by_marker(issues: Sequence[Mapping[str, Any]]) -> dict[str, Created]:
    made = ((_effect(issue.get("properties") or {}), issue) for issue in issues)
    return {effect: Created(str(issue["id"]), str(issue["key"])) for effect, issue in made if effect}


def _effect(properties: Mapping[str, Any]) -> str:
    value = properties.get(MARKER)
    return str(value.get("effect", "")) if isinstance(value, Mapping) else ""


def _number(issue: Mapping[str, Any]) -> int:
    return int(str(issue["key"]).rpartition("-")[2])


def _in_project(project: str) -> str:
    quoted = project.replace("\\", "\\\\").replace('"', '\\"')
    return f'project = "{quoted}"'


def _created(since: datetime) -> str:
    """A relative bound: JQL reads absolute times in the time zone of the account's profile."""
    age = datetime.now(UTC) - since + SLACK
    return f'created >= "-{max(1, math.ceil(age.total_seconds() / 60))}m"'


# Comments


def _comment_ids(jira: Jira, key: str, since: datetime | None) -> Iterator[int]:
    """Ids of an issue's comments, newest first. A comment made meanwhile only shows one of them twice."""
    start = 0
    oldest = since - SLACK if since else None
    while True:
        params: Params = {"orderBy": "-created", "startAt": start, "maxResults": PAGE}
        answer = jira.get(f"issue/{quote(key, safe='')}/comment", params=params)
        comments = answer["comments"]
        for comment in comments:
            if oldest and moment(comment["created"]) < oldest:
                return
            yield int(comment["id"])
        start += len(comments)
        if not comments or start >= answer["total"]:
            return
