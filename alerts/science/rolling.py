"""What many series cost in every window of one length."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.ragged import Ragged, laid_out
from alerts.science.ramps import Rule
from alerts.science.segments import TOLERANCE_H, Array, Cost, Starts, running_sums


class Windows(NamedTuple):
    """Sums over windows of one length that end at a sample each."""

    end_h: Array
    """Where each window ends: the samples that have a whole window behind them. [h]"""
    hours: Array
    """Length of each: the window, or of the whole record where that is shorter. [h]"""
    total: Array
    """What each cost. [unit of the cost]"""


def rolling_sums(cost: Cost, time_h: Array, value: Array, window_h: float, rule: Rule = Rule.RAMP) -> Windows:
    """Return what one series cost in each window that ends at one of its samples.

    Parameters
    ----------
    cost : callable
        What segments cost; see `ramps.arrhenius_cost`.
    time_h, value : array
        Times, ascending [h]; value at each of them.
    window_h : float
        Length of the window, above 0. [h]
    rule : Rule
        What happened between the samples: the value where a window begins between two. [-]

    Returns
    -------
    Windows
        One for each sample with a whole window behind it; the whole record where it is shorter.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite value; a
        window that is not above 0.

    Notes
    -----
    The difference of two running sums, less the part of a segment before the window begins [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the sum.

    Examples
    --------
    The dearest two hours of five: those from 1 to 3 h.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> cost = arrhenius_cost(1.0, 60.588, Rule.STEP)
    >>> windows = rolling_sums(cost, np.arange(5.0), np.array([1.0, 25.0, 25.0, 1.0, 1.0]), 2.0, Rule.STEP)
    >>> windows.end_h, windows.total.round(2)
    (array([2., 3., 4.]), array([ 9.5 , 16.99,  9.5 ]))
    """
    return rolling_sums_of_series(cost, time_h, value, window_h, rule=rule)[0]


def rolling_sums_of_series(  # noqa: PLR0913 - what a formula takes, each in its unit
    cost: Cost,
    time_h: Array,
    value: Array,
    window_h: float,
    starts: Starts | None = None,
    *,
    rule: Rule = Rule.RAMP,
) -> tuple[Windows, Ragged]:
    """Return what many series cost in each window that ends at one of their samples.

    Parameters
    ----------
    cost : callable
        What segments cost; see `ramps.arrhenius_cost`.
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    value : array
        Series x samples; or all series one after the other. [any]
    window_h : float
        Length of the window, above 0. [h]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    (Windows, Ragged)
        Windows of all series, one after the other, NaN where a sample before their end is [h], [unit of
        the cost]; and where those of each series lie among them, at least one of each.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite value; a
        window that is not above 0.

    Notes
    -----
    As `rolling_sums` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the sum.

    Examples
    --------
    The dearest two hours of two series, of which the second is shorter than that.

    >>> time_h, value, starts = np.array([0.0, 1.0, 2.0, 3.0, 0.0, 1.0]), np.ones(6), np.array([0, 4])
    >>> windows, series = rolling_sums_of_series(lambda a, b, hours: hours, time_h, value, 2.0, starts)
    >>> windows.end_h, windows.total, series.highest(windows.total)
    (array([2., 3., 1.]), array([2., 2., 1.]), array([2., 1.]))
    """
    if not window_h > 0.0:
        raise ValueError(f"window_h: {window_h}, expected more than 0")
    times_h, (values,), series = laid_out(time_h, starts, value=value)
    sums = running_sums(cost, times_h, values, series.starts)
    since_h = times_h - series.along(series.firsts(times_h))
    spans_h = series.lasts(since_h)
    short = spans_h < window_h - TOLERANCE_H
    whole = since_h >= window_h - TOLERANCE_H
    whole[(series.starts + series.counts - 1)[short]] = True
    ends = np.flatnonzero(whole)
    found = series.only(whole)
    is_short = np.repeat(short, found.counts)
    total, long = sums[ends], np.flatnonzero(~is_short)
    if long.size:
        whose = np.repeat(np.arange(series.counts.size), found.counts)[long]
        first = series.first_after(since_h, whose, since_h[ends[long]] - window_h)
        begin_h, before_h, after_h = times_h[ends[long]] - window_h, times_h[first - 1], times_h[first]
        share = (begin_h - before_h) / np.where(after_h > before_h, after_h - before_h, 1.0)
        before, after = values[first - 1], values[first]
        begin = before if rule is Rule.STEP else before + share * (after - before)
        total[long] += cost(begin, after, after_h - begin_h) - sums[first]
    return Windows(times_h[ends], np.where(is_short, found.along(spans_h), window_h), total), found
