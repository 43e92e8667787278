"""Starts the schedules that are due: one event for each time, however often and by whomever it is looked."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from postroom import journal
from postroom.errors import BadConfiguration
from postroom.jira.events import Event
from postroom.models import JiraEvent, Schedule
from postroom.outbound.schedule_times import due, following

log = logging.getLogger(__name__)

KIND = "mail.schedule"


def start_due(now: datetime | None = None) -> int:
    """Store an event for each schedule whose time has come, and when it is due next; returns how many are new."""
    Schedule.objects.filter(enabled=False, next_at__isnull=False).update(next_at=None)
    now = now or timezone.now()
    waiting = Schedule.objects.filter(enabled=True).exclude(next_at__gt=now).values_list("pk", flat=True)
    return sum(start(pk, now) for pk in list(waiting))


def start(pk: int, now: datetime) -> int:
    """Look at one schedule, unless somebody else does. The event and the next time are one commit."""
    with transaction.atomic():
        free = Schedule.objects.select_for_update(skip_locked=True, of=("self",)).select_related("site")
        schedule = free.filter(pk=pk, enabled=True).first()
        if schedule is None:
            return 0
        try:
            at, after = due(schedule, now), following(schedule, now)
        except BadConfiguration as error:
            log.warning("%s", error)
            return 0
        Schedule.objects.filter(pk=pk).update(next_at=after)
        return journal.begin_events([event_of(schedule, at)]) if at else 0


def event_of(schedule: Schedule, at: datetime) -> JiraEvent:
    """The event that stands for one time of a schedule."""
    entity = f"{schedule.name}/{at.astimezone(UTC):%Y%m%dT%H%MZ}"
    said = Event(KIND, entity, "", at, summary=schedule.name)
    return JiraEvent(
        site=schedule.site,
        kind=KIND,
        entity=entity,
        source=JiraEvent.Source.POSTROOM,
        happened_at=at,
        said=said.to_json(),
    )
