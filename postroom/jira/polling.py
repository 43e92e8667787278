"""Asks Jira what happened since it was last asked: for sites that cannot reach us, and after we were away.

The events are those of the webhooks, by the same identities. What leaves nothing behind cannot be seen: that
an issue, a comment, a worklog or a link was deleted, and of several edits of one comment or worklog all but
the last. What the account of the token may not see does not happen either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from postroom.jira.client import Jira
from postroom.jira.events.event import Event
from postroom.jira.events.held import Held
from postroom.jira.events.loose import Json, ident, number, part, parts, when

OVERLAP = timedelta(minutes=5)  # longer than the index may lag and the clocks be apart
PAGE = 50  # issues in one answer
MOST_PAGES = 10_000
MOST_ENTRIES = 5000  # comments or worklogs that Jira lets an issue have
HISTORIES = 100  # in one page of a changelog
FIELDS = ("summary", "project", "created", "updated", "creator", "comment", "worklog", "issuelinks")


@dataclass(frozen=True)
class Position:
    """All that happened before `since` is seen. Of a look that was broken off, `reached` is how far it came."""

    since: datetime
    reached: datetime | None = None


@dataclass(frozen=True)
class Batch:
    """`position` is where to go on once these events are stored. Where none `is_last`, something is left."""

    events: tuple[Event, ...]
    position: Position
    is_last: bool


def poll(
    jira: Jira,
    position: Position,
    *,
    jql: str = "",
    overlap: timedelta = OVERLAP,
    now: datetime | None = None,
) -> Iterator[Batch]:
    """What happened since the position in the issues that fit `jql`, in batches of at most 50 issues.

    Events of the last `overlap` before the position come again, since the index may not have known them.
    Batches come by the time of the issues' last change, so whoever stops after any of them and comes back
    with its position misses nothing. One request where nothing happened, one more per issue with a longer
    list than Jira shows in a search. Errors are those of the client; a wrong query is Rejected.
    """
    begun = now or datetime.now(UTC)
    oldest = position.since - overlap
    start = max(position.since, position.reached or position.since) - overlap
    for issues, is_last in _pages(jira, _query(jql, begun - start)):
        reached = max((when(part(each, "fields"), "updated") or start for each in issues), default=start)
        is_last = is_last or reached > begun
        found = [event for each in issues for event in _held(jira, each, oldest).events(oldest)]
        there = Position(begun) if is_last else replace(position, reached=reached)
        yield Batch(tuple(sorted(found, key=lambda each: each.order)), there, is_last)
        if is_last:
            return


def _query(jql: str, age: timedelta) -> str:
    """Relative, since Jira reads absolute times in the time zone of the account's profile."""
    minutes = max(1, math.ceil(age.total_seconds() / 60))
    wanted = re.sub(r"\border\s+by\b[^\"']*\Z", "", jql, flags=re.IGNORECASE).strip()
    return f'{f"({wanted}) AND " if wanted else ""}updated >= "-{minutes}m" ORDER BY updated ASC'


def _pages(jira: Jira, jql: str) -> Iterator[tuple[list[Json], bool]]:
    """The issues found, page by page, and whether that was the last; a chain that does not end is cut."""
    asked: dict[str, Any] = {"jql": jql, "fields": list(FIELDS), "expand": "changelog", "maxResults": PAGE}
    for _ in range(MOST_PAGES):
        answer = jira.query("search/jql", json=asked)
        token = answer.get("nextPageToken")
        is_last = bool(answer.get("isLast")) or not token
        yield parts(answer, "issues"), is_last
        if is_last or token == asked.get("nextPageToken"):
            return
        asked = {**asked, "nextPageToken": token}


def _held(jira: Jira, issue: Json, oldest: datetime) -> Held:
    """The issue with its lists made whole, as far as they may hold something new."""
    return Held(
        issue,
        _histories(jira, issue, oldest),
        _entries(jira, issue, "comment", "comments"),
        _entries(jira, issue, "worklog", "worklogs"),
    )


def _entries(jira: Jira, issue: Json, field: str, name: str) -> list[Json]:
    """Comments or worklogs: old ones may have been edited, so all of them are read."""
    shown = part(part(issue, "fields"), field)
    found = parts(shown, name)
    if len(found) >= number(shown, "total"):
        return found
    found = []
    while len(found) < MOST_ENTRIES:
        params = {"startAt": len(found), "maxResults": MOST_ENTRIES}
        answer = jira.get(f"issue/{_id(issue)}/{field}", params=params)
        more = parts(answer, name)
        found += more
        if not more or len(found) >= number(answer, "total"):
            break
    return found


def _histories(jira: Jira, issue: Json, oldest: datetime) -> list[Json]:
    """The newest entries of the changelog, at least back to `oldest`."""
    shown = part(issue, "changelog")
    found, start = parts(shown, "histories"), number(shown, "total")
    if len(found) >= start or _reaches(found, oldest):
        return found
    found = []
    while start > 0 and not _reaches(found, oldest):
        size, start = min(start, HISTORIES), max(0, start - HISTORIES)
        params = {"startAt": start, "maxResults": size}
        page = parts(jira.get(f"issue/{_id(issue)}/changelog", params=params), "values")
        found += reversed(page)  # it is oldest first, unlike what comes with an issue
    return found


def _reaches(newest_first: list[Json], oldest: datetime) -> bool:
    last = when(newest_first[-1], "created") if newest_first else None
    return bool(last and last < oldest)


def _id(issue: Json) -> str:
    return quote(ident(issue, "id"), safe="")
