"""The crash proof of outgoing mail in its short, seeded form: 60 events, 6 kills."""

from __future__ import annotations

import pytest

from tests.crash.outbound import SHORT, OutboundCrash, good
from tests.needs import needs_dovecot


@needs_dovecot
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_everybody_hears_once_of_what_happened_while_everything_is_killed() -> None:
    said: list[str] = []
    figures = OutboundCrash(SHORT, said.append).run()
    assert good(SHORT, figures), "\n".join([*said, str(figures)])
