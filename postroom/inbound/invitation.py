"""Mail that carries a token of ours: which issue it opens, and on whose invitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from postroom.connections import jira_of, token_keys
from postroom.jira import issues
from postroom.journal import Run
from postroom.mail import address
from postroom.mail.address import Token
from postroom.mail.message import Message
from postroom.models import Conversation, JiraSite, OutboundMessage, Receiver

OPENS = ("thread", "reply")
MOST_RECEIVERS = 1000
MOST_MAILS = 100


@dataclass(frozen=True)
class Invitation:
    """The issue that a genuine token opens. `by` is to whom it was given, where that is not the sender."""

    issue_id: str
    issue_key: str
    by: str = ""


NONE = Invitation("", "")


def invitation(run: Run, message: Message) -> Invitation:
    """What the mail's tokens open: addresses of ours that it was sent to, then ids that it answers.

    A token opens the issue and says nothing about who writes (design 2.9). What opens nothing leaves a trace.
    """
    for token in tokens(run, message):
        if token.purpose not in OPENS:
            run.say("Carries an id of ours that is for delivery reports: it opens nothing.")
        elif not token.is_of_site(run.site.url):
            run.say("Carries a genuine id of ours of another site: it opens nothing here.")
        elif key := key_of(run.site, token.issue):
            sender = message.sender.email
            return Invitation(
                token.issue, key, "" if is_theirs(run.site, token, sender) else giver(run.site, token)
            )
        else:
            run.say("Carries a genuine id of ours of an issue that is gone: it opens nothing.")
    return NONE


def tokens(run: Run, message: Message) -> Iterator[Token]:
    """Our tokens in the order in which they count: where the mail went, then what it answers, nearest first."""
    ids = [*run.record.recipients, *message.in_reply_to, *reversed(message.references)]
    ours = [each for each in ids if is_of_our_form(each, run.profile.address)]
    if any(address.resembles(each, token_keys()) for each in ours):
        run.say("Carries what looks like an id of ours but is none (forged, altered, or another Postroom's).")
    yield from address.find_tokens(ids, token_keys())


def is_of_our_form(text: str, ours: str) -> bool:
    local, _, domain = ours.lower().rpartition("@")
    place = text.lower()
    return place.startswith("postroom.") or (place.startswith(f"{local}+") and place.endswith(f"@{domain}"))


def key_of(site: JiraSite, issue_id: str) -> str:
    """The key of the issue; it may have moved since. "" where there is none any more."""
    known = Conversation.objects.filter(profile__site=site, issue_id=issue_id).exclude(issue_key="").first()
    if known is not None:
        return known.issue_key
    issue = issues.read_issue(jira_of(site), issue_id)
    return issue.key if issue else ""


def is_theirs(site: JiraSite, token: Token, sender: str) -> bool:
    """Whether the token was given to the sender, alone or together with others."""
    if token.is_for(sender):
        return True
    told = OutboundMessage.objects.filter(site=site, issue_id=token.issue, receivers__address__iexact=sender)
    groups = ([each.address for each in mail.receivers.all()] for mail in newest(told))
    return any(len(group) > 1 and token.is_for(address.together(group)) for group in groups)


def newest(told: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    return told.order_by("-id").prefetch_related("receivers")[:MOST_MAILS]


def giver(site: JiraSite, token: Token) -> str:
    """To whom we gave the token, or words where our records do not reach back so far."""
    told = Receiver.objects.filter(message__site=site, message__issue_id=token.issue)
    addresses = told.order_by("-id").values_list("address", flat=True)[:MOST_RECEIVERS]
    return next((each for each in addresses if token.is_for(each)), "somebody who was told of it")
