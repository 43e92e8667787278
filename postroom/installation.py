"""One database of one installation: is it there, is it ours, does the key open it, was it restored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from postroom.database import Embedded
from postroom.errors import BadConfiguration
from postroom.models import InboundMessage, Installation, JiraEvent, OutboundMessage, SourceState

WORD = "postroom"
MIGRATING = 0x6D696772  # the advisory lock of whoever changes the tables
TABLE = "postroom_installation"
OLDEST = 140000  # what Django 5.2 asks for: https://docs.djangoproject.com/en/5.2/ref/databases/
MIGRATE = "Run: postroom migrate (postroom up does it too)."
FACTS = """select current_setting('server_version'), current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit')"""
COMPANY = """select count(*) from pg_stat_activity where datname = current_database()
    and backend_type = 'client backend' and pid <> pg_backend_pid()"""
MAYBE_SENT = "It was on its way when the backup was made, and may have been sent since. Resend sends it"
MAYBE_TOLD = (
    "it was still to be told when the backup was made, and may have been told since: not mailed. "
    "Run again tells it"
)
AFTER_RESTORE = """
update public.postroom_installation set restored_at = now();
with backup as (select coalesce((select max(backup_at) from public.postroom_installation),
    (select max(changed_at) from public.postroom_inboundmessage), now()) as at)
update public.postroom_inboundmessage set look_since = backup.at,
    look_until = now() + make_interval(secs => {window}) from backup where state <> 'done';
with backup as (select coalesce((select max(backup_at) from public.postroom_installation),
    (select max(changed_at) from public.postroom_inboundmessage), now()) as at)
update public.postroom_sourcestate set reread_since = backup.at, lease_owner = '', lease_until = null,
    next_try = null, failures = 0 from backup;
with backup as (select coalesce((select max(backup_at) from public.postroom_installation), now()) as at)
update public.postroom_sitepolling set until = coalesce(until, backup.at), next_poll = null from backup;
update public.postroom_schedule set next_at = null;
with mails as (update public.postroom_outboundmessage m set state = 'done', outcome = 'perhaps',
    reason = '{mails}', ended_at = now(), changed_at = now(), next_attempt = null, waits_for = ''
    where state in ('queued', 'waiting') and not perhaps_again and exists
    (select from public.postroom_receiver r where r.message_id = m.id and r.state = 'open') returning id)
update public.postroom_receiver set state = 'perhaps', answer = '{mails}', changed_at = now()
    where state = 'open' and message_id in (select id from mails);
create temporary table untold on commit drop as
    select n.id from public.postroom_notice n join public.postroom_notificationmapping m on m.id = n.mapping_id
    where n.state in ('queued', 'waiting') and m.perhaps_sent = 'ask';
update public.postroom_jiraevent set state = 'done', outcome = 'ignored', reason = '{events}', verdicts = '[]',
    attempts = greatest(attempts, 1), changed_at = now(), next_attempt = null, waits_for = ''
    where state in ('queued', 'waiting') or id in (select event_id from public.postroom_noticeevent
    where notice_id in (select id from untold union select notice_id from public.postroom_held));
delete from public.postroom_held;
delete from public.postroom_noticeevent where notice_id in (select id from untold);
delete from public.postroom_notice where id in (select id from untold);
"""
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
    if not connection.introspection.table_names():
        raise BadConfiguration(f"{place()} is empty. {MIGRATE}")
    missing = refuse_foreign()
    if missing:
        raise BadConfiguration(f"{place()} is of an older release: {len(missing)} changes. {MIGRATE}")


def refuse_foreign() -> list[str]:
    """Changes that this release brings. Raises BadConfiguration where the tables are no business of this release."""
    tables = set(connection.introspection.table_names())
    foreign = sorted(tables - set(connection.introspection.django_table_names()) - {"django_migrations"})
    foreign = [name for name in foreign if not name.startswith("procrastinate_")]
    if foreign and not any(name.startswith("postroom_") for name in tables):
        raise BadConfiguration(
            f"{place()} belongs to something else: it has the tables {', '.join(foreign[:3])} "
            "and none of Postroom's. Make a database for Postroom alone (createdb), and name it in DATABASE_URL."
        )
    missing, unknown = migrations()
    if unknown:
        raise BadConfiguration(
            f"{place()} was written by a newer release of Postroom ({unknown[-1]}). Run that release, "
            "or restore a backup made before the update."
        )
    return missing


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two machines that start together bring the tables up to date one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATING])


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


def after_restore() -> str:
    """SQL for the commit that brings a backup back: mailboxes are read again, and effects of open mail looked for
    before they are done, since the backup. A dump that `postroom backup` did not write counts from its last mail.

    Mail servers and people cannot be searched like Jira, so what goes out is left to a person:

    - a mail that was on its way is shown as perhaps sent, unless its mapping chose to send such mail again;
    - an event that was still to be told, queued, in an open notice or held for a digest, is recorded as not mailed.
      The notice is gone: run again, its events make one with the Message-IDs that the lost one had;
    - polling goes on from the backup's position; what it or a late webhook finds of the time before the restore is
      recorded and not mailed (outbound/receive.py);
    - fixed times that passed meanwhile are left out.
    """
    return AFTER_RESTORE.format(
        window=float(settings.ENVIRONMENT.look_window), mails=MAYBE_SENT, events=MAYBE_TOLD
    )


def note_restore() -> str:
    """The same by itself, for a database that was brought back by other means. Call it before any worker starts."""
    with connection.cursor() as cursor:
        cursor.execute(after_restore())
    return restored()


def restored() -> str:
    """What was restored and what will happen, in words."""
    since = SourceState.objects.aggregate(since=Max("reread_since"))["since"] or timezone.now()
    sources = SourceState.objects.filter(reread_since__isnull=False).count()
    mails = InboundMessage.objects.exclude(state=InboundMessage.State.DONE).count()
    return (
        f"Restored as of {since:%Y-%m-%d %H:%M} UTC. The mail since then is read again from "
        f"{counted(sources, 'source')}, read or not, and for it and {counted(mails, 'unfinished mail')} Jira is "
        f"searched first: nothing is done twice.{left_to_people()}"
    )


def left_to_people() -> str:
    """What may have gone out after the backup, in words; "" where that is nothing."""
    mails = OutboundMessage.objects.filter(reason=MAYBE_SENT).count()
    events = JiraEvent.objects.filter(reason=MAYBE_TOLD).count()
    if not mails + events:
        return ""
    return (
        f" May have gone out since the backup: {counted(mails, 'mail')} on the way and {counted(events, 'event')} "
        "still to be told. They are shown as perhaps sent and as ignored; send or run again what is missing."
    )


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def refuse_company() -> None:
    """Raises BadConfiguration where somebody else is connected: a worker would go on with what it knows by heart."""
    params: dict[str, Any] = connection.get_connection_params()
    with psycopg.connect(**params | {"connect_timeout": 10, "autocommit": True}) as link:
        row = link.execute(COMPANY).fetchone()
    if row and row[0]:
        raise BadConfiguration(
            f"{place()} is in use ({row[0]} connections). "
            "Stop Postroom, every web and worker process, and restore then."
        )
