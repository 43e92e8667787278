"""Delivery status notifications (RFC 3464), also those whose fields or groups are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postroom.mail.bounce.addresses import is_inner, typed
from postroom.mail.bounce.codes import field_status, preferred
from postroom.mail.headers import decode_words

MAX_GROUPS = 1_000

_RECIPIENTS = ("final-recipient", "original-recipient")
_KNOWN = frozenset(
    [
        *_RECIPIENTS,
        *("action", "status", "remote-mta", "diagnostic-code", "last-attempt-date", "final-log-id"),
        *("will-retry-until", "reporting-mta", "dsn-gateway", "received-from-mta", "arrival-date"),
        *("original-envelope-id", "reporting-ua", "localized-reason", "failure", "original-message-id"),
    ]
)
_FIELD = re.compile(r"[ \t>]{0,8}([A-Za-z][A-Za-z0-9-]{2,40})[ \t]*:[ \t]*(.*)")
_START = re.compile(
    r"^[ \t>]{0,8}(?:Reporting-MTA|Final-Recipient|Original-Recipient)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_TYPE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9-]{0,30})[ \t]*;[ \t]*")
_FAILED = re.compile(r"fail|bounc|expire|reject|undeliver|error", re.IGNORECASE)
_DELAYED = re.compile(r"delay|defer|retry|warn|transient", re.IGNORECASE)
_FINE = re.compile(r"deliver|relay|expand|success", re.IGNORECASE)


@dataclass(frozen=True)
class Group:
    """What a report says of one recipient; `status` is "" where the field is missing or holds no code."""

    final: str
    original: str
    action: str
    status: str
    diagnostic: str
    retries: bool

    @property
    def address(self) -> str:
        """The final recipient, which is the one that failed, and the one the other fields speak of.

        The original one instead where the final one is no mail address, or only means something inside of the
        network that reports: then the original is what the sender knows.
        """
        if self.original and (not self.final or (is_inner(self.final) and not is_inner(self.original))):
            return self.original
        return self.final

    @property
    def outcome(self) -> str:
        """ "failed", "delayed", or "" for what went well (RFC 3464, 2.3.3)."""
        if _FAILED.search(self.action) and not _DELAYED.search(self.action):
            return "failed"
        if _DELAYED.search(self.action):
            return "delayed"
        if self.status.startswith("2") or (_FINE.match(self.action) and self.status[:1] not in ("4", "5")):
            return ""
        return "delayed" if self.retries else "failed"


def begins(text: str) -> int:
    """Where the fields of a report begin in a text, -1 where they do not."""
    found = _START.search(text)
    return found.start() if found else -1


def read_groups(text: str) -> tuple[Group, ...]:
    """The groups that tell of a recipient or of a failure, in order; at most 1,000."""
    groups: list[Group] = []
    for fields in _paragraphs(text):
        if len(groups) >= MAX_GROUPS:
            break
        if any(name in fields for name in (*_RECIPIENTS, "action", "status", "diagnostic-code")):
            groups.append(_group(fields))
    return tuple(groups)


def _paragraphs(text: str) -> list[dict[str, str]]:
    """The fields of each group. Groups end at a blank line or where a recipient is named anew."""
    found: list[dict[str, str]] = []
    current: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        field = _FIELD.match(line)
        name = field[1].lower() if field else ""
        if field and (name in _KNOWN or name.startswith("x-")):
            if _begins_anew(name, current):
                found.append(current)
                current = {}
            last = name if name not in current else ""
            current.setdefault(name, field[2].strip())
        elif line.strip() and last:
            current[last] = f"{current[last]} {line.strip()}"[:10_000]
        elif current and not line.strip():
            last = ""
            if not _is_torn(current):
                found.append(current)
                current = {}
    return _rejoined([*found, current])


def _rejoined(paragraphs: list[dict[str, str]]) -> list[dict[str, str]]:
    """The groups without blank lines that came in between: what names no recipient goes on with the last one."""
    found: list[dict[str, str]] = []
    for fields in paragraphs:
        last = found[-1] if found else {}
        if _names_recipient(last) and not _names_recipient(fields) and last.keys().isdisjoint(fields):
            last.update(fields)
        else:
            found.append(fields)
    return found


def _names_recipient(fields: dict[str, str]) -> bool:
    return any(name in fields for name in _RECIPIENTS)


def _begins_anew(name: str, current: dict[str, str]) -> bool:
    if name in _RECIPIENTS:
        return name in current or "action" in current or "status" in current
    return name == "reporting-mta" and bool(current)


def _is_torn(current: dict[str, str]) -> bool:
    """A recipient without anything else: a blank line too many came in between."""
    return _names_recipient(current) and not ("action" in current or "status" in current)


def _group(fields: dict[str, str]) -> Group:
    diagnostic = fields.get("diagnostic-code", "") or fields.get("x-supplementary-info", "").strip("<> ")
    said = _TYPE.sub("", diagnostic, count=1) if _TYPE.match(diagnostic) else diagnostic
    words = decode_words(said) if "=?" in said else said
    final = typed(fields.get("final-recipient", "")) or typed(fields.get("x-actual-recipient", ""))
    return Group(
        final=final,
        original=typed(fields.get("original-recipient", "")),
        action=fields.get("action", "")[:40],
        status=preferred(field_status(fields.get("status", "")), words),
        diagnostic=words,
        retries="will-retry-until" in fields,
    )
