"""Which addresses a report in free words names as failed, and what it says of each (qmail, Exim, Exchange, ...).

Such reports have no standard, but they have habits: an address begins a line, alone or with the reason behind it,
under a line that ends in a colon or in dashes; or it stands behind a label; or in the talk between two servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from postroom.mail.bounce import phrases
from postroom.mail.bounce.addresses import BARE, BRACKETED, addresses, cleaned, is_inner
from postroom.mail.bounce.codes import reply_start, statuses

MAX_ENTRIES = 1_000
LONGEST_WORDS = 4_000  # characters of what is said of one address


class Standing(IntEnum):
    """How surely an address is one that failed, the surest first."""

    LISTED = 1  # begins a line of a list, or stands behind a label such as "Failed address:"
    SPOKEN = 2  # in the talk between two servers: RCPT TO:<...>, 550 <...>: no such user
    TOLD = 3  # in a sentence that tells of trouble
    NAMED = 4  # somewhere in the notice


@dataclass(frozen=True)
class Entry:
    """One address, what is said of it, and whether it stands under a heading of mail that is only late."""

    address: str
    standing: Standing
    words: str
    late: bool = False


@dataclass(frozen=True)
class _Anchor:
    """A place where an address is listed: the line, the address, and what follows it on that line."""

    line: int
    address: str
    rest: str
    late: bool


_OPENER = (
    r"[ \t]*+(?:(?:>>>|[>*•·–-]{1,3}|\d{1,3}[.)]|[A-Za-z]{1,12}:(?=<))[ \t]*)?+[\[({\"'“‘«]{0,2}+"
    r"(?:(?:smtp|mailto|rfc822)[:;][ \t]*)?"
)
_LINE = re.compile(
    rf"{_OPENER}(?P<address>{BRACKETED}|{BARE})[\])}}>\"'”’»]{{0,2}}"
    rf"(?:[ \t]?[(<\[](?:mailto:|smtp:)?{BARE}[)>\]])?(?P<rest>.*)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"[ \t]*+(?!\d{{3}}[ -])[\"']?[^@<>(\[:]{{2,60}}?[\"']?[ \t]*[<(\[](?:mailto:|smtp:)?"
    rf"(?P<address>{BARE})[>)\]](?P<rest>.{{0,80}})$",
    re.IGNORECASE,
)
_X400 = re.compile(rf"[ \t]*+c=[^;]{{0,20}};.{{0,200}}?smtp=(?P<address>{BARE})(?P<rest>.*)", re.IGNORECASE)
_LABEL = re.compile(r"[ \t*•>-]{0,8}+(?P<label>[^:：=@<>]{2,60})[:：=][ \t]{0,20}(?P<rest>[^@]{0,64}@.*)$")
_GOOD_LABEL = re.compile(
    r"recipient|address|deliver|failed|unknown user|user unknown|unknown host|mailbox|rejected|no such|\buser\b|"
    r"allowed size|attempts|userid|destinat|empfänger|adresse|dirección|indirizzo|endereço|получател|адрес|"
    r"ontvanger|odbiorc|mottagare|modtager|vastaanottaja|příjemc|címzett|alıcı|收件|收信|宛先|受信者|받는|수신",
    re.IGNORECASE,
)
_BAD_LABEL = re.compile(
    r"\b(?:from|sender|subject|message-?id|reply|return|received|sent|date|contact|support|postmaster|cc|by|help|"
    r"server|originator|absender|von|expéditeur|remitente|mittente|author|host|mta)\b|発信|差出|发件|寄件",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"[ \t>*|-]{0,8}(?:from|to|cc|bcc|sender|reply-to|return-path|x-[\w-]{1,40}|message-id|received|subject|date|"
    r"in-reply-to|references|von|an|de|à|para|per|da|кому|от|差出人|发件人|寄件者)\s{0,2}[:：]",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"rcpt\s{{1,3}}to:\s{{0,3}}(?P<asked>{BRACKETED}|{BARE})"
    rf"|(?:^|[\s>:\"'])[45]\d\d[ -]{{1,3}}(?:#?[45]\.\d{{1,3}}\.\d{{1,3}}[ -]{{1,3}})?[\"']?"
    rf"(?P<refused>{BRACKETED}|{BARE})",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"[ \t*•>-]{0,8}original[ -](?:address|recipient)", re.IGNORECASE)
_HEADING = (":", "：", "---", "===", "***", "___", "…", "-->")
_ALONE = " \t:;,.-<>\"'()[]"
_LATE = re.compile(r"transient|non-fatal|delayed|warning|temporar|deferred|verzögert", re.IGNORECASE)
_FATAL = re.compile(r"permanent|(?<!non-)fatal|failed|undeliver|rejected", re.IGNORECASE)
_AFTERMATH = re.compile(
    r"\b5\d\d\b.{0,12}(?:need rcpt|no valid recipients|bad sequence|valid rcpt)", re.IGNORECASE
)
_CHAIN = re.compile(
    r"[ \t]*\((?:ultimately )?(?:generated|expanded|forwarded) from\b[^()]{0,400}\)\s*$", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")


def read_notice(text: str, strangers: frozenset[str]) -> tuple[Entry, ...]:
    """The addresses of the notice of the surest standing there is, each once, in order.

    `strangers` are addresses that are hardly ever the failed ones: who wrote the mail, who reports.
    """
    lines = text.split("\n")
    for find in (_listed, _spoken, _told, _named):
        found = find(lines)
        chosen = [each for each in found if each.address not in strangers and not _is_office(each.address)]
        if not chosen and find in (_listed, _spoken):
            chosen = found
        if chosen:
            return _merged(chosen)
    return ()


def words_about(text: str, address: str) -> str:
    """The lines of a notice in which an address stands, and those that servers said."""
    lines = [line for line in text.split("\n") if not _AFTERMATH.search(line[:300])]
    about = [line for line in lines if address in line.lower() or line.lstrip().startswith("<<<")]
    return "\n".join(line for line in about if line.lower().replace(address, "").strip(_ALONE))[
        :LONGEST_WORDS
    ]


def without_aftermath(text: str) -> str:
    """The notice without answers to commands that came after the refusal, such as `503 Need RCPT`."""
    return "\n".join(line for line in text.split("\n") if not _AFTERMATH.search(line[:300]))


def _merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry per address, with all that is said of it."""
    by_address: dict[str, list[Entry]] = {}
    for entry in entries:
        by_address.setdefault(entry.address, []).append(entry)
    return tuple(
        Entry(address, same[0].standing, _joined(each.words for each in same), same[0].late)
        for address, same in list(by_address.items())[:MAX_ENTRIES]
    )


