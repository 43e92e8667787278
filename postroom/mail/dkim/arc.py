"""The chain of ARC seals that forwarders have put on a mail (RFC 8617)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postroom.mail.dkim import canonical
from postroom.mail.dkim.canonical import Field, Mail
from postroom.mail.dkim.check import Content, judge, key_of
from postroom.mail.dkim.signature import Signature, Unusable, read_mail_signature, read_seal, tags

MAX_SETS = 10  # the RFC allows 50; nobody forwards that often, and each costs a look at the DNS

_RESULTS, _MESSAGE, _SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"
_INSTANCE = re.compile(rb"(?:\A|;)\s*+i\s*+=\s*+([0-9]{1,3})\s*+(?:;|\Z)")


@dataclass(frozen=True)
class Set:
    """What one forwarder added: the results it saw, and its two signatures."""

    results: Field
    message: Field
    seal: Field


@dataclass(frozen=True)
class Chain:
    """pass, fail or none (no chain, or it could not be checked), and why."""

    result: str
    reason: str = ""
    sealer: str = ""  # the domain that put the last seal on


def key_names(mail: Mail) -> list[str]:
    """Where the keys are that the check needs: of all seals, and of the newest signature over the mail."""
    try:
        sets = _sets(mail)
        return [each.key_name for each in (*_seals(sets), *(_newest(each) for each in sets[-1:]))]
    except Unusable:
        return []


def check(content: Content, records: Mapping[str, str], now: float | None) -> Chain:
    """Validate the chain (RFC 8617, 5.2). Never raises."""
    try:
        sets = _sets(content.mail)
        if not sets:
            return Chain("none", "the mail has no ARC seals")
        seals = _seals(sets)
        sealer = seals[-1].domain
        newest = judge(content, _newest(sets[-1]), records, now)
        if newest.result != "pass":
            return Chain(newest.result, newest.reason, sealer)
        for count, seal in enumerate(seals, 1):
            if not key_of(seal, records).made(seal.signature, _sealed(sets[:count]), seal.algorithm):
                return Chain("fail", f"seal {count} is not over these fields, or the key is another", sealer)
    except _Broken as reason:
        return Chain("fail", str(reason))
    except Unusable as reason:
        return Chain("none", str(reason))
    return Chain("pass", "", sealer)


class _Broken(Unusable):
    """Why a chain is no chain."""


def _sets(mail: Mail) -> list[Set]:
    """The sets in the order in which they were added. Raises Unusable where one is not whole."""
    found = {name: _numbered(mail.named(name)) for name in (_RESULTS, _MESSAGE, _SEAL)}
    count = max(len(each) for each in found.values())
    if count > MAX_SETS:
        raise Unusable(f"more than {MAX_SETS} sets are not checked")
    if any(set(each) != set(range(1, count + 1)) for each in found.values()):
        raise _Broken("a set of ARC fields is not whole")
    return [Set(*(found[name][at] for name in found)) for at in range(1, count + 1)]


def _numbered(fields: Sequence[Field]) -> dict[int, Field]:
    numbers = [_INSTANCE.search(field.value[:1_000]) for field in fields[: 2 * MAX_SETS]]
    numbered = {int(number[1]): field for number, field in zip(numbers, fields, strict=False) if number}
    if len(numbered) != len(numbers):
        raise _Broken("an ARC field has no number, or that of another")
    return numbered


def _newest(last: Set) -> Signature:
    said = tags(last.message.value)
    signature = read_mail_signature(last.message, {**said, "i": ""})
    if signature.covers and _SEAL in signature.covers.names:
        raise _Broken("a signature over the mail covers a seal")
    return signature


def _seals(sets: Sequence[Set]) -> list[Signature]:
    """The seals, each with its word on the chain before it. Raises Unusable where one says it is broken."""
    seals: list[Signature] = []
    for at, each in enumerate(sets):
        said = tags(each.seal.value)
        if said.get("cv", "").lower() != ("pass" if at else "none"):
            raise _Broken(f"seal {at + 1} says that the chain was broken")
        seals.append(read_seal(each.seal, {**said, "i": ""}))
    return seals


def _sealed(sets: Sequence[Set]) -> bytes:
    """What the seal of the last of these sets is over (RFC 8617, 5.1.1)."""
    fields = [field for each in sets for field in (each.results, each.message, each.seal)]
    whole = [canonical.relaxed_field(field) for field in fields[:-1]]
    own = canonical.relaxed_field(canonical.unsigned(fields[-1]))
    return b"".join([*whole, own.removesuffix(b"\r\n")])
