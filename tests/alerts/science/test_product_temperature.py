"""The goods behind the air, and what comes if nobody acts."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from alerts.science.forecast import hours_until_lost
from alerts.science.product_temperature import after_hold, after_ramp, follow_air
from alerts.science.ramps import arrhenius_cost


@pytest.mark.parametrize(("lag_h", "rise_k"), [(0.93, 3.0), (1.17, 2.48), (3.67, 0.87), (8.38, 0.39)])
def test_a_defrost_is_filtered_by_the_goods(lag_h: float, rise_k: float) -> None:
    """Twenty minutes of +10 K warm the goods by 3.0 K in a clamshell and by 0.4 K in an EPS box."""
    assert after_hold(0.0, 10.0, 1 / 3, lag_h) == pytest.approx(rise_k, abs=0.02)


def test_the_published_cooling_of_strawberry() -> None:
    """Fruit of 25 °C is at 8.9 or 10.9 °C after an hour at 0.5 °C, as 7/8 times of 116 and 146 min say."""
    for seven_eighths_min, at_60_min_c in ((116.34, 8.9), (145.89, 10.9)):
        lag_h = seven_eighths_min / 60.0 / np.log(8.0)
        assert after_hold(25.0, 0.5, 1.0, lag_h) == pytest.approx(at_60_min_c, abs=0.06)


def test_a_ramp_is_solved_exactly() -> None:
    """One step along a ramp ends where a thousand small held steps end."""
    product_c = 20.0
    for step in range(20_000):
        product_c = float(after_hold(product_c, 2.0 + 8.0 * (step + 0.5) / 20_000, 3.0 / 20_000, 1.2))
    assert after_ramp(20.0, 2.0, 10.0, 3.0, 1.2) == pytest.approx(product_c, abs=1e-6)


def test_a_ramp_without_slope_is_a_hold() -> None:
    """Air that keeps its temperature is the special case of a ramp."""
    assert after_ramp(20.0, 5.0, 5.0, 0.7, 1.2) == pytest.approx(after_hold(20.0, 5.0, 0.7, 1.2), abs=1e-12)


def test_a_whole_series_is_the_chain_of_its_steps() -> None:
    """All samples at once give what one sample after the other gives."""
    rng = np.random.default_rng(1)
    time_h = np.cumsum(rng.uniform(0.01, 2.0, 500))
    air_c = rng.uniform(-2.0, 30.0, 500)
    expected = [7.0]
    for i in range(1, 500):
        expected.append(
            float(after_ramp(expected[-1], air_c[i - 1], air_c[i], time_h[i] - time_h[i - 1], 0.9))
        )
    np.testing.assert_allclose(follow_air(time_h, air_c, 7.0, 0.9), expected, atol=1e-11)


def test_a_probe_in_the_goods_needs_no_lag() -> None:
    """Without a lag the goods are as warm as the series says."""
    np.testing.assert_array_equal(follow_air(np.arange(3.0), np.array([1.0, 5.0, 2.0]), 9.0, 0.0), [1, 5, 2])


def test_the_forecast_for_goods_that_are_as_warm_as_the_air() -> None:
    """Goods at 25 °C lose 7.4963 planned hours per hour."""
    assert hours_until_lost(75.0, (25.0, 25.0), 2.0, arrhenius_cost(1.0, 60.588)) == pytest.approx(
        75.0 / 7.4963, abs=1e-3
    )


def test_the_forecast_for_goods_that_are_still_cold() -> None:
    """Cold goods in warm air have longer, by about the lag, than goods that are warm already."""
    warm_h = hours_until_lost(30.0, (25.0, 25.0), 1.0, arrhenius_cost(1.0, 60.588))
    assert warm_h + 0.8 < hours_until_lost(30.0, (1.0, 25.0), 1.0, arrhenius_cost(1.0, 60.588)) < warm_h + 2.0


def test_the_forecast_agrees_with_a_fine_march() -> None:
    """The forecast meets the loss that a march in seconds finds."""
    hours = hours_until_lost(5.0, (3.0, 20.0), 0.93, arrhenius_cost(1.0, 60.0))
    time_h = np.linspace(0.0, hours, 20_001)
    rate = np.exp(60_000 / 8.314462 * (1 / 274.15 - 1 / (after_hold(3.0, 20.0, time_h, 0.93) + 273.15)))
    lost_h = float(np.sum((rate[1:] + rate[:-1]) / 2.0 - 1.0) * hours / 20_000)
    assert lost_h == pytest.approx(5.0, abs=0.01)


def test_the_forecast_never_comes_in_good_air() -> None:
    """Goods that cool down to plan before the loss is reached never reach it."""
    assert hours_until_lost(30.0, (10.0, 1.0), 1.0, arrhenius_cost(1.0, 60.588)) == inf


def test_the_forecast_of_a_loss_that_has_come() -> None:
    """Nothing left to lose is too late now."""
    assert hours_until_lost(0.0, (10.0, 1.0), 1.0, arrhenius_cost(1.0, 60.588)) == 0.0


def test_the_forecast_without_lag_keeps_the_goods_as_they_are() -> None:
    """A probe in goods of 25 °C says nothing about the air: the goods are taken to stay so."""
    assert hours_until_lost(7.4963, (25.0, 1.0), 0.0, arrhenius_cost(1.0, 60.588)) == pytest.approx(
        1.0, abs=1e-4
    )
