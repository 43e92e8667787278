"""winmail.dat, the envelope in which Outlook sends a message to others of its kind ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from postroom.mail.containers import codepages, enclosed, mapi
from postroom.mail.containers.allowance import MAX_DEPTH, Allowance
from postroom.mail.containers.files import File
from postroom.mail.containers.letter import Letter, attached
from postroom.mail.containers.mapi import Properties, Value

SIGNATURE = b"\x78\x9f\x3e\x22"

MAX_ATTRIBUTES = 20_000
MAX_PROPERTIES = 5_000
MAX_RECIPIENTS = 500

# attributes without their type, [MS-OXTNEF] 2.1.3.2
_FROM, _SUBJECT, _DATE_SENT, _CLASS, _MESSAGE_ID, _BODY = 0x8000, 0x8004, 0x8005, 0x8008, 0x8009, 0x800C
_DATA, _TITLE, _TRANSPORT_NAME, _START_OF_FILE = 0x800F, 0x8010, 0x9001, 0x9002
_PROPERTIES, _RECIPIENTS, _FILE_PROPERTIES, _OEM_CODEPAGE = 0x9003, 0x9004, 0x9005, 0x9007
_OF_MESSAGE, _OF_FILE = 1, 2
_MAC_BINARY = 1  # a bit of the flags in attAttachRendData
_GUID = 16  # octets: what kind of object follows
_EMBEDDED_MESSAGE, _OLE = 5, 6  # values of PidTagAttachMethod


@dataclass(frozen=True, slots=True)
class _Attribute:
    level: int
    name: int
    data: memoryview


def read(data: bytes, allowance: Allowance, depth: int = 0) -> Letter | None:
    """The message in a winmail.dat; None where it is none. Damaged ones give what can be had."""
    if not data.startswith(SIGNATURE):
        return None
    attributes, whole = _attributes(memoryview(data))
    label = _codepage(attributes)
    values = _message_values(attributes, label)
    properties = Properties(values, mapi.own_label(values, label))
    files = tuple(_files(attributes, label, allowance, depth))
    return Letter(properties, tuple(_recipients(attributes, properties.label)), files, whole)


def _attributes(data: memoryview) -> tuple[list[_Attribute], bool]:
    """All attributes, and whether none was cut short. Checksums are not asked for: many writers err in them."""
    found: list[_Attribute] = []
    at = 6  # behind the signature and a key
    while at + 9 <= len(data) and len(found) < MAX_ATTRIBUTES:
        level, name, _, size = struct.unpack_from("<BHHI", data, at)
        if level not in (_OF_MESSAGE, _OF_FILE):
            return found, True  # what gateways append
        found.append(_Attribute(level, name, data[at + 9 : at + 9 + size]))
        at += 9 + size + 2
    return found, at - 2 <= len(data) and len(found) < MAX_ATTRIBUTES


def _codepage(attributes: list[_Attribute]) -> str:
    for each in attributes:
        if each.name == _OEM_CODEPAGE and len(each.data) >= 4:
            return codepages.label(struct.unpack_from("<I", each.data)[0])
    return ""


def _message_values(attributes: list[_Attribute], label: str) -> dict[int, Value]:
    """The properties of the message; the old attributes count where no property says the same."""
    own = [each for each in attributes if each.level == _OF_MESSAGE]
    values: dict[int, Value] = {}
    for each in own:
        values.update(_old_attribute(each, label))
    for each in own:
        if each.name == _PROPERTIES:
            values.update(_property_list(each.data, 0)[0])
    return values


def _old_attribute(attribute: _Attribute, label: str) -> dict[int, Value]:
    data = bytes(attribute.data)
    if attribute.name == _SUBJECT:
        return {mapi.SUBJECT: data}
    if attribute.name == _BODY:
        return {mapi.BODY: data}
    if attribute.name == _CLASS:
        return {mapi.MESSAGE_CLASS: data}
    if attribute.name == _DATE_SENT:
        moment = _moment(data)
        return {mapi.SUBMIT_TIME: mapi.ticks(moment)} if moment else {}
    if attribute.name == _FROM:
        return _sender(data)
    return {}


def _sender(data: bytes) -> dict[int, Value]:
    """attFrom: four numbers (16 bit), two of them the lengths of the name and of "SMTP:address"."""
    if len(data) < 8:
        return {}
    _, _, name_size, address_size = struct.unpack_from("<4H", data)
    name, address = data[8 : 8 + name_size], data[8 + name_size : 8 + name_size + address_size]
    _, colon, bare = address.partition(b":")
    return {mapi.SENDER_NAME: name, mapi.SENDER_ADDRESS: bare if colon else address}


def _moment(data: bytes) -> datetime | None:
    """Seven numbers (16 bit): year, month, day, hour, minute, second, day of the week."""
    try:
        year, month, day, hour, minute, second = struct.unpack_from("<6H", data)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (struct.error, ValueError):
        return None


def _property_list(data: memoryview, at: int) -> tuple[dict[int, Value], int]:
    """A counted list of properties, [MS-OXTNEF] 2.1.3.4, and where it ends; of a damaged one, its beginning."""
    found: dict[int, Value] = {}
    try:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", data, at)
            at = _behind_name(data, at + 4) if name >= 0x8000 else at + 4
            value, at = _property(data, at, kind)
            if value is not None and name not in found:
                found[name] = value
    except (struct.error, ValueError):
        at = len(data)
    return found, at


def _behind_name(data: memoryview, at: int) -> int:
    """Named properties carry a GUID and a number or a name; none of them says anything about a mail."""
    kind, number = struct.unpack_from("<II", data, at + _GUID)
    at += _GUID + 8
    return at + _padded(number) if kind == 1 else at


def _property(data: memoryview, at: int, kind: int) -> tuple[Value | None, int]:
    """The (first) value of a property and where the next property begins. Raises ValueError where cut."""
    one = kind & ~mapi.MULTIPLE
    count = 1
    if kind & mapi.MULTIPLE or one in mapi.VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    first: Value | None = None
    for number in range(count):
        if one in mapi.VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        elif one in mapi.FIXED:
            size = mapi.FIXED[one]
        else:
            raise ValueError("a property of no known type")
        if at + size > len(data):
            raise ValueError("the list of properties is cut short")
        if number == 0:
            first = mapi.value_of(one, bytes(data[at : at + size]))
        at += _padded(size)
    return first, at


def _padded(size: int) -> int:
    return size + -size % 4


def _recipients(attributes: list[_Attribute], label: str) -> Iterator[Properties]:
    table = next((each.data for each in attributes if each.name == _RECIPIENTS), memoryview(b""))
    if len(table) < 4:
        return
    at = 4
    for _ in range(min(struct.unpack_from("<I", table)[0], MAX_RECIPIENTS)):
        if at >= len(table):
            return
        values, at = _property_list(table, at)
        yield Properties(values, label)


def _files(attributes: list[_Attribute], label: str, allowance: Allowance, depth: int) -> Iterator[File]:
    for group in _groups(each for each in attributes if each.level == _OF_FILE):
        file = _file(group, label, allowance, depth)
        if file is None:
            continue
        if not allowance.part() or not allowance.take(len(file.data)):
            return
        yield file


def _groups(attributes: Iterable[_Attribute]) -> Iterator[dict[int, memoryview]]:
    """The attributes of each attached file: attAttachRendData begins it, or the second of a kind does."""
    group: dict[int, memoryview] = {}
    for each in attributes:
        if group and (each.name == _START_OF_FILE or (each.name in group and each.name in (_DATA, _TITLE))):
            yield group
            group = {}
        group[each.name] = each.data
    if group:
        yield group


def _file(group: dict[int, memoryview], label: str, allowance: Allowance, depth: int) -> File | None:
    """One attached file; None for an object without content and name."""
    values, _ = _property_list(group.get(_FILE_PROPERTIES, memoryview(b"")), 0)
    properties = Properties({**_titles(group), **values}, label)
    data = bytes(group[_DATA]) if group.get(_DATA) else b""
    if not data:
        data = properties.octets(mapi.ATTACH_DATA)
        if data[_GUID : _GUID + 4] == SIGNATURE or properties.number(mapi.ATTACH_METHOD) in (
            _EMBEDDED_MESSAGE,
            _OLE,
        ):
            data = data[_GUID:]
    elif _is_mac_binary(group.get(_START_OF_FILE, memoryview(b""))):
        data = _data_fork(data)
    return _message(data, properties, allowance, depth) or attached(properties, data)


def _titles(group: dict[int, memoryview]) -> dict[int, Value]:
    names = {_TITLE: mapi.ATTACH_FILENAME, _TRANSPORT_NAME: mapi.ATTACH_TRANSPORT_NAME}
    return {name: bytes(group[each]) for each, name in names.items() if each in group}


def _message(data: bytes, properties: Properties, allowance: Allowance, depth: int) -> File | None:
    """An attached message: it lies in its attachment as a winmail.dat of its own."""
    if not data.startswith(SIGNATURE) or depth >= MAX_DEPTH:
        return None
    letter = read(data, allowance, depth + 1)
    return enclosed.as_file(letter, properties, allowance) if letter else None


def _is_mac_binary(start: memoryview) -> bool:
    return len(start) >= 14 and bool(struct.unpack_from("<I", start, 10)[0] & _MAC_BINARY)


def _data_fork(data: bytes) -> bytes:
    """What a file of an old Macintosh holds, without its header of 128 octets and its resources."""
    if len(data) < 128 or data[0] or not 0 < data[1] < 64:
        return data
    (size,) = struct.unpack_from(">I", data, 83)
    return data[128 : 128 + size] if 128 + size <= len(data) else data
