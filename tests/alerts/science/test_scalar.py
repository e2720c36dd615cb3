"""The one-value forms agree with the array forms."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.science import kinetics, product_temperature, ramps, scalar, shelf_life, square_root

CELSIUS = st.floats(-30.0, 50.0)


@given(CELSIUS, st.floats(-5.0, 25.0), st.floats(20.0, 150.0))
def test_rates_agree(temperature_c: float, reference_c: float, activation_kj_mol: float) -> None:
    """The scalar terms make the Arrhenius rate to 1e-12."""
    intercept, slope_k = scalar.arrhenius_terms(reference_c, activation_kj_mol)
    vector = kinetics.arrhenius_rate(temperature_c, reference_c, activation_kj_mol)
    assert exp(intercept - slope_k / (temperature_c + 273.15)) == pytest.approx(float(vector), rel=1e-12)


@given(CELSIUS, CELSIUS, st.floats(20.0, 150.0), st.floats(1e-4, 1e3))
def test_lines_agree(start_c: float, end_c: float, activation_kj_mol: float, duration_h: float) -> None:
    """The scalar Arrhenius integral is the vector one to 1e-11, gentle or steep."""
    cost = ramps.arrhenius_cost(5.0, activation_kj_mol)
    for near_c in (end_c, start_c, start_c + 0.1):
        (vector,) = cost(np.array([start_c]), np.array([near_c]), np.array([duration_h]))
        terms = scalar.arrhenius_terms(5.0, activation_kj_mol)
        ours = scalar.arrhenius_integral(terms, start_c, near_c, duration_h)
        assert ours == pytest.approx(float(vector), rel=1e-11)


@given(st.floats(-7.0, 7.0), st.floats(-7.0, 7.0), st.floats(1e-4, 1e3))
@example(0.0, 5e-324, 1.5)
def test_segments_agree(ln_start: float, ln_end: float, duration_h: float) -> None:
    """The scalar segment integral is the vector one to 1e-12, equal rates included."""
    for end in (ln_end, ln_start, ln_start + 1e-14):
        vector = shelf_life.segment_integral(exp(ln_start), exp(end), duration_h)
        ours = scalar.log_mean_integral(ln_start, end, duration_h)
        assert ours == pytest.approx(float(vector), rel=1e-12)


@given(CELSIUS, CELSIUS, st.floats(-15.0, 0.0), st.floats(1e-4, 1e3))
def test_square_roots_agree(start_c: float, end_c: float, tmin_c: float, duration_h: float) -> None:
    """The scalar integral of a squared line is the vector one to 1e-12, on both sides of Tmin."""
    cost = square_root.square_root_cost(5.0, tmin_c)
    (vector,) = cost(np.array([start_c]), np.array([end_c]), np.array([duration_h]))
    start, end = ((at_c - tmin_c) / (5.0 - tmin_c) for at_c in (start_c, end_c))
    assert scalar.square_root_integral(start, end, duration_h) == pytest.approx(float(vector), rel=1e-12)


@given(CELSIUS, CELSIUS, CELSIUS, st.floats(1e-4, 50.0))
def test_ramps_agree(product_c: float, air_start_c: float, air_end_c: float, lags: float) -> None:
    """The scalar ramp is the vector one to 1e-12."""
    vector = product_temperature.after_ramp(product_c, air_start_c, air_end_c, lags, 1.0)
    assert scalar.after_ramp(product_c, air_start_c, air_end_c, lags) == pytest.approx(
        float(vector), abs=1e-12
    )
