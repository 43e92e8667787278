"""Makers of winmail.dat, .msg, compressed RTF, uuencode and yEnc, as their writers in the wild make them."""

from __future__ import annotations

import binascii
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

Tree = Mapping[str, "bytes | Tree"]

# TNEF attributes: level, id with type
CODEPAGE, VERSION, CLASS = (1, 0x00069007), (1, 0x00089006), (1, 0x00078008)
FROM, SUBJECT, SENT, BODY = (1, 0x00008000), (1, 0x00018004), (1, 0x00038005), (1, 0x0002800C)
PROPERTIES, RECIPIENTS = (1, 0x00069003), (1, 0x00069004)
START, TITLE, DATA, FILE_PROPERTIES = (2, 0x00069002), (2, 0x00018010), (2, 0x0006800F), (2, 0x00069005)
A_FILE, A_MAC_FILE = (struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, flags) for flags in (0, 1))
A_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage
A_STORAGE = bytes.fromhex("0b00000000000000c000000000000046")  # IID_IStorage

PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


@dataclass(frozen=True)
class Property:
    """A MAPI property: its tag (id and type), and a number, text, octets, or a list of these."""

    tag: int
    value: int | str | bytes | list[str]
    name: int | str | None = None  # of a named property


def tnef(*attributes: tuple[tuple[int, int], bytes], wrong_checksums: bool = False) -> bytes:
    out = [struct.pack("<IH", 0x223E9F78, 1)]
    for (level, name), data in attributes:
        check = 0xBAAD if wrong_checksums else sum(data) & 0xFFFF
        out.append(struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", check))
    return b"".join(out)


def tnef_head(codepage: int = 1252) -> list[tuple[tuple[int, int], bytes]]:
    return [(VERSION, struct.pack("<I", 0x00010000)), (CODEPAGE, struct.pack("<II", codepage, 0))]


def tnef_file(
    title: bytes, data: bytes, *properties: Property, start: bytes = A_FILE
) -> list[tuple[tuple[int, int], bytes]]:
    found = [(START, start)]
    if title:
        found.append((TITLE, title + b"\0"))
    if data:
        found.append((DATA, data))
    return [*found, (FILE_PROPERTIES, property_list(*properties))] if properties else found


def property_list(*properties: Property) -> bytes:
    return struct.pack("<I", len(properties)) + b"".join(map(_in_tnef, properties))


def recipient_table(*rows: bytes) -> bytes:
    return struct.pack("<I", len(rows)) + b"".join(rows)


def _in_tnef(one: Property) -> bytes:
    name, kind = one.tag >> 16, one.tag & 0xFFFF
    head = struct.pack("<HH", kind, name)
    if isinstance(one.name, int):
        head += bytes(16) + struct.pack("<II", 0, one.name)
    elif one.name is not None:
        encoded = one.name.encode("utf-16-le") + b"\0\0"
        head += bytes(16) + struct.pack("<II", 1, len(encoded)) + _padded(encoded)
    if isinstance(one.value, int):
        return head + _number(kind & 0xFFF, one.value)
    values = one.value if isinstance(one.value, list) else [one.value]
    encoded_values = [_octets(kind & 0xFFF, value) for value in values]
    sized = (struct.pack("<I", len(value)) + _padded(value) for value in encoded_values)
    return head + struct.pack("<I", len(values)) + b"".join(sized)


def _octets(kind: int, value: str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value + (b"\0" if kind == 0x1E else b"")
    return value.encode("utf-16-le") + b"\0\0" if kind == 0x1F else value.encode("cp1252") + b"\0"


def _number(kind: int, value: int) -> bytes:
    return struct.pack("<Q", value) if kind in (0x40, 0x14) else struct.pack("<I", value)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


# .msg


def msg(
    properties: Iterable[Property],
    files: Iterable[Iterable[Property] | Tree] = (),
    recipients: Iterable[Iterable[Property]] = (),
    *,
    embedded: bool = False,
) -> dict[str, bytes | Tree]:
    """The storages and streams of a message; see `compound`. A file may be a finished tree."""
    tree: dict[str, bytes | Tree] = dict(_in_msg(properties, 24 if embedded else 32))
    for number, each in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _in_msg(each, 8)
    for number, file in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = file if isinstance(file, Mapping) else _in_msg(file, 8)
    return tree if embedded else {**tree, "__nameid_version1.0": {"__substg1.0_00020102": b""}}


def msg_enclosed(inner: Tree, name: str) -> Tree:
    """An attachment that is a message."""
    head = _in_msg([Property(0x3001001F, name), Property(0x37050003, 5)], 8)
    return {**head, "__substg1.0_3701000D": inner}


def _in_msg(properties: Iterable[Property], head: int) -> dict[str, bytes | Tree]:
    fixed, streams = [bytes(head)], {}
    for one in properties:
        kind = one.tag & 0xFFFF
        if isinstance(one.value, int):
            fixed.append(struct.pack("<IIQ", one.tag, 6, one.value))
            continue
        data = _octets(kind, one.value if not isinstance(one.value, list) else one.value[0])
        data = data[:-2] if kind == 0x1F else data[:-1] if kind == 0x1E else data
        streams[f"__substg1.0_{one.tag:08X}"] = data
        extra = 2 if kind == 0x1F else 1 if kind == 0x1E else 0
        fixed.append(struct.pack("<IIII", one.tag, 6, len(data) + extra, 0))
    return {"__properties_version1.0": b"".join(fixed), **streams}


def compound(tree: Tree, *, sector: int = 512) -> bytes:
    """A compound file (version 3, or 4 where sectors have 4096 octets) that holds `tree`."""
    entries: list[list[object]] = []  # name, kind, right, child, data
    _add("Root Entry", tree, 5, entries)
    small, small_table = bytearray(), []
    chains: list[tuple[int, bytes]] = []
    starts: dict[int, int] = {}
    for number, (_, kind, _, _, data) in enumerate(entries):
        assert isinstance(data, bytes)
        if kind != 2 or not data:
            starts[number] = 0xFFFFFFFE
        elif len(data) < 4096:
            starts[number] = len(small) // 64
            count = -(-len(data) // 64)
            small_table += [*range(starts[number] + 1, starts[number] + count), 0xFFFFFFFE]
            small += data + bytes(-len(data) % 64)
        else:
            chains.append((number, data))
    chains.append((0, bytes(small)))
    body, table = bytearray(), []

    def store(data: bytes) -> int:
        if not data:
            return 0xFFFFFFFE
        first, count = len(table), -(-len(data) // sector)
        table.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        body.extend(data + bytes(-len(data) % sector))
        return first

    for number, data in chains:
        starts[number] = store(data)
    small_start = store(struct.pack(f"<{len(small_table)}I", *small_table))
    size_of_root = len(small)
    directory = b"".join(
        _entry(name, kind, right, child, starts[number], size_of_root if number == 0 else len(data))
        for number, (name, kind, right, child, data) in enumerate(entries)
    )
    directory_start = store(
        directory + _entry("", 0, -1, -1, 0, 0) * (-(len(directory) // 128) % (sector // 128))
    )
    count = 1
    while count * (sector // 4) < len(table) + count:
        count += 1
    places = list(range(len(table), len(table) + count))
    table += [0xFFFFFFFD] * count
    table += [0xFFFFFFFF] * (count * (sector // 4) - len(table))
    body += struct.pack(f"<{len(table)}I", *table)
    assert count <= 109
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3 if sector == 512 else 4, 0xFFFE,
        9 if sector == 512 else 12, 6, 0, count, directory_start, 0, 4096,
        small_start, -(-len(small_table) * 4 // sector), 0xFFFFFFFE, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - count))
    return head + bytes(sector - 512) + bytes(body)


def _add(name: str, value: bytes | Tree, kind: int, entries: list[list[object]]) -> int:
    number = len(entries)
    entries.append([name, kind, -1, -1, b"" if isinstance(value, Mapping) else value])
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda each: (len(each), each.upper()))
        children = [
            _add(each, value[each], 1 if isinstance(value[each], Mapping) else 2, entries) for each in names
        ]
        entries[number][3] = children[0] if children else -1
        for before, after in pairwise(children):
            entries[before][2] = after
    return number


def _entry(name: object, kind: object, right: object, child: object, start: int, size: int) -> bytes:
    encoded = str(name).encode("utf-16-le")
    length = len(encoded) + 2 if encoded else 0
    assert isinstance(right, int) and isinstance(child, int) and isinstance(kind, int)
    return struct.pack(
        "<64sHBBIII36xIQ",
        encoded,
        length,
        kind,
        1,
        0xFFFFFFFF,
        right & 0xFFFFFFFF,
        child & 0xFFFFFFFF,
        start,
        size,
    )


# RTF


def packed_rtf(text: bytes) -> bytes:
    """Compressed RTF (LZFu), with the longest references that can be found."""
    window, at, tokens = bytearray(PRESET), 0, []
    while at < len(text):
        count = min(17, len(text) - at)
        while count > 1 and (found := bytes(window[-4000:]).rfind(text[at : at + count])) < 0:
            count -= 1
        if count < 2:
            tokens.append((False, text[at : at + 1]))
            count = 1
        else:
            place = (max(0, len(window) - 4000) + found) % 4096
            tokens.append((True, struct.pack(">H", place << 4 | count - 2)))
        window += text[at : at + count]
        at += count
    tokens.append((True, struct.pack(">H", len(window) % 4096 << 4)))
    runs = [tokens[start : start + 8] for start in range(0, len(tokens), 8)]
    body = b"".join(
        bytes([sum(reference << bit for bit, (reference, _) in enumerate(run))])
        + b"".join(data for _, data in run)
        for run in runs
    )
    crc = zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<II4sI", len(body) + 12, len(text), b"LZFu", crc) + body


def stored_rtf(text: bytes) -> bytes:
    return struct.pack("<II4sI", len(text) + 12, len(text), b"MELA", 0) + text


# files in text


def uu(name: str, data: bytes, *, end: bool = True, zero: bytes = b"`") -> bytes:
    rows = (binascii.b2a_uu(data[at : at + 45], backtick=zero == b"`") for at in range(0, len(data), 45))
    return b"begin 644 %s\n" % name.encode() + b"".join(rows) + (zero + b"\nend\n" if end else b"")


def yenc(name: str, data: bytes, *, line: int = 128, piece: tuple[int, int, int] | None = None) -> bytes:
    """A file, or of it the piece (number, first octet, last octet + 1)."""
    number, begin, end = piece or (0, 0, len(data))
    part = f"part={number} " if piece else ""
    head = f"=ybegin {part}line={line} size={len(data)} name={name}\r\n".encode()
    if piece:
        head += f"=ypart begin={begin + 1} end={end}\r\n".encode()
    out, row = [], b""
    for octet in data[begin:end]:
        value = (octet + 42) & 255
        row += bytes([61, (value + 64) & 255]) if value in (0, 10, 13, 61) else bytes([value])
        if len(row) >= line:
            out.append(row + b"\r\n")
            row = b""
    check = f"pcrc32={zlib.crc32(data[begin:end]):08x}" if piece else f"crc32={zlib.crc32(data):08x}"
    tail = f"=yend size={end - begin} {part}{check}\r\n".encode()
    return head + b"".join(out) + (row + b"\r\n" if row else b"") + tail


# S/MIME


def der(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    size = len(data)
    if size < 128:
        return bytes([tag, size]) + data
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + data


def compressed_data(content: bytes) -> bytes:
    """CompressedData (RFC 3274)."""
    kind, zip_, plain = (bytes.fromhex(f"2a864886f70d01{rest}") for rest in ("09100109", "09100308", "0701"))
    packed = der(0x30, der(6, plain), der(0xA0, der(4, zlib.compress(content))))
    return der(0x30, der(6, kind), der(0xA0, der(0x30, der(2, b"\0"), der(0x30, der(6, zip_)), packed)))
