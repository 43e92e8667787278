"""Whose Authentication-Results count: those that the sender of a mail cannot have written himself."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    at = _nearest(items, trusted) if trusted else _unforgeable(items)
    return _gathered(items, at, trusted) if at is not None else Believed()


def _report(item: Item) -> Report | None:
    """The results in a field; None where it holds none."""
    reader = _READERS.get(item[0])
    report = reader(item[1]) if reader else None
    if report is None or not report.results:
        return None
    nameless = item[0] == "authentication-results" and not report.server
    return Report(MICROSOFT, report.results) if nameless else report


def _nearest(items: Sequence[Item], trusted: Sequence[str]) -> int | None:
    written = [at for at, (name, _) in enumerate(items) if name in _READERS][:MAX_REPORTS]
    return next((at for at in written if _is_trusted(_report(items[at]), trusted)), None)


def _is_trusted(report: Report | None, trusted: Sequence[str]) -> bool:
    if report is None:
        return False
    names = (MICROSOFT, "mx.microsoft.com") if report.server == MICROSOFT else (report.server,)
    for each in trusted:
        wanted = each.strip().rstrip(".").lower()
        if any(name in (wanted, wanted[1:]) or name.endswith(wanted) for name in names if wanted[:1] == "."):
            return True
        if wanted in names:
            return True
    return False


def _unforgeable(items: Sequence[Item]) -> int | None:
    """Where the first field stands that was written behind the place where the mail came in."""
    written = next((at for at, item in enumerate(items) if _report(item)), None)
    if written is None:
        return None
    for at, (name, value) in enumerate(items):
        if name != "received":
            continue
        if at > written:
            return written
        text = value[:MAX_RECEIVED].decode("utf-8", "replace")
        if not _is_handed_over(text):
            return written if _always_writes(_host(text), _report(items[written])) else None
    return None


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


def _always_writes(host: str, report: Report | None) -> bool:
    names = _ALWAYS_WRITE.get(organisation(host), frozenset())
    return report is not None and organisation(report.server) in names


def _gathered(items: Sequence[Item], at: int, trusted: Sequence[str]) -> Believed:
    """All that is believed from field `at` to the next Received, Authentication-Results first."""
    end = next((each for each in range(at, len(items)) if items[each][0] == "received"), len(items))
    host = _host(items[end][1][:MAX_RECEIVED].decode("utf-8", "replace")) if end < len(items) else ""
    found = [(name, report) for name, value in items[at:end] if (report := _report((name, value)))]
    nearest = next((report.server for _, report in found if report.server), "")
    told = [
        (name != "authentication-results", Report(report.server or host, report.results))
        for name, report in found[:MAX_REPORTS]
        if (_is_trusted(report, trusted) if trusted else _same_operator(report.server or nearest, nearest))
    ]
    reports = tuple(report for _, report in sorted(told, key=lambda each: each[0]))
    return Believed(reports, _chain(items[:at], reports[0].server))


def _same_operator(one: str, other: str) -> bool:
    return one == other or related(one, other) or {organisation(one), organisation(other)} <= _ONE_OPERATOR


def _chain(items: Sequence[Item], server: str) -> str:
    """What the topmost ARC-Seal says; it stands above what the sender could write."""
    seal = next((value for name, value in items if name == "arc-seal"), b"")
    tags = dict(_TAG.findall(seal[:MAX_RECEIVED].decode("utf-8", "replace")))
    return tags.get("cv", "").lower() if _same_operator(tags.get("d", ""), server) else ""
