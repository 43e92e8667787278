"""Who vouches for the sender: what the receiving provider found about SPF, DKIM, DMARC and ARC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postroom.mail.authentication_results import Report, Result
from postroom.mail.domains import domain_name, related
from postroom.mail.headers import Fields
from postroom.mail.trust import believed

_MEANING = {"pass": "pass", "fail": "fail", "hardfail": "fail", "softfail": "fail"}
_SPF_SENDER = ("smtp.mailfrom", "smtp.mfrom", "smtp.mail", "smtp.envelope-from", "smtp.from")


@dataclass(frozen=True)
class Authenticity:
    """One result per mechanism, and the domain that is proven to be the sender's.

    A result is pass, fail or none. fail: it was looked at and speaks against the sender, also SPF's softfail, by
    which a domain says that this server is hardly one of its own. none: nothing is known either way, also for
    neutral, policy, temperror and permerror. One good DKIM signature among several is a pass (RFC 6376, 4.2).
    """

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    arc: str = "none"
    domain: str = (
        ""  # of From, where proven: by dmarc=pass, else by an aligned dkim=pass or spf=pass; else ""
    )
    by: str = ""  # authserv-id whose word this is, "" where nobody trusted says anything


def read_authenticity(fields: Fields, sender: str, trusted: Sequence[str] = ()) -> Authenticity:
    """Read what trusted servers report (RFC 8601) about the address `sender`, which stands in From.

    Who is trusted, and what counts with nobody named: see `trust.believed`. Of several reports the nearest one
    that mentions a mechanism counts for it. The domain is proven in the way of DMARC (RFC 7489, 3.1, relaxed
    alignment), whether or not that domain publishes a policy; a chain of ARC seals alone proves nothing here.
    """
    heard = believed(fields, trusted)
    if not heard.reports:
        return Authenticity()
    spf, dkim, dmarc, arc = (_results(heard.reports, method) for method in ("spf", "dkim", "dmarc", "arc"))
    chain = [Result("arc", heard.chain, {})] if heard.chain else []
    return Authenticity(
        spf=_all(_mail_from(spf)[:1]),
        dkim=_any(dkim),
        dmarc=_all(dmarc),
        arc=_all(arc or chain),
        domain=_proven(sender_domain(fields, sender), _mail_from(spf)[:1], dkim, dmarc),
        by=heard.reports[0].server,
    )


def sender_domain(fields: Fields, sender: str) -> str:
    """The domain of From; "" where there are several From fields, of which each program believes another one."""
    return domain_name(sender) if len(fields.every("from")) == 1 and "@" in sender else ""


def _results(reports: Sequence[Report], method: str) -> list[Result]:
    """What the nearest report that mentions this method says."""
    found = ([one for one in report.results if one.method == method] for report in reports)
    return next((results for results in found if results), [])


def _mail_from(results: list[Result]) -> list[Result]:
    """SPF was asked about MAIL FROM; only where it was not, its answer about HELO counts."""
    return [one for one in results if _said(one, *_SPF_SENDER)] or results


def _said(result: Result, *names: str) -> str:
    return next((result.properties[name] for name in names if result.properties.get(name)), "")


def _any(results: list[Result]) -> str:
    meanings = [_MEANING.get(one.value, "none") for one in results]
    return next((each for each in ("pass", "fail") if each in meanings), "none")


def _all(results: list[Result]) -> str:
    meanings = [_MEANING.get(one.value, "none") for one in results]
    return next((each for each in ("fail", "none", "pass") if each in meanings), "none")


def _proven(mine: str, spf: list[Result], dkim: list[Result], dmarc: list[Result]) -> str:
    if not mine or _all(dmarc) == "fail":
        return ""
    if _all(dmarc) == "pass":
        about = [_said(one, "header.from", "d") for one in dmarc]
        return mine if all(not each or related(each, mine) for each in about) else ""
    domains = [_said(one, *_SPF_SENDER) for one in spf if one.value == "pass"]
    for one in dkim:
        domains += [_said(one, "header.d"), _said(one, "header.i")] if one.value == "pass" else []
    return mine if any(related(each, mine) for each in domains) else ""
