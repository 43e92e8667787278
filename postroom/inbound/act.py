"""Carry out a plan in Jira: each effect through the journal, so that it is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from os import SEEK_END
from typing import IO, Any, BinaryIO, Protocol, cast

from django.db import connection

from postroom import journal, stored
from postroom.connections import jira_of, readers
from postroom.errors import Permanent, Temporary
from postroom.inbound.answering import acknowledge
from postroom.inbound.illustrated import Illustrated, simpler
from postroom.inbound.route import Plan
from postroom.jira import adf, fields, issues
from postroom.jira.client import Jira
from postroom.jira.issues import Attached
from postroom.jira.multipart import Upload, attached_name
from postroom.journal import Answer, Found, Outcome, Run, Step
from postroom.mail.message import Attachment
from postroom.models import Conversation, Effect

SLOWEST_UPLOAD = 250_000  # bytes per second that we wait for


def act(plan: Plan, run: Run) -> Outcome:
    """Carry out the steps of the plan in their order; every effect once."""
    answers: tuple[Answer, ...] = ()
    todo = steps(plan, run, jira_of(run.site))
    outcome = COMMENTED if plan.issue_key else CREATED
    for step in todo:
        answers += (journal.once(run, step.after(answers), ending(outcome) if step is todo[-1] else None),)
    return Outcome(outcome, issue_key=answers[-1].issue_key)


def steps(plan: Plan, run: Run, jira: Jira) -> list[PlannedStep]:
    """The effects of a plan in their order. Pictures have to be on the issue before a text can show them:
    a comment comes after its files; a new issue gets its description again once the files are there.
    """
    key = plan.issue_key
    files = [Attach(run, jira, key, number, group) for number, group in enumerate(plan.groups, start=1)]
    if key:
        comment = AddComment(run, jira, plan)
        return [*files, comment] if plan.pictures else [comment, *files]
    create = CreateIssue(run, jira, plan)
    return [create, *files, Describe(run, jira, plan)] if plan.pictures else [create, *files]


CREATED, COMMENTED = "created", "commented"


def ending(word: str) -> Callable[[Answer], Outcome]:
    """The outcome that ends the record, made from the last answer."""
    return lambda answer: Outcome(word, issue_key=answer.issue_key)


class PlannedStep(Step, Protocol):
    """A step that may need what the steps before it brought."""

    def after(self, answers: Sequence[Answer]) -> Step: ...


@dataclass(frozen=True)
class CreateIssue:
    """The issue of a new conversation; its effect belongs to the conversation."""

    run: Run
    jira: Jira
    plan: Plan
    name: str = "create"

    def after(self, answers: Sequence[Answer]) -> CreateIssue:
        return self

    @property
    def timeout(self) -> float:
        return self.jira.total

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        plan, values = self.plan, self.allowed_fields()
        body = adf.without_pictures(plan.body, plan.picture_names) if plan.pictures else plan.body

        def create(description: dict[str, Any]) -> issues.Created:
            return issues.create_issue(
                self.jira,
                project=plan.project,
                issue_type=plan.issue_type,
                summary=plan.summary,
                description=description,
                fields=values,
                marker=marker,
            )

        made = simpler(self.run, ready, [body], create)
        self.run.say(f"Created {made.key}.")
        return Answer(made.key, (made.id,))

    def allowed_fields(self) -> dict[str, Any]:
        """The custom fields that the create screen has; others would make Jira refuse the issue."""
        if not self.plan.fields:
            return {}
        screen = fields.create_fields(self.jira, self.plan.project, self.plan.issue_type)
        values: dict[str, Any] = {}
        for name, text in self.plan.fields.items():
            field = fields.field_by_name(screen, name)
            if field is None:
                self.run.say(f"Field '{name}' is not on the create screen of {self.plan.project}: left out.")
            else:
                values[field.id] = fields.value_for(field, text)
        return values

    def find(self, marker: str, since: datetime) -> Found | None:
        made = issues.find_issue(self.jira, self.plan.project, marker, since)
        return Found(Answer(made.key, (made.id,))) if made else None

    def learn(self, answer: Answer) -> None:
        """The conversation has its issue now; whoever waits for it may comment."""
        conversation = self.run.record.conversation_id
        if conversation is None:
            return
        Conversation.objects.filter(pk=conversation).update(
            issue_key=answer.issue_key, issue_id=answer.ids[0], creator=None
        )
        acknowledge(self.run, answer.ids[0], answer.issue_key)
        journal.wake(f"conversation:{conversation}")


@dataclass(frozen=True)
class AddComment:
    """A reply, as a comment on the issue of its conversation."""

    run: Run
    jira: Jira
    plan: Plan
    files: tuple[Answer, ...] = ()
    name: str = "comment"

    def after(self, answers: Sequence[Answer]) -> AddComment:
        return replace(self, files=tuple(answers))

    @property
    def timeout(self) -> float:
        return self.jira.total

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        body = Illustrated(self.jira, self.plan, self.files)
        comment = body.send(
            self.run, ready, lambda doc: issues.add_comment(self.jira, self.plan.issue_key, doc, marker)
        )
        self.run.say(f"Commented on {self.plan.issue_key}.")
        return Answer(self.plan.issue_key, (comment,))

    def find(self, marker: str, since: datetime) -> Found | None:
        comment = issues.find_comment(self.jira, self.plan.issue_key, marker, since)
        return Found(Answer(self.plan.issue_key, (comment,))) if comment else None

    def learn(self, answer: Answer) -> None:
        """Nothing more follows from a comment."""


@dataclass(frozen=True)
class Describe:
    """The description once more, with the pictures that are attached now."""

    run: Run
    jira: Jira
    plan: Plan
    issue_key: str = ""
    files: tuple[Answer, ...] = ()
    name: str = "describe"

    def after(self, answers: Sequence[Answer]) -> Describe:
        return replace(self, issue_key=answers[0].issue_key, files=tuple(answers[1:]))

    @property
    def timeout(self) -> float:
        return self.jira.total

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        body = Illustrated(self.jira, self.plan, self.files)
        body.send(self.run, ready, lambda doc: issues.describe(self.jira, self.issue_key, doc, marker))
        self.run.say(f"Put the pictures into the description of {self.issue_key}.")
        return Answer(self.issue_key)

    def find(self, marker: str, since: datetime) -> Found | None:
        done = issues.is_described(self.jira, self.issue_key, marker)
        return Found(Answer(self.issue_key)) if done else None

    def learn(self, answer: Answer) -> None:
        """Nothing more follows from a description."""


@dataclass(frozen=True)
class Attach:
    """Some files of the mail, in one request."""

    run: Run
    jira: Jira
    issue_key: str
    number: int
    files: Sequence[Attachment]

    @property
    def name(self) -> str:
        return f"attach-{self.number}"

    def after(self, answers: Sequence[Answer]) -> Attach:
        return replace(self, issue_key=self.issue_key or answers[0].issue_key)

    @property
    def timeout(self) -> float:
        """Longer for more bytes; the look-up begins only after it, so it may pass the lease."""
        return self.jira.total + sum(file.size for file in self.files) / SLOWEST_UPLOAD

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        there, found = (partial.ids, partial.content) if partial else ((), [])
        missing = [file for file in self.files if file.index not in found]
        with self.opened(missing) as uploads:
            ready()
            sent = issues.attach(self.jira, self.issue_key, uploads, total=self.timeout)
        self.run.say(f"Attached {', '.join(file.name for file in missing)} to {self.issue_key}.")
        ids = (*there, *(file.id for file in sent))
        return Answer(self.issue_key, ids, [*found, *(file.index for file in missing)])

    @contextmanager
    def opened(self, files: Sequence[Attachment]) -> Iterator[list[Upload]]:
        """The files' content, taken from the stored mail by the limited child."""
        wanted = {file.index: file for file in files}
        handles: list[tuple[Attachment, IO[bytes]]] = []
        parts = readers().parts(self.run.record.size, stored.chunks(self.run.record), list(wanted))
        try:
            handles = [(wanted[index], handle) for index, handle in parts]
            if any(length(handle) != file.size for file, handle in handles):
                raise Permanent(
                    "The mail reads differently now than when it was decided; Retry decides anew."
                )
            yield [Upload(file.name, file.type, file.size, opener(handle)) for file, handle in handles]
        finally:
            for _, handle in handles:
                handle.close()

    def find(self, marker: str, since: datetime) -> Found | None:
        """Files on the issue that are ours: name and size, then SHA-256; none that another effect owns."""
        owned = self.owned(marker)
        there = [file for file in issues.attachments(self.jira, self.issue_key) if file.id not in owned]
        ours = list(self.matches(there))
        if not ours:
            return None
        answer = Answer(
            self.issue_key, tuple(there.id for there, _ in ours), [file.index for _, file in ours]
        )
        return Found(answer, complete=len(ours) == len(self.files))

    def owned(self, marker: str) -> set[str]:
        done = Effect.objects.filter(issue_key=self.issue_key, step__startswith="attach").exclude(pk=marker)
        return {attachment for ids in done.values_list("remote_ids", flat=True) for attachment in ids}

    def matches(self, there: Sequence[Attached]) -> Iterator[tuple[Attached, Attachment]]:
        left = list(there)
        for file in self.files:
            for candidate in left:
                if (candidate.name, candidate.size) == (attached_name(file.name), file.size) and (
                    issues.attachment_sha256(self.jira, candidate.id) == file.sha256
                ):
                    left.remove(candidate)
                    yield candidate, file
                    break

    def learn(self, answer: Answer) -> None:
        """The files are ours now. Raises Temporary where another effect adopted one of them meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.issue_key])
        if self.owned(self.run.marker(self.name)) & set(answer.ids):
            raise Temporary(f"{self.name}: another mail has adopted one of these files; looked for again.", 1)


def length(handle: IO[bytes]) -> int:
    """Octets of an open file, which is at its beginning again afterwards."""
    size = handle.seek(0, SEEK_END)
    handle.seek(0)
    return size


def opener(handle: IO[bytes]) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, handle)
