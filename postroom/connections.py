"""The long-lived things of a worker process: one Jira client per site, pools of limited readers and renderers."""

from __future__ import annotations

import functools
import threading

import httpx2
from django.conf import settings
from django.db import connection as database

from postroom.jira.audience import Kept
from postroom.jira.client import Connection, Jira
from postroom.mail.address import Keys
from postroom.models import JiraSite
from postroom.models.fields import ring
from postroom.reading import Readers
from postroom.rendering import Renderers

#: How requests to Jira travel; None is the network. Tests put one here that holds each exchange to the contract.
transport: httpx2.BaseTransport | None = None

_clients: dict[tuple[object, ...], Jira] = {}
_lock = threading.Lock()


def connection_of(site: JiraSite) -> Connection:
    """Where the API of a site is and how we sign in. The browse URL is a setting of its own."""
    gateway = f"https://api.atlassian.com/ex/jira/{site.cloud_id}"
    base = site.api_url or (gateway if site.kind == JiraSite.Kind.GATEWAY else site.url)
    return Connection(
        kind="gateway" if site.kind == JiraSite.Kind.GATEWAY else "site",
        base_url=base.rstrip("/"),
        browse_url=site.url.rstrip("/"),
        email=site.email,
        token=site.token or "",
    )


def jira_of(site: JiraSite) -> Jira:
    """The client of a site, made once per process (a new one costs 50 ms) and anew when it was changed."""
    connection = connection_of(site)
    key = (site.pk, connection)
    with _lock:
        if key not in _clients:
            longest = settings.ENVIRONMENT.jira_timeout
            _clients[key] = Jira(connection, timeout=longest, total=longest, transport=transport)
        return _clients[key]


@functools.cache
def readers() -> Readers:
    return Readers(settings.ENVIRONMENT.parsers)


@functools.cache
def renderers() -> Renderers:
    return Renderers(settings.ENVIRONMENT.parsers)


@functools.cache
def kept() -> Kept:
    """What Jira answered about people, remembered for a while."""
    return Kept()


@functools.cache
def token_keys() -> Keys:
    return ring().derive("mail-token")


@functools.cache
def own_loops() -> tuple[str, ...]:
    """What mail of ours says in its loop header, newest first: by it we know our own when it comes back."""
    return tuple(key.hex()[:20] for key in ring().derive("mail-loop"))


def check_pool() -> None:
    """Put the broken connections of Django's pool away, all at once. After a restart of the server every idle one
    is broken, and whoever meets them one by one waits 1, 2, 4 ... seconds in between (psycopg_pool's getconn)."""
    pool = getattr(database, "pool", None)  # of the PostgreSQL backend only
    if pool is not None and not pool.closed:  # it is, until its first use
        pool.check()


def close() -> None:
    """End the reader processes and the connections of this process."""
    if readers.cache_info().currsize:
        readers().close()
        readers.cache_clear()
    if renderers.cache_info().currsize:
        renderers().close()
        renderers.cache_clear()
    hang_up()


def hang_up() -> None:
    """End the connections to Jira; the next question makes new ones."""
    with _lock:
        for client in _clients.values():
            client.close()
        _clients.clear()
