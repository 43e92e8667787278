"""Posting JSON to a webhook of somebody else's: to the very address that was checked, and nowhere else."""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import json
import math
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from postroom.errors import BadConfiguration, Permanent, Temporary, Unanswered
from postroom.transport.endpoint import said, tls_trouble
from postroom.transport.public import is_public

LONGEST_HEAD, LONGEST_BODY = 32_768, 4_096  # octets of an answer that are read
LONGEST_PAUSE = 3600.0  # seconds
_URL = re.compile(r"[!-~]{8,2000}")
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")


class HookUnavailable(Temporary):
    """The webhook's server cannot be reached; nothing was sent."""


class HookBarred(Permanent):
    """The webhook leads to a place to which we do not post."""


@dataclass(frozen=True)
class Place:
    """Where a webhook is. Only `host` may be shown: whoever has the rest may post there."""

    host: str
    port: int
    target: str = field(repr=False)
    is_secure: bool = True

    def __str__(self) -> str:
        return self.host


@dataclass(frozen=True)
class Answer:
    """What a server said to a request: status, Retry-After in seconds (None without it), the first words."""

    status: int
    retry_after: float | None
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.text}".strip()


def place_of(url: str, *, local: bool = False) -> Place:
    """The place that a URL names. Raises BadConfiguration, in words that do not show it.

    With `local` it may also be http://127.0.0.1, for tests.
    """
    try:
        parts = urlsplit(url) if _URL.fullmatch(url) else None
        host, port = ((parts.hostname or "").rstrip("."), parts.port) if parts else ("", None)
    except ValueError:
        parts, host, port = None, "", None
    if parts is None or not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise BadConfiguration("The webhook's URL cannot be read; copy it again from where it was made.")
    plain = local and parts.scheme == "http" and host == "127.0.0.1"
    if parts.scheme != "https" and not plain:
        raise BadConfiguration(f"The webhook at {host} has to be https: its URL is a secret.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, port or (80 if plain else 443), target, not plain)


def addresses(place: Place, *, local: bool = False) -> list[str]:
    """The IP addresses of a place, each of them anybody's to reach. Raises HookUnavailable, HookBarred."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HookUnavailable(
            f"{place}: there is no host of this name ({said(error)}). Check the URL and this machine's DNS."
        ) from None
    every = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    closed = [each for each in every if not is_public(each) and not (local and each == "127.0.0.1")]
    if closed:
        raise HookBarred(
            f"{place} is {closed[0]}, an address in a private or reserved network, and Postroom does not post there."
        )
    return every


def request(place: Place, body: bytes) -> bytes:
    """The whole request (RFC 9112): one connection for each."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    port = "" if place.port == (443 if place.is_secure else 80) else f":{place.port}"
    head = (
        f"POST {place.target} HTTP/1.1\r\nHost: {host}{port}\r\nUser-Agent: Postroom\r\nAccept: */*\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


class Line:
    """A connection to a webhook's server, for one request of at most `timeout` seconds in all.

    Raises HookUnavailable where no connection comes about, HookBarred and BadConfiguration where none may.
    """

    def __init__(self, url: str, timeout: float, *, local: bool = False, ca_file: str | None = None) -> None:
        self.place = place_of(url, local=local)
        self._until = time.monotonic() + timeout
        self._socket = self._connected(addresses(self.place, local=local), ca_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def post(self, body: bytes, *, data_sent: Callable[[], None]) -> Answer:
        """Post this JSON. `data_sent` is called right before; what it raises is raised and nothing is posted.

        Redirects are answers like others. Raises Unanswered where no answer came.
        """
        whole = request(self.place, body)
        data_sent()
        try:
            self._limit()
            self._socket.sendall(whole)
            return read_answer(self._chunks())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unanswered(
                f"{self.place} did not say whether it took the message: {_why(error)}."
            ) from None

    def _chunks(self) -> Iterator[bytes]:
        while True:
            self._limit()
            chunk = self._socket.recv(8192)
            if not chunk:
                return
            yield chunk

    def _limit(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def _connected(self, found: list[str], ca_file: str | None) -> socket.socket:
        """To the first of the addresses that answers; the name is not looked up again."""
        for number, address in enumerate(found, 1):
            try:
                left = max(0.1, self._until - time.monotonic()) / (len(found) - number + 1)
                return self._secured(socket.create_connection((address, self.place.port), left), ca_file)
            except OSError as error:
                if number == len(found):
                    raise HookUnavailable(
                        f"{self.place} cannot be reached: {_why(error)}. Nothing was sent."
                    ) from None
        raise HookUnavailable(f"{self.place} has no address.")

    def _secured(self, plain: socket.socket, ca_file: str | None) -> socket.socket:
        if not self.place.is_secure:
            return plain
        try:
            return _context(ca_file).wrap_socket(plain, server_hostname=self.place.host)
        except BaseException:
            plain.close()
            raise


@functools.lru_cache(maxsize=8)
def _context(ca_file: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "the time allowed was over"
    if isinstance(error, ssl.SSLError):
        return tls_trouble(error)
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    return said(error)


# The answer


def read_answer(chunks: Iterator[bytes]) -> Answer:
    """The answer in these pieces of a connection. Raises HTTPException or OSError where there is none.

    The answer is known with its head; its body is only words for people, and may break off.
    """
    head, rest = _head(chunks)
    response = http.client.HTTPResponse(_Heard(head))  # type: ignore[arg-type]  # all it wants is makefile
    response.begin()
    length = response.getheader("Content-Length") or ""
    most = min(int(length), LONGEST_BODY) if re.fullmatch(r"[0-9]{1,9}", length) else LONGEST_BODY
    with contextlib.suppress(OSError):
        while len(rest) < most and (chunk := next(chunks, b"")):
            rest += chunk
    return Answer(response.status, pause(dict(response.headers.items())), words(rest[:most]))


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Status line and fields of the final answer, and what came with them; interim ones (1xx) are passed over."""
    held = b""
    for chunk in chunks:
        held += chunk
        while (end := held.find(b"\r\n\r\n")) >= 0:
            head, held = held[: end + 4], held[end + 4 :]
            if not re.match(rb"HTTP/1\.[01] 1\d\d\b", head):
                return head, held
        if len(held) > LONGEST_HEAD:
            raise http.client.HTTPException("its answer is too long")
    raise http.client.HTTPException("the connection was closed without an answer")


class _Heard:
    """What was heard of an answer, as the reader of the standard library wants it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def words(body: bytes) -> str:
    """What an answer says, in one short line."""
    text = body.decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):
        read = json.loads(text)
        text = str(read.get("error") or read.get("message") or text) if isinstance(read, dict) else text
    return said(text)[:300] if text.strip() else ""


def pause(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks us to wait (Retry-After, RFC 9110 10.2.3), an hour at most."""
    asked = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", asked):
        return min(float(asked), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(asked)
        left = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(math.ceil(left), 0), LONGEST_PAUSE)
