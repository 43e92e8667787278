"""Kinds that the subject of a mail tells; weaker titles need the mail to bear them out."""

from __future__ import annotations

import re

from postroom.mail.classify import titles
from postroom.mail.classify.letter import Letter
from postroom.mail.classify.sentences import folded
from postroom.mail.classify.values import Kind

_BRACKETS = (")", "]", "}", ">", "】")


def reply_title(mail: Letter) -> Kind | None:
    return Kind("reply", "its subject is that of an automatic answer") if is_title(mail) else None


def bounce_title(mail: Letter) -> Kind | None:
    if titles.BOUNCE_ALONE.match(mail.subject) and not mail.asks:
        return Kind("bounce", "its subject is that of a delivery report")
    return None


def machine_title(mail: Letter) -> Kind | None:
    if titles.MACHINE.match(mail.subject) and not mail.answers and not mail.asks:
        return Kind("generated", "its subject is that of a program that watches a computer")
    return None


def is_title(mail: Letter) -> bool:
    """Whether the subject is the title of an automatic answer, and no person answered or forwarded that."""
    title = titles.TITLE.match(mail.subject) or _title_at_the_end(mail.subject)
    if mail.is_answered and not (title and title["answer"] and title["close"] and title.start("open") == 0):
        return False
    if title is None:
        return titles.NOTES.match(mail.subject) is not None or _says_who_is_away(mail)
    return (
        _is_plain(title, mail) or _is_borne_out(title, mail) or titles.NOTES.match(mail.subject) is not None
    )


def _is_plain(title: re.Match[str], mail: Letter) -> bool:
    """The title stands where and as machines put it."""
    closed = title["open"] and title["close"]
    if title["answer"]:
        set_off = closed or title["colon"] or title["end"] is not None or title["dash"] or title["whom"]
        return bool(set_off or (title["more"] or "").strip()) and not mail.asks
    return bool(title["away"] and (closed or title["colon"])) and not mail.asks


def _is_borne_out(title: re.Match[str], mail: Letter) -> bool:
    is_name = bool(title["close"] or title["colon"] or title["end"] is not None)
    if title["away"] and is_name and mail.says_away:
        return True
    if title["absent"] and not is_name:
        return False
    return (mail.answers and not mail.subject.endswith("?")) or (mail.says_away and mail.bears_out)


def _title_at_the_end(subject: str) -> re.Match[str] | None:
    """The title in brackets behind the subject of the mail that is answered."""
    if not subject.endswith(_BRACKETS):
        return None
    behind = subject[max(subject.rfind(each) for each in "([{<【") :]
    title = titles.TITLE.match(behind)
    return title if title and title["answer"] and title["close"] and title.end() == len(behind) else None


def _says_who_is_away(mail: Letter) -> bool:
    """Jana Novak is out of the office, sent by her; or: I am out of the office, borne out by the mail."""
    if titles.FIRST_PERSON.match(mail.subject):
        return mail.answers or (mail.says_away and mail.bears_out)
    found = titles.THIRD_PERSON.match(mail.subject)
    if found is None:
        return False
    sender = folded(f"{mail.sender.name} {mail.local_part}")
    words = [word for word in re.findall(r"\w+", found["who"]) if len(word) > 1]
    return bool(words) and sum(word in sender for word in words) * 2 >= len(words)
