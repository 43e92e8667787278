"""`postroom check`: every setting explained, and the parts tried one after the other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from typing import TYPE_CHECKING, Any

from postroom import environment
from postroom.errors import BadConfiguration
from postroom.seal import key_ring

if TYPE_CHECKING:
    from postroom.models import JiraSite, MessageOutbound, MessageSource


@dataclass(frozen=True)
class Line:
    """One thing looked at: good, bad, or (None) neither."""

    name: str
    ok: bool | None
    message: str


def check_environment(variables: Mapping[str, str] | None = None) -> list[Line]:
    """Each variable, then key, database, sites and sources; ends where going on makes no sense.

    Django is made ready only after the variables, so that a bad one is explained here.
    """
    given = os.environ if variables is None else variables
    lines = list(variable_lines(given))
    if all(line.ok is not False for line in lines):
        lines += list(installed())
    return lines


# --- the environment ---------------------------------------------------------------------------------------


def variable_lines(given: Mapping[str, str]) -> Iterator[Line]:
    for each in fields(environment.Environment):
        yield variable_line(each, given)
    try:
        env = environment.read(given)
    except BadConfiguration as error:
        yield Line("environment", False, str(error))
        return
    yield key_line(env)


def variable_line(each: Field[Any], given: Mapping[str, str]) -> Line:
    """Name, value without secrets, where it came from, and what it means."""
    name, default = each.metadata["variable"], each.metadata["default"]
    raw = given.get(name) or default
    origin = "set" if given.get(name) else "default"
    try:
        value = each.metadata["parse"](raw)
    except ValueError as error:
        return Line(name, False, f"{raw!r} ({origin}) cannot be used: {error}. {each.metadata['meaning']}")
    return Line(name, None, f"{hidden(name, value)} ({origin}). {each.metadata['meaning']}")


def hidden(name: str, value: Any) -> str:
    """A value as it may be shown."""
    if name == "POSTROOM_KEYS":
        return f"{len(value)} keys, not shown" if value else "empty"
    if name == "DATABASE_URL":
        return re.sub(r"(//[^/@:]*):.*@", r"\1:***@", re.sub(r"(password=)[^&]*", r"\1***", value)) or "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value) or "empty"
    return f"{value:g}" if isinstance(value, float) else str(value) or "empty"


def key_line(env: environment.Environment) -> Line:
    place = "POSTROOM_KEYS" if env.keys else str(env.key_path)
    try:
        count = len(key_ring(env).keys)
    except BadConfiguration as error:
        return Line("encryption key", False, str(error))
    older = f" and {count - 1} older" if count > 1 else ""
    return Line(
        "encryption key", True, f"Read from {place}{older}. Keep a copy elsewhere: it is in no backup."
    )


# --- what is installed -------------------------------------------------------------------------------------


def installed() -> Iterator[Line]:
    """The database and what is configured in it."""
    import django

    try:
        django.setup()
        from postroom import installation

        server = installation.reach()
    except BadConfiguration as error:
        yield Line("database", False, str(error))
        return
    yield Line("database", True, f"PostgreSQL {server.version}, {installation.where()}.")
    settings = (
        f"fsync {server.fsync}, full_page_writes {server.full_page_writes}, "
        f"synchronous_commit {server.synchronous_commit}"
    )
    bad = " All three have to be on, else a power cut loses mail that the mailbox has given away."
    yield Line("durability", server.durable, f"{settings}.{'' if server.durable else bad}")
    try:
        installation.check_tables()
    except BadConfiguration as error:
        yield Line("tables", False, str(error))
        return
    yield Line("tables", True, "Those of this release.")
    try:
        installation.check_installation()
    except BadConfiguration as error:
        yield Line("key and database", False, str(error))
        return
    yield Line("key and database", True, "The key opens this database.")
    yield from configured()


def configured() -> Iterator[Line]:
    from postroom.models import JiraSite, MessageOutbound, MessageSource

    for site in JiraSite.objects.order_by("name"):
        yield site_line(site)
    sources = MessageSource.objects.select_related("profile", "state").order_by("name")
    for source in sources:
        yield source_line(source)
    if not sources:
        yield Line("sources", None, "None yet. See: postroom config apply, and postroom demo to try it.")
    for outbound in MessageOutbound.objects.select_related("state", "fallback").order_by("name"):
        yield outbound_line(outbound)


def site_line(site: JiraSite) -> Line:
    name, about = f"site {site.name}", f"{site.url} ({site.kind})"
    if site.token is None:
        return Line(name, False, f"{about} has no token: postroom config apply sets one.")
    if site.paused_until is not None:
        return Line(
            name, False, f"{about} is away: {site.pause_reason} See: postroom site test '{site.name}'"
        )
    return Line(name, None, f"{about}. See: postroom site test '{site.name}'")


def source_line(source: MessageSource) -> Line:
    from postroom.sources import standing

    row = standing(source)
    return Line(
        f"source {source.name}",
        row.ok,
        f"{row.where}, profile {row.profile}: {row.status}. {row.detail}".strip(),
    )


def outbound_line(outbound: MessageOutbound) -> Line:
    from postroom.outbounds import standing

    row = standing(outbound)
    about = f"{row.where} as {row.sender}: {row.status}. {row.detail}".strip()
    return Line(f"outbound {outbound.name}", row.ok, about)
