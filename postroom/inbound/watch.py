"""The mailbox readers of a worker: who reads which source is a lease row, one thread per source that is ours."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from postroom.inbound.rounds import Reader
from postroom.inbound.taking import Taker
from postroom.models import MessageSource, SourceState

log = logging.getLogger(__name__)

LOOK_AROUND = 1.0  # seconds between looks at leases, deadlines and changes of the configuration
SLOWEST_BACKOFF = 1800.0


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
        """Until `stop`. An outage of the database ends the readers; they come back with it."""
        while not self.stopped.is_set():
            try:
                self.look_around()
            except (DatabaseError, InterfaceError) as error:
                log.warning(
                    "The database is away (%s); mailboxes are left until it is back.", type(error).__name__
                )
                self.lost()
                self.end(list(self.threads))
            finally:
                connection.close()
            self.stopped.wait(LOOK_AROUND)
        self.end(list(self.threads))
        self.give_back()

    def stop(self) -> None:
        self.stopped.set()

    def look_around(self) -> None:
        self.end(
            [pk for pk, (reader, thread) in self.threads.items() if not thread.is_alive() or reader.overdue()]
        )
        held = self.renew() if time.monotonic() - self.renewed > self.length.total_seconds() / 4 else None
        if held is not None:
            self.end([pk for pk in self.threads if held.get(pk) != self.threads[pk][0].source.revision])
        for source in self.take_free():
            self.start(source)

    def renew(self) -> dict[int, int]:
        """Our leases, renewed: {source: revision}. One that we lost or that was switched off is not in it."""
        ours = SourceState.objects.filter(lease_owner=self.owner, source__enabled=True)
        ours.update(lease_until=Now() + self.length)
        self.renewed = time.monotonic()
        return dict(ours.values_list("source_id", "source__revision"))

    def take_free(self) -> list[MessageSource]:
        """Sources that nobody reads and that are due, ours from now on."""
        free = SourceState.objects.filter(
            Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(lease_owner=self.owner),
            Q(next_try=None) | Q(next_try__lte=Now()),
            source__enabled=True,
        ).exclude(source__in=list(self.threads))
        taken = []
        for state in free.select_related("source__profile"):
            mine = free.filter(pk=state.pk)
            if mine.update(lease_owner=self.owner, lease_until=Now() + self.length):
                taken.append(state.source)
        return taken

    def start(self, source: MessageSource) -> None:
        make = Taker if source.type == MessageSource.Type.SMTP else Reader
        reader: SourceThread = make(source)
        thread = threading.Thread(target=guarded(reader), name=f"source {source.name}", daemon=True)
        self.threads[source.pk] = reader, thread
        thread.start()

    def end(self, sources: list[int]) -> None:
        """Stop these readers and wait for them a little; one that hangs is left to its shut connection."""
        for pk in sources:
            self.threads[pk][0].stop()
        for pk in sources:
            _, thread = self.threads.pop(pk)
            thread.join(5)

    def give_back(self) -> None:
        """Free our leases so that another worker need not wait for them to end."""
        try:
            SourceState.objects.filter(lease_owner=self.owner).update(lease_until=None, lease_owner="")
        except (DatabaseError, InterfaceError):
            pass  # they end by themselves
        finally:
            connection.close()


def guarded(reader: SourceThread) -> Callable[[], None]:
    """The thread's body: an error becomes the source's status and a later try."""

    def body() -> None:
        try:
            reader.run()
        except (DatabaseError, InterfaceError) as error:
            log.warning("Source %s: the database is away (%s).", reader.source.name, type(error).__name__)
        except Exception as error:
            note_failure(reader.source, error)
        finally:
            connection.close()

    return body


def note_failure(source: MessageSource, error: Exception) -> None:
    """Failing since when and why, and when it is tried again: after 1, 2, 4 ... 30 minutes."""
    log.warning("Source %s: %s", source.name, error, exc_info=not hasattr(error, "retry_after"))
    state = SourceState.objects.get(source=source)
    minutes = min(2.0**state.failures, SLOWEST_BACKOFF / 60)
    now = timezone.now()
    if state.status != SourceState.Status.FAILING:
        state.status, state.status_since = SourceState.Status.FAILING, now
    state.last_error = str(error)[:2000]
    state.next_try = now + timedelta(minutes=minutes)
    state.save(update_fields=["status", "status_since", "last_error", "next_try"])
    SourceState.objects.filter(pk=state.pk).update(failures=F("failures") + 1)
