"""Connections to mail servers, kept for the next mail; a few at once for each Message Outbound."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from postroom.errors import PostroomError, Temporary
from postroom.models import MessageOutbound
from postroom.outbound.grants import access_token, forget
from postroom.outbound.health import note_failure
from postroom.transport.endpoint import Endpoint, MailboxUnavailable
from postroom.transport.smtp import Submission

MOST_MAILS = 100  # over one connection; servers count them too
REST = 30.0  # seconds after which an idle connection is given up
FRESH = 5.0  # seconds during which it is taken for alive
PATIENCE = 1.0


@functools.cache
def our_name() -> str:
    """What we say with EHLO: a full name, or an address in brackets (RFC 5321, 4.1.1.1)."""
    name = socket.getfqdn()
    if "." in name:
        return name
    try:
        return f"[{socket.gethostbyname(socket.gethostname())}]"
    except OSError:
        return "[127.0.0.1]"


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
    closed: bool = False

    def take(self) -> Submission | None:
        """One that is idle and still stands, the last one used first."""
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
        """Keep it for the next mail, and give up those that nobody has needed for long."""
        now = time.monotonic()
        with self.lock:
            old = [each for each, since in self.idle if now - since >= REST]
            self.idle = [(each, since) for each, since in self.idle if now - since < REST]
            if not self.closed and line.is_open:
                self.idle.append((line, now))
            else:
                old.append(line)
        for each in old:
            each.close()

    def close(self) -> None:
        """The idle ones now, those in use when they come back."""
        with self.lock:
            self.closed, lines, self.idle = True, self.idle, []
        for line, _ in lines:
            line.close()


_exchanges: dict[int, Exchange] = {}
_lock = threading.Lock()


@contextmanager
def line_to(outbound: MessageOutbound, *, fresh: bool = False) -> Iterator[Submission]:
    """An open connection, `fresh` or used before, which nobody else uses meanwhile; after an error nobody does.

    Raises Temporary where all are busy, WaitsForOutbound where the server cannot be worked with.
    """
    exchange = exchange_of(outbound)
    if not exchange.free.acquire(timeout=PATIENCE):
        raise Temporary(f"All {outbound.connections} connections of '{outbound.name}' are busy.", 1)
    try:
        line = (None if fresh else exchange.take()) or opened(outbound)
        try:
            yield line
        except BaseException:
            line.shutdown()
            raise
        exchange.put(line)
    finally:
        exchange.free.release()


def opened(outbound: MessageOutbound) -> Submission:
    """A new connection, logged in. Whatever is in the way is the outbound's trouble and not that of a mail."""
    try:
        line = submission_to(outbound)
        line.open()
    except PostroomError as error:
        if isinstance(error, MailboxUnavailable) and error.stage == "login":
            forget(outbound)
        raise note_failure(outbound, str(error)) from error
    return line


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
