"""What `receive` may know of a mail in the main process: its bounded headers and its fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from postroom.mail import headers
from postroom.mail.headers import Fields
from postroom.mail.people import Address, read_people, read_sender

HEAD = 65_536  # octets of the header block that read_envelope looks at

_LONGEST_VALUE = 16_384
_LONGEST_SUBJECT = 1_000
_MAX_RECEIVERS = 200
_MAX_IDS = 200
_LONGEST_HEAD = 262_144  # octets in which the fingerprint looks for the end of the header block
_LINE_ENDS = 65_536


@dataclass(frozen=True)
class Envelope:
    """Who, what, when, and the ids that join a mail to its conversation; all of it fit for the database."""

    message_id: str
    sender: Address
    subject: str
    date: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    fingerprint: str
    to: tuple[str, ...]


def read_envelope(head: bytes, fingerprint: str) -> Envelope:
    """Read the envelope from the first 64 KB of a mail (more is not looked at). Never raises."""
    fields, _, _ = headers.split_head(head[:HEAD])
    receivers = read_people(value[:_LONGEST_VALUE] for value in fields.every("to", "cc"))
    return Envelope(
        message_id=headers.first_id(fields.raw("message-id")),
        sender=read_sender(
            value[:_LONGEST_VALUE] for value in fields.every("from") or fields.every("sender")
        ),
        subject=headers.decode_text(fields.raw("subject")[: _LONGEST_SUBJECT * 4])[:_LONGEST_SUBJECT],
        date=headers.date(fields.raw("date")),
        in_reply_to=_ids(fields, "in-reply-to"),
        references=_ids(fields, "references"),
        fingerprint=fingerprint,
        to=tuple(one.email for one in receivers if one.email)[:_MAX_RECEIVERS],
    )


def fingerprint(raw: bytes) -> str:
    """The fingerprint of a mail that lies in memory; see Fingerprint."""
    print_ = Fingerprint()
    print_.update(raw)
    return print_.hexdigest()


class Fingerprint:
    """SHA-256 over From, Date, Subject and the body as sent, however the mail came (design.md 2.5).

    Fed in chunks of any size. Trace headers, the folding of fields, the kind of line ends and blank lines
    at the end change nothing: servers differ in them.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._head: bytearray | None = bytearray()
        self._blank_lines = 0
        self._after_cr = False

    def update(self, chunk: bytes) -> None:
        """Take the next octets of the raw mail."""
        if self._head is None:
            self._body(chunk)
            return
        self._head += chunk
        if len(self._head) >= _LONGEST_HEAD:  # a fixed place, so that the size of chunks does not matter
            self._end_head()

    def hexdigest(self) -> str:
        """The fingerprint of all that was taken, 64 hexadecimal digits; ends the mail."""
        if self._head is not None:
            self._end_head()
        return self._hash.hexdigest()

    def _end_head(self) -> None:
        taken, self._head = bytes(self._head or b""), None
        fields, at, _ = headers.split_head(taken[:_LONGEST_HEAD])
        for name in ("from", "date", "subject"):
            values = (b" ".join(value.split()) for value in fields.every(name))
            self._hash.update(name.encode() + b":" + b"\n:".join(values) + b"\n")
        self._body(taken[at:])

    def _body(self, chunk: bytes) -> None:
        if self._after_cr and chunk.startswith(b"\n"):
            chunk, self._after_cr = chunk[1:], False
        if not chunk:
            return
        self._after_cr = chunk.endswith(b"\r")
        lines = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        words = lines.rstrip(b"\n")
        if words:
            self._write_blank_lines()
            self._hash.update(words)
        self._blank_lines += len(lines) - len(words)

    def _write_blank_lines(self) -> None:
        while self._blank_lines:
            now = min(self._blank_lines, _LINE_ENDS)
            self._hash.update(b"\n" * now)
            self._blank_lines -= now


def _ids(fields: Fields, name: str) -> tuple[str, ...]:
    found = headers.ids(value[:_LONGEST_VALUE] for value in fields.every(name))
    return found if len(found) <= _MAX_IDS else (found[0], *found[1 - _MAX_IDS :])
