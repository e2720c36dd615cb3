"""How long leaves and flowers are wet, in all and period by period: what fungi wait for.

Wetness is 1 where wet, 0 where dry, NaN where nobody knows. A sample stands for what follows it, up to the
next: sensors and rules about humidity say "wet" or "dry", nothing in between.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.exposure import Side, hours_outside_cost
from alerts.science.ragged import laid_out
from alerts.science.ramps import Rule
from alerts.science.ranges import more_than, within
from alerts.science.segments import Array, Cost, Starts

WET_AIR_PCT = 90.0
"""Relative humidity from which leaves are taken for wet. [%] (Sentelhas P.C. et al. (2008), Agricultural and
Forest Meteorology 148, 392-400; grade P: right in 87 to 92 % of hours in four climates)"""
SAME_PERIOD_DRY_H = 4.0
"""Dry time that does not end a wet period. [h] (Florida's strawberry advisory system, as implemented by North
Carolina State University; grade G)"""


class WetPeriods(NamedTuple):
    """Wet periods, those of the first series first, each series in order of time."""

    series: Starts
    """Which series, from 0. [-]"""
    start_h: Array
    """When it began. [h]"""
    end_h: Array
    """When it ended; the last sample's time where it may go on. [h]"""
    wet_h: Array
    """Time that was wet for certain, dry pauses left out. [h]"""
    unseen_h: Array
    """Time in it of which nobody knows whether it was wet. [h]"""
    mean_c: Array
    """Mean temperature of the wet time; of the unseen where none was seen; NaN where a reading is. [°C]"""


def wet_by_humidity(humidity_pct: Array, wet_from_pct: float = WET_AIR_PCT) -> Array:
    """Return where leaves are taken for wet because the air is.

    Parameters
    ----------
    humidity_pct : array
        Relative humidity among the leaves. [%]
    wet_from_pct : float
        Humidity from which on they are wet, itself included. [%]

    Returns
    -------
    array
        1 wet, 0 dry, NaN where the humidity is. [-]

    Raises
    ------
    ValueError
        A humidity below 0 or above 110 %.

    Notes
    -----
    RH >= 90 % [1]_: right in 87 to 92 % of hours where it was compared with sensors, with errors of 1 to 2 h
    a day after calibration on the spot. It misses rain and irrigation; a sensor is better.

    References
    ----------
    .. [1] Sentelhas P.C., Dalla Marta A., Orlandini S., Santos E.A., Gillespie T.J., Gleason M.L. (2008),
       Agricultural and Forest Meteorology 148, 392-400.

    Examples
    --------
    >>> wet_by_humidity(np.array([89.9, 90.0, float("nan")]))
    array([ 0.,  1., nan])
    """
    air = within("humidity_pct", humidity_pct, 0.0, 110.0, "%")
    return np.asarray(np.where(np.isnan(air), np.nan, air >= wet_from_pct))


def wet_hours_cost(wet_from: float = 1.0) -> Cost:
    """Return the wet hours of segments of wetness, or of what a sensor of it tells.

    Parameters
    ----------
    wet_from : float
        Signal from which on the leaf is wet, itself included; 1 for wetness that is 1 or 0. [as the signal]

    Returns
    -------
    callable
        Wet time [h] of the signal at the start and end and durations [h], for `segments.segment_sums` and
        `running`.

    Notes
    -----
    A sample stands for the time up to the next [1]_. NaN makes the sum NaN; `wet_periods` keeps unseen time
    apart instead.

    References
    ----------
    .. [1] Textbook: a record of states.

    Examples
    --------
    >>> wet_hours_cost()(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([2.0, 3.0]))
    array([2., 0.])
    """
    return hours_outside_cost(wet_from, Side.ABOVE, Rule.STEP)


