"""Several processes that spend one life together: decay and chilling, softening and yellowing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from alerts.science.segments import Array, Cost

Rate = Callable[[Array], Array]
"""Relative rate [-] at temperatures [°C]."""


class Process(NamedTuple):
    """One of the processes that spend the life of goods."""

    share: float
    """Its part of the rate at the reference temperature, above 0; in any unit that all share. [-]"""
    rate: Rate
    """Relative rate [-] at temperatures [°C], 1 at the reference."""
    cost: Cost
    """What segments of temperature cost by it [h]."""


def parallel_rate(temperature_c: Array, processes: Sequence[Process]) -> Array:
    """Return the rate at which several processes together spend a life.

    Parameters
    ----------
    temperature_c : array
        Temperature of the goods. [°C]
    processes : sequence of Process
        At least one.

    Returns
    -------
    array
        Rate relative to the reference temperature. [-]

    Raises
    ------
    ValueError
        No process, or one whose share is not above 0.

    Notes
    -----
    Sum of k_i(T) over sum of k_i(T_ref) [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), "A generic model for keeping quality of vegetable
       produce during storage and distribution", Agricultural Systems 51, 431-452.

    Examples
    --------
    Decay that warmth makes faster and injury that cold makes faster: best in between.

    >>> from alerts.science.kinetics import arrhenius_rate
    >>> from alerts.science.ramps import arrhenius_cost
    >>> decay, injury = (
    ...     Process(0.5, lambda c, e=e: arrhenius_rate(c, 12.0, e), arrhenius_cost(12.0, e))
    ...     for e in (60.0, -150.0)
    ... )
    >>> parallel_rate(np.array([4.0, 12.0, 20.0]), (decay, injury)).round(2)
    array([3.35, 1.  , 1.09])
    """
    total = sum(process.share for process in _checked(processes))
    rates = (process.share * process.rate(temperature_c) for process in processes)
    return sum(rates, start=np.zeros(np.shape(temperature_c))) / total


def parallel_cost(processes: Sequence[Process]) -> Cost:
    """Return what segments of temperature cost by several processes together.

    Parameters
    ----------
    processes : sequence of Process
        At least one.

    Returns
    -------
    callable
        Cost [h] of start temperatures [°C], end temperatures [°C] and durations [h], for
        `segments.segment_sums`.

    Raises
    ------
    ValueError
        No process, or one whose share is not above 0.

    Notes
    -----
    The weighted sum of the processes' own integrals, so as exact as they are [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> from alerts.science.q10_bands import banded_q10_cost, banded_q10_rate
    >>> alone = Process(2.0, lambda c: banded_q10_rate(c, 0.0), banded_q10_cost(0.0))
    >>> parallel_cost([alone, alone])(np.array([10.0]), np.array([10.0]), np.array([2.0])).round(6)
    array([6.])
    """
    total = sum(process.share for process in _checked(processes))

    def together(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        return sum(
            (process.share / total * process.cost(start_c, end_c, duration_h) for process in processes),
            start=np.zeros(np.shape(start_c)),
        )

    return together


def keeping_quality(temperature_c: Array, reference_life: float, processes: Sequence[Process]) -> Array:
    """Return how long goods keep at constant temperatures.

    Parameters
    ----------
    temperature_c : array
        Temperature of the goods. [°C]
    reference_life : float
        Life at the reference temperature, above 0. [h or d]
    processes : sequence of Process
        At least one.

    Returns
    -------
    array
        Life at each temperature, in the unit of *reference_life*. [h or d]

    Raises
    ------
    ValueError
        No process, or one whose share is not above 0.

    Notes
    -----
    KQ(T) = KQ_ref times sum of k_i(T_ref) over sum of k_i(T) [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> from alerts.science.kinetics import arrhenius_rate
    >>> from alerts.science.ramps import arrhenius_cost
    >>> decay = Process(1.0, lambda c: arrhenius_rate(c, 1.0, 60.588), arrhenius_cost(1.0, 60.588))
    >>> keeping_quality(np.array([1.0, 10.0, 20.0]), 14.0, [decay]).round(1)
    array([14. ,  6. ,  2.5])
    """
    return reference_life / parallel_rate(temperature_c, processes)


def _checked(processes: Sequence[Process]) -> Sequence[Process]:
    shares = [process.share for process in processes]
    if not shares or not all(share > 0.0 for share in shares):
        raise ValueError(f"processes: shares {shares}, expected at least one, each above 0")
    return processes
