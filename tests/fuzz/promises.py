"""What holds for every mail there can be: checked by properties, by the fuzzer, and on each mail of the tests."""

from __future__ import annotations

import json
import re
from collections import Counter

from postroom.mail.envelope import read_envelope
from postroom.mail.message import part_bytes
from postroom.reading import Options
from postroom.reading.understood import from_json, to_json, understand
from tests.contracts import adf_errors

_WORD = re.compile(r"\w+")


def check(raw: bytes) -> None:
    """Raises AssertionError, or whatever our code raises, where a promise about reading is broken."""
    understood = understand(raw, Options())
    message = understood.message
    answer = json.dumps(to_json(understood), ensure_ascii=False).encode()  # no lone surrogates
    assert from_json(json.loads(answer)) == understood
    assert not adf_errors(understood.body.doc)
    assert not lost_words(message.text, message.visible_text, message.quoted_text, message.signature)
    for attachment in message.attachments:
        assert len(part_bytes(raw, attachment.index)) == attachment.size
    envelope = read_envelope(raw, "")
    assert envelope.message_id == message.message_id
    assert envelope.in_reply_to == message.in_reply_to


def lost_words(whole: str, *parts: str) -> Counter[str]:
    """The words of a text that none of its parts has, each as often as it is missing."""
    found: Counter[str] = Counter()
    for part in parts:
        found.update(_WORD.findall(part))
    return Counter(_WORD.findall(whole)) - found
