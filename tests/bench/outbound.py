"""The outbound half: webhooks a second, the time from an event to its mail, notices a second, Jira calls."""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

from tests.bench import webhooks
from tests.bench.measure import cpu
from tests.mailbench import free_ports
from tests.office import Office, wait_for
from tests.sandbox.receiver import Receiver
from tests.sandbox_process import SandboxProcess

SECRET = "a secret of the bench"
CONFIGURATION = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: BENCH_TOKEN}},
     webhook_secret: {{env: BENCH_SECRET}}}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, issue_type: Task, address: support@example.com}}
outbounds:
  - {{name: Relay, host: {host}, port: {port}, security: none, login: none, sender_address: support@example.com,
     connections: 8}}
mappings:
  - name: Everybody
    site: Sandbox
    profile: Support
    outbound: Relay
    events: [commented]
    audience: [assignee, watchers, mail participants, "address: customer@example.org"]
    exclude: ["demo@example.com"]
    window: {window}
    enabled: {enabled}
"""
WINDOW = 2.0
ISSUES, COMMENTS = 100, 5  # of the mix: five comments on each of a hundred issues, in windows of their own
BURST = 400  # issues with one comment each, all at once
SINGLES = 20
BURSTS = 2_060  # webhooks offered within 10 s


class Outbound:
    """One sandbox and one office with two workers; each measure configures what it needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sandbox = SandboxProcess()
        self.figures: dict[str, Any] = {}
        self.notes: dict[str, Any] = {}

    def run(self) -> None:
        self.sandbox.start()
        self.office = Office(
            self.folder, f"127.0.0.1:{free_ports(1)[0]}", BENCH_TOKEN=self.sandbox.token, BENCH_SECRET=SECRET,
            POSTROOM_WORKERS="2",
        )  # fmt: skip
        self.office.run("migrate")
        self.configure(window=0, enabled=False)
        self.office.start()
        try:
            self.office.wait_until_ready()
            wait_for(lambda: len(self.office.workers()) == 2, 30, "both workers")
            uuid = self.office.asks("select uuid from postroom_jirasite")[0][0]
            self.hook = f"http://{self.office.variables['POSTROOM_LISTEN']}/hooks/jira/{uuid}"
            wait_for(self.web_is_up, 30, "the console")
            with Receiver() as self.hooks:
                self.watch()
                self.webhooks()
                self.singles()
                self.notices()
                self.calls()
        finally:
            self.office.stop()
            self.sandbox.stop()

    def configure(self, *, window: float, enabled: bool) -> None:
        host, _, port = self.sandbox.smtp.rpartition(":")
        text = CONFIGURATION.format(
            url=self.sandbox.url, email=self.sandbox.email, host=host, port=port, window=window,
            enabled=str(enabled).lower(),
        )  # fmt: skip
        self.office.run("config", "apply", "-", text=text)

    def web_is_up(self) -> bool:
        try:
            return httpx2.post(self.hook, content=b"{}").status_code == 401
        except httpx2.HTTPError:
            return False

    # -- the sandbox's side -----------------------------------------------------------------------------------

    def watch(self) -> None:
        """Have what the sandbox tells kept here, so that the bench decides when it is told on."""
        answer = self.ask("bot", "POST", "/rest/webhooks/1.0/webhook", {
            "name": "bench", "url": self.hooks.url, "events": ["comment_created"], "filters": {}, "secret": SECRET,
        })  # fmt: skip
        assert answer, "no webhook"

    def ask(self, person: str, method: str, path: str, body: Any) -> Any:
        headers = {"Authorization": self.sandbox.as_person(person)}
        answer = httpx2.request(method, self.sandbox.url + path, json=body, headers=headers, timeout=30)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def issues(self, count: int) -> list[str]:
        fields = {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "It does not print"}
        fields["assignee"] = {"accountId": self.sandbox.about()["people"]["bruno"]["account_id"]}
        return [
            self.ask("chiara", "POST", "/rest/api/3/issue", {"fields": fields})["key"] for _ in range(count)
        ]

    def comment(self, key: str, text: str) -> float:
        """A comment by an agent; when it was made."""
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        body = {"type": "doc", "version": 1, "content": [paragraph]}
        self.ask("ada", "POST", f"/rest/api/3/issue/{key}/comment", {"body": body})
        return time.time()

    def told(self, count: int) -> list[bytes]:
        """The bodies of the next so many webhooks."""
        wait_for(lambda: len(self.hooks.hooks) >= count, 60, f"{count} webhooks")
        taken, self.hooks.hooks[:count] = [hook.body for hook in self.hooks.hooks[:count]], []
        return taken

    def forward(self, bodies: Sequence[bytes], per_second: float) -> list[webhooks.Sent]:
        return webhooks.send(webhooks.requests(bodies, self.hook, SECRET), self.hook, per_second)

    # -- measures ---------------------------------------------------------------------------------------------

    def webhooks(self) -> None:
        """What taking costs with the worker at rest; then 60 s at 100 and 10 s at 200 a second with it at work."""
        (key,) = self.issues(1)
        self.comment(key, "The sample.")
        (sample,) = self.told(1)
        self.notes["webhook_bytes"] = len(sample)
        rested = webhooks.variants(sample, 1_500)
        workers = self.office.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        used = cpu([*self.office.web()[:1], self.office.postmaster() or 0])
        answers = self.forward(rested, 100)
        used = cpu([*self.office.web()[:1], self.office.postmaster() or 0]) - used
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        self.figures["webhook_cpu_ms"] = round(1000 * used / len(rested), 2)
        answers += self.rate("webhooks_per_s", webhooks.variants(sample, 6_150, 10_000), 102)
        answers += self.rate("burst_per_s", webhooks.variants(sample, BURSTS, 50_000), 206)
        bad = [each.status for each in answers if each.status != 204]
        self.figures["burst_errors"] = sum(each.status != 204 for each in answers[-BURSTS:])
        self.notes["webhook_errors"] = f"{len(bad)} of {len(answers)} {sorted(set(bad)) or ''}"
        assert not bad, f"{len(bad)} webhooks were not answered with 204: {sorted(set(bad))}"
        wait_for(lambda: self.open_events() == 0, 300, "all events")
        stored = self.office.asks("select count(*) from postroom_jiraevent")[0][0]
        assert stored == len(answers), f"{stored} events of {len(answers)} webhooks"

    def rate(self, name: str, bodies: Sequence[bytes], per_second: float) -> list[webhooks.Sent]:
        begin = time.monotonic()
        before = self.handled()
        answers = self.forward(bodies, per_second)
        seconds = time.monotonic() - begin
        took = sorted(each.took for each in answers)
        self.figures[name] = round(len(answers) / seconds, 1)
        p99 = round(1000 * took[int(len(took) * 0.99) - 1], 1)
        if name == "webhooks_per_s":
            self.figures["webhook_p99_ms"] = p99
        else:
            self.notes["burst_p99_ms"] = p99
        self.notes[f"{name}_worker"] = f"{(self.handled() - before) / seconds:.0f} events/s handled meanwhile"
        return answers

    def handled(self) -> int:
        return int(
            str(self.office.asks("select count(*) from postroom_jiraevent where state = 'done'")[0][0])
        )

    def open_events(self) -> int:
        query = "select count(*) from postroom_jiraevent where state in ('queued', 'waiting')"
        return int(str(self.office.asks(query)[0][0]))

    def singles(self) -> None:
        """From a comment to its mail, less the window, when nothing else is going on."""
        self.configure(window=WINDOW, enabled=True)
        times = []
        for number, key in enumerate(self.issues(SINGLES)):
            made = self.comment(key, f"Single {number}.")
            self.forward(self.told(1), 100)
            mail = self.mail_about(f"Single {number}.")
            times.append(mail["received"] - made - WINDOW)
        self.figures["event_to_mail_median_s"] = round(statistics.median(times), 3)
        self.notes["event_to_mail_worst_s"] = round(max(times), 3)

    def mail_about(self, text: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = [each for each in self.sandbox.sent() if text in each["text"]]
            return bool(found)

        wait_for(there, 30, f"the mail about {text}")
        return found[0]

    def notices(self) -> None:
        """Many issues with one comment each: from the worker's start to the last mail at the server."""
        self.configure(window=0, enabled=True)
        bodies = self.prepared(BURST, 1)
        workers = self.office.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        self.forward(bodies, 200)
        before = len(self.sandbox.transactions())
        parts = {
            "worker": workers,
            "postgres": [self.office.postmaster() or 0],
            "sandbox": [self.sandbox.pid],
        }
        used = {name: cpu(pids) for name, pids in parts.items()}
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        begin = time.monotonic()
        wait_for(self.all_done, 300, "all notices")
        seconds = time.monotonic() - begin
        mails = len(self.sandbox.transactions()) - before
        self.figures["notices_per_s"] = round(mails / seconds, 1)
        self.notes["notices_made_per_s"] = round(BURST / seconds, 1)
        self.notes["mails_per_notice"] = round(mails / BURST, 2)
        self.notes["cpu_ms_per_notice_mail"] = {
            name: round(1000 * (cpu(pids) - used[name]) / mails, 2) for name, pids in parts.items()
        }

    def prepared(self, issues: int, comments: int) -> list[bytes]:
        keys = self.issues(issues)
        wanted = [(key, number) for number in range(comments) for key in keys]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: self.comment(one[0], f"Comment {one[1]} on {one[0]}."), wanted))
        return self.told(len(wanted))

    def all_done(self) -> bool:
        queries = [
            f"select count(*) from postroom_{table} where state in ('queued', 'waiting')"
            for table in ("jiraevent", "notice", "outboundmessage")
        ]
        counts = [self.office.asks(query) for query in queries]
        return all(rows == [(0,)] for rows in counts)

    def calls(self) -> None:
        """Jira requests per event where a few comments of an issue gather in each window."""
        self.configure(window=WINDOW, enabled=True)
        bodies = self.prepared(ISSUES, COMMENTS)
        last = self.sandbox.log()[-1]["n"]
        self.forward(bodies, 150)
        wait_for(self.all_done, 120, "all notices")
        rows = [row for row in self.sandbox.log(after=last) if "/sandbox/" not in row["path"]]
        self.figures["jira_calls_per_event"] = round(len(rows) / len(bodies), 2)
        paths: dict[str, int] = {}
        for row in rows:
            name = f"{row['method']} {row['path'].rpartition('/api/3/')[2].split('/')[0]}"
            paths[name] = paths.get(name, 0) + 1
        self.notes["jira_calls"] = paths
