"""Senders and receivers: an address list as senders really write it, read into names and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from postroom.mail import charset
from postroom.mail.words import decode_words, eight_bit

MAX_PEOPLE = 5_000
MAX_LIST = 262_144  # octets of one address field

_LONGEST_NAME = 20  # pieces of a name between which unquoted commas stand
# Comments may nest; deeper than this, parentheses are taken for ordinary characters.
_COMMENT = r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\))*+\)"
_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]{1,80}\?[bBqQ]\?(?:[^?\s]{0,400}|[^?\"<>]{0,2000})\?=)"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*+")'
    r'|(?P<angle><(?:\s*+@[^<>"]*+|(?:[^<>",;]|"(?:[^"\\]|\\.){0,400}+")*+)>)'
    r"|(?P<open><\s*[^<>,;\s]*)"
    rf"|(?P<comment>{_COMMENT})"
    r"|(?P<literal>\[[^\]\s,;<>\"]{0,80}\])"
    r"|(?P<white>\s+)"
    r"|(?P<atom>[^\s\"<>(),;:\[=]+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_WORD = re.compile(r"=\?[^?\s]{1,80}\?[bBqQ]\?[^?]{0,2000}\?=")
_COMMENTS = re.compile(_COMMENT, re.DOTALL)
_MAYBE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+("?)', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS_INSIDE = re.compile(r"<[^<>@\s]{1,100}@[^<>\s]{1,255}>\s{0,20}[,;]")
_LOCAL = r'(?:"(?:[^"\\]|\\.)*+"|[^\s"<>()@,;:\\]{1,320}+)'
_BARE = re.compile(rf"({_LOCAL}@(?:\[[^\]\s]{{1,320}}\]|[^\s\"<>()@,;\[\]]++))")
_WHOLE = re.compile(rf"{_LOCAL}@[^\s\"<>()@,;]++\Z")
_AROUND_DOTS = re.compile(r"\s*+([.@])\s*+")
_BEFORE_DOT = re.compile(r"\s[.@]")
_EMPTY_BRACKETS = re.compile(r"[\[(<](?:mailto|smtp)?:?\s{0,20}[\])>]", re.IGNORECASE)
_ROUTE = re.compile(r"^(?:@[^:]*:)?(?:mailto:|smtp:)?", re.IGNORECASE)
_SCHEME = re.compile(r"(?:\bmailto|\bsmtp)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """One mailbox: display name ("" where absent) and addr-spec as written."""

    name: str
    email: str


@dataclass
class _Mailbox:
    """What was read of one mailbox up to now."""

    phrase: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    behind: list[str] = field(default_factory=list)  # words that follow the angle brackets

    def words(self) -> list[str]:
        """Where the next word goes to."""
        return self.phrase if self.angle is None else self.behind

    def is_bare_name(self) -> bool:
        return self.angle is None and not self.comments and not any("@" in word for word in self.phrase)

    def has_address(self) -> bool:
        return self.angle is not None and "@" in self.angle


def read_people(values: Iterable[bytes], label: str = "") -> tuple[Address, ...]:
    """Everyone named in these address fields, in order (RFC 5322, 3.4 and 4.4, read leniently)."""
    people: list[Address] = []
    for value in values:
        found = _read_list(charset.clean(eight_bit(value[:MAX_LIST], label)))
        people += islice(found, MAX_PEOPLE - len(people))
    return tuple(people)


def read_sender(values: Iterable[bytes], label: str = "") -> Address:
    """The first one who has an address, else the first name; two empty strings where nobody is named."""
    people = read_people(values, label)
    return next((one for one in people if "@" in one.email), people[0] if people else Address("", ""))


def _read_list(text: str, *, is_decoded: bool = False) -> Iterator[Address]:
    lost: list[
        tuple[_Mailbox, str]
    ] = []  # the "Doe" of `Doe, Jane <jane@example.org>`, which lacks its quotes
    for mailbox, ended_by in _mailboxes(text):
        if mailbox.is_bare_name() and ended_by in (",", ";") and len(lost) < _LONGEST_NAME:
            lost.append((mailbox, ended_by))
            continue
        if lost and mailbox.has_address():
            mailbox.phrase[:0] = [word for half, mark in lost for word in (*half.phrase, mark)]
        else:
            for half, _ in lost:
                yield from _addresses(half, is_decoded=is_decoded)
        lost = []
        yield from _addresses(mailbox, is_decoded=is_decoded)
    for half, _ in lost:
        yield from _addresses(half, is_decoded=is_decoded)


def _mailboxes(text: str) -> Iterator[tuple[_Mailbox, str]]:
    """Each mailbox of a list with the character that ended it; names of groups are passed over."""
    text = _without_stray_quotes(text)
    last_semicolon = text.rfind(";")
    current = _Mailbox()
    for token in _TOKEN.finditer(text):
        kind, word = token.lastgroup, token[0]
        if kind == "comment":
            current.comments.append(word[1:-1])
            current.words().append(" ")
        elif kind in ("angle", "open"):
            if current.has_address():
                yield current, " "
                current = _Mailbox(phrase=current.behind)
            current.angle = word.strip("<>").strip()
        elif word in (",", ";"):
            yield current, word
            current = _Mailbox()
        elif word == ":" and _is_before_group(current, text, token.end(), last_semicolon):
            current = _Mailbox()
        elif word not in ('"', "<", ">"):
            current.words().append(word)
    yield current, ""


def _is_before_group(current: _Mailbox, text: str, at: int, last_semicolon: int) -> bool:
    """Whether the colon in front of `at` ends the name of a group (RFC 5322, 3.4) or a "mailto"."""
    phrase = "".join(current.phrase[-20:])
    if current.angle is not None or "@" in phrase or (phrase[-1:].isdigit() and text[at : at + 1].isdigit()):
        return False
    return (
        at <= last_semicolon or bool(_SCHEME.search(phrase)) or "<" not in text[at : at + 400].split(",")[0]
    )


def _without_stray_quotes(text: str) -> str:
    """Quotes that never close, or close only behind the next address, are taken out: they would swallow it."""
    kept, at = [], 0
    while quoted := _MAYBE_QUOTED.search(text, at):
        if not quoted[1]:
            kept += [text[at : quoted.start()], re.sub(r'["\\]', " ", text[quoted.start() :])]
            return "".join(kept)
        end = quoted.start() if _ADDRESS_INSIDE.search(quoted[0]) else quoted.end()
        kept.append(text[at:end])
        at = max(end, quoted.start() + 1)
    return "".join([*kept, text[at:]])


def _addresses(mailbox: _Mailbox, *, is_decoded: bool) -> Iterator[Address]:
    """Whom a mailbox names: one as a rule, nobody, or several where the commas between them are missing."""
    phrase = "".join(mailbox.phrase).strip()
    if "=?" in phrase and not mailbox.has_address() and not is_decoded and "@" not in _WORD.sub("", phrase):
        name = _name(phrase)
        if "@" in name:  # an encoded word around the name and the address
            yield from _read_list(name, is_decoded=True)
            return
    words = phrase.split()
    if mailbox.angle is None and len(words) > 1 and all(map(_WHOLE.match, words)):
        yield from (Address("", word[:320]) for word in words)
        return
    one = _address(mailbox, phrase)
    if one.email or (one.name and (phrase or mailbox.behind)):
        yield one


def _address(mailbox: _Mailbox, phrase: str) -> Address:
    extra, email = _email(mailbox.angle or "")
    if "@" not in email and "@" in phrase:
        shown, (phrase, bare) = email, _bare(phrase)
        phrase, email = (phrase or shown or extra, bare) if bare else (phrase, email)
    if not email and mailbox.angle is None and phrase.isascii() and len(phrase.split()) == 1:
        email, phrase = ("", phrase) if '"' in phrase or "=?" in phrase else (phrase, "")
    name = _name(phrase) or _name(extra) or _name("".join(mailbox.behind)) or _comment(mailbox)
    if "@" not in email and _WHOLE.match(name):
        email, name = name, ""
    return Address(name, email[:320])


def _email(written: str) -> tuple[str, str]:
    """What stands between angle brackets: words that do not belong there, and the address."""
    text = _COMMENTS.sub("", decode_words(written)).strip()
    if text[:1] == text[-1:] and text[:1] in ("'", '"') and len(text) > 1:
        text = text[1:-1].strip()
    if '"' in text:
        return "", _ROUTE.sub("", text.replace("\r", "").replace("\n", ""))
    words = _AROUND_DOTS.sub(r"\1", text).split()
    if len(words) > 1 and any(map(_WHOLE.match, words)):
        email = next(word for word in words if _WHOLE.match(word))
        return " ".join(word for word in words if word != email), _ROUTE.sub("", email)
    if len(words) > 1 and "@" not in text:
        return " ".join(words), ""
    email = _ROUTE.sub("", "".join(words))
    return "", "" if email.endswith((":;", ":")) else email


def _bare(phrase: str) -> tuple[str, str]:
    """The words around an address without angle brackets, and that address."""
    if _BEFORE_DOT.search(phrase) and _WHOLE.match(joined := _AROUND_DOTS.sub(r"\1", phrase)):
        return "", joined
    found = _BARE.search(phrase)
    if found is None:
        return phrase, ""
    around = _EMPTY_BRACKETS.sub(" ", f"{phrase[: found.start()]} {phrase[found.end() :]}")
    email = _ROUTE.sub("", found[1])
    return around.strip(" \"'"), email[1:-1] if email[0] == email[-1] == "'" else email


def _name(phrase: str) -> str:
    bare = _QUOTED.sub(lambda quoted: _ESCAPE.sub(r"\1", quoted[1]), phrase)
    text = decode_words(bare.replace("\r", "").replace("\n", ""))
    name = " ".join(charset.clean(text).split())
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == "'" else name


def _comment(mailbox: _Mailbox) -> str:
    texts = (decode_words(_ESCAPE.sub(r"\1", text)) for text in mailbox.comments)
    return " ".join(charset.clean(" ".join(texts)).split())
