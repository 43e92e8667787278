"""One embedded PostgreSQL in one data folder: made once, started, adopted, watched and stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from postroom.database.failure import explained, in_words
from postroom.database.owner import (
    Owner,
    digest,
    hand_over,
    known_home,
    make_data_folder,
    make_home,
    make_private,
    name_of,
    open_the_way,
    owner_of,
    socket_folder,
)
from postroom.database.process import TICK, Lock, dies_with_us, residents, send, wait_for, works_on
from postroom.database.wheel import MAJOR, binaries_for
from postroom.errors import BadConfiguration

NAME = USER = "postroom"
PORT = 5432
LOG_LIMIT = 10 << 20  # bytes; a longer log is put aside at the next start
DYING = 3.0  # seconds until a killed server is seen dead
READY_WITHIN = 180.0  # seconds; replaying 256 MB of log on a slow disk has to fit in
STOPPED_WITHIN = 20.0
HEADLESS = 0.5  # what a session may take to notice that its postmaster is gone
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",  # its owner, and root
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "idle_in_transaction_session_timeout": "25s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # Statements and their details carry people's mail: they stay out of the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True)
class Server:
    """Where a server listens. `pid` is its postmaster's, 0 where none was looked for."""

    socket_folder: Path
    port: int
    database: str
    user: str
    pid: int

    @property
    def dsn(self) -> str:
        """As a URL that libpq and DATABASE_URL understand."""
        return self.url(self.database)

    def url(self, database: str) -> str:
        """The same for another database on this server."""
        host = quote(os.fsencode(self.socket_folder), safe="")
        return f"postgresql://{self.user}@/{database}?host={host}&port={self.port}"


