"""Addresses as they are written into header and envelope: quoted, internationalised, or refused in words."""

from __future__ import annotations

import encodings.punycode  # noqa: F401  the codec, named by its name below
import re
import unicodedata
from collections.abc import Sequence

from postroom.errors import Permanent
from postroom.mail.compose.fields import encoded_words, one_line
from postroom.mail.compose.letter import Mailbox

LONGEST = 254  # octets of an address (RFC 5321, 4.5.3.1.3, without its <>)
LONGEST_NAME = 320

_ATEXT = r"[^\x00- \"(),.:;<>@\[\\\]\x7f-\x9f]"
_DOTTED = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_ODD_DOTS = re.compile(rf"(?:{_ATEXT}|\.)+")
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[ -~])+"')
_LITERAL = re.compile(r"\[[0-9A-Za-z.:]{2,60}\]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PRINTABLE = re.compile(r"[ -~]{1,60}")


class BadAddress(Permanent):
    """No mail can go to or come from `address`."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


def routable(address: str) -> str:
    """The address as SMTP takes it: the domain in ASCII (A-labels) wherever the local part is ASCII.

    An address with another local part stays in Unicode and needs SMTPUTF8 (RFC 6531). Raises BadAddress.
    """
    written = unicodedata.normalize("NFC", address.strip())
    local, at, domain = written.rpartition("@")
    if not at or not local or not domain:
        raise _bad(address, "it is not of the form name@domain")
    local = _local_part(local, address)
    if not _LITERAL.fullmatch(domain):
        domain = _domain(domain, address, in_ascii=local.isascii())
    result = f"{local}@{domain}"
    if len(result.encode()) > LONGEST:
        raise _bad(address, f"it is longer than {LONGEST} octets")
    return result


def mailbox_words(mailboxes: Sequence[Mailbox]) -> list[str]:
    """The words of an address list (RFC 5322, 3.4). Raises BadAddress."""
    words: list[str] = []
    for number, mailbox in enumerate(mailboxes, 1):
        *name, address = _mailbox(mailbox)
        words += [*name, address if number == len(mailboxes) else f"{address},"]
    return words


def _mailbox(mailbox: Mailbox) -> list[str]:
    address = routable(mailbox.address)
    name = one_line(mailbox.name, LONGEST_NAME)
    return [*_phrase(name), f"<{address}>"] if name else [address]


def _phrase(name: str) -> list[str]:
    """A display name: bare words, one quoted string where that is short, else encoded words."""
    if "=?" not in name and _ATOMS.fullmatch(name):
        return name.split(" ")
    if "=?" not in name and _PRINTABLE.fullmatch(name):
        return ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return encoded_words(name, 50)


def _local_part(local: str, address: str) -> str:
    if not local.isprintable() or "=?" in local:
        raise _bad(address, "the part before the @ holds characters that no address has")
    if _DOTTED.fullmatch(local) or _QUOTED.fullmatch(local):
        return local
    if _ODD_DOTS.fullmatch(local):  # some providers once gave out names like "a..b." (RFC 5321 wants quotes)
        return f'"{local}"'
    raise _bad(address, "the part before the @ holds a blank or another character that has to be in quotes")


def _domain(written: str, address: str, *, in_ascii: bool) -> str:
    """The domain in lower case, on demand in A-labels. "ß" is a letter of its own there, as RFC 5891 has it.

    The standard library's codec writes it as "ss" (RFC 3490): that domain may be somebody else's.
    """
    name = unicodedata.normalize("NFKC", written.lower()).replace("\u3002", ".")
    labels = [_ascii_label(label) for label in name.split(".")]
    if not all(map(_LABEL.fullmatch, labels)):
        raise _bad(address, "its domain is not a name that can exist")
    return ".".join(labels) if in_ascii else name


def _ascii_label(label: str) -> str:
    """One label, "" where it holds what no domain name does."""
    if label.isascii() or len(label) > 63:
        return label if label.isascii() else ""
    if not all(char == "-" or unicodedata.category(char)[0] in "LMN" or char in _JOINERS for char in label):
        return ""
    return "xn--" + label.encode("punycode").decode("ascii")


_JOINERS = "\u200c\u200d\u00b7\u30fb\u0375\u05f3\u05f4"  # RFC 5892, appendix A


def _bad(address: str, why: str) -> BadAddress:
    shown = "".join(char if char.isprintable() else "\ufffd" for char in one_line(address, 100))
    if not shown:
        return BadAddress("A mailbox has no address: enter one.", address)
    return BadAddress(f"“{shown}” is not a mail address: {why}. Correct it where it comes from.", address)
