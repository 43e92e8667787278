"""What kind of mail this is, and was it sent by Postroom itself? A mail from a person must never be caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from postroom.mail import automatic_phrases as phrases
from postroom.mail import machine_marks as marks
from postroom.mail.automatic_phrases import folded
from postroom.mail.bounce import Bounce
from postroom.mail.headers import Fields, parameters
from postroom.mail.people import Address, read_sender
from postroom.mail.structure import Part, Structure

LOOP = "x-postroom-loop"

_LONGEST_SUBJECT = 300  # characters, of which the first are looked at
_LONGEST_OPENING = 3_000
_MOST_LINES = 40
_LONGEST_ANSWER = 1_500
_COURTESIES = 4  # lines of greeting and thanks at most
_METHOD = re.compile(
    rb"(?:\A|[\r\n])METHOD[ \t]*:[ \t]*(?:REPLY|COUNTER|DECLINECOUNTER|REFRESH)\b", re.IGNORECASE
)
_CALENDAR_ANSWERS = ("reply", "counter", "declinecounter", "refresh")
_NULL_PATH = re.compile(rb"<\s*(?:mailer-daemon\b[^>]*)?>\Z|mailer-daemon\b")
_ARRIVED = re.compile(rb"(?:\A|[\r\n])Action[ \t]*:[ \t]*(?:delivered|relayed|expanded)", re.IGNORECASE)
_NOT_ARRIVED = re.compile(rb"(?:\A|[\r\n])Action[ \t]*:[ \t]*(?:failed|delayed)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """What sort of mail this is: "person", "list" (somebody through a mailing list), "newsletter", "generated"
    (alerts, confirmations), "reply" (out of office and other automatic answers, also those that ask for a
    confirmation), "receipt", "calendar" (an answer to an invitation) or "bounce"; and how that was seen, in words
    ("" for a person).
    """

    name: str
    reason: str = ""

    @property
    def is_automatic(self) -> bool:
        return self.name not in ("person", "list")


@dataclass(frozen=True)
class _Mail:
    """A mail with what is asked for more than once; subject and lines are folded (see phrases.folded)."""

    structure: Structure
    text: str

    @property
    def fields(self) -> Fields:
        return self.structure.root.fields

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.fields.items)

    @cached_property
    def subject(self) -> str:
        label = self.structure.root.parameters.get("charset", "")
        return folded(self.fields.text("subject", label)[:_LONGEST_SUBJECT])

    @cached_property
    def sender(self) -> Address:
        return read_sender(self.fields.every("from") or self.fields.every("sender"))

    @cached_property
    def local_part(self) -> str:
        return _local_part(self.sender.email or self.sender.name)

    @cached_property
    def lines(self) -> list[str]:
        """The first lines of the sender's own words, without empty ones."""
        own: list[str] = []
        for raw in self.text[:_LONGEST_OPENING].split("\n"):
            line = folded(raw)
            if phrases.quoting(line):
                break
            own += [line] if line else []
        return own[:_MOST_LINES]

    @cached_property
    def is_answered(self) -> bool:
        """Whether a person answered or forwarded it, as far as the subject tells."""
        return phrases.ANSWERED.match(self.subject) is not None

    @property
    def answers(self) -> bool:
        return "in-reply-to" in self.names or "references" in self.names

    @cached_property
    def asks(self) -> bool:
        """Whether it is a new mail with a question in it, as answers left for everybody are not."""
        return not self.answers and not self.says_away and any("?" in line for line in self.lines)

    @cached_property
    def bears_out(self) -> bool:
        """Whether more of it sounds like an answer left for everybody, and nothing like a letter to somebody."""
        words = " ".join(self.lines)
        return (
            len(words) < _LONGEST_ANSWER and "?" not in words and phrases.FURTHER_ON.search(words) is not None
        )

    @cached_property
    def says_away(self) -> bool:
        """Whether the first lines say that the sender is away."""
        return phrases.first_match(phrases.AWAY_LINE, _openings(self.lines))


def kind(mail: Structure, text: str, bounce: Bounce | None) -> Kind:
    """The kind of a mail; `text` is its body as text, `bounce` what it says as a delivery report.

    Not enough alone: X-Auto-Response-Suppress other than All (Exchange sets it on ordinary mail), List-Id and
    `Precedence: list` (people write to groups, and a support address often is one), Feedback-ID (relays set it).
    """
    if bounce is not None:
        return Kind("bounce", f"it is a delivery report{f' ({bounce.status})' if bounce.status else ''}")
    seen = _Mail(mail, text)
    return next((found for question in _QUESTIONS if (found := question(seen))), Kind("person"))


