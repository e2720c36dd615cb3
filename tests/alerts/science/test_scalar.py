"""The one-value forms agree with the array forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science import kinetics, product_temperature, scalar, shelf_life

CELSIUS = st.floats(-30.0, 50.0)


@given(CELSIUS, st.floats(-5.0, 25.0), st.floats(20.0, 150.0))
def test_rates_agree(temperature_c: float, reference_c: float, activation_kj_mol: float) -> None:
    """The scalar rate is the Arrhenius rate to 1e-12."""
    terms = scalar.arrhenius_terms(reference_c, activation_kj_mol)
    vector = kinetics.arrhenius_rate(temperature_c, reference_c, activation_kj_mol)
    assert scalar.rate(temperature_c, *terms) == pytest.approx(float(vector), rel=1e-12)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.floats(1e-4, 1e3))
def test_segments_agree(rate_start: float, rate_end: float, duration_h: float) -> None:
    """The scalar segment integral is the vector one to 1e-12, equal rates included."""
    for end in (rate_end, rate_start, rate_start * (1.0 + 1e-14)):
        vector = shelf_life.segment_integral(rate_start, end, duration_h)
        assert scalar.segment_integral(rate_start, end, duration_h) == pytest.approx(float(vector), rel=1e-12)


@given(CELSIUS, CELSIUS, CELSIUS, st.floats(1e-4, 50.0))
def test_ramps_agree(product_c: float, air_start_c: float, air_end_c: float, lags: float) -> None:
    """The scalar ramp is the vector one to 1e-12."""
    vector = product_temperature.after_ramp(product_c, air_start_c, air_end_c, lags, 1.0)
    assert scalar.after_ramp(product_c, air_start_c, air_end_c, lags) == pytest.approx(
        float(vector), abs=1e-12
    )
