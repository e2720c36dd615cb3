"""How sure remaining life is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.learned_life import LearnedLife, learned_life, learned_lives
from alerts.science.rounding import rounded_days, rounded_hours
from alerts.science.shelf_life import combined_spread, remaining_life
from alerts.science.uncertainty import (
    GENERIC_SPREAD,
    HARVEST_SPREAD,
    VALIDATED_SPREAD,
    Parts,
    gap_spread,
    remaining_life_band,
    sensitivity_per_k,
    sensor_spread,
)


def test_half_a_kelvin_of_a_sensor() -> None:
    """A sensor off by 0.5 K at Q10 3 makes life 5.6 % off (derived; to 0.1)."""
    assert 100.0 * np.expm1(sensor_spread(np.log(3.0) / 10.0, 0.5)) == pytest.approx(5.6, abs=0.1)


def test_a_sensor_s_error_is_in_the_past_too() -> None:
    """A sensor that is off all the time moves remaining life by as much as its spread says."""
    per_k, used = sensitivity_per_k(1.0, 60.588), np.array([0.0, 0.3, 0.6])
    shift_k = 1e-4
    moved = np.log((1.0 - used * np.exp(per_k * shift_k)) * np.exp(-per_k * shift_k) / (1.0 - used))
    np.testing.assert_allclose(-moved, sensor_spread(per_k, shift_k, used), rtol=1e-3)
    assert sensor_spread(per_k, 0.5, 1.0) == 0.0


def test_the_sensitivity_is_the_slope_of_the_rate() -> None:
    """By Arrhenius life shortens by 9.7 % per kelvin at 1 °C and 60.588 kJ/mol."""
    assert sensitivity_per_k(1.0, 60.588) == pytest.approx(0.09696, abs=1e-4)


def test_parts_add_in_squares() -> None:
    """Harvest, model, sensor and gaps are independent; for many series at once."""
    parts = Parts(HARVEST_SPREAD, GENERIC_SPREAD, 0.05, np.array([0.0, 0.2]))
    expected = [combined_spread(0.25, 0.30, 0.05), combined_spread(0.25, 0.30, 0.05, 0.2)]
    np.testing.assert_allclose(parts.spread, expected, rtol=1e-12)
    assert Parts(0.0, VALIDATED_SPREAD).spread == pytest.approx(0.06)


def test_a_gap_matters_more_the_less_is_left() -> None:
    """The same hours unseen are a larger part of a shorter remaining life."""
    spreads = gap_spread(np.array([0.1, 0.5, 0.9, 1.0, 1.3]), np.full(5, 0.02))
    np.testing.assert_allclose(spreads, [0.02 / 0.9, 0.04, 0.2, 0.0, 0.0])
    uniform = gap_spread(np.array([0.5]), np.array([0.02]), uniform=True)
    assert uniform[0] == pytest.approx(0.04 / np.sqrt(3.0))


def test_an_eighty_percent_band_is_as_printed() -> None:
    """6.5 d with an 80 % band of 4.8 to 8.8 d is a spread of about 0.24."""
    spread = 0.236
    assert 6.5 * np.exp(1.2815516 * spread) == pytest.approx(8.8, abs=0.05)
    assert 6.5 / np.exp(1.2815516 * spread) == pytest.approx(4.8, abs=0.05)
    band = remaining_life_band(np.array([0.0]), 6.5, spread)
    assert 4.8 < band.p20[0] < band.p50[0] < band.p80[0] < 8.8


@given(st.floats(0.0, 1.5), st.floats(1.0, 5_000.0), st.floats(0.0, 1.0))
def test_it_is_the_band_of_one_series_for_many(used: float, planned_life_h: float, spread: float) -> None:
    """P20, P50 and P80 agree with the form for one series, to 1e-12, and stand in their order."""
    band = remaining_life_band(np.array([used]), planned_life_h, spread)
    single = remaining_life(used, planned_life_h, spread)
    np.testing.assert_allclose([column[0] for column in band], single, rtol=1e-12)
    assert band.p20[0] <= band.p50[0] <= band.p80[0]


def test_one_in_five_is_worse_than_p20() -> None:
    """Drawn from the lognormal, a fifth of lives lies below P20 and a fifth above P80."""
    drawn = 100.0 * np.exp(np.random.default_rng(3).normal(0.0, 0.3, 200_000))
    band = remaining_life_band(np.array([0.0]), 100.0, 0.3)
    assert np.mean(drawn < band.p20) == pytest.approx(0.2, abs=0.005)
    assert np.mean(drawn > band.p80) == pytest.approx(0.2, abs=0.005)


def test_what_is_not_known_stays_unknown() -> None:
    """A NaN of one series is a NaN of its band, and of no other's."""
    band = remaining_life_band(np.array([np.nan, 0.5]), 240.0, 0.2)
    assert np.isnan(band.p50).tolist() == [True, False]
    assert np.isnan(gap_spread(np.array([np.nan, 0.5]), np.zeros(2))).tolist() == [True, False]


