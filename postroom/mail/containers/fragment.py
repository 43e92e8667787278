"""A mail that was sent in pieces (message/partial, RFC 2046, 5.2.2), of which one is here."""

from __future__ import annotations

import re

from postroom.mail.structure import Part

_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{40,100}={0,2}\s*\Z")


def number(part: Part) -> int:
    """Which piece this is, from 1; 0 where it does not say so."""
    return _count(part.parameters.get("number", ""))


def words(part: Part) -> str:
    total = _count(part.parameters.get("total", ""))
    of_total = f" of {total}" if total else ""
    return f"this is part {number(part) or '?'}{of_total} of a mail that was sent in pieces; only this part is read"


def reads_as_text(data: bytes) -> bool:
    """A later piece carries no header: it may be words, or the middle of an attachment."""
    sample = data[:4096]
    lines = [line for line in sample.splitlines()[:40] if line.strip()]
    encoded = sum(bool(_BASE64_LINE.match(line)) for line in lines)
    return bool(lines) and encoded * 2 < len(lines) and not _NOT_TEXT.search(sample)


def _count(value: str) -> int:
    return int(value) if value.isdigit() and value.isascii() and len(value) < 6 else 0
