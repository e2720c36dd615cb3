"""How the lag of goods behind their air is found: least squares over many series at once.

What is public of it is in ``packaging_lag``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.product_series import follow_air_many
from alerts.science.ragged import Flags, Ragged
from alerts.science.segments import Array

SHORTEST_LAG, LONGEST_LAG = 0.1, 20.0
"""Where a lag is looked for: from a part of the median interval to many times the whole time. [-] (house
choice)"""
GRID = 24
"""Lags that are tried at a time. [-] (house choice)"""
ROUNDS = 2
"""How often the neighbours of the best are looked at more closely: to a tenth of it. [-] (derived)"""
STEPS = 12
"""Steps by which the best is closed in on then: to 1e-11 of it. [-] (derived: on a thousand histories)"""
NEAR = 1e-4
"""Part of a lag by which it is moved to see what depends on it. [-] (house choice)"""
MOST_CORRELATED = 0.98
"""Correlation of neighbouring residuals above which it is not counted higher. [-] (house choice)"""


class Probes(NamedTuple):
    """Air and goods of many series, one after the other, and which of the goods' samples were read."""

    time_h: Array
    air_c: Array
    goods_c: Array
    series: Ragged
    read: Flags
    seen: Ragged
    """Where the samples that were read lie among themselves."""
    with_offset: bool

    def curve(self, lags_h: Array) -> tuple[Array, Array]:
        """Return goods that begin as warm as the air, and what a kelvin more at the start adds to them."""
        first_c = self.series.firsts(self.air_c)
        base_c = follow_air_many(self.time_h, self.air_c, first_c, lags_h, self.series.starts)
        since_h = self.time_h - self.series.along(self.series.firsts(self.time_h))
        start = np.exp(-since_h / self.series.along(lags_h))
        return base_c[self.read], start[self.read]


class Solved(NamedTuple):
    """What fits best at given lags."""

    start: Array
    """What a kelvin more at the start adds, over its largest: the start may be long gone. [-]"""
    largest: Array
    """That largest, of each series. [-]"""
    factor_k: Array
    """How much of *start* there is, of each series. [K]"""
    offset_k: Array
    """How much the goods' probe reads more, of each series. [K]"""
    left_k: Array
    """What is left, at each sample that was read. [K]"""


class Searched(NamedTuple):
    """The best lag of each series, and what goes with it."""

    lag_h: Array
    error_h: Array
    initial_k: Array
    """By how much the goods begin warmer than their air. [K]"""
    offset_k: Array
    rmse_k: Array


def best_lags(probes: Probes) -> Searched:
    """Return the lag of each series whose squares are least, with its error.

    Parameters
    ----------
    probes : Probes
        Air and goods of many series that tell enough. [h], [°C]

    Returns
    -------
    Searched
        Lags and their errors [h], starts above the air, offsets, and what is left [K].

    Notes
    -----
    A grid that gets finer, then the point at which the slope of the squares passes 0, with start and
    offset solved for at each lag [1]_.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), SIAM J. Numer. Anal. 10, 413-432.

    Examples
    --------
    >>> from alerts.science.ragged import Ragged
    >>> time_h, one = np.linspace(0.0, 9.0, 10), Ragged.of_counts(np.array([10]))
    >>> goods_c = 20.0 * np.exp(-time_h / 3.0)
    >>> probes = Probes(time_h, np.zeros(10), goods_c, one, goods_c > 0.0, one, with_offset=False)
    >>> best_lags(probes).lag_h.round(9)
    array([3.])
    """
    series, steps_h = probes.series, probes.series.steps(probes.time_h)
    shortest_h = SHORTEST_LAG * series.medians(steps_h, steps_h > 0.0)
    longest_h = LONGEST_LAG * (series.lasts(probes.time_h) - series.firsts(probes.time_h))
    lag_h = _closed_in(probes, *_nearest(probes, shortest_h, longest_h))
    at_best = _solved(probes, lag_h)
    error_h = _error_h(probes, lag_h, at_best)
    error_h = np.where(lag_h <= shortest_h * (1.0 + NEAR), np.maximum(error_h, lag_h), error_h)
    error_h = np.where(lag_h >= longest_h * (1.0 - NEAR), np.inf, error_h)
    with np.errstate(over="ignore"):  # a start that is long gone may have been anything
        initial_k = at_best.factor_k / at_best.largest
    rmse_k = np.sqrt(probes.seen.means(at_best.left_k**2))
    return Searched(lag_h, error_h, initial_k, at_best.offset_k, rmse_k)


