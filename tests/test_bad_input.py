"""What an operator can get wrong: every command says it in one message and exits 1, and nothing is changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import psycopg
import pytest

from postroom.__main__ import main
from postroom.database import Embedded
from postroom.environment import Environment, read
from postroom.errors import BadConfiguration
from postroom.seal import make_key_file, new_key
from tests.conftest import FOLDER
from tests.test_installation import another_database

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    ["up"], ["web"], ["worker"], ["migrate"], ["config", "export"], ["config", "check", "-"], ["config", "apply", "-"],
    ["source", "list"], ["source", "test", "x"], ["source", "accept", "x"], ["site", "test", "x"],
    ["site", "webhook", "x", "--url", "https://post.example.com"], ["outbound", "list"],
    ["outbound", "poll", "x", "--to", "ada@example.com"], ["outbound", "back", "ada@example.com"],
    ["template", "list"], ["template", "show", "modern"], ["template", "check", "modern"],
    ["template", "preview", "modern", "--sample", "commented"], ["template", "preview", "modern", "1"],
    ["user", "add", "ada"], ["retry", "1"], ["backup", "/tmp/pr-never-written"],
    ["restore", str(ROOT / "pyproject.toml")],
)  # fmt: skip
SOME = (["up"], ["web"], ["worker"], ["config", "export"], ["backup", "/tmp/pr-never-written"])
FEW = (["worker"], ["source", "list"])


def call(words: Sequence[str], variables: Mapping[str, str]) -> tuple[int, str]:
    """Exit status and what the command said on stderr. It runs on a folder or database of its own."""
    ours = ("DATABASE_URL", "POSTROOM_KEYS", "POSTROOM_KEY_FILE", "POSTROOM_DATA")
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-m", "postroom", *words],
        input="", text=True, capture_output=True, cwd=ROOT, env=inherited | dict(variables), timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def refusals(commands: Sequence[Sequence[str]], variables: Mapping[str, str]) -> Iterator[str]:
    """What each command says, which has to be one message of one line."""
    with ThreadPoolExecutor(2) as pool:
        for words, (status, said) in zip(
            commands, pool.map(lambda c: call(c, variables), commands), strict=True
        ):
            assert (status, "Traceback" in said) == (1, False), (words, status, said)
            assert said.startswith("postroom: ") and said.count("\n") == 1, (words, said)
            yield said


@pytest.fixture
def keyed(folder: Path) -> dict[str, str]:
    """Variables of an installation that has its key, and nothing else yet."""
    make_key_file(folder / "key")
    return {"POSTROOM_DATA": str(folder)}


# --- environment variables ---------------------------------------------------------------------------------

BAD = {
    "POSTROOM_DATA": "~nobody-of-this-name/data",
    "POSTROOM_LISTEN": "8040",
    "POSTROOM_HTTPS": "perhaps",
    "POSTROOM_PUBLIC_URL": "postroom.example.com",
    "POSTROOM_WORKERS": "many",
    "POSTROOM_CONCURRENCY": "0",
    "POSTROOM_PARSERS": "1.5",
    "POSTROOM_LEASE": "soon",
    "POSTROOM_JIRA_TIMEOUT": "nan",
    "POSTROOM_LOOK_WINDOW": "-1",
    "POSTROOM_RETENTION_DAYS": "a month",
    "POSTROOM_KEEP_CONTENT": "sometimes",
    "POSTROOM_DEBUG": "2",
}
ANYTHING_GOES = {
    "DATABASE_URL",
    "POSTROOM_KEYS",
    "POSTROOM_KEY_FILE",
    "POSTROOM_HOSTS",
}  # judged where they are used


@pytest.mark.pure
def test_every_variable_has_its_bad_value_in_these_tests():
    assert {each.metadata["variable"] for each in fields(Environment)} == set(BAD) | ANYTHING_GOES


@pytest.mark.pure
@pytest.mark.parametrize("variable", BAD)
def test_a_bad_value_of_a_variable_is_named_with_what_it_wants(variable: str, monkeypatch, capsys):
    monkeypatch.setenv(variable, BAD[variable])
    assert main(["source", "list"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"postroom: The environment variable {variable} is {BAD[variable]!r}: ")
    assert said.count("\n") == 1
    assert "invalid literal" not in said
    assert "could not convert" not in said


@pytest.mark.pure
@pytest.mark.parametrize("variable", BAD)
def test_a_variable_that_is_set_to_nothing_has_its_default(variable: str):
    assert read({variable: ""}) == read({})


@pytest.mark.pure
def test_a_lease_that_is_too_short_for_the_timeout_of_jira_is_refused():
    with pytest.raises(
        BadConfiguration, match=r"POSTROOM_JIRA_TIMEOUT \(6 s\) must be below half of POSTROOM_LEASE"
    ):
        read({"POSTROOM_LEASE": "10"})


# --- keys --------------------------------------------------------------------------------------------------


def test_a_missing_key_is_not_made_anew_beside_a_database_that_has_one(folder: Path):
    (folder / "pg").mkdir()
    for said in refusals([["up"], ["migrate"], ["check"]], {"POSTROOM_DATA": str(folder)}):
        assert f"The key file {folder}/key is missing. Set POSTROOM_KEYS" in said
    assert not (folder / "key").exists()


@pytest.mark.django_db
def test_another_key_is_refused_by_every_command_and_changes_nothing(keyed: dict[str, str]):
    with another_database() as url:
        ours = {**keyed, "DATABASE_URL": url}
        assert call(["migrate"], ours)[0] == 0
        before = contents(url)
        for said in refusals(SOME, {**ours, "POSTROOM_KEYS": new_key()}):
            assert "The encryption key does not fit the database" in said
            assert "Set POSTROOM_KEYS" in said
        for said in refusals(FEW, {**ours, "POSTROOM_KEYS": "sesame"}):
            assert "POSTROOM_KEYS does not hold a Postroom key" in said
            assert "sesame" not in said
        for said in refusals(FEW, {**ours, "POSTROOM_KEY_FILE": "/nonexistent/key"}):
            assert "/nonexistent/key is missing" in said
        assert contents(url) == before


def contents(url: str) -> list[tuple[object, ...]]:
    """How many rows the tables of a database have."""
    with psycopg.connect(url) as link:
        link.execute("analyze")
        rows = link.execute(
            "select relname, reltuples from pg_class where relkind = 'r' order by 1"
        ).fetchall()
    return [row for row in rows if str(row[0]).startswith(("postroom", "auth", "django", "invoice"))]


# --- databases ---------------------------------------------------------------------------------------------


def test_a_database_that_cannot_be_reached_is_said_by_every_command(keyed: dict[str, str]):
    url = "postgres://postroom:sesame@127.0.0.1:9/postroom"
    for said in refusals(COMMANDS, {**keyed, "DATABASE_URL": url}):
        assert "The database postroom on 127.0.0.1:9 does not answer" in said
        assert "sesame" not in said


@pytest.mark.parametrize(
    "url", ["sqlite:///x", "postgres://h", "postgres://u:p#w@h/n", "postgres://u@h:port/n", "x"]
)
def test_what_is_no_address_of_a_database_is_refused(url: str, keyed: dict[str, str]):
    for said in refusals([["source", "list"]], {**keyed, "DATABASE_URL": url}):
        assert "DATABASE_URL must look like postgres://user:password@host:5432/name" in said


@pytest.mark.django_db
def test_a_database_of_another_program_is_left_alone(keyed: dict[str, str]):
    with another_database() as url, psycopg.connect(url, autocommit=True) as link:
        link.execute("create table invoice (id int)")
        before = contents(url)
        for said in refusals([["up"], ["migrate"], ["worker"], ["backup", "/tmp/pr-never"]],
                             {**keyed, "DATABASE_URL": url}):  # fmt: skip
            assert "belongs to something else: it has the tables invoice" in said
        assert contents(url) == before


@pytest.mark.django_db
def test_tables_that_were_left_half_made_are_finished(keyed: dict[str, str]):
    with another_database() as url:
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("create table django_content_type (id int)")
            link.execute(
                "create table django_migrations (id serial, app text, name text, applied timestamptz)"
            )
            link.execute("drop table django_content_type")
        assert call(["migrate"], {**keyed, "DATABASE_URL": url})[0] == 0


@pytest.mark.django_db
def test_an_empty_database_is_to_be_migrated_first(keyed: dict[str, str]):
    with another_database() as url:
        for said in refusals([["worker"], ["web"], ["source", "list"]], {**keyed, "DATABASE_URL": url}):
            assert "is empty. Run: postroom migrate" in said
        assert contents(url) == []


@pytest.mark.django_db
def test_a_dump_of_another_programs_database_is_no_backup(keyed: dict[str, str], folder: Path):
    from postroom.database import dump

    with another_database() as other, another_database() as url:
        with psycopg.connect(other, autocommit=True) as link:
            link.execute("create table invoice (id int)")
        dump(other, folder / "other.dump")
        ours = {**keyed, "DATABASE_URL": url}
        assert call(["migrate"], ours)[0] == 0
        before = contents(url)
        (folder / "junk").write_bytes(b"PGDMP" + bytes(1000))
        restores = [["restore", str(folder / name), "--replace"] for name in ("other.dump", "junk")]
        # One after the other: a restore wants the database for itself.
        foreign, junk = [next(refusals([restore], ours)) for restore in restores]
        assert "is a dump of another program's database, not a backup of Postroom" in foreign
        assert "is no whole database dump that this release can read" in junk
        assert contents(url) == before


# --- data folders ------------------------------------------------------------------------------------------


def test_data_of_another_postgresql_are_left_alone_with_the_way_out(keyed: dict[str, str], folder: Path):
    (folder / "pg").mkdir()
    (folder / "pg" / "PG_VERSION").write_text("17\n")
    if os.geteuid() == 0:
        for path in (folder / "pg", folder / "pg" / "PG_VERSION"):
            os.chown(path, 65534, 65534)
    for said in refusals([["up"], ["check"], ["source", "list"]], keyed):
        assert (
            "was made by PostgreSQL 17; this release of Postroom runs PostgreSQL 18 and leaves it untouched"
            in said
        )
    assert [path.name for path in (folder / "pg").iterdir()] == ["PG_VERSION"]


def test_a_folder_that_cannot_be_written_is_named():
    for said in refusals([["up"], ["migrate"], ["check"]], {"POSTROOM_DATA": "/proc/nowhere"}):
        assert "The key file /proc/nowhere/key cannot be written" in said
    for said in refusals(
        [["up"], ["source", "list"]], {"POSTROOM_DATA": "/proc/nowhere", "POSTROOM_KEYS": new_key()}
    ):
        assert "/proc/nowhere" in said


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A file system of its own, of 90 MB."""
    mounted = ["mount", "-t", "tmpfs", "-o", "size=90m,mode=0711", "tmpfs", folder]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_and_a_read_only_disk_are_said_so_and_cost_nothing(disk: Path):
    where = {"POSTROOM_DATA": str(disk)}
    make_key_file(disk / "key")
    assert call(["migrate"], where)[0] == 0
    with (disk / "filler").open("wb") as filler, pytest.raises(OSError, match="No space"):
        while True:
            filler.write(bytes(1 << 20))
            filler.flush()
    for said in refusals([["up"], ["source", "list"]], where):
        assert "is full. Make at least 200 MB free there" in said
    (disk / "filler").unlink()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for said in refusals([["up"], ["check"]], where):
        assert "is on a read-only file system" in said
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert call(["source", "list"], where) == (0, "")


# --- files -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["backup", "/nonexistent/file"], "/nonexistent/file"),
        (["backup", "/proc/file"], "/proc/file"),
        (["restore", "/nonexistent/file"], "There is no file /nonexistent/file"),
        (["config", "apply", "/nonexistent/file"], "The document /nonexistent/file cannot be read"),
        (["source", "test", "nobody"], "There is no source named 'nobody'"),
        (["retry", "12345"], "There is no mail 12345"),
    ],
)
def test_a_file_or_name_that_is_not_there_is_named(words, expected: str, whole: dict[str, str]):
    for said in refusals([words], whole):
        assert expected in said


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup, django_db_blocker
) -> Iterator[dict[str, str]]:
    """Variables of an installation that is in order."""
    with django_db_blocker.unblock(), another_database() as url:
        variables = {
            "POSTROOM_KEY_FILE": str(FOLDER / "key"),
            "DATABASE_URL": url,
            "POSTROOM_DATA": str(FOLDER),
        }
        assert call(["migrate"], variables) == (0, "")
        yield variables


def test_the_embedded_server_of_the_tests_was_never_touched():
    assert Embedded.address(FOLDER) is not None
