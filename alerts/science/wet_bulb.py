"""Wet-bulb temperature, the psychrometer, and what both need: humidity ratio and air pressure."""

from __future__ import annotations

from typing import cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.psychrometrics import vapour_pressure_kpa
from alerts.science.ranges import as_given, numbers, within
from alerts.science.saturation import COLDEST_C, Formula, Over, saturation_kpa
from alerts.science.segments import Array

SEA_LEVEL_KPA = 101.325
"""Standard pressure of air at sea level. [kPa] (ASHRAE Handbook Fundamentals 2017, chapter 1; grade S)"""
MASS_RATIO = 0.621945
"""Molar mass of water over that of dry air. [-] (ASHRAE Handbook Fundamentals 2017, chapter 1; grade S)"""
VENTILATED_PER_K = 0.000662
"""Coefficient of a psychrometer of Assmann's type, about 5 m/s. [1/K] (FAO-56, eq. 16; grade G)"""
NATURAL_PER_K = 0.0008
"""Coefficient of a psychrometer in natural ventilation, about 1 m/s. [1/K] (FAO-56, eq. 16; grade G)"""
INDOOR_PER_K = 0.0012
"""Coefficient of a psychrometer indoors without ventilation. [1/K] (FAO-56, eq. 16; grade G)"""
HALVINGS = 20
"""Halvings of the range in which a wet bulb is sought, before a straight line ends the search. [-] (derived:
300 K / 2^20 is 0.3 mK, in which the line is off by less than 1e-7 K)"""


def air_pressure_kpa(altitude_m: Values) -> Values:
    """Return the usual pressure of air at an altitude.

    Parameters
    ----------
    altitude_m : float or array
        Altitude above the sea, -500 to 10 000. [m]

    Returns
    -------
    float or array
        Pressure. [kPa]

    Raises
    ------
    ValueError
        An altitude outside -500 to 10,000 m.

    Notes
    -----
    P = 101.3 [(293 - 0.0065 z) / 293]^5.26 [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 7.

    Examples
    --------
    FAO-56, example 2: 81.8 kPa at 1800 m.

    >>> round(air_pressure_kpa(1_800.0), 1)
    81.8
    """
    height_m = within("altitude_m", altitude_m, -500.0, 10_000.0, "m")
    return cast("Values", as_given(101.3 * ((293.0 - 0.0065 * height_m) / 293.0) ** 5.26))


def humidity_ratio(vapour_kpa: Values, pressure_kpa: float = SEA_LEVEL_KPA) -> Values:
    """Return the mass of water vapour for each mass of dry air.

    Parameters
    ----------
    vapour_kpa : float or array
        Pressure of the vapour, below that of the air. [kPa]
    pressure_kpa : float
        Pressure of the air. [kPa]

    Returns
    -------
    float or array
        Humidity ratio; NaN where the vapour is. [kg/kg]

    Raises
    ------
    ValueError
        A vapour pressure below 0, or as high as the air's.

    Notes
    -----
    W = 0.621945 e / (P - e) [1]_.

    References
    ----------
    .. [1] ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 20.

    Examples
    --------
    >>> round(humidity_ratio(3.1697, 95.461), 7)
    0.0213604
    """
    vapour = numbers(vapour_kpa)
    if bool(np.any((vapour < 0.0) | (vapour >= pressure_kpa))):
        raise ValueError(
            f"vapour_kpa: {np.max(vapour)} kPa, expected 0 to less than the air's {pressure_kpa} kPa"
        )
    return cast("Values", as_given(MASS_RATIO * vapour / (pressure_kpa - vapour)))


def ratio_of_wet_bulb(dry_c: Values, wet_c: Values, pressure_kpa: float = SEA_LEVEL_KPA) -> Values:
    """Return the humidity ratio of air of which dry-bulb and wet-bulb temperature are known.

    Parameters
    ----------
    dry_c : float or array
        Temperature of the air. [°C]
    wet_c : float or array
        Thermodynamic wet-bulb temperature, not above it. [°C]
    pressure_kpa : float
        Pressure of the air. [kPa]

    Returns
    -------
    float or array
        Humidity ratio; below 0 where no air is that dry; NaN where a value is. [kg/kg]

    Raises
    ------
    ValueError
        A wet bulb warmer than the air, or outside -100 to 200 °C.

    Notes
    -----
    From the balance of enthalpy, over water or, where the wet bulb is below 0 °C, over ice [1]_.

    References
    ----------
    .. [1] ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 33 and 35.

    Examples
    --------
    >>> round(ratio_of_wet_bulb(30.0, 25.0, 95.461), 4)
    0.0192
    """
    dry, wet = numbers(dry_c), numbers(wet_c)
    _refuse_wetter(wet, dry)
    saturated = humidity_ratio(saturation_kpa(wet, Formula.ASHRAE), pressure_kpa)
    water = ((2_501.0 - 2.326 * wet) * saturated - 1.006 * (dry - wet)) / (2_501.0 + 1.86 * dry - 4.186 * wet)
    ice = ((2_830.0 - 0.24 * wet) * saturated - 1.006 * (dry - wet)) / (2_830.0 + 1.86 * dry - 2.1 * wet)
    return cast("Values", as_given(np.where(wet >= 0.0, water, ice)))


