"""`postroom schedule`: when schedules are due, how they went last time, and who would get what now."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from postroom.errors import BadConfiguration
from postroom.lists import counted, in_columns
from postroom.models import JiraEvent, Schedule
from postroom.outbound import schedule
from postroom.outbound.schedule import Plan
from postroom.outbound.schedule_clock import KIND
from postroom.outbound.schedule_times import following, zone_of

HEAD = ("NAME", "WHEN", "NEXT", "LAST TIME")


def table() -> list[str]:
    """`postroom schedule list`: a heading and one line for each, in columns."""
    rows = [
        (one.name, when(one), next_time(one), last_time(one)) for one in Schedule.objects.order_by("name")
    ]
    return in_columns(HEAD, rows) if rows else ["There are no schedules yet. See: postroom config apply"]


def when(one: Schedule) -> str:
    days = ", ".join(day[:3].capitalize() for day in one.days) or "daily"
    return f"{days} {one.at} {one.zone}"


def next_time(one: Schedule) -> str:
    """As the zone of the schedule says it."""
    if not one.enabled:
        return "disabled"
    try:
        return local(one, one.next_at or following(one, timezone.now()))
    except BadConfiguration as error:
        return str(error)


def local(one: Schedule, time: datetime) -> str:
    return f"{time.astimezone(zone_of(one)):%a %Y-%m-%d %H:%M}"


def last_time(one: Schedule) -> str:
    events = JiraEvent.objects.filter(site=one.site_id, kind=KIND, entity__startswith=f"{one.name}/")
    last = events.order_by("-happened_at").first()
    if last is None:
        return "never"
    if not last.outcome:
        return f"{last.happened_at:%Y-%m-%d %H:%M} UTC: in work"
    mails = counted(last.messages.count(), "mail")
    return f"{last.happened_at:%Y-%m-%d %H:%M} UTC: {mails if last.outcome == 'handled' else last.reason}"


def preview(name: str) -> list[str]:
    """`postroom schedule preview`: who would get which issues now. Raises BadConfiguration for an unknown name."""
    return in_words(schedule.preview(name))


def in_words(plan: Plan) -> list[str]:
    more = f" ({plan.more} more are left out)" if plan.more else ""
    lines = [f"The search finds {counted(plan.found, 'issue')}{more}.", ""]
    for receiver, listed in plan.mails:
        lines.append(f"{receiver}: {', '.join(each.issue.key for each in listed)}")
    if not plan.mails:
        lines.append("Nobody would get a mail.")
    if plan.left_out:
        lines += ["", "Left out:"]
    return [*lines, *(f"{key}: {who}: {reason}" for key, who, reason in plan.left_out)]
