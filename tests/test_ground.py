"""A database that dies while a parent makes everything ready is no reason to give up."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest

from postroom.database import Embedded
from postroom.ground import with_server


def test_what_a_killed_server_interrupted_is_done_again_on_a_new_one(folder: Path) -> None:
    folder.chmod(0o711)
    embedded = Embedded(folder)
    server = embedded.start()
    tries: list[int] = []

    def act() -> int:
        tries.append(1)
        if len(tries) == 1:
            os.kill(server.pid, signal.SIGKILL)
            raise psycopg.OperationalError("the server closed the connection unexpectedly")
        with psycopg.connect(server.dsn) as link:
            row = link.execute("select 1").fetchone()
        assert row
        return int(row[0])

    try:
        assert with_server(embedded, act) == 1
        assert len(tries) == 2
    finally:
        embedded.stop()


def test_an_error_of_another_kind_is_not_tried_again(folder: Path) -> None:
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        with_server(None, act)
    assert len(tries) == 1
