"""`postroom send`: what a person wants to be sent, put on its way or only tried out, and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from postroom.lists import counted
from postroom.outbound.personal import Draft, Wish, ask, drafts

__all__ = ["Result", "Wish", "put", "try_out"]


@dataclass(frozen=True)
class Result:
    """Whether all is well, and what to say."""

    good: bool
    lines: tuple[str, ...]


def put(wish: Wish) -> Result:
    """Store it for the worker. Raises BadConfiguration in words where it cannot be sent."""
    event = ask(wish)
    people = counted(len(event.payload["to"]), "receiver")
    return Result(
        True,
        (f"Event {event.pk}: mail about {event.issue_key} to {people} is made as soon as a worker runs.",),
    )


def try_out(wish: Wish) -> Result:
    """What each receiver would get; nothing is stored."""
    made = list(drafts(wish))
    return Result(
        not any(each.problem for each in made), tuple(line for each in made for line in in_words(each))
    )


def in_words(draft: Draft) -> Iterator[str]:
    yield f"To: {draft.to}"
    if draft.rendered is None:
        yield f"Not sent: {draft.problem}"
    else:
        yield f"Subject: {draft.rendered.subject}"
        yield ""
        yield draft.rendered.text
    yield ""
