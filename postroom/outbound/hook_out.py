"""Messages to a webhook: whoever reads there has no account for us, and so sees what people outside may see."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from postroom import journal, stored
from postroom.connections import jira_of, renderers
from postroom.errors import BadConfiguration, Permanent, Temporary, Unanswered
from postroom.journal import Finished, SendTurn
from postroom.journal.sending import GIVE_UP
from postroom.models import JiraEvent, MessageOutbound, Notice, NotificationMapping, OutboundMessage
from postroom.models import Receiver as ReceiverRow
from postroom.outbound import health
from postroom.outbound.files import Files
from postroom.outbound.hook_card import message
from postroom.outbound.letters import Parcel, Route, Subject, digest, source_of
from postroom.outbound.recipients import Chosen, Receiver
from postroom.outbound.scene import Scene
from postroom.outbound.view import View
from postroom.outbound.visibility import Seen
from postroom.rendering import Rendered, TemplateSource
from postroom.transport.webhook import Answer, HookUnavailable, Line, place_of

Kind, State = OutboundMessage.Kind, ReceiverRow.State

#: Whether http://127.0.0.1 is a place to post to. Tests put True here.
local = False

PING = "This is a test message from Postroom. If you read it, '{name}' works."
AGAIN = (408, 425, 429)  # RFC 9110, 6585: the same may be taken later
NOTHING = "the templates have nothing to say, and empty messages are not sent"


def is_hook(outbound: MessageOutbound | None) -> bool:
    return outbound is not None and outbound.type == MessageOutbound.Type.WEBHOOK


# Who hears of it


def chosen(outbound: MessageOutbound) -> Chosen:
    """The webhook itself is the one receiver, and it has no account."""
    return Chosen((receiver_of(outbound),), ())


def receiver_of(outbound: MessageOutbound) -> Receiver:
    """The host stands for an address: the rest of the URL is a secret. Raises BadConfiguration."""
    host = place_of(outbound.url or "", local=local).host
    return Receiver(host, outbound.name, "", ("this channel is told of it",), kind="none")


# What it says


def posts(
    notice: Notice, told: Scene, receiver: Receiver, seen: Seen, once: str
) -> tuple[list[Finished], list[tuple[str, str]]]:
    """The finished message of a notice, or why there is none. `once` names what the notice tells."""
    parcel = parcel_of(notice, told, receiver, seen, once)
    if not parcel.rendered.text.strip():
        return [], [(str(receiver), NOTHING)]
    return [finished(parcel, notice=notice)], []


def parcel_of(notice: Notice, told: Scene, receiver: Receiver, seen: Seen, once: str) -> Parcel:
    mapping = without_files(notice.mapping)
    files = Files(jira_of(notice.site), told.issue.attachments, 0)
    shown = View(notice.site, mapping, None, told, files).shown(seen, receiver)
    return Parcel(
        kind=Kind.WEBHOOK,
        about=Subject(notice.site, told.issue.id or notice.issue_id, told.issue.key),
        route=Route(mapping.outbound, None, notice.mapping),
        receivers=(receiver,),
        rendered=rendered(source_of(mapping.template_set), shown.kind, shown.values),
        once=f"{once}\nwebhook",
    )


def without_files(mapping: NotificationMapping) -> NotificationMapping:
    """A chat message carries no files, so none are read."""
    plain = copy.copy(mapping)
    plain.attachments = plain.inline_images = False
    return plain


def rendered(source: TemplateSource, kind: str, values: Mapping[str, Any]) -> Rendered:
    """Subject (for the list) and text: about an issue by the part "hook" where the set has one, else as a mail's."""
    own = any(name.partition(".")[0] == "hook" and name.endswith(".text") for name in source.parts)
    part = "hook" if own and values["issue"] is not None else kind
    subject = renderers().render(source, kind, values, ("subject",)).subject
    text = renderers().render(source, part, values, ("text",)).text
    return Rendered(subject, text, "")


