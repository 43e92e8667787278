"""Which network addresses are anybody's to reach: the guard for places that others may have chosen."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: IPv6 prefixes in which an IPv4 address is carried, and how many bits stand behind it. Sources: RFC 4291 2.5.5
#: (compatible, mapped), RFC 2765 (translated), RFC 6052 (64:ff9b::/96), RFC 8215 (64:ff9b:1::/48), RFC 3056 (6to4).
CARRIERS = tuple(
    (ipaddress.IPv6Network(prefix), behind)
    for prefix, behind in (
        ("::/96", 0),
        ("::ffff:0:0/96", 0),
        ("::ffff:0:0:0/96", 0),
        ("64:ff9b::/96", 0),
        ("64:ff9b:1::/48", 0),
        ("2002::/16", 80),
    )
)
#: Not anybody's, though the registries or some Python releases do not say so: benchmarks, relays and identifiers of
#: old, discard and translation prefixes, Teredo, site-local, the platform address of a large cloud.
CLOSED: tuple[Network, ...] = tuple(
    map(
        ipaddress.ip_network,
        (
            *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "168.63.129.16/32"),
            *(
                "64:ff9b:1::/48",
                "100::/64",
                "2001::/23",
                "2001:db8::/32",
                "3fff::/20",
                "5f00::/16",
                "fec0::/10",
            ),
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address is reachable for anybody, and so are the IPv4 addresses that it may carry.

    What is private, loopback, link-local, multicast, reserved or no address at all is not (IANA special-purpose
    address registries, RFC 6890).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id:
        return False
    return _is_open(ip) and all(map(_is_open, _carried(ip)))


def _is_open(ip: IP) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback:
        return isinstance(ip, ipaddress.IPv6Address) and _is_carrier(ip)
    return not any(ip.version == each.version and ip in each for each in CLOSED)


def _is_carrier(ip: ipaddress.IPv6Address) -> bool:
    """The well-known prefix for translation is no special purpose: behind it is the IPv4 internet (RFC 6052)."""
    return ip in ipaddress.IPv6Network("64:ff9b::/96")


def _carried(ip: IP) -> Iterator[IP]:
    if isinstance(ip, ipaddress.IPv6Address):
        for prefix, behind in CARRIERS:
            if ip in prefix:
                yield ipaddress.IPv4Address(int(ip) >> behind & 0xFFFFFFFF)
