"""The outbound half of `make crash`: kill -9 while Jira tells and a mail server misbehaves; counted at that server."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.acts import AGENTS, NEVER, OUTSIDE, People, patient
from tests.crash.hunt import Hunter
from tests.crash.outbound_count import count
from tests.crash.outbound_evidence import Evidence
from tests.jira.people import client_of
from tests.mailbench import MailBench, free_ports
from tests.office import Office, wait_for
from tests.sandbox_process import SandboxProcess

VICTIMS = ("worker", "web", "postgres", "parent")


@dataclass(frozen=True)
class Size:
    """How hard a run is. Times in seconds, shares of what may go wrong 0..1."""

    events: int
    kills: int
    stops: int
    lease: float
    jira_timeout: float
    look_window: float
    index_lag: float
    smtp_timeout: float
    smtp_latency: float
    limit: float
    seed: int

    @property
    def least(self) -> int:
        """How often each victim is killed at least."""
        return max(1, min(5, self.kills // len(VICTIMS)))


FULL = Size(
    500, 52, 5, lease=6, jira_timeout=2.5, look_window=15, index_lag=2, smtp_timeout=3, smtp_latency=0.03,
    limit=420, seed=1,
)  # fmt: skip
SHORT = Size(
    60, 6, 1, lease=3, jira_timeout=1.4, look_window=5, index_lag=1, smtp_timeout=1.5, smtp_latency=0.02,
    limit=110, seed=7,
)  # fmt: skip

CONFIGURATION = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: CRASH_TOKEN}}, polling: always, poll_seconds: 10}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, issue_type: Task, address: support@example.com}}
sources:
  - name: Mailbox
    profile: Support
    type: imap
    host: localhost
    port: {imap}
    security: ssl
    ca_file: "{ca}"
    user: alice
    password: {{env: CRASH_PASSWORD}}
    first_sync_limit: 100000
    poll_seconds: 2
outbounds:
  - name: Relay
    host: 127.0.0.1
    port: {smtp}
    security: none
    login: none
    sender_address: support@example.com
    timeout: {timeout}
template_sets:
  - name: Counted
    base: modern
    parts:
      notice.text: |
        {{% for event in events %}}
        {{% if event.kind == "created" %}}{{{{ issue.description.text }}}}{{% endif %}}
        {{% if event.comment %}}{{{{ event.comment.text }}}}{{% endif %}}
        {{% for row in event.changes %}}
        Change {{{{ issue.key }}}} {{{{ row.field }}}}: {{{{ row.from or "none" }}}} > {{{{ row.to or "none" }}}}.
        {{% endfor %}}
        {{% endfor %}}
mappings:
  - name: One by one
    site: Sandbox
    outbound: Relay
    audience: [{people}, mail participants]
    template_set: Counted
    window: 1
  - name: Together
    site: Sandbox
    outbound: Relay
    audience: [{outside}]
    delivery: together
    public_fields: [status]
    template_set: Counted
    window: 0
"""


