"""IMAPClient on a connection of our own making: our TLS, bounded literals, IDLE without lost news."""

from __future__ import annotations

import imaplib
import io
import socket
import ssl
from typing import Any

from imapclient import IMAPClient

from postroom.transport.endpoint import Endpoint
from postroom.transport.mailbox import LITERAL

# The answer to a SEARCH is one line: with imaplib's million bytes a folder of 150,000 mails cannot be read.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]

BUFFER = 65_536


class Wire(imaplib.IMAP4):
    """imaplib's protocol machine on a socket that is connected already."""

    def __init__(self, endpoint: Endpoint, sock: socket.socket) -> None:
        self._given = sock
        self._reader: io.BufferedReader[Any] | None = None
        self._reads: socket.socket | None = None
        super().__init__(endpoint.host, endpoint.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._given

    @property
    def reader(self) -> io.BufferedReader[Any]:
        """The buffer before the present socket; STARTTLS changes that, and unread plain text is dropped."""
        if self._reader is None or self._reads is not self.sock:
            self._reader, self._reads = io.BufferedReader(self.sock.makefile("rb", 0), BUFFER), self.sock
        return self._reader

    def read(self, size: int) -> bytes:
        """Exactly one literal, unless it is longer than anything we asked for."""
        if size > LITERAL:
            raise self.abort(f"the server announces {size} bytes, more than was asked for")
        return self.reader.read(size)

    def readline(self) -> bytes:
        """One line with its end; imaplib refuses what is longer than its limit."""
        limit: int = imaplib._MAXLINE  # type: ignore[attr-defined]
        line = self.reader.readline(limit + 1)
        if len(line) > limit:
            raise self.abort(f"the server sent a line of more than {limit} bytes")
        return line

    def shutdown(self) -> None:
        """Close for good, our buffer first: a socket lives as long as its files."""
        if self._reader is not None:
            self._reader.close()
        super().shutdown()

    def begin_idle(self) -> bytes:
        """Send IDLE and wait for the server's "+" (RFC 2177); earlier news are kept. Returns the tag."""
        tag: bytes = self._command("IDLE")
        while self._get_response() is not None:
            if answer := self.tagged_commands[tag]:
                raise self.error(f"the server refused IDLE: {answer}")
        return tag

    def end_idle(self, tag: bytes) -> None:
        """Send DONE and read until the command's end; news lie in `untagged_responses` then."""
        self.send(b"DONE\r\n")
        kind, data = self._command_complete("IDLE", tag)
        if kind != "OK":
            raise self.error(f"IDLE ended with {kind} {data}")

    def has_buffered(self) -> bool:
        """Whether bytes were read already that poll() on the socket cannot see."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        wait = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.reader.peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            self.sock.settimeout(wait)


class Client(IMAPClient):  # type: ignore[misc]  # the package carries no types
    """IMAPClient over a Wire."""

    def __init__(self, endpoint: Endpoint, sock: socket.socket) -> None:
        self._wire_of = (endpoint, sock)
        super().__init__(
            endpoint.host, endpoint.port, ssl=endpoint.security == "ssl", timeout=endpoint.timeout
        )
        self.normalise_times = False  # datetimes with their zone
        # IMAPClient sets 5, and imaplib then writes a repr of every literal: a second per 100 MB of mail,
        # and the mail in the log of whoever logs at that level.
        self._imap.debug = 0

    def _create_IMAP4(self) -> Wire:  # IMAPClient's name
        return Wire(*self._wire_of)

    @property
    def wire(self) -> Wire:
        """The protocol machine below."""
        wire: Wire = self._imap
        return wire

    @property
    def untagged(self) -> dict[str, list[Any]]:
        """What the server said unasked, by kind, until somebody takes it out."""
        found: dict[str, list[Any]] = self._imap.untagged_responses
        return found
