"""Who a notice is meant for, and who of them is left out and why: values in, values out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from postroom.jira.audience import Meant
from postroom.jira.snapshot import Person, Snapshot
from postroom.mail.people import Address, read_people

T = TypeVar("T")

#: Entries of an audience that stand alone, and why somebody they name gets the mail.
ALONE = {
    "reporter": "you reported the issue",
    "assignee": "the issue is assigned to you",
    "creator": "you created the issue",
    "watchers": "you watch the issue",
    "participants": "you take part in the request",
    "organizations": "the request is shared with your organization",
    "project lead": "you lead the project",
    "component leads": "you lead a component of the issue",
    "mail participants": "you take part in the issue by mail",
    "mentioned": "you are mentioned",
}
#: Those that name something behind a colon; {} is what they name.
NAMING = {
    "group": "you are in the group {}",
    "role": "you have the role {}",
    "field": "the field {} names you",
    "address field": "the field {} has your address",
    "address": "this notification always goes to you",
    "account": "this notification always goes to you",
    "expression": "this notification is meant for you",
}
#: Those whose accounts Jira tells (audience.Audience.meant).
ASKED = frozenset((*ALONE, *NAMING)) - {
    *("mail participants", "mentioned", "address field", "address", "expression")
}

MOST = 500  # addresses from one field or expression
LONGEST = 50_000  # characters of one that are looked at
_ADDRESS = re.compile(r'[^\s@<>"(),;:|\\\x00-\x20\x7f]{1,64}@[\w.-]{1,255}')
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_-]{9,127}")


@dataclass(frozen=True)
class Entry:
    """One line of an audience: a key of ALONE or NAMING, and what it names."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" if self.name else self.kind


@dataclass(frozen=True)
class Receiver:
    """Somebody a notice is meant for. `address` is "" where none is known, `account_id` where there is no
    account; `kind` and `active` are those of the account; `reasons` complete "You get this mail because"."""

    address: str
    name: str
    account_id: str
    reasons: tuple[str, ...]
    kind: str = ""
    active: bool = True

    def __str__(self) -> str:
        who = self.name or self.account_id
        return (f"{who} <{self.address}>" if who else self.address) if self.address else who


