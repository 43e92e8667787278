"""The worker process: jobs, the reviver beside them, and the mailbox readers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
import psycopg
import psycopg_pool
from django.conf import settings
from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

from postroom import connections
from postroom import tasks as tasks  # registers them
from postroom.inbound.watch import Watch
from postroom.outbound import lines

log = logging.getLogger(__name__)

NICE = 5  # the process that takes webhooks comes first: Jira waits for its answer
PAUSE = 0.5  # seconds before the next life
GRACE = 8.0  # seconds that running jobs get to end


class WorkerConnector(PsycopgConnector):
    """A job that is put by a running job goes through Django's connection, and so into its transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def unchecked_pool(**options: Any) -> psycopg_pool.AsyncConnectionPool:
    """Without a question to the server before each use: a lost one ends this life of the worker anyway."""
    return psycopg_pool.AsyncConnectionPool(**{**options, "check": None})


def slots(concurrency: int) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Jobs at once per group of queues: a slow mail server holds up nothing that Jira is asked for, nor the reverse."""
    return ((("inbound", "events"), concurrency), (("sending",), concurrency), (("sys",), 2))


def name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run(*, read_mailboxes: bool = True) -> int:
    """Work until TERM or INT. A lost database ends one life of the worker; the next begins when it is back."""
    os.nice(NICE)
    stop = Stop()
    watch = Watch(name(), stop.lost)
    thread = threading.Thread(target=watch.run, name="watch")
    if read_mailboxes:
        thread.start()
    try:
        while not stop.wished:
            live(stop)
            connections.check_pool()
        return 0
    finally:
        watch.stop()
        if read_mailboxes:
            thread.join(GRACE)
        connections.close()
        lines.close()


class Stop:
    """Why a life of the worker ends: somebody wished it, or the watch saw that the database is lost."""

    def __init__(self) -> None:
        self.wished = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.event: asyncio.Event | None = None

    def wish(self) -> None:
        self.wished = True
        if self.event is not None:
            self.event.set()

    def lost(self) -> None:
        """From the watch's thread."""
        if self.loop is not None and self.event is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended by itself
                self.loop.call_soon_threadsafe(self.event.set)


def live(stop: Stop) -> None:
    try:
        asyncio.run(work(stop))
    except (psycopg.Error, psycopg_pool.PoolTimeout, procrastinate.exceptions.ConnectorException) as error:
        log.warning("The database is away (%s); tried again.", type(error).__name__)
    if not stop.wished:
        time.sleep(PAUSE)


async def work(stop: Stop) -> None:
    """Two queues side by side: a worker full of long jobs still revives the jobs of the dead."""
    env = settings.ENVIRONMENT
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(sum(count for _, count in slots(env.concurrency)), "job"))
    link = WorkerConnector(
        pool_factory=unchecked_pool, kwargs=connector_params(), min_size=1, max_size=4, timeout=5, max_idle=15
    )
    stop.loop, stop.event = loop, asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.wish)
    with app.replace_connector(link) as own:
        async with own.open_async():
            workers = [
                asyncio.create_task(
                    own.run_worker_async(
                        name="+".join(queues),
                        queues=list(queues),
                        concurrency=concurrency,
                        install_signal_handlers=False,
                        fetch_job_polling_interval=1,
                        update_heartbeat_interval=env.lease / 3,
                        stalled_worker_timeout=env.lease,
                        shutdown_graceful_timeout=GRACE,
                        delete_jobs="successful",
                    )
                )
                for queues, concurrency in slots(env.concurrency)
            ]
            wish = asyncio.create_task(stop.event.wait())
            await asyncio.wait([*workers, wish], return_when=asyncio.FIRST_COMPLETED)
            for worker in workers:
                worker.cancel()  # once only: a second cancel would abort the running job for good
            wish.cancel()
            await asyncio.gather(*workers, wish, return_exceptions=True)
