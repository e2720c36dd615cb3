"""Winter chill of fruit trees and berries: hours that count towards breaking their rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from alerts.science.exposure import Side, hours_outside_cost
from alerts.science.ramps import Rule
from alerts.science.segments import Array, Cost

CHILL_C = 7.2
"""45 °F: the temperature below which an hour chills. [°C] (Weinberger J.H. (1950), Proceedings of the
American Society for Horticultural Science 56, 122-128; grade P)"""
FREEZING_C = 0.0
"""32 °F: hours of frost do not chill, in the form that leaves them out. [°C] (extension
services; grade G)"""


class Step(NamedTuple):
    """What an hour counts for in a band of temperature."""

    up_to_c: float
    """Upper end of the band, itself in it. [°C]"""
    units: float
    """Units of an hour in it; below 0 it undoes chill. [1/h]"""


UTAH = (
    Step(1.4, 0.0),
    Step(2.4, 0.5),
    Step(9.1, 1.0),
    Step(12.4, 0.5),
    Step(15.9, 0.0),
    Step(18.0, -0.5),
    Step(np.inf, -1.0),
)
"""Utah chill units of an hour. [°C, 1/h] (Richardson E.A., Seeley S.D., Walker D.R. (1974), HortScience 9,
331-332, for peach; grade P)"""


def chill_hours_cost(
    warmest_c: float = CHILL_C, coldest_c: float | None = FREEZING_C, rule: Rule = Rule.STEP
) -> Cost:
    """Return the chill hours of segments of temperature.

    Parameters
    ----------
    warmest_c : float
        Temperature up to which an hour chills, itself included. [°C]
    coldest_c : float, optional
        Temperature from which it does, itself not included; None for every hour of cold. [°C]
    rule : Rule
        What happened between the samples; `Rule.STEP` is how published counts are made. [-]

    Returns
    -------
    callable
        Chill hours [h] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums` and `running`.

    Raises
    ------
    ValueError
        A coldest temperature that is not below the warmest.

    Notes
    -----
    Hours at or below 7.2 °C [1]_; by default without those at or below 0 °C, which do not chill. Requirements
    of cultivars are told in one of these, in Utah units or in chill portions: never mix them.

    References
    ----------
    .. [1] Weinberger J.H. (1950), Proceedings of the American Society for Horticultural Science 56, 122-128.

    Examples
    --------
    Four hours: warm, chilling, at the limit, frost.

    >>> air_c, hour = np.array([10.0, 5.0, 7.2, -3.0]), np.ones(4)
    >>> chill_hours_cost()(air_c, air_c, hour)
    array([0., 1., 1., 0.])
    """
    if coldest_c is not None and not warmest_c > coldest_c:
        raise ValueError(f"warmest_c: {warmest_c} °C, expected more than coldest_c, {coldest_c} °C")
    cold = hours_outside_cost(warmest_c, Side.BELOW, rule)
    frost = None if coldest_c is None else hours_outside_cost(coldest_c, Side.BELOW, rule)

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        hours = cold(start, end, duration_h)
        return hours if frost is None else hours - frost(start, end, duration_h)

    return cost


def chill_units_cost(steps: Sequence[Step] = UTAH, rule: Rule = Rule.STEP) -> Cost:
    """Return the chill units of segments of temperature, by a table of bands.

    Parameters
    ----------
    steps : sequence of Step
        Bands from cold to warm, the last up to infinity. [°C, 1/h]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Chill units [-] of start values [°C], end values [°C] and durations [h], for
        `segments.segment_sums` and `running`.

    Raises
    ------
    ValueError
        Steps whose edges do not ascend to infinity.

    Notes
    -----
    Sum over the bands of their units times the hours in them [1]_. The Utah bands leave gaps of a tenth of
    a degree, as they were made for rounded readings; here a band begins where the one below it ends.
    Made for peach in a cold climate; in mild winters its warm hours undo too much.

    References
    ----------
    .. [1] Richardson E.A., Seeley S.D., Walker D.R. (1974), HortScience 9, 331-332.

    Examples
    --------
    >>> air_c, hour = np.array([1.0, 2.0, 6.0, 10.0, 14.0, 17.0, 20.0]), np.ones(7)
    >>> chill_units_cost()(air_c, air_c, hour)
    array([ 0. ,  0.5,  1. ,  0.5,  0. , -0.5, -1. ])
    """
    edges = [step.up_to_c for step in steps]
    if not edges or edges[-1] != np.inf or bool(np.any(np.diff(edges) <= 0.0)):
        raise ValueError(f"steps: up to {edges} °C, expected ascending edges, the last infinite")
    below = [hours_outside_cost(edge, Side.BELOW, rule) for edge in edges[:-1]]
    changes = [lower.units - upper.units for lower, upper in pairwise(steps)]

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        units = steps[-1].units * duration_h + 0.0 * (start + end)
        for change, hours in zip(changes, below, strict=True):
            units = units + change * hours(start, end, duration_h)
        return units

    return cost
