"""Compound files, the little file system inside of .msg and the old Office formats ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_ENTRIES = 20_000

_HEADER = struct.Struct("<8s16sHHHHH6xIIIIIIIII")
_ENTRY = struct.Struct("<64sHBBIII36xIQ")
_LAST = 0xFFFFFFFA  # sector numbers from here on mean something else
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A storage (folder) or stream (file) by its number in the directory."""

    number: int
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int

    @property
    def is_storage(self) -> bool:
        return self.kind in (_STORAGE, _ROOT)


@dataclass
class Compound:
    """An open compound file. All chains are followed at most as far as the file is long."""

    data: bytes
    shift: int  # a sector has 2**shift octets
    small_shift: int
    small_limit: int  # streams shorter than this lie in the small sectors
    table: tuple[int, ...] = ()
    small_table: tuple[int, ...] = ()
    small_data: bytes = b""
    entries: tuple[Entry, ...] = ()
    left_to_read: int = 0  # octets; hostile entries may all point at the same sectors

    @property
    def root(self) -> Entry:
        return self.entries[0]

    def inside(self, storage: Entry) -> Iterator[Entry]:
        """What lies in a storage; its entries form a tree, of which no branch is walked twice."""
        seen: set[int] = set()
        waiting = [storage.child]
        while waiting:
            number = waiting.pop()
            if number >= len(self.entries) or number in seen:
                continue
            seen.add(number)
            entry = self.entries[number]
            waiting.extend((entry.right, entry.left))
            yield entry

    def content(self, stream: Entry) -> bytes:
        """The octets of a stream, as many as there are."""
        size = min(stream.size, len(self.data))
        if size > self.left_to_read:
            return b""
        self.left_to_read -= size
        if stream.size < self.small_limit:
            small = 1 << self.small_shift
            return _joined(self.small_data, self.small_table, stream.start, small, 0, size)
        return self.sectors(stream.start, size)

    def sectors(self, start: int, size: int) -> bytes:
        sector = 1 << self.shift
        return _joined(self.data, self.table, start, sector, sector, size)


def open_compound(data: bytes) -> Compound | None:
    """Open a compound file that lies in memory; None where it is none or too damaged."""
    if len(data) < 1536 or not data.startswith(SIGNATURE):
        return None
    try:
        return _opened(data)
    except (struct.error, ValueError):
        return None


def _opened(data: bytes) -> Compound | None:
    _, _, _, _, _, shift, small_shift, _, _, directory, _, limit, small, _, more, _ = _HEADER.unpack_from(
        data
    )
    if shift not in (9, 12) or not 3 <= small_shift < shift:
        return None
    file = Compound(data, shift, small_shift, limit)
    file.left_to_read = 2 * len(data)
    file.table = _allocation_table(data, shift, more)
    file.entries = tuple(_entries(file.sectors(directory, len(data)), shift))
    if not file.entries or file.root.kind != _ROOT:
        return None
    file.small_data = file.sectors(file.root.start, min(file.root.size, len(data)))
    file.small_table = _numbers(file.sectors(small, len(data)))
    return file


def _allocation_table(data: bytes, shift: int, more: int) -> tuple[int, ...]:
    """Which sector follows which: the table lies in sectors listed in the header and in sectors of lists."""
    size = 1 << shift
    lists = [struct.unpack_from("<109I", data, 76)]
    while more < _LAST and len(lists) <= len(data) >> shift:
        page = _numbers(data[(more + 1) * size : (more + 2) * size])
        if len(page) < 2:
            break
        lists.append(page[:-1])
        more = page[-1]
    places = [place for page in lists for place in page if place < _LAST][: len(data) >> shift]
    return _numbers(b"".join(data[(place + 1) * size : (place + 2) * size] for place in places))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) & ~3])


def _joined(data: bytes, table: tuple[int, ...], start: int, sector: int, before: int, size: int) -> bytes:
    """The sectors of a chain one behind the other; `before` octets stand in front of sector 0."""
    pieces: list[bytes] = []
    number = start
    for _ in range(min(-(-size // sector), len(data) // sector + 1)):
        if number >= _LAST:
            break
        at = before + number * sector
        if at >= len(data):
            break
        pieces.append(data[at : at + sector])
        number = table[number] if number < len(table) else _LAST
    return b"".join(pieces)[:size]


def _entries(directory: bytes, shift: int) -> Iterator[Entry]:
    for number in range(min(len(directory) // 128, MAX_ENTRIES)):
        raw, length, kind, _, left, right, child, start, size = _ENTRY.unpack_from(directory, number * 128)
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        size = size & 0xFFFFFFFF if shift == 9 else size  # old writers leave rubbish in the upper half
        yield Entry(number, name, kind, left, right, child, start, size)
