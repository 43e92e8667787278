"""A report taken apart: what it says to people, what it says to machines, and the mail that it returns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postroom.mail import charset, headers
from postroom.mail.bounce import dsn
from postroom.mail.bounce.evidence import STATUS_TYPES
from postroom.mail.headers import Fields
from postroom.mail.structure import Part, Structure

MAX_LINES = 5_000
LONGEST = 200_000  # characters of the notice and octets of every other part that are looked at

_MAIL_TYPES = ("message/rfc822", "message/global", "message/news")
_HEAD_TYPES = (
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
    "text/rfc822-header",
)
_PLAIN_TYPES = ("text/plain", "application/octet-stream", "text/x-mail", "message/partial")
_FIELD = re.compile(r"[ \t>|]{0,8}([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)")
_MAIL_FIELDS = frozenset(
    [
        *("received", "return-path", "message-id", "from", "to", "cc", "subject", "date", "mime-version"),
        *("reply-to", "delivered-to", "content-type", "dkim-signature", "envelope-to", "x-mailer", "sender"),
        *("x-original-to", "x-envelope-from", "delivery-date", "domainkey-signature", "x-received"),
        *("arc-seal", "arc-message-signature", "authentication-results", "content-transfer-encoding"),
    ]
)
_FIRST_FIELDS = ("received:", "return-path:", "x-received:", "x-envelope-from:", "delivered-to:")
# What stands above the returned mail. A line that only announces it ("is attached below") does not count.
_MARK = re.compile(
    r"[\s>|]*+(?:"
    r"[-=_*#]{2,80}+\s?(?:this is|below this line is|enclosed is|start of|begin|included is|copy of)\b.{0,120}"
    r"|.{0,30}\bbelow this line is a copy\b.*"
    r"|[-=_*#]{2,80}+\s?.{0,30}?(?:original|unsent|returned|undelivered|rejected|bounced|original-)\s?(?:message|mail|"
    r"e-mail|text|header).{0,60}"
    r"|[-=_*#]{2,80}+\s?.{0,30}?(?:message|mail|header)s?\s?(?:text|follow|header|body|copy|below|attached|content|info)"
    r".{0,60}"
    r"|[-=_*#]{2,80}+\s?.{0,30}?(?:ursprüngliche|nachrichtenkopf|kopfzeilen|mensaje original|message d'origine|"
    r"messaggio originale|исходно|原信|元のメール|元メール|原文|原始邮件|원본).{0,60}"
    r"|(?:the |your )?(?:original|unsent|returned|undelivered) (?:message|mail|e-?mail)(?: headers?)?(?: text)?"
    r"(?: follows| is below| attached| is attached| is as follows| is included below)?\s?[.:]{0,3}"
    r"|(?:original |undelivered )?message headers?(?: follows?)?\s?[.:]{1,3}|(?:the )?message text follows:?.*"
    r"|message headers follow\.?|(?:the )?(?:original )?message follows\.?:?"
    r"|(?:below|following|here) is (?:a copy of )?(?:the|your) (?:original|returned|undelivered|header).{0,60}"
    r"|(?:included|attached) (?:below )?is a copy of.{0,60}|a copy of (?:the|your) (?:original )?message.{0,40}"
    r"|the (?:first|following) .{0,30}(?:lines|kilobytes|headers?) of (?:the|your) (?:original|message|returned).{0,40}"
    r"|text of (?:the )?(?:original|returned) message:?|header of (?:the )?(?:original )?message:?"
    r"|ursprüngliche nachrichtenkopfzeilen:?|en-têtes de message d'origine\s?:?|encabezados .{0,20}original.{0,30}:?"
    r"|intestazioni .{0,10}messaggio originale:?|cabeçalhos .{0,20}origina.{0,30}:?|原始邮件.{0,10}|原邮件.{0,10}"
    r"|исходные заголовки.{0,30}|元のメッセージ.{0,20}|oorspronkelijke berichtkoppen:?"
    r"|content-type:\s{0,5}(?:message/|text/rfc822-header).*"
    r")[\s|]*$",
    re.IGNORECASE,
)
_MARK_HINT = re.compile(
    r"message|mail|copy|below|header|content-type|kopfzeilen|ursprüng|mensaje|en-têtes|intest|encabez|cabeçal"
    r"|исходн|原|元|berichtkop|nachricht|원본|begin|start of",
    re.IGNORECASE,
)


_REPORT_START = re.compile(r"(?:Reporting-MTA|Final-Recipient|Original-Recipient)[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Pieces:
    """`notice` is for people, `report` holds the fields of RFC 3464, `returned` the header of the returned mail."""

    notice: str
    report: str
    returned: Fields


def take_apart(mail: Structure, text: str) -> Pieces:
    """The pieces of a report; `text` is the body as text."""
    leaves = mail.root.leaves()
    reports = [_text(mail, leaf) for leaf in leaves if leaf.type in STATUS_TYPES]
    returned = next(
        (_head(mail, leaf) for leaf in leaves if leaf.type in _MAIL_TYPES + _HEAD_TYPES), Fields()
    )
    notice, behind = _divided(text[:LONGEST])
    others = [leaf for leaf in leaves[1:20] if leaf.type in _PLAIN_TYPES]
    hidden = [_text(mail, leaf) for leaf in others] if not (reports and returned.items) else []
    if not reports:
        reports = [each[at:] for each in (text[:LONGEST], *hidden) if (at := dsn.begins(each)) >= 0][:1]
    if not returned.items:
        found = (_embedded(each) for each in (behind, *hidden))
        returned = next((fields for fields in found if fields.items), Fields())
    return Pieces(notice, "\n\n".join(reports)[:LONGEST], returned)


def _text(mail: Structure, leaf: Part) -> str:
    data = mail.content(leaf)[:LONGEST]
    text = charset.decode(data, leaf.parameters.get("charset", ""))[0]
    return charset.clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _head(mail: Structure, leaf: Part) -> Fields:
    return headers.split_head(mail.content(leaf)[:LONGEST].lstrip())[0]


def _divided(text: str) -> tuple[str, str]:
    """What stands before the returned mail (or the fields for machines), and what comes from there on."""
    lines = text.split("\n")
    said = (
        0  # lines of words; a title such as "Returned mail" is no mark where hardly anything stands above it
    )
    for at, line in enumerate(lines[:MAX_LINES]):
        if said and (_is_mail_start(lines, at) or _REPORT_START.match(line) or (said > 1 and _is_mark(line))):
            return "\n".join(lines[:at]), "\n".join(lines[at:])
        said += (len(line.strip(" \t-=*_")) > 12) + ("@" in line)
    return "\n".join(lines[:MAX_LINES]), "\n".join(lines[MAX_LINES:])


def _is_mark(line: str) -> bool:
    return 8 < len(line) < 200 and bool(_MARK_HINT.search(line) and _MARK.match(line))


def _is_mail_start(lines: list[str], at: int) -> bool:
    if not lines[at].lower().startswith(_FIRST_FIELDS):
        return False
    return any(_is_mail_field(line) or line[:1] in (" ", "\t") for line in lines[at + 1 : at + 2])


def _is_mail_field(line: str) -> bool:
    field = _FIELD.match(line[:200])
    return field is not None and (field[1].lower() in _MAIL_FIELDS or field[1][:2] in ("X-", "x-"))


def _embedded(text: str) -> Fields:
    """The header block in a text that holds a mail somewhere, perhaps indented or quoted."""
    lines = text.split("\n")[:MAX_LINES]
    known = [_is_mail_field(line) for line in lines]
    for at, is_field in enumerate(known):
        if is_field and (at == 0 or not known[at - 1]) and sum(known[at : at + 12]) >= 2:
            fields = headers.split_head(_unquoted(lines[at:]).encode("utf-8", "replace"))[0]
            if any(name in fields for name in ("message-id", "to", "from", "received", "subject")):
                return fields
    return Fields()


def _unquoted(lines: list[str]) -> str:
    """These lines without the marks or blanks that the first one has in front."""
    lead = len(lines[0]) - len(lines[0].lstrip(" \t>|"))
    return "\n".join(line[lead:] if not line[:lead].strip(" \t>|") else line for line in lines[:500])
