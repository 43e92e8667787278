"""Mail that a person writes to chosen people about an issue; their answers become comments of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from django.utils import timezone

from postroom import journal
from postroom.connections import jira_of, renderers
from postroom.errors import BadConfiguration, Refused
from postroom.jira.events import Event
from postroom.jira.render import Look
from postroom.jira.snapshot import Snapshot, read
from postroom.journal import EventTurn, Finished, Outcome
from postroom.mail.compose import BadAddress, routable
from postroom.models import (
    JiraEvent,
    JiraSite,
    MessageOutbound,
    NotificationMapping,
    OutboundMessage,
    Profile,
    SetAside,
)
from postroom.outbound import audience, visibility
from postroom.outbound.close import profile_for
from postroom.outbound.files import Files
from postroom.outbound.letters import (
    Parcel,
    Route,
    Subject,
    ancestors,
    finished,
    is_empty,
    mails_about,
    source_of,
)
from postroom.outbound.recipients import Receiver
from postroom.outbound.scene import Scene
from postroom.outbound.view import View, blank, person_of, plain, profile_values, receiver_values
from postroom.outbound.visibility import Now, Policy, Seen
from postroom.rendering import Rendered

T = TypeVar("T")

KIND = "mail.send"
MOST = 50  # people in one go
LONGEST = 100_000  # characters of text
#: To be written to about an issue is as much as to hear that it was made.
SHOWN = (visibility.Event("issue", "created"),)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to be sent. `site` and `outbound` may be "" where there is only one; `by` is a name."""

    issue: str
    to: tuple[str, ...]
    text: str
    by: str
    title: str = ""
    template_set: str = "modern"
    site: str = ""
    outbound: str = ""


@dataclass(frozen=True)
class Draft:
    """A mail as it would go to one receiver; `problem` says why it would not."""

    to: str
    rendered: Rendered | None = None
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """A wish with all that it names: checked, and ready to be written for one receiver after the other."""

    wish: Wish
    site: JiraSite
    outbound: MessageOutbound
    issue: Snapshot
    profile: Profile | None


# Asking for it


def ask(wish: Wish) -> JiraEvent:
    """Store what a person wants to be sent; the worker sends it. Raises BadConfiguration in words, also for an address
    that is set aside: then nobody gets it."""
    sheet = sheet_of(wish)
    for address in sheet.wish.to:
        check_address(address)
    identity, now = uuid.uuid4().hex, timezone.now()
    said = Event(KIND, identity, "", now, sheet.issue.id, sheet.issue.key, actor_name=wish.by)
    row = JiraEvent(
        site=sheet.site,
        kind=KIND,
        entity=identity,
        source=JiraEvent.Source.POSTROOM,
        issue_id=sheet.issue.id,
        issue_key=sheet.issue.key,
        actor_name=wish.by[:300],
        happened_at=now,
        said=said.to_json(),
        payload=asdict(sheet.wish),
    )
    journal.begin_events([row])
    return JiraEvent.objects.get(site=sheet.site, kind=KIND, entity=identity)


def drafts(wish: Wish) -> Iterator[Draft]:
    """What each receiver would get; nothing is stored. Raises BadConfiguration as `ask`, but for addresses."""
    sheet = sheet_of(wish)
    for address in sheet.wish.to:
        try:
            check_address(address)
            yield Draft(address, parcel_for(sheet, receiver_for(sheet, address), "dry run").rendered)
        except (BadConfiguration, Refused) as error:
            yield Draft(address, problem=str(error))


def sheet_of(wish: Wish) -> Sheet:
    """Raises BadConfiguration where something that it names is not there, or there is nothing to send."""
    clean = replace(wish, to=addresses(wish.to), title=" ".join(wish.title.split())[:200])
    if not wish.text.strip():
        raise BadConfiguration("There is no text to send.")
    if len(wish.text) > LONGEST:
        raise BadConfiguration(f"The text has more than {LONGEST} characters.")
    source_of(wish.template_set)
    return filled(clean, site_of(wish))


def filled(wish: Wish, site: JiraSite) -> Sheet:
    issue = read(jira_of(site), wish.issue)
    if issue is None:
        raise BadConfiguration(
            f"There is no issue {wish.issue} at '{site.name}', or Postroom's account may not see it."
        )
    profile = profile_for(NotificationMapping(site=site), Scene(Now(issue), ()))
    return Sheet(wish, site, outbound_of(wish, profile), issue, profile)


def addresses(given: tuple[str, ...]) -> tuple[str, ...]:
    """Each once. Raises BadConfiguration for one that no mail can go to."""
    try:
        every = dict.fromkeys(routable(each.strip()) for each in given)
    except BadAddress as error:
        raise BadConfiguration(str(error)) from error
    if not every:
        raise BadConfiguration("Nobody is named to send it to.")
    if len(every) > MOST:
        raise BadConfiguration(f"Name at most {MOST} people at once.")
    return tuple({each.lower(): each for each in every}.values())


def site_of(wish: Wish) -> JiraSite:
    sites = {each.name: each for each in JiraSite.objects.order_by("name")}
    return named("site", wish.site, sites)


