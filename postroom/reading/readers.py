"""Reading mail in limited child processes: a pool of them, and the watch that the parent keeps over each."""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from postroom.errors import Permanent, PostroomError, Temporary
from postroom.reading.options import Options

if TYPE_CHECKING:
    from postroom.reading.understood import Understood

UNUSED_UID = 64_333  # owns nothing; the child becomes it when we are root
MEMORY = 512 * 1024 * 1024

AS_USUAL = Options()

_LONGEST_ANSWER = 64 * 1024 * 1024
_UNPACKED = 128 * 1024 * 1024  # octets by which the parts may outgrow the mail: winmail.dat, text in UTF-8
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")  # of a key in the DNS
_MOST_NAMES = 30
_CHUNK = 1024 * 1024
_KEPT_IN_MEMORY = 65_536
_LENGTH = 8
_READY = b"+"
_OUT_OF_MEMORY = 3
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)
_KILLED_BY_OTHERS = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT)
_START_SECONDS = 60.0
_START = (
    "import sys; sys.path[:] = sys.argv[5:]; from postroom.reading.child import main; main(sys.argv[1:5])"
)


@dataclass(frozen=True)
class Limits:
    """What one mail may use: seconds of CPU and, `wall`, on the clock; octets of address space; as whom, and
    by which program, it is read.
    """

    seconds: int
    memory: int
    uid: int
    wall: float
    program: str = _START


def for_everybody() -> Readers:
    """One reader, with the limits that `postroom read` promises: an answer within 5 s and 512 MB, ours included."""
    return Readers(1, seconds=3, wall=4.0, memory=MEMORY - 64 * 1024 * 1024)


class _Gone(Exception):
    """The child closed its pipe."""


