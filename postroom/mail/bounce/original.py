"""Which mail a report is about: its Message-ID and its receivers, as far as the report returns them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from postroom.mail.bounce.addresses import addresses
from postroom.mail.bounce.pieces import Pieces
from postroom.mail.headers import Fields, decode_text, first_id, ids

MAX_RECEIVERS = 100

_ID = re.compile(
    r"^[ \t>|*]{0,12}(?:Original-|X-Original-|Internet-)?Message[- ]?ID[ \t]*:[ \t]*(<[^<>\s]{3,500}>)",
    re.IGNORECASE | re.MULTILINE,
)
_TO = re.compile(
    r"^[ \t>|*]{0,12}(?:To|An|À|Para|Кому|宛先|收件人)[ \t]*[:：][ \t]*(\S[^\n]{0,1000})", re.MULTILINE
)


def original_id(fields: Fields, pieces: Pieces) -> str:
    """The id of the mail that bounced, without <>; "" where the report does not say.

    Surest is the returned mail, then what the report's text quotes; In-Reply-To and References of the report
    itself are set to it by Gmail and Exchange.
    """
    if found := first_id(pieces.returned.raw("message-id")):
        return found
    for text in (pieces.notice, pieces.report):
        if quoted := _ID.search(text):
            return first_id(quoted[1].encode("utf-8", "replace"))
    named = fields.every("original-message-id", "x-original-message-id", "x-ms-exchange-parent-message-id")
    for values in (named, fields.every("in-reply-to"), fields.every("references")[:1]):
        if found_ids := ids(values):
            return found_ids[-1]
    return ""


def original_receivers(pieces: Pieces) -> tuple[str, ...]:
    """To whom the mail was sent, each once: of several Tos nobody knows which one failed."""
    fields = pieces.returned
    values = [
        decode_text(value) for value in fields.every("to") or fields.every("x-original-to", "delivered-to")
    ]
    values += [decode_text(value) for value in fields.every("cc")]
    return _once(values) or _once(found[1] for found in _TO.finditer(pieces.notice[:20_000]))


def original_senders(pieces: Pieces) -> frozenset[str]:
    fields = pieces.returned
    values = fields.every("from", "sender", "reply-to", "return-path", "envelope-from", "x-envelope-from")
    return frozenset(_once(decode_text(value) for value in values))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(address for value in values for address in addresses(value[:20_000]))
    return tuple(found)[:MAX_RECEIVERS]
