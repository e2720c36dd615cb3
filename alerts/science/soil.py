"""Water in the root zone by FAO-56: how much is gone, how much is easily had, and when a crop suffers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ranges import as_given, more_than, numbers, within
from alerts.science.segments import Array

MM_PER_M = 1_000.0
"""Depth of water of a metre of soil that is water alone. [mm/m] (by definition)"""
TABLE_DEMAND_MM_D = 5.0
"""Evapotranspiration for which depletion fractions are tabled. [mm/d] (FAO-56, table 22; grade G)"""
FRACTION_PER_MM_D = 0.04
"""By how much a depletion fraction falls with each mm/d more. [d/mm] (FAO-56, table 22, footnote; grade G)"""
LEAST_FRACTION = 0.1
"""Least depletion fraction. [-] (FAO-56, table 22, footnote; grade G)"""
MOST_FRACTION = 0.8
"""Largest depletion fraction. [-] (FAO-56, table 22, footnote; grade G)"""


@dataclass(frozen=True)
class RootZone(Generic[Values]):
    """The soil that a crop's roots reach, or that of each of many."""

    field_capacity: Values
    """Water content that drained soil holds. [m3/m3]"""
    wilting_point: Values
    """Water content below which roots take no more. [m3/m3]"""
    depth_m: Values
    """Rooting depth. [m]"""

    def checked(self) -> RootZone[Values]:
        """Return itself; refuse a soil that cannot be."""
        dry, wet, depth_m = numbers(self.wilting_point), numbers(self.field_capacity), numbers(self.depth_m)
        if not np.all((dry >= 0.0) & (dry < wet) & (wet <= 1.0)):
            raise ValueError(
                f"zone: wilting point {self.wilting_point}, field capacity {self.field_capacity} m3/m3, "
                "expected ascending between 0 and 1"
            )
        if not np.all((depth_m > 0.0) & np.isfinite(depth_m)):
            raise ValueError(f"zone: depth {self.depth_m} m, expected more than 0")
        return self


Zones = RootZone[float] | RootZone[Array]
"""One zone, or one for each number."""


def total_available_mm(zone: RootZone[Values]) -> Values:
    """Return the water that a root zone can give in all.

    Parameters
    ----------
    zone : RootZone
        Field capacity, wilting point and depth. [m3/m3, m]

    Returns
    -------
    float or array
        Total available water, of the zone or of each. [mm]

    Raises
    ------
    ValueError
        A zone whose limits do not ascend within 0 to 1, or without depth.

    Notes
    -----
    TAW = 1000 (theta_FC - theta_WP) Z_r [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 82.

    Examples
    --------
    >>> round(total_available_mm(RootZone(0.32, 0.15, 0.4)), 9)
    68.0
    """
    return cast("Values", as_given(_total(zone)))


def readily_available_mm(zone: Zones, fraction: Values) -> Values:
    """Return the water that a crop takes from its root zone without suffering.

    Parameters
    ----------
    zone : RootZone
        Field capacity, wilting point and depth. [m3/m3, m]
    fraction : float or array
        Depletion fraction p of the crop, 0 to 1. [-]

    Returns
    -------
    float or array
        Readily available water. [mm]

    Raises
    ------
    ValueError
        A fraction outside 0 to 1; a zone that `total_available_mm` refuses.

    Notes
    -----
    RAW = p TAW [1]_. Irrigate before the depletion reaches it.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 83, example 36.

    Examples
    --------
    >>> round(readily_available_mm(RootZone(0.32, 0.15, 0.4), 0.5), 9)
    34.0
    """
    return cast("Values", as_given(within("fraction", fraction, 0.0, 1.0, "") * _total(zone)))


def fraction_at_demand(table_fraction: Values, demand_mm_d: Values) -> Values:
    """Return the depletion fraction of a crop under the evapotranspiration there is.

    Parameters
    ----------
    table_fraction : float or array
        Depletion fraction as tabled, for 5 mm/d. [-]
    demand_mm_d : float or array
        Evapotranspiration of the crop when it lacks no water. [mm/d]

    Returns
    -------
    float or array
        Depletion fraction, 0.1 to 0.8; NaN where a value is. [-]

    Raises
    ------
    ValueError
        A fraction outside 0 to 1, or a demand outside 0 to 30 mm/d.

    Notes
    -----
    p = p_table + 0.04 (5 - ET_c) [1]_: on a hot day a crop suffers sooner.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, table 22 and eq. 84's text.

    Examples
    --------
    >>> round(fraction_at_demand(0.4, 8.0), 9)
    0.28
    """
    table = within("table_fraction", table_fraction, 0.0, 1.0, "")
    demand = within("demand_mm_d", demand_mm_d, 0.0, 30.0, "mm/d")
    changed = table + FRACTION_PER_MM_D * (TABLE_DEMAND_MM_D - demand)
    return cast("Values", as_given(np.clip(changed, LEAST_FRACTION, MOST_FRACTION)))


def depletion_mm(water_content: Values, zone: Zones) -> Values:
    """Return how much water a root zone lacks to field capacity.

    Parameters
    ----------
    water_content : float or array
        Water content of the soil, mean of the root zone. [m3/m3]
    zone : RootZone
        Field capacity, wilting point and depth. [m3/m3, m]

    Returns
    -------
    float or array
        Depletion: 0 from field capacity on (the rest drains), the total available water from the wilting
        point down; NaN where the content is. [mm]

    Raises
    ------
    ValueError
        A water content outside 0 to 1, as a percentage is; a zone that `total_available_mm` refuses.

    Notes
    -----
    D_r = 1000 (theta_FC - theta) Z_r, between 0 and TAW [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 87 and 86.

    Examples
    --------
    >>> round(depletion_mm(0.22, RootZone(0.32, 0.15, 0.4)), 9)
    40.0
    """
    lacking = numbers(zone.field_capacity) - within("water_content", water_content, 0.0, 1.0, "m3/m3")
    missing_mm = MM_PER_M * lacking * zone.depth_m
    return cast("Values", as_given(np.clip(missing_mm, 0.0, _total(zone))))


def stress_factor(depletion: Values, available_mm: Values, fraction: Values) -> Values:
    """Return by how much a crop's evapotranspiration falls for lack of water.

    Parameters
    ----------
    depletion : float or array
        Depletion of the root zone, at least 0. [mm]
    available_mm : float or array
        Total available water, above 0. [mm]
    fraction : float or array
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    float or array
        1 without stress, 0 where nothing is left; NaN where a value is. [-]

    Raises
    ------
    ValueError
        Water available that is not above 0, a fraction outside 0 to below 1, a depletion below 0.

    Notes
    -----
    K_s = (TAW - D_r) / [(1 - p) TAW] once D_r > RAW, else 1 [1]_.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 84.

    Examples
    --------
    >>> round(stress_factor(40.0, 68.0, 0.5), 4)
    0.8235
    """
    total = more_than("available_mm", available_mm, 0.0, "mm")
    share = within("fraction", fraction, 0.0, np.nextafter(1.0, 0.0), "")
    gone = within("depletion", depletion, 0.0, np.inf, "mm")
    return cast("Values", as_given(np.clip((total - gone) / ((1.0 - share) * total), 0.0, 1.0)))


def _total(zone: Zones) -> Array:
    """Return the total available water of a zone, or of each [mm]."""
    held = numbers(zone.checked().field_capacity) - zone.wilting_point
    return numbers(MM_PER_M * held * zone.depth_m)
