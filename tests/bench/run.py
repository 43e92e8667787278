"""`make bench`: speed and size of the whole product on this machine, from Dovecot to the sandbox Jira."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench import reading
from tests.bench.measure import cpu, floor, peak_mb, status_mb
from tests.bench.outbound import Outbound
from tests.corpus import Letter, Mix, build, letters
from tests.crash.count import TOKEN
from tests.mailbench import MailBench, free_ports
from tests.office import ROOT, Office, wait_for
from tests.sandbox_process import SandboxProcess

SITE = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: BENCH_TOKEN}}}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, issue_type: Task, address: support@example.com}}
sources:
"""
SOURCE = """
  - {{name: "{name}", profile: Support, type: imap, host: localhost, port: {port}, security: {security},
     ca_file: "{ca}", user: {user}, password: {{env: PASSWORD_{user}}}, first_sync_limit: 100000}}
"""
MEASURES = ("reading", "throughput", "receive", "idle_300", "outbound")
BARS = {  # what to reach: (least, most)
    "mails_per_s": (40, None),
    "floor_ratio": (0.4, None),
    "cpu_s_per_mail": (None, 0.030),
    "jira_calls_plain": (None, 1.1),
    "jira_calls_attachments": (None, 2.1),
    "idle_median_s": (None, 1.5),
    "idle_p95_s": (None, None),
    "worker_rss_mb_25mb": (None, 250),
    "receive_50ms_per_s": (250, None),
    "idle_300_connections": (None, 12),
    "idle_300_rss_mb": (None, 300),
    "idle_300_core_percent": (None, 5),
    "read_mails_per_s_core": (None, None),
    "read_mb_per_s": (None, None),
    "stdlib_mails_per_s_core": (None, None),
    "read_ratio": (1, None),
    "read_25mb_s": (None, 1.5),
    "read_25mb_rss_mb": (None, 200),
    "webhooks_per_s": (100, None),
    "burst_errors": (None, 0),
    "burst_per_s": (None, None),
    "webhook_cpu_ms": (None, 6),
    "webhook_p99_ms": (None, None),
    "event_to_mail_median_s": (None, 1),
    "notices_per_s": (60, None),
    "jira_calls_per_event": (None, 1.5),
}


