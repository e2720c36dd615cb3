"""How sure remaining life is: the parts of its spread, and the band that they make together.

Remaining life is taken as lognormal: its logarithm is normal around that of the median, and the standard
deviations of its independent parts add in squares.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.kinetics import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K
from alerts.science.segments import Array
from alerts.science.shelf_life import MOST_LN, P20_DEVIATE

HARVEST_SPREAD = 0.25
"""Spread of ln(life) of goods whose quality at harvest was not measured. [-] (after Zest Labs' field
studies: pallets of one field differ by five days and more of fourteen; grade T)"""
VALIDATED_SPREAD = 0.06
"""Spread of a model that was tried on changing temperature: strawberry, sea bream. [-] (mean errors of 5.8
to 5.9 %, Koutsoumanis K. (2001), AEM 67, 1821, and Zhang F. et al. (2010), Transactions of the CSAE;
grade P)"""
LIFE_DERIVED_SPREAD = 0.15
"""Spread of a model fitted to lives at two or three temperatures. [-] (house choice, from residuals of such
fits)"""
GENERIC_SPREAD = 0.30
"""Spread of a model by proxy or by a generic Q10: waxberry, milk. [-] (house choice, the wide end of 0.25
to 0.30)"""
UNIFORM_SPREAD = 3.0**-0.5
"""Standard deviation of what lies anywhere in a range, as a part of half the range. [-] (JCGM 100:2008,
4.3.7; grade S)"""


class Parts(NamedTuple):
    """The independent parts of the spread of ln(remaining life), each a standard deviation."""

    harvest: float
    """How much fresh goods differ."""
    model: float
    """How far the model is off where it was tried."""
    sensor: float | Array = 0.0
    """What the sensors' accuracy makes of it: `sensor_spread`."""
    gaps: float | Array = 0.0
    """What was not seen: `gap_spread`."""

    @property
    def spread(self) -> Array:
        """Return the standard deviation of ln(remaining life) [-].

        >>> Parts(0.25, 0.28, 0.048).spread.round(4)
        np.float64(0.3784)
        """
        parts = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in self))
        total: Array = np.sqrt(np.sum(np.square(parts), axis=0))
        return total


class LifeBand(NamedTuple):
    """Remaining life of each series: one in five is worse, the median, one in five is better."""

    p20: Array
    """[h]"""
    p50: Array
    """[h]"""
    p80: Array
    """[h]"""


def sensitivity_per_k(temperature_c: float, activation_kj_mol: float) -> float:
    """Return by how much life shortens per kelvin, relative.

    Parameters
    ----------
    temperature_c : float
        Temperature of the goods. [°C]
    activation_kj_mol : float
        Activation energy. [kJ/mol]

    Returns
    -------
    float
        -d ln(L) / dT. [1/K]

    Notes
    -----
    Ea / (R T^2), the derivative of `kinetics.arrhenius_rate`'s logarithm [1]_; for a Q10 it is
    ln(Q10) / 10 everywhere.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> round(sensitivity_per_k(1.0, 60.588), 4)
    0.097
    """
    kelvin = temperature_c + ZERO_CELSIUS_K
    return 1_000.0 * activation_kj_mol / (GAS_CONSTANT_J_MOL_K * kelvin * kelvin)


