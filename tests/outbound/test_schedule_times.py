"""When a schedule is due, the days included on which clocks are changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from postroom.errors import BadConfiguration
from postroom.outbound.schedule_times import due, following, planned

pytestmark = pytest.mark.pure

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


@dataclass
class Times:
    at: str = "08:00"
    zone: str = "UTC"
    days: list[str] = field(default_factory=list)
    next_at: datetime | None = None
    enabled: bool = True
    name: str = "a list"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "now", "next_one"),
    [
        # 23 November 2026 is a Monday
        (Times(), "2026-11-23T07:59:59", "2026-11-23T08:00"),
        (Times(), "2026-11-23T08:00:00", "2026-11-24T08:00"),
        (Times(days=["monday"]), "2026-11-23T08:00", "2026-11-30T08:00"),
        (Times(days=["sunday", "monday"]), "2026-11-23T08:00", "2026-11-29T08:00"),
        (Times(days=WEEKDAYS), "2026-11-27T09:00", "2026-11-30T08:00"),
        (Times(zone="Europe/Vienna"), "2026-11-23T06:59", "2026-11-23T07:00"),
        (Times(zone="Europe/Vienna"), "2026-07-06T05:59", "2026-07-06T06:00"),
        # Monday there is still Sunday in UTC, and the other way round
        (Times(zone="Pacific/Auckland", days=["monday"]), "2026-11-20T00:00", "2026-11-22T19:00"),
        (Times("23:30", "America/Los_Angeles", ["sunday"]), "2026-11-23T00:00", "2026-11-23T07:30"),
        (Times("00:00", "Asia/Kathmandu"), "2026-11-22T18:14", "2026-11-22T18:15"),
        # Spring: 02:30 is left out on 29 March 2026, what was 02:30 before the change is 03:30 after it
        (Times("02:30", "Europe/Vienna"), "2026-03-28T12:00", "2026-03-29T01:30"),
        (Times("02:30", "Europe/Vienna"), "2026-03-29T01:30", "2026-03-30T00:30"),
        (Times("08:00", "Europe/Vienna"), "2026-03-28T07:00", "2026-03-29T06:00"),
        # Autumn: 02:30 comes twice on 25 October 2026, the first one counts
        (Times("02:30", "Europe/Vienna"), "2026-10-24T12:00", "2026-10-25T00:30"),
        (Times("02:30", "Europe/Vienna"), "2026-10-25T00:30", "2026-10-26T01:30"),
        (Times("08:00", "Europe/Vienna"), "2026-10-24T06:00", "2026-10-25T07:00"),
        # America changes its clocks on other days, Lord Howe by half an hour
        (Times("02:15", "America/New_York"), "2026-03-08T06:00", "2026-03-08T07:15"),
        (Times("01:45", "Australia/Lord_Howe"), "2026-04-04T13:00", "2026-04-04T14:45"),
        # Samoa had no 30 December 2011
        (Times(zone="Pacific/Apia", days=["friday"]), "2011-12-29T20:00", "2011-12-30T18:00"),
        (Times(days=["someday"]), "2026-11-23T08:00", "2026-11-24T08:00"),
    ],
)  # fmt: skip
def test_the_next_time(times: Times, now: str, next_one: str):
    assert following(times, utc(now)) == utc(next_one)


@pytest.mark.parametrize(
    "zone", ["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
@pytest.mark.parametrize("at", ["00:00", "01:30", "02:00", "02:30", "03:00", "23:59"])
def test_a_year_has_each_day_once_whatever_the_clocks_do(zone: str, at: str):
    times, start = Times(at, zone), utc("2026-01-01T00:00")
    found = [start]
    while len(found) < 366:
        found.append(following(times, found[-1]))
    days = {each.astimezone(ZoneInfo(zone)).date() for each in found[1:]}
    assert len(days) == 365 and max(days) - min(days) == timedelta(days=364)
    assert found[1:] == list(planned(times, found[0], found[-1]))


@pytest.mark.parametrize(
    ("times", "next_at", "now", "due_at"),
    [
        (Times(), None, "2026-11-23T08:00", None),
        (Times(), "2026-11-23T08:00", "2026-11-23T07:59:59", None),
        (Times(), "2026-11-23T08:00", "2026-11-23T08:00:00", "2026-11-23T08:00"),
        (Times(), "2026-11-23T08:00", "2026-11-23T19:00", "2026-11-23T08:00"),
        (Times(), "2026-11-23T08:00", "2026-11-26T09:00", "2026-11-26T08:00"),  # of three missed the last
        (Times(days=["monday"]), "2026-11-09T08:00", "2026-11-25T08:00", "2026-11-23T08:00"),
        (Times(days=["monday"]), "2025-11-10T08:00", "2026-11-25T08:00", "2026-11-23T08:00"),
        (Times("09:00"), "2026-11-23T08:00", "2026-11-23T08:30", None),  # the time of day was changed meanwhile
        (Times(enabled=False), "2026-11-23T08:00", "2026-11-23T09:00", None),
        (Times("02:30", "Europe/Vienna"), "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T00:30"),
    ],
)  # fmt: skip
def test_what_is_due(times: Times, next_at: str | None, now: str, due_at: str | None):
    times.next_at = utc(next_at) if next_at else None
    assert due(times, utc(now)) == (utc(due_at) if due_at else None)


@pytest.mark.parametrize(
    "times", [Times(zone="Europe/Nowhere"), Times(zone="../etc"), Times("25:00"), Times("")]
)
def test_what_is_no_time_is_said(times: Times):
    with pytest.raises(BadConfiguration, match="Schedule 'a list': "):
        following(times, utc("2026-11-23T08:00"))
