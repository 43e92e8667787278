"""`make crash`: kill -9 of every process at random moments, a Jira that loses answers, and a count of the damage.

First the inbound half, mails into Jira; then the outbound half, what happens in Jira into mails.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.corpus import Letter, Mix, letters
from tests.crash import outbound as outgoing
from tests.crash.count import count
from tests.crash.hunt import Hunter
from tests.mailbench import MailBench, free_ports
from tests.office import Office
from tests.sandbox_process import SandboxProcess

VICTIMS = ("worker", "web", "postgres", "dovecot", "parent")


@dataclass(frozen=True)
class Size:
    """How hard a run is. Times in seconds."""

    mails: int
    kills: int
    stops: int
    lease: float
    jira_timeout: float
    look_window: float
    index_lag: float
    late: float
    limit: float
    latency: float
    seed: int

    @property
    def least(self) -> int:
        """How often each victim is killed at least."""
        return max(1, min(5, self.kills // len(VICTIMS)))


FULL = Size(
    500, 55, 5, lease=8, jira_timeout=3, look_window=30, index_lag=5, late=20, limit=780, latency=0.15, seed=1
)
SHORT = Size(
    100, 10, 1, lease=3, jira_timeout=1.2, look_window=6, index_lag=2, late=3, limit=110, latency=0.03, seed=7
)

CONFIGURATION = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: CRASH_TOKEN}}}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, issue_type: Task, address: support@example.com}}
sources:
  - name: Mailbox
    profile: Support
    type: imap
    host: localhost
    port: {port}
    security: ssl
    ca_file: "{ca}"
    user: alice
    password: {{env: CRASH_PASSWORD}}
    first_sync_limit: 100000
    poll_seconds: 2
"""


class Crash:
    """One run: its parts, its victims and what it saw."""

    def __init__(self, size: Size, say: Callable[[str], None]) -> None:
        self.size, self.say = size, say
        self.folder = Path(tempfile.mkdtemp(prefix="pr-crash-", dir="/tmp"))
        self.folder.chmod(0o711)
        self.sandbox = SandboxProcess()
        self.bench = MailBench()
        self.seen_row = 0

    def run(self) -> dict[str, Any]:
        mix = Mix(
            replies=0.45, automatic=0.04, tricky=True, text=(200, 3_000), random=random.Random(self.size.seed)
        )
        mails = letters(self.size.mails, mix, "crash")
        try:
            return self.run_on(mails)
        finally:
            self.end()

    def run_on(self, mails: list[Letter]) -> dict[str, Any]:
        self.sandbox.start(data=self.folder / "jira")
        self.bench.start()
        self.bench.drop("alice", *(mail.raw for mail in mails))
        self.office = Office(self.folder, f"127.0.0.1:{free_ports(1)[0]}", **self.variables())
        self.hunter = Hunter(self.office, self.bench, self.size.seed, self.say)
        self.office.run("migrate")
        self.office.run("config", "apply", "-", text=self.configuration())
        self.sandbox.faults(
            seed=self.size.seed, drop_answer=0.05, done_late=0.01, done_late_seconds=self.size.late, rate_503=0.05,
            rate_429=0.05, retry_after=1, index_lag=self.size.index_lag, latency=self.size.latency,
        )  # fmt: skip
        begin = time.monotonic()
        self.office.start()
        self.office.wait_until_ready()
        self.hunt()
        unfinished = self.wait_for_the_end(begin + self.size.limit)
        seconds = time.monotonic() - begin
        self.sandbox.no_faults()
        time.sleep(min(self.size.late, 1))  # a request still under way on purpose may be done late
        figures = count(mails, self.sandbox.log())
        return {
            **figures,
            "unfinished": unfinished,
            "kills": self.hunter.kills,
            "kills_mid_work": self.hunter.mid_work,
            "stops": self.hunter.stops,
            "by_victim": dict(self.hunter.killed),
            "seconds": round(seconds, 1),
        }

    def variables(self) -> dict[str, str]:
        size = self.size
        return {
            "POSTROOM_WORKERS": "2",
            "POSTROOM_CONCURRENCY": "4",
            "POSTROOM_LEASE": str(size.lease),
            "POSTROOM_JIRA_TIMEOUT": str(size.jira_timeout),
            "POSTROOM_LOOK_WINDOW": str(size.look_window),
            "CRASH_TOKEN": self.sandbox.token,
            "CRASH_PASSWORD": "alice-pw",
        }

    def configuration(self) -> str:
        return CONFIGURATION.format(
            url=self.sandbox.url, email=self.sandbox.email, port=self.bench.ports["imaps"], ca=self.bench.ca
        )

    # -- the hunt ------------------------------------------------------------------------------------------------

    def hunt(self) -> None:
        """Kill each victim its times and more, in random order, each a little after work goes on."""
        size, hunter = self.size, self.hunter
        more = ("worker", "worker", "postgres", "dovecot")
        for victim in hunter.victims(VICTIMS, size.least, more, size.kills, size.stops):
            seen = self.wait_for_work()
            time.sleep(hunter.random.uniform(0.02, 0.4))  # the moment of the blow is what is random here
            if victim == "stop":
                self.stop_a_worker()
            else:
                hunter.kill(victim, seen=seen)

    def wait_for_work(self) -> bool:
        """Until Jira is asked again; False where everything seems to be done."""
        last = self.last_row()
        deadline = time.monotonic() + max(20.0, 2 * self.size.lease)
        while time.monotonic() < deadline:
            self.hunter.mind()
            if self.last_row() > last:
                return True
            if self.open() == 0:
                return False
            time.sleep(0.02)
        return False

    def last_row(self) -> int:
        rows = self.sandbox.log(after=self.seen_row)
        self.seen_row = rows[-1]["n"] if rows else self.seen_row
        return self.seen_row

    def stop_a_worker(self) -> None:
        """It sleeps through its lease, and nobody else is struck meanwhile."""
        pause = self.size.lease * 1.6
        pid = self.hunter.stop_a_worker(pause)
        time.sleep(pause)
        self.hunter.wake(pid)

    # -- the end -------------------------------------------------------------------------------------------------

    def open(self) -> int | None:
        rows = self.office.asks(
            "select count(*) filter (where state <> 'done'), count(*) from postroom_inboundmessage"
        )
        if not rows:
            return None
        unfinished, stored = rows[0]
        return int(str(unfinished)) + self.size.mails - int(str(stored))

    def wait_for_the_end(self, deadline: float) -> int:
        left = self.open()
        while left != 0 and time.monotonic() < deadline:
            time.sleep(0.2)
            self.hunter.mind()
            left = self.open()
        if left:
            for row in self.office.asks(
                "select id, state, reason, attempts, next_attempt from postroom_inboundmessage where state <> 'done'"
            ):
                self.say(f"unfinished: {row}")
        return self.size.mails if left is None else left

    def end(self) -> None:
        for part in (getattr(self, "office", None), self.bench, self.sandbox):
            if part is not None:
                try:
                    part.stop()
                except Exception as error:
                    self.say(f"while ending: {error}")
        shutil.rmtree(self.folder, ignore_errors=True)


