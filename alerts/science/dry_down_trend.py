"""When root zones will have dried so far, by the trend of each since it was watered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.dry_down import days_to_draw, drawn_water_mm
from alerts.science.ragged import Flags, Ragged, laid_out
from alerts.science.segments import Array, Starts
from alerts.science.shelf_life import P20_DEVIATE

LEAST_SAMPLES = 3
"""Samples that a trend needs at least: two make a line, the third an error. [-] (derived)"""
WATERED_MM = 1.0
"""Fall of the depletion between two samples that is a watering, and no noise. [mm] (house choice)"""


class Forecast(NamedTuple):
    """When a root zone reaches a depletion, one figure for each series, counted from its last sample."""

    early_d: Array
    """One in five is earlier: plan by this one. [d]"""
    middle_d: Array
    """Median; infinite where it does not dry. [d]"""
    late_d: Array
    """One in five is later. [d]"""
    demand_mm_d: Array
    """Water that crop and soil draw while it is easily had. [mm/d]"""
    demand_error_mm_d: Array
    """Its standard error. [mm/d]"""


def dry_down_forecast(  # noqa: PLR0913, PLR0917 - what a formula takes, each in its unit
    time_d: Array,
    depletion: Array,
    limit_mm: Array | float,
    available_mm: Array | float,
    fraction: Array | float,
    starts: Starts | None = None,
) -> Forecast:
    """Return when root zones reach a depletion, from the trend since each was watered.

    Parameters
    ----------
    time_d : array
        Times, ascending in each series: one row for each, or one for all of them. [d]
    depletion : array
        Depletion: one series, or series x samples; or all series one after the other. [mm]
    limit_mm : float or array
        Depletion that is asked for, of all series or of each. [mm]
    available_mm : float or array
        Total available water, above 0, likewise. [mm]
    fraction : float or array
        Depletion fraction, 0 to less than 1, likewise. [-]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    Forecast
        Days with their band and the demand, for each series; NaN where a sample since the watering is NaN,
        or where there are fewer than three. [d, mm/d]

    Raises
    ------
    ValueError
        As `drawn_water_mm`; times that do not ascend, or are not one for each sample.

    Notes
    -----
    Least squares of `drawn_water_mm` [1]_ on time since the last watering. The band is that of the line: its
    level at the mean time and its slope, each as many standard errors wetter or drier as leave one in five
    beyond (Student) [2]_. It knows nothing of
    tomorrow's weather: a demand from a forecast goes into `days_until`. Samples taken at one hour of the day
    keep day and night out of the trend.

    References
    ----------
    .. [1] Allen R.G. et al. (1998), FAO Irrigation and Drainage Paper 56, eq. 81 and 84; integrated.
    .. [2] Textbook: errors of a straight line.

    Examples
    --------
    >>> found = dry_down_forecast(np.arange(4.0), np.array([8.0, 12.0, 16.0, 20.0]), 34.0, 68.0, 0.5)
    >>> found.demand_mm_d.round(6), found.middle_d.round(6)
    (array([4.]), array([3.5]))
    """
    times_d, gone, series = _of_series(time_d, depletion, starts)
    limit, total, share = (
        np.broadcast_to(part, series.counts.shape) for part in (limit_mm, available_mm, fraction)
    )
    drawn = drawn_water_mm(gone, series.along(total), series.along(share))
    used = _since_watering(gone, series)
    samples = series.counted(used)
    count = np.where(samples >= LEAST_SAMPLES, samples, np.nan)
    mean_d = series.sums(np.where(used, times_d, 0.0)) / count
    mean = series.sums(np.where(used, drawn, 0.0)) / count
    off_d = np.where(used, times_d - series.along(mean_d), 0.0)
    off = np.where(used, drawn - series.along(mean), 0.0)
    spread = series.sums(np.square(off_d))
    slope = series.sums(off_d * off) / spread
    variance = series.sums(np.square(off - series.along(slope) * off_d)) / (count - 2.0)
    error = np.sqrt(variance / spread)
    target = np.where(limit >= total, np.inf, drawn_water_mm(limit, total, share))
    deviate = _deviate(count - 2.0)
    ahead_d = series.lasts(times_d) - mean_d
    now = mean + slope * ahead_d
    level_mm = deviate * (np.sqrt(variance / count) + error * ahead_d)
    early, middle, late = (
        days_to_draw(target - now - side * level_mm, slope + side * deviate * error)
        for side in (1.0, 0.0, -1.0)
    )
    return Forecast(early, middle, late, slope, error)


def _of_series(time_d: Array, depletion: Array, starts: Starts | None) -> tuple[Array, Array, Ragged]:
    """Return times and depletions, flat, and where each series lies; refuse times that do not ascend."""
    if time_d.shape not in {depletion.shape, depletion.shape[-1:]}:
        raise ValueError(
            f"time_d: {time_d.shape} times, expected {depletion.shape[-1:]} or {depletion.shape}"
        )
    times_d, (gone,), series = laid_out(time_d, starts, depletion=depletion)
    ascends = series.steps(times_d) > 0.0
    ascends[series.starts] = True
    if not ascends.all():
        late_d = times_d[~ascends][0]
        raise ValueError(f"time_d: {late_d} d is not later than the one before, expected ascending times")
    return times_d, gone, series


def _since_watering(gone: Array, series: Ragged) -> Flags:
    """Return which samples were taken since the last watering of their series."""
    at = np.arange(gone.size)
    watered = np.maximum.reduceat(np.where(series.steps(gone) < -WATERED_MM, at, 0), series.starts)
    since: Flags = at >= np.repeat(watered, series.counts)
    return since


def _deviate(freedom: Array) -> Array:
    """Return how many standard errors one in five lies beyond, with so few degrees of freedom."""
    z = P20_DEVIATE
    first, second = (z**3 + z) / 4.0, (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    return np.asarray(z + first / freedom + second / freedom**2)
