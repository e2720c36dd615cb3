"""How the simulators pass time."""

from __future__ import annotations

import threading

import pytest

from simulators.pacing import Pacer


def test_the_past_is_not_waited_for() -> None:
    """A moment that has gone by is reached at once."""
    assert Pacer(0, 1.0, threading.Event(), lambda: 5_000).wait_until(4.9)


def test_a_given_clock_is_followed() -> None:
    """With the service's clock, the story's present is that clock's."""
    assert Pacer(60_000, 60.0, threading.Event(), lambda: 90_000).now_s() == 30.0


def test_its_own_clock_starts_with_the_story_and_runs_at_its_speed() -> None:
    """Without a clock the present starts at zero; at a million times the speed an hour passes at once."""
    pacer = Pacer(0, 1e6, threading.Event())
    assert pacer.now_s() >= 0.0
    assert pacer.wait_until(3_600.0)


def test_a_stop_ends_every_wait() -> None:
    """Once stopped, nothing is waited for, and nothing counts as reached."""
    stop = threading.Event()
    stop.set()
    pacer = Pacer(0, 1.0, stop)
    assert not pacer.wait_until(1e9)
    assert not pacer.wait_until(-1.0)
    assert not pacer.nap(1e9)


def test_time_does_not_stand_still() -> None:
    """A speed of zero or less is refused."""
    with pytest.raises(ValueError, match="above 0, not 0"):
        Pacer(0, 0.0, threading.Event())
