"""A whole Postroom as people run it: `postroom up` and its children, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from postroom.database import Embedded
from postroom.seal import make_key_file

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 40.0  # seconds


class Office:
    """Start it, find its processes, ask its database, end it. Its output goes to `folder`/office.log."""

    def __init__(self, folder: Path, listen: str, **variables: str) -> None:
        self.folder = folder
        self.variables = {
            "POSTROOM_DATA": str(folder),
            "POSTROOM_LISTEN": listen,
            "DJANGO_SETTINGS_MODULE": "postroom.settings",
            **variables,
        }
        self.process: subprocess.Popen[bytes] | None = None
        make_key_file(folder / "key")

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "POSTROOM_KEYS")}
        return {**inherited, **self.variables}

    def run(self, *words: str, text: str = "") -> str:
        """One command of the command line; its output. Fails where it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "postroom", *words],
            input=text, text=True, capture_output=True, cwd=ROOT, env=self.environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Start the parent; returns at once."""
        with (self.folder / "office.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "postroom", "up"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, env=self.environment,
            )  # fmt: skip

    def wait_until_ready(self) -> None:
        wait_for(lambda: bool(self.workers()) and self.asks("select 1") == [(1,)], READY_WITHIN, "the office")

    def stop(self) -> int:
        """A clean stop; its exit status."""
        assert self.process
        self.process.terminate()
        return self.process.wait(30)

    def kill_parent(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def children(self, word: str) -> list[int]:
        """Processes of this office whose command line has this word, oldest first."""
        mark = f"POSTROOM_DATA={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            ours = entry.name.isdigit() and word.encode() in quietly(entry / "cmdline")
            if ours and mark in quietly(entry / "environ").split(b"\0"):
                found.append(int(entry.name))
        return sorted(found)

    def workers(self) -> list[int]:
        return self.children("postroom\0worker")

    def web(self) -> list[int]:
        return self.children("gunicorn")

    def postmaster(self) -> int | None:
        server = Embedded.address(self.folder)
        return server.pid if server else None

    def asks(self, query: str) -> list[tuple[object, ...]]:
        """Rows of our database, or [] while it is away."""
        server = Embedded.address(self.folder)
        if server is None:
            return []
        try:
            with psycopg.connect(server.dsn, connect_timeout=2, autocommit=True) as connection:
                return connection.execute(query.encode()).fetchall()
        except psycopg.Error:
            return []

    def log(self) -> str:
        return (self.folder / "office.log").read_text(errors="replace")


def quietly(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def send(pid: int, number: signal.Signals) -> bool:
    """False where the process is gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def wait_for(good: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.05)
