"""Own templates are tried before they are stored: what is wrong, by part and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from postroom.configuration.parts import Part
from postroom.configuration.reading import Entry, Problem
from postroom.configuration.shape import Settings, TemplateSetSettings

SAID = re.compile(r"part '?(?P<part>[^\s':,]+)'?(?:, line (?P<line>[0-9]+))?: ", re.DOTALL)


def trial(entry: Entry, made: Settings) -> Iterator[Problem]:
    """What is wrong with the parts of a template set, each problem in its line of the document."""
    if not isinstance(made, TemplateSetSettings):
        return
    for problem in problems(made.name, made.base, tuple((part.name, part.text) for part in made.parts)):
        said = problem.removeprefix(f"template set {made.name!r}, ").removeprefix(
            f"template set {made.name!r}: "
        )
        yield Problem(line_of(said, made.parts, entry.line), f"{entry}, {said.rstrip('.')}.")


@lru_cache(maxsize=16)
def problems(name: str, base: str, parts: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """What the renderer says of a set, in sentences. A child process has to be started for it, once per set."""
    from postroom.rendering import check, merged, shipped

    return tuple(check(merged(shipped(base), name, dict(parts))))


def line_of(said: str, parts: tuple[Part, ...], otherwise: int) -> int:
    """The line of the document in which a problem of a part is; where the part is a file, that of its name."""
    found = SAID.match(said)
    part = next((one for one in parts if found and one.name == found["part"]), None)
    if found is None or part is None:
        return otherwise
    return part.line if part.file else part.line + int(found["line"] or 1)
