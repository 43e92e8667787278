"""How fast one issue may be changed: at most 20 writes in 2 seconds and 100 in 30."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

#: (writes, seconds): Jira's limit per issue, reason `jira-per-issue-on-write` (REST API, rate limiting).
LIMITS = ((20, 2.0), (100, 30.0))


class Pace:
    """When the next write to an issue may go out. Shared by the threads of one process."""

    def __init__(
        self,
        limits: tuple[tuple[int, float], ...] = LIMITS,
        *,
        patience: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._patience = patience
        self._clock = clock
        self._lock = Lock()
        self._writes: dict[str, deque[float]] = {}

    @property
    def patience(self) -> float:
        """The longest wait, in seconds, for which a place is kept."""
        return self._patience

    def wait_for(self, key: str) -> float:
        """Seconds until a write to issue `key` may go out; up to `patience` its place is kept as taken."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            writes = self._writes.setdefault(key, deque(maxlen=max(n for n, _ in self._limits)))
            at = max(now, *(self._free(writes, n, seconds) for n, seconds in self._limits))
            if at - now <= self._patience:
                writes.append(at)
            return at - now

    def _free(self, writes: deque[float], n: int, seconds: float) -> float:
        return writes[-n] + seconds if len(writes) >= n else 0.0

    def _forget(self, now: float) -> None:
        """Drop the issues whose last write no longer counts, once there are many."""
        if len(self._writes) < 1000:
            return
        oldest = now - max(seconds for _, seconds in self._limits)
        self._writes = {key: times for key, times in self._writes.items() if times and times[-1] > oldest}
