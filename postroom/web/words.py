"""States, effects and times in words for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from postroom.models import Effect, InboundMessage

State, Outcome = InboundMessage.State, InboundMessage.Outcome


@dataclass(frozen=True)
class Badge:
    """How a record stands: the colour's name, an icon of the sprite, and the word."""

    kind: str
    icon: str
    text: str


BADGES = {
    State.QUEUED.value: Badge("open", "clock", "Queued"),
    State.WAITING.value: Badge("waiting", "clock", "Waiting"),
    State.PARKED.value: Badge("parked", "alert", "Parked"),
    Outcome.CREATED.value: Badge("created", "plus", "Created"),
    Outcome.COMMENTED.value: Badge("commented", "comment", "Commented"),
    Outcome.IGNORED.value: Badge("ignored", "muted", "Ignored"),
    Outcome.REFUSED.value: Badge("refused", "ban", "Refused"),
}
DONE = Badge("ignored", "check", "Done")


KINDS = {
    "person": "Written by a person",
    "list": "Written by a person, through a mailing list",
    "newsletter": "Newsletter or other bulk mail",
    "generated": "Made by a program",
    "reply": "Automatic answer",
    "receipt": "Read receipt",
    "calendar": "Answer to an invitation",
    "bounce": "Delivery report",
}
BOUNCES = {
    "address": "the address does not exist or is closed",
    "full": "the mailbox is full",
    "size": "the mail is too large",
    "policy": "the receiving server does not want it",
    "network": "the receiving server could not be reached",
    "other": "another reason",
}


def badge(record: InboundMessage) -> Badge:
    """The outcome of a finished record, the state of any other."""
    return BADGES.get(record.outcome if record.state == State.DONE else record.state, DONE)


HEADLINES = {
    State.QUEUED.value: "This mail waits for a free worker.",
    State.WAITING.value: "This mail waits for its next try.",
    State.PARKED.value: "Postroom set this mail aside: a person has to look.",
    Outcome.CREATED.value: "This mail became the issue",
    Outcome.COMMENTED.value: "This mail became a comment on",
    Outcome.IGNORED.value: "Nothing was done in Jira with this mail.",
    Outcome.REFUSED.value: "This mail was refused.",
}


def headline(record: InboundMessage) -> str:
    """What became of the mail, in one sentence; where it is in Jira, the issue's key ends it."""
    return HEADLINES.get(record.outcome if record.state == State.DONE else record.state, "This mail is done.")


def step(effect: Effect) -> str:
    """The name of an effect's step, as people say it."""
    name, _, number = effect.step.partition("-")
    words = {
        "create": "Create the issue",
        "comment": "Add the comment",
        "attach": "Attach files",
        "describe": "Put the pictures into the description",
        "delete": "Delete from the mailbox",
    }.get(name, effect.step)
    return f"{words} ({number})" if number.isdigit() and int(number) > 1 else words


def sentence(text: str) -> str:
    """A reason as a sentence: capital first, full stop last."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, coarsely: "12 s ago", "5 min ago", "3 h ago"; after a day the date."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return f"{seconds} s ago" if seconds >= 5 else "just now"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600} h ago"
    return date(moment, now)


def date(moment: datetime, now: datetime) -> str:
    return f"{moment.day} {moment:%b}" if moment.year == now.year else f"{moment.day} {moment:%b %Y}"


def clock(moment: datetime, day: datetime) -> str:
    """The time of day, with the date where it is another day than `day`."""
    moment, day = moment.astimezone(UTC), day.astimezone(UTC)
    time = f"{moment:%H:%M:%S}"
    return time if moment.date() == day.date() else f"{date(moment, day)} {time}"


def exact(moment: datetime) -> str:
    """The time to the second, with its zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
