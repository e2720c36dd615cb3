"""What recent readings say of what comes: the courses that they allow, each with its weight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.ragged import Flags, Ragged, Untold, laid_out
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Starts

TRIAL_LAGS = 60
"""Time constants that are weighed against each other. [-] (house choice)"""
ROUNDS = 3
"""How often those that can be are looked at more closely. [-] (house choice)"""
UNLIKELY = 1e-6
"""Odds against the best below which a time constant is left out. [-] (house choice)"""
ANYWHERE_K = 30.0
"""Standard deviation of surroundings of which nothing is known, around the newest reading. [K] (house choice:
from a freezer to a yard in the sun)"""
SHORTEST_LAG, LONGEST_LAG = 0.5, 200.0
"""Between which they lie: from half a median interval to many times what was seen. [-] (house choice)"""
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
"""Standard deviations at which uncertain values are tried, and what each counts. [-] (Gauss's rule for the
normal distribution, Abramowitz and Stegun 25.4.46; grade S)"""
LEAST_NOISE_K = 0.03
"""No reading is better than its last digit: what rounding to 0.1 K scatters. [K] (derived, 0.1 / sqrt(12))"""
FEWEST = 4
"""Samples without which there is no trend. [-] (derived: one more than what is fitted)"""
FITTED = 3
"""Numbers that are fitted: start, end, time constant. [-] (by definition)"""


class Trend(NamedTuple):
    """What recent readings say of what comes: possible courses, each with its weight."""

    now_c: Array
    """Temperature now, of each course. [°C]"""
    final_c: Array
    """Temperature towards which it goes. [°C]"""
    lag_h: Array
    """Its time constant. [h]"""
    weight: Array
    """How likely it is; all together 1. [-]"""


def recent_trend(
    time_h: Array, temperature_c: Array, surroundings: tuple[float, float] | None = None
) -> Trend:
    """Return the courses that recent readings allow.

    Parameters
    ----------
    time_h : array
        Times, ascending, since what has changed the course. [h]
    temperature_c : array
        Temperature at each of them, at least four; NaN where it was not read. [°C]
    surroundings : (float, float), optional
        Temperature of the surroundings and its standard error, where they are known [°C], [K]; else they
        are inferred from how the readings bend.

    Returns
    -------
    Trend
        Courses T_f + (T_0 - T_f) exp(-t / tau) and their weights. [°C], [h], [-]

    Raises
    ------
    ValueError
        Fewer than four readings, no time between them, times that go back, an infinite reading;
        surroundings that are no number.

    Notes
    -----
    Every time constant of a wide logarithmic range is tried; start and end are linear and solved for [1]_,
    with the surroundings as a normal prior of the end. Each is weighed by exp(-S / 2), S its squares over
    the noise of the best one; start and end vary as their covariance says, by Gauss's rule. Readings that
    do not bend yet leave a wide band: nobody knows where they will end.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), SIAM J. Numer. Anal. 10, 413-432, for the separation.

    Examples
    --------
    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> trend = recent_trend(time_h, 20.0 - 16.0 * np.exp(-time_h / 3.0), (20.0, 0.1))
    >>> round(float(trend.lag_h @ trend.weight), 1), round(float(trend.now_c @ trend.weight), 1)
    (3.0, 11.8)
    """
    trends, untold = recent_trends(time_h, temperature_c, surroundings=surroundings)
    if untold:
        raise ValueError(untold[0])
    return Trend(*(part[0] for part in trends))


def recent_trends(
    time_h: Array,
    temperature_c: Array,
    starts: Starts | None = None,
    *,
    surroundings: tuple[Array | float, Array | float] | None = None,
) -> tuple[Trend, Untold]:
    """Return the courses that the recent readings of many series allow.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    temperature_c : array
        As in `recent_trend`: series x samples; or all series one after the other. [°C]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    surroundings : (float or array, float or array), optional
        As there, of all series or of each. [°C], [K]

    Returns
    -------
    (Trend, dict of int to str)
        Series x courses, as `recent_trend` has them, NaN where a series tells too little [°C], [h], [-];
        those series, from 0, and why. There are `TRIAL_LAGS` x 49 courses of each: for thousands of
        series see `breach.hours_to_limits`.

    Raises
    ------
    ValueError
        Surroundings that are no number, shapes that do not fit each other.

    Notes
    -----
    As `recent_trend` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), SIAM J. Numer. Anal. 10, 413-432, for the separation.

    Examples
    --------
    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> rooms_c = 20.0 - 16.0 * np.exp(-np.outer([1 / 3, 1 / 2], time_h))
    >>> trends, untold = recent_trends(time_h, rooms_c, surroundings=(20.0, 0.1))
    >>> np.sum(trends.lag_h * trends.weight, axis=1).round(1), untold
    (array([3., 2.]), {})
    """
    times_h, (seen_c,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    read = ~np.isnan(seen_c)
    untold = _untold(times_h, seen_c, series)
    told = ~np.isin(np.arange(series.counts.size), list(untold))
    whole = Trend(*np.full((len(Trend._fields), told.size, TRIAL_LAGS * NODES.size**2), np.nan))
    if not told.any():
        return whole, untold
    kept, theirs = series.kept(told)
    seen, used = kept.only(read[theirs]), theirs & read
    since_h = times_h[used] - seen.along(kept.lasts(times_h[theirs]))
    prior = _prior(seen.lasts(seen_c[used]), surroundings, told)
    for part, found in zip(whole, _courses(since_h, seen_c[used], seen, prior), strict=True):
        part[told] = found
    return whole, untold


def _untold(time_h: Array, seen_c: Array, series: Ragged) -> Untold:
    """Return which series have no trend, and why."""
    read = ~np.isnan(seen_c)
    counts = series.counted(read)
    spans = series.highest(np.where(read, time_h, -np.inf)) > -series.highest(
        np.where(read, -time_h, -np.inf)
    )
    # of the samples that were read, each against the one before that was read
    at = np.flatnonzero(read)
    back = np.zeros(seen_c.size, dtype=bool)
    back[at[1:]] = np.diff(time_h[at]) < 0.0
    whose = np.repeat(np.arange(series.counts.size), series.counts)[at]
    back[at[1:]] &= np.diff(whose) == 0
    endless = series.counted(np.isinf(seen_c)) > 0
    few = (counts < FEWEST) | ~spans | (series.counted(back) > 0)
    untold = dict.fromkeys(
        np.flatnonzero(endless).tolist(),
        "temperature_c: infinite, expected numbers, or NaN where none was read",
    )
    for series_at in np.flatnonzero(few & ~endless).tolist():
        untold[series_at] = (
            f"time_h: {counts[series_at]} readings, expected at least {FEWEST}, at ascending times"
        )
    return untold


def _prior(
    newest_c: Array, surroundings: tuple[Array | float, Array | float] | None, told: Flags
) -> tuple[Array, Array]:
    """Return what is known of where each series ends, and how sure that is; refuse what is no number."""
    if surroundings is None:
        return newest_c, np.full(newest_c.shape, ANYWHERE_K)
    middle_c, error_k = (np.broadcast_to(numbers(part), told.shape) for part in surroundings)
    if not (np.isfinite(middle_c) & (error_k >= 0.0)).all():
        raise ValueError(f"surroundings: {surroundings}, expected a temperature and an error of at least 0")
    return middle_c[told], error_k[told]


def _courses(since_h: Array, seen_c: Array, series: Ragged, prior: tuple[Array, Array]) -> Trend:
    """Return the courses that the readings of each series allow."""
    steps_h = series.steps(since_h)
    shortest_h = SHORTEST_LAG * series.medians(steps_h, steps_h > 0.0)
    longest_h = LONGEST_LAG * (series.lasts(since_h) - series.firsts(since_h))
    each = np.arange(series.counts.size)
    for _ in range(ROUNDS):
        trial_h = np.geomspace(shortest_h, longest_h, TRIAL_LAGS)
        odds, middle, spread = _weighed(since_h, seen_c, series, trial_h, prior)
        likely = odds >= UNLIKELY
        first, after = np.argmax(likely, axis=0), TRIAL_LAGS - np.argmax(likely[::-1], axis=0)
        shortest_h = trial_h[np.maximum(first - 1, 0), each]
        longest_h = trial_h[np.minimum(after, TRIAL_LAGS - 1), each]
    start_z, end_z = (part.ravel() for part in np.meshgrid(NODES, NODES))
    own = np.outer(WEIGHTS, WEIGHTS).ravel()
    final_c, apart_k = (
        part.T[:, :, None] + sum(by.T[:, :, None] * z for by, z in spreads)
        for part, spreads in (
            (middle[0], ((spread[0], start_z),)),
            (middle[1], ((spread[1], start_z), (spread[2], end_z))),
        )
    )
    now_c = final_c + apart_k * np.exp(series.firsts(since_h) / trial_h).T[:, :, None]
    weight = odds.T[:, :, None] * own
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    lag_h = np.broadcast_to(trial_h.T[:, :, None], weight.shape)
    return Trend(*(part.reshape(each.size, -1) for part in (now_c, final_c, lag_h, weight)))


def _weighed(
    since_h: Array, seen_c: Array, series: Ragged, lags_h: Array, prior: tuple[Array, Array]
) -> tuple[Array, tuple[Array, Array], tuple[Array, Array, Array]]:
    """Return odds of each time constant, its end and amplitude, and the triangular root of their covariance.

    The mean level c and the amplitude b of c + b (E - mean E) are independent in the data; the prior of the
    end, c - b mean E, ties them together.
    """
    gone = np.exp(-(since_h - series.along(series.firsts(since_h))) / series.along(lags_h))
    mean = series.means(gone)
    away = gone - series.along(mean)
    told = series.sums(away * away)
    level = series.means(seen_c)
    above = seen_c - series.along(level)
    slope = series.sums(away * above) / told
    left = series.sums((above - series.along(slope) * away) ** 2)
    noise = np.maximum(left.min(axis=0) / np.maximum(series.counts - FITTED, 1), LEAST_NOISE_K**2)
    certain = 1.0 / np.maximum(prior[1], LEAST_NOISE_K) ** 2
    # in end f and amplitude b: n (f + b mean - level)^2 + told (b - slope)^2 over the noise, and the prior
    size = series.counts
    ff = size / noise + certain
    fb = size * mean / noise
    bb = (size * mean * mean + told) / noise
    f_side = size * level / noise + certain * prior[0]
    b_side = (size * level * mean + told * slope) / noise
    det = size * told / noise**2 + certain * bb
    final_c = (bb * f_side - fb * b_side) / det
    apart_k = (ff * b_side - fb * f_side) / det
    misfit = (left + size * (final_c + apart_k * mean - level) ** 2 + told * (apart_k - slope) ** 2) / noise
    misfit += certain * (final_c - prior[0]) ** 2
    first = np.sqrt(bb / det)
    return (
        np.exp(-0.5 * (misfit - misfit.min(axis=0))),
        (final_c, apart_k),
        (first, -fb / det / first, np.sqrt(1.0 / bb)),
    )
