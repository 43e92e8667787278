"""An event's way from stored to handled, and the notices that it joins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from postroom.errors import Refused, Temporary
from postroom.journal.run import Turn
from postroom.journal.sending import Finished, store_messages
from postroom.journal.values import Outcome, Told
from postroom.journal.working import attempted, make, put, settle
from postroom.models import Held, JiraEvent, Notice, NotificationMapping

State = JiraEvent.State
RUN_AGAIN = "Run again by"

EventTurn = Turn[JiraEvent]
NoticeTurn = Turn[Notice]


def begin_events(events: Sequence[JiraEvent]) -> int:
    """Store what is new of these events and put their jobs, in one commit; returns how many are new.

    Known is an event of the same site, kind, entity and version, or with the same webhook identifier.
    """
    with transaction.atomic():
        new = insert_new(sorted(events, key=lambda each: (each.kind, each.entity, each.version)))
        put(JiraEvent, ((pk, lock_of(event)) for pk, event in new if event.state in JiraEvent.OPEN))
    return len(new)


def lock_of(event: JiraEvent) -> str | None:
    """Events of one issue are handled one after the other; of no issue, those about one thing."""
    return f"event:{event.site_id}:{event.issue_id or event.issue_key or event.entity}"


def insert_new(rows: Iterable[JiraEvent]) -> list[tuple[int, JiraEvent]]:
    columns = [field for field in JiraEvent._meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in columns)
    places = ", ".join(["%s"] * len(columns))
    new = []
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                f"insert into postroom_jiraevent ({names}) values ({places})"  # noqa: S608 - columns of ours
                " on conflict do nothing returning id",
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in columns],
            )
            new += [(made[0], row) for made in cursor.fetchall()]
    return new


def handle(record: int, story: Callable[[EventTurn], Outcome]) -> list[int]:
    """Make one attempt at an event; returns the notices that are to be closed at once and have no job.

    Raises Again where the job is to run once more.
    """
    number = attempted(JiraEvent, record)
    if not number:
        return []
    row = JiraEvent.objects.select_related("site", "caused_by__profile__outbound").get(pk=record)
    turn = Turn(row, number, list(row.trace), row.site if asks_jira(row) else None)
    make(turn, story)
    return turn.follows


def asks_jira(event: JiraEvent) -> bool:
    """Whether it cannot be handled while the site is away: what is our own, and what names its issue by the key."""
    return event.source == JiraEvent.Source.POSTROOM or not event.issue_id


def join(turn: EventTurn, joining: Iterable[NotificationMapping], outcome: Callable[[], Outcome]) -> None:
    """Let the event join the open notice of each mapping, or open one, and end the event, in one commit."""
    with transaction.atomic():
        turn.hold()
        for mapping in sorted(joining, key=lambda each: each.pk):
            notice, closes_at = open_notice(turn.record, mapping)
            enter(notice, turn.record)
            turn.say(f"'{mapping.name}': joined notice {notice}.")
            turn.record.verdicts = [*turn.record.verdicts, [mapping.name, notice, ""]]
            if closes_at is not None and mapping.window:
                put(Notice, [(notice, None)], at=closes_at)
            elif closes_at is not None:
                turn.follows.append(notice)  # its job is this one; after a death put_orphans makes another
        settle(turn, outcome(), verdicts=turn.record.verdicts)


def open_notice(event: JiraEvent, mapping: NotificationMapping) -> tuple[int, datetime | None]:
    """The notice that the event joins, locked until the commit; and when it closes, if it is a new one."""
    closes_at = timezone.now() + timedelta(seconds=mapping.window)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_notice (site_id, mapping_id, issue_id, issue_key, is_open, opened_at, closes_at,"
            " outcome, left_out, state, reason, trace, attempts, changed_at, waits_for)"
            " values (%s, %s, %s, %s, true, now(), %s, '', %s, 'queued', '', %s, 0, now(), '')"
            " on conflict (mapping_id, issue_id) where is_open"
            " do update set issue_key = excluded.issue_key returning id, xmax = 0",
            [event.site_id, mapping.pk, event.issue_id, event.issue_key, closes_at, *empty_lists()],
        )
        notice, new = cursor.fetchone()
    return notice, closes_at if new else None


def enter(notice: int, event: JiraEvent) -> None:
    """The notice tells of the event, once however often it was run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_noticeevent (notice_id, event_id) values (%s, %s) on conflict do nothing",
            [notice, event.pk],
        )


