"""What went wrong in a template, in words, with the part and the line where it did."""

from __future__ import annotations

import re
import resource
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from types import TracebackType
from typing import Any

from jinja2 import Template, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.utils import missing

from postroom.rendering.filters import FILTERS, Unfit
from postroom.rendering.sandbox import Sandbox, Unknown

_LONGEST_CAUSE = 500
_LONGEST_WORD = 60
_MOST_NAMES = 60
_UNKNOWN_FILTER = re.compile(r"No (filter|test) named '(.{1,60}?)'")
_ENDLESS = "calls, includes or extends itself without end, or is nested too deeply"


class OutOfTime(BaseException):
    """The mail has used up its seconds. No `except Exception` on the way may hold it."""


class TooLong(Exception):
    """A part has become longer than it may."""


@dataclass(frozen=True)
class Failure:
    """Why a part cannot be rendered; `line` is 0 where it is not known. After a `broken` limit the child must go."""

    part: str
    line: int
    cause: str
    broken: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def failure(error: BaseException, part: str, sandbox: Sandbox, values: Mapping[str, Any]) -> Failure:
    """What is to be said of an error that came from rendering this part, or one that it uses."""
    broken = isinstance(error, OutOfTime | MemoryError)
    if isinstance(error, TemplateSyntaxError):
        return Failure(error.name or part, error.lineno, cause(error, sandbox, values))
    found, line = _place(error.__traceback__)
    return Failure(found or part, line, cause(error, sandbox, values), broken)


def cause(error: BaseException, sandbox: Sandbox, values: Mapping[str, Any]) -> str:
    return " ".join(_cause(error, sandbox, values).split())[:_LONGEST_CAUSE]


def _cause(error: BaseException, sandbox: Sandbox, values: Mapping[str, Any]) -> str:
    match error:
        case Unknown():
            return _unknown(error, values)
        case TemplateNotFound():
            return f"the set has no part {_word(error.name)}; {_instead(error.name, sandbox.parts)}"
        case TemplateSyntaxError():
            return _with_advice(error.message or "it cannot be understood")
        case MemoryError():
            megabytes = resource.getrlimit(resource.RLIMIT_AS)[0] >> 20
            return f"it needs more than {megabytes} MB; it was given up"
        case OSError():
            return "it asks for what the machine keeps in files, and templates get none"
        case RecursionError():
            return f"it {_ENDLESS}"
        case OutOfTime() | TooLong() | SecurityError() | Unfit():
            return f"{error}"
        case UndefinedError():
            return f"{error.message}; `default` gives a missing value another"
        case TemplateRuntimeError():
            return _with_advice(f"{error}")
        case _:
            return f"{type(error).__name__}: {error}"


def instead(name: str, names: Iterable[str]) -> str:
    """`did you mean 'issue'?`, or "" where nothing is like it."""
    close = get_close_matches(
        name[:_LONGEST_WORD], [each for each in names if isinstance(each, str)][:200], 1
    )
    return f"did you mean {close[0]!r}?" if close else ""


def _instead(name: Any, names: Collection[str]) -> str:
    hint = instead(str(name), names)
    listed = ", ".join(_plain(each) for each in list(names)[:_MOST_NAMES]) or "none at all"
    return f"{hint} there are: {listed}".lstrip()


def _unknown(error: Unknown, values: Mapping[str, Any]) -> str:
    word = _word(error.name)
    if error.obj is missing:
        return f"{word} is undefined; {_instead(error.name, values)}"
    if error.obj is None:
        return f"{word} is asked of something that is empty here; test it first, as in {{% if comment %}}"
    if not isinstance(error.obj, dict):
        return f"{word} is undefined: what it is asked of is {_kind(error.obj)}"
    path = _path(values, error.obj)
    whole = _word(f"{path}.{error.name}") if path else word
    return f"{whole} is undefined; {_instead(error.name, error.obj)}"


def _kind(value: Any) -> str:
    kinds = {str: "a text", list: "a list", int: "a number", bool: "yes or no", float: "a number"}
    return kinds.get(type(value), f"of type {type(value).__name__}")


def _path(values: Mapping[str, Any], wanted: Any) -> str:
    """Where in the values this one is: "issue.reporter"."""
    for name, value in values.items():
        if value is wanted:
            return name
    for name, value in values.items():
        if isinstance(value, dict) and (inner := _path(value, wanted)):
            return f"{name}.{inner}"
    return ""


def _with_advice(message: str) -> str:
    """Filters of Jinja that we do not have, and misspelt ones."""
    found = _UNKNOWN_FILTER.search(message)
    if found is None or found[1] == "test":
        return message
    return f"there is no filter {_word(found[2])}; {instead(found[2], FILTERS) or _instead('', FILTERS)}"


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """The innermost part and line that was being rendered."""
    place = ("", 0)
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            place = (template.name or "", template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return place


def _word(name: Any) -> str:
    return repr(_plain(name))


def _plain(name: Any) -> str:
    return str(name)[:_LONGEST_WORD]
