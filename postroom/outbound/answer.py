"""Answers to the sender of a mail: that it came, or why it was refused; at most one an hour (RFC 3834)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from postroom import journal
from postroom.connections import jira_of, renderers
from postroom.errors import Refused
from postroom.jira.events import Event
from postroom.jira.render import Look
from postroom.jira.snapshot import read
from postroom.journal import EventTurn, Outcome
from postroom.models import (
    InboundMessage,
    MessageOutbound,
    NotificationMapping,
    OutboundMessage,
    Profile,
    Receiver,
    SetAside,
)
from postroom.outbound import audience
from postroom.outbound.files import Files
from postroom.outbound.letters import Parcel, Route, Subject, finished, is_empty, source_of
from postroom.outbound.recipients import Receiver as Wanted
from postroom.outbound.scene import Scene
from postroom.outbound.view import View, blank, plain, profile_values, receiver_values
from postroom.outbound.visibility import Now, Seen

PAUSE = timedelta(hours=1)
Kind = OutboundMessage.Kind
KINDS = {"mail.acknowledge": Kind.ACKNOWLEDGEMENT, "mail.reject": Kind.REJECTION}


def answer(turn: EventTurn) -> Outcome:
    """Answer the mail behind an event of ours. Raises Refused (ignored) where it is not to be answered."""
    event = Event.from_json(turn.record.said)
    mail = turn.record.caused_by
    if mail is None:
        raise Refused("the record of the mail is gone", outcome="ignored")
    kind = KINDS[event.kind]
    to = address_of(mail)
    refuse_if(mail, to)
    parcel = written(kind, event, mail, to)
    if is_empty(parcel.rendered):
        raise Refused("the templates have nothing to say, and empty mail is not sent", outcome="ignored")
    with transaction.atomic():
        one_at_a_time(to)
        refuse_if_answered(to, kind)
        journal.finish_event(turn, [finished(parcel, event=turn.record)], Outcome("handled"))
    return Outcome("handled")


def one_at_a_time(to: str) -> None:
    """Several mails of one sender are worked on at once: until the commit only one of them looks and answers."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"answer {to}"])


def address_of(mail: InboundMessage) -> str:
    """Where its writer wants answers (RFC 3834, 4)."""
    return mail.answers_to[0] if mail.answers_to else mail.sender.lower()


def refuse_if(mail: InboundMessage, to: str) -> None:
    """Raise Refused with the first reason against an answer."""
    reasons: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: "@" not in to, "the mail has no address to answer to"),
        (lambda: mail.look_since is not None, "it may have been answered before the restore"),
        (lambda: mail.kind != "person", f"nobody waits for an answer to it ({mail.kind})"),
        (lambda: to in audience.own_addresses(), "it is an address of Postroom's own"),
        (lambda: SetAside.objects.filter(address=to).exists(), "the address is set aside"),
    )
    for holds, reason in reasons:
        if holds():
            raise Refused(reason, outcome="ignored")


def refuse_if_answered(to: str, kind: str) -> None:
    told = Receiver.objects.filter(address__iexact=to, message__kind=kind)
    if told.filter(message__queued_at__gt=timezone.now() - PAUSE).exists():
        raise Refused("its sender was answered within the last hour", outcome="ignored")


def written(kind: str, event: Event, mail: InboundMessage, to: str) -> Parcel:
    profile = mail.profile
    receiver = Wanted(to, mail.sender_name, "", ("you wrote to us",))
    values = {
        **blank(profile.site, "en"),
        "issue": issue_values(profile, event.issue_id) if event.issue_id else None,
        "receiver": receiver_values(receiver, "en"),
        "profile": profile_values(profile),
        "reply": {"possible": bool(event.issue_id and profile.address)},
        "message": message_values(event, mail),
    }
    about = Subject(profile.site, event.issue_id, event.issue_key)
    return Parcel(
        kind=kind,
        about=about,
        route=Route(outbound_of(profile), profile),
        receivers=(receiver,),
        rendered=renderers().render(source_of(profile.template_set), kind, values),
        once=f"{event.kind}\n{event.entity}",
        auto_submitted="auto-replied",
        ancestors=(mail.message_id,) if mail.message_id else (),
        null_sender=True,
    )


def message_values(event: Event, mail: InboundMessage) -> Mapping[str, Any]:
    title = "Your mail was not taken" if event.kind == "mail.reject" else ""
    return {"title": title, **plain(event.summary), "original_subject": mail.subject}


def issue_values(profile: Profile, issue_id: str) -> Mapping[str, Any]:
    """The issue as somebody without an account may see it."""
    jira = jira_of(profile.site)
    issue = read(jira, issue_id)
    if issue is None:
        raise Refused("the issue is gone, or Postroom may not see it", outcome="ignored")
    stranger = NotificationMapping(name=profile.name, site=profile.site)
    view = View(profile.site, stranger, profile, Scene(Now(issue), ()), Files(jira, (), 0))
    return view.issue(Seen(), Look(), inside=False)


def outbound_of(profile: Profile) -> MessageOutbound:
    """Raises Refused where the profile names none."""
    if profile.outbound is None:
        raise Refused(f"profile '{profile.name}' names no outbound to answer with", outcome="ignored")
    return profile.outbound
