"""The document as a whole: entries become settings, and the rules that span keys and objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from postroom.configuration.reading import BadDocument, Entry, Reading
from postroom.configuration.secrets import SecretReference
from postroom.configuration.shape import (
    REFERS,
    SECRETS,
    SHAPES,
    ProfileSettings,
    Settings,
    SiteSettings,
    SourceSettings,
    keys_for,
    required,
)
from postroom.transport.providers import PROVIDERS, Server, provider

S = TypeVar("S", bound=Settings)

USUAL_PORT = {
    ("imap", "ssl"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("pop3", "ssl"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110,
    ("smtp", "ssl"): 465, ("smtp", "starttls"): 25, ("smtp", "none"): 25,
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """All that a document says, valid in itself."""

    sites: tuple[SiteSettings, ...]
    profiles: tuple[ProfileSettings, ...]
    sources: tuple[SourceSettings, ...]

    def __iter__(self) -> Iterator[tuple[str, Settings]]:
        """Every object with its kind, in an order in which each comes after what it refers to."""
        yield from (("site", site) for site in self.sites)
        yield from (("profile", profile) for profile in self.profiles)
        yield from (("source", source) for source in self.sources)


@dataclass(frozen=True)
class Known:
    """What the document may refer to beside itself: names of sites, and profiles with their address."""

    sites: frozenset[str] = frozenset()
    profiles: Mapping[str, str] = field(default_factory=dict)


def read(text: str, known: Known | None = None) -> Document:
    """The document as settings. Raises BadDocument with everything that is wrong with it."""
    reading = Reading()
    entries = reading.entries(text)
    unique(reading, entries)
    made = [(entry, settings(reading, entry)) for entry in entries]
    references(reading, entries, known or Known())
    addresses(reading, made, known or Known())
    if reading.problems:
        raise BadDocument(reading.problems)
    return Document(of(made, SiteSettings), of(made, ProfileSettings), of(made, SourceSettings))


def of(made: Sequence[tuple[Entry, Settings | None]], shape: type[S]) -> tuple[S, ...]:
    return tuple(one for _, one in made if isinstance(one, shape))


def settings(reading: Reading, entry: Entry) -> Settings | None:
    """One entry as settings; None where something is wrong with it alone."""
    values = reading.values(entry)
    if values is None:
        return None
    if entry.kind == "source":
        values = with_server(reading, entry, values)
    missing = [
        each.name for each in keys_for(entry.kind, entry.type) if required(each) and each.name not in values
    ]
    for name in missing:
        reading.complain(entry.line, f"{entry}: {name} is missing.")
    if missing:
        return None
    made = SHAPES[entry.kind](**{name: owned(entry, value) for name, value in values.items()})
    before = len(reading.problems)
    for name, text in RULES[entry.kind](made):
        reading.complain(entry.lines.get(name, entry.line), f"{entry}: {text}")
    return made if len(reading.problems) == before else None


def owned(entry: Entry, value: Any) -> Any:
    """A secret reference that knows whose it is."""
    if isinstance(value, SecretReference):
        return replace(value, whose=f"the {SECRETS[entry.kind]} of {entry}")
    return value


# --- what is filled in -------------------------------------------------------------------------------------


def with_server(reading: Reading, entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Type, host, port and security from the preset where the entry leaves them out, else the usual ones."""
    type_ = values.get("type", "imap")
    server = preset_server(reading, entry, type_, values["preset"]) if "preset" in values else None
    security = values.get("security") or (server.security if server else "ssl")
    as_preset = server is not None and security == server.security
    port = server.port if server and as_preset else USUAL_PORT[type_, security]
    found = {"type": type_, "security": security, "port": port}
    if server and "{" not in server.host:
        found |= {"host": server.host}
    return found | dict(values)


