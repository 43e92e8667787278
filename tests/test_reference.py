"""The generated pages of the reference say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).resolve().parents[1]


def test_the_generated_pages_are_those_of_this_code():
    check = [sys.executable, ROOT / "scripts" / "reference", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
