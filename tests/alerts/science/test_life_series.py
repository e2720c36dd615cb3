"""Life of many series: worked cases, windows, gaps, goods that do not add up, and the band."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.additivity import Additivity, guarded_life_used
from alerts.science.kinetics import arrhenius_rate, q10_rate
from alerts.science.life_series import (
    excess_costs_h,
    lives_left_h,
    lives_used,
    lives_used_at_samples,
)
from alerts.science.ramps import Rule, arrhenius_cost, rate_cost
from alerts.science.rolling import rolling_sums
from alerts.science.segments import segment_sums
from alerts.science.shelf_life import excursion_cost_h, gap_bracket, life_used, segment_integral
from alerts.science.square_root import SEAFOOD_TMIN_C, square_root_cost
from alerts.science.unseen import Surroundings, booked_life
from tests.alerts.science.histories import HISTORIES, History

WAXBERRY = (1.0, 60.588)
WAXBERRY_COST = arrhenius_cost(*WAXBERRY)
LIFE_H = 14 * 24.0
TRIP = ((2.0, 25.0), (4.0, 10.0), (66.0, 2.0))


@pytest.mark.parametrize("trip", list(itertools.permutations(TRIP)))
def test_a_mixed_trip_of_waxberry(trip: tuple[tuple[float, float], ...]) -> None:
    """Case A-12: 2 h at 25, 4 at 10, 66 at 2 °C, in any order: 98.997 h, D 0.29463, 9.875 d left; to 0.01."""
    time_h = np.cumsum([0.0, *(hours for hours, _ in trip)])
    temperature_c = np.array([[*(c for _, c in trip), 2.0]])
    used = lives_used(arrhenius_cost(*WAXBERRY, Rule.STEP), LIFE_H, time_h, temperature_c)
    assert used[0] * LIFE_H == pytest.approx(98.997, abs=0.01)
    assert used[0] == pytest.approx(0.29463, abs=1e-5)
    assert lives_left_h(used, LIFE_H, WAXBERRY, 1.0)[0] / 24.0 == pytest.approx(9.875, abs=0.01)
    assert lives_left_h(used, LIFE_H, WAXBERRY, 2.0)[0] / 24.0 == pytest.approx(8.966, abs=0.01)


def test_rules_between_samples() -> None:
    """Case A-20: Q10 3, an hour from 0 to 10 °C: 1.82048, by trapezoid 2.0, by step 1.0; to 1e-9."""
    hour = np.array([0.0]), np.array([10.0]), np.array([1.0])
    costs = {rule: rate_cost(lambda c: q10_rate(c, 0.0, 3.0), rule)(*hour)[0] for rule in Rule}
    assert costs[Rule.RAMP] == pytest.approx(2.0 / np.log(3.0), abs=1e-9)
    assert costs[Rule.TRAPEZOID] == pytest.approx(2.0, abs=1e-9)
    assert costs[Rule.TRAPEZOID] / costs[Rule.RAMP] == pytest.approx(1.0986, abs=1e-4)
    assert costs[Rule.STEP] == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("change_k", "trapezoid_pct", "step_pct"), [(1, 0.1, -5.4), (5, 2.5, -25), (10, 9.9, -45)]
)
def test_what_the_other_rules_are_off(change_k: float, trapezoid_pct: float, step_pct: float) -> None:
    """Q10 3 on a rise, derived: trapezoid +0.1, +2.5, +9.9 %; step -5.4, -25, -45 %; to the last place."""
    end = q10_rate(float(change_k), 0.0, 3.0)
    exact = segment_integral(1.0, end, 1.0)
    assert 100.0 * (0.5 * (1.0 + end) / exact - 1.0) == pytest.approx(trapezoid_pct, abs=0.05)
    assert 100.0 * (1.0 / exact - 1.0) == pytest.approx(step_pct, abs=0.7)


def test_alternating_hours() -> None:
    """Case A-20: hours at 0 and 10 °C in turn at Q10 3 cost 2.00 per hour; at their mean 1.732."""
    time_h = np.arange(49.0)
    cost = rate_cost(lambda c: q10_rate(c, 0.0, 3.0), Rule.STEP)
    assert segment_sums(cost, time_h, 10.0 * np.mod(time_h, 2.0))[0] / 48.0 == pytest.approx(2.0, abs=1e-9)


@pytest.mark.parametrize(
    ("hours", "temperature_c", "cost_h", "tolerance"),
    [(2, 20.0, 12.3, 0.1), (4, 25.0, 37.5, 0.15), (6, 10.0, 15.4, 0.1), (3, 8.0, 6.4, 0.1)],
)
def test_warm_hours_of_waxberry(hours: float, temperature_c: float, cost_h: float, tolerance: float) -> None:
    """Warm hours use the derived hours of life at 0 °C; beyond plan it is less their own length."""
    time_h, held_c = np.array([0.0, float(hours)]), np.full(2, temperature_c)
    assert lives_used(arrhenius_cost(0.0, 60.6), 1.0, time_h, held_c)[0] == pytest.approx(
        cost_h, abs=tolerance
    )
    assert excess_costs_h(time_h, held_c, (0.0, 60.6))[0] == pytest.approx(cost_h - hours, abs=tolerance)


@given(HISTORIES)
@settings(deadline=None)
def test_the_logarithmic_mean_is_close(history: History) -> None:
    """For segments of up to 1 K the engine's rule agrees with the exact one to 1e-4."""
    time_h, value_c = history
    mild_c = 2.0 + 0.02 * value_c
    rate = arrhenius_rate(mild_c, *WAXBERRY)
    exact = lives_used(arrhenius_cost(*WAXBERRY), LIFE_H, time_h, mild_c)[0]
    assert life_used(time_h, rate, LIFE_H) == pytest.approx(exact, rel=2e-4)
    planned = (2.0, WAXBERRY[1])
    plan_rate = float(arrhenius_rate(2.0, *WAXBERRY))
    by_engine_h = excursion_cost_h(time_h, rate, plan_rate)
    assert excess_costs_h(time_h, mild_c, planned)[0] == pytest.approx(by_engine_h, abs=2e-4 * time_h[-1])