def loop(fields: Fields) -> str:
    """What our own loop header says, "" where the mail does not carry one."""
    return fields.text(LOOP) or ("yes" if LOOP in fields else "")


def _report(mail: _Mail) -> Kind | None:
    """RFC 3464 delivery reports, RFC 8098 read receipts, RFC 5965 abuse reports."""
    main, found = parameters(mail.fields.raw("content-type"))
    if main != "multipart/report" and mail.is_answered:
        return None
    named = found.get("report-type", "").lower()[:60] if main == "multipart/report" else ""
    if "disposition" in named or _part(mail, "message/disposition-notification"):
        return Kind("receipt", f"it is a report ({named or 'disposition-notification'})")
    if status := _part(mail, "message/delivery-status"):
        words = mail.structure.content(status)[:8_000]
        arrived = _ARRIVED.search(words) and not _NOT_ARRIVED.search(words)
        return Kind("receipt" if arrived else "bounce", "it is a report (delivery-status)")
    if named:
        return Kind("bounce" if named == "delivery-status" else "generated", f"it is a report ({named})")
    if _part(mail, "message/feedback-report"):
        return Kind("generated", "it is a report (feedback-report)")
    return None


def _content_class(mail: _Mail) -> Kind | None:
    """What Exchange calls its own notices."""
    said = mail.fields.text("content-class").lower() if "content-class" in mail.names else ""
    if said.endswith((":dsn", ":mdn")):
        return Kind("receipt" if said.endswith("mdn") else "bounce", f"it says Content-Class: {said[:60]}")
    if said.endswith(":calendarmessage") and phrases.CALENDAR_TITLE.match(mail.subject):
        return Kind("calendar", "it is an answer to an invitation")
    return None


def _calendar(mail: _Mail) -> Kind | None:
    """RFC 5546 REPLY and COUNTER; a REQUEST is an invitation, which somebody sent."""
    part = _part(mail, "text/calendar")
    if part is None:
        return None
    method = part.parameters.get("method", "").lower()
    answers = method in _CALENDAR_ANSWERS or (
        not method and _METHOD.search(mail.structure.content(part)[:4_000]) is not None
    )
    return Kind("calendar", "it is an answer to an invitation") if answers else None


def _auto_submitted(mail: _Mail) -> Kind | None:
    """RFC 3834, section 5: every value but "no" is automatic; what is passed on by itself was written by somebody."""
    for name in ("auto-submitted", "x-auto-submitted", "auto-submit", "x-auto-submit"):
        value = parameters(mail.fields.raw(name))[0].split("(")[0].strip()[:60] if name in mail.names else ""
        if value not in marks.MEANT_AS_NO and "forward" not in value:
            replied = "repl" in value or "respon" in value or _titled(mail) or _notes(mail)
            return Kind("reply" if replied else "generated", f"it says {name.title()}: {value}")
    return None


def _reply_fields(mail: _Mail) -> Kind | None:
    for name in mail.names:
        if "auto" in name and _is_reply_field(name) and _means_it(mail, name):
            return Kind("reply", f"it carries {name.title()}, as automatic answers do")
    for name, needed in marks.REPLY_MARKS.items():
        if name in mail.names and needed in mail.fields.text(name).lower() and _means_it(mail, name):
            return Kind("reply", f"it carries {name.title()}, as automatic answers do")
    if any(value.strip().lower().startswith(b"autorespond") for value in mail.fields.every("delivered-to")):
        return Kind("reply", "it says Delivered-To: Autoresponder")
    program = f"{mail.fields.text('x-mailer')[:200]} {mail.fields.text('user-agent')[:200]}"
    if marks.REPLY_PROGRAM.search(program):
        return Kind("reply", f"it was sent by {program.strip()[:60]}")
    return None


def _is_reply_field(name: str) -> bool:
    return marks.REPLY_FIELD.match(name) is not None and not any(
        part in name for part in marks.NOT_OF_THIS_MAIL
    )


def _means_it(mail: _Mail, name: str) -> bool:
    value = mail.fields.text(name).lower()
    return value not in marks.MEANT_AS_NO and not value.startswith(marks.PASSED_ON)


def _reply_subject(mail: _Mail) -> Kind | None:
    if _titled(mail) or _notes(mail):
        return Kind("reply", "its subject is that of an automatic answer")
    return None


