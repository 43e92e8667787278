"""The database of an installation: there, ours, up to date, opened by our key; and what a restore asks for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from postroom import checking, installation
from postroom.configuration import SecretReference, apply
from postroom.errors import BadConfiguration
from postroom.models import InboundMessage, Installation, JiraSite, MessageSource, SourceState
from postroom.seal import KeyRing, new_key

pytestmark = pytest.mark.django_db

DOCUMENT = """\
sites: [{name: acme, url: https://acme.example.com, email: robot@example.com, token: {env: T}}]
profiles: [{name: support, site: acme, project: SUP}]
sources:
  - {name: mailbox, profile: support, host: imap.example.com, user: support, password: {env: P}}
  - {name: asleep, profile: support, host: imap.example.com, user: sales, password: {env: P}, enabled: no}
"""


def word(reference: SecretReference) -> str:
    return "sesame"


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(BadConfiguration) as caught:
        run()
    return str(caught.value)


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def another_database() -> Iterator[str]:
    """A fresh database on the same server, as a URL."""
    given = connection.settings_dict
    name = f"other_{uuid4().hex[:8]}"
    server = f"postgresql://{given['USER']}@/%s?host={given['HOST']}&port={given['PORT']}"
    with psycopg.connect(server % "postgres", autocommit=True) as link:
        link.execute(f"create database {name}")
        try:
            yield server % name
        finally:
            link.execute(f"drop database {name}")


def say(url: str, call: str) -> str:
    """What a process says that runs on another database."""
    program = f"import django; django.setup(); from postroom import installation; print(installation.{call})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "postroom.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout + done.stderr


def test_it_works() -> None:
    made = installation.ensure_installation()
    assert installation.ensure_installation() == made
    assert installation.check_installation() == made


def test_a_database_that_was_never_finished_is_named() -> None:
    assert "knows no key yet. Run: postroom migrate" in refusal(installation.check_installation)


def test_another_key_is_refused_with_the_way_out() -> None:
    made = installation.ensure_installation()
    other = KeyRing([os.urandom(32)]).seal(b'"postroom"', b"postroom_installation.sealed")
    execute("update postroom_installation set sealed = %s where id = %s", other, made.pk)
    for run in (installation.check_installation, installation.ensure_installation):
        said = refusal(run)
        assert said.startswith("The encryption key does not fit the embedded database in ")
        assert (
            "Set POSTROOM_KEYS (or POSTROOM_KEY_FILE) to the key with which this database was written" in said
        )


def test_a_word_that_is_not_ours_is_refused() -> None:
    Installation.objects.create(sealed="another word")
    assert "holds another word than ours" in refusal(installation.check_installation)


def test_an_older_and_a_newer_release_are_told_apart() -> None:
    installation.ensure_installation()
    execute("insert into django_migrations (app, name, applied) values ('postroom', '9999_later', now())")
    assert "was written by a newer release of Postroom (postroom.9999_later)" in refusal(
        installation.check_installation
    )
    execute(
        "delete from django_migrations where app = 'postroom' and name in"
        " ('9999_later', (select max(name) from django_migrations where app = 'postroom' and name <> '9999_later'))"
    )
    assert "is of an older release: 1 changes. Run: postroom migrate" in refusal(
        installation.check_installation
    )


def test_a_database_of_somebody_else_is_left_alone() -> None:
    with another_database() as url:
        assert "is empty. Run: postroom migrate" in say(url, "check_installation()")
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("create table invoice (id int)")
        said = say(url, "check_installation()")
        assert "belongs to something else: it has the tables invoice and none of Postroom's" in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "postgres://postroom:sesame@127.0.0.1:9/postroom",
            "Does the server run there, and is DATABASE_URL right?",
        ),
        ("postgres://postroom@nowhere.invalid/postroom", "Look at the host in DATABASE_URL."),
        ("postgres://postroom@127.0.0.1:9/postroom?colour=red", "DATABASE_URL cannot be used: "),
    ],
)
def test_a_database_that_is_away_says_what_to_look_at(url: str, words: str) -> None:
    said = say(url, "check_installation()")
    assert words in said
    assert "sesame" not in said


def test_a_database_that_is_not_there_is_to_be_made() -> None:
    given = connection.settings_dict
    url = f"postgresql://{given['USER']}@/nothing?host={given['HOST']}&port={given['PORT']}"
    assert "Make it (createdb), or correct its name in DATABASE_URL." in say(url, "check_installation()")


# --- backup and restore ------------------------------------------------------------------------------------


def test_after_a_restore_mail_is_read_again_and_looked_for_since_the_backup() -> None:
    apply(DOCUMENT, word)
    source = MessageSource.objects.get(name="mailbox")
    states = InboundMessage.State
    for number, state in enumerate((states.QUEUED, states.PARKED, states.DONE)):
        InboundMessage.objects.create(
            source=source, profile=source.profile, place=str(number), fingerprint="f", state=state
        )
    installation.note_backup()
    backup_at = Installation.objects.get().backup_at
    SourceState.objects.update(
        lease_owner="a worker that is gone", lease_until=timezone.now() + timedelta(hours=1)
    )

    said = installation.note_restore()

    assert "read again from 2 sources" in said
    assert "for it and 2 unfinished mails" in said
    marks = InboundMessage.objects.order_by("place").values_list("look_since", flat=True)
    assert list(marks) == [backup_at, backup_at, None]
    state = SourceState.objects.get(source=source)
    assert (state.reread_since, state.lease_owner, state.lease_until) == (backup_at, "", None)
    assert Installation.objects.get().restored_at is not None


def test_a_dump_that_was_not_noted_counts_from_its_last_mail() -> None:
    apply(DOCUMENT, word)
    installation.ensure_installation()
    source = MessageSource.objects.get(name="mailbox")
    mail = InboundMessage.objects.create(source=source, profile=source.profile, place="1", fingerprint="f")
    installation.note_restore()
    assert SourceState.objects.get(source=source).reread_since == mail.changed_at


# --- postroom check ----------------------------------------------------------------------------------------


def lines(variables: dict[str, str] | None = None) -> dict[str, checking.Line]:
    return {line.name: line for line in checking.check_environment(variables)}


def test_check_explains_every_setting_and_names_every_part() -> None:
    installation.ensure_installation()
    apply(DOCUMENT, word)
    found = lines()
    assert all(line.ok is not False for line in found.values())
    assert found["POSTROOM_LEASE"].message.startswith("15 (default). Seconds without a sign of life")
    assert " (set). Folder for the embedded database" in found["POSTROOM_DATA"].message
    assert found["database"].message.startswith("PostgreSQL 18.")
    assert found["durability"].message == "fsync on, full_page_writes on, synchronous_commit on."
    assert found["key and database"].ok
    assert found["site acme"].message.startswith("https://acme.example.com (site).")
    assert found["source mailbox"].message == "support at imap.example.com:993, profile support: unknown."
    assert found["source asleep"].message.endswith(": disabled.")


def test_check_shows_trouble_with_the_words_that_were_noted() -> None:
    installation.ensure_installation()
    apply(DOCUMENT, word)
    SourceState.objects.update(status="failing", status_since=timezone.now(), last_error="login refused")
    JiraSite.objects.update(paused_until=timezone.now(), pause_reason="Jira refuses the token.")
    found = lines()
    assert found["source mailbox"].ok is False
    assert "failing for 0 minutes. login refused" in found["source mailbox"].message
    assert found["source asleep"].ok is None
    assert found["site acme"].ok is False
    assert "is away: Jira refuses the token." in found["site acme"].message


def test_check_stops_where_the_key_does_not_open_the_database() -> None:
    made = installation.ensure_installation()
    execute("update postroom_installation set sealed = %s where id = %s", b"x" * 40, made.pk)
    assert [(line.name, line.ok) for line in checking.check_environment()][-2:] == [
        ("tables", True),
        ("key and database", False),
    ]


def test_a_server_that_may_forget_is_bad() -> None:
    facts = installation.Server("18.0", "on", "on", "local")
    assert facts.durable
    assert not installation.Server("18.0", "off", "on", "on").durable
    assert not installation.Server("18.0", "on", "on", "off").durable


SECRETS = {
    "DATABASE_URL": "postgres://postroom:sesame@db.example.com:5432/postroom",
    "POSTROOM_KEYS": f"{new_key()} {new_key()}",
}


def test_check_hides_secrets() -> None:
    found = {line.name: line.message for line in checking.variable_lines(SECRETS)}
    assert found["DATABASE_URL"].startswith("postgres://postroom:***@db.example.com:5432/postroom (set).")
    assert found["POSTROOM_KEYS"].startswith("2 keys, not shown (set).")
    assert "Read from POSTROOM_KEYS and 1 older." in found["encryption key"]


@pytest.mark.parametrize(
    "url", ["postgres://u:ses@me@h/n", "postgres:///n?user=u&password=sesame", "postgres://u:se/same@h/n"]
)
def test_check_hides_the_password_wherever_it_stands(url: str) -> None:
    found = {line.name: line.message for line in checking.variable_lines({"DATABASE_URL": url})}
    shown = found["DATABASE_URL"].partition(" (set)")[0]
    assert "***" in shown
    assert not any(part in shown for part in ("ses", "same", "me@"))


def test_check_explains_a_bad_setting_and_goes_no_further() -> None:
    found = lines({"POSTROOM_LEASE": "soon", "POSTROOM_WORKERS": "0"})
    assert "'soon' (set) cannot be used: " in found["POSTROOM_LEASE"].message
    assert found["POSTROOM_WORKERS"].ok is False
    assert "database" not in found
    short = lines({"POSTROOM_LEASE": "3"})
    assert "must be below half of POSTROOM_LEASE" in short["environment"].message


def test_check_says_that_a_key_is_missing() -> None:
    found = lines({"POSTROOM_DATA": "/nonexistent"})
    assert found["encryption key"].ok is False
    assert "/nonexistent/key is missing" in found["encryption key"].message
