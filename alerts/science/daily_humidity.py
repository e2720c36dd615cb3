"""A day's humidity from its extremes, as irrigation schedules count it (FAO-56)."""

from __future__ import annotations

from typing import cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.psychrometrics import OVER_READ_PCT, vapour_pressure_kpa
from alerts.science.ranges import as_given, numbers, within
from alerts.science.saturation import Formula, Over, saturation_kpa


def daily_saturation_kpa(highest_c: Values, lowest_c: Values) -> Values:
    """Return the mean saturation pressure of a day.

    Parameters
    ----------
    highest_c, lowest_c : float or array
        Highest and lowest temperature of the day. [°C]

    Returns
    -------
    float or array
        Mean saturation pressure; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A highest below the lowest of its day; a temperature outside the formula.

    Notes
    -----
    e_s = [e0(T_max) + e0(T_min)] / 2; that of the mean temperature is too low [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 12, example 3.

    Examples
    --------
    >>> round(daily_saturation_kpa(24.5, 15.0), 2)
    2.39
    """
    _refuse_swapped(highest_c, lowest_c, "highest_c", "°C")
    both = (saturation_kpa(numbers(t), Formula.FAO56, Over.WATER) for t in (highest_c, lowest_c))
    return cast("Values", as_given(sum(both) / 2.0))


def daily_vapour_kpa(highest_c: Values, lowest_c: Values, humidest_pct: Values, driest_pct: Values) -> Values:
    """Return the mean vapour pressure of a day from its extremes.

    Parameters
    ----------
    highest_c, lowest_c : float or array
        Highest and lowest temperature of the day. [°C]
    humidest_pct, driest_pct : float or array
        Highest humidity, at the lowest temperature, and lowest, at the highest. [%]

    Returns
    -------
    float or array
        Mean vapour pressure; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A highest below the lowest of its day; a temperature outside the formula; a humidity below 0 or
        above 105 %.

    Notes
    -----
    e_a = [e0(T_min) RH_max + e0(T_max) RH_min] / 200 [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 17, example 5.

    Examples
    --------
    >>> round(daily_vapour_kpa(25.0, 18.0, 82.0, 54.0), 2)
    1.7
    """
    _refuse_swapped(highest_c, lowest_c, "highest_c", "°C")
    _refuse_swapped(humidest_pct, driest_pct, "humidest_pct", "%")
    night = vapour_pressure_kpa(numbers(lowest_c), numbers(humidest_pct), Formula.FAO56)
    noon = vapour_pressure_kpa(numbers(highest_c), numbers(driest_pct), Formula.FAO56)
    return cast("Values", as_given(0.5 * (night + noon)))


def daily_vapour_of_highest_kpa(lowest_c: Values, humidest_pct: Values) -> Values:
    """Return the mean vapour pressure of a day of whose humidity only the highest is trusted.

    Parameters
    ----------
    lowest_c : float or array
        Lowest temperature of the day. [°C]
    humidest_pct : float or array
        Highest humidity of the day. [%]

    Returns
    -------
    float or array
        Mean vapour pressure; NaN where a value is. [kPa]

    Notes
    -----
    e_a = e0(T_min) RH_max / 100 [1]_: where the lowest humidity is uncertain.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 18, example 5.

    Examples
    --------
    >>> round(daily_vapour_of_highest_kpa(18.0, 82.0), 2)
    1.69
    """
    return vapour_pressure_kpa(lowest_c, humidest_pct, Formula.FAO56)


def daily_vapour_of_mean_kpa(highest_c: Values, lowest_c: Values, mean_pct: Values) -> Values:
    """Return the mean vapour pressure of a day of whose humidity the mean is known.

    Parameters
    ----------
    highest_c, lowest_c : float or array
        Highest and lowest temperature of the day. [°C]
    mean_pct : float or array
        Mean humidity of the day. [%]

    Returns
    -------
    float or array
        Mean vapour pressure; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A highest below the lowest of its day; a temperature outside the formula; a humidity below 0 or
        above 105 %.

    Notes
    -----
    e_a = RH_mean / 100 x [e0(T_max) + e0(T_min)] / 2; less desirable than the extremes [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 19, example 5.

    Examples
    --------
    >>> round(daily_vapour_of_mean_kpa(25.0, 18.0, 68.0), 2)
    1.78
    """
    share = np.minimum(within("mean_pct", mean_pct, 0.0, OVER_READ_PCT, "%"), 100.0) / 100.0
    return cast("Values", as_given(share * daily_saturation_kpa(highest_c, lowest_c)))


def daily_vpd_kpa(highest_c: Values, lowest_c: Values, humidest_pct: Values, driest_pct: Values) -> Values:
    """Return the mean vapour pressure deficit of a day.

    Parameters
    ----------
    highest_c, lowest_c : float or array
        Highest and lowest temperature of the day. [°C]
    humidest_pct, driest_pct : float or array
        Highest humidity, at the lowest temperature, and lowest, at the highest. [%]

    Returns
    -------
    float or array
        Mean deficit; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A highest below the lowest of its day; a temperature outside the formula; a humidity below 0 or
        above 105 %.

    Notes
    -----
    e_s - e_a of the day's extremes [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, chapter 3, box 8 and example 5.

    Examples
    --------
    >>> round(daily_vpd_kpa(25.0, 18.0, 82.0, 54.0), 2)
    0.91
    """
    saturated = numbers(daily_saturation_kpa(highest_c, lowest_c))
    held = daily_vapour_kpa(highest_c, lowest_c, humidest_pct, driest_pct)
    return cast("Values", as_given(saturated - held))


def _refuse_swapped(high: Values, low: Values, name: str, unit: str) -> None:
    """Refuse a highest value that is below the lowest of the same day."""
    below = np.asarray(high) < np.asarray(low)
    if bool(np.any(below)):
        worst = np.broadcast_to(high, below.shape)[below].flat[0] if below.ndim else high
        raise ValueError(f"{name}: {worst} {unit}, expected not less than the lowest of its day")
