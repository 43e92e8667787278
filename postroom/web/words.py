"""States, effects and times in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from postroom.mail.bounce.codes import best_status, reply
from postroom.models import (
    Effect,
    InboundMessage,
    JiraEvent,
    MessageOutbound,
    Notice,
    OutboundMessage,
    OutboundState,
    Receiver,
    Worked,
)

State, Outcome = InboundMessage.State, InboundMessage.Outcome


@dataclass(frozen=True)
class Badge:
    """How a record stands: the colour's name, an icon of the sprite, and the word."""

    kind: str
    icon: str
    text: str


BADGES = {
    State.QUEUED.value: Badge("open", "clock", "Queued"),
    State.WAITING.value: Badge("waiting", "clock", "Waiting"),
    State.PARKED.value: Badge("parked", "alert", "Parked"),
    Outcome.CREATED.value: Badge("created", "plus", "Created"),
    Outcome.COMMENTED.value: Badge("commented", "comment", "Commented"),
    Outcome.IGNORED.value: Badge("ignored", "muted", "Ignored"),
    Outcome.REFUSED.value: Badge("refused", "ban", "Refused"),
}
DONE = Badge("ignored", "check", "Done")


KINDS = {
    "person": "Written by a person",
    "list": "Written by a person, through a mailing list",
    "newsletter": "Newsletter or other bulk mail",
    "generated": "Made by a program",
    "reply": "Automatic answer",
    "receipt": "Read receipt",
    "calendar": "Answer to an invitation",
    "bounce": "Delivery report",
}
BOUNCES = {
    "address": "the address does not exist or is closed",
    "full": "the mailbox is full",
    "size": "the mail is too large",
    "policy": "the receiving server does not want it",
    "network": "the receiving server could not be reached",
    "other": "another reason",
}


def badge(record: InboundMessage) -> Badge:
    """The outcome of a finished record, the state of any other."""
    return BADGES.get(stands(record, record.outcome), DONE)


HEADLINES = {
    State.QUEUED.value: "This mail waits for a free worker.",
    State.WAITING.value: "This mail waits for its next try.",
    State.PARKED.value: "Postroom set this mail aside: a person has to look.",
    Outcome.CREATED.value: "This mail became the issue",
    Outcome.COMMENTED.value: "This mail became a comment on",
    Outcome.IGNORED.value: "Nothing was done in Jira with this mail.",
    Outcome.REFUSED.value: "This mail was refused.",
}


def headline(record: InboundMessage) -> str:
    """What became of the mail, in one sentence; where it is in Jira, the issue's key ends it."""
    return HEADLINES.get(stands(record, record.outcome), "This mail is done.")


# --- events and notices ------------------------------------------------------------------------------------


EVENT_KINDS = {
    "created": "Issue created",
    "updated": "Issue updated",
    "deleted": "Issue deleted",
    "commented": "Comment added",
    "comment_edited": "Comment changed",
    "comment_deleted": "Comment deleted",
    "worklog": "Work logged",
    "worklog_edited": "Work log changed",
    "worklog_deleted": "Work log deleted",
    "link": "Issue linked",
    "unlinked": "Link removed",
    "attachment": "File attached or removed",
    "mail.acknowledge": "Acknowledgement of a mail",
    "mail.reject": "Rejection of a mail",
    "mail.digest": "Digest",
    "mail.schedule": "Scheduled mail",
    "mail.send": "Mail by a person",
    "other": "Something else",
    "unreadable": "Not understood",
}
WAYS = {
    JiraEvent.Source.WEBHOOK.value: "webhook",
    JiraEvent.Source.POLLING.value: "polling",
    JiraEvent.Source.AUTOMATION.value: "Automation rule",
    JiraEvent.Source.POSTROOM.value: "Postroom itself",
}
EVENT_BADGES = {
    State.QUEUED.value: BADGES[State.QUEUED.value],
    State.WAITING.value: BADGES[State.WAITING.value],
    State.PARKED.value: Badge("parked", "alert", "Failed"),
    JiraEvent.Outcome.HANDLED.value: Badge("created", "check", "Handled"),
    JiraEvent.Outcome.IGNORED.value: Badge("ignored", "muted", "Ignored"),
}
EVENT_HEADLINES = {
    State.QUEUED.value: "This event waits for a free worker.",
    State.WAITING.value: "This event waits for its next try.",
    State.PARKED.value: "Postroom could not work on this event: a person has to look.",
    JiraEvent.Outcome.HANDLED.value: "This event is told of by mail.",
    JiraEvent.Outcome.IGNORED.value: "Nobody is told of this event.",
}
NOTICE_BADGES = {
    State.WAITING.value: BADGES[State.WAITING.value],
    State.PARKED.value: Badge("parked", "alert", "Failed"),
    Notice.Outcome.SENT.value: Badge("created", "check", "Mails made"),
    Notice.Outcome.HELD.value: Badge("waiting", "clock", "Told later"),
    Notice.Outcome.IGNORED.value: Badge("ignored", "muted", "Nobody to tell"),
}
GATHERING = Badge("open", "clock", "Gathering")
CLOSED = Badge("open", "clock", "Making mails")
NOTICE_HEADLINES = {
    State.WAITING.value: "This notice waits for its next try.",
    State.PARKED.value: "Its mails could not be made. Mend what the reason names, then run its events again.",
    Notice.Outcome.SENT.value: "The mails of this notice were made.",
    Notice.Outcome.HELD.value: "This notice waits for a digest or for the end of quiet hours.",
    Notice.Outcome.IGNORED.value: "This notice had nobody to tell.",
}


