"""A POP3 mailbox: list by UIDL, fetch, delete; nothing is deleted before QUIT (RFC 1939)."""

from __future__ import annotations

import base64
import contextlib
import io
import logging
import poplib
import socket
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, BinaryIO, cast

from postroom.transport.endpoint import (
    Endpoint,
    MailboxUnavailable,
    Report,
    Stage,
    connect,
    doing,
    hang_up,
    said,
    tls_context,
    tls_words,
    unavailable,
    unheard,
    unprintable,
)
from postroom.transport.imaplogin import ADVICE
from postroom.transport.mailbox import LARGE, LARGEST, LITERAL, Deletion, Fetched, batches

# poplib refuses lines over 2,048 bytes and leaves the session unusable; HTML mail has such lines, and so have
# the answers of servers with long UIDLs.
poplib._MAXLINE = 1_000_000  # type: ignore[attr-defined]

log = logging.getLogger(__name__)

PIECE = 65_536


@dataclass(frozen=True)
class Listed:
    """A mail in the mailbox: its number in this connection, its lasting id, its announced size in bytes."""

    number: int
    uidl: str
    size: int


class Conversation(poplib.POP3):
    """poplib's protocol machine on a socket that is connected already."""

    def __init__(self, endpoint: Endpoint, sock: socket.socket) -> None:
        self._given = sock
        super().__init__(endpoint.host, endpoint.port, endpoint.timeout)

    def _create_socket(self, timeout: float) -> socket.socket:
        return self._given

    def answer(self) -> str:
        """One answer's words; poplib.error_proto where it is not +OK."""
        return cast(bytes, self._getresp()).decode("utf-8", "replace")  # type: ignore[attr-defined]

    def copy_mail(self, file: IO[bytes], limit: int) -> int:
        """Write one mail, dots undone (RFC 1939, 3), lines of any length; returns its size."""
        fresh, size = True, 0
        while True:
            piece: bytes = self.file.readline(PIECE)
            if not piece:
                raise EOFError("the connection ended within a mail")
            if fresh and piece.startswith(b"."):
                if piece in (b".\r\n", b".\n"):
                    return size
                piece = piece[1:]
            size += file.write(piece)
            fresh = piece.endswith(b"\n")
            if size > limit:
                raise poplib.error_proto(f"the server sends a mail of more than {limit} bytes")


