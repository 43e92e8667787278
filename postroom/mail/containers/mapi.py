"""What Outlook calls the properties of a message, and how their values read ([MS-OXPROPS], [MS-OXCDATA])."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from postroom.mail import charset
from postroom.mail.containers import codepages

# types, [MS-OXCDATA] 2.11.1
INTEGER_16, INTEGER_32, FLOAT, DOUBLE, CURRENCY, APP_TIME, ERROR, BOOLEAN = 2, 3, 4, 5, 6, 7, 10, 11
OBJECT, INTEGER_64, STRING_8, UNICODE, SYS_TIME, GUID, BINARY = 13, 20, 30, 31, 64, 72, 258
MULTIPLE = 0x1000
# fmt: off
FIXED = {  # octets
    INTEGER_16: 2, INTEGER_32: 4, FLOAT: 4, DOUBLE: 8, CURRENCY: 8, APP_TIME: 8, ERROR: 4, BOOLEAN: 2,
    INTEGER_64: 8, SYS_TIME: 8, GUID: 16, 0: 4, 1: 4,
}
# fmt: on
VARIABLE = (OBJECT, STRING_8, UNICODE, BINARY)

# properties of a message
MESSAGE_CLASS = 0x001A
SUBJECT = 0x0037
SUBMIT_TIME = 0x0039
SENT_FOR_NAME, SENT_FOR_TYPE, SENT_FOR_ADDRESS, SENT_FOR_SMTP = 0x0042, 0x0064, 0x0065, 0x5D02
TRANSPORT_HEADERS = 0x007D
SENDER_NAME, SENDER_TYPE, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01
DISPLAY_CC, DISPLAY_TO = 0x0E03, 0x0E04
DELIVERY_TIME = 0x0E06
BODY, RTF, HTML = 0x1000, 0x1009, 0x1013
INTERNET_ID, INTERNET_REFERENCES, IN_REPLY_TO_ID = 0x1035, 0x1039, 0x1042
INTERNET_CODEPAGE, MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
# of a recipient
RECIPIENT_TYPE, ADDRESS_TYPE, EMAIL_ADDRESS, SMTP_ADDRESS = 0x0C15, 0x3002, 0x3003, 0x39FE
DISPLAY_NAME = 0x3001
# of an attachment
ATTACH_DATA, ATTACH_EXTENSION, ATTACH_FILENAME, ATTACH_METHOD = 0x3701, 0x3703, 0x3704, 0x3705
ATTACH_LONG_FILENAME, ATTACH_TRANSPORT_NAME = 0x3707, 0x370C
ATTACH_MIME_TAG, ATTACH_CONTENT_ID, ATTACH_FLAGS, ATTACH_HIDDEN = 0x370E, 0x3712, 0x3714, 0x7FFE
SHOWN_IN_BODY = 4  # a bit of ATTACH_FLAGS

_FORMATS = {INTEGER_16: "<h", INTEGER_32: "<i", BOOLEAN: "<H", ERROR: "<I", INTEGER_64: "<q", SYS_TIME: "<Q"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Value = bytes | str | int


@dataclass(frozen=True)
class Properties:
    """Values by property id: numbers, Unicode text, or octets; 8-bit text is octets in code page `label`."""

    values: Mapping[int, Value] = field(default_factory=dict)
    label: str = ""

    def __contains__(self, name: int) -> bool:
        return name in self.values

    def text(self, *names: int) -> str:
        """The first of these properties that says something, without NULs; "" without one."""
        for name in names:
            value = self.values.get(name, "")
            text = charset.decode(_to_nul(value), self.label)[0] if isinstance(value, bytes) else str(value)
            if text := text.replace("\x00", ""):
                return text
        return ""

    def octets(self, name: int) -> bytes:
        value = self.values.get(name, b"")
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
        return value if isinstance(value, bytes) else b""

    def number(self, name: int) -> int:
        value = self.values.get(name, 0)
        return value if isinstance(value, int) else 0

    def moment(self, *names: int) -> datetime | None:
        """A PtypTime: 100 ns since 1601 (UTC)."""
        for name in names:
            if 0 < self.number(name) < 1 << 62:
                try:
                    return _EPOCH + timedelta(microseconds=self.number(name) // 10)
                except OverflowError:
                    continue
        return None

    def html(self) -> str:
        """PidTagHtml: octets in the code page of PidTagInternetCodepage, or text."""
        value = self.values.get(HTML, "")
        if not isinstance(value, bytes):
            return str(value).replace("\x00", "")
        name = codepages.label(self.number(INTERNET_CODEPAGE)) or self.label
        return charset.decode(_to_nul(value), name)[0].replace("\x00", "")


def value_of(kind: int, data: bytes) -> Value | None:
    """The value of one property of type `kind`; None for types that say nothing about a mail."""
    if kind == UNICODE:
        return data[: len(data) & ~1].decode("utf-16-le", "replace").split("\x00", 1)[0]
    if kind in VARIABLE:
        return data
    try:
        return int(struct.unpack_from(_FORMATS[kind], data)[0]) if kind in _FORMATS else None
    except struct.error:
        return None


def ticks(moment: datetime) -> int:
    """A moment as PtypTime."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10


def own_label(values: Mapping[int, Value], otherwise: str) -> str:
    """The code page of 8-bit text that a message names for itself."""
    number = values.get(MESSAGE_CODEPAGE, 0)
    return (codepages.label(number) if isinstance(number, int) else "") or otherwise


def _to_nul(value: bytes) -> bytes:
    """8-bit text ends at its NUL; UTF-16 in the wrong place is left for the guess."""
    return value if value[1:2] == b"\x00" else value.split(b"\x00", 1)[0]