@dataclass(frozen=True)
class Facts:
    """All that is known when an audience is gathered.

    `meant`: what Jira says to the entries in ASKED. `people`: facts of the accounts in `accounts_in`, by id.
    `owners`: our own map of addresses to account ids. `texts`: what the expressions came to, by expression.
    """

    issue: Snapshot
    meant: Mapping[Entry, Meant] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    participants: Sequence[Address] = ()
    mentioned: Sequence[str] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cause:
    """Who brought an event about: an account, or the sender of a mail, who then counts instead of it.

    `copies`: addresses in To and Cc of that mail. `accounts`: those that own any of its addresses.
    """

    account: str = ""
    sender: str = ""
    copies: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """Whom a mapping and the installation leave out. In `exclude` and `include` stand addresses, domains as
    `@example.org`, account ids, and any of these with `*`; `set_aside` maps addresses to the reason;
    `unsubscribed` are addresses in lower case."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    set_aside: Mapping[str, str] = field(default_factory=dict)
    unsubscribed: frozenset[str] = frozenset()
    inhibit_own: bool = True


@dataclass(frozen=True)
class Chosen:
    """Who gets the notice; `left_out`: who does not, and the reason, for the audit page."""

    receivers: tuple[Receiver, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Named:
    """Somebody as one entry names them."""

    account: str
    address: str
    name: str
    reason: str


def parse_audience(written: str | Mapping[str, Any]) -> Entry:
    """An entry of an audience as it stands in the YAML document: `watchers`, or `group: staff`, which YAML
    reads as a mapping. Raises ValueError with words for the operator."""
    if isinstance(written, Mapping):
        if len(written) != 1:
            raise ValueError(f"one entry names one thing, not {', '.join(map(str, written)) or 'nothing'}")
        kind, name = (str(part).strip() for part in next(iter(written.items())))
    else:
        kind, _, name = (part.strip() for part in written.partition(":"))
    kind = " ".join(kind.lower().replace("_", " ").split())
    if kind not in ALONE and kind not in NAMING:
        raise ValueError(f"“{kind}” is nobody; use one of {', '.join(ALONE)}, or {': …, '.join(NAMING)}: …")
    if (kind in NAMING) != bool(name):
        raise ValueError(
            f"“{kind}” needs a name behind a colon" if kind in NAMING else f"“{kind}” stands alone"
        )
    return _checked(Entry(kind, name))


def accounts_in(entries: Iterable[Entry], facts: Facts) -> frozenset[str]:
    """Every account that `gather` will want to know of; `facts.people` may still be empty."""
    return frozenset(each.account for each in _everybody(entries, facts) if each.account)


def gather(entries: Iterable[Entry], facts: Facts) -> tuple[Receiver, ...]:
    """Everybody an audience names, each once, in the order of the entries.

    Two names are one person if they have one account or one address; an address that an account owns is that
    account, so that what the account may not see is not sent to it.
    """
    named = _together(_everybody(entries, facts), lambda each: each.account or each.address.lower())
    found = (_receiver(each, facts) for each in named)
    same = _together(found, lambda each: each.address.lower() or each.account_id)
    return tuple(map(_strictest, same))


def troubles(entries: Iterable[Entry], facts: Facts) -> tuple[tuple[str, str], ...]:
    """Entries that Jira would not answer, and why: they belong to what was left out."""
    found = ((each, _trouble(each, facts)) for each in entries)
    return tuple((str(each), trouble) for each, trouble in found if trouble)


def choose(receivers: Iterable[Receiver], rules: Rules, causes: Sequence[Cause] = ()) -> Chosen:
    """Who of those a notice about events with these causes is sent to.

    Somebody who brought only some of the events about stays; visibility.see leaves those events out.
    """
    judged = [(each, _objection(each, rules, causes)) for each in receivers]
    return Chosen(
        tuple(each for each, reason in judged if not reason),
        tuple((str(each), reason) for each, reason in judged if reason),
    )


def has_it(receiver: Receiver, cause: Cause, inhibit_own: bool) -> str:
    """Why somebody needs no mail of an event with this cause, "" where they do."""
    address = receiver.address.lower()
    if not cause.sender:
        own = inhibit_own and cause.account and cause.account == receiver.account_id
        return "did it themselves" if own else ""
    if address == cause.sender.lower():
        return "wrote the mail that caused it"
    if address in {each.lower() for each in cause.copies}:
        return "got the mail that caused it"
    if receiver.account_id and receiver.account_id in cause.accounts:
        return "wrote or got the mail that caused it, at another address"
    return ""


def addresses(text: str) -> tuple[Address, ...]:
    """The addresses in a text in any usual spelling: by commas, semicolons, lines, with names or without."""
    lines = text[:LONGEST].splitlines()
    found = (each for each in read_people(line.encode("utf-8", "replace") for line in lines))
    return tuple(each for each in found if _ADDRESS.fullmatch(each.email))[:MOST]


# Who is named


def _everybody(entries: Iterable[Entry], facts: Facts) -> Iterator[_Named]:
    """Everybody by every entry, an address that an account owns already with that account."""
    owners = {each.email.lower(): each.id for each in facts.people.values() if each.email}
    owners |= {address.strip().lower(): account for address, account in facts.owners.items()}
    for entry in entries:
        reason = _reason(entry)
        for account, one in _by_entry(entry, facts):
            address = one.email.strip()
            yield _Named(account or owners.get(address.lower(), ""), address, one.name, reason)


def _by_entry(entry: Entry, facts: Facts) -> Iterator[tuple[str, Address]]:
    """Account id or address of everybody that an entry names."""
    accounts: Sequence[str] = ()
    found: Sequence[Address] = ()
    match entry.kind:
        case "mail participants":
            found = facts.participants
        case "mentioned":
            accounts = facts.mentioned
        case "address field":
            held = facts.issue.field(entry.name)
            found = addresses(_lines(held.value, held.text)) if held else ()
        case "address":
            found = addresses(entry.name)
        case "expression":
            text = facts.texts.get(entry.name, "")
            accounts, found = _account_ids(text), addresses(text)
        case _:
            accounts = facts.meant.get(entry, Meant()).accounts
    yield from ((each, Address("", "")) for each in accounts)
    yield from (("", each) for each in found if _ADDRESS.fullmatch(each.email.strip()))


def _lines(value: Any, text: str) -> str:
    """A field's text as it was written: several values on lines of their own."""
    if isinstance(value, list):
        return "\n".join(str(each) for each in value if isinstance(each, str)) or text
    return value if isinstance(value, str) else text


