"""The lag of a packaging, from air and pulp measured together, with its error."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.science.product_series import follow_air_many
from alerts.science.segments import Array

THINNEST_LAG_H = 0.93
"""Lag of a 2-pound clamshell of strawberries in moving air, the thinnest pack of which one is known. [h]
(Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013), 7/8 time 116.34 min; grade P)"""
SHORTEST_LAG, LONGEST_LAG = 0.1, 20.0
"""Where a lag is looked for: from a part of the median interval to many times the whole time. [-] (house
choice)"""
GRID = 24
"""Lags that are tried at a time. [-] (house choice)"""
ROUNDS = 8
"""How often the neighbours of the best are looked at more closely: to 1e-7 of the lag. [-] (derived)"""
NEAR = 1e-4
"""Part of a lag by which it is moved to see what depends on it. [-] (house choice)"""
MOST_CORRELATED = 0.98
"""Correlation of neighbouring residuals above which it is not counted higher. [-] (house choice)"""


class LagFit(NamedTuple):
    """The lag that explains the goods' temperature best."""

    lag_h: float
    """Time constant. [h]"""
    error_h: float
    """Its standard error; infinite where the readings do not tell. [h]"""
    initial_c: float
    """Temperature at the first sample, as the fit has it. [°C]"""
    offset_k: float
    """By how much the probe in the goods reads more than the one in the air; 0 where not asked for. [K]"""
    rmse_k: float
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


def cold_side_lag_h(lag_h: float, thinnest_h: float = THINNEST_LAG_H) -> float:
    """Return the lag with which low temperatures of the air may be filtered.

    Parameters
    ----------
    lag_h : float
        Time constant of the goods in their packaging. [h]
    thinnest_h : float
        The shortest of all packagings that may stand there. [h]

    Returns
    -------
    float
        The shorter of both. [h]

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
    if not (lag_h >= 0.0 and thinnest_h >= 0.0):
        raise ValueError(f"lag_h {lag_h}, thinnest_h {thinnest_h}: expected at least 0")
    return min(lag_h, thinnest_h)


def fit_lag(time_h: Array, air_c: Array, goods_c: Array, *, with_offset: bool = False) -> LagFit:
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

    Notes
    -----
    Least squares over the lag, with initial temperature and offset solved for at each lag (they are
    linear) [1]_. The error is that of least squares, widened by (1 + r) / (1 - r), r being the correlation
    of neighbouring residuals: what a single lag cannot explain is no independent noise [2]_. A lag at an
    edge of what was looked for is no lag that was found: at the short one its error is at least itself,
    at the long one infinite.

    References
    ----------
    .. [1] Golub G.H., Pereyra V. (1973), "The differentiation of pseudo-inverses and nonlinear least
       squares problems whose variables separate", SIAM J. Numer. Anal. 10, 413-432.
    .. [2] Bayley G.V., Hammersley J.M. (1946), "The effective number of independent observations in an
       autocorrelated time series", Suppl. J. R. Stat. Soc. 8, 184-197.

    Examples
    --------
    >>> time_h = np.linspace(0.0, 12.0, 145)
    >>> air_c = 2.0 + 3.0 * np.sin(time_h)
    >>> goods_c = follow_air_many(time_h, air_c, 20.0, 1.17)
    >>> round(fit_lag(time_h, air_c, goods_c).lag_h, 6)
    1.17
    """
    used = _usable(time_h, air_c, goods_c, 4 + with_offset)
    trial_h = _trial_lags_h(time_h)
    shortest_h, longest_h = float(trial_h[0]), float(trial_h[-1])
    for _ in range(ROUNDS):
        misfits = [_solved(_parts(time_h, air_c, lag_h, with_offset), goods_c, used)[1] for lag_h in trial_h]
        best = int(np.argmin(misfits))
        lag_h = float(trial_h[best])
        trial_h = np.geomspace(trial_h[max(best - 1, 0)], trial_h[min(best + 1, GRID - 1)], GRID)
    factors, misfit_k2 = _solved(_parts(time_h, air_c, lag_h, with_offset), goods_c, used)
    error_h = _error_h((time_h, air_c, goods_c), used, lag_h, factors)
    if lag_h <= shortest_h * (1.0 + NEAR):
        error_h = max(error_h, lag_h)
    if lag_h >= longest_h * (1.0 - NEAR):
        error_h = float("inf")
    offset_k = float(factors[1]) if with_offset else 0.0
    rmse_k = float(np.sqrt(misfit_k2 / np.count_nonzero(used)))
    return LagFit(lag_h, error_h, float(air_c[0] + factors[0]), offset_k, rmse_k)


