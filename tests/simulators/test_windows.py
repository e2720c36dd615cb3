"""Stretches of time, single and coming back."""

from __future__ import annotations

import pytest

from simulators.windows import Every, Window, covering


def test_a_window_begins_with_its_start_and_ends_before_its_end() -> None:
    """The start belongs to a window, the end does not."""
    window = Window(10.0, 20.0)
    assert [window.covers(at_s) for at_s in (9.9, 10.0, 19.9, 20.0)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("start_s", "end_s", "touches"), [(0.0, 5.0, False), (0.0, 10.5, True), (21.0, 22.0, False)]
)
def test_windows_touch_only_within_the_margin(start_s: float, end_s: float, *, touches: bool) -> None:
    """Two windows touch where they overlap; with a margin, also where they come closer than that."""
    assert Window(10.0, 20.0).touches(Window(start_s, end_s)) is touches
    assert Window(10.0, 20.0).touches(Window(start_s, end_s), 6.0)


def test_what_comes_back_covers_before_and_after_its_phase() -> None:
    """A recurring window is there in the past as in the future."""
    defrosts = Every(21_600.0, 18_000.0, 1_500.0)
    assert [defrosts.covers(18_000.0 + day * 86_400.0) for day in (-3, 0, 5)] == [True, True, True]
    assert not defrosts.covers(19_500.0)


@pytest.mark.parametrize(("start_s", "touch"), [(0.0, False), (90.0, True), (130.0, True), (200.0, False)])
def test_what_comes_back_tells_who_comes_too_close(start_s: float, *, touch: bool) -> None:
    """A window that comes near a recurring one, from before or after, touches it."""
    assert Every(1_000.0, 100.0, 20.0).touch(Window(start_s, start_s + 10.0), 15.0) is touch


def test_covering_names_the_window_or_none() -> None:
    """The window in which a moment lies is found among several."""
    windows = (Window(0.0, 1.0), Window(5.0, 6.0))
    assert covering(windows, 5.5) == windows[1]
    assert covering(windows, 3.0) is None
