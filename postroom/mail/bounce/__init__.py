"""Notices of mail that was not or not yet delivered."""

from __future__ import annotations

from postroom.mail.bounce import dsn, evidence
from postroom.mail.bounce.failures import read_failures
from postroom.mail.bounce.original import original_id
from postroom.mail.bounce.pieces import take_apart
from postroom.mail.bounce.values import Bounce, Reason
from postroom.mail.structure import Structure

__all__ = ["Bounce", "Reason", "read_bounce"]


def read_bounce(mail: Structure, text: str) -> Bounce | None:
    """What the report says; None where the mail is none. `text` is the body as text.

    A report of success only (RFC 3464: delivered, relayed, expanded) is no bounce, nor is a read receipt.
    """
    seen = evidence.look(mail, text)
    if seen is None or not seen.can_be_report(text):
        return None
    pieces = take_apart(mail, text)
    groups = dsn.read_groups(pieces.report)
    if groups and not any(group.outcome for group in groups):
        return None
    found = read_failures(mail.root.fields, pieces, groups)
    fails = seen.is_from_system and any(group.outcome for group in groups)
    if not fails and not seen.is_report(
        text, has_codes=found.has_code, has_listed=found.has_listed, has_original=found.has_original
    ):
        return None
    return Bounce(
        recipients=found.recipients,
        status=found.status,
        permanent=found.permanent,
        reason=found.reason,
        message_id=original_id(mail.root.fields, pieces),
        diagnostic=found.diagnostic,
    )
