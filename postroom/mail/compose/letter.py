"""What an outgoing mail consists of, before it is bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from postroom.errors import Permanent

AutoSubmitted = Literal["auto-generated", "auto-replied", ""]  # RFC 3834, 5


class BadLetter(Permanent):
    """Something in a letter cannot be written into a mail."""


@dataclass(frozen=True)
class Mailbox:
    """Somebody's display name ("" without one) and address."""

    name: str
    address: str


@dataclass(frozen=True)
class Inline:
    """A picture that the HTML shows as `cid:`; `cid` is without <>."""

    cid: str
    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Attachment:
    """A file; a `type` that is none becomes application/octet-stream."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """An outgoing mail. Ids are without <>; who gets a blind copy stands in the envelope only.

    `references` are the ancestors, oldest first; `in_reply_to` need not be among them. `loop` is the value of
    X-Postroom-Loop. `list_unsubscribe` holds https and mailto URIs. `extra` are further fields, name and value.
    """

    message_id: str
    date: datetime
    sender: Mailbox
    subject: str
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: Mailbox | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    inline: tuple[Inline, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    auto_submitted: AutoSubmitted = "auto-generated"
    loop: str = ""
    list_id: str = ""
    list_unsubscribe: tuple[str, ...] = ()
    language: str = ""
    extra: tuple[tuple[str, str], ...] = ()
