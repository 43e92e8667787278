"""Outlook's .msg files: one message and what is attached to it ([MS-OXMSG])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from postroom.mail.containers import codepages, enclosed, mapi
from postroom.mail.containers.allowance import MAX_DEPTH, Allowance
from postroom.mail.containers.compound import Compound, Entry, open_compound
from postroom.mail.containers.files import File
from postroom.mail.containers.letter import Letter, attached
from postroom.mail.containers.mapi import Properties, Value

LARGEST = 10_000_000  # octets of a .msg that is looked into

MAX_PROPERTIES = 5_000
MAX_RECIPIENTS = 500

_FIXED = "__properties_version1.0"
_STREAM = "__substg1.0_"
_ATTACHMENT, _RECIPIENT = "__attach_version1.0_", "__recip_version1.0_"
_EMBEDDED = f"{_STREAM}3701000D"
_HEAD_OF_FILE, _HEAD_OF_EMBEDDED, _HEAD_OF_OTHERS = 32, 24, 8  # octets in front of the fixed properties


def read(data: bytes, allowance: Allowance) -> Letter | None:
    """The message in a .msg; None where it is none, as another compound file (.doc, .xls)."""
    file = open_compound(data)
    if file is None or not any(entry.name == _FIXED for entry in file.inside(file.root)):
        return None
    return _letter(file, file.root, _HEAD_OF_FILE, allowance, 0)


def _letter(file: Compound, storage: Entry, head: int, allowance: Allowance, depth: int) -> Letter:
    values = _values(file, storage, head)
    properties = Properties(values, mapi.own_label(values, _internet_label(values)))
    return Letter(
        properties,
        tuple(_recipients(file, storage, properties.label)),
        tuple(_files(file, storage, properties.label, allowance, depth)),
        whole=True,
    )


def _internet_label(values: dict[int, Value]) -> str:
    number = values.get(mapi.INTERNET_CODEPAGE, 0)
    return codepages.label(number) if isinstance(number, int) else ""


def _values(file: Compound, storage: Entry, head: int) -> dict[int, Value]:
    """The properties of a message, recipient or attachment: numbers in one stream, all else in its own."""
    values: dict[int, Value] = {}
    for entry in file.inside(storage):
        if entry.is_storage:
            continue
        if entry.name == _FIXED:
            values.update(_fixed(file.content(entry)[head:]))
        elif entry.name.startswith(_STREAM) and len(entry.name) == len(_STREAM) + 8:
            values.update(_in_stream(file, entry))
    return values


def _fixed(data: bytes) -> Iterator[tuple[int, Value]]:
    for at in range(0, min(len(data) - 15, MAX_PROPERTIES * 16), 16):
        kind, name = struct.unpack_from("<HH", data, at)
        value = mapi.value_of(kind, data[at + 8 : at + 16]) if kind in mapi.FIXED else None
        if value is not None:
            yield name, value


def _in_stream(file: Compound, entry: Entry) -> Iterator[tuple[int, Value]]:
    try:
        tag = int(entry.name[len(_STREAM) :], 16)
    except ValueError:
        return
    name, kind = tag >> 16, tag & 0xFFFF
    if name < 0x8000 and kind in mapi.VARIABLE:
        value = mapi.value_of(kind, file.content(entry))
        if value is not None:
            yield name, value


def _recipients(file: Compound, storage: Entry, label: str) -> Iterator[Properties]:
    found = [entry for entry in _in_order(file, storage) if entry.name.startswith(_RECIPIENT)]
    for entry in found[:MAX_RECIPIENTS]:
        yield Properties(_values(file, entry, _HEAD_OF_OTHERS), label)


def _files(file: Compound, storage: Entry, label: str, allowance: Allowance, depth: int) -> Iterator[File]:
    for entry in _in_order(file, storage):
        if not entry.name.startswith(_ATTACHMENT):
            continue
        found = _file(file, entry, label, allowance, depth)
        if found is None:
            continue
        if not allowance.part() or not allowance.take(len(found.data)):
            return
        yield found


def _in_order(file: Compound, storage: Entry) -> list[Entry]:
    """The storages in one, by name: those of attachments and recipients are numbered."""
    return sorted((each for each in file.inside(storage) if each.is_storage), key=lambda each: each.name)


def _file(file: Compound, storage: Entry, label: str, allowance: Allowance, depth: int) -> File | None:
    properties = Properties(_values(file, storage, _HEAD_OF_OTHERS), label)
    inner = next((each for each in file.inside(storage) if each.is_storage and each.name == _EMBEDDED), None)
    if inner is None:
        return attached(properties, properties.octets(mapi.ATTACH_DATA))
    if depth >= MAX_DEPTH or not any(each.name == _FIXED for each in file.inside(inner)):
        return None  # an object drawn into the text, not a file
    letter = _letter(file, inner, _HEAD_OF_EMBEDDED, allowance, depth + 1)
    return enclosed.as_file(letter, properties, allowance)