def event_kind(kind: str) -> str:
    return EVENT_KINDS.get(kind) or kind.replace("_", " ").replace(".", ": ").capitalize()


def event_badge(event: JiraEvent) -> Badge:
    return EVENT_BADGES.get(stands(event, event.outcome), DONE)


def event_headline(event: JiraEvent) -> str:
    return EVENT_HEADLINES.get(stands(event, event.outcome), "This event is done.")


def notice_badge(notice: Notice) -> Badge:
    if notice.state == State.QUEUED:
        return GATHERING if notice.is_open else CLOSED
    return NOTICE_BADGES.get(stands(notice, notice.outcome), DONE)


def notice_headline(notice: Notice) -> str:
    if notice.state == State.QUEUED:
        return (
            "This notice still gathers events."
            if notice.is_open
            else "The mails of this notice are being made."
        )
    return NOTICE_HEADLINES.get(stands(notice, notice.outcome), "This notice is done.")


def stands(record: Worked, outcome: str) -> str:
    """The outcome of what is done, the state of anything else."""
    return outcome if record.state == State.DONE else record.state


# --- mail that went out ------------------------------------------------------------------------------------


MAIL_KINDS = dict(OutboundMessage.Kind.choices)
MAIL_BADGES = {
    State.QUEUED.value: BADGES[State.QUEUED.value],
    State.WAITING.value: BADGES[State.WAITING.value],
    State.PARKED.value: BADGES[State.PARKED.value],
    OutboundMessage.Outcome.SENT.value: Badge("created", "check", "Sent"),
    OutboundMessage.Outcome.PARTLY.value: Badge("refused", "alert", "Sent to some"),
    OutboundMessage.Outcome.PERHAPS.value: Badge("refused", "alert", "Perhaps sent"),
    OutboundMessage.Outcome.FAILED.value: Badge("parked", "alert", "Not sent"),
}
MAIL_HEADLINES = {
    State.QUEUED.value: "This mail waits to be sent.",
    State.WAITING.value: "This mail waits for its next try.",
    State.PARKED.value: "Postroom set this mail aside: a person has to look.",
    OutboundMessage.Outcome.SENT.value: "The mail server took this mail for every receiver.",
    OutboundMessage.Outcome.PARTLY.value: "The mail server took this mail for some of its receivers.",
    OutboundMessage.Outcome.PERHAPS.value: "Perhaps this mail was sent: all of it went out, but no answer came back.",
    OutboundMessage.Outcome.FAILED.value: "This mail was not sent.",
}
RECEIVER_BADGES = {
    Receiver.State.OPEN.value: Badge("open", "clock", "Not sent yet"),
    Receiver.State.SENT.value: Badge("created", "check", "Sent"),
    Receiver.State.PERHAPS.value: Badge("refused", "alert", "Perhaps sent"),
    Receiver.State.REFUSED.value: Badge("bad", "ban", "Refused"),
    Receiver.State.DELAYED.value: Badge("refused", "clock", "Delayed"),
    Receiver.State.BOUNCED.value: Badge("bad", "ban", "Bounced"),
}
STATUS_BADGES = {
    OutboundState.Status.UNKNOWN.value: Badge("ignored", "clock", "Unknown"),
    OutboundState.Status.ONLINE.value: Badge("created", "check", "Online"),
    OutboundState.Status.FAILING.value: Badge("parked", "alert", "Failing"),
}
SECURITY = {"ssl": "SSL", "starttls": "STARTTLS", "none": "not encrypted"}