def _usable(time_h: Array, air_c: Array, goods_c: Array, least: int) -> NDArray[np.bool_]:
    """Return which samples of the goods were read; refuse what cannot be fitted."""
    if not time_h.shape == air_c.shape == goods_c.shape:
        raise ValueError(f"goods_c: {goods_c.shape} values for {time_h.shape} times and {air_c.shape} of air")
    if not np.isfinite(air_c).all():
        raise ValueError(f"air_c: {air_c[~np.isfinite(air_c)][0]}, expected numbers: leave such samples out")
    used = ~np.isnan(goods_c)
    if np.isinf(goods_c).any():
        raise ValueError(
            f"goods_c: {goods_c[np.isinf(goods_c)][0]}, expected numbers, or NaN where none was read"
        )
    if np.count_nonzero(used) < least:
        raise ValueError(f"goods_c: {np.count_nonzero(used)} readings, expected at least {least}")
    if not time_h[-1] > time_h[0]:
        raise ValueError(f"time_h: from {time_h[0]} to {time_h[-1]} h, expected ascending times")
    return used


def _trial_lags_h(time_h: Array) -> Array:
    """Return lags between which the best one is looked for first."""
    steps_h = np.diff(time_h)
    shortest_h = SHORTEST_LAG * float(np.median(steps_h[steps_h > 0.0]))
    return np.geomspace(shortest_h, LONGEST_LAG * float(time_h[-1] - time_h[0]), GRID)


def _parts(time_h: Array, air_c: Array, lag_h: float, with_offset: bool) -> tuple[Array, Array]:  # noqa: FBT001 - private
    """Return goods that begin as warm as the air, and what their own start and an offset add per kelvin."""
    base_c = follow_air_many(time_h, air_c, float(air_c[0]), lag_h)
    start = np.exp(-(time_h - time_h[0]) / lag_h)
    return base_c, np.column_stack((start, np.ones(time_h.size)) if with_offset else (start,))


def _solved(parts: tuple[Array, Array], goods_c: Array, used: NDArray[np.bool_]) -> tuple[Array, float]:
    """Return the factors of the parts that fit best, and the sum of squares that is left."""
    base_c, columns = parts
    wanted = goods_c[used] - base_c[used]
    factors = np.asarray(np.linalg.lstsq(columns[used], wanted, rcond=None)[0], dtype=np.float64)
    left = wanted - columns[used] @ factors
    return factors, float(left @ left)


def _error_h(
    samples: tuple[Array, Array, Array], used: NDArray[np.bool_], lag_h: float, factors: Array
) -> float:
    """Return the standard error of the lag; infinite where the readings do not depend on it."""
    time_h, air_c, goods_c = samples
    with_offset = factors.size > 1
    base_c, columns = _parts(time_h, air_c, lag_h, with_offset)
    left = (goods_c - base_c - columns @ factors)[used]
    curves = [
        base + parts @ factors
        for base, parts in (
            _parts(time_h, air_c, lag_h * (1.0 + sign), with_offset) for sign in (-NEAR, NEAR)
        )
    ]
    slope: Array = ((curves[1] - curves[0]) / (2.0 * NEAR))[used]
    own = slope - (columns[used] @ np.linalg.lstsq(columns[used], slope, rcond=None)[0])
    told_k2 = float(own @ own)
    if told_k2 <= (NEAR * NEAR) * used.sum():
        return float("inf")
    variance_k2 = float(left @ left) / max(left.size - 1 - factors.size, 1)
    return lag_h * float(np.sqrt(variance_k2 * _inflation(left) / told_k2))


def _inflation(left: Array) -> float:
    """Return by what correlated residuals widen a variance."""
    whole = float(left @ left)
    together = float(left[1:] @ left[:-1]) / whole if whole > 0.0 else 0.0
    alike = min(max(together, 0.0), MOST_CORRELATED)
    return (1.0 + alike) / (1.0 - alike)
