"""Rates along temperatures that run evenly between two samples: exact, by trapezoid, or held.

`shelf_life.segment_integral` is exact where the logarithm of the rate is linear in temperature (Q10). An
Arrhenius rate bends a little: over 10 K the logarithmic mean is 0.6 % off, so that a history would cost
more or less when it is sampled more finely. What is here does not depend on the sampling.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache

import numpy as np

from alerts.science.kinetics import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K
from alerts.science.segments import Array, Cost

GENTLE = 0.1
"""Up to this change of ln(rate) within a segment `FEW` points are exact to 1e-12. [-] (derived: the error
term of Gauss's rule for an exponential)"""
FEW = 3
"""Points of Gauss's rule for gentle segments. [-] (derived, as `GENTLE`)"""
MANY = 14
"""Points for all others: exact to 1e-12 for changes of ln(rate) up to 8. [-] (derived likewise)"""


class Rule(StrEnum):
    """What is taken for the temperature between two samples."""

    RAMP = "ramp"
    """It runs evenly from one to the other; the integral is exact."""
    TRAPEZOID = "trapezoid"
    """The rate, not the temperature, runs evenly: the rule of published reference code; it overstates."""
    STEP = "step"
    """It stays until the next: for sources that are silent while nothing changes."""


def arrhenius_cost(reference_c: float, activation_kj_mol: float, rule: Rule = Rule.RAMP) -> Cost:
    """Return what segments of temperature cost by Arrhenius: equivalent time at the reference.

    Parameters
    ----------
    reference_c : float
        Temperature at which the rate is 1. [°C]
    activation_kj_mol : float
        Activation energy; below 0 for a process that cold makes faster. [kJ/mol]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Cost [h] of start temperatures [°C], end temperatures [°C] and durations [h], for
        `segments.segment_sums`.

    Raises
    ------
    ValueError
        A reference of absolute zero or less, an endless activation energy; of the callable, a temperature
        of absolute zero or less.

    Notes
    -----
    The integral of exp[(Ea / R) (1 / T_ref - 1 / T)] dt along a straight line, by Gauss's rule with as
    many points as a segment needs [1]_: exact to 1e-12 for temperature that is linear between samples.
    The rate is `kinetics.arrhenius_rate` [2]_.

    References
    ----------
    .. [1] Abramowitz M., Stegun I.A. (1964), "Handbook of mathematical functions", 25.4.29.
    .. [2] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    Waxberry, an hour at 25 °C; and an hour from 0 to 20 °C, by 40,000 trapezoids 2.63108.

    >>> cost = arrhenius_cost(1.0, 60.588)
    >>> cost(np.array([25.0, 0.0]), np.array([25.0, 20.0]), np.array([1.0, 1.0])).round(3)
    array([8.496, 2.631])
    """
    if not reference_c > -ZERO_CELSIUS_K:
        raise ValueError(f"reference_c: {reference_c} °C, expected more than {-ZERO_CELSIUS_K} °C")
    if not np.isfinite(activation_kj_mol):
        raise ValueError(f"activation_kj_mol: {activation_kj_mol}, expected a finite number")
    slope_k = 1_000.0 * activation_kj_mol / GAS_CONSTANT_J_MOL_K
    intercept = slope_k / (reference_c + ZERO_CELSIUS_K)

    def rate(kelvin: Array) -> Array:
        """Return the rate, written over its temperatures."""
        np.divide(-slope_k, kelvin, out=kelvin)
        kelvin += intercept
        return np.exp(kelvin, out=kelvin)

    def mean_rate(start_c: Array, change_k: Array, count: int) -> Array:
        first_k = start_c + ZERO_CELSIUS_K
        mean = np.zeros(change_k.shape)
        for position, weight in zip(*gauss_points(count), strict=True):
            at_k = change_k * position
            at_k += first_k
            at_k = rate(at_k)
            at_k *= weight
            mean += at_k
        return mean

    def ramp(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        coldest_k = min(_coldest_k(start_c), _coldest_k(end_c))
        change_k = end_c - start_c
        mean = mean_rate(start_c, change_k, FEW)
        steep = np.abs(change_k * slope_k) > GENTLE * coldest_k * coldest_k
        if steep.any():
            mean[steep] = mean_rate(start_c[steep], change_k[steep], MANY)
        mean *= duration_h
        return mean

    def rate_c(temperature_c: Array) -> Array:
        _coldest_k(temperature_c)
        return rate(temperature_c + ZERO_CELSIUS_K)

    return ramp if rule is Rule.RAMP else _of_ends(rate_c, rule)


def rate_cost(rate: Callable[[Array], Array], rule: Rule = Rule.RAMP) -> Cost:
    """Return what segments of temperature cost by any relative rate.

    Parameters
    ----------
    rate : callable
        Relative rate [-] at temperatures [°C]; without corners for the exact rule.
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Cost [h] of start temperatures [°C], end temperatures [°C] and durations [h].

    Notes
    -----
    As `arrhenius_cost`, for rates that have no form of their own [1]_; those with corners have:
    `q10_bands.banded_q10_cost` and `square_root.square_root_cost`.

    References
    ----------
    .. [1] Abramowitz M., Stegun I.A. (1964), "Handbook of mathematical functions", 25.4.29.

    Examples
    --------
    An hour from 0 to 10 °C at Q10 3: 2 / ln 3 hours at 0 °C.

    >>> cost = rate_cost(lambda temperature_c: 3.0 ** (temperature_c / 10.0))
    >>> cost(np.array([0.0]), np.array([10.0]), np.array([1.0])).round(5)
    array([1.82048])
    """

    def ramp(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        positions, weights = gauss_points(MANY)
        change_k = end_c - start_c
        mean = np.zeros(change_k.shape)
        for position, weight in zip(positions, weights, strict=True):
            mean += weight * rate(start_c + position * change_k)
        return mean * duration_h

    return ramp if rule is Rule.RAMP else _of_ends(rate, rule)


def _of_ends(rate: Callable[[Array], Array], rule: Rule) -> Cost:
    """Return what segments cost by a rule that knows no temperature but those of their ends."""

    def trapezoid(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        return 0.5 * (rate(start_c) + rate(end_c)) * duration_h

    def step(start_c: Array, end_c: Array, duration_h: Array) -> Array:  # noqa: ARG001 - the end is not known yet
        return rate(start_c) * duration_h

    return trapezoid if rule is Rule.TRAPEZOID else step


def _coldest_k(temperature_c: Array) -> float:
    """Return the lowest temperature [K], leaving out what is not known; refuse what cannot be."""
    celsius = np.asarray(temperature_c, dtype=np.float64)
    coldest_c = float(np.fmin.reduce(celsius, axis=None, initial=np.inf))
    if coldest_c <= -ZERO_CELSIUS_K:
        raise ValueError(f"temperature_c: {coldest_c} °C, expected more than {-ZERO_CELSIUS_K} °C")
    return coldest_c + ZERO_CELSIUS_K


@cache
def gauss_points(count: int) -> tuple[Array, Array]:
    """Return positions in (0, 1) and weights, which add up to 1, of Gauss's rule.

    >>> positions, weights = gauss_points(2)
    >>> positions.round(6), weights
    (array([0.211325, 0.788675]), array([0.5, 0.5]))
    """
    positions, weights = np.polynomial.legendre.leggauss(count)
    points = 0.5 * (positions + 1.0), 0.5 * weights
    for array in points:
        array.setflags(write=False)
    return points
