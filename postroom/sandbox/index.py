"""The search index: which issues fit a query, as far as it knows of their last change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import Problem
from postroom.sandbox.cast import User
from postroom.sandbox.entities import Issue
from postroom.sandbox.jql import TEXTS, TIMES, UNBOUNDED, Clause, Condition, Joined, read_jql
from postroom.sandbox.sight import may_see
from postroom.sandbox.site import Site
from postroom.sandbox.world import STATUSES

Entry = tuple[float, float, str]  # written, updated, status
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


def search(site: Site, jql: str, viewer: User | None, sure: frozenset[int] = frozenset()) -> list[Issue]:
    """Issues that fit as far as the index knows, among those that may be seen; those in `sure` are read as
    they are now. Raises the 400 of Jira for a query that is wrong or has no restriction."""
    query = read_jql(site, jql, viewer)
    if query.where is None:
        raise Problem(400, UNBOUNDED)
    horizon = time.time() - site.faults.settings.index_lag
    oldest = _oldest(query.where)
    found = []
    for issue in reversed(site.store.issues.values()):
        if issue.created < oldest:
            break  # ids are given in the order of creation
        seen = _seen(issue, horizon if issue.id not in sure else float("inf"))
        if seen and _fits(query.where, issue, seen) and may_see(site, viewer, issue):
            found.append((issue, seen[1]))
    for field, descending in reversed(query.order):
        found.sort(key=_SORT[field], reverse=descending)
    return [issue for issue, _ in found]


def fits(site: Site, jql: str, viewer: User | None, issue: Issue) -> bool:
    """Whether an issue fits a query as it is now; every issue fits an empty one."""
    query = read_jql(site, jql, viewer)
    return query.where is None or _fits(query.where, issue, (0.0, issue.updated, issue.status))


def _oldest(where: Condition) -> float:
    """No issue created before this moment can fit."""
    clauses = where.parts if isinstance(where, Joined) and where.word == "and" else (where,)
    return max(
        (
            each.moment
            for each in clauses
            if isinstance(each, Clause) and each.field == "created" and each.operator in (">", ">=")
        ),
        default=0.0,
    )


def _seen(issue: Issue, horizon: float) -> Entry | None:
    """What the index holds of an issue: the newest state written before the horizon."""
    return next((entry for entry in reversed(issue.indexed) if entry[0] <= horizon), None)


_SORT: dict[str, Callable[[tuple[Issue, float]], Any]] = {
    "created": lambda pair: (pair[0].created, pair[0].id),
    "updated": lambda pair: (pair[1], pair[0].id),
    "key": lambda pair: (pair[0].project, int(pair[0].key.rpartition("-")[2])),
}


def _fits(where: Condition, issue: Issue, seen: Entry) -> bool:
    if isinstance(where, Joined):
        results = (_fits(part, issue, seen) for part in where.parts)
        return not next(results) if where.word == "not" else _JOIN[where.word](results)
    if where.field in TIMES:
        held = issue.created if where.field == "created" else seen[1]
        return _COMPARE[where.operator](held, where.moment)
    if where.field in TEXTS:
        found = all(word in _text(issue, where.field) for word in where.values[0].split())
        return found == (where.operator == "~")
    values = _values(issue, where.field, seen[2])
    is_in = any(value in where.values for value in values) if where.values else not values
    return is_in == (where.operator in ("=", "in"))


_JOIN: dict[str, Callable[[Any], bool]] = {"and": all, "or": any}


def _text(issue: Issue, field: str) -> str:
    parts = {
        "summary": str(issue.fields.get("summary", "")),
        "description": plain_text(issue.fields.get("description")),
    }
    return (parts.get(field) or "\n".join(parts.values())).lower()


def _values(issue: Issue, field: str, status: str) -> list[str]:
    """What a field holds, as words to compare; none for an empty field."""
    category = str(STATUSES[status].category["key"])
    own = {
        "project": issue.project,
        "key": str(issue.id),
        "creator": issue.creator,
        "status": status,
        "statuscategory": category,
    }
    lists = {"watcher": issue.watchers, "issuetype": [issue.type]}
    held: Any = lists.get(field) or own.get(field) or issue.fields.get(_FIELD.get(field, field))
    values = held if isinstance(held, list) else [held] if held else []
    return [str(value).lower() for value in values]


_FIELD = {"component": "components", "level": "security"}
