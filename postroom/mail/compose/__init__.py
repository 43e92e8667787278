"""The finished bytes of an outgoing mail: a Letter in, what SMTP carries out, nothing left to chance.

    compose(letter)    bytes with CRLF, the same for the same letter
    size_of(letter)    how many octets that makes, without encoding the attachments
    routable(address)  an address as it stands in header and envelope (RFC 5321, 6531, 5891)

The standard library's EmailMessage is not used: measured with 3.11 it tears long display names with commas
into several addresses, lets a subject that looks like an encoded word through, and takes 4 ms per mail.
"""

from __future__ import annotations

from postroom.mail.compose.addresses import BadAddress, routable
from postroom.mail.compose.header import header
from postroom.mail.compose.letter import Attachment, BadLetter, Inline, Letter, Mailbox
from postroom.mail.compose.parts import Part, content_of

__all__ = [
    "Attachment",
    "BadAddress",
    "BadLetter",
    "Inline",
    "Letter",
    "Mailbox",
    "compose",
    "routable",
    "size_of",
]


def compose(letter: Letter) -> bytes:
    """The mail (RFC 5322, MIME): pure ASCII, but for header fields with addresses that are not (RFC 6532).

    Raises BadAddress for an address that no mail can go to, BadLetter for an id, a URI or an extra field that
    cannot be written as it is. Whatever a text holds, it stays within its field.
    """
    return b"".join(_whole(letter).written())


def size_of(letter: Letter) -> int:
    """The octets that `compose` makes of it, attachments and their base64 included. Raises as `compose` does."""
    return _whole(letter).size()


def _whole(letter: Letter) -> Part:
    return content_of(letter).under(header(letter))
