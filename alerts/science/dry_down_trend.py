"""When root zones will have dried so far, by the trend of each since it was watered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.dry_down import days_to_draw, drawn_water_mm
from alerts.science.segments import Array
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


def dry_down_forecast(
    time_d: Array, depletion: Array, limit_mm: float, available_mm: float, fraction: float
) -> Forecast:
    """Return when root zones reach a depletion, from the trend since each was watered.

    Parameters
    ----------
    time_d : array
        Times of the samples, ascending, the same for all series. [d]
    depletion : array
        Depletion: one series, or series x samples. [mm]
    limit_mm : float
        Depletion that is asked for. [mm]
    available_mm : float
        Total available water, above 0. [mm]
    fraction : float
        Depletion fraction, 0 to less than 1. [-]

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
    rows = np.atleast_2d(depletion)
    if time_d.shape != rows.shape[1:] or not bool(np.all(np.diff(time_d) > 0.0)):
        raise ValueError(f"time_d: {time_d.shape} times, expected {rows.shape[1:]}, ascending")
    drawn = drawn_water_mm(rows, np.asarray(available_mm), np.asarray(fraction))
    used = np.arange(time_d.size) >= _watered_at(rows)[:, None]
    count = np.where(used.sum(axis=1) >= LEAST_SAMPLES, used.sum(axis=1), np.nan)
    mean_d = (used * time_d).sum(axis=1) / count
    mean = np.where(used, drawn, 0.0).sum(axis=1) / count
    off_d = np.where(used, time_d - mean_d[:, None], 0.0)
    off = np.where(used, drawn - mean[:, None], 0.0)
    spread = np.square(off_d).sum(axis=1)
    slope = (off_d * off).sum(axis=1) / spread
    variance = np.square(off - slope[:, None] * off_d).sum(axis=1) / (count - 2.0)
    error = np.sqrt(variance / spread)
    target = np.inf if limit_mm >= available_mm else drawn_water_mm(limit_mm, available_mm, fraction)
    deviate = _deviate(count - 2.0)
    now = mean + slope * (time_d[-1] - mean_d)
    level_mm = deviate * (np.sqrt(variance / count) + error * (time_d[-1] - mean_d))
    early, middle, late = (
        days_to_draw(target - now - side * level_mm, slope + side * deviate * error)
        for side in (1.0, 0.0, -1.0)
    )
    return Forecast(early, middle, late, slope, error)


def _watered_at(rows: Array) -> Array:
    """Return the index of each series' first sample after its last watering."""
    if rows.shape[1] < 2:  # noqa: PLR2004 - one sample has no sample before it
        return np.zeros(rows.shape[0], dtype=np.intp)
    watered = np.diff(rows, axis=1) < -WATERED_MM
    back = np.argmax(watered[:, ::-1], axis=1)
    return np.asarray(np.where(watered.any(axis=1), rows.shape[1] - 1 - back, 0))


def _deviate(freedom: Array) -> Array:
    """Return how many standard errors one in five lies beyond, with so few degrees of freedom."""
    z = P20_DEVIATE
    first, second = (z**3 + z) / 4.0, (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    return np.asarray(z + first / freedom + second / freedom**2)
