"""Dump a PostgreSQL database into one file and bring it back, whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from postroom.database.wheel import MAJOR, binaries
from postroom.errors import BadConfiguration

Progress = Callable[[str], None]
CHUNK = 1 << 20
TABLES = """select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"""
EMPTIED = "set lock_timeout = '10s';\ndrop schema public cascade;\ncreate schema public;\n"
NEWER_SETTING = b"SET transaction_timeout = 0;\n"  # unknown to servers before 17, and the default anyway

SENTENCES = (
    (
        r'relation "public\.postroom_\w+" does not exist',
        "{file} is a dump of another program's database, not a backup of Postroom. The database is as it was.",
    ),
    (
        r"server version mismatch",
        "The server is newer than the PostgreSQL {major} that comes with Postroom. "
        "Dump it with its own pg_dump, or run Postroom on a server of version {major} or older.",
    ),
    (
        r"valid archive|unsupported version|could not read|input file is too short|corrupt",
        "{file} is no whole database dump that this release can read: it is damaged, cut short, or was made "
        "by a newer one. The database is as it was.",
    ),
    (
        r"lock timeout",
        "Somebody else is working in the database. Stop Postroom (every web and worker process), "
        "then restore again. The database is as it was.",
    ),
    (
        r"could not connect|connection to server|server closed the connection|Connection refused",
        "The database does not answer. Look that the server runs and that DATABASE_URL is right.",
    ),
    (
        r"No space left on device|Disk quota exceeded",
        "The disk is full: of {file}, or of the database server.",
    ),
    (
        r"Permission denied|Read-only file system",
        "{file} cannot be read or written here, or the database may not.",
    ),
)


@dataclass(frozen=True)
class Target:
    """A database as the client programs want to hear it; the password goes by the environment."""

    conninfo: str
    environment: dict[str, str]
    programs: Path


def dump(dsn: str, file: Path, progress: Progress | None = None) -> None:
    """pg_dump of the whole database at `dsn` into `file` (custom format, mode 0600, there only when whole).

    `progress` hears the name of each table. Raises BadConfiguration in words.
    """
    target = _target(dsn)
    partial = file.with_name(file.name + ".partial")
    command = [
        str(target.programs / "pg_dump"),
        "--format=custom",
        "--compress=1",
        "--no-owner",
        "--no-privileges",
    ]
    command += ["--verbose", "--no-password", f"--file={partial}", f"--dbname={target.conninfo}"]
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
        last = _watched(command, target, progress)
        if last is not None:
            raise _failed(last, file)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(file)
    except OSError as error:
        raise _failed(str(error), file) from error
    finally:
        partial.unlink(missing_ok=True)


def restore(
    dsn: str, file: Path, *, replace: bool = False, after: str = "", progress: Progress | None = None
) -> None:
    """Bring the dump in `file` into the database at `dsn` in one transaction: a failure leaves all as it was.

    `after` is SQL that belongs to it: in the same commit.
    A database that has tables is only overwritten with `replace`. `progress` hears how much was read.
    Raises BadConfiguration in words.
    """
    if not file.is_file():
        raise BadConfiguration(f"There is no file {file} to restore from.")
    target = _target(dsn)
    tables = _tables(dsn)
    if tables and not replace:
        raise BadConfiguration(
            f"The database has {tables} tables already, and restoring would replace everything in it. "
            "Restore into an empty database, or say explicitly that it may be replaced: --replace."
        )
    with tempfile.TemporaryFile() as said:
        whole = _poured(target, file, (EMPTIED if tables else "", after), said, progress or _silent)
        said.seek(0)
        if not whole:
            raise _failed(said.read().decode("utf-8", "replace"), file)
    _analyze(dsn)


def _poured(target: Target, file: Path, around: tuple[str, str], said: IO[bytes], progress: Progress) -> bool:
    """pg_restore makes SQL, psql carries it out; the commit is sent only when all of it has come."""
    before, after = around
    psql = [str(target.programs / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
    psql += ["--output=/dev/null", f"--dbname={target.conninfo}"]
    pg_restore = [
        str(target.programs / "pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--file=-",
        str(file.absolute()),
    ]
    environment = target.environment
    with (
        subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=said, stderr=said, env=environment) as sink,
        subprocess.Popen(pg_restore, stdout=subprocess.PIPE, stderr=said, env=environment) as source,
    ):
        assert sink.stdin and source.stdout
        try:
            sink.stdin.write(f"begin;\n{before}".encode())
            _pour(source.stdout, sink.stdin, progress)
            whole = source.wait() == 0
            if whole:
                sink.stdin.write(f"\n{after}\ncommit;\n".encode())
            sink.stdin.close()
        except BrokenPipeError:  # psql gave up; what it said is in `said`
            whole = False
            with suppress(BrokenPipeError):
                sink.stdin.close()
        except BaseException:
            sink.kill()
            raise
        finally:
            source.kill()
        return sink.wait() == 0 and whole


def _pour(source: IO[bytes], sink: IO[bytes], progress: Progress) -> None:
    chunk, megabytes = source.read(4096).replace(NEWER_SETTING, b"", 1), 0
    while chunk:
        sink.write(chunk)
        chunk = source.read(CHUNK)
        megabytes += 1
        if megabytes % 16 == 0:
            progress(f"{megabytes} MB")


def _watched(command: list[str], target: Target, progress: Progress | None) -> str | None:
    """Runs pg_dump; None when it ended well, else its last words."""
    last: deque[str] = deque(maxlen=20)
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=target.environment) as process:
        assert process.stderr
        try:
            for line in process.stderr:
                last.append(line.decode("utf-8", "replace"))
                if table := re.search(r'contents of table "(.*)"', last[-1]):
                    (progress or _silent)(table[1])
        except BaseException:
            process.kill()
            raise
    return None if process.returncode == 0 else "".join(last)


def _target(dsn: str) -> Target:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        wanted: dict[str, Any] = conninfo_to_dict(dsn)
    except ProgrammingError:
        raise BadConfiguration(
            "DATABASE_URL is no PostgreSQL address (postgresql://user@host/database)."
        ) from None
    environment = {k: v for k, v in os.environ.items() if k.startswith("PG") or k in ("HOME", "PATH")}
    password = wanted.pop("password", None)
    if password:
        environment["PGPASSWORD"] = str(password)
    host = str(wanted.get("host") or wanted.get("hostaddr") or environment.get("PGHOST", ""))
    mode = str(wanted.get("sslmode") or environment.get("PGSSLMODE", ""))
    # Our programs read no LC_*: what they say is matched by its English words.
    return Target(make_conninfo("", **wanted), environment | {"LC_ALL": "C"}, _programs(host, mode))


def _programs(host: str, mode: str) -> Path:
    """The wheel's programs cannot encrypt: over a network the system's are taken, never plain text."""
    near = all(
        part.startswith(("/", "@")) or part in ("", "localhost", "127.0.0.1", "::1")
        for part in host.split(",")
    )
    if mode == "disable" or (near and mode not in ("require", "verify-ca", "verify-full")):
        return binaries()
    found = shutil.which("pg_dump")
    if found and all((Path(found).parent / name).exists() for name in ("pg_restore", "psql")):
        return Path(found).parent
    raise BadConfiguration(
        f"The database on {host} is reached over a network, and the client programs that come with Postroom "
        "cannot encrypt. Install PostgreSQL's own (Debian: postgresql-client), or put sslmode=disable into "
        "DATABASE_URL where that network is safe."
    )


def _tables(dsn: str) -> int:
    import psycopg

    try:
        with psycopg.connect(dsn, connect_timeout=10) as connection:
            row = connection.execute(TABLES).fetchone()
    except psycopg.OperationalError as error:
        raise BadConfiguration(f"The database does not answer. It said: {error}") from error
    return int(row[0]) if row else 0


def _analyze(dsn: str) -> None:
    """Fresh statistics for the planner; autovacuum would bring them later, so a failure does not matter."""
    import psycopg

    with suppress(psycopg.Error), psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
        connection.execute("analyze")


def _failed(said: str, file: Path) -> BadConfiguration:
    own = " ".join(line for line in said.strip().splitlines() if re.search("error|fatal|Errno", line, re.I))[
        -600:
    ]
    for pattern, sentence in SENTENCES:
        if re.search(pattern, said):
            return BadConfiguration(f"{sentence.format(file=file, major=MAJOR)} (It said: {own})")
    return BadConfiguration(f"The database could not be dumped to or restored from {file}. It said: {own}")


def _silent(_: str) -> None:
    """Nobody listens."""
