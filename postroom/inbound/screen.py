"""May this mail in? The reason if not."""

from __future__ import annotations

from collections.abc import Callable, Collection

from postroom.errors import Refused
from postroom.mail.bounce import Bounce
from postroom.mail.message import Message
from postroom.models import Profile

ANSWERS = ("reply", "receipt", "calendar")  # nobody waits for an answer to these


def screen(
    message: Message, profile: Profile, say: Callable[[str], None], own_loops: Collection[str] = ()
) -> None:
    """Raise Refused (ignored) with the reason where the mail is not to become anything in Jira.

    `own_loops` are the values of our own loop header; the mail of another Postroom comes in.
    """
    if message.loop in own_loops:
        raise Refused("own loop: this mail was sent by Postroom itself and came back", outcome="ignored")
    if message.bounce:
        raise Refused(f"bounce: {in_words(message.bounce)}", outcome="ignored")
    if message.kind == "bounce" or (message.kind in ANSWERS and profile.ignore_automatic):
        raise Refused(f"automatic: {message.auto}", outcome="ignored")
    if not (message.text.strip() or message.subject.strip() or message.attachments):
        raise Refused("empty: neither subject nor text nor attachment", outcome="ignored")
    say(sort(message))


def sort(message: Message) -> str:
    """What sort of mail was let in, in words."""
    if message.kind == "list":
        return "Written by a person, through a mailing list: it will not be answered."
    if message.auto:
        return f"Automatic mail ({message.auto}), which the profile lets in: it will not be answered."
    return "Written by a person."


def in_words(bounce: Bounce) -> str:
    """Whom a mail did not reach, for how long, and why."""
    people = ", ".join(bounce.recipients[:5]) or "a receiver who is not named"
    word = "could not be delivered" if bounce.permanent else "is not delivered yet"
    why = f" ({bounce.status})" if bounce.status else ""
    return f"a mail to {people} {word}{why}"