class Embedded:
    """The supervisor's hold on one data folder. Only one process can have it; see `address` for all others.

    `settings` go over the ones above (all but durability). `patience` is how many seconds a supervisor
    that is just ending may still hold the folder.
    """

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str] | None = None, patience: float = 5.0
    ) -> None:
        if asked := sorted(DURABLE.keys() & (settings or {}).keys()):
            raise BadConfiguration(f"PostgreSQL's {', '.join(asked)} cannot be changed: mail would be lost.")
        self.folder = folder.absolute().resolve()
        self.data = self.folder / "pg"  # PostgreSQL hears of it as home / "pg"
        self.home = known_home(self.folder)
        self.mark = mark_of(self.folder)
        self.settings = SETTINGS | dict(settings or {}) | DURABLE | {"cluster_name": self.mark}
        self.patience = patience
        self.lock = Lock(self.folder / "postgres.lock")
        self.child: subprocess.Popen[bytes] | None = None
        self.server: Server | None = None

    def start(self) -> Server:
        """Make the database if there is none, start or adopt its server and wait until it answers.

        Call it in the main thread of the process that stays: the server ends with the thread that started
        it. Raises BadConfiguration where the folder, disk, memory or another supervisor is in the way.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the embedded PostgreSQL must be started in the main thread")
        if self.alive() and self.server:
            return self.server
        self.child = self.server = None
        with in_words(self.folder, name_of(os.geteuid())):
            make_data_folder(self.folder)
            owner = owner_of(self.folder)
            self.lock.take(self.patience)
        try:
            with in_words(self.folder, owner.name):
                self.server = self._adopted() or self._launched(owner)
        except BaseException:
            self.stop()
            raise
        return self.server

    def alive(self) -> bool:
        """Does the server that we started or adopted still run?"""
        if self.child:
            return self.child.poll() is None
        return self.server is not None and works_on(self.server.pid, self.data, self.mark)

    def ensure(self) -> Server:
        """The running server; started again where it died. For the loop of the supervisor."""
        return self.start()

    def stop(self) -> None:
        """Stop the server that we started or adopted: sessions are cut, what is committed is on disk."""
        for urge, seconds in (
            (signal.SIGINT, STOPPED_WITHIN),
            (signal.SIGQUIT, 5.0),
            (signal.SIGKILL, 5.0),
        ):
            if not self.alive():
                break
            send(self._pid(), urge)
            wait_for(lambda: not self.alive(), seconds)
        self.child = self.server = None
        self.lock.release()

    @staticmethod
    def address(folder: Path) -> Server | None:
        """Where the server of this data folder listens now; None while it does not run or is not ready."""
        folder = folder.absolute().resolve()
        said = _pid_file(folder / "pg")
        if len(said) < 8 or said[7] != "ready":
            return None
        pid = int(said[0])
        if not works_on(pid, folder / "pg", mark_of(folder)):
            return None
        return Server(Path(said[4]), int(said[3]), NAME, USER, pid)

    @staticmethod
    def place(folder: Path) -> Server:
        """Where the server of this data folder will listen, running or not (for settings). Its pid is 0."""
        return Server(socket_folder(known_home(folder.absolute().resolve())), PORT, NAME, USER, 0)

    def _pid(self) -> int:
        if self.child:
            return self.child.pid
        return self.server.pid if self.server else 0

    def _adopted(self) -> Server | None:
        """What a killed supervisor left behind: ours from now on, or waited for where it is ending."""
        begun = time.monotonic()
        while left := residents(self.data, self.mark):
            if server := self.address(self.folder):
                with suppress(psycopg.OperationalError):
                    _provide(server)
                    if self.address(self.folder) == server:
                        return server
            self._hurry(left, time.monotonic() - begun)
            time.sleep(TICK)
        return None

    def _hurry(self, left: list[int], waited: float) -> None:
        """End sessions whose postmaster is gone, and a postmaster that gets neither ready nor gone."""
        said = _pid_file(self.data)
        headless = not said or int(said[0]) not in left
        limit = HEADLESS if headless else STOPPED_WITHIN if said[7:] == ["stopping"] else READY_WITHIN
        if waited > limit + 30:
            raise BadConfiguration(
                f"PostgreSQL processes on {self.data} do not end: {left}. Look why, end them."
            )
        if waited > limit:
            for pid in left:
                send(pid, signal.SIGKILL if waited > limit + 3 else signal.SIGQUIT)

    def _launched(self, owner: Owner) -> Server:
        open_the_way(self.folder, owner)
        self.home = make_home(self.folder, owner)
        programs = binaries_for(owner, self.home)
        if _is_empty(self.data):
            self._make(programs, owner)
        _check_version(self.data)
        self._tidy()
        place = self.place(self.folder)
        make_private(place.socket_folder, owner)
        for last in (False, True):
            server = self._run(programs, owner, place.socket_folder)
            try:
                _provide(server)
            except psycopg.Error as error:
                if last or not self._ended():
                    raise OSError(f"PostgreSQL runs but does not answer: {error}") from error
            else:
                break
        return server

    def _ended(self) -> bool:
        """Whether the server that just began has died under us, such as by a kill."""
        deadline = time.monotonic() + DYING
        while self.alive() and time.monotonic() < deadline:
            time.sleep(TICK)
        return not self.alive()

    def _make(self, programs: Path, owner: Owner) -> None:
        """initdb in a folder beside, then one rename: a half-made database is never taken for a whole one."""
        for leftover in self.home.glob("pg.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="pg.new-", dir=self.home))
        owner.give(fresh)
        command = [str(programs / "initdb"), "-D", str(fresh), "-U", USER, "--auth=trust", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env={"TZ": "UTC"},
            check=False,
            user=owner.user,
            group=owner.group,
            extra_groups=owner.groups,
            preexec_fn=dies_with_us(signal.SIGKILL),
        )
        if done.returncode:
            error = explained(done.stderr.decode("utf-8", "replace"), self.folder, owner.name)
            shutil.rmtree(fresh, ignore_errors=True)
            raise error
        fresh.rename(self.home / "pg")
        _sync(self.home)

    def _tidy(self) -> None:
        """Nobody works on the folder and nobody but us may: what names a server here is out of date.

        PostgreSQL would do this itself, but not where that process number is somebody else's by now.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.place(self.folder).socket_folder / name).unlink(missing_ok=True)

    def _run(self, programs: Path, owner: Owner, sockets: Path) -> Server:
        quoted = str(sockets).replace('"', '""')
        chosen = self.settings | {"unix_socket_directories": f'"{quoted}"', "port": str(PORT)}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with _log(self.folder / "postgres.log") as log:
            begin = os.fstat(log).st_size
            self.child = subprocess.Popen(
                [programs / "postgres", "-D", self.home / "pg", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={},
                user=owner.user,
                group=owner.group,
                extra_groups=owner.groups,
                start_new_session=True,  # Ctrl-C at the terminal is for us: the server stops last
                preexec_fn=dies_with_us(signal.SIGINT),
            )
            wait_for(lambda: self._ready() or not self.alive(), READY_WITHIN)
            if not self._ready():
                raise explained(_since(log, begin), self.folder, owner.name)
        return Server(sockets, PORT, NAME, USER, self._pid())

    def _ready(self) -> bool:
        said = _pid_file(self.data)
        return len(said) >= 8 and said[0] == str(self._pid()) and said[7] == "ready" and self.alive()


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """The server of this data folder for one command: the one that runs, else one of its own."""
    if server := Embedded.address(folder):
        yield server
        return
    own = Embedded(folder)
    try:
        yield _started(own)
    finally:
        own.stop()


def _started(own: Embedded) -> Server:
    try:
        return own.start()
    except BadConfiguration:
        if server := own.address(own.folder):  # somebody else was just starting it
            return server
        raise


def mark_of(folder: Path) -> str:
    """The cluster_name of this data folder's server, which every title of its processes carries."""
    return f"postroom-{digest(folder)}"


def _pid_file(data: Path) -> list[str]:
    """Lines of postmaster.pid: pid, data, start, port, socket folder, address, shared memory, status."""
    with suppress(OSError):
        lines = (data / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
        if lines and lines[0].isdigit():
            return [line.strip() for line in lines]
    return []


def _is_empty(data: Path) -> bool:
    return not data.exists() or not any(data.iterdir())


def _check_version(data: Path) -> None:
    """Raises BadConfiguration, with the way out, for a data folder that PostgreSQL 18 cannot read."""
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise BadConfiguration(
            f"{data} has files in it but is no PostgreSQL database. Look what it is and move it away."
        ) from None
    if found != str(MAJOR):
        raise BadConfiguration(
            f"The database in {data} was made by PostgreSQL {found}; this release of Postroom runs "
            f"PostgreSQL {MAJOR} and leaves it untouched. Write a backup with the release that made it "
            f"(postroom backup, or pg_dump of PostgreSQL {found}), move {data} away, then restore the backup "
            "with this one (postroom restore)."
        )


def _provide(server: Server) -> None:
    """Wait for an answer, and make our database where it is missing."""
    with psycopg.connect(server.url("postgres"), autocommit=True, connect_timeout=10) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
            connection.execute(f"create database {NAME}")


@contextmanager
def _log(path: Path) -> Iterator[int]:
    """The open log, to append to."""
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o640)
    try:
        hand_over(handle, path.parent)
        yield handle
    finally:
        os.close(handle)


def _since(log: int, begin: int) -> str:
    size = os.fstat(log).st_size
    return os.pread(log, 8192, max(begin, size - 8192)).decode("utf-8", "replace")


def _sync(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
