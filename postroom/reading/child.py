"""The limited child process that reads mail: it holds no secrets, no files and no sockets."""

from __future__ import annotations

import gc
import heapq  # noqa: F401 - see below
import json
import os
import resource
import signal
import struct
import sys
import traceback
from typing import Any

# Everything that reading needs is imported here, also what libraries import late: after `confine` no file can
# be opened.
import cryptography.hazmat.backends.openssl.backend  # noqa: F401

from postroom.mail import charset, dkim
from postroom.mail.message import read_message, structure_of
from postroom.reading.options import FULL_TEXT, Options
from postroom.reading.understood import to_json, understand

LENGTH = struct.Struct(">Q")
READY = b"+"
OUT_OF_MEMORY = 3  # exit status

_NOWHERE = "/"


def main(arguments: list[str]) -> None:
    """Serve until stdin ends, as with the parent's death. Arguments: seconds of computing, octets of memory, uid,
    seconds on the clock."""
    seconds, memory, uid, wall = (
        int(arguments[0]),
        int(arguments[1]),
        int(arguments[2]),
        float(arguments[3]),
    )
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


def serve(request: dict[str, Any]) -> None:
    """Answer one request: `{"op": "read", "size": n, "options": {...}}`, `{"op": "key_names", "size": n}` or
    `{"op": "parts", "size": n, "indexes": [...]}`.

    The mail follows the request. The answer is a frame of JSON; behind that of "parts" come the parts.
    """
    raw = read_exactly(int(request["size"]))
    if request["op"] == "read":
        answer(read(raw, Options.from_json(request["options"])))
        return
    if request["op"] == "key_names":
        answer({"names": dkim.key_names(raw)})
        return
    mail = structure_of(raw)
    leaves = mail.root.leaves()
    missing = [index for index in request["indexes"] if not (0 <= index < len(leaves) or index == FULL_TEXT)]
    if missing:
        answer({"error": f"the mail has {len(leaves)} parts, so none with number {missing[0]}"})
        return
    answer({"parts": len(request["indexes"])})
    for index in request["indexes"]:
        content = read_message(raw).text.encode() if index == FULL_TEXT else mail.content(leaves[index])
        write(LENGTH.pack(len(content)))
        write(content)


def read(raw: bytes, options: Options) -> dict[str, Any]:
    """What was understood, or where our own code failed; the error's text stays here, as it may quote the mail."""
    try:
        return to_json(understand(raw, options))
    except MemoryError:
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return {"error": f"{type(error).__name__} in {os.path.basename(frame.filename)}, line {frame.lineno}"}  # noqa: PTH119


def warm_up() -> None:
    """Import what the standard library and codecs import late."""
    charset.preload()
    read(
        b"Subject: =?x?q?=C3?=\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nContent-Type: text/html\n\n<p>a</p>",
        Options(),
    )
    read(b"From: a@example.com\n\nb", Options())


def rest_collector() -> None:
    """A mail makes many objects and hardly a cycle: looking for those after every 700 costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def confine(memory: int, uid: int) -> None:
    """Give up everything that reading a mail does not need. `uid` 0 stays who we are."""
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
    """From now on this mail may use so many seconds of CPU, and `wall` on the clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))
    signal.setitimer(signal.ITIMER_REAL, wall + 5)


def answer(value: dict[str, Any]) -> None:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
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
