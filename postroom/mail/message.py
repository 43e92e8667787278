"""What a mail says: raw bytes in, one Message out, whatever the bytes are."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args

from postroom.mail import charset, classify, containers, headers, structure
from postroom.mail.attachments import Attachment, read_attachments
from postroom.mail.authenticity import Authenticity, read_authenticity
from postroom.mail.body import read_body
from postroom.mail.bounce import Bounce, Reason, read_bounce
from postroom.mail.language import language
from postroom.mail.people import Address, read_people, read_sender
from postroom.mail.pictures import placed
from postroom.mail.reply import Division, divide
from postroom.mail.structure import Structure

__all__ = [
    "Address",
    "Attachment",
    "Authenticity",
    "Bounce",
    "Message",
    "Reading",
    "from_json",
    "part_bytes",
    "read_mail",
    "read_message",
    "structure_of",
    "to_json",
]

V = TypeVar("V", Bounce, Authenticity)

LONGEST_SUBJECT = 10_000
LONGEST_HEADERS = 32_768
MAX_IDS = 1_000

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_LIST = 10_000


@dataclass(frozen=True)
class Message:
    """A mail as people and rules see it. No text in it holds NUL, other controls or lone surrogates."""

    subject: str
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    message_id: str  # without <>, "" where absent
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]  # in order, oldest first
    date: str  # ISO 8601, "" where absent or not to be understood
    text: str  # the whole body, from HTML where there is no plain part
    html: str  # the HTML as sent, "" without
    visible_text: str  # the new words only; of a forward, with what is forwarded
    quoted_text: str
    signature: str
    attachments: tuple[Attachment, ...]
    kind: str  # see classify.Kind
    auto: str  # why this is automatic mail, in words; "" for mail from people
    bounce: Bounce | None
    authenticity: Authenticity
    language: str  # ISO 639-1, "" where it cannot be told
    headers: str  # the header block for display, at most 32,768 characters
    warnings: tuple[str, ...]
    loop: str = ""  # what our own X-Postroom-Loop says, "" where the mail does not carry it


@dataclass(frozen=True)
class Reading:
    """A message and the three parts of its body, which still have their HTML."""

    message: Message
    division: Division


def read_message(raw: bytes, trusted: Sequence[str] = ()) -> Message:
    """Read a mail. Never raises on any bytes; what was odd stands in `warnings`.

    `trusted` names the servers (authserv-id, RFC 8601) whose Authentication-Results count.
    """
    return read_mail(raw, trusted).message


def read_mail(raw: bytes, trusted: Sequence[str] = ()) -> Reading:
    """As `read_message`, with what is needed to show the body."""
    mail = structure_of(raw)
    body = read_body(mail)
    fields = mail.root.fields
    label = mail.label()
    subject = fields.text("subject", label)[:LONGEST_SUBJECT]
    division = divide(body.text, body.html, from_html=body.from_html, subject=subject, page=body.page)
    bounce = read_bounce(mail, body.text)
    kind = classify.kind(mail, body.text, bounce)
    moment = headers.date(fields.raw("date"))
    sender = read_sender(fields.every("from") or fields.every("sender"), label)
    message = Message(
        subject=subject,
        sender=sender,
        reply_to=read_people(fields.every("reply-to"), label),
        to=read_people(fields.every("to"), label),
        cc=read_people(fields.every("cc"), label),
        message_id=headers.first_id(fields.raw("message-id")),
        in_reply_to=_nearest(headers.ids(fields.every("in-reply-to"))),
        references=_nearest(headers.ids(fields.every("references"))),
        date=moment.isoformat() if moment else "",
        text=body.text,
        html=body.html_as_sent,
        visible_text=division.visible,
        quoted_text=division.quoted,
        signature=division.signature,
        attachments=placed(mail, read_attachments(mail, body), division),
        kind=kind.name,
        auto=charset.clean(kind.reason) if kind.is_automatic else "",
        bounce=_storable(bounce) if bounce else None,
        authenticity=_storable(read_authenticity(fields, sender.email, trusted)),
        language=language(division.visible),
        headers=_shown(mail),
        warnings=(*mail.warnings, *body.warnings),
        loop=classify.loop(fields),
    )
    return Reading(message, division)


def _storable(value: V) -> V:
    """The value without what no database stores; its texts quote headers, which may hold anything."""
    return dataclasses.replace(value, **{name: _clean(said) for name, said in vars(value).items()})


def _clean(said: Any) -> Any:
    if isinstance(said, tuple):
        return tuple(map(_clean, said))
    return charset.clean(said) if isinstance(said, str) else said


def structure_of(raw: bytes) -> Structure:
    """The parts of a mail, also those inside of containers; attachments are counted in this one."""
    return containers.opened(structure.split(raw))


def part_bytes(raw: bytes, index: int) -> bytes:
    """The decoded content of attachment `index`. Raises IndexError where the mail has no such part."""
    mail = structure_of(raw)
    leaves = mail.root.leaves()
    if not 0 <= index < len(leaves):
        raise IndexError(f"the mail has {len(leaves)} parts, so none with number {index}")
    return mail.content(leaves[index])


def _nearest(ids: tuple[str, ...]) -> tuple[str, ...]:
    """All ids, or of an endless list the first and the last ones: those that join threads."""
    return ids if len(ids) <= MAX_IDS else (ids[0], *ids[1 - MAX_IDS :])


def _shown(mail: Structure) -> str:
    block = mail.raw[: mail.root.start][: 2 * LONGEST_HEADERS]
    text = charset.decode(block, "utf-8")[0].replace("\r\n", "\n").replace("\r", "\n")
    return charset.clean(text).strip("\n")[:LONGEST_HEADERS]


def to_json(message: Message) -> dict[str, Any]:
    """The message as JSON values only."""
    return dataclasses.asdict(message)


def from_json(value: Any) -> Message:
    """The message that `value` describes; whoever sent it is not trusted.

    Raises ValueError where anything is missing, of another type, or cannot be stored.
    """
    fields = _object(value, Message)
    return Message(
        subject=_text(fields["subject"]),
        sender=_address(fields["sender"]),
        reply_to=tuple(map(_address, _list(fields["reply_to"]))),
        to=tuple(map(_address, _list(fields["to"]))),
        cc=tuple(map(_address, _list(fields["cc"]))),
        message_id=_text(fields["message_id"]),
        in_reply_to=_texts(fields["in_reply_to"]),
        references=_texts(fields["references"]),
        date=_text(fields["date"]),
        text=_text(fields["text"]),
        html=_text(fields["html"]),
        visible_text=_text(fields["visible_text"]),
        quoted_text=_text(fields["quoted_text"]),
        signature=_text(fields["signature"]),
        attachments=tuple(map(_attachment, _list(fields["attachments"]))),
        kind=_text(fields["kind"]),
        auto=_text(fields["auto"]),
        bounce=_bounce(fields["bounce"]),
        authenticity=_authenticity(fields["authenticity"]),
        language=_text(fields["language"]),
        headers=_text(fields["headers"]),
        warnings=_texts(fields["warnings"]),
        loop=_text(fields["loop"]),
    )


def _attachment(value: Any) -> Attachment:
    fields = _object(value, Attachment)
    sha256 = _text(fields["sha256"])
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("an attachment without a SHA-256")
    return Attachment(
        index=_number(fields["index"]),
        name=_text(fields["name"]),
        type=_text(fields["type"]),
        size=_number(fields["size"]),
        sha256=sha256,
        content_id=_text(fields["content_id"]),
        inline=_flag(fields["inline"]),
        place=_text(fields["place"]),
        is_named=_flag(fields["is_named"]),
    )


def _bounce(value: Any) -> Bounce | None:
    if value is None:
        return None
    fields = _object(value, Bounce)
    reason = _text(fields["reason"])
    if reason not in get_args(Reason):
        raise ValueError("a bounce for no known reason")
    return Bounce(
        recipients=_texts(fields["recipients"]),
        status=_text(fields["status"]),
        permanent=_flag(fields["permanent"]),
        reason=cast(Reason, reason),
        message_id=_text(fields["message_id"]),
        diagnostic=_text(fields["diagnostic"]),
    )


def _authenticity(value: Any) -> Authenticity:
    return Authenticity(**{name: _text(said) for name, said in _object(value, Authenticity).items()})


def _address(value: Any) -> Address:
    fields = _object(value, Address)
    return Address(_text(fields["name"]), _text(fields["email"]))


def _object(value: Any, kind: type[Any]) -> dict[str, Any]:
    names = {each.name for each in dataclasses.fields(kind)}
    if not isinstance(value, dict) or set(value) != names:
        raise ValueError(f"not the fields of {kind.__name__}")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > _LONGEST_LIST:
        raise ValueError("not a list, or too long a one")
    return list(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _text(value: Any) -> str:
    if not isinstance(value, str) or _UNSTORABLE.search(value):
        raise ValueError("not a text that can be stored")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 40:
        raise ValueError("not a number, or out of bounds")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value
