"""One Dovecot for all tests of transport, and a mailbox of its own for each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from postroom.transport.endpoint import Endpoint
from tests.certificates import make_certificates
from tests.fronts import Fronts
from tests.mailbench import MailBench

names = (f"user{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def bench() -> Iterator[MailBench]:
    with MailBench() as bench:
        yield bench


@pytest.fixture
def user(bench: MailBench) -> str:
    name = next(names)
    bench.add_user(name)
    return name


@pytest.fixture(scope="session")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronts]:
    """Misbehaving servers that need no Dovecot."""
    folder = tmp_path_factory.mktemp("certificates")
    make_certificates(folder)
    fronts = Fronts(folder)
    yield fronts
    fronts.close()


@pytest.fixture
def to(bench: MailBench, user: str) -> Callable[..., Endpoint]:
    """An endpoint at one of the bench's ports, by name or number, for this test's user."""

    def endpoint(port: str | int = "imaps", security: Any = "ssl", **other: Any) -> Endpoint:
        number = bench.ports[port] if isinstance(port, str) else port
        return an_endpoint(
            number, security, **{"user": user, "password": f"{user}-pw", "ca_file": bench.ca, **other}
        )

    return endpoint


def an_endpoint(port: int, security: Any = "none", **other: Any) -> Endpoint:
    settings: dict[str, Any] = {
        "verify": True, "identity": True, "timeout": 10, "user": "ann", "password": "se-cret",
    }  # fmt: skip
    return Endpoint("localhost", port, security, **{**settings, **other})


def a_mail(number: int = 1, size: int = 200) -> bytes:
    """A mail of about this many bytes with Message-ID <NUMBER@example.com>."""
    head = (
        f"From: Ann <ann@example.com>\r\nMessage-ID: <{number}@example.com>\r\nSubject: mail {number}\r\n\r\n"
    )
    return head.encode() + (b"x" * 76 + b"\r\n") * max(1, (size - len(head)) // 78)
