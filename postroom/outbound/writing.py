"""Mail that a person asks for: test messages, and mail sent again."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from postroom import journal, stored
from postroom.connections import renderers
from postroom.errors import BadConfiguration, Refused
from postroom.journal.sending import GIVE_UP
from postroom.mail.compose import BadAddress, routable
from postroom.models import JiraSite, MessageOutbound, OutboundMessage, Receiver
from postroom.outbound import hook_out
from postroom.outbound.letters import Parcel, Route, Subject, digest, finished, source_of
from postroom.outbound.recipients import Receiver as Wanted
from postroom.outbound.view import blank, plain, receiver_values

Kind = OutboundMessage.Kind
PING = "This is a test message from Postroom. If you read it, '{name}' works: {server} takes our mail."


def ping(outbound: MessageOutbound, to: str, by: str) -> OutboundMessage:
    """Queue a test message, listed like any other mail. Raises BadConfiguration for an address no mail can go to.

    A webhook is a place of its own: nobody else can be written to through it.
    """
    if hook_out.is_hook(outbound):
        return hook_out.ping(outbound, by)
    receiver = Wanted(checked(to), "", "", (f"{by} asked for a test message",))
    words = PING.format(name=outbound.name, server=f"{outbound.host}:{outbound.port}")
    values = {
        **nothing(),
        "receiver": receiver_values(receiver, "en"),
        "message": {"title": "Test message", **plain(words), "original_subject": ""},
        "title": "Test message",
    }
    rendered = renderers().render(source_of("modern"), "ping", values)
    parcel = Parcel(Kind.PING, Subject(), Route(outbound), (receiver,), rendered, once=f"ping {uuid.uuid4()}")
    (message,) = journal.store_messages([finished(parcel)])
    return message


def nothing() -> dict[str, Any]:
    """The values of a mail about no site."""
    return {**blank(JiraSite(name="Postroom"), "en"), "site": {"name": "Postroom", "url": ""}}


def checked(address: str) -> str:
    try:
        return routable(address.strip())
    except BadAddress as error:
        raise BadConfiguration(str(error)) from error


def resend(message: int, by: str, to: str = "") -> OutboundMessage:
    """Send a mail again: to those who have not got it for sure, or, `to` somebody else, as a mail of its own.

    Raises Refused where there is nothing to send, BadConfiguration for an address no mail can go to.
    """
    if not to:
        journal.resend(message, by)
        return OutboundMessage.objects.get(pk=message)
    return to_another(OutboundMessage.objects.get(pk=message), checked(to), by)


def to_another(old: OutboundMessage, address: str, by: str) -> OutboundMessage:
    """The same bytes for another receiver; their tokens stay those of the first one, who is shown as inviting."""
    if old.kind == Kind.WEBHOOK:
        raise Refused("This is a message to a webhook, which no mailbox could read.")
    if old.mail_id is None:
        raise Refused("The content of this mail was deleted by retention; it cannot be sent again.")
    mail, pieces = stored.store(stored.chunks_of(old))
    new = OutboundMessage(
        kind=Kind.RESEND,
        outbound=old.outbound,
        site=old.site,
        mapping=old.mapping,
        again=old,
        once=digest(f"again {uuid.uuid4()}"),
        message_id=old.message_id,
        envelope_sender=old.envelope_sender,
        subject=old.subject,
        issue_id=old.issue_id,
        issue_key=old.issue_key,
        give_up_at=timezone.now() + GIVE_UP,
        trace=[[round(timezone.now().timestamp(), 3), f"Mail {old.pk} sent to {address} by {by}."]],
    )
    receiver = Receiver(message=new, address=address, reasons=[f"{by} sent it to you"])
    with transaction.atomic():
        (message,) = journal.store_messages([(new, [receiver], mail, pieces)])
    return message
