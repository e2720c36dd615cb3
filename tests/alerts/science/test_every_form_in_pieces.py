"""Every form that takes a history piece by piece says what the whole one says, also when some comes late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.alarm_counters import AlarmRule, Counting, count_outside, counts_outside
from alerts.science.chill import chill_hours_cost, chill_units_cost
from alerts.science.chilling import RunningInjury, chilling_injury, injury_so_far, take_cold
from alerts.science.cold_limits import ColdLimits
from alerts.science.degree_days import degree_days_cost
from alerts.science.exposure import Side, degree_hours_cost, hours_outside_cost, outside
from alerts.science.keeping_quality import Process, parallel_cost
from alerts.science.kinetics import arrhenius_rate
from alerts.science.leaf_wetness import wet_hours_cost
from alerts.science.light import light_integral_cost
from alerts.science.mean_kinetic_windows import rolling_mean_kinetic
from alerts.science.product_series import RunningGoods, follow_air_many, take_air
from alerts.science.q10_bands import banded_q10_cost
from alerts.science.ramps import Rule, arrhenius_cost
from alerts.science.respiration import follow_air_respiring, take_air_respiring
from alerts.science.rolling import rolling_sums
from alerts.science.running import RunningSum, state_before, take, total
from alerts.science.running_exposure import (
    RunningAlarm,
    RunningOutside,
    counted_so_far,
    so_far,
    take_alarm,
    take_outside,
)
from alerts.science.running_windows import (
    RunningWindow,
    dearest_window,
    highest_mean_kinetic,
    take_cost_window,
    take_window,
)
from alerts.science.segments import Array, Cost, segment_sums
from alerts.science.square_root import square_root_cost
from alerts.science.stability_budget import Allowance, balance_of_hours, budget_balance
from alerts.science.surface_core import Body, RunningDepths, follow_air_in_depth, take_air_in_depth
from alerts.science.unseen import Surroundings, booked_life, unseen_cost
from tests.alerts.science.histories import HISTORIES, History

LIFE = arrhenius_cost(1.0, 60.588)
COLD = ColdLimits(((3.0, 72.0), (7.0, 168.0)), 13.0, 12.0)
BODY = Body(2.0, 0.7, 0.4)
WINDOW_H = 24.0


class Form(NamedTuple):
    """A way to take a history: its first state, the next one, what a state says, what the whole says."""

    start: Any
    after: Callable[[Any, Array, Array], Any]
    told: Callable[[Any], Any]
    whole: Callable[[Array, Array], Any]


def _sum(cost: Cost) -> Form:
    return Form(
        RunningSum(),
        lambda state, time_h, value: take(state, cost, time_h, value),
        lambda state: total(state, cost),
        lambda time_h, value: segment_sums(cost, time_h, value)[0],
    )


def _alarm(counting: Counting, hours: float, rule: Rule) -> Form:
    alarm = AlarmRule(8.0, Side.ABOVE, counting, hours)
    return Form(
        RunningAlarm(),
        lambda state, time_h, value: take_alarm(state, time_h, value, alarm, rule),
        lambda state: [np.nan if part is None else part for part in counted_so_far(state, alarm, rule)],
        lambda time_h, value: [
            np.nan if part is None else part for part in count_outside(time_h, value, alarm, rule)
        ],
    )


def _cold(cold: ColdLimits) -> Form:
    return Form(
        RunningInjury(),
        lambda state, time_h, value: take_cold(state, time_h, value, cold),
        lambda state: injury_so_far(state, cold),
        lambda time_h, value: chilling_injury(time_h, value, cold)[-1],
    )


def _rise(goods_c: Array) -> Array:
    return 0.5 * np.exp(0.05 * np.clip(goods_c, -20.0, 30.0))


def _whole_window(time_h: Array, total_of: Callable[[], Array]) -> float:
    return float(total_of().max()) if time_h[-1] - time_h[0] >= WINDOW_H else np.nan


def _or_nan(figure: float | None) -> float:
    return np.nan if figure is None else figure


OUTSIDE = (8.0, Side.ABOVE)
PLACE = Surroundings(30.0, 2.0, 4.0)
BUDGET = (Allowance(8.0, 72.0), Allowance(25.0, 12.0))
ABOVE = [hours_outside_cost(edge.from_c, Side.ABOVE) for edge in BUDGET]
DECAY = Process(3.0, lambda c: arrhenius_rate(c, 12.0, 60.0), arrhenius_cost(12.0, 60.0))
INJURY = Process(1.0, lambda c: arrhenius_rate(c, 12.0, -50.0), arrhenius_cost(12.0, -50.0))
FORMS = {
    "life": _sum(LIFE),
    "life, steps": _sum(arrhenius_cost(1.0, 60.588, Rule.STEP)),
    "life, square root": _sum(square_root_cost(5.0, -10.0)),
    "life, bands": _sum(banded_q10_cost(0.0)),
    "life, processes in parallel": _sum(parallel_cost([DECAY, INJURY])),
    "life, most in gaps": _sum(unseen_cost(LIFE, PLACE)),
    "mean kinetic rate": _sum(arrhenius_cost(5.0, 83.144, Rule.TRAPEZOID)),
    "degree-hours": _sum(degree_hours_cost(*OUTSIDE)),
    "degree days": _sum(degree_days_cost(10.0, 30.0)),
    "chill hours": _sum(chill_hours_cost()),
    "Utah units": _sum(chill_units_cost(rule=Rule.RAMP)),
    "light": _sum(light_integral_cost()),
    "wet hours": _sum(wet_hours_cost(15.0)),
    "alarm at once": _alarm(Counting.INSTANT, 0.0, Rule.RAMP),
    "alarm at a stretch": _alarm(Counting.CONSECUTIVE, 20.0, Rule.RAMP),
    "alarm in all": _alarm(Counting.CUMULATIVE, 30.0, Rule.RAMP),
    "alarm in all, steps": _alarm(Counting.CUMULATIVE, 30.0, Rule.STEP),
    "chilling": _cold(COLD._replace(recovery_half_life_h=None)),
    "chilling that heals": _cold(COLD),
    "time outside": Form(
        RunningOutside(),
        lambda state, time_h, value: take_outside(state, time_h, value, OUTSIDE),
        lambda state: [so_far(state, OUTSIDE).total_h, so_far(state, OUTSIDE).longest_h],
        lambda time_h, value: [part[0] for part in outside(time_h, value, OUTSIDE)[:2]],
    ),
    "window of mean kinetic temperature": Form(
        RunningWindow(),
        lambda state, time_h, value: take_window(state, time_h, value, WINDOW_H),
        lambda state: _or_nan(highest_mean_kinetic(state, WINDOW_H)),
        lambda time_h, value: _whole_window(
            time_h, lambda: rolling_mean_kinetic(time_h, value, WINDOW_H).total
        ),
    ),
    "window of life": Form(
        RunningWindow(),
        lambda state, time_h, value: take_cost_window(state, LIFE, time_h, value, WINDOW_H),
        lambda state: _or_nan(dearest_window(state, LIFE, WINDOW_H)),
        lambda time_h, value: _whole_window(
            time_h, lambda: rolling_sums(LIFE, time_h, value, WINDOW_H).total
        ),
    ),
    "goods": Form(
        RunningGoods(),
        lambda state, time_h, value: take_air(state, (time_h, value), 12.0, 1.7)[0],
        lambda state: state.goods_c,
        lambda time_h, value: follow_air_many(time_h, value, 12.0, 1.7)[-1],
    ),
    "goods that respire": Form(
        RunningGoods(),
        lambda state, time_h, value: take_air_respiring(state, (time_h, value), 12.0, 5.0, _rise)[0],
        lambda state: state.goods_c,
        lambda time_h, value: follow_air_respiring((time_h, value), 12.0, 5.0, _rise)[-1],
    ),
    "surface and core": Form(
        RunningDepths(),
        lambda state, time_h, value: take_air_in_depth(state, (time_h, value), (12.0, 14.0), BODY)[0],
        lambda state: state.goods_c,
        lambda time_h, value: [part[-1] for part in follow_air_in_depth((time_h, value), (12.0, 14.0), BODY)],
    ),
}


@pytest.mark.parametrize("name", FORMS)
@given(
    history=HISTORIES,
    cuts=st.lists(st.integers(0, 25), max_size=5),
    late=st.sets(st.integers(0, 24), max_size=3),
)
@settings(max_examples=15, deadline=None)
def test_pieces_and_late_samples(name: str, history: History, cuts: list[int], late: set[int]) -> None:
    """In any chunking, and folded again from before the earliest late sample, to 1e-9."""
    form, (time_h, value) = FORMS[name], history
    is_late = np.isin(np.arange(value.size), list(late))
    states = [form.start]
    for at in np.split(np.arange(value.size), sorted(min(cut, value.size) for cut in cuts)):
        here = at[~is_late[at]]
        states.append(form.after(states[-1], time_h[here], value[here]))
    state = states[-1]
    if is_late.any():
        state = state_before(states, float(time_h[is_late][0]), form.start)
        rest = time_h > (state.tail.newest_h if state.tail.newest_count else -1.0)
        state = form.after(state, time_h[rest], value[rest])
    np.testing.assert_allclose(form.told(state), form.whole(time_h, value), rtol=1e-9, atol=1e-9)


@given(history=HISTORIES, cut=st.integers(0, 25))
@settings(max_examples=15, deadline=None)
def test_sums_of_pieces_make_budgets_and_brackets(history: History, cut: int) -> None:
    """A stability budget and the bracket of gaps are made of running sums, as of the whole history."""
    pieces = [tuple(part[at] for part in history) for at in (slice(0, cut), slice(cut, None))]
    sums = []
    for cost in (*ABOVE, LIFE, unseen_cost(LIFE, PLACE)):
        state = RunningSum()
        for piece in pieces:
            state = take(state, cost, *piece)
        sums.append(total(state, cost))
    balance, booked = budget_balance(*history, BUDGET), booked_life(*history, LIFE, PLACE)
    found = balance_of_hours(np.array([sums[:2]]), BUDGET)
    for one, other in zip(found, balance, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(sums[2:], [booked.low_h[0], booked.high_h[0]], rtol=1e-9)


def test_rows_are_series_by_themselves() -> None:
    """Alarm counters, gaps and time outside take series x samples, and say of each what it says alone."""
    rng = np.random.default_rng(4)
    time_h = np.cumsum(rng.choice([0.5, 1.0, 9.0], 40))
    rows_c = rng.normal(8.0, 6.0, (3, 40))
    alarm = AlarmRule(8.0, Side.ABOVE, Counting.CUMULATIVE, 30.0)
    rows, counted = booked_life(time_h, rows_c, LIFE, PLACE), counts_outside(time_h, rows_c, alarm)
    for at, row_c in enumerate(rows_c):
        alone = booked_life(time_h, row_c, LIFE, PLACE)
        assert [part[at] for part in rows] == pytest.approx([part[0] for part in alone])
        hours, alarm_at_h = count_outside(time_h, row_c, alarm)
        assert counted[0][at] == pytest.approx(hours)
        assert counted[1][at] == pytest.approx(np.inf if alarm_at_h is None else alarm_at_h)
