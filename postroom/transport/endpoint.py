"""One mail server's address, and the way to it: name, TCP, TLS, each failure in words."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from postroom.errors import PostroomError, Temporary

Security = Literal["ssl", "starttls", "none"]
Stage = Literal["dns", "tcp", "tls", "greeting", "login", "folder", "protocol"]
Report = Callable[[Stage, str], None]

STAGES: dict[Stage, str] = {
    "dns": "name", "tcp": "connection", "tls": "TLS", "greeting": "greeting",
    "login": "login", "folder": "folder", "protocol": "conversation",
}  # fmt: skip

# OpenSSL's verify codes (x509_vfy.h) that a mail server's certificate is refused with in practice.
CERTIFICATE_TROUBLE = {
    9: "the certificate is not valid yet. Check the clock of this machine",
    10: "the certificate has expired. Whoever runs the server has to renew it",
    18: "the certificate is self-signed, nobody vouches for it. If the server is your own, name its "
    "certificate as CA file, or switch certificate validation off",
    19: "the certificate comes from an authority of the server's own making. Name that authority's "
    "certificate as CA file, or switch certificate validation off",
    20: "the certificate's issuer is unknown. Name the issuer's certificate as CA file; with a public "
    "provider the server forgets to send its intermediate certificate",
    21: "the certificate's issuer is unknown. Name the issuer's certificate as CA file",
    23: "the certificate has been revoked. Whoever runs the server has to replace it",
    62: "the certificate is for another name. Enter the host name that it was made for, or, if you are sure, "
    "switch the check of the server's identity off",
    64: "the certificate is not for this IP address. Enter the host name that it was made for",
}
NOT_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")


@dataclass(frozen=True)
class Endpoint:
    """Where a mailbox is and how to get in. `timeout` is in seconds, per read and per write.

    `verify` off accepts any certificate; `identity` off (RFC 2595, 2.4) wants a valid one but not its name.
    """

    host: str
    port: int
    security: Security
    verify: bool
    identity: bool
    timeout: float
    user: str
    password: str = field(repr=False)
    ca_file: str | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class MailboxUnavailable(Temporary):
    """The mailbox cannot be worked with just now; `stage` says how far we came, `link` where to click."""

    def __init__(self, message: str, stage: Stage, *, link: str = "") -> None:
        super().__init__(message)
        self.stage = stage
        self.link = link


def unheard(stage: Stage, text: str) -> None:
    """The report that nobody listens to."""


def unavailable(endpoint: Endpoint, stage: Stage, text: str, *, link: str = "") -> MailboxUnavailable:
    """The error for this endpoint; whatever the server said, the password is not in it."""
    clean = text.replace(endpoint.password, "***") if endpoint.password else text
    return MailboxUnavailable(f"{endpoint} ({STAGES[stage]}): {clean}", stage, link=link)


@contextlib.contextmanager
def doing(endpoint: Endpoint, stage: Stage, what: str, *also: type[Exception]) -> Iterator[None]:
    """Turn every way in which a connection breaks into MailboxUnavailable; `also` names the library's own."""
    try:
        yield
    except PostroomError:
        raise
    except TimeoutError:
        text = f"no answer for {endpoint.timeout:g} seconds while {what}"
        raise unavailable(endpoint, stage, text) from None
    except ssl.SSLEOFError:
        raise unavailable(endpoint, stage, f"the server closed the connection while {what}") from None
    except ssl.SSLError as error:
        raise unavailable(endpoint, "tls", tls_trouble(error)) from None
    except (OSError, EOFError) as error:
        raise unavailable(endpoint, stage, f"the connection broke while {what}: {said(error)}") from None
    except also as error:
        broke = "EOF" in str(error)
        text = f"the server closed the connection while {what}" if broke else f"{what} failed: {said(error)}"
        raise unavailable(endpoint, stage, text) from None


def connect(endpoint: Endpoint, report: Report) -> socket.socket:
    """Open the connection, with TLS from the start where security is "ssl". Raises MailboxUnavailable."""
    sock = dial(endpoint, report)
    if endpoint.security != "ssl":
        return sock
    try:
        with doing(endpoint, "tls", "starting TLS", ValueError):
            secured = tls_context(endpoint).wrap_socket(sock, server_hostname=endpoint.host)
    except MailboxUnavailable:
        sock.close()
        raise
    report("tls", tls_words(endpoint, secured))
    return secured


