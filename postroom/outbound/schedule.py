"""The whole story of one time of a schedule: what its search finds now, for each who may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from postroom import journal
from postroom.connections import jira_of, renderers
from postroom.errors import BadConfiguration, Refused
from postroom.jira.events import Event
from postroom.jira.render import Look
from postroom.jira.snapshot import Snapshot
from postroom.journal import EventTurn, Finished, Outcome
from postroom.mail.compose import BadAddress
from postroom.models import JiraEvent, NotificationMapping, OutboundMessage, Schedule
from postroom.outbound import audience, hook_out, visibility
from postroom.outbound.files import Files
from postroom.outbound.letters import Parcel, Route, Subject, finished, is_empty, source_of
from postroom.outbound.recipients import Chosen, Receiver
from postroom.outbound.scene import Scene
from postroom.outbound.schedule_search import find
from postroom.outbound.view import View, blank, profile_values, receiver_values
from postroom.outbound.visibility import Now, Policy, Seen

OLDEST = timedelta(hours=6)  # of what is due and could not be started: nobody wants Monday's list on Tuesday
MOST_SAID = 50  # lines in the trace
#: To be shown an issue in a list is as much as to hear that it was made.
SHOWN = (visibility.Event("issue", "created"),)


@dataclass(frozen=True)
class Listed:
    """An issue in somebody's mail; `receiver` is how they stand to this very issue."""

    issue: Snapshot
    receiver: Receiver


@dataclass(frozen=True)
class Plan:
    """Who gets which issues. `left_out`: by issue, who does not and why. `more`: issues found beyond the first."""

    mails: tuple[tuple[Receiver, tuple[Listed, ...]], ...]
    left_out: tuple[tuple[str, str, str], ...]
    found: int
    more: int


def send_scheduled(turn: EventTurn) -> Outcome:
    """Turn one time of a schedule into a mail for each receiver. Raises Refused where there is none to be made."""
    schedule = schedule_of(turn.record)
    if journal.came_late(turn.record, OLDEST):
        raise Refused("due more than 6 hours before it could be started: not mailed", outcome="ignored")
    plan = planned(schedule)
    say(turn, plan)
    mails = list(written(turn, schedule, plan))
    outcome = Outcome("handled") if mails else Outcome("ignored", why_none(plan))
    journal.finish_event(turn, mails, outcome)
    return outcome


def schedule_of(event: JiraEvent) -> Schedule:
    """Raises Refused where it is gone, or switched off."""
    name = Event.from_json(event.said).summary
    known = Schedule.objects.select_related("site", "profile", "outbound")
    schedule = known.filter(name=name, site=event.site, enabled=True).first()
    if schedule is None:
        raise Refused(f"there is no schedule '{name}' that is switched on any more", outcome="ignored")
    return schedule


def say(turn: EventTurn, plan: Plan) -> None:
    more = f", and {plan.more} more that are left out" if plan.more else ""
    turn.say(f"The search finds {plan.found} issues{more}.")
    for key, who, reason in plan.left_out[:MOST_SAID]:
        turn.say(f"{key}: not for {who}: {reason}.")


def why_none(plan: Plan) -> str:
    if not plan.found:
        return "the search finds no issue"
    reasons = "; ".join(dict.fromkeys(f"{who}: {reason}" for _, who, reason in plan.left_out[:10]))
    return f"nobody is to get it ({reasons or 'the audience names nobody'})"


# Who gets what


