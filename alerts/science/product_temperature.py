"""The temperature of the goods behind that of the air: a first-order lag."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alerts.science.kinetics import Values


def after_hold(product_c: float, air_c: float, elapsed_h: Values, lag_h: float) -> Values:
    """Return the product's temperature after a time in air of one temperature.

    Parameters
    ----------
    product_c : float
        Product temperature at the start. [°C]
    air_c : float
        Air temperature, constant. [°C]
    elapsed_h : float or array
        Time in that air. [h]
    lag_h : float
        Time constant of the goods in their packaging, above 0. [h]

    Returns
    -------
    float or array
        Product temperature. [°C]

    Notes
    -----
    T = T_a + (T_0 - T_a) exp(-t / tau), the solution of tau dT/dt = T_a - T. Half of a difference is
    gone after 0.69 tau, seven eighths after 2.08 tau [1]_.

    References
    ----------
    .. [1] Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013), Proc. Florida State Hort. Soc. 126, for
       strawberry in clamshells: seven eighths in 116 and 146 minutes.

    Examples
    --------
    Fruit of 25 °C in a clamshell of 56 min, after an hour in air of 0.5 °C.

    >>> round(float(after_hold(25.0, 0.5, 1.0, 1.0 / 1.0724)), 1)
    8.9
    """
    return air_c + (product_c - air_c) * np.exp(-elapsed_h / lag_h)  # type: ignore[no-any-return]  # numpy


def after_ramp(
    product_c: Values, air_start_c: Values, air_end_c: Values, elapsed_h: Values, lag_h: float
) -> Values:
    """Return the product's temperature after a time in air that warms or cools evenly.

    Parameters
    ----------
    product_c : float or array
        Product temperature at the start. [°C]
    air_start_c, air_end_c : float or array
        Air temperature at both ends. [°C]
    elapsed_h : float or array
        Time between them, above 0. [h]
    lag_h : float
        Time constant of the goods in their packaging, above 0. [h]

    Returns
    -------
    float or array
        Product temperature at the end. [°C]

    Notes
    -----
    With x = t / tau and g = 1 - exp(-x): T = T_0 + (A_0 - T_0) g + (A_1 - A_0) (1 - g / x), the exact
    solution of tau dT/dt = T_a - T [1]_.

    References
    ----------
    .. [1] Textbook: first-order system with a ramp as its input.

    Examples
    --------
    A ramp that is slow beside the lag leaves the goods behind by slope times lag.

    >>> round(float(after_ramp(0.0, 0.0, 100.0, 100.0, 2.0)), 6)
    98.0
    """
    lags = elapsed_h / lag_h
    gone = -np.expm1(-lags)
    ramp_c = (air_end_c - air_start_c) * (1.0 - gone / lags)
    return product_c + (air_start_c - product_c) * gone + ramp_c  # type: ignore[no-any-return]  # numpy


def follow_air(
    time_h: NDArray[np.float64], air_c: NDArray[np.float64], initial_c: float, lag_h: float
) -> NDArray[np.float64]:
    """Return the product's temperature at every sample of the air.

    Parameters
    ----------
    time_h : array
        Times of the samples, strictly ascending. [h]
    air_c : array
        Air temperature at each of them; linear in between. [°C]
    initial_c : float
        Product temperature at the first of them. [°C]
    lag_h : float
        Time constant of the goods in their packaging; 0: the product is as warm as its sensor says. [h]

    Returns
    -------
    array
        Product temperature at each sample. [°C]

    Notes
    -----
    Each step of `after_ramp` is a straight line T -> a T + b, and a chain of straight lines is composed
    pairwise in log2(n) rounds [1]_, so that a year of minutes needs no loop.

    References
    ----------
    .. [1] Hillis W.D., Steele G.L. (1986), "Data parallel algorithms", Comm. ACM 29(12), 1170-1183.

    Examples
    --------
    >>> follow_air(np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.0, 0.0]), 8.0, 1.0 / np.log(2.0)).round(6)
    array([8., 4., 2.])
    """
    if lag_h == 0.0:
        return air_c.copy()
    lags = np.diff(time_h) / lag_h
    gone = -np.expm1(-lags)
    kept = np.exp(-lags)
    added = air_c[:-1] * gone + np.diff(air_c) * (1.0 - gone / lags)
    reach = 1
    while reach < kept.size:
        added[reach:] = added[reach:] + kept[reach:] * added[:-reach]
        kept[reach:] = kept[reach:] * kept[:-reach]
        reach *= 2
    return np.concatenate(([initial_c], kept * initial_c + added))
