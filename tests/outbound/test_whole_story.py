"""The story through real parts: `postroom up`, Dovecot, the sandbox's mail server, and webhooks over HTTP."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from postroom.jira.client import Jira
from tests.inbound.conftest import letter
from tests.jira.people import INTERNAL, account_ids, client_of, write
from tests.mailbench import MailBench, free_ports
from tests.needs import needs_dovecot
from tests.office import Office, wait_for
from tests.outbound.hands import Mail, answer, mail_of, reached
from tests.sandbox_process import SandboxProcess

pytestmark = needs_dovecot

CORA = "Cora Customer <cora@example.org>"
PATIENCE = 30.0
CONFIGURATION = """
sites:
  - {{name: Sandbox, url: "{url}", email: "{email}", token: {{env: JIRA_TOKEN}}}}
profiles:
  - {{name: Support, site: Sandbox, project: SUP, address: support@example.com}}
sources:
  - name: Mailbox
    profile: Support
    host: localhost
    port: {imap}
    ca_file: "{ca}"
    user: alice
    password: {{env: MAIL_PASSWORD}}
outbounds:
  - {{name: Relay, host: 127.0.0.1, port: {smtp}, security: none, login: none, sender_address: support@example.com}}
mappings:
  - name: Everybody
    site: Sandbox
    outbound: Relay
    events: [created, commented]
    audience: [assignee, watchers, mail participants]
    exclude: [demo@example.com]
    window: 0
"""


@dataclass
class Whole:
    """One installation with all that is around it."""

    sandbox: SandboxProcess
    bench: MailBench
    office: Office
    people: dict[str, Jira]
    seen: int = 0

    def begin(self, listen: str) -> None:
        self.office.run("migrate")
        self.office.run("config", "apply", "-", text=self.configuration())
        self.office.run("site", "webhook", "Sandbox", "--url", f"http://{listen}")
        self.office.start()
        self.office.wait_until_ready()
        wait_for(lambda: answers(f"http://{listen}/"), PATIENCE, "the web part")

    def configuration(self) -> str:
        return CONFIGURATION.format(
            url=self.sandbox.url,
            email=self.sandbox.email,
            imap=self.bench.ports["imaps"],
            ca=self.bench.ca,
            smtp=self.sandbox.smtp.rpartition(":")[2],
        )

    def mails(self, count: int) -> list[Mail]:
        """So many new mails, and no more once everything has come to rest."""
        self.rest(lambda: len(self.sandbox.sent()) >= self.seen + count, f"{count} mails")
        new = self.sandbox.sent()[self.seen :]
        self.seen += len(new)
        return [mail_of(each) for each in new]

    def rest(self, good: Callable[[], bool], what: str) -> None:
        """Until it is so and nothing is left to do: neither a mail, nor a webhook, nor a record."""
        try:
            wait_for(lambda: good() and self.is_quiet(), PATIENCE, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.office.log()[-4000:]}") from error

    def is_quiet(self) -> bool:
        open_records = " + ".join(
            f"(select count(*) from postroom_{table} where state in ('queued', 'waiting'))"
            for table in ("inboundmessage", "jiraevent", "notice", "outboundmessage")
        )
        unread = any(not each.seen for each in self.bench.messages("alice"))
        waiting = any(each["state"] == "waiting" for each in self.sandbox.deliveries())
        return not unread and not waiting and self.office.asks(f"select {open_records}") == [(0,)]

    def comments(self) -> list[str]:
        return [str(each["text"]) for issue in self.sandbox.issues() for each in issue["comments"]]


def answers(url: str) -> bool:
    try:
        return httpx2.get(url).status_code < 500
    except httpx2.TransportError:
        return False


@pytest.fixture
def whole() -> Iterator[Whole]:
    folder = Path(tempfile.mkdtemp(prefix="pr-whole-"))
    folder.chmod(0o711)
    listen = f"127.0.0.1:{free_ports(1)[0]}"
    with SandboxProcess() as sandbox, MailBench() as bench:
        office = Office(folder, listen, JIRA_TOKEN=sandbox.token, MAIL_PASSWORD="alice-pw")
        made = Whole(sandbox, bench, office, {name: client_of(sandbox, name) for name in ("ada", "bot")})
        try:
            made.begin(listen)
            yield made
        finally:
            if office.process:
                office.stop()
            for person in made.people.values():
                person.close()
            shutil.rmtree(folder, ignore_errors=True)


def test_a_customer_writes_an_agent_answers_and_each_hears_what_is_theirs(whole: Whole) -> None:
    sandbox, bench = whole.sandbox, whole.bench
    ada, bot = whole.people["ada"], whole.people["bot"]
    bench.deliver("alice", letter(sender=CORA).as_bytes())
    whole.rest(lambda: len(sandbox.issues()) == 1, "the issue")
    assert whole.mails(0) == [], "the customer knows what the customer wrote"

    accounts = account_ids(sandbox)
    for name in ("ada", "bruno"):
        ada.post("issue/SUP-1/watchers", json=accounts[name])
    write(ada, "SUP-1", "Have you tried another printer?")
    told = whole.mails(2)
    assert reached(told) == ["bruno@example.com", "cora@example.org"], "Ada knows what Ada wrote"

    ada.put("issue/SUP-1/assignee", json={"accountId": accounts["ada"]})
    (to_cora,) = [each for each in told if each.receivers == ("cora@example.org",)]
    bench.deliver("alice", answer(to_cora, "Yes, it burns too.", CORA).as_bytes())
    told = whole.mails(2)
    assert any("Yes, it burns too." in text for text in whole.comments())
    assert reached(told) == ["ada@example.com", "bruno@example.com"], "Cora knows what Cora wrote"
    assert all("Yes, it burns too." in each.text for each in told)

    write(ada, "SUP-1", "She always burns printers.", properties=INTERNAL)
    assert reached(whole.mails(1)) == ["bruno@example.com"]

    write(bot, "SUP-1", "I sit at the desk of the token.")
    assert reached(whole.mails(3)) == ["ada@example.com", "bruno@example.com", "cora@example.org"]
