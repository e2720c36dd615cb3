"""What a box's first hours tell of its walls, where a thermometer saw its inside warm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alerts.science.ice_fit import Conductance
from alerts.science.packaging_lag import fit_lags
from alerts.science.ragged import Untold
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Starts


def conductance_from_warming(
    time_h: Array, ambient_c: Array, inside_c: Array, heat_capacity_kj_k: float
) -> Conductance[float]:
    """Return the conductance of a box whose inside was seen to warm while nothing melted.

    Parameters
    ----------
    time_h : array
        Times, ascending, at least five; before the ice begins to melt, or after it is gone. [h]
    ambient_c, inside_c : array
        Temperature around the box and in it, of ice or goods, at each of them. [°C]
    heat_capacity_kj_k : float
        Heat capacity of all that is in the box: 2.1 kJ/K for a kilogram of ice, 3.8 of fruit. [kJ/K]

    Returns
    -------
    Conductance
        Conductance and its standard error. [W/K]

    Raises
    ------
    ValueError
        As `packaging_lag.fit_lag`; a heat capacity that is not above 0.

    Notes
    -----
    C / tau, the lag fitted by `packaging_lag.fit_lag` [1]_. While ice melts the inside keeps its
    temperature, and no thermometer tells how much heat comes in: weigh, or use the hours before.

    References
    ----------
    .. [1] Textbook: time constant of a body in a conducting shell.

    Examples
    --------
    Six kilograms of ice that come from -20 °C behind 0.6165 W/K.

    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> inside_c = 25.0 - 45.0 * np.exp(-time_h * 3.6 * 0.6165 / 12.6)
    >>> round(conductance_from_warming(time_h, np.full(25, 25.0), inside_c, 12.6).w_k, 4)
    0.6165
    """
    found, untold = conductances_from_warming(time_h, ambient_c, inside_c, heat_capacity_kj_k)
    if untold:
        raise ValueError(untold[0])
    return Conductance(*(float(part[0]) for part in found))


def conductances_from_warming(
    time_h: Array,
    ambient_c: Array,
    inside_c: Array,
    heat_capacity_kj_k: Array | float,
    starts: Starts | None = None,
) -> tuple[Conductance[Array], Untold]:
    """Return the conductances of many boxes whose insides were seen to warm while nothing melted.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, at least five: one row for each, or one for all of them. [h]
    ambient_c, inside_c : array
        As in `conductance_from_warming`: series x samples; or all series one after the other. [°C]
    heat_capacity_kj_k : float or array
        As there, of all boxes or of each. [kJ/K]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    (Conductance, dict of int to str)
        What `conductance_from_warming` says of each [W/K], NaN where one tells too little; those series,
        from 0, and why.

    Raises
    ------
    ValueError
        A heat capacity that is not above 0, times that go back, shapes that do not fit each other.

    Notes
    -----
    C / tau, the lags fitted by `packaging_lag.fit_lags` [1]_.

    References
    ----------
    .. [1] Textbook: time constant of a body in a conducting shell.

    Examples
    --------
    >>> time_h = np.linspace(0.0, 2.0, 25)
    >>> inside_c = 25.0 - 45.0 * np.exp(-np.outer([0.3, 0.2], time_h))
    >>> conductances_from_warming(time_h, np.full((2, 25), 25.0), inside_c, 12.6)[0].w_k.round(4)
    array([1.05, 0.7 ])
    """
    if not np.all(numbers(heat_capacity_kj_k) > 0.0):
        raise ValueError(f"heat_capacity_kj_k: {heat_capacity_kj_k}, expected more than 0")
    fits, untold = fit_lags(time_h, ambient_c, inside_c, starts)
    conductance_w_k = heat_capacity_kj_k / (3.6 * fits.lag_h)
    return Conductance(conductance_w_k, conductance_w_k * fits.error_h / fits.lag_h), untold


def conductance_of_readings(
    readings: Sequence[tuple[float, float, float]], heat_capacity_kj_k: float
) -> Conductance[float]:
    """Return the conductance of a box from a few readings taken while nothing melted.

    Parameters
    ----------
    readings : sequence of (float, float, float)
        Time, temperature around the box and in it, at least five, at ascending times. [h], [°C], [°C]
    heat_capacity_kj_k : float
        Heat capacity of all that is in the box. [kJ/K]

    Returns
    -------
    Conductance
        Conductance and its standard error. [W/K]

    Raises
    ------
    ValueError
        As `conductance_from_warming`.

    Notes
    -----
    `conductance_from_warming` [1]_.

    References
    ----------
    .. [1] That function, with its references.

    Examples
    --------
    >>> readings = [(hour, 25.0, 25.0 - 45.0 * np.exp(-hour / 5.0)) for hour in range(6)]
    >>> round(conductance_of_readings(readings, 18.0).w_k, 3)
    1.0
    """
    time_h, ambient_c, inside_c = (np.array(part, dtype=np.float64) for part in zip(*readings, strict=True))
    return conductance_from_warming(time_h, ambient_c, inside_c, heat_capacity_kj_k)