def finished(parcel: Parcel, *, notice: Notice | None = None, event: JiraEvent | None = None) -> Finished:
    """The message as rows, unsaved: its bytes are the JSON that every attempt posts."""
    (receiver,) = parcel.receivers
    mail, pieces = stored.store([message(receiver.address, parcel.rendered.text)])
    mapping, once = parcel.route.mapping, digest(parcel.once)
    row = OutboundMessage(
        kind=Kind.WEBHOOK,
        outbound=parcel.route.outbound,
        site=parcel.about.site,
        mapping=mapping,
        notice=notice,
        event=event,
        once=once,
        message_id=f"postroom.{once[:32]}@webhook.invalid",
        subject=parcel.rendered.subject[:1000],
        issue_id=parcel.about.issue_id,
        issue_key=parcel.about.issue_key,
        give_up_at=timezone.now() + GIVE_UP,
        perhaps_again=mapping is not None and mapping.perhaps_sent == NotificationMapping.PerhapsSent.AGAIN,
    )
    return row, [row_of(row, receiver)], mail, pieces


def row_of(message: OutboundMessage, receiver: Receiver) -> ReceiverRow:
    reasons = [reason[:200] for reason in receiver.reasons]
    return ReceiverRow(message=message, address=receiver.address, name=receiver.name[:300], reasons=reasons)


def ping(outbound: MessageOutbound, by: str) -> OutboundMessage:
    """Queue a test message to a webhook, listed like any other. Raises BadConfiguration for a URL that is none."""
    words = PING.format(name=outbound.name)
    parcel = Parcel(
        kind=Kind.WEBHOOK,
        about=Subject(),
        route=Route(outbound),
        receivers=(receiver_of(outbound),),
        rendered=Rendered(f"Test message, asked for by {by}", words, ""),
        once=f"ping {uuid.uuid4()}",
    )
    (message,) = journal.store_messages([finished(parcel)])
    return message


# On its way


def offer(turn: SendTurn, outbound: MessageOutbound, receivers: Sequence[str]) -> None:
    """One attempt to post a message. What the server says is saved; what nobody knows is said to be unknown."""
    check(turn.record, outbound)
    content = b"".join(stored.chunks_of(turn.record))
    try:
        line = Line(outbound.url or "", outbound.timeout, local=local)
    except HookUnavailable as error:
        raise health.note_failure(outbound, str(error)) from error
    except BadConfiguration as error:
        raise Permanent(str(error)) from error
    with line:
        attempt = journal.begin_attempt(turn, outbound)
        try:
            answer = line.post(content, data_sent=lambda: journal.data_sent(turn, attempt, receivers))
        except Unanswered as error:
            turn.say(str(error))
            journal.unknown(turn, attempt, str(error))
            health.note_break(outbound, str(error))
            return
    state, words = judged(answer)
    journal.answered(turn, attempt, [(each, answer.status, state, words) for each in receivers])
    turn.say(f"'{outbound.name}' answered: {words}.")
    health.note_answer(outbound, words)
    if state == State.OPEN and answer.retry_after is not None:
        raise Temporary(f"{line.place} asks to wait: {words}.", max(1.0, answer.retry_after))


def takes(record: OutboundMessage, outbound: MessageOutbound) -> bool:
    """Whether this is the way for a message: it is made for a webhook, or goes to one."""
    return record.kind == Kind.WEBHOOK or is_hook(outbound)


def check(record: OutboundMessage, outbound: MessageOutbound) -> None:
    """A fall-back may be of the other type. Raises Permanent."""
    if not is_hook(outbound):
        raise Permanent(
            f"'{outbound.name}' is a mail server, and this is a message for a webhook. Name a webhook as the "
            "fall-back instead, and send it again."
        )
    if record.kind != Kind.WEBHOOK:
        raise Permanent(
            f"'{outbound.name}' is a webhook, and this is a mail. Name a mail server as the fall-back instead, and "
            "send it again."
        )


def judged(answer: Answer) -> tuple[str, str]:
    """What an answer means for the message, and the words for it (RFC 9110, 15)."""
    if answer.is_good:
        return State.SENT, str(answer)
    if answer.status in AGAIN or answer.status >= 500:
        return State.OPEN, str(answer)
    if 300 <= answer.status < 400:
        return State.REFUSED, f"{answer.status}: it leads elsewhere, and we do not follow; check its URL"
    return State.REFUSED, str(answer)
