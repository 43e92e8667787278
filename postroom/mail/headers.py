"""The header block of a mail or of one of its parts: fields, text, ids, dates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from postroom.mail import charset
from postroom.mail.parameters import parameters
from postroom.mail.transfer import base64_bytes
from postroom.mail.words import decode_value, decode_words, eight_bit

__all__ = [
    "Fields",
    "base64_bytes",
    "date",
    "decode_text",
    "decode_words",
    "first_id",
    "ids",
    "lead",
    "parameters",
    "short_id",
    "split_head",
]

MAX_FIELDS = 5_000
MAX_VALUE = 65_536  # octets of one field that are looked at; the references of a long thread fit
_LONGEST_TYPE = 4_096  # octets to which parameters are added whose lines have lost their white space
LONGEST_ID = 500  # characters; an index cannot hold much more

_EOL = rb"(?:\r{0,3}\n|\r)"  # a line end that was converted twice is one line end
_FIELD = re.compile(
    rb"(?!--)([!-9;-~]++)[ \t]*+:((?>[^\r\n]*)(?>" + _EOL + rb"[ \t]+[^\r\n]*)*+)(?:" + _EOL + rb"|\Z)"
)
_MBOX = rb"(?:>?From (?![ \t]*+:)[^\r\n]*+" + _EOL + rb")"
_BLANKS = rb"(?:[ \t]*+" + _EOL + rb")"
_LEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?" + _BLANKS + rb"*+" + _MBOX + rb"*+(?:" + _BLANKS + rb"++(?=[!-9;-~]++[ \t]*+:))?"
)
_BLANK = re.compile(_EOL)
_MBOX_LINE = re.compile(_MBOX + rb"(?=[!-9;-~]++[ \t]*+:)")
_KNOWN = (
    rb"(?=(?:From|To|Cc|Bcc|Subject|Date|Message-ID|MIME-Version|Received|References|In-Reply-To|Reply-To|Sender|"
    rb"Return-Path|Delivered-To|Envelope-To|User-Agent|DKIM-Signature|Authentication-Results|"
    rb"(?:Content|X|List|ARC|Resent)-[\w-]+)[ \t]*:)"
)
_STRAY = re.compile(rb"(?!--)([^\r\n]+)" + _EOL + _KNOWN, re.IGNORECASE)
_PARAMETER_LINE = re.compile(rb"([A-Za-z][A-Za-z-]{1,40}(?:\*\d{0,3})?\*?=[^\r\n]++)" + _EOL)
_NOISE = re.compile(rb"(?:(?!--|[!-9;-~]++[ \t]*+:)[^\r\n]++" + _EOL + rb"){1,3}+" + _KNOWN, re.IGNORECASE)
_ID = re.compile(r"<([^<>]+)>")
_ID_OR_PROSE = re.compile(r"<([^<>]+)>|\"[^\"]*\"|\([^()]*\)")
_COMMENT = re.compile(r"\([^()]*\)")
_NAMED_SENDER = re.compile(r"\b(?:from|by|von|de|da|van|av|от)\s[^<>@]{0,200}$", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """Header fields in their order: lower-case name and raw value, still folded and encoded."""

    items: tuple[tuple[str, bytes], ...] = ()

    def raw(self, name: str) -> bytes:
        """The value of the first field of that name which says something, b"" without one."""
        return next((value[:MAX_VALUE] for key, value in self.items if key == name and value.strip()), b"")

    def every(self, *names: str) -> list[bytes]:
        return [value[:MAX_VALUE] for key, value in self.items if key in names]

    def text(self, name: str, label: str = "") -> str:
        """The decoded value of a field for people; `label` is the charset of raw 8-bit in it, if known."""
        return decode_text(self.raw(name), label)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.items)


def split_head(data: bytes, start: int = 0) -> tuple[Fields, int, bool]:
    """The fields of the block at `start`, where the body begins, and whether the block was well formed.

    A line that is no field ends the block as in the standard library, unless a known field follows at once:
    then it was a folded line whose white space is gone, and is kept as part of the field before it.
    """
    at = lead(data) if start == 0 else start
    items: list[tuple[str, bytes]] = []
    noise = _NOISE.match(data, at) if start == 0 else None
    at, stray = (noise.end(), True) if noise else (at, False)
    while True:
        while (field := _FIELD.match(data, at)) and len(items) < MAX_FIELDS:
            items.append((field[1].decode("ascii").lower(), field[2]))
            at = field.end()
        if items and (mbox := _MBOX_LINE.match(data, at)):
            at, stray = mbox.end(), True
            continue
        lost = _lost_line(data, at, items)
        if lost is None or len(items) >= MAX_FIELDS:
            break
        items[-1] = (items[-1][0], items[-1][1] + b" " + lost[1])
        at, stray = lost.end(), True
    blank = _BLANK.match(data, at)
    body = blank.end() if blank else at
    return Fields(tuple(items)), body, not stray and (blank is not None or at >= len(data))


def _lost_line(data: bytes, at: int, items: list[tuple[str, bytes]]) -> re.Match[bytes] | None:
    """The line at `at`, if it is no field but part of the field before it, whose white space is gone."""
    if not items:
        return None
    before = items[-1][1]
    if (
        len(before) < _LONGEST_TYPE
        and before.rstrip().endswith(b";")
        and (parameter := _PARAMETER_LINE.match(data, at))
    ):
        return parameter
    return _STRAY.match(data, at)


def lead(data: bytes) -> int:
    """Where the first field begins: behind blank lines, a byte order mark and an mbox "From " line."""
    match = _LEAD.match(data)
    return match.end() if match else 0


def decode_text(value: bytes, label: str = "") -> str:
    """Unfolded, with encoded words (RFC 2047) and raw 8-bit read as kindly as possible; on one line."""
    return decode_value(value[:MAX_VALUE], label)


def ids(values: Iterable[bytes]) -> tuple[str, ...]:
    """Message-IDs without their angle brackets, in order, each once (RFC 5322, 3.6.4, read leniently)."""
    found: dict[str, None] = {}
    for value in values:
        for each in _written_ids(_id_text(value)):
            if one := _without_white_space(each):
                found[short_id(one)] = None
    return tuple(found)


def _id_text(value: bytes) -> str:
    text = charset.clean(eight_bit(value[:MAX_VALUE]))
    return decode_words(text.replace("\r", "").replace("\n", "")) if "=?" in text else text


def _written_ids(text: str) -> list[str]:
    """Ids in brackets; they are not looked for in comments and quoted words of people, if there are others."""
    outside = [match for match in _ID_OR_PROSE.finditer(text) if match[1]]
    answers = [
        match
        for match in outside
        if not _NAMED_SENDER.search(text[max(0, match.start() - 220) : match.start()])
    ]
    if bracketed := [match[1] for match in answers or outside] or _ID.findall(text):
        return bracketed
    words = [word for word in re.split(r"[\s,;<>]+", _COMMENT.sub(" ", text)) if word]
    return words if len(words) == 1 or all("@" in word for word in words) else []


def _follows_a_name(text: str, at: int) -> bool:
    """Whether what stands at `at` is an address of prose ("Message from Jana <jana@example.org> of ...")."""
    return _NAMED_SENDER.search(text[max(0, at - 220) : at]) is not None


def _without_white_space(written: str) -> str:
    """White space and, where there is some, comments are old syntax around the words of an id (RFC 5322, 4.5.4)."""
    words = written.split()
    if '"' in written:  # in quotes it belongs to the id
        return written.strip()
    return "".join("".join(_COMMENT.sub("", written).split()) if len(words) > 1 else words)


def first_id(value: bytes) -> str:
    """The one id of a Message-ID field, "" where there is none; a word without @ counts here."""
    found = ids([value])
    return found[0] if found else short_id("".join(_id_text(value).split()).strip("<>"))


def short_id(message_id: str) -> str:
    """The id itself, or its hash where it is too long for an index: equal ids stay equal."""
    if len(message_id) <= LONGEST_ID:
        return message_id
    return "long-" + hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()


def date(value: bytes) -> datetime | None:
    """The moment of a Date field, in UTC where it names no zone; None where it cannot be understood."""
    try:
        moment = parsedate_to_datetime(value[:200].decode("ascii", "replace"))
        moment.astimezone(UTC)  # years that no calendar holds fail here
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
