"""Gaps in many series: what they cost at least and at most. Never nothing, never a guess without width."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.segments import TOLERANCE_H, Array, Cost, Starts, checked_starts, segment_sums
from alerts.science.shelf_life import GAP_POINTS

GAP_INTERVALS = 3.0
"""A pause longer than so many usual intervals is a gap; up to there temperature is taken as linear. [-]
(house choice; no published figure was found)"""


class Booked(NamedTuple):
    """What histories with gaps cost, one figure for each series: hours at the reference temperature."""

    low_h: Array
    """At least: every gap as a straight line between its ends. [h]"""
    high_h: Array
    """At most: the warmest surroundings in every gap. [h]"""
    unseen_h: Array
    """Time that nobody saw. [h]"""

    @property
    def middle_h(self) -> Array:
        """Return what is booked [h]."""
        return 0.5 * (self.low_h + self.high_h)

    @property
    def half_range_h(self) -> Array:
        """Return how far that may be off [h]."""
        return 0.5 * (self.high_h - self.low_h)


class Surroundings(NamedTuple):
    """What is known of a place that was not seen for a while."""

    warmest_c: float
    """The warmest that it can have been. [°C]"""
    lag_h: float
    """Time constant of the goods in their packaging; 0: they are as warm as the air at once. [h]"""
    interval_h: float
    """Usual time between two samples, above 0. [h]"""


def booked_life(
    time_h: Array,
    temperature_c: Array,
    cost: Cost,
    place: Surroundings,
    starts: Starts | None = None,
) -> Booked:
    """Return what histories with gaps cost at least and at most.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending in each series [h]; temperature of the goods [°C]; all series one after the
        other.
    cost : callable
        What segments of temperature cost, more where it is warmer: `ramps.arrhenius_cost` or another. [h]
    place : Surroundings
        Warmest surroundings [°C], lag [h] and usual interval [h].
    starts : array of int, optional
        Index of the first sample of every series. [-]

    Returns
    -------
    Booked
        Lowest and highest equivalent time at the reference [h], time unseen [h]. Book the middle and
        carry half the range into the band, see `uncertainty.gap_spread`.

    Notes
    -----
    Low: linear between the ends, as published reference code does at any distance [1]_. High: from the
    start of the gap on the surroundings were at their warmest, or at the warmer end of the gap, and the
    goods went after them with their lag; as `shelf_life.gap_bracket`, for all gaps at once.

    References
    ----------
    .. [1] Tong C., Lock A. (2015), JSM Proceedings, Biopharmaceutical Section. The warm side is
       Coldframe's own policy.

    Examples
    --------
    Samples every half hour, then none for four hours in which the room may have had 25 °C.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> history, place = (np.array([0.0, 0.5, 1.0, 5.0]), np.ones(4)), Surroundings(25.0, 2.0, 0.5)
    >>> booked = booked_life(*history, arrhenius_cost(1.0, 60.588), place)
    >>> booked.low_h, booked.high_h.round(1), booked.unseen_h
    (array([5.]), array([16.7]), array([4.]))
    """
    if not (place.interval_h > 0.0 and place.lag_h >= 0.0):
        raise ValueError(f"place: {place}, expected an interval above 0 h and a lag of at least 0 h")
    firsts = checked_starts(time_h, temperature_c, starts)
    low_h = segment_sums(cost, time_h, temperature_c, firsts)
    pause_h = np.diff(time_h)
    pause_h[firsts[1:] - 1] = 0.0
    gaps = np.flatnonzero(pause_h > GAP_INTERVALS * place.interval_h)
    series = np.searchsorted(firsts, gaps, side="right") - 1
    ends_c = temperature_c[gaps], temperature_c[gaps + 1]
    seen_as_low_h = cost(*ends_c, pause_h[gaps])
    more_h = np.maximum(_warm_side_h(ends_c, pause_h[gaps], cost, place) - seen_as_low_h, 0.0)
    high_h = low_h + np.bincount(series, weights=more_h, minlength=firsts.size)
    unseen_h = np.bincount(series, weights=pause_h[gaps], minlength=firsts.size)
    return Booked(low_h, high_h, unseen_h.astype(np.float64))


def _warm_side_h(ends_c: tuple[Array, Array], pause_h: Array, cost: Cost, place: Surroundings) -> Array:
    """Return what each gap cost if the surroundings were at their warmest all the time [h]."""
    first_c = ends_c[0][:, None]
    warm_c = np.maximum(np.maximum(*ends_c), place.warmest_c)[:, None]
    positions = np.linspace(0.0, 1.0, GAP_POINTS) ** 2
    times_h = pause_h[:, None] * positions
    kept = np.exp(-times_h / place.lag_h) if place.lag_h > TOLERANCE_H else np.zeros_like(times_h)
    return segment_sums(cost, times_h, warm_c + (first_c - warm_c) * kept)
