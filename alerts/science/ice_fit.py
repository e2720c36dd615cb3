"""What a box's first hours tell of its walls: the heat that they let in, with its error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple

import numpy as np

from alerts.science.ice_box import ICE_MELT_KJ_KG, MELT_C
from alerts.science.kinetics import Values
from alerts.science.packaging_lag import fit_lags
from alerts.science.ragged import Ragged, Untold, laid_out, spread_out
from alerts.science.ramps import Rule, rate_cost
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Starts, running_sums

FEWEST = 3
"""Weights without which nothing can be fitted. [-] (derived: a straight line passes through any two)"""


class Conductance(NamedTuple, Generic[Values]):
    """Heat that leaks into a box, or into each of many, per kelvin, with its error."""

    w_k: Values
    """Conductance. [W/K]"""
    error_w_k: Values
    """Its standard error; infinite where the readings do not tell. [W/K]"""


def conductance_from_melting(
    time_h: Array, ambient_c: Array, melted_kg: Array, melt_c: float = MELT_C, respiration_w: float = 0.0
) -> Conductance[float]:
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
    found, untold = conductances_from_melting(
        time_h, ambient_c, melted_kg, melt_c=melt_c, respiration_w=respiration_w
    )
    return _one(found, untold)


def conductances_from_melting(  # noqa: PLR0913 - what a formula takes, each in its unit
    time_h: Array,
    ambient_c: Array,
    melted_kg: Array,
    starts: Starts | None = None,
    *,
    melt_c: Array | float = MELT_C,
    respiration_w: Array | float = 0.0,
) -> tuple[Conductance[Array], Untold]:
    """Return the conductances of many boxes whose melting was weighed.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, at least three: one row for each, or one for all of them. [h]
    ambient_c, melted_kg : array
        As in `conductance_from_melting`: series x samples; or all series one after the other. [°C], [kg]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    melt_c, respiration_w : float or array
        As there, of all boxes or of each. [°C], [W]

    Returns
    -------
    (Conductance, dict of int to str)
        What `conductance_from_melting` says of each [W/K], NaN where one tells too little; those series,
        from 0, and why.

    Notes
    -----
    As `conductance_from_melting` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> time_h = np.array([0.0, 0.6, 1.2, 1.8])
    >>> melted_kg = np.array([time_h / 6.0, time_h / 3.0])
    >>> conductances_from_melting(time_h, np.full((2, 4), 25.0), melted_kg)[0].w_k.round(4)
    array([0.6185, 1.237 ])
    """
    times_h, (around_c, weighed_kg), series = laid_out(
        time_h, starts, ambient_c=ambient_c, melted_kg=melted_kg
    )
    melts_c, heats_w = (
        np.broadcast_to(numbers(part), series.counts.shape) for part in (melt_c, respiration_w)
    )
    degree_h = running_sums(
        rate_cost(np.positive, Rule.TRAPEZOID), times_h, around_c - series.along(melts_c), series.starts
    )
    since_h = times_h - series.along(series.firsts(times_h))
    heat_kj = weighed_kg * ICE_MELT_KJ_KG - 3.6 * series.along(heats_w) * since_h
    untold = _unweighed(around_c, heat_kj, degree_h, series)
    told = ~np.isin(np.arange(series.counts.size), list(untold))
    if not told.any():
        return Conductance(*spread_out(told, (np.zeros(0),) * 2)), untold
    kept, theirs = series.kept(told)
    used = theirs & np.isfinite(heat_kj)
    slope, error = _line(degree_h[used], heat_kj[used], kept.only(used[theirs]))
    return Conductance(*spread_out(told, (slope / 3.6, error / 3.6))), untold


def _unweighed(around_c: Array, heat_kj: Array, degree_h: Array, series: Ragged) -> Untold:
    """Return which boxes' weights tell nothing, and why."""
    untold = {}
    unknown = series.counted(np.isnan(around_c)) > 0
    weighed = np.isfinite(heat_kj)
    weights = series.counted(weighed)
    ends = [series.highest(np.where(weighed, side * degree_h, -np.inf)) for side in (1.0, -1.0)]
    level = ends[0] == -ends[1]
    for at in np.flatnonzero(unknown | (weights < FEWEST) | level).tolist():
        first_c = around_c[series.starts[at]]
        if unknown[at]:
            untold[at] = "ambient_c: nan, expected numbers: leave such samples out"
        elif weights[at] < FEWEST:
            untold[at] = f"melted_kg: {weights[at]} weights, expected at least {FEWEST}"
        else:
            untold[at] = f"ambient_c: {first_c} °C all the time, expected warmer than where the ice melts"
    return untold


def _line(along: Array, height: Array, series: Ragged) -> tuple[Array, Array]:
    """Return the slope of the straight line through the points of each series, and its error."""
    away = along - series.along(series.means(along))
    above = height - series.along(series.means(height))
    told = series.sums(away * away)
    slope = series.sums(away * above) / told
    left = above - series.along(slope) * away
    return slope, np.sqrt(series.sums(left * left) / (series.counts - 2) / told)


def _one(found: Conductance[Array], untold: Untold) -> Conductance[float]:
    """Return the conductance of the one box there is; refuse it where it tells nothing."""
    if untold:
        raise ValueError(untold[0])
    return Conductance(*(float(part[0]) for part in found))


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
    return _one(*conductances_from_warming(time_h, ambient_c, inside_c, heat_capacity_kj_k))


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