class Bench:
    """One set of servers; each measure starts an office of its own on it."""

    def __init__(self, mails: Sequence[Letter]) -> None:
        self.mails = mails
        self.folder = Path(tempfile.mkdtemp(prefix="pr-bench-", dir="/tmp"))
        self.folder.chmod(0o711)
        self.dovecot = MailBench()
        self.sandbox = SandboxProcess("--no-sink")
        self.figures: dict[str, Any] = {}
        self.notes: dict[str, Any] = {}

    def run(self, only: Sequence[str]) -> dict[str, Any]:
        try:
            self.dovecot.start()
            self.sandbox.start(issue_write_limit=True)
            for name in only or MEASURES:
                getattr(self, name)()
        finally:
            self.dovecot.stop()
            self.sandbox.stop()
            shutil.rmtree(self.folder, ignore_errors=True)
        return self.figures

    def office(self, name: str, users: Sequence[str], port: int, security: str, **variables: str) -> Office:
        folder = self.folder / name
        folder.mkdir()
        folder.chmod(0o711)
        secrets = {f"PASSWORD_{user}": f"{user}-pw" for user in users}
        office = Office(
            folder, f"127.0.0.1:{free_ports(1)[0]}", BENCH_TOKEN=self.sandbox.token, **secrets, **variables
        )
        office.run("migrate")
        text = SITE.format(url=self.sandbox.url, email=self.sandbox.email)
        for user in users:
            text += SOURCE.format(name=user, port=port, security=security, ca=self.dovecot.ca, user=user)
        office.run("config", "apply", "-", text=text)
        return office

    # -- reading ----------------------------------------------------------------------------------------------

    def reading(self) -> None:
        self.figures |= reading.figures()

    # -- the whole way ----------------------------------------------------------------------------------------

    def throughput(self) -> None:
        office = self.office("whole", ["alice"], self.dovecot.ports["imaps"], "ssl", POSTROOM_WORKERS="2")
        office.start()
        try:
            office.wait_until_ready()
            online = "select 1 from postroom_sourcestate where status = 'online'"
            wait_for(lambda: office.asks(online) != [], 30, "IMAP")
            self.notes["durability"] = dict(office.asks(
                "select name, setting from pg_settings where name in ('fsync','full_page_writes','synchronous_commit')"
            ))  # fmt: skip
            self.notes["floor_before"] = self.floor()
            self.whole(office)
            self.notes["floor_after"] = self.floor()
            floors = (self.notes["floor_before"], self.notes["floor_after"])
            self.figures["floor_ratio"] = round(self.figures["mails_per_s"] / statistics.mean(floors), 3)
            self.single(office)
            self.large(office)
        finally:
            office.stop()

    def floor(self) -> float:
        file = self.folder / "floor.sqlite"
        file.unlink(missing_ok=True)
        return round(floor([mail.raw for mail in self.mails], file), 1)

    def whole(self, office: Office) -> None:
        parts = {
            "worker": office.workers(), "postgres": [office.postmaster() or 0], "imap": [self.dovecot.pid],
            "sandbox (not ours)": [self.sandbox.pid], "web": office.web()[:1],
        }  # fmt: skip
        before = {name: cpu(pids) for name, pids in parts.items()}
        begin = time.monotonic()
        self.dovecot.drop("alice", *(mail.raw for mail in self.mails))
        self.notes["drop_s"] = round(time.monotonic() - begin, 2)
        begin = time.monotonic()
        wait_for(lambda: self.done(office) >= len(self.mails), 300, "all mails")
        seconds = time.monotonic() - begin
        used = {name: (cpu(pids) - before[name]) / len(self.mails) for name, pids in parts.items()}
        self.notes["cpu_ms_per_mail"] = {name: round(1000 * value, 2) for name, value in used.items()}
        self.notes["peak_mb"] = {name: round(peak_mb(pids)) for name, pids in parts.items()}
        self.figures["mails_per_s"] = round(len(self.mails) / seconds, 1)
        self.figures["cpu_s_per_mail"] = round(sum(used[name] for name in ("worker", "postgres", "imap")), 4)
        self.notes["outcomes"] = dict(
            office.asks("select outcome, count(*) from postroom_inboundmessage group by 1")
        )
        self.calls()

    def done(self, office: Office) -> int:
        rows = office.asks("select count(*) from postroom_inboundmessage where state = 'done'")
        return int(str(rows[0][0])) if rows else 0

    def calls(self) -> None:
        """Requests per mail: those with a mail's token, those with its files, the rest shared by all."""
        with_files = {mail.token: {file.sha256 for file in mail.files} for mail in self.mails if mail.files}
        owner = {sha: token for token, files in with_files.items() for sha in files}
        counted: Counter[str] = Counter()
        shared = 0
        for row in self.sandbox.log():
            match = TOKEN.search(row["text"])
            token = match[1] if match else next((owner.get(f["sha256"]) for f in row["files"]), None)
            if token:
                counted[token] += 1
            else:
                shared += 1
        working = [mail for mail in self.mails if not mail.automatic]
        extra = shared / max(1, len(working))
        for name, kind in (("jira_calls_plain", False), ("jira_calls_attachments", True)):
            some = [counted[mail.token] for mail in working if bool(mail.files) is kind]
            self.figures[name] = round(statistics.mean(some) + extra, 3) if some else None

    def single(self, office: Office) -> None:
        """From the delivery of one mail to its issue, with IDLE, when nothing else is going on."""
        times = []
        mix = Mix(text=(2_000, 6_000))
        for number in range(20):
            mail = build(f"single-{number:05d}", mix, None)
            last = self.sandbox.log()[-1]["n"]
            begin = time.time()
            self.dovecot.deliver("alice", mail.raw)
            row = self.row_with(mail.token, last)
            times.append(row["time"] - begin)
            wait_for(
                lambda: office.asks("select 1 from postroom_inboundmessage where state <> 'done'") == [],
                20,
                "it",
            )
        self.figures["idle_median_s"] = round(statistics.median(times), 3)
        self.figures["idle_p95_s"] = round(sorted(times)[int(len(times) * 0.95) - 1], 3)

    def row_with(self, token: str, after: int) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = [row for row in self.sandbox.log(after=after) if token in row["text"]]
            return bool(found)

        wait_for(there, 30, f"the issue of {token}")
        return found[0]

    def large(self, office: Office) -> None:
        data = random.Random(25).randbytes(18_200_000)
        mail = build("large-00000", Mix(), None, contents=[("disk.img", data)])
        self.notes["large_mb"] = round(len(mail.raw) / 1e6, 1)
        count = self.done(office)
        self.dovecot.drop("alice", mail.raw)
        wait_for(lambda: self.done(office) > count, 60, "the large mail")
        peaks = [status_mb(pid, "VmHWM") for pid in office.workers()]
        self.notes["worker_peaks_mb"] = [round(peak) for peak in peaks]
        self.figures["worker_rss_mb_25mb"] = round(max(peaks))
        self.notes["reader_peak_mb"] = round(peak_mb(office.workers()))

    # -- receiving over a slow line ---------------------------------------------------------------------------

    def receive(self) -> None:
        """One mailbox behind 50 ms per round trip: fetched, committed with its job, marked."""
        count = 1_500
        mails = letters(count, Mix(replies=0, attachments=0, automatic=0, text=(2_000, 6_000)), "receive")
        self.dovecot.add_user("carla")
        self.dovecot.drop("carla", *(mail.raw for mail in mails))
        port = self.dovecot.fronts.relay(self.dovecot.ports["imap"], delay=0.05)
        office = self.office("receive", ["carla"], port, "none")
        command = [sys.executable, "-m", "tests.bench.receive", "carla", str(count)]
        done = subprocess.run(
            command, cwd=ROOT, env=office.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        seconds = float(done.stdout)
        unseen = sum(not kept.seen for kept in self.dovecot.messages("carla"))
        assert unseen == 0, f"{unseen} mails are not marked"
        self.figures["receive_50ms_per_s"] = round(count / seconds)

    # -- many idle sources ------------------------------------------------------------------------------------

    def idle_300(self) -> None:
        users = [f"idle{number}" for number in range(300)]
        for user in users:
            self.dovecot.add_user(user)
        office = self.office("idle", users, self.dovecot.ports["imaps"], "ssl")
        office.start()
        try:
            online = "select count(*) from postroom_sourcestate where status = 'online'"
            wait_for(lambda: office.asks(online) == [(300,)], 120, "300 sources")
            settled = time.monotonic() + 65  # connections that are not needed go after a minute
            while time.monotonic() < settled:
                time.sleep(1)
            (worker,) = office.workers()
            begin, used = time.monotonic(), cpu([worker])
            time.sleep(30)
            self.figures["idle_300_core_percent"] = round(
                100 * (cpu([worker]) - used) / (time.monotonic() - begin), 1
            )
            rows = office.asks(
                "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                " and pid <> pg_backend_pid()"
            )
            self.figures["idle_300_connections"] = rows[0][0]
            self.figures["idle_300_rss_mb"] = round(status_mb(worker, "VmRSS"))
            self.notes["idle_300_peak_mb"] = round(status_mb(worker, "VmHWM"))
        finally:
            office.stop()

    # -- the outbound half -------------------------------------------------------------------------------------

    def outbound(self) -> None:
        folder = self.folder / "outbound"
        folder.mkdir()
        folder.chmod(0o711)
        measured = Outbound(folder)
        measured.run()
        self.figures |= measured.figures
        self.notes |= measured.notes


def generated() -> list[Letter]:
    return letters(1_000, Mix(random=random.Random(20261122)), "mail")


def from_folder(folder: Path) -> list[Letter]:
    files = sorted(folder.rglob("*.eml"))
    return [Letter(file.name, file.read_bytes(), file.name) for file in files]


def verdict(name: str, value: Any) -> str:
    least, most = BARS.get(name, (None, None))
    if value is None or (least is None and most is None):
        return ""
    good = (least is None or value >= least) and (most is None or value <= most)
    return f"{'reached' if good else 'MISSED'} ({'>=' if least else '<='} {least or most})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--mails", type=Path, help="a folder of .eml files instead of the generated mix")
    parser.add_argument("--only", action="append", default=[], choices=MEASURES)
    given = parser.parse_args()
    mails = from_folder(given.mails) if given.mails else generated()
    size = statistics.mean(len(mail.raw) for mail in mails)
    print(f"{len(mails)} mails, {size / 1000:.0f} KB on average, {sum(bool(m.files) for m in mails)} with attachments, "
          f"{sum(m.automatic for m in mails)} automatic, {sum(m.root != m.token for m in mails)} answers")  # fmt: skip
    bench = Bench(mails)
    figures = bench.run(given.only)
    for name, value in bench.notes.items():
        print(f"  {name:24}{value}")
    for name, value in figures.items():
        print(f"{name:26}{value!s:>10}   {verdict(name, value)}")
    print(json.dumps(figures))
    return 1 if any("MISSED" in verdict(name, value) for name, value in figures.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
