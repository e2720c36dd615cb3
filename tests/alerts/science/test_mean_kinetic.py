"""Mean kinetic temperature: published figures, windows, and what it hides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.mean_kinetic import (
    mean_kinetic_of_periods,
    mean_kinetic_temperature,
    mean_kinetic_temperatures,
    temperature_of_mean,
)
from alerts.science.mean_kinetic_windows import (
    COLD_WINDOW_H,
    ROOM_WINDOW_H,
    highest_mean_kinetic_of_series,
    rolling_mean_kinetic,
)
from alerts.science.ramps import Rule
from tests.alerts.science.histories import HISTORIES, History

PUBLISHED = {
    "duplicates": ([0, 1, 2, 2, 6, 12, 24], [5, 5, 14, 12, 14, 6, 5], 9.008, 9.967),
    "uneven": ([0, 6, 24], [5, 15, 5], 11.387, 13.380),
    "constant": ([0, 3, 24], [7, 7, 7], 7.0, 7.0),
}


@pytest.mark.parametrize(("times_h", "values_c", "trapezoid_c", "step_c"), PUBLISHED.values(), ids=PUBLISHED)
@pytest.mark.parametrize("direction", [1, -1])
def test_irregular_samples(
    times_h: list[float], values_c: list[float], trapezoid_c: float, step_c: float, direction: int
) -> None:
    """Case A-2: Tong & Lock 2015, mkt1 and mkt2: 9.008 and 9.967 °C, 11.387 and 13.380 °C; to 0.01 K.

    The order of the input does not matter.
    """
    order = slice(None, None, direction)
    time_h, value_c = np.array(times_h, dtype=float)[order], np.array(values_c, dtype=float)[order]
    assert mean_kinetic_temperature(time_h, value_c) == pytest.approx(trapezoid_c, abs=0.01)
    assert mean_kinetic_temperature(time_h, value_c, rule=Rule.STEP) == pytest.approx(step_c, abs=0.01)


@pytest.mark.parametrize(
    ("values_c", "hours", "expected_c", "tolerance"),
    [
        ([2, 2, 5, 8, 8, 8, 8], [1] * 7, 6.2503, 0.001),
        ([5, 14], [18, 6], 8.285, 0.001),
        ([7], [3], 7.0, 1e-9),
    ],
    ids=["zelti/mkt, 6.25 °C", "Eupry's truck, derived", "constant"],
)
def test_periods(values_c: list[float], hours: list[float], expected_c: float, tolerance: float) -> None:
    """Published examples of equal readings and of periods."""
    mean_c = mean_kinetic_of_periods(np.array(values_c, dtype=float), np.array(hours, dtype=float))
    assert mean_c == pytest.approx(expected_c, abs=tolerance)


def test_the_truck_is_above_eight_degrees() -> None:
    """18 h at 5 °C and 6 h at 14 °C fail 2-8 °C over 24 h, by the step rule as by periods (Eupry)."""
    time_h, value_c = np.array([0.0, 18.0, 24.0]), np.array([5.0, 14.0, 14.0])
    windows = rolling_mean_kinetic(time_h, value_c, COLD_WINDOW_H, rule=Rule.STEP)
    np.testing.assert_allclose(windows.total, [8.285], atol=0.001)
    assert windows.total[0] > 8.0


def test_a_year_hides_what_thirty_days_show() -> None:
    """As in the USP stimuli article, a year passes 25 °C whose worst 30 days do not."""
    time_h = np.arange(0.0, 52 * 7 * 24.0)
    value_c = np.where((time_h > 4_000.0) & (time_h < 4_000.0 + 25 * 24.0), 29.5, 23.0)
    assert mean_kinetic_temperature(time_h, value_c) < 25.0
    windows = rolling_mean_kinetic(time_h, value_c, ROOM_WINDOW_H)
    assert windows.total.max() > 28.0
    assert windows.end_h[0] == ROOM_WINDOW_H
    at = int(np.argmax(windows.total))
    inside = (time_h >= windows.end_h[at] - ROOM_WINDOW_H) & (time_h <= windows.end_h[at])
    alone_c = mean_kinetic_temperature(time_h[inside], value_c[inside])
    assert windows.total[at] == pytest.approx(alone_c, abs=1e-9)


@given(HISTORIES, st.sampled_from(Rule))
@settings(deadline=None)
def test_it_lies_between_the_extremes_and_above_the_mean_of_time(history: History, rule: Rule) -> None:
    """No mean is outside its values; this one is never below the mean temperature of the same course."""
    time_h, value_c = history
    mean_c = mean_kinetic_temperature(time_h, value_c, rule=rule)
    assert value_c.min() - 1e-9 <= mean_c <= value_c.max() + 1e-9
    if rule is not Rule.STEP:
        even_c = float(np.trapezoid(value_c, time_h)) / float(time_h[-1])
        assert mean_c >= even_c - 1e-9


@given(HISTORIES, st.floats(1.0, 200.0))
@settings(deadline=None)
def test_windows_agree_with_their_own_stretch(history: History, window_h: float) -> None:
    """Each window has the mean kinetic temperature of its stretch alone, its start cut between samples."""
    time_h, value_c = history
    windows = rolling_mean_kinetic(time_h, value_c, window_h, rule=Rule.RAMP)
    for end_h, hours, total_c in zip(*windows, strict=True):
        begin_h = end_h - hours
        inside = (time_h > begin_h + 1e-9) & (time_h <= end_h)
        times_h = np.append(begin_h, time_h[inside])
        alone_c = mean_kinetic_temperature(times_h, np.interp(times_h, time_h, value_c), rule=Rule.RAMP)
        assert total_c == pytest.approx(alone_c, abs=1e-6)


def test_many_series_and_single_samples() -> None:
    """Series in rows and in a flat array agree; a single sample is its own mean; a NaN stays where it is."""
    time_h, value_c = (
        np.array([0.0, 1.0, 5.0]),
        np.array([[2.0, 8.0, 4.0], [2.0, np.nan, 4.0], [5.0, 5.0, 5.0]]),
    )
    rows_c = mean_kinetic_temperatures(time_h, value_c)
    flat_c = mean_kinetic_temperatures(np.tile(time_h, 3), value_c.ravel(), starts=np.array([0, 3, 6]))
    np.testing.assert_allclose(rows_c, flat_c, rtol=1e-12)
    assert np.isnan(rows_c).tolist() == [False, True, False]
    assert mean_kinetic_temperature(np.array([3.0]), np.array([6.5])) == 6.5
    assert rolling_mean_kinetic(np.array([3.0]), np.array([6.5])).total == pytest.approx([6.5])


def test_highest_windows_of_many_series() -> None:
    """The highest window of each series is that of the series alone, in rows and in a flat array."""
    time_h, value_c = np.arange(60.0), np.random.default_rng(11).normal(5.0, 3.0, (4, 60))
    alone = [rolling_mean_kinetic(time_h, row, 12.0).total.max() for row in value_c]
    np.testing.assert_array_equal(highest_mean_kinetic_of_series(time_h, value_c, 12.0), alone)
    flat = highest_mean_kinetic_of_series(np.tile(time_h, 4), value_c.ravel(), 12.0, np.arange(0, 240, 60))
    np.testing.assert_array_equal(flat, alone)


def test_periods_need_some_time() -> None:
    """Lengths that add up to nothing are refused by name."""
    with pytest.raises(ValueError, match="duration_h"):
        mean_kinetic_of_periods(np.array([5.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="hours"):
        temperature_of_mean(0.0, 0.0, (5.0, 83.144))
    with pytest.raises(ValueError, match="no samples"):
        mean_kinetic_temperature(np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match=r"window_h: 0\.0, expected more than 0"):
        rolling_mean_kinetic(np.array([0.0, 1.0]), np.array([5.0, 5.0]), 0.0)
