"""One attempt at one record; each of its writes is bound to its number."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from postroom.journal.values import Overtaken
from postroom.models import Effect, InboundMessage, JiraSite, Plan, Profile


@dataclass(frozen=True)
class Claim:
    """An effect that this attempt may act on, and when it was claimed by this process's clock."""

    effect: Effect
    at: float


@dataclass
class Run:
    """One attempt at one record."""

    record: InboundMessage
    attempt: int
    profile: Profile
    site: JiraSite
    trace: list[list[Any]]
    claims: dict[str, Claim] = field(default_factory=dict)
    settled: bool = False

    def say(self, text: str) -> None:
        """Add a line to the trace, for the people who ask why."""
        self.trace.append([round(time.time(), 3), text])

    @property
    def identity(self) -> str:
        return identity(self.record.message_id, self.record.fingerprint)

    def marker(self, step: str) -> str:
        return marker(self.record, self.profile, step)

    @property
    def saved_plan(self) -> Any | None:
        """What an earlier attempt decided; its trace is taken up again with it."""
        if self.attempt == 1:
            return None
        plan = Plan.objects.filter(record=self.record).first()
        if plan is None:
            return None
        self.record.conversation_id = plan.conversation_id
        self.trace = max(self.trace, plan.content["trace"], key=len)
        return plan.content["plan"]

    def hold(self) -> None:
        """Keep the record for the rest of the transaction, if this attempt still has it. Raises Overtaken."""
        mine = InboundMessage.objects.filter(pk=self.record.pk, attempts=self.attempt)
        if mine.select_for_update().values_list("pk").first() is None:
            raise Overtaken(f"{self.record} was taken over by a later attempt")

    def write(self, **values: Any) -> None:
        """Change the record, if this attempt still has it. Raises Overtaken."""
        mine = InboundMessage.objects.filter(pk=self.record.pk, attempts=self.attempt)
        if "reason" in values:
            values["reason"] = values["reason"].replace("\0", "")  # others' words; PostgreSQL has no NUL
        if not mine.update(changed_at=timezone.now(), **values):
            raise Overtaken(f"{self.record} was taken over by a later attempt")
        for name, value in values.items():
            setattr(self.record, name, value)


def identity(message_id: str, fingerprint: str) -> str:
    """Same mail = same Message-ID and same fingerprint (design 2.5)."""
    return hashlib.sha256(f"{message_id}\n{fingerprint}".encode()).hexdigest()


def marker(record: InboundMessage, profile: Profile, step: str) -> str:
    """An effect's id: from the mail, the profile and the step, never from a database id."""
    text = f"{identity(record.message_id, record.fingerprint)}/{profile.uuid}/{step}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
