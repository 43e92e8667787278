"""One circuit per site: an outage is met once and not once per mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from postroom.errors import Away
from postroom.journal.values import DESKS, SitePaused
from postroom.models import InboundMessage, JiraEvent, JiraSite, Notice, OutboundMessage, Worked

#: Which records wait for a conversation, a site, a mail server.
WAITING: Mapping[str, tuple[type[Worked], ...]] = {
    "conversation": (InboundMessage,),
    "site": (InboundMessage, JiraEvent, Notice),
    "outbound": (OutboundMessage,),
}


def knock(site: JiraSite) -> None:
    """Go on if the site answers. While it is paused one attempt per pause goes through, as the probe."""
    if site.paused_until is None:
        return
    now = timezone.now()
    if site.paused_until <= now:
        probe = JiraSite.objects.filter(pk=site.pk, paused_until=site.paused_until)
        if probe.update(paused_until=now + timedelta(seconds=settings.ENVIRONMENT.lease)):
            return
        site.refresh_from_db(fields=["paused_until", "pause_reason"])
    left = ((site.paused_until or now) - now).total_seconds()
    raise SitePaused(f"{site.pause_reason or 'Jira is away.'}", site.pk, max(0.5, left))


def pause(site: JiraSite, error: Away) -> None:
    """Open the circuit: 2, 4, 8 ... 300 s, or as long as Jira asks."""
    pauses = min(site.pauses + 1, 20)
    length = error.retry_after or min(2.0**pauses, 300.0)
    error.retry_after = length
    JiraSite.objects.filter(pk=site.pk).update(
        paused_until=timezone.now() + timedelta(seconds=length), pause_reason=str(error), pauses=pauses
    )


def resume(site: JiraSite) -> None:
    """Close the circuit after an answer, and wake all that waited for the site."""
    if site.paused_until is None:
        return
    with transaction.atomic():
        JiraSite.objects.filter(pk=site.pk).update(paused_until=None, pause_reason="", pauses=0)
        wake(f"site:{site.pk}")
    site.paused_until = None


def wake(waits_for: str) -> None:
    """Let records that wait for this go on at once."""
    with connection.cursor() as cursor:
        for model in WAITING[waits_for.partition(":")[0]]:
            cursor.execute(
                "update procrastinate_jobs set scheduled_at = null where status = 'todo' and task_name = %s"  # noqa: S608
                " and (args ->> 'record')::bigint in"
                f" (select id from {model._meta.db_table} where waits_for = %s and state in ('queued', 'waiting'))",
                [DESKS[model].task, waits_for],
            )
