"""The crash proof in its short, seeded form: 100 mails, 10 kills."""

from __future__ import annotations

import pytest

from tests.crash.run import SHORT, Crash, good
from tests.needs import needs_dovecot


@needs_dovecot
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_is_lost_or_done_twice_while_everything_is_killed() -> None:
    said: list[str] = []
    figures = Crash(SHORT, said.append).run()
    assert good(SHORT, figures), "\n".join([*said, str(figures)])