def empty_lists() -> list[Any]:
    sealed = (Notice._meta.get_field("left_out"), Notice._meta.get_field("trace"))
    return [field.get_db_prep_save([], connection) for field in sealed]


def close(record: int, story: Callable[[NoticeTurn], Outcome]) -> None:
    """Make one attempt to turn a notice into mails. Raises Again where the job is to run once more."""
    if number := attempted(Notice, record):
        row = Notice.objects.select_related("site", "mapping__outbound", "mapping__profile").get(pk=record)
        row.mapping.site = row.site  # the same: one question less
        make(Turn(row, number, list(row.trace), row.site), story)


def seal(turn: NoticeTurn) -> list[JiraEvent]:
    """From now on events open the next notice; returns what this one tells of, oldest first."""
    if turn.record.is_open:
        turn.write(is_open=False)
    return list(turn.record.events.select_related("site").order_by("happened_at", "id"))


def finish(
    turn: NoticeTurn,
    outcome: Outcome,
    mails: Iterable[Finished],
    left_out: list[list[str]],
    held: Iterable[Held] = (),
) -> None:
    """Save the finished mails and who is told later, put the mails' jobs and end the notice, in one commit."""
    with transaction.atomic():
        turn.hold()
        store_messages(mails)
        Held.objects.bulk_create(held)
        settle(turn, outcome, left_out=left_out)


def finish_event(turn: EventTurn, mails: Iterable[Finished], outcome: Outcome) -> None:
    """Save the finished mails of an event that no notice tells, and end it, in one commit."""
    with transaction.atomic():
        turn.hold()
        store_messages(mails)
        settle(turn, outcome)


def release(turn: EventTurn, told: Sequence[Told], mails: Iterable[Finished], outcome: Outcome) -> None:
    """Save the mails that held notices became, hold these no more, and end the event, in one commit.

    Raises Temporary where one of them is no longer held.
    """
    with transaction.atomic():
        turn.hold()
        rows = Held.objects.filter(pk__in=[each.held.pk for each in told])
        if len(rows.select_for_update().order_by("pk").values_list("pk")) != len(told):
            raise Temporary("Some of what was held was told or dropped meanwhile; it is looked at anew.", 1)
        store_messages(mails)
        for each in sorted(told, key=lambda each: each.held.notice_id):
            note(each)
        rows.delete()
        settle(turn, outcome)


def note(told: Told) -> None:
    """Write on the notice what became of it for a receiver who was to be told later."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=told.held.notice_id)
    notice.trace = [*notice.trace, [round(time.time(), 3), told.words]]
    if told.left_out:
        notice.left_out = [*notice.left_out, [told.who, told.left_out]]
    notice.changed_at = timezone.now()
    notice.save(update_fields=["trace", "left_out", "changed_at"])


def retry_event(record: int, by: str) -> str:
    """Let a person run an event again; returns what will happen, in words. Raises Refused while it is in work."""
    with transaction.atomic():
        row = JiraEvent.objects.select_for_update().get(pk=record)
        if row.state in JiraEvent.OPEN:
            raise Refused("This event is still in work.")
        told = row.notices.filter(outcome=Notice.Outcome.SENT).exists()
        words = "Mails about it go out once more." if told else "It is handled anew."
        row.trace = [*row.trace, [round(time.time(), 3), f"{RUN_AGAIN} {by}. {words}"]]
        row.state, row.outcome, row.reason, row.verdicts = State.QUEUED, "", "", []
        row.changed_at = timezone.now()
        row.save(update_fields=["trace", "state", "outcome", "reason", "verdicts", "changed_at"])
        put(JiraEvent, [(row.pk, lock_of(row))])
    return words


def came_late(event: JiraEvent, limit: timedelta) -> bool:
    """Whether it was older than this when it was heard, and no person wanted it worked on nevertheless."""
    wanted = any(str(text).startswith(RUN_AGAIN) for _, text in event.trace)
    return event.received_at - event.happened_at > limit and not wanted
