"""When a temperature will reach a limit, if nobody acts: relaxation towards its surroundings, with a band."""

from __future__ import annotations

from typing import Generic, NamedTuple, cast

import numpy as np

from alerts.science.exposure import Side
from alerts.science.kinetics import Values
from alerts.science.ragged import Untold, laid_out
from alerts.science.ranges import as_given, numbers
from alerts.science.segments import Array, Starts
from alerts.science.trend import Trend, recent_trends

QUANTILES = (0.2, 0.5, 0.8)
"""Edges and middle of a band. [-] (house choice, as everywhere: one in five is worse)"""
TOGETHER = 64
"""Series that are looked at at a time. [-] (house choice: a few megabytes of courses)"""


class Breach(NamedTuple, Generic[Values]):
    """When a limit is reached, in hours from the newest sample: of one series, or of each of many."""

    p20_h: Values
    """One in five is earlier. [h]"""
    p50_h: Values
    """Median; infinity where it is likelier never to come. [h]"""
    p80_h: Values
    """One in five is later. [h]"""
    never: Values
    """Probability that it never comes. [-]"""


def time_to_limit_h(
    now_c: Values,
    final_c: Values | float,
    lag_h: Values | float,
    limit_c: Values | float,
    side: Side = Side.ABOVE,
) -> Values:
    """Return when a temperature that relaxes towards its surroundings passes a limit.

    Parameters
    ----------
    now_c, final_c : float or array
        Temperature now, and that of the surroundings. [°C]
    lag_h : float or array
        Time constant, above 0. [h]
    limit_c : float or array
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]

    Returns
    -------
    float or array
        Time until then; 0 where it is there; infinity where the surroundings are not beyond the limit;
        NaN where a temperature is. [h]

    Raises
    ------
    ValueError
        A time constant that is not above 0.

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
    if not np.all(numbers(lag_h) > 0.0):
        raise ValueError(f"lag_h: {lag_h}, expected more than 0")
    now_k, final_k = (side.beyond(numbers(part), limit_c) for part in (now_c, final_c))
    comes = (now_k < 0.0) & (final_k > 0.0)
    hours = lag_h * np.log1p(np.where(comes, -now_k, 0.0) / np.where(comes, final_k, 1.0))
    never = (now_k < 0.0) & (final_k <= 0.0)
    unknown = np.isnan(now_k) | np.isnan(final_k)
    return cast("Values", as_given(np.where(unknown, np.nan, np.where(never, np.inf, hours))))


def hours_to_limit(trend: Trend, limit_c: float, side: Side = Side.ABOVE) -> Breach[float]:
    """Return when a limit will be reached if nobody acts, with a band.

    Parameters
    ----------
    trend : Trend
        Courses that recent readings allow: `trend.recent_trend`.
    limit_c : float
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]

    Returns
    -------
    Breach
        Early edge, median, late edge, from the newest sample on [h]; probability of never [-].

    Raises
    ------
    ValueError
        A limit that is no number.

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

    >>> from alerts.science.trend import recent_trend
    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> trend = recent_trend(time_h, 20.0 - 16.0 * np.exp(-time_h / 3.0), (20.0, 0.1))
    >>> round(hours_to_limit(trend, 15.0).p50_h, 2), hours_to_limit(trend, 25.0).never
    (1.49, 1.0)
    """
    courses = Trend(*(part[None] for part in trend))
    return Breach(*(float(part[0]) for part in _breaches(courses, np.array([limit_c]), side)))


def hours_to_limits(  # noqa: PLR0913 - what a formula takes, each in its unit
    time_h: Array,
    temperature_c: Array,
    limit_c: Array | float,
    starts: Starts | None = None,
    *,
    side: Side = Side.ABOVE,
    surroundings: tuple[Array | float, Array | float] | None = None,
) -> tuple[Breach[Array], Untold]:
    """Return when the recent readings of many series reach their limits if nobody acts, with bands.

    Parameters
    ----------
    time_h, temperature_c, starts, surroundings
        As in `trend.recent_trends`. [h], [°C], [-], [°C and K]
    limit_c : float or array
        The limit, of all series or of each. [°C]
    side : Side
        Which side of it is outside. [-]

    Returns
    -------
    (Breach, dict of int to str)
        What `hours_to_limit` says of each series [h], [-], NaN where one tells too little; those series,
        from 0, and why.

    Raises
    ------
    ValueError
        A limit that is no number, surroundings that are none, shapes that do not fit each other.

    Notes
    -----
    As `trend.recent_trend` and `hours_to_limit` of each series [1]_, `TOGETHER` series at a time: the
    courses of all of them would fill the memory.

    References
    ----------
    .. [1] House choice: one in five is earlier, one in five later.

    Examples
    --------
    Two cabinets that failed at 20 °C, one of which will be at 15 °C an hour earlier.

    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> rooms_c = 20.0 - 16.0 * np.exp(-np.outer([1 / 3, 1 / 2], time_h))
    >>> hours_to_limits(time_h, rooms_c, 15.0, surroundings=(20.0, 0.1))[0].p50_h.round(2)
    array([1.49, 0.33])
    """
    times_h, (seen_c,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    count = series.counts.size
    limits_c = np.broadcast_to(numbers(limit_c), (count,))
    known = (
        None if surroundings is None else [np.broadcast_to(numbers(part), (count,)) for part in surroundings]
    )
    untold: Untold = {}
    whole = np.empty((len(Breach._fields), count))
    for first in range(0, count, TOGETHER):
        some = slice(first, first + TOGETHER)
        begin, end = series.starts[some][0], (series.starts + series.counts)[some][-1]
        courses, why = recent_trends(
            times_h[begin:end],
            seen_c[begin:end],
            series.starts[some] - begin,
            surroundings=None if known is None else (known[0][some], known[1][some]),
        )
        whole[:, some] = _breaches(courses, limits_c[some], side)
        untold |= {first + at: reason for at, reason in why.items()}
    return Breach(*whole), untold


def _breaches(courses: Trend, limits_c: Array, side: Side) -> Breach[Array]:
    """Return when each series reaches its limit, along all of its courses."""
    if not np.isfinite(limits_c).all():
        raise ValueError(f"limit_c: {limits_c[~np.isfinite(limits_c)][0]}, expected a number")
    lag_h = np.where(np.isnan(courses.lag_h), 1.0, courses.lag_h)
    times_h = time_to_limit_h(courses.now_c, courses.final_c, lag_h, limits_c[:, None], side)
    order = np.argsort(times_h, axis=-1)
    reached = np.cumsum(np.take_along_axis(courses.weight, order, axis=-1), axis=-1)
    edges_h = []
    for share in QUANTILES:
        at = np.sum(reached < share * reached[:, -1:], axis=-1, keepdims=True)
        at = np.take_along_axis(order, np.minimum(at, times_h.shape[-1] - 1), axis=-1)
        edges_h.append(np.take_along_axis(times_h, at, axis=-1)[:, 0])
    never = np.sum(np.where(np.isinf(times_h), courses.weight, 0.0 * courses.weight), axis=-1)
    return Breach(edges_h[0], edges_h[1], edges_h[2], never)
