"""From what a mail says to its finished bytes: ids, addresses and threads that prove themselves when they come back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone

from postroom import stored
from postroom.connections import own_loops, token_keys
from postroom.errors import BadConfiguration, Permanent
from postroom.journal import Finished
from postroom.journal.sending import GIVE_UP
from postroom.mail import address
from postroom.mail.compose import Attachment, Inline, Letter, Mailbox, compose, routable
from postroom.mail.compose.letter import AutoSubmitted
from postroom.models import (
    InboundMessage,
    JiraEvent,
    JiraSite,
    MessageOutbound,
    Notice,
    NotificationMapping,
    OutboundMessage,
    Profile,
    StoredMail,
    TemplateSet,
)
from postroom.models import Receiver as ReceiverRow
from postroom.outbound.recipients import Receiver
from postroom.rendering import Rendered, TemplateSource, merged, shipped
from postroom.rendering.source import SHIPPED

ROOT = "root"  # the nonce of the id under which all mail of an issue to one receiver hangs together
MOST_ANCESTORS = 10


@dataclass(frozen=True)
class Subject:
    """What a mail is about: `issue_id` is "" for mail about no issue."""

    site: JiraSite | None = None
    issue_id: str = ""
    issue_key: str = ""


@dataclass(frozen=True)
class Route:
    """How mail goes out and where answers come in."""

    outbound: MessageOutbound
    profile: Profile | None = None
    mapping: NotificationMapping | None = None

    @property
    def answers(self) -> str:
        """Our address that answers go to, "" where there is none."""
        return self.profile.address if self.profile else ""


@dataclass(frozen=True)
class Parcel:
    """One mail before it is bytes. `once` names it among all mail that was ever made."""

    kind: str
    about: Subject
    route: Route
    receivers: tuple[Receiver, ...]
    rendered: Rendered
    once: str
    language: str = ""
    inline: tuple[Inline, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    auto_submitted: AutoSubmitted = "auto-generated"
    ancestors: tuple[str, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    null_sender: bool = False  # of answers by a program, to which nobody may answer again (RFC 3834, 3.3)

    @property
    def tag(self) -> str:
        """Whom its tokens are for: the receiver, or several together. Raises BadAddress."""
        addresses = [routable(each.address) for each in self.receivers]
        return addresses[0] if len(addresses) == 1 else address.together(addresses)


def finished(parcel: Parcel, *, notice: Notice | None = None, event: JiraEvent | None = None) -> Finished:
    """The mail of a notice or an event as rows, unsaved. Raises BadLetter or BadAddress where it cannot be written."""
    letter = letter_of(parcel)
    mail, pieces = stored.store([compose(letter)])
    message = row_of(parcel, letter, mail)
    message.notice, message.event = notice, event
    return message, [receiver_row(message, each) for each in parcel.receivers], mail, pieces


def letter_of(parcel: Parcel) -> Letter:
    outbound = parcel.route.outbound
    together = [Mailbox(each.name, each.address) for each in parcel.receivers]
    blind = parcel.route.mapping is not None and parcel.route.mapping.recipients == "bcc"
    root = thread_id(parcel, ROOT)
    references = tuple(dict.fromkeys((*filter(None, [root]), *parcel.ancestors)))
    return Letter(
        message_id=thread_id(parcel, parcel.once) or plain_id(parcel),
        date=timezone.now(),
        sender=Mailbox(outbound.sender_name, outbound.sender_address),
        subject=" ".join(filter(None, [outbound.subject_prefix, parcel.rendered.subject])),
        text=parcel.rendered.text,
        html=parcel.rendered.html,
        to=() if blind else tuple(together),
        reply_to=Mailbox(outbound.sender_name, reply_address(parcel)) if parcel.route.answers else None,
        in_reply_to=parcel.ancestors[-1] if parcel.ancestors else root,
        references=references,
        inline=parcel.inline,
        attachments=parcel.attachments,
        auto_submitted=parcel.auto_submitted,
        loop=own_loops()[0],
        list_id=list_id(parcel.about),
        list_unsubscribe=parcel.unsubscribe,
        language=parcel.language,
    )


def row_of(parcel: Parcel, letter: Letter, mail: StoredMail) -> OutboundMessage:
    mapping = parcel.route.mapping
    return OutboundMessage(
        kind=parcel.kind,
        outbound=parcel.route.outbound,
        site=parcel.about.site,
        mapping=mapping,
        once=digest(parcel.once),
        message_id=letter.message_id,
        envelope_sender=envelope_sender(parcel),
        subject=letter.subject[:1000],
        issue_id=parcel.about.issue_id,
        issue_key=parcel.about.issue_key,
        mail=mail,
        give_up_at=timezone.now() + GIVE_UP,
        perhaps_again=mapping is not None and mapping.perhaps_sent == NotificationMapping.PerhapsSent.AGAIN,
    )


def receiver_row(message: OutboundMessage, receiver: Receiver) -> ReceiverRow:
    return ReceiverRow(
        message=message,
        address=routable(receiver.address),
        name=receiver.name[:300],
        account=receiver.account_id,
        reasons=[reason[:200] for reason in receiver.reasons][:20],
    )


def digest(once: str) -> str:
    return hashlib.sha256(once.encode()).hexdigest()


# Ids and addresses


def thread_id(parcel: Parcel, nonce: str) -> str:
    """A Message-ID that carries our token, "" for mail about no issue."""
    about = parcel.about
    if about.site is None or not about.issue_id:
        return ""
    return address.thread_id(
        token_keys(),
        site=about.site.url,
        issue=about.issue_id,
        receiver=parcel.tag,
        nonce=nonce,
        domain=domain_of(parcel.route),
    )


def plain_id(parcel: Parcel) -> str:
    return f"postroom.{digest(parcel.once)[:32]}@{domain_of(parcel.route)}"


def domain_of(route: Route) -> str:
    return routable(route.outbound.sender_address).rpartition("@")[2]


def reply_address(parcel: Parcel) -> str:
    """Where answers go: with the receiver's token where the mailbox takes such addresses."""
    return with_token(parcel, address.reply_address) or parcel.route.answers


