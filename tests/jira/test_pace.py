"""How fast one issue may be changed."""

from __future__ import annotations

from threading import Thread

import pytest

from postroom.jira.pace import Pace
from tests.jira.stub import Time

pytestmark = pytest.mark.pure


def write(pace: Pace, clock: Time, key: str = "SUP-1") -> float:
    """Wait as told, then write; returns when."""
    while (wait := pace.wait_for(key)) > pace.patience:
        clock.sleep(wait)
    clock.sleep(wait)
    return clock.now


def test_the_first_twenty_writes_go_out_at_once():
    pace = Pace(clock=Time())
    assert [pace.wait_for("SUP-1") for _ in range(20)] == [0.0] * 20


def test_the_next_one_waits_until_the_first_is_two_seconds_old():
    clock = Time()
    pace = Pace(clock=clock)
    for _ in range(20):
        pace.wait_for("SUP-1")
    clock.now += 1.5
    assert pace.wait_for("SUP-1") == 0.5


def test_a_wait_that_is_too_long_keeps_no_place():
    clock = Time()
    pace = Pace(clock=clock)
    for _ in range(20):
        pace.wait_for("SUP-1")
    assert [pace.wait_for("SUP-1") for _ in range(3)] == [2.0] * 3
    clock.now += 2.0
    assert [pace.wait_for("SUP-1") for _ in range(20)] == [0.0] * 20


def test_issues_do_not_wait_for_each_other():
    pace = Pace(clock=Time())
    for _ in range(20):
        pace.wait_for("SUP-1")
    assert pace.wait_for("SUP-2") == 0.0


def test_no_window_ever_holds_more_than_it_may():
    clock = Time()
    pace = Pace(clock=clock)
    times = [write(pace, clock) for _ in range(350)]
    for most, seconds in ((20, 2.0), (100, 30.0)):
        for first, beyond in zip(times, times[most:], strict=False):
            assert beyond - first >= seconds - 1e-6


def test_threads_share_the_count():
    pace = Pace(clock=Time())
    waits: list[float] = []
    threads = [
        Thread(target=lambda: waits.extend(pace.wait_for("SUP-1") for _ in range(10))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0.0] * 20 + [2.0] * 20


def test_issues_long_quiet_are_forgotten():
    clock = Time()
    pace = Pace(clock=clock)
    for n in range(1000):
        pace.wait_for(f"SUP-{n}")
    clock.now += 31
    pace.wait_for("SUP-1")
    assert len(pace._writes) == 1
