"""Rules over several objects: each name once, and what an object refers to is there and fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from postroom.configuration.reading import Entry, Reading, scalar
from postroom.configuration.rules import SHIPPED
from postroom.configuration.shape import (
    MappingSettings,
    ProfileSettings,
    ScheduleSettings,
    Settings,
    SourceSettings,
    refers,
)

Made = tuple[Entry, Settings | None]


@dataclass(frozen=True)
class Known:
    """What the document may refer to beside itself: names, profiles with their address and with their site,
    outbounds with their fallback, and those of them that are webhooks."""

    sites: frozenset[str] = frozenset()
    profiles: Mapping[str, str] = field(default_factory=dict)
    site_of: Mapping[str, str] = field(default_factory=dict)
    outbounds: Mapping[str, str] = field(default_factory=dict)
    template_sets: frozenset[str] = frozenset()
    webhooks: frozenset[str] = frozenset()

    def names(self, kind: str) -> frozenset[str]:
        all_: Mapping[str, frozenset[str]] = {
            "site": self.sites,
            "profile": frozenset(self.profiles),
            "outbound": frozenset(self.outbounds),
            "template set": self.template_sets | set(SHIPPED),
        }
        return all_[kind]


def relations(reading: Reading, made: Sequence[Made], known: Known) -> None:
    entries = [entry for entry, _ in made]
    unique(reading, entries)
    references(reading, entries, known)
    circles(reading, entries, known)
    listeners(reading, made, known)
    answers(reading, made, known)
    audiences(reading, made, known)


def unique(reading: Reading, entries: Sequence[Entry]) -> None:
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        other = first.setdefault((entry.kind, entry.name), entry)
        if other is not entry and entry.name:
            reading.complain(line_of(entry), f"{entry} is there twice, first in line {line_of(other)}.")


def line_of(entry: Entry) -> int:
    return entry.lines.get("name", entry.line)


def references(reading: Reading, entries: Sequence[Entry], known: Known) -> None:
    for entry in entries:
        for key, target in targets(entry):
            wanted = scalar(entry.nodes[key])
            names = {other.name for other in entries if other.kind == target} | known.names(target)
            if wanted and wanted not in names:
                there = ", ".join(sorted(names - {""})) or "none"
                reading.complain(
                    entry.lines[key], f"{entry}: there is no {target} '{wanted}'; there are: {there}."
                )


def targets(entry: Entry) -> Iterator[tuple[str, str]]:
    """The keys of an entry that name other objects, and the kind of these."""
    by_name = {"template_set": "template set"}
    yield from (
        (key, kind) for key, kind in (*refers(entry.kind).items(), *by_name.items()) if key in entry.nodes
    )


def circles(reading: Reading, entries: Sequence[Entry], known: Known) -> None:
    """Mail that every outbound of a circle refuses would go round in it."""
    outbounds = [entry for entry in entries if entry.kind == "outbound"]
    fallback = dict(known.outbounds) | {each.name: scalar(each.nodes.get("fallback")) for each in outbounds}
    for entry in outbounds:
        way = [entry.name]
        while (after := fallback.get(way[-1], "")) and after not in way:
            way.append(after)
        if after and after == entry.name:
            told = " to ".join(f"'{name}'" for name in (*way, after))
            reading.complain(
                entry.lines["fallback"],
                f"{entry}: the fallbacks go in a circle, from {told}; end it somewhere.",
            )


def listeners(reading: Reading, made: Sequence[Made], known: Known) -> None:
    """A port that takes mail has to know for whom."""
    for entry, source in made:
        if not isinstance(source, SourceSettings) or source.type != "smtp" or source.recipients:
            continue
        if not address_of(source.profile, made, known):
            reading.complain(
                entry.line,
                f"{entry}: recipients are missing, and profile '{source.profile}' has no address; "
                "write one of them, else nobody's mail is taken.",
            )


def answers(reading: Reading, made: Sequence[Made], known: Known) -> None:
    """Answers go to the profile of a mapping, which has to know the issue and to have an address."""
    sites = {entry.name: scalar(entry.nodes.get("site")) for entry, _ in made if entry.kind == "profile"}
    for entry, mapping in made:
        if not isinstance(mapping, MappingSettings | ScheduleSettings) or not mapping.profile:
            continue
        site = (dict(known.site_of) | sites).get(mapping.profile, "")
        if site and site != mapping.site:
            reading.complain(
                entry.lines["profile"],
                f"{entry}: answers would go to profile '{mapping.profile}', which is of site '{site}' and does "
                f"not know the issues of '{mapping.site}'; name a profile of that site, or none.",
            )
        if not address_of(mapping.profile, made, known):
            reading.complain(
                entry.lines["profile"],
                f"{entry}: profile '{mapping.profile}' has no address that answers could go to; write its address, "
                "or name no profile.",
            )


def audiences(reading: Reading, made: Sequence[Made], known: Known) -> None:
    """Mail goes to somebody; a webhook is a place of its own."""
    types = {entry.name: entry.type for entry, _ in made if entry.kind == "outbound"}
    posted = {name for name in known.webhooks if name not in types}
    posted |= {name for name, type_ in types.items() if type_ == "webhook"}
    for entry, mapping in made:
        if not isinstance(mapping, MappingSettings):
            continue
        if not mapping.audience and mapping.outbound not in posted:
            line = entry.lines.get("audience", entry.line)
            reading.complain(
                line, f"{entry}: audience is missing: write who gets the mail, such as [reporter, watchers]."
            )


def address_of(profile: str, made: Sequence[Made], known: Known) -> str:
    """The address of a profile; "-" where something else is wrong with that, which is said already."""
    given: dict[str, Settings | None] = {entry.name: one for entry, one in made if entry.kind == "profile"}
    if profile not in given:
        return known.profiles.get(profile, "-")
    found = given[profile]
    return found.address if isinstance(found, ProfileSettings) else "-"
