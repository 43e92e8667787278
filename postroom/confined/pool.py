"""A pool of limited processes, for use by any number of threads; each starts when it is first needed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from postroom.confined.limits import Limits, Words
from postroom.confined.watched import Gone, Watched
from postroom.errors import Temporary


class Pool:
    """At most `count` children under the same limits; one that broke them is replaced."""

    def __init__(self, count: int, limits: Limits, words: Words) -> None:
        self._limits = limits
        self._words = words
        self._free = threading.Semaphore(count)
        self._idle: list[Watched] = []
        self._lock = threading.Lock()
        self._closed = False

    def begin(self) -> None:
        """Start a child now, without waiting for it, so that it is ready when it is needed."""
        child = self._new()
        with self._lock:
            self._idle.append(child)

    def close(self) -> None:
        """End all children; those at work end with their work."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _borrowed(self, request: dict[str, Any]) -> Iterator[Watched]:
        """A child that has taken the request; it goes back to the pool only when all went well."""
        with self._free:
            child = self._ready(request)
            try:
                yield child
            except Gone:
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

    def _ready(self, request: dict[str, Any]) -> Watched:
        """Children that died while they were idle are passed over."""
        while (child := self._take()) is not None:
            if child.accepts(request):
                return child
            child.kill()
        child = self._new()
        if child.accepts(request):
            return child
        child.kill()
        raise Temporary(
            f"a {self._words.worker} ended as soon as it had started; is the machine short of memory?"
        )

    def _new(self) -> Watched:
        return Watched(self._limits, self._words)

    def _take(self) -> Watched | None:
        with self._lock:
            return self._idle.pop() if self._idle else None
