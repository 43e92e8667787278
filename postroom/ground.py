"""What every command stands on: Django, a database that answers, its tables, and the right key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from postroom.database import Embedded, running
from postroom.database.process import wait_for
from postroom.environment import Environment
from postroom.errors import BadConfiguration
from postroom.seal import key_ring, make_key_file

T = TypeVar("T")
DYING = 1.0  # seconds in which a server that cut us off is seen to be gone


@contextmanager
def on_database(env: Environment, *, ours: bool = True) -> Iterator[None]:
    """Django, ready, on a server that answers; the embedded one is started for this command if nobody runs it.

    With `ours` the database has to be whole and opened by our key. Raises BadConfiguration in words.
    """
    if ours and not is_made(env):
        raise BadConfiguration(
            f"There is no Postroom in {env.data} yet. Make one: postroom migrate (or set POSTROOM_DATA to the folder "
            "of yours)."
        )
    key_ring(env)
    with nullcontext() if env.database_url else running(env.data):
        start_django()
        if ours:
            check_ours()
        yield


def start_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postroom.settings")
    django.setup()


def with_server(embedded: Embedded | None, act: Callable[[], T]) -> T:
    """Do `act`; where the embedded server died under it, start that again and do it once more, a few times."""
    for _ in range(5):
        try:
            return act()
        except Exception:
            if embedded is None or not wait_for(lambda: not embedded.alive(), DYING):
                raise
            embedded.ensure()
            let_go()
    return act()


def let_go() -> None:
    """Close this process's connections: a parent that only watches its children needs none."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    link = connections["default"]
    link.close()
    if isinstance(link, DatabaseWrapper):
        link.close_pool()


def check_ours() -> None:
    """Is the database there, ours, up to date, and does our key open it? Raises BadConfiguration."""
    from postroom.installation import check_installation

    check_installation()


def prepare() -> None:
    """Bring the tables up to date and prove the key right. Django must be ready. Raises BadConfiguration."""
    from django.core.management import call_command

    from postroom.installation import (
        check_installation,
        ensure_installation,
        one_at_a_time,
        reach,
        refuse_foreign,
    )

    reach()
    with one_at_a_time():
        refuse_foreign()
        call_command("migrate", verbosity=0, interactive=False)
    ensure_installation()
    check_installation()


def first_key(env: Environment) -> None:
    """A key for a database that is about to be made; never one for a database that has its own."""
    given = env.keys or env.key_path.exists()
    if not given and env.database_url:
        raise BadConfiguration(
            f"There is no encryption key: POSTROOM_KEYS is empty and {env.key_path} is missing. A database that is in "
            f"use needs its own key back; for a new one make a key: head -c 32 /dev/urandom | base64 > {env.key_path}"
        )
    if not given and not is_made(env):
        make_key_file(env.key_path)
    key_ring(env)


def is_made(env: Environment) -> bool:
    """Is there a database already, as far as this machine can tell?"""
    return bool(env.database_url) or (env.data / "pg").exists()
