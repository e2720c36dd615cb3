"""Shelf life as a fraction that temperature histories use up, and what is left of it, with its band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.science.kinetics import Values
from alerts.science.product_temperature import after_hold
from alerts.science.segments import Cost

P20_DEVIATE = 0.8416212335729143
"""How many standard deviations below the median one in five lies. [-] (normal distribution; by definition)"""
GAP_POINTS = 96
"""Points at which the warm side of a gap is integrated: 1e-4 of its value. [-] (house choice)"""
MOST_LN = 700.0
"""The widest edge of a band, as ln of its ratio to the median: a float holds no more. [-] (house choice)"""
DAY_H = 24.0
"""A day. [h] (by definition)"""


class Bracket(NamedTuple):
    """What a gap in the readings may have cost: hours at the reference temperature."""

    low: float
    high: float


class Band(NamedTuple):
    """Pessimistic edge (one in five is worse), median, optimistic edge (one in five is better)."""

    p20: float
    p50: float
    p80: float


def segment_integral(rate_start: Values, rate_end: Values, duration_h: Values) -> Values:
    """Return the integral of a relative rate between two samples.

    Parameters
    ----------
    rate_start, rate_end : float or array
        Relative rates at both ends, above 0. [-]
    duration_h : float or array
        Time between the samples. [h]

    Returns
    -------
    float or array
        Equivalent time at the reference temperature. [h]

    Notes
    -----
    dt (k2 - k1) / ln(k2 / k1), the logarithmic mean: exact where temperature runs linearly between the
    samples and the rate is exponential in it. The trapezoid rule overstates 10 K at Q10 3 by 9.9 %,
    and carrying the previous value forward understates it by 45 %. Time adds up whatever its order;
    strawberries were seen to do so [1]_.

    References
    ----------
    .. [1] Mitchell F.G., Maxie E.C., Mayer G. (1966), "Strawberry losses", California Agriculture
       20(3), 13-14.

    Examples
    --------
    An hour in which the air warms from 0 to 10 °C, at Q10 3.

    >>> round(float(segment_integral(1.0, 3.0, 1.0)), 5)
    1.82048
    """
    change = np.asarray(rate_end / rate_start - 1.0)
    even = change == 0.0
    safe = np.where(even, 1.0, change)
    growth = np.where(even, 1.0, safe / np.log1p(safe))[()]
    return rate_start * growth * duration_h  # type: ignore[return-value]  # floats stay floats


def life_used(time_h: NDArray[np.float64], rate: NDArray[np.float64], reference_life_h: float) -> float:
    """Return the fraction of shelf life that a history has used.

    Parameters
    ----------
    time_h : array
        Times of the samples, ascending. [h]
    rate : array
        Relative rate at each of them, above 0. [-]
    reference_life_h : float
        Life at the reference temperature. [h]

    Returns
    -------
    float
        Fraction of life used; 1 is the end of life. [-]

    Raises
    ------
    ValueError
        Times that go back; a life that is not above 0.

    Notes
    -----
    D = (1 / L_ref) times the integral of k dt [1]_, by `segment_integral`.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> round(life_used(np.array([0.0, 12.0, 24.0]), np.array([2.0, 2.0, 2.0]), 240.0), 6)
    0.2
    """
    duration_h = np.diff(time_h)
    if np.any(duration_h < 0.0):
        at_h = time_h[int(np.argmin(duration_h))]
        raise ValueError(f"time_h: {at_h} h is followed by less, expected times that ascend")
    if not reference_life_h > 0.0:
        raise ValueError(f"reference_life_h: {reference_life_h}, expected more than 0")
    return float(np.sum(segment_integral(rate[:-1], rate[1:], duration_h))) / reference_life_h


def excursion_cost_h(time_h: NDArray[np.float64], rate: NDArray[np.float64], planned_rate: float) -> float:
    """Return the shelf life that a history cost beyond what was planned.

    Parameters
    ----------
    time_h : array
        Times of the samples, ascending. [h]
    rate : array
        Relative rate at each of them, above 0. [-]
    planned_rate : float
        Relative rate at the planned temperature. [-]

    Returns
    -------
    float
        Hours of life at the planned temperature; negative where it was colder than planned. [h]

    Raises
    ------
    ValueError
        Times that go back.

    Notes
    -----
    The integral of [k(T) - k(T_plan)] dt, divided by k(T_plan) [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the integral.

    Examples
    --------
    Two hours at three times the planned rate cost four hours of planned life.

    >>> round(excursion_cost_h(np.array([0.0, 2.0]), np.array([3.0, 3.0]), 1.0), 6)
    4.0
    """
    used_h = life_used(time_h, rate, 1.0)
    return used_h / planned_rate - float(time_h[-1] - time_h[0])


def gap_bracket(
    ends_c: tuple[float, float],
    ambient_c: float,
    duration_h: float,
    lag_h: float,
    cost: Cost,
) -> Bracket:
    """Return what a gap in the readings cost at least and at most.

    Parameters
    ----------
    ends_c : (float, float)
        Product temperature before the gap and after it. [°C]
    ambient_c : float
        The warmest that the surroundings can have been. [°C]
    duration_h : float
        Length of the gap. [h]
    lag_h : float
        Time constant of the goods in their packaging, above 0. [h]
    cost : callable
        What segments of temperature cost: `ramps.arrhenius_cost`, or another of that kind. [h]

    Returns
    -------
    Bracket
        Lowest and highest equivalent time at the reference temperature. [h]

    Notes
    -----
    Low: linear between the ends [1]_. High: the surroundings were at their warmest all the time and the
    goods went after them with their lag. Book the middle, carry half the width as uncertainty; never
    book nothing.

    References
    ----------
    .. [1] Tong C., Lock A. (2015), "A computational procedure for mean kinetic temperature using
       unequally spaced data", JSM Proceedings, Biopharmaceutical Section; for the linear side. The warm
       side is Coldframe's own policy.

    Examples
    --------
    >>> from alerts.science.ramps import arrhenius_cost
    >>> low, high = gap_bracket((1.0, 1.0), 25.0, 4.0, 2.0, arrhenius_cost(1.0, 60.588))
    >>> round(low, 3), round(high, 1)
    (4.0, 15.7)
    """
    before_c, after_c, whole_h = (np.array([one]) for one in (*ends_c, duration_h))
    low_h = float(cost(before_c, after_c, whole_h)[0])
    time_h = duration_h * np.linspace(0.0, 1.0, GAP_POINTS) ** 2
    warm_c = after_hold(ends_c[0], max(*ends_c, ambient_c), time_h, lag_h)
    high_h = float(np.sum(cost(warm_c[:-1], warm_c[1:], np.diff(time_h))))
    return Bracket(low_h, max(low_h, high_h))


def combined_spread(*parts: float) -> float:
    """Return the standard deviation of ln(remaining life) that independent parts amount to.

    Parameters
    ----------
    *parts : float
        Standard deviations of ln(life): of the harvest, the model, the sensor, the gaps. [-]

    Returns
    -------
    float
        Their root sum of squares. [-]

    Notes
    -----
    Independent errors of a logarithm add in squares [1]_.

    References
    ----------
    .. [1] JCGM 100:2008, "Guide to the expression of uncertainty in measurement", 5.1.

    Examples
    --------
    >>> combined_spread(0.3, 0.4)
    0.5
    """
    return float(np.hypot.reduce(np.asarray(parts, dtype=np.float64)))


def remaining_life(used: float, planned_life_h: float, spread: float) -> Band:
    """Return the shelf life that is left, with its band.

    Parameters
    ----------
    used : float
        Fraction of life used; from 1 on nothing is left. [-]
    planned_life_h : float
        Life of fresh goods at the planned temperature. [h]
    spread : float
        Standard deviation of ln(remaining life). [-]

    Returns
    -------
    Band
        Remaining life at the planned temperature: P20, P50, P80. [h]

    Notes
    -----
    (1 - D) L(T_plan), lognormal. Pallets from one field differ by five days and more of fourteen [1]_,
    so a single figure would pretend.

    References
    ----------
    .. [1] Zest Labs, published field studies of strawberry pallets (a vendor's claim).

    Examples
    --------
    >>> [round(hours / 24.0, 1) for hours in remaining_life(0.29463, 14 * 24.0, 0.25)]
    [8.0, 9.9, 12.2]
    """
    median_h = max(0.0, 1.0 - used) * planned_life_h
    factor = float(np.exp(min(P20_DEVIATE * spread, MOST_LN)))
    return Band(median_h / factor, median_h, median_h * factor)