def test_excess_of_many_series() -> None:
    """Excess costs come by row and by flat series alike; colder than planned is below 0."""
    time_h, value_c = (
        np.array([0.0, 5.0, 6.0]),
        np.array([[1.0, 1.0, 1.0], [9.0, 9.0, 1.0], [-1.0, 0.0, 0.0]]),
    )
    rows = excess_costs_h(time_h, value_c, WAXBERRY)
    flat = excess_costs_h(np.tile(time_h, 3), value_c.ravel(), WAXBERRY, np.array([0, 3, 6]))
    np.testing.assert_allclose(rows, flat, rtol=1e-12, atol=1e-12)
    assert rows[0] == pytest.approx(0.0, abs=1e-12)
    assert rows[1] > 0.0 > rows[2]


@given(HISTORIES, st.floats(0.5, 300.0))
@settings(deadline=None)
def test_windows_cost_what_their_stretch_costs(history: History, window_h: float) -> None:
    """A rolling window costs what its stretch costs by itself; the whole period is one window."""
    time_h, value_c = history
    cost = arrhenius_cost(*WAXBERRY)
    for end_h, hours, total in zip(*rolling_sums(cost, time_h, value_c, window_h), strict=True):
        begin_h = end_h - hours
        inside = (time_h > begin_h + 1e-9) & (time_h <= end_h)
        times_h = np.append(begin_h, time_h[inside])
        alone = segment_sums(cost, times_h, np.interp(times_h, time_h, value_c))[0]
        assert total == pytest.approx(alone, rel=1e-7, abs=1e-7)
    whole = rolling_sums(cost, time_h, value_c, float(time_h[-1])).total
    assert whole[-1] == pytest.approx(segment_sums(cost, time_h, value_c)[0])


def test_life_used_by_every_sample() -> None:
    """Life used grows from 0 to what the history has used."""
    time_h, value_c = np.array([0.0, 3.0, 9.0]), np.array([[1.0, 25.0, 1.0], [1.0, 1.0, 1.0]])
    growing = lives_used_at_samples(arrhenius_cost(*WAXBERRY), LIFE_H, time_h, value_c)
    assert growing[:, 0].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(growing[:, -1], lives_used(arrhenius_cost(*WAXBERRY), LIFE_H, time_h, value_c))
    assert np.all(np.diff(growing) > 0.0)


def test_a_life_has_a_length() -> None:
    """A life that is not above 0 is refused by name."""
    with pytest.raises(ValueError, match=r"reference_life_h: 0\.0, expected more than 0"):
        lives_used(arrhenius_cost(*WAXBERRY), 0.0, np.array([0.0, 1.0]), np.ones(2))


