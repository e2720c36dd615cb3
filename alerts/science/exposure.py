"""Time and degree-hours outside a limit: in all, and in the longest single spell.

Linear in temperature, so a first screen and no measure of shelf life: ten degree-hours at 10 K too many
for one hour and at 2 K for five cost different lives. Show them beside the life that was lost.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from alerts.science.ragged import laid_out
from alerts.science.ramps import Rule
from alerts.science.segments import Array, Cost, Starts, running_sums, segment_sums


class Side(StrEnum):
    """Which side of a limit is outside."""

    ABOVE = "above"
    BELOW = "below"

    def beyond(self, value: Array, limit: Array | float) -> Array:
        """Return by how much each value lies outside; below 0 where it lies inside."""
        return value - limit if self is Side.ABOVE else limit - value


class Outside(NamedTuple):
    """What was outside a limit, one figure for each series. A value on the limit counts as outside."""

    total_h: Array
    """Time outside, all spells together. [h]"""
    longest_h: Array
    """Time outside in the longest single spell. [h]"""
    degree_h: Array
    """Degrees beyond the limit, integrated over time. [K h]"""
    furthest: Array
    """Furthest that a sample lay beyond the limit; below 0 where all were inside. [K]"""


def hours_outside_cost(limit: float, side: Side, rule: Rule = Rule.RAMP) -> Cost:
    """Return how much of each segment is spent outside a limit.

    Parameters
    ----------
    limit : float
        The limit; a value on it is outside. [°C]
    side : Side
        Which side of it is outside. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Time outside [h] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums`.

    Notes
    -----
    Where a straight line crosses the limit, the part beyond it: d_max / (d_max - d_min) of the segment,
    with d the distances of its ends beyond the limit [1]_.

    References
    ----------
    .. [1] Textbook: linear interpolation. That the limit itself counts: WHO PQS E006/TR07.

    Examples
    --------
    >>> cost = hours_outside_cost(8.0, Side.ABOVE)
    >>> cost(np.array([6.0, 8.0]), np.array([10.0, 8.0]), np.array([1.0, 1.0]))
    array([0.5, 1. ])
    """

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        first, last = side.beyond(start, limit), side.beyond(end, limit)
        return _share_outside(first, first if rule is Rule.STEP else last) * duration_h

    return cost


def degree_hours_cost(limit: float, side: Side, rule: Rule = Rule.RAMP) -> Cost:
    """Return the degree-hours outside a limit in each segment.

    Parameters
    ----------
    limit : float
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Degree-hours [K h] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums`.

    Notes
    -----
    Integral of max(0, T - T_high) dt, or of max(0, T_low - T) dt [1]_; exact along straight lines.

    References
    ----------
    .. [1] Textbook: degree-hours.

    Examples
    --------
    Ten degree-hours: an hour 10 K too warm, five hours 2 K too warm.

    >>> cost = degree_hours_cost(0.0, Side.ABOVE)
    >>> cost(np.array([10.0, 2.0, -2.0]), np.array([10.0, 2.0, 2.0]), np.array([1.0, 5.0, 4.0]))
    array([10., 10.,  2.])
    """

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        first, last = side.beyond(start, limit), side.beyond(end, limit)
        if rule is Rule.STEP:
            return np.maximum(first, 0.0) * duration_h
        mean = 0.5 * (np.maximum(first, 0.0) + np.maximum(last, 0.0))
        return _share_outside(first, last) * mean * duration_h

    return cost


def outside(
    time_h: Array,
    value: Array,
    limit: tuple[float, Side],
    starts: Starts | None = None,
    rule: Rule = Rule.RAMP,
) -> Outside:
    """Return what every series spent outside a limit.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    value : array
        Temperature: series x samples; or all series one after the other. [°C]
    limit : (float, Side)
        The limit [°C], itself outside, and which side of it is outside.
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    Outside
        Total and longest time [h], degree-hours [K h] and furthest value [K] of each series.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature.

    Notes
    -----
    A spell lasts from one crossing of the limit to the next; several short ones add up in the total and
    not in the longest. Counters of real loggers are of either kind [1]_.

    References
    ----------
    .. [1] Berlinger & Co, Fridge-tag manual: dips of under an hour each that add up to 3.5 h do not alarm.

    Examples
    --------
    >>> temperature_c = np.array([5.0, 9.0, 9.0, 5.0, 9.0, 5.0])
    >>> spent = outside(np.arange(6.0), temperature_c, (8.0, Side.ABOVE), rule=Rule.STEP)
    >>> spent.total_h, spent.longest_h, spent.degree_h, spent.furthest
    (array([3.]), array([2.]), array([3.]), array([1.]))
    """
    edge, side = limit
    hours_cost = hours_outside_cost(edge, side, rule)
    times_h, (values,), series = laid_out(time_h, starts, value=value)
    beyond = side.beyond(values, edge)
    hours = running_sums(hours_cost, times_h, values, series.starts)
    return Outside(
        segment_sums(hours_cost, times_h, values, series.starts),
        series.highest(spell_hours(hours, beyond, series.starts)),
        segment_sums(degree_hours_cost(edge, side, rule), times_h, values, series.starts),
        series.highest(beyond),
    )


def spell_hours(hours: Array, beyond: Array, starts: Starts) -> Array:
    """Return for each sample how long the spell that ends or goes on at it has lasted [h].

    *hours* is the running time outside of every series, *beyond* how far each sample lies outside,
    *starts* where the series start. A sample inside ends a spell; the next one begins anew.

    >>> hours, beyond = np.array([0.0, 0.5, 1.5, 2.0, 2.5]), np.array([-1.0, 1.0, 1.0, -1.0, 1.0])
    >>> spell_hours(hours, beyond, np.array([0]))
    array([0. , 0.5, 1.5, 2. , 0.5])
    """
    begins = ~(beyond >= 0.0)
    begins[starts] = True
    newest = np.maximum.accumulate(np.where(begins, np.arange(hours.size), 0))
    before = np.concatenate((newest[:1], newest[:-1]))
    before[starts] = starts
    spent: Array = hours - hours[before]
    return spent


def _share_outside(first: Array, last: Array) -> Array:
    """Return the part of each segment whose distance beyond the limit is not below 0 [-]."""
    high, low = np.maximum(first, last), np.minimum(first, last)
    crosses = (low < 0.0) & (high >= 0.0)
    share = np.where(crosses, high, 1.0) / np.where(crosses, high - low, 1.0)
    return np.where(high < 0.0, 0.0, np.where(np.isnan(high), np.nan, share))
