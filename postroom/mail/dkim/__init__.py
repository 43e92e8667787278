"""DKIM and ARC checked by ourselves, in two steps, so that where mail is read no network is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from postroom.mail import headers
from postroom.mail.authenticity import Authenticity
from postroom.mail.dkim import arc, canonical
from postroom.mail.dkim.arc import Chain
from postroom.mail.dkim.canonical import Mail
from postroom.mail.dkim.check import Content, Verdict, judge
from postroom.mail.dkim.signature import Signature, Unusable, read_signature
from postroom.mail.domains import domain_name, related

__all__ = ["Chain", "Checked", "Verdict", "key_names", "verify"]

MAX_SIGNATURES = 10

OURSELVES = "own check"  # instead of an authserv-id


@dataclass(frozen=True)
class Checked:
    """The verdicts on all DKIM signatures, from the top, and on the chain of ARC seals."""

    signatures: tuple[Verdict, ...]
    chain: Chain

    @property
    def dkim(self) -> str:
        """pass where one signature is good (RFC 6376, 4.2), else fail where one is bad, else none."""
        results = {each.result for each in self.signatures}
        return next((result for result in ("pass", "fail") if result in results), "none")

    @property
    def domains(self) -> tuple[str, ...]:
        """Whose good signature covers the whole mail."""
        whole = (each for each in self.signatures if each.result == "pass" and not each.is_partial)
        return tuple(each.domain for each in whole)

    def added_to(self, said: Authenticity, sender: str) -> Authenticity:
        """What trusted servers said about `sender`, the address in From, and what we found ourselves.

        A good signature counts whatever they said; a bad one only where they are silent: they saw the mail
        first, and some mailboxes change it later.
        """
        mine = domain_name(sender)
        proves = said.dmarc != "fail" and any(related(each, mine) for each in self.domains)
        return replace(
            said,
            dkim=_joined(self.dkim, said.dkim),
            arc=_joined(self.chain.result, said.arc),
            domain=said.domain or (mine if proves else ""),
            by=said.by or ("" if self.dkim == self.chain.result == "none" else OURSELVES),
        )


def key_names(raw: bytes) -> list[str]:
    """The DNS names whose TXT records `verify` needs, each once, at most 21. Never raises."""
    mail = canonical.read(raw)
    names = [each.key_name for each in _signatures(mail) if isinstance(each, Signature)]
    return list(dict.fromkeys([*names, *arc.key_names(mail)]))


def verify(raw: bytes, records: Mapping[str, str], now: float | None = None) -> Checked:
    """Check a mail with the keys in `records`: TXT record (its strings joined) by name. Never raises, no network.

    A name that is missing in `records` could not be looked up. `now` in Unix seconds is the time at which a
    signature must not have expired, by default that of the topmost Received: it was good when the mail came in.
    """
    mail = canonical.read(raw)
    content = Content(mail)
    moment = _taken_in(mail) if now is None else now
    verdicts = (
        judge(content, each, records, moment) if isinstance(each, Signature) else each
        for each in _signatures(mail)
    )
    return Checked(tuple(verdicts), arc.check(content, records, moment))


def _joined(ours: str, theirs: str) -> str:
    return ours if ours == "pass" or theirs == "none" else theirs


def _signatures(mail: Mail) -> Iterator[Signature | Verdict]:
    """The DKIM signatures from the top; in place of one that cannot be checked, why."""
    for each in mail.named("dkim-signature")[:MAX_SIGNATURES]:
        try:
            yield read_signature(each)
        except Unusable as reason:
            yield Verdict("", "", "none", str(reason))


def _taken_in(mail: Mail) -> float | None:
    received = next(iter(mail.named("received")), None)
    moment = headers.date(received.value.rpartition(b";")[2].strip()) if received else None
    return moment.timestamp() if moment else None
