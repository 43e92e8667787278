"""The filters that templates may use: ours, each told by its docstring, and those of Jinja that are kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from jinja2 import filters as jinja
from jinja2 import pass_context, pass_environment
from jinja2.environment import Environment
from jinja2.runtime import Context

from postroom.rendering import dates

_SCHEMES = ("http", "https", "mailto", "tel")
_URL_SIGNS = "!#$%&'()*+,/:;=?@[]~"


class Unfit(Exception):
    """A filter was given what it cannot use. The text says what."""


@pass_context
def date(context: Context, value: Any, format: str = "medium", zone: str = "") -> str:
    """A time in the words of the mail's language: `{{ event.at | date }}` gives "22 Nov 2026, 14:31".

    Formats: long, medium, short, date, day, time, or a pattern such as "%d.%m.%Y". `zone` is a name such as
    "Europe/Berlin"; by default that of the receiver where it is known, else as Jira wrote the time.
    """
    if not value:
        return ""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit(
            f"date: {str(value)[:60]!r} is no time; one looks like 2026-11-22T14:31:40+01:00"
        ) from None
    receiver = context.get("receiver")
    wanted = zone or (receiver.get("zone") if isinstance(receiver, dict) else "")
    try:
        moment = dates.in_zone(time, str(wanted)) if wanted else time
        return dates.written(moment, str(format), str(context.get("language") or "en"))
    except (ValueError, OverflowError) as error:
        raise Unfit(f"date: {error}") from None


@pass_environment
def truncate(
    environment: Environment, text: Any, length: int = 255, killwords: bool = False, end: str = "…"
) -> str:
    """Text cut to `length` signs, between words unless `killwords`: `{{ issue.summary | truncate(60) }}`."""
    if length < len(end):
        raise Unfit(f"truncate: {length} signs are too few")
    return jinja.do_truncate(environment, _text(text), length, killwords, end, 0)


def wrap(text: Any, width: int = 76) -> str:
    """Lines of at most `width` signs, broken at spaces; a longer word, such as a link, stays whole."""
    if width < 1:
        raise Unfit(f"wrap: {width} signs are too few")
    return "\n".join(_wrapped(line, width) for line in str(_text(text)).splitlines())


def _wrapped(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    lines: list[str] = []
    words: list[str] = []
    length = -1
    for word in line.split(" "):
        if words and length + 1 + len(word) > width:
            lines.append(" ".join(words))
            words, length = [], -1
        words.append(word)
        length += 1 + len(word)
    lines.append(" ".join(words))
    return "\n".join(line.rstrip() for line in lines)


def quote(text: Any) -> str:
    """Every line after "> ", as mail programs quote: `{{ comment.text | wrap(74) | quote }}`."""
    return "\n".join(f"> {line}".rstrip() for line in str(_text(text)).splitlines())


def initials(name: Any) -> str:
    """The first letters of the first and the last word of a name: "Ada Ahlgren" gives "AA"."""
    words = [word for word in str(_text(name)).split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def filesize(octets: Any) -> str:
    """A number of octets as people say it: 2411724 gives "2.4 MB"."""
    size = _number("filesize", octets)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.1f} {unit}" if unit != "bytes" and size < 10 else f"{size:.0f} {unit}"


def plural(count: Any, one: str, many: str = "") -> str:
    """A number with its word: `{{ events | length | plural("update") }}` gives "1 update" or "3 updates"; where
    an s does not do, `plural("reply", "replies")`."""
    number = _number("plural", count)
    return f"{count} {one if number == 1 else many or one + 's'}"


def url(address: Any) -> str:
    """An address that is safe to link: http, https, mailto and tel pass, anything else gives "" (no javascript:).

    Signs that have no place in an address are percent-encoded.
    """
    text = "".join(str(_text(address)).split())
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        return ""
    return percent_encoded(text, safe=_URL_SIGNS, errors="replace") if scheme in _SCHEMES else ""


def _text(value: Any) -> Any:
    """None counts as no text; Markup stays what it is."""
    return "" if value is None else value if isinstance(value, str) else str(value)


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise Unfit(f"{name}: {str(value)[:60]!r} is no number") from None
    if not math.isfinite(number):
        raise Unfit(f"{name}: {value} is no number to count with")
    return number


OURS: Mapping[str, Callable[..., Any]] = {
    each.__name__: each for each in (date, truncate, wrap, quote, initials, filesize, plural, url)
}

# Left out: attr, pprint and random, as no template needs them; filesizeformat and wordwrap, as we have our own.
_KEPT = """
abs batch capitalize center count d default dictsort e escape first float forceescape format groupby indent int items
join last length list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort
string striptags sum title tojson trim unique upper urlencode urlize wordcount xmlattr
"""
KEPT: Mapping[str, Callable[..., Any]] = {name: jinja.FILTERS[name] for name in _KEPT.split()}

FILTERS: Mapping[str, Callable[..., Any]] = {**KEPT, **OURS}
