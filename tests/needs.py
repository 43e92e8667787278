"""Marks for tests that need something a machine may lack: the only reasons to skip a test."""

from __future__ import annotations

import pytest

from tests.mailbench import missing

needs_dovecot = pytest.mark.skipif(bool(missing()), reason=missing() or "Dovecot is here")
