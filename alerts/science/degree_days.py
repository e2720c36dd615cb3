"""Degree days: how much warmth a crop or a pest has had. The method is part of the number.

Methods differ by a tenth and more on the same day, so a sum is kept with its `Method`, base and upper
limit. Where a logger runs, count its readings (`degree_days_cost`): no method of the extremes is better.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import cast

import numpy as np

from alerts.science.exposure import Side, degree_hours_cost, hours_outside_cost
from alerts.science.kinetics import Values
from alerts.science.ramps import Rule
from alerts.science.ranges import as_given, numbers
from alerts.science.segments import Array, Cost

DAY_H = 24.0
"""Hours of a day. [h] (by definition)"""


class Method(StrEnum):
    """How a day's warmth is made of its highest and lowest temperature."""

    AVERAGE = "average"
    """Mean of both, less the base; the mean itself is capped by the upper limit."""
    SUBSTITUTION = "substitution"
    """Each is brought between base and upper limit first: the "modified" method of maize growers."""
    MET_EIREANN = "met_eireann"
    """Four cases by where the base lies, as met services of Ireland and Britain count."""
    SINGLE_TRIANGLE = "single_triangle"
    """Straight up to the highest and down again."""
    SINGLE_SINE = "single_sine"
    """One sine wave through both (Baskerville and Emin)."""
    DOUBLE_TRIANGLE = "double_triangle"
    """Straight up from the lowest of the day, and down to the lowest of the next."""
    DOUBLE_SINE = "double_sine"
    """Half a wave up from the lowest of the day, and another down to the lowest of the next (Allen)."""


class Cutoff(StrEnum):
    """What becomes of warmth above the upper limit."""

    HORIZONTAL = "horizontal"
    """It counts as much as the upper limit does."""
    INTERMEDIATE = "intermediate"
    """It counts the less the warmer it is: as much less as it is above."""
    VERTICAL = "vertical"
    """Nothing counts while it is warmer."""


def degree_days(  # noqa: PLR0913 - what a formula takes, each in its unit
    extremes_c: tuple[Values, Values],
    base_c: float,
    method: Method,
    upper_c: float | None = None,
    *,
    cutoff: Cutoff = Cutoff.HORIZONTAL,
    next_low_c: Values | None = None,
) -> Values:
    """Return the degree days of days of which the highest and lowest temperature are known.

    Parameters
    ----------
    extremes_c : (float or array, float or array)
        Highest and lowest temperature of each day. [°C, or °F for all]
    base_c : float
        Temperature from which warmth counts. [°C]
    method : Method
        How it is counted. [-]
    upper_c : float, optional
        Temperature above which more warmth does not count as much. [°C]
    cutoff : Cutoff
        What becomes of it; other than horizontal for triangles and sines only. [-]
    next_low_c : float or array, optional
        Lowest temperature of the day after, for the double methods. [°C]

    Returns
    -------
    float or array
        Degree days of each day, at least 0; NaN where a temperature is. [K d]

    Raises
    ------
    ValueError
        A highest below its lowest, an infinite one, an upper limit not above the base, a next lowest for
        a method that needs none or none for one that does, a cut-off that the method does not know.

    Notes
    -----
    With m the mean, h and l the extremes, b the base: average max(0, m - b); substitution the same of
    min(h, u) and max(l, b) [1]_; Met Éireann [2]_ m - b where l >= b, (h - b)/2 - (b - l)/4 where m >= b,
    (h - b)/4 where h > b, else 0; triangle (h - b)^2 / [2 (h - l)] and sine [3]_ where the base lies
    between; the double methods are the mean of both halves, each with its own lowest [4]_. An upper limit
    takes off the degree days above it; the mean of *average* is capped. The intermediate cut-off takes
    them off twice, but never more than the vertical one, which takes off all of the time above [5]_.

    References
    ----------
    .. [1] Iowa State University, Agronomy 541; uspest.org, Oregon State University: calculation methods.
    .. [2] Met Éireann, degree days below and above a base.
    .. [3] Baskerville G.L., Emin P. (1969), Ecology 50, 514-517.
    .. [4] Allen J.C. (1976), Environmental Entomology 5, 388-396; Zalom F.G. et al. (1983), University of
       California leaflet 21373.
    .. [5] University of California Statewide Integrated Pest Management Program: degree-day concepts.

    Examples
    --------
    A day of 20 and 6 °C above 10 °C.

    >>> degree_days((20.0, 6.0), 10.0, Method.MET_EIREANN)
    4.0
    >>> round(degree_days((20.0, 6.0), 10.0, Method.SINGLE_SINE), 2)
    3.94

    A day of 81 and 46 °F between 50 and 70 °F, before a night of 41 °F.

    >>> day, limits = (81.0, 46.0), (50.0, Method.DOUBLE_SINE, 70.0)
    >>> [round(degree_days(day, *limits, cutoff=cutoff, next_low_c=41.0), 2) for cutoff in Cutoff]
    [10.85, 8.24, 3.55]
    """
    high, low = np.broadcast_arrays(numbers(extremes_c[0]), numbers(extremes_c[1]))
    _refuse(high, low, base_c, upper_c)
    if (method in _HALVES) != (next_low_c is not None):
        raise ValueError(f"next_low_c: {next_low_c}, expected for the double methods, and for no other")
    if next_low_c is not None:
        halves = [
            degree_days((high, each), base_c, _HALVES[method], upper_c, cutoff=cutoff)
            for each in (low, np.broadcast_to(numbers(next_low_c), low.shape))
        ]
        return cast("Values", as_given(0.5 * (numbers(halves[0]) + halves[1])))
    if cutoff is not Cutoff.HORIZONTAL and method not in _HALVES.values():
        raise ValueError(f"cutoff: {cutoff}, expected horizontal for {method}")
    unknown = np.isnan(high) | np.isnan(low)
    if method in _OF_EXTREMES:
        found = _OF_EXTREMES[method](high, low, base_c, np.inf if upper_c is None else upper_c)
    else:
        found = _ABOVE[method](high, low, base_c)
        if upper_c is not None:
            found = found - _cut_off(high, low, (base_c, upper_c), method, cutoff)
    return cast("Values", as_given(np.where(unknown, np.nan, found)))