def _titled(mail: _Mail) -> bool:
    """Whether the subject is the title of an automatic answer; weaker titles need the mail to bear them out."""
    if mail.is_answered:
        return False
    subject = mail.subject
    title = phrases.TITLE.match(subject) or _title_at_the_end(subject)
    if title is None:
        return _says_who_is_away(mail)
    closed = title["open"] and title["close"]
    is_name = bool(closed or title["colon"] or title["end"] is not None)
    if title["answer"] and (is_name or title["dash"] or title["whom"] or (title["more"] or "").strip()):
        return not mail.asks
    if title["away"] and (closed or title["colon"]):
        return not mail.asks
    if title["away"] and is_name and mail.says_away:
        return True
    borne_out = (mail.answers and not subject.endswith("?")) or (mail.says_away and mail.bears_out)
    return borne_out and (not title["absent"] or is_name)


def _title_at_the_end(subject: str) -> re.Match[str] | None:
    """The title in brackets behind the subject of the mail that is answered."""
    if not subject.endswith((")", "]", "}", ">", "】")):
        return None
    behind = subject[max(subject.rfind(each) for each in "([{<【") :]
    title = phrases.TITLE.match(behind)
    return title if title and title["answer"] and title["close"] and title.end() == len(behind) else None


def _notes(mail: _Mail) -> bool:
    return phrases.NOTES.match(mail.subject) is not None


def _says_who_is_away(mail: _Mail) -> bool:
    """ "Jana Novak is out of the office", sent by her, or "I am out of the office", borne out by the mail."""
    if phrases.FIRST_PERSON.match(mail.subject):
        return mail.answers or (mail.says_away and mail.bears_out)
    found = phrases.THIRD_PERSON.match(mail.subject)
    if found is None:
        return False
    sender = folded(f"{mail.sender.name} {mail.local_part}")
    words = [word for word in re.findall(r"\w+", found["who"]) if len(word) > 1]
    return bool(words) and sum(word in sender for word in words) * 2 >= len(words)


def _receipt_words(mail: _Mail) -> Kind | None:
    if phrases.RECEIPT_TITLE.match(mail.subject) and any(map(phrases.RECEIPT_LINE.search, mail.lines)):
        return Kind("receipt", "it says that a mail was read")
    return None


def _program(mail: _Mail) -> Kind | None:
    for name in mail.names:
        if name.startswith("x-") and marks.PROGRAM_FIELD.match(name) and _means_it(mail, name):
            bounced = name == "x-failed-recipients"
            return Kind("bounce" if bounced else "generated", f"it carries {name.title()}, as programs do")
    return None


def _precedence(mail: _Mail) -> Kind | None:
    value = mail.fields.text("precedence").lower() if "precedence" in mail.names else ""
    if value in marks.MACHINE_PRECEDENCE:
        return Kind(marks.MACHINE_PRECEDENCE[value], f"it says Precedence: {value}")
    if value == "bulk" and not _is_discussion(mail):
        unsubscribe = "list-unsubscribe" in mail.names
        return Kind("newsletter" if unsubscribe else "generated", "it says Precedence: bulk")
    return None


def _list(mail: _Mail) -> Kind | None:
    """RFC 2369 and 2919: lists on which people write, and those that only send."""
    if _is_discussion(mail):
        return Kind("list", "it came through a mailing list")
    if "list-unsubscribe" in mail.names and not (mail.is_answered and mail.answers):
        return Kind(
            "newsletter", "it can be unsubscribed from (List-Unsubscribe), and nobody can write to the list"
        )
    for name in mail.names:
        if marks.CAMPAIGN_FIELD.match(name):
            return Kind("newsletter", f"it carries {name.title()}, as newsletters do")
    if "list-id" in mail.names or mail.fields.text("precedence").lower() == "list":
        return Kind("list", "it came through a mailing list")
    return None


def _is_discussion(mail: _Mail) -> bool:
    fields = mail.fields
    if "mailto:" in fields.text("list-post").lower() or any(map(marks.LIST_FIELD.match, mail.names)):
        return True
    if any(b"mailing list" in value[:200].lower() for value in fields.every("delivered-to")):
        return True
    if not {"precedence", "list-id"} & mail.names:
        return False
    servers = folded(f"{fields.text('sender')[:400]} {fields.text('list-owner')[:400]}").replace(
        "mailto:", ""
    )
    return any(marks.LIST_SENDER.match(word.strip("<>,")) for word in servers.split())


def _suppress(mail: _Mail) -> Kind | None:
    """Exchange's "All" is what it and other programs put on their own mail; lesser values are put on anybody's."""
    values = mail.fields.text("x-auto-response-suppress").lower().replace(" ", "").split(",")
    if "all" in values and "auto-submitted" not in mail.names:
        return Kind("generated", "it says X-Auto-Response-Suppress: All")
    return None