def test_rounding_does_not_pretend() -> None:
    """Above a spread of 15 % nothing finer than half a day or six hours is printed, nor more than is left."""
    band = remaining_life_band(np.array([0.29463]), 336.0, 0.39)
    assert rounded_days(float(band.p50[0]) / 24.0, 0.39) == 9.5
    assert rounded_hours(float(band.p20[0]), 0.39) % 6.0 == 0.0
    assert rounded_hours(float(band.p20[0]), 0.39) <= band.p20[0]


def test_wrong_arguments_are_named() -> None:
    """An error says which argument, what it was and what was expected."""
    with pytest.raises(ValueError, match="accuracy_k"):
        sensor_spread(0.1, -0.5)
    with pytest.raises(ValueError, match="planned_life_h"):
        remaining_life_band(np.zeros(1), 0.0, 0.1)
    with pytest.raises(ValueError, match="spread"):
        remaining_life_band(np.zeros(1), 24.0, -0.1)


class TestLearning:
    """Loads that arrived teach how long the next will keep."""

    def test_nothing_seen_nothing_learned(self) -> None:
        """Loads that nobody judged change nothing."""
        assumed = LearnedLife(14.0, 0.25)
        assert learned_life(assumed, np.array([np.nan, np.nan])) == assumed

    def test_many_loads_outweigh_what_was_assumed(self) -> None:
        """After many loads median and spread are those of the loads."""
        loads = 10.0 * np.exp(np.random.default_rng(5).normal(0.0, 0.1, 20_000))
        learned = learned_life(LearnedLife(14.0, 0.25), loads)
        assert learned.life == pytest.approx(10.0, rel=0.01)
        assert learned.spread == pytest.approx(0.1, abs=0.005)

    @given(st.lists(st.floats(1.0, 40.0), min_size=2, max_size=12), st.integers(1, 11))
    def test_portions_do_not_matter(self, loads: list[float], first: int) -> None:
        """Learning from some loads and then from the others is learning from all."""
        assumed, observed = LearnedLife(14.0, 0.25), np.array(loads)
        cut = min(first, observed.size - 1)
        once = learned_life(assumed, observed)
        twice = learned_life(learned_life(assumed, observed[:cut]), observed[cut:], 10.0 + cut)
        assert twice == pytest.approx(once, rel=1e-9)

    def test_kinds_of_goods_learn_by_themselves(self) -> None:
        """Each kind goes on from what was assumed of it, with loads of its own, many, one or none judged."""
        loads = np.array([[9.0, 11.0, np.nan], [30.0, np.nan, np.nan], [np.nan, np.nan, np.nan]])
        assumed = LearnedLife(np.array([14.0, 28.0, 5.0]), np.array([0.25, 0.3, 0.1]))
        prior = np.array([10.0, 4.0, 1.0])
        lives = learned_lives(assumed, loads, prior_loads=prior)
        for at, judged in enumerate(loads):
            own = LearnedLife(float(assumed.life[at]), float(assumed.spread[at]))
            alone = learned_life(own, judged, float(prior[at]))
            assert (lives.life[at], lives.spread[at]) == pytest.approx(tuple(alone), rel=1e-12)
        assert learned_life(LearnedLife(14.0, 0.25), np.zeros(0)) == LearnedLife(14.0, 0.25)

    def test_wrong_arguments_are_named(self) -> None:
        """An error says which argument, what it was and what was expected."""
        with pytest.raises(ValueError, match="assumed"):
            learned_life(LearnedLife(0.0, 0.25), np.ones(1))
        with pytest.raises(ValueError, match="prior_loads"):
            learned_life(LearnedLife(14.0, 0.25), np.ones(1), 0.0)
        with pytest.raises(ValueError, match="observed"):
            learned_life(LearnedLife(14.0, 0.25), np.zeros(1))