def wet_periods(
    time_h: Array,
    wetness: Array,
    temperature_c: Array,
    starts: Starts | None = None,
    dry_h: float = SAME_PERIOD_DRY_H,
) -> WetPeriods:
    """Return the wet periods of many series.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    wetness : array
        1 wet, 0 dry, NaN unknown: series x samples; or all series one after the other. [-]
    temperature_c : array
        Temperature likewise. [°C]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    dry_h : float
        Dry time up to which a period goes on. [h]

    Returns
    -------
    WetPeriods
        Periods with their wet hours, unseen hours and temperature. [h, °C]

    Raises
    ------
    ValueError
        Wetness other than 0, 1 and NaN; a temperature of absolute zero or less; times that go back;
        shapes that do not fit each other.

    Notes
    -----
    A period ends with a dry pause of more than 4 h [1]_; the pause itself is not counted. Unseen time may
    have been wet: it ends no period, and is told apart from wet time, so that a risk has a low and a high.

    References
    ----------
    .. [1] North Carolina State University Extension: development of anthracnose and Botrytis strawberry
       fruit infection risk models, after Pavan W., Fraisse C.W., Peres N.A. (2011), Computers and
       Electronics in Agriculture 75, 169-175.

    Examples
    --------
    Wet for 3 h, a pause of 2 h, wet for 5 h; after a pause of 9 h wet for one more hour.

    >>> time_h = np.array([0.0, 3.0, 5.0, 10.0, 19.0, 20.0])
    >>> found = wet_periods(time_h, np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0]), np.full(6, 15.0))
    >>> found.wet_h, found.mean_c, found.end_h
    (array([8., 1.]), array([15., 15.]), array([10., 20.]))
    """
    time_h, (wetness, temperature_c), rows = laid_out(
        time_h, starts, wetness=wetness, temperature_c=temperature_c
    )
    firsts = rows.starts
    _refuse(time_h, wetness, temperature_c, firsts)
    duration_h = np.append(np.diff(time_h), 0.0)
    duration_h[np.append(firsts[1:], time_h.size) - 1] = 0.0
    at = np.flatnonzero((wetness != 0.0) & (duration_h > 0.0))
    series = np.searchsorted(firsts, at, side="right") - 1
    from_h, to_h = time_h[at], time_h[at] + duration_h[at]
    is_new = np.ones(at.size, dtype=bool)
    is_new[1:] = (np.diff(series) != 0) | (from_h[1:] - to_h[:-1] > dry_h)
    begins = np.flatnonzero(is_new)
    if begins.size == 0:
        return WetPeriods(begins, *(np.zeros(0) for _ in range(5)))
    seen = wetness[at] == 1.0
    wet_h, unseen_h = np.where(seen, duration_h[at], 0.0), np.where(seen, 0.0, duration_h[at])
    sums = [np.add.reduceat(part, begins) for part in (wet_h, unseen_h)]
    weights = np.where(np.repeat(sums[0] > 0.0, np.diff(begins, append=at.size)), wet_h, unseen_h)
    warmth = np.add.reduceat(np.where(weights > 0.0, temperature_c[at], 0.0) * weights, begins)
    lasts = np.append(begins[1:], at.size) - 1
    return WetPeriods(
        series[begins].astype(np.intp),
        from_h[begins],
        to_h[lasts],
        sums[0],
        sums[1],
        warmth / np.add.reduceat(weights, begins),
    )


def continued(before: WetPeriods, after: WetPeriods, dry_h: float = SAME_PERIOD_DRY_H) -> WetPeriods:
    """Return the wet periods of one series whose samples came in two pieces.

    Parameters
    ----------
    before : WetPeriods
        Those of the first piece. [h, °C]
    after : WetPeriods
        Those of the second, which begins with the last sample of the first. [h, °C]
    dry_h : float
        Dry time up to which a period goes on. [h]

    Returns
    -------
    WetPeriods
        Those of the whole. [h, °C]

    Notes
    -----
    The last of the one and the first of the other are one period where the pause between them is short
    enough; hours add, temperatures are weighted by them [1]_.

    References
    ----------
    .. [1] As in `wet_periods`.

    Examples
    --------
    >>> time_h, wet, air_c = np.array([0.0, 3.0, 5.0, 9.0]), np.array([1.0, 0.0, 1.0, 0.0]), np.full(4, 15.0)
    >>> pieces = [wet_periods(time_h[at], wet[at], air_c[at]) for at in (slice(0, 3), slice(2, 4))]
    >>> continued(*pieces).wet_h
    array([7.])
    """
    if not (before.start_h.size and after.start_h.size and after.start_h[0] - before.end_h[-1] <= dry_h):
        return WetPeriods(*(np.concatenate(pair) for pair in zip(before, after, strict=True)))
    wet_h, unseen_h = before.wet_h[-1] + after.wet_h[0], before.unseen_h[-1] + after.unseen_h[0]
    weights = (before.wet_h[-1], after.wet_h[0]) if wet_h > 0.0 else (before.unseen_h[-1], after.unseen_h[0])
    parts = zip(weights, (before.mean_c[-1], after.mean_c[0]), strict=True)
    mean_c = sum(weight * part_c for weight, part_c in parts if weight > 0.0) / sum(weights)
    joined = (before.series[-1], before.start_h[-1], after.end_h[0], wet_h, unseen_h, mean_c)
    return WetPeriods(
        *(
            np.concatenate((first[:-1], [middle], last[1:]))
            for first, middle, last in zip(before, joined, after, strict=True)
        )
    )


def _refuse(time_h: Array, wetness: Array, temperature_c: Array, firsts: Starts) -> None:
    more_than("temperature_c", temperature_c, -273.15, "°C")
    odd = ~np.isnan(wetness) & (wetness != 0.0) & (wetness != 1.0)
    if odd.any():
        raise ValueError(f"wetness: {wetness[odd][0]}, expected 1 wet, 0 dry, or NaN for unknown")
    steps_h = np.diff(time_h)
    steps_h[firsts[1:] - 1] = 0.0
    if not bool(np.all(steps_h >= 0.0)):
        raise ValueError(f"time_h: {time_h[int(np.argmax(~(steps_h >= 0.0)))]} h is followed by less")
