"""Shelf life: the integral, gaps, and what is left."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.science.kinetics import arrhenius_rate, q10_rate
from alerts.science.ramps import arrhenius_cost
from alerts.science.rounding import rounded_days, rounded_hours
from alerts.science.shelf_life import (
    combined_spread,
    excursion_cost_h,
    gap_bracket,
    life_used,
    remaining_life,
    segment_integral,
)

WAXBERRY = (1.0, 60.588)
LIFE_H = 14 * 24.0
TRIP = ((2.0, 25.0), (4.0, 10.0), (66.0, 2.0))


def _used(segments: tuple[tuple[float, float], ...]) -> float:
    spent_h = sum(
        segment_integral(arrhenius_rate(c, *WAXBERRY), arrhenius_rate(c, *WAXBERRY), hours)
        for hours, c in segments
    )
    return spent_h / LIFE_H


def test_a_ramp_is_integrated_exactly() -> None:
    """An hour from 0 to 10 °C at Q10 3 is 2 / ln 3 hours; trapezoid and previous value are far off."""
    exact = 2.0 / np.log(3.0)
    assert exact == pytest.approx(1.82048, abs=1e-5)
    assert segment_integral(1.0, 3.0, 1.0) == pytest.approx(exact, abs=1e-9)
    finer = q10_rate(np.linspace(0.0, 10.0, 4001), 0.0, 3.0)
    assert float(np.mean((finer[1:] + finer[:-1]) / 2.0)) == pytest.approx(exact, abs=1e-6)
    assert (1.0 + 3.0) / 2.0 / exact == pytest.approx(1.0986, abs=1e-4)
    assert 1.0 / exact == pytest.approx(0.55, abs=0.01)


def test_rates_are_averaged_not_temperatures() -> None:
    """Hours at 0 and 10 °C in turn cost 2.00 per hour at Q10 3, not the 1.73 of their mean."""
    held = [segment_integral(q10_rate(c, 0.0, 3.0), q10_rate(c, 0.0, 3.0), 1.0) for c in (0.0, 10.0) * 12]
    assert sum(held) / 24.0 == pytest.approx(2.0)
    assert q10_rate(5.0, 0.0, 3.0) == pytest.approx(1.732, abs=1e-3)


def test_equal_and_nearly_equal_rates() -> None:
    """The logarithmic mean has no hole where both rates are the same."""
    rates = np.array([1.0, 1.0 + 1e-15, 1.0 + 1e-9, 1.0 + 1e-4])
    np.testing.assert_allclose(segment_integral(np.ones(4), rates, np.full(4, 2.0)), 1.0 + rates, rtol=1e-8)


def test_a_mixed_trip_of_waxberry() -> None:
    """2 h at 25 °C, 4 h at 10 °C and 66 h at 2 °C use 98.997 h of 14 days at 1 °C."""
    used = _used(TRIP)
    assert used * LIFE_H == pytest.approx(98.997, abs=0.01)
    assert used == pytest.approx(0.29463, abs=1e-4)
    at_1_c = remaining_life(used, LIFE_H, 0.0).p50 / 24.0
    at_2_c = remaining_life(used, LIFE_H / arrhenius_rate(2.0, *WAXBERRY), 0.0).p50 / 24.0
    assert at_1_c == pytest.approx(9.875, abs=0.01)
    assert at_2_c == pytest.approx(8.966, abs=0.01)


def test_the_order_of_warm_and_cold_does_not_matter() -> None:
    """Total deterioration follows from the total time at each temperature, whatever the pattern."""
    assert _used(TRIP[::-1]) == pytest.approx(_used(TRIP), abs=1e-12)


@pytest.mark.parametrize(
    ("hours", "temperature_c", "cost_h"), [(2, 20, 12.3), (4, 25, 37.5), (6, 10, 15.4), (3, 8, 6.4)]
)
def test_what_warm_hours_cost(hours: float, temperature_c: float, cost_h: float) -> None:
    """Warm hours use as many hours of life at 0 °C as the published orders of magnitude say."""
    rate = float(arrhenius_rate(float(temperature_c), 0.0, 60.6))
    used_h = life_used(np.array([0.0, hours]), np.array([rate, rate]), 1.0)
    assert used_h == pytest.approx(cost_h, abs=0.15)
    assert excursion_cost_h(np.array([0.0, hours]), np.array([rate, rate]), 1.0) == used_h - hours


def test_times_must_ascend() -> None:
    """A history out of order is refused, not integrated backwards."""
    with pytest.raises(ValueError, match="ascend"):
        life_used(np.array([0.0, 2.0, 1.0]), np.ones(3), 24.0)


def test_a_gap_costs_something_between_its_bounds() -> None:
    """A gap costs at least what its ends say and at most what the warmest surroundings would have cost."""
    low_h, high_h = gap_bracket((1.0, 2.0), 25.0, 6.0, 1.0, arrhenius_cost(*WAXBERRY))
    assert 6.0 < low_h < 7.0
    assert low_h < high_h < 6.0 * arrhenius_rate(25.0, *WAXBERRY)


def test_a_gap_in_a_mild_place_has_no_width() -> None:
    """Where the surroundings are no warmer than the goods, the bounds meet."""
    low_h, high_h = gap_bracket((5.0, 5.0), 0.0, 6.0, 1.0, arrhenius_cost(*WAXBERRY))
    assert low_h == pytest.approx(high_h)


def test_the_band_is_lognormal() -> None:
    """The median lies at the geometric middle of the band; a wider spread widens both sides."""
    band = remaining_life(0.5, 240.0, 0.3)
    assert band.p50 == 120.0
    assert band.p20 * band.p80 == pytest.approx(band.p50**2)
    assert remaining_life(0.5, 240.0, 0.4).p20 < band.p20


def test_nothing_is_left_at_the_end_of_life() -> None:
    """A lot that has used all its life has none left, not less than none."""
    assert remaining_life(1.2, 240.0, 0.3) == (0.0, 0.0, 0.0)


def test_spreads_add_in_squares() -> None:
    """Independent uncertainties are combined by their squares."""
    assert combined_spread(0.25, 0.28, 0.048) == pytest.approx(0.3784, abs=1e-4)


def test_rounding_does_not_pretend() -> None:
    """A wide band is printed in half days and six hours, and never rounded up."""
    assert (rounded_days(6.99, 0.3), rounded_days(6.99, 0.1)) == (6.5, 6.9)
    assert (rounded_hours(17.9, 0.3), rounded_hours(17.9, 0.1)) == (12.0, 17.0)
    assert rounded_hours(5.0, 0.3) == 0.0
