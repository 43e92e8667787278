"""Who did not get the mail and why, put together from the fields for machines and from the words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postroom.mail.bounce import evidence, phrases
from postroom.mail.bounce.addresses import addresses
from postroom.mail.bounce.codes import best_status, precision, preferred, replies, reply
from postroom.mail.bounce.dsn import Group
from postroom.mail.bounce.notice import Entry, Standing, read_notice, without_aftermath, words_about
from postroom.mail.bounce.original import original_receivers, original_senders
from postroom.mail.bounce.pieces import Pieces
from postroom.mail.bounce.saying import server_words
from postroom.mail.bounce.values import Reason
from postroom.mail.bounce.verdict import judge
from postroom.mail.headers import Fields, decode_text

MAX_RECIPIENTS = 1_000

_FINAL = (
    *(
        "permanent error",
        "permanent fatal",
        "given up",
        "giving up",
        "failed permanently",
        "permanent failure",
    ),
    *("no further", "will not be retried", "not going to try again", "could not be delivered to one or more"),
)


@dataclass(frozen=True)
class Failures:
    """What a report says, put together; status, reason and diagnostic are those of the first recipient."""

    recipients: tuple[str, ...]
    status: str
    permanent: bool
    reason: Reason
    diagnostic: str
    has_code: bool  # the words hold an SMTP reply or an enhanced status that refuses
    has_listed: bool  # the words name addresses in the way of a report
    has_original: bool  # it returns the mail, its header, or at least tells of its receiver


def read_failures(fields: Fields, pieces: Pieces, groups: Sequence[Group]) -> Failures:
    """`groups` are those of the report's fields for machines, if there are any."""
    entries = read_notice(pieces.notice, _strangers(fields, pieces))
    told = _failing(groups)
    recipients = _recipients(fields, pieces, told, entries)
    first = recipients[0] if recipients else ""
    notice = without_aftermath(pieces.notice)
    near = _near(notice, entries, first, is_only=len(recipients) <= 1)
    group = next((each for each in told if each.address == first), told[0] if told else None)
    diagnostic = (group.diagnostic if group else "") or near
    others = [entry.words for entry in entries if entry.address != first]
    shared = "" if reply(near) or any(reply(words) or best_status(words) for words in others) else notice
    status = _status(group, near, notice if len(recipients) <= 1 else shared)
    late = _is_late(fields, notice, group, entries)
    said = server_words(diagnostic)
    reason, lasting = _judged(status, (said, f"{diagnostic}\n{near}", notice))
    return Failures(
        recipients=recipients,
        status=status,
        permanent=not late and _is_permanent(status, said or near, lasting),
        reason=reason,
        diagnostic=said,
        has_code=bool(best_status(notice) or replies(notice)),
        has_listed=bool(entries) and entries[0].standing <= Standing.SPOKEN,
        has_original=bool(original_receivers(pieces) or (entries and entries[0].standing == Standing.TOLD)),
    )


def _strangers(fields: Fields, pieces: Pieces) -> frozenset[str]:
    """Who takes part in the mail but is not the one who did not get it."""
    own = (decode_text(value) for value in fields.every("to", "from", "reply-to", "delivered-to", "cc"))
    return original_senders(pieces).union(*(addresses(value[:5_000]) for value in own))


def _failing(groups: Sequence[Group]) -> list[Group]:
    """The groups of those who failed for good; of those who only wait where nobody failed."""
    failed = [group for group in groups if group.outcome == "failed"]
    return failed or [group for group in groups if group.outcome]


def _recipients(
    fields: Fields, pieces: Pieces, groups: Sequence[Group], entries: Sequence[Entry]
) -> tuple[str, ...]:
    """Who did not get it, from the surest source that names anyone."""
    failed = [entry for entry in entries if not entry.late] or list(entries)
    surely = [entry.address for entry in failed if entry.standing <= Standing.TOLD]
    receivers = original_receivers(pieces)
    sources: tuple[list[str], ...] = (
        [group.address for group in groups if group.address],
        [each for value in fields.every("x-failed-recipients") for each in addresses(decode_text(value))],
        surely,
        list(addresses(fields.text("subject"))),
        list(receivers) if len(receivers) == 1 else [],
        [entry.address for entry in failed if entry.address in receivers]
        or [entry.address for entry in failed],
        list(receivers),
    )
    chosen = next((source for source in sources if source), [])
    return tuple(dict.fromkeys(chosen))[:MAX_RECIPIENTS]


def _near(notice: str, entries: Sequence[Entry], address: str, *, is_only: bool) -> str:
    """What the notice says of one address; where no code is near it and it is the only one, of anything."""
    own = next((entry.words for entry in entries if entry.address == address), "")
    about = words_about(notice, address) if address else ""
    if reply(own):
        return own
    if reply(about):
        return f"{own}\n{about}".strip()
    return f"{own}\n{notice}".strip() if is_only and reply(notice) else own or about


def _status(group: Group | None, near: str, notice: str) -> str:
    """The code of the report's field, or a more precise one from the words around the address, or any."""
    told = group.status if group and not group.status.startswith("2") else ""
    found = preferred(told, near) if precision(told) < 3 else told
    return found if precision(found) > 1 else preferred(found, notice)


def _is_late(fields: Fields, notice: str, group: Group | None, entries: Sequence[Entry]) -> bool:
    """Whether the mail is only late. An Action field decides; else the subject and the words."""
    if group and group.action:
        return group.outcome == "delayed"
    if entries and entries[0].late:
        return True
    words = " ".join(notice.lower().split())
    if any(phrase in words for phrase in _FINAL):
        return False
    return evidence.says_delay(fields) or any(phrase in words for phrase in phrases.DELAYS)


def _judged(status: str, sayings: Sequence[str]) -> tuple[Reason, bool | None]:
    """The verdict on the words of the server, and where these do not tell on ever more of what stands around."""
    verdicts = [judge(status, sayings[0])]
    for words in sayings[1:]:
        if verdicts[-1].reason != "other":
            break
        verdicts.append(judge(status, words))
    lasting = next((each.permanent for each in verdicts if each.permanent is not None), None)
    return verdicts[-1].reason, lasting


def _is_permanent(status: str, words: str, lasting: bool | None) -> bool:
    """By the class of the status, then by the SMTP reply, then by the words; for good where nothing tells.

    A status that says nothing but its class (5.0.0) yields to the reply of the server.
    """
    code = reply(words)
    if precision(status) > 1 or (status and not code):
        return status.startswith("5")
    if code:
        return code.startswith("5")
    return True if lasting is None else lasting
