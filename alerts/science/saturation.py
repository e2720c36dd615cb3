"""How much water vapour air can hold: over water and over ice, by three published formulas.

Below 0 °C ice holds less than supercooled water: at -20 °C a formula for water is a fifth too high. Which
of the two is meant is said in every call; what humidity sensors report is relative to water everywhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, cast

import numpy as np

from alerts.science.kinetics import ZERO_CELSIUS_K, Values
from alerts.science.ranges import as_given, more_than, within
from alerts.science.segments import Array

COLDEST_C = -100.0
"""Lowest temperature of the formulas. [°C] (ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 5; grade S)"""
HOTTEST_C = 200.0
"""Highest temperature of the formulas. [°C] (ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 6; grade S)"""
NEWTON_STEPS = 6
"""Steps that bring a temperature found by Magnus to that of ASHRAE. [-] (derived: error below 1e-10 K)"""


class Formula(StrEnum):
    """Whose formula it is."""

    MAGNUS = "magnus"
    """Sonntag (1990), recommended by the WMO; -45 to 60 °C, -65 to 0 °C over ice."""
    FAO56 = "fao56"
    """Tetens' form in FAO-56, eq. 11; its partner over ice is Murray's. For figures of irrigation."""
    ASHRAE = "ashrae"
    """Hyland and Wexler (1983): within 300 ppm of the tables, -100 to 200 °C."""


class Over(StrEnum):
    """What the vapour is in balance with."""

    WATER = "water"
    """Liquid water, supercooled below 0 °C: what relative humidity refers to by WMO convention."""
    ICE = "ice"
    """Ice; above 0 °C an extrapolation."""
    NATURAL = "natural"
    """Water from 0 °C on, ice below it."""


class _Exponential(NamedTuple):
    """ln e = ln(scale) + slope T / (offset + T)."""

    scale_kpa: float
    slope: float
    offset_c: float


class _Polynomial(NamedTuple):
    """ln e = inverse / T + constant + c1 T + c2 T^2 + c3 T^3 + c4 T^4 + log ln T, T in kelvin, e in Pa."""

    inverse: float
    powers: tuple[float, float, float, float, float]
    log: float


_SIMPLE = {
    (Formula.MAGNUS, Over.WATER): _Exponential(0.6112, 17.62, 243.12),
    (Formula.MAGNUS, Over.ICE): _Exponential(0.6112, 22.46, 272.62),
    (Formula.FAO56, Over.WATER): _Exponential(0.6108, 17.27, 237.3),
    (Formula.FAO56, Over.ICE): _Exponential(0.6108, 21.875, 265.5),
}
"""Scale [kPa], slope [-] and offset [°C]. (Sonntag D. (1990), Zeitschrift für Meteorologie 70, 340-344;
FAO-56, eq. 11; Murray F.W. (1967), Journal of Applied Meteorology 6, 203-204; grade P)"""
_HYLAND_WEXLER = {
    Over.WATER: _Polynomial(
        -5.8002206e3, (1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8, 0.0), 6.5459673
    ),
    Over.ICE: _Polynomial(
        -5.6745359e3, (6.3925247, -9.677843e-3, 6.2215701e-7, 2.0747825e-9, -9.484024e-13), 4.1635019
    ),
}
"""Coefficients in powers of temperature. [K, Pa] (Hyland R.W., Wexler A. (1983), as in ASHRAE Handbook
Fundamentals 2017, chapter 1, eq. 5 and 6; grade S)"""


def saturation_kpa(
    temperature_c: Values, formula: Formula = Formula.MAGNUS, over: Over = Over.NATURAL
) -> Values:
    """Return the pressure of water vapour in saturated air.

    Parameters
    ----------
    temperature_c : float or array
        Temperature, -100 to 200. [°C]
    formula : Formula
        Whose formula. [-]
    over : Over
        Over water, over ice, or over what there is at that temperature. [-]

    Returns
    -------
    float or array
        Saturation pressure; NaN where the temperature is. [kPa]

    Raises
    ------
    ValueError
        A temperature outside -100 to 200 °C.

    Notes
    -----
    Magnus form e = a exp[b T / (c + T)], after Sonntag [1]_ or with the constants of FAO-56 [2]_; or
    Hyland and Wexler's polynomial [3]_, which is within 300 ppm of the tables. The first two are within
    0.4 % of it between -30 and 50 °C.

    References
    ----------
    .. [1] Sonntag D. (1990), Zeitschrift für Meteorologie 70, 340-344; WMO-No. 8, annex 4.B.
    .. [2] Allen R.G., Pereira L.S., Raes D., Smith M. (1998), FAO Irrigation and Drainage Paper 56, eq. 11;
       over ice Murray F.W. (1967), Journal of Applied Meteorology 6, 203-204.
    .. [3] ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 5 and 6.

    Examples
    --------
    ASHRAE tabulates 3.1697 kPa at 25 °C and 0.10324 kPa over ice at -20 °C.

    >>> saturation_kpa(np.array([25.0, -20.0]), Formula.ASHRAE).round(5)
    array([3.16922, 0.10326])
    """
    air_c = within("temperature_c", temperature_c, COLDEST_C, HOTTEST_C, "°C")
    if over is Over.NATURAL:
        found = np.where(air_c < 0.0, _saturation(air_c, formula, Over.ICE), _saturation(air_c, formula))
    else:
        found = _saturation(air_c, formula, over)
    return cast("Values", as_given(found))


def saturated_at_c(
    pressure_kpa: Values, formula: Formula = Formula.MAGNUS, over: Over = Over.NATURAL
) -> Values:
    """Return the temperature at which air with that much vapour is saturated: its dew or frost point.

    Parameters
    ----------
    pressure_kpa : float or array
        Pressure of water vapour, as saturated air of -100 to 200 °C has it. [kPa]
    formula : Formula
        Whose formula. [-]
    over : Over
        Dew point (water), frost point (ice), or whichever there is. [-]

    Returns
    -------
    float or array
        Temperature; NaN where the pressure is. [°C]

    Raises
    ------
    ValueError
        A pressure that is not above 0, or that no temperature from -100 to 200 °C has.

    Notes
    -----
    The inverse of `saturation_kpa`: T = c x / (b - x), x = ln(e / a) [1]_; for ASHRAE [2]_ Newton's steps
    from there.

    References
    ----------
    .. [1] Sonntag D. (1990), Zeitschrift für Meteorologie 70, 340-344.
    .. [2] ASHRAE Handbook Fundamentals 2017, chapter 1, eq. 5 and 6.

    Examples
    --------
    >>> round(saturated_at_c(saturation_kpa(15.0, Formula.ASHRAE), Formula.ASHRAE), 9)
    15.0
    """
    vapour_kpa = more_than("pressure_kpa", pressure_kpa, 0.0, "kPa")
    if over is Over.NATURAL:
        freezing_kpa = _saturation(np.zeros(1), formula)[0]
        frost_c = np.minimum(_inverse(vapour_kpa, formula, Over.ICE), 0.0)
        found = np.where(vapour_kpa < freezing_kpa, frost_c, _inverse(vapour_kpa, formula, Over.WATER))
    else:
        found = _inverse(vapour_kpa, formula, over)
    odd = (found < COLDEST_C) | (found > HOTTEST_C) | (np.isnan(found) & ~np.isnan(vapour_kpa))
    if odd.any():
        worst = vapour_kpa[odd].flat[0] if found.ndim else vapour_kpa
        raise ValueError(f"pressure_kpa: {worst} kPa, expected that of {COLDEST_C} to {HOTTEST_C} °C")
    return cast("Values", as_given(found))


def _saturation(air_c: Array, formula: Formula, over: Over = Over.WATER) -> Array:
    if formula is Formula.ASHRAE:
        return np.asarray(np.exp(_log_pa(air_c + ZERO_CELSIUS_K, over)) / 1_000.0)
    scale_kpa, slope, offset_c = _SIMPLE[formula, over]
    return np.asarray(scale_kpa * np.exp(slope * air_c / (offset_c + air_c)))


def _inverse(vapour_kpa: Array, formula: Formula, over: Over) -> Array:
    simple = _SIMPLE[Formula.MAGNUS if formula is Formula.ASHRAE else formula, over]
    logarithm = np.log(vapour_kpa / simple.scale_kpa)
    found_c = simple.offset_c * logarithm / (simple.slope - logarithm)
    if formula is not Formula.ASHRAE:
        return np.asarray(found_c)
    found_k = found_c + ZERO_CELSIUS_K
    wanted = np.log(1_000.0 * vapour_kpa)
    for _ in range(NEWTON_STEPS):
        found_k = found_k - (_log_pa(found_k, over) - wanted) / _log_slope(found_k, over)
    return np.asarray(found_k - ZERO_CELSIUS_K)


def _log_pa(air_k: Array, over: Over) -> Array:
    inverse, powers, log = _HYLAND_WEXLER[over]
    return np.asarray(inverse / air_k + np.polynomial.polynomial.polyval(air_k, powers) + log * np.log(air_k))


def _log_slope(air_k: Array, over: Over) -> Array:
    inverse, powers, log = _HYLAND_WEXLER[over]
    slopes = np.polynomial.polynomial.polyder(powers)
    return np.asarray(-inverse / air_k**2 + np.polynomial.polynomial.polyval(air_k, slopes) + log / air_k)
