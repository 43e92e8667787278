"""Invented notices, one for each kind of event and some merged ones: for previews, for the reference, for tests."""

from __future__ import annotations

from postroom.rendering.samples.events import EVENTS, MERGED
from postroom.rendering.samples.letters import MESSAGES
from postroom.rendering.samples.made import Sample

__all__ = ["Sample", "sample", "samples"]

_SAMPLES = (*EVENTS, *MERGED, *MESSAGES)
_BY_NAME = {each.name: each for each in _SAMPLES}


def samples() -> tuple[Sample, ...]:
    """All of them: those of an issue's events first, then merged ones, then those that tell of no event."""
    return _SAMPLES


def sample(name: str) -> Sample:
    """The sample of that name; KeyError where there is none."""
    return _BY_NAME[name]
