"""When mail may go: the next digest, and quiet hours, by the clock on the receiver's wall."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOURLY, DAILY = "hourly", "daily"
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def zone_of(*names: str) -> ZoneInfo:
    """The first of these zones (IANA names such as Europe/Vienna) that is known, else UTC."""
    return next(filter(None, map(_known, names)), ZoneInfo("UTC"))


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path that leads out, a folder such as Europe
        return None


def due(digest: str, at: str, quiet: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When something is told that there is to tell now; None: at once.

    `digest`: "", hourly or daily; `at`: of a daily one, HH:MM; `quiet`: HH:MM-HH:MM or ""; `now` with a zone.
    The answer is in UTC.
    """
    planned = next_digest(digest, at, zone, now) if digest else now
    return quiet_until(quiet, zone, planned) or (planned if digest else None)


def next_digest(digest: str, at: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The next time of a digest after `now`, in UTC."""
    return _next_hour(zone, now) if digest == HOURLY else min(_after(_clock(at), zone, now))


def _next_hour(zone: ZoneInfo, now: datetime) -> datetime:
    """The next full hour on that wall; there are zones half or a quarter of an hour apart."""
    local = now.astimezone(zone)
    begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return now.astimezone(UTC) + _HOUR - begun


def is_quiet(quiet: str, zone: ZoneInfo, now: datetime) -> bool:
    """Whether these are quiet hours: from their first minute, up to their end, which is no more."""
    if not quiet:
        return False
    start, end = map(_clock, quiet.split("-"))
    wall = now.astimezone(zone).time()
    return start <= wall < end if start <= end else wall >= start or wall < end


def quiet_until(quiet: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours that are now will end, in UTC; None where there are none now."""
    if not is_quiet(quiet, zone, now):
        return None
    end = _clock(quiet.partition("-")[2])
    twice = [moment for fold in (0, 1) for moment in _after(end, zone, now, fold)]
    return min(moment for moment in twice if not is_quiet(quiet, zone, moment))


def _after(clock: time, zone: ZoneInfo, now: datetime, fold: int = 0) -> list[datetime]:
    """The next times at which the wall shows this, in UTC.

    Where it does so twice, `fold` chooses. What the wall skips comes as long after the jump as it would have come
    after the moment of it (PEP 495).
    """
    today = now.astimezone(zone).date()
    days = (today + _DAY * number for number in (-1, 0, 1, 2))
    shown = (datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for day in days)
    return [moment for moment in shown if moment > now]


def _clock(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    return time(int(hour), int(minute))
