"""Grey mould (Botrytis cinerea): how likely a wet period has infected flowers or berries.

An index of the weather, from inoculated plants in growth chambers: neither how many spores there are nor
how susceptible a cultivar is enters. It compares days and places; it is no forecast of a loss.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.leaf_wetness import WetPeriods
from alerts.science.ranges import as_given, within
from alerts.science.segments import Array


class WetnessModel(NamedTuple):
    """logit(infected) = constant + W (c0 + c1 T + c2 T^2 + c3 T^3), and where it was measured."""

    constant: float
    """logit without wetness. [-]"""
    per_hour: tuple[float, float, float, float]
    """What a wet hour adds, as a cubic of temperature. [1/h]"""
    coldest_c: float
    """Lowest temperature of the experiments. [°C]"""
    warmest_c: float
    """Highest temperature of the experiments. [°C]"""
    longest_h: float
    """Longest wetness of the experiments. [h]"""


STRAWBERRY_FLOWERS = WetnessModel(-4.268, (-0.0901, 0.0294, 0.0, -2.35e-5), 5.0, 30.0, 32.0)
"""Share of strawberry flowers infected. [h, °C] (Bulger M.A., Ellis M.A., Madden L.V. (1987), Phytopathology
77, 1225-1230, fitted to 5-30 °C and up to 32 h; coefficients as in the public code of Florida's and Cornell's
advisory systems, the paper itself seen as its abstract; grade P)"""
GRAPE_BERRIES = WetnessModel(-2.647866, (-0.374927, 0.061601, -0.001511, 0.0), 12.0, 32.0, 36.0)
"""Share of grape berries infected. [h, °C] (Broome J.C., English J.T., Marois J.J., Latorre B.A., Aviles J.C.
(1995), Phytopathology 85, 97-102; coefficients as in public code, the longest wetness not seen, taken as
36 h; grade W until read in the paper)"""
MODERATE = 0.5
"""Index from which Florida's strawberry advisory system advises to protect. [-] (MacKenzie S.J., Peres N.A.
(2012), Plant Disease 96, 529-536, as restated in public code, the paper not seen; grade W)"""
HIGH = 0.7
"""Index from which it calls the risk high. [-] (as restated in public code of the same system; grade W)"""


class Risk(StrEnum):
    """What an index means for a grower."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNKNOWN = "unknown"


class RiskRange(NamedTuple):
    """Index of each wet period: at least, and at most if all unseen time was wet."""

    low: Array
    """With the wet hours that were seen. [-]"""
    high: Array
    """With the unseen ones too. [-]"""


def infection_index(temperature_c: Values, wet_h: Values, model: WetnessModel = STRAWBERRY_FLOWERS) -> Values:
    """Return the share of susceptible flowers or berries that a wet period infects, given spores.

    Parameters
    ----------
    temperature_c : float or array
        Mean temperature of the wet time. [°C]
    wet_h : float or array
        Wet time; beyond the longest of the experiments it counts as that. [h]
    model : WetnessModel
        Plant and part of it. [-]

    Returns
    -------
    float or array
        Index between 0 and 1; 0 without wetness; NaN where a value is. [-]

    Raises
    ------
    ValueError
        A temperature outside -100 to 100 °C, or a time below 0.

    Notes
    -----
    Strawberry flowers [1]_: ln(Y / (1 - Y)) = -4.268 - 0.0901 W + 0.0294 W T - 2.35e-5 W T^3. Beyond the
    temperatures of the experiments the cubic means nothing: a wet hour then adds no more than at the
    nearest measured temperature, and nothing where the cubic is below 0; `was_measured` says where that is.
    The form for grape berries is that of Broome and others [2]_.

    References
    ----------
    .. [1] Bulger M.A., Ellis M.A., Madden L.V. (1987), Phytopathology 77, 1225-1230.
    .. [2] Broome J.C., English J.T., Marois J.J., Latorre B.A., Aviles J.C. (1995), Phytopathology 85,
       97-102.

    Examples
    --------
    At 20 °C a day of wetness infects nearly all flowers (the paper: 100 %), 8 h one in seven.

    >>> infection_index(np.array([20.0, 20.0]), np.array([24.0, 8.0])).round(2)
    array([0.96, 0.14])
    """
    air_c = within("temperature_c", temperature_c, -100.0, 100.0, "°C")
    hours = np.minimum(within("wet_h", wet_h, 0.0, np.inf, "h"), model.longest_h)
    nearest_c = np.clip(air_c, model.coldest_c, model.warmest_c)
    cubics = [np.polynomial.polynomial.polyval(warmth, model.per_hour) for warmth in (air_c, nearest_c)]
    per_hour = np.maximum(np.minimum(*cubics), 0.0)
    index = 1.0 / (1.0 + np.exp(-(model.constant + hours * per_hour)))
    return cast("Values", as_given(np.where(hours == 0.0, 0.0 * air_c, index)))


