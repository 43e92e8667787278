"""What is in the database beside what a document says: rows, differences, and when a secret is wanted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from postroom.configuration.document import Document
from postroom.configuration.parts import Part
from postroom.configuration.reading import Problem
from postroom.configuration.relations import Known
from postroom.configuration.secrets import HOW, SecretReference
from postroom.configuration.shape import KEYS, Settings, SourceSettings, keys_for, refers, secrets_of
from postroom.models import (
    AccountAddress,
    JiraSite,
    MessageOutbound,
    MessageSource,
    NotificationMapping,
    Profile,
    Schedule,
    TemplateSet,
)

MODELS: Mapping[str, type[models.Model]] = {
    "site": JiraSite,
    "profile": Profile,
    "source": MessageSource,
    "outbound": MessageOutbound,
    "template set": TemplateSet,
    "mapping": NotificationMapping,
    "schedule": Schedule,
    "address": AccountAddress,
}
CONFIGURED = {"source": "configured"}  # of the addresses: others were learned from mail and from Jira
TRAVELS = (("source", "password"), ("outbound", "password"))  # secrets that a connection of ours carries
SAFETY = {"ssl": 2, "starttls": 1, "none": 0}


def known(*, prune: bool) -> Known:
    """What stays beside the document; with `prune` nothing does."""
    if prune:
        return Known()
    outbounds = MessageOutbound.objects.values_list("name", "fallback__name")
    return Known(
        frozenset(JiraSite.objects.values_list("name", flat=True)),
        dict(Profile.objects.values_list("name", "address")),
        dict(Profile.objects.values_list("name", "site__name")),
        {name: fallback or "" for name, fallback in outbounds},
        frozenset(TemplateSet.objects.values_list("name", flat=True)),
        frozenset(MessageOutbound.objects.filter(type="webhook").values_list("name", flat=True)),
    )


def rows(kind: str) -> models.QuerySet[Any]:
    return MODELS[kind]._default_manager.all()


def own_rows(kind: str) -> models.QuerySet[Any]:
    """All that was configured, in the order of a list."""
    if kind == "address":
        return rows(kind).filter(**CONFIGURED).select_related("site").order_by("address", "site__name")
    return rows(kind).order_by("name")


def row_of(kind: str, settings: Any) -> models.QuerySet[Any]:
    """The row of an object, if there is one."""
    if kind == "address":
        return rows(kind).filter(address=settings.address, site__name=settings.site)
    return rows(kind).filter(name=settings.name)


def name_of(row: Any) -> str:
    """A row by the name that its entry has."""
    return f"{row.address} at {row.site.name}" if isinstance(row, AccountAddress) else str(row.name)


def references(kind: str, settings: Settings) -> dict[str, SecretReference | None]:
    """What an object says of each of its secrets."""
    return {name: getattr(settings, name) for name in secrets_of(kind)}


def columns(kind: str, settings: Settings) -> dict[str, Any]:
    """The model's columns as the document wants them, but for secrets and what it refers to."""
    apart = {*secrets_of(kind), *refers(kind)}
    own = (
        [key.name for key in keys_for(kind, settings.type)]
        if isinstance(settings, SourceSettings)
        else KEYS[kind]
    )
    wanted = {name: column(getattr(settings, name)) for name in own if name not in apart}
    return wanted | CONFIGURED if kind == "address" else wanted


def column(value: Any) -> Any:
    """A value as the database has it."""
    match value:
        case (Part(), *_):
            return {part.name: part.text for part in value}
        case tuple():
            return list(value)
        case _:
            return value


# --- secrets -----------------------------------------------------------------------------------------------


def secret_problems(document: Document) -> list[Problem]:
    """Secrets that the document takes for stored and that are not, or that have to be given again."""
    return [
        Problem(wanted.line, text)
        for kind, settings in document
        for name, wanted in references(kind, settings).items()
        if wanted is not None and wanted.where == "stored"
        for text in stored_problem(kind, settings, name, wanted)
    ]


def stored_problem(kind: str, settings: Settings, name: str, wanted: SecretReference) -> Iterator[str]:
    row = row_of(kind, settings).first()
    if row is None or getattr(row, name) is None:
        yield f"{wanted.whose} is not stored yet; {HOW}."
        return
    reasons = [*moved(kind, name, row, settings), *(weaker(row, settings) if (kind, name) in TRAVELS else ())]
    if reasons:
        yield f"{kind} '{settings.name}' needs the {name} again, because {' and '.join(reasons)}; {HOW}."


def moved(kind: str, secret: str, row: Any, settings: Settings) -> Iterator[str]:
    """What of its place changes: the stored secret would go somewhere that nobody has entered it for."""
    for name in secrets_of(kind)[secret]:
        old, new = getattr(row, name), getattr(settings, name)
        if old != new:
            yield f"{name} changes from {shown(old)} to {shown(new)}"


def weaker(row: Any, settings: Any) -> Iterator[str]:
    """Every step down in TLS: the password would travel with less protection than it was entered for."""
    if SAFETY[settings.security] < SAFETY[row.security]:
        yield f"security goes down from {row.security} to {settings.security}"
    for name in ("verify_certificate", "check_identity"):
        if getattr(row, name) and not getattr(settings, name):
            yield f"{name} is switched off"
    if settings.ca_file and settings.ca_file != row.ca_file:
        yield f"other authorities are trusted (ca_file {shown(settings.ca_file)})"


# --- words -------------------------------------------------------------------------------------------------


def shown(value: Any) -> str:
    """A value as people read it."""
    match value:
        case True | False:
            return "yes" if value else "no"
        case None:
            return "nothing"
        case list():
            return ", ".join(map(str, value)) or "nothing"
        case float():
            return f"{value:g}"
        case _:
            return str(value) or "nothing"


def parts_shown(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """What became of the parts of a template set, by their names."""
    said = {
        "added": [name for name in new if name not in old],
        "changed": [name for name in new if name in old and new[name] != old[name]],
        "removed": [name for name in old if name not in new],
    }
    return " and ".join(f"{', '.join(names)} {word}" for word, names in said.items() if names)
