"""Fewer points for a chart, without losing a peak: the lowest and the highest value of every bucket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.clock import MS_PER_HOUR

Instants = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


_IN_AN_HOUR_MS = (1, 5, 25, 125, 250, 500, 1_000, 5_000, 25_000, 75_000, 225_000, 450_000, 900_000, 1_800_000)
"""How wide a bucket may be that is shorter than an hour: each of them has room for some of the one before."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Buckets of equal width: bucket *k* is [start_ms + k·width_ms, start_ms + (k+1)·width_ms).

    They are parts of an hour of the clock, or whole hours. So the extremes of narrow ones are all that wide
    ones need, and a store can look for them before it knows when the first reading was.
    """

    start_ms: int
    width_ms: int
    buckets: int

    @classmethod
    def over(cls, first_ms: int, last_ms: int, max_points: int) -> Grid:
        """Return the grid over [first_ms, last_ms] whose extremes are at most *max_points*.

        >>> Grid.over(7, 104, 20)
        Grid(start_ms=0, width_ms=25, buckets=5)
        >>> Grid.over(MS_PER_HOUR + 5, 9 * MS_PER_HOUR, 10) == Grid(MS_PER_HOUR, 2 * MS_PER_HOUR, 5)
        True
        >>> Grid.over(MS_PER_HOUR + 5, 4 * MS_PER_HOUR, 10) == Grid(MS_PER_HOUR, MS_PER_HOUR, 4)
        True
        """
        most = max_points // 2
        for width_ms in (*_IN_AN_HOUR_MS, MS_PER_HOUR):
            first = first_ms // width_ms
            buckets = last_ms // width_ms - first + 1
            if buckets <= most:
                return cls(first * width_ms, width_ms, buckets)
        hours_each = -(-buckets // most)
        return cls(first * MS_PER_HOUR, hours_each * MS_PER_HOUR, -(-buckets // hours_each))


def thinned_to(observed_at_ms: Instants, value: Values, max_points: int) -> tuple[Instants, Values]:
    """Return at most *max_points* points of a series that is in order of time, without losing a peak."""
    if len(observed_at_ms) <= max_points:
        return observed_at_ms, value
    grid = Grid.over(int(observed_at_ms[0]), int(observed_at_ms[-1]), max_points)
    return thin(observed_at_ms, value, grid)


def thin(observed_at_ms: Instants, value: Values, grid: Grid) -> tuple[Instants, Values]:
    """Return the first lowest and the first highest value of every bucket, at their own times.

    Args:
        observed_at_ms: ascending, not before the grid's start [ms].
        value: finite, one per instant.
        grid: the buckets.

    Returns:
        Ascending instants and their values, at most two per bucket.

    >>> at, value = thin(np.arange(6), np.array([1.0, 5.0, 2.0, 4.0, 4.0, 3.0]), Grid(0, 3, 2))
    >>> at.tolist(), value.tolist()
    ([0, 1, 3, 5], [1.0, 5.0, 4.0, 3.0])
    """
    if len(observed_at_ms) == 0:
        return observed_at_ms, value
    bucket = (observed_at_ms - grid.start_ms) // grid.width_ms
    starts = np.flatnonzero(_changes(bucket))
    lengths = np.diff(np.append(starts, len(bucket)))
    chosen = []
    for extreme in (np.minimum, np.maximum):
        peaks = np.repeat(extreme.reduceat(value, starts), lengths)
        hits = np.flatnonzero(value == peaks)
        chosen.append(hits[_changes(bucket[hits])])
    kept = np.unique(np.concatenate(chosen))
    return observed_at_ms[kept], value[kept]


def thin_by_parts(
    fetch: Callable[[int, int], tuple[Instants, Values]], grid: Grid, extent_ms: tuple[int, int], at_once: int
) -> tuple[Instants, Values]:
    """Return what ``thin`` does of everything in *extent_ms*, without all of it in memory.

    Args:
        fetch: returns what was observed in [start_ms, end_ms), ascending.
        grid: the buckets.
        extent_ms: the first and the last instant [ms].
        at_once: how many buckets are fetched at a time, at least one.
    """
    (first_ms, last_ms), width_ms = extent_ms, grid.width_ms * max(1, at_once)
    parts = [
        thin(*fetch(max(from_ms, first_ms), min(from_ms + width_ms, last_ms + 1)), grid)
        for from_ms in range(grid.start_ms, last_ms + 1, width_ms)
    ]
    at, value = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return at, value


def _changes(bucket: Instants) -> npt.NDArray[np.bool_]:
    changes = np.ones(len(bucket), dtype=np.bool_)
    np.not_equal(bucket[1:], bucket[:-1], out=changes[1:])
    return changes
