"""What is fitted to many series in one pass is what is fitted to each of them alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.breach import hours_to_limit, hours_to_limits, time_to_limit_h
from alerts.science.breach_behind_air import trend_behind_air, trends_behind_air
from alerts.science.cooling import Cooling, is_overdue, time_to_target_h
from alerts.science.cooling_fit import fit_cooling, fit_coolings
from alerts.science.dry_down_trend import dry_down_forecast
from alerts.science.forecast import hours_until_lost
from alerts.science.freezing import count_freezing, counts_freezing, freeze_alarm
from alerts.science.ice_box import IceBox, hold_time_h, ice_left_kg, ice_needed_kg
from alerts.science.ice_fit import conductance_from_melting, conductances_from_melting
from alerts.science.ice_warming import conductance_from_warming, conductances_from_warming
from alerts.science.leaf_wetness import wet_periods
from alerts.science.learned_life import LearnedLife, learned_life, learned_lives
from alerts.science.light import daily_light_integral
from alerts.science.mean_kinetic_windows import highest_mean_kinetic_of_series, rolling_mean_kinetic
from alerts.science.melt_out import conductance_of_hold, melt_out
from alerts.science.packaging_lag import fit_lag, fit_lags
from alerts.science.product_series import follow_air_many
from alerts.science.ramps import arrhenius_cost
from alerts.science.respiration import follow_air_respiring
from alerts.science.segments import Array, Starts
from alerts.science.stability_budget import Allowance, budget_balance
from alerts.science.surface_core import Body, follow_air_in_depth
from alerts.science.trend import recent_trend

TOLERANCE = 1e-9
Series = tuple[Array, Array, Array]


def _one(seed: int, size: int) -> Series:
    """Return times, moving air and goods behind it, with noise and with readings left out."""
    rng = np.random.default_rng(seed)
    time_h = np.sort(rng.uniform(0.0, 8.0, size))
    air_c = 3.0 + 2.0 * np.sin(time_h / rng.uniform(0.5, 2.0)) + rng.normal(0.0, 0.2, size)
    goods_c = follow_air_many(time_h, air_c, rng.uniform(12.0, 28.0), rng.uniform(0.5, 4.0))
    goods_c += rng.normal(0.0, 0.1, size)
    goods_c[rng.random(size) < 0.1] = np.nan
    return time_h, air_c, goods_c


MANY = st.lists(st.builds(_one, st.integers(0, 10_000), st.integers(3, 40)), min_size=2, max_size=4)


def _flat(many: Sequence[Series]) -> tuple[Series, Starts]:
    counts = np.array([time_h.size for time_h, _, _ in many])
    time_h, air_c, goods_c = (np.concatenate(part) for part in zip(*many, strict=True))
    return (time_h, air_c, goods_c), (np.cumsum(counts) - counts).astype(np.intp)


def _parts(found: Any) -> list[Array]:  # noqa: ANN401 - whatever the formulas answer
    return [np.ravel(part) for part in (found if isinstance(found, tuple) else vars(found).values())]


class Fit(NamedTuple):
    """A fit of many series, and the same of one."""

    of_many: Callable[[Array, Array, Array, Starts], tuple[Any, dict[int, str]]]
    of_one: Callable[[Array, Array, Array], Any]


def _band_of(time_h: Array, _: Array, goods_c: Array) -> Any:  # noqa: ANN401 - as `_parts`
    return hours_to_limit(recent_trend(time_h, goods_c, (3.0, 1.0)), 8.0)


def _light(time_h: Array, _: Array, goods_c: Array, starts: Starts | None = None) -> Any:  # noqa: ANN401 - as `_parts`
    """Three days of each series, from its own first sample to its last."""
    lasts = -1 if starts is None else np.append(starts[1:], time_h.size) - 1
    midnights_h = np.linspace(time_h[0 if starts is None else starts], time_h[lasts], 4, axis=-1)
    return (daily_light_integral(time_h, goods_c, midnights_h, starts=starts),)


def _either(of: Callable[..., Any]) -> Fit:
    """Return a formula that takes one series or many, and of which no series tells too little."""
    return Fit(lambda *flat: (of(*flat), {}), of)


BUDGET = (Allowance(4.0, 72.0), Allowance(9.0, 12.0))
ASSUMED = LearnedLife(14.0, 0.25)
FITS = {
    "lag": Fit(fit_lags, fit_lag),
    "lag with offset": Fit(partial(fit_lags, with_offset=True), partial(fit_lag, with_offset=True)),
    "cooling": Fit(
        partial(fit_coolings, initial_c=30.0, from_h=0.5), partial(fit_cooling, initial_c=30.0, from_h=0.5)
    ),
    "ice that was weighed": Fit(
        partial(conductances_from_melting, melt_c=-0.5), partial(conductance_from_melting, melt_c=-0.5)
    ),
    "ice that warms": Fit(
        lambda time_h, air_c, goods_c, starts: conductances_from_warming(
            time_h, air_c, goods_c, 12.6, starts
        ),
        lambda time_h, air_c, goods_c: conductance_from_warming(time_h, air_c, goods_c, 12.6),
    ),
    "time to a limit": Fit(
        lambda time_h, _, goods_c, starts: hours_to_limits(
            time_h, goods_c, 8.0, starts, surroundings=(3.0, 1.0)
        ),
        _band_of,
    ),
    "behind measured air": Fit(
        lambda time_h, air_c, goods_c, starts: trends_behind_air(time_h, air_c, goods_c, (12.0, 0.5), starts),
        lambda time_h, air_c, goods_c: trend_behind_air(time_h, air_c, goods_c, 12.0, 0.5),
    ),
    "light of days": _either(_light),
    "soil that dries": _either(
        lambda time_h, _, goods_c, starts=None: dry_down_forecast(
            time_h, np.abs(30.0 - goods_c), 20.0, 68.0, 0.5, starts
        )
    ),
    "stability budget": _either(
        lambda time_h, air_c, _, starts=None: budget_balance(time_h, air_c, BUDGET, starts)
    ),
    "lives of loads": Fit(
        lambda _, __, loads, starts: (learned_lives(ASSUMED, np.abs(loads), starts), {}),
        lambda _, __, loads: learned_life(ASSUMED, np.abs(loads)),
    ),
}


@pytest.mark.parametrize("name", FITS)
@settings(max_examples=5, deadline=None)
@given(many=MANY)
def test_many_at_once_equal_one_by_one(name: str, many: list[Series]) -> None:
    """To 1e-9; a series that tells too little is NaN among many and refused alone, for the same reason."""
    flat, starts = _flat(many)
    found, untold = FITS[name].of_many(*flat, starts)
    for at, series in enumerate(many):
        its = [part.reshape(len(many), -1)[at] for part in _parts(found)]
        if at in untold:
            assert all(np.isnan(part).all() for part in its)
            with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is what is compared
                FITS[name].of_one(*series)
            assert str(refused.value) == untold[at]
        else:
            for one, alone in zip(its, _parts(FITS[name].of_one(*series)), strict=True):
                np.testing.assert_allclose(one, alone, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("name", FITS)
def test_rows_equal_series_one_after_the_other(name: str) -> None:
    """Series x samples, with one row of times for all, is the same as the flat form."""
    time_h = np.linspace(0.0, 8.0, 40)
    air_c = np.stack([3.0 + np.sin(time_h), 2.0 + np.cos(time_h)])
    goods_c = follow_air_many(time_h, air_c, np.array([25.0, 12.0]), np.array([1.0, 3.0]))
    rows, untold = FITS[name].of_many(time_h, air_c, goods_c, None)  # type: ignore[arg-type]  # rows have none
    flat, _ = FITS[name].of_many(np.tile(time_h, 2), air_c.ravel(), goods_c.ravel(), np.array([0, 40]))
    assert untold == {}
    for row, one in zip(_parts(rows), _parts(flat), strict=True):
        np.testing.assert_array_equal(row, one)


def test_a_dead_probe_holds_nobody_up() -> None:
    """Of three boxes one was never read, one has air that is not known: named, and the third is fitted."""
    time_h = np.linspace(0.0, 6.0, 30)
    air_c = np.full((3, 30), 1.0)
    air_c[1, 4] = np.nan
    goods_c = 1.0 + 20.0 * np.exp(-np.outer([1.0, 1.0, 0.5], time_h))
    goods_c[0] = np.nan
    fits, untold = fit_lags(time_h, air_c, goods_c)
    assert fits.lag_h[2] == pytest.approx(2.0, abs=1e-9)
    assert np.isnan(fits.lag_h[:2]).all()
    assert untold == {
        0: "goods_c: 0 readings, expected at least 4",
        1: "air_c: nan, expected numbers: leave such samples out",
    }


def test_formulas_take_a_number_or_one_for_each() -> None:
    """An array of loads, boxes or courses gives what each gives alone."""
    per_h, start_c, limit_c = np.array([0.4, 0.9]), np.array([28.0, 4.0]), np.array([5.0, 12.0])
    coolings = Cooling(per_h, np.array([1.2, 1.0]))
    boxes = IceBox(np.array([2.0, 5.0]), np.array([0.6, 0.4]), respiration_w=np.array([1.0, 0.0]))
    together = [
        coolings.half_h,
        coolings.after_c(2.0, start_c, 1.0),
        time_to_target_h(coolings, start_c, 1.0, 5.0),
        hold_time_h(boxes, limit_c),
        ice_needed_kg(boxes, limit_c, 24.0),
        conductance_of_hold(boxes, limit_c, 30.0),
        *melt_out(boxes, limit_c, 0.05, 0.1, 1.0),
        time_to_limit_h(start_c, 20.0, per_h, limit_c),
    ]
    for at in (0, 1):
        cooling = Cooling(float(per_h[at]), float(np.array([1.2, 1.0])[at]))
        box = IceBox(float(boxes.ice_kg[at]), float(boxes.conductance_w_k[at]))
        box = replace(box, respiration_w=1.0 - at)
        around_c, warm_c = float(limit_c[at]), float(start_c[at])
        alone = [
            cooling.half_h,
            cooling.after_c(2.0, warm_c, 1.0),
            time_to_target_h(cooling, warm_c, 1.0, 5.0),
            hold_time_h(box, around_c),
            ice_needed_kg(box, around_c, 24.0),
            conductance_of_hold(box, around_c, 30.0),
            *melt_out(box, around_c, 0.05, 0.1, 1.0),
            time_to_limit_h(warm_c, 20.0, float(per_h[at]), around_c),
        ]
        assert [float(part[at]) for part in together] == pytest.approx(alone, rel=TOLERANCE)
    assert np.asarray(is_overdue(8.0, 6.0, 30.0, 2.0, np.array([6.0, 5.0]))).tolist() == [True, False]


@given(many=MANY, window_h=st.floats(0.5, 10.0))
@settings(max_examples=20, deadline=None)
def test_the_highest_windows_of_many(many: list[Series], window_h: float) -> None:
    """Of series of unlike lengths, some shorter than a window, some with a NaN: as of each alone."""
    (time_h, air_c, goods_c), starts = _flat(many)
    for value_c, part in ((air_c, 1), (goods_c, 2)):
        found = highest_mean_kinetic_of_series(time_h, value_c, window_h, starts)
        alone = [rolling_mean_kinetic(one[0], one[part], window_h).total.max() for one in many]
        np.testing.assert_allclose(found, alone, rtol=TOLERANCE, atol=TOLERANCE)


@given(many=MANY)
@settings(max_examples=10, deadline=None)
def test_frost_and_wetness_of_many(many: list[Series]) -> None:
    """Freeze alarms behind each one's own packaging, and wet periods, are those of each series alone."""
    (time_h, air_c, _), starts = _flat(many)
    alarm, lags_h = freeze_alarm(2.0), np.linspace(0.1, 9.0, len(many))
    most_h, alarm_at_h = counts_freezing((time_h, air_c), 12.0, lags_h, alarm, starts)
    wet = wet_periods(time_h, (air_c > 3.0).astype(float), air_c, starts)
    for at, (its_h, its_c, _) in enumerate(many):
        counted = count_freezing((its_h, its_c), 12.0, float(lags_h[at]), alarm)
        assert most_h[at] == pytest.approx(counted.hours, abs=TOLERANCE)
        assert alarm_at_h[at] == pytest.approx(counted.alarm_at_h or np.inf, abs=TOLERANCE)
        alone = wet_periods(its_h, (its_c > 3.0).astype(float), its_c)
        np.testing.assert_allclose(wet.wet_h[wet.series == at], alone.wet_h, rtol=TOLERANCE)