def was_measured(temperature_c: Values, wet_h: Values, model: WetnessModel = STRAWBERRY_FLOWERS) -> Array:
    """Return where an index rests on experiments, and not on an extrapolation.

    Parameters
    ----------
    temperature_c : float or array
        Mean temperature of the wet time. [°C]
    wet_h : float or array
        Wet time. [h]
    model : WetnessModel
        Plant and part of it. [-]

    Returns
    -------
    array of bool
        Whether both lie within the experiments; not where one is NaN. [-]

    Notes
    -----
    Strawberry flowers: 5 to 30 °C, up to 32 h [1]_.

    References
    ----------
    .. [1] Bulger M.A., Ellis M.A., Madden L.V. (1987), Phytopathology 77, 1225-1230.

    Examples
    --------
    >>> was_measured(np.array([20.0, 3.0]), np.array([24.0, 24.0]))
    array([ True, False])
    """
    air_c, hours = np.asarray(temperature_c, dtype=np.float64), np.asarray(wet_h, dtype=np.float64)
    warm_enough = (air_c >= model.coldest_c) & (air_c <= model.warmest_c)
    return np.asarray(warm_enough & (hours >= 0.0) & (hours <= model.longest_h))


def period_risk(periods: WetPeriods, model: WetnessModel = STRAWBERRY_FLOWERS) -> RiskRange:
    """Return the index of each wet period, at least and at most.

    Parameters
    ----------
    periods : WetPeriods
        Of `leaf_wetness.wet_periods`. [h, °C]
    model : WetnessModel
        Plant and part of it. [-]

    Returns
    -------
    RiskRange
        Index with the wet hours that were seen, and with the unseen ones added. [-]

    Raises
    ------
    ValueError
        A temperature outside -100 to 100 °C, or a time below 0.

    Notes
    -----
    `infection_index` [1]_ of both; equal where everything was seen.

    References
    ----------
    .. [1] Bulger M.A., Ellis M.A., Madden L.V. (1987), Phytopathology 77, 1225-1230.

    Examples
    --------
    >>> one = np.array([12.0])
    >>> seen = WetPeriods(np.array([0]), 0.0 * one, 2.0 * one, one, one, one + 8.0)
    >>> [index.round(2) for index in period_risk(seen)]
    [array([0.37]), array([0.96])]
    """
    return RiskRange(
        infection_index(periods.mean_c, periods.wet_h, model),
        infection_index(periods.mean_c, periods.wet_h + periods.unseen_h, model),
    )


def risk_of(index: float) -> Risk:
    """Return what an index means for a grower.

    Parameters
    ----------
    index : float
        `infection_index`; of a range, its high end. [-]

    Returns
    -------
    Risk
        Low, moderate from 0.5, high from 0.7; unknown where the index is NaN. [-]

    Notes
    -----
    The steps of Florida's strawberry advisory system, for flowers [1]_.

    References
    ----------
    .. [1] MacKenzie S.J., Peres N.A. (2012), Plant Disease 96, 529-536.

    Examples
    --------
    >>> risk_of(0.5).value, risk_of(0.96).value
    ('moderate', 'high')
    """
    if np.isnan(index):
        return Risk.UNKNOWN
    return Risk.HIGH if index >= HIGH else Risk.MODERATE if index >= MODERATE else Risk.LOW