class Pop3Mailbox:
    """One POP3 connection. Every call may raise MailboxUnavailable, and ends it so; then nothing is deleted.

    Only shutdown() may be called from another thread.
    """

    def __init__(self, endpoint: Endpoint, report: Report = unheard) -> None:
        self.endpoint = endpoint
        self._report = report
        self._sock: socket.socket | None = None
        self._talk: Conversation | None = None
        self._features: dict[str, list[str]] = {}
        self._listing: list[Listed] = []
        self.refused: dict[int, str] = {}
        self._ended = False

    @classmethod
    def open(cls, endpoint: Endpoint) -> Pop3Mailbox:
        """Connect and log in."""
        mailbox = cls(endpoint)
        mailbox.connect()
        return mailbox

    def __enter__(self) -> Pop3Mailbox:
        if self._talk is None:
            self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._talk is not None:
            self.close()
        else:
            self._hang_up()

    def connect(self) -> None:
        """Go the whole way to the mailbox, telling `report` of each stage reached."""
        try:
            self._sock = connect(self.endpoint, self._report)
            if self._ended:
                raise unavailable(self.endpoint, "tcp", "the connection was closed while connecting")
            with doing(self.endpoint, "greeting", "waiting for the server's greeting", Exception):
                self._talk = Conversation(self.endpoint, self._sock)
            self._report("greeting", said(self._talk.getwelcome()))
            self._features = self._capabilities()
            if self.endpoint.security == "starttls":
                self._start_tls()
            with self._doing("login", "logging in") as talk:
                self._log_in(talk)
            self._report("login", f"logged in as {self.endpoint.user}")
        except MailboxUnavailable:
            self._hang_up()
            raise

    def close(self) -> None:
        """QUIT: only now the deletions happen. MailboxUnavailable where the server did not confirm them."""
        try:
            with self._doing("protocol", "saying goodbye (deletions may not have happened)") as talk:
                talk._shortcmd("QUIT")  # type: ignore[attr-defined]
        finally:
            self._hang_up()

    def shutdown(self) -> None:
        """From another thread: whatever this mailbox waits for ends at once with MailboxUnavailable."""
        self._ended = True
        talk = self._talk
        if sock := talk.sock if talk else self._sock:
            hang_up(sock)

    def listing(self) -> list[Listed]:
        """All mails, oldest first: UIDL and LIST joined by number."""
        with self._doing("protocol", "listing the mailbox") as talk:
            sizes = dict(pair(line) for line in talk.list()[1])
        with self._doing("protocol", "asking for lasting ids (UIDL), by which mails are told apart") as talk:
            uidls = dict(pair(line) for line in talk.uidl()[1])
        self._listing = [
            Listed(int(number), uidl, int(sizes[number])) for number, uidl in uidls.items() if number in sizes
        ]
        return list(self._listing)

    def fetch(self, listed: Sequence[Listed]) -> Iterator[Fetched]:
        """The mails, with PIPELINING up to 100 per round trip; `refused` names what the server kept back."""
        self.refused = {}
        for batch in batches(listed, lambda mail: mail.size):
            if batch[0].size > LARGE:
                with tempfile.TemporaryFile() as file:
                    yield from self._retrieve(batch, file)
            elif "PIPELINING" in self._features:
                yield from self._retrieve(batch)
            else:
                for mail in batch:
                    yield from self._retrieve([mail])

    def head(self, listed: Listed) -> bytes:
        """The header of a mail by TOP (RFC 1939, 7), which counts nowhere as reading; b"" where there is no TOP."""
        with self._doing("protocol", "looking at a mail's header") as talk:
            try:
                return b"\r\n".join(talk.top(listed.number, 0)[1])
            except poplib.error_proto as error:
                if "EOF" in str(error):
                    raise
                return b""

    def delete(self, listed: Listed) -> Deletion:
        """Have the mail with this UIDL and size deleted at QUIT, by the number it has in this connection."""
        if not self._listing:
            self.listing()
        same = [mail for mail in self._listing if mail.uidl == listed.uidl]
        if not same:
            return Deletion("not there", "the mail is no longer in the mailbox")
        if len(same) > 1:
            return Deletion("withheld", f"the server gives {len(same)} mails the same id")
        if same[0].size != listed.size:
            return Deletion("changed", f"the mail has {same[0].size} bytes now, not {listed.size}")
        with self._doing("protocol", "deleting mail") as talk:
            talk.dele(same[0].number)
        self._listing.remove(same[0])
        return Deletion("deleted")

    @contextlib.contextmanager
    def _doing(self, stage: Stage, what: str) -> Iterator[Conversation]:
        with doing(self.endpoint, stage, what, Exception):
            if self._ended or self._talk is None:
                raise unavailable(self.endpoint, stage, f"the connection was closed while {what}")
            yield self._talk

    def _capabilities(self) -> dict[str, list[str]]:
        """What the server can (RFC 2449); servers without CAPA can nothing."""
        with self._doing("protocol", "asking for capabilities") as talk:
            try:
                return talk.capa()
            except poplib.error_proto as error:
                if "EOF" in str(error):
                    raise
                return {}

    def _start_tls(self) -> None:
        with self._doing("tls", "starting TLS") as talk:
            if "STLS" not in self._features:
                text = (
                    "the server does not offer STARTTLS on this port: choose SSL and the provider's SSL port"
                )
                raise unavailable(self.endpoint, "tls", text)
            talk.stls(tls_context(self.endpoint))
            self._report("tls", tls_words(self.endpoint, cast(ssl.SSLSocket, talk.sock)))
        self._features = self._capabilities()

    def _log_in(self, talk: Conversation) -> None:
        user, password = self.endpoint.user, self.endpoint.password
        if unprintable(user + password):
            text = "user or password holds a line break or another control character: enter them again"
            raise unavailable(self.endpoint, "login", text)
        try:
            if self._features and "USER" not in self._features and "PLAIN" in self._features.get("SASL", []):
                blob = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
                talk._shortcmd(f"AUTH PLAIN {blob}")  # type: ignore[attr-defined]
            else:
                talk.user(user)
                talk.pass_(password)
        except poplib.error_proto as error:
            if "EOF" in str(error):
                raise
            text = f"the server did not let {user} in: {said(error).rstrip('.')}. {ADVICE}"
            raise unavailable(self.endpoint, "login", text) from None

    def _retrieve(self, batch: Sequence[Listed], file: BinaryIO | None = None) -> list[Fetched]:
        """Ask for all, then read all: whoever stops listening half-way leaves no answer unread."""
        fetched: list[Fetched] = []
        with self._doing("protocol", "fetching mail") as talk:
            talk.sock.sendall(b"".join(b"RETR %d\r\n" % mail.number for mail in batch))
            for mail in batch:
                if self._accepted(talk, mail):
                    fetched.append(read_mail(talk, mail, file))
        return fetched

    def _accepted(self, talk: Conversation, mail: Listed) -> bool:
        try:
            talk.answer()
        except poplib.error_proto as error:
            if "EOF" in str(error):
                raise
            self.refused[mail.number] = said(error)
            log.warning("%s: mail %s was not fetched: %s", self.endpoint, mail.uidl, said(error))
            return False
        return True

    def _hang_up(self) -> None:
        talk, self._talk = self._talk, None
        with contextlib.suppress(Exception):
            if talk:
                talk.close()
        if self._sock:
            self._sock.close()


def read_mail(talk: Conversation, mail: Listed, file: BinaryIO | None) -> Fetched:
    """One mail into memory, or into the file where there is one."""
    if file is not None:
        return Fetched(mail.number, talk.copy_mail(file, LARGEST), mail.size, file)
    memory = io.BytesIO()
    size = talk.copy_mail(memory, LITERAL)
    return Fetched(mail.number, size, mail.size, memory.getvalue())


def pair(line: Any) -> tuple[str, str]:
    """Number and value out of one line of LIST or UIDL."""
    number, _, value = bytes(line).decode("utf-8", "replace").partition(" ")
    return str(int(number)), value.split()[0]