@given(many=MANY)
@settings(max_examples=10, deadline=None)
def test_goods_in_depth_and_with_respiration_of_many(many: list[Series]) -> None:
    """Each series has a body, a lag and a start of its own, in rows and one after the other."""
    (time_h, air_c, _), starts = _flat(many)
    own = np.linspace(1.0, 3.0, len(many))
    bodies, first_c = Body(own, 0.5 * own, 0.2 * own), (10.0 + own, 12.0 + own)
    depths = follow_air_in_depth((time_h, air_c), first_c, bodies, starts)
    warm_c = follow_air_respiring((time_h, air_c), first_c[0], own, _rise, starts)
    cuts = starts[1:]
    for at, (its_h, its_c, _) in enumerate(many):
        body = Body(float(own[at]), float(0.5 * own[at]), float(0.2 * own[at]))
        alone = follow_air_in_depth((its_h, its_c), (10.0 + own[at], 12.0 + own[at]), body)
        for part, one in zip(depths, alone, strict=True):
            np.testing.assert_allclose(np.split(part, cuts)[at], one, rtol=TOLERANCE, atol=TOLERANCE)
        warm_alone_c = follow_air_respiring((its_h, its_c), 10.0 + own[at], float(own[at]), _rise)
        np.testing.assert_allclose(np.split(warm_c, cuts)[at], warm_alone_c, rtol=TOLERANCE, atol=TOLERANCE)
    two, one_c = Body(own[:2], own[:2], 0.2 * own[:2]), many[0][1]
    rows = follow_air_in_depth((many[0][0], np.stack([one_c, one_c])), (10.0, 12.0), two)
    second = Body(float(own[1]), float(own[1]), float(0.2 * own[1]))
    alone = follow_air_in_depth((many[0][0], one_c), (10.0, 12.0), second)
    np.testing.assert_allclose(rows.core_c[1], alone.core_c, rtol=TOLERANCE)


