"""Time and degree-hours outside limits, recorders' alarms, and stability budgets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.alarm_counters import (
    WHO_TYPE_1,
    WHO_TYPE_2,
    AlarmRule,
    Counting,
    count_outside,
    counters,
    counts_outside,
)
from alerts.science.exposure import Side, degree_hours_cost, hours_outside_cost, outside
from alerts.science.kinetics import q10_rate
from alerts.science.ramps import Rule
from alerts.science.segments import segment_sums
from alerts.science.stability_budget import Allowance, budget_balance
from tests.alerts.science.histories import HISTORIES, History

LIMITS = st.tuples(st.floats(-20.0, 45.0), st.sampled_from(Side))
HOT, WARM, FREEZING = WHO_TYPE_1


def _held(*periods: tuple[float, float], step_h: float = 0.25) -> History:
    """Return a course of (hours, °C) sampled evenly, each sample standing for what follows it."""
    values = [c for hours, c in periods for _ in range(round(hours / step_h))]
    return np.arange(len(values) + 1.0) * step_h, np.array([*values, values[-1]])


class TestDegreeHours:
    """Time above and below, in all and at a stretch, and the degrees beyond."""

    def test_ten_degree_hours_are_not_one_loss(self) -> None:
        """An hour at +10 K and five at +2 K are 10 K h each; at Q10 3, 2.0 and 1.23 rate-hours; to 0.01."""
        cost = degree_hours_cost(0.0, Side.ABOVE)
        both = cost(np.array([10.0, 2.0]), np.array([10.0, 2.0]), np.array([1.0, 5.0]))
        np.testing.assert_allclose(both, [10.0, 10.0])
        rates = np.array([1.0, 5.0]) * q10_rate(np.array([10.0, 2.0]), 0.0, 3.0)
        np.testing.assert_allclose(rates, [3.0, 6.23], atol=0.005)
        np.testing.assert_allclose(rates - [1.0, 5.0], [2.0, 1.23], atol=0.005)

    @given(HISTORIES, LIMITS)
    @settings(deadline=None)
    def test_above_and_below_make_the_whole(self, history: History, limit: tuple[float, Side]) -> None:
        """Time above and time below a limit add up to all time that is not spent on it exactly."""
        time_h, value = history
        edge = round(limit[0], 2) + 0.005  # histories have two decimals: nothing lies on the limit
        sums = [segment_sums(hours_outside_cost(edge, side), time_h, value)[0] for side in Side]
        assert sum(sums) == pytest.approx(time_h[-1], rel=1e-9)
        degrees = [segment_sums(degree_hours_cost(edge, side), time_h, value)[0] for side in Side]
        assert degrees[0] - degrees[1] == pytest.approx(np.trapezoid(value - edge, time_h), abs=1e-7)

    @given(HISTORIES, LIMITS, st.sampled_from(Rule))
    @settings(deadline=None)
    def test_the_longest_spell_is_no_longer_than_all(
        self, history: History, limit: tuple[float, Side], rule: Rule
    ) -> None:
        """The longest spell is at most the total; both are 0 exactly where nothing is outside long."""
        spent = outside(*history, limit, rule=rule)
        assert 0.0 <= spent.longest_h[0] <= spent.total_h[0] + 1e-9
        assert spent.total_h[0] <= history[0][-1] + 1e-9
        assert (spent.total_h[0] > 0.0) <= (spent.furthest[0] >= 0.0)

    @given(HISTORIES, LIMITS, st.integers(2, 4))
    @settings(deadline=None)
    def test_the_sampling_does_not_matter(
        self, history: History, limit: tuple[float, Side], parts: int
    ) -> None:
        """A piecewise linear history is as long outside however finely it is sampled."""
        time_h, value = history
        between = [time_h[:-1] + np.diff(time_h) * part / parts for part in range(parts)]
        finer_h = np.sort(np.concatenate([*between, time_h[-1:]]))
        whole = outside(time_h, value, limit)
        finer = outside(finer_h, np.interp(finer_h, time_h, value), limit)
        for one, other in zip(whole[:3], finer[:3], strict=True):
            assert other[0] == pytest.approx(one[0], rel=1e-9, abs=1e-6)

    def test_spells_of_many_series_do_not_run_into_each_other(self) -> None:
        """A spell at the end of one series is not continued by the next; rows and flat series agree."""
        time_h = np.arange(4.0)
        value = np.array(
            [[5.0, 9.0, 9.0, 9.0], [9.0, 9.0, 5.0, 9.0], [5.0, np.nan, 9.0, 9.0], [9.0, 9.0, 9.0, 9.0]]
        )
        rows = outside(time_h, value, (8.0, Side.ABOVE), rule=Rule.STEP)
        flat = outside(np.tile(time_h, 4), value.ravel(), (8.0, Side.ABOVE), np.arange(0, 16, 4), Rule.STEP)
        np.testing.assert_array_equal(rows.longest_h, [2.0, 2.0, np.nan, 3.0])
        np.testing.assert_array_equal(rows.total_h, [2.0, 2.0, np.nan, 3.0])
        np.testing.assert_array_equal(rows.furthest, [1.0, 1.0, np.nan, 1.0])
        for one, other in zip(rows, flat, strict=True):
            np.testing.assert_array_equal(one, other)

    def test_below_is_the_mirror_of_above(self) -> None:
        """What is below a limit is what is above its mirror image."""
        time_h, value = np.arange(6.0), np.array([3.0, 1.0, -1.0, 0.5, 2.5, 4.0])
        below = outside(time_h, value, (2.0, Side.BELOW))
        above = outside(time_h, -value, (-2.0, Side.ABOVE))
        for one, other in zip(below, above, strict=True):
            np.testing.assert_allclose(one, other)


class TestAlarms:
    """WHO PQS E006/TR07 as LogTag's manual restates it; the value of the limit itself counts."""

    @pytest.mark.parametrize(
        ("alarm", "hours", "temperature_c", "at_h"),
        [
            (HOT, 1.0, 45.0, 1.0),
            (HOT, 1.0, 44.9, None),
            (HOT, 0.75, 45.0, None),
            (WARM, 10.0, 30.0, 10.0),
            (WARM, 10.0, 29.9, None),
            (WARM, 9.75, 30.0, None),
            (FREEZING, 1.0, -0.5, 1.0),
            (FREEZING, 1.0, -0.4, None),
            (FREEZING, 0.75, -0.5, None),
            (WHO_TYPE_2[2], 20.0, 10.0, 20.0),
            (WHO_TYPE_2[2], 19.75, 10.0, None),
        ],
    )
    @pytest.mark.parametrize("step_h", [0.25, 1 / 60])
    def test_thresholds(
        self, alarm: AlarmRule, hours: float, temperature_c: float, at_h: float | None, step_h: float
    ) -> None:
        """Each counter alarms at its limit and its time, not just below either, whatever the interval."""
        course = _held((hours, temperature_c), (2.0, 5.0), step_h=step_h)
        alarmed_h = count_outside(*course, alarm, Rule.STEP).alarm_at_h
        assert alarmed_h == (None if at_h is None else pytest.approx(at_h, abs=1e-6))

    def test_dips_add_up_for_one_counter_and_not_for_the_other(self) -> None:
        """Berlinger: dips of under an hour, 3.5 h together, raise no consecutive alarm of one hour."""
        course = _held(*[(0.5, 9.0), (1.0, 5.0)] * 7)
        consecutive = AlarmRule(8.0, Side.ABOVE, Counting.CONSECUTIVE, 1.0)
        cumulative = consecutive._replace(counting=Counting.CUMULATIVE, hours=3.5)
        assert count_outside(*course, consecutive, Rule.STEP) == (0.5, None)
        counted = count_outside(*course, cumulative, Rule.STEP)
        assert counted.hours == pytest.approx(3.5)
        assert counted.alarm_at_h == pytest.approx(9.5)

    def test_one_sample_is_enough_at_once(self) -> None:
        """An instant alarm is raised by the first sample on the limit, at its time."""
        at_once = AlarmRule(8.0, Side.ABOVE, Counting.INSTANT)
        assert count_outside(np.arange(4.0), np.array([5.0, 7.0, 8.0, 5.0]), at_once).alarm_at_h == 2.0
        assert count_outside(np.array([1.5]), np.array([9.0]), at_once).alarm_at_h == 1.5
        assert count_outside(np.array([1.5]), np.array([7.9]), at_once).alarm_at_h is None

    def test_the_time_of_an_alarm_lies_between_samples(self) -> None:
        """Along straight lines the alarm is timed from the crossing, not from the next sample."""
        rise = np.array([0.0, 2.0, 12.0]), np.array([4.0, 12.0, 12.0])
        cumulative = AlarmRule(8.0, Side.ABOVE, Counting.CUMULATIVE, 4.0)
        assert count_outside(*rise, cumulative).alarm_at_h == pytest.approx(5.0)
        fall = np.array([0.0, 2.0, 4.0]), np.array([12.0, 12.0, 4.0])
        assert count_outside(*fall, cumulative._replace(hours=2.5)).alarm_at_h == pytest.approx(2.5)

    def test_limits_of_alert_and_of_action(self) -> None:
        """Goods of 2-8 °C: alert at 3 and 7 °C, action at 2 and 8 °C, each for its own delay."""
        course = _held((5.0, 5.0), (2.0, 7.5), (5.0, 5.0))
        alert = AlarmRule(7.0, Side.ABOVE, Counting.CONSECUTIVE, 0.5)
        action = AlarmRule(8.0, Side.ABOVE, Counting.CONSECUTIVE, 0.5)
        assert [c.alarm_at_h for c in counters(*course, (alert, action), Rule.STEP)] == [
            pytest.approx(5.5),
            None,
        ]

    def test_what_was_not_seen_is_told(self) -> None:
        """A NaN makes the hours NaN, but takes back no alarm that was raised before it."""
        time_h, value = np.arange(5.0), np.array([9.0, 9.0, 9.0, np.nan, 5.0])
        counted = count_outside(time_h, value, AlarmRule(8.0, Side.ABOVE, Counting.CUMULATIVE, 2.0))
        assert np.isnan(counted.hours)
        assert counted.alarm_at_h == 2.0

    @given(
        st.lists(HISTORIES, min_size=1, max_size=4), LIMITS, st.floats(0.0, 30.0), st.sampled_from(Counting)
    )
    @settings(deadline=None)
    def test_many_series_are_series_by_themselves(
        self, histories: list[History], limit: tuple[float, Side], hours: float, counting: Counting
    ) -> None:
        """Counters of many series say what each would say alone."""
        alarm = AlarmRule(*limit, counting, hours)
        time_h, value = (np.concatenate(parts) for parts in zip(*histories, strict=True))
        starts = np.cumsum([0, *(history[0].size for history in histories[:-1])])
        for rule in (Rule.RAMP, Rule.STEP):
            most_h, at_h = counts_outside(time_h, value, alarm, starts, rule)
            for history, most, at in zip(histories, most_h, at_h, strict=True):
                alone = count_outside(*history, alarm, rule)
                assert most == pytest.approx(alone.hours, abs=1e-9)
                assert at == pytest.approx(np.inf if alone.alarm_at_h is None else alone.alarm_at_h, abs=1e-9)
                assert np.isinf(at) or history[0][0] <= at <= history[0][-1]

    def test_wrong_arguments_are_named(self) -> None:
        """Negative times and empty histories are refused."""
        with pytest.raises(ValueError, match="alarm"):
            count_outside(np.zeros(1), np.zeros(1), HOT._replace(hours=-1.0))
        with pytest.raises(ValueError, match="no samples"):
            count_outside(np.zeros(0), np.zeros(0), HOT)


