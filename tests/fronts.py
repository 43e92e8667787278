"""Small servers before a real one, or in its place, that misbehave: bad TLS, delay, cuts, silence."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
WEBALERT = "https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=BENCH"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Fronts:
    """One thread with one event loop in which all the misbehaving servers live."""

    def __init__(self, certificates: Path) -> None:
        self.certificates = certificates
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda loop, context: None)  # broken connections are the point here
        self.thread = threading.Thread(target=self.loop.run_forever, name="fronts", daemon=True)
        self.thread.start()
        self.writers: set[asyncio.StreamWriter] = set()
        self.servers: list[asyncio.Server] = []

    def serve(self, handler: Handler, certificate: str = "") -> int:
        """Start a server with this handler, TLS with the named certificate or plain; returns its port."""

        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.writers.add(writer)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
                await handler(reader, writer)
            self.writers.discard(writer)
            writer.close()

        context = self._tls(certificate) if certificate else None
        server = self._run(asyncio.start_server(guarded, HOST, 0, ssl=context, limit=1 << 20))
        self.servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    def relay(self, port: int, *, certificate: str = "", cut: int = 0, delay: float = 0.0) -> int:
        """A front before `port`: other certificate, cut after so many bytes, `delay` s per round trip."""

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            back, forth = await asyncio.open_connection(HOST, port)
            try:
                await asyncio.gather(pump(reader, forth, 0, delay / 2), pump(back, writer, cut, delay / 2))
            finally:
                forth.close()

        return self.serve(handler, certificate)

    def stall(self) -> int:
        """A server that takes the connection and never says a word."""

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.read(65536):
                pass

        return self.serve(handler)

    def drip(self, greeting: bytes = b"* OK") -> int:
        """A server that never ends its greeting: a space every 50 ms, so that no single read times out."""

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(greeting)
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)

        return self.serve(handler)

    def webalert(self) -> int:
        """Gmail's refusal of a password login that it does not trust, word for word."""
        return self.serve(refuse_like_gmail)

    def close(self) -> None:
        """Drop every connection, end the loop and its thread."""
        if self.loop.is_closed():
            return
        self._run(self._end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def _end(self) -> None:
        for server in self.servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def _tls(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates / f"{name}.pem", self.certificates / f"{name}.key")
        return context


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, cut: int, delay: float) -> None:
    """Copy bytes, each `delay` seconds late but at full width; abort the connection after `cut` bytes."""
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    async def read() -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                queue.put_nowait((loop.time() + delay, data))
        queue.put_nowait((loop.time() + delay, b""))

    reading = loop.create_task(read())
    sent = 0
    with contextlib.suppress(OSError):
        while (item := await queue.get())[1]:
            await asyncio.sleep(max(0.0, item[0] - loop.time()))
            sent += len(item[1])
            if cut and sent > cut:
                sink.write(item[1][: cut - sent])
                await sink.drain()
                sink.transport.abort()
                break
            sink.write(item[1])
            await sink.drain()
    reading.cancel()
    sink.close()


async def refuse_like_gmail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak as much of Gmail's IMAP as a refused login needs."""
    writer.write(b"* OK Gimap ready for requests from 127.0.0.1 bench\r\n")
    while line := await reader.readline():
        tag, command, *_ = [*line.decode(errors="replace").split(), "", ""]
        writer.write(gmail_answer(tag, command.upper()).encode())
        await writer.drain()


def gmail_answer(tag: str, command: str) -> str:
    """Gmail's words for one command; the useful link is in the untagged line (MailKit issue 1214)."""
    if command in ("LOGIN", "AUTHENTICATE"):
        return (
            f"* NO [WEBALERT {WEBALERT}] Web login required.\r\n"
            f"{tag} NO [ALERT] Please log in via your web browser: "
            "https://support.google.com/mail/accounts/answer/78754 (Failure)\r\n"
        )
    if command == "CAPABILITY":
        return f"* CAPABILITY IMAP4rev1 UNSELECT IDLE SASL-IR AUTH=XOAUTH2 AUTH=PLAIN\r\n{tag} OK done\r\n"
    if command == "LOGOUT":
        return f"* BYE LOGOUT Requested\r\n{tag} OK done\r\n"
    return f"{tag} BAD Unknown command\r\n"
