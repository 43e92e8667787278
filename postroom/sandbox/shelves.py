"""Where entities are kept: by id and by issue, and on disk as JSON in SQLite where there is a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar


class Disk:
    """Without a path nothing is kept. A write survives the death of the process, not of the machine."""

    def __init__(self, path: Path | None) -> None:
        self._database = _open(path) if path else None

    def save(self, kind: str, name: int | str, value: Any) -> None:
        if self._database:
            body = json.dumps(value, separators=(",", ":"))
            self._database.execute("replace into documents values (?, ?, ?)", (kind, str(name), body))

    def forget(self, kind: str, name: int | str) -> None:
        if self._database:
            self._database.execute("delete from documents where kind = ? and name = ?", (kind, str(name)))

    def saved(self, kind: str) -> list[tuple[str, Any]]:
        if not self._database:
            return []
        query = "select name, body from documents where kind = ? order by cast(name as integer)"
        return [(name, json.loads(body)) for name, body in self._database.execute(query, (kind,))]

    def commit(self) -> None:
        if self._database and self._database.in_transaction:
            self._database.commit()

    def close(self) -> None:
        if self._database:
            self._database.commit()
            self._database.close()


class HasId(Protocol):
    id: int


class OfIssue(HasId, Protocol):
    issue: int


Thing = TypeVar("Thing", bound=HasId)
Part = TypeVar("Part", bound=OfIssue)


class Shelf(Generic[Thing]):
    """Entities of one kind, by id, in the order of their ids."""

    def __init__(self, kind: str, make: Callable[..., Thing], disk: Disk) -> None:
        self.kind, self._disk = kind, disk
        self._held: dict[int, Thing] = {}
        for _, value in disk.saved(kind):
            self._hold(make(**value))

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._held.values())

    def __reversed__(self) -> Iterator[Thing]:
        return reversed(self._held.values())

    def __len__(self) -> int:
        return len(self._held)

    def get(self, number: int | str) -> Thing | None:
        """By id, also by one that came as text; None for anything that is no id."""
        if isinstance(number, str):
            number = int(number) if number.isascii() and number.isdigit() else -1
        return self._held.get(number)

    def put(self, thing: Thing) -> None:
        self._hold(thing)
        self._disk.save(self.kind, thing.id, vars(thing))

    def drop(self, thing: Thing) -> None:
        del self._held[thing.id]
        self._disk.forget(self.kind, thing.id)

    def clear(self) -> None:
        for thing in list(self):
            self.drop(thing)

    def _hold(self, thing: Thing) -> None:
        self._held[thing.id] = thing


class IssueShelf(Shelf[Part]):
    """The same for what belongs to an issue."""

    def __init__(self, kind: str, make: Callable[..., Part], disk: Disk) -> None:
        self._by_issue: dict[int, list[int]] = {}
        super().__init__(kind, make, disk)

    def of(self, issue: int) -> list[Part]:
        return [self._held[number] for number in self._by_issue.get(issue, ())]

    def drop(self, thing: Part) -> None:
        super().drop(thing)
        self._by_issue[thing.issue].remove(thing.id)

    def _hold(self, thing: Part) -> None:
        if thing.id not in self._held:
            self._by_issue.setdefault(thing.issue, []).append(thing.id)
        super()._hold(thing)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = off")
    database.execute(
        "create table if not exists documents (kind text, name text, body text, primary key (kind, name))"
    )
    return database
