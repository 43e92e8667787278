"""Every value that a template sees: its name, what it means, and an example taken from the samples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from postroom.rendering.samples import samples

_STEP = re.compile(r"[^.\[\]]+|\[\]")


@dataclass(frozen=True)
class Variable:
    """`name` is the path from the top; `[]` stands for each entry of a list. `example` is JSON, or ""."""

    name: str
    meaning: str
    example: str


@dataclass(frozen=True)
class Group:
    """What belongs together in the reference."""

    title: str
    meaning: str
    variables: tuple[Variable, ...]


def reference() -> tuple[Group, ...]:
    """The whole vocabulary, in the order in which a reader wants it."""
    return tuple(Group(title, meaning, tuple(_variables(rows))) for title, meaning, rows in _GROUPS)


def found(values: Mapping[str, Any], name: str) -> Iterator[Any]:
    """All values that a name stands for, such as "events[].comment.text"; what is null on the way has none."""
    reached: list[Any] = [values]
    for step in _STEP.findall(name):
        if step == "[]":
            reached = [entry for each in reached for entry in each or ()]
        else:
            reached = [each[step] for each in reached if isinstance(each, Mapping) and step in each]
    yield from reached


def _variables(rows: str) -> Iterator[Variable]:
    for row in rows.strip().splitlines():
        name, _, meaning = row.partition(": ")
        yield Variable(name.strip(), meaning.strip(), _example(name.strip()))


def _example(name: str) -> str:
    """The first value in a sample that says something, cut to one short line; "" for what has parts of its own."""
    values = [value for each in samples() for value in found(each.values, name)]
    telling = next((value for value in values if value), values[0] if values else "")
    if (isinstance(telling, list) and isinstance(telling[0], dict)) or _has_parts(name, telling):
        return ""
    shown = json.dumps(telling, ensure_ascii=False)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _has_parts(name: str, value: Any) -> bool:
    return isinstance(value, dict) and name != "issue.fields"


_GROUPS = (
    (
        "The mail",
        "For whom it is, and what it may do.",
        """
        language: The language of the mail, such as "en" or "de-AT"; it chooses variants and how dates are written.
        now: When the mail is made.
        title: The title of a digest or of a scheduled mail; "" for others.
        unsubscribe_url: A link that ends these mails for this receiver; "" where there is none.
        receiver.name: The receiver's name; "" where nobody knows it.
        receiver.address: The receiver's mail address.
        receiver.has_account: Whether the receiver has an account in Jira. Only then can a link to Jira be opened.
        receiver.language: The receiver's language.
        receiver.zone: The receiver's time zone where it is known; `date` shows times in it.
        receiver.reasons: Why this person gets the mail, in words that complete "You get this mail because".
        reply.possible: Whether an answer to this mail becomes a comment.
        mapping.name: The Notification Mapping that sends the mail.
        profile.name: The profile that receives the answers.
        profile.address: Its mail address.
        site.name: The name of the Jira site in the configuration.
        site.url: Its address.
        """,
    ),
    (
        "The issue",
        "As it is when the mail is made. Null in mails of kind ping, rejection, digest and scheduled.",
        """
        issue.key: Its key.
        issue.summary: Its summary.
        issue.url: Its page in Jira.
        issue.id: Its number inside of Jira.
        issue.type: Its type.
        issue.status: Its status.
        issue.status_category: The category of the status: "To Do", "In Progress" or "Done".
        issue.priority: Its priority; "" where it has none.
        issue.resolution: How it was resolved; "" while it is open.
        issue.project.key: The key of its project.
        issue.project.name: The name of its project.
        issue.reporter: A person, or null: who reported it.
        issue.assignee: A person, or null: who works on it.
        issue.created: When it was created.
        issue.updated: When it was last changed.
        issue.labels: Its labels.
        issue.components: The names of its components.
        issue.description.text: Its description as text.
        issue.description.html: The same as HTML; write `{{ issue.description.html | safe }}`.
        issue.fields: Other fields by name, as text: `{{ issue.fields["Site"] }}`; empty where there is none.
        issue.deleted: Whether it is gone, and its page with it.
        """,
    ),
    (
        "What happened",
        "The events that this mail tells of, oldest first: what the receiver may see of them. `event` is the last. The "
        "kinds: created, updated, deleted, commented, comment_edited, comment_deleted, worklog, worklog_edited, "
        "worklog_deleted, link.",
        """
        events: All events of the mail; a list.
        events[].kind: What happened; the kinds are listed above.
        events[].title: The kind in words.
        events[].actor: A person: who did it.
        events[].at: When.
        events[].by_mail: Whether it was done by a mail to Postroom.
        events[].comment: The comment of this event, or null; see below.
        events[].changes: The fields that were changed; a list.
        events[].changes[].field: The name of the field.
        events[].changes[].from: What it was; "" for nothing.
        events[].changes[].to: What it is now; "" for nothing.
        events[].attachments: The files that were added; a list.
        events[].attachments[].name: The name of the file.
        events[].attachments[].size: Its size in octets; `{{ file.size | filesize }}` writes "418 kB".
        events[].attachments[].url: Where it is in Jira.
        events[].attachments[].type: Its media type.
        events[].attachments[].attached: Whether it comes along with this mail.
        events[].attachments[].cid: The content id, for `<img src="cid:...">`; "" where it is no picture in the mail.
        events[].worklog: The work that was logged, or null.
        events[].worklog.time: How long, as Jira writes it.
        events[].worklog.started: When the work was begun.
        events[].worklog.comment.text: What was said about it, as text.
        events[].worklog.comment.html: The same as HTML.
        events[].link: The link to another issue, or null.
        events[].link.text: How the two belong together.
        events[].link.key: The key of the other issue.
        events[].link.summary: Its summary.
        events[].link.url: Its page in Jira.
        event: The last of the events, or null; `event.kind` and so on.
        actor: A person, or null: who did the last event, or who writes a mail of kind send.
        """,
    ),
    (
        "The comment",
        "The last comment among the events, or null; each event has its own as well.",
        """
        comment.text: What it says, as text.
        comment.html: The same as HTML; write `{{ comment.html | safe }}`.
        comment.author: A person: who wrote it.
        comment.internal: Whether it is an internal note, which customers do not see.
        comment.restricted: The role or group that alone may see it; "" for everybody.
        comment.edited: Whether it was changed after it had been written.
        comment.url: Its place on the issue's page.
        comment.id: Its number inside of Jira.
        """,
    ),
    (
        "A person",
        "What `actor`, `issue.reporter`, `issue.assignee`, `comment.author` and `events[].actor` consist of.",
        """
        actor.name: The name.
        actor.address: The mail address; "" where Jira hides it.
        actor.account_id: The account in Jira; "" for people without one.
        actor.avatar: The address of the person's picture in Jira; "" where there is none.
        """,
    ),
    (
        "Mails that tell of no event",
        "Kinds ping, acknowledgement, rejection and send have a `message`, else it is null; digest and scheduled have "
        "`issues`, else it is empty.",
        """
        message.title: Its heading; may be "".
        message.text: What it says, as text.
        message.html: The same as HTML.
        message.original_subject: The subject of the mail that is answered.
        issues: The issues of a digest or a scheduled mail; a list.
        issues[].issue: An issue, as above: `each.issue.key`.
        issues[].events: Its events, as above; digests only.
        """,
    ),
)  # fmt: skip
