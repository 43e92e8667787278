"""Message + profile + what is known -> a plan. Pure: asks nobody and writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from postroom.jira import adf
from postroom.mail.message import Attachment, Message
from postroom.models import Profile

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

    @property
    def steps(self) -> list[str]:
        """The effects in their order."""
        first = "comment" if self.issue_key else "create"
        return [first, *(f"attach-{number}" for number in range(1, len(self.groups) + 1))]

    def to_json(self) -> dict[str, Any]:
        groups = [[vars(file) for file in group] for group in self.groups]
        return {**vars(self), "groups": groups}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Plan:
        groups = tuple(tuple(Attachment(**file) for file in group) for group in content["groups"])
        return cls(**{**content, "groups": groups})


def subject_key(subject: str, projects: Sequence[str]) -> str:
    """The first issue key of these projects in a subject, "" where there is none."""
    return next((match[0] for match in KEY.finditer(subject) if match[1] in projects), "")


def route(
    message: Message,
    profile: Profile,
    *,
    token_issue: str,
    conversation_issue: str,
    named: SubjectIssue | None,
    say: Callable[[str], None],
) -> Plan:
    """Own signed thread id, then Message-IDs, then the key in the subject; otherwise a new issue."""
    key, note = "", ""
    if token_issue:
        key = token_issue
        say(f"Answers a mail of ours about {key} (its signed id is genuine).")
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
    plan = comment(message, profile, key) if key else creation(message, profile, note)
    return replace(plan, groups=group(message.attachments))


def creation(message: Message, profile: Profile, note: str) -> Plan:
    return Plan(
        issue_key="",
        project=profile.project,
        issue_type=profile.issue_type,
        summary=summary(message),
        body=body(message, note),
        fields=people_fields(message, profile),
        groups=(),
    )


def comment(message: Message, profile: Profile, key: str) -> Plan:
    return Plan(
        issue_key=key,
        project=profile.project,
        issue_type="",
        summary="",
        body=body(message, ""),
        fields={},
        groups=(),
    )


def summary(message: Message) -> str:
    """The subject as a Jira summary: one line, at most 250 characters, never empty."""
    line = " ".join(message.subject.split())
    if not line:
        return "(no subject)"
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"


def body(message: Message, note: str) -> dict[str, Any]:
    """The text as ADF, led by a line that names the sender."""
    lead = f"From: {person(message)}" + (f" - {note}" if note else "")
    return adf.with_lead(adf.text_to_adf(message.text), lead)


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
