"""What happened in Jira, as it is told: stored and queued in one commit, before anybody hears that it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from postroom import journal
from postroom.errors import Refused
from postroom.jira.events import Event, read_payload
from postroom.models import Installation, JiraEvent, JiraSite, SitePolling

Source = JiraEvent.Source
MINUTE = timedelta(minutes=1)
LONGEST = {"entity": 120, "version": 60, "issue_id": 40, "issue_key": 120, "actor": 128, "actor_name": 300}


def webhook(site: JiraSite, body: bytes, identifier: str) -> None:
    """Store the events of a delivery that has proved itself; `identifier` is the same for its retries."""
    take(site, body, Source.WEBHOOK, identifier)
    note_webhook(site)


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
    journal.begin_events([left_to_people(row) for row in rows])


def polled(site: JiraSite, events: Iterable[Event]) -> int:
    """Store what polling found; returns how many events are new."""
    rows = [row_of(site, event, Source.POLLING, "") for event in events]
    return journal.begin_events([left_to_people(row) for row in rows])


def left_to_people(row: JiraEvent) -> JiraEvent:
    """What happened before a backup was brought back may have been told by the Postroom of that time: a person says."""
    restored = Installation.objects.values_list("restored_at", flat=True).first()
    if restored is None or row.happened_at > restored:
        return row
    row.state, row.outcome, row.attempts = JiraEvent.State.DONE, JiraEvent.Outcome.IGNORED, 1
    row.reason = (
        f"it happened before the restore of {restored:%Y-%m-%d %H:%M} UTC and may have been told already: "
        "recorded, not mailed. Run again tells it"
    )
    row.trace = [[round(time.time(), 3), f"Ignored: {row.reason}."]]
    return row


def row_of(site: JiraSite, event: Event, source: Source, payload: str) -> JiraEvent:
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
        reason=reason.replace("\0", ""),
    )


def note_webhook(site: JiraSite) -> None:
    """For the page that says when Jira was last heard; written once a minute at most."""
    now = timezone.now()
    state, made = SitePolling.objects.get_or_create(site=site, defaults={"webhook_at": now})
    if not made and (state.webhook_at is None or now - state.webhook_at > MINUTE):
        SitePolling.objects.filter(pk=state.pk).update(webhook_at=now)
