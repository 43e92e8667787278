"""Who is behind an event: an account, or the sender of the mail under whose mark it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from postroom.errors import Temporary
from postroom.jira import events as jira_events
from postroom.jira.snapshot import Person
from postroom.models import Effect, InboundMessage, JiraEvent, JiraSite, Plan
from postroom.outbound.recipients import Cause
from postroom.outbound.visibility import Now

#: Kinds of mail whose coming is not told: nobody wrote them for anybody.
UNTOLD = ("reply", "receipt", "calendar", "bounce")
BY_PROGRAMS = ("generated", "newsletter")
SLACK = timedelta(minutes=2)  # how far Jira's clock and ours may be apart
LOST_FOR_GOOD = timedelta(minutes=10)  # an answer that has not come by then says nothing about this event


@dataclass(frozen=True)
class Origin:
    """`mail`: the mail that caused it. `folded`: why it is not told by itself, "" where it is.

    `files`: ids of the attachments that came with the same mail.
    """

    cause: Cause
    mail: InboundMessage | None = None
    folded: str = ""
    files: tuple[str, ...] = field(default=())


def origins(rows: Sequence[JiraEvent], now: Now, ours: str, owners: Mapping[str, str]) -> dict[int, Origin]:
    """By event, who is behind it. `ours` is the account whose token we use, `owners` our map of addresses.

    The marks are those that Jira holds now, so that an event which came before our own answer was saved is
    known as well. Raises Temporary while an answer of ours that may explain an event is still to come.
    """
    effects = marked(rows, marks(now, ours))
    return {row.pk: origin(row, now, effects, ours, owners) for row in rows}


def marks(now: Now, ours: str) -> Mapping[str, str]:
    """By comment, and "" for the issue, the marks on what our own account made; on others' they are copies."""
    held = {id: comment.marker for id, comment in now.comments.items() if is_by(comment.author, ours)}
    return held | ({"": now.issue.marker} if is_by(now.issue.creator, ours) else {})


def is_by(person: Person | None, account: str) -> bool:
    return person is not None and person.id == account


def marked(rows: Sequence[JiraEvent], marks: Mapping[str, str]) -> dict[str, Effect]:
    """Our effects on this site by what they made: comments, and "" for the issue."""
    ids = {UUID(mark) for mark in marks.values() if is_uuid(mark)}
    found = effects_on(rows[0].site).filter(pk__in=ids) if ids and rows else ()
    by_mark = {effect.marker: effect for effect in found}
    return {id: by_mark[mark] for id, mark in marks.items() if mark in by_mark}


def effects_on(site: JiraSite) -> QuerySet[Effect]:
    return Effect.objects.filter(record__profile__site=site).select_related("record")


def is_uuid(mark: str) -> bool:
    return len(mark) == 32 and all(letter in "0123456789abcdef" for letter in mark)


def origin(
    row: JiraEvent, now: Now, effects: Mapping[str, Effect], ours: str, owners: Mapping[str, str]
) -> Origin:
    said = jira_events.Event.from_json(row.said)
    made = {"created": "", "commented": said.comment_id}.get(said.kind)
    effect = effects.get(made) if made is not None else None
    if effect is not None:
        wait_for_mail(effect)
        mail = effect.record
        silent = f"caused by an automatic mail ({mail.kind})" if mail.kind in UNTOLD else ""
        return Origin(cause_of(mail, owners), mail, silent, files_with(mail))
    keeper = housekeeping(row, said, now) if said.kind == "updated" and said.actor == ours else None
    if keeper is not None:
        mail = keeper.record
        return Origin(cause_of(mail, owners), mail, f"belongs to what mail {mail.pk} brought ({keeper.step})")
    return Origin(Cause(account=said.actor))


