"""The header block of a letter: every field at most once, each written by the rule of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from email.utils import format_datetime
from urllib.parse import quote

from postroom.mail.compose.addresses import mailbox_words
from postroom.mail.compose.fields import LONGEST_WORD, field, text_words
from postroom.mail.compose.letter import BadLetter, Letter

MOST_REFERENCES = 20
# All of [MS-OXCMAIL] 2.1.3.2.20 but NDR: Exchange would send no bounces, and those we want. "All" has it too.
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058, 3.1
# There is no Precedence: RFC 3834 calls it not standard, and some servers send no bounces for "bulk".

Fields = list[tuple[str, list[str]]]

_ID = re.compile(rf"[!-;=?-~]{{1,{LONGEST_WORD}}}")
_NAME = re.compile(r"[!-9;-~]{1,76}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_NOT_IN_LIST_ID = re.compile(r"[^A-Za-z0-9._-]+")
_URI = re.compile(rf"(?:https?://|mailto:)[!-;=?-~]{{1,{LONGEST_WORD}}}", re.IGNORECASE)
_SPECIALS = "!#$%&'()*+,/:;=?@[]~"
_OURS = """
    from to cc bcc sender reply-to subject date message-id in-reply-to references mime-version content-language
    auto-submitted x-auto-response-suppress x-postroom-loop list-id list-unsubscribe list-unsubscribe-post
    return-path received dkim-signature
"""


def header(letter: Letter) -> str:
    """The fields, each with its line ends, without those of MIME's content. Raises BadAddress, BadLetter."""
    fields: Fields = [
        ("From", mailbox_words([letter.sender])),
        ("Reply-To", mailbox_words([letter.reply_to] if letter.reply_to else [])),
        ("To", _to(letter)),
        ("Cc", mailbox_words(letter.cc)),
        ("Subject", text_words(letter.subject, "Subject")),
        ("Date", [_date(letter)]),
        ("Message-ID", [f"<{_own_id(letter)}>"]),
        *_ancestors(letter),
        ("MIME-Version", ["1.0"]),
        ("Content-Language", _language(letter.language)),
        ("Auto-Submitted", [letter.auto_submitted] if letter.auto_submitted else []),
        ("X-Auto-Response-Suppress", [SUPPRESS]),
        ("X-Postroom-Loop", text_words(letter.loop, "X-Postroom-Loop")),
        ("List-Id", _list_id(letter.list_id)),
        *_unsubscribe(letter.list_unsubscribe),
        *_extra(letter.extra),
    ]
    return "".join(field(name, words) for name, words in fields if words)


def _to(letter: Letter) -> list[str]:
    if letter.to or letter.cc:
        return mailbox_words(letter.to)
    return ["undisclosed-recipients:;"]


def _date(letter: Letter) -> str:
    if letter.date.utcoffset() is None:
        raise BadLetter("The date of a mail has to name its time zone.")
    return format_datetime(letter.date.astimezone(UTC))


def _own_id(letter: Letter) -> str:
    if "@" not in letter.message_id or not (found := _ids([letter.message_id])):
        raise BadLetter(f"{letter.message_id[:100]!r} cannot be the Message-ID of a mail.")
    return found[0]


def _ids(ids: Iterable[str]) -> list[str]:
    """Those that can be written, each once; foreign ones may be anything and then join no thread."""
    bare = (one.strip().removeprefix("<").removesuffix(">") for one in ids)
    return list(dict.fromkeys(one for one in bare if _ID.fullmatch(one)))


def _ancestors(letter: Letter) -> Fields:
    """In-Reply-To, and References that end with it; of a long thread the root and the nearest."""
    parent = _ids([letter.in_reply_to])
    known = [one for one in _ids(letter.references) if one not in parent] + parent
    if len(known) > MOST_REFERENCES:
        known = [known[0], *known[1 - MOST_REFERENCES :]]
    return [
        ("In-Reply-To", [f"<{one}>" for one in parent]),
        ("References", [f"<{one}>" for one in known]),
    ]


def _language(tag: str) -> list[str]:
    return [tag] if _LANGUAGE.fullmatch(tag) else []


def _list_id(value: str) -> list[str]:
    name = _NOT_IN_LIST_ID.sub("-", value.strip().strip("<>")).strip("-.")[:255]
    return [f"<{name}>"] if name else []


def _unsubscribe(uris: Iterable[str]) -> Fields:
    """List-Unsubscribe (RFC 2369), and the promise that one POST to its https URI is enough (RFC 8058)."""
    written = [_uri(uri) for uri in uris]
    by_post = any(uri.lower().startswith("https:") for uri in written)
    listed = [f"<{uri}>" + ("," if number < len(written) else "") for number, uri in enumerate(written, 1)]
    return [("List-Unsubscribe", listed), ("List-Unsubscribe-Post", [ONE_CLICK] if by_post else [])]


def _uri(uri: str) -> str:
    written = quote(uri, safe=_SPECIALS, errors="replace") if uri.isprintable() and " " not in uri else ""
    if not _URI.fullmatch(written):
        raise BadLetter(f"{uri[:100]!r} cannot be an unsubscribe link: it takes https:// or mailto:.")
    return written


def _extra(extra: Iterable[tuple[str, str]]) -> Fields:
    fields: Fields = []
    seen = set(_OURS.split())
    for name, value in extra:
        if not _NAME.fullmatch(name) or name.lower().startswith(("content-", "resent-")):
            raise BadLetter(f"{name[:100]!r} cannot be the name of a further header field.")
        if name.lower() in seen:
            raise BadLetter(f"The header field {name} would stand in the mail twice: take it out.")
        seen.add(name.lower())
        fields.append((name, text_words(value, name)))
    return fields
