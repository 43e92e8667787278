"""An HTTP server that says exactly these bytes, whatever it is asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from pathlib import Path

SECRET = "/services/T0/B0/very-secret?sig=even-more"


class Server:
    """Answers each connection with these bytes, in pieces, and keeps what it was sent."""

    def __init__(
        self, *pieces: bytes, pause: float = 0.0, tls: Path | None = None, name: str = "good"
    ) -> None:
        self.pieces, self.pause = pieces, pause
        self.requests: list[bytes] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self.context and tls:
            self.context.load_cert_chain(tls / f"{name}.pem", tls / f"{name}.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)

    def __enter__(self) -> Server:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{SECRET}"

    def serve(self) -> None:
        while True:
            try:
                there, _ = self.listener.accept()
            except OSError:
                return
            with there, contextlib.suppress(OSError):
                self.answer(self.context.wrap_socket(there, server_side=True) if self.context else there)

    def answer(self, there: socket.socket) -> None:
        self.requests.append(whole_request(there))
        for piece in self.pieces:
            there.sendall(piece)
            time.sleep(self.pause)
        there.close()


def whole_request(there: socket.socket) -> bytes:
    held = b""
    while b"\r\n\r\n" not in held:
        held += more(there)
    head, _, body = held.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += more(there)
    return head + b"\r\n\r\n" + body


def more(there: socket.socket) -> bytes:
    """What comes next. Raises OSError where nothing does."""
    data = there.recv(65536)
    if not data:
        raise ConnectionError
    return data
