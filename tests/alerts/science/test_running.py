"""Piece by piece is the same as at once, and late samples change what they should."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.exposure import Side, degree_hours_cost, outside
from alerts.science.mean_kinetic import mean_kinetic_temperature, temperature_of_mean
from alerts.science.mean_kinetic_windows import rolling_mean_kinetic
from alerts.science.q10_bands import banded_q10_cost
from alerts.science.ramps import Rule, arrhenius_cost
from alerts.science.running import RunningSum, Tail, state_before, take, total
from alerts.science.running_exposure import RunningOutside, so_far, take_outside
from alerts.science.running_windows import RunningWindow, highest_mean_kinetic, take_window
from alerts.science.segments import TOLERANCE_H, Cost, in_order, segment_sums
from alerts.science.square_root import square_root_cost
from tests.alerts.science.histories import HISTORIES, History

LIFE = arrhenius_cost(1.0, 60.588)
COSTS: dict[str, Cost] = {
    "life": LIFE,
    "life by steps": arrhenius_cost(1.0, 60.588, Rule.STEP),
    "square root": square_root_cost(5.0, -10.0),
    "bands": banded_q10_cost(0.0),
    "degree-hours": degree_hours_cost(8.0, Side.ABOVE),
}
LIMIT = (8.0, Side.ABOVE)
CUTS = st.lists(st.floats(0.0, 1.0), max_size=6)


def _with_duplicates(history: History, every: int) -> History:
    """Return *history* with every so many samples told twice, a degree apart from each other."""
    time_h, value = history
    counts = np.where(np.arange(value.size) % every == 0, 2, 1)
    shift = np.where(np.diff(np.repeat(time_h, counts), prepend=-1.0) == 0.0, 1.0, 0.0)
    return np.repeat(time_h, counts), np.repeat(value, counts) + shift


def _pieces(history: History, cuts: list[float]) -> list[History]:
    """Return *history* in pieces, also in empty ones and in ones that part the samples of one time."""
    at = sorted(int(cut * history[0].size) for cut in cuts)
    return list(zip(np.split(history[0], at), np.split(history[1], at), strict=True))


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@given(history=HISTORIES, cuts=CUTS, every=st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_sums_in_pieces(cost: Cost, history: History, cuts: list[float], every: int) -> None:
    """However a history is cut, its state costs what the whole history does, to 1e-9."""
    told = _with_duplicates(history, every)
    state = RunningSum()
    for piece in _pieces(told, cuts):
        state = take(state, cost, *piece)
    whole = segment_sums(cost, *in_order(*told)[:2])[0]
    assert total(state, cost) == pytest.approx(whole, rel=1e-9, abs=1e-9)
    assert state.hours == pytest.approx(told[0][-1] - told[0][0])


@given(history=HISTORIES, cuts=CUTS)
@settings(max_examples=50, deadline=None)
def test_mean_kinetic_temperature_in_pieces(history: History, cuts: list[float]) -> None:
    """A running sum by hours is a mean rate, whose temperature is that of the whole history."""
    cost = arrhenius_cost(1.0, 83.144, Rule.TRAPEZOID)
    state = RunningSum()
    for piece in _pieces(history, cuts):
        state = take(state, cost, *piece)
    mean_c = temperature_of_mean(total(state, cost), state.hours, (1.0, 83.144))
    assert mean_c == pytest.approx(mean_kinetic_temperature(*history), abs=1e-9)


@pytest.mark.parametrize("rule", [Rule.RAMP, Rule.STEP])
@given(history=HISTORIES, cuts=CUTS, every=st.integers(1, 4), side=st.sampled_from(Side))
@settings(max_examples=60, deadline=None)
def test_time_outside_in_pieces(
    rule: Rule, history: History, cuts: list[float], every: int, side: Side
) -> None:
    """Total, degree-hours and longest spell are those of the whole history, spells across pieces included."""
    told, limit = _with_duplicates(history, every), (8.0, side)
    state = RunningOutside()
    for piece in _pieces(told, cuts):
        state = take_outside(state, *piece, limit, rule)
    whole = outside(*in_order(*told)[:2], limit, rule=rule)
    spent = so_far(state, limit, rule)
    for one, other in zip((spent.total_h, spent.longest_h, spent.degree_h), whole[:3], strict=True):
        assert one == pytest.approx(other[0], rel=1e-9, abs=1e-9)


@given(history=HISTORIES, cuts=CUTS, every=st.integers(1, 4), window_h=st.floats(1.0, 120.0))
@settings(max_examples=60, deadline=None)
def test_windows_in_pieces(history: History, cuts: list[float], every: int, window_h: float) -> None:
    """The highest window is that of the whole history, though only one window of samples is kept."""
    told = _with_duplicates(history, every)
    state = RunningWindow()
    for piece in _pieces(told, cuts):
        state = take_window(state, *piece, window_h)
    time_h, value = in_order(*told)[:2]
    highest_c = highest_mean_kinetic(state, window_h)
    if time_h[-1] - time_h[0] < window_h - TOLERANCE_H:
        assert highest_c is None
    else:
        assert highest_c == pytest.approx(rolling_mean_kinetic(time_h, value, window_h).total.max(), abs=1e-9)
    assert len(state.kept_h) <= 2 + np.count_nonzero(time_h >= time_h[-1] - window_h)


@given(history=HISTORIES, cuts=CUTS, late=st.lists(st.integers(0, 24), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_late_samples_fold_again(history: History, cuts: list[float], late: list[int]) -> None:
    """Folded again from before the earliest late sample, a history is as if it had come in order."""
    time_h, value = history
    is_late = np.isin(np.arange(value.size), late)
    states = [RunningSum()]
    for piece in _pieces((time_h[~is_late], value[~is_late]), cuts):
        states.append(take(states[-1], LIFE, *piece))
    if not is_late.any():
        return
    state = state_before(states, float(time_h[is_late][0]), RunningSum())
    seen_h = state.tail.newest_h if state.tail.newest_count else -1.0
    rest = time_h > seen_h
    state = take(state, LIFE, time_h[rest], value[rest])
    assert total(state, LIFE) == pytest.approx(segment_sums(LIFE, time_h, value)[0], rel=1e-9)


def test_states_are_plain_numbers() -> None:
    """A state written down as JSON and read again goes on as if nothing had happened."""
    time_h, value = np.arange(30.0), np.linspace(2.0, 12.0, 30)
    state = take_outside(RunningOutside(), time_h[:17], value[:17], LIMIT)
    written = json.loads(json.dumps(asdict(state)))
    restored = RunningOutside(**{**written, "tail": Tail(**written["tail"])})
    assert restored == state
    assert take_outside(restored, time_h[17:], value[17:], LIMIT) == take_outside(
        state, time_h[17:], value[17:], LIMIT
    )
    window = take_window(RunningWindow(), time_h, value, 24.0)
    assert json.loads(json.dumps(asdict(window)))["highest"] == window.highest


def test_what_is_not_known_is_named() -> None:
    """After a NaN the sum is NaN for good, and the state says since when."""
    state = take(RunningSum(), LIFE, np.array([0.0, 1.0, 2.0]), np.array([1.0, np.nan, 1.0]))
    state = take(state, LIFE, np.array([3.0, 4.0]), np.array([1.0, np.nan]))
    assert np.isnan(total(state, LIFE))
    assert state.tail.nan_at_h == 1.0


def test_the_first_samples() -> None:
    """Nothing, or one time alone, has cost nothing; an unknown one is not known to have."""
    assert total(RunningSum(), LIFE) == 0.0
    assert total(take(RunningSum(), LIFE, np.array([5.0]), np.array([9.0])), LIFE) == 0.0
    assert np.isnan(total(take(RunningSum(), LIFE, np.array([5.0]), np.array([np.nan])), LIFE))
    assert highest_mean_kinetic(RunningWindow(), 24.0) is None


def test_samples_that_come_late_are_refused() -> None:
    """A sample before the newest one is no new sample: the error says from when on they are."""
    state = take(RunningSum(), LIFE, np.array([0.0, 5.0]), np.ones(2))
    with pytest.raises(ValueError, match=r"time_h: .*from 5\.0 h on"):
        take(state, LIFE, np.array([4.0]), np.ones(1))
    with pytest.raises(ValueError, match="time_h"):
        take(state, LIFE, np.array([6.0, np.nan]), np.ones(2))
