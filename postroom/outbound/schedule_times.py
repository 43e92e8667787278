"""When a schedule is due: pure, and right on the days on which clocks are changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from postroom.errors import BadConfiguration

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = timedelta(days=8)  # in which every day of the week comes, wherever in the world


class Times(Protocol):
    """What of a schedule (models.Schedule) says when: days, none for every day, and a time of day in a zone."""

    name: str
    enabled: bool
    days: list[str]
    at: str
    zone: str
    next_at: datetime | None


def due(schedule: Times, now: datetime) -> datetime | None:
    """The time for which mail is to go out now, None where none is: the last one of several that were missed.

    Times are aware. Raises BadConfiguration for a zone or a time of day that there is not.
    """
    if not schedule.enabled or schedule.next_at is None or schedule.next_at > now:
        return None
    last = max((each for each in planned(schedule, now - WEEK, now)), default=None)
    return last if last is not None and last >= schedule.next_at else None


def following(schedule: Times, now: datetime) -> datetime:
    """The next time after `now`, in UTC."""
    return min(planned(schedule, now, now + WEEK))


def planned(schedule: Times, after: datetime, until: datetime) -> Iterator[datetime]:
    """The schedule's times after the one and not after the other, in UTC.

    A time of day that the clocks leave out is meant as it was before the change (PEP 495); of one that comes
    twice the first is taken.
    """
    zone, clock = zone_of(schedule), clock_of(schedule)
    wanted = {DAYS.index(each) for each in schedule.days if each in DAYS} or set(range(7))
    day, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
    while day <= last:
        moment = utc(day, clock, zone)
        if day.weekday() in wanted and after < moment <= until:
            yield moment
        day += timedelta(days=1)


def utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def zone_of(schedule: Times) -> ZoneInfo:
    try:
        return ZoneInfo(schedule.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration(
            f"Schedule '{schedule.name}': there is no time zone '{schedule.zone}' on this machine."
        ) from None


def clock_of(schedule: Times) -> time:
    try:
        return time.fromisoformat(schedule.at)
    except ValueError:
        raise BadConfiguration(
            f"Schedule '{schedule.name}': '{schedule.at}' is no time of day; write it as 08:00."
        ) from None
