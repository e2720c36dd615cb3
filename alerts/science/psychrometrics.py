"""Moist air: vapour, dew point, and the pull on leaves and fruit.

Relative humidity is relative to water at every temperature, as sensors report it (WMO-No. 8); pass
`Over.NATURAL` where a source means ice below 0 °C.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from alerts.science.kinetics import ZERO_CELSIUS_K, Values
from alerts.science.ranges import as_given, numbers, within
from alerts.science.saturation import Formula, Over, saturated_at_c, saturation_kpa

VAPOUR_J_KG_K = 461.5
"""Gas constant of water vapour. [J/(kg K)] (ASHRAE Handbook Fundamentals 2017, chapter 1, and IAPWS: 461.52;
grade S)"""
OVER_READ_PCT = 105.0
"""Up to here a humidity above 100 is a sensor's error in wet air and is taken for 100. [%] (house choice)"""
FORMULA = Formula.MAGNUS
"""The formula where none is asked for. [-] (house choice: WMO's recommendation)"""


def vapour_pressure_kpa(
    temperature_c: Values, humidity_pct: Values, formula: Formula = FORMULA, over: Over = Over.WATER
) -> Values:
    """Return the pressure of the water vapour in air.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity, 0 to 100; up to 105 it is taken for 100. [%]
    formula : Formula
        Whose saturation pressure. [-]
    over : Over
        What the humidity is relative to. [-]

    Returns
    -------
    float or array
        Vapour pressure; NaN where either is. [kPa]

    Raises
    ------
    ValueError
        A temperature outside the formula; a humidity below 0 or above 105 %.

    Notes
    -----
    e = e_s(T) RH / 100 [1]_.

    References
    ----------
    .. [1] WMO-No. 8, Guide to Instruments and Methods of Observation, annex 4.B.

    Examples
    --------
    >>> round(vapour_pressure_kpa(25.0, 60.0), 3)
    1.896
    """
    share = np.minimum(within("humidity_pct", humidity_pct, 0.0, OVER_READ_PCT, "%"), 100.0) / 100.0
    return cast("Values", as_given(saturation_kpa(numbers(temperature_c), formula, over) * share))


def dew_point_c(
    temperature_c: Values,
    humidity_pct: Values,
    formula: Formula = FORMULA,
    over: tuple[Over, Over] = (Over.WATER, Over.WATER),
) -> Values:
    """Return the temperature at which air begins to lose water.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity, above 0. [%]
    formula : Formula
        Whose saturation pressure. [-]
    over : (Over, Over)
        What the humidity is relative to; dew point over water, frost point over ice, or whichever there
        is. [-]

    Returns
    -------
    float or array
        Dew or frost point; NaN where either is. [°C]

    Raises
    ------
    ValueError
        A temperature outside the formula; a humidity of 0 or less or above 105 %.

    Notes
    -----
    g = ln(RH / 100) + b T / (c + T); T_d = c g / (b - g) [1]_. At or below the air's temperature.

    References
    ----------
    .. [1] Sonntag D. (1990), Zeitschrift für Meteorologie 70, 340-344.

    Examples
    --------
    >>> round(dew_point_c(25.0, 60.0), 2)
    16.69
    """
    if bool(np.any(numbers(humidity_pct) <= 0.0)):
        raise ValueError(
            f"humidity_pct: {np.nanmin(humidity_pct)} %, expected more than 0: dry air has no dew point"
        )
    relative_to, balance = over
    return saturated_at_c(
        vapour_pressure_kpa(temperature_c, humidity_pct, formula, relative_to), formula, balance
    )


def vpd_kpa(
    temperature_c: Values, humidity_pct: Values, formula: Formula = FORMULA, over: Over = Over.WATER
) -> Values:
    """Return the vapour pressure deficit of air.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity. [%]
    formula : Formula
        Whose saturation pressure. [-]
    over : Over
        What the humidity is relative to. [-]

    Returns
    -------
    float or array
        Deficit; 0 in saturated air; NaN where either is. [kPa]

    Raises
    ------
    ValueError
        A temperature outside the formula; a humidity below 0 or above 105 %.

    Notes
    -----
    VPD = e_s(T) (1 - RH / 100) [1]_. Of one moment: the mean of a day is no formula of the day's means,
    see `daily_humidity`.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, chapter 3.

    Examples
    --------
    >>> round(vpd_kpa(25.0, 60.0), 3), round(vpd_kpa(25.0, 60.0, Formula.FAO56), 3)
    (1.264, 1.267)
    """
    return leaf_vpd_kpa(temperature_c, temperature_c, humidity_pct, formula, over)


def leaf_vpd_kpa(
    leaf_c: Values,
    temperature_c: Values,
    humidity_pct: Values,
    formula: Formula = FORMULA,
    over: Over = Over.WATER,
) -> Values:
    """Return the vapour pressure deficit between a leaf, or a fruit, and the air around it.

    Parameters
    ----------
    leaf_c : float or array
        Temperature of the leaf. [°C]
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity of the air. [%]
    formula : Formula
        Whose saturation pressure. [-]
    over : Over
        What the humidity is relative to. [-]

    Returns
    -------
    float or array
        Deficit; below 0 where water condenses on the leaf; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A temperature outside the formula; a humidity below 0 or above 105 %.

    Notes
    -----
    VPD = e_s(T_leaf) - e_s(T_air) RH / 100: the air inside a leaf is saturated at the leaf's
    temperature [1]_.

    References
    ----------
    .. [1] Jones H.G. (2013), Plants and Microclimate, 3rd edition, Cambridge University Press, chapter 5.

    Examples
    --------
    A leaf 2 K cooler than air of 25 °C and 60 % loses water more slowly: 0.91 instead of 1.26 kPa.

    >>> round(leaf_vpd_kpa(23.0, 25.0, 60.0), 3)
    0.906
    """
    inside = saturation_kpa(numbers(leaf_c), formula, over)
    outside = vapour_pressure_kpa(numbers(temperature_c), numbers(humidity_pct), formula, over)
    return cast("Values", as_given(inside - outside))


def absolute_humidity_g_m3(
    temperature_c: Values, humidity_pct: Values, formula: Formula = FORMULA, over: Over = Over.WATER
) -> Values:
    """Return the mass of water vapour in a cubic metre of air.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity. [%]
    formula : Formula
        Whose saturation pressure. [-]
    over : Over
        What the humidity is relative to. [-]

    Returns
    -------
    float or array
        Absolute humidity; NaN where either is. [g/m3]

    Raises
    ------
    ValueError
        A temperature outside the formula; a humidity below 0 or above 105 %.

    Notes
    -----
    e / (R_w T), water vapour as an ideal gas [1]_; within 0.2 % at the temperatures of goods and crops.

    References
    ----------
    .. [1] ASHRAE Handbook Fundamentals 2017, chapter 1.

    Examples
    --------
    Tables give 17.3 g/m3 for saturated air of 20 °C.

    >>> round(absolute_humidity_g_m3(20.0, 100.0, Formula.ASHRAE), 1)
    17.3
    """
    vapour_pa = 1_000.0 * vapour_pressure_kpa(numbers(temperature_c), numbers(humidity_pct), formula, over)
    air_k = numbers(temperature_c) + ZERO_CELSIUS_K
    return cast("Values", as_given(1_000.0 * vapour_pa / (VAPOUR_J_KG_K * air_k)))
