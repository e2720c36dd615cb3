"""The goods behind the air: many series at once, piece by piece, in depth, and warmed by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.packaging_lag import cold_side_lag_h
from alerts.science.product_series import RunningGoods, follow_air_many, take_air
from alerts.science.product_temperature import follow_air
from alerts.science.respiration import (
    W_KG_PER_MG,
    W_KG_PER_ML,
    follow_air_respiring,
    respiration_heat,
    rise_k,
    take_air_respiring,
)
from alerts.science.running import state_before
from alerts.science.segments import BLOCK, Array, nan_at
from alerts.science.surface_core import Body, RunningDepths, follow_air_in_depth, modes, take_air_in_depth
from tests.alerts.science.histories import HISTORIES, History

OneOrMore = float | list[float]

LAGS_H = st.floats(0.01, 200.0)


def _irregular(seed: int, size: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.exponential(0.3, size)), rng.uniform(-5.0, 30.0, size)


@pytest.mark.parametrize("lag_h", [0.02, 0.93, 8.4, 300.0])
def test_many_series_are_the_single_ones(lag_h: float) -> None:
    """Rows, rows with times of their own, and one flat array say what `follow_air` says of each alone."""
    size = BLOCK + 500
    histories = [_irregular(seed, size) for seed in range(3)]
    expected = np.array([follow_air(time_h, air_c, 7.0, lag_h) for time_h, air_c in histories])
    time_h, air_c = (np.array(part) for part in zip(*histories, strict=True))
    starts = np.arange(3) * size
    np.testing.assert_allclose(follow_air_many(time_h, air_c, 7.0, lag_h), expected, atol=1e-9)
    flat = follow_air_many(time_h.ravel(), air_c.ravel(), 7.0, lag_h, starts)
    np.testing.assert_allclose(flat.reshape(3, size), expected, atol=1e-9)
    one_clock = follow_air_many(time_h[0], air_c, 7.0, lag_h)
    np.testing.assert_allclose(one_clock[0], expected[0], atol=1e-9)


def test_every_series_has_its_own_lag_and_start() -> None:
    """Short series of unlike lengths, lags and starts, one after the other, are kept apart."""
    histories = [_irregular(seed, size) for seed, size in enumerate((1, 7, 2, BLOCK, 3))]
    starts = np.cumsum([0] + [time_h.size for time_h, _ in histories[:-1]])
    lags_h, initial_c = np.array([1.0, 0.0, 3.0, 0.5, 9.0]), np.arange(5.0)
    time_h, air_c = (np.concatenate(part) for part in zip(*histories, strict=True))
    goods_c = follow_air_many(time_h, air_c, initial_c, lags_h, starts)
    for at, (times_h, its_air_c) in enumerate(histories):
        its_c = goods_c[starts[at] : starts[at] + times_h.size]
        its_lag_h, its_initial_c = float(lags_h[at]), float(initial_c[at])
        np.testing.assert_allclose(its_c, follow_air(times_h, its_air_c, its_initial_c, its_lag_h), atol=1e-9)


@given(HISTORIES, LAGS_H, st.data())
def test_pieces_make_the_whole(history: History, lag_h: float, data: st.DataObject) -> None:
    """In whatever pieces the air comes, the goods are as warm as by the whole history, to 1e-9."""
    time_h, air_c = history
    cuts = sorted(data.draw(st.lists(st.integers(0, time_h.size), max_size=5)))
    state, parts = RunningGoods(), []
    for begin, end in zip([0, *cuts], [*cuts, time_h.size], strict=True):
        state, goods_c = take_air(state, (time_h[begin:end], air_c[begin:end]), 12.0, lag_h)
        parts.append(goods_c)
    whole_c = follow_air_many(time_h, air_c, 12.0, lag_h)
    np.testing.assert_allclose(np.concatenate(parts), whole_c, atol=1e-9)
    assert state.goods_c == pytest.approx(float(whole_c[-1]), abs=1e-9)


@given(HISTORIES, st.data())
def test_pieces_make_the_whole_in_depth_and_with_respiration(history: History, data: st.DataObject) -> None:
    """The same for surface and core, and for goods that warm themselves."""
    time_h, air_c = history
    cut = data.draw(st.integers(0, time_h.size))
    pieces = (time_h[:cut], air_c[:cut]), (time_h[cut:], air_c[cut:])
    body = Body(2.0, 0.7, 0.4)
    state, deep_c, goods, warm_c = RunningDepths(), [], RunningGoods(), []
    for piece in pieces:
        state, depths = take_air_in_depth(state, piece, (12.0, 14.0), body)
        deep_c.append(depths.core_c)
        goods, goods_c = take_air_respiring(goods, piece, 12.0, 5.0, _gentle_rise)
        warm_c.append(goods_c)
    whole_c = follow_air_in_depth(history, (12.0, 14.0), body).core_c
    np.testing.assert_allclose(np.concatenate(deep_c), whole_c, atol=1e-9)
    warm_whole_c = follow_air_respiring(history, 12.0, 5.0, _gentle_rise)
    np.testing.assert_allclose(np.concatenate(warm_c), warm_whole_c, atol=1e-9)


def _gentle_rise(goods_c: Array) -> Array:
    return 0.5 * np.exp(0.05 * np.clip(goods_c, -20.0, 30.0))


def test_a_late_sample_is_folded_in_from_before_it() -> None:
    """A late sample is taken from the newest state before it on: as if it had come in its turn."""
    time_h, air_c = _irregular(4, 60)
    late = 37
    kept, state = [], RunningGoods()
    for begin in range(0, 60, 10):
        here = np.setdiff1d(np.arange(begin, begin + 10), [late])
        state, _ = take_air(state, (time_h[here], air_c[here]), 8.0, 1.7)
        kept.append(state)
    before = state_before(kept, float(time_h[late]), RunningGoods())
    again = time_h > before.tail.newest_h
    assert np.count_nonzero(again) == 30
    state, _ = take_air(before, (time_h[again], air_c[again]), 8.0, 1.7)
    whole_c = follow_air_many(time_h, air_c, 8.0, 1.7)
    assert state.goods_c == pytest.approx(float(whole_c[-1]), abs=1e-9)


@given(HISTORIES, LAGS_H, st.floats(0.05, 0.95))
def test_sampling_does_not_matter(history: History, lag_h: float, share: float) -> None:
    """More samples on the same straight lines of air change nothing."""
    time_h, air_c = history
    between_h = time_h[:-1] + share * np.diff(time_h)
    more_h = np.sort(np.concatenate((time_h, between_h)))
    finer_c = follow_air_many(more_h, np.interp(more_h, time_h, air_c), 4.0, lag_h)
    coarse_c = follow_air_many(time_h, air_c, 4.0, lag_h)
    np.testing.assert_allclose(finer_c[np.searchsorted(more_h, time_h)], coarse_c, atol=1e-9)


@given(HISTORIES, LAGS_H)
def test_goods_stay_between_what_they_met(history: History, lag_h: float) -> None:
    """No goods get warmer or colder than their start and their air; warmer air makes no colder goods."""
    time_h, air_c = history
    goods_c = follow_air_many(time_h, air_c, 5.0, lag_h)
    assert goods_c.max() <= max(5.0, air_c.max()) + 1e-9
    assert goods_c.min() >= min(5.0, air_c.min()) - 1e-9
    assert np.all(follow_air_many(time_h, air_c + 1.0, 5.0, lag_h) >= goods_c - 1e-9)


def test_air_that_stays_until_it_changes() -> None:
    """Telemetry that is silent while nothing changes: the goods relax towards each value in turn."""
    goods_c = follow_air_many(np.array([0.0, 1.0, 3.0]), np.array([10.0, 0.0, 5.0]), 0.0, 2.0, held=True)
    after_1_c = 10.0 * (1.0 - np.exp(-0.5))
    np.testing.assert_allclose(goods_c, [0.0, after_1_c, after_1_c * np.exp(-1.0)])


@pytest.mark.parametrize(("lag_h", "rise_k"), [(0.93, 3.0), (1.17, 2.48), (3.67, 0.87), (8.38, 0.39)])
def test_a_defrost_is_filtered_in_a_trace(lag_h: float, rise_k: float) -> None:
    """A-18: of twenty minutes of +10 K a trace of the goods keeps 3.0, 2.5, 0.87, 0.39 K (tolerance 0.02).

    On a band of 3 K goods from 3.67 h of lag on raise nothing, while the air's own trace shows it all.
    """
    time_h = np.array([0.0, 1.0, 1.0, 4 / 3, 4 / 3, 6.0])
    air_c = np.array([0.0, 0.0, 10.0, 10.0, 0.0, 0.0])
    goods_c = follow_air_many(time_h, air_c, 0.0, lag_h)
    assert goods_c.max() == pytest.approx(rise_k, abs=0.02)
    assert (goods_c.max() < 3.0) == (lag_h >= 1.0)
    assert air_c.max() == 10.0


def test_cold_is_filtered_by_the_thinnest_pack_only() -> None:
    """Behind an EPS box an hour of −4 °C is still seen at −0.5 °C: in the pack that stands outermost."""
    time_h, air_c = np.array([0.0, 1.0, 1.0, 2.0]), np.array([1.0, 1.0, -4.0, -4.0])
    box_c = follow_air_many(time_h, air_c, 1.0, 8.4)
    pack_c = follow_air_many(time_h, air_c, 1.0, cold_side_lag_h(8.4))
    assert box_c[-1] > 0.0
    assert pack_c[-1] < -2.0
    with pytest.raises(ValueError, match="lag_h -1"):
        cold_side_lag_h(-1.0)


def test_what_is_unknown_stays_in_its_series() -> None:
    """A NaN makes its own series NaN from there on, no other, and is named."""
    time_h, air_c = np.arange(6.0), np.array([1.0, float("nan"), 3.0, 4.0, 5.0, 6.0])
    goods_c = follow_air_many(time_h, air_c, 0.0, 1.0, np.array([0, 3]))
    assert np.isnan(goods_c).tolist() == [False, True, True, False, False, False]
    assert nan_at(air_c, np.array([0, 3])) == ((0, 1),)
    rows_c = follow_air_many(time_h[:3], air_c.reshape(2, 3), np.array([0.0, float("nan")]), 1.0)
    assert np.isnan(rows_c).tolist() == [[False, True, True], [True, True, True]]
    state, _ = take_air(RunningGoods(), (time_h[:3], air_c[:3]), 0.0, 1.0)
    assert state.nan_at_h == 1.0
    assert np.isnan(follow_air_many(time_h[:3], air_c[:3], 0.0, 0.0)).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("time_h", "air_c", "initial_c", "lag_h", "message"),
    [
        ([0.0, 2.0, 1.0], [1.0, 1.0, 1.0], 0.0, 1.0, "time_h: 1.0"),
        ([0.0, float("nan"), 1.0], [1.0, 1.0, 1.0], 0.0, 1.0, "time_h: nan"),
        ([0.0, 1.0], [1.0, float("inf")], 0.0, 1.0, "value: inf"),
        ([0.0, 1.0], [1.0, 1.0], 0.0, -1.0, "lag_h: -1"),
        ([0.0, 1.0], [1.0, 1.0], 0.0, float("nan"), "lag_h: nan"),
        ([0.0, 1.0], [1.0, 1.0], float("inf"), 1.0, "initial_c: inf"),
        ([0.0, 1.0, 2.0], [1.0, 1.0], 0.0, 1.0, "time_h"),
        ([0.0, 1.0], [1.0, 1.0], [1.0, 2.0], 1.0, "initial_c"),
        ([0.0, 1.0], [1.0, 1.0], 0.0, [1.0, 2.0], "constant"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    time_h: list[float],
    air_c: list[float],
    initial_c: OneOrMore,
    lag_h: OneOrMore,
    message: str,
) -> None:
    """An error names the argument, its value and what was expected."""
    with pytest.raises(ValueError, match=message):
        follow_air_many(np.array(time_h), np.array(air_c), np.array(initial_c), np.array(lag_h))


def _marched(
    body: Body[float], ends_c: tuple[float, float], hours: float, start: float
) -> tuple[float, float]:
    """Return surface and core after a ramp of the air, by 20,000 midpoint steps."""
    surface, core = start, start + 4.0
    steps = 20_000
    for step in range(steps):
        air = ends_c[0] + (ends_c[1] - ends_c[0]) * (step + 0.5) / steps
        before = surface, core
        for length in (0.5, 1.0):
            inflow = (air - surface) / body.air_lag_h
            inflow += body.core_share / body.core_lag_h * (core - surface)
            inward = (surface - core) / body.core_lag_h
            surface = before[0] + length * hours / steps * inflow / (1.0 - body.core_share)
            core = before[1] + length * hours / steps * inward
    return surface, core


@pytest.mark.parametrize("body", [Body(1.2, 0.5, 0.5), Body(0.4, 3.0, 0.8), Body(8.4, 0.1, 0.2)])
def test_surface_and_core_are_solved_exactly(body: Body[float]) -> None:
    """One step along a ramp ends where 20,000 small steps end."""
    depths = follow_air_in_depth((np.array([0.0, 3.0]), np.array([2.0, 10.0])), (20.0, 24.0), body)
    expected = _marched(body, (2.0, 10.0), 3.0, 20.0)
    assert (depths.surface_c[1], depths.core_c[1]) == pytest.approx(expected, abs=1e-5)
    assert (depths.surface_c[0], depths.core_c[0]) == pytest.approx((20.0, 24.0), abs=1e-9)


@given(st.floats(0.1, 20.0), st.floats(0.01, 20.0), st.floats(0.02, 0.98))
def test_a_body_is_two_lags(air_lag_h: float, core_lag_h: float, share: float) -> None:
    """Both lags are real and positive, and the heat of the whole body is that of both together."""
    found = modes(Body(air_lag_h, core_lag_h, share))
    assert 0.0 < found.lags_h[1] < found.lags_h[0]
    assert sum(found.lags_h) == pytest.approx(air_lag_h + core_lag_h)
    assert found.core[0] > 1.0 > found.surface[0] - 1e-12


def test_a_body_without_a_core_is_refused() -> None:
    """A share of 0 or a lag of 0 is first order, and said to be no body."""
    with pytest.raises(ValueError, match="body"):
        modes(Body(1.0, 0.5, 0.0))


def test_the_heat_of_respiration() -> None:
    """122 kcal per tonne and day for a ml of carbon dioxide are the heat of burnt glucose, to 2 %.

    Sources: University of California Davis, produce facts; a ml of the gas weighs 1.977 mg at 0 °C.
    Handbooks round the heat of a mg to 10.7 J (tolerance 0.1); 440 Btu per short ton are 122 kcal per
    tonne (tolerance 0.5).
    """
    assert pytest.approx(1.977, rel=0.02) == W_KG_PER_ML / W_KG_PER_MG
    assert pytest.approx(10.7, abs=0.1) == W_KG_PER_MG * 3_600.0
    assert pytest.approx(122.0, abs=0.5) == 440.0 * 1.0551 / (4.184 * 0.90718)


def test_respiration_runs_by_q10_between_measured_temperatures() -> None:
    """Half-way between two temperatures the rate is their geometric mean; beyond them it is kept."""
    heat = (
        respiration_heat(np.array([-5.0, 5.0, 99.0, float("nan")]), ((0.0, 4.0), (10.0, 16.0))) / W_KG_PER_ML
    )
    np.testing.assert_allclose(heat, [4.0, 8.0, 16.0, float("nan")])
    with pytest.raises(ValueError, match="rates"):
        respiration_heat(np.zeros(1), ((0.0, 4.0),))


def test_respiring_goods_agree_with_a_fine_march() -> None:
    """Broccoli in the middle of a pallet ends where 20,000 small steps end."""
    broccoli = ((0.0, 10.5), (5.0, 17.0), (10.0, 40.0), (15.0, 85.0), (20.0, 150.0))
    time_h = np.linspace(0.0, 24.0, 1_441)

    def rise(goods_c: Array) -> Array:
        return rise_k(respiration_heat(goods_c, broccoli), 8.0)

    goods_c = follow_air_respiring((time_h, np.full(time_h.size, 10.0)), 4.0, 8.0, rise)
    marched_c, step_h = np.array([4.0]), 24.0 / 20_000
    for _ in range(20_000):
        half_c = marched_c + 0.5 * step_h * (10.0 + rise(marched_c) - marched_c) / 8.0
        marched_c = marched_c + step_h * (10.0 + rise(half_c) - half_c) / 8.0
    assert goods_c[-1] == pytest.approx(marched_c[0], abs=1e-4)
    assert goods_c[-1] > 10.0


def test_goods_that_heat_without_end_are_refused() -> None:
    """A rise that grows by 2 K per kelvin has no end: an error says so, not a number."""
    time_h = np.linspace(0.0, 2_000.0, 201)
    with pytest.raises(ValueError, match="rise"):
        follow_air_respiring((time_h, np.full(201, 10.0)), 10.0, 1.0, lambda goods_c: 2.0 * goods_c)
