"""How a root zone dries, and when it will have dried so far, from the demand.

Without stress the depletion grows by the demand each day; beyond the readily available water it nears its
end ever more slowly. Measured as *drawn water*, it grows by the demand all the way: a straight line, which
is what a trend is fitted to (`dry_down_trend`).
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from alerts.science.kinetics import Values
from alerts.science.ranges import as_given, more_than, within
from alerts.science.segments import Array

LONGEST_D = 36_525.0
"""Time beyond which nobody asks. [d] (house choice: a century)"""
DRIEST_SHARE = 1.0 - 1e-9
"""Share of the available water beyond which nothing is drawn. [-] (derived: keeps the logarithm finite)"""


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
    return cast("Values", as_given(days_to_draw(missing, demand)))


def days_to_draw(missing_mm: Array, per_day: Array) -> Array:
    """Return the days until what is missing is drawn: 0 where nothing is, endless where none is drawn.

    >>> days_to_draw(np.array([14.0, 0.0, 14.0]), np.array([5.0, 5.0, 0.0]))
    array([2.8, 0. , inf])
    """
    dries = per_day > 0.0
    days = np.where(
        missing_mm <= 0.0, 0.0, np.where(dries, missing_mm, np.inf) / np.where(dries, per_day, 1.0)
    )
    return np.asarray(np.where(np.isnan(missing_mm) | np.isnan(per_day), np.nan, days))


def _drawn(depletion: ArrayLike, available_mm: ArrayLike, fraction: ArrayLike) -> Array:
    total = more_than("available_mm", available_mm, 0.0, "mm")
    ready = within("fraction", fraction, 0.0, np.nextafter(1.0, 0.0), "") * total
    gone = np.minimum(within("depletion", depletion, 0.0, np.inf, "mm"), DRIEST_SHARE * total)
    beyond = np.maximum(gone, ready)
    return np.asarray(np.minimum(gone, ready) + (total - ready) * np.log((total - ready) / (total - beyond)))
