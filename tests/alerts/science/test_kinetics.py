"""Relative rates and their conversions."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.science.kinetics import activation_of_q10, arrhenius_rate, q10_of_activation, q10_rate

WAXBERRY_KJ_MOL = 60.588


@pytest.mark.parametrize(
    ("temperature_c", "life_days"),
    [(0, 15.4), (1, 14.0), (2, 12.7), (4, 10.5), (5, 9.6), (8, 7.2), (10, 6.0), (15, 3.9), (20, 2.5)],
)
def test_the_default_life_table_of_waxberry(temperature_c: float, life_days: float) -> None:
    """Fourteen days at 1 °C become the published table of lives at other temperatures."""
    assert 14.0 / arrhenius_rate(temperature_c, 1.0, 60.6) == pytest.approx(life_days, abs=0.06)


def test_the_rate_at_the_reference_is_one() -> None:
    """A rate is relative to the one at the reference temperature."""
    assert arrhenius_rate(1.0, 1.0, WAXBERRY_KJ_MOL) == 1.0
    assert q10_rate(1.0, 1.0, 3.0) == 1.0


def test_arrays_go_in_and_out() -> None:
    """An array of temperatures gives the array of their rates."""
    rates = arrhenius_rate(np.array([25.0, 10.0, 2.0]), 1.0, WAXBERRY_KJ_MOL)
    np.testing.assert_allclose(rates, [8.4963, 2.3277, 1.1014], atol=1e-4)


def test_the_handbook_s_bands() -> None:
    """Q10 of 3.0, 2.5, 2.0 and 1.5 per decade shorten life to 33, 13, 7 and 4 %."""
    rate, lives = 1.0, []
    for q10 in (3.0, 2.5, 2.0, 1.5):
        rate *= q10_rate(10.0, 0.0, q10)
        lives.append(round(100.0 / rate))
    assert lives == [33, 13, 7, 4]


@pytest.mark.parametrize(("lower_c", "q10"), [(0.0, 2.56), (10.0, 2.40)])
def test_q10_of_waxberry(lower_c: float, q10: float) -> None:
    """An activation energy of 60.6 kJ/mol is a Q10 of about 2.6 near 0 °C and 2.4 above 10 °C."""
    assert q10_of_activation(60.6, lower_c) == pytest.approx(q10, abs=0.02)
    assert activation_of_q10(q10_of_activation(60.6, lower_c), lower_c) == pytest.approx(60.6)
