"""Authentication-Results (RFC 8601) and Received-SPF (RFC 7208, 9.1), as the servers of the world write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_VALUE = 8_192  # octets of one field that are looked at
MAX_RESULTS = 100  # of one field

_OUTSIDE = re.compile(r'[^"(;]++|"(?:[^"\\]|\\.)*+"?|[(;]', re.DOTALL)
_IN_COMMENT = re.compile(r"[^()\\]++|\\.|[()\\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KEY = r"(?<![\w-])([a-z][\w-]*+(?:\s*+\.\s*+[\w-]++)?+)\s*+(?:/\s*+\d+\s*+)?"
_VALUE = r'((?:"(?:[^"\\]|\\.)*+"?|[^\s"]++)*+)'
_PAIR = re.compile(rf"{_KEY}=\s*+{_VALUE}", re.IGNORECASE | re.DOTALL)
_SERVER = re.compile(r'\s*+("(?:[^"\\]|\\.)*+"|[^\s="]++)(?=\s|\Z)(?!\s*+=)', re.DOTALL)
_SPF = re.compile(r"\s*+([a-z]++)\s*+(?:\(\s*+([\w.-]++)\s*+:)?", re.IGNORECASE)
_HOST = re.compile(r"[\w-]++(?:\.[\w-]++)++\Z")
_SPF_SENDER = re.compile(r"domain of (?:transitioning )?(\S{1,320}) (?:does|designates)", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """What one method found: lower-case method and result, and the properties it looked at, by `ptype.property`."""

    method: str
    value: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """The results of one server; `server` is its authserv-id in lower case, "" where it gives none (Microsoft)."""

    server: str
    results: tuple[Result, ...]


def read_report(value: bytes) -> Report:
    """The content of an Authentication-Results field. Never raises; what is no result is passed over."""
    segments = _segments(value[:MAX_VALUE].decode("utf-8", "replace"))
    server = _SERVER.match(segments[0])
    results = [result for segment in segments[: 4 * MAX_RESULTS] if (result := _result(segment))]
    return Report(_plain(server[1]).lower() if server else "", tuple(results[:MAX_RESULTS]))


def read_received_spf(value: bytes) -> Report:
    """The one result of a Received-SPF field, by the receiver named in it; many name none."""
    text = value[:MAX_VALUE].decode("utf-8", "replace")
    said = _SPF.match(text)
    if said is None:
        return Report("", ())
    pairs = {key.lower(): _plain(each) for segment in _segments(text) for key, each in _PAIR.findall(segment)}
    named = _SPF_SENDER.search(text)
    sender = pairs.get("envelope-from") or (named[1] if named else "")
    identity = "smtp.helo" if pairs.get("identity", "").lower() == "helo" else "smtp.mailfrom"
    server = next(
        (each for each in (pairs.get("receiver", ""), said[2] or "") if _HOST.match(each)), ""
    ).lower()
    return Report(server, (Result("spf", said[1].lower(), {identity: sender}),))


def without_comments(text: str) -> str:
    """The text of a structured field up to the first semicolon, comments as spaces."""
    return _segments(text)[0]


def _segments(text: str) -> list[str]:
    """What stands between the semicolons, without comments; a comment never closed hides the rest."""
    segments: list[str] = []
    current: list[str] = []
    at, depth = 0, 0
    while token := (_IN_COMMENT if depth else _OUTSIDE).match(text, at):
        at = token.end()
        if token[0] == "(":
            depth += 1
            current.append(" ")
        elif depth:
            depth -= token[0] == ")"
        elif token[0] == ";":
            segments.append("".join(current))
            current = []
        else:
            current.append(token[0])
    return [*segments, "".join(current)]


def _result(segment: str) -> Result | None:
    pairs = [(key, _plain(value)) for key, value in _PAIR.findall(segment)]
    if not pairs or not pairs[0][1]:
        return None
    (method, value), *properties = pairs
    seen = {"".join(key.split()).lower(): said for key, said in reversed(properties)}
    return Result(method.lower(), value.lower(), seen)


def _plain(value: str) -> str:
    """A value without its quotes; `"jana"@example.com` stays as it is."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = _ESCAPED.sub(r"\1", value[1:-1])
    return value.strip().strip("<>")
