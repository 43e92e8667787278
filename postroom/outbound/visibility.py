"""What one receiver of a notice may see of it. Whatever is not known to be allowed is not shown.

Three kinds of receiver: *inside* is an account that may browse the issue; *portal* is a customer's account;
*outside* is an address without an account. Only inside sees changes, files and worklogs that the mapping
does not name public.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from postroom.jira.adf import Node
from postroom.jira.snapshot import Circle, Comment, Snapshot, Worklog
from postroom.outbound.recipients import Cause, Receiver, has_it

Place = Literal["inside", "portal", "outside"]

COMMENTS = frozenset(("commented", "comment_edited", "comment_deleted"))
WORKLOGS = frozenset(("worklog", "worklog_edited", "worklog_deleted"))
#: Jira writes into the changelog what a deleted comment said, whoever was allowed to read it.
NEVER = frozenset(("comment",))
_PICTURES = frozenset(("media", "mediaInline"))


@dataclass(frozen=True)
class Change:
    """One item of the changelog: the field's id and name, and its texts before and after."""

    id: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """An event with what belongs to it. `id` is the caller's; the others are ids of Jira's, "" for none.

    `link` is the key of the other issue. `was`: a deleted comment as it was last read, if it was.
    """

    id: str
    kind: str
    cause: Cause = field(default_factory=Cause)
    comment: str = ""
    changes: tuple[Change, ...] = ()
    attachments: tuple[str, ...] = ()
    worklog: str = ""
    link: str = ""
    was: Comment | None = None


@dataclass(frozen=True)
class Now:
    """What can be read at the moment of rendering; `deleted` where the issue is gone and `issue` is its last state."""

    issue: Snapshot
    comments: Mapping[str, Comment] = field(default_factory=dict)
    worklogs: Mapping[str, Worklog] = field(default_factory=dict)
    deleted: bool = False


@dataclass(frozen=True)
class Policy:
    """What a mapping allows to be shown outside. `public_fields`: names or ids of fields."""

    public_fields: frozenset[str] = frozenset()
    public_attachments: bool = False
    secured_issues: bool = False
    inhibit_own: bool = True


@dataclass(frozen=True)
class Seen:
    """What somebody may see. No events: no mail, and `reason` says why.

    `description`: whether that of the issue belongs into the mail. `files`: whether files at all, pictures in
    a text too, may be shown; `attachments` names those that may. `hidden`: what was left out, by event, and why.
    """

    events: tuple[Event, ...] = ()
    description: bool = False
    files: bool = False
    attachments: frozenset[str] = frozenset()
    hidden: tuple[tuple[str, str], ...] = ()
    reason: str = ""


class Asks(Protocol):
    """The questions that only Jira answers (jira.audience.Audience)."""

    def may_browse(self, issue: Snapshot, account: str) -> bool: ...
    def may_browse_other(self, key: str, account: str) -> bool: ...
    def may_have_seen(self, issue: Snapshot, account: str) -> bool: ...
    def shares(self, issue: Snapshot, account: str) -> bool: ...
    def in_circle(self, issue: Snapshot, circle: Circle, account: str) -> bool: ...
    def is_agent(self, issue: Snapshot, account: str) -> bool: ...


def see(receiver: Receiver, events: tuple[Event, ...], now: Now, policy: Policy, asks: Asks) -> Seen:
    """What a receiver may see of these events, oldest first. Raises Temporary where Jira cannot be asked."""
    place, reason = _place(receiver, now, policy, asks)
    if reason:
        return Seen(reason=reason)
    unread = any(each.kind in COMMENTS and each.comment not in now.comments for each in events)
    eyes = _Eyes(receiver, place, now, policy, asks, unread=unread)
    judged = [(each, *eyes.look(each)) for each in events]
    kept = tuple(shown for _, shown, _ in judged if shown)
    hidden = tuple((each.id, why) for each, _, why in judged if why)
    if not kept:
        return Seen(hidden=hidden, reason="; ".join(dict.fromkeys(why for _, why in hidden)) or "no event")
    return Seen(
        events=kept,
        description=any(each.kind == "created" for each in kept),
        files=eyes.sees_files,
        attachments=eyes.files,
        hidden=hidden,
    )


def _place(receiver: Receiver, now: Now, policy: Policy, asks: Asks) -> tuple[Place, str]:
    """How a receiver stands to the issue, and why they may not see it at all, "" where they may."""
    issue, account = now.issue, receiver.account_id
    if not account:
        secured = issue.secured or (now.deleted and not issue.level_told)
        closed = secured and not policy.secured_issues
        return "outside", "the issue has a security level, and no account says who they are" if closed else ""
    place: Place = "inside" if receiver.kind == "atlassian" else "portal"
    if not receiver.active:
        return place, "the account is not active"
    if now.deleted:
        return place, "" if asks.may_have_seen(issue, account) else "may not have seen the deleted issue"
    if asks.may_browse(issue, account) or (receiver.kind == "customer" and asks.shares(issue, account)):
        return place, ""
    return place, f"may not see {issue.key}"


