"""What reading costs: the limited child against the standard library alone, on the same mails in turn."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from postroom.reading import Readers
from tests.bench.measure import read as read_by_the_library
from tests.bench.measure import status_mb
from tests.corpus import Mix, build, letters

FOLDER = Path(__file__).parent.parent / "mail"
ROUNDS = 3


def mails() -> list[bytes]:
    """The mails of the tests, and a part of the bench's own mix."""
    ours = [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]
    mix = letters(300, Mix(random=random.Random(20261122)), "reading")
    return [*ours, *(letter.raw for letter in mix)]


def figures() -> dict[str, Any]:
    """Mails per second of one core, in our way and in the library's, by turns; and the worst 25 MB."""
    raws = mails()
    total = sum(map(len, raws)) / 1e6
    with Readers(1) as readers:
        for raw in raws[:20]:  # the child starts, and imports what it imports late
            readers.read(len(raw), [raw])
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(cpu_of(raws, lambda raw: readers.read(len(raw), [raw]), readers))
            theirs.append(cpu_of(raws, try_library))
    spent = statistics.median(ours)
    slowest, largest = large()
    return {
        "read_mails_per_s_core": round(len(raws) / spent, 1),
        "read_mb_per_s": round(total / spent, 1),
        "stdlib_mails_per_s_core": round(len(raws) / statistics.median(theirs), 1),
        "read_ratio": round(statistics.median(theirs) / spent, 2),
        "read_25mb_s": round(slowest, 2),
        "read_25mb_rss_mb": round(largest),
    }


def cpu_of(raws: Sequence[bytes], read: Callable[[bytes], object], readers: Readers | None = None) -> float:
    """Seconds of computing for all of them: of this process and of the child."""
    before = time.process_time() + child_cpu(readers)
    for raw in raws:
        read(raw)
    return time.process_time() + child_cpu(readers) - before


def try_library(raw: bytes) -> None:
    """policy.default raises on many a real mail; such a mail costs what it cost up to there."""
    try:
        read_by_the_library(raw)
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError):
        return


def child_cpu(readers: Readers | None) -> float:
    pids = [child._process.pid for child in readers._idle] if readers else []
    return sum(cpu_seconds(pid) for pid in pids)


def cpu_seconds(pid: int) -> float:
    """To the microsecond; /proc/PID/stat counts in hundredths."""
    text = Path(f"/proc/{pid}/schedstat").read_text()
    return int(text.split()[0]) / 1e9


def large() -> tuple[float, float]:
    """The longest time (s) and the largest child (MB) among mails of 25 MB of several makes."""
    seconds, sizes = [], []
    for raw in large_mails().values():
        with Readers(1) as readers:
            readers.read(1, [b"\n"])
            begin = time.monotonic()
            readers.read(len(raw), [raw])
            seconds.append(time.monotonic() - begin)
            sizes.append(status_mb(readers._idle[0]._process.pid, "VmHWM"))
    return max(seconds), max(sizes)


def large_mails() -> Mapping[str, bytes]:
    data = random.Random(25).randbytes(18_200_000)
    line = b"Der Drucker im zweiten Stock steht still, und niemand weiss warum das so ist.\r\n"
    text = line * (25_000_000 // len(line))
    rows = b"<tr><td>Drucker</td><td>zweiter Stock</td><td><b>steht</b></td></tr>\r\n"
    page = rows * (25_000_000 // len(rows))
    head = b"From: Ada Palmer <ada@example.org>\r\nSubject: large\r\nMessage-ID: <large@example.org>\r\n"
    return {
        "a file": build("large-00000", Mix(), None, contents=[("disk.img", data)]).raw,
        "text": head + b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + text,
        "quoted text": head
        + b"\r\nSeen.\r\n\r\nOn Monday Ada Palmer wrote:\r\n"
        + text.replace(b"Der", b"> Der"),
        "a page": head + b"Content-Type: text/html; charset=utf-8\r\n\r\n<table>" + page + b"</table>",
    }


if __name__ == "__main__":
    print(figures())
