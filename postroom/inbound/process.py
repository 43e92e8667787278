"""The whole story of one mail: read, screen, route, act."""

from __future__ import annotations

from typing import Any

from postroom import journal
from postroom.connections import jira_of, own_loops
from postroom.errors import Refused
from postroom.inbound import bounces, pictures
from postroom.inbound.act import act, steps
from postroom.inbound.answering import reject
from postroom.inbound.conversation import enter_conversation, peek
from postroom.inbound.invitation import invitation
from postroom.inbound.route import Plan, SubjectIssue, route, subject_key
from postroom.inbound.screen import screen
from postroom.inbound.understanding import told, understand
from postroom.jira import issues
from postroom.journal import Outcome, Run
from postroom.mail import message as mail
from postroom.mail.message import Message
from postroom.models import Conversation
from postroom.reading.understood import Understood


def process(run: Run) -> Outcome:
    """Turn one stored mail into an issue or a comment."""
    try:
        plan = run.saved_plan or decide(run)
        return act(Plan.from_json(plan), run)
    except Refused as refused:
        if refused.outcome == "refused":
            reject(run, refused.reason)
        raise


def decide(run: Run) -> Any:
    """Read, screen and route the mail; the plan is saved in the commit of its first claim."""
    read = read_mail(run)
    message = read.message
    remember(message, run)
    bounces.heed(run, message)
    screen(message, run.profile, run.say, own_loops())
    invited = invitation(run, message)
    named = None if invited.issue_key else ask_jira(message, run)

    def choose() -> tuple[Any, str, float]:
        known = enter_conversation(run, message)
        plan = route(
            read,
            run.profile,
            ornaments=pictures.ornaments(run, message),
            invited=invited,
            conversation_issue=known.issue_key,
            named=named,
            say=run.say,
        )
        if plan.issue_key and not known.issue_key:
            take_issue(known.conversation, plan.issue_key, invited.issue_id)
        first = steps(plan, run, jira_of(run.site))[0]
        return plan.to_json(), first.name, first.timeout

    return journal.decide(run, choose)


def read_mail(run: Run) -> Understood:
    """The mail as the limited child understands it."""
    read = understand(run.record)
    for line in told(read.message):
        run.say(line)
    return read


def remember(message: Message, run: Run) -> None:
    """What pages and outgoing mail want to know of it without reading it again."""
    answers_to = [person.email.lower()[:320] for person in message.reply_to if person.email]
    if message.kind != "person" or run.record.kind != "person" or answers_to:
        bounce = mail.to_json(message)["bounce"]
        run.write(kind=message.kind, bounce=bounce, answers_to=answers_to[:50])


def take_issue(conversation: Conversation, key: str, issue_id: str) -> None:
    """The conversation joins an issue that is there already."""
    conversation.issue_key, conversation.issue_id, conversation.creator = key, issue_id, None
    conversation.save(update_fields=["issue_key", "issue_id", "creator"])


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
