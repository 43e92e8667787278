"""An internal comment that tells an issue's team of an address that mail does not reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from postroom import journal
from postroom.connections import jira_of
from postroom.jira import adf, issues
from postroom.jira.client import Jira
from postroom.jira.snapshot import read
from postroom.journal import Answer, Found, Run
from postroom.models import Receiver


@dataclass(frozen=True)
class BounceComment:
    """The comment as a journalled step; what it says follows from the report alone."""

    jira: Jira
    issue_key: str
    text: str
    name: str = "bounce-comment"

    @property
    def timeout(self) -> float:
        return self.jira.total

    def act(self, marker: str, partial: Answer | None, ready: Callable[[], None]) -> Answer:
        ready()
        body = adf.text_to_adf(self.text)
        return Answer(
            self.issue_key, (issues.add_comment(self.jira, self.issue_key, body, marker, internal=True),)
        )

    def find(self, marker: str, since: datetime) -> Found | None:
        comment = issues.find_comment(self.jira, self.issue_key, marker, since)
        return Found(Answer(self.issue_key, (comment,))) if comment else None

    def learn(self, answer: Answer) -> None:
        """Nothing more follows from it."""


def tell_issue(run: Run, receiver: Receiver, words: str) -> None:
    """Where the mapping wants it. Only service projects know comments that customers do not see."""
    message = receiver.message
    if message.mapping is None or not message.mapping.bounce_comment or not message.issue_id:
        return
    jira = jira_of(run.site)
    issue = read(jira, message.issue_id)
    if issue is None:
        run.say("The issue is gone, so nothing is written there.")
    elif not issue.project.serves:
        run.say(
            f"{issue.project.key} is no service project: it has no internal comments, so nothing is written there."
        )
    else:
        text = f"Mail to {receiver.address} does not arrive: {words}\n\nNothing is sent there any more."
        journal.once(run, BounceComment(jira, issue.key, text))
        run.say(f"An internal comment on {issue.key} tells of it.")
