"""Gaps in many series: what they cost at least and at most. Never nothing, never a guess without width."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.ragged import laid_out
from alerts.science.segments import TOLERANCE_H, Array, Cost, Starts, segment_sums
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
        Times, ascending in each series [h]; temperature of the goods: series x samples, or all series one
        after the other [°C].
    cost : callable
        What segments of temperature cost, more where it is warmer: `ramps.arrhenius_cost` or another. [h]
    place : Surroundings
        Warmest surroundings [°C], lag [h] and usual interval [h].
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    Booked
        Lowest and highest equivalent time at the reference [h], time unseen [h]. Book the middle and
        carry half the range into the band, see `uncertainty.gap_spread`.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        an interval that is not above 0, a lag below 0.

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
    times_h, (goods_c,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    low_h, high_h, unseen_h = (
        segment_sums(each, times_h, goods_c, series.starts)
        for each in (cost, unseen_cost(cost, place), _unseen_hours(place))
    )
    return Booked(low_h, high_h, unseen_h)


def unseen_cost(cost: Cost, place: Surroundings) -> Cost:
    """Return what segments cost at most, where those longer than a few intervals were not seen.

    Parameters
    ----------
    cost : callable
        What segments that were seen cost, more where it is warmer: `ramps.arrhenius_cost` or another. [h]
    place : Surroundings
        Warmest surroundings [°C], lag [h] and usual interval [h].

    Returns
    -------
    callable
        Highest cost [h] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums` and, piece by piece, `running.take`.

    Raises
    ------
    ValueError
        An interval that is not above 0, or a lag below 0.

    Notes
    -----
    As `booked_life`: the warm side of a gap, never less than its cold side [1]_.

    References
    ----------
    .. [1] House policy; the cold side: Tong C., Lock A. (2015), JSM Proceedings.

    Examples
    --------
    Half an hour at 1 °C that was seen, and four hours that were not, where it may have been 25 °C.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> cost = unseen_cost(arrhenius_cost(1.0, 60.588), Surroundings(25.0, 2.0, 0.5))
    >>> cost(np.ones(2), np.ones(2), np.array([0.5, 4.0])).round(1)
    array([ 0.5, 15.7])
    """
    if not (place.interval_h > 0.0 and place.lag_h >= 0.0):
        raise ValueError(f"place: {place}, expected an interval above 0 h and a lag of at least 0 h")

    def highest(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the cost of each segment, that of a gap on its warm side."""
        dear_h = cost(start_c, end_c, duration_h)
        gaps = duration_h > GAP_INTERVALS * place.interval_h
        if gaps.any():
            warm_h = _warm_side_h((start_c[gaps], end_c[gaps]), duration_h[gaps], cost, place)
            dear_h[gaps] = np.maximum(dear_h[gaps], warm_h)
        return dear_h

    return highest


def _unseen_hours(place: Surroundings) -> Cost:
    """Return how long each segment was not seen; one between unknown readings was not seen either way."""

    def unseen(start_c: Array, end_c: Array, duration_h: Array) -> Array:  # noqa: ARG001 - a cost has both ends
        return np.where(duration_h > GAP_INTERVALS * place.interval_h, duration_h, 0.0)

    return unseen


def _warm_side_h(ends_c: tuple[Array, Array], pause_h: Array, cost: Cost, place: Surroundings) -> Array:
    """Return what each gap cost if the surroundings were at their warmest all the time [h]."""
    first_c = ends_c[0][:, None]
    warm_c = np.maximum(np.maximum(*ends_c), place.warmest_c)[:, None]
    positions = np.linspace(0.0, 1.0, GAP_POINTS) ** 2
    times_h = pause_h[:, None] * positions
    kept = np.exp(-times_h / place.lag_h) if place.lag_h > TOLERANCE_H else np.zeros_like(times_h)
    return segment_sums(cost, times_h, warm_c + (first_c - warm_c) * kept)
