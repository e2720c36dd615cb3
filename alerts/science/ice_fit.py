"""What a box's first hours tell of its walls, and when its ice will be gone, with a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from alerts.science.ice_box import ALERT_SHARE, ICE_MELT_KJ_KG, MELT_C, IceBox, hold_time_h
from alerts.science.packaging_lag import fit_lag
from alerts.science.segments import Array
from alerts.science.shelf_life import P20_DEVIATE


class Conductance(NamedTuple):
    """Heat that leaks into a box per kelvin, with its error."""

    w_k: float
    """Conductance. [W/K]"""
    error_w_k: float
    """Its standard error; infinite where the readings do not tell. [W/K]"""


class MeltOut(NamedTuple):
    """When the ice of a box is gone, in hours from its packing."""

    p20_h: float
    """One in five is earlier. [h]"""
    p50_h: float
    """Median. [h]"""
    p80_h: float
    """One in five is later. [h]"""
    alert_h: float
    """When somebody should know: `ALERT_SHARE` of the early edge. [h]"""


def conductance_from_melting(
    time_h: Array, ambient_c: Array, melted_kg: Array, melt_c: float = MELT_C, respiration_w: float = 0.0
) -> Conductance:
    """Return the conductance of a box whose melting was weighed.

    Parameters
    ----------
    time_h : array
        Times, ascending, at least three. [h]
    ambient_c : array
        Temperature around the box at each of them. [°C]
    melted_kg : array
        Water melted up to each of them, or mass lost by what drains; NaN where it was not weighed. [kg]
    melt_c : float
        Where it melts. [°C]
    respiration_w : float
        Heat of the goods' respiration, which melts ice, too. [W]

    Returns
    -------
    Conductance
        Conductance and its standard error. [W/K]

    Notes
    -----
    The ice-melt method [1]_: melted mass times heat of melting is a straight line of the degree-hours
    around the box; its slope is U A. A constant is fitted with it: water that clings, ice that was wet.

    References
    ----------
    .. [1] Burgess G. (1999), "Practical thermal resistance and ice requirement calculations for insulating
       packages", Packaging Technology and Science 12, 75-80.

    Examples
    --------
    A tenth of a kilogram every 36 min at 25 K.

    >>> time_h = np.array([0.0, 0.6, 1.2, 1.8])
    >>> round(conductance_from_melting(time_h, np.full(4, 25.0), time_h / 6.0).w_k, 4)
    0.6185
    """
    steps_h = np.diff(time_h)
    if time_h.size == 0 or not (steps_h.min(initial=0.0) >= 0.0 and np.isfinite(ambient_c).all()):
        raise ValueError("time_h, ambient_c: expected ascending times with a number at each")
    above_k = ambient_c - melt_c
    degree_h = np.concatenate(([0.0], np.cumsum(0.5 * (above_k[1:] + above_k[:-1]) * steps_h)))
    heat_kj = melted_kg * ICE_MELT_KJ_KG - 3.6 * respiration_w * (time_h - time_h[0])
    used = np.isfinite(heat_kj)
    if np.count_nonzero(used) <= 2:  # noqa: PLR2004 - a straight line passes through any two points
        raise ValueError(f"melted_kg: {np.count_nonzero(used)} weights, expected at least 3")
    away_k_h = degree_h[used] - degree_h[used].mean()
    told = float(away_k_h @ away_k_h)
    if told == 0.0:
        raise ValueError(f"ambient_c: {ambient_c[0]} °C all the time, expected warmer than {melt_c} °C")
    slope = float(away_k_h @ heat_kj[used]) / told
    left_kj = heat_kj[used] - heat_kj[used].mean() - slope * away_k_h
    error = float(np.sqrt(left_kj @ left_kj / (left_kj.size - 2) / told))
    return Conductance(slope / 3.6, error / 3.6)


def conductance_from_warming(
    time_h: Array, ambient_c: Array, inside_c: Array, heat_capacity_kj_k: float
) -> Conductance:
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
    if not heat_capacity_kj_k > 0.0:
        raise ValueError(f"heat_capacity_kj_k: {heat_capacity_kj_k}, expected more than 0")
    fit = fit_lag(time_h, ambient_c, inside_c)
    conductance_w_k = heat_capacity_kj_k / (3.6 * fit.lag_h)
    return Conductance(conductance_w_k, conductance_w_k * fit.error_h / fit.lag_h)


def conductance_of_readings(
    readings: Sequence[tuple[float, float, float]], heat_capacity_kj_k: float
) -> Conductance:
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


def conductance_of_hold(box: IceBox, ambient_c: float, held_h: float) -> float:
    """Return the conductance of a box whose hold time is known.

    Parameters
    ----------
    box : IceBox
        The box; its conductance does not matter.
    ambient_c : float
        Temperature around it, above where the ice melts. [°C]
    held_h : float
        How long the ice lasted, above 0. [h]

    Returns
    -------
    float
        Conductance. [W/K]

    Notes
    -----
    `ice_box.hold_time_h` solved for it [1]_.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> round(conductance_of_hold(IceBox(1.0, 1.0), 25.0, 6.02), 3)
    0.616
    """
    if not (held_h > 0.0 and ambient_c > box.melt_c):
        raise ValueError(f"held_h {held_h}, ambient_c {ambient_c}: expected above 0, above {box.melt_c}")
    found_w_k = (box.cold_kj / (3.6 * held_h) - box.respiration_w) / (ambient_c - box.melt_c)
    if not found_w_k > 0.0:
        raise ValueError(f"held_h: {held_h} h, expected less: respiration alone melts the ice sooner")
    return found_w_k


def melt_out(
    box: IceBox,
    ambient_c: float,
    conductance_error_w_k: float,
    ice_error: float = 0.0,
    ambient_error_k: float = 0.0,
) -> MeltOut:
    """Return when the ice of a box will be gone, with its band.

    Parameters
    ----------
    box : IceBox
        The box; its conductance as fitted.
    ambient_c : float
        Temperature to expect around it. [°C]
    conductance_error_w_k : float
        Standard error of the conductance. [W/K]
    ice_error : float
        Standard error of the mass of ice, as a part of it. [-]
    ambient_error_k : float
        Standard error of the temperature around it. [K]

    Returns
    -------
    MeltOut
        Early edge, median, late edge, and when to tell. [h]

    Notes
    -----
    Lognormal around `ice_box.hold_time_h`, with the relative errors of what is multiplied in it added in
    squares [1]_. Tell after seven tenths of the early edge: new ice takes time, too.

    References
    ----------
    .. [1] JCGM 100:2008, 5.1.6.

    Examples
    --------
    >>> [round(hours, 2) for hours in melt_out(IceBox(1.0, 0.6165), 25.0, 0.06165)]
    [5.53, 6.02, 6.55, 3.87]
    """
    if not min(conductance_error_w_k, ice_error, ambient_error_k) >= 0.0:
        raise ValueError(
            f"errors: {conductance_error_w_k}, {ice_error}, {ambient_error_k}, expected at least 0"
        )
    median_h = hold_time_h(box, ambient_c)
    if median_h in {0.0, float("inf")}:
        return MeltOut(median_h, median_h, median_h, ALERT_SHARE * median_h)
    above_k = ambient_c - box.melt_c
    load_w = box.conductance_w_k * above_k + box.respiration_w
    parts = (
        conductance_error_w_k * above_k / load_w,
        ambient_error_k * box.conductance_w_k / load_w,
        ice_error * (box.cold_kj + box.goods_kj) / box.cold_kj,
    )
    factor = float(np.exp(P20_DEVIATE * np.hypot.reduce(parts)))
    early_h = median_h / factor
    return MeltOut(early_h, median_h, median_h * factor, ALERT_SHARE * early_h)
