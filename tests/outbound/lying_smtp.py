"""A mail server that does as it is told: any answer, or none, anywhere; it keeps mails and counts connections."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

HANG_UP = "hang up"
GOOD = {
    "CONNECT": "220 mx.example.org ESMTP",
    "EHLO": "250-mx.example.org\r\n250 ENHANCEDSTATUSCODES",
    "MAIL": "250 2.1.0 OK",
    "RCPT": "250 2.1.5 OK",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 OK: taken",
    "RSET": "250 2.0.0 OK",
    "NOOP": "250 2.0.0 OK",
    "AUTH": "235 2.7.0 OK",
}
Answer = str | Callable[[], str]


@dataclass
class Kept:
    """A mail whose final dot came: by which connection, for whom, and what the server answered."""

    connection: int
    receivers: tuple[str, ...]
    content: str
    answer: str


@dataclass
class LyingSmtp:
    """`next["RCPT"]` are the next answers to RCPT, `always["RCPT"]` all others; HANG_UP ends the connection.

    "CONNECT" is the greeting, "DOT" what follows the final dot, "BODY" what happens after the first line of a mail.
    """

    next: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, Answer] = field(default_factory=dict)
    mails: list[Kept] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    def __enter__(self) -> LyingSmtp:
        lying = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    Conversation(lying, self).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, verb: str) -> str:
        with self.lock:
            said = self.next[verb].popleft() if self.next[verb] else self.always.get(verb, GOOD.get(verb, ""))
        return said() if callable(said) else said

    @property
    def copies(self) -> list[tuple[str, ...]]:
        """The receivers of every mail that it took or may have taken."""
        return [mail.receivers for mail in self.mails]


class Conversation:
    def __init__(self, lying: LyingSmtp, wire: socketserver.StreamRequestHandler) -> None:
        self.lying, self.wire = lying, wire
        self.receivers: list[str] = []
        with lying.lock:
            lying.connections += 1
            lying.at_once += 1
            lying.most_at_once = max(lying.most_at_once, lying.at_once)
            self.number = lying.connections

    def run(self) -> None:
        try:
            going = self.say("CONNECT")
            while going and (line := self.wire.rfile.readline().decode().strip()):
                self.lying.heard.append(line)
                going = self.command(line)
        finally:
            with self.lying.lock:
                self.lying.at_once -= 1

    def say(self, verb: str) -> str:
        """The answer, or "" where the connection ends."""
        answer = self.lying.answer(verb)
        if answer == HANG_UP:
            return ""
        self.wire.wfile.write(f"{answer}\r\n".encode())
        return answer

    def command(self, line: str) -> bool:
        verb = line.partition(" ")[0].upper()
        if verb == "QUIT":
            return False
        if verb == "MAIL":
            self.receivers = []
        answer = self.say(verb)
        if verb == "RCPT" and answer.startswith("250"):
            self.receivers.append(line.partition("<")[2].partition(">")[0])
        if verb == "DATA" and answer.startswith("354"):
            return self.take()
        return bool(answer)

    def take(self) -> bool:
        lines: list[bytes] = []
        while (line := self.wire.rfile.readline()) and line != b".\r\n":
            lines.append(line)
            if self.lying.answer("BODY") == HANG_UP:
                return False
        if not line:
            return False
        answer = self.lying.answer("DOT")
        kept = Kept(self.number, tuple(self.receivers), b"".join(lines).decode("latin-1"), answer)
        self.lying.mails.append(kept)
        if answer != HANG_UP:
            self.wire.wfile.write(f"{answer}\r\n".encode())
        return answer != HANG_UP
