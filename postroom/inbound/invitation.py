"""Mail that carries a token of ours: which issue it opens, and on whose invitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from postroom.connections import jira_of, token_keys
from postroom.jira import issues
from postroom.journal import Run
from postroom.mail import address
from postroom.mail.address import Token
from postroom.mail.message import Message
from postroom.models import Conversation, JiraSite, Receiver

OPENS = ("thread", "reply")
MOST_RECEIVERS = 1000


@dataclass(frozen=True)
class Invitation:
    """The issue that a genuine token opens. `by` is to whom it was given, where that is not the sender."""

    issue_id: str
    issue_key: str
    by: str = ""


NONE = Invitation("", "")


def invitation(run: Run, message: Message) -> Invitation:
    """What the mail's tokens open: addresses of ours that it was sent to, then ids that it answers.

    A token opens the issue and says nothing about who writes (design 2.9).
    """
    for token in tokens(run, message):
        if token.purpose not in OPENS or not token.is_of_site(run.site.url):
            continue
        key = key_of(run.site, token.issue)
        if key:
            by = "" if token.is_for(message.sender.email) else first_receiver(run.site, token)
            return Invitation(token.issue, key, by)
    return NONE


def tokens(run: Run, message: Message) -> Iterator[Token]:
    """Our tokens in the order in which they count: where the mail went, then what it answers, nearest first."""
    ids = [*run.record.recipients, *message.in_reply_to, *reversed(message.references)]
    yield from address.find_tokens(ids, token_keys())


def key_of(site: JiraSite, issue_id: str) -> str:
    """The key of the issue; it may have moved since. "" where there is none any more."""
    known = Conversation.objects.filter(profile__site=site, issue_id=issue_id).exclude(issue_key="").first()
    if known is not None:
        return known.issue_key
    issue = issues.read_issue(jira_of(site), issue_id)
    return issue.key if issue else ""


def first_receiver(site: JiraSite, token: Token) -> str:
    """Whom we gave the token to, or words where our records do not reach back so far."""
    told = Receiver.objects.filter(message__site=site, message__issue_id=token.issue)
    addresses = told.order_by("-id").values_list("address", flat=True)[:MOST_RECEIVERS]
    return next((each for each in addresses if token.is_for(each)), "somebody who was told of it")
