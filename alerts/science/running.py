"""Histories taken piece by piece: a frozen state and new samples make the next state.

In whatever pieces a history comes, its state says the same as the whole history at once, to 1e-9. States
are plain numbers, so they can be written down. A sample that comes late is no new sample: go back to
`state_before` it and take everything after that again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import numpy as np

from alerts.science.segments import Array, Cost, segment_sums


@dataclass(frozen=True)
class Tail:
    """The end of a history: its newest time, whose samples may not all be in yet, and the one before."""

    newest_h: float = 0.0
    """Newest time. [h]"""
    newest_sum: float = 0.0
    """Sum of the values at it."""
    newest_count: int = 0
    """How many they are; 0: there are no samples yet."""
    before_h: float | None = None
    """The time before it; None where there is none. [h]"""
    before: float = 0.0
    """Value then."""
    nan_at_h: float | None = None
    """When a value was NaN for the first time: why an answer is NaN. [h]"""

    @property
    def newest(self) -> float:
        """Return the newest value: the mean of those of the newest time."""
        return self.newest_sum / self.newest_count


class State(Protocol):
    """What every state has."""

    @property
    def tail(self) -> Tail:
        """Return the end of the history that it stands for."""


AnyState = TypeVar("AnyState", bound=State)


@dataclass(frozen=True)
class RunningSum:
    """What a history has cost: life used, mean kinetic rate, degree-hours, time outside."""

    tail: Tail = field(default_factory=Tail)
    booked: float = 0.0
    """Cost up to the time before the newest. [unit of the cost]"""
    first_h: float = 0.0
    """Time of the first sample. [h]"""

    @property
    def hours(self) -> float:
        """Return how long the history lasts [h]."""
        return self.tail.newest_h - self.first_h


def take(state: RunningSum, cost: Cost, time_h: Array, value: Array) -> RunningSum:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningSum
        The state so far; `RunningSum()` at the beginning.
    cost : callable
        What segments cost, the same for all pieces of a history: `ramps.arrhenius_cost` for life used and
        mean kinetic temperature, `exposure.degree_hours_cost`.
    time_h, value : array
        Times, ascending, none before the newest of the state [h]; value at each of them.

    Returns
    -------
    RunningSum
        The state that the whole history has.

    Raises
    ------
    ValueError
        Samples before the newest of the state, a time that is no number, not one for each value.

    Notes
    -----
    Costs are booked up to the last time but one: samples of the newest time are averaged, and more of
    them may come [1]_.

    References
    ----------
    .. [1] Tong C., Lock A. (2015), JSM Proceedings, Biopharmaceutical Section, for the averaging.

    Examples
    --------
    A day of waxberry at 1 °C, in two pieces.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> cost = arrhenius_cost(1.0, 60.588)
    >>> morning = take(RunningSum(), cost, np.array([0.0, 6.0, 12.0]), np.ones(3))
    >>> round(total(take(morning, cost, np.array([18.0, 24.0]), np.ones(2)), cost), 9)
    24.0
    """
    if time_h.size == 0:
        return state
    tail, settled_h, settled = advance(state.tail, time_h, value)
    booked = state.booked
    if settled.size > 1:
        booked += float(segment_sums(cost, settled_h, settled)[0])
    first_h = state.first_h if state.tail.newest_count else float(time_h[0])
    return replace(state, tail=tail, booked=booked, first_h=first_h)


def total(state: RunningSum, cost: Cost) -> float:
    """Return what a history has cost up to its newest sample.

    Parameters
    ----------
    state : RunningSum
        The state. [-]
    cost : callable
        The cost that it was taken with.

    Returns
    -------
    float
        Sum over all segments; NaN where a value was, see ``tail.nan_at_h``. [unit of the cost]

    Notes
    -----
    As `segments.segment_sums` of the whole history [1]_. Divided by the life at the reference it is the
    life used; divided by ``hours`` it is a mean rate, of which `mean_kinetic.temperature_of_mean` makes
    a mean kinetic temperature.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> total(RunningSum(), lambda start, end, duration_h: duration_h)
    0.0
    """
    return state.booked + pending(state.tail, cost)


