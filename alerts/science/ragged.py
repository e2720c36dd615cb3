"""Many series of different lengths, one after the other in flat arrays: sums over each, and what each tells.

What is fitted to readings is fitted to all series in one pass. A series that tells too little has NaN for
an answer, and its reason is told beside it; the others are not held up by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from alerts.science.segments import Array, Starts, checked_starts

Flags = NDArray[np.bool_]
Untold = dict[int, str]
"""Series, from 0, that tell too little, and why."""


@dataclass(frozen=True)
class Ragged:
    """Where each series begins, and how many samples it has: at least one."""

    starts: Starts
    counts: Starts

    @classmethod
    def of_counts(cls, counts: Starts) -> Self:
        """Return series of so many samples, one after the other."""
        return cls(np.cumsum(counts) - counts, counts)

    def sums(self, values: Array) -> Array:
        """Return the sum over each series, along the last axis."""
        total: Array = np.add.reduceat(values, self.starts, axis=-1)
        return total

    def means(self, values: Array) -> Array:
        """Return the mean of each series."""
        return self.sums(values) / self.counts

    def highest(self, values: Array) -> Array:
        """Return the highest of each series."""
        most: Array = np.maximum.reduceat(values, self.starts, axis=-1)
        return most

    def along(self, each: Array) -> Array:
        """Return a number of each series at each of its samples."""
        return np.repeat(each, self.counts, axis=-1)

    def firsts(self, values: Array) -> Array:
        """Return the first of each series."""
        first: Array = values[..., self.starts]
        return first

    def lasts(self, values: Array) -> Array:
        """Return the last of each series."""
        last: Array = values[..., self.starts + self.counts - 1]
        return last

    def steps(self, values: Array) -> Array:
        """Return how far each sample is from the one before; 0 at the first of a series."""
        step = np.diff(values, prepend=values[:1])
        step[self.starts] = 0.0
        return step

    def counted(self, flags: Flags) -> Starts:
        """Return at how many samples of each series a flag is set."""
        count: Starts = np.add.reduceat(flags.astype(np.intp), self.starts)
        return count

    def only(self, flags: Flags) -> Ragged:
        """Return the series of the samples whose flag is set; one at least in each."""
        return Ragged.of_counts(self.counted(flags))

    def kept(self, told: Flags) -> tuple[Ragged, Flags]:
        """Return the series that are *told*, and which of the samples are theirs."""
        return Ragged.of_counts(self.counts[told]), np.repeat(told, self.counts)

    def first_after(self, since_h: Array, whose: Starts, wanted_h: Array) -> Starts:
        """Return the first sample after each of the times in its own series, and never the first of all.

        Times count from each series' first sample. They are moved behind one another, so far apart that none
        is taken for one of another series, and all series are looked through at once.
        """
        apart_h = self.lasts(since_h) - wanted_h.min(initial=0.0) + 1.0
        behind_h = np.cumsum(apart_h) - apart_h
        found = np.searchsorted(since_h + self.along(behind_h), wanted_h + behind_h[whose], side="right")
        lasts = self.starts + self.counts - 1
        first: Starts = np.clip(found, self.starts[whose] + 1, lasts[whose])
        return first

    def medians(self, values: Array, flags: Flags) -> Array:
        """Return the median of the flagged samples of each series; NaN where there is none."""
        series = np.repeat(np.arange(self.counts.size), self.counts)[flags]
        size = self.counted(flags)
        order = np.lexsort((values[flags], series))
        ranked = np.append(values[flags][order], np.nan)
        first = np.cumsum(size) - size
        middle = [np.where(size, first + (size - odd) // 2, ranked.size - 1) for odd in (0, 1)]
        median: Array = 0.5 * (ranked[middle[0]] + ranked[middle[1]])
        return median


def laid_out(
    time_h: Array, starts: Starts | None = None, **values: Array
) -> tuple[Array, tuple[Array, ...], Ragged]:
    """Return series one after the other, in whichever form they came.

    Parameters
    ----------
    time_h : array
        Times: one row for each series, or one for all of them; or all series one after the other. [h]
    starts : array of int, optional
        For the flat form: index of the first sample of every series; one series where it is left out. [-]
    **values : array
        By name: series x samples, each of the same shape; or all series one after the other. [any]

    Returns
    -------
    (array, tuple of array, Ragged)
        Times [h] and values, flat, and where each series lies in them.

    Raises
    ------
    ValueError
        Shapes that do not fit each other, no samples, starts that do not ascend from 0.

    Notes
    -----
    The forms of `segments.segment_sums` [1]_.

    References
    ----------
    .. [1] House rule: the same forms for every function of many series.

    Examples
    --------
    >>> time_h, (value,), series = laid_out(np.array([0.0, 1.0]), x=np.array([[1.0, 2.0], [3.0, 5.0]]))
    >>> time_h, series.sums(value)
    (array([0., 1., 0., 1.]), array([3., 8.]))
    """
    (known, first), *others = values.items()
    for name, other in others:
        if other.shape != first.shape:
            raise ValueError(f"{name}: {other.shape} values, expected {first.shape}, as many as of {known}")
    flat = tuple(np.asarray(value, dtype=np.float64).ravel() for value in values.values())
    if first.ndim > 1:
        if time_h.shape not in {first.shape, first.shape[1:]}:
            raise ValueError(f"time_h: {time_h.shape} times, expected {first.shape[1:]} or {first.shape}")
        time_h = np.broadcast_to(time_h, first.shape).ravel()
        starts = np.arange(first.shape[0], dtype=np.intp) * first.shape[1]
    firsts = checked_starts(time_h, flat[0], starts)
    return time_h, flat, Ragged(firsts, np.diff(firsts, append=time_h.size))


def spread_out(told: Flags, found: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return numbers of the *told* series among all of them; NaN for the others.

    Parameters
    ----------
    told : array of bool
        Which of the series have numbers. [-]
    found : tuple of array
        Numbers of those, in their order. [any]

    Returns
    -------
    tuple of array
        Each with one number for every series. [as *found*]

    Notes
    -----
    NaN says that a series told too little; `Untold` says why [1]_.

    References
    ----------
    .. [1] House rule: no NaN comes out without being named.

    Examples
    --------
    >>> spread_out(np.array([True, False]), (np.array([1.5]),))
    (array([1.5, nan]),)
    """
    whole = np.full((len(found), told.size), np.nan)
    whole[:, told] = found
    return tuple(whole)
