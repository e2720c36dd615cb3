"""How long a product stands which cold: limits of time and temperature, and what lies between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.ramps import Rule
from alerts.science.segments import Array, Cost

STRAIGHT_K = 1e-5
"""Below this change of temperature a segment has the rate of its middle. [K] (derived: the error is below
1e-9 where limits change by half per kelvin)"""


class ColdLimits(NamedTuple):
    """How long a product stands which cold."""

    limits: tuple[tuple[float, float], ...]
    """Temperatures, ascending [°C], and the time until injury at each, not falling [h]. At least one."""
    threshold_c: float
    """Below this cold injures at all. [°C]"""
    recovery_half_life_h: float | None = None
    """Time above the threshold in which half of the injury heals; None: nothing heals. [h]"""


def tolerated_h(temperature_c: Array, cold: ColdLimits) -> Array:
    """Return how long a product stands each temperature before it is injured.

    Parameters
    ----------
    temperature_c : array
        Temperature of the goods. [°C]
    cold : ColdLimits
        The product's limits. [°C], [h]

    Returns
    -------
    array
        Time until injury; infinity from the threshold on; NaN where the temperature is. [h]

    Raises
    ------
    ValueError
        Limits that do not ascend, with times above 0 that do not fall, up to the threshold.

    Notes
    -----
    The time's logarithm is linear between listed temperatures. Between the warmest one and the threshold
    the time of the warmest one is taken, the careful choice; below the coldest one the last slope goes
    on, so that nobody is told that -5 °C is no worse than 0 °C where two limits say otherwise [1]_.

    References
    ----------
    .. [1] Madakadze R.M., Kwaramba J., "Effect of preharvest factors on the quality of vegetables produced
       in the tropics", in Production Practices and Quality Assessment of Food Crops, for such limits; the
       form between them is the house's.

    Examples
    --------
    Tomatoes stand 3 d at 3 °C and 7 d at 7 °C; below 13 °C they lose flavour.

    >>> tomato = ColdLimits(((3.0, 72.0), (7.0, 168.0)), 13.0)
    >>> tolerated_h(np.array([3.0, 5.0, 7.0, 10.0, 13.0]), tomato).round(1)
    array([ 72., 110., 168., 168.,  inf])
    """
    at_c, logs = _knots(cold)
    hours = np.exp(np.interp(temperature_c, at_c, logs))
    if at_c.size > 1:
        slope = (logs[1] - logs[0]) / (at_c[1] - at_c[0])
        hours *= np.exp(slope * np.minimum(temperature_c - at_c[0], 0.0))
    return np.where(temperature_c >= cold.threshold_c, np.inf, hours)


def chilling_cost(cold: ColdLimits, rule: Rule = Rule.RAMP) -> Cost:
    """Return what segments of temperature injure, as a part of what a product stands.

    Parameters
    ----------
    cold : ColdLimits
        The product's limits. [°C], [h]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Injury [-] of start temperatures [°C], end temperatures [°C] and durations [h], for
        `segments.segment_sums`, `segments.running_sums` and `running.take`.

    Raises
    ------
    ValueError
        Limits that do not ascend, with times above 0 that do not fall, up to the threshold.

    Notes
    -----
    The integral of dt / `tolerated_h`, which is exponential between limits and therefore known: exact for
    temperature that runs evenly between samples [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452: the second process of
       keeping quality.

    Examples
    --------
    Cucumbers stand 2 d below 5 °C: a day at 4 °C is half of it.

    >>> cost = chilling_cost(ColdLimits(((5.0, 48.0),), 7.0))
    >>> cost(np.array([4.0, 9.0]), np.array([4.0, 5.0]), np.array([24.0, 24.0])).round(3)
    array([0.5 , 0.25])
    """
    at_c, _ = _knots(cold)
    if rule is Rule.STEP:
        return lambda start_c, _end_c, duration_h: duration_h / tolerated_h(start_c, cold)
    if rule is Rule.TRAPEZOID:
        return lambda start_c, end_c, duration_h: (
            0.5 * duration_h * (1.0 / tolerated_h(start_c, cold) + 1.0 / tolerated_h(end_c, cold))
        )
    edges_c = np.append(at_c, cold.threshold_c)

    def cost(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the difference of the antiderivative over the change of temperature."""
        change_k = end_c - start_c
        even = np.abs(change_k) < STRAIGHT_K
        swept = _swept(end_c, edges_c, cold) - _swept(start_c, edges_c, cold)
        middle = 1.0 / tolerated_h(0.5 * (start_c + end_c), cold)
        mean = np.where(even, middle, swept / np.where(even, 1.0, change_k))
        return np.asarray(duration_h * mean, dtype=np.float64)

    return cost


def _knots(cold: ColdLimits) -> tuple[Array, Array]:
    """Return temperatures of the limits and the logarithms of their times; refuse what are no limits."""
    at_c, hours = np.array(cold.limits, dtype=np.float64).reshape(-1, 2).T
    fits = at_c.size > 0 and np.isfinite(at_c).all() and np.all((hours > 0.0) & np.isfinite(hours))
    if not fits or not np.all(np.diff(at_c) > 0.0) or not np.all(np.diff(hours) >= 0.0):
        raise ValueError(
            f"limits: {cold.limits}, expected ascending temperatures with times that do not fall"
        )
    if not at_c[-1] <= cold.threshold_c < np.inf:
        raise ValueError(f"threshold_c: {cold.threshold_c}, expected at least {at_c[-1]}")
    return at_c, np.log(hours)


def _swept(temperature_c: Array, edges_c: Array, cold: ColdLimits) -> Array:
    """Return the integral of 1 / `tolerated_h` over temperature, down from the threshold [K/h]."""
    at_c, logs = _knots(cold)
    slopes = np.diff(logs) / np.diff(at_c)
    total = np.zeros(temperature_c.shape)
    lows_c, ends = np.append(-np.inf, at_c), np.append(logs, logs[-1])
    along = np.concatenate((slopes[:1] if slopes.size else [0.0], slopes, [0.0]))
    for low_c, high_c, slope, log in zip(lows_c, edges_c, along, ends, strict=True):
        below_k = high_c - np.clip(temperature_c, low_c, high_c)
        grown = np.expm1(slope * below_k) / slope if slope else below_k
        total -= grown * np.exp(-log)
    return np.where(np.isnan(temperature_c), np.nan, total)
