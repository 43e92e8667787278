"""The whole story of one notice: what it tells is read now, and becomes a finished mail for each who may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from postroom import journal
from postroom.connections import jira_of, renderers
from postroom.errors import Refused
from postroom.jira.audience import matches
from postroom.journal import Finished, NoticeTurn, Outcome
from postroom.mail.compose import BadAddress
from postroom.models import Held, JiraEvent, NotificationMapping, OutboundMessage, Profile
from postroom.outbound import audience, holding, hook_out, scene, unsubscribing
from postroom.outbound.causes import BY_PROGRAMS, origins
from postroom.outbound.files import Files
from postroom.outbound.holding import Sights
from postroom.outbound.letters import (
    Known,
    Parcel,
    Route,
    Subject,
    ancestors,
    finished,
    is_empty,
    mails_about,
    source_of,
    wanted,
)
from postroom.outbound.match import in_projects, only_mentions
from postroom.outbound.recipients import Chosen, Receiver
from postroom.outbound.scene import Happened, Scene
from postroom.outbound.view import View
from postroom.outbound.visibility import Policy, Seen, see

Made = tuple[list[Finished], list[tuple[str, str]]]

OUTSIDE = ("", "customer")  # kinds of receivers: no account, and those who look through the portal


def close(turn: NoticeTurn) -> Outcome:
    """Turn one notice into mails."""
    rows = journal.seal(turn)
    told = look(turn, rows)
    check_filter(turn, told)
    chosen = whom(turn, told)
    sights = [(each, sight(turn, each, told)) for each in chosen.receivers]
    now, later = holding.apart(turn, [(who, seen) for who, seen in sights if seen.events])
    mails, empty = made(turn, rows, told, now)
    blind = [(str(who), seen.reason) for who, seen in sights if not seen.events]
    left_out = [[who, reason] for who, reason in (*chosen.left_out, *blind, *empty)]
    outcome = ending(mails, left_out, later)
    journal.finish(turn, outcome, mails, left_out, later)
    return outcome


def whom(turn: NoticeTurn, told: Scene) -> Chosen:
    """The mapping's audience; a webhook is the only receiver of what goes there."""
    mapping = turn.record.mapping
    if hook_out.is_hook(mapping.outbound):
        return hook_out.chosen(mapping.outbound)
    return audience.receivers(turn.record.site, mapping, told)


def made(turn: NoticeTurn, rows: Sequence[JiraEvent], told: Scene, sights: Sights) -> Made:
    """What goes out now, and who gets nothing and why."""
    if not sights:
        return [], []
    if hook_out.is_hook(turn.record.mapping.outbound):
        return hook_out.posts(turn.record, told, *sights[0], once(turn, rows))
    return written(turn, rows, told, sights)


def ending(
    mails: Sequence[Finished], left_out: Sequence[Sequence[str]], later: Sequence[Held] = ()
) -> Outcome:
    if later:
        word = "sent" if mails else "held"
        return Outcome(word, f"told later to {len(later)}: {holding.why(later[0].mapping)}")
    if mails:
        return Outcome("sent")
    reasons = "; ".join(f"{who}: {reason}" for who, reason in left_out[:10])
    return Outcome("ignored", f"nobody is to hear of it ({reasons or 'the audience names nobody'})")


def look(turn: NoticeTurn, rows: Sequence[JiraEvent]) -> Scene:
    """What is told, as it is now. Raises Refused where nothing is left to tell."""
    site, issue_id = turn.record.site, turn.record.issue_id
    jira = jira_of(site)
    now = scene.look(jira, rows, issue_id)
    found = origins(rows, now, audience.our_account(site), audience.owners(site))
    happened = list(scene.happened(jira, rows, found, issue_id))
    note_causes(turn, happened)
    told = scene.told(happened)
    if not told:
        reasons = dict.fromkeys(each.origin.folded for each in happened)
        raise Refused("; ".join(reasons), outcome="ignored")
    return Scene(now, told)


def note_causes(turn: NoticeTurn, happened: Iterable[Happened]) -> None:
    """For the pages: which mail is behind an event, and what is not told by itself."""
    for each in happened:
        if each.origin.mail is not None and each.row.caused_by_id != each.origin.mail.pk:
            JiraEvent.objects.filter(pk=each.row.pk).update(caused_by=each.origin.mail)
        if each.origin.folded:
            turn.say(f"Event {each.row.pk} is not told by itself: {each.origin.folded}.")


def check_filter(turn: NoticeTurn, told: Scene) -> None:
    """Raise Refused where the issue is not in the mapping's projects, or its JQL does not find it.

    A deleted issue cannot be asked for.
    """
    project, jql = told.issue.project.key, turn.record.mapping.jql
    if not in_projects(turn.record.mapping, project):
        raise Refused(f"the issue is in project {project}", outcome="ignored")
    if jql and not told.now.deleted and not matches(jira_of(turn.record.site), turn.record.issue_id, jql):
        raise Refused(f"the issue does not fit the JQL of '{turn.record.mapping.name}'", outcome="ignored")


def sight(turn: NoticeTurn, receiver: Receiver, told: Scene) -> Seen:
    """What this receiver may see of it."""
    mapping = turn.record.mapping
    reasons = [(each, why_not_theirs(mapping, each, receiver, told)) for each in told.events]
    events = tuple(told.in_sight(each) for each, reason in reasons if not reason)
    if not events:
        return Seen(reason="; ".join(dict.fromkeys(reason for _, reason in reasons)))
    return see(receiver, events, told.now, policy(mapping), audience.asked(turn.record.site))


