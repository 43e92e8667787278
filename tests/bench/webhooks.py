"""Webhooks at a fixed rate, as Jira sends them: signed, over a few connections, whatever the answers take."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 16
ISSUES = 500  # over which they spread


@dataclass(frozen=True)
class Sent:
    """When it was due and how long after that its answer came, in seconds; `status` 0 where none came."""

    due: float
    took: float
    status: int


def variants(sample: bytes, count: int, first: int = 1) -> list[bytes]:
    """So many comments like this one, each with an id of its own, on many issues."""
    value = json.loads(sample)
    return [with_comment(value, first + number) for number in range(count)]


def with_comment(value: dict[str, Any], number: int) -> bytes:
    mine, issue = copy.copy(value), number % ISSUES
    mine["comment"] = {**value["comment"], "id": str(9_000_000 + number)}
    mine["issue"] = {**value["issue"], "id": str(8_000_000 + issue), "key": f"SUP-{100_000 + issue}"}
    return json.dumps(mine).encode()


def requests(bodies: Sequence[bytes], url: str, secret: str) -> list[bytes]:
    """Whole requests, made before the clock runs."""
    parts = urlsplit(url)
    return [request(body, parts.path, parts.netloc, secret, number) for number, body in enumerate(bodies)]


def request(body: bytes, path: str, host: str, secret: str, number: int) -> bytes:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    identifier = hashlib.sha256(body).hexdigest()[:32]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature: sha256={signature}\r\nX-Atlassian-Webhook-Identifier: {identifier}-{number}\r\n"
        f"X-Atlassian-Webhook-Flow: Primary\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(prepared: Sequence[bytes], url: str, per_second: float) -> list[Sent]:
    """Send them, each at its time, and return what became of each."""
    return asyncio.run(play(prepared, urlsplit(url).netloc, per_second))


async def play(prepared: Sequence[bytes], netloc: str, per_second: float) -> list[Sent]:
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    done: list[Sent] = []
    lines = [asyncio.create_task(line(netloc, waiting, done)) for _ in range(CONNECTIONS)]
    begin = time.monotonic()
    for number, each in enumerate(prepared):
        due = begin + number / per_second
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        waiting.put_nowait((due, each))
    await waiting.join()
    for each_line in lines:
        each_line.cancel()
    return done


async def line(netloc: str, waiting: asyncio.Queue[tuple[float, bytes]], done: list[Sent]) -> None:
    """One connection, opened again where the other side ended it."""
    host, _, port = netloc.rpartition(":")
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    while True:
        due, whole = await waiting.get()
        status = 0
        for _ in range(2):  # an idle connection may just have ended
            try:
                if writer is None or reader is None or reader.at_eof():
                    reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(whole)
                status = await answer(reader)
                break
            except (OSError, asyncio.IncompleteReadError):
                writer = None
        done.append(Sent(due, time.monotonic() - due, status))
        waiting.task_done()


async def answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    sizes = [each.partition(":")[2] for each in lines if each.lower().startswith("content-length:")]
    if sizes:
        await reader.readexactly(int(sizes[0]))
    return int(lines[0].split()[1])
