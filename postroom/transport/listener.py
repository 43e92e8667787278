"""SMTP in: takes mail from other servers, and says 250 only once it is stored (RFC 5321, 6.1)."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import ssl
import threading
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from postroom.errors import BadConfiguration, Refused, Temporary
from postroom.transport.smtpsession import Gate, SmtpSession
from postroom.transport.trace import reverse_path, trace_headers

# aiosmtpd reports every command, address and line of mail on its own logger, at INFO and DEBUG.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)

Result = TypeVar("Result")
Recipients = Callable[[str], bool]
Users = Callable[[str, str], bool]


@dataclass(frozen=True)
class Delivery:
    """One mail as handed over; `mail_from` is "" for the null sender, `content` begins with our trace."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    peer: str
    content: bytes


@dataclass(frozen=True)
class ListenerSettings:
    """Where to listen and what to let in. Sizes in bytes, times in seconds; port 0 takes any free port.

    `recipients` says for an address whether mail for it is taken: a function, or addresses and domains.
    With `users`, peers outside `trusted` have to log in; without, anybody may deliver to the recipients.
    `timeout` is for silence, `session` for a whole connection; `max_commands` counts since the last mail;
    `max_held` is for all mail being received at once, in memory.
    """

    host: str
    port: int
    hostname: str
    recipients: Recipients | frozenset[str]
    max_size: int = 35_000_000
    timeout: float = 60.0
    session: float = 900.0
    max_connections: int = 50
    max_commands: int = 200
    max_recipients: int = 100
    max_held: int = 100_000_000
    threads: int = 4
    certificate: str | None = None
    key: str | None = None
    implicit_tls: bool = False
    require_tls: bool = False
    users: Users | None = None
    trusted: tuple[str, ...] = ("127.0.0.0/8", "::1/128")

    def takes(self, address: str) -> bool:
        """Whether mail for this address is taken; a listed address takes its sub-addresses ("+detail") too."""
        if not isinstance(self.recipients, frozenset):
            return self.recipients(address)
        local, _, domain = address.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        listed = {entry.lower().removeprefix("@") for entry in self.recipients}
        return not listed.isdisjoint({f"{local}@{domain}", plain, domain})

    def trusts(self, peer: str) -> bool:
        """Whether this IP address delivers without a login."""
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in ipaddress.ip_network(network, strict=False) for network in self.trusted)

    def tls_context(self) -> ssl.SSLContext | None:
        """Our certificate for the other side; BadConfiguration where it cannot be read."""
        if not self.certificate:
            if self.require_tls or self.implicit_tls:
                raise BadConfiguration("the SMTP source wants TLS but names no certificate file")
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            text = f"the SMTP source cannot use its certificate {self.certificate} and key: {error}"
            raise BadConfiguration(text) from None
        return context


class Listener:
    """An SMTP server in a thread of its own; `accept` is called in one of a few more and may block.

    Its return means stored (250); Temporary and any unforeseen error mean "keep it and try again" (451);
    Refused means "send it back" (550).
    """

    def __init__(self, settings: ListenerSettings, accept: Callable[[Delivery], None]) -> None:
        self.settings = settings
        self._accept = accept
        self._gate = Gate(settings.max_connections, settings.max_held)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Listener:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that are really listened on."""
        assert self._server is not None, "the listener is not running"
        host, port = self._server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    def start(self) -> None:
        """Listen; BadConfiguration where address or certificate cannot be used."""
        context = self.settings.tls_context()
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(self.settings.threads, thread_name_prefix="smtp-accept")
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-listener", daemon=True)
        self._thread.start()
        try:
            self._server = self._run(self._listen(context), 10)
        except OSError as error:
            self._end_threads()
            where = f"{self.settings.host}:{self.settings.port}"
            raise BadConfiguration(f"the SMTP source cannot listen on {where}: {error.strerror}") from None

    def stop(self) -> None:
        """Take no more, let mail that is being stored be answered, end all threads. May be called twice."""
        if self._server is None:
            return
        self._run(self._end(self._server), 15)
        self._server = None
        self._end_threads()

    def _run(self, work: Coroutine[Any, Any, Result], seconds: float) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _end_threads(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._pool.shutdown(wait=True)
        self._loop.close()

    async def _listen(self, context: ssl.SSLContext | None) -> asyncio.Server:
        implicit = context if self.settings.implicit_tls else None
        starttls = None if self.settings.implicit_tls else context
        session = partial(
            SmtpSession, self.settings, self._gate, self._store, self._check_login, starttls, self._loop
        )
        return await self._loop.create_server(
            session,
            self.settings.host,
            self.settings.port,
            ssl=implicit,
            ssl_handshake_timeout=10 if implicit else None,
        )

    async def _end(self, server: asyncio.Server) -> None:
        server.close()
        if self._gate.storing:
            await asyncio.wait(self._gate.storing, timeout=8)
        for session in list(self._gate.sessions):
            session.drop()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _store(self, session: Any, envelope: Any, content: bytes) -> str:
        """Have one mail stored; returns the SMTP answer."""
        peer = str(session.peer[0])
        recipients = tuple(envelope.rcpt_tos)
        trace = trace_headers(self.settings.hostname, session, envelope)
        sender = reverse_path(envelope)
        delivery = Delivery(sender, recipients, peer, b"".join((trace, content)))
        try:
            await self._loop.run_in_executor(self._pool, self._accept, delivery)
        except Refused as error:
            return answer("550 5.7.1", error.reason)
        except Temporary as error:
            return answer("451 4.3.0", str(error))
        except Exception as error:
            log.error("a mail from %s could not be stored: %s", peer, whereabouts(error))
            return "451 4.3.0 the mail could not be stored just now, please try again later"
        return "250 2.0.0 stored"

    async def _check_login(self, user: str, password: str) -> bool:
        if self.settings.users is None:
            return False
        with contextlib.suppress(Exception):  # a database that is away lets nobody in
            return await self._loop.run_in_executor(self._pool, self.settings.users, user, password)
        return False


def whereabouts(error: Exception) -> str:
    """Kind and place of an error; its text may quote the mail."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


def answer(code: str, words: str) -> str:
    """One SMTP answer on one ASCII line of at most 512 octets (RFC 5321, 4.5.3.1.5)."""
    line = "".join(char if " " <= char <= "~" else " " for char in words)
    return f"{code} {' '.join(line.split())}"[:500]
