"""Pictures of a mail: screenshots that somebody wants to show, and the ornaments of signatures."""

from __future__ import annotations

from postroom.mail.attachments import Attachment
from postroom.mail.reply import Division
from postroom.mail.structure import Structure


def placed(
    mail: Structure, attachments: tuple[Attachment, ...], division: Division
) -> tuple[Attachment, ...]:
    """The attachments, those that are pictures with their `place`."""
    return attachments
