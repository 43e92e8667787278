"""Which addresses are anybody's: one that leads inside is a way into somebody's network."""

from __future__ import annotations

import ipaddress

import pytest

from postroom.transport.public import is_public

pytestmark = pytest.mark.pure

OPEN = """
8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 192.0.1.1 198.20.0.1 223.255.255.254
2606:4700::1111 2a00:1450:4001::1 2001:200::1 64:ff9b::8.8.8.8 2002:808:808::1
"""
CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8 168.63.129.16 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::10.0.0.1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:10.0.0.1 64:ff9b::10.0.0.1
64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:db8::1
2002:a00:1::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2606:4700::1111%1
"""
NONE = [
    "",
    "localhost",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "8.8.8.8 ",
    "[::1]",
    "8.8.8.8:443",
]


@pytest.mark.parametrize("address", OPEN.split())
def test_what_anybody_can_reach_is_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize("address", [*CLOSED.split(), *NONE])
def test_what_is_special_or_no_address_is_not(address: str):
    assert not is_public(address)


def test_every_ipv4_address_that_is_closed_stays_closed_however_it_is_carried():
    for each in (text for text in CLOSED.split() if ":" not in text):
        number = int(ipaddress.IPv4Address(each))
        for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"):
            carried = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number)
            assert not is_public(str(carried)), carried
        assert not is_public(str(ipaddress.IPv6Address(0x2002 << 112 | number << 80 | 1)))
