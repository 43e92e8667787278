"""The part of JQL that the sandbox knows: clauses joined by AND, and ORDER BY."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postroom.sandbox.calls import Problem
from postroom.sandbox.site import ZONE, Site
from postroom.sandbox.store import Issue
from postroom.sandbox.world import STATUSES

UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
FIELDS = ("project", "key", "issuekey", "id", "creator", "reporter", "created", "updated", "status")
SORTABLE = ("key", "issuekey", "id", "created", "updated")
OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
_TOKEN = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|[=<>(),~])|([^\s=<>!(),~"']+))"""
)
_AGO = re.compile(r"([+-]?)(\d+)([mhdw]?)\Z")
_UNIT = {"m": 60, "": 60, "h": 3600, "d": 86400, "w": 604800}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


@dataclass(frozen=True)
class Clause:
    """`values` are lower-case words, or one POSIX time for created and updated."""

    field: str
    operator: str
    values: tuple[str, ...] = ()
    moment: float = 0.0


@dataclass(frozen=True)
class Jql:
    clauses: tuple[Clause, ...]
    order: tuple[tuple[str, bool], ...]  # field, descending


@dataclass(frozen=True)
class _Token:
    text: str
    quoted: bool

    def word(self) -> str:
        return "" if self.quoted else self.text.lower()


class _Reader:
    """Reads tokens from the left; raises the 400 of Jira at the first that does not fit."""

    def __init__(self, site: Site, text: str) -> None:
        self.site = site
        self.tokens = _tokens(text)

    def read(self) -> Jql:
        clauses: list[Clause] = []
        while self.peek() not in ("", "order") or (self.tokens and self.tokens[0].quoted):
            clauses.append(self.clause())
            if self.peek() == "and":
                self.take()
                if not self.tokens:
                    raise _wrong("Expecting a field name at the end of the query.")
            elif self.tokens and self.peek() != "order":
                raise _wrong(f"Expecting either 'OR' or 'AND' but got '{self.tokens[0].text}'.")
        return Jql(tuple(clauses), self.order())

    def peek(self) -> str:
        return self.tokens[0].word() if self.tokens else ""

    def take(self, missing: str = "Unexpected end of query.") -> _Token:
        if not self.tokens:
            raise _wrong(missing)
        return self.tokens.pop(0)

    def clause(self) -> Clause:
        field = self.take().text.lower()
        if field not in FIELDS:
            raise Problem(400, f"Field '{field}' does not exist or you do not have permission to view it.")
        operator = self.operator()
        if field in ("created", "updated"):
            if operator not in _COMPARE:
                raise Problem(400, f"The operator '{operator}' is not supported by the '{field}' field.")
            return Clause(field, operator, moment=_moment(field, self.take().text))
        values = self.values(operator)
        return Clause(_same(field), operator, tuple(self.known(field, value) for value in values))

    def operator(self) -> str:
        token = self.take(f"Expecting operator at the end of the query. The valid operators are {OPERATORS}.")
        word = token.word()
        if word == "not" and self.peek() == "in":
            self.take()
            return "not in"
        if word not in ("=", "!=", "in", *_COMPARE):
            raise _wrong(f"Expecting operator but got '{token.text}'. The valid operators are {OPERATORS}.")
        return word

    def values(self, operator: str) -> list[str]:
        if operator not in ("in", "not in"):
            return [self.value()]
        if self.take().text != "(":
            raise _wrong("Expecting '(' after IN.")
        found = [self.value()]
        while (mark := self.take().text) == ",":
            found.append(self.value())
        if mark != ")":
            raise _wrong(f"Expecting ',' or ')' but got '{mark}'.")
        return found

    def value(self) -> str:
        token = self.take("Expecting either a value, list or function at the end of the query.")
        if token.word() == "currentuser" and self.peek() == "(":
            self.take()
            self.take()
            return self.site.world.me.id
        return token.text

    def known(self, field: str, value: str) -> str:
        """The value as it is compared; an unknown one is an error, as in Jira."""
        if field == "project":
            project = self.site.world.project(value)
            if project is None:
                raise Problem(400, f"The value '{value}' does not exist for the field 'project'.")
            return project.key.lower()
        if field in ("key", "issuekey", "id"):
            issue = self.site.store.by_key.get(value.upper())
            return str(issue.id) if issue else value.lower()
        if field == "status":
            names = {status.name.lower(): number for number, status in STATUSES.items()}
            if value.lower() not in names and value not in STATUSES:
                raise Problem(400, f"The value '{value}' does not exist for the field 'status'.")
            return names.get(value.lower(), value)
        return value.lower()

    def order(self) -> tuple[tuple[str, bool], ...]:
        if not self.tokens:
            return (("created", True),)
        self.take()
        if self.take().word() != "by":
            raise _wrong("Expecting 'by' after 'order'.")
        found: list[tuple[str, bool]] = []
        while True:
            field = self.take("Expecting a field name at the end of the query.").text.lower()
            if field not in SORTABLE:
                raise Problem(400, f"The sandbox cannot sort by '{field}', only by {', '.join(SORTABLE)}.")
            way = self.take().word() if self.peek() in ("asc", "desc") else "asc"
            found.append((_same(field), way == "desc"))
            if not self.tokens:
                return tuple(found)
            if self.take().text != ",":
                raise _wrong("Expecting ',' between sort fields.")


