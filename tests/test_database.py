"""The embedded PostgreSQL, with real processes: made, found again, killed, refused, dumped and restored."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from postroom.database import Embedded, Server, binaries, dump, restore, running
from postroom.database.failure import explained
from postroom.database.owner import HOMES
from postroom.database.process import residents
from postroom.errors import BadConfiguration

ROOT = Path(__file__).parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def base() -> Iterator[Path]:
    """A short folder that every user may pass, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(folder: Path, **options: float) -> Iterator[tuple[Embedded, Server]]:
    database = Embedded(folder, **options)
    try:
        yield database, database.start()
    finally:
        database.stop()


def query(server: Server, sql: str) -> list[tuple]:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def refusal(folder: Path) -> str:
    with pytest.raises(BadConfiguration) as caught, started(folder, patience=0.2):
        pass
    return str(caught.value)


@contextmanager
def another(
    folder: Path, before: str = "", user: str | None = None
) -> Iterator[tuple[subprocess.Popen, dict]]:
    """A process of its own that starts a database and stays; and what it said first.

    It becomes `user` only after its imports: the interpreter may be root's alone.
    """
    become = "import ctypes; os.setgroups([]); os.setgid({0.pw_gid}); os.setuid({0.pw_uid})"
    become = become.format(pwd.getpwnam(user)) if user else ""
    program = f"""
        import json, os, sys
        sys.path.insert(0, {str(ROOT)!r})
        sys.path += {[p for p in sys.path if "site-packages" in p]!r}
        from pathlib import Path
        from postroom.database import Embedded
        from postroom.errors import BadConfiguration
        {before}
        {become}
        try:
            server = Embedded(Path({str(folder)!r}), patience=0.2).start()
            print(json.dumps(dict(pid=server.pid, dsn=server.dsn)), flush=True)
            sys.stdin.read()
        except BadConfiguration as error:
            print(json.dumps(dict(error=str(error))), flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
    )
    with process, closing(process.stdin), closing(process.stdout):
        yield process, json.loads(process.stdout.readline())


def ended(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return True


def test_the_first_start_makes_a_database_that_answers_on_a_private_socket_only(base):
    with started(base / "data") as (database, server):
        durable = (
            "select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name in "
        )
        durable += "('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit', 'TimeZone')"
        assert query(server, durable) == [
            ("TimeZone=UTC fsync=on full_page_writes=on listen_addresses= synchronous_commit=on",)
        ]
        assert query(
            server, "select current_database()::text, lower('ÜBER'), getdatabaseencoding()::text"
        ) == [("postroom", "über", "UTF8")]
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert (base / "data" / "pg").stat().st_mode & 0o777 == 0o700
        assert Embedded.address(base / "data") == server
        assert Embedded.place(base / "data").dsn == server.dsn
        assert database.alive()
    assert Embedded.address(base / "data") is None
    assert ended(server.pid)


def test_a_second_start_finds_what_the_first_one_stored(base):
    with started(base) as (_, server):
        query(server, "create table kept as select 42 as n")
    with started(base) as (_, server):
        assert query(server, "select n from kept") == [(42,)]


def test_two_data_folders_never_meet(base):
    with started(base / "one") as (_, one), started(base / "two") as (_, two):
        query(one, "create table only_here ()")
        assert query(two, "select to_regclass('only_here')") == [(None,)]
        os.kill(one.pid, signal.SIGKILL)
        assert query(two, "select 1") == [(1,)]


def test_a_killed_postmaster_is_replaced_once_its_sessions_are_gone(base):
    with started(base) as (database, server), closing(psycopg.connect(server.dsn)) as busy:
        query(server, "create table kept as select 42 as n")
        session = busy.info.backend_pid
        busy.pgconn.send_query(b"select count(*) from generate_series(1, 10000000000)")
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not database.alive())
        again = database.ensure()
        assert again.pid != server.pid
        assert ended(session), "a session of the old server works beside the new one"
        assert query(again, "select n from kept") == [(42,)]


def test_a_killed_session_is_recovered_from_by_the_same_server(base):
    with started(base) as (database, server), closing(psycopg.connect(server.dsn)) as other:
        query(server, "create table kept as select 42 as n")
        with closing(psycopg.connect(server.dsn)) as victim:
            os.kill(victim.info.backend_pid, signal.SIGKILL)
        until(lambda: ended(other.info.backend_pid))  # the others are cut too, and then all begins anew
        until(lambda: answers(database.ensure()))
        assert query(database.ensure(), "select n from kept") == [(42,)]
        assert database.ensure().pid == server.pid


def answers(server: Server) -> bool:
    with suppress(psycopg.OperationalError):
        return query(server, "select 1") == [(1,)]
    return False


def test_the_server_ends_with_a_killed_parent_and_the_next_one_finds_the_data(base):
    with another(base) as (parent, said):
        with psycopg.connect(said["dsn"], autocommit=True) as connection:
            connection.execute("create table kept as select 42 as n")
        parent.kill()
        parent.wait()
        with started(base) as (_, server):  # at once, while the old one is still shutting down
            assert query(server, "select n from kept") == [(42,)]
            assert server.pid != said["pid"]
        assert ended(said["pid"])


def test_an_orphaned_server_is_adopted_watched_and_stopped(base):
    detached = "import postroom.database.embedded as e; e.dies_with_us = lambda signal: None"
    with another(base, before=detached) as (parent, said):
        parent.kill()
        parent.wait()
    with started(base) as (database, server):
        assert server.pid == said["pid"]
        assert database.alive()
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not database.alive())
        assert database.ensure().pid != said["pid"]
    assert residents(database.data, database.mark) == []


def test_a_process_number_that_was_given_to_somebody_else_is_no_server(base):
    with started(base):
        pass
    stale = f"{os.getpid()}\n{base}/pg\n1\n5432\n{base}/s\n\n 1 1\nready\n"
    (base / "pg" / "postmaster.pid").write_text(stale)
    (base / "s" / ".s.PGSQL.5432.lock").write_text(stale)
    assert Embedded.address(base) is None
    with started(base) as (_, server):
        assert query(server, "select 1") == [(1,)]


def test_a_start_that_was_killed_while_making_the_database_leaves_nothing_that_hurts(base):
    half = base / "pg.new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with started(base) as (_, server):
        assert query(server, "select 1") == [(1,)]
    assert not half.exists()


def test_a_second_supervisor_is_told_who_is_there(base):
    with another(base) as (parent, said):
        told = refusal(base)
        assert f"process {parent.pid}" in told
        assert str(base) in told
        with running(base) as server:  # one command beside it uses the server that is there
            assert server.pid == said["pid"]
        assert query(server, "select 1") == [(1,)]


def test_a_single_command_without_a_supervisor_gets_a_server_for_its_time(base):
    with running(base) as server:
        assert query(server, "select 1") == [(1,)]
    assert Embedded.address(base) is None


def test_data_of_another_major_version_are_refused_with_the_way_out_and_left_alone(base):
    with started(base):
        pass
    (base / "pg" / "PG_VERSION").write_text("17\n")
    told = refusal(base)
    assert "PostgreSQL 17" in told
    assert "backup" in told
    assert "restore" in told


def test_files_that_are_no_database_are_left_alone(base):
    (base / "pg").mkdir()
    (base / "pg" / "thesis.txt").write_text("years of work")
    os.chown(base / "pg", *((65534, 65534) if os.geteuid() == 0 else (-1, -1)))
    assert "no PostgreSQL database" in refusal(base)
    assert (base / "pg" / "thesis.txt").read_text() == "years of work"


def test_durability_cannot_be_switched_off(base):
    with pytest.raises(BadConfiguration, match="fsync"):
        Embedded(base, settings={"fsync": "off"})


def test_a_path_too_long_for_a_socket_gets_one_in_a_runtime_folder(base):
    folder = base / ("long" * 25)
    with started(folder) as (_, server):
        assert query(server, "select 1") == [(1,)]
        assert folder not in server.socket_folder.parents
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert Embedded.address(folder) == server
    server.socket_folder.rmdir()


def test_somebody_elses_runtime_folder_is_not_used(base):
    folder = base / ("long" * 25)
    runtime = Embedded.place(folder).socket_folder
    runtime.symlink_to(base)
    try:
        assert str(runtime) in refusal(folder)
    finally:
        runtime.unlink()


@pytest.mark.parametrize("owner", ["root", "somebody"])
def test_a_data_folder_that_cannot_be_written_is_named(base, owner):
    if os.geteuid() != 0:
        (base / "data").mkdir(mode=0o500)
        assert str(base / "data") in refusal(base / "data")
    elif owner == "somebody":
        (base / "data").mkdir(mode=0o500)
        os.chown(base / "data", pwd.getpwnam("daemon").pw_uid, -1)
        with another(base / "data", user="daemon") as (_, said):
            assert (
                f"data folder {base / 'data'} cannot be read and written by the user daemon" in said["error"]
            )
    else:
        (base / "data").mkdir()
        with another(base / "data", user="daemon") as (_, said):
            assert "belongs to the user root" in said["error"]
            assert "chown" in said["error"]


def test_a_full_disk_while_the_database_is_made_is_said_so_and_leaves_nothing_behind(base):
    small = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"
    with another(base, before=small) as (_, said):
        assert f"data folder {base} is full" in said["error"]
    assert list(base.glob("pg*")) == [base / "pg"] * (base / "pg").exists() or not (base / "pg").exists()
    with started(base) as (_, server):
        assert query(server, "select 1") == [(1,)]


@pytest.fixture
def small_disk(base: Path) -> Iterator[Path]:
    mount = base / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=90m,mode=0711", "tmpfs", mount]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root only")
    yield mount
    subprocess.run(["umount", mount], check=True)


def test_a_disk_that_is_full_at_the_next_start_is_said_so_and_costs_no_data(small_disk):
    with started(small_disk) as (_, server):
        query(server, "create table kept as select 42 as n")
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 65536):
            pass
    assert f"data folder {small_disk} is full" in refusal(small_disk)
    filler.unlink()
    with started(small_disk) as (_, server):
        assert query(server, "select n from kept") == [(42,)]


@as_root
def test_a_read_only_file_system_is_said_so(small_disk):
    with started(small_disk):
        pass
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert "read-only" in refusal(small_disk)


@as_root
def test_an_ordinary_user_needs_nothing_of_root(base):
    os.chown(base, pwd.getpwnam("www-data").pw_uid, -1)
    with another(base / "data", user="www-data") as (_, said):
        server = Embedded.address(base / "data")
        assert server is not None
        assert server.dsn == said["dsn"]
        assert query(server, "select 1") == [(1,)]
        assert Path(f"/proc/{server.pid}").stat().st_uid == pwd.getpwnam("www-data").pw_uid
    with started(base / "data") as (_, server):  # root may go on with it, and hands it back
        assert Path(f"/proc/{server.pid}").stat().st_uid == pwd.getpwnam("www-data").pw_uid
    with another(base / "data", user="www-data") as (_, said):
        assert "dsn" in said


@as_root
def test_root_may_keep_the_data_where_nobody_else_may_pass(base):
    base.chmod(0o700)
    try:
        with started(base / "data") as (_, server):
            query(server, "create table kept as select 42 as n")
            assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        with started(base / "data") as (_, server):
            assert query(server, "select n from kept") == [(42,)]
        assert base.stat().st_mode & 0o777 == 0o700
    finally:
        home = (base / "data" / "pg").readlink().parent
        assert home.parent == HOMES
        shutil.rmtree(home)


@as_root
def test_programs_below_a_private_home_are_copied_for_the_user_that_runs_them(base):
    private = base / "home"
    private.mkdir(mode=0o700)
    package = binaries().parents[1]
    for name in (package.name, f"{package.name}.libs"):
        (private / name).mkdir()
        shutil.copytree(package.with_name(name), private / name, dirs_exist_ok=True, symlinks=True)
    with (
        another(base / "data", before=f"sys.path.insert(0, {str(private)!r})") as (_, said),
        psycopg.connect(said["dsn"]) as connection,
    ):
        program = Path(f"/proc/{said['pid']}/cmdline").read_text().split("\0")[0]
        assert program.startswith(str(base / "data"))
        assert connection.execute("select 1").fetchone() == (1,)


SAID = {
    "FATAL:  could not map anonymous shared memory: Cannot allocate memory": "not enough (shared) memory",
    "FATAL:  could not create shared memory segment: No space left on device": "not enough (shared) memory",
    "initdb: error: could not write file: No space left on device": "is full",
    "[Errno 122] Disk quota exceeded: 'x'": "is full",
    "[Errno 30] Read-only file system: 'x'": "read-only file system",
    "FATAL:  data directory has wrong ownership": "must belong to the user",
    "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use": "works in /data/pg already",
    "could not look up effective user ID 4711: user does not exist": "needs a user with a name",
    "FATAL:  something new": "something new",
}


@pytest.mark.pure
@pytest.mark.parametrize("said", SAID)
def test_what_postgresql_says_becomes_what_to_do(said):
    words = str(explained(said, Path("/data"), "nobody"))
    assert SAID[said] in words
    assert "/data" in words


def test_a_dump_brings_everything_back_and_overwrites_only_when_told(base):
    file, heard = base / "dump", []
    with started(base / "one") as (_, one), started(base / "two") as (_, two):
        query(one, "create table mail (id bigserial primary key, raw bytea)")
        query(one, "insert into mail (raw) select sha256(n::text::bytea) from generate_series(1, 5000) n")
        dump(one.dsn, file, heard.append)
        assert heard == ["public.mail"]
        assert file.stat().st_mode & 0o777 == 0o600
        restore(two.dsn, file)
        whole = "select count(*), md5(string_agg(raw::text, '' order by id)) from mail"
        assert query(two, whole) == query(one, whole)

        query(two, "delete from mail; create table newer ()")
        with pytest.raises(BadConfiguration, match="has 2 tables"):
            restore(two.dsn, file)
        assert query(two, "select count(*) from mail") == [(0,)]
        restore(two.dsn, file, replace=True)
        assert query(two, whole) == query(one, whole)
        assert query(two, "select to_regclass('newer')") == [(None,)]
        query(two, "insert into mail (raw) values ('')")  # the sequence went along

        (base / "cut").write_bytes(file.read_bytes()[:-3000])
        (base / "letter").write_bytes(b"Dear Sir or Madam")
        for wrong in ("cut", "letter"):
            with pytest.raises(BadConfiguration, match="no whole database dump"):
                restore(two.dsn, base / wrong, replace=True)
            assert query(two, "select count(*) from mail") == [(5001,)]


def test_an_older_server_of_the_operators_can_be_dumped_and_restored(base):
    old = binaries().parents[1] / "pginstall" / "bin"
    if not (old / "postgres").exists():
        pytest.skip("this wheel has no older PostgreSQL")
    os.chown(base, *((65534, 65534) if os.geteuid() == 0 else (-1, -1)))
    who = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **who}
    subprocess.run([old / "initdb", "-D", base / "pg", "-U", "postroom", "--no-sync"], check=True, **quiet)
    options = ["-c", "listen_addresses=", "-k", base, "-c", "fsync=off"]
    with subprocess.Popen([old / "postgres", "-D", base / "pg", *options], **quiet) as process:
        try:
            server = Server(base, 5432, "postgres", "postroom", process.pid)
            until(lambda: answers(server))
            query(server, "create table mail as select generate_series(1, 100) as n")
            dump(server.dsn, base / "dump")
            restore(server.dsn, base / "dump", replace=True)
            assert query(server, "select count(*), left(version(), 13) from mail") == [(100, "PostgreSQL 16")]
        finally:
            process.send_signal(signal.SIGINT)


def test_a_failed_dump_leaves_no_file_and_no_password_in_its_words(base):
    dsn = f"postgresql://postroom:sesame@/postroom?host={base}"
    with pytest.raises(BadConfiguration, match="does not answer") as caught:
        dump(dsn, base / "dump")
    assert "sesame" not in str(caught.value)
    assert list(base.iterdir()) == []


def test_a_dump_over_a_network_is_never_plain_text_unasked(base, monkeypatch):
    monkeypatch.setenv("PATH", str(base))
    with pytest.raises(BadConfiguration, match="encrypt"):
        dump("postgresql://postroom@db.example.com/postroom", base / "dump")
