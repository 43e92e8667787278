"""A signed-in browser without a browser, and an end to the readers that pages start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from postroom import connections


@pytest.fixture
def admin(db: None) -> User:
    """With a password; hashing it takes a while, so only for tests that sign in."""
    return User.objects.create_user("ada", password="a long enough word")


@pytest.fixture
def page(db: None) -> Client:
    """Signed in, and held to the CSRF token like a browser."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create(username="ada"))
    return client


@pytest.fixture(scope="package", autouse=True)
def no_readers_left() -> Iterator[None]:
    yield
    connections.close()
    connections.readers.cache_clear()