def degree_days_cost(
    base_c: float,
    upper_c: float | None = None,
    rule: Rule = Rule.RAMP,
    *,
    cutoff: Cutoff = Cutoff.HORIZONTAL,
) -> Cost:
    """Return the degree days of segments of a temperature that was logged.

    Parameters
    ----------
    base_c : float
        Temperature from which warmth counts. [°C]
    upper_c : float, optional
        Temperature above which more warmth does not count as much. [°C]
    rule : Rule
        What happened between the samples. [-]
    cutoff : Cutoff
        What becomes of it. [-]

    Returns
    -------
    callable
        Degree days [K d] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums` and `running`.

    Raises
    ------
    ValueError
        An upper limit not above the base, or a base that is no number.

    Notes
    -----
    The integral of max(0, min(T, u) - b) dt / 24 h, exact along straight lines; for hourly readings that
    stand for their hour, `Rule.STEP`, the sum of max(0, T - b) / 24 [1]_. With the intermediate cut-off
    the rate falls again from u on, down to 0 at 2 u - b; with the vertical one it is 0 from there on.

    References
    ----------
    .. [1] Textbook; Baskerville G.L., Emin P. (1969), Ecology 50, 514-517, take it for the truth.

    Examples
    --------
    Six hours at 22 °C are 3 degree days above 10 °C, and 2.5 of them below an upper limit of 20 °C.

    >>> start, end, hours = np.array([22.0]), np.array([22.0]), np.array([6.0])
    >>> degree_days_cost(10.0)(start, end, hours), degree_days_cost(10.0, 20.0)(start, end, hours)
    (array([3.]), array([2.5]))
    """
    _refuse(np.zeros(0), np.zeros(0), base_c, upper_c)
    from_base = degree_hours_cost(base_c, Side.ABOVE, rule)
    parts = [] if upper_c is None else _parts_above(base_c, upper_c, rule, cutoff)

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        counted = from_base(start, end, duration_h)
        for factor, part in parts:
            counted = counted + factor * part(start, end, duration_h)
        return counted / DAY_H

    return cost


def _parts_above(base_c: float, upper_c: float, rule: Rule, cutoff: Cutoff) -> list[tuple[float, Cost]]:
    """Return what is added to the degree-hours above the base for an upper limit."""
    beyond = degree_hours_cost(upper_c, Side.ABOVE, rule)
    if cutoff is Cutoff.HORIZONTAL:
        return [(-1.0, beyond)]
    if cutoff is Cutoff.INTERMEDIATE:
        return [(-2.0, beyond), (1.0, degree_hours_cost(2.0 * upper_c - base_c, Side.ABOVE, rule))]
    return [(-1.0, beyond), (base_c - upper_c, hours_outside_cost(upper_c, Side.ABOVE, rule))]


