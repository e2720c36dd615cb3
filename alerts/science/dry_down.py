"""How a root zone dries, and when it will have dried so far: from the demand, or from its own trend.

Without stress the depletion grows by the demand each day; beyond the readily available water it nears its
end ever more slowly. Measured as *drawn water*, it grows by the demand all the way: a straight line, which
is what a trend is fitted to.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike

from alerts.science.kinetics import Values
from alerts.science.ranges import as_given, more_than, within
from alerts.science.segments import Array
from alerts.science.shelf_life import P20_DEVIATE

LEAST_SAMPLES = 3
"""Samples that a trend needs at least: two make a line, the third an error. [-] (derived)"""
LONGEST_D = 36_525.0
"""Time beyond which nobody asks. [d] (house choice: a century)"""
WATERED_MM = 1.0
"""Fall of the depletion between two samples that is a watering, and no noise. [mm] (house choice)"""
DRIEST_SHARE = 1.0 - 1e-9
"""Share of the available water beyond which nothing is drawn. [-] (derived: keeps the logarithm finite)"""


class Forecast(NamedTuple):
    """When a root zone reaches a depletion, one figure for each series, counted from its last sample."""

    early_d: Array
    """One in five is earlier: plan by this one. [d]"""
    middle_d: Array
    """Median; infinite where it does not dry. [d]"""
    late_d: Array
    """One in five is later. [d]"""
    demand_mm_d: Array
    """Water that crop and soil draw while it is easily had. [mm/d]"""
    demand_error_mm_d: Array
    """Its standard error. [mm/d]"""


def drawn_water_mm(depletion: Values, available_mm: Values, fraction: Values) -> Values:
    """Return the water that would have been drawn had the crop not suffered.

    Parameters
    ----------
    depletion : float or array
        Depletion of the root zone, at least 0; from the available water on it counts as nearly that. [mm]
    available_mm : float or array
        Total available water, above 0. [mm]
    fraction : float or array
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    float or array
        The depletion itself up to the readily available water, more beyond it; NaN where a value is. [mm]

    Raises
    ------
    ValueError
        Water available that is not above 0, a fraction outside 0 to 1, a depletion below 0.

    Notes
    -----
    With dD/dt = K_s ET_c [1]_ and s = D up to RAW, RAW + (TAW - RAW) ln[(TAW - RAW) / (TAW - D)] beyond,
    ds/dt = ET_c throughout.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 81 and 84; integrated.

    Examples
    --------
    >>> drawn_water_mm(np.array([20.0, 34.0, 51.0]), 68.0, 0.5).round(2)
    array([20.  , 34.  , 57.57])
    """
    return cast("Values", as_given(_drawn(depletion, available_mm, fraction)))


def depletion_after_mm(
    depletion: Values, days: Values, demand_mm_d: Values, available_mm: Values, fraction: Values
) -> Values:
    """Return the depletion of a root zone after days without water.

    Parameters
    ----------
    depletion : float or array
        Depletion now, at least 0. [mm]
    days : float or array
        Time without rain or irrigation, at least 0. [d]
    demand_mm_d : float or array
        Evapotranspiration of the crop while it lacks no water. [mm/d]
    available_mm : float or array
        Total available water, above 0. [mm]
    fraction : float or array
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    float or array
        Depletion then, below the available water; NaN where a value is. [mm]

    Raises
    ------
    ValueError
        As `drawn_water_mm`; days below 0; a demand outside 0 to 30 mm/d.

    Notes
    -----
    `drawn_water_mm` grows by the demand each day [1]_. Steady demand; nothing rises from below.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 81, 84 and 85; integrated.

    Examples
    --------
    From 20 mm at 5 mm/d: 30 mm after two days, 46.8 mm after six, when the crop suffers.

    >>> depletion_after_mm(20.0, np.array([2.0, 6.0]), 5.0, 68.0, 0.5).round(1)
    array([30. , 46.8])
    """
    total = more_than("available_mm", available_mm, 0.0, "mm")
    ready = within("fraction", fraction, 0.0, np.nextafter(1.0, 0.0), "") * total
    lasted = within("days", days, 0.0, LONGEST_D, "d")
    demand = within("demand_mm_d", demand_mm_d, 0.0, 30.0, "mm/d")
    drawn = _drawn(depletion, total, fraction) + lasted * demand
    late = total - (total - ready) * np.exp(-np.maximum(drawn - ready, 0.0) / (total - ready))
    return cast("Values", as_given(np.where(drawn <= ready, drawn, late)))


def days_until(
    limit_mm: Values, depletion: Values, demand_mm_d: Values, available_mm: Values, fraction: Values
) -> Values:
    """Return the days without water until a root zone reaches a depletion.

    Parameters
    ----------
    limit_mm : float or array
        Depletion that is asked for, for instance the readily available water. [mm]
    depletion : float or array
        Depletion now, at least 0. [mm]
    demand_mm_d : float or array
        Evapotranspiration of the crop while it lacks no water. [mm/d]
    available_mm : float or array
        Total available water, above 0. [mm]
    fraction : float or array
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    float or array
        Days; 0 where it is reached, infinite where it never is; NaN where a value is. [d]

    Raises
    ------
    ValueError
        As `drawn_water_mm`; a limit below 0; a demand outside 0 to 30 mm/d.

    Notes
    -----
    [s(limit) - s(now)] / ET_c, s as in `drawn_water_mm` [1]_. The available water itself is never reached.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 81, 84 and 85; integrated.

    Examples
    --------
    From 20 mm at 5 mm/d the readily available 34 mm last 2.8 days.

    >>> days_until(34.0, 20.0, 5.0, 68.0, 0.5)
    2.8
    """
    total = more_than("available_mm", available_mm, 0.0, "mm")
    demand = within("demand_mm_d", demand_mm_d, 0.0, 30.0, "mm/d")
    limit = within("limit_mm", limit_mm, 0.0, np.inf, "mm")
    wanted = np.where(limit >= total, np.inf, _drawn(limit, total, fraction))
    missing = wanted - _drawn(depletion, total, fraction)
    return cast("Values", as_given(_crossing(missing, demand)))


def dry_down_forecast(
    time_d: Array, depletion: Array, limit_mm: float, available_mm: float, fraction: float
) -> Forecast:
    """Return when root zones reach a depletion, from the trend since each was watered.

    Parameters
    ----------
    time_d : array
        Times of the samples, ascending, the same for all series. [d]
    depletion : array
        Depletion: one series, or series x samples. [mm]
    limit_mm : float
        Depletion that is asked for. [mm]
    available_mm : float
        Total available water, above 0. [mm]
    fraction : float
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    Forecast
        Days with their band and the demand, for each series; NaN where a sample since the watering is NaN,
        or where there are fewer than three. [d, mm/d]

    Raises
    ------
    ValueError
        As `drawn_water_mm`; times that do not ascend, or are not one for each sample.

    Notes
    -----
    Least squares of `drawn_water_mm` [1]_ on time since the last watering. The band is that of the line: its
    level at the mean time and its slope, each as many standard errors wetter or drier as leave one in five
    beyond (Student) [2]_. It knows nothing of
    tomorrow's weather: a demand from a forecast goes into `days_until`. Samples taken at one hour of the day
    keep day and night out of the trend.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 81 and 84; integrated.
    .. [2] Textbook: errors of a straight line.

    Examples
    --------
    >>> found = dry_down_forecast(np.arange(4.0), np.array([8.0, 12.0, 16.0, 20.0]), 34.0, 68.0, 0.5)
    >>> found.demand_mm_d.round(6), found.middle_d.round(6)
    (array([4.]), array([3.5]))
    """
    rows = np.atleast_2d(depletion)
    if time_d.shape != rows.shape[1:] or not bool(np.all(np.diff(time_d) > 0.0)):
        raise ValueError(f"time_d: {time_d.shape} times, expected {rows.shape[1:]}, ascending")
    drawn = _drawn(rows, available_mm, fraction)
    used = np.arange(time_d.size) >= _watered_at(rows)[:, None]
    count = np.where(used.sum(axis=1) >= LEAST_SAMPLES, used.sum(axis=1), np.nan)
    mean_d = (used * time_d).sum(axis=1) / count
    mean = np.where(used, drawn, 0.0).sum(axis=1) / count
    off_d = np.where(used, time_d - mean_d[:, None], 0.0)
    off = np.where(used, drawn - mean[:, None], 0.0)
    spread = np.square(off_d).sum(axis=1)
    slope = (off_d * off).sum(axis=1) / spread
    variance = np.square(off - slope[:, None] * off_d).sum(axis=1) / (count - 2.0)
    error = np.sqrt(variance / spread)
    target = np.inf if limit_mm >= available_mm else _drawn(limit_mm, available_mm, fraction)
    deviate = _deviate(count - 2.0)
    now = mean + slope * (time_d[-1] - mean_d)
    level_mm = deviate * (np.sqrt(variance / count) + error * (time_d[-1] - mean_d))
    early, middle, late = (
        _crossing(target - now - side * level_mm, slope + side * deviate * error) for side in (1.0, 0.0, -1.0)
    )
    return Forecast(early, middle, late, slope, error)


def _drawn(depletion: ArrayLike, available_mm: ArrayLike, fraction: ArrayLike) -> Array:
    total = more_than("available_mm", available_mm, 0.0, "mm")
    ready = within("fraction", fraction, 0.0, np.nextafter(1.0, 0.0), "") * total
    gone = np.minimum(within("depletion", depletion, 0.0, np.inf, "mm"), DRIEST_SHARE * total)
    beyond = np.maximum(gone, ready)
    return np.asarray(np.minimum(gone, ready) + (total - ready) * np.log((total - ready) / (total - beyond)))


def _watered_at(rows: Array) -> Array:
    """Return the index of each series' first sample after its last watering."""
    if rows.shape[1] < 2:  # noqa: PLR2004 - one sample has no sample before it
        return np.zeros(rows.shape[0], dtype=np.intp)
    watered = np.diff(rows, axis=1) < -WATERED_MM
    back = np.argmax(watered[:, ::-1], axis=1)
    return np.asarray(np.where(watered.any(axis=1), rows.shape[1] - 1 - back, 0))


def _deviate(freedom: Array) -> Array:
    """Return how many standard errors one in five lies beyond, with so few degrees of freedom."""
    z = P20_DEVIATE
    first, second = (z**3 + z) / 4.0, (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    return np.asarray(z + first / freedom + second / freedom**2)


def _crossing(missing_mm: Array, per_day: Array) -> Array:
    """Return the days until what is missing is drawn: 0 where nothing is, endless where none is drawn."""
    dries = per_day > 0.0
    days = np.where(
        missing_mm <= 0.0, 0.0, np.where(dries, missing_mm, np.inf) / np.where(dries, per_day, 1.0)
    )
    return np.asarray(np.where(np.isnan(missing_mm) | np.isnan(per_day), np.nan, days))
