"""When mail may go, by the clock on the receiver's wall: summer time both ways, midnight, the ends of the world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from postroom.outbound.times import due, is_quiet, next_digest, quiet_until, zone_of

pytestmark = pytest.mark.pure

VIENNA, NEPAL, LORD_HOWE = "Europe/Vienna", "Asia/Kathmandu", "Australia/Lord_Howe"
KIRITIMATI, PAGO, BEIRUT, APIA = "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Beirut", "Pacific/Apia"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def said(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


@pytest.mark.parametrize(
    ("now", "clock", "zone", "then"),
    [
        ("2026-11-22 06:59", "08:00", VIENNA, "2026-11-22 07:00"),
        ("2026-11-22 07:00", "08:00", VIENNA, "2026-11-23 07:00"),  # one digest a day, not two
        ("2026-07-22 06:00:01", "08:00", VIENNA, "2026-07-23 06:00"),
        ("2026-11-22 10:00", "08:00", KIRITIMATI, "2026-11-22 18:00"),  # it is the 23rd there, past midnight
        ("2026-11-22 10:00", "00:30", KIRITIMATI, "2026-11-22 10:30"),
        ("2026-11-22 10:00", "23:30", PAGO, "2026-11-22 10:30"),  # it is still the 21st there
        ("2026-11-22 10:00", "08:00", NEPAL, "2026-11-23 02:15"),
        # The clock jumps from 2 to 3: 2:30 comes as 3:30, and the day has one digest all the same.
        ("2027-03-28 00:00", "02:30", VIENNA, "2027-03-28 01:30"),
        ("2027-03-28 01:30", "02:30", VIENNA, "2027-03-29 00:30"),
        ("2027-03-27 23:00", "08:00", VIENNA, "2027-03-28 06:00"),
        # It goes back from 3 to 2: 2:30 comes twice, and only the first one counts.
        ("2026-10-25 00:29", "02:30", VIENNA, "2026-10-25 00:30"),
        ("2026-10-25 00:31", "02:30", VIENNA, "2026-10-26 01:30"),
        ("2026-10-25 01:10", "02:30", VIENNA, "2026-10-26 01:30"),  # 2:10, the second time
        ("2026-03-28 21:00", "00:00", BEIRUT, "2026-03-28 22:00"),  # the day begins at one
        ("2011-12-30 05:00", "08:00", APIA, "2011-12-30 18:00"),  # the 30th was left out there
    ],
)
def test_a_daily_digest(now, clock, zone, then):
    assert said(next_digest("daily", clock, zone_of(zone), at(now))) == then


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-11-22 10:00", VIENNA, "2026-11-22 11:00"),
        ("2026-11-22 10:59:59", VIENNA, "2026-11-22 11:00"),
        ("2026-11-22 10:00", NEPAL, "2026-11-22 10:15"),
        ("2026-11-22 10:15", NEPAL, "2026-11-22 11:15"),
        ("2026-10-25 00:30", VIENNA, "2026-10-25 01:00"),  # from 2:30 to the second 2:00
        ("2027-03-28 00:30", VIENNA, "2027-03-28 01:00"),
    ],
)
def test_an_hourly_digest(now, zone, then):
    assert said(next_digest("hourly", "08:00", zone_of(zone), at(now))) == then


@pytest.mark.parametrize(
    ("now", "hours", "zone", "then"),
    [
        ("2026-11-22 20:59", "22:00-07:00", VIENNA, ""),
        ("2026-11-22 21:00", "22:00-07:00", VIENNA, "2026-11-23 06:00"),
        ("2026-11-23 05:59:59", "22:00-07:00", VIENNA, "2026-11-23 06:00"),
        ("2026-11-23 06:00", "22:00-07:00", VIENNA, ""),
        ("2026-11-22 12:30", "12:00-14:00", "UTC", "2026-11-22 14:00"),
        ("2026-11-22 14:00", "12:00-14:00", "UTC", ""),
        ("2026-11-22 12:30", "00:00-12:00", "UTC", ""),
        ("2026-11-22 12:30", "12:00-00:00", "UTC", "2026-11-23 00:00"),
        ("2026-11-22 12:00", "22:00-07:00", KIRITIMATI, "2026-11-22 17:00"),
        ("2026-11-22 12:00", "22:00-07:00", PAGO, "2026-11-22 18:00"),
        ("2026-11-22 12:00", "", PAGO, ""),
        ("2026-11-22 12:00", "12:00-12:00", "UTC", ""),  # from noon to noon is no time at all
        # The night in which an hour is missing is shorter, the one that has it twice is longer.
        ("2027-03-27 22:00", "22:00-07:00", VIENNA, "2027-03-28 05:00"),
        ("2026-10-24 21:00", "22:00-07:00", VIENNA, "2026-10-25 06:00"),
        # An end that the wall skips, and one that it shows twice.
        ("2027-03-28 00:00", "22:00-02:30", VIENNA, "2027-03-28 01:30"),
        ("2026-10-25 00:10", "22:00-02:30", VIENNA, "2026-10-25 00:30"),
        ("2026-10-25 01:10", "22:00-02:30", VIENNA, "2026-10-25 01:30"),
    ],
)
def test_quiet_hours(now, hours, zone, then):
    assert said(quiet_until(hours, zone_of(zone), at(now))) == then
    assert is_quiet(hours, zone_of(zone), at(now)) is bool(then)


@pytest.mark.parametrize(
    ("digest", "quiet", "then"),
    [
        ("", "", ""),
        ("", "22:00-07:00", ""),
        ("", "09:00-12:00", "2026-11-22 11:00"),
        ("hourly", "", "2026-11-22 11:00"),
        ("hourly", "11:30-13:00", "2026-11-22 12:00"),
        ("hourly", "13:00-14:00", "2026-11-22 11:00"),
        ("daily", "", "2026-11-23 07:00"),
        ("daily", "22:00-09:00", "2026-11-23 08:00"),
    ],
)
def test_a_digest_waits_for_the_end_of_quiet_hours_too(digest, quiet, then):
    assert said(due(digest, "08:00", quiet, zone_of(VIENNA), at("2026-11-22 10:30"))) == then


@pytest.mark.parametrize("zone", [VIENNA, NEPAL, LORD_HOWE, KIRITIMATI, PAGO, BEIRUT, "America/St_Johns"])
def test_through_a_whole_year_time_goes_on_and_no_day_has_two_digests(zone):
    where, now, days = zone_of(zone), at("2026-01-01 00:00"), []
    for _ in range(365):
        now, before = next_digest("daily", "02:15", where, now), now
        assert timedelta(hours=22) < now - before < timedelta(hours=26) or not days
        days.append(now.astimezone(where).date())
    assert len(set(days)) == 365


@pytest.mark.parametrize("zone", [VIENNA, LORD_HOWE, BEIRUT, PAGO])
def test_the_end_of_quiet_hours_is_near_and_is_not_quiet(zone):
    where, hours = zone_of(zone), "23:30-02:20"
    for quarter in range(0, 365 * 96, 3):
        now = at("2026-01-01 00:00") + timedelta(minutes=15 * quarter)
        end = quiet_until(hours, where, now)
        if end is not None:
            assert not is_quiet(hours, where, end)
            assert timedelta(0) < end - now < timedelta(hours=5)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b", "x" * 300]
)
def test_a_zone_that_is_none_is_passed_over(name):
    assert zone_of(name, VIENNA).key == VIENNA
    assert zone_of(name).key == "UTC"
