"""The whole story of one mail: read, screen, route, act."""

from __future__ import annotations

from typing import Any

from postroom import journal
from postroom.connections import jira_of, token_keys
from postroom.inbound import pictures
from postroom.inbound.act import act, steps
from postroom.inbound.conversation import enter_conversation, peek
from postroom.inbound.route import Plan, SubjectIssue, route, subject_key
from postroom.inbound.screen import screen
from postroom.inbound.understanding import told, understand
from postroom.jira import issues
from postroom.journal import Outcome, Run
from postroom.mail import address
from postroom.mail import message as mail
from postroom.mail.message import Message
from postroom.models import Conversation
from postroom.reading.understood import Understood


def process(run: Run) -> Outcome:
    """Turn one stored mail into an issue or a comment."""
    plan = run.saved_plan or decide(run)
    return act(Plan.from_json(plan), run)


def decide(run: Run) -> Any:
    """Read, screen and route the mail; the plan is saved in the commit of its first claim."""
    read = read_mail(run)
    message = read.message
    remember_kind(message, run)
    screen(message, run.profile, run.say)
    token = token_issue(message, run)
    named = None if token else ask_jira(message, run)

    def choose() -> tuple[Any, str, float]:
        known = enter_conversation(run, message)
        plan = route(
            read,
            run.profile,
            ornaments=pictures.ornaments(run, message),
            token_issue=token,
            conversation_issue=known.issue_key,
            named=named,
            say=run.say,
        )
        if plan.issue_key and not known.issue_key:
            known.conversation.issue_key, known.conversation.creator = plan.issue_key, None
            known.conversation.save(update_fields=["issue_key", "creator"])
        first = steps(plan, run, jira_of(run.site))[0]
        return plan.to_json(), first.name, first.timeout

    return journal.decide(run, choose)


def read_mail(run: Run) -> Understood:
    """The mail as the limited child understands it."""
    read = understand(run.record)
    for line in told(read.message):
        run.say(line)
    return read


def remember_kind(message: Message, run: Run) -> None:
    """What pages and outgoing mail want to know of it without reading it again."""
    if message.kind != "person" or run.record.kind != "person":
        bounce = mail.to_json(message)["bounce"]
        run.write(kind=message.kind, bounce=bounce)


def token_issue(message: Message, run: Run) -> str:
    """The issue of a signed id of ours that the mail answers, "" where there is none. A token holds Jira's own id."""
    ids = [*message.in_reply_to, *reversed(message.references)]
    for token in address.find_tokens(ids, token_keys()):
        if token.is_of_site(run.site.url):
            known = Conversation.objects.filter(profile__site=run.site, issue_id=token.issue).first()
            issue = known or issues.read_issue(jira_of(run.site), token.issue)
            if issue is not None:
                return issue.issue_key if isinstance(issue, Conversation) else issue.key
    return ""


def ask_jira(message: Message, run: Run) -> SubjectIssue | None:
    """What Jira knows of an issue that the subject names; asked before any row is locked, and only if needed."""
    key = subject_key(message.subject, [run.profile.project])
    policy = run.profile.subject_key
    if not key or policy == "off" or peek(run, message):
        return None
    jira = jira_of(run.site)
    issue = issues.read_issue(jira, key)
    if issue is None:
        return SubjectIssue(key, False, "there is no such issue or Postroom may not see it")
    if policy == "anyone":
        return SubjectIssue(issue.key, True, "the profile lets anyone do that")
    if on_conversation(run, issue.key, message.sender.email):
        return SubjectIssue(issue.key, True, f"{message.sender.email} is on its conversation")
    if issues.involved(jira, issue.key, message.sender.email):
        return SubjectIssue(issue.key, True, f"{message.sender.email} is on the issue")
    return SubjectIssue(issue.key, False, f"{message.sender.email} is not on that issue")


def on_conversation(run: Run, key: str, email: str) -> bool:
    mails = Conversation.objects.filter(profile=run.profile, issue_key=key)
    return mails.filter(participants__contains=[email.lower()]).exists()
