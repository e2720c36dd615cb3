"""Histories as segments between samples: put in order, added up over many series, block by block.

What a segment costs is a function of the value at its start, at its end, and of its length; life used,
mean kinetic temperature, degree-hours and time above a limit differ in that function only. Many series
are one array of series x samples, or one after the other in a flat array with the index at which each
starts. Blocks are small enough to stay in the cache, so that no pass waits for memory.

A value that is NaN makes the answer of its own series NaN, and of no other; `nan_at` names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Starts = NDArray[np.intp]
Cost = Callable[[Array, Array, Array], Array]
"""(value at the start, value at the end, duration [h]) -> cost, for many segments at once."""

BLOCK = 8_192
"""Samples that are worked on at a time: 64 KiB, a few of which fit the second-level cache. [-] (house
choice, measured: twice as many take memory from the system in each pass and are eight times slower)"""
TOLERANCE_H = 1e-9
"""Ten hours added up from minutes are ten hours: what a sum may fall short by. [h] (house choice: far
above the rounding of a sum, far below any sampling interval)"""


def in_order(time_h: Array, value: Array, starts: Starts | None = None) -> tuple[Array, Array, Starts]:
    """Return samples in the order of their times, those of one time averaged.

    Parameters
    ----------
    time_h : array
        Times of the samples, in any order. [h]
    value : array
        Value of each of them. [any]
    starts : array of int, optional
        Index of the first sample of every series; one series where it is left out. [-]

    Returns
    -------
    (array, array, array of int)
        Times, strictly ascending in each series [h]; values; the starts of the series among them [-].

    Raises
    ------
    ValueError
        A time that is no number, shapes that differ, no samples.

    Notes
    -----
    Duplicate time stamps are averaged before anything else, and samples are sorted [1]_.

    References
    ----------
    .. [1] Tong C., Lock A. (2015), "A computational procedure for mean kinetic temperature using
       unequally spaced data", JSM Proceedings, Biopharmaceutical Section.

    Examples
    --------
    >>> time_h, value, _ = in_order(np.array([2.0, 0.0, 2.0]), np.array([14.0, 5.0, 12.0]))
    >>> time_h, value
    (array([0., 2.]), array([ 5., 13.]))
    """
    firsts = checked_starts(time_h, value, starts)
    if not np.isfinite(time_h).all():
        raise ValueError(f"time_h: a time is {time_h[~np.isfinite(time_h)][0]}, expected a number")
    series = np.repeat(np.arange(firsts.size), np.diff(firsts, append=time_h.size))
    order = np.lexsort((time_h, series))
    time_h, value = time_h[order], value[order]
    is_new = np.ones(time_h.size, dtype=bool)
    is_new[1:] = (np.diff(time_h) != 0.0) | (np.diff(series) != 0)
    kept = np.flatnonzero(is_new)
    if kept.size == time_h.size:
        return time_h, value, firsts
    mean = np.add.reduceat(value, kept) / np.diff(kept, append=time_h.size)
    return time_h[kept], mean, np.searchsorted(kept, firsts).astype(np.intp)


def segment_sums(cost: Cost, time_h: Array, value: Array, starts: Starts | None = None) -> Array:
    """Return what the segments of every series cost together.

    Parameters
    ----------
    cost : callable
        What segments cost, of their start values, end values and durations [h].
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    value : array
        Series x samples; or all series one after the other. [any]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    array
        One sum for each series; 0 where it has a single sample. [unit of the cost]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite value.

    Notes
    -----
    A sum over adjacent pieces of time, whatever their lengths [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    Mean of both ends times duration, for two series over the same three hours.

    >>> def trapezoid(start, end, duration_h):
    ...     return 0.5 * (start + end) * duration_h
    >>> segment_sums(trapezoid, np.array([0.0, 1.0, 3.0]), np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 4.0]]))
    array([3., 7.])
    """
    if value.ndim == 1:
        firsts = checked_starts(time_h, value, starts)
        totals = np.zeros(firsts.size)
        for begin, costs in _flat_blocks(cost, time_h, value, firsts):
            inside = firsts[(firsts > begin) & (firsts < begin + costs.size)] - begin
            series = int(np.searchsorted(firsts, begin, side="right")) - 1
            totals[series : series + inside.size + 1] += np.add.reduceat(costs, np.append(0, inside))
        return totals
    totals = np.zeros(value.shape[0])
    for rows, _, costs in _row_blocks(cost, time_h, value):
        totals[rows] += costs.sum(axis=1)
    return totals


def running_sums(cost: Cost, time_h: Array, value: Array, starts: Starts | None = None) -> Array:
    """Return what every series has cost up to each of its samples.

    Parameters
    ----------
    cost, time_h, value, starts
        As in `segment_sums`.

    Returns
    -------
    array
        Sum up to each sample, 0 at the first of each series; of the shape of *value*. [unit of the cost]

    Raises
    ------
    ValueError
        As `segment_sums`.

    Notes
    -----
    Differences between two samples are the cost of the time between them [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> def hours(start, end, duration_h):
    ...     return duration_h
    >>> running_sums(hours, np.array([0.0, 1.0, 3.0, 5.0, 9.0]), np.ones(5), np.array([0, 3]))
    array([0., 1., 3., 0., 4.])
    """
    sums = np.zeros(value.shape)
    if value.ndim == 1:
        firsts = checked_starts(time_h, value, starts)
        for begin, costs in _flat_blocks(cost, time_h, value, firsts):
            sums[begin + 1 : begin + 1 + costs.size] = costs
        for first, last in zip(firsts, np.append(firsts[1:], value.size), strict=True):
            np.cumsum(sums[first:last], out=sums[first:last])
        return sums
    for rows, columns, costs in _row_blocks(cost, time_h, value):
        sums[rows, columns] = costs
    return np.cumsum(sums, axis=1, out=sums)


def nan_at(value: Array, starts: Starts | None = None) -> tuple[tuple[int, int], ...]:
    """Return which samples are NaN, so that an answer that is NaN can be explained.

    Parameters
    ----------
    value : array
        Series x samples; or all series one after the other. [any]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    tuple of (int, int)
        Series and sample in it, both from 0, in order. [-]

    Notes
    -----
    What is not known is never taken for a number [1]_.

    References
    ----------
    .. [1] House rule: no NaN comes out unless one went in, and then it is named.

    Examples
    --------
    >>> nan_at(np.array([1.0, 2.0, float("nan"), 4.0]), np.array([0, 2]))
    ((1, 0),)
    """
    if value.ndim > 1:
        return tuple((int(series), int(sample)) for series, sample in np.argwhere(np.isnan(value)))
    firsts = checked_starts(value, value, starts)
    found = np.flatnonzero(np.isnan(value))
    series = np.searchsorted(firsts, found, side="right") - 1
    return tuple((int(s), int(at - firsts[s])) for s, at in zip(series, found, strict=True))


def spans_h(time_h: Array, value: Array, starts: Starts | None = None) -> Array:
    """Return how long every series lasts [h]: from its first sample to its last.

    >>> spans_h(np.array([0.0, 3.0, 1.0, 2.0]), np.zeros(4), np.array([0, 2]))
    array([3., 1.])
    """
    if value.ndim > 1:
        return np.broadcast_to(time_h[..., -1] - time_h[..., 0], value.shape[:1])
    firsts = checked_starts(time_h, value, starts)
    lasts_h: Array = time_h[np.append(firsts[1:], value.size) - 1]
    return lasts_h - time_h[firsts]


def checked_starts(time_h: Array, value: Array, starts: Starts | None) -> Starts:
    """Return the starts of the series in a flat array; refuse what does not fit together.

    >>> checked_starts(np.zeros(3), np.zeros(3), None)
    array([0])
    """
    if time_h.shape != value.shape:
        raise ValueError(f"time_h: {time_h.shape} times, expected {value.shape}, one for each value")
    if value.size == 0:
        raise ValueError("value: no samples, expected at least one")
    if starts is None:
        return np.zeros(1, dtype=np.intp)
    firsts = np.asarray(starts, dtype=np.intp)
    ends = np.append(firsts, value.size)
    if firsts.size == 0 or firsts[0] != 0 or bool(np.any(np.diff(ends) < 1)):
        raise ValueError(f"starts: {firsts.tolist()}, expected indices that ascend from 0 below {value.size}")
    return firsts


def _flat_blocks(cost: Cost, time_h: Array, value: Array, firsts: Starts) -> Iterator[tuple[int, Array]]:
    """Yield the costs of adjacent segments with the index of the first; those between two series are 0."""
    for begin in range(0, value.size - 1, BLOCK):
        end = min(begin + BLOCK, value.size - 1)
        duration_h = np.diff(time_h[begin : end + 1])
        joins = firsts[(firsts > begin) & (firsts <= end)] - begin - 1
        duration_h[joins] = 0.0
        _refuse_descending(duration_h, time_h[begin:end])
        block = _finite(value[begin : end + 1])
        costs = cost(block[:-1], block[1:], duration_h)
        costs[joins] = 0.0
        yield begin, costs


def _row_blocks(cost: Cost, time_h: Array, value: Array) -> Iterator[tuple[slice, slice, Array]]:
    """Yield rows, columns (of the segments' ends) and costs of blocks of an array of series x samples."""
    count, samples = value.shape
    if time_h.shape not in {(samples,), (count, samples)}:
        raise ValueError(f"time_h: {time_h.shape} times, expected {(samples,)} or {(count, samples)}")
    wide = max(1, min(samples - 1, BLOCK))
    high = max(1, BLOCK // wide)
    for top in range(0, count, high):
        rows = slice(top, min(top + high, count))
        for begin in range(0, samples - 1, wide):
            end = min(begin + wide, samples - 1)
            times = time_h[begin : end + 1] if time_h.ndim == 1 else time_h[rows, begin : end + 1]
            duration_h = np.diff(times)
            _refuse_descending(duration_h, times)
            block = _finite(value[rows, begin : end + 1])
            costs = cost(block[:, :-1], block[:, 1:], duration_h)
            yield rows, slice(begin + 1, end + 1), costs


def _finite(block: Array) -> Array:
    """Return values in double precision; refuse endless ones, of which no sum could be made."""
    low, high = block.min(), block.max()
    if np.isinf(low) or np.isinf(high) or (np.isnan(low) and np.isinf(block).any()):
        raise ValueError(f"value: {block[np.isinf(block)][0]}, expected a finite number, or NaN for unknown")
    return np.asarray(block, dtype=np.float64)


def _refuse_descending(duration_h: Array, time_h: Array) -> None:
    """Refuse times that go back, and times that are not numbers."""
    if not duration_h.min(initial=0.0) >= 0.0:
        worst = int(np.nanargmin(duration_h)) if not np.isnan(duration_h).all() else 0
        raise ValueError(f"time_h: {time_h.flat[worst]} h is followed by less, expected ascending times")
