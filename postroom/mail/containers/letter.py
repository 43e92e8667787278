"""A message of Outlook's as it lies in winmail.dat or .msg: its properties, people and files."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.mail.containers import mapi, rtf
from postroom.mail.containers.allowance import Allowance
from postroom.mail.containers.files import LONGEST_NAME, File, type_of
from postroom.mail.containers.mapi import Properties


@dataclass(frozen=True)
class Words:
    """A body as plain text and as HTML, each "" where there is none."""

    plain: str = ""
    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.plain.strip() or self.html.strip())


@dataclass(frozen=True)
class Letter:
    """A message; `whole` is false where its container is damaged."""

    properties: Properties
    recipients: tuple[Properties, ...]
    files: tuple[File, ...]
    whole: bool

    def words(self, allowance: Allowance) -> Words:
        """The body: text and HTML as they stand there, and what the RTF says where there is no HTML."""
        plain, html = self.properties.text(mapi.BODY), self.properties.html()
        packed = self.properties.octets(mapi.RTF)
        if packed and not html.strip():
            found = rtf.read(rtf.decompressed(packed, allowance))
            html = found.text if found.is_html else ""
            plain = plain if plain.strip() or found.is_html else found.text
        return Words(plain.replace("\r\n", "\n"), html)


def attached(properties: Properties, data: bytes) -> File | None:
    """An attached file under its best name; None where it has neither name nor content."""
    name = properties.text(
        mapi.ATTACH_LONG_FILENAME, mapi.ATTACH_FILENAME, mapi.ATTACH_TRANSPORT_NAME, mapi.DISPLAY_NAME
    )[:LONGEST_NAME]
    if not data and not name:
        return None
    ending = properties.text(mapi.ATTACH_EXTENSION)
    if name and "." not in name and ending.startswith(".") and len(ending) < 20:
        name += ending
    shown = properties.number(mapi.ATTACH_HIDDEN) or properties.number(mapi.ATTACH_FLAGS) & mapi.SHOWN_IN_BODY
    kind = type_of(name, properties.text(mapi.ATTACH_MIME_TAG))
    return File(name, kind, data, properties.text(mapi.ATTACH_CONTENT_ID), bool(shown))
