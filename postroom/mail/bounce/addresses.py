"""Mail addresses as delivery reports write them: typed, bracketed, escaped, encapsulated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postroom.mail.headers import decode_words

LONGEST = 320
MAX_IN_TEXT = 2_000

_LOCAL = r"[A-Za-z0-9!#$%&*+/=?^_{|}~.`-]"
BARE = (
    rf'(?:(?<!{_LOCAL})(?:{_LOCAL}(?:{_LOCAL}|\'){{0,127}}+|"[^"@<>\n]{{1,64}}")'
    r"@(?:\[[\d.A-Fa-f:]{3,45}\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?))"
)
BRACKETED = r"<[ \t]*(?:@[^<>\s:]{1,255}:)?(?:\"[^\"@<>\n]{1,64}\"|[^<>@\s]{1,128})@[^<>@\s]{1,255}[ \t]*>"
_ADDRESS = re.compile(f"{BRACKETED}|{BARE}")
_TYPED = re.compile(r"[ \t]*[A-Za-z][A-Za-z0-9-]{0,30}[ \t]*;[ \t]*(.*)", re.DOTALL)
_PREFIX = re.compile(r"(?:@[^:\s]{1,255}:)?(?:(?:smtp|mailto|rfc-?822|to|dda:smtp)[:=])?", re.IGNORECASE)
_IMCEA = re.compile(r"imcea(?:smtp|invalid|ex)-(.{1,256})@[^@]*\Z", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]{1,64}"@')
_HEX = re.compile(r"\+([0-9A-Fa-f]{2})")
_UNITEXT = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_INNER = re.compile(
    r"(?:^|@)(?:[^.@]+|.*\.(?:local|localdomain|localhost|internal|intern|intra|lan|corp|home|invalid))$"
)


def addresses(text: str) -> Iterator[str]:
    """Every address in a text, lower case, in order, also more than once."""
    if "@" not in text:
        return
    for at, found in enumerate(_ADDRESS.finditer(text)):
        if at >= MAX_IN_TEXT:
            return
        if address := cleaned(found[0]):
            yield address


def first_address(text: str) -> str:
    return next(addresses(text), "")


def typed(value: str) -> str:
    """The address of a recipient field (RFC 3464, 2.3.1 and 2.3.2; RFC 6533, 3): `rfc822; jane@example.org`.

    "" where there is none: a local name, a pipe, an X.400 name, `system;unknown`.
    """
    value = decode_words(value) if "=?" in value else value
    found = _TYPED.match(value)
    bare = _UNITEXT.sub(_character, found[1] if found else value).strip()
    if _is_xtext(bare):
        bare = _HEX.sub(_octet, bare)
    if "@" not in bare:
        return ""
    return first_address(bare) if bare.isascii() else cleaned(bare.split(" ")[0])


def _is_xtext(address: str) -> bool:
    """Whether it is still as RFC 3461, 4, has it, where a plus sign is always +2B and an equals sign +3D."""
    local, at, _ = address.partition("@")
    if not at:
        return "+40" in local
    return ("+2B" in local or "+3D" in local) and local[:5].lower() != "imcea"


def cleaned(address: str) -> str:
    """One address without brackets, quotes, routes and prefixes, in lower case."""
    bare = address.strip("<>[](){}'`,;: \t").rstrip(".")
    if not _QUOTED.match(bare):
        bare = bare.strip("\"'` \t")
        prefix = _PREFIX.match(bare)
        bare = bare[prefix.end() :] if prefix else bare
    if encapsulated := _IMCEA.match(bare):
        inner = _HEX.sub(_octet, encapsulated[1])
        bare = inner if "@" in inner and " " not in inner else bare
    return bare[:LONGEST].lower() if 0 < bare.find("@") < len(bare) - 1 else ""


def is_inner(address: str) -> bool:
    """An address that nobody outside of one network can have written to."""
    return bool(_INNER.search(address.rpartition("@")[2]))


def _octet(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character.isprintable() else ""


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    character = chr(number) if number < 0x110000 else ""
    return character if character.isprintable() else ""