class Readers:
    """A pool of at most `count` readers, for use by any number of threads; each starts when first needed.

    `seconds` of computing, `wall` seconds on the clock (by default three times as many) and `memory` (octets)
    bound one mail. As root the children become `uid`, by default one that owns nothing.
    """

    def __init__(
        self,
        count: int,
        *,
        seconds: float = 10,
        wall: float | None = None,
        memory: int = MEMORY,
        uid: int | None = None,
    ) -> None:
        default = UNUSED_UID if os.geteuid() == 0 else 0
        computing = max(1, math.ceil(seconds))
        self._limits = Limits(
            computing, memory, default if uid is None else uid, computing * 3 if wall is None else wall
        )
        self._free = threading.Semaphore(count)
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = False

    def begin(self) -> None:
        """Start a reader now, without waiting for it, so that it is ready when it is needed."""
        child = _Child(self._limits)
        with self._lock:
            self._idle.append(child)

    def read(self, size: int, chunks: Iterable[bytes], options: Options = AS_USUAL) -> Understood:
        """Read a mail of `size` octets that comes in `chunks`.

        Raises Permanent where the mail breaks the limits or the reader, Temporary where no reader can be had.
        """
        with self._reader({"op": "read", "size": size, "options": options.to_json()}) as child:
            child.send_mail(size, chunks)
            return child.understood()

    def key_names(self, size: int, chunks: Iterable[bytes]) -> list[str]:
        """The names in the DNS of the keys with which a mail says it is signed. Raises as `read` does."""
        with self._reader({"op": "key_names", "size": size}) as child:
            child.send_mail(size, chunks)
            return child.names()

    def parts(
        self, size: int, chunks: Iterable[bytes], indexes: Sequence[int]
    ) -> Iterator[tuple[int, IO[bytes]]]:
        """The decoded content of these attachments, each as an open file, in the order asked for.

        The caller closes the files. All are read before the first is handed out. Raises as `read` does.
        """
        wanted = list(dict.fromkeys(indexes))
        if not wanted:
            return iter(())
        with self._reader({"op": "parts", "size": size, "indexes": wanted}) as child:
            child.send_mail(size, chunks)
            return iter(list(zip(wanted, child.contents(len(wanted), size), strict=True)))

    def close(self) -> None:
        """End all readers; those at work end with their mail."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _reader(self, request: dict[str, Any]) -> Iterator[_Child]:
        """A reader that has taken the request; it goes back to the pool only when all went well."""
        with self._free:
            child = self._ready(request)
            try:
                yield child
            except _Gone:
                raise child.cause_of_death() from None
            except BaseException:
                child.kill()
                raise
            with self._lock:
                keep = not self._closed
                if keep:
                    self._idle.append(child)
            if not keep:
                child.kill()

    def _ready(self, request: dict[str, Any]) -> _Child:
        """Readers that died while they were idle are passed over."""
        while (child := self._take()) is not None:
            if child.accepts(request):
                return child
            child.kill()
        child = _Child(self._limits)
        if child.accepts(request):
            return child
        child.kill()
        raise Temporary("a mail reader ended as soon as it had started; is the machine short of memory?")

    def _take(self) -> _Child | None:
        with self._lock:
            return self._idle.pop() if self._idle else None


class _Child:
    """One limited process. Everything it says may be the word of the mail it reads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._deadline = time.monotonic() + _START_SECONDS
        try:
            self._process = _start(limits)
        except OSError as error:
            raise Temporary(f"no mail reader can be started: {error}") from error
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe, False)
            _widen(pipe)
        self._has_started = False

    def _wait_for_start(self) -> None:
        """Raises Temporary where it does not start."""
        try:
            if self._receive(1) == _READY:
                self._has_started = True
                return
            said = "it says something else than expected"
        except _Gone:
            said = self._last_words()
        except Permanent:
            said = f"it was not ready after {_START_SECONDS:.0f} s"
        self.kill()
        raise Temporary(f"no mail reader can be started: {said}")

    def accepts(self, request: dict[str, Any]) -> bool:
        """Whether this child is alive and has taken the request, so that the mail can follow."""
        if not self._has_started:
            self._wait_for_start()
        self._more_time()
        data = json.dumps(request).encode()
        try:
            self._send(len(data).to_bytes(_LENGTH, "big") + data)
            return self._receive(1) == _READY
        except (_Gone, Permanent):
            return False

    def send_mail(self, size: int, chunks: Iterable[bytes]) -> None:
        sent = 0
        for chunk in chunks:
            sent += len(chunk)
            self._more_time()  # waiting for our own database is not the mail's fault
            if sent <= size:
                self._send(chunk)
        if sent != size:
            raise Permanent(
                f"the stored mail is {sent:,} octets long instead of {size:,}; its copy is damaged"
            )
        self._more_time()

    def understood(self) -> Understood:
        answer = self._answer()
        if "error" in answer:
            raise Permanent(
                f"reading this mail failed ({str(answer['error'])[:200]}); please report it with the .eml"
            )
        from postroom.reading.understood import (
            from_json,  # late: whoever is in a hurry starts the child first
        )

        try:
            return from_json(answer)
        except (ValueError, RecursionError) as error:
            raise Permanent(f"the reader's answer about this mail cannot be used ({error}).") from error

    def names(self) -> list[str]:
        names = self._answer().get("names")
        if not isinstance(names, list) or not all(isinstance(n, str) and _NAME.fullmatch(n) for n in names):
            raise Permanent("the reader's answer about the keys of this mail cannot be used.")
        return names[:_MOST_NAMES]

    def contents(self, count: int, size: int) -> list[IO[bytes]]:
        """`count` parts as files; together not larger than a mail that is packed as well as mails can be."""
        answer = self._answer()
        if answer.get("parts") != count:
            raise Permanent(f"the reader could not take this mail apart: {str(answer.get('error'))[:200]}")
        files: list[IO[bytes]] = []
        size += _UNPACKED
        try:
            for _ in range(count):
                length = int.from_bytes(self._receive(_LENGTH), "big")
                size -= length
                if size < 0:
                    raise Permanent("the reader says that the attachments are larger than the mail itself")
                files.append(self._file(length))
        except BaseException:
            for file in files:
                file.close()
            raise
        return files

    def cause_of_death(self) -> PostroomError:
        """Why the child went while it read: by the mail's doing, or by somebody else's."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = 0
        self.kill()
        if status in _KILLED_BY_OTHERS:
            return Temporary(
                f"the reader of this mail was ended from outside ({signal.Signals(-status).name})"
            )
        if status in _OUT_OF_TIME:
            return Permanent(
                f"reading this mail needs more than {self.limits.seconds} s of computing; it was given up"
            )
        if status == _OUT_OF_MEMORY:
            return Permanent(
                f"reading this mail needs more than {self.limits.memory >> 20} MB; it was given up"
            )
        return Permanent(f"this mail ended its reader (status {status}); it may be made to do harm")

    def kill(self) -> None:
        """End the process, whatever it does, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _answer(self) -> dict[str, Any]:
        length = int.from_bytes(self._receive(_LENGTH), "big")
        if length > _LONGEST_ANSWER:
            raise Permanent(f"the reader's answer about this mail is too long ({length:,} octets).")
        data = self._receive(length)
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Permanent("the reader's answer about this mail is no JSON.") from error
        return answer if isinstance(answer, dict) else {}

    def _file(self, length: int) -> IO[bytes]:
        file = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the caller closes it
        while length:
            data = self._receive(min(length, _CHUNK))
            file.write(data)
            length -= len(data)
        file.seek(0)
        return file

    def _more_time(self) -> None:
        self._deadline = time.monotonic() + self.limits.wall

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._in, select.POLLOUT)
            try:
                view = view[os.write(self._in, view[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise _Gone from None

    def _receive(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._out, select.POLLIN)
            try:
                got = os.read(self._out, min(size - len(data), _CHUNK))
            except BlockingIOError:
                continue
            if not got:
                raise _Gone
            data += got
        return bytes(data)

    def _wait(self, pipe: int, event: int) -> None:
        """Until the pipe is ready; after a stop of our own process an answer that lies there still counts."""
        poll = select.poll()
        poll.register(pipe, event)
        left = max(0.0, self._deadline - time.monotonic())
        if not poll.poll(left * 1000):
            raise Permanent(f"reading this mail took longer than {self.limits.wall:g} s; it was given up")

    def _last_words(self) -> str:
        self._process.kill()
        assert self._process.stderr
        words = self._process.stderr.read(4_096).decode("utf-8", "replace").strip().splitlines()
        return words[-1] if words else f"it ended with status {self._process.wait()}"


def _widen(pipe: int) -> None:
    """Let a usual mail go through at once: each time that a pipe is full costs two changes of process."""
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
