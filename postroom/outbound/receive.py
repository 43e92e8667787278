"""What happened in Jira, as it is told: stored and queued in one commit, before anybody hears that it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils import timezone

from postroom import journal
from postroom.errors import Refused
from postroom.jira.events import Event, read_payload
from postroom.models import JiraEvent, JiraSite, SitePolling

Source = JiraEvent.Source
LONGEST = {"entity": 120, "version": 60, "issue_id": 40, "issue_key": 120, "actor": 128, "actor_name": 300}


def webhook(site: JiraSite, body: bytes, identifier: str) -> None:
    """Store the events of a delivery that has proved itself; `identifier` is the same for its retries."""
    take(site, body, Source.WEBHOOK, identifier)


def automation(site: JiraSite, body: bytes) -> None:
    """Store the events of an Automation rule's request."""
    take(site, body, Source.AUTOMATION, "")


def take(site: JiraSite, body: bytes, source: Source, identifier: str) -> None:
    text = body.decode("utf-8", "replace")
    try:
        events = read_payload(body)
    except Refused as error:
        journal.begin_events([unreadable(site, body, text, source, identifier, error.reason)])
        return
    rows = [row_of(site, event, source, text) for event in events]
    if rows:
        rows[0].identifier = identifier[:200]
    journal.begin_events(rows)


def polled(site: JiraSite, events: Iterable[Event]) -> int:
    """Store what polling found; returns how many events are new."""
    return journal.begin_events([row_of(site, event, Source.POLLING, None) for event in events])


def row_of(site: JiraSite, event: Event, source: Source, payload: str | None) -> JiraEvent:
    short = {name: str(getattr(event, name)).replace("\0", "")[:most] for name, most in LONGEST.items()}
    return JiraEvent(
        site=site,
        kind=event.kind[:30],
        source=source,
        happened_at=event.at,
        said=event.to_json(),
        payload=payload,
        **short,
    )


def unreadable(
    site: JiraSite, body: bytes, text: str, source: Source, identifier: str, reason: str
) -> JiraEvent:
    """Signed, so it is from Jira, but not understood: for a person to look at."""
    return JiraEvent(
        site=site,
        kind="unreadable",
        entity=hashlib.sha256(body).hexdigest(),
        identifier=identifier[:200],
        source=source,
        happened_at=timezone.now(),
        payload=text,
        state=JiraEvent.State.PARKED,
        outcome=JiraEvent.Outcome.PARKED,
        reason=reason,
    )


def note_webhook(site: JiraSite) -> None:
    """For the page that says when Jira was last heard."""
    SitePolling.objects.update_or_create(site=site, defaults={"webhook_at": timezone.now()})
