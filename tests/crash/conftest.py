"""The desk of the inbound tests, for deaths in between."""

from tests.inbound.conftest import desk, sandbox

__all__ = ["desk", "sandbox"]
