"""Who is behind an event: an account, or the sender of the mail under whose mark it was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from postroom.errors import Temporary
from postroom.jira import events as jira_events
from postroom.models import Effect, InboundMessage, JiraEvent
from postroom.outbound.recipients import Cause
from postroom.outbound.visibility import Now

#: Kinds of mail whose coming is not told: nobody wrote them for anybody.
UNTOLD = ("reply", "receipt", "calendar", "bounce")
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
    effects = marked(now)
    return {row.pk: origin(row, now, effects, ours, owners) for row in rows}


def marked(now: Now) -> dict[str, Effect]:
    """Our effects by the marks on the issue and its comments."""
    marks = {now.issue.marker, *(comment.marker for comment in now.comments.values())} - {""}
    ids = [UUID(mark) for mark in marks if is_uuid(mark)]
    found = Effect.objects.filter(pk__in=ids).select_related("record")
    return {effect.marker: effect for effect in found}


def is_uuid(mark: str) -> bool:
    return len(mark) == 32 and all(letter in "0123456789abcdef" for letter in mark)


def origin(
    row: JiraEvent, now: Now, effects: Mapping[str, Effect], ours: str, owners: Mapping[str, str]
) -> Origin:
    said = jira_events.Event.from_json(row.said)
    effect = effects.get(mark_of(said, now))
    if effect is not None:
        wait_for_issue(effect)
        mail = effect.record
        silent = f"caused by an automatic mail ({mail.kind})" if mail.kind in UNTOLD else ""
        return Origin(cause_of(mail, owners), mail, silent, files_with(mail))
    keeper = housekeeping(said, now, ours) if said.kind == "updated" and said.actor == ours else None
    if keeper is not None:
        mail = keeper.record
        return Origin(cause_of(mail, owners), mail, f"belongs to what mail {mail.pk} brought ({keeper.step})")
    return Origin(Cause(account=said.actor))


def wait_for_issue(effect: Effect) -> None:
    """Who takes part by mail is known only once the answer to the creation is saved. Raises Temporary until then."""
    lost = timezone.now() - effect.claimed_at > LOST_FOR_GOOD
    if effect.step == "create" and effect.state != Effect.State.DONE and not lost:
        raise Temporary(f"Mail {effect.record_id} is still making this issue; waits for that.", 1)


def mark_of(said: jira_events.Event, now: Now) -> str:
    """The mark of the effect that the event would be, "" where it has none."""
    if said.kind == "created":
        return now.issue.marker
    comment = now.comments.get(said.comment_id)
    return comment.marker if comment is not None and said.kind == "commented" else ""


def cause_of(mail: InboundMessage, owners: Mapping[str, str]) -> Cause:
    """The sender instead of the account, and everybody who got that mail."""
    sender = mail.sender.lower()
    copies = {address.lower() for address in (*mail.recipients, *mail.answers_to)}
    accounts = {owners[address] for address in (sender, *copies) if address in owners}
    return Cause(sender=sender, copies=frozenset(copies), accounts=frozenset(accounts))


def files_with(mail: InboundMessage) -> tuple[str, ...]:
    done = mail.effects.filter(step__startswith="attach", state=Effect.State.DONE)
    return tuple(file for ids in done.values_list("remote_ids", flat=True) for file in ids)


def housekeeping(said: jira_events.Event, now: Now, ours: str) -> Effect | None:
    """The step of a mail's plan that an update is: its files attached, its pictures put into the description."""
    fields = {(each.field_id or each.field).lower() for each in said.changes}
    if fields == {"attachment"}:
        return of_files({each.new for each in said.changes if each.new}, now, said)
    return of_description(now, said) if fields == {"description"} else None


def of_files(files: Collection[str], now: Now, said: jira_events.Event) -> Effect | None:
    mine = Effect.objects.filter(step__startswith="attach").select_related("record")
    found = mine.filter(issue_key=now.issue.key, remote_ids__overlap=list(files)).first()
    if found is None and files:
        wait_for_answers(now, said, "attach")
    return found


def of_description(now: Now, said: jira_events.Event) -> Effect | None:
    """The description's own mark is a property; here the time and the account tell enough."""
    mine = Effect.objects.filter(step="describe", issue_key=now.issue.key).select_related("record")
    found = mine.filter(first_claimed_at__lte=said.at + SLACK, answered_at__gte=said.at - SLACK).first()
    if found is None:
        wait_for_answers(now, said, "describe")
    return found


def wait_for_answers(now: Now, said: jira_events.Event, step: str) -> None:
    """Raises Temporary while a step under way on this issue may be what the event is."""
    waiting = Effect.objects.filter(
        step__startswith=step,
        state=Effect.State.CLAIMED,
        claimed_at__lte=said.at + SLACK,
        claimed_at__gte=said.at - LOST_FOR_GOOD,
    )
    for effect in waiting.select_related("record__conversation", "record__plan"):
        if key_of(effect) == now.issue.key:
            raise Temporary(
                f"Mail {effect.record_id} is still being filed in {now.issue.key}; waits for that.", 1
            )


def key_of(effect: Effect) -> str:
    """The issue on which a step works whose answer has not come."""
    conversation = effect.record.conversation
    return conversation.issue_key if conversation is not None else ""
