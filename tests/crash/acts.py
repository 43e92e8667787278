"""What people do in Jira and by mail, and who has to hear of each deed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from postroom.jira.client import Jira
from tests.jira.people import INTERNAL, account_ids, client_of, doc, write
from tests.mailbench import MailBench
from tests.sandbox_process import SandboxProcess

AGENTS = {"ada": "ada@example.com", "bruno": "bruno@example.com"}
INSIDE = frozenset(AGENTS.values())
NAMES = {"ada": "Ada Ahlgren", "bruno": "Bruno Barth", "": "none"}
#: They are written to together, whatever happens in an issue that is not secured.
OUTSIDE = frozenset(f"{name}@example.net" for name in ("jane", "kim", "lou"))
#: Those who write about the same thing by mail.
PAIRS = (("cora", "dan"), ("emil", "fee"), ("gitte", "hugo"))
#: In the mapping's audience, but not allowed to see the issues.
NEVER = ("hanna", "enid")
STATUSES = {"To Do": "11", "In Progress": "21", "Done": "31"}
TEAM, ADMINISTRATORS = "Service Desk Team", "Administrators"
SECURED = "10300"  # only the team sees it


@dataclass(frozen=True)
class Deed:
    """One thing that happens in Jira; `token` stands in every mail that tells of it.

    `hear`: addresses that have to hear of it, and nobody else may. `secret`: a word in it that only `allowed`
    may read, "" for none.
    """

    token: str
    kind: str
    hear: frozenset[str]
    secret: str = ""
    allowed: frozenset[str] = frozenset()


@dataclass
class Issue:
    key: str
    pair: tuple[str, ...] = ()  # of whoever takes part by mail
    root: str = ""  # token of the mail that made it
    secured: bool = False
    status: str = "To Do"
    assignee: str = ""
    turns: set[str] = field(default_factory=set)  # changes that were made already: each happens once

    @property
    def outside(self) -> frozenset[str]:
        return frozenset() if self.secured else OUTSIDE

    @property
    def by_mail(self) -> frozenset[str]:
        return frozenset(map(mailbox, self.pair))


def patient(jira: Jira) -> Jira:
    """The same, for whom nothing is too slow: what people do is not to be in doubt."""
    jira.close()
    return Jira(jira.connection, timeout=60.0)


def mailbox(name: str) -> str:
    return f"{name}@example.org"


class People:
    """They act one after the other, in a seeded order; all that they did is in `deeds`."""

    def __init__(self, sandbox: SandboxProcess, bench: MailBench, count: int, seed: int) -> None:
        self.sandbox, self.bench, self.count = sandbox, bench, count
        self.random = random.Random(seed)
        self.deeds: list[Deed] = []
        self.issues: list[Issue] = []
        self.sent: dict[str, tuple[str, ...]] = {}  # by the token of a first mail, who takes part in it
        self.accounts = account_ids(sandbox)
        self.clients = {name: patient(client_of(sandbox, name)) for name in AGENTS}
        self.acts: Mapping[Callable[[], bool], int] = {
            self.comment: 45, self.hush: 11, self.reply: 16, self.move: 9, self.assign: 8, self.make: 6,
            self.ask: 5,
        }  # fmt: skip

    def close(self) -> None:
        for client in self.clients.values():
            client.close()

    @property
    def is_done(self) -> bool:
        return len(self.deeds) >= self.count

    def begin(self) -> None:
        """A few issues to begin with, of every sort."""
        for secured in (True, False, False, False):
            self.make_one(secured=secured)
        for _ in range(5):
            self.ask()

    def act(self) -> None:
        """One deed more."""
        self.learn()
        while not self.random.choices([*self.acts], [*self.acts.values()])[0]():
            pass

    def learn(self) -> None:
        """The issues that mails have made by now."""
        if not self.sent:
            return
        for each in self.sandbox.issues():
            made = [token for token in self.sent if f"Token {token}." in each["description"]]
            self.issues += [Issue(each["key"], self.sent.pop(token), token) for token in made]

    # What is done; False where it cannot be done now

    def comment(self) -> bool:
        issue, actor = self.any_issue(), self.agent()
        token = self.token("comment")
        words, secret = f"Token {token}.", ""
        if issue.secured:
            words, secret = self.hushed(token)
        write(self.clients[actor], issue.key, words)
        hear = INSIDE - {AGENTS[actor]} | issue.by_mail | issue.outside
        return self.done(Deed(token, "commented", hear, secret, INSIDE))

    def hush(self) -> bool:
        """A comment for a role, or an internal one."""
        issue, actor = self.any_issue(), self.agent()
        token = self.token("hush")
        words, secret = self.hushed(token)
        circle = self.random.choice([TEAM, "internal", *([ADMINISTRATORS] if actor == "ada" else [])])
        closed = {"visibility": {"type": "role", "value": circle}}
        write(
            self.clients[actor],
            issue.key,
            words,
            **({"properties": INTERNAL} if circle == "internal" else closed),
        )
        allowed = frozenset((AGENTS["ada"],)) if circle == ADMINISTRATORS else INSIDE
        return self.done(Deed(token, "commented", allowed - {AGENTS[actor]}, secret, allowed))

    def reply(self) -> bool:
        """A comment by mail, by one of the two who take part."""
        asked = [each for each in self.issues if each.pair]
        if not asked:
            return False
        issue, token = self.random.choice(asked), self.token("reply")
        sender = self.random.choice(issue.pair)
        self.post(token, sender, "Re: Help", answers=issue.root)
        return self.done(Deed(token, "commented", INSIDE | OUTSIDE | issue.by_mail - {mailbox(sender)}))

    def move(self) -> bool:
        issue, actor = self.any_issue(), self.agent()
        new = self.random.choice([each for each in STATUSES if each != issue.status])
        token = f"{issue.key} status: {issue.status} > {new}."
        if token in issue.turns:
            return False
        path = f"issue/{issue.key}/transitions"
        self.clients[actor].post(path, json={"transition": {"id": STATUSES[new]}})
        issue.status = new
        issue.turns.add(token)
        return self.done(Deed(token, "status", INSIDE - {AGENTS[actor]} | issue.outside))

    def assign(self) -> bool:
        issue, actor = self.any_issue(), self.agent()
        new = self.random.choice([each for each in ("ada", "bruno", "") if each != issue.assignee])
        token = f"{issue.key} assignee: {NAMES[issue.assignee]} > {NAMES[new]}."
        if token in issue.turns:
            return False
        self.clients[actor].put(
            f"issue/{issue.key}/assignee", json={"accountId": self.accounts[new] if new else None}
        )
        issue.assignee = new
        issue.turns.add(token)
        return self.done(Deed(token, "assignee", INSIDE - {AGENTS[actor]}))

    def make(self) -> bool:
        return self.make_one(secured=self.random.random() < 0.15)

    def make_one(self, *, secured: bool) -> bool:
        actor, token = self.agent(), self.token("issue")
        words, secret = self.hushed(token) if secured else (f"Token {token}.", "")
        fields: dict[str, Any] = {
            "project": {"key": "SUP"},
            "issuetype": {"name": "Task"},
            "summary": "A lamp",
            "description": doc(words),
        }
        if secured:
            fields["security"] = {"id": SECURED}
        issue = Issue(self.clients[actor].post("issue", json={"fields": fields})["key"], secured=secured)
        self.issues.append(issue)
        return self.done(Deed(token, "created", INSIDE - {AGENTS[actor]} | issue.outside, secret, INSIDE))

    def ask(self) -> bool:
        """A first mail, that others take part in."""
        token = self.token("mail")
        self.sent[token] = pair = self.random.choice(PAIRS)
        self.post(token, pair[0], "Help", copy=pair[1])
        return self.done(Deed(token, "created", INSIDE | OUTSIDE))

    def post(self, token: str, sender: str, subject: str, *, copy: str = "", answers: str = "") -> None:
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = mailbox(sender), "support@example.com"
        mail["Message-ID"], mail["Subject"] = f"<{token}@example.org>", subject
        mail["Date"] = "Mon, 23 Nov 2026 09:00:00 +0000"
        if copy:
            mail["Cc"] = mailbox(copy)
        if answers:
            mail["In-Reply-To"] = f"<{answers}@example.org>"
        mail.set_content(f"Token {token}.\r\n")
        self.bench.drop("alice", mail.as_bytes())

    # Pieces

    def done(self, deed: Deed) -> bool:
        self.deeds.append(deed)
        return True

    def token(self, kind: str) -> str:
        return f"{kind}-{len(self.deeds):05d}"

    def hushed(self, token: str) -> tuple[str, str]:
        """Words with a secret one among them, and that one."""
        secret = f"hush{self.random.randrange(16**8):08x}"
        return f"Token {token}. The word is {secret}.", secret

    def agent(self) -> str:
        return self.random.choice([*AGENTS])

    def any_issue(self) -> Issue:
        return self.random.choice(self.issues)

    def kinds(self) -> dict[str, int]:
        return dict(Counter(each.token.rpartition("-")[0] if each.kind in ("created", "commented") else each.kind
                            for each in self.deeds))  # fmt: skip