def preset_server(reading: Reading, entry: Entry, type_: str, name: str) -> Server | None:
    known = provider(name)
    line = entry.lines["preset"]
    if known is None:
        names = ", ".join(each.name for each in PROVIDERS if each.imap or each.pop3)
        reading.complain(line, f"{entry}: there is no preset '{name}'; there are {names}.")
        return None
    server = known.imap if type_ == "imap" else known.pop3
    if server is None:
        reading.complain(line, f"{entry}: {known.title} has no {type_.upper()}.")
    elif "{" in server.host and "host" not in entry.nodes:
        reading.complain(
            line, f"{entry}: {known.title} has several hosts; write yours as host: {server.host}."
        )
    return server


# --- rules over several keys: the key that they are about, and what is wrong --------------------------------

Findings = Iterator[tuple[str, str]]


def site_rules(site: Any) -> Findings:
    if site.kind == "site" and not site.email:
        yield "kind", "email is missing: the address of the account that the API token belongs to."
    if site.kind == "site" and site.cloud_id:
        yield "cloud_id", "cloud_id is for kind: gateway; remove it or change the kind."
    if site.kind == "gateway" and not (site.cloud_id or site.api_url):
        yield "kind", f"cloud_id is missing: {site.url}/_edge/tenant_info shows it."
    yield from stored_elsewhere("token", site.token, site.name)


def profile_rules(profile: Any) -> Findings:
    yield from ()


def source_rules(source: Any) -> Findings:
    yield from listener_rules(source) if source.type == "smtp" else mailbox_rules(source)
    yield from stored_elsewhere("password", source.password, source.name)


def mailbox_rules(source: SourceSettings) -> Findings:
    if not source.user:
        yield "user", "user is missing: the name with which the mailbox is opened."
    if source.password is None:
        yield "password", "password is missing; write {env: NAME}, {file: /path} or {stdin: true}."


def listener_rules(source: SourceSettings) -> Findings:
    if bool(source.user) != (source.password is not None):
        yield "user", "user and password go together: write both (senders log in), or none."
    if source.security != "none" and not source.certificate_file:
        yield (
            "security",
            (
                f"security: {source.security} needs certificate_file and key_file; write security: none for a "
                "port that takes mail without TLS."
            ),
        )
    if source.key_file and not source.certificate_file:
        yield "key_file", "key_file needs certificate_file beside it."


def stored_elsewhere(key: str, reference: SecretReference | None, name: str) -> Findings:
    if reference is not None and reference.where == "stored" and reference.place != name:
        yield key, f"{key}: `stored` keeps what is stored for this very name; write {{stored: {name}}}."


RULES = {"site": site_rules, "profile": profile_rules, "source": source_rules}


# --- rules over several objects ----------------------------------------------------------------------------


def unique(reading: Reading, entries: Sequence[Entry]) -> None:
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        other = first.setdefault((entry.kind, entry.name), entry)
        if other is not entry and entry.name:
            line = entry.lines["name"]
            reading.complain(line, f"{entry} is there twice, first in line {other.lines['name']}.")


def references(reading: Reading, entries: Sequence[Entry], known: Known) -> None:
    beside = {"site": known.sites, "profile": known.profiles.keys()}
    for entry in entries:
        target = REFERS.get(entry.kind, "")
        if not target or target not in entry.nodes:
            continue
        wanted = str(entry.nodes[target].value).strip()
        names = {other.name for other in entries if other.kind == target} | set(beside[target])
        if wanted not in names:
            there = ", ".join(sorted(names - {""})) or "none"
            line = entry.lines[target]
            reading.complain(line, f"{entry}: there is no {target} '{wanted}'; there are: {there}.")


def addresses(reading: Reading, made: Sequence[tuple[Entry, Settings | None]], known: Known) -> None:
    """A port that takes mail has to know for whom."""
    given = {
        entry.name: cast("ProfileSettings | None", one) for entry, one in made if entry.kind == "profile"
    }
    for entry, source in made:
        if not isinstance(source, SourceSettings) or source.type != "smtp" or source.recipients:
            continue
        profile = given.get(source.profile)
        unclear = source.profile in given and profile is None
        if not unclear and not (profile.address if profile else known.profiles.get(source.profile, "-")):
            reading.complain(
                entry.line,
                f"{entry}: recipients are missing, and profile '{source.profile}' has no address; "
                "write one of them, else nobody's mail is taken.",
            )
