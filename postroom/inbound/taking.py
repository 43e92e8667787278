"""A source that takes mail by SMTP: the listener for as long as the lease is ours."""

from __future__ import annotations

import secrets
import socket
import threading

from django.db import connection

from postroom.inbound.receive import accept
from postroom.inbound.standing import note_online
from postroom.models import MessageSource
from postroom.transport.listener import Delivery, Listener, ListenerSettings


class Taker:
    """Runs the listener of one source."""

    def __init__(self, source: MessageSource) -> None:
        self.source = source
        self.stopped = threading.Event()

    def run(self) -> None:
        listener = Listener(listener_settings(self.source), self.accept)
        listener.start()
        try:
            note_online(self.source)
            connection.close()
            self.stopped.wait()
        finally:
            listener.stop()

    def accept(self, delivery: Delivery) -> None:
        try:
            accept(self.source, delivery)
        finally:
            connection.close()

    def stop(self) -> None:
        self.stopped.set()

    def overdue(self) -> bool:
        return False


def listener_settings(source: MessageSource) -> ListenerSettings:
    """A source's settings as the listener wants them; without named recipients it takes the profile's address."""
    wanted = filter(None, source.recipients or [source.profile.address])
    user, password = source.user, source.password
    return ListenerSettings(
        host=source.host,
        port=source.port,
        hostname=socket.getfqdn(),
        max_size=source.max_size,
        timeout=source.timeout,
        recipients=frozenset(wanted),
        certificate=source.certificate_file or None,
        key=source.key_file or None,
        implicit_tls=source.security == MessageSource.Security.SSL,
        require_tls=source.security == MessageSource.Security.STARTTLS,
        users=(lambda name, word: same(name, user) and same(word, password or ""))
        if user and password
        else None,
    )


def same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
