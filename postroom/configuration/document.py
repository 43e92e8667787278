"""The document as a whole: entries become settings, which refer to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from postroom.configuration.filling import with_server
from postroom.configuration.parts import Files, Part, filled
from postroom.configuration.reading import BadDocument, Entry, Reading
from postroom.configuration.relations import Known, Made, relations
from postroom.configuration.rules import RULES, stored_elsewhere
from postroom.configuration.secrets import SecretReference
from postroom.configuration.shape import (
    SHAPES,
    AddressSettings,
    MappingSettings,
    OutboundSettings,
    ProfileSettings,
    ScheduleSettings,
    Settings,
    SiteSettings,
    SourceSettings,
    TemplateSetSettings,
    keys_for,
    required,
    secrets_of,
)
from postroom.configuration.trial import trial
from postroom.errors import BadConfiguration

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Document:
    """All that a document says, valid in itself. Outbounds come after their fallbacks."""

    sites: tuple[SiteSettings, ...]
    profiles: tuple[ProfileSettings, ...]
    sources: tuple[SourceSettings, ...]
    outbounds: tuple[OutboundSettings, ...] = ()
    template_sets: tuple[TemplateSetSettings, ...] = ()
    mappings: tuple[MappingSettings, ...] = ()
    schedules: tuple[ScheduleSettings, ...] = ()
    addresses: tuple[AddressSettings, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, Settings]]:
        """Every object with its kind, in an order in which each comes after what it refers to."""
        yield from (("site", site) for site in self.sites)
        yield from (("outbound", outbound) for outbound in self.outbounds)
        yield from (("template set", one) for one in self.template_sets)
        yield from (("profile", profile) for profile in self.profiles)
        yield from (("source", source) for source in self.sources)
        yield from (("mapping", mapping) for mapping in self.mappings)
        yield from (("schedule", schedule) for schedule in self.schedules)
        yield from (("address", address) for address in self.addresses)


def read(text: str, known: Known | None = None, files: Files | None = None) -> Document:
    """The document as settings. Raises BadDocument with everything that is wrong with it.

    `files` finds the texts of parts that are in files of their own; without it there may be none.
    """
    reading = Reading()
    entries = reading.entries(text)
    made = [(entry, settings(reading, entry, files)) for entry in entries]
    relations(reading, made, known or Known())
    if reading.problems:
        raise BadDocument(reading.problems)
    return Document(
        of(made, SiteSettings),
        of(made, ProfileSettings),
        of(made, SourceSettings),
        fallbacks_first(of(made, OutboundSettings)),
        of(made, TemplateSetSettings),
        of(made, MappingSettings),
        of(made, ScheduleSettings),
        of(made, AddressSettings),
    )


def of(made: Sequence[Made], shape: type[S]) -> tuple[S, ...]:
    return tuple(one for _, one in made if isinstance(one, shape))


def fallbacks_first(outbounds: Sequence[OutboundSettings]) -> tuple[OutboundSettings, ...]:
    """There is no circle any more, so that the chains behind them only get shorter."""
    fallback = {each.name: each.fallback for each in outbounds}

    def depth(name: str) -> int:
        count = 0
        while name := fallback.get(name, ""):
            count += 1
        return count

    return tuple(sorted(outbounds, key=lambda each: depth(each.name)))


# --- one entry ---------------------------------------------------------------------------------------------


def settings(reading: Reading, entry: Entry, files: Files | None) -> Settings | None:
    """One entry as settings; None where something is wrong with it alone."""
    values = reading.values(entry)
    if values is None:
        return None
    if entry.kind in ("source", "outbound"):
        values = with_server(reading, entry, values)
    before = len(reading.problems)
    if "parts" in values:
        values["parts"] = tuple(text_of(reading, entry, part, files) for part in values["parts"])
    for name in missing(entry, values):
        reading.complain(entry.line, f"{entry}: {name} is missing.")
    if len(reading.problems) > before:
        return None
    made = SHAPES[entry.kind](**{name: owned(entry, name, value) for name, value in values.items()})
    for name, text in findings(entry, made):
        reading.complain(entry.lines.get(name, entry.line), f"{entry}: {text}")
    for problem in trial(entry, made):
        reading.problems.append(problem)
    return made if len(reading.problems) == before else None


def missing(entry: Entry, values: Mapping[str, Any]) -> list[str]:
    keys = keys_for(entry.kind, entry.type)
    return [key.name for key in keys if required(key) and key.name not in values]


def text_of(reading: Reading, entry: Entry, part: Part, files: Files | None) -> Part:
    try:
        return filled(part, files)
    except BadConfiguration as error:
        reading.complain(part.line, f"{entry}, {part.name}: {error}.")
        return part


def owned(entry: Entry, name: str, value: Any) -> Any:
    """A secret reference that knows whose it is."""
    if isinstance(value, SecretReference):
        return replace(value, whose=f"the {name} of {entry}")
    return value


def findings(entry: Entry, made: Settings) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry whose values are right one by one, with the key that it is about."""
    if entry.kind in RULES:
        yield from RULES[entry.kind](made)
    for name in secrets_of(entry.kind):
        yield from stored_elsewhere(name, getattr(made, name), made.name)