def wet_bulb_c(
    temperature_c: Values, humidity_pct: Values, pressure_kpa: float = SEA_LEVEL_KPA, over: Over = Over.WATER
) -> Values:
    """Return the thermodynamic wet-bulb temperature: how far water that evaporates can cool.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the air, -50 to 90. [°C]
    humidity_pct : float or array
        Relative humidity. [%]
    pressure_kpa : float
        Pressure of the air. [kPa]
    over : Over
        What the humidity is relative to. [-]

    Returns
    -------
    float or array
        Wet-bulb temperature, not above the air's; NaN where a value is. [°C]

    Raises
    ------
    ValueError
        A temperature outside -50 to 90 °C; a humidity below 0 or above 105 %.

    Notes
    -----
    The temperature whose `ratio_of_wet_bulb` is the air's humidity ratio [1]_, found by halving. An
    empirical formula for sea level gives the same to 0.3 K between 5 and 99 % [2]_.

    References
    ----------
    .. [1] ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 33 and 35.
    .. [2] Stull R. (2011), Journal of Applied Meteorology and Climatology 50, 2267-2269.

    Examples
    --------
    Stull's example is 13.7 °C.

    >>> round(wet_bulb_c(20.0, 50.0), 1)
    13.8
    """
    dry = within("temperature_c", temperature_c, -50.0, 90.0, "°C")
    vapour = vapour_pressure_kpa(dry, numbers(humidity_pct), Formula.ASHRAE, over)
    wanted = humidity_ratio(vapour, pressure_kpa)
    dry, wanted = np.broadcast_arrays(dry, wanted)
    low: Array = np.full(dry.shape, COLDEST_C)
    high = dry
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        too_wet = ratio_of_wet_bulb(dry, middle, pressure_kpa) > wanted
        low, high = np.where(too_wet, low, middle), np.where(too_wet, middle, high)
    ends = [ratio_of_wet_bulb(dry, end, pressure_kpa) for end in (low, high)]
    share = np.clip((wanted - ends[0]) / np.maximum(ends[1] - ends[0], np.finfo(float).tiny), 0.0, 1.0)
    return cast("Values", as_given(low + share * (high - low)))


def psychrometer_vapour_kpa(
    dry_c: Values, wet_c: Values, pressure_kpa: Values, coefficient_per_k: float = VENTILATED_PER_K
) -> Values:
    """Return the pressure of water vapour that a psychrometer's two thermometers tell.

    Parameters
    ----------
    dry_c : float or array
        Dry thermometer. [°C]
    wet_c : float or array
        Wet thermometer, not above it. [°C]
    pressure_kpa : float or array
        Pressure of the air. [kPa]
    coefficient_per_k : float
        `VENTILATED_PER_K`, `NATURAL_PER_K` or `INDOOR_PER_K`. [1/K]

    Returns
    -------
    float or array
        Vapour pressure; NaN where a value is. [kPa]

    Raises
    ------
    ValueError
        A wet thermometer warmer than the dry one, or so much colder that no vapour is left.

    Notes
    -----
    e = e_s(T_wet) - a P (T_dry - T_wet), saturation by FAO-56 [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 15 and 16, example 4.

    Examples
    --------
    FAO-56, example 4: 25.6 and 19.5 °C at 87.9 kPa tell 1.91 kPa.

    >>> round(psychrometer_vapour_kpa(25.6, 19.5, 87.9), 2)
    1.91
    """
    dry, wet = numbers(dry_c), numbers(wet_c)
    _refuse_wetter(wet, dry)
    saturated = numbers(saturation_kpa(wet, Formula.FAO56, Over.WATER))
    vapour = saturated - coefficient_per_k * numbers(pressure_kpa) * (dry - wet)
    if bool(np.any(vapour < 0.0)):
        raise ValueError(
            f"wet_c: vapour of {np.nanmin(vapour)} kPa, expected a wet thermometer nearer to dry_c"
        )
    return cast("Values", as_given(vapour))


def _refuse_wetter(wet: Array, dry: Array) -> None:
    if bool(np.any(wet > dry)):
        raise ValueError(f"wet_c: {np.nanmax(wet - dry)} K above dry_c, expected not above it")
