"""Senders and receivers: an address list as senders really write it, read into names and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from postroom.mail import charset
from postroom.mail.headers import decode_words

MAX_PEOPLE = 5_000
MAX_LIST = 262_144  # octets of one address field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|<[^<>]*>?|["(),;:]|\s+|[^"<(),;:\s]+', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+("?)', re.DOTALL)
_BARE = re.compile(r'((?:"(?:[^"\\]|\\.)*+"|[^\s"<>()@,;:\\]{1,320}+)@[^\s"<>()@,;]+)')
_ROUTE = re.compile(r"^(?:@[^:]*:)?(?:mailto:)?", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """One mailbox: display name ("" where absent) and addr-spec as written."""

    name: str
    email: str


@dataclass
class _Mailbox:
    """What was read of one mailbox up to now."""

    phrase: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    angle: str | None = None


def read_people(values: Iterable[bytes], label: str = "") -> tuple[Address, ...]:
    """Everyone named in these address fields, in order (RFC 5322, 3.4 and 4.4, read leniently)."""
    people: list[Address] = []
    for value in values:
        people += _read_list(value[:MAX_LIST], label)
    return tuple(people[:MAX_PEOPLE])


def read_sender(values: Iterable[bytes], label: str = "") -> Address:
    """The first one who has an address, else the first name; two empty strings where nobody is named."""
    people = read_people(values, label)
    return next((one for one in people if "@" in one.email), people[0] if people else Address("", ""))


def _read_list(value: bytes, label: str) -> Iterator[Address]:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = charset.decode(value, label)[0]
    lost: Address | None = None  # the "Doe" of `Doe, Jane <jane@example.org>`, where the quotes are missing
    for mailbox, ended_by in _mailboxes(charset.clean(text)):
        one = _address(mailbox)
        if lost and mailbox.angle:
            one, lost = Address(f"{lost.name or lost.email}, {one.name}".removesuffix(", "), one.email), None
        if lost:
            yield lost
            lost = None
        if one == Address("", ""):
            continue
        if ended_by == "," and mailbox.angle is None and "@" not in one.email:
            lost = one
        else:
            yield one
    if lost:
        yield lost


def _mailboxes(text: str) -> Iterator[tuple[_Mailbox, str]]:
    """Each mailbox of a list with the character that ended it; names of groups are passed over."""
    text = _without_open_quote(text)
    current, depth = _Mailbox(), 0
    last_group_end = text.rfind(";")
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "()":
            depth = max(0, depth + (1 if word == "(" else -1))
            continue
        if depth:
            current.comment.append(word)
        elif word == '"':
            continue
        elif word in ",;":
            yield current, word
            current = _Mailbox()
        elif word == ":" and token.start() < last_group_end and current.angle is None:
            current = _Mailbox()
        elif word.startswith("<") and (current.angle is None or "@" not in current.angle):
            current.angle = word.strip("<>")
        else:
            current.phrase.append(word)
    yield current, ""


def _without_open_quote(text: str) -> str:
    """Quotes from the one on that is never closed are taken out; else each of them would swallow the list."""
    for quoted in _QUOTED.finditer(text):
        if not quoted[1]:
            return text[: quoted.start()] + re.sub(r'["\\]', " ", text[quoted.start() :])
    return text


def _address(mailbox: _Mailbox) -> Address:
    phrase, comment = "".join(mailbox.phrase).strip(), "".join(mailbox.comment).strip()
    email = _ROUTE.sub("", "".join((mailbox.angle or "").split()))
    if not email and (bare := _BARE.search(phrase)):
        email = _ROUTE.sub("", bare[1])
        phrase = f"{phrase[: bare.start()]} {phrase[bare.end() :]}".strip(" \"'")
    elif not email and mailbox.angle is None and phrase.isascii() and len(phrase.split()) == 1:
        email, phrase = ("", phrase) if '"' in phrase or "=?" in phrase else (phrase, "")
    return Address(_name(phrase) or _name(comment), email[:320])


def _name(phrase: str) -> str:
    bare = re.sub(r'"((?:[^"\\]|\\.)*+)"?', lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), phrase)
    text = decode_words(re.sub(r"[\r\n]+", "", bare)) if "=?" in bare else bare
    name = " ".join(charset.clean(text).split())
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == "'" else name
