"""A document becomes the configuration: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from postroom.configuration.document import Document, read
from postroom.configuration.reading import BadDocument, Problem
from postroom.configuration.secrets import SecretReference
from postroom.configuration.shape import REFERS, SECRETS, Settings
from postroom.configuration.stored import MODELS, columns, known, reference, rows, secret_problems, shown
from postroom.errors import BadConfiguration
from postroom.models import (
    Conversation,
    Fingerprint,
    InboundMessage,
    JiraSite,
    MessageId,
    MessageSource,
    Profile,
    SourceState,
)

Resolve = Callable[[SecretReference], str]
Secrets = Mapping[SecretReference, str]
ONE_AT_A_TIME = 0x706F7374  # the advisory lock of whoever changes the configuration


def check(text: str, *, prune: bool = False) -> list[str]:
    """What `apply` would refuse, as sentences with the line. Reads the database, looks for no secret."""
    try:
        document = read(text, known(prune=prune))
        refuse(secret_problems(document))
        with transaction.atomic():
            gone = doomed(document) if prune else []
            refuse([problem for kind, row in gone for problem in hold(kind, row)])
    except BadDocument as error:
        return error.problems
    return []


def apply(text: str, resolve: Resolve, *, prune: bool = False) -> list[str]:
    """Make the configuration what the document says; what changed, in words, and [] when nothing did.

    Objects that it does not name are left alone, or removed with `prune`. Raises BadDocument, or
    BadConfiguration for a secret that is not found; nothing is changed then.
    """
    document = read(text, known(prune=prune))
    refuse(secret_problems(document))
    secrets = resolved(document, resolve)  # before the transaction: somebody may be asked at a terminal
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        refuse(secret_problems(document))  # it may have changed while we waited
        changes = [change for kind, each in document if (change := put(kind, each, secrets))]
        return changes + (removed(document) if prune else [])


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadDocument(problems)


def resolved(document: Document, resolve: Resolve) -> Secrets:
    """The secrets that the document refers to. Raises BadConfiguration naming all that are not found."""
    found, missing = {}, []
    for kind, settings in document:
        wanted = reference(kind, settings)
        if wanted is None or wanted.where == "stored":
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
    row = rows(kind).select_for_update().filter(name=settings.name).first()
    wanted = columns(kind, settings) | referred(kind, settings) | secret_column(kind, settings, secrets)
    if row is None:
        row = MODELS[kind]._default_manager.create(name=settings.name, **wanted)
        added(row)
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
    """The row that the object refers to; put before it, or there already."""
    if kind not in REFERS:
        return {}
    target = REFERS[kind]
    return {target: rows(target).get(name=getattr(settings, target))}


def secret_column(kind: str, settings: Settings, secrets: Secrets) -> dict[str, str | None]:
    wanted = reference(kind, settings)
    if kind not in SECRETS or (wanted is not None and wanted.where == "stored"):
        return {}
    return {SECRETS[kind]: secrets[wanted] if wanted is not None else None}


def in_words(kind: str, name: str, old: Any, new: Any) -> str:
    if name == SECRETS.get(kind):
        return f"{name} removed" if new is None else f"{name} changed"
    return f"{name} from {shown(old)} to {shown(new)}"


def added(row: Any) -> None:
    if isinstance(row, MessageSource):
        SourceState.objects.create(source=row)


def make_known(row: Any) -> None:
    """Let the readers see the change, and whatever waited because of the old settings try again at once."""
    match row:
        case JiraSite():
            JiraSite.objects.filter(pk=row.pk, paused_until__isnull=False).update(paused_until=timezone.now())
        case Profile():
            MessageSource.objects.filter(profile=row).update(revision=F("revision") + 1)
        case MessageSource():
            MessageSource.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
            SourceState.objects.filter(source=row).update(next_try=None, failures=0)


# --- prune -------------------------------------------------------------------------------------------------


def doomed(document: Document) -> list[tuple[str, Any]]:
    """Rows that the document does not name, sources first; locked, so that no mail comes in for them now."""
    named = {(kind, each.name) for kind, each in document}
    return [
        (kind, row)
        for kind in ("source", "profile", "site")
        for row in rows(kind).select_for_update().order_by("name")
        if (kind, row.name) not in named
    ]


def removed(document: Document) -> list[str]:
    """Remove what the document does not name. Raises BadDocument where mail hangs on it."""
    gone = doomed(document)
    refuse([problem for kind, row in gone for problem in hold(kind, row)])
    for _, row in gone:
        row.delete()
    return [f"{kind.capitalize()} '{row.name}': removed." for kind, row in gone]


def hold(kind: str, row: Any) -> Iterator[Problem]:
    """Why a row has to stay."""
    count = InboundMessage.objects.filter(Q(**{kind: row})).count() if kind != "site" else 0
    ledger = kind == "profile" and any(
        model._default_manager.filter(profile=row).exists()
        for model in (Conversation, Fingerprint, MessageId)
    )
    if count or ledger:
        mails = f"{count} mails" if count != 1 else "1 mail"
        what = f"the records of {mails}" if count else "the ledger of its mail"
        where = "there" if kind == "source" else "at its sources"
        yield Problem(0, f"{kind} '{row.name}' is not named and would be removed, but {what} would go with it. "
                         f"Keep it in the document, and write enabled: false {where}.")  # fmt: skip
