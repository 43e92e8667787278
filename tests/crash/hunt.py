"""The hunter: picks its victims at random, strikes while they work, and notes whom it struck and when."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence

from tests.mailbench import MailBench
from tests.office import Office, send, wait_for


class Hunter:
    """Kills the processes of one office, and the Dovecot beside it."""

    def __init__(self, office: Office, bench: MailBench, seed: int, say: Callable[[str], None]) -> None:
        self.office, self.bench, self.say = office, bench, say
        self.random = random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.blows: list[tuple[float, str]] = []  # when, and whom it hit
        self.mid_work = 0
        self.stops = 0
        self.asleep: set[int] = set()

    @property
    def kills(self) -> int:
        return sum(self.killed.values())

    def victims(
        self, once: Sequence[str], least: int, more: Sequence[str], kills: int, stops: int
    ) -> list[str]:
        """Each of `once` at least so often, then any of `more`, and stops among them, in random order."""
        chosen = [victim for victim in once for _ in range(least)]
        chosen += self.random.choices(more, k=kills - len(chosen))
        chosen += ["stop"] * stops
        self.random.shuffle(chosen)
        return chosen

    def kill(self, victim: str, *, seen: bool) -> None:
        """With `seen`, while it was at work."""
        if victim == "dovecot":
            self.bench.kill9()
            self.bench.start_dovecot()
        elif victim == "parent":
            self.blows.append((time.time(), victim))
            self.office.kill_parent()
            self.office.start()
        elif victim == "postgres":
            self.strike(victim, lambda: [self.office.postmaster() or 0], signal.SIGKILL)
        else:
            living = self.office.workers if victim == "worker" else self.office.web
            self.strike(victim, living, signal.SIGKILL)
        self.mid_work += seen
        self.killed[victim] += 1
        self.say(f"kill -9 {victim}" + ("" if seen else " (idle)"))

    def mind(self) -> None:
        """Start a parent that has ended, as a service manager does: one whose database dies while it starts ends."""
        parent = self.office.process
        if parent is not None and parent.poll() is not None:
            self.say(f"the parent ended ({parent.returncode}) and is started again")
            self.office.start()

    def strike(self, victim: str, living: Callable[[], list[int]], number: signal.Signals) -> int:
        """Hit one of these processes, waiting for one to live: a blow into the air counts for nothing."""
        hit: list[int] = []

        def struck() -> bool:
            self.mind()
            there = [pid for pid in living() if pid and pid not in self.asleep]
            if there and send(pid := self.random.choice(there), number):
                self.blows.append((time.time(), victim))
                hit.append(pid)
            return bool(hit)

        wait_for(struck, 30, f"a process to send {number.name}")
        return hit[0]

    def stop_a_worker(self, seconds: float) -> int:
        """A worker sleeps, and goes on when `wake` is called as if nothing had been; it is not killed meanwhile."""
        self.say(f"SIGSTOP of a worker for {seconds:.0f} s")
        pid = self.strike("stop", self.office.workers, signal.SIGSTOP)
        self.asleep.add(pid)
        return pid

    def wake(self, pid: int) -> None:
        self.stops += send(pid, signal.SIGCONT)
        self.asleep.discard(pid)
