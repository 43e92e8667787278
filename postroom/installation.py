"""The one row that says whose database this is: which key sealed it, and what backup it came from."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils import timezone

from postroom.database import Embedded
from postroom.errors import BadConfiguration
from postroom.models import InboundMessage, Installation, SourceState

WORD = "postroom"


def ensure_installation() -> None:
    """Make the row after the first migration."""
    if not Installation.objects.exists():
        Installation.objects.create(sealed=WORD)


def check_installation() -> None:
    """Raise BadConfiguration where the key is the wrong one, or the database is not Postroom's."""
    try:
        row = Installation.objects.first()
    except ProgrammingError:
        raise BadConfiguration(
            "This database has no tables of Postroom. Run `postroom migrate`, or look at DATABASE_URL."
        ) from None
    if row is None:
        raise BadConfiguration("This database was never set up. Run `postroom migrate`.")


def database_url() -> str:
    """The database as a URL, for pg_dump and pg_restore."""
    env = settings.ENVIRONMENT
    if env.database_url:
        return str(env.database_url)
    server = Embedded.address(env.data)
    if server is None:
        raise BadConfiguration(f"The embedded database in {env.data} does not run.")
    return server.dsn


def note_backup() -> None:
    """Write down the time of the backup inside the backup."""
    Installation.objects.update(backup_at=timezone.now())


def note_restore() -> str:
    """After a restore: what the database does not know may be in Jira already, so look before doing.

    Mailboxes are read again from the last UID of the backup, read or not; open records and those mails look
    for their marks first. Returns what will happen, in words.
    """
    row = Installation.objects.get()
    now, since = timezone.now(), row.backup_at or timezone.now()
    with transaction.atomic():
        Installation.objects.update(restored_at=now)
        SourceState.objects.update(reread_since=since, lease_owner="", lease_until=None, next_try=None)
        unfinished = InboundMessage.objects.exclude(state=InboundMessage.State.DONE)
        count = unfinished.update(
            look_since=since, look_until=now + timedelta(seconds=settings.ENVIRONMENT.look_window)
        )
    return (
        f"Restored to {since:%Y-%m-%d %H:%M} UTC. Mailboxes are read again from there, read or not; "
        f"{count} unfinished mails and every mail read again are first looked for in Jira. Start Postroom now."
    )