def preview(name: str) -> Plan:
    """What a schedule would send now; nothing is stored. Raises BadConfiguration where there is none of this name."""
    schedule = Schedule.objects.select_related("site", "profile", "outbound").filter(name=name).first()
    if schedule is None:
        names = ", ".join(Schedule.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise BadConfiguration(f"There is no schedule named '{name}'. There are: {names}.")
    return planned(schedule)


def planned(schedule: Schedule) -> Plan:
    """Who gets which issues now, each of which they may see."""
    found = find(jira_of(schedule.site), schedule.jql, schedule.most)
    lists: defaultdict[tuple[str, str], list[Listed]] = defaultdict(list)
    left_out: list[tuple[str, str, str]] = []
    for issue in found.issues:
        chosen = whom(schedule, issue)
        left_out += [(issue.key, who, reason) for who, reason in chosen.left_out]
        for receiver in chosen.receivers:
            reason = unseen(schedule, issue, receiver)
            if reason:
                left_out.append((issue.key, str(receiver), reason))
            else:
                lists[receiver.address.lower(), receiver.account_id].append(Listed(issue, receiver))
    mails = tuple((together(listed), tuple(listed)) for listed in lists.values())
    return Plan(mails, tuple(left_out), len(found.issues), found.more)


def whom(schedule: Schedule, issue: Snapshot) -> Chosen:
    """The audience for one issue; a webhook is the only receiver of what goes there."""
    if hook_out.is_hook(schedule.outbound):
        return hook_out.chosen(schedule.outbound)
    return audience.receivers(schedule.site, stand_in(schedule), Scene(Now(issue), ()))


def unseen(schedule: Schedule, issue: Snapshot, receiver: Receiver) -> str:
    """Why a receiver may not see an issue, "" where they may."""
    policy = Policy(secured_issues=schedule.secured_issues)
    seen = visibility.see(receiver, SHOWN, Now(issue), policy, audience.asked(schedule.site))
    return "" if seen.events else seen.reason


def together(listed: Iterable[Listed]) -> Receiver:
    """One receiver of several issues, with the reasons for all of them."""
    receivers = [each.receiver for each in listed]
    reasons = dict.fromkeys(reason for each in receivers for reason in each.reasons)
    return replace(receivers[0], reasons=tuple(reasons))


def stand_in(schedule: Schedule) -> NotificationMapping:
    """The schedule in the shape of a mapping that makes nothing public."""
    return NotificationMapping(
        name=schedule.name,
        site=schedule.site,
        audience=schedule.audience,
        include=schedule.include,
        exclude=schedule.exclude,
        inhibit_own=False,
        secured_issues=schedule.secured_issues,
        language=schedule.language,
        template_set=schedule.template_set,
    )


# The mails


def written(turn: EventTurn, schedule: Schedule, plan: Plan) -> Iterable[Finished]:
    """A finished mail for each receiver to whom one can go."""
    make = hook_out.finished if hook_out.is_hook(schedule.outbound) else finished
    for receiver, listed in plan.mails:
        parcel = parcel_for(turn.record, schedule, plan, receiver, listed)
        try:
            if is_empty(parcel.rendered):
                raise Refused("the templates have nothing to say, and empty mail is not sent")
            yield make(parcel, event=turn.record)
        except (Refused, BadAddress) as error:
            turn.say(f"Not for {receiver}: {error}")


def parcel_for(
    event: JiraEvent, schedule: Schedule, plan: Plan, receiver: Receiver, listed: Iterable[Listed]
) -> Parcel:
    values = values_for(schedule, plan, receiver, listed)
    source, kind = source_of(schedule.template_set), OutboundMessage.Kind.SCHEDULED
    if hook_out.is_hook(schedule.outbound):
        rendered = hook_out.rendered(source, kind, values)
    else:
        rendered = renderers().render(source, kind, values)
    return Parcel(
        kind=kind,
        about=Subject(schedule.site),
        route=Route(schedule.outbound, schedule.profile),
        receivers=(receiver,),
        rendered=rendered,
        once=f"{schedule.site.uuid}\n{event.kind}\n{event.entity}\n{receiver.address.lower()}\n{receiver.account_id}",
        language=schedule.language,
    )


def values_for(
    schedule: Schedule, plan: Plan, receiver: Receiver, listed: Iterable[Listed]
) -> Mapping[str, Any]:
    """What the templates see. An answer to it is no comment, since it is about several issues."""
    return {
        **blank(schedule.site, schedule.language),
        "title": title_of(schedule, plan),
        "issues": [{"issue": issue_values(schedule, each)} for each in listed],
        "receiver": receiver_values(receiver, schedule.language),
        "mapping": {"name": schedule.name},
        "profile": profile_values(schedule.profile),
    }


def title_of(schedule: Schedule, plan: Plan) -> str:
    """How many there are in all is not for everybody, but that it is not all is."""
    title = schedule.title or schedule.name
    return f"{title} (of the first {plan.found} found)" if plan.more else title


def issue_values(schedule: Schedule, listed: Listed) -> Mapping[str, Any]:
    scene = Scene(Now(listed.issue), ())
    files = Files(jira_of(schedule.site), (), 0)
    view = View(schedule.site, stand_in(schedule), schedule.profile, scene, files)
    return view.issue(Seen(), Look(), inside=listed.receiver.kind == "atlassian")