#: Enhanced status codes, RFC 3463 and its registry.
STATUSES = {
    "1.1": "there is no such mailbox",
    "1.2": "the domain takes no mail",
    "1.3": "the address is not written as an address",
    "1.6": "the mailbox has moved",
    "1.8": "the sender's domain does not exist",
    "1.10": "the domain takes no mail",
    "2.0": "the mailbox has a problem",
    "2.1": "the mailbox is closed",
    "2.2": "the mailbox is full",
    "2.3": "the mail is larger than this mailbox takes",
    "3.1": "the mail server has no room left",
    "3.2": "the mail server takes nothing just now",
    "3.4": "the mail is larger than the server takes",
    "4.1": "the receiving server does not answer",
    "4.2": "the connection broke",
    "4.4": "no way to the receiving server is known",
    "4.7": "the time for delivery ran out",
    "5.3": "too many receivers at once",
    "6.0": "the content is not taken",
    "7.0": "policy: the server gives no detail",
    "7.1": "the server does not want mail from us for this receiver",
    "7.8": "user name or password is wrong",
    "7.23": "SPF does not allow our server to send for this domain",
    "7.25": "the name of our server does not fit its address",
    "7.26": "the mail is signed neither by SPF nor DKIM",
}
#: Replies without an enhanced code, RFC 5321 section 4.2.3.
REPLIES = {
    421: "the server is not available just now",
    450: "the mailbox is busy just now",
    451: "the server had a problem",
    452: "the server has no room just now",
    454: "the server cannot check the sign-in just now",
    503: "the server did not expect this",
    530: "the server wants us to sign in first",
    535: "user name or password is wrong",
    550: "the mailbox does not exist, or the server does not want this mail",
    551: "the mailbox is elsewhere",
    552: "the mailbox is full or the mail too large",
    553: "the address is not allowed",
    554: "the server does not want this mail",
}


def mail_badge(message: OutboundMessage) -> Badge:
    return MAIL_BADGES.get(stands(message, message.outcome), DONE)


def mail_headline(message: OutboundMessage) -> str:
    return MAIL_HEADLINES.get(stands(message, message.outcome), "This mail is done.")


def receiver_badge(state: str) -> Badge:
    return RECEIVER_BADGES.get(state, DONE)


def status_badge(outbound: MessageOutbound) -> Badge:
    if not outbound.enabled:
        return Badge("ignored", "muted", "Switched off")
    state = getattr(outbound, "state", None)
    return STATUS_BADGES[state.status if state else OutboundState.Status.UNKNOWN.value]


def answer(receiver: Receiver) -> str:
    """What a mail server's answer means, in words; "" where it does not say more than yes."""
    if receiver.state == Receiver.State.PERHAPS:
        return "All of the mail went out, but no answer came back."
    code = receiver.code if receiver.code >= 400 else int(reply(receiver.answer) or 0)
    detail = best_status(f"{code or ''} {receiver.answer}").partition(".")[2]
    said = STATUSES.get(detail) or REPLIES.get(code)
    if receiver.state in (Receiver.State.SENT, Receiver.State.DELAYED) or not (code or detail):
        return ""
    return f"{'For now' if 400 <= code < 500 else 'For good'}: {said or 'the server gives no known reason'}."


# --- effects and times -------------------------------------------------------------------------------------


def step(effect: Effect) -> str:
    """The name of an effect's step, as people say it."""
    name, _, number = effect.step.partition("-")
    words = {
        "create": "Create the issue",
        "comment": "Add the comment",
        "attach": "Attach files",
        "describe": "Put the pictures into the description",
        "delete": "Delete from the mailbox",
    }.get(name, effect.step)
    return f"{words} ({number})" if number.isdigit() and int(number) > 1 else words


def several(names: Sequence[str], most: int = 3) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def sentence(text: str) -> str:
    """A reason as a sentence: capital first, full stop last."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, coarsely: "12 s ago", "5 min ago", "3 h ago"; after a day the date."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return f"{seconds} s ago" if seconds >= 5 else "just now"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600} h ago"
    return date(moment, now)


def date(moment: datetime, now: datetime) -> str:
    return f"{moment.day} {moment:%b}" if moment.year == now.year else f"{moment.day} {moment:%b %Y}"


def clock(moment: datetime, day: datetime) -> str:
    """The time of day, with the date where it is another day than `day`."""
    moment, day = moment.astimezone(UTC), day.astimezone(UTC)
    time = f"{moment:%H:%M:%S}"
    return time if moment.date() == day.date() else f"{date(moment, day)} {time}"


def exact(moment: datetime) -> str:
    """The time to the second, with its zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
