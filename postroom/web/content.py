"""What a stored mail says, what was traced of a record, and the mail as a file: the same on every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from django.http import HttpResponseBase, StreamingHttpResponse

from postroom.inbound.understanding import proof
from postroom.mail.attachments import Attachment
from postroom.mail.message import Message
from postroom.models import Worked
from postroom.web import words

LONGEST_TEXT = 100_000  # characters of a mail that the page shows; the file has them all


@dataclass(frozen=True)
class Reading:
    """What a stored mail says, or why it cannot be shown."""

    message: Message | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        """The new part of the mail."""
        return self.message.visible_text[:LONGEST_TEXT] if self.message else ""

    @property
    def whole_text(self) -> str:
        return self.message.text[:LONGEST_TEXT] if self.message else ""

    @property
    def signature(self) -> str:
        return self.message.signature[:LONGEST_TEXT] if self.message else ""

    @property
    def quoted(self) -> str:
        return self.message.quoted_text[:LONGEST_TEXT] if self.message else ""

    @property
    def cut(self) -> bool:
        return self.message is not None and len(self.message.text) > LONGEST_TEXT

    @property
    def kind(self) -> str:
        """What sort of mail it is, and by what that was seen."""
        if self.message is None:
            return ""
        kind = words.KINDS.get(self.message.kind, self.message.kind)
        return f"{kind}: {self.message.auto}" if self.message.auto else kind

    @property
    def proof(self) -> str:
        said = proof(self.message.authenticity) if self.message else ""
        return f"{said}." if said else ""

    @property
    def bounce_reason(self) -> str:
        return words.BOUNCES[self.message.bounce.reason] if self.message and self.message.bounce else ""

    @property
    def files(self) -> list[FileRow]:
        return [file_row(file) for file in self.message.attachments] if self.message else []


@dataclass(frozen=True)
class FileRow:
    """An attachment as a line of the list."""

    name: str
    type: str
    size: int
    where: str


PLACES = {
    "body": ", shown in the text",
    "quoted": ", shown in an earlier message",
    "signature": ", an ornament of the signature",
}


def file_row(file: Attachment) -> FileRow:
    where = PLACES.get(file.place, ", shown in the text" if file.inline else "")
    return FileRow(file.name, file.type, file.size, where)


@dataclass(frozen=True)
class Line:
    """A line of the trace."""

    at: datetime
    clock: str
    text: str


def trace(record: Worked, begun: datetime, opening: str) -> Iterator[Line]:
    """What was looked at and done, from the first moment on."""
    yield Line(begun, words.clock(begun, begun), opening)
    for seconds, text in record.trace:
        at = datetime.fromtimestamp(seconds, UTC)
        yield Line(at, words.clock(at, begun), text)


def file(content: Iterator[bytes], name: str, size: int, kind: str = "message/rfc822") -> HttpResponseBase:
    """A mail byte for byte, streamed. Raises what `content` raises, before anything is answered."""
    first = next(content, b"")
    return StreamingHttpResponse(
        chain([first], content),
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(size),
            "X-Content-Type-Options": "nosniff",
        },
    )
