"""Rendering mail in limited child processes: a pool of them, and what is believed of their answers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from postroom.confined import LENGTH, Gone, Limits, Pool, Watched, Words, program, somebody
from postroom.errors import Permanent, PostroomError
from postroom.rendering.lookup import languages, part_for
from postroom.rendering.source import TemplateSource

MEMORY = 256 * 1024 * 1024
EVERYTHING = ("subject", "text", "html")
LONGEST_SUBJECT = 998  # octets of a line, RFC 5322 section 2.1.1

_WORDS = Words("template renderer", "renderer", "rendering it", "this template")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class TemplateFailed(Permanent):
    """A template set cannot be rendered. The text names the set, the part, the line and the cause."""

    def __init__(self, source: str, part: str, line: int, cause: str) -> None:
        where = f", line {line}" if line else ""
        super().__init__(f"template set {source!r}, part {part}{where}: {cause}")
        self.source = source
        self.part = part
        self.line = line
        self.cause = cause


@dataclass(frozen=True)
class Rendered:
    """What a mail says. The subject is one line; each is "" where its template yields nothing but white space."""

    subject: str
    text: str
    html: str


class Renderers(Pool):
    """A pool of at most `count` renderers, for use by any number of threads; each starts when first needed.

    `seconds` of computing, `wall` seconds on the clock and `memory` (octets) bound one mail. As root the children
    become `uid`, by default one that owns nothing.
    """

    def __init__(
        self,
        count: int,
        *,
        seconds: float = 2,
        wall: float = 6,
        memory: int = MEMORY,
        uid: int | None = None,
    ) -> None:
        limits = Limits(
            max(1, math.ceil(seconds)),
            memory,
            somebody() if uid is None else uid,
            wall,
            program("postroom.rendering.child"),
        )
        super().__init__(count, limits, _WORDS)

    def render(
        self,
        source: TemplateSource,
        kind: str,
        context: Mapping[str, Any],
        wanted: Sequence[str] = EVERYTHING,
    ) -> Rendered:
        """The mail about an event of this kind: all that is wanted, or nothing.

        `context` is plain JSON; `now` is added where it is not there. Raises TemplateFailed where a part is wrong or
        breaks the limits, Temporary where no renderer can be had.
        """
        values = {**context, "now": context.get("now") or datetime.now(UTC).isoformat(timespec="seconds")}
        request = {
            "op": "render",
            "digest": source.digest,
            "kind": kind,
            "values": values,
            "wanted": list(wanted),
        }
        with self._borrowed(request) as child:
            done = _forms(child, source, kind, values, wanted)
        if isinstance(done, TemplateFailed):
            raise done
        ready = dict(zip(wanted, done, strict=True))
        return Rendered(*(ready.get(form, "") for form in EVERYTHING))

    def check(self, source: TemplateSource) -> list[str]:
        """Every problem of a set that can be found without rendering it, one sentence each; empty: none.

        Raises Temporary where no renderer can be had.
        """
        try:
            with self._borrowed({"op": "check", "digest": source.digest}) as child:
                problems = _answer(child, source).get("problems")
        except Permanent as error:
            return [f"template set {source.name!r}: {error}"]
        if not isinstance(problems, list):
            return [f"template set {source.name!r}: it cannot be checked"]
        return [f"template set {source.name!r}, {problem}" for problem in problems]


def check(source: TemplateSource) -> list[str]:
    """As `Renderers.check`, with a renderer of its own."""
    with Renderers(1) as renderers:
        return renderers.check(source)


def _forms(
    child: Watched, source: TemplateSource, kind: str, values: Mapping[str, Any], wanted: Sequence[str]
) -> list[str] | TemplateFailed:
    """What is wanted, or why there is nothing. Raised, instead of returned, is what the child does not survive."""
    done: list[str] = []
    for form in wanted:
        try:
            said = _said(child, source, form)
        except Gone as gone:
            raise _told(child.cause_of_death(), source, _part(source, kind, form, values)) from gone
        except Permanent as error:
            raise _told(error, source, _part(source, kind, form, values)) from error
        if isinstance(said, TemplateFailed):
            return said
        done.append(said)
    return done


def _said(child: Watched, source: TemplateSource, form: str) -> str | TemplateFailed:
    """The next form of the mail. Raises as what talks to a child does, and TemplateFailed after a broken limit."""
    answer = _answer(child, source)
    if "cause" not in answer:
        return _cleaned(form, answer.get("text"))
    failed = _failed(source, answer)
    if answer.get("broken"):
        raise failed
    return failed


def _told(error: PostroomError, source: TemplateSource, part: str) -> PostroomError:
    """The error with the part at which it came, where the template is to blame."""
    if isinstance(error, TemplateFailed) or not isinstance(error, Permanent):
        return error
    return TemplateFailed(source.name, part, 0, f"{error}")


def _answer(child: Watched, source: TemplateSource) -> dict[str, Any]:
    """The next answer, after the parts where the child does not know them yet."""
    answer = child.answer()
    if answer.get("unknown"):
        data = json.dumps(dict(source.parts)).encode()
        child.send(len(data).to_bytes(LENGTH, "big") + data)
        answer = child.answer()
    return answer


def _part(source: TemplateSource, kind: str, form: str, values: Mapping[str, Any]) -> str:
    """The part from which this form of the mail is made."""
    tags = languages(values.get("language"), source.parts)
    return part_for(kind, form, tags, source.parts) or f"{kind}.{form}"


def _failed(source: TemplateSource, answer: Mapping[str, Any]) -> TemplateFailed:
    line = answer.get("line")
    part, cause = (" ".join(str(answer.get(key)).split())[:600] for key in ("part", "cause"))
    return TemplateFailed(source.name, part, line if isinstance(line, int) else 0, cause)


def _cleaned(form: str, text: Any) -> str:
    """What may go into a mail: no lone surrogates, no control characters, and a subject of one line."""
    if not isinstance(text, str):
        raise Permanent("the renderer's answer cannot be used")
    text = _CONTROLS.sub("", text.encode("utf-8", "replace").decode())
    if form == "subject":
        return _cut(" ".join(text.split()))
    if form == "text":
        text = _EMPTY_LINES.sub("\n\n", text.replace("\r", ""))
    text = text.strip()
    return text + "\n" if text else ""


def _cut(subject: str) -> str:
    """At most `LONGEST_SUBJECT` octets of UTF-8, in whole letters."""
    data = subject.encode()
    if len(data) <= LONGEST_SUBJECT:
        return subject
    return data[: LONGEST_SUBJECT - 3].decode("utf-8", "ignore").rstrip() + "…"
