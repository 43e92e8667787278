"""One attempt at one record; each of its writes is bound to its number."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from postroom.journal.content import forget_mail
from postroom.journal.values import Outcome, Overtaken
from postroom.models import Effect, InboundMessage, JiraSite, Plan, Profile, Worked

R = TypeVar("R", bound=Worked)


@dataclass(frozen=True)
class Claim:
    """An effect that this attempt may act on, and when it was claimed by this process's clock."""

    effect: Effect
    at: float


@dataclass
class Turn(Generic[R]):
    """One attempt at one record. `site` is the one whose circuit it depends on."""

    record: R
    attempt: int
    trace: list[list[Any]]
    site: JiraSite | None = None
    settled: bool = False
    follows: list[int] = field(default_factory=list)  # records to go on with at once

    def say(self, text: str) -> None:
        """Add a line to the trace, for the people who ask why."""
        self.trace.append([round(time.time(), 3), text])

    def hold(self) -> None:
        """Keep the record for the rest of the transaction, if this attempt still has it. Raises Overtaken."""
        mine = type(self.record)._default_manager.filter(pk=self.record.pk, attempts=self.attempt)
        if mine.select_for_update().values_list("pk").first() is None:
            raise Overtaken(f"{self.record} was taken over by a later attempt")

    def write(self, **values: Any) -> None:
        """Change the record, if this attempt still has it. Raises Overtaken."""
        mine = type(self.record)._default_manager.filter(pk=self.record.pk, attempts=self.attempt)
        if "reason" in values:
            values["reason"] = values["reason"].replace("\0", "")  # others' words; PostgreSQL has no NUL
        if not mine.update(changed_at=timezone.now(), **values):
            raise Overtaken(f"{self.record} was taken over by a later attempt")
        for name, value in values.items():
            setattr(self.record, name, value)

    def ending(self, outcome: Outcome) -> dict[str, Any]:
        """What else is written when the record ends."""
        return {}

    def ended(self) -> None:
        """What follows when the record has ended, in the same commit."""


@dataclass
class Run(Turn[InboundMessage]):
    """One attempt at one mail."""

    profile: Profile = field(kw_only=True)
    site: JiraSite = field(kw_only=True)
    claims: dict[str, Claim] = field(default_factory=dict, kw_only=True)

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

    def ending(self, outcome: Outcome) -> dict[str, Any]:
        return {"issue_key": outcome.issue_key, "conversation_id": self.record.conversation_id}

    def ended(self) -> None:
        if not settings.ENVIRONMENT.keep_content:
            forget_mail(self.record)


def identity(message_id: str, fingerprint: str) -> str:
    """Same mail = same Message-ID and same fingerprint (design 2.5)."""
    return hashlib.sha256(f"{message_id}\n{fingerprint}".encode()).hexdigest()


def marker(record: InboundMessage, profile: Profile, step: str) -> str:
    """An effect's id: from the mail, the profile and the step, never from a database id."""
    text = f"{identity(record.message_id, record.fingerprint)}/{profile.uuid}/{step}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
