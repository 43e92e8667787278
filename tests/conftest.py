"""What every test stands on: a key, an embedded PostgreSQL in a short folder of its own, Django on top of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from postroom.database import Embedded
from postroom.seal import make_key_file

FOLDER = Path(tempfile.mkdtemp(prefix="pr-test-"))
make_key_file(FOLDER / "key")
os.environ["POSTROOM_DATA"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "postroom.settings"
for name in ("DATABASE_URL", "POSTROOM_KEYS", "POSTROOM_KEY_FILE"):
    os.environ.pop(name, None)
django.setup()  # the folder had to be known first
del os.environ["DJANGO_SETTINGS_MODULE"]  # else a parallel run would take it, and this folder, for its own


class Database:
    """The embedded server, started when the first test asks for it: pure tests never wait for it."""

    def __init__(self) -> None:
        self.embedded = Embedded(FOLDER)

    def start(self) -> None:
        self.embedded.start()

    def stop(self) -> None:
        self.embedded.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


database = Database()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    database.start()


def pytest_unconfigure() -> None:
    database.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path of its own: unix sockets allow 107 bytes."""
    path = Path(tempfile.mkdtemp(prefix="pr-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)
