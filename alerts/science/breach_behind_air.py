"""When goods will reach a limit, where the air around them is measured, too."""

from __future__ import annotations

import numpy as np

from alerts.science.packaging_lag import fit_lags
from alerts.science.product_series import follow_air_many
from alerts.science.ragged import Untold, laid_out
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Starts
from alerts.science.trend import NODES, WEIGHTS, Trend

LEAST_CERTAIN = 1.0
"""Relative error of a lag above which readings say nothing of it. [-] (house choice)"""


def trend_behind_air(
    time_h: Array, air_c: Array, goods_c: Array, expected_c: float, expected_error_k: float
) -> Trend:
    """Return the courses that goods may take behind air that was measured, and that is expected.

    Parameters
    ----------
    time_h : array
        Times, ascending, at least five. [h]
    air_c : array
        Air temperature at each of them. [°C]
    goods_c : array
        Product temperature at each of them; NaN where it was not read. [°C]
    expected_c, expected_error_k : float
        Air temperature from now on, and its standard error. [°C], [K]

    Returns
    -------
    Trend
        Courses and their weights, for `breach.hours_to_limit`. [°C], [h], [-]

    Raises
    ------
    ValueError
        As `packaging_lag.fit_lag`; a lag whose error is as large as itself; expected air that is no
        number.

    Notes
    -----
    The lag and its error are found by `packaging_lag.fit_lag` from air as it moved, so that a door which
    was open a while is not taken for a bend of the goods; then the goods relax towards the air that is
    expected. Lag (lognormal) and air (normal) vary by Gauss's rule [1]_.

    References
    ----------
    .. [1] Abramowitz M., Stegun I.A. (1964), "Handbook of mathematical functions", 25.4.46.

    Examples
    --------
    Goods of 1.5 h of lag after an hour of a defrost; the air stays at 12 °C from now on.

    >>> from alerts.science.breach import hours_to_limit
    >>> time_h = np.linspace(0.0, 3.0, 61)
    >>> air_c = np.where(time_h < 2.0, 2.0, 12.0)
    >>> goods_c = follow_air_many(time_h, air_c, 3.0, 1.5)
    >>> trend = trend_behind_air(time_h, air_c, goods_c, 12.0, 0.5)
    >>> round(hours_to_limit(trend, 8.0).p50_h, 2), round(1.5 * np.log((12.0 - goods_c[-1]) / 4.0), 2)
    (0.31, np.float64(0.31))
    """
    trends, untold = trends_behind_air(time_h, air_c, goods_c, (expected_c, expected_error_k))
    if untold:
        raise ValueError(untold[0])
    return Trend(*(part[0] for part in trends))


def trends_behind_air(
    time_h: Array,
    air_c: Array,
    goods_c: Array,
    expected: tuple[Array | float, Array | float],
    starts: Starts | None = None,
) -> tuple[Trend, Untold]:
    """Return the courses that the goods of many series may take behind air that was measured.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, at least five: one row for each, or one for all of them. [h]
    air_c, goods_c : array
        As in `trend_behind_air`: series x samples; or all series one after the other. [°C]
    expected : (float or array, float or array)
        Air temperature from now on, and its standard error, of all series or of each. [°C], [K]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    (Trend, dict of int to str)
        Series x courses, as `trend_behind_air` has them, NaN where a series tells too little [°C], [h],
        [-]; those series, from 0, and why.

    Raises
    ------
    ValueError
        Expected air that is no number, times that go back, shapes that do not fit each other.

    Notes
    -----
    As `trend_behind_air` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Abramowitz M., Stegun I.A. (1964), "Handbook of mathematical functions", 25.4.46.

    Examples
    --------
    Two boxes behind one door, of which the second is the thicker.

    >>> time_h = np.linspace(0.0, 3.0, 61)
    >>> air_c = np.tile(np.where(time_h < 2.0, 2.0, 12.0), (2, 1))
    >>> goods_c = follow_air_many(time_h, air_c, 3.0, np.array([1.5, 3.0]))
    >>> trends, untold = trends_behind_air(time_h, air_c, goods_c, (12.0, 0.5))
    >>> trends.now_c[:, 0].round(2), goods_c[:, -1].round(2)
    (array([7.09, 5.26]), array([7.09, 5.26]))
    """
    times_h, (airs_c, pulps_c), series = laid_out(time_h, starts, air_c=air_c, goods_c=goods_c)
    coming_c, error_k = (np.broadcast_to(numbers(part), series.counts.shape) for part in expected)
    if not (np.isfinite(coming_c) & (error_k >= 0.0) & np.isfinite(error_k)).all():
        raise ValueError(f"expected_c {expected[0]}, expected_error_k {expected[1]}: expected numbers")
    fits, untold = fit_lags(times_h, airs_c, pulps_c, series.starts)
    relative = fits.error_h / fits.lag_h
    for at in np.flatnonzero(relative > LEAST_CERTAIN).tolist():
        untold[at] = (
            f"goods_c: lag {fits.lag_h[at]:.3g} h give or take {fits.error_h[at]:.3g} h, expected a clear one"
        )
    told = relative <= LEAST_CERTAIN
    lag_h, initial_c = np.where(told, fits.lag_h, 1.0), np.where(told, fits.initial_c, np.nan)
    known_c = np.where(np.repeat(told, series.counts), airs_c, 0.0)
    now_c = series.lasts(follow_air_many(times_h, known_c, initial_c, lag_h, series.starts))
    lag_z, air_z = (part.ravel() for part in np.meshgrid(NODES, NODES))
    own = np.outer(WEIGHTS, WEIGHTS).ravel()
    courses = (
        np.repeat(now_c[:, None], own.size, axis=1),
        coming_c[:, None] + error_k[:, None] * air_z,
        lag_h[:, None] * np.exp(np.log1p(np.where(told, relative, 0.0))[:, None] * lag_z),
        np.tile(own / own.sum(), (told.size, 1)),
    )
    return Trend(*(np.where(told[:, None], part, np.nan) for part in courses)), untold
