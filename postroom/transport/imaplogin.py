"""Getting into an IMAP mailbox: STARTTLS, password, and what the provider says when it will not have us."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from postroom.transport.endpoint import (
    Endpoint,
    MailboxUnavailable,
    said,
    tls_context,
    tls_words,
    unavailable,
    unprintable,
)
from postroom.transport.imapwire import Client

WEBALERT = re.compile(rb"\[WEBALERT (https://[^\s\]]+)\]")
ATOM = re.compile(r"[A-Za-z0-9!#$&'+,\-./:;<=>?@^_`|~]+")
ADVICE = "Check user and password; many providers want a password made for this purpose (app password)"


def start_tls(client: Client, endpoint: Endpoint) -> str:
    """Switch to TLS before anything is said; never goes on without. Returns what was agreed on."""
    if not client.has_capability("STARTTLS"):
        text = "the server does not offer STARTTLS on this port: choose SSL and the provider's SSL port"
        raise unavailable(endpoint, "tls", text)
    client.starttls(tls_context(endpoint))
    sock = client.wire.sock
    return tls_words(endpoint, sock) if isinstance(sock, ssl.SSLSocket) else "no TLS"


def log_in(client: Client, endpoint: Endpoint) -> None:
    """Log in with user and password, or MailboxUnavailable with the provider's own words."""
    if unprintable(endpoint.user + endpoint.password):
        text = "user or password holds a line break or another control character: enter them again"
        raise unavailable(endpoint, "login", text)
    if client.has_capability("LOGINDISABLED"):
        text = "the server takes no password on an unprotected connection: choose SSL or STARTTLS"
        raise unavailable(endpoint, "login", text)
    try:
        send_password(client, endpoint.user, endpoint.password)
    except imaplib.IMAP4.error as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):  # LoginError hides the connection's end
            raise error.__context__ from None
        raise rejected(client, endpoint, said(error)) from None


def send_password(client: Client, user: str, password: str) -> None:
    """LOGIN where the words can be sent that way, else AUTHENTICATE PLAIN, which takes UTF-8 (RFC 4616)."""
    if ATOM.fullmatch(user) and password.isascii():
        client.login(user, password)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    elif (user + password).isascii():
        client.login('"' + user.replace("\\", "\\\\").replace('"', '\\"') + '"', password)
    else:
        raise imaplib.IMAP4.error("this server takes only ASCII letters in user and password")


def rejected(client: Client, endpoint: Endpoint, words: str) -> MailboxUnavailable:
    """The provider's refusal, with Gmail's link where it wants a login in the browser."""
    text = f"the server did not let {endpoint.user} in: {words.rstrip('.')}"
    if link := web_login(client.untagged.get("NO", [])):
        return unavailable(endpoint, "login", f"{text}. Log in here first: {link}", link=link)
    return unavailable(endpoint, "login", f"{text}. {ADVICE}")


def web_login(lines: Iterable[Any]) -> str:
    """Gmail's link for a login in the browser, only where it leads to Google; else ""."""
    for line in lines:
        found = WEBALERT.search(line) if isinstance(line, bytes) else None
        if found and leads_to_google(link := found[1].decode("ascii", "replace")):
            return link
    return ""


def leads_to_google(link: str) -> bool:
    """Whether a link that a server sent may be shown as one: https, a google.com host, no user in it."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = parts.hostname or ""
    ours = host == "google.com" or host.endswith(".google.com")
    return ours and parts.scheme == "https" and "@" not in parts.netloc and not unprintable(link)