def _cut_off(high: Array, low: Array, limits_c: tuple[float, float], method: Method, cutoff: Cutoff) -> Array:
    """Return what an upper limit takes off the degree days above the base."""
    base_c, upper_c = limits_c
    beyond = _ABOVE[method](high, low, upper_c)
    if cutoff is Cutoff.HORIZONTAL:
        return beyond
    width = _width_across(high, low, upper_c)
    if method is Method.SINGLE_SINE:
        part = 0.5 - np.arcsin(np.clip((2.0 * upper_c - high - low) / width, -1.0, 1.0)) / np.pi
    else:
        part = (high - upper_c) / width
    part = np.select([high <= upper_c, low >= upper_c], [np.zeros_like(high), np.ones_like(high)], part)
    stopped = beyond + (upper_c - base_c) * part
    return stopped if cutoff is Cutoff.VERTICAL else np.minimum(2.0 * beyond, stopped)


def _average(high: Array, low: Array, base_c: float, upper_c: float) -> Array:
    return np.asarray(np.maximum(np.minimum(0.5 * (high + low), upper_c) - base_c, 0.0))


def _substitution(high: Array, low: Array, base_c: float, upper_c: float) -> Array:
    return np.asarray(0.5 * (np.clip(high, base_c, upper_c) + np.clip(low, base_c, upper_c)) - base_c)


def _met_eireann(high: Array, low: Array, base_c: float) -> Array:
    mean = 0.5 * (high + low)
    return np.select(
        [low >= base_c, high <= base_c, mean >= base_c],
        [mean - base_c, np.zeros_like(mean), 0.5 * (high - base_c) - 0.25 * (base_c - low)],
        0.25 * (high - base_c),
    )


def _width_across(high: Array, low: Array, base_c: float) -> Array:
    """Return the swing of a day that crosses the base; of any other, which needs none, 1 K."""
    return np.where((low < base_c) & (base_c < high), high - low, 1.0)


def _triangle(high: Array, low: Array, base_c: float) -> Array:
    between = np.square(high - base_c) / (2.0 * _width_across(high, low, base_c))
    return np.select(
        [low >= base_c, high <= base_c], [0.5 * (high + low) - base_c, np.zeros_like(high)], between
    )


def _sine(high: Array, low: Array, base_c: float) -> Array:
    mean, half = 0.5 * (high + low), 0.5 * _width_across(high, low, base_c)
    turn = np.arcsin(np.clip((base_c - mean) / half, -1.0, 1.0))
    between = ((mean - base_c) * (0.5 * np.pi - turn) + half * np.cos(turn)) / np.pi
    return np.select([low >= base_c, high <= base_c], [mean - base_c, np.zeros_like(high)], between)


_OF_EXTREMES: dict[Method, Callable[[Array, Array, float, float], Array]] = {
    Method.AVERAGE: _average,
    Method.SUBSTITUTION: _substitution,
}
"""Methods that know the upper limit themselves. [K d] (by definition of the methods)"""
_ABOVE: dict[Method, Callable[[Array, Array, float], Array]] = {
    Method.MET_EIREANN: _met_eireann,
    Method.SINGLE_TRIANGLE: _triangle,
    Method.SINGLE_SINE: _sine,
}
"""Methods that count what lies above a temperature. [K d] (by definition of the methods)"""
_HALVES = {Method.DOUBLE_TRIANGLE: Method.SINGLE_TRIANGLE, Method.DOUBLE_SINE: Method.SINGLE_SINE}
"""What each half of a day is counted by. [-] (by definition of the methods)"""


def _refuse(high: Array, low: Array, base_c: float, upper_c: float | None) -> None:
    if upper_c is not None and not upper_c > base_c:
        raise ValueError(f"upper_c: {upper_c} °C, expected more than base_c, {base_c} °C")
    if not np.isfinite(base_c):
        raise ValueError(f"base_c: {base_c} °C, expected a number")
    odd = np.isinf(high) | np.isinf(low) | (high < low)
    if odd.any():
        at = int(np.argmax(odd))
        raise ValueError(f"extremes_c: {high.flat[at]} and {low.flat[at]} °C, expected highest, then lowest")
