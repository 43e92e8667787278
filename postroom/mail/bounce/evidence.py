"""Who speaks: what in the header and in the first lines of a mail tells of a mail system that reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postroom.mail.bounce import phrases
from postroom.mail.headers import Fields, decode_text
from postroom.mail.structure import Part, Structure

MAX_OPENING = 3_000  # characters of the body in which the opening sentence of a report stands
MAX_FIRST = 300
MAX_GREETING = 120  # a person greets first
WORDY = 20  # characters of an opening sentence that nobody else writes by chance

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_TAG = re.compile(r"\[[^\]]{1,30}\]\s*|\*{1,5}[^*]{1,20}\*{1,5}\s*")  # put in front by lists and filters
_ADDRESS = re.compile(r"[^\s@]{1,128}+@[^\s@]{1,255}+")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
_ADDRESSED = ("from", "sender", "return-path", "subject", "x-failed-recipients", "auto-submitted")


@dataclass(frozen=True)
class Evidence:
    """What speaks for a report on delivery."""

    carries_report: bool  # a part with the fields of RFC 3464, or at least its label
    names_failed: bool  # X-Failed-Recipients
    from_daemon: bool  # a sender that only ever reports on delivery
    from_machine: bool  # a null return path, Auto-Submitted, or a sender of automatic mail
    subject: bool
    unmistakable: bool  # the body begins in words that only mail systems write
    is_answer: bool  # the subject is that of a person's answer or forward

    def is_plain(self) -> bool:
        """Whether no look at the body is needed."""
        return self.names_failed or self.carries_report

    def can_be_report(self, text: str) -> bool:
        """Whether it is worth to look for codes and addresses in the body."""
        if self.from_daemon or self.is_plain():
            return True
        return not self.is_answer and (self.unmistakable or self.subject or _begins_as_report(text))

    @property
    def is_from_system(self) -> bool:
        """Whether fields of RFC 3464 in this mail are its own, not something a person quotes."""
        daemon = self.from_daemon and not self.may_be_person
        return self.is_plain() or daemon or (self.from_machine and self.subject)

    @property
    def may_be_person(self) -> bool:
        """A postmaster who answers: then it takes words that nobody else writes."""
        return self.is_answer and not self.from_machine

    def is_report(self, text: str, *, has_codes: bool, has_listed: bool, has_original: bool) -> bool:
        """Whether this is a report on delivery, given the body and what was found in it."""
        wordy = _begins_as_report(text, within=MAX_GREETING, at_least=WORDY)
        if self.is_plain():
            return True
        if self.from_daemon and self.may_be_person:
            return wordy
        if self.from_daemon:
            return self.subject or has_codes or has_listed or _begins_as_report(text)
        if self.is_answer or not (has_codes or has_listed or has_original):
            return False
        if self.unmistakable:
            return True
        if self.from_machine and self.subject:
            return (has_codes and (has_listed or has_original)) or _begins_as_report(text)
        if self.from_machine:
            return has_codes and _begins_as_report(text, at_least=WORDY)
        return self.subject and wordy and (has_codes or has_listed)


def look(mail: Structure, text: str) -> Evidence | None:
    """The evidence in the header; None where nothing hints at a report, as in nearly all mail. Cheap."""
    fields = mail.root.fields
    seen = {name: value for name, value in reversed(fields.items) if name in _ADDRESSED}
    report = mail.root.parameters.get("report-type", "").lower()
    if report in _OTHER_REPORTS:
        return None
    subject = _text(seen.get("subject", b""))
    sender = _sender(seen)
    daemon = any(name in sender for name in phrases.DAEMONS)
    machine = _is_machine(seen, sender)
    answers = subject.startswith(phrases.ANSWERS)
    carries = report == "delivery-status" or (
        any(_is_status(part) for part in mail.root.leaves()) and (daemon or machine or not answers)
    )
    found = Evidence(
        carries_report=carries,
        names_failed="x-failed-recipients" in seen,
        from_daemon=daemon,
        from_machine=machine,
        subject=_is_report_subject(subject, anywhere=daemon),
        unmistakable=" ".join(text[:MAX_FIRST].lower().split()).startswith(phrases.UNMISTAKABLE),
        is_answer=answers,
    )
    hints = (carries, found.names_failed, daemon, machine, found.subject, found.unmistakable)
    return found if any(hints) else None


def says_delay(fields: Fields) -> bool:
    """Whether the subject says so, apart from the subject of the returned mail that many end with."""
    subject = fields.text("subject")[:1_000].lower().strip()
    label = subject if subject.startswith(("warning", "delivery", "notice")) else subject.split(": ")[0]
    return any(phrase in label for phrase in phrases.DELAY_SUBJECTS)


def _is_status(part: Part) -> bool:
    return part.type in STATUS_TYPES


def _sender(seen: dict[str, bytes]) -> str:
    return _text(seen.get("from", b"") or seen.get("sender", b""))


def _text(value: bytes) -> str:
    """The text of a field in lower case; no guess is made at raw 8-bit that is not UTF-8, which takes time."""
    value = value[:1_000]
    return (decode_text(value) if b"=?" in value else value.decode("utf-8", "replace")).strip().lower()


def _is_machine(seen: dict[str, bytes], sender: str) -> bool:
    if seen.get("return-path", b"").strip() == b"<>" or not sender.strip(" <>"):
        return True
    if seen.get("auto-submitted", b"no").strip().lower()[:2] != b"no":
        return True
    return any(name in sender for name in phrases.SERVANTS)


def _is_report_subject(subject: str, *, anywhere: bool) -> bool:
    bare = _TAG.sub("", subject).lstrip(" *[(<!-#=>")
    if bare.startswith(phrases.SUBJECTS):
        return True
    return anywhere and any(phrase in subject for phrase in phrases.SUBJECTS if len(phrase) > 7)


def _begins_as_report(text: str, *, within: int = MAX_OPENING, at_least: int = 0) -> bool:
    """Whether an opening sentence of a report, of so many characters at least, stands near the beginning.

    The sentences name an address as a bare "@".
    """
    start = " ".join(_ADDRESS.sub("@", text[:within].lower()).split())
    return any(phrase in start for phrase in phrases.OPENINGS if len(phrase) >= at_least)
