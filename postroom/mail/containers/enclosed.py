"""A message of Outlook's that is attached to another one, written as the RFC 5322 mail it would have been."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from email.utils import format_datetime

from postroom.mail import headers
from postroom.mail.containers import files, mapi
from postroom.mail.containers.allowance import Allowance
from postroom.mail.containers.files import File
from postroom.mail.containers.letter import Letter, Words
from postroom.mail.containers.mapi import Properties

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_SPECIAL = re.compile(r'["\\]')
_OWN = re.compile(r"content-|mime-version\Z")
_LONGEST_VALUE = 2_000  # characters of a header field
_FIELD_OF = {1: "To", 2: "Cc"}  # by PidTagRecipientType
_ID_FIELDS = {
    "Message-ID": mapi.INTERNET_ID,
    "In-Reply-To": mapi.IN_REPLY_TO_ID,
    "References": mapi.INTERNET_REFERENCES,
}


def as_file(letter: Letter, holder: Properties, allowance: Allowance) -> File | None:
    """The mail as a file named by its subject; `holder` is the attachment that it lay in."""
    data = as_mail(letter, letter.words(allowance))
    if not allowance.take(len(data)):
        return None
    subject = letter.properties.text(mapi.SUBJECT) or holder.text(mapi.DISPLAY_NAME)
    name = _CONTROLS.sub(" ", re.sub(r"[\\/]", "_", subject))[:80].strip(" .")
    return File(f"{name or 'message'}.eml", "message/rfc822", data)


def as_mail(letter: Letter, words: Words) -> bytes:
    """The message as octets; the same message always gives the same octets."""
    parts = [_body(words), *map(_attached, letter.files)]
    body = parts[0] if len(parts) == 1 else _multipart("mixed", parts)
    return b"".join([*_head(letter), b"MIME-Version: 1.0\r\n", body])


def _head(letter: Letter) -> Iterator[bytes]:
    """The header block that the message came with, else one made of its properties."""
    properties = letter.properties
    came_with, _, _ = headers.split_head(properties.text(mapi.TRANSPORT_HEADERS).encode("utf-8", "replace"))
    known = [(name, value) for name, value in came_with.items if not _OWN.match(name)]
    if any(name == "from" for name, _ in known):
        for name, value in known:
            yield name.title().encode("ascii") + b":" + value + b"\r\n"
        return
    for title, text in (("From", _sender(properties)), *_receivers(letter)):
        if text:
            yield _field(title, text)
    yield _field("Subject", _words(properties.text(mapi.SUBJECT)))
    if moment := properties.moment(mapi.SUBMIT_TIME, mapi.DELIVERY_TIME):
        yield _field("Date", format_datetime(moment))
    for title, number in _ID_FIELDS.items():
        if text := properties.text(number):
            yield _field(title, text)


def _field(title: str, text: str) -> bytes:
    return f"{title}: {_CONTROLS.sub(' ', text)[:_LONGEST_VALUE]}\r\n".encode("utf-8", "replace")


def _sender(properties: Properties) -> str:
    for_name, for_address = properties.text(mapi.SENT_FOR_NAME), properties.text(mapi.SENT_FOR_SMTP)
    address = for_address or _internet(properties.text(mapi.SENT_FOR_ADDRESS))
    if address or for_name:
        return _person(for_name, address)
    address = properties.text(mapi.SENDER_SMTP) or _internet(properties.text(mapi.SENDER_ADDRESS))
    return _person(properties.text(mapi.SENDER_NAME), address)


def _receivers(letter: Letter) -> Iterator[tuple[str, str]]:
    for number, title in _FIELD_OF.items():
        people = [each for each in letter.recipients if each.number(mapi.RECIPIENT_TYPE) & 0xF == number]
        yield title, ", ".join(filter(None, map(_recipient, people)))


def _recipient(properties: Properties) -> str:
    address = properties.text(mapi.SMTP_ADDRESS) or _internet(properties.text(mapi.EMAIL_ADDRESS))
    return _person(properties.text(mapi.DISPLAY_NAME), address)


def _internet(address: str) -> str:
    """Inside of an organisation Exchange writes "/O=.../CN=...", which is no address for anybody else."""
    return address if "@" in address and not address.startswith("/") else ""


def _person(name: str, address: str) -> str:
    name = _CONTROLS.sub(" ", name).strip()
    address = re.sub(r"[\s<>,;]+", "", address)
    if not name or name == address:
        return f"<{address}>" if address else ""
    shown = f'"{_SPECIAL.sub("", name)}"' if name.isascii() else _words(name)
    return f"{shown} <{address}>"


def _words(text: str) -> str:
    """Text for a header field, as encoded words (RFC 2047) where it is not ASCII."""
    text = _CONTROLS.sub(" ", text).strip()[:500]
    if text.isascii():
        return text
    pieces = (text[at : at + 12].encode("utf-8", "replace") for at in range(0, len(text), 12))
    return " ".join(f"=?utf-8?b?{base64.b64encode(piece).decode('ascii')}?=" for piece in pieces)


def _body(words: Words) -> bytes:
    if words.plain.strip() and words.html.strip():
        return _multipart("alternative", [_text("plain", words.plain), _text("html", words.html)])
    return _text("html", words.html) if words.html.strip() else _text("plain", words.plain)


def _text(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("ascii") + _base64(text.encode("utf-8", "replace"))


def _attached(file: File) -> bytes:
    lines = [name.encode("ascii") + b": " + value + b"\r\n" for name, value in files.fields(file)]
    if file.type == "message/rfc822":  # may not be encoded (RFC 2046, 5.2.1)
        return b"".join([*lines, b"\r\n", file.data])
    return b"".join([*lines, b"Content-Transfer-Encoding: base64\r\n\r\n", _base64(file.data)])


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _multipart(kind: str, parts: list[bytes]) -> bytes:
    inside = hashlib.sha256()
    for part in parts:
        inside.update(part)
    boundary = f"=_{inside.hexdigest()[:32]}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'
    between = f"\r\n--{boundary}\r\n".encode("ascii")
    return b"".join([head.encode("ascii"), between, between.join(parts), between[:-2], b"--\r\n"])
