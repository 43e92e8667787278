"""What was held for one receiver becomes one mail when its time has come; all of it is looked at anew."""

from __future__ import annotations

import copy
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from postroom import journal
from postroom.connections import renderers
from postroom.errors import Refused
from postroom.jira.events import Event
from postroom.journal import EventTurn, Finished, NoticeTurn, Outcome, Told
from postroom.mail.compose import BadAddress
from postroom.models import Held, JiraEvent, NotificationMapping, OutboundMessage
from postroom.outbound import audience, holding, hook_out, unsubscribing
from postroom.outbound.close import Round, check_filter, look, parcel_for, round_of, sight
from postroom.outbound.letters import Parcel, Subject, finished, is_empty, source_of, wanted
from postroom.outbound.recipients import Receiver
from postroom.outbound.view import blank, profile_values, receiver_values
from postroom.outbound.visibility import Seen

KIND = "mail.digest"
MOST_AT_ONCE = 1000  # receivers whose time has come, in one look


def begin_due() -> int:
    """Put an event of our own for each (mapping, address) whose time has come; returns how many are new.

    One that is still in work takes with it what is due by then.
    """
    due = Held.objects.filter(due_at__lte=timezone.now()).values("mapping", "mapping__site", "address")
    groups = due.annotate(since=Min("due_at"), last=Max("pk")).order_by("since")
    in_work = JiraEvent.objects.filter(kind=KIND, state__in=JiraEvent.OPEN)
    busy = set(in_work.values_list("entity", flat=True))
    events = (event_of(group) for group in groups)
    new = islice((each for each in events if each.entity not in busy), MOST_AT_ONCE)
    return journal.begin_events(list(new))


def event_of(group: Mapping[str, Any]) -> JiraEvent:
    """Its version names the last that is held, since more may be held for the same time a moment later."""
    mapping, address, now = group["mapping"], group["address"], timezone.now()
    entity = f"{mapping}/{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    version = f"{group['since']:%Y-%m-%dT%H:%M}/{group['last']}"
    return JiraEvent(
        site_id=group["mapping__site"],
        kind=KIND,
        entity=entity,
        version=version,
        source=JiraEvent.Source.POSTROOM,
        happened_at=now,
        said=Event(KIND, entity, version, now, summary=address).to_json(),
    )


@dataclass(frozen=True)
class Story:
    """One issue with all that is held of it, its receiver and what they see as of now."""

    held: tuple[Held, ...]
    receiver: Receiver
    seen: Seen
    common: Round


@dataclass(frozen=True)
class Gone:
    """One issue of which nothing is told any more, and why."""

    held: tuple[Held, ...]
    receiver: Receiver
    reason: str


def tell(turn: EventTurn) -> Outcome:
    """Tell one receiver what was held for them. Raises Temporary where Jira is away: it stays held."""
    mapping, held = held_for(turn)
    receiver = holding.receiver_of(held[-1].receiver)
    later = holding.quiet_until(mapping, receiver)
    if later is not None:
        Held.objects.filter(pk__in=[each.pk for each in held]).update(due_at=later)
        return Outcome("handled", f"quiet hours: told at {later:%Y-%m-%d %H:%M} UTC")
    looked = [look_again(turn, each) for each in by_issue(held)]
    stories = [each for each in looked if isinstance(each, Story)]
    mails, empty = written(turn, mapping, stories)
    gone = [each for each in looked if isinstance(each, Gone)]
    if empty:
        gone += [Gone(each.held, each.receiver, empty) for each in stories]
    outcome = ending(mails, gone)
    told = [] if empty else [line for each in stories for line in note_told(turn, each)]
    journal.release(turn, [*told, *(line for each in gone for line in note_gone(turn, each))], mails, outcome)
    return outcome


def held_for(turn: EventTurn) -> tuple[NotificationMapping, list[Held]]:
    """The mapping and what is due, oldest first. Raises Refused where nothing is."""
    event = Event.from_json(turn.record.said)
    due = Held.objects.filter(mapping=int(event.entity.partition("/")[0]), address=event.summary)
    relations = ("mapping__site", "mapping__outbound", "notice__site", "notice__mapping__outbound")
    rows = due.filter(due_at__lte=timezone.now()).select_related(*relations, "notice__mapping__profile")
    held = list(rows.order_by("notice_id"))
    if not held:
        raise Refused("nothing is held for them any more", outcome="ignored")
    return held[0].mapping, held


def by_issue(held: Sequence[Held]) -> list[tuple[Held, ...]]:
    """What belongs to one issue together, the issues in the order of their first notice."""
    groups: defaultdict[str, list[Held]] = defaultdict(list)
    for each in held:
        groups[each.notice.issue_id].append(each)
    return [tuple(each) for each in groups.values()]


def look_again(turn: EventTurn, held: tuple[Held, ...]) -> Story | Gone:
    """One issue as it is now, by the ways of a notice that closes."""
    receiver = holding.receiver_of(held[-1].receiver)
    try:
        return told_now(turn, held, receiver)
    except Refused as refused:
        return Gone(held, receiver, refused.reason)


