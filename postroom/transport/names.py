"""Asking the DNS, only for what somebody has asked Postroom to check."""

from __future__ import annotations

import time
from collections.abc import Iterable

import dns.exception
import dns.resolver

PATIENCE = 5.0  # seconds for all names of one mail


def texts(names: Iterable[str]) -> dict[str, str]:
    """The TXT record of each name (RFC 6376, 3.6.2.2), "" where there is none; without an answer it is left out."""
    resolver = dns.resolver.Resolver()
    until = time.monotonic() + PATIENCE
    found: dict[str, str] = {}
    for name in names:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            answer = resolver.resolve(name, "TXT", lifetime=left)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            found[name] = ""
        except dns.exception.DNSException:
            continue
        else:
            found[name] = "".join(part.decode("utf-8", "replace") for part in answer[0].strings)
    return found