def pending(tail: Tail, cost: Cost) -> float:
    """Return the cost of the segment that ends at the newest time; 0 where there is none.

    >>> pending(Tail(newest_h=3.0, newest_sum=8.0, newest_count=2, before_h=1.0), lambda a, b, h: b * h)
    8.0
    """
    if tail.before_h is None:
        return tail.newest_sum * 0.0
    ends = np.array([tail.before]), np.array([tail.newest])
    return float(cost(*ends, np.array([tail.newest_h - tail.before_h]))[0])


def advance(tail: Tail, time_h: Array, value: Array) -> tuple[Tail, Array, Array]:
    """Return the tail after more samples, with times [h] and values of what is settled by them.

    Settled samples begin with the last one that was settled before, so that segments between them are
    new. At least one sample has to be given.

    >>> tail, settled_h, settled = advance(Tail(), np.array([0.0, 1.0, 1.0]), np.array([4.0, 1.0, 3.0]))
    >>> settled_h, settled, tail.newest
    (array([0.]), array([4.]), 2.0)
    """
    known = 1 if tail.newest_count else 0
    times_h = np.concatenate((np.full(known, tail.newest_h), time_h))
    sums = np.concatenate((np.full(known, tail.newest_sum), value))
    counts = np.concatenate((np.full(known, tail.newest_count), np.ones(value.size)))
    if time_h.shape != value.shape or not np.all(np.diff(times_h) >= 0.0) or np.isnan(times_h[-1]):
        raise ValueError(
            f"time_h: {time_h}, expected one for each value, ascending, from {tail.newest_h} h on"
        )
    firsts = np.flatnonzero(np.concatenate(([True], np.diff(times_h) > 0.0)))
    times_h, sums, counts = times_h[firsts], np.add.reduceat(sums, firsts), np.add.reduceat(counts, firsts)
    settled_h, settled = times_h[:-1], sums[:-1] / counts[:-1]
    if tail.before_h is not None:
        settled_h, settled = np.insert(settled_h, 0, tail.before_h), np.insert(settled, 0, tail.before)
    unknown = np.flatnonzero(np.isnan(sums))
    grown = Tail(
        newest_h=float(times_h[-1]),
        newest_sum=float(sums[-1]),
        newest_count=int(counts[-1]),
        before_h=float(settled_h[-1]) if settled_h.size else None,
        before=float(settled[-1]) if settled.size else 0.0,
        nan_at_h=tail.nan_at_h
        if tail.nan_at_h is not None or not unknown.size
        else float(times_h[unknown[0]]),
    )
    return grown, settled_h, settled


def state_before(states: Sequence[AnyState], time_h: float, start: AnyState) -> AnyState:
    """Return the newest state that a sample of *time_h* comes after.

    Parameters
    ----------
    states : sequence
        States that were kept, in the order in which they came to be.
    time_h : float
        Earliest time at which the history has changed. [h]
    start : state
        The state without any samples.

    Returns
    -------
    state
        The one to go on from, with all samples that it has not taken yet.

    Notes
    -----
    A state is a function of the samples up to its newest time, so folding again from an earlier one
    gives what the history would have given in order [1]_.

    References
    ----------
    .. [1] House rule: same readings, same answer, in whatever order they arrive.

    Examples
    --------
    >>> kept = [RunningSum(Tail(newest_h=hour, newest_count=1)) for hour in (6.0, 12.0, 18.0)]
    >>> state_before(kept, 13.0, RunningSum()).tail.newest_h
    12.0
    """
    return next(
        (state for state in reversed(states) if state.tail.newest_count and state.tail.newest_h <= time_h),
        start,
    )