class TestBudget:
    """Time out of refrigeration is a balance."""

    ALLOWANCES = (Allowance(8.0, 72.0), Allowance(25.0, 12.0), Allowance(40.0, 0.0))

    def test_excursions_draw_on_one_balance(self) -> None:
        """Three excursions, each allowed by itself, use up the budget together."""
        course = _held((24.0, 15.0), (10.0, 5.0), (24.0, 15.0), (10.0, 5.0), (4.0, 30.0), (1.0, 5.0))
        balance = budget_balance(*course, self.ALLOWANCES, rule=Rule.STEP)
        np.testing.assert_allclose(balance.used_h, [[48.0, 4.0, 0.0]], atol=1e-9)
        np.testing.assert_allclose(balance.left_h, [[24.0, 8.0, 0.0]], atol=1e-9)
        assert balance.share[0] == pytest.approx(1.0)

    def test_what_is_not_allowed_at_all(self) -> None:
        """A minute above the last edge overdraws a budget that allows none, whatever else is left."""
        balance = budget_balance(*_held((0.25, 41.0), (1.0, 5.0)), self.ALLOWANCES, rule=Rule.STEP)
        assert balance.share[0] == np.inf
        assert balance.left_h[0, 2] == pytest.approx(-0.25)

    @given(HISTORIES)
    @settings(deadline=None)
    def test_bands_make_the_time_above_the_lowest(self, history: History) -> None:
        """The bands add up to the time above the lowest edge, and none is below 0."""
        balance = budget_balance(*history, self.ALLOWANCES)
        above_h = outside(*history, (8.0, Side.ABOVE)).total_h
        np.testing.assert_allclose(balance.used_h.sum(axis=1), above_h, atol=1e-8)
        assert balance.used_h.min() >= 0.0

    def test_series_and_unknowns(self) -> None:
        """Many series at once; a NaN stays in its own."""
        time_h, value = np.array([0.0, 6.0]), np.array([[15.0, 15.0], [np.nan, 15.0]])
        balance = budget_balance(time_h, value, self.ALLOWANCES)
        assert np.isnan(balance.share).tolist() == [False, True]
        assert balance.share[0] == pytest.approx(6.0 / 72.0)

    def test_each_series_has_a_budget_of_its_own(self) -> None:
        """Goods of unlike makers draw on their own allowances, each as it does alone."""
        time_h, goods_c = np.array([0.0, 5.0, 9.0]), np.array([[6.0, 9.0, 30.0], [4.0, 12.0, 3.0]])
        edges_c, hours = ((8.0, 2.0), (25.0, 10.0)), ((72.0, 30.0), (12.0, 0.0))
        many = [Allowance(np.array(edge), np.array(most)) for edge, most in zip(edges_c, hours, strict=True)]
        together = budget_balance(time_h, goods_c, many)
        for at in (0, 1):
            own = [Allowance(edge[at], most[at]) for edge, most in zip(edges_c, hours, strict=True)]
            for part, alone in zip(together, budget_balance(time_h, goods_c[at], own), strict=True):
                np.testing.assert_allclose(part[at], alone[0], rtol=1e-9)

    def test_wrong_arguments_are_named(self) -> None:
        """Edges ascend and hours are not negative."""
        for wrong in ((), self.ALLOWANCES[::-1], (Allowance(8.0, -1.0),)):
            with pytest.raises(ValueError, match="allowances"):
                budget_balance(np.array([0.0, 1.0]), np.ones(2), wrong)
