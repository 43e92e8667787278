"""What the mail server got of each thing that happened in Jira, held against who had to hear of it."""

from __future__ import annotations

import quopri
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from tests.crash.acts import Deed

TOKEN = re.compile(r"Token ([a-z]+-\d{5})\.")
CHANGE = re.compile(r"Change (\S+ (?:status|assignee): [\w ]+ > [\w ]+\.)")
SECRET = re.compile(r"hush[0-9a-f]{8}")
BEFORE, AFTER = 1.0, 2.0  # seconds from a blow that an attempt under way may have been to send its dot

Pair = tuple[str, str]  # an address, and the token of a deed that it was told of


@dataclass(frozen=True)
class Happened:
    """What Jira itself has of a deed: the identity of its event."""

    token: str
    kind: str
    entity: str


@dataclass(frozen=True)
class Row:
    """What we say of one receiver of one mail; `entities` are kind and entity of the events it tells of."""

    message: str
    sender: str
    address: str
    state: str
    code: int
    entities: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Unknown:
    """An attempt of ours that has sent all of a mail and has no answer. `at` is when it was to send the dot."""

    mail: int
    message: str
    number: int
    receivers: tuple[str, ...]
    at: float


@dataclass(frozen=True)
class Seen:
    """Everything that is counted from."""

    deeds: Sequence[Deed]
    happened: Sequence[Happened]  # all that Jira has, by us or not
    events: Mapping[tuple[str, str], str]  # our rows: kind and entity to state
    kept: Sequence[Mapping[str, Any]]  # mails at the server
    transactions: Sequence[Mapping[str, Any]]
    rows: Sequence[Row]
    unknown: Sequence[Unknown]
    blows: Sequence[tuple[float, str]]


def count(seen: Seen) -> dict[str, int]:
    """The figures of the proof; all but mails_unknown are 0 for a perfect run."""
    told = heard(seen.kept)
    hear = {(address, deed.token) for deed in seen.deeds for address in deed.hear}
    causes = explained(seen)
    return {
        "events_lost": len(events_lost(seen)),
        "mails_lost": len(mails_lost(seen, hear - set(told))),
        "mails_double": sum(times - 1 for times in told.values()),
        "mails_astray": len(set(told) - hear),
        "leaks": len(leaks(seen)),
        "mails_unknown": len(seen.unknown),
        "unknown_unexplained": sum(not cause for _, cause in causes),
        "hang_ups_unnoticed": len(unnoticed(seen)),
    }


def heard(kept: Iterable[Mapping[str, Any]]) -> Counter[Pair]:
    return Counter((to, token) for mail in kept for token in tokens(mail["text"]) for to in mail["to"])


def tokens(text: str) -> list[str]:
    said = " ".join(text.split())
    return TOKEN.findall(said) + CHANGE.findall(said)


# Events


def events_lost(seen: Seen) -> list[str]:
    """What happened and has no row of ours, or one that has not ended; and deeds that Jira has not."""
    lost = [
        f"{each.kind} {each.entity}: {state or 'no row'}"
        for each in seen.happened
        if (state := seen.events.get((each.kind, each.entity), "")) != "done"
    ]
    there = {each.token for each in seen.happened}
    return lost + [f"{each.token}: not in Jira" for each in seen.deeds if each.token not in there]


# Mails


def mails_lost(seen: Seen, missing: Collection[Pair]) -> list[Pair]:
    """Those that nobody refused and that are not honestly unknown."""
    identity = {each.token: (each.kind, each.entity) for each in seen.happened}
    refusals = refused(seen.transactions)
    open_ends = {(each.message, to) for each in seen.unknown for to in each.receivers}
    lost = []
    excused: dict[tuple[str, str], bool] = {}
    for address, token in sorted(missing):
        rows = [r for r in seen.rows if r.address == address and identity.get(token) in r.entities]
        if not any(excuse(row, refusals, open_ends, excused) for row in rows):
            lost.append((address, token))
    return lost


def excuse(
    row: Row,
    refusals: Counter[tuple[str, str, int]],
    open_ends: Collection[tuple[str, str]],
    excused: dict[tuple[str, str], bool],
) -> bool:
    """Whether the server has seen to it that this mail did not come: each of its refusals excuses one mail."""
    name = (row.message, row.address)
    if name not in excused:
        if row.state == "perhaps":
            excused[name] = name in open_ends
        else:
            evidence = next(
                (key for key in ((row.message, row.address, row.code), (row.sender, row.address, row.code))
                 if refusals[key]), None,
            )  # fmt: skip
            excused[name] = row.state == "refused" and row.code >= 500 and evidence is not None
            if evidence:
                refusals[evidence] -= excused[name]
    return excused[name]


def refused(transactions: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str, int]]:
    """How often the server said 5yz: by Message-ID after the data, by envelope sender to RCPT."""
    found: Counter[tuple[str, str, int]] = Counter()
    for each in transactions:
        for address, code in each["receivers"].items():
            if code >= 500:
                found[each["sender"], address, code] += 1
            elif code < 300 and str(each["answer"]).startswith("5"):
                found[bare(each["message_id"]), address, int(each["answer"])] += 1
    return found


def leaks(seen: Seen) -> list[Pair]:
    """Secret words in mails to somebody who may not read them, wherever in the mail they stand."""
    allowed = {deed.secret: deed.allowed for deed in seen.deeds if deed.secret}
    return [
        (to, word)
        for mail in seen.kept
        for word in set(SECRET.findall(everything(mail["raw"])))
        for to in mail["to"]
        if to not in allowed.get(word, ())
    ]


def everything(raw: str) -> str:
    """All that can be read in a mail, as it came and decoded."""
    parts = [raw, quopri.decodestring(raw.encode("latin-1")).decode("utf-8", "replace")]
    for part in message_from_bytes(raw.encode("latin-1")).walk():
        payload = part.get_payload()
        if isinstance(payload, str) and part.get("Content-Transfer-Encoding", "").lower() == "base64":
            parts.append(b64decode(payload).decode("utf-8", "replace"))
    return "\n".join(parts)


# Attempts whose end nobody knows


def explained(seen: Seen) -> list[tuple[Unknown, str]]:
    """Each attempt without an answer with what caused that, "" where nothing did."""
    cut = hang_ups(seen.transactions)
    found = []
    for each in sorted(seen.unknown, key=lambda one: one.at):
        mine = [row for row in cut if bare(row["message_id"]) == each.message and row["time"] <= each.at + 1]
        if mine:
            cut.remove(mine[0])
        found.append((each, mine[0]["answer"] if mine else blow(each, seen.blows)))
    return found


def blow(attempt: Unknown, blows: Iterable[tuple[float, str]]) -> str:
    """Who was killed while the server answered, or before that could be saved."""
    near = [(when - attempt.at, who) for when, who in blows if -BEFORE <= when - attempt.at <= AFTER]
    if not near:
        return ""
    after, who = min(near, key=lambda one: abs(one[0]))
    what = "stop of a worker" if who == "stop" else f"kill of {who}"
    return f"{what} {after:+.2f} s"


def unnoticed(seen: Seen) -> list[str]:
    """Hang-ups of the server after which we do not say that we know nothing."""
    said = Counter(each.message for each in seen.unknown)
    there = Counter(bare(row["message_id"]) for row in hang_ups(seen.transactions))
    return [*(there - said).elements()]


def hang_ups(transactions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in transactions if each["answer"] in ("hang_up", "cut")]


def bare(message_id: str) -> str:
    return message_id.strip("<> ")