def dial(endpoint: Endpoint, report: Report) -> socket.socket:
    """Look the name up and connect to the first address that answers."""
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        text = f"there is no host of this name ({said(error)}). Check its spelling and this machine's DNS"
        raise unavailable(endpoint, "dns", text) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    report("dns", f"{endpoint.host} is {', '.join(addresses)}")
    try:
        sock = socket.create_connection((endpoint.host, endpoint.port), endpoint.timeout)
    except OSError as error:
        raise unavailable(endpoint, "tcp", tcp_trouble(error, endpoint)) from None
    # IMAPClient sends a command in several pieces; held back until the last one is acknowledged, each takes 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    report("tcp", f"connected to {endpoint}")
    return sock


def tcp_trouble(error: OSError, endpoint: Endpoint) -> str:
    """Why nobody took the connection, and what to look at."""
    if isinstance(error, TimeoutError):
        wait = f"{endpoint.timeout:g} seconds"
        return f"nobody answered within {wait}. Check host and port, and the firewalls between"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens on this port. Check the port, and whether the server runs"
    return f"no connection: {said(error)}. Check host, port and the network"


def tls_trouble(error: ssl.SSLError) -> str:
    """Why TLS could not be agreed on, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        words = CERTIFICATE_TROUBLE.get(error.verify_code)
        return (
            f"{words} (OpenSSL: {error.verify_message})" if words else f"certificate: {error.verify_message}"
        )
    if error.reason in NOT_TLS:
        return "this port does not speak TLS from the start: choose STARTTLS, or the provider's SSL port"
    if error.reason and "PROTOCOL" in error.reason:
        return (
            f"the server knows only TLS versions that are no longer safe ({error.reason}); it needs an update"
        )
    return f"TLS failed: {error.reason or said(error)}"


def tls_words(endpoint: Endpoint, sock: ssl.SSLSocket) -> str:
    """What was agreed on, for the test of a mailbox."""
    checked = (
        "certificate valid" if endpoint.verify else "certificate NOT checked: validation is switched off"
    )
    if endpoint.verify and not endpoint.identity:
        checked = "certificate valid, but its name NOT checked: the identity check is switched off"
    return f"{sock.version()}, {checked}"


def tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    """Our own context: the mail libraries of the standard library accept any certificate without one."""
    if not endpoint.ca_file:
        return _context(endpoint.verify, endpoint.identity, None, 0)
    try:
        changed = Path(endpoint.ca_file).stat().st_mtime_ns
        return _context(endpoint.verify, endpoint.identity, endpoint.ca_file, changed)
    except OSError as error:  # ssl.SSLError, for a file without certificates, is one too
        text = f"the CA file {endpoint.ca_file} cannot be used: {said(error)}"
        raise unavailable(endpoint, "tls", text) from None


@lru_cache(maxsize=64)
def _context(verify: bool, identity: bool, ca_file: str | None, changed: int) -> ssl.SSLContext:
    """Shared by all sources with the same settings: with the system's authorities it weighs a megabyte."""
    context = ssl.create_default_context()
    context.check_hostname = verify and identity
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def speaks_tls(endpoint: Endpoint) -> bool:
    """Whether the port answers a TLS greeting; looks for the commonest wrong setting, certificates aside."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((endpoint.host, endpoint.port), min(endpoint.timeout, 5.0)) as sock:
            context.wrap_socket(sock, server_hostname=endpoint.host).close()
    except (OSError, ValueError):
        return False
    return True


def hang_up(sock: socket.socket) -> None:
    """End a connection at once, from any thread: whoever reads or waits on it wakes with an end of file.

    The base class is asked, since SSLSocket.shutdown would pull the TLS object from under the reading thread.
    """
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def unprintable(text: str) -> bool:
    """Whether a text holds line breaks or control characters, which no mail server takes in a command."""
    return any(ord(char) < 32 or ord(char) == 127 for char in text)


def said(words: object) -> str:
    """A server's or library's own words, on one line and not too long."""
    name = type(words).__name__
    if isinstance(words, BaseException):
        words = words.args[-1] if words.args and not isinstance(words, OSError) else str(words)
    if isinstance(words, bytes):
        words = words.decode("utf-8", "replace")
    text = re.sub(r"\bb(['\"])(.*)\1", r"\2", str(words)) or name
    line = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(line.split())[:400]