def _joined(sayings: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(line for words in sayings for line in words.split("\n")))[:LONGEST_WORDS]


def _is_office(address: str) -> bool:
    """Addresses that a notice names so that people can ask there."""
    return address.startswith(
        ("postmaster@", "mailer-daemon@", "abuse@", "helpdesk@", "support@", "hostmaster@")
    )


def _listed(lines: list[str]) -> list[Entry]:
    """Addresses that begin a line of a list or follow a label, each with what stands below it."""
    anchors = _anchors(lines)
    ends = [*(anchor.line for anchor in anchors[1:]), len(lines)][: len(anchors)]
    starts = [0, *(anchor.line + 1 for anchor in anchors)][: len(anchors)]
    words = [_words(lines, *each) for each in zip(anchors, starts, ends, strict=True)]
    for at in range(len(words) - 2, -1, -1):
        words[at] = words[at] or words[at + 1]  # several addresses, one reason
    return [
        Entry(anchor.address, Standing.LISTED, said, anchor.late)
        for anchor, said in zip(anchors, words, strict=True)
    ]


def _anchors(lines: list[str]) -> list[_Anchor]:
    found: list[_Anchor] = []
    under_heading = late = fresh = False
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        here = [_Anchor(at, *each, late) for each in _starting(lines, at, under_heading) or _labelled(line)]
        if here and found and found[-1].line == at - 1 and _ORIGINAL.match(line):
            found[-1] = _outer(found[-1], here[0])
            continue
        if here and found and here[0].address == found[-1].address and not _is_blank(lines, at - 1):
            continue  # the words of an address often repeat it
        if here:
            found += here
            under_heading = True
        elif line.rstrip().endswith(_HEADING):
            late = bool(_LATE.search(line)) or (late and not _FATAL.search(line))
            under_heading = fresh = True
        elif not line[0].isspace() and _is_blank(lines, at - 1):
            under_heading, fresh = (
                fresh,
                False,
            )  # the paragraph right below a heading may come before the list
        if len(found) >= MAX_ENTRIES:
            break
    return found


def _outer(final: _Anchor, original: _Anchor) -> _Anchor:
    """Of one recipient told twice the final address, or the original one where that means something only inside."""
    if is_inner(final.address) and not is_inner(original.address):
        return replace(original, rest=final.rest)
    return replace(final, line=original.line)


def _starting(lines: list[str], at: int, under_heading: bool) -> list[tuple[str, str]]:
    """The address with which a line begins, and what follows, where this makes it a listed one."""
    line = lines[at][:2_000]
    if "@" not in line:
        return []
    found = _LINE.match(line) or (under_heading and (_PERSON.match(line) or _X400.match(line))) or None
    if not found or not (address := cleaned(found["address"])):
        return []
    rest = found["rest"].lstrip(" \t>)]\"'")
    bracketed = found["address"].startswith("<")
    sure = under_heading or (bracketed and rest.startswith((":", "(", "...", "- ", "; "))) or _has_code(rest)
    alone = not rest.strip(_ALONE)
    if not sure and alone:
        sure = _is_blank(lines, at - 1) and _is_blank(lines, at + 1)
    if not sure and (alone or bracketed):
        sure = _has_code(" ".join(lines[at + 1 : at + 3])[:400])
    if sure and rest.startswith((",", ";")) and (several := _only_addresses(line)):
        return several
    return [(address, rest.lstrip(":;,. "))] if sure else []


