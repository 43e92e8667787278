"""The limited child process that renders mail: it holds no secrets, no files and no sockets."""

from __future__ import annotations

import contextlib
import html  # noqa: F401 - see below
import json
import re
import signal
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

# Everything that rendering needs is imported here, also what libraries import late: after `confine` no file can
# be opened.
import css_inline
import jinja2.constants
import jinja2.debug
import jinja2.ext  # noqa: F401

from postroom.confined.child import answer, read_frame, run
from postroom.rendering import dates
from postroom.rendering.failing import Failure, OutOfTime, TooLong, cause, failure
from postroom.rendering.lookup import languages, part_for
from postroom.rendering.problems import problems
from postroom.rendering.sandbox import Sandbox

LONGEST = {"subject": 65_536, "text": 1_000_000, "html": 2_000_000}  # signs

_MOST_SETS = 32
_DEEPEST = 8_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LEFT_OPEN = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    )
) | {"p", "li", "dt", "dd"}

_parts: OrderedDict[str, dict[str, str]] = OrderedDict()
_sandboxes: OrderedDict[tuple[str, tuple[str, ...]], Sandbox] = OrderedDict()
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)


def main(arguments: list[str]) -> None:
    """Serve until stdin ends. Arguments: as of `postroom.confined.child.run`."""
    seconds = int(arguments[0])
    signal.signal(signal.SIGPROF, partial(_out_of_time, seconds))
    run(arguments, warm_up, partial(serve, seconds))


def serve(seconds: int, request: dict[str, Any]) -> None:
    """Answer `{"op": "render", "digest": ..., "kind": ..., "values": {...}, "wanted": ["subject", ...]}` with one
    frame for each part wanted, `{"text": ...}` or, as the last, a Failure; `{"op": "check", "digest": ...}` with
    `{"problems": [...]}`.

    `{"unknown": true}` comes before that where the set of this digest must be sent first: name -> text of its parts.
    """
    parts = _set(request["digest"])
    if parts is None:
        return
    end = time.process_time() + seconds
    if request["op"] == "check":
        answer({"problems": _problems(Sandbox(parts, ()), end)})
        return
    values = request["values"]
    sandbox = _sandbox(request["digest"], languages(values.get("language"), parts))
    sandbox.forget()
    for form in request["wanted"]:
        done = render(sandbox, request["kind"], form, values, end)
        if isinstance(done, Failure):
            answer(done.to_json())
            return
        answer({"text": done})


def render(sandbox: Sandbox, kind: str, form: str, values: Mapping[str, Any], end: float) -> str | Failure:
    """The subject, text or html (`form`) of a mail; "" where the set has no such part."""
    part = part_for(kind, form, sandbox.languages, sandbox.parts)
    if part is None:
        return ""
    try:
        with _until(end):
            text = _rendered(sandbox, part, values, LONGEST[form])
            if form == "html" and text and not text.isspace():
                text = _inlined(text, LONGEST[form])
        return text
    except (Exception, OutOfTime) as error:
        return failure(error, part, sandbox, values)


def _problems(sandbox: Sandbox, end: float) -> list[str]:
    try:
        with _until(end):
            return problems(sandbox)
    except (Exception, OutOfTime) as error:
        return [f"it cannot be checked: {cause(error, sandbox, {})}"]


def warm_up() -> None:
    """Do all once that libraries prepare late."""
    dates.load_zones()
    parts = {
        "notice.html": '{% extends "layout.html" %}{% block a %}{{ now | date("%Z", "UTC") | urlize }}{% endblock %}',
        "layout.html": "<style>p { color: red }</style><p>{% for a in [1] %}{% block a %}{% endblock %}{% endfor %}",
        "notice.text": "{% macro a(b) %}{{ b | wrap | quote }}{% endmacro %}{{ a(now) }}{{ isue.key }}",
    }
    sandbox = Sandbox(parts, ())
    for form in ("html", "text"):
        render(sandbox, "notice", form, {"now": "2026-11-22T14:31:40+01:00"}, time.process_time() + 60)
    _inlined(parts["layout.html"], 1000)
    problems(sandbox)


def _set(digest: str) -> dict[str, str] | None:
    """The parts of the set with this digest; None when the parent has gone."""
    if digest not in _parts:
        answer({"unknown": True})
        frame = read_frame()
        if frame is None:
            return None
        _parts[digest] = json.loads(frame)
        while len(_parts) > _MOST_SETS:
            _parts.popitem(last=False)
    _parts.move_to_end(digest)
    return _parts[digest]


def _sandbox(digest: str, tags: tuple[str, ...]) -> Sandbox:
    key = (digest, tags)
    if key not in _sandboxes:
        _sandboxes[key] = Sandbox(_parts[digest], tags)
        while len(_sandboxes) > _MOST_SETS:
            _sandboxes.popitem(last=False)
    _sandboxes.move_to_end(key)
    return _sandboxes[key]


def _rendered(sandbox: Sandbox, part: str, values: Mapping[str, Any], longest: int) -> str:
    template = sandbox.get_template(part)
    pieces: list[str] = []
    length = 0
    for piece in template.root_render_func(template.new_context(dict(values))):
        pieces.append(piece)
        length += len(piece)
        if length > longest:
            raise TooLong(f"it has become longer than {longest:,} signs")
    return "".join(pieces)


def _inlined(document: str, longest: int) -> str:
    """The document with its styles written into the elements, where mail programs look for them."""
    if document.count("<") > _DEEPEST and _depth(document) > _DEEPEST:
        raise TooLong(f"its elements are in each other more than {_DEEPEST:,} deep")
    try:
        text = _inliner.inline(document.encode("utf-8", "replace").decode())
    except ValueError as error:
        raise TooLong(f"its styles cannot be written into the elements: {error}") from None
    if len(text) > longest:
        raise TooLong(f"with its styles written into the elements it is longer than {longest:,} signs")
    return text


def _depth(document: str) -> int:
    """How deep elements are in each other at most, as the inliner follows them on the stack."""
    depth = deepest = 0
    for tag in _TAG.finditer(document):
        if tag[2].lower() not in _LEFT_OPEN:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return deepest


@contextlib.contextmanager
def _until(end: float) -> Iterator[None]:
    """Raise OutOfTime when this process has computed until `end`; what does not hear of it the hard limit ends."""
    signal.setitimer(signal.ITIMER_PROF, max(0.01, end - time.process_time()))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _out_of_time(seconds: int, number: int, frame: object) -> None:
    raise OutOfTime(f"it needs more than {seconds} s of computing; it was given up")
