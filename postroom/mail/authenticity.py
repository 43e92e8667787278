"""Who vouches for the sender: what the receiving provider found about SPF, DKIM, DMARC and ARC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postroom.mail.headers import Fields


@dataclass(frozen=True)
class Authenticity:
    """One result per mechanism (pass, fail or none), and the domain that is proven to be the sender's."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    arc: str = "none"
    domain: str = ""  # aligned with From (RFC 7489, 3.1), "" where nothing is proven
    by: str = ""  # authserv-id whose word this is, "" where nobody trusted says anything


def read_authenticity(fields: Fields, sender: str, trusted: Sequence[str] = ()) -> Authenticity:
    """Read the Authentication-Results (RFC 8601) of a trusted server about the address `sender`."""
    return Authenticity()
