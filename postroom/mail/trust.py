"""Whose Authentication-Results count: those that the sender of a mail cannot have written himself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postroom.mail.authentication_results import Report, read_received_spf, read_report, without_comments
from postroom.mail.domains import organisation, related
from postroom.mail.headers import Fields

MAX_FIELDS = 200  # from the top of the header that are looked at
MAX_REPORTS = 20
MAX_RECEIVED = 4_096  # octets

MICROSOFT = "protection.outlook.com"  # its Authentication-Results have no authserv-id

Item = tuple[str, bytes]  # a header field: lower-case name, raw value

_READERS = {"authentication-results": read_report, "received-spf": read_received_spf}
_ONE_OPERATOR = frozenset(["outlook.com", "microsoft.com", "hotmail.com", "office365.us", "outlook.cn"])
# Whoever takes mail in with such a host writes an Authentication-Results of such a name into every mail, above all
# that came with it. So the topmost one is theirs, wherever it stands between their Received fields.
_ALWAYS_WRITE = {
    "google.com": frozenset(["google.com"]),
    "outlook.com": _ONE_OPERATOR,
}
# The servers of those from whose mailbox a mail was fetched.
_OF_MAILBOX = {
    "gmail.com": ("mx.google.com",),
    "googlemail.com": ("mx.google.com",),
    "office365.com": (".outlook.com",),
    "outlook.com": (".outlook.com",),
    "hotmail.com": (".outlook.com",),
    "microsoft.com": (".outlook.com",),  # graph.microsoft.com
    "office.com": (".outlook.com",),
    "fastmail.com": (".messagingengine.com",),
    "messagingengine.com": (".messagingengine.com",),
    "yahoo.com": (".yahoo.com",),
    "aol.com": (".yahoo.com", ".aol.com"),
    "me.com": (".icloud.com",),
    "icloud.com": (".icloud.com",),
    "gmx.net": (".gmx.net",),
    "gmx.com": (".gmx.net", ".gmx.com"),
    "web.de": (".web.de",),
    "zoho.com": (".zohomail.com", ".zoho.com"),
    "zoho.eu": (".zohomail.eu", ".zoho.eu"),
    "mail.ru": (".mail.ru",),
    "yandex.com": (".yandex.net",),
    "yandex.ru": (".yandex.net",),
}

_FROM_AND_BY = re.compile(r"\s*+(?:(from)\s.*?\s)?by\s++([^\s;]++)", re.IGNORECASE | re.DOTALL)
_BY = re.compile(r"(?:\A|\s)by\s", re.IGNORECASE)
_LMTP = re.compile(r"\swith\s++(?:utf8)?lmtp", re.IGNORECASE)
_SMTP = re.compile(r"\swith\s++(?:utf8)?[el]?smtp", re.IGNORECASE)
_QMAIL = re.compile(r"\s*+\(qmail \d{1,9} invoked (?:from network|by (?:uid|alias))")
_LOOPBACK = re.compile(r"(?<![\w.:])(?:127(?:\.\d{1,3}){3}|(?:IPv6:)?::1)(?![\w.:])", re.IGNORECASE)
_INTERNET = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f]{0,4}:", re.IGNORECASE)
_TAG = re.compile(r"(?:\A|;)\s*+(i|cv|d)\s*+=\s*+([^;\s]++)")


@dataclass(frozen=True)
class Believed:
    """What trusted servers report, the nearest first, and what the last of them says of the ARC chain."""

    reports: tuple[Report, ...] = ()
    chain: str = ""  # cv= of its ARC-Seal (RFC 8617, 4.1.3), "" without one


def servers_of(mailbox: str) -> tuple[str, ...]:
    """The servers to trust for mail that is fetched from this host (`imap.gmail.com`); () where we know none."""
    return _OF_MAILBOX.get(organisation(mailbox), ())


def believed(fields: Fields, trusted: Sequence[str] = ()) -> Believed:
    """What of Authentication-Results and Received-SPF counts.

    `trusted` names servers by authserv-id: as a whole, or with a leading dot by their domain. RFC 8601, section 5
    has them delete what pretends to be theirs. Only the topmost of their fields counts, with those that follow
    it before the next Received, so that nothing counts which an earlier hop, or the sender, could have put in.

    With nobody named, those fields count that stand above the Received field with which the mail came in from
    elsewhere: every server puts its Received on top of what it was sent, so all above was written on our side.
    Received fields by which a server hands a mail over to itself do not end that. Of a few providers it is
    known that they always write one. In all other cases nobody is believed.
    """
    items = fields.items[:MAX_FIELDS]
    written = [at for at, (name, _) in enumerate(items) if name in _READERS][:MAX_REPORTS]
    told = {at: report for at in written if (report := _report(*items[at])).results}
    if trusted:
        start = next((at for at, report in told.items() if _is_trusted(report, trusted)), None)
    else:
        start = _unforgeable(items, told)
    return Believed() if start is None else _gathered(items, told, start, trusted)


def _report(name: str, value: bytes) -> Report:
    report = _READERS[name](value)
    is_nameless = name == "authentication-results" and not report.server
    return Report(MICROSOFT, report.results) if is_nameless else report


def _is_trusted(report: Report, trusted: Sequence[str]) -> bool:
    names = (MICROSOFT, "mx.microsoft.com") if report.server == MICROSOFT else (report.server,)
    for each in trusted:
        wanted = each.strip().rstrip(".").lower()
        if wanted.startswith("."):
            if any(name == wanted[1:] or name.endswith(wanted) for name in names):
                return True
        elif wanted in names:
            return True
    return False


def _unforgeable(items: Sequence[Item], told: Mapping[int, Report]) -> int | None:
    """Where the first report stands, if nobody but the receiving side can have written it."""
    first = next(iter(told), None)
    if first is None:
        return None
    for at, (name, value) in enumerate(items):
        if name != "received":
            continue
        if at > first:
            return first
        text = _text(value)
        if not _is_handed_over(text):
            return first if _always_writes(_host(text), told[first]) else None
    return None


def _text(value: bytes) -> str:
    return value[:MAX_RECEIVED].decode("utf-8", "replace")


def _is_handed_over(received: str) -> bool:
    """Whether a Received field was written as a server handed a mail over to itself or its message store.

    What the other side said of itself (HELO) must not decide: its IP address, which the server writes, does.
    """
    if _QMAIL.match(received):
        return True
    plain = without_comments(received)
    shape = _FROM_AND_BY.match(plain)
    if shape is None or len(_BY.findall(plain)) > 1:
        return False
    if _LMTP.search(plain):
        return True
    if shape[1] is None:
        return bool(_SMTP.search(plain))
    start = " ".join(_BY.split(received)[:-1])
    return bool(_LOOPBACK.search(start)) and not _INTERNET.search(_LOOPBACK.sub("", start))


def _host(received: str) -> str:
    plain = without_comments(received)
    shape = _FROM_AND_BY.match(plain)
    return shape[2].lower() if shape and len(_BY.findall(plain)) == 1 else ""


def _always_writes(host: str, report: Report) -> bool:
    return organisation(report.server) in _ALWAYS_WRITE.get(organisation(host), ())


def _gathered(
    items: Sequence[Item], told: Mapping[int, Report], start: int, trusted: Sequence[str]
) -> Believed:
    """All that is believed from field `start` to the next Received, Authentication-Results first."""
    end = next((at for at in range(start, len(items)) if items[at][0] == "received"), len(items))
    host = _host(_text(items[end][1])) if end < len(items) else ""
    block = [(items[at][0], report) for at, report in told.items() if start <= at < end]
    nearest = next((report.server for _, report in block if report.server), "")
    heard = [
        (name != "authentication-results", Report(report.server or host, report.results))
        for name, report in block
        if (_is_trusted(report, trusted) if trusted else _same_operator(report.server or nearest, nearest))
    ]
    reports = tuple(report for _, report in sorted(heard, key=lambda each: each[0]))
    return Believed(reports, _chain(items[:start], reports[0].server))


def _same_operator(one: str, other: str) -> bool:
    return one == other or related(one, other) or {organisation(one), organisation(other)} <= _ONE_OPERATOR


def _chain(items: Sequence[Item], server: str) -> str:
    """What the topmost ARC-Seal says; it stands above what the sender could write."""
    seal = next((value for name, value in items if name == "arc-seal"), b"")
    tags = dict(_TAG.findall(_text(seal)))
    return tags.get("cv", "").lower() if _same_operator(tags.get("d", ""), server) else ""
