"""What kind of mail this is, and was it sent by Postroom itself? A mail from a person must never be caught."""

from __future__ import annotations

from collections.abc import Callable

from postroom.mail.bounce import Bounce
from postroom.mail.classify import body, header, newsletter, reports, subject
from postroom.mail.classify.letter import Letter
from postroom.mail.classify.values import Kind
from postroom.mail.headers import Fields
from postroom.mail.structure import Structure

__all__ = ["Kind", "kind", "loop"]

LOOP = "x-postroom-loop"

# What is asked of a mail, in this order: the surer and the more telling first.
_QUESTIONS: tuple[Callable[[Letter], Kind | None], ...] = (
    reports.report,
    reports.content_class,
    reports.calendar,
    header.auto_submitted,
    header.reply_field,
    subject.reply_title,
    header.program,
    header.precedence,
    header.mailing_list,
    header.suppress,
    header.return_path,
    body.receipt,
    body.challenge,
    subject.bounce_title,
    subject.machine_title,
    header.nobody,
    newsletter.newsletter,
    body.what_it_says,
    body.away,
    body.confirmation,
)


def kind(mail: Structure, text: str, bounce: Bounce | None) -> Kind:
    """The kind of a mail; `text` is its body as text, `bounce` what it says as a delivery report.

    Not enough alone: X-Auto-Response-Suppress other than All (Exchange sets it on ordinary mail), List-Id and
    `Precedence: list` (people write to groups, and a support address often is one), Feedback-ID (relays set it).
    """
    if bounce is not None:
        return Kind("bounce", f"it is a delivery report{f' ({bounce.status})' if bounce.status else ''}")
    letter = Letter(mail, text)
    return next((found for question in _QUESTIONS if (found := question(letter))), Kind("person"))


def loop(fields: Fields) -> str:
    """What our own loop header says, "" where the mail does not carry one."""
    return fields.text(LOOP) or ("yes" if LOOP in fields else "")
