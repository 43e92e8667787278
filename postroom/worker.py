"""The worker process: jobs, the reviver beside them, and the mailbox readers."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

from postroom import journal
from postroom import tasks as tasks  # registers them
from postroom.inbound import connections
from postroom.inbound.watch import Watch

GRACE = 8.0  # seconds that running jobs get to end


class WorkerConnector(PsycopgConnector):
    """A job that is put by a running job goes through Django's connection, and so into its transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run(*, read_mailboxes: bool = True) -> int:
    """Work until TERM or INT. Returns 0 after a wish to stop, 1 after losing the database: start it again then."""
    watch = Watch(name())
    thread = threading.Thread(target=watch.run, name="watch")
    if read_mailboxes:
        thread.start()
    try:
        return asyncio.run(work())
    finally:
        watch.stop()
        if read_mailboxes:
            thread.join(GRACE)
        connections.close()


async def work() -> int:
    """Two queues side by side: a worker full of long jobs still revives the jobs of the dead."""
    env = settings.ENVIRONMENT
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(env.concurrency + 2, "job"))
    link = WorkerConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=5)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with app.replace_connector(link) as own:
        async with own.open_async():
            workers = [
                asyncio.create_task(
                    own.run_worker_async(
                        name=queue,
                        queues=[queue],
                        concurrency=concurrency,
                        install_signal_handlers=False,
                        fetch_job_polling_interval=1,
                        update_heartbeat_interval=env.lease / 3,
                        stalled_worker_timeout=env.lease,
                        shutdown_graceful_timeout=GRACE,
                        delete_jobs="successful",
                    )
                )
                for queue, concurrency in ((journal.QUEUE, env.concurrency), ("sys", 2))
            ]
            wish = asyncio.create_task(stop.wait())
            await asyncio.wait([*workers, wish], return_when=asyncio.FIRST_COMPLETED)
            for worker in workers:
                worker.cancel()  # once only: a second cancel would abort the running job for good
            wish.cancel()
            await asyncio.gather(*workers, wish, return_exceptions=True)
    return 0 if stop.is_set() else 1
