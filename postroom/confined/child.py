"""The side of the child: it gives up files, sockets and all else that its work does not need, and serves."""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any

LENGTH = struct.Struct(">Q")
READY = b"+"
OUT_OF_MEMORY = 3  # exit status

_NOWHERE = "/"


def run(arguments: list[str], warm_up: Callable[[], None], serve: Callable[[dict[str, Any]], None]) -> None:
    """Serve until stdin ends, as with the parent's death. Arguments: seconds of computing, octets of memory, uid,
    seconds on the clock.

    Everything that serving needs must have been imported before, or by `warm_up`: no file can be opened then.
    """
    seconds, memory, uid = (int(argument) for argument in arguments[:3])
    wall = float(arguments[3])
    warm_up()
    rest_collector()
    confine(memory, uid)
    write(READY)
    while (request := read_frame()) is not None:
        work_for(seconds, wall)
        write(READY)
        try:
            serve(json.loads(request))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        signal.setitimer(signal.ITIMER_REAL, 0)


def rest_collector() -> None:
    """A piece of work makes many objects and hardly a cycle: looking for those after every 700 costs a tenth of
    the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def confine(memory: int, uid: int) -> None:
    """Give up everything that the work does not need. `uid` 0 stays who we are."""
    os.chdir(_NOWHERE)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limit, (value, value))
    if uid and os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        except OSError:
            pass  # a container that owns no other user; the limits hold all the same
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def work_for(seconds: int, wall: float) -> None:
    """From now on this piece of work may use so many seconds of CPU, and `wall` on the clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))
    signal.setitimer(signal.ITIMER_REAL, wall + 5)


def answer(value: dict[str, Any]) -> None:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    write(LENGTH.pack(len(data)))
    write(data)


def read_frame() -> bytes | None:
    """The next request; None when the parent has gone or closed."""
    head = sys.stdin.buffer.read(LENGTH.size)
    return read_exactly(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def read_exactly(size: int) -> bytes:
    """`size` octets from stdin; ends the process when there are fewer."""
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        sys.exit(0)
    return data


def write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(1, view[:1_048_576]) :]
        except BrokenPipeError:
            sys.exit(0)