class _Eyes:
    """One receiver in front of one notice."""

    def __init__(
        self, receiver: Receiver, place: Place, now: Now, policy: Policy, asks: Asks, *, unread: bool
    ) -> None:
        self._unread = unread  # a comment of these events cannot be read now, so nobody knows its pictures
        self._receiver = receiver
        self._place = place
        self._now = now
        self._policy = policy
        self._asks = asks
        self._public = {each.strip().casefold() for each in policy.public_fields}
        self.sees_files = place == "inside" or policy.public_attachments
        self.files = frozenset(self._files()) if self.sees_files else frozenset()

    def look(self, event: Event) -> tuple[Event | None, str]:
        """What is left of an event, and what was hidden of it, "" where nothing was."""
        known = has_it(self._receiver, event.cause, self._policy.inhibit_own)
        if known:
            return None, known
        shown = replace(
            event,
            changes=tuple(each for each in event.changes if self._sees_change(each)),
            attachments=tuple(each for each in event.attachments if each in self.files),
        )
        reason = self._against_comment(event) if event.comment else ""
        if reason:
            shown = replace(shown, comment="", was=None)
        return self._by_kind(event, shown, reason)

    def _by_kind(self, event: Event, shown: Event, reason: str) -> tuple[Event | None, str]:
        """Whether enough is left of the event for its kind."""
        less = "" if shown == event else reason or "changes or files that are not public"
        if event.kind in COMMENTS:
            return (shown, less) if shown.comment else (None, reason or "the comment is not known")
        if event.kind in WORKLOGS:
            reason = self._against_worklog(event)
            return (None, reason) if reason else (shown, less)
        if event.kind == "link":
            reason = self._against_link(event)
            return (None, reason) if reason else (shown, less)
        if event.kind == "updated":
            left = shown.changes or shown.attachments or shown.comment
            return (shown, less) if left else (None, less or "nothing was changed")
        if event.kind in ("created", "deleted"):
            return shown, less
        return None, f"an event of the kind {event.kind} is not for an audience"

    # Comments

    def _against_comment(self, event: Event) -> str:
        comment = event.was if event.kind == "comment_deleted" else self._now.comments.get(event.comment)
        if comment is None:
            return "the comment can no longer be read"
        return self._unreadable(comment)

    def _unreadable(self, comment: Comment) -> str:
        """Why the receiver may not read a comment, "" where they may."""
        internal = comment.internal or (self._now.issue.project.serves and not comment.told)
        if internal and not self._is_agent():
            return "the comment is internal"
        return "" if self._is_in(comment.visibility) else "the comment is restricted"

    def _is_agent(self) -> bool:
        account = self._receiver.account_id
        return self._place == "inside" and self._asks.is_agent(self._now.issue, account)

    def _is_in(self, circle: Circle | None) -> bool:
        if circle is None:
            return True
        account = self._receiver.account_id
        return bool(account) and self._asks.in_circle(self._now.issue, circle, account)

    # The rest

    def _sees_change(self, change: Change) -> bool:
        names = {change.field.casefold(), change.id.casefold()}
        return not names & NEVER and (self._place == "inside" or bool(names & self._public))

    def _against_worklog(self, event: Event) -> str:
        if self._place != "inside":
            return "worklogs are for people with an account, not for customers"
        worklog = self._now.worklogs.get(event.worklog)
        if worklog is None:
            return "the worklog can no longer be read"
        return "" if self._is_in(worklog.visibility) else "the worklog is restricted"

    def _against_link(self, event: Event) -> str:
        if self._place != "inside":
            return "links are for people with an account, not for customers"
        account = self._receiver.account_id
        may = bool(event.link) and self._asks.may_browse_other(event.link, account)
        return "" if may else "may not see the linked issue"

    def _files(self) -> Iterator[str]:
        """Attachments there are now; not inside, those that belong to a comment one may not read are none."""
        everything = self._now.issue.attachments
        if self._place == "inside":
            yield from (each.id for each in everything)
            return
        if self._unread:
            return
        closed = [each for each in self._now.comments.values() if self._unreadable(each)]
        names = [name for each in closed for name in _pictures(each.body)]
        if "" not in names:  # else any of them may be the picture without a name
            yield from (each.id for each in everything if each.name not in names)


def _pictures(node: Node | None) -> Iterator[str]:
    """The file names of what a document shows, "" for one that does not tell."""
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            attrs, inner = each.get("attrs"), each.get("content")
            if each.get("type") in _PICTURES:
                yield str(attrs.get("alt") or "") if isinstance(attrs, dict) else ""
            waiting += inner if isinstance(inner, list) else []