class TestMeat:
    """Case A-17, Bruckner 2012: under 5 % of the time at 15 °C, not 4 °C, cost up to 30 % of meat's life."""

    @staticmethod
    def _lives(goods: Additivity) -> tuple[float, float]:
        """Return the part of life that abuse cost by the square-root model, and with the factor."""
        cost = square_root_cost(4.0, SEAFOOD_TMIN_C, Rule.STEP)
        used = segment_sums(cost, np.array([0.0, 95.0, 100.0]), np.array([4.0, 15.0, 15.0]))
        guarded = guarded_life_used(used, np.array([100.0]), goods)
        return 1.0 - 100.0 / float(used[0]), 1.0 - 100.0 / float(guarded[0])

    def test_the_model_alone_says_too_little(self) -> None:
        """The square-root model with Tmin -10 °C says 9.9 %; to 0.1. It is known not to hold here."""
        for lost in self._lives(Additivity.ADDITIVE):
            assert lost == pytest.approx(0.099, abs=0.001)

    def test_the_factor_is_carried(self) -> None:
        """Meat and ready-to-eat greens carry a factor of 2: the loss is nearly doubled, not exact."""
        for goods in (Additivity.MEAT, Additivity.READY_TO_EAT_GREENS):
            assert goods.factor == 2.0
            plain, guarded = self._lives(goods)
            assert 1.7 * plain < guarded < 0.30

    def test_what_thirty_percent_would_need(self) -> None:
        """To lose 30 % the rate at 15 °C would have to be 9.6, an activation energy of about 136 kJ/mol."""
        rate = (1.0 / 0.7 - 0.95) / 0.05
        assert rate == pytest.approx(9.6, abs=0.05)
        assert arrhenius_rate(15.0, 4.0, 136.0) == pytest.approx(rate, rel=0.01)

    def test_the_band_is_wide(self) -> None:
        """The spread of goods that do not add up spans from what the model says to what was seen."""
        assert Additivity.MEAT.least_spread > np.log(0.9 / 0.7)
        assert Additivity.READY_TO_EAT_GREENS.least_spread == Additivity.MEAT.least_spread

    def test_no_credit_for_cold(self) -> None:
        """A factor multiplies losses, never gains."""
        used = guarded_life_used(np.array([0.1, np.nan]), np.array([0.2, 0.2]), Additivity.MEAT)
        np.testing.assert_array_equal(used, [0.1, np.nan])


class TestGaps:
    """What nobody saw costs something between two bounds."""

    def test_gaps_of_many_series(self) -> None:
        """Each gap is bracketed as one gap alone is; a series without gaps has no width."""
        time_h = np.array([0.0, 0.5, 1.0, 7.0, 0.0, 0.5, 1.0, 1.5])
        value_c = np.array([1.0, 1.0, 1.0, 3.0, 2.0, 2.0, 2.0, 2.0])
        booked = booked_life(time_h, value_c, WAXBERRY_COST, Surroundings(25.0, 2.0, 0.5), np.array([0, 4]))
        bracket = gap_bracket((1.0, 3.0), 25.0, 6.0, 2.0, arrhenius_cost(*WAXBERRY))
        np.testing.assert_allclose(booked.low_h[0], 1.0 + bracket.low, rtol=1e-3)
        np.testing.assert_allclose(booked.high_h[0], 1.0 + bracket.high, rtol=1e-3)
        assert booked.low_h[1] == booked.high_h[1]
        assert booked.unseen_h.tolist() == [6.0, 0.0]
        assert booked.middle_h[0] == pytest.approx(0.5 * (booked.low_h[0] + booked.high_h[0]))
        assert booked.half_range_h[1] == 0.0

    @given(HISTORIES, st.floats(0.0, 10.0), st.floats(-5.0, 40.0))
    @settings(deadline=None)
    def test_a_gap_is_never_free(self, history: History, lag_h: float, warmest_c: float) -> None:
        """The high side is never below the low one, and the low one never below a straight line."""
        booked = booked_life(*history, WAXBERRY_COST, Surroundings(warmest_c, lag_h, 0.5))
        assert booked.high_h[0] >= booked.low_h[0] > 0.0
        assert booked.low_h[0] == segment_sums(arrhenius_cost(*WAXBERRY), *history)[0]

    def test_gaps_of_any_kinetics(self) -> None:
        """Fish by the square root: four unseen hours that may have had 20 °C cost up to nine times more."""
        history, fish = (np.array([0.0, 0.5, 4.5]), np.zeros(3)), square_root_cost(0.0, SEAFOOD_TMIN_C)
        booked = booked_life(*history, fish, Surroundings(20.0, 0.0, 0.5))
        np.testing.assert_allclose(booked.low_h, 4.5)
        np.testing.assert_allclose(booked.high_h, 0.5 + 4.0 * 9.0)

    def test_a_longer_gap_is_wider(self) -> None:
        """The width grows with the time that nobody saw, and up to three intervals there is none."""
        widths = [
            booked_life(
                np.array([0.0, pause_h]), np.ones(2), WAXBERRY_COST, Surroundings(20.0, 1.0, 1.0)
            ).half_range_h[0]
            for pause_h in (3.0, 4.0, 8.0, 16.0)
        ]
        assert widths[0] == 0.0
        assert widths == sorted(widths)

    def test_a_place_makes_sense(self) -> None:
        """An interval of nothing is refused by name."""
        with pytest.raises(ValueError, match="place"):
            booked_life(np.array([0.0, 1.0]), np.ones(2), WAXBERRY_COST, Surroundings(20.0, 1.0, 0.0))
