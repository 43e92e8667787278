"""The octets that a signature speaks of: header fields and body in canonical form (RFC 6376, 3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from postroom.mail import headers

MAX_HEADER = 1_048_576  # octets of the header block that are looked at
MAX_FIELDS = 5_000

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_SPACES = re.compile(rb"[ \t]+")
_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")


@dataclass(frozen=True)
class Field:
    """A header field: its name in lower case, and all of it as it came, without the last line end."""

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        return self.raw.partition(b":")[2]


@dataclass(frozen=True)
class Mail:
    """A mail as it went over the wire, all line ends CRLF."""

    fields: tuple[Field, ...]
    body: bytes

    def named(self, name: str) -> list[Field]:
        return [field for field in self.fields if field.name == name]


def read(raw: bytes) -> Mail:
    """Header fields and body of a mail that may have been stored with other line ends, or behind a "From " line."""
    start = headers.lead(raw)
    blank = _BLANK_LINE.search(raw, start, start + MAX_HEADER)
    end, body = (blank.start(), blank.end()) if blank else (len(raw), len(raw))
    block = _with_crlf(raw[start : min(end, start + MAX_HEADER)])
    return Mail(tuple(_fields(block)), _with_crlf(raw[body:]))


def _with_crlf(octets: bytes) -> bytes:
    if octets.count(b"\n") == octets.count(b"\r\n"):
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _fields(block: bytes) -> Iterator[Field]:
    lines: list[bytes] = []
    for line in [*block.split(b"\r\n")[:MAX_FIELDS], b""]:
        if line[:1] in (b" ", b"\t"):
            lines.append(line)
            continue
        if lines and (name := _FIELD_NAME.match(lines[0])):
            yield Field(name[1].decode("ascii").lower(), b"\r\n".join(lines))
        lines = [line]


def relaxed_field(field: Field) -> bytes:
    value = _SPACES.sub(b" ", field.value.replace(b"\r\n", b"")).strip(b" \t")
    return field.name.encode("ascii") + b":" + value + b"\r\n"


def simple_field(field: Field) -> bytes:
    return field.raw + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    lines = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n").removesuffix(b" ")
    kept = _without_last_lines(lines)
    return b"" if kept == b"\r\n" else kept


def simple_body(body: bytes) -> bytes:
    return _without_last_lines(body)


def _without_last_lines(body: bytes) -> bytes:
    """The body with one line end behind its last line, however many stood there."""
    kept = body.rstrip(b"\r\n")
    ends = body[len(kept) :]
    odd = ends.rfind(b"\r\r") + 1  # a CR on its own belongs to the line
    if ends.endswith(b"\r"):
        odd = len(ends)
    return kept + ends[:odd] + b"\r\n"


def selected(mail: Mail, names: Iterable[str]) -> Iterator[Field]:
    """The fields that `h=` means: of each name the last one first (RFC 6376, 5.4.2); missing ones are none."""
    waiting = {name: mail.named(name) for name in set(names)}
    for name in names:
        if waiting[name]:
            yield waiting[name].pop()


def unsigned(field: Field) -> Field:
    """The signature field as it was when signed: with nothing behind `b=` (RFC 6376, 3.7)."""
    name, colon, value = field.raw.partition(b":")
    tags = value.split(b";")
    emptied = [tag.partition(b"=")[0] + b"=" if _is_b(tag) else tag for tag in tags]
    return Field(field.name, name + colon + b";".join(emptied))


def _is_b(tag: bytes) -> bool:
    return tag.partition(b"=")[0].strip() == b"b"