def outbound_of(wish: Wish, profile: Profile | None) -> MessageOutbound:
    """The one named, else that of the profile which gets the answers, else the only one there is."""
    if not wish.outbound and profile is not None and profile.outbound is not None:
        return profile.outbound
    mail = MessageOutbound.objects.filter(type=MessageOutbound.Type.SMTP, enabled=True).order_by("name")
    return named("outbound", wish.outbound, {each.name: each for each in mail})


def named(kind: str, name: str, known: Mapping[str, T]) -> T:
    """The one of this name, or the only one. Raises BadConfiguration."""
    names = ", ".join(known) or "none"
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if not name:
        raise BadConfiguration(f"Name the {kind} with --{kind}. There are: {names}.")
    if name not in known:
        raise BadConfiguration(f"There is no {kind} named '{name}' that can be used. There are: {names}.")
    return known[name]


def check_address(address: str) -> None:
    """Raises BadConfiguration where no mail is sent to this address."""
    aside = SetAside.objects.filter(address=address.lower()).first()
    if aside is not None:
        raise BadConfiguration(
            f"{address} is set aside: {aside.reason} (postroom outbound back {address} sends there again.)"
        )
    if address.lower() in audience.own_addresses():
        raise BadConfiguration(f"{address} is an address of Postroom's own.")


# Sending it


def send_personal(turn: EventTurn) -> Outcome:
    """Turn a person's wish into a mail for each receiver. Raises Refused where there is none to be made."""
    if turn.record.payload is None:
        raise Refused("its text was deleted by retention", outcome="ignored")
    wish = Wish(**{**turn.record.payload, "to": tuple(turn.record.payload["to"])})
    sheet = filled(wish, turn.record.site)
    mails = list(written(turn, sheet))
    outcome = Outcome("handled") if mails else Outcome("ignored", "nobody can get it; the trace says why")
    journal.finish_event(turn, mails, outcome)
    return outcome


def written(turn: EventTurn, sheet: Sheet) -> Iterator[Finished]:
    for address in sheet.wish.to:
        try:
            check_address(address)
            parcel = parcel_for(sheet, receiver_for(sheet, address), turn.record.entity)
            yield finished(parcel, event=turn.record)
        except (BadConfiguration, Refused, BadAddress) as error:
            turn.say(f"Not to {address}: {error}")


def receiver_for(sheet: Sheet, address: str) -> Receiver:
    """Whoever the address belongs to, as the account that may see the issue, else as somebody outside.

    Raises Refused where nobody outside may hear of the issue.
    """
    asks, now = audience.asked(sheet.site), Now(sheet.issue)
    outside = Receiver(address, "", "", (f"{sheet.wish.by} wrote to you",))
    for each in (with_account(sheet, outside), outside):
        seen = visibility.see(each, SHOWN, now, Policy(), asks)
        if seen.events:
            return each
    raise Refused(seen.reason)


def with_account(sheet: Sheet, receiver: Receiver) -> Receiver:
    account = audience.learn_owners(sheet.site, [receiver.address]).get(receiver.address.lower(), "")
    person = audience.asked(sheet.site).person(account) if account else None
    if person is None:
        return receiver
    return replace(receiver, name=person.name, account_id=person.id, kind=person.kind, active=person.active)


def parcel_for(sheet: Sheet, receiver: Receiver, identity: str) -> Parcel:
    """One mail. Raises Refused where the templates have nothing to say."""
    wish, about = sheet.wish, Subject(sheet.site, sheet.issue.id, sheet.issue.key)
    kind = OutboundMessage.Kind.SEND
    rendered = renderers().render(source_of(wish.template_set), kind, values_for(sheet, receiver))
    if is_empty(rendered):
        raise Refused("the templates have nothing to say, and empty mail is not sent")
    return Parcel(
        kind=kind,
        about=about,
        route=Route(sheet.outbound, sheet.profile),
        receivers=(receiver,),
        rendered=rendered,
        once=f"{sheet.site.uuid}\n{KIND}\n{identity}\n{receiver.address.lower()}",
        auto_submitted="",
        ancestors=ancestors(mails_about(about), receiver),
    )


def values_for(sheet: Sheet, receiver: Receiver) -> Mapping[str, Any]:
    profile = sheet.profile
    return {
        **blank(sheet.site, "en"),
        "issue": issue_values(sheet, receiver),
        "actor": person_of(sheet.wish.by, "", ""),
        "receiver": receiver_values(receiver, "en"),
        "profile": profile_values(profile),
        "reply": {"possible": bool(profile and profile.address)},
        "message": {"title": sheet.wish.title, **plain(sheet.wish.text), "original_subject": ""},
    }


def issue_values(sheet: Sheet, receiver: Receiver) -> Mapping[str, Any]:
    stranger = NotificationMapping(name="", site=sheet.site)
    scene, files = Scene(Now(sheet.issue), ()), Files(jira_of(sheet.site), (), 0)
    view = View(sheet.site, stranger, sheet.profile, scene, files)
    return view.issue(Seen(), Look(), inside=receiver.kind == "atlassian")
