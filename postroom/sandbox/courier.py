"""Carries parcels to webhooks: in lanes, with retries, and with what is to go wrong on the way."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from postroom.sandbox.faults import Faults
from postroom.sandbox.news import Parcel

LANES = 8
RETRIES = 5
MOST_OPEN = 20_000  # deliveries that have not ended; more are thrown away
MOST_KEPT = 50_000  # deliveries in the log
MOST_BODIES = 2_000  # of these with their body
AFTER_THE_ANSWER = 0.01  # seconds by which the caller who caused the news hears first
AGAIN = frozenset((408, 409, 425, 429))


@dataclass
class Attempt:
    """`answer` is the status, or why there was none."""

    time: float
    seconds: float
    answer: int | str
    retry: int


@dataclass
class Delivery:
    """`state` is waiting, delivered, refused (a final answer), given up, dropped (never sent), or crowded
    (never sent because too many were waiting)."""

    number: int
    parcel: Parcel
    fault: str = ""
    state: str = "waiting"
    retry: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    is_old: bool = False  # its body is not kept once it has ended

    def forget_body(self) -> None:
        if self.is_old and self.state != "waiting":
            self.parcel = replace(self.parcel, body=b"")

    def shown(self) -> dict[str, Any]:
        parcel = self.parcel
        return {
            "n": self.number,
            "webhook": parcel.webhook,
            "url": parcel.url,
            "event": parcel.event,
            "key": parcel.key,
            "identifier": parcel.identifier,
            "flow": parcel.flow,
            "signature": parcel.signature,
            "created": parcel.created,
            "fault": self.fault,
            "state": self.state,
            "attempts": [vars(each) for each in self.attempts],
            "body": parcel.body.decode(),
        }


class Courier:
    """Deliveries of one issue go one after the other, as long as none has to be repeated."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.log: deque[Delivery] = deque(maxlen=MOST_KEPT)
        self._number = 0
        self._open: set[int] = set()
        self._held: list[Delivery] = []  # to go behind the next one
        self._recent: deque[Delivery] = deque()
        self._lanes: list[asyncio.Queue[Delivery]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._timers: set[asyncio.TimerHandle] = set()
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=4 * LANES), auto_decompress=False, trust_env=False
        )
        self._lanes = [asyncio.Queue() for _ in range(LANES)]
        self._tasks = [asyncio.create_task(self._work(lane)) for lane in self._lanes]

    async def close(self) -> None:
        self.forget()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def forget(self) -> None:
        """Nothing waits any more, and the log is empty."""
        for timer in self._timers:
            timer.cancel()
        for lane in self._lanes:
            while not lane.empty():
                lane.get_nowait()
        self._timers.clear()
        self._held.clear()
        self._open.clear()
        self.log.clear()
        self._recent.clear()

    def send(self, parcels: Iterable[Parcel]) -> None:
        """Take them on; they leave a moment later."""
        for parcel in parcels:
            delivery = self._enter(parcel)
            if delivery.state == "waiting":
                self._route(delivery)

    async def send_now(self, parcels: Iterable[Parcel]) -> None:
        """One attempt at each, here and now; what fails is tried again later."""
        for parcel in parcels:
            delivery = self._enter(parcel)
            if delivery.state == "waiting":
                await self._attempt(delivery)

    def after(self, number: int) -> list[dict[str, Any]]:
        """The log behind a number."""
        return [each.shown() for each in self.log if each.number > number]

    def _enter(self, parcel: Parcel) -> Delivery:
        self._number += 1
        delivery = Delivery(self._number, parcel, self.faults.draw_delivery(parcel.event))
        self._recent.append(delivery)
        if len(self._recent) > MOST_BODIES:
            old = self._recent.popleft()
            old.is_old = True
            old.forget_body()
        self.log.append(delivery)
        if delivery.fault == "drop":
            delivery.state = "dropped"
        elif len(self._open) >= MOST_OPEN:
            delivery.state = "crowded"
        else:
            self._open.add(delivery.number)
        return delivery

    def _route(self, delivery: Delivery) -> None:
        settings = self.faults.settings
        if delivery.fault == "reorder":
            self._held.append(delivery)
            self._later(settings.webhook_delay_seconds, self._release, delivery)
        elif delivery.fault == "delay":
            self._later(settings.webhook_delay_seconds, self._put, delivery)
        else:
            behind, self._held = self._held, []
            self._later(AFTER_THE_ANSWER, self._put, delivery, *behind)

    def _release(self, delivery: Delivery) -> None:
        """No other came in front of which it could go."""
        if delivery in self._held:
            self._held.remove(delivery)
            self._put(delivery)

    def _put(self, *deliveries: Delivery) -> None:
        for delivery in deliveries:
            self._lanes[delivery.parcel.lane % LANES].put_nowait(delivery)

    def _later(self, seconds: float, work: Any, *given: Any) -> None:
        def run() -> None:
            self._timers.discard(timer)
            work(*given)

        timer = asyncio.get_running_loop().call_later(seconds, run)
        self._timers.add(timer)

    async def _work(self, lane: asyncio.Queue[Delivery]) -> None:
        while True:
            delivery = await lane.get()
            with contextlib.suppress(Exception):
                await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        """Once, or twice on purpose; a failure comes back later, as often as Jira does it."""
        answer = await self._post(delivery)
        if delivery.fault == "twice" and not delivery.retry:
            answer = await self._post(delivery)
        if isinstance(answer, int) and 200 <= answer < 300:
            self._end(delivery, "delivered")
        elif isinstance(answer, int) and answer < 500 and answer not in AGAIN:
            self._end(delivery, "refused")
        elif delivery.retry >= RETRIES:
            self._end(delivery, "given up")
        elif delivery.number in self._open:
            delivery.retry += 1
            self._later(self.faults.settings.webhook_retry_seconds, self._put, delivery)

    def _end(self, delivery: Delivery, state: str) -> None:
        delivery.state = state
        self._open.discard(delivery.number)
        delivery.forget_body()

    async def _post(self, delivery: Delivery) -> int | str:
        parcel, attempt = delivery.parcel, Attempt(time.time(), 0.0, "under way", delivery.retry)
        delivery.attempts.append(attempt)
        limit = aiohttp.ClientTimeout(total=self.faults.settings.webhook_timeout)
        assert self._session
        try:
            async with self._session.post(
                parcel.url,
                data=parcel.body,
                headers=_headers(parcel, attempt.retry),
                timeout=limit,
                allow_redirects=False,
            ) as answer:
                attempt.answer = answer.status
        except TimeoutError:
            attempt.answer = "time-out"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            attempt.answer = f"{type(error).__name__}: {error}"[:200]
        attempt.seconds = round(time.time() - attempt.time, 4)
        return attempt.answer


def _headers(parcel: Parcel, retry: int) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "X-Atlassian-Webhook-Identifier": parcel.identifier,
        "X-Atlassian-Webhook-Flow": parcel.flow,
    }
    if parcel.signature:
        headers["X-Hub-Signature"] = parcel.signature
    if retry:
        headers["X-Atlassian-Webhook-Retry"] = str(retry)
    return headers
