"""The formulas that run once per reading, for one value at a time.

The same formulas as in ``kinetics``, ``shelf_life`` and ``product_temperature``, where their references
are: a call of NumPy for a single number costs more than all the arithmetic of a reading. A test holds
both forms together to 1e-12.
"""

from __future__ import annotations

from math import exp, expm1, log1p

from alerts.science.kinetics import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K


def arrhenius_terms(reference_c: float, activation_kj_mol: float) -> tuple[float, float]:
    """Return intercept [-] and slope [K] for ``rate``; see `kinetics.arrhenius_rate`.

    >>> intercept, slope_k = arrhenius_terms(reference_c=1.0, activation_kj_mol=60.588)
    >>> round(rate(25.0, intercept, slope_k), 3)
    8.496
    """
    slope_k = 1_000.0 * activation_kj_mol / GAS_CONSTANT_J_MOL_K
    return slope_k / (reference_c + ZERO_CELSIUS_K), slope_k


def rate(temperature_c: float, intercept: float, slope_k: float) -> float:
    """Return the relative rate [-] at *temperature_c* [°C]; see `kinetics.arrhenius_rate`.

    >>> rate(1.0, 0.0, 0.0)
    1.0
    """
    return exp(intercept - slope_k / (temperature_c + ZERO_CELSIUS_K))


def segment_integral(rate_start: float, rate_end: float, duration_h: float) -> float:
    """Return the integral of the rate over a segment [h]; see `shelf_life.segment_integral`.

    >>> round(segment_integral(1.0, 3.0, 1.0), 5)
    1.82048
    """
    change = rate_end / rate_start - 1.0
    if change == 0.0:
        return rate_start * duration_h
    return rate_start * duration_h * change / log1p(change)


def after_ramp(product_c: float, air_start_c: float, air_end_c: float, lags: float) -> float:
    """Return the product's temperature [°C] after *lags* time constants of linearly changing air.

    See `product_temperature.after_ramp`.

    >>> round(after_ramp(20.0, 0.0, 0.0, 1.0), 3)
    7.358
    """
    gone = -expm1(-lags)
    return product_c + (air_start_c - product_c) * gone + (air_end_c - air_start_c) * (1.0 - gone / lags)
