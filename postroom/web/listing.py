"""What every Auditing list shares: its filters, its search, and pages that cost the same however long the list is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchQueryCombinable,
    SearchQueryField,
)
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Cast

REFRESH = 4  # seconds after which a page asks again while something is in work
PAGE = 50
COUNTED = 1000  # more than this is not counted
LONGEST_SEARCH = 200
MOST_WORDS = 8
BIGGEST_ID = (1 << 63) - 1

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Show:
    """A filter of the list."""

    slug: str
    label: str
    condition: Q


@dataclass(frozen=True)
class Choice:
    """A filter beside the shows: its name in the address, its label, and value -> words."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for. At most one of `before` and `after` is set."""

    show: Show
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    before: int | None = None
    after: int | None = None

    def query(self, **keys: object) -> str:
        """The query string for the same list, elsewhere in it."""
        return self._query(self.show, keys)

    def showing(self, show: Show) -> str:
        """The query string for another show of what is searched and chosen."""
        return self._query(show, {})

    def _query(self, show: Show, keys: Mapping[str, object]) -> str:
        values = {"show": show.slug, "q": self.search, **self.chosen, **keys}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.show.slug or self.search or self.chosen)

    @property
    def first(self) -> bool:
        """Whether this is the page with the newest."""
        return not (self.before or self.after)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some records, newest first, and the queries of the pages around them ("" where there are none)."""

    records: list[M]
    newer: str
    older: str


@dataclass(frozen=True)
class Tab:
    """A filter of the list as a link."""

    show: Show
    url: str
    current: bool
    count: str


def wanted(values: Mapping[str, str], shows: Sequence[Show], choices: Sequence[Choice] = ()) -> Wanted:
    """Read the query string; what makes no sense is left out. The first show is everything."""
    slug = values.get("show", "")
    show = next((each for each in shows if each.slug == slug), shows[0])
    search = " ".join(values.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    chosen = {each.name: values.get(each.name, "") for each in choices}
    known = {each.name: chosen[each.name] for each in choices if chosen[each.name] in each.options}
    before, after = number(values.get("before", "")), number(values.get("after", ""))
    return Wanted(show, search, known, before, None if before else after)


def marked(ask: Wanted, choices: Sequence[Choice]) -> list[Choice]:
    """The choices with what was chosen."""
    return [replace(each, chosen=ask.chosen.get(each.name, "")) for each in choices]


def number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,19}", text) and 0 < int(text) <= BIGGEST_ID else None


def terms(search: str) -> list[str]:
    """The words of a search, without the brackets and quotes that come along with a copied Message-ID."""
    words = (word.strip("<>()[]\"',;") for word in search.split())
    return [word for word in words if word][:MOST_WORDS]


def query(words: list[str]) -> SearchQueryCombinable:
    """Each word as the beginning of a lexeme: as PostgreSQL takes it apart, or whole (part of an address)."""
    queries = [either(word) for word in words]
    return reduce(lambda left, right: CombinedSearchQuery(left, "&&", right, None), queries)


def either(word: str) -> CombinedSearchQuery:
    prefix = "'" + word.lower().replace("\\", "\\\\").replace("'", "''") + "':*"
    parsed = SearchQuery(prefix, config="simple", search_type="raw")
    return CombinedSearchQuery(parsed, "||", Cast(Value(prefix), SearchQueryField()), None)


@contextmanager
def looking() -> Iterator[None]:
    """Plan each query for its own values: a prepared plan for any value reads the whole table for a rare one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local plan_cache_mode = force_custom_plan")
        yield


def page(ask: Wanted, rows: QuerySet[M]) -> Page[M]:
    """One page by its neighbour's id, so that page 10,000 costs what page 1 does."""
    if ask.after:
        found = list(rows.filter(pk__gt=ask.after).order_by("pk")[: PAGE + 1])
        if len(found) > PAGE:
            return around(ask, found[:PAGE][::-1], newer=True, older=True)
    elif ask.before:
        found = list(rows.filter(pk__lt=ask.before).order_by("-pk")[: PAGE + 1])
        return around(ask, found[:PAGE], newer=True, older=len(found) > PAGE)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return around(ask, found[:PAGE], newer=False, older=len(found) > PAGE)


def around(ask: Wanted, records: list[M], *, newer: bool, older: bool) -> Page[M]:
    return Page(
        records,
        newer=ask.query(after=records[0].pk) if newer and records else "",
        older=ask.query(before=records[-1].pk) if older and records else "",
    )


def tabs(ask: Wanted, shows: Sequence[Show], counted: Callable[[Show], int]) -> list[Tab]:
    """The filters. Their counts are those of everything, so a narrowed list shows none."""
    narrow = bool(ask.search or ask.chosen)
    return [
        Tab(each, ask.showing(each), each == ask.show, "" if narrow else up_to(counted(each)))
        for each in shows
    ]


def count(rows: QuerySet[M]) -> int:
    """How many there are, but never more than COUNTED."""
    return rows.order_by()[:COUNTED].count()


def up_to(number: int) -> str:
    return f"{number:,}" if number < COUNTED else f"{COUNTED - 1}+"
