"""The events that an issue itself tells of, by its changelog, comments, worklogs and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from postroom.jira.events.event import (
    COMMENT_EDITED,
    COMMENTED,
    CREATED,
    LINK,
    UPDATED,
    WORKLOG,
    WORKLOG_EDITED,
    Change,
    Event,
)
from postroom.jira.events.loose import LONGEST_TEXT, Json, ident, millis, part, parts, person, text, when

MOST_CHANGES = 200  # kept of one event
MOST_LINKS = 20  # made by one change, or between the same two issues


@dataclass(frozen=True)
class Held:
    """An issue of the REST API with all of its parts that may be news, each in any order."""

    issue: Json
    histories: Sequence[Json]
    comments: Sequence[Json]
    worklogs: Sequence[Json]

    def events(self, since: datetime) -> list[Event]:
        """What happened at `since` or later, oldest first."""
        base = about(self.issue, since)
        found = [
            *_made(self.issue, base),
            *(event for each in self.histories for event in self._changed(each, base)),
            *_written(self.comments, base, (COMMENTED, COMMENT_EDITED)),
            *_written(self.worklogs, base, (WORKLOG, WORKLOG_EDITED)),
        ]
        return sorted((each for each in found if each.at >= since), key=lambda each: each.order)

    def _changed(self, history: Json, base: Event) -> Iterator[Event]:
        at, entity = when(history, "created"), ident(history, "id")
        if not at or not entity or at < base.at:
            return
        changes = changes_of(history)
        one = replace(base, at=at).by(person(history, "author"))
        if not only_links(changes):
            yield replace(one, kind=UPDATED, entity=entity, changes=changes)
        new = [each for each in changes if each.field == "Link" and each.new]
        for each in new[:MOST_LINKS]:
            yield from _linked(self._links.get(each.new, ()), each, one)

    @cached_property
    def _links(self) -> Mapping[str, Sequence[Json]]:
        """By key and id of the issue on the other side."""
        found: defaultdict[str, list[Json]] = defaultdict(list)
        for link in parts(part(self.issue, "fields"), "issuelinks"):
            for name in _other(link) if ident(link, "id") else ():
                found[name] += [link] if len(found[name]) < MOST_LINKS else []
        return found


def about(issue: Json, at: datetime) -> Event:
    """An event that says no more than which issue it is of."""
    fields, key = part(issue, "fields"), ident(issue, "key")
    return Event(
        kind="",
        entity="",
        version="",
        at=at,
        issue_id=ident(issue, "id"),
        issue_key=key,
        project=ident(part(fields, "project"), "key") or key.rpartition("-")[0],
        summary=text(fields, "summary"),
    )


def changes_of(changelog: Json) -> tuple[Change, ...]:
    """The items of one entry of the changelog."""
    return tuple(_change(each) for each in parts(changelog, "items")[:MOST_CHANGES])


def only_links(changes: Sequence[Change]) -> bool:
    """Whether nothing but links changed: events of their own tell of that, and Jira sends no update for it."""
    return all(each.field == "Link" for each in changes)


def _change(item: Json) -> Change:
    field = text(item, "field")
    # A comment that is deleted is shown here with its words, whoever was allowed to read them.
    longest = 0 if field == "Comment" else LONGEST_TEXT
    return Change(
        field=field,
        field_id=ident(item, "fieldId"),
        old=text(item, "from", longest),
        new=text(item, "to", longest),
        old_text=text(item, "fromString", longest),
        new_text=text(item, "toString", longest),
    )


def _made(issue: Json, base: Event) -> Iterator[Event]:
    fields = part(issue, "fields")
    at = when(fields, "created")
    if at and base.issue_id:
        by = person(fields, "creator", "reporter")
        yield replace(base, kind=CREATED, entity=base.issue_id, at=at).by(by)


def _written(entries: Iterable[Json], base: Event, kinds: tuple[str, str]) -> Iterator[Event]:
    """For each comment or worklog that it was made, and if so that it was changed since."""
    for each in filter(lambda entry: ident(entry, "id"), entries):
        made, edited = when(each, "created"), when(each, "updated")
        if made:
            yield written(kinds[0], each, base, made).by(person(each, "author"))
        if edited and edited != made:
            yield written(kinds[1], each, base, edited).by(person(each, "updateAuthor"))


def written(kind: str, entry: Json, base: Event, at: datetime | None) -> Event:
    """A comment or worklog made or changed at this moment, which is its version."""
    id = ident(entry, "id")
    event = replace(base, kind=kind, entity=id, version=millis(at), at=at or base.at)
    return replace(event, comment_id=id) if kind.startswith("comment") else replace(event, worklog_id=id)


def link_event(base: Event, link: str, issue: str) -> Event:
    return replace(base, kind=LINK, entity=f"{link}/{issue}", issue_id=issue)


def _linked(there: Sequence[Json], change: Change, base: Event) -> Iterator[Event]:
    """The link that a change made, if it still is there; the words tell several to the same issue apart."""
    said = [each for each in there if change.new_text in _words(each)]
    for each in said if len(there) > 1 else there:
        yield link_event(base, ident(each, "id"), base.issue_id)


def _other(link: Json) -> tuple[str, ...]:
    """Key and id of the issue on the other side."""
    other = part(link, "outwardIssue") or part(link, "inwardIssue")
    return tuple(name for name in (ident(other, "key"), ident(other, "id")) if name)


def _words(link: Json) -> tuple[str, ...]:
    way = "outward" if "outwardIssue" in link else "inward"
    words = text(part(link, "type"), way)
    return tuple(f"This issue {words} {name}" for name in _other(link))
