"""What a box's first hours tell of its walls, where its melting was weighed: the heat that they let in."""

from __future__ import annotations

from typing import Generic, NamedTuple

import numpy as np

from alerts.science.ice_box import ICE_MELT_KJ_KG, MELT_C
from alerts.science.kinetics import Values
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

    Raises
    ------
    ValueError
        Fewer than three weights, surroundings that are not known or never warmer than the ice; times that
        go back.

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
    if untold:
        raise ValueError(untold[0])
    return Conductance(*(float(part[0]) for part in found))


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

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature.

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
