"""May this mail in? The reason if not."""

from __future__ import annotations

from collections.abc import Callable

from postroom.errors import Refused
from postroom.mail.message import Message
from postroom.models import Profile


def screen(message: Message, profile: Profile, say: Callable[[str], None]) -> None:
    """Raise Refused (ignored) with the reason where the mail is not to become anything in Jira."""
    if message.loop:
        raise Refused("own loop: this mail was sent by Postroom itself and came back", outcome="ignored")
    if message.auto and profile.ignore_automatic:
        raise Refused(f"automatic: {message.auto}", outcome="ignored")
    if not (message.text.strip() or message.subject.strip() or message.attachments):
        raise Refused("empty: neither subject nor text nor attachment", outcome="ignored")
    say(
        f"Automatic mail ({message.auto}), which the profile lets in."
        if message.auto
        else "Written by a person."
    )
