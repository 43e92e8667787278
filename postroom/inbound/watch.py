"""The mailbox readers of a worker: who reads which source is a lease row, one thread per source that is ours."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q
from django.db.models.functions import Now

from postroom.connections import check_pool
from postroom.errors import Temporary
from postroom.inbound.rounds import Reader
from postroom.inbound.standing import note_failure
from postroom.inbound.taking import Taker
from postroom.models import MessageSource, SourceState

log = logging.getLogger(__name__)

LOOK_AROUND = 1.0  # seconds between looks at leases, deadlines and changes of the configuration
PARTING = 5.0  # seconds for readers to end; one that hangs is left to its shut connection
AWAY = (OperationalError, InterfaceError)


class SourceThread(Protocol):
    """What reads a mailbox or takes mail at a port; ends when told, or by an error."""

    source: MessageSource

    def run(self) -> None: ...

    def stop(self) -> None:
        """End soon, from another thread; also cuts a wait on the network."""
        ...

    def overdue(self) -> bool:
        """Has a round taken longer than it may?"""
        ...


class Watch:
    """Takes leases of sources that nobody reads, starts their readers and renews what it holds."""

    def __init__(self, owner: str, lost: Callable[[], None]) -> None:
        self.owner, self.lost = owner, lost
        self.threads: dict[int, tuple[SourceThread, threading.Thread]] = {}
        self.stopped = threading.Event()
        self.length = timedelta(seconds=settings.ENVIRONMENT.lease)
        self.renewed = 0.0

    def run(self) -> None:
        """Until `stop`. An outage of the database ends no reader: one that needs it fails and comes back with it,
        and an SMTP port goes on telling peers to keep their mail."""
        while not self.stopped.is_set():
            try:
                self.look_around()
            except AWAY as error:
                log.warning("The database is away (%s); mailboxes wait for it.", type(error).__name__)
                self.lost()
                check_pool()
            except Exception:
                log.exception("The mailbox readers could not be looked after; tried again.")
            finally:
                connection.close()
            self.stopped.wait(LOOK_AROUND)
        self.end(list(self.threads))
        self.give_back()

    def stop(self) -> None:
        self.stopped.set()

    def look_around(self) -> None:
        self.end([pk for pk, (_, thread) in self.threads.items() if not thread.is_alive()])
        self.cut([pk for pk, (reader, _) in self.threads.items() if reader.overdue()])
        if time.monotonic() - self.renewed > self.length.total_seconds() / 4:
            self.keep(self.renew())
        for source in self.take_free():
            self.start(source)

    def renew(self) -> dict[int, int]:
        """Our leases, renewed: {source: revision}. One that we lost or that was switched off is not in it."""
        add_missing_states()
        SourceState.objects.filter(lease_owner=self.owner).update(lease_until=Now() + self.length)
        self.renewed = time.monotonic()
        ours = SourceState.objects.filter(lease_owner=self.owner, source__enabled=True)
        return dict(ours.values_list("source_id", "source__revision"))

    def keep(self, held: dict[int, int]) -> None:
        """End the readers of sources that are no longer ours, or were changed; free what is no longer read."""
        self.end([pk for pk in self.threads if held.get(pk) != self.threads[pk][0].source.revision])
        ours = SourceState.objects.filter(lease_owner=self.owner)
        ours.exclude(source__in=list(held)).update(lease_owner="", lease_until=None)

    def take_free(self) -> list[MessageSource]:
        """Sources that nobody reads and that are due, ours from now on."""
        free = Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(lease_owner=self.owner)
        due = Q(next_try=None) | Q(next_try__lte=Now())
        found = SourceState.objects.filter(free, due, source__enabled=True).exclude(
            source__in=list(self.threads)
        )
        return [
            source
            for pk in list(found.values_list("pk", flat=True))
            # No join in here: a subquery is not looked at again when another worker was faster.
            if SourceState.objects.filter(free, due, pk=pk).update(
                lease_owner=self.owner, lease_until=Now() + self.length
            )
            and (source := MessageSource.objects.select_related("profile").filter(state=pk).first())
        ]

    def start(self, source: MessageSource) -> None:
        make = Taker if source.type == MessageSource.Type.SMTP else Reader
        reader: SourceThread = make(source)
        thread = threading.Thread(target=guarded(reader), name=f"source {source.name}", daemon=True)
        self.threads[source.pk] = reader, thread
        thread.start()

    def cut(self, sources: list[int]) -> None:
        """End rounds that take too long: their mailbox has failed, and waits as one that does not answer."""
        readers = [self.threads[pk][0] for pk in sources]
        self.end(sources)
        for reader in readers:
            text = f"The conversation with {reader.source.host} made no progress for too long and was cut."
            note_failure(reader.source, Temporary(text))

    def end(self, sources: Iterable[int]) -> None:
        """Stop these readers, all at once, and wait for them a little."""
        ending = [self.threads[pk] for pk in sources]
        for reader, _ in ending:
            reader.stop()
        until = time.monotonic() + PARTING
        for reader, thread in ending:
            thread.join(max(0.0, until - time.monotonic()))
            self.threads.pop(reader.source.pk)

    def give_back(self) -> None:
        """Free our leases so that another worker need not wait for them to end."""
        try:
            SourceState.objects.filter(lease_owner=self.owner).update(lease_until=None, lease_owner="")
        except AWAY:
            pass  # they end by themselves
        finally:
            connection.close()


def add_missing_states() -> None:
    """A source without a state row, however it came about, is read like any other."""
    without = MessageSource.objects.filter(state=None)
    rows = [SourceState(source=source) for source in without.only("pk")]
    SourceState.objects.bulk_create(rows, ignore_conflicts=True)


def guarded(reader: SourceThread) -> Callable[[], None]:
    """The thread's body: an error becomes the source's status and a later try."""

    def body() -> None:
        try:
            try:
                reader.run()
            except AWAY:
                raise
            except Exception as error:
                note_failure(reader.source, error)
        except AWAY as error:
            log.warning("Source %s: the database is away (%s).", reader.source.name, type(error).__name__)
        finally:
            connection.close()

    return body
