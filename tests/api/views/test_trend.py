"""Slopes, usual intervals and staleness."""

from __future__ import annotations

import pytest

from api.views.trend import is_stale, recent_of, trend_per_h
from tests.api.views.examples import series


def test_a_steady_rise_has_its_slope() -> None:
    """Three degrees in an hour, evenly, are 3 per hour, whatever lies before that hour."""
    points = [(minutes, 5.0 - minutes / 20.0) for minutes in range(59, -1, -1)]
    assert trend_per_h(series((300, 90.0), *points)) == pytest.approx(3.0)


def test_a_fall_that_is_over_is_no_trend() -> None:
    """Half an hour after a defrost the room is steady, however steeply it fell before."""
    fall = [(minutes, 1.0 + 0.2 * (minutes - 30)) for minutes in range(55, 30, -5)]
    calm = [(minutes, 1.0) for minutes in range(30, -1, -5)]
    assert trend_per_h(series(*fall, *calm)) == pytest.approx(0.0)


def test_a_value_that_turned_back_is_not_told_as_going_on() -> None:
    """What rose for most of the hour and falls by now is not told as rising."""
    points = [(minutes, 5.0 - abs(minutes - 20) / 20.0) for minutes in range(55, -1, -5)]
    slope = trend_per_h(series(*points))
    assert slope is not None
    assert slope <= 0.0


@pytest.mark.parametrize(
    "points", [[], [(0, 1.0)], [(30, 1.0), (0, 2.0)], [(4, 1.0), (2, 2.0), (0, 3.0)], [(0, 1.0)] * 3]
)
def test_too_little_is_no_trend(points: list[tuple[float, float]]) -> None:
    """Fewer than three readings, or less than ten minutes, tell no trend."""
    assert trend_per_h(series(*points)) is None


def test_one_pause_does_not_change_the_usual_interval() -> None:
    """The usual interval is the median, so that one long gap leaves it as it is."""
    recent = recent_of(series((200, 1.0), (20, 1.0), (15, 1.0), (10, 1.0), (5, 1.0), (0, 1.0)))
    assert recent.interval_s == pytest.approx(300.0)


def test_a_single_reading_has_no_interval() -> None:
    """Nothing can be said about the pace of a device that spoke once."""
    assert recent_of(series((0, 1.0))).interval_s is None


@pytest.mark.parametrize(
    ("age_s", "interval_s", "stale"),
    [
        (1_799, None, False),
        (1_801, None, True),
        (5_000, 3_600.0, False),
        (10_900, 3_600.0, True),
        (1_000, 10.0, False),
    ],
)
def test_a_value_is_stale_by_its_devices_own_measure(
    age_s: float, interval_s: float | None, *, stale: bool
) -> None:
    """A value is stale after three of its usual intervals, and never before half an hour."""
    assert is_stale(age_s, interval_s, minimum_s=1_800.0, factor=3.0) is stale
