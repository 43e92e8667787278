"""The parent process of `postroom up` and `postroom demo`: the embedded database and the processes that use it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postroom.database import Embedded
from postroom.database.process import dies_with_us
from postroom.errors import BadConfiguration

log = logging.getLogger(__name__)

LOOK_AROUND = 0.2  # seconds
STOPS_WITHIN = 12.0
SHORTEST_LIFE = 5.0  # a process that lived longer is started again at once
LONGEST_PAUSE = 5.0


@dataclass
class Child:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False  # what it prints on stdout is for others
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    falls: int = 0

    def start(self) -> None:
        self.born = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL if self.quiet else None,
            start_new_session=True,  # Ctrl-C is for the parent, which stops its children in order
            preexec_fn=dies_with_us(signal.SIGTERM),
        )

    def dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Start it again once its pause is over: none after a good life, else 0.5, 1, 2 ... 5 s."""
        lived = time.monotonic() - self.born
        if lived > SHORTEST_LIFE:
            self.falls = 0
        if lived < min(0.25 * 2**self.falls, LONGEST_PAUSE):
            return
        code = self.process.returncode if self.process else None
        log.warning("%s ended (%s); it is started again.", self.name, code)
        self.falls += 1
        self.start()

    def ask_to_stop(self) -> None:
        if self.process and not self.dead():
            self.process.send_signal(signal.SIGTERM)

    def stop(self, deadline: float) -> None:
        """Wait until it has ended; what has not by the deadline is killed, which loses nothing."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in time; killed.", self.name)
            self.process.kill()
            self.process.wait()


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def web(listen: str) -> Child:
    """The console: one process with a few threads; all its state is in the database."""
    serve = ["-m", "gunicorn", "postroom.wsgi", "--bind", listen, "--threads", "4", "--log-level", "warning"]
    return Child("web", python(*serve))


def workers(count: int) -> list[Child]:
    # Hundreds of reader threads would otherwise each keep an arena of the allocator for themselves.
    arenas = {"MALLOC_ARENA_MAX": "2"}
    return [Child(f"worker {n}", python("-m", "postroom", "worker"), arenas) for n in range(1, count + 1)]


class Supervisor:
    """Keeps the database and the children running until `stop`."""

    def __init__(self, children: Sequence[Child], embedded: Embedded | None) -> None:
        self.children, self.embedded = children, embedded
        self.stopped = threading.Event()

    def start(self) -> None:
        for child in self.children:
            child.start()

    def run(self) -> None:
        """In the main thread, until TERM or INT; then stop all in order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())
        try:
            while not self.stopped.wait(LOOK_AROUND):
                self.look_around()
        finally:
            self.stop()

    def look_around(self) -> None:
        if self.embedded is not None and not self.embedded.alive():
            log.warning("PostgreSQL ended; it is started again.")
            try:
                self.embedded.ensure()
            except BadConfiguration as error:
                log.error("PostgreSQL cannot be started: %s", error)
                self.stopped.wait(LONGEST_PAUSE)
                return
        for child in self.children:
            if child.dead():
                child.revive()

    def stop(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOPS_WITHIN
        for child in self.children:
            child.stop(deadline)
        if self.embedded is not None:
            self.embedded.stop()
