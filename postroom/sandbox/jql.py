"""The part of JQL that the sandbox reads: clauses joined by AND, OR and NOT, and ORDER BY."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from postroom.sandbox.calls import Problem
from postroom.sandbox.cast import LEVELS, User
from postroom.sandbox.catalogue import FIELDS as KNOWN_FIELDS
from postroom.sandbox.site import ZONE, Site
from postroom.sandbox.world import STATUSES

UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
TIMES = ("created", "updated")
TEXTS = ("summary", "description", "text")
FIELDS = (
    *("project", "key", "issuekey", "id", "issue", "creator", "reporter", "assignee", "watcher", "status"),
    *("statuscategory", "issuetype", "type", "priority", "labels", "component", "level", *TIMES, *TEXTS),
)
SORTABLE = ("key", "issuekey", "id", "created", "updated")
OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
ORDERED = (">=", ">", "<=", "<")
_SAME = {"issuekey": "key", "id": "key", "issue": "key", "type": "issuetype"}
_TOKEN = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|!~|[=<>(),~])|([^\s=<>!(),~"']+))"""
)
_AGO = re.compile(r"([+-]?)(\d+)([mhdw]?)\Z")
_UNIT = {"m": 60, "": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True)
class Clause:
    """`values` are lower-case words (none for `is empty`), or one POSIX time for created and updated."""

    field: str
    operator: str
    values: tuple[str, ...] = ()
    moment: float = 0.0


@dataclass(frozen=True)
class Joined:
    """`word` is and, or, or not; not has one part."""

    word: str
    parts: tuple[Clause | Joined, ...]


Condition = Clause | Joined


@dataclass(frozen=True)
class Jql:
    where: Condition | None
    order: tuple[tuple[str, bool], ...]  # field, descending


@dataclass(frozen=True)
class _Token:
    text: str
    quoted: bool

    def word(self) -> str:
        return "" if self.quoted else self.text.lower()


class _Reader:
    """Reads tokens from the left; raises the 400 of Jira at the first that does not fit."""

    def __init__(self, site: Site, text: str, viewer: User | None) -> None:
        self.site = site
        self.viewer = viewer
        self.tokens = _tokens(text)

    def read(self) -> Jql:
        where = None if self.peek() in ("", "order") and not self._quoted() else self.any_of()
        if self.tokens and self.peek() != "order":
            raise _wrong(f"Expecting either 'OR' or 'AND' but got '{self.tokens[0].text}'.")
        return Jql(where, self.order())

    def any_of(self) -> Condition:
        return self._joined("or", self.all_of)

    def all_of(self) -> Condition:
        return self._joined("and", self.one)

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        found = [part()]
        while self.peek() == word:
            self.take()
            if not self.tokens:
                raise _wrong("Expecting a field name at the end of the query.")
            found.append(part())
        return found[0] if len(found) == 1 else Joined(word, tuple(found))

    def one(self) -> Condition:
        if self.peek() == "not":
            self.take()
            return Joined("not", (self.one(),))
        if self.peek() != "(":
            return self.clause()
        self.take()
        inner = self.any_of()
        if self.take("Expecting ')' at the end of the query.").text != ")":
            raise _wrong("Expecting ')'.")
        return inner

    def _quoted(self) -> bool:
        return bool(self.tokens) and self.tokens[0].quoted

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
        if operator in ("is", "is not"):
            return self.emptiness(field, operator)
        if (operator in ORDERED) != (field in TIMES) or (operator in ("~", "!~")) != (field in TEXTS):
            raise Problem(400, f"The operator '{operator}' is not supported by the '{field}' field.")
        if field in TIMES:
            return Clause(field, operator, moment=_moment(field, self.take().text))
        values = self.values(operator)
        known = tuple(self.known(field, value) for value in values)
        return Clause(_SAME.get(field, field), operator, known)

    def emptiness(self, field: str, operator: str) -> Clause:
        if self.take().word() not in ("empty", "null"):
            raise _wrong(f"Expecting 'EMPTY' after '{operator}'.")
        return Clause(_SAME.get(field, field), "in" if operator == "is" else "not in")

    def operator(self) -> str:
        token = self.take(f"Expecting operator at the end of the query. The valid operators are {OPERATORS}.")
        word = token.word()
        if word == "not" and self.peek() == "in":
            self.take()
            return "not in"
        if word == "is" and self.peek() == "not":
            self.take()
            return "is not"
        if word not in ("=", "!=", "in", "is", "~", "!~", *ORDERED):
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
            return self.viewer.id if self.viewer else ""
        return token.text

    def known(self, field: str, value: str) -> str:
        """The value as it is compared; an unknown one is an error, as in Jira."""
        if field == "project":
            project = self.site.world.project(value)
            if project is None:
                raise Problem(400, f"The value '{value}' does not exist for the field 'project'.")
            return project.key.lower()
        if _SAME.get(field, field) == "key":
            issue = self.site.store.by_key.get(value.upper())
            return str(issue.id) if issue else value.lower()
        choice = self.choices(field)
        if choice and value.lower() not in choice and value not in choice.values():
            raise Problem(400, f"The value '{value}' does not exist for the field '{field}'.")
        return choice.get(value.lower(), value.lower())

    def choices(self, field: str) -> dict[str, str]:
        """For a field that has only certain values: by lower-case name, their ids."""
        projects = self.site.world.projects.values()
        pairs: dict[str, Iterable[tuple[str, str]]] = {
            "status": ((each.name, each.id) for each in STATUSES.values()),
            "statuscategory": ((str(s.category["name"]), str(s.category["key"])) for s in STATUSES.values()),
            "issuetype": ((kind.name, kind.id) for each in projects for kind in each.types),
            "type": ((kind.name, kind.id) for each in projects for kind in each.types),
            "priority": ((name, number) for number, name in KNOWN_FIELDS["priority"].options),
            "component": ((each.name, each.id) for project in projects for each in project.components),
            "level": ((each.name, each.id) for each in LEVELS.values()),
        }
        return {name.lower(): number for name, number in pairs.get(field, ())}

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
            found.append((_SAME.get(field, field), way == "desc"))
            if not self.tokens:
                return tuple(found)
            if self.take().text != ",":
                raise _wrong("Expecting ',' between sort fields.")


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


def read_jql(site: Site, text: str, viewer: User | None) -> Jql:
    """Raises the 400 of Jira for a query that is wrong; `viewer` is who currentUser() is."""
    return _Reader(site, text, viewer).read()
