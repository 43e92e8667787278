"""What the journal hands around: outcomes, answers, steps, arrivals, and how an attempt can break off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from postroom.errors import PostroomError, Temporary
from postroom.models import (
    Held,
    InboundMessage,
    JiraEvent,
    Notice,
    OutboundMessage,
    StoredMail,
    StoredPiece,
    Worked,
)


@dataclass(frozen=True)
class Desk:
    """Where a kind of record is worked on."""

    task: str
    queue: str


DESKS: Mapping[type[Worked], Desk] = {
    InboundMessage: Desk("postroom.process_inbound", "inbound"),
    JiraEvent: Desk("postroom.process_event", "events"),
    Notice: Desk("postroom.close_notice", "events"),
    OutboundMessage: Desk("postroom.send_message", "sending"),
}


class Overtaken(PostroomError):
    """Another attempt has this record now; this one must not write any more."""


class Again(PostroomError):
    """Tells the job engine to run this job again after `seconds`."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True)
class Outcome:
    """How a record ends: the word, why, and the issue where there is one."""

    PARKED: ClassVar[str] = "parked"

    word: str
    reason: str = ""
    issue_key: str = ""


@dataclass(frozen=True)
class Answer:
    """What an effect brought about. `content` is the other side's answer, kept sealed."""

    issue_key: str = ""
    ids: tuple[str, ...] = ()
    content: Any = None


@dataclass(frozen=True)
class Found:
    """What a look-up found of an effect; not complete where something of it is missing."""

    answer: Answer
    complete: bool = True


@dataclass(frozen=True)
class Told:
    """What became of a held notice: words for its trace, and why its receiver is left out, "" where they are not."""

    held: Held
    words: str
    who: str
    left_out: str = ""


class Step(Protocol):
    """One effect: how to do it, how to find it again, and what its answer makes known."""

    @property
    def name(self) -> str: ...

    @property
    def timeout(self) -> float:
        """Seconds after which its request is given up."""
        ...

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        """Prepare, call `ready` right before the request, and do it.

        Unanswered or an unforeseen error leaves it unknown; other errors mean: not done.
        """
        ...

    def find(self, marker: str, since: datetime) -> Found | None: ...

    def learn(self, answer: Answer) -> None:
        """Write what follows from the answer; runs in the commit that saves it."""
        ...


@dataclass(frozen=True)
class Arrival:
    """A mail as a source hands it over, sealed and ready to be stored."""

    place: str
    mail: StoredMail
    pieces: tuple[StoredPiece, ...]
    record: InboundMessage
    lock: str
    ignored: str = ""


class WaitsForConversation(Temporary):
    """Another mail of the conversation creates the issue; woken when it has."""

    def __init__(self, message: str, conversation: int, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"conversation:{conversation}"


class SitePaused(Temporary):
    """The circuit of the site is open."""

    def __init__(self, message: str, site: int, retry_after: float) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"site:{site}"
