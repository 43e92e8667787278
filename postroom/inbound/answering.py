"""Asks outbound to answer a mail: that it came, or why it was refused. Nobody answers a program (RFC 3834)."""

from __future__ import annotations

from django.utils import timezone

from postroom import journal
from postroom.jira.events import Event
from postroom.journal import Run
from postroom.models import InboundMessage, JiraEvent

ACKNOWLEDGE, REJECT = "mail.acknowledge", "mail.reject"


def acknowledge(run: Run, issue_id: str, issue_key: str) -> None:
    """The mail became a new issue; belongs into the commit that makes this known."""
    if run.profile.acknowledge:
        ask(run, ACKNOWLEDGE, issue_id, issue_key)


def reject(run: Run, reason: str) -> None:
    """The mail was refused."""
    if run.profile.reject_notices:
        ask(run, REJECT, reason=reason)


def ask(run: Run, kind: str, issue_id: str = "", issue_key: str = "", reason: str = "") -> None:
    """An event of our own; asked twice for the same mail it is one all the same."""
    if run.record.kind != "person":
        run.say(f"It is not answered: nobody waits for an answer to it ({run.record.kind}).")
        return
    mark, now = run.marker(kind), timezone.now()
    said = Event(kind, mark, "", now, issue_id=issue_id, issue_key=issue_key, summary=reason)
    row = JiraEvent(
        site=run.site,
        kind=kind,
        entity=mark,
        source=JiraEvent.Source.POSTROOM,
        issue_id=issue_id,
        issue_key=issue_key,
        happened_at=now,
        said=said.to_json(),
        caused_by=InboundMessage(pk=run.record.pk),
    )
    journal.begin_events([row])