BARS_ZERO = (
    "lost", "lost_attachments", "duplicate_issues", "duplicate_comments", "duplicate_attachments", "misplaced",
    "wrong_text", "unfinished",
)  # fmt: skip


def good(size: Size, figures: dict[str, Any]) -> bool:
    enough = figures["kills"] >= size.kills and all(
        figures["by_victim"].get(v, 0) >= size.least for v in VICTIMS
    )
    mid = figures["kills_mid_work"] >= min(30, size.kills // 2)
    return enough and mid and figures["stops"] >= size.stops and not any(figures[name] for name in BARS_ZERO)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="make crash", description="Kills everything, then counts the damage."
    )
    parser.add_argument("--short", action="store_true", help="100 mails and 10 kills, 60 events and 6 kills")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--half", choices=("inbound", "outbound"), help="only this half")
    given = parser.parse_args()
    inbound, outbound = (SHORT, outgoing.SHORT) if given.short else (FULL, outgoing.FULL)
    if given.seed is not None:
        inbound, outbound = replace(inbound, seed=given.seed), replace(outbound, seed=given.seed)
    figures: dict[str, Any] = {}
    is_good = []
    if given.half != "outbound":
        found = run_inbound(inbound)
        is_good.append(good(inbound, found))
        figures |= found
    if given.half != "inbound":
        found = run_outbound(outbound)
        is_good.append(outgoing.good(outbound, found))
        figures |= found
    for name, value in figures.items():
        print(f"{name:24}{value}")
    print(json.dumps(figures))
    return 0 if all(is_good) else 1


def run_inbound(size: Size) -> dict[str, Any]:
    print(f"{size.mails} mails, {size.kills} kills, lease {size.lease:g} s, index lag {size.index_lag:g} s, "
          f"window {size.look_window:g} s, done late up to {size.late:g} s, seed {size.seed}")  # fmt: skip
    return Crash(size, say).run()


def run_outbound(size: outgoing.Size) -> dict[str, Any]:
    print(f"{size.events} events, {size.kills} kills, {size.stops} stops, lease {size.lease:g} s, "
          f"index lag {size.index_lag:g} s, SMTP time-out {size.smtp_timeout:g} s, seed {size.seed}")  # fmt: skip
    return outgoing.OutboundCrash(size, say).run()


def say(text: str) -> None:
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
