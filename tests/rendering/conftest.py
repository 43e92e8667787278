"""Renderers that the tests of a file share; each test that harms one leaves the pool to replace it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postroom.rendering import Renderers


@pytest.fixture(scope="module")
def renderers() -> Iterator[Renderers]:
    with Renderers(1) as pool:
        yield pool
