"""Whether a webhook was signed with our secret, whatever its header says."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postroom.jira.events import signed

pytestmark = pytest.mark.pure

SECRET = "It's a Secret to Everybody"  # the example of Atlassian's page on webhooks
BODY = b"Hello World!"
VECTOR = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"


def test_atlassians_example_is_signed() -> None:
    assert signed(SECRET, BODY, VECTOR)


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_other_methods_may_be_named(method: str) -> None:
    assert signed(SECRET, BODY, f"{method}={hmac.digest(SECRET.encode(), BODY, method).hex()}")
    assert signed(
        SECRET, BODY, f" {method.upper()}={hmac.digest(SECRET.encode(), BODY, method).hex().upper()} "
    )


@pytest.mark.parametrize("method", ["sha1", "md5", "sha224", "blake2b", "sha3_256", "sha512_256"])
def test_weak_and_strange_methods_are_not(method: str) -> None:
    assert not signed(SECRET, BODY, f"{method}={hmac.new(SECRET.encode(), BODY, 'sha1').hexdigest()}")
    if method in ("sha1", "md5", "sha224", "blake2b"):
        assert not signed(SECRET, BODY, f"{method}={hmac.digest(SECRET.encode(), BODY, method).hex()}")


@pytest.mark.parametrize(
    ("secret", "body", "header"),
    [
        (SECRET, BODY, ""),
        (SECRET, BODY, "sha256"),
        (SECRET, BODY, "sha256="),
        (SECRET, BODY, "=" + VECTOR.partition("=")[2]),
        (SECRET, BODY, VECTOR[:-1]),
        (SECRET, BODY, VECTOR + "0"),
        (SECRET, BODY, VECTOR.replace("a", "b", 1)),
        (SECRET, BODY, "sha512=" + VECTOR.partition("=")[2]),
        (SECRET, BODY + b"\n", VECTOR),
        (SECRET + " ", BODY, VECTOR),
        (SECRET, BODY, "sha256=ä€\udc80"),
        (SECRET, BODY, "sha256=" + "f" * 100_000),
        ("", BODY, "sha256=" + hmac.digest(b"", BODY, "sha256").hex()),
    ],
)
def test_everything_else_is_not_signed(secret: str, body: bytes, header: str) -> None:
    assert signed(secret, body, header) is False


@settings(max_examples=300, deadline=None)
@given(some.text(), some.binary(max_size=50), some.text())
def test_no_header_raises(secret: str, body: bytes, header: str) -> None:
    assert signed(secret, body, header) is False
    assert signed(secret, body, f"sha256={header}") is False
