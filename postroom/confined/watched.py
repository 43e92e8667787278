"""One limited process, and the watch that its parent keeps over it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from postroom.confined.limits import Limits, Words
from postroom.errors import Permanent, PostroomError, Temporary

LENGTH = 8

_LONGEST_ANSWER = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_READY = b"+"
_OUT_OF_MEMORY = 3
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)
_KILLED_BY_OTHERS = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT)
_START_SECONDS = 60.0


class Gone(Exception):
    """The child closed its pipe."""


class Watched:
    """One limited process. Everything it says may be the word of what it works on.

    What talks to it raises Gone where it ended, Permanent where it took too long.
    """

    def __init__(self, limits: Limits, words: Words) -> None:
        self.limits = limits
        self._words = words
        self._deadline = time.monotonic() + _START_SECONDS
        try:
            self._process = _start(limits)
        except OSError as error:
            raise Temporary(f"no {words.worker} can be started: {error}") from error
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe, False)
            _widen(pipe)
        self._has_started = False

    def accepts(self, request: dict[str, Any]) -> bool:
        """Whether this child is alive and has taken the request, so that more can follow."""
        if not self._has_started:
            self._wait_for_start()
        self.more_time()
        data = json.dumps(request).encode()
        try:
            self.send(len(data).to_bytes(LENGTH, "big") + data)
            return self.receive(1) == _READY
        except (Gone, Permanent):
            return False

    def answer(self) -> dict[str, Any]:
        """The next frame, as JSON. Raises Permanent where it is none."""
        about = f"the {self._words.role}'s answer about {self._words.subject}"
        length = int.from_bytes(self.receive(LENGTH), "big")
        if length > _LONGEST_ANSWER:
            raise Permanent(f"{about} is too long ({length:,} octets).")
        data = self.receive(length)
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Permanent(f"{about} is no JSON.") from error
        return answer if isinstance(answer, dict) else {}

    def more_time(self) -> None:
        """Count the seconds on the clock from now on."""
        self._deadline = time.monotonic() + self.limits.wall

    def send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._in, select.POLLOUT)
            try:
                view = view[os.write(self._in, view[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise Gone from None

    def receive(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._out, select.POLLIN)
            try:
                got = os.read(self._out, min(size - len(data), _CHUNK))
            except BlockingIOError:
                continue
            if not got:
                raise Gone
            data += got
        return bytes(data)

    def cause_of_death(self) -> PostroomError:
        """Why the child went while it worked: by the doing of what it worked on, or by somebody else's."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = 0
        self.kill()
        words = self._words
        if status in _KILLED_BY_OTHERS:
            by = signal.Signals(-status).name
            return Temporary(f"the {words.role} of {words.subject} was ended from outside ({by})")
        if status in _OUT_OF_TIME:
            return Permanent(
                f"{words.doing} needs more than {self.limits.seconds} s of computing; it was given up"
            )
        if status == _OUT_OF_MEMORY:
            return Permanent(f"{words.doing} needs more than {self.limits.memory >> 20} MB; it was given up")
        return Permanent(
            f"{words.subject} ended its {words.role} (status {status}); it may be made to do harm"
        )

    def kill(self) -> None:
        """End the process, whatever it does, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _wait_for_start(self) -> None:
        """Raises Temporary where it does not start."""
        try:
            if self.receive(1) == _READY:
                self._has_started = True
                return
            said = "it says something else than expected"
        except Gone:
            said = self._last_words()
        except Permanent:
            said = f"it was not ready after {_START_SECONDS:.0f} s"
        self.kill()
        raise Temporary(f"no {self._words.worker} can be started: {said}")

    def _wait(self, pipe: int, event: int) -> None:
        """Until the pipe is ready; after a stop of our own process an answer that lies there still counts."""
        poll = select.poll()
        poll.register(pipe, event)
        left = max(0.0, self._deadline - time.monotonic())
        if not poll.poll(left * 1000):
            raise Permanent(f"{self._words.doing} took longer than {self.limits.wall:g} s; it was given up")

    def _last_words(self) -> str:
        self._process.kill()
        assert self._process.stderr
        words = self._process.stderr.read(4_096).decode("utf-8", "replace").strip().splitlines()
        return words[-1] if words else f"it ended with status {self._process.wait()}"


def _widen(pipe: int) -> None:
    """Let usual work go through at once: each time that a pipe is full costs two changes of process."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only, and only so much for each user
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    """The child, given nothing but three pipes; in a session of its own, where Ctrl-C does not reach it."""
    here = str(Path(__file__).parents[2])
    paths = [here, *(path for path in sys.path if Path(path).is_absolute() and path != here)]
    numbers = (str(limits.seconds), str(limits.memory), str(limits.uid), str(limits.wall))
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", limits.program, *numbers, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
        bufsize=0,
    )