def _null_return_path(mail: _Mail) -> Kind | None:
    """RFC 5321, 4.5.5: bounces and other notices, so that nobody answers them."""
    path = mail.fields.raw("return-path").strip().lower() if "return-path" in mail.names else b""
    if not _NULL_PATH.match(path):
        return None
    why = "its return path is empty (<>), as of bounces and other notices"
    if phrases.BOUNCE_TITLE.search(mail.subject):
        return Kind("bounce", why)
    return Kind("reply" if mail.says_away or mail.is_answered else "generated", why)


def _bounce_subject(mail: _Mail) -> Kind | None:
    if phrases.BOUNCE_TITLED.match(mail.subject) and not mail.asks:
        return Kind("bounce", "its subject is that of a delivery report")
    return None


def _nobody(mail: _Mail) -> Kind | None:
    """Senders that no person is; but a form on a website sends for a person, whom it names in Reply-To."""
    if marks.POSTMASTER.match(mail.local_part) and not (mail.is_answered and mail.answers):
        name = "bounce" if phrases.BOUNCE_TITLE.search(mail.subject) else "generated"
        return Kind(name, f"it was sent by {mail.local_part[:60]}")
    if marks.NOBODY.match(mail.local_part) and not _replies_elsewhere(mail):
        return Kind("generated", f"it was sent by {mail.local_part[:60]}, which is nobody")
    return None


def _replies_elsewhere(mail: _Mail) -> bool:
    answer_to = read_sender(mail.fields.every("reply-to")).email.lower() if "reply-to" in mail.names else ""
    return (
        bool(answer_to)
        and answer_to != mail.sender.email.lower()
        and not marks.NOBODY.match(_local_part(answer_to))
    )


def _local_part(email: str) -> str:
    name, at, domain = email.lower().rpartition("@")
    return (name if at else domain).partition("+")[0]


def _challenge(mail: _Mail) -> Kind | None:
    if not phrases.CHALLENGE_TITLE.match(mail.subject):
        return None
    if phrases.CHALLENGE.search(" ".join(mail.lines)):
        return Kind("reply", "it asks for a confirmation before it lets a mail through")
    return None


def _words(mail: _Mail) -> Kind | None:
    """What the mail says of itself in its first words, where no header tells; a person answers, forwards, asks."""
    openings = _openings(mail.lines)
    if phrases.first_match(phrases.SAYS_REPLY, openings):
        return Kind("reply", "it calls itself an automatic answer")
    if _replies_elsewhere(mail):
        return None
    if phrases.first_match(phrases.SAYS_GENERATED, openings) or _role_says_generated(mail):
        return Kind("generated", "it calls itself an automatic mail")
    if mail.says_away and (mail.answers or mail.is_answered) and mail.bears_out:
        return Kind("reply", "it says that its sender is away")
    if phrases.TICKET_TITLE.search(mail.subject) and not mail.is_answered:
        if any(map(phrases.TICKET_LINE.search, mail.lines[:6])):
            return Kind("reply", "it confirms that a request was received")
    return None


def _role_says_generated(mail: _Mail) -> bool:
    """Below the text of a new mail such words count only if no person sent it, who might pass on what he got."""
    if mail.is_answered or mail.answers or not marks.ROLE.match(mail.local_part):
        return False
    return phrases.first_match(phrases.SAYS_GENERATED, mail.lines)


def _openings(lines: list[str]) -> list[str]:
    """The lines with which a text may begin: courtesies, and what comes first behind them, also with its next line."""
    said = next((at for at, line in enumerate(lines[:_COURTESIES]) if not phrases.COURTESY.match(line)), 0)
    return [*lines[: said + 1], " ".join(lines[said : said + 2])]


def _part(mail: _Mail, kind: str) -> Part | None:
    """The first part of that type; not in what is enclosed or packed, which is somebody else's."""
    waiting = [mail.structure.root]
    while waiting:
        part = waiting.pop()
        if part.type == kind:
            return part
        if part.type.startswith("multipart/"):
            waiting.extend(reversed(part.children))
    return None


_QUESTIONS: tuple[Callable[[_Mail], Kind | None], ...] = (
    _report,
    _content_class,
    _calendar,
    _auto_submitted,
    _reply_fields,
    _reply_subject,
    _program,
    _precedence,
    _list,
    _suppress,
    _null_return_path,
    _receipt_words,
    _challenge,
    _bounce_subject,
    _nobody,
    _words,
)
