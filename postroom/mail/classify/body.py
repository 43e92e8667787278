"""Kinds that the words of a mail tell where no header does; a person answers, forwards and asks."""

from __future__ import annotations

import re

from postroom.mail.classify import marks, sentences, titles
from postroom.mail.classify.header import replies_elsewhere
from postroom.mail.classify.letter import Letter
from postroom.mail.classify.values import Kind


def receipt(mail: Letter) -> Kind | None:
    """Receipts that are no report: Outlook's across other servers, Notes, old clients."""
    if titles.RECEIPT.match(mail.subject) and any(map(sentences.RECEIPT_LINE.search, mail.lines)):
        return Kind("receipt", "it says that a mail was read")
    return None


def challenge(mail: Letter) -> Kind | None:
    if titles.CHALLENGE.match(mail.subject) and sentences.CHALLENGE.search(" ".join(mail.lines)):
        return Kind("reply", "it asks for a confirmation before it lets a mail through")
    return None


def what_it_says(mail: Letter) -> Kind | None:
    """What the mail calls itself in its first words."""
    if _is_headed(mail) or any(map(sentences.SAYS_REPLY.match, [*mail.openings, *mail.sentences])):
        return Kind("reply", "it calls itself an automatic answer")
    if replies_elsewhere(mail):
        return None
    if any(map(_is_generated, mail.openings)) or _says_later(mail) or _role_says_generated(mail):
        return Kind("generated", "it calls itself an automatic mail")
    return None


def away(mail: Letter) -> Kind | None:
    if mail.says_away and (mail.answers or mail.is_answered) and mail.bears_out:
        return Kind("reply", "it says that its sender is away")
    return None


def confirmation(mail: Letter) -> Kind | None:
    """A helpdesk that has got a request."""
    if mail.is_answered or replies_elsewhere(mail) or not titles.TICKET.search(mail.subject):
        return None
    if any(map(sentences.TICKET_LINE.search, mail.lines[:6])):
        return Kind("reply", "it confirms that a request was received")
    return None


def _is_headed(mail: Letter) -> bool:
    """Whether the text begins with the title of an automatic answer, as some programs have it there."""
    title = titles.TITLE.match(mail.lines[0]) if mail.lines and not mail.asks else None
    return bool(title and title["answer"] and (title["colon"] or title["close"]))


def _is_generated(words: str) -> bool:
    """Whether these words call the mail automatic, and are not those of a person who cannot be reached here."""
    said = sentences.SAYS_GENERATED.match(words)
    if said is None:
        return False
    return not sentences.PERSONAL.search(re.split("[.!?;]", words[said.end() :], maxsplit=1)[0][:200])


def _says_later(mail: Letter) -> bool:
    return not mail.is_answered and any(map(_is_generated, mail.sentences))


def _role_says_generated(mail: Letter) -> bool:
    """Below the text of a new mail such words count only if no person sent it, who might pass on what he got."""
    if mail.is_answered or mail.answers or not marks.ROLE.match(mail.local_part):
        return False
    return any(_is_generated(each) for line in mail.lines for each in sentences.SENTENCE_END.split(line))
