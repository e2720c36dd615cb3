"""The formulas that run once per reading, for one value at a time.

The same formulas as in ``ramps``, ``shelf_life``, ``square_root`` and ``product_temperature``, where their
references are: a call of NumPy for a single number costs more than all the arithmetic of a reading. A
test holds both forms together to 1e-12.
"""

from __future__ import annotations

from math import exp, expm1

from alerts.science.kinetics import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K
from alerts.science.ramps import FEW, GENTLE, MANY, gauss_points

Points = tuple[tuple[float, float], ...]
"""Positions in (0, 1) with their weights."""


def _points(count: int) -> Points:
    return tuple(zip(*(array.tolist() for array in gauss_points(count)), strict=True))


_FEW, _MANY = _points(FEW), _points(MANY)


def arrhenius_terms(reference_c: float, activation_kj_mol: float) -> tuple[float, float]:
    """Return intercept [-] and slope [K] of the rate's logarithm over 1 / T; see `kinetics.arrhenius_rate`.

    >>> intercept, slope_k = arrhenius_terms(reference_c=1.0, activation_kj_mol=60.588)
    >>> round(exp(intercept - slope_k / 298.15), 3)
    8.496
    """
    slope_k = 1_000.0 * activation_kj_mol / GAS_CONSTANT_J_MOL_K
    return slope_k / (reference_c + ZERO_CELSIUS_K), slope_k


def arrhenius_integral(terms: tuple[float, float], start_c: float, end_c: float, duration_h: float) -> float:
    """Return the integral of the rate along a straight line of temperature [h]; see `ramps.arrhenius_cost`.

    >>> round(arrhenius_integral(arrhenius_terms(1.0, 60.588), 0.0, 20.0, 1.0), 5)
    2.63108
    """
    intercept, slope_k = terms
    start_k, change_k = start_c + ZERO_CELSIUS_K, end_c - start_c
    if change_k == 0.0:
        return exp(intercept - slope_k / start_k) * duration_h
    gentle = abs(change_k * slope_k) <= GENTLE * start_k * start_k
    mean = 0.0
    for position, weight in _FEW if gentle else _MANY:
        mean += weight * exp(intercept - slope_k / (start_k + change_k * position))
    return mean * duration_h


def log_mean_integral(ln_rate_start: float, ln_rate_end: float, duration_h: float) -> float:
    """Return the integral of the rate over a segment [h]; see `shelf_life.segment_integral`.

    >>> from math import log
    >>> round(log_mean_integral(0.0, log(3.0), 1.0), 5)
    1.82048
    """
    change = ln_rate_end - ln_rate_start
    if change == 0.0:
        return exp(ln_rate_start) * duration_h
    return exp(ln_rate_start) * duration_h * (expm1(change) / change)


def square_root_integral(root_start: float, root_end: float, duration_h: float) -> float:
    """Return the integral of a squared straight line, where it is above 0 [h].

    See `square_root.square_root_cost`.

    >>> round(square_root_integral(1.0, 5 / 3, 1.0), 4)
    1.8148
    """
    low, high = (root_start, root_end) if root_start <= root_end else (root_end, root_start)
    if high <= 0.0:
        return 0.0
    if low < 0.0:
        duration_h *= high / (high - low)
        low = 0.0
    return duration_h * (high * high + high * low + low * low) / 3.0


def after_ramp(product_c: float, air_start_c: float, air_end_c: float, lags: float) -> float:
    """Return the product's temperature [°C] after *lags* time constants of linearly changing air.

    See `product_temperature.after_ramp`.

    >>> round(after_ramp(20.0, 0.0, 0.0, 1.0), 3)
    7.358
    """
    gone = -expm1(-lags)
    return product_c + (air_start_c - product_c) * gone + (air_end_c - air_start_c) * (1.0 - gone / lags)