def _rise(goods_c: Array) -> Array:
    return 0.5 * np.exp(0.05 * np.clip(goods_c, -20.0, 30.0))


def test_losses_of_many_lots() -> None:
    """When many lots will have lost so much life: as each alone, also never, now, and unknown."""
    lots = [(30.0, 1.0, 25.0, 1.0), (7.5, 25.0, 1.0, 0.0), (30.0, 10.0, 1.0, 1.0), (0.0, 10.0, 1.0, 1.0)]
    lots += [
        (75.0, 25.0, 25.0, 2.0),
        (5.0, 3.0, 20.0, 0.93),
        (np.nan, 3.0, 20.0, 0.93),
        (5.0, np.nan, 9.0, 1.0),
    ]
    lots.append((-0.3, 1.0, 9.0, 0.0))
    cost = arrhenius_cost(1.0, 60.588)
    lost_h, product_c, air_c, lag_h = np.array(lots).T
    together = hours_until_lost(lost_h, (product_c, air_c), lag_h, cost)
    alone = [hours_until_lost(lost, (goods, air), lag, cost) for lost, goods, air, lag in lots]
    np.testing.assert_allclose(together, alone, rtol=TOLERANCE)
    assert np.isnan(together).tolist() == [False] * 6 + [True] * 2 + [False]


def test_ice_of_many_boxes_in_moving_surroundings() -> None:
    """Each series of surroundings melts the ice of its own box, and an unknown one hides no other's."""
    time_h = np.array([0.0, 4.0, 9.0])
    around_c = np.array([[10.0, 30.0, 25.0], [20.0, np.nan, 25.0]])
    boxes = IceBox(np.array([2.0, 5.0]), np.array([0.6, 0.4]))
    left_kg = ice_left_kg(time_h, around_c, boxes)
    alone_kg = [ice_left_kg(time_h, around_c[at], IceBox((2.0, 5.0)[at], (0.6, 0.4)[at])) for at in (0, 1)]
    np.testing.assert_allclose(left_kg, alone_kg, rtol=TOLERANCE)
