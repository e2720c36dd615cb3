"""When goods will reach a limit, where the air around them is measured, too."""

from __future__ import annotations

import numpy as np

from alerts.science.breach import NODES, WEIGHTS, Trend
from alerts.science.packaging_lag import fit_lag
from alerts.science.product_series import follow_air_many
from alerts.science.segments import Array

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
    if not (np.isfinite(expected_c) and 0.0 <= expected_error_k < np.inf):
        raise ValueError(f"expected_c {expected_c}, expected_error_k {expected_error_k}: expected numbers")
    fit = fit_lag(time_h, air_c, goods_c)
    relative = fit.error_h / fit.lag_h
    if relative > LEAST_CERTAIN:
        raise ValueError(
            f"goods_c: lag {fit.lag_h:.3g} h give or take {fit.error_h:.3g} h, expected a clear one"
        )
    now_c = float(follow_air_many(time_h, air_c, fit.initial_c, fit.lag_h)[-1])
    lag_z, air_z = (part.ravel() for part in np.meshgrid(NODES, NODES))
    own = np.outer(WEIGHTS, WEIGHTS).ravel()
    return Trend(
        np.full(own.size, now_c),
        expected_c + expected_error_k * air_z,
        fit.lag_h * np.exp(np.log1p(relative) * lag_z),
        own / own.sum(),
    )