def wait_for_mail(effect: Effect) -> None:
    """Who takes part by mail, and which files came with it, is known only once our own answers are saved.

    Raises Temporary until then.
    """
    mail = effect.record
    if timezone.now() - effect.claimed_at > LOST_FOR_GOOD:
        return
    if effect.step == "create" and effect.state != Effect.State.DONE:
        raise Temporary(f"Mail {mail.pk} is still making this issue; waits for that.", 1)
    plan = plan_of(effect)
    if mail.state in InboundMessage.OPEN and plan is not None and plan.content["plan"]["groups"]:
        raise Temporary(f"The files of mail {mail.pk} are still being attached; waits for that.", 1)


def cause_of(mail: InboundMessage, owners: Mapping[str, str]) -> Cause:
    """The sender instead of the account, and everybody who got that mail."""
    sender = mail.sender.lower()
    copies = {address.lower() for address in (*mail.recipients, *mail.answers_to)}
    accounts = {owners[address] for address in (sender, *copies) if address in owners}
    return Cause(sender=sender, copies=frozenset(copies), accounts=frozenset(accounts))


def files_with(mail: InboundMessage) -> tuple[str, ...]:
    done = mail.effects.filter(step__startswith="attach", state=Effect.State.DONE)
    return tuple(file for ids in done.values_list("remote_ids", flat=True) for file in ids)


def housekeeping(row: JiraEvent, said: jira_events.Event, now: Now) -> Effect | None:
    """The step of a mail's plan that an update is: its files attached, its pictures put into the description."""
    if fields_of(said) == {"attachment"}:
        return of_files(row, said, now)
    return of_description(row, said, now) if fields_of(said) == {"description"} else None


def fields_of(said: jira_events.Event) -> set[str]:
    return {(each.field_id or each.field).lower() for each in said.changes}


def of_files(row: JiraEvent, said: jira_events.Event, now: Now) -> Effect | None:
    files = [each.new for each in said.changes if each.new]
    mine = effects_on(row.site).filter(step__startswith="attach", issue_key=now.issue.key)
    found = mine.filter(remote_ids__overlap=files).first()
    if found is None and files:
        wait_for_answers(row, said, now, "attach")
    return found


def of_description(row: JiraEvent, said: jira_events.Event, now: Now) -> Effect | None:
    """The description's own mark is a property; here the time and the account tell enough.

    A step of ours changes the description once: what our account changes after that was done by hand.
    """
    mine = effects_on(row.site).filter(step="describe", issue_key=now.issue.key)
    found = mine.filter(first_claimed_at__lte=said.at + SLACK, answered_at__gte=said.at - SLACK).first()
    if found is None:
        wait_for_answers(row, said, now, "describe")
    elif described_before(row, found):
        return None
    return found


def described_before(row: JiraEvent, effect: Effect) -> bool:
    """Whether another event is the one that the step brought about."""
    earlier = JiraEvent.objects.filter(
        site=row.site,
        issue_id=row.issue_id,
        kind=row.kind,
        actor=row.actor,
        happened_at__range=(effect.first_claimed_at - SLACK, row.happened_at),
    ).exclude(pk=row.pk)
    told = (jira_events.Event.from_json(each.said) for each in earlier)
    return any("description" in fields_of(each) for each in told)


def wait_for_answers(row: JiraEvent, said: jira_events.Event, now: Now, step: str) -> None:
    """Raises Temporary while a step under way on this issue may be what the event is."""
    waiting = effects_on(row.site).filter(
        step__startswith=step,
        state=Effect.State.CLAIMED,
        claimed_at__lte=said.at + SLACK,
        claimed_at__gte=said.at - LOST_FOR_GOOD,
    )
    for effect in waiting.select_related("record__plan__conversation"):
        if key_of(effect) == now.issue.key:
            raise Temporary(
                f"Mail {effect.record_id} is still being filed in {now.issue.key}; waits for that.", 1
            )


def key_of(effect: Effect) -> str:
    """The issue on which a step works whose answer has not come: that of its plan, once it is made."""
    plan = plan_of(effect)
    if plan is None:
        return ""
    return str(plan.content["plan"]["issue_key"]) or (
        plan.conversation.issue_key if plan.conversation else ""
    )


def plan_of(effect: Effect) -> Plan | None:
    return getattr(effect.record, "plan", None)
