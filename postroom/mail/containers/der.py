"""ASN.1 as it lies in signed mail: DER, and BER with lengths that are only known at the end (X.690)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

INTEGER, OCTETS, OBJECT_ID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
CONSTRUCTED_OCTETS = 0x24

MAX_DEPTH = 12  # of values of unknown length in each other
MAX_ITEMS = 200_000  # in one value


@dataclass(frozen=True, slots=True)
class Item:
    """One value: its identifier octet, where it begins, and where its content begins and ends."""

    tag: int
    first: int
    start: int
    end: int
    after: int


def items(data: bytes, start: int, end: int) -> Iterator[Item]:
    """The values from `start` to `end`, as far as they are well formed."""
    for _ in range(MAX_ITEMS):
        item = item_at(data, start, end)
        if item is None:
            return
        yield item
        start = item.after


def inside(data: bytes, item: Item) -> list[Item]:
    return list(items(data, item.start, item.end))


def item_at(data: bytes, at: int, end: int, depth: int = 0) -> Item | None:
    """The value at `at`; None where there is none, it passes `end`, or it ends a value of unknown length."""
    if at + 2 > end or depth > MAX_DEPTH or data[at] & 0x1F == 0x1F or data[at : at + 2] == b"\0\0":
        return None
    size, start = data[at + 1], at + 2
    if size == 0x80:
        return _of_unknown_length(data, at, end, depth)
    if size > 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[at + 2 : start], "big") if size <= 0x88 else end
    return Item(data[at], at, start, start + size, start + size) if start + size <= end else None


def _of_unknown_length(data: bytes, at: int, end: int, depth: int) -> Item | None:
    """It ends with two zeros where its next value would begin."""
    inner = at + 2
    for _ in range(MAX_ITEMS):
        item = item_at(data, inner, end, depth + 1)
        if item is None:
            break
        inner = item.after
    return Item(data[at], at, at + 2, inner, inner + 2) if data[inner : inner + 2] == b"\0\0" else None


def octets(data: bytes, item: Item, depth: int = 0) -> bytes:
    """The content of an OCTET STRING, which may be cut into pieces (X.690, 8.7.3)."""
    if not item.tag & 0x20:
        return data[item.start : item.end]
    if depth > MAX_DEPTH:
        return b""
    return b"".join(octets(data, piece, depth + 1) for piece in items(data, item.start, item.end))


def whole(data: bytes, item: Item) -> bytes:
    """A value with its identifier and length."""
    return data[item.first : item.after]