def _account_ids(text: str) -> list[str]:
    """Words that can be account ids; accounts that do not exist are left out later."""
    words = re.split(r"[\s,;]+", text[:LONGEST])
    return [each for each in words if _ACCOUNT.fullmatch(each) and any(map(str.isdigit, each))][:MOST]


def _receiver(named: Sequence[_Named], facts: Facts) -> Receiver:
    account = next((each.account for each in named if each.account), "")
    person = facts.people.get(account)
    written = next((each.address for each in named if each.address), "")
    return Receiver(
        address=written or (person.email if person else "") or _address_of(account, facts.owners),
        name=(person.name if person else "") or next((each.name for each in named if each.name), ""),
        account_id=account,
        reasons=tuple(dict.fromkeys(each.reason for each in named)),
        kind=person.kind if person else "",
        active=person.active if person else not account,
    )


def _strictest(one: Sequence[Receiver]) -> Receiver:
    """Of several accounts with one address the one that may see least, with the reasons of all."""
    chosen = min(one, key=lambda each: (not each.active, each.kind == "atlassian"))
    return replace(chosen, reasons=tuple(dict.fromkeys(words for each in one for words in each.reasons)))


def _together(every: Iterable[T], key: Callable[[T], str]) -> list[list[T]]:
    """Those with one key together, in the order in which each key came first."""
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for each in every:
        groups[key(each)].append(each)
    return list(groups.values())


def _trouble(entry: Entry, facts: Facts) -> str:
    if entry.kind == "address field" and facts.issue.field(entry.name) is None:
        return f"{facts.issue.key} has no field “{entry.name}”"
    return facts.meant.get(entry, Meant()).trouble


def _address_of(account: str, owners: Mapping[str, str]) -> str:
    found = (address for address, owner in owners.items() if account and owner == account)
    return next(found, "")


def _reason(entry: Entry) -> str:
    return (ALONE.get(entry.kind) or NAMING[entry.kind]).format(entry.name)


def _checked(entry: Entry) -> Entry:
    if entry.kind == "address" and not addresses(entry.name):
        raise ValueError(f"“{entry.name}” is not an address")
    if entry.kind == "account" and not _ACCOUNT.fullmatch(entry.name):
        raise ValueError(
            f"“{entry.name}” is not an account id; look it up in the address of the person's profile"
        )
    return entry


# Who is left out


def _objection(receiver: Receiver, rules: Rules, causes: Sequence[Cause]) -> str:
    """The first reason against a receiver, "" where there is none."""
    return _not_a_person(receiver) or _not_wanted(receiver, rules) or _not_needed(receiver, rules, causes)


def _not_a_person(receiver: Receiver) -> str:
    if receiver.account_id and not receiver.active:
        return "the account is not active, or unknown to Jira"
    if receiver.kind == "app":
        return "the account belongs to an app"
    if not receiver.address:
        return "no address is known: Jira hides it, and our own list of addresses does not have it"
    return ""


def _not_wanted(receiver: Receiver, rules: Rules) -> str:
    address = receiver.address.lower()
    if pattern := _matching(receiver, rules.exclude):
        return f"excluded by “{pattern}”"
    if rules.include and not _matching(receiver, rules.include):
        return "not on the include list"
    if _plain(address) in {_plain(each.lower()) for each in rules.own}:
        return "it is an address of Postroom's own"
    if address in {each.lower() for each in rules.programs}:
        return "a program writes from this address"
    return "unsubscribed" if address in rules.unsubscribed else ""


def _not_needed(receiver: Receiver, rules: Rules, causes: Sequence[Cause]) -> str:
    reasons = [has_it(receiver, each, rules.inhibit_own) for each in causes]
    if reasons and all(reasons):
        return reasons[-1]
    aside = {address.lower(): why for address, why in rules.set_aside.items()}.get(receiver.address.lower())
    return "" if aside is None else f"the address is set aside: {aside or 'mail to it came back'}"


def _matching(receiver: Receiver, patterns: Iterable[str]) -> str:
    """The first pattern that fits somebody, "" where none does."""
    address, account = receiver.address.lower(), receiver.account_id.lower()
    domain = address[address.rfind("@") :]
    for pattern in patterns:
        wanted = pattern.strip().lower()
        if wanted and any(each and _fits(wanted, each) for each in (address, domain, account)):
            return pattern
    return ""


def _fits(pattern: str, text: str) -> bool:
    """Whether a text is what the pattern says, where * is anything; never slower than linear in the text."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _plain(address: str) -> str:
    """An address without what sub-addressing adds (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
