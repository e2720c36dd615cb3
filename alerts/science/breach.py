"""When a temperature will reach a limit, if nobody acts: relaxation towards its surroundings, with a band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.exposure import Side
from alerts.science.segments import Array

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
QUANTILES = (0.2, 0.5, 0.8)
"""Edges and middle of a band. [-] (house choice, as everywhere: one in five is worse)"""
FEWEST = 4
"""Samples without which there is no trend. [-] (derived: one more than what is fitted)"""
FITTED = 3
"""Numbers that are fitted: start, end, time constant. [-] (by definition)"""


class Breach(NamedTuple):
    """When a limit is reached, in hours from the newest sample."""

    p20_h: float
    """One in five is earlier. [h]"""
    p50_h: float
    """Median; infinity where it is likelier never to come. [h]"""
    p80_h: float
    """One in five is later. [h]"""
    never: float
    """Probability that it never comes. [-]"""


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


def time_to_limit_h(
    now_c: float, final_c: float, lag_h: float, limit_c: float, side: Side = Side.ABOVE
) -> float:
    """Return when a temperature that relaxes towards its surroundings passes a limit.

    Parameters
    ----------
    now_c, final_c : float
        Temperature now, and that of the surroundings. [°C]
    lag_h : float
        Time constant, above 0. [h]
    limit_c : float
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]

    Returns
    -------
    float
        Time until then; 0 where it is there; infinity where the surroundings are not beyond the limit;
        NaN where a temperature is. [h]

    Notes
    -----
    tau ln[(T_f - T_0) / (T_f - T_limit)], `product_temperature.after_hold` solved for the time [1]_.

    References
    ----------
    .. [1] Textbook: Newton's law of cooling.

    Examples
    --------
    Milk of 4 °C in a cabinet that failed at 20 °C, three hours of lag, legal limit 6 °C.

    >>> round(time_to_limit_h(4.0, 20.0, 3.0, 6.0), 2)
    0.4
    """
    if not lag_h > 0.0:
        raise ValueError(f"lag_h: {lag_h}, expected more than 0")
    course = Trend(*(np.array([value], dtype=np.float64) for value in (now_c, final_c, lag_h, 1.0)))
    return float(_times_h(course, limit_c, side)[0])


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
    used = ~np.isnan(temperature_c)
    if np.isinf(temperature_c).any():
        raise ValueError("temperature_c: infinite, expected numbers, or NaN where none was read")
    since_h, seen_c = time_h[used] - time_h[-1:], temperature_c[used]
    if seen_c.size < FEWEST or not (np.diff(since_h).min() >= 0.0 and since_h[-1] > since_h[0]):
        raise ValueError(f"time_h: {seen_c.size} readings, expected at least {FEWEST}, at ascending times")
    prior = (float(seen_c[-1]), ANYWHERE_K) if surroundings is None else surroundings
    if not (np.isfinite(prior[0]) and prior[1] >= 0.0):
        raise ValueError(f"surroundings: {prior}, expected a temperature and an error of at least 0")
    steps_h = np.diff(since_h)
    span_h = float(since_h[-1] - since_h[0])
    lags_h = np.geomspace(
        SHORTEST_LAG * float(np.median(steps_h[steps_h > 0.0])), LONGEST_LAG * span_h, TRIAL_LAGS
    )
    for _ in range(ROUNDS):
        odds, middle, spread = _weighed(since_h, seen_c, lags_h, prior)
        likely = np.flatnonzero(odds >= UNLIKELY)
        ends = max(likely[0] - 1, 0), min(likely[-1] + 1, TRIAL_LAGS - 1)
        trial_h, lags_h = lags_h, np.geomspace(lags_h[ends[0]], lags_h[ends[1]], TRIAL_LAGS)
    start_z, end_z = (part.ravel() for part in np.meshgrid(NODES, NODES))
    own = np.outer(WEIGHTS, WEIGHTS).ravel()
    final_c = middle[0][:, None] + spread[0][:, None] * start_z
    apart_k = middle[1][:, None] + spread[1][:, None] * start_z + spread[2][:, None] * end_z
    now_c = final_c + apart_k * np.exp(since_h[0] / trial_h)[:, None]
    weight = odds[:, None] * own
    lag_h = np.broadcast_to(trial_h[:, None], weight.shape)
    return Trend(now_c.ravel(), final_c.ravel(), lag_h.ravel(), (weight / weight.sum()).ravel())


def hours_to_limit(trend: Trend, limit_c: float, side: Side = Side.ABOVE) -> Breach:
    """Return when a limit will be reached if nobody acts, with a band.

    Parameters
    ----------
    trend : Trend
        Courses that recent readings allow: `recent_trend`.
    limit_c : float
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]

    Returns
    -------
    Breach
        Early edge, median, late edge, from the newest sample on [h]; probability of never [-].

    Notes
    -----
    `time_to_limit_h` of every course; the band is made of their weighted quantiles [1]_. Tell by the early
    edge.

    References
    ----------
    .. [1] House choice: one in five is earlier, one in five later.

    Examples
    --------
    The cabinet of `recent_trend`, at 11.8 °C: 15 °C comes in 1.5 h, 25 °C never.

    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> trend = recent_trend(time_h, 20.0 - 16.0 * np.exp(-time_h / 3.0), (20.0, 0.1))
    >>> round(hours_to_limit(trend, 15.0).p50_h, 2), hours_to_limit(trend, 25.0).never
    (1.49, 1.0)
    """
    if not np.isfinite(limit_c):
        raise ValueError(f"limit_c: {limit_c}, expected a number")
    times_h = _times_h(trend, limit_c, side)
    order = np.argsort(times_h)
    reached = np.cumsum(trend.weight[order])
    at = np.minimum(np.searchsorted(reached, np.array(QUANTILES) * reached[-1]), times_h.size - 1)
    early_h, median_h, late_h = times_h[order][at].tolist()
    return Breach(early_h, median_h, late_h, float(np.sum(trend.weight[np.isinf(times_h)])))


def _times_h(trend: Trend, limit_c: float, side: Side) -> Array:
    """Return when each course passes the limit."""
    now_k, final_k = side.beyond(trend.now_c, limit_c), side.beyond(trend.final_c, limit_c)
    comes = (now_k < 0.0) & (final_k > 0.0)
    times_h = trend.lag_h * np.log1p(np.where(comes, -now_k, 0.0) / np.where(comes, final_k, 1.0))
    never = (now_k < 0.0) & (final_k <= 0.0)
    unknown = np.isnan(now_k) | np.isnan(final_k)
    return np.where(unknown, np.nan, np.where(never, np.inf, times_h))


def _weighed(
    since_h: Array, seen_c: Array, lags_h: Array, prior: tuple[float, float]
) -> tuple[Array, tuple[Array, Array], tuple[Array, Array, Array]]:
    """Return odds of each time constant, its end and amplitude, and the triangular root of their covariance.

    The mean level c and the amplitude b of c + b (E - mean E) are independent in the data; the prior of the
    end, c - b mean E, ties them together.
    """
    gone = np.exp(-(since_h - since_h[0]) / lags_h[:, None])
    mean = gone.mean(axis=1)
    away = gone - mean[:, None]
    told = np.sum(away * away, axis=1)
    level = float(seen_c.mean())
    slope = away @ (seen_c - level) / told
    left = np.sum((seen_c - level - slope[:, None] * away) ** 2, axis=1)
    noise = max(float(left.min()) / max(since_h.size - FITTED, 1), LEAST_NOISE_K**2)
    certain = 1.0 / max(prior[1], LEAST_NOISE_K) ** 2
    # in end f and amplitude b: n (f + b mean - level)^2 + told (b - slope)^2 over the noise, and the prior
    size = float(since_h.size)
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
        np.exp(-0.5 * (misfit - misfit.min())),
        (final_c, apart_k),
        (first, -fb / det / first, np.sqrt(1.0 / bb)),
    )
