"""Chilling injury and freezing: published limits, healing, pieces, and alarms before the ice."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.alarm_counters import WHO_TYPE_1
from alerts.science.chilling import (
    ACT_AT,
    WARN_AT,
    RunningInjury,
    chilling_injury,
    injury_so_far,
    take_cold,
)
from alerts.science.cold_limits import ColdLimits, chilling_cost, tolerated_h
from alerts.science.freezing import count_freezing, freeze_alarm, freezing_range_of_fruit
from alerts.science.packaging_lag import THINNEST_LAG_H
from alerts.science.ramps import Rule
from alerts.science.segments import segment_sums
from tests.alerts.science.histories import HISTORIES, History

D = 24.0
CUCUMBER = ColdLimits(((5.0, 2.0 * D),), 10.0)
TOMATO_COLOUR = ColdLimits(((3.0, 3.0 * D), (7.0, 7.0 * D)), 13.0)
TOMATO_SOFT = ColdLimits(((2.5, 3.0 * D), (10.0, 7.0 * D)), 13.0)
HEALING = TOMATO_COLOUR._replace(recovery_half_life_h=12.0)


@pytest.mark.parametrize(
    ("cold", "temperature_c", "days"),
    [
        (ColdLimits(((0.0, 10.0 * D),), 2.0), 0.0, 10.0),
        (ColdLimits(((4.5, 3.0 * D),), 7.0), 4.4, 3.0),
        (CUCUMBER, 4.9, 2.0),
        (CUCUMBER, 9.9, 2.0),
        (ColdLimits(((5.0, 3.0 * D),), 7.0), 4.9, 3.0),
        (ColdLimits(((2.5, 15.0 * D),), 7.0), 0.0, 15.0),
        (ColdLimits(((0.0, 7.0 * D),), 10.0), 0.0, 7.0),
        (ColdLimits(((0.0, 3.0 * D),), 7.0), 0.0, 3.0),
        (ColdLimits(((7.5, 3.0 * D),), 7.5 + 1e-9), 7.5, 3.0),
        (ColdLimits(((5.0, 4.0 * D),), 7.0), 5.0, 4.0),
        (ColdLimits(((7.5, 4.0 * D),), 10.0), 7.5, 4.0),
        (ColdLimits(((12.9, 2.0 * D),), 13.0), 12.9, 2.0),
        (TOMATO_COLOUR, 3.0, 3.0),
        (TOMATO_COLOUR, 7.0, 7.0),
        (TOMATO_COLOUR, 8.0, 7.0),
        (TOMATO_SOFT, 2.5, 3.0),
        (TOMATO_SOFT, 10.0, 7.0),
    ],
    ids=[
        "asparagus 10 d at 0",
        "snap bean 3 d below 4.5",
        "cucumber 2 d below 5",
        "cucumber 2 d below 10 (S15)",
        "eggplant 3-4 d below 5",
        "honeydew 15 d at 0-2.5",
        "watermelon 7 d at 0",
        "okra 3 d at 0",
        "bell pepper 3-4 d at 7.5",
        "summer squash 4 d at 5",
        "sweet potato 4-7 d at 7.5",
        "tomato flavour 2 d below 13 (S20)",
        "tomato blotch 3 d at 3 (S20)",
        "tomato blotch 7 d at 7-8 (S20)",
        "tomato blotch 7 d at 7-8, the upper end",
        "tomato softening 3 d at 2.5 (S20)",
        "tomato softening 7-8 d at 10 (S20)",
    ],
)
def test_published_limits(cold: ColdLimits, temperature_c: float, days: float) -> None:
    """Science notes 3.11 (S14, S15, S20): at a limit injury is 1 when its time is over, 0.5 half-way (exact).

    Where a range is published, its careful end.
    """
    time_h = np.array([0.0, 0.5, 1.0]) * days * D
    injury = chilling_injury(time_h, np.full(3, temperature_c), cold)
    np.testing.assert_allclose(injury, [0.0, WARN_AT, ACT_AT], rtol=1e-9)


@pytest.mark.parametrize(("temperature_c", "injures"), [(2.0, True), (5.0, True), (8.0, True), (11.0, False)])
def test_cucumber_is_injured_up_to_its_threshold(temperature_c: float, injures: bool) -> None:  # noqa: FBT001 - a case
    """S21: cucumbers were injured at 2, 5 and 8 °C, not at 11 °C."""
    injury = chilling_injury(np.array([0.0, 14.0 * D]), np.full(2, temperature_c), CUCUMBER)
    assert (injury[-1] >= ACT_AT) == injures


def test_limits_between_and_beyond_the_listed_ones() -> None:
    """Log-linear between limits; the warmest one up to the threshold; colder than listed is no milder."""
    assert tolerated_h(np.array([5.0]), TOMATO_COLOUR)[0] == pytest.approx(D * (3.0 * 7.0) ** 0.5)
    assert tolerated_h(np.array([12.9]), TOMATO_COLOUR)[0] == pytest.approx(7.0 * D)
    assert tolerated_h(np.array([13.0]), TOMATO_COLOUR)[0] == inf
    assert tolerated_h(np.array([-1.0]), TOMATO_COLOUR)[0] == pytest.approx(D * 3.0 * 3.0 / 7.0)


@given(HISTORIES, st.floats(0.05, 0.95), st.sampled_from([CUCUMBER, TOMATO_COLOUR, HEALING]))
def test_sampling_does_not_matter(history: History, share: float, cold: ColdLimits) -> None:
    """More samples on the same straight lines change nothing, with healing or without."""
    time_h, temperature_c = history
    more_h = np.sort(np.concatenate((time_h, time_h[:-1] + share * np.diff(time_h))))
    finer = chilling_injury(more_h, np.interp(more_h, time_h, temperature_c), cold)
    coarse = chilling_injury(time_h, temperature_c, cold)
    np.testing.assert_allclose(finer[np.searchsorted(more_h, time_h)], coarse, rtol=1e-7, atol=1e-8)


@given(HISTORIES, st.sampled_from([CUCUMBER, TOMATO_COLOUR]))
def test_colder_and_longer_is_never_better(history: History, cold: ColdLimits) -> None:
    """Injury grows with time and with cold, and adds up over segments."""
    time_h, temperature_c = history
    injury = chilling_injury(time_h, temperature_c, cold)
    assert np.all(np.diff(injury) >= 0.0)
    assert chilling_injury(time_h, temperature_c - 1.0, cold)[-1] >= injury[-1] - 1e-12
    assert segment_sums(chilling_cost(cold), time_h, temperature_c)[0] == pytest.approx(injury[-1])


@given(HISTORIES, st.sampled_from([CUCUMBER, HEALING]), st.data())
def test_pieces_make_the_whole(history: History, cold: ColdLimits, data: st.DataObject) -> None:
    """In whatever pieces the history comes, injury is that of the whole, to 1e-9."""
    time_h, temperature_c = history
    cuts = sorted(data.draw(st.lists(st.integers(0, time_h.size), max_size=5)))
    state = RunningInjury()
    for begin, end in zip([0, *cuts], [*cuts, time_h.size], strict=True):
        state = take_cold(state, time_h[begin:end], temperature_c[begin:end], cold)
    whole = chilling_injury(time_h, temperature_c, cold)[-1]
    assert injury_so_far(state, cold) == pytest.approx(float(whole), rel=1e-9, abs=1e-9)


def test_healing_agrees_with_a_fine_march() -> None:
    """Swings through the threshold, by 200,000 small steps (tolerance 1e-4)."""
    time_h = np.linspace(0.0, 120.0, 61)
    temperature_c = 11.0 + 6.0 * np.sin(time_h / 7.0)
    fine_h = np.linspace(0.0, 120.0, 200_001)
    middle_c = np.interp(0.5 * (fine_h[1:] + fine_h[:-1]), time_h, temperature_c)
    new = 120.0 / 200_000 / tolerated_h(middle_c, HEALING)
    kept = np.where(middle_c >= 13.0, 0.5 ** (120.0 / 200_000 / 12.0), 1.0)
    injury = 0.0
    for more, left in zip(new.tolist(), kept.tolist(), strict=True):
        injury = injury * left + more
    assert chilling_injury(time_h, temperature_c, HEALING)[-1] == pytest.approx(injury, abs=1e-4)


def test_rules_between_the_samples() -> None:
    """Held values and trapezoids of the rate are there for sources that need them."""
    time_h, temperature_c = np.array([0.0, 24.0, 48.0]), np.array([3.0, 20.0, 20.0])
    assert chilling_injury(time_h, temperature_c, TOMATO_COLOUR, rule=Rule.STEP)[-1] == pytest.approx(1 / 3)
    held = chilling_injury(time_h, temperature_c, TOMATO_COLOUR, rule=Rule.TRAPEZOID)
    assert held[-1] == pytest.approx(1 / 6)


def test_many_series_and_what_is_unknown() -> None:
    """Rows and a flat array agree; a NaN makes its own series NaN from there on."""
    time_h = np.array([0.0, 24.0, 48.0])
    rows_c = np.array([[3.0, 4.0, 5.0], [4.0, nan, 4.0]])
    rows = chilling_injury(time_h, rows_c, CUCUMBER)
    flat = chilling_injury(np.tile(time_h, 2), rows_c.ravel(), CUCUMBER, np.array([0, 3]))
    np.testing.assert_allclose(rows.ravel(), flat)
    assert np.isnan(rows).tolist() == [[False] * 3, [False, True, True]]
    state = take_cold(RunningInjury(), time_h, rows_c[1], CUCUMBER)
    assert isnan(injury_so_far(state, CUCUMBER))
    assert state.tail.nan_at_h == 24.0


@pytest.mark.parametrize(
    ("cold", "message"),
    [
        (ColdLimits((), 7.0), "limits"),
        (ColdLimits(((5.0, 48.0), (3.0, 72.0)), 7.0), "limits"),
        (ColdLimits(((3.0, 72.0), (5.0, 48.0)), 7.0), "limits"),
        (ColdLimits(((5.0, 0.0),), 7.0), "limits"),
        (ColdLimits(((5.0, 48.0),), 4.0), "threshold_c"),
        (ColdLimits(((5.0, 48.0),), 7.0, 0.0), "recovery_half_life_h"),
    ],
)
def test_what_is_no_limit_is_refused(cold: ColdLimits, message: str) -> None:
    """An error names the argument, its value and what was expected."""
    with pytest.raises(ValueError, match=message):
        chilling_injury(np.arange(2.0), np.zeros(2), cold)


def test_the_freezing_point_of_waxberry() -> None:
    """Science notes 1.1: 12 % of sugar freezes between −1.41 (hexose) and −0.74 °C (sucrose), to 0.01 K."""
    freezing = freezing_range_of_fruit(0.12)
    assert freezing.high_c == pytest.approx(-0.74, abs=0.01)
    assert freezing.low_c == pytest.approx(-1.41, abs=0.01)


@pytest.mark.parametrize(("freezing_c", "alarm_c"), [(-0.2, 0.3), (-0.6, -0.1), (-1.0, -0.5), (-0.74, -0.24)])
def test_the_alarm_stands_above_the_freezing_point(freezing_c: float, alarm_c: float) -> None:
    """Science notes 3.11: half a kelvin above, held for ten minutes; a shorter dip is none."""
    alarm = freeze_alarm(freezing_c)
    assert alarm.limit_c == pytest.approx(alarm_c)
    for minutes, alarms in ((9.0, False), (11.0, True)):
        time_h = np.array([0.0, 1.0, 1.0, 1.0 + minutes / 60.0, 1.0 + minutes / 60.0, 3.0])
        goods_c = np.array([3.0, 3.0, alarm_c, alarm_c, 3.0, 3.0])
        assert (count_freezing((time_h, goods_c), 3.0, 0.0, alarm).alarm_at_h is not None) == alarms


def test_vaccines_have_an_hour_at_minus_a_half() -> None:
    """WHO type 1: −0.5 °C for 60 min alarms, 59 min do not (V2)."""
    for minutes, alarms in ((59.0, False), (60.0, True)):
        time_h = np.array([0.0, 0.0, minutes / 60.0, minutes / 60.0, 3.0])
        air_c = np.array([4.0, -0.5, -0.5, 4.0, 4.0])
        assert (count_freezing((time_h, air_c), 4.0, 0.0, WHO_TYPE_1[2]).alarm_at_h is not None) == alarms


def test_no_box_hides_the_frost() -> None:
    """The lag of an EPS box is cut to that of the thinnest pack: the alarm comes as early as in that."""
    time_h, air_c = np.array([0.0, 0.0, 4.0]), np.array([2.0, -3.0, -3.0])
    alarm = freeze_alarm(-0.8)
    boxed = count_freezing((time_h, air_c), 2.0, 8.4, alarm)
    assert boxed == count_freezing((time_h, air_c), 2.0, THINNEST_LAG_H, alarm)
    assert boxed.alarm_at_h is not None
