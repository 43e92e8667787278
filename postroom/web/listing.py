"""Which inbound messages a page of the list shows; looks at a bounded part of the table, however large it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from urllib.parse import urlencode

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchQueryCombinable,
    SearchQueryField,
    SearchVector,
)
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Cast

from postroom.models import InboundMessage

PAGE = 50
COUNTED = 1000  # more than this is not counted
LONGEST_SEARCH = 200
MOST_WORDS = 8
BIGGEST_ID = (1 << 63) - 1

State = InboundMessage.State
# Word for word the expression of the index `inbound_search`, or PostgreSQL would not use it.
SEARCHED = SearchVector("subject", "sender", "sender_name", "message_id", "issue_key", config="simple")


@dataclass(frozen=True)
class Show:
    """A filter of the list."""

    slug: str
    label: str
    condition: Q


def ended(outcome: str) -> Q:
    return Q(state=State.DONE, outcome=outcome)


# State and outcome say the same here; both are named so that an index on either serves.
SHOWS = (
    Show("", "All", Q()),
    Show("open", "In work", Q(state__in=InboundMessage.OPEN, outcome="")),
    Show("created", "Created", ended("created")),
    Show("commented", "Commented", ended("commented")),
    Show("ignored", "Ignored", ended("ignored")),
    Show("refused", "Refused", ended("refused")),
    Show("parked", "Parked", Q(state=State.PARKED, outcome="parked")),
)


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for. At most one of `before` and `after` is set."""

    show: Show = SHOWS[0]
    search: str = ""
    before: int | None = None
    after: int | None = None

    def query(self, **keys: object) -> str:
        """The query string for the same list, with another show or elsewhere in it."""
        values = {"show": self.show.slug, "q": self.search, **keys}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.show.slug or self.search)


@dataclass(frozen=True)
class Page:
    """Some records, newest first, and the queries of the pages around them ("" where there are none)."""

    records: list[InboundMessage]
    newer: str
    older: str


def wanted(values: Mapping[str, str]) -> Wanted:
    """Read the query string; what makes no sense is left out."""
    slug = values.get("show", "")
    show = next((each for each in SHOWS if each.slug == slug), SHOWS[0])
    search = " ".join(values.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    before, after = number(values.get("before", "")), number(values.get("after", ""))
    return Wanted(show, search, before, None if before else after)


def number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,19}", text) and 0 < int(text) <= BIGGEST_ID else None


def matching(ask: Wanted) -> QuerySet[InboundMessage]:
    """All records that are asked for, in no order."""
    rows = InboundMessage.objects.filter(ask.show.condition).order_by()
    words = terms(ask.search)
    return rows.alias(searched=SEARCHED).filter(searched=query(words)) if words else rows


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


def page(ask: Wanted) -> Page:
    """One page by its neighbour's id, so that page 10,000 costs what page 1 does."""
    rows = matching(ask)
    if ask.after:
        found = list(slim(rows.filter(pk__gt=ask.after).order_by("pk"))[: PAGE + 1])
        if len(found) > PAGE:
            return around(ask, found[:PAGE][::-1], newer=True, older=True)
    elif ask.before:
        found = list(slim(rows.filter(pk__lt=ask.before).order_by("-pk"))[: PAGE + 1])
        return around(ask, found[:PAGE], newer=True, older=len(found) > PAGE)
    found = list(slim(rows.order_by("-pk"))[: PAGE + 1])
    return around(ask, found[:PAGE], newer=False, older=len(found) > PAGE)


def around(ask: Wanted, records: list[InboundMessage], *, newer: bool, older: bool) -> Page:
    return Page(
        records,
        newer=ask.query(after=records[0].pk) if newer and records else "",
        older=ask.query(before=records[-1].pk) if older and records else "",
    )


def slim(rows: QuerySet[InboundMessage]) -> QuerySet[InboundMessage]:
    """Only what the list shows: sealed columns stay where they are."""
    return rows.select_related("source", "profile__site").only(
        "received_at", "sender", "sender_name", "subject", "state", "outcome", "reason", "issue_key",
        "source__name", "profile__name", "profile__site__url",
    )  # fmt: skip


def count(show: Show) -> int:
    """How many there are, but never more than COUNTED."""
    return InboundMessage.objects.filter(show.condition).order_by()[:COUNTED].count()
