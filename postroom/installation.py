"""One database of one installation: is it there, is it ours, does the key open it, was it restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from postroom.database import Embedded
from postroom.errors import BadConfiguration
from postroom.models import InboundMessage, Installation, SourceState

WORD = "postroom"
TABLE = "postroom_installation"
OLDEST = 140000  # what Django 5.2 asks for: https://docs.djangoproject.com/en/5.2/ref/databases/
MIGRATE = "Run: postroom migrate (postroom up does it too)."
FACTS = """select current_setting('server_version'), current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit')"""
# Of the server's or libpq's words, and what to do about it.
ADVICE = (
    ("password authentication failed", "Look at user and password in DATABASE_URL."),
    ("no password supplied", "DATABASE_URL has no password, and the server wants one."),
    ("does not exist", "Make it (createdb), or correct its name in DATABASE_URL."),
    ("pg_hba.conf", "The server does not let us in from here: its pg_hba.conf needs a line for us."),
    ("resolve host", "Look at the host in DATABASE_URL."),
    ("too many clients", "Raise max_connections on the server, or run fewer workers."),
    ("starting up", "It is just starting; try again in a moment."),
)


@dataclass(frozen=True)
class Server:
    """The database server as it describes itself."""

    version: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str

    @property
    def durable(self) -> bool:
        """Is what it has committed still there after the power went? `local` and `remote_*` wait for the disk too."""
        return self.fsync == self.full_page_writes == "on" and self.synchronous_commit != "off"


def database_url() -> str:
    """The database for programs that want a URL, such as pg_dump. May hold a password."""
    env = settings.ENVIRONMENT
    return str(env.database_url or Embedded.place(env.data).dsn)


def where() -> str:
    """The database in words, without its password."""
    env, given = settings.ENVIRONMENT, connection.settings_dict
    if env.database_url:
        return f"the database {given['NAME']} on {given['HOST'] or 'this machine'}:{given['PORT']}"
    return f"the embedded database in {env.data}"


def place() -> str:
    """The same at the beginning of a sentence."""
    return f"T{where()[1:]}"


def reach() -> Server:
    """Ask the server, past the pool, which would wait and hide the reason. Raises BadConfiguration in words."""
    try:
        params: dict[str, Any] = connection.get_connection_params()
        with psycopg.connect(**params | {"connect_timeout": 10, "autocommit": True}) as link:
            number = link.info.server_version
            row = link.execute(FACTS).fetchone()
    except psycopg.OperationalError as error:
        raise BadConfiguration(unreachable(str(error))) from None
    except psycopg.ProgrammingError as error:
        raise BadConfiguration(f"DATABASE_URL cannot be used: {str(error).strip()}.") from None
    if number < OLDEST:
        raise BadConfiguration(
            f"PostgreSQL {row[0] if row else number} is too old: Postroom needs 14 or newer."
        )
    return Server(*row or ("", "", "", ""))


def unreachable(said: str) -> str:
    """Why nothing came back, and what to look at."""
    ours = not settings.ENVIRONMENT.database_url
    usual = "Does the server run there, and is DATABASE_URL right?"
    advice = next((text for sign, text in ADVICE if sign in said), usual)
    if ours:
        advice = "It runs while `postroom up` runs; postgres.log in that folder may say more."
    words = " ".join(said.split())[:300].rstrip(".")
    return f"{place()} does not answer: {words}. {advice}"


# --- ours, up to date, and opened by our key ---------------------------------------------------------------


def ensure_installation() -> Installation:
    """The one row, made after the first migration with a word that only our key opens; else checked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"lock table {TABLE} in exclusive mode")
        return opened() or Installation.objects.create(sealed=WORD)


def check_installation() -> Installation:
    """The row of this installation.

    Raises BadConfiguration where the database is away, somebody else's, not (fully) migrated, of a newer
    release, or sealed with another key.
    """
    reach()
    check_tables()
    found = opened()
    if found is None:
        raise BadConfiguration(f"{place()} was never finished: it knows no key yet. {MIGRATE}")
    return found


def check_tables() -> None:
    """Raises BadConfiguration where the tables are not those of this release."""
    tables = [name for name in connection.introspection.table_names() if name != "django_migrations"]
    if not tables:
        raise BadConfiguration(f"{place()} is empty. {MIGRATE}")
    if not any(name.startswith("postroom_") for name in tables):
        raise BadConfiguration(
            f"{place()} belongs to something else: it has the tables {', '.join(sorted(tables)[:3])} "
            "and none of Postroom's. Make a database for Postroom alone (createdb), and name it in DATABASE_URL."
        )
    missing, unknown = migrations()
    if unknown:
        raise BadConfiguration(
            f"{place()} was written by a newer release of Postroom ({unknown[-1]}). Run that release, "
            "or restore a backup made before the update."
        )
    if missing:
        raise BadConfiguration(f"{place()} is of an older release: {len(missing)} changes. {MIGRATE}")


def migrations() -> tuple[list[str], list[str]]:
    """What this release brings and the database lacks, and what the database has that we do not know."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    unknown = [
        key for key in loader.applied_migrations if key[0] == "postroom" and key not in loader.disk_migrations
    ]
    return [str(migration) for migration, _ in plan], sorted(".".join(key) for key in unknown)


def opened() -> Installation | None:
    """The row, if there is one. Raises BadConfiguration where our key does not open it."""
    try:
        found = Installation.objects.order_by("pk").first()
    except BadConfiguration as error:
        raise BadConfiguration(f"The encryption key does not fit {where()}. {error}") from None
    if found is not None and found.sealed != WORD:
        raise BadConfiguration(f"{place()} holds another word than ours; it is not used.")
    return found


# --- backup and restore ------------------------------------------------------------------------------------


def note_backup() -> None:
    """Write the time into the database that is about to be dumped: whoever restores it reads again from here."""
    ensure_installation()
    Installation.objects.update(backup_at=timezone.now())


def note_restore() -> str:
    """Mailboxes are read again, and effects of open mail looked for before they are done, since the backup.

    Returns what will happen, in words. Call it before any worker starts.
    """
    with transaction.atomic():
        now = timezone.now()
        since = backup_time()
        Installation.objects.update(restored_at=now)
        window = timedelta(seconds=settings.ENVIRONMENT.look_window)
        unfinished = InboundMessage.objects.exclude(state=InboundMessage.State.DONE)
        mails = unfinished.update(look_since=since, look_until=now + window)
        sources = SourceState.objects.update(
            reread_since=since, lease_owner="", lease_until=None, next_try=None, failures=0
        )
    return (
        f"Restored as of {since:%Y-%m-%d %H:%M} UTC. The mail since then is read again from {sources} sources, read "
        f"or not, and for it and {mails} unfinished mails Jira is searched first: nothing is done twice."
    )


def backup_time() -> datetime:
    """When the backup was made; of a dump that `postroom backup` did not write, the last that it knows of."""
    noted = Installation.objects.get().backup_at
    newest: datetime | None = InboundMessage.objects.aggregate(newest=Max("changed_at"))["newest"]
    return noted or newest or timezone.now()
