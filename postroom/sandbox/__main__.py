"""Starts the sandbox: `python -m postroom.sandbox --data DIR`."""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from postroom.sandbox.record import Record
from postroom.sandbox.seeds import plant
from postroom.sandbox.server import Server, request_of
from postroom.sandbox.sink import Sink
from postroom.sandbox.site import Site
from postroom.sandbox.store import Store
from postroom.sandbox.world import build

PR_SET_PDEATHSIG = 1


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m postroom.sandbox",
        description="A Jira Cloud look-alike and a mail sink, for trying and testing.",
    )
    parser.add_argument("--data", type=Path, help="folder that keeps the state; without it nothing is kept")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="of the Jira look-alike; 0 takes a free one")
    parser.add_argument("--smtp-port", type=int, default=0, help="of the mail sink; 0 takes a free one")
    parser.add_argument("--no-sink", action="store_true", help="start no mail sink")
    parser.add_argument("--email", default="demo@example.com", help="the API user")
    parser.add_argument("--token", default="sandbox-token", help="its API token")
    parser.add_argument("--anonymous", action="store_true", help="callers without credentials may look")
    parser.add_argument("--project", action="append", default=[], metavar="KEY:NAME", help="one more project")
    parser.add_argument("--seed", action="store_true", help="fill an empty sandbox with some issues")
    parser.add_argument("--log", action="store_true", help="append every request to DATA/requests.jsonl")
    return parser.parse_args(given)


def site_of(options: argparse.Namespace) -> Site:
    if options.data:
        options.data.mkdir(parents=True, exist_ok=True)
    named = dict(each.partition(":")[::2] for each in options.project)
    world = build(options.email, {key: name or key for key, name in named.items()})
    record = Record(options.data / "requests.jsonl" if options.data and options.log else None)
    return Site(world, Store(options.data), record, options.token, options.anonymous)


async def serve(options: argparse.Namespace) -> None:
    """Run until SIGTERM, SIGINT or the end of the parent process."""
    stop = asyncio.Event()
    _listen_for_the_end(stop)
    site = site_of(options)
    if options.seed:
        plant(site)
    server = Server(site)
    server.courier.start()
    front = web.Server(server.answer, request_factory=request_of, access_log=None)
    runner = web.ServerRunner(front, shutdown_timeout=0.2)
    await runner.setup()
    listener = web.TCPSite(runner, options.host, options.port, backlog=1024, reuse_address=True)
    await listener.start()
    site.url = f"http://{options.host}:{runner.addresses[0][1]}"
    sink = None if options.no_sink else await _start_sink(site, options)
    _announce(site)
    try:
        await stop.wait()
    finally:
        if sink:
            sink.close()
        await server.close()
        await runner.cleanup()
        site.record.close()
        site.store.close()


async def _start_sink(site: Site, options: argparse.Namespace) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    site.sink = Sink(site.store, site.faults)
    sink = await loop.create_server(site.sink.protocol, options.host, options.smtp_port)
    site.smtp = f"{options.host}:{sink.sockets[0].getsockname()[1]}"
    return sink


def _announce(site: Site) -> None:
    active = [each for each in site.world.users.values() if each.active]
    people = {site.name_of(each): site.authorization_of(each) for each in active}
    line = {
        "url": site.url,
        "smtp": site.smtp,
        "authorization": site.authorization,
        "email": site.world.me.email,
        "token": site.token,
        "cloud_id": site.store.cloud_id,
        "gateway": site.gateway,
        "people": people,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _listen_for_the_end(stop: asyncio.Event) -> None:
    """Ask Linux for a signal when the parent dies. It also comes when only the thread that started us ends,
    so the parent is looked at before the signal is believed."""
    loop, parent = asyncio.get_running_loop(), os.getppid()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    loop.add_signal_handler(signal.SIGUSR2, lambda: stop.set() if os.getppid() != parent else None)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGUSR2, 0, 0, 0)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(serve(arguments()))


if __name__ == "__main__":
    main()
