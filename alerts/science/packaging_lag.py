"""The lag of a packaging, from air and pulp measured together, with its error."""

from __future__ import annotations

from typing import Generic, NamedTuple, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.lag_search import Probes, best_lags
from alerts.science.ragged import Ragged, Untold, laid_out, spread_out
from alerts.science.ranges import as_given, numbers
from alerts.science.segments import Array, Starts

THINNEST_LAG_H = 0.93
"""Lag of a 2-pound clamshell of strawberries in moving air, the thinnest pack of which one is known. [h]
(Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013), 7/8 time 116.34 min; grade P)"""


class LagFit(NamedTuple, Generic[Values]):
    """The lag that explains the goods' temperature best: of one series, or of each of many."""

    lag_h: Values
    """Time constant. [h]"""
    error_h: Values
    """Its standard error; infinite where the readings do not tell. [h]"""
    initial_c: Values
    """Temperature at the first sample, as the fit has it. [°C]"""
    offset_k: Values
    """By how much the probe in the goods reads more than the one in the air; 0 where not asked for. [K]"""
    rmse_k: Values
    """What is left between fit and readings, root mean square. [K]"""


def lag_of_warming(initial_c: float, final_c: float, air_c: float, elapsed_h: float) -> float:
    """Return the lag of goods that went from one temperature to another in steady air.

    Parameters
    ----------
    initial_c, final_c : float
        Product temperature before and after. [°C]
    air_c : float
        Air temperature, beyond both. [°C]
    elapsed_h : float
        Time between them, above 0. [h]

    Returns
    -------
    float
        Time constant. [h]

    Raises
    ------
    ValueError
        A time that is not above 0, or a temperature after it that does not lie between start and air.

    Notes
    -----
    t / ln[(T_a - T_0) / (T_a - T)], `product_temperature.after_hold` solved for the lag [1]_.

    References
    ----------
    .. [1] Margeirsson B. et al. (2011), International Journal of Refrigeration 34, 573: fish boxes.

    Examples
    --------
    The hottest fish of an EPS box went from 2.0 to 11.0 °C in 6.1 h at 19.4 °C.

    >>> round(lag_of_warming(2.0, 11.0, 19.4, 6.1), 2)
    8.38
    """
    left, whole = air_c - final_c, air_c - initial_c
    if not (elapsed_h > 0.0 and left * whole > 0.0 and abs(left) < abs(whole)):
        raise ValueError(f"final_c: {final_c} °C from {initial_c} °C in air of {air_c} °C, expected between")
    return elapsed_h / float(np.log(whole / left))


def cold_side_lag_h(lag_h: Values, thinnest_h: Values | float = THINNEST_LAG_H) -> Values:
    """Return the lag with which low temperatures of the air may be filtered.

    Parameters
    ----------
    lag_h : float or array
        Time constant of the goods in their packaging, at least 0. [h]
    thinnest_h : float or array
        The shortest of all packagings that may stand there, at least 0. [h]

    Returns
    -------
    float or array
        The shorter of both. [h]

    Raises
    ------
    ValueError
        A lag below 0.

    Notes
    -----
    What is frozen once stays spoilt, and the outermost fruit freezes first: freezing and chilling are
    never filtered by more than the thinnest pack [1]_.

    References
    ----------
    .. [1] House rule, on the lags of Carnelossi et al. (2013) and Margeirsson et al. (2011).

    Examples
    --------
    >>> cold_side_lag_h(8.4), cold_side_lag_h(0.2)
    (0.93, 0.2)
    """
    if not np.all((numbers(lag_h) >= 0.0) & (numbers(thinnest_h) >= 0.0)):
        raise ValueError(f"lag_h {lag_h}, thinnest_h {thinnest_h}: expected at least 0")
    return cast("Values", as_given(np.minimum(lag_h, thinnest_h)))