class OutboundCrash:
    """One run: its parts, its victims and what the mail server saw."""

    def __init__(self, size: Size, say: Callable[[str], None]) -> None:
        self.size, self.say = size, say
        self.folder = Path(tempfile.mkdtemp(prefix="pr-crash-", dir="/tmp"))
        self.folder.chmod(0o711)
        self.sandbox = SandboxProcess()
        self.bench = MailBench()
        self.turns = threading.Semaphore(0)
        self.broken: list[BaseException] = []
        self.seen_transactions = 0

    def run(self) -> dict[str, Any]:
        try:
            self.set_up()
            begin = time.monotonic()
            self.go(begin + self.size.limit)
            return self.figures(time.monotonic() - begin)
        finally:
            self.end()

    # -- the stage -----------------------------------------------------------------------------------------------

    def set_up(self) -> None:
        size = self.size
        self.sandbox.start(data=self.folder / "jira")
        self.bench.start()
        self.people = People(self.sandbox, self.bench, size.events, size.seed)
        self.jira = patient(client_of(self.sandbox, "bot"))
        listen = f"127.0.0.1:{free_ports(1)[0]}"
        self.office = Office(self.folder, listen, **self.variables())
        self.hunter = Hunter(self.office, self.bench, size.seed, self.say)
        self.evidence = Evidence(self.sandbox, self.office, self.people, self.hunter, self.jira)
        self.office.run("migrate")
        self.office.run("config", "apply", "-", text=self.configuration())
        self.office.run("site", "webhook", "Sandbox", "--url", f"http://{listen}")
        self.sandbox.faults(**self.faults())
        self.office.start()
        self.office.wait_until_ready()
        # What was before the first look at a site, nobody asked us to tell.
        looked = "select 1 from postroom_sitepolling where until is not null"
        wait_for(lambda: bool(self.office.asks(looked)), 60, "the first look at the site")

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
        accounts = self.people.accounts
        return CONFIGURATION.format(
            url=self.sandbox.url,
            email=self.sandbox.email,
            imap=self.bench.ports["imaps"],
            ca=self.bench.ca,
            smtp=self.sandbox.smtp.rpartition(":")[2],
            timeout=self.size.smtp_timeout,
            people=", ".join(f'"account: {accounts[name]}"' for name in (*AGENTS, *NEVER)),
            outside=", ".join(f'"address: {address}"' for address in sorted(OUTSIDE)),
        )

    def faults(self) -> dict[str, Any]:
        """Webhooks that fail, RCPT that is refused now and then, and answers after the data, some of them never."""
        dice = random.Random(self.size.seed)

        def codes(bad: int, share: float) -> list[int]:
            return [bad if dice.random() < share else 250 for _ in range(self.size.events * 2)]

        after_data = [250] * 140 + [451, 451, 451, 552, "hang_up", "hang_up", "hang_up", "cut", "cut", "cut"]
        each_once = [code for bad in (451, 552, "hang_up", "cut") for code in (bad, *[250] * 5)]
        return {
            "seed": self.size.seed,
            "issue_write_limit": False,
            "index_lag": self.size.index_lag,
            "webhook_drop": 0.08,
            "webhook_twice": 0.15,
            "webhook_delay": 0.05,
            "webhook_reorder": 0.1,
            "webhook_early": 0.1,
            "webhook_retry_seconds": 0.5,
            "webhook_timeout": 2,
            "comment_as_update": True,
            "smtp_latency": self.size.smtp_latency,
            "smtp_rcpt": {
                "jane": codes(451, 0.05),
                "kim": codes(550, 0.06),
                "lou": codes(552, 0.06),
                "ada": codes(451, 0.04),
                "dan": codes(550, 0.06),
                "emil": codes(451, 0.06),
            },
            "smtp_data": each_once + [dice.choice(after_data) for _ in range(self.size.events * 5)],
        }

    # -- the hunt ------------------------------------------------------------------------------------------------

    def go(self, deadline: float) -> None:
        people = threading.Thread(target=self.live, name="people", daemon=True)
        people.start()
        self.hunt()
        self.turns.release(self.size.events)
        people.join(max(1.0, deadline - time.monotonic()))
        if self.broken:
            raise self.broken[0]
        self.wait_for_the_end(deadline)

    def live(self) -> None:
        """What people do, in the pace that the hunt gives."""
        try:
            self.people.begin()
            while not self.people.is_done:
                self.turns.acquire()
                self.people.act()
        except BaseException as error:
            self.broken.append(error)

    def hunt(self) -> None:
        size, hunter = self.size, self.hunter
        more = ("worker", "worker", "worker", "postgres", "web")
        victims = hunter.victims(VICTIMS, size.least, more, size.kills, size.stops)
        naps: list[threading.Thread] = []
        for victim in victims:
            if victim == "stop" and hunter.asleep:
                naps.pop().join()  # else nobody would be left at work
            self.turns.release(max(1, size.events // len(victims)))
            seen = self.wait_for_work()
            time.sleep(hunter.random.uniform(0.0, 0.4))  # the moment of the blow is what is random here
            if victim == "stop":
                naps.append(self.nap())
            else:
                hunter.kill(victim, seen=seen)
        for nap in naps:
            nap.join()

    def nap(self) -> threading.Thread:
        """A worker sleeps through its lease while the hunt goes on."""
        pause = self.size.lease * 1.6
        pid = self.hunter.stop_a_worker(pause)
        nap = threading.Timer(pause, self.hunter.wake, (pid,))
        nap.start()
        return nap

    def wait_for_work(self) -> bool:
        """Until another mail is offered to the server; False where none is for long."""
        deadline = time.monotonic() + max(20.0, 2 * self.size.lease)
        last = self.last_transaction()
        while time.monotonic() < deadline and not self.broken:
            self.hunter.mind()
            if self.last_transaction() > last:
                return True
            time.sleep(0.02)
        return False

    def last_transaction(self) -> int:
        rows = self.sandbox.transactions(after=self.seen_transactions)
        self.seen_transactions = rows[-1]["n"] if rows else self.seen_transactions
        return self.seen_transactions

    # -- the end -------------------------------------------------------------------------------------------------

    def wait_for_the_end(self, deadline: float) -> None:
        """Until nothing is open and every thing that happened has its row, or it is too late."""
        while time.monotonic() < deadline:
            self.hunter.mind()
            if self.evidence.open() == 0 and self.evidence.is_whole():
                return
            time.sleep(0.5)

    def figures(self, seconds: float) -> dict[str, Any]:
        self.sandbox.no_faults()
        seen = self.evidence.seen(mails=True)
        self.evidence.tell(seen, self.say)
        hunter = self.hunter
        return {
            **count(seen),
            **self.evidence.said(seen),
            "outbound_kills": hunter.kills,
            "outbound_kills_mid_work": hunter.mid_work,
            "outbound_stops": hunter.stops,
            "outbound_by_victim": dict(hunter.killed),
            "outbound_seconds": round(seconds, 1),
        }

    def end(self) -> None:
        for name in ("people", "jira"):
            if hasattr(self, name):
                getattr(self, name).close()
        for part in (getattr(self, "office", None), self.bench, self.sandbox):
            if part is not None:
                try:
                    part.stop()
                except Exception as error:
                    self.say(f"while ending: {error}")
        shutil.rmtree(self.folder, ignore_errors=True)


BARS_ZERO = (
    "events_lost", "mails_lost", "mails_double", "mails_astray", "leaks", "unknown_unexplained", "hang_ups_unnoticed"
)  # fmt: skip


def good(size: Size, figures: dict[str, Any]) -> bool:
    by_victim = figures["outbound_by_victim"]
    enough = figures["outbound_kills"] >= size.kills and all(
        by_victim.get(v, 0) >= size.least for v in VICTIMS
    )
    mid = figures["outbound_kills_mid_work"] >= min(30, size.kills // 2)
    there = figures["events"] >= size.events and figures["told"] > size.events
    whole = enough and mid and there and figures["outbound_stops"] >= size.stops
    return whole and all(met(figures)) and not any(figures[name] for name in BARS_ZERO)


def met(figures: dict[str, Any]) -> list[bool]:
    """Whether everything that was to go wrong did: else a good count would prove nothing."""
    said, rcpt, faults = figures["after_data"], figures["rcpt"], figures["webhook_faults"]
    return [
        *(said.get(name, 0) > 0 for name in ("451", "552", "hang_up", "cut")),
        *(rcpt.get(code, 0) > 0 for code in (451, 550, 552)),
        *(faults.get(name, 0) > 0 for name in ("drop", "twice", "reorder")),
        figures["webhook_retries"] > 0,
        figures["events_by"].get("polling", 0) > 0,
    ]
