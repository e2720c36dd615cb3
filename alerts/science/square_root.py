"""The square-root model of microbial growth: for fish, meat and whatever bacteria end the life of."""

from __future__ import annotations

from typing import cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ramps import Rule, rate_cost
from alerts.science.segments import Array, Cost

PSEUDOMONAS_TMIN_C = -11.8
"""Tmin of growth of pseudomonads on aerobic sea bream, 0 to 15 °C. [°C] (Koutsoumanis K. (2001), Applied
and Environmental Microbiology 67, 1821-1829; grade P)"""
SEAFOOD_TMIN_C = -10.0
"""Tmin of the relative rate of spoilage of fresh fish from temperate waters. [°C] (Seafood Spoilage and
Safety Predictor, DTU Aqua; grade G)"""


def square_root_rate(temperature_c: Values, reference_c: float, tmin_c: float) -> Values:
    """Return the rate of the square-root model relative to the one at the reference temperature.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the goods. [°C]
    reference_c : float
        Temperature at which the rate is 1, above *tmin_c*. [°C]
    tmin_c : float
        Temperature at which growth stops, by extrapolation. [°C]

    Returns
    -------
    float or array
        Relative rate; 0 at *tmin_c* and below. [-]

    Raises
    ------
    ValueError
        A reference that is not above Tmin.

    Notes
    -----
    k = [(T - T_min) / (T_ref - T_min)]^2 [1]_. Valid up to about 15 °C, below the optimum of growth. At
    high temperature it grows less than Arrhenius does [2]_. A quality model is no safety model: no
    pathogen's clock may lengthen a use-by date.

    References
    ----------
    .. [1] Ratkowsky D.A., Olley J., McMeekin T.A., Ball A. (1982), Journal of Bacteriology 149, 1-5.
    .. [2] Seafood Spoilage and Safety Predictor, DTU Aqua: relative rates of spoilage.

    Examples
    --------
    Fish that keeps 21 d at 5 °C keeps 7.56 d at 15 °C.

    >>> round(21.0 / float(square_root_rate(15.0, reference_c=5.0, tmin_c=-10.0)), 2)
    7.56
    """
    _refuse_low_reference(reference_c, tmin_c)
    above = (temperature_c - tmin_c) / (reference_c - tmin_c)
    return cast("Values", np.square(np.maximum(above, 0.0)))


def square_root_cost(reference_c: float, tmin_c: float, rule: Rule = Rule.RAMP) -> Cost:
    """Return what segments of temperature cost by the square-root model.

    Parameters
    ----------
    reference_c : float
        Temperature at which the rate is 1, above *tmin_c*. [°C]
    tmin_c : float
        Temperature at which growth stops. [°C]
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
        A reference that is not above Tmin.

    Notes
    -----
    Along a straight line from w1 to w2, where w = (T - T_min) / (T_ref - T_min) [1]_, the integral is
    dt (w1^2 + w1 w2 + w2^2) / 3; where it crosses 0, of its upper part alone. Exact.

    References
    ----------
    .. [1] Ratkowsky D.A., Olley J., McMeekin T.A., Ball A. (1982), Journal of Bacteriology 149, 1-5.

    Examples
    --------
    An hour at 15 °C is 2.78 h at 5 °C; an hour from 5 to 15 °C by the integral (25^3 - 15^3) / 6750.

    >>> cost = square_root_cost(5.0, -10.0)
    >>> cost(np.array([15.0, 5.0]), np.array([15.0, 15.0]), np.array([1.0, 1.0])).round(4)
    array([2.7778, 1.8148])
    """
    _refuse_low_reference(reference_c, tmin_c)
    if rule is not Rule.RAMP:
        return rate_cost(lambda temperature_c: square_root_rate(temperature_c, reference_c, tmin_c), rule)
    scale_k = reference_c - tmin_c

    def ramp(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        start, end = (start_c - tmin_c) / scale_k, (end_c - tmin_c) / scale_k
        high, low = np.maximum(start, end), np.minimum(start, end)
        crosses = (low < 0.0) & (high > 0.0)
        share = np.where(crosses, high / np.where(crosses, high - low, 1.0), 1.0)
        high, low = np.maximum(high, 0.0), np.maximum(low, 0.0)
        return cast("Array", share * (high * high + high * low + low * low) * duration_h / 3.0)

    return ramp


def q10_of_tmin(tmin_c: float, temperature_c: float) -> float:
    """Return the Q10 between *temperature_c* and 10 K above it that a square-root model amounts to.

    Parameters
    ----------
    tmin_c : float
        Temperature at which growth stops. [°C]
    temperature_c : float
        Lower end of the 10 K, above *tmin_c*. [°C]

    Returns
    -------
    float
        Q10; `kinetics.activation_of_q10` makes an activation energy of it. [-]

    Raises
    ------
    ValueError
        A temperature that is not above Tmin.

    Notes
    -----
    [(T + 10 - T_min) / (T - T_min)]^2, the ratio of two rates [1]_.

    References
    ----------
    .. [1] Ratkowsky D.A., Olley J., McMeekin T.A., Ball A. (1982), Journal of Bacteriology 149, 1-5.

    Examples
    --------
    >>> round(q10_of_tmin(-10.0, 0.0), 9)
    4.0
    """
    return float(square_root_rate(temperature_c + 10.0, temperature_c, tmin_c))


def tmin_of_q10(q10: float, temperature_c: float) -> float:
    """Return the Tmin whose square-root model has a Q10 between *temperature_c* and 10 K above it.

    Parameters
    ----------
    q10 : float
        Factor per 10 K, above 1. [-]
    temperature_c : float
        Lower end of the 10 K. [°C]

    Returns
    -------
    float
        Temperature at which growth stops. [°C]

    Raises
    ------
    ValueError
        A Q10 that is not above 1.

    Notes
    -----
    The inverse of `q10_of_tmin` [1]_: T_min = T - 10 / (sqrt(Q10) - 1).

    References
    ----------
    .. [1] Ratkowsky D.A., Olley J., McMeekin T.A., Ball A. (1982), Journal of Bacteriology 149, 1-5.

    Examples
    --------
    >>> tmin_of_q10(4.0, 0.0)
    -10.0
    """
    if not q10 > 1.0:
        raise ValueError(f"q10: {q10}, expected more than 1")
    return float(temperature_c - 10.0 / (np.sqrt(q10) - 1.0))


def _refuse_low_reference(reference_c: float, tmin_c: float) -> None:
    if not reference_c > tmin_c:
        raise ValueError(f"reference_c: {reference_c} °C, expected more than tmin_c, {tmin_c} °C")