def envelope_sender(parcel: Parcel) -> str:
    """Where bounces go, so that one names whom it is about."""
    if parcel.null_sender:
        return ""
    return (
        with_token(parcel, address.bounce_address)
        or parcel.route.answers
        or parcel.route.outbound.sender_address
    )


def with_token(parcel: Parcel, make: address.Maker) -> str:
    about, profile = parcel.about, parcel.route.profile
    if about.site is None or not about.issue_id or profile is None or not profile.sub_addressing:
        return ""
    try:
        return make(
            profile.address, token_keys(), site=about.site.url, issue=about.issue_id, receiver=parcel.tag
        )
    except BadConfiguration:  # too long a name for a token, or no address: the ids do the work
        return ""


def list_id(about: Subject) -> str:
    """RFC 2919: one list per project."""
    if about.site is None or not about.issue_key:
        return ""
    project = about.issue_key.rpartition("-")[0].lower()
    host = urlsplit(about.site.url).hostname or "jira.invalid"
    return f"{project.replace('_', '-')}.{host}"


Known = Sequence[tuple[str, frozenset[str]]]


def mails_about(about: Subject) -> Known:
    """Message-ID and people of the mails about an issue, newest first."""
    if not about.issue_key:
        return ()
    mails = InboundMessage.objects.filter(profile__site=about.site, issue_key=about.issue_key)
    rows = (
        mails.exclude(message_id="").order_by("-id").values_list("message_id", "sender", "recipients")[:100]
    )
    return [(id, frozenset(map(str.lower, (sender, *recipients)))) for id, sender, recipients in rows]


def ancestors(known: Known, receiver: Receiver) -> tuple[str, ...]:
    """Message-IDs of mail about the issue that the receiver wrote or got, oldest first."""
    who = receiver.address.lower()
    theirs = [id for id, people in known if who in people]
    return tuple(reversed(theirs[:MOST_ANCESTORS]))


# Templates


def source_of(name: str) -> TemplateSource:
    """A template set by name: one that comes with Postroom, or an own one. Raises Permanent where it is gone."""
    if name in SHIPPED:
        return shipped(name)
    own = TemplateSet.objects.filter(name=name).first()
    if own is None:
        raise Permanent(f"There is no template set '{name}' any more; choose another one for this mapping.")
    return merged(shipped(own.base), own.name, own.parts)


def is_empty(rendered: Rendered) -> bool:
    """An empty subject, or neither text nor HTML: then nothing is sent."""
    return not rendered.subject.strip() or not (rendered.text.strip() or rendered.html.strip())


def wanted(mapping_format: str) -> Sequence[str]:
    """The parts that a format asks for."""
    forms = {"both": ("subject", "text", "html"), "html": ("subject", "html"), "text": ("subject", "text")}
    return forms[mapping_format]
