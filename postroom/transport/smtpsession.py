"""One SMTP connection: aiosmtpd's command loop with limits of our own on size, time, commands and logins."""

from __future__ import annotations

import asyncio
import collections
import functools
import logging
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    from postroom.transport.listener import ListenerSettings

log = logging.getLogger(__name__)

BLOCK = 65_536
END = b"\r\n.\r\n"
LOGINS = 3
STORING = 60.0  # seconds in which a mail has to be stored
TOO_LARGE_ANNOUNCED = (
    "552 Error: message size exceeds fixed maximum message size"  # aiosmtpd's answer to SIZE=
)
BUSY = "452 4.3.1 too much mail at once, please try again later"

Store = Callable[[Any, Any, bytes], Awaitable[str]]
CheckLogin = Callable[[str, str], Awaitable[bool]]
Command = Callable[[str | None], Awaitable[None]]


class Gate:
    """Who is inside: open sessions, bytes of mail in memory, mails just being stored."""

    def __init__(self, max_sessions: int, max_held: int) -> None:
        self.max_sessions = max_sessions
        self.max_held = max_held
        self.sessions: set[SmtpSession] = set()
        self.held = 0
        self.storing: set[asyncio.Future[str]] = set()


class SmtpSession(SMTP):
    """aiosmtpd's protocol, made fit to be reached by strangers."""

    line_length_limit = BLOCK  # the reader's buffer; mail lines may be longer, see _receive

    def __init__(
        self,
        settings: ListenerSettings,
        gate: Gate,
        store: Store,
        check_login: CheckLogin,
        starttls: ssl.SSLContext | None,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.command_size_limits = collections.defaultdict(lambda: 512)  # aiosmtpd shares one among all
        super().__init__(
            self,
            data_size_limit=settings.max_size,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="Postroom",
            tls_context=starttls,
            require_starttls=settings.require_tls and not settings.implicit_tls,
            timeout=settings.timeout,
            authenticator=lambda server, session, envelope, mechanism, login: AuthResult(
                success=True, auth_data=login
            ),
            loop=loop,
        )
        self._settings, self._gate = settings, gate
        self._too_large = f"552 5.3.4 the mail is larger than the {settings.max_size} bytes taken here"
        self._store, self._check_login = store, check_login
        self._commands, self._logins, self._held = 0, 0, 0
        self._limit: asyncio.TimerHandle | None = None
        self._smtp_methods = {name: self._counted(command) for name, command in self._smtp_methods.items()}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called once per connection, and again after STARTTLS."""
        if self not in self._gate.sessions:
            if len(self._gate.sessions) >= self._gate.max_sessions:
                turn_away(transport)
                return
            self._gate.sessions.add(self)
            self._limit = self.loop.call_later(self._settings.session, self._timeout_cb)
        super().connection_made(transport)
        assert self.session is not None
        secure = transport.get_extra_info("ssl_object") is not None
        if secure:
            self.session.ssl = {"ssl_object": transport.get_extra_info("ssl_object")}
        peer = str((self.session.peer or ("",))[0])
        trusted = self._settings.trusts(peer)
        self._auth_require_tls = not (secure or trusted)
        self._auth_required = self._settings.users is not None and not trusted

    def connection_lost(self, error: Exception | None) -> None:
        if self not in self._gate.sessions:
            return
        self._gate.sessions.discard(self)
        self._release()
        if self._limit:
            self._limit.cancel()
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        if self not in self._gate.sessions:
            return None
        return super().eof_received()

    def drop(self) -> None:
        """End this connection at once, with the word for it (RFC 5321, 3.8)."""
        self._farewell("421 4.3.2 the server is being stopped")

    def _timeout_cb(self) -> None:
        self._farewell("421 4.4.2 this took too long")

    def _farewell(self, words: str) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
            transport.write(words.encode() + b"\r\n")
            transport.close()

    async def push(self, status: AnyStr) -> None:
        """Answer, in our words where aiosmtpd's lack the enhanced code (RFC 3463)."""
        if status == TOO_LARGE_ANNOUNCED:
            await super().push(self._too_large)
        else:
            await super().push(status)

    async def handle_exception(self, error: Exception) -> str:
        """What aiosmtpd or the address parser stumbled over; the text of the error may quote the peer."""
        log.warning("an SMTP command failed: %s", type(error).__name__)
        return "451 4.3.0 that could not be understood just now"

    def _counted(self, command: Command) -> Command:
        """Limit the commands between two mails, so that a connection cannot be kept busy for nothing."""

        @functools.wraps(command)
        async def counted(argument: str | None) -> None:
            self._commands += 1
            if self._commands > self._settings.max_commands:
                self._farewell("421 4.7.0 too many commands without a mail")
                return
            await command(argument)

        return counted

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        hidden = ("250-AUTH", "250 HELP") if self._settings.users is None else ("250 HELP",)
        shown = [line for line in answers if not line.startswith(hidden)]
        return [*shown, "250 PIPELINING"]

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not writable(address):
            return "553 5.1.7 the sender's address cannot be read"
        if self._gate.held > self._gate.max_held:
            return BUSY
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self._settings.max_recipients:
            return "452 4.5.3 too many recipients"
        if not writable(address) or not self._settings.takes(address):
            return "550 5.1.1 there is no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def auth_PLAIN(self, server: Any, args: list[str]) -> AuthResult:
        return await self._checked(await super().auth_PLAIN(server, args))

    async def auth_LOGIN(self, server: Any, args: list[str]) -> AuthResult:
        return await self._checked(await super().auth_LOGIN(server, args))

    async def _checked(self, result: AuthResult) -> AuthResult:
        """The base class only reads user and password; here they are looked at, in a thread."""
        login = result.auth_data
        if not result.success or not isinstance(login, LoginPassword):
            return result
        user, password = (part.decode("utf-8", "replace") for part in login)
        if await self._check_login(user, password):
            return AuthResult(success=True, auth_data=login)
        self._logins += 1
        if self._logins >= LOGINS:
            self._farewell("421 4.7.0 too many failed logins")
            return AuthResult(success=False, handled=True)
        return AuthResult(success=False, handled=False)

    async def smtp_DATA(self, arg: str | None) -> None:
        """Take one mail in blocks, not line by line as aiosmtpd does, and answer once it is stored."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        envelope = self.envelope
        if arg or envelope is None or not envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 5.5.1 no valid recipients")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        received = await self._receive()
        if isinstance(received, bytes):
            received = await self._stored(envelope, received)
        self._release()
        self.envelope = self._create_envelope()
        self._reset_timeout()
        await self.push(received)

    async def _stored(self, envelope: Any, content: bytes) -> str:
        """The answer of whoever stores; storing goes on when the peer hangs up meanwhile."""
        storing = asyncio.ensure_future(self._store(self.session, envelope, content))
        self._gate.storing.add(storing)
        storing.add_done_callback(self._gate.storing.discard)
        self._reset_timeout(STORING)
        status = await asyncio.shield(storing)
        self._commands = 0
        return status

    async def _receive(self) -> bytes | str:
        """The mail up to <CRLF>.<CRLF>, dots undone (RFC 5321, 4.5.2), or the answer that refuses it.

        Lines may have any length. Only <CRLF>.<CRLF> ends a mail: nothing else can smuggle in a second one.
        """
        blocks: list[bytes] = []
        refusal, size, tail = "", 0, b"\r\n"
        while not tail.endswith(END):
            block = await self._block()
            tail = (tail + block)[-len(END) :]
            size += len(block)
            refusal = refusal or self._refusal(size)
            if refusal:
                blocks.clear()
                self._release()
            else:
                blocks.append(block)
                self._hold(len(block))
        if refusal:
            return refusal
        return b"".join(blocks)[:-3].removeprefix(b".").replace(b"\r\n.", b"\r\n")

    async def _block(self) -> bytes:
        """The next bytes up to a dot that may be the last, or a buffer full."""
        self._reset_timeout()
        try:
            return await self._reader.readuntil(b".\r\n")
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.readexactly(overrun.consumed)

    def _refusal(self, size: int) -> str:
        if size > self._settings.max_size + 3:
            return self._too_large
        return BUSY if self._gate.held > self._gate.max_held else ""

    def _hold(self, size: int) -> None:
        self._held += size
        self._gate.held += size

    def _release(self) -> None:
        self._gate.held -= self._held
        self._held = 0


def turn_away(transport: asyncio.BaseTransport) -> None:
    """Close a connection that is one too many."""
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(b"421 4.7.0 too many connections, please try again later\r\n")
    transport.close()


def writable(address: str) -> bool:
    """Whether an address can be stored and quoted: UTF-8 without control characters."""
    return address.isprintable() and len(address) <= 320
