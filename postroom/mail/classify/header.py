"""Kinds that the header of a mail tells: who sent it, by what, and whom it asks not to answer."""

from __future__ import annotations

import re

from postroom.mail.classify import marks, titles
from postroom.mail.classify.letter import Letter, local_part
from postroom.mail.classify.sentences import folded
from postroom.mail.classify.subject import is_title
from postroom.mail.classify.values import Kind
from postroom.mail.headers import parameters
from postroom.mail.people import read_sender

_NULL_PATH = re.compile(rb"<\s*(?:mailer-daemon\b[^>]*)?>\Z|mailer-daemon\b")
_COMMENT = re.compile(r"\([^()]{0,200}\)?")
_AUTO_SUBMITTED = ("auto-submitted", "x-auto-submitted", "auto-submit", "x-auto-submit")


def auto_submitted(mail: Letter) -> Kind | None:
    """RFC 3834, section 5: every value but "no" is automatic; what is passed on by itself was written by somebody."""
    for name in _AUTO_SUBMITTED:
        value = parameters(mail.fields.raw(name))[0] if name in mail.names else ""
        value = _COMMENT.sub("", value).strip()[:60]
        if value not in marks.MEANT_AS_NO and "forward" not in value:
            replied = "repl" in value or "respon" in value or is_title(mail)
            return Kind("reply" if replied else "generated", f"it says {name.title()}: {value}")
    return None


def reply_field(mail: Letter) -> Kind | None:
    """The fields by which programs of all sorts mark the answers that they give by themselves."""
    for name in mail.names:
        needed = marks.REPLY_MARKS.get(name, "" if marks.is_reply_field(name) else None)
        if needed is not None and needed in mail.value(name) and _means_it(mail, name):
            return Kind("reply", f"it carries {name.title()}, as automatic answers do")
    if any(value.strip().lower().startswith(b"autorespond") for value in mail.fields.every("delivered-to")):
        return Kind("reply", "it says Delivered-To: Autoresponder")
    program = f"{mail.value('x-mailer')[:200]} {mail.value('user-agent')[:200]}".strip()
    if marks.REPLY_PROGRAM.search(program):
        return Kind("reply", f"it was sent by {program[:60]}")
    return None


def program(mail: Letter) -> Kind | None:
    """Trackers, forums, social networks, monitoring, continuous integration."""
    for name in mail.names:
        if name.startswith("x-") and marks.PROGRAM_FIELD.match(name) and _means_it(mail, name):
            bounced = name == "x-failed-recipients"
            return Kind("bounce" if bounced else "generated", f"it carries {name.title()}, as programs do")
    return None


def precedence(mail: Letter) -> Kind | None:
    """RFC 2076, 3.9; "bulk" stands on lists on which people write, too."""
    value = mail.value("precedence")
    if value in marks.MACHINE_PRECEDENCE:
        return Kind(marks.MACHINE_PRECEDENCE[value], f"it says Precedence: {value}")
    if value == "bulk" and not _is_discussion(mail):
        unsubscribe = "list-unsubscribe" in mail.names
        return Kind("newsletter" if unsubscribe else "generated", "it says Precedence: bulk")
    return None


def mailing_list(mail: Letter) -> Kind | None:
    """RFC 2369 and 2919: lists on which people write, and those that only send."""
    if _is_discussion(mail):
        return Kind("list", "it came through a mailing list")
    if "list-unsubscribe" in mail.names and not ((mail.is_answered or _is_typed(mail)) and mail.answers):
        return Kind(
            "newsletter", "it can be unsubscribed from (List-Unsubscribe), and nobody can write to the list"
        )
    for name in mail.names:
        if marks.CAMPAIGN_FIELD.match(name):
            return Kind("newsletter", f"it carries {name.title()}, as newsletters do")
    if "list-id" in mail.names or mail.value("precedence") == "list":
        return Kind("list", "it came through a mailing list")
    return None


def suppress(mail: Letter) -> Kind | None:
    """Exchange's "All" is what it and other programs put on their own mail; lesser values are put on anybody's."""
    values = mail.value("x-auto-response-suppress").replace(" ", "").split(",")
    if "all" in values and "auto-submitted" not in mail.names:
        return Kind("generated", "it says X-Auto-Response-Suppress: All")
    return None


def return_path(mail: Letter) -> Kind | None:
    """RFC 5321, 4.5.5: bounces and other notices, so that nobody answers them."""
    path = mail.fields.raw("return-path").strip().lower() if "return-path" in mail.names else b""
    if not _NULL_PATH.match(path):
        return None
    why = "its return path is empty (<>), as of bounces and other notices"
    if titles.BOUNCE.search(mail.subject):
        return Kind("bounce", why)
    return Kind("reply" if mail.says_away or mail.is_answered else "generated", why)


def nobody(mail: Letter) -> Kind | None:
    """Senders that no person is; but a form on a website sends for a person, whom it names in Reply-To."""
    name = folded(mail.sender.name[:60])
    is_server = marks.POSTMASTER.match(mail.local_part) or marks.SERVER_NAME.match(name)
    if is_server and not (mail.is_answered and mail.answers):
        bounced = titles.BOUNCE.search(mail.subject) is not None
        return Kind("bounce" if bounced else "generated", f"it was sent by {mail.local_part[:60] or name}")
    if marks.NOBODY.match(mail.local_part) and not replies_elsewhere(mail):
        return Kind("generated", f"it was sent by {mail.local_part[:60]}, which is nobody")
    return None


def replies_elsewhere(mail: Letter) -> bool:
    """Whether answers go to somebody who is not the sender."""
    answer_to = read_sender(mail.fields.every("reply-to")).email.lower() if "reply-to" in mail.names else ""
    return answer_to not in ("", mail.sender.email.lower()) and not marks.NOBODY.match(local_part(answer_to))


def _is_typed(mail: Letter) -> bool:
    """Whether it was written in a program in which people write."""
    return (
        marks.PERSONAL_PROGRAM.search(f"{mail.value('x-mailer')} {mail.value('user-agent')}"[:400])
        is not None
    )


def _means_it(mail: Letter, name: str) -> bool:
    value = mail.value(name)
    return value not in marks.MEANT_AS_NO and not value.startswith(marks.PASSED_ON)


def _is_discussion(mail: Letter) -> bool:
    """Whether people can write to the list: it says so, or a server of such lists shows."""
    if "mailto:" in mail.value("list-post") or any(map(marks.LIST_FIELD.match, mail.names)):
        return True
    if any(b"mailing list" in value[:200].lower() for value in mail.fields.every("delivered-to")):
        return True
    if "precedence" not in mail.names and "list-id" not in mail.names:
        return False
    servers = folded(f"{mail.value('sender')[:400]} {mail.value('list-owner')[:400]}").replace("mailto:", "")
    return any(marks.LIST_SENDER.match(word.strip("<>,")) for word in servers.split())
