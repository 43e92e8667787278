"""The whole story of one event: does anybody want to hear of it, and the notices that it joins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from postroom import journal
from postroom.connections import jira_of
from postroom.errors import Refused
from postroom.jira.events import Event
from postroom.jira.issues import read_issue
from postroom.journal import EventTurn, Outcome
from postroom.models import JiraSite, NotificationMapping
from postroom.outbound import digest, personal, schedule, schedule_clock
from postroom.outbound.answer import KINDS, answer
from postroom.outbound.match import why_not

#: Told by other events, or none of an issue's.
SILENT = {
    "attachment": "Jira tells of attachments with the change of their issue",
    "unlinked": "a link that is gone cannot be told of: Jira names no issue any more",
    "other": "nothing that happens to an issue",
}
#: By time or by a person.
ASKED_FOR = {schedule_clock.KIND: schedule.send_scheduled, personal.KIND: personal.send_personal}


def process(turn: EventTurn) -> Outcome:
    """Let one event join the notices of the mappings that tell of it; answer a mail where inbound asks for it."""
    if turn.record.kind in KINDS:
        return answer(turn)
    if turn.record.kind == digest.KIND:
        return digest.tell(turn)
    if turn.record.kind in ASKED_FOR:
        return ASKED_FOR[turn.record.kind](turn)
    event = with_issue(Event.from_json(turn.record.said), turn)
    screen(event, turn)
    told = [mapping for mapping in mappings(turn.record.site) if wants(mapping, event, turn)]
    journal.join(turn, told, lambda: outcome(turn, told))
    return outcome(turn, told)


def with_issue(event: Event, turn: EventTurn) -> Event:
    """An Automation rule may name the issue by its key alone."""
    if event.issue_id or not event.issue_key or event.kind in SILENT:
        return event
    issue = read_issue(jira_of(turn.record.site), event.issue_key)
    if issue is None:
        raise Refused(f"there is no issue {event.issue_key}, or Postroom may not see it", outcome="ignored")
    turn.write(issue_id=issue.id, issue_key=issue.key)
    return replace(event, issue_id=issue.id, issue_key=issue.key)


def screen(event: Event, turn: EventTurn) -> None:
    """Raise Refused (ignored) with the reason where nobody is to hear of it."""
    if event.kind in SILENT:
        raise Refused(SILENT[event.kind], outcome="ignored")
    if not event.issue_id:
        raise Refused("it names no issue", outcome="ignored")
    if not event.mailing:
        raise Refused("whoever changed these issues asked Jira to send no mail", outcome="ignored")
    hours = turn.record.site.oldest_event_hours
    if journal.came_late(turn.record, timedelta(hours=hours)):
        raise Refused(
            f"older than {hours:g} hours when it was heard: recorded, not mailed", outcome="ignored"
        )


def mappings(site: JiraSite) -> list[NotificationMapping]:
    return list(NotificationMapping.objects.filter(site=site, enabled=True).order_by("name"))


def wants(mapping: NotificationMapping, event: Event, turn: EventTurn) -> bool:
    reason = why_not(mapping, event)
    if reason:
        turn.say(f"'{mapping.name}' does not tell of it: {reason}.")
        turn.record.verdicts = [*turn.record.verdicts, [mapping.name, 0, reason]]
    return not reason


def outcome(turn: EventTurn, told: list[NotificationMapping]) -> Outcome:
    if told:
        return Outcome("handled")
    reasons = [f"'{name}': {reason}" for name, _, reason in turn.record.verdicts]
    return Outcome("ignored", "; ".join(reasons) or "no Notification Mapping of this site is enabled")
