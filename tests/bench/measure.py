"""What a process and all below it have used, read from /proc, and the floor that nothing can beat."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def fields_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def tree(roots: Iterable[int]) -> set[int]:
    """These processes and all that descend from them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := fields_of(int(entry.name))):
            parents[int(entry.name)] = int(found[1])
    wanted = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    return wanted


def cpu(roots: Iterable[int]) -> float:
    """CPU seconds of these processes, their descendants, and descendants that have ended and were waited for."""
    total = 0
    for pid in tree(roots):
        if found := fields_of(pid):
            total += sum(int(value) for value in found[11:15])
    return total / TICKS


def status_mb(pid: int, name: str) -> float:
    """A line of /proc/PID/status in MB: VmRSS now, VmHWM at its peak."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def peak_mb(roots: Iterable[int]) -> float:
    """The largest peak of one process among these and their descendants."""
    return max((status_mb(pid, "VmHWM") for pid in tree(roots)), default=0.0)


def floor(raws: Sequence[bytes], file: Path) -> float:
    """Mails per second of the least that could be done: the standard library reads headers and contents, and
    one SQLite commit keeps each mail."""
    with sqlite3.connect(file, isolation_level=None) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("create table mail (subject text, digests text, raw blob)")
        begin = time.perf_counter()
        for raw in raws:
            subject, digests = read(raw)
            database.execute("insert into mail values (?, ?, ?)", (subject, " ".join(digests), raw))
        seconds = time.perf_counter() - begin
    return len(raws) / seconds


def read(raw: bytes) -> tuple[str, list[str]]:
    """What any handler has to know: who, when, what it answers, and the content of each part."""
    mail = message_from_bytes(raw, policy=default)
    for name in ("from", "to", "cc", "date", "message-id", "in-reply-to", "references"):
        str(mail[name])
    digests = []
    for part in mail.walk():
        if not part.is_multipart():
            try:
                content = part.get_content()
            except (LookupError, UnicodeError):
                content = part.get_payload(decode=True)
            data = content.encode("utf-8", "replace") if isinstance(content, str) else content
            digests.append(hashlib.sha256(data).hexdigest())
    return str(mail["subject"]), digests
