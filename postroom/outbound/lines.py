"""Connections to mail servers, kept for the next mail; a few at once for each Message Outbound."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from postroom.errors import Temporary
from postroom.models import MessageOutbound
from postroom.outbound.grants import access_token
from postroom.transport.endpoint import Endpoint
from postroom.transport.smtp import Submission

MOST_MAILS = 100  # over one connection; servers count them too
REST = 30.0  # seconds after which an idle connection is given up
FRESH = 5.0  # seconds during which it is taken for alive
PATIENCE = 1.0


@functools.cache
def our_name() -> str:
    """What we say with EHLO (RFC 5321, 4.1.1.1)."""
    return socket.getfqdn()


def endpoint_of(outbound: MessageOutbound) -> Endpoint:
    return Endpoint(
        host=outbound.host,
        port=outbound.port,
        security=outbound.security,  # type: ignore[arg-type]  # the column's choices are the literal's
        verify=outbound.verify_certificate,
        identity=outbound.check_identity,
        timeout=outbound.timeout,
        user=outbound.user,
        password=outbound.password or "",
        ca_file=outbound.ca_file or None,
    )


def submission_to(outbound: MessageOutbound) -> Submission:
    """A connection that is still to be opened."""
    endpoint = endpoint_of(outbound)
    if outbound.login == MessageOutbound.Login.XOAUTH2:
        endpoint = replace(endpoint, password=access_token(outbound))
    return Submission(endpoint, login=outbound.login, name=our_name())  # type: ignore[arg-type]


@dataclass
class Exchange:
    """The connections to one server, as it was configured at one time."""

    revision: int
    free: threading.BoundedSemaphore
    idle: list[tuple[Submission, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> Submission | None:
        """One that is idle and still stands."""
        while True:
            with self.lock:
                if not self.idle:
                    return None
                line, since = self.idle.pop()
            rested = time.monotonic() - since
            if rested < REST and line.count < MOST_MAILS and (rested < FRESH or line.is_alive()):
                return line
            line.close()

    def put(self, line: Submission) -> None:
        with self.lock:
            self.idle.append((line, time.monotonic()))

    def close(self) -> None:
        with self.lock:
            lines, self.idle = self.idle, []
        for line, _ in lines:
            line.close()


_exchanges: dict[int, Exchange] = {}
_lock = threading.Lock()


@contextmanager
def line_to(outbound: MessageOutbound) -> Iterator[Submission]:
    """An open connection, which nobody else uses meanwhile; after an error it is not used again.

    Raises Temporary where all are busy, MailboxUnavailable where the server cannot be worked with.
    """
    exchange = exchange_of(outbound)
    if not exchange.free.acquire(timeout=PATIENCE):
        raise Temporary(f"All {outbound.connections} connections of '{outbound.name}' are busy.", 1)
    try:
        line = exchange.take()
        if line is None:
            line = submission_to(outbound)
            line.open()
        try:
            yield line
        except BaseException:
            line.shutdown()
            raise
        exchange.put(line)
    finally:
        exchange.free.release()


def exchange_of(outbound: MessageOutbound) -> Exchange:
    with _lock:
        found = _exchanges.get(outbound.pk)
        if found is not None and found.revision == outbound.revision:
            return found
        if found is not None:
            found.close()
        made = Exchange(outbound.revision, threading.BoundedSemaphore(max(1, outbound.connections)))
        _exchanges[outbound.pk] = made
        return made


def close() -> None:
    """End all connections that are idle."""
    with _lock:
        for exchange in _exchanges.values():
            exchange.close()
        _exchanges.clear()
