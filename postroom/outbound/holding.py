"""Who is told later, and when: receivers whose mapping makes a digest, or whose quiet hours it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from postroom.journal import NoticeTurn
from postroom.models import Held, NotificationMapping
from postroom.outbound import audience, times
from postroom.outbound.hook_out import is_hook
from postroom.outbound.recipients import Receiver
from postroom.outbound.visibility import Seen

Sights = Sequence[tuple[Receiver, Seen]]


def apart(turn: NoticeTurn, sights: Sights) -> tuple[Sights, list[Held]]:
    """Those who are told now, and rows, unsaved, for those who are told later."""
    now: list[tuple[Receiver, Seen]] = []
    later: list[Held] = []
    for who, seen in sights:
        due = due_of(turn.record.mapping, who)
        if due is None:
            now.append((who, seen))
        else:
            later.append(held(turn, who, due))
    return now, later


def due_of(mapping: NotificationMapping, who: Receiver) -> datetime | None:
    """When somebody is told what there is to tell now; None: at once, as a channel always is.

    Raises Temporary where Jira is away.
    """
    if is_hook(mapping.outbound) or not (mapping.digest or mapping.quiet_hours):
        return None
    zone, now = zone_of(mapping, who), timezone.now()
    return times.due(mapping.digest, mapping.digest_at, mapping.quiet_hours, zone, now)


def quiet_until(mapping: NotificationMapping, who: Receiver) -> datetime | None:
    """When the quiet hours end that somebody has now; None where they have none now."""
    if not mapping.quiet_hours:
        return None
    return times.quiet_until(mapping.quiet_hours, zone_of(mapping, who), timezone.now())


def zone_of(mapping: NotificationMapping, who: Receiver) -> ZoneInfo:
    """The time zone of the account, else the mapping's."""
    person = audience.asked(mapping.site).person(who.account_id) if who.account_id else None
    return times.zone_of(person.time_zone if person else "", mapping.zone)


def clock_of(mapping: NotificationMapping, who: Receiver) -> str:
    """The zone in which somebody reads times; "" where nobody said anything but the default."""
    zone = str(zone_of(mapping, who))
    return "" if zone == "UTC" else zone


def held(turn: NoticeTurn, who: Receiver, due: datetime) -> Held:
    turn.say(f"{who} hears of it at {due:%Y-%m-%d %H:%M} UTC: {why(turn.record.mapping)}.")
    return Held(
        mapping=turn.record.mapping,
        notice=turn.record,
        address=who.address.lower(),
        receiver=asdict(who),
        due_at=due,
    )


def why(mapping: NotificationMapping) -> str:
    return f"'{mapping.name}' makes {mapping.digest} digests" if mapping.digest else "quiet hours"


def receiver_of(kept: Mapping[str, Any]) -> Receiver:
    """What `held` wrote."""
    return Receiver(**{**kept, "reasons": tuple(kept["reasons"])})
