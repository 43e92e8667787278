"""Asking the sites what has happened, for those that cannot reach us and after we were away."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from postroom.connections import jira_of
from postroom.errors import Away, PostroomError
from postroom.jira.polling import OVERLAP, Position, poll
from postroom.models import JiraSite, SitePolling
from postroom.outbound.receive import polled

log = logging.getLogger(__name__)
Polling = JiraSite.Polling

CATCH_UP = timedelta(minutes=15)  # between two looks at a site whose webhooks come
TROUBLE = timedelta(minutes=1)


def poll_due() -> None:
    """One look at every site that is due; whatever a site's trouble is, the others get their turn."""
    now = timezone.now()
    wanted = JiraSite.objects.exclude(polling=Polling.NEVER)
    for site in wanted.filter(Q(polled=None) | Q(polled__next_poll=None) | Q(polled__next_poll__lte=now)):
        try:
            poll_site(site)
        except PostroomError as error:
            log.warning("Site %s could not be polled: %s", site.name, error)
            note_trouble(site, str(error), pause(site, error))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("Site %s could not be polled", site.name)
            words = f"Unforeseen error ({type(error).__name__}). The log has the details; nothing is lost."
            note_trouble(site, words, CATCH_UP)


def note_trouble(site: JiraSite, words: str, pause: timedelta) -> None:
    note(site, last_error=words.replace("\0", "")[:2000], next_poll=timezone.now() + pause)


def pause(site: JiraSite, error: PostroomError) -> timedelta:
    """How long after trouble the next look is: as long as Jira asks, at least a minute."""
    asked = error.retry_after if isinstance(error, Away) else None
    return max(TROUBLE, timedelta(seconds=asked or 0), timedelta(seconds=site.poll_seconds))


def poll_site(site: JiraSite) -> int:
    """Store what has happened since the last look; returns how many events are new. Raises as the client does.

    The first look begins now: what was before nobody asked us to tell. So the position of that look is ahead by
    as much as later looks go back.
    """
    state, _ = SitePolling.objects.get_or_create(site=site)
    begun = timezone.now()
    since = state.until or begun + OVERLAP
    new = 0
    for batch in poll(jira_of(site), Position(since, state.reached), jql=site.event_jql):
        with transaction.atomic():
            new += polled(site, batch.events)
            note(site, until=max(since, batch.position.since), reached=batch.position.reached)
    note(site, last_error="", polled_at=timezone.now(), next_poll=begun + spacing(site))
    return new


def spacing(site: JiraSite) -> timedelta:
    every = timedelta(seconds=site.poll_seconds)
    return every if site.polling == Polling.ALWAYS else max(every, CATCH_UP)


def note(site: JiraSite, **values: str | datetime | None) -> None:
    SitePolling.objects.update_or_create(site=site, defaults=values)