def sensor_spread(per_k: float, accuracy_k: float, used: Array | float = 0.0) -> Array:
    """Return the spread of ln(remaining life) that a sensor's accuracy amounts to.

    Parameters
    ----------
    per_k : float
        By how much life shortens per kelvin, see `sensitivity_per_k`. [1/K]
    accuracy_k : float
        Standard deviation of the sensor's error, at least 0. [K]
    used : float or array
        Fraction of life used, by that sensor; 0 for goods that are fresh, or whose past was known
        better. [-]

    Returns
    -------
    array
        Standard deviation of ln(remaining life); 0 where no life is left to be unsure of. [-]

    Raises
    ------
    ValueError
        An accuracy below 0.

    Notes
    -----
    (d ln L / dT) s_T / (1 - D) [1]_: an error that stays the same all the time, as that of a sensor does,
    moves both what was used, by D / (1 - D), and what lies ahead, by 1. Noise averages out.

    References
    ----------
    .. [1] JCGM 100:2008, 5.1.2.

    Examples
    --------
    Half a kelvin at Q10 3 makes 5.6 % of a life that lies ahead, and twice as much when half is used.

    >>> (100.0 * np.expm1(sensor_spread(np.log(3.0) / 10.0, 0.5, np.array([0.0, 0.5])))).round(1)
    array([ 5.6, 11.6])
    """
    if not accuracy_k >= 0.0:
        raise ValueError(f"accuracy_k: {accuracy_k}, expected at least 0")
    return _relative_to_what_is_left(abs(per_k) * accuracy_k, used)


def gap_spread(used: Array, half_range: Array, *, uniform: bool = False) -> Array:
    """Return the spread of ln(remaining life) that unseen time amounts to.

    Parameters
    ----------
    used : array
        Fraction of life used, the middle of what gaps may have cost. [-]
    half_range : array
        How far that may be off, as a fraction of life; at least 0. [-]
    uniform : bool
        Take every course in the range for equally likely, not the half range itself for one standard
        deviation: narrower by the square root of 3. [-]

    Returns
    -------
    array
        Standard deviation of ln(remaining life); 0 where no life is left to be unsure of. [-]

    Notes
    -----
    ln(1 - D) moves by dD / (1 - D) [1]_.

    References
    ----------
    .. [1] JCGM 100:2008, 4.3.7 and 5.1.2.

    Examples
    --------
    >>> gap_spread(np.array([0.5, 1.0]), np.array([0.05, 0.05]))
    array([0.1, 0. ])
    """
    return _relative_to_what_is_left(half_range * (UNIFORM_SPREAD if uniform else 1.0), used)


def remaining_life_band(used: Array, planned_life_h: float, spread: Array | float) -> LifeBand:
    """Return the shelf life that is left of every series, with its band.

    Parameters
    ----------
    used : array
        Fraction of life used; from 1 on nothing is left. [-]
    planned_life_h : float
        Life of fresh goods at the planned temperature, above 0. [h]
    spread : float or array
        Standard deviation of ln(remaining life), at least 0: `Parts.spread`. [-]

    Returns
    -------
    LifeBand
        P20, P50 and P80 of remaining life at the planned temperature. [h]

    Raises
    ------
    ValueError
        A life that is not above 0, or a spread below 0.

    Notes
    -----
    Lognormal around (1 - D) L(T_plan). Alarm on P20, never on the median: a life promised too long
    costs more than one promised too short [1]_. Clocks of law and safety have no band.

    References
    ----------
    .. [1] `shelf_life.remaining_life`, of which this is the form for many series.

    Examples
    --------
    >>> band = remaining_life_band(np.array([0.29463, 1.2]), 14 * 24.0, 0.25)
    >>> (band.p20 / 24.0).round(1), (band.p50 / 24.0).round(1), (band.p80 / 24.0).round(1)
    (array([8., 0.]), array([9.9, 0. ]), array([12.2,  0. ]))
    """
    if not planned_life_h > 0.0:
        raise ValueError(f"planned_life_h: {planned_life_h}, expected more than 0")
    if bool(np.any(np.asarray(spread) < 0.0)):
        raise ValueError(f"spread: {spread}, expected at least 0")
    left = 1.0 - used
    median_h = np.where(left < 0.0, 0.0, left) * planned_life_h
    factor = np.exp(np.minimum(P20_DEVIATE * np.asarray(spread), MOST_LN))
    return LifeBand(median_h / factor, median_h, median_h * factor)


def _relative_to_what_is_left(error: Array | float, used: Array | float) -> Array:
    left = 1.0 - np.asarray(used, dtype=np.float64)
    spent = left <= 0.0
    return np.where(spent, 0.0, error) / np.where(spent, 1.0, left)