def why_not_theirs(mapping: NotificationMapping, event: Happened, receiver: Receiver, told: Scene) -> str:
    """Why an event does not concern somebody, "" where it does.

    One that the mapping tells of for its mentions alone is for those who are mentioned. What a program's mail
    brought is not for people outside: behind their addresses there may be a program again, and so on for ever.
    """
    if only_mentions(mapping, event.said) and receiver.account_id not in told.mentions(event):
        return "not mentioned in it"
    mail = event.origin.mail
    if mail is not None and mail.kind in BY_PROGRAMS and receiver.kind in OUTSIDE:
        return f"caused by a program's mail ({mail.kind}), which only people with a Jira account hear of"
    return ""


def policy(mapping: NotificationMapping) -> Policy:
    return Policy(
        public_fields=frozenset(mapping.public_fields),
        public_attachments=mapping.public_attachments,
        secured_issues=mapping.secured_issues,
        inhibit_own=mapping.inhibit_own,
    )


# The mails


@dataclass(frozen=True)
class Round:
    """All that the mails of one notice have in common."""

    view: View
    route: Route
    about: Subject
    known: Known
    once: str


def written(turn: NoticeTurn, rows: Sequence[JiraEvent], told: Scene, sights: Sights) -> Made:
    """The finished mails, and who cannot have one and why."""
    common = round_of(turn, rows, told)
    mails: list[Finished] = []
    refused: list[tuple[str, str]] = []
    for receivers, seen in envelopes(common, sights):
        parcel = parcel_for(common, receivers, seen)
        try:
            mails.append(enclosed(turn, parcel))
        except (Refused, BadAddress) as error:
            refused += [(str(each), str(error)) for each in receivers]
    return mails, refused


def enclosed(turn: NoticeTurn, parcel: Parcel) -> Finished:
    """Raises Refused where there is nothing to say, BadAddress where no mail can go."""
    if is_empty(parcel.rendered):
        raise Refused("the templates have nothing to say, and empty mail is not sent")
    return finished(parcel, notice=turn.record)


def round_of(turn: NoticeTurn, rows: Sequence[JiraEvent], told: Scene) -> Round:
    record, mapping = turn.record, turn.record.mapping
    profile = profile_for(mapping, told)
    files = Files(jira_of(record.site), told.issue.attachments, mapping.attachments_most)
    about = Subject(record.site, told.issue.id or record.issue_id, told.issue.key)
    return Round(
        view=View(record.site, mapping, profile, told, files),
        route=Route(mapping.outbound, profile, mapping),
        about=about,
        known=mails_about(about),
        once=once(turn, rows),
    )


def once(turn: NoticeTurn, rows: Sequence[JiraEvent]) -> str:
    """A name for what this notice tells, the same again after a restored backup; a person's second run has another."""
    record, earlier = turn.record, 0
    if any(row.attempts > 1 for row in rows):
        earlier = record.mapping.notices.filter(events__in=rows, pk__lt=record.pk).distinct().count()
    identities = sorted(f"{row.kind}/{row.entity}/{row.version}" for row in rows)
    return "\n".join([str(record.site.uuid), record.mapping.name, str(earlier), *identities])


def profile_for(mapping: NotificationMapping, told: Scene) -> Profile | None:
    """Where answers go: as the mapping says, else where the issue's mail came from, else the project's own profile."""
    if mapping.profile is not None:
        return mapping.profile
    mine = Profile.objects.filter(site=mapping.site).exclude(address="").order_by("pk")
    by_mail = mine.filter(conversation__issue_id=told.issue.id).exclude(conversation__issue_id="").first()
    return by_mail or mine.filter(project=told.issue.project.key).first()


def envelopes(common: Round, sights: Sights) -> Iterator[tuple[tuple[Receiver, ...], Seen]]:
    """Who shares a mail: everybody has their own, or all who see the same and stand the same."""
    mapping = common.view.mapping
    if mapping.delivery == NotificationMapping.Delivery.EACH:
        yield from (((who,), seen) for who, seen in sights)
        return
    groups: defaultdict[tuple[object, ...], list[tuple[Receiver, Seen]]] = defaultdict(list)
    for who, seen in sights:
        groups[seen.events, seen.description, seen.attachments, who.kind].append((who, seen))
    for members in groups.values():
        yield tuple(who for who, _ in members), members[0][1]


def parcel_for(common: Round, receivers: tuple[Receiver, ...], seen: Seen) -> Parcel:
    """One mail for receivers who all see the same."""
    mapping, about = common.view.mapping, common.about
    reader = reader_of(receivers)
    shown = common.view.shown(seen, reader, holding.clock_of(mapping, reader))
    link = unsubscribing.link_for(mapping, receivers)
    values = {**shown.values, "unsubscribe_url": link}
    rendered = renderers().render(source_of(mapping.template_set), shown.kind, values, wanted(mapping.format))
    addresses = " ".join(sorted(each.address.lower() for each in receivers))
    return Parcel(
        kind=OutboundMessage.Kind.NOTICE,
        about=about,
        route=common.route,
        receivers=receivers,
        rendered=rendered,
        once=f"{common.once}\n{addresses}",
        language=mapping.language,
        inline=shown.inline,
        attachments=shown.attachments,
        ancestors=ancestors(common.known, receivers[0]) if len(receivers) == 1 else (),
        unsubscribe=unsubscribing.fields_for(link),
    )


def reader_of(receivers: Sequence[Receiver]) -> Receiver:
    """For whom a mail is written: its receiver, or what is true of all of them."""
    first, *others = receivers
    if not others:
        return first
    shared = tuple(reason for reason in first.reasons if all(reason in each.reasons for each in others))
    return replace(first, name="", address="", account_id="", reasons=shared)
