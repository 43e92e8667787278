"""Who holds a data folder, which PostgreSQL processes work on it, and who dies with whom."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from postroom.database.owner import hand_over
from postroom.errors import BadConfiguration

TICK = 0.01  # seconds between two looks
PR_SET_PDEATHSIG = 1


class Lock:
    """The right to supervise one data folder. It ends with the process that holds it, however that dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None

    def take(self, patience: float) -> None:
        """Waits `patience` seconds for a supervisor that is just ending."""
        if self.handle is not None:
            return
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            hand_over(handle, self.path.parent)
            if not wait_for(lambda: _flock(handle), patience):
                raise BadConfiguration(self._taken(handle))
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except BaseException:
            os.close(handle)
            raise
        self.handle = handle

    def release(self) -> None:
        """Let the next one in."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def _taken(self, handle: int) -> str:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
        return (
            f"Another Postroom (process {holder}) already runs on the data folder {self.path.parent}. "
            "Stop that one first, or give this one a data folder of its own."
        )


def _flock(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Did `condition` become true within `seconds`?"""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(TICK)
    return True


def residents(folder: Path, mark: str) -> list[int]:
    """The postmaster and its backends that work on `folder`, by their command lines.

    `mark` is the cluster_name that PostgreSQL writes into each title. The links under /proc would say more,
    but root in a container may not follow those of another user.
    """
    return [pid for pid, words in _commands() if _works_on(words, folder, mark)]


def works_on(pid: int, folder: Path, mark: str) -> bool:
    """Is `pid` a PostgreSQL process on `folder`? Being alive is not enough: numbers are given out again."""
    if Path("/proc/self/cmdline").exists():
        return _works_on(_words(pid), folder, mark)
    return pid in residents(folder, mark)


def _works_on(words: list[str], folder: Path, mark: str) -> bool:
    if not words or not (words[0].startswith("postgres:") or words[0].rsplit("/", 1)[-1] == "postgres"):
        return False
    return str(folder) in words or any(mark in word for word in words)


def _commands() -> Iterator[tuple[int, list[str]]]:
    if Path("/proc/self/cmdline").exists():
        for entry in os.listdir("/proc"):  # noqa: PTH208 - names only, some vanish while we look
            if entry.isdigit():
                yield int(entry), _words(int(entry))
        return
    table = subprocess.run(["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True)
    for line in table.stdout.splitlines():
        pid, *words = line.split()
        yield int(pid), words


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "surrogateescape").split("\0")
    except OSError:
        return []


def dies_with_us(signal: int) -> Callable[[], None] | None:
    """For subprocess(preexec_fn=...): `signal` comes when the calling thread ends (Linux; elsewhere None)."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def arm() -> None:
        prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before we asked

    return arm


def send(pid: int, signal: int) -> None:
    """`signal` to `pid`, which may be gone already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal)