def _same(field: str) -> str:
    return "key" if field in ("issuekey", "id") else field


def _wrong(what: str) -> Problem:
    return Problem(400, f"Error in the JQL Query: {what}")


def _tokens(text: str) -> list[_Token]:
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            raise _wrong(f"The character '{text[place]}' is a reserved JQL character.")
        double, single, mark, word = match.groups()
        quoted = double if double is not None else single
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else mark or word
        found.append(_Token(value, quoted is not None))
        place = match.end()
    return found


def _moment(field: str, text: str) -> float:
    """POSIX seconds of `-5m`, `-1h`, `2026-11-22` or `2026-11-22 09:30`, read in the user's time zone."""
    ago = _AGO.match(text)
    if ago:
        sign = -1 if ago[1] == "-" else 1
        return time.time() + sign * int(ago[2]) * _UNIT[ago[3]]
    for pattern in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=ZONE).timestamp()
        except ValueError:
            continue
    raise Problem(
        400,
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
    )


def read_jql(site: Site, text: str) -> Jql:
    """Raises the 400 of Jira for a query that is wrong or has no restriction."""
    query = _Reader(site, text).read()
    if not query.clauses:
        raise Problem(400, UNBOUNDED)
    return query


def search(site: Site, query: Jql, sure: frozenset[int] = frozenset()) -> list[Issue]:
    """Issues that fit as far as the index knows; those in `sure` are read as they are now."""
    horizon = time.time() - site.faults.settings.index_lag
    oldest = max(
        (c.moment for c in query.clauses if c.field == "created" and c.operator in (">", ">=")), default=0
    )
    found = []
    for issue in reversed(site.store.issues.values()):
        if issue.created < oldest:
            break  # ids are given in the order of creation
        seen = _seen(issue, horizon if issue.id not in sure else float("inf"))
        if seen and all(_fits(clause, issue, seen[1], seen[2]) for clause in query.clauses):
            found.append((issue, seen[1]))
    for field, descending in reversed(query.order):
        found.sort(key=_SORT[field], reverse=descending)
    return [issue for issue, _ in found]


def _seen(issue: Issue, horizon: float) -> tuple[float, float, str] | None:
    """What the index holds of an issue: the newest state written before the horizon."""
    return next((entry for entry in reversed(issue.indexed) if entry[0] <= horizon), None)


_SORT: dict[str, Callable[[tuple[Issue, float]], Any]] = {
    "created": lambda pair: (pair[0].created, pair[0].id),
    "updated": lambda pair: (pair[1], pair[0].id),
    "key": lambda pair: (pair[0].project, int(pair[0].key.rpartition("-")[2])),
}


def _fits(clause: Clause, issue: Issue, updated: float, status: str) -> bool:
    if clause.operator in _COMPARE:
        return _COMPARE[clause.operator](
            issue.created if clause.field == "created" else updated, clause.moment
        )
    value = {
        "project": issue.project.lower(),
        "key": str(issue.id),
        "creator": issue.creator.lower(),
        "reporter": str(issue.fields.get("reporter", "")).lower(),
        "status": status,
    }[clause.field]
    return (value in clause.values) == (clause.operator in ("=", "in"))