def fit_lag(time_h: Array, air_c: Array, goods_c: Array, *, with_offset: bool = False) -> LagFit[float]:
    """Return the lag of a packaging, from air and goods measured together.

    Parameters
    ----------
    time_h : array
        Times, ascending, at least five. [h]
    air_c : array
        Air temperature at each of them. [°C]
    goods_c : array
        Product temperature at each of them; NaN where it was not read. [°C]
    with_offset : bool
        Let the probe in the goods read a constant amount more than the one in the air. [-]

    Returns
    -------
    LagFit
        Lag and its standard error [h], temperature at the first sample [°C], offset and what is left [K].

    Raises
    ------
    ValueError
        Air that is not known, fewer readings of the goods than four (five with an offset), no time
        between them, times that go back, shapes that differ.

    Notes
    -----
    Least squares over the lag, with initial temperature and offset solved for at each lag (they are
    linear) [1]_. The error is that of least squares, widened by (1 + r) / (1 - r), r being the correlation
    of neighbouring residuals: what a single lag cannot explain is no independent noise [2]_. A lag at an
    edge of what was looked for is no lag that was found: at the short one its error is at least itself,
    at the long one infinite. Readings that tell too little are refused.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), "The differentiation of pseudo-inverses and nonlinear least
       squares problems whose variables separate", SIAM J. Numer. Anal. 10, 413-432.
    .. [2] Bayley G.V., Hammersley J.M. (1946), "The effective number of independent observations in an
       autocorrelated time series", Suppl. J. R. Stat. Soc. 8, 184-197.

    Examples
    --------
    >>> from alerts.science.product_series import follow_air_many
    >>> time_h = np.linspace(0.0, 12.0, 145)
    >>> air_c = 2.0 + 3.0 * np.sin(time_h)
    >>> goods_c = follow_air_many(time_h, air_c, 20.0, 1.17)
    >>> round(fit_lag(time_h, air_c, goods_c).lag_h, 6)
    1.17
    """
    fits, untold = fit_lags(time_h, air_c, goods_c, with_offset=with_offset)
    if untold:
        raise ValueError(untold[0])
    return LagFit(*(float(part[0]) for part in fits))


def fit_lags(
    time_h: Array,
    air_c: Array,
    goods_c: Array,
    starts: Starts | None = None,
    *,
    with_offset: bool = False,
) -> tuple[LagFit[Array], Untold]:
    """Return the lags of many packagings, each from air and goods measured together.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, at least five: one row for each, or one for all of them. [h]
    air_c, goods_c : array
        Air and goods: series x samples; or all series one after the other. NaN where the goods were not
        read. [°C]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    with_offset : bool
        Let the probes in the goods read a constant amount more than those in the air. [-]

    Returns
    -------
    (LagFit, dict of int to str)
        What `fit_lag` says of each series, NaN where one tells too little [h], [°C], [K]; those series,
        from 0, and why.

    Raises
    ------
    ValueError
        Times that go back, shapes that do not fit each other.

    Notes
    -----
    As `fit_lag` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), SIAM J. Numer. Anal. 10, 413-432.

    Examples
    --------
    Two boxes in one room, of which the second was never read.

    >>> time_h = np.linspace(0.0, 6.0, 7)
    >>> goods_c = np.array([20.0 * np.exp(-time_h / 3.0), np.full(7, np.nan)])
    >>> fits, untold = fit_lags(time_h, np.zeros((2, 7)), goods_c)
    >>> fits.lag_h.round(6), untold
    (array([ 3., nan]), {1: 'goods_c: 0 readings, expected at least 4'})
    """
    times_h, (airs_c, pulps_c), series = laid_out(time_h, starts, air_c=air_c, goods_c=goods_c)
    untold = _untold(times_h, airs_c, pulps_c, series, 4 + with_offset)
    told = ~np.isin(np.arange(series.counts.size), list(untold))
    if not told.any():
        return LagFit(*spread_out(told, (np.zeros(0),) * 5)), untold
    kept, theirs = series.kept(told)
    read = ~np.isnan(pulps_c[theirs])
    probes = Probes(
        times_h[theirs], airs_c[theirs], pulps_c[theirs], kept, read, kept.only(read), with_offset
    )
    found = best_lags(probes)
    initial_c = kept.firsts(probes.air_c) + found.initial_k
    return LagFit(*spread_out(told, (found.lag_h, found.error_h, initial_c, *found[3:]))), untold


def _untold(time_h: Array, air_c: Array, goods_c: Array, series: Ragged, least: int) -> Untold:
    """Return which series cannot be fitted, and why."""
    whole = series.counted(~np.isfinite(air_c)) + series.counted(np.isinf(goods_c)) == 0
    counts = series.counted(~np.isnan(goods_c))
    lasting = series.lasts(time_h) > series.firsts(time_h)
    untold = {}
    for at in np.flatnonzero(~(whole & (counts >= least) & lasting)):
        its = slice(series.starts[at], series.starts[at] + series.counts[at])
        untold[int(at)] = _why(time_h[its], air_c[its], goods_c[its], least)
    return untold


def _why(time_h: Array, air_c: Array, goods_c: Array, least: int) -> str:
    """Return why a series cannot be fitted."""
    if not np.isfinite(air_c).all():
        return f"air_c: {air_c[~np.isfinite(air_c)][0]}, expected numbers: leave such samples out"
    if np.isinf(goods_c).any():
        return f"goods_c: {goods_c[np.isinf(goods_c)][0]}, expected numbers, or NaN where none was read"
    if np.count_nonzero(~np.isnan(goods_c)) < least:
        return f"goods_c: {np.count_nonzero(~np.isnan(goods_c))} readings, expected at least {least}"
    return f"time_h: from {time_h[0]} to {time_h[-1]} h, expected ascending times"
