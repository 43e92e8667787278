"""The header block of a mail or of one of its parts: fields, text, addresses, ids, parameters, dates."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from postroom.mail import charset

MAX_FIELDS = 5_000
MAX_VALUE = 65_536  # octets of one field that are looked at; the references of a long thread fit
LONGEST_ID = 500  # characters; an index cannot hold much more

_EOL = rb"(?:\r\n|\n|\r)"
_FIELD = re.compile(
    rb"(?!--)([!-9;-~]+)[ \t]*:((?>[^\r\n]*)(?>" + _EOL + rb"[ \t]+[^\r\n]*)*+)(?:" + _EOL + rb"|\Z)"
)
_LEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+" + _EOL + rb")*+(?:>?From [^\r\n]*" + _EOL + rb")?")
_BLANK = re.compile(_EOL)
_STRAY = re.compile(
    rb"(?!--)([^\r\n]+)" + _EOL + rb"(?=(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Received|"
    rb"References|In-Reply-To|Reply-To|Content-[\w-]+|X-[\w-]+)[ \t]*:)",
    re.IGNORECASE,
)
_WORD_START = r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?"
_WORD = re.compile(_WORD_START + r"((?:[^?=]|\?(?!=)|=(?!\?[^?\s]{1,80}\?[bBqQ]\?))*+)\?=", re.DOTALL)
_ID = re.compile(r"<([^<>]+)>")
_PARAMETER = re.compile(r""";\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*+"?|[^;]*+)""", re.DOTALL)
_EXTENDED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)\Z")


@dataclass(frozen=True)
class Fields:
    """Header fields in their order: lower-case name and raw value, still folded and encoded."""

    items: tuple[tuple[str, bytes], ...] = ()

    def raw(self, name: str) -> bytes:
        """The value of the first field of that name, b"" without one."""
        return next((value[:MAX_VALUE] for key, value in self.items if key == name), b"")

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
    stray = False
    while True:
        while (field := _FIELD.match(data, at)) and len(items) < MAX_FIELDS:
            items.append((field[1].decode("ascii").lower(), field[2]))
            at = field.end()
        lost = _STRAY.match(data, at) if items else None
        if lost is None or len(items) >= MAX_FIELDS:
            break
        items[-1] = (items[-1][0], items[-1][1] + b" " + lost[1])
        at, stray = lost.end(), True
    blank = _BLANK.match(data, at)
    body = blank.end() if blank else at
    return Fields(tuple(items)), body, not stray and (blank is not None or at >= len(data))


def lead(data: bytes) -> int:
    """Where the first field begins: behind blank lines, a byte order mark and an mbox "From " line."""
    match = _LEAD.match(data)
    return match.end() if match else 0


def decode_text(value: bytes, label: str = "") -> str:
    """Unfolded, with encoded words (RFC 2047) and raw 8-bit read as kindly as possible; on one line."""
    text = _eight_bit(value[:MAX_VALUE].strip(), label)
    if "=?" in text:
        text = decode_words(re.sub(r"[\r\n]+", "", text))
    return charset.clean(re.sub(r"\s*[\r\n\t]+\s*", " ", text)).strip()


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) decoded; neighbours of one charset are joined before that."""
    done: list[str] = []
    pending, label, end = b"", "", 0
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        if (gap.strip() or word[1].lower() != label) and pending:
            done.append(charset.decode(pending, label)[0])
            pending = b""
        if gap.strip() or end == 0:
            done.append(gap)
        pending += _word_bytes(word[2], word[3])
        label, end = word[1].lower(), word.end()
    if pending:
        done.append(charset.decode(pending, label)[0])
    return "".join(done) + text[end:]


def ids(values: Iterable[bytes]) -> tuple[str, ...]:
    """Message-IDs without their angle brackets, in order, each once (RFC 5322, 3.6.4, read leniently)."""
    found: dict[str, None] = {}
    for value in values:
        text = charset.clean(_eight_bit(value[:MAX_VALUE], ""))
        bracketed = _ID.findall(text) or [token for token in re.split(r"[\s,<>]+", text) if "@" in token]
        for each in bracketed:
            if one := "".join(each.split()):
                found[short_id(one)] = None
    return tuple(found)


def first_id(value: bytes) -> str:
    """The one id of a Message-ID field, "" where there is none; a word without @ counts here."""
    found = ids([value])
    bare = "".join(charset.clean(_eight_bit(value[:MAX_VALUE], "")).split()).strip("<>")
    return found[0] if found else short_id(bare)


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


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """The first word of a Content-Type or Content-Disposition in lower case, and its parameters.

    RFC 2231 charsets and continuations, encoded words where they do not belong, and raw 8-bit are all read.
    """
    text = _eight_bit(value[:MAX_VALUE], "").replace("\r", "").replace("\n", "")
    head = text.split(";", 1)[0].strip().lower()
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(text, len(text.split(";", 1)[0])):
        if shape := _EXTENDED.match(match[1].lower()):
            piece = (int(shape[2] or 0), bool(shape[3]), _unquoted(match[2].strip()))
            pieces.setdefault(shape[1], []).append(piece)
    return head, {name: _joined(found) for name, found in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    extended = [piece for piece in pieces if piece[1]]
    if any(number for number, _, _ in pieces):
        chosen = sorted(pieces, key=lambda piece: piece[0])
    else:
        chosen = (extended or pieces)[:1]
    if not extended:
        text = "".join(value for _, _, value in chosen)
        return charset.clean(decode_words(text) if "=?" in text else text)
    label, data = "", b""
    for at, (_, encoded, value) in enumerate(chosen):
        if encoded and at == 0 and value.count("'") >= 2:
            label, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return charset.clean(charset.decode(data, label)[0])


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return re.sub(r'\\(["\\])', r"\1", inner)


def _word_bytes(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    return base64_bytes(raw)


def base64_bytes(data: bytes | memoryview) -> bytes:
    """Decoded base64; white space and foreign characters are skipped, missing padding is made good."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", bytes(data))
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _eight_bit(value: bytes, label: str) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return charset.decode(value, label)[0]