def _labelled(line: str) -> list[tuple[str, str]]:
    """The addresses behind a label such as "Failed address:"."""
    found = _LABEL.match(line[:1_000]) if "@" in line else None
    if not found or not _GOOD_LABEL.search(found["label"]) or _BAD_LABEL.search(found["label"]):
        return []
    first = _LINE.match(
        found["rest"].split(";", 1)[-1] if found["rest"][:8].lower() == "rfc822; " else found["rest"]
    )
    if not first:
        return []
    if several := _only_addresses(found["rest"]):
        return several
    return [(cleaned(first["address"]), f"{found['label']}: {first['rest'].lstrip(' :;,.')}")]


def _only_addresses(text: str) -> list[tuple[str, str]]:
    """The addresses of a text that holds nothing else; none of any other text."""
    several = list(addresses(text))[:50]
    bare = text.lower()
    for address in several:
        bare = bare.replace(address, "")
    return [] if bare.strip(_ALONE) else [(address, "") for address in several]


def _words(lines: list[str], anchor: _Anchor, start: int, end: int) -> str:
    """What is said of an address: the rest of its line and the paragraph below, or the next one if that is empty;
    where these tell of no trouble, what stands above it.
    """
    attached = bool(anchor.rest.strip(_ALONE)) or not _is_blank(lines, anchor.line + 1)
    below = _below(lines, anchor, end, attached=attached)
    return below if (below and attached) or _is_trouble(below) else _above(lines, anchor, start)


def _above(lines: list[str], anchor: _Anchor, start: int) -> str:
    """The nearest lines above an address that tell of trouble, headings left out."""
    said: list[str] = []
    for line in reversed(lines[max(start, anchor.line - 12) : anchor.line]):
        if said and not line.strip():
            break
        if line.strip(" \t-=*_#") and not line.rstrip().endswith(_HEADING):
            said.insert(0, line.strip())
    words = "\n".join(said)[:LONGEST_WORDS]
    return words if _is_trouble(words) else ""


def _is_trouble(words: str) -> bool:
    return _has_code(words) or any(word in words.lower() for word in phrases.TROUBLE)


def _below(lines: list[str], anchor: _Anchor, end: int, *, attached: bool) -> str:
    """The paragraph that goes on from the address; below a blank line, the first one that tells of trouble."""
    said = [anchor.rest] if anchor.rest.strip(_ALONE) else []
    for line in lines[anchor.line + 1 : min(end, anchor.line + 200)]:
        if line.strip(" \t-=*_#"):
            if not line.lstrip().startswith("-----") and not _CHAIN.match(line) and not _HEADER.match(line):
                said.append(line.strip())
        elif said and not said[-1].endswith((":", "：")):
            if attached or _is_trouble("\n".join(said)):
                break
            said = []
    return "\n".join(said)[:LONGEST_WORDS]


def _spoken(lines: list[str]) -> list[Entry]:
    """Addresses of which one server told another, or that it refused."""
    entries: list[Entry] = []
    for at, line in enumerate(lines):
        found = _SPOKEN.search(line[:2_000]) if "@" in line else None
        if found and len(entries) < MAX_ENTRIES and not _is_about_sender(line):
            address = cleaned(found["asked"] or found["refused"])
            below = [each.strip() for each in lines[at : at + 6]]
            words = "\n".join(below[: below.index("")] if "" in below else below)
            entries.append(Entry(address, Standing.SPOKEN, words))
    return [entry for entry in entries if entry.address]


def _is_about_sender(line: str) -> bool:
    return "mail from" in line.lower() or "sender" in line.lower()


def _told(lines: list[str]) -> list[Entry]:
    """Addresses in sentences that tell of trouble."""
    entries: list[Entry] = []
    for paragraph in _paragraphs(lines):
        for sentence in _SENTENCE.split(paragraph):
            if "@" in sentence and any(word in sentence.lower() for word in phrases.TROUBLE):
                entries += [Entry(each, Standing.TOLD, paragraph) for each in addresses(sentence)]
    return entries[:MAX_ENTRIES]


def _named(lines: list[str]) -> list[Entry]:
    text = " ".join(_paragraphs(lines))
    return [Entry(each, Standing.NAMED, "") for each in addresses(text)][:MAX_ENTRIES]


def _paragraphs(lines: list[str]) -> list[str]:
    """The paragraphs of a notice, each on one line, without header fields."""
    found: list[str] = []
    current: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _HEADER.match(line):
            current.append(line.strip())
        elif current and not line.strip():
            found.append(" ".join(current)[:LONGEST_WORDS])
            current = []
    return found


def _is_blank(lines: list[str], at: int) -> bool:
    return not 0 <= at < len(lines) or not lines[at].strip(" \t-=*_#")


def _has_code(words: str) -> bool:
    return reply_start(words) >= 0 or bool(statuses(words))
