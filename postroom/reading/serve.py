"""Mails in, answers out: one JSON object per line on standard input and output."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from typing import Any

from postroom.errors import PostroomError, Temporary
from postroom.reading.answer import as_json, unread
from postroom.reading.options import Options
from postroom.reading.readers import Readers
from postroom.reading.understood import Understood

ASK = 'write {"id": ..., "mail_b64": the mail in base64} on one line'


def understood(readers: Readers, raw: bytes, options: Options) -> Understood:
    """A mail as the limited child understands it; of one that breaks the limits, its headers and the reason."""
    try:
        return readers.read(len(raw), [raw], options)
    except Temporary as error:
        return unread(raw, f"{error}")
    except PostroomError as error:
        return unread(raw, f"{error}".rstrip("."))


def answers(readers: Readers, lines: Iterable[bytes], options: Options) -> Iterator[str]:
    """One line of JSON for each line `{"id": ..., "mail_b64": ...}`. No mail and no line stops the stream."""
    for line in lines:
        if line.strip():
            yield json.dumps(answer(readers, line, options), ensure_ascii=False)


def answer(readers: Readers, line: bytes, options: Options) -> dict[str, Any]:
    """The answer to one line; `{"id": ..., "error": ...}` where the line itself is wrong."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": f"this line is no JSON; {ASK}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("mail_b64"), str):
        number = asked.get("id") if isinstance(asked, dict) else None
        return {"id": number, "error": f"this line asks nothing; {ASK}"}
    try:
        raw = base64.b64decode(asked["mail_b64"])
    except (binascii.Error, ValueError):
        return {"id": asked.get("id"), "error": f"mail_b64 is no base64; {ASK}"}
    return {"id": asked.get("id"), **as_json(understood(readers, raw, options))}
