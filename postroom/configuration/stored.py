"""What is in the database beside what a document says: rows, differences, and when a secret is wanted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from postroom.configuration.document import Document, Known
from postroom.configuration.reading import Problem
from postroom.configuration.secrets import HOW, SecretReference
from postroom.configuration.shape import REFERS, SECRETS, Settings, keys_for
from postroom.models import JiraSite, MessageSource, Profile

MODELS: Mapping[str, type[models.Model]] = {"site": JiraSite, "profile": Profile, "source": MessageSource}
# With another one of these, a stored secret would go somewhere that nobody has entered it for.
PLACE = {
    "site": ("kind", "url", "api_url", "cloud_id", "email"),
    "source": ("type", "host", "port", "user"),
}
SAFETY = {"ssl": 2, "starttls": 1, "none": 0}


def known(*, prune: bool) -> Known:
    """What stays beside the document; with `prune` nothing does."""
    if prune:
        return Known()
    names = JiraSite.objects.values_list("name", flat=True)
    return Known(frozenset(names), dict(Profile.objects.values_list("name", "address")))


def rows(kind: str) -> models.QuerySet[Any]:
    return MODELS[kind]._default_manager.all()


def reference(kind: str, settings: Settings) -> SecretReference | None:
    found: SecretReference | None = getattr(settings, SECRETS.get(kind, ""), None)
    return found


def columns(kind: str, settings: Settings) -> dict[str, Any]:
    """The model's columns as the document wants them, but for name, secret and what it refers to."""
    apart = {"name", SECRETS.get(kind), REFERS.get(kind)}
    names = [key.name for key in keys_for(kind, getattr(settings, "type", "")) if key.name not in apart]
    return {name: column(getattr(settings, name)) for name in names}


def column(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def secret_problems(document: Document) -> list[Problem]:
    """Secrets that the document takes for stored and that are not, or that have to be given again."""
    return [
        Problem(wanted.line, text)
        for kind, settings in document
        if (wanted := reference(kind, settings)) is not None and wanted.where == "stored"
        for text in stored_problem(kind, settings, wanted)
    ]


def stored_problem(kind: str, settings: Settings, wanted: SecretReference) -> Iterator[str]:
    row = rows(kind).filter(name=settings.name).first()
    if row is None or getattr(row, SECRETS[kind]) is None:
        yield f"{wanted.whose} is not stored yet; {HOW}."
        return
    reasons = list(moved(kind, row, settings)) + (list(weaker(row, settings)) if kind == "source" else [])
    if reasons:
        yield f"{kind} '{settings.name}' needs the {SECRETS[kind]} again, because {' and '.join(reasons)}; {HOW}."


def moved(kind: str, row: Any, settings: Settings) -> Iterator[str]:
    for name in PLACE[kind]:
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


def shown(value: Any) -> str:
    """A value as people read it."""
    match value:
        case True | False:
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value)) or "nothing"
        case float():
            return f"{value:g}"
        case _:
            return str(value) or "nothing"