def told_now(turn: EventTurn, held: tuple[Held, ...], receiver: Receiver) -> Story:
    """Raises Refused with the reason where nothing is told of the issue any more."""
    notice: NoticeTurn = journal.Turn(held[-1].notice, turn.attempt, turn.trace)
    mapping = notice.record.mapping
    if not mapping.enabled or hook_out.is_hook(mapping.outbound):
        raise Refused(f"'{mapping.name}' was switched off, or sends no mail any more")
    rows = list(rows_of(held))
    told = look(notice, rows)
    check_filter(notice, told)
    chosen = audience.again(mapping.site, mapping, receiver, told)
    if not chosen.receivers:
        raise Refused(chosen.left_out[-1][1] if chosen.left_out else "is not known any more")
    seen = sight(notice, chosen.receivers[0], told)
    if not seen.events:
        raise Refused(seen.reason)
    return Story(held, chosen.receivers[0], seen, round_of(notice, rows, told))


def rows_of(held: Sequence[Held]) -> Iterator[JiraEvent]:
    """The events of these notices, oldest first."""
    found = JiraEvent.objects.filter(notices__in=[each.notice_id for each in held])
    yield from found.select_related("site").distinct().order_by("happened_at", "id")


# The mail


def written(
    turn: EventTurn, mapping: NotificationMapping, stories: Sequence[Story]
) -> tuple[list[Finished], str]:
    """The mail, none where there is nothing to tell, and why it cannot be one, "" where it can.

    One issue without a digest, after quiet hours, is told like any other notice.
    """
    if not stories:
        return [], ""
    alone = len(stories) == 1 and not mapping.digest
    parcel = notice_parcel(stories[0]) if alone else digest_parcel(mapping, stories)
    if is_empty(parcel.rendered):
        return [], "the templates have nothing to say, and empty mail is not sent"
    notice = stories[0].held[-1].notice if alone else None
    try:
        return [finished(parcel, notice=notice, event=turn.record)], ""
    except BadAddress as error:
        return [], str(error)


def notice_parcel(story: Story) -> Parcel:
    return parcel_for(story.common, (story.receiver,), story.seen)


def digest_parcel(mapping: NotificationMapping, stories: Sequence[Story]) -> Parcel:
    """One mail of all these issues; its identity is that of what it tells, and of whom."""
    receiver = merged(stories)
    route = stories[0].common.route
    link = unsubscribing.link_for(mapping, (receiver,))
    values = {
        **blank(mapping.site, mapping.language),
        "issues": [item(each) for each in stories],
        "receiver": receiver_values(receiver, mapping.language),
        "mapping": {"name": mapping.name},
        "profile": profile_values(route.profile),
        "unsubscribe_url": link,
    }
    source, parts = source_of(mapping.template_set), wanted(mapping.format)
    told = "\n".join(each.common.once for each in stories)
    return Parcel(
        kind=OutboundMessage.Kind.DIGEST,
        about=Subject(mapping.site),
        route=route,
        receivers=(receiver,),
        rendered=renderers().render(source, "digest", values, parts),
        once=f"{KIND}\n{told}\n{receiver.address.lower()}",
        language=mapping.language,
        unsubscribe=unsubscribing.fields_for(link),
    )


def merged(stories: Sequence[Story]) -> Receiver:
    """The receiver with the reasons of all."""
    reasons = dict.fromkeys(words for each in stories for words in each.receiver.reasons)
    return replace(stories[-1].receiver, reasons=tuple(reasons))


def item(story: Story) -> dict[str, Any]:
    """An issue with its events; files and pictures do not go with a digest."""
    view = story.common.view
    lean = copy.copy(view.mapping)
    lean.attachments = lean.inline_images = False
    values = replace(view, mapping=lean).shown(story.seen, story.receiver).values
    return {"issue": values["issue"], "events": values["events"]}


# How it ends


def ending(mails: Sequence[Finished], gone: Sequence[Gone]) -> Outcome:
    if mails:
        return Outcome("handled")
    reasons = dict.fromkeys(each.reason for each in gone)
    return Outcome("ignored", f"there is nothing left to tell ({'; '.join(reasons)})")


def note_told(turn: EventTurn, story: Story) -> Iterator[Told]:
    """For each of its notices that its receiver was told."""
    for each in story.held:
        yield Told(each, f"{story.receiver} was told (event {turn.record.pk}).", str(story.receiver))


def note_gone(turn: EventTurn, gone: Gone) -> Iterator[Told]:
    """For each of its notices why its receiver was not told after all."""
    for each in gone.held:
        turn.say(f"Nothing of {each.notice.issue_key} is told: {gone.reason}.")
        words = f"{gone.receiver} is not told after all: {gone.reason}."
        yield Told(each, words, str(gone.receiver), gone.reason)
