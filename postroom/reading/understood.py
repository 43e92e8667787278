"""What a mail says and what of it goes to Jira, as values that travel from the child to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from postroom.jira import adf
from postroom.jira.adf import Body, Section
from postroom.mail import dkim
from postroom.mail import message as mail
from postroom.mail.message import Message
from postroom.mail.reply import Division
from postroom.reading.options import Options


@dataclass(frozen=True)
class Understood:
    """The message, and its body as a Jira document whose pictures are placeholders yet."""

    message: Message
    body: Body


def understand(raw: bytes, options: Options) -> Understood:
    """Read a mail. Never raises on any bytes."""
    reading = mail.read_mail(raw, options.trusted)
    message = reading.message
    if options.keys is not None:
        found = dkim.verify(raw, options.keys)
        proof = found.added_to(message.authenticity, message.sender.email)
        message = replace(message, authenticity=proof)
    return Understood(message, body_of(reading.division, fold=options.fold))


def body_of(division: Division, *, fold: bool) -> Body:
    return adf.mail_to_adf(
        Section(division.visible, division.visible_html),
        Section(division.signature, division.signature_html),
        Section(division.quoted, division.quoted_html),
        fold=fold,
    )


def to_json(understood: Understood) -> dict[str, Any]:
    body = understood.body
    return {
        "message": mail.to_json(understood.message),
        "doc": body.doc,
        "pictures": list(body.pictures),
        "is_cut": body.is_cut,
    }


def from_json(value: Any) -> Understood:
    """What `value` describes; whoever sent it is not trusted. Raises ValueError where anything is not as it should."""
    if not isinstance(value, dict) or set(value) != {"message", "doc", "pictures", "is_cut"}:
        raise ValueError("not the fields of what was understood")
    if not isinstance(value["is_cut"], bool):
        raise ValueError("neither true nor false")
    adf.check(value["doc"])
    return Understood(
        mail.from_json(value["message"]), Body(value["doc"], _texts(value["pictures"]), value["is_cut"])
    )


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
        raise ValueError("not a list of texts")
    return tuple(value)
