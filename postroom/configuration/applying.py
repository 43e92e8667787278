"""A document becomes the configuration: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from postroom.configuration.document import Document, read
from postroom.configuration.parts import Files
from postroom.configuration.pruning import doomed, hold, removed
from postroom.configuration.reading import BadDocument, Problem
from postroom.configuration.secrets import SecretReference
from postroom.configuration.shape import OURS, Settings, refers, secrets_of
from postroom.configuration.stored import (
    MODELS,
    columns,
    known,
    moved,
    parts_shown,
    references,
    row_of,
    rows,
    secret_problems,
    shown,
)
from postroom.errors import BadConfiguration
from postroom.journal import wake
from postroom.models import (
    JiraSite,
    MessageOutbound,
    MessageSource,
    OutboundState,
    Profile,
    Schedule,
    SitePolling,
    SourceState,
)

Resolve = Callable[[SecretReference], str]
Secrets = Mapping[SecretReference, str]
ONE_AT_A_TIME = 0x706F7374  # the advisory lock of whoever changes the configuration


def check(text: str, *, prune: bool = False, files: Files | None = None) -> list[str]:
    """What `apply` would refuse, as sentences with the line. Reads the database, looks for no secret."""
    try:
        document = read(text, known(prune=prune), files)
        refuse(secret_problems(document))
        with transaction.atomic():
            gone = doomed(document) if prune else []
            refuse([problem for kind, row in gone for problem in hold(kind, row)])
    except BadDocument as error:
        return error.problems
    return []


def apply(text: str, resolve: Resolve, *, prune: bool = False, files: Files | None = None) -> list[str]:
    """Make the configuration what the document says; what changed, in words, and [] when nothing did.

    Objects that it does not name are left alone, or removed with `prune`. Only the command line hands in `files`,
    which reads what stands in files of their own. Raises BadDocument, or BadConfiguration for a secret that is not
    found; nothing is changed then.
    """
    document = read(text, known(prune=prune), files)
    refuse(secret_problems(document))
    secrets = resolved(document, resolve)  # before the transaction: somebody may be asked at a terminal
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        refuse(secret_problems(document))  # it may have changed while we waited
        changes = [change for kind, each in document if (change := put(kind, each, secrets))]
        if not prune:
            return changes
        gone = doomed(document)
        refuse([problem for kind, row in gone for problem in hold(kind, row)])
        return changes + removed(gone)


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadDocument(problems)


def resolved(document: Document, resolve: Resolve) -> Secrets:
    """The secrets that the document refers to. Raises BadConfiguration naming all that are not found."""
    found, missing = {}, []
    said = [one for kind, settings in document for one in references(kind, settings).values()]
    for wanted in sorted((one for one in said if one is not None), key=lambda one: one.line):
        if wanted.where == "stored":
            continue
        try:
            found[wanted] = resolve(wanted)
        except BadConfiguration as error:
            missing.append(str(error))
    if missing:
        raise BadConfiguration("\n".join(["The document was not applied.", *missing]))
    return found


# --- one object --------------------------------------------------------------------------------------------


def put(kind: str, settings: Settings, secrets: Secrets) -> str:
    """Add or change one object; what was done in words, "" for nothing."""
    row = row_of(kind, settings).select_for_update(of=("self",)).first()
    wanted = columns(kind, settings) | referred(kind, settings) | secret_columns(kind, settings, row, secrets)
    if row is None:
        added(MODELS[kind]._default_manager.create(**wanted))
        return f"{kind.capitalize()} '{settings.name}': added."
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        return ""
    what = ", ".join(in_words(kind, name, getattr(row, name), value) for name, value in changed.items())
    rows(kind).filter(pk=row.pk).update(
        **changed
    )  # these columns only: others are written by running workers
    make_known(row)
    return f"{kind.capitalize()} '{settings.name}': {what}."


def referred(kind: str, settings: Settings) -> dict[str, Any]:
    """The rows that the object refers to; put before it, or there already."""
    names = {key: (target, getattr(settings, key)) for key, target in refers(kind).items()}
    return {key: rows(target).get(name=name) if name else None for key, (target, name) in names.items()}


def secret_columns(kind: str, settings: Settings, row: Any, secrets: Secrets) -> dict[str, str | None]:
    """The secrets that are to be stored anew, None for those that are to be forgotten."""
    found: dict[str, str | None] = {}
    for name, wanted in references(kind, settings).items():
        if wanted is not None and wanted.where != "stored":
            found[name] = secrets[wanted]
        elif wanted is None and not kept(kind, name, row, settings):
            found[name] = None
    return found


def kept(kind: str, name: str, row: Any, settings: Settings) -> bool:
    """A secret of our own making stays, as long as it belongs to the same place."""
    return name in OURS.get(kind, ()) and row is not None and not any(moved(kind, name, row, settings))


def in_words(kind: str, name: str, old: Any, new: Any) -> str:
    if name in secrets_of(kind):
        again = "; run postroom site webhook again" if name in OURS.get(kind, ()) else ""
        return f"{name} removed{again}" if new is None else f"{name} changed"
    if name == "parts":
        return parts_shown(old, new)
    return f"{name} from {shown(old)} to {shown(new)}"


def added(row: Any) -> None:
    match row:
        case MessageSource():
            SourceState.objects.create(source=row)
        case MessageOutbound():
            OutboundState.objects.create(outbound=row)


def make_known(row: Any) -> None:
    """Let the readers and senders see the change, and what waited because of the old settings try again at once."""
    match row:
        case JiraSite():
            JiraSite.objects.filter(pk=row.pk, paused_until__isnull=False).update(paused_until=timezone.now())
            SitePolling.objects.filter(site=row).update(next_poll=None)
        case Profile():
            MessageSource.objects.filter(profile=row).update(revision=F("revision") + 1)
        case MessageSource():
            MessageSource.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
            SourceState.objects.filter(source=row).update(next_try=None, failures=0)
        case Schedule():
            Schedule.objects.filter(pk=row.pk).update(next_at=None)
        case MessageOutbound():
            MessageOutbound.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
            OutboundState.objects.filter(outbound=row).update(next_try=None, failures=0)
            wake(f"outbound:{row.pk}")
