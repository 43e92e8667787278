"""Status codes in a refusal: enhanced ones (RFC 3463) and SMTP replies (RFC 5321), and which of several counts."""

from __future__ import annotations

import re

_STATUS = re.compile(r"(?<![\w.@/-])([45]\.[0-7]\.\d{1,3})(?![\w@/]|\.\w|-\d)")
_AFTER_REPLY = re.compile(r"(?<![\d.])[45]\d\d[ \t]?[-#:_(][ \t]?([45]\.\d{1,3}\.\d{1,3})(?![\d@/]|\.\d)")
_AFTER_BLANK = re.compile(r"(?<![\d.])[45]\d\d[ \t]{1,3}#?([45]\.\d{1,3}\.\d{1,3})(?![\d@/]|\.\d)")
_VERSION = re.compile(
    r"(?:version|release|ver|rev|build|server|esmtp|exim|daemon|imail|notes|domino|wise|exchange|v)[.: /]{0,2}\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
_NO_COUNT = (
    r"(?![ \t]{0,3}(?:seconds|minutes|hours|days|bytes|octets|[km]b|messages|recipients|times|lines)\b)"
)
_REPLY = re.compile(
    rf"(?:^|(?<=[\s:;>\"'(\[#<=,~_/：（]))([45][0-7]\d){_NO_COUNT}"
    r"(?=[ \t]?-|[ \t_:;,]{1,3}(?:[^\W\d_]|[<\"'#(\[*=]|[45]\.\d|[45]\d\d[ -]))"
    r"|(?:^|(?<=[:;\"'(\[#<=：（])|(?<=[:;=：][ \t]))([45][0-7]\d)(?=[.)'\"\]]{0,2}\s*$)",
    re.MULTILINE | re.IGNORECASE,
)


def field_status(value: str) -> str:
    """The code of a Status field, whatever stands around it; "" where it holds none (`550`, `5.1`)."""
    found = _FIELD.search(value[:200])
    return found[1] if found else ""


def statuses(words: str) -> list[str]:
    """The enhanced codes in these words, in order; versions, IP addresses and the like are none."""
    found = {
        (each.start(1), each[1]) for shape in (_AFTER_REPLY, _AFTER_BLANK) for each in shape.finditer(words)
    }
    for each in _STATUS.finditer(words):
        if not _VERSION.search(words, max(0, each.start() - 12), each.start()):
            found.add((each.start(), each[1]))
    return [status for _, status in sorted(found)]


def best_status(words: str) -> str:
    """The code that says most, the first of equals; "" without one."""
    return max(statuses(words), key=precision, default="")


def precision(status: str) -> int:
    """How much a code says: 3 both what and why (5.1.1), 2 one of them (5.7.0), 1 its class only (5.0.0)."""
    if not status:
        return 0
    _, subject, detail = status.split(".")
    return 1 + (int(subject) != 0) + (int(detail) != 0)


def preferred(status: str, words: str) -> str:
    """The code of the report's own field, unless it is vague and the words hold one that says more.

    Of the words only those codes count that say more than the field does.
    """
    other = best_status(words) if precision(status) < 3 else ""
    return other if precision(other) > precision(status) else status


def replies(words: str) -> list[str]:
    """The SMTP replies that refuse, such as 550, in order."""
    return [found[1] or found[2] for found in _REPLY.finditer(words)]


def reply(words: str) -> str:
    """The first SMTP reply that refuses, "" without one."""
    found = _REPLY.search(words)
    return (found[1] or found[2]) if found else ""


def reply_start(words: str) -> int:
    """Where the first SMTP reply that refuses begins, -1 without one."""
    found = _REPLY.search(words)
    return found.start() if found else -1
