"""Chilling injury: cold that adds up, by a product's time-temperature limits, and what may heal.

A clock of its own. It is never taken from the hours of shelf life: goods may have life left and be injured.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from alerts.science.chains import chain_series
from alerts.science.cold_limits import ColdLimits, chilling_cost
from alerts.science.exposure import Side, hours_outside_cost
from alerts.science.ramps import Rule
from alerts.science.running import Tail, advance
from alerts.science.segments import Array, Cost, Starts, running_sums, segment_sums

WARN_AT, ACT_AT = 0.5, 1.0
"""Injury from which on to warn and to act: half, and all, of the time that the limits allow. [-] (house
choice)"""
SHOWS_AFTER_D = (1.0, 3.0)
"""How long after re-warming injury may appear. [d] (extension text, as restated on the web; grade W)"""


def chilling_injury(
    time_h: Array,
    temperature_c: Array,
    cold: ColdLimits,
    starts: Starts | None = None,
    rule: Rule = Rule.RAMP,
) -> Array:
    """Return the injury of goods at every sample, for many series.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending in each series [h]; temperature of the goods: series x samples, or all series one
        after the other [°C]. Filter it by no more than `packaging_lag.cold_side_lag_h`.
    cold : ColdLimits
        The product's limits. [°C], [h]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    array
        Injury at each sample; from 1 on the goods are taken to be injured, though it may show only
        `SHOWS_AFTER_D` after re-warming. NaN from the first temperature on that is NaN. [-]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        limits that are none; a half-life that is not above 0.

    Notes
    -----
    `chilling_cost`, added up; where a recovery half-life is given, what was gathered decays with the time
    above the threshold [1]_. Healing is off unless asked for: it was seen for short episodes only.

    References
    ----------
    .. [1] Extension text, as restated on the web (grade W): brief episodes can be repaired.

    Examples
    --------
    Cucumbers: a day at 4 °C, then two days at 12 °C, with a half-life of healing of one day.

    >>> time_h, temperature_c = np.array([0.0, 24.0, 24.0, 72.0]), np.array([4.0, 4.0, 12.0, 12.0])
    >>> chilling_injury(time_h, temperature_c, ColdLimits(((5.0, 48.0),), 7.0))
    array([0. , 0.5, 0.5, 0.5])
    >>> chilling_injury(time_h, temperature_c, ColdLimits(((5.0, 48.0),), 7.0, 24.0))
    array([0.   , 0.5  , 0.5  , 0.125])
    """
    injured = chilling_cost(cold, rule)
    half_life_h = _half_life_h(cold)
    if half_life_h == np.inf:
        return running_sums(injured, time_h, temperature_c, starts)
    warm_hours = _warm_hours(cold, rule)

    def link(start_c: Array, end_c: Array, duration_h: Array, _: Array) -> tuple[Array, Array]:
        """Return what is kept of earlier injury, and what comes to it."""
        new = injured(start_c, end_c, duration_h)
        kept = np.exp2(-warm_hours(start_c, end_c, duration_h) / half_life_h)
        warms_after = (end_c > start_c) & (rule is not Rule.STEP)
        return kept, new * np.where(warms_after, kept, 1.0)

    return chain_series(link, (time_h, temperature_c), 0.0, 0.0, starts)


@dataclass(frozen=True)
class RunningInjury:
    """The injury of goods up to the time before the newest one."""

    tail: Tail = field(default_factory=Tail)
    booked: float = 0.0
    """Injury then. [-]"""


def take_cold(
    state: RunningInjury, time_h: Array, temperature_c: Array, cold: ColdLimits, rule: Rule = Rule.RAMP
) -> RunningInjury:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningInjury
        The state so far; `RunningInjury()` at the beginning.
    time_h, temperature_c : array
        Times, ascending, none before the newest of the state [h]; temperature of the goods at each [°C].
    cold : ColdLimits
        The product's limits, the same for all pieces of a history. [°C], [h]
    rule : Rule
        Likewise. [-]

    Returns
    -------
    RunningInjury
        The state that the whole history has; `injury_so_far` reads it.

    Raises
    ------
    ValueError
        Samples before the newest of the state; limits that are none; a half-life that is not above 0.

    Notes
    -----
    As `chilling_injury` of the whole history, whose samples of one time are averaged [1]_.

    References
    ----------
    .. [1] `running.take`, which this is for injury that may heal.

    Examples
    --------
    >>> cucumber = ColdLimits(((5.0, 48.0),), 7.0)
    >>> state = take_cold(RunningInjury(), np.array([0.0, 12.0]), np.full(2, 4.0), cucumber)
    >>> round(injury_so_far(take_cold(state, np.array([24.0]), np.full(1, 4.0), cucumber), cucumber), 9)
    0.5
    """
    if time_h.size == 0:
        return state
    tail, settled_h, settled_c = advance(state.tail, time_h, temperature_c)
    if settled_c.size == 0:
        return RunningInjury(tail, state.booked)
    return RunningInjury(tail, _after(state.booked, settled_h, settled_c, cold, rule))


def injury_so_far(state: RunningInjury, cold: ColdLimits, rule: Rule = Rule.RAMP) -> float:
    """Return the injury of a state with its newest sample included.

    Parameters
    ----------
    state : RunningInjury
        The state.
    cold, rule
        As they were taken with. [°C], [h]

    Returns
    -------
    float
        Injury; NaN where a temperature was, see ``tail.nan_at_h``. [-]

    Raises
    ------
    ValueError
        Limits that are none; a half-life that is not above 0.

    Notes
    -----
    To go on, use the state and not this: samples of the newest time may still come [1]_.

    References
    ----------
    .. [1] `running.take`.

    Examples
    --------
    >>> injury_so_far(RunningInjury(), ColdLimits(((5.0, 48.0),), 7.0))
    0.0
    """
    tail = state.tail
    if tail.before_h is None:
        return state.booked if tail.newest_count == 0 else state.booked + 0.0 * tail.newest
    ends = np.array([tail.before_h, tail.newest_h]), np.array([tail.before, tail.newest])
    return _after(state.booked, *ends, cold, rule)


def _after(injury: float, time_h: Array, temperature_c: Array, cold: ColdLimits, rule: Rule) -> float:
    """Return injury after more segments."""
    half_life_h = _half_life_h(cold)
    new = float(chilling_injury(time_h, temperature_c, cold, rule=rule)[-1])
    if half_life_h == np.inf:
        return injury + new
    warm_h = float(segment_sums(_warm_hours(cold, rule), time_h, temperature_c)[0])
    return injury * float(np.exp2(-warm_h / half_life_h)) + new


def _warm_hours(cold: ColdLimits, rule: Rule) -> Cost:
    return hours_outside_cost(cold.threshold_c, Side.ABOVE, rule)


def _half_life_h(cold: ColdLimits) -> float:
    half_life_h = float("inf") if cold.recovery_half_life_h is None else cold.recovery_half_life_h
    if not half_life_h > 0.0:
        raise ValueError(f"recovery_half_life_h: {half_life_h}, expected more than 0")
    return half_life_h
