"""Time out of refrigeration: a balance that every excursion draws on, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, NamedTuple

import numpy as np

from alerts.science.exposure import Side, hours_outside_cost
from alerts.science.kinetics import Values
from alerts.science.ragged import laid_out
from alerts.science.ramps import Rule
from alerts.science.segments import TOLERANCE_H, Array, Starts, segment_sums


class Allowance(NamedTuple, Generic[Values]):
    """Time that a maker allows from one temperature up to the next allowance's, to all series or to each."""

    from_c: Values
    """Lower edge of the band; a temperature on it belongs to the band. [°C]"""
    hours: Values
    """Time that goods may spend in the band, in their whole life; 0: none. [h]"""


Allowances = Sequence[Allowance[float] | Allowance[Array]]
"""The bands of a budget, by their lower edges, ascending."""


class Balance(NamedTuple):
    """What series spent of their budgets; arrays of series x allowances, or one figure for each series."""

    used_h: Array
    """Time in each band. [h]"""
    left_h: Array
    """What is left of each allowance, counted by itself; below 0 where it is overdrawn. [h]"""
    share: Array
    """Part of the budget that is used: the shares of all bands added up; 1 is the end of it. [-]"""


def budget_balance(
    time_h: Array,
    temperature_c: Array,
    allowances: Allowances,
    starts: Starts | None = None,
    rule: Rule = Rule.RAMP,
) -> Balance:
    """Return what every series drew from its stability budget.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    temperature_c : array
        Temperature of the goods: series x samples; or all series one after the other. [°C]
    allowances : sequence of Allowance
        Bands by their lower edges, ascending; the last one has no upper edge. Of the maker: there are
        no general figures.
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    Balance
        Time used and left by band [h], and the share of the whole budget [-].

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        allowances that do not ascend or are below 0 h.

    Notes
    -----
    An excursion is a draw on a balance that only the maker can state [1]_. Bands share one budget:
    half of one allowance and half of another use it up. Where the maker's allowances are independent,
    judge by ``left_h``.

    References
    ----------
    .. [1] WHO Model guidance for the storage and transport of time- and temperature-sensitive
       pharmaceutical products, as quoted by recorder makers; adding up the bands is a house choice, the
       cautious reading.

    Examples
    --------
    72 h allowed from 8 °C, 12 h from 25 °C: 18 h at 15 °C and 3 h at 30 °C are half of it.

    >>> allowances = (Allowance(8.0, 72.0), Allowance(25.0, 12.0))
    >>> time_h, temperature_c = np.array([0.0, 18.0, 21.0]), np.array([15.0, 30.0, 5.0])
    >>> balance = budget_balance(time_h, temperature_c, allowances, rule=Rule.STEP)
    >>> balance.used_h, balance.left_h, balance.share
    (array([[18.,  3.]]), array([[54.,  9.]]), array([0.5]))
    """
    _checked(allowances)
    times_h, (goods_c,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    cost = hours_outside_cost(0.0, Side.ABOVE, rule)
    edges_c = (np.broadcast_to(edge.from_c, series.counts.shape) for edge in allowances)
    above_h = [
        segment_sums(cost, times_h, goods_c - series.along(edge_c), series.starts) for edge_c in edges_c
    ]
    return balance_of_hours(np.stack(above_h, axis=-1), allowances)


def balance_of_hours(above_h: Array, allowances: Allowances) -> Balance:
    """Return what is used and what is left of budgets whose hours were added up already.

    Parameters
    ----------
    above_h : array
        Series x bands: time above the lower edge of each band, from wherever it was added up; piece by
        piece, `running.total` of `exposure.hours_outside_cost`. [h]
    allowances : sequence of Allowance
        As in `budget_balance`.

    Returns
    -------
    Balance
        Time used and left by band [h], and the share of the whole budget [-].

    Raises
    ------
    ValueError
        Allowances that do not ascend or are below 0 h.

    Notes
    -----
    As `budget_balance` [1]_.

    References
    ----------
    .. [1] House choice, the cautious reading of makers' allowances.

    Examples
    --------
    >>> allowances = (Allowance(8.0, 72.0), Allowance(25.0, 12.0))
    >>> balance_of_hours(np.array([[21.0, 3.0]]), allowances).share
    array([0.5])
    """
    allowed_h = _checked(allowances)
    used_h = above_h - np.append(above_h[:, 1:], np.zeros((above_h.shape[0], 1)), axis=1)
    used_h = np.where(np.abs(used_h) < TOLERANCE_H, 0.0, used_h)
    forbidden = allowed_h == 0.0
    shares = used_h / np.where(forbidden, 1.0, allowed_h)
    shares = np.where(forbidden & (used_h > 0.0), np.inf, shares)
    return Balance(used_h, allowed_h - used_h, shares.sum(axis=1))


def _checked(allowances: Allowances) -> Array:
    """Return the hours allowed, by bands or by series x bands; refuse bands that do not ascend."""
    edges_c = [allowance.from_c for allowance in allowances]
    if not edges_c or not all(np.all(lower < upper) for lower, upper in pairwise(edges_c)):
        raise ValueError(f"allowances: edges {edges_c} °C, expected at least one, ascending")
    hours = np.stack(np.broadcast_arrays(*(allowance.hours for allowance in allowances)), axis=-1)
    if not np.all(hours >= 0.0):
        raise ValueError(f"allowances: {hours.tolist()} h, expected each at least 0")
    return hours