def _nearest(probes: Probes, shortest_h: Array, longest_h: Array) -> tuple[Array, Array]:
    """Return the two lags of each series between which the squares are least."""
    each = np.arange(shortest_h.size)
    for _ in range(ROUNDS):
        trial_h = np.geomspace(shortest_h, longest_h, GRID)
        squares = np.array([probes.seen.sums(_solved(probes, lag_h).left_k ** 2) for lag_h in trial_h])
        best = np.argmin(squares, axis=0)
        shortest_h = trial_h[np.maximum(best - 1, 0), each]
        longest_h = trial_h[np.minimum(best + 1, GRID - 1), each]
    return shortest_h, longest_h


def _closed_in(probes: Probes, low_h: Array, high_h: Array) -> Array:
    """Return the lag between two at which the squares fall no more.

    Their slope is looked at, not they themselves: close to the least they are as good as level, and which
    of them is the least would be a matter of rounding. By the Illinois rule: where a straight line between
    the slopes at both ends passes 0, with the slope of an end that stays twice halved.
    """
    falls_low, falls_high = _fall(probes, low_h), _fall(probes, high_h)
    middle_h, before = low_h, np.zeros(low_h.shape)
    for _ in range(STEPS):
        between = (falls_low > 0.0) & (falls_high < 0.0)
        share = np.where(between, falls_low, 1.0) / np.where(between, falls_low - falls_high, 2.0)
        middle_h = low_h * (high_h / low_h) ** share
        falls = _fall(probes, middle_h)
        up = falls > 0.0
        side = np.where(up, 1.0, -1.0)
        stays, before = np.where(side == before, 0.5, 1.0), side
        low_h, high_h = np.where(up, middle_h, low_h), np.where(up, high_h, middle_h)
        falls_low, falls_high = (
            np.where(up, falls, stays * falls_low),
            np.where(up, stays * falls_high, falls),
        )
    return middle_h


def _fall(probes: Probes, lags_h: Array) -> Array:
    """Return how fast the squares fall as lags grow; below 0 where they rise."""
    at = _solved(probes, lags_h)
    return probes.seen.sums(at.left_k * _slope_k(probes, lags_h, at))


def _solved(probes: Probes, lags_h: Array) -> Solved:
    """Return start and offset that fit best at given lags, and what is left."""
    base_c, start = probes.curve(lags_h)
    largest = probes.seen.highest(start)
    largest = np.where(largest > 0.0, largest, 1.0)
    start /= probes.seen.along(largest)
    return Solved(start, largest, *_without(probes, start, probes.goods_c[probes.read] - base_c))


def _without(probes: Probes, start: Array, wanted_k: Array) -> tuple[Array, Array, Array]:
    """Return how much of a start and of an offset is in what is wanted, and what is neither."""
    seen = probes.seen
    offset_k = seen.means(wanted_k) if probes.with_offset else np.zeros(seen.counts.size)
    middle = seen.means(start) if probes.with_offset else offset_k
    own = start - seen.along(middle)
    told = seen.sums(own * own)
    factor_k = seen.sums(own * wanted_k) / np.where(told > 0.0, told, 1.0)
    left_k = wanted_k - seen.along(offset_k) - seen.along(factor_k) * own
    return factor_k, offset_k - factor_k * middle, left_k


def _slope_k(probes: Probes, lags_h: Array, at: Solved) -> Array:
    """Return what the goods change per part of their lag, at each sample that was read."""
    each_k, largest = probes.seen.along(at.factor_k), probes.seen.along(at.largest)
    nearer, farther = (
        base_c + each_k * (start / largest)
        for base_c, start in (probes.curve(lags_h * (1.0 + sign)) for sign in (-NEAR, NEAR))
    )
    slope: Array = (farther - nearer) / (2.0 * NEAR)
    return slope


def _error_h(probes: Probes, lags_h: Array, at: Solved) -> Array:
    """Return the standard errors of the lags; infinite where the readings do not depend on them."""
    seen, fitted = probes.seen, 2 + probes.with_offset
    own_k = _without(probes, at.start, _slope_k(probes, lags_h, at))[2]
    told_k2 = seen.sums(own_k * own_k)
    tells = told_k2 > (NEAR * NEAR) * seen.counts
    variance_k2 = seen.sums(at.left_k**2) / np.maximum(seen.counts - fitted, 1)
    widened_k2 = variance_k2 * _inflation(seen, at.left_k)
    return np.where(tells, lags_h * np.sqrt(widened_k2 / np.where(tells, told_k2, 1.0)), np.inf)


def _inflation(seen: Ragged, left_k: Array) -> Array:
    """Return by what correlated residuals widen a variance."""
    before_k = np.roll(left_k, 1)
    before_k[seen.starts] = 0.0
    whole = seen.sums(left_k * left_k)
    together = seen.sums(left_k * before_k) / np.where(whole > 0.0, whole, 1.0)
    alike = np.clip(together, 0.0, MOST_CORRELATED)
    return (1.0 + alike) / (1.0 - alike)
