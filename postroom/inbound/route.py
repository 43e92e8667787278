"""Message + profile + what is known -> a plan. Pure: asks nobody and writes nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from postroom.inbound.invitation import Invitation
from postroom.jira import adf
from postroom.mail.message import Attachment, Message
from postroom.models import Profile
from postroom.reading import FULL_TEXT
from postroom.reading.understood import Understood

SUMMARY_LENGTH = 250
MOST_FILES = 60
GROUP_BYTES = 20_000_000
KEY = re.compile(r"(?<![A-Za-z0-9_-])([A-Z][A-Z0-9_]+)-([1-9][0-9]{0,8})(?![A-Za-z0-9_-])")


@dataclass(frozen=True)
class SubjectIssue:
    """The issue that a subject names, and whether this sender may write to it that way."""

    key: str
    allowed: bool
    why: str


@dataclass(frozen=True)
class Plan:
    """What will be done, complete: carried out as it stands by every later try."""

    issue_key: str  # the issue to comment on; "" for a new one
    project: str
    issue_type: str
    summary: str
    body: dict[str, Any]  # ADF
    fields: dict[str, str]  # name or id of a field -> text
    groups: tuple[tuple[Attachment, ...], ...]  # attachments by request
    pictures: tuple[
        tuple[str, int], ...
    ] = ()  # content id of a placeholder in the body, index of its attachment

    @property
    def picture_names(self) -> dict[str, str]:
        """The file name of each picture in the body, by its content id."""
        names = {file.index: file.name for group in self.groups for file in group}
        return {content_id: names[index] for content_id, index in self.pictures}

    def to_json(self) -> dict[str, Any]:
        groups = [[vars(file) for file in group] for group in self.groups]
        return {**vars(self), "groups": groups}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Plan:
        groups = tuple(tuple(Attachment(**file) for file in group) for group in content["groups"])
        pictures = tuple((name, index) for name, index in content.get("pictures", ()))
        return cls(**{**content, "groups": groups, "pictures": pictures})


def subject_key(subject: str, projects: Sequence[str]) -> str:
    """The first issue key of these projects in a subject, "" where there is none."""
    return next((match[0] for match in KEY.finditer(subject) if match[1] in projects), "")


def route(
    read: Understood,
    profile: Profile,
    *,
    ornaments: Collection[int] = (),
    invited: Invitation,
    conversation_issue: str,
    named: SubjectIssue | None,
    say: Callable[[str], None],
) -> Plan:
    """Own signed thread id, then Message-IDs, then the key in the subject; otherwise a new issue."""
    message = read.message
    key, note = "", ""
    if invited.issue_key:
        key = invited.issue_key
        say(f"Answers a mail of ours about {key} (its signed id is genuine).")
        if invited.by:
            note = f"invited by {invited.by}"
            say(f"That mail went to {invited.by}: the sender is shown as invited, and is nobody else for it.")
    elif conversation_issue:
        key = conversation_issue
        say(f"Belongs to the conversation of {key} by its Message-IDs.")
    elif named and named.allowed:
        key = named.key
        say(f"The subject names {key}: {named.why}.")
    elif named:
        note = f"The subject names {named.key}."
        say(f"The subject names {named.key}, but {named.why}: a new issue is made that names it.")
    else:
        say(f"Starts a new conversation: a new issue in {profile.project}.")
    plan = comment(read, key, note) if key else creation(read, profile, note)
    files = [file for file in message.attachments if file.index not in ornaments]
    if len(files) < len(message.attachments):
        left_out = ", ".join(file.name for file in message.attachments if file.index in ornaments)
        say(f"Not attached, as ornaments of a signature: {left_out}.")
    if read.body.is_cut:
        say("The text is too long for Jira: its beginning stands there, all of it is attached as a file.")
        files.append(full_text(message))
    shown = pictures(read, files)
    doc = adf.only_pictures(plan.body, [content_id for content_id, _ in shown])
    return replace(plan, body=doc, groups=group(files), pictures=shown)


def full_text(message: Message) -> Attachment:
    """The whole text as a file; the reader makes it from the mail again when it is sent."""
    content = message.text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    return Attachment(FULL_TEXT, "mail.txt", "text/plain", len(content), sha256, "", inline=False)


def pictures(read: Understood, files: Sequence[Attachment]) -> tuple[tuple[str, int], ...]:
    """The placeholders of the body whose pictures will be on the issue."""
    by_id = {file.content_id.lower(): file.index for file in files if file.content_id}
    wanted = dict.fromkeys(read.body.pictures)
    return tuple((name, by_id[name.lower()]) for name in wanted if name.lower() in by_id)


def creation(read: Understood, profile: Profile, note: str) -> Plan:
    message = read.message
    return Plan(
        issue_key="",
        project=profile.project,
        issue_type=profile.issue_type,
        summary=summary(message),
        body=body(read, note),
        fields=people_fields(message, profile),
        groups=(),
    )


def comment(read: Understood, key: str, note: str) -> Plan:
    return Plan(
        issue_key=key,
        project="",
        issue_type="",
        summary="",
        body=body(read, note),
        fields={},
        groups=(),
    )


def summary(message: Message) -> str:
    """The subject as a Jira summary: one line, at most 250 characters, never empty."""
    line = " ".join(message.subject.split())
    if not line:
        return "(no subject)"
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"


def body(read: Understood, note: str) -> dict[str, Any]:
    """The text as ADF, led by a line that names the sender."""
    lead = f"From: {person(read.message)}" + (f" - {note}" if note else "")
    return adf.with_lead(read.body.doc, lead)


def person(message: Message) -> str:
    sender = message.sender
    if not sender.email:
        return sender.name or "unknown sender"
    return f"{sender.name} <{sender.email}>" if sender.name else sender.email


def people_fields(message: Message, profile: Profile) -> dict[str, str]:
    """The three custom fields of the profile, where it names them."""
    own = {profile.address.lower(), message.sender.email.lower()}
    others = dict.fromkeys(p.email for p in (*message.to, *message.cc) if p.email.lower() not in own)
    wanted = {
        profile.sender_address_field: message.sender.email,
        profile.sender_name_field: message.sender.name,
        profile.participants_field: ", ".join(others),
    }
    return {name: text for name, text in wanted.items() if name and text}


def group(files: Sequence[Attachment]) -> tuple[tuple[Attachment, ...], ...]:
    """Files by request: as few requests as possible, each of at most 60 files and about 20 MB."""
    groups: list[list[Attachment]] = []
    room = 0
    for file in files:
        if not groups or len(groups[-1]) == MOST_FILES or file.size > room:
            groups.append([])
            room = GROUP_BYTES
        groups[-1].append(file)
        room -= file.size
    return tuple(map(tuple, groups))
