"""Time outside a limit and the alarms of recorders, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from alerts.science.alarm_counters import AlarmRule, Counted, Counting, alarm_times_h
from alerts.science.exposure import Side, degree_hours_cost, hours_outside_cost, spell_hours
from alerts.science.ramps import Rule
from alerts.science.running import Tail, advance
from alerts.science.segments import Array, running_sums, segment_sums

ALONE = np.zeros(1, dtype=np.intp)
"""Where the one series of a state starts. [-] (by definition)"""


@dataclass(frozen=True)
class RunningOutside:
    """What a history spent outside a limit, up to the time before its newest one."""

    tail: Tail = field(default_factory=Tail)
    total_h: float = 0.0
    """Time outside. [h]"""
    degree_h: float = 0.0
    """Degree-hours. [K h]"""
    longest_h: float = 0.0
    """Longest single spell. [h]"""
    spell_h: float = 0.0
    """How long the spell that goes on has lasted; 0 where there is none. [h]"""


def take_outside(
    state: RunningOutside,
    time_h: Array,
    value: Array,
    limit: tuple[float, Side],
    rule: Rule = Rule.RAMP,
) -> RunningOutside:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningOutside
        The state so far; `RunningOutside()` at the beginning.
    time_h, value : array
        Times, ascending, none before the newest of the state [h]; temperature at each of them [°C].
    limit : (float, Side)
        The limit [°C] and which side of it is outside; the same for all pieces of a history.
    rule : Rule
        What happened between the samples; likewise. [-]

    Returns
    -------
    RunningOutside
        The state that the whole history has; `so_far` makes figures of it.

    Raises
    ------
    ValueError
        Samples before the newest of the state, a time that is no number, not one for each value.

    Notes
    -----
    As `exposure.outside` [1]_; a spell that goes on is carried from piece to piece.

    References
    ----------
    .. [1] `exposure.outside`, with its references.

    Examples
    --------
    >>> limit = (8.0, Side.ABOVE)
    >>> state = take_outside(RunningOutside(), np.array([0.0, 1.0, 2.0]), np.array([5.0, 9.0, 9.0]), limit)
    >>> state = take_outside(state, np.array([3.0, 4.0]), np.array([9.0, 5.0]), limit)
    >>> so_far(state, limit).longest_h
    2.5
    """
    if time_h.size == 0:
        return state
    tail, settled_h, settled = advance(state.tail, time_h, value)
    return _booked(state, tail, (settled_h, settled), limit, rule)


def so_far(state: RunningOutside, limit: tuple[float, Side], rule: Rule = Rule.RAMP) -> RunningOutside:
    """Return the figures of a state with its newest sample included.

    Parameters
    ----------
    state : RunningOutside
        The state.
    limit, rule
        As they were taken with.

    Returns
    -------
    RunningOutside
        Figures up to the newest sample; to go on, use the state and not this.

    Notes
    -----
    The last segment counts once more samples of its end cannot change it [1]_; here it is added for
    reading.

    References
    ----------
    .. [1] `running.take`.

    Examples
    --------
    >>> so_far(RunningOutside(), (8.0, Side.ABOVE)).total_h
    0.0
    """
    tail = state.tail
    if tail.before_h is None:
        return state
    last = np.array([tail.before_h, tail.newest_h]), np.array([tail.before, tail.newest])
    return _booked(state, tail, last, limit, rule)


@dataclass(frozen=True)
class RunningAlarm:
    """What the counter of a recorder's alarm shows, up to the time before the newest one."""

    spent: RunningOutside = field(default_factory=RunningOutside)
    """What was spent outside its limit."""
    alarm_at_h: float | None = None
    """When it reached its time; None where it did not. [h]"""

    @property
    def tail(self) -> Tail:
        """Return the end of the history, for `running.state_before`."""
        return self.spent.tail


def take_alarm(
    state: RunningAlarm, time_h: Array, temperature_c: Array, alarm: AlarmRule, rule: Rule = Rule.RAMP
) -> RunningAlarm:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningAlarm
        The state so far; `RunningAlarm()` at the beginning.
    time_h, temperature_c : array
        Times, ascending, none before the newest of the state [h]; temperature at each of them [°C].
    alarm : AlarmRule
        Limit [°C], side, kind of counting, time [h]; the same for all pieces of a history.
    rule : Rule
        What happened between the samples; likewise. [-]

    Returns
    -------
    RunningAlarm
        The state that the whole history has; `counted_so_far` reads it.

    Raises
    ------
    ValueError
        Samples before the newest of the state, a time that is no number, not one for each value.

    Notes
    -----
    As `alarm_counters.count_outside` of the whole history, whose samples of one time are averaged [1]_.

    References
    ----------
    .. [1] `alarm_counters.count_outside`, with its references.

    Examples
    --------
    Ten hours at 30 °C, of which the second piece brings the last four.

    >>> from alerts.science.alarm_counters import WHO_TYPE_1
    >>> state = take_alarm(RunningAlarm(), np.array([0.0, 6.0]), np.full(2, 30.0), WHO_TYPE_1[1])
    >>> state = take_alarm(state, np.array([12.0]), np.full(1, 30.0), WHO_TYPE_1[1])
    >>> counted_so_far(state, WHO_TYPE_1[1])
    Counted(hours=12.0, alarm_at_h=10.0)
    """
    if time_h.size == 0:
        return state
    tail, *settled = advance(state.tail, time_h, temperature_c)
    return _counted(state, tail, (settled[0], settled[1]), alarm, rule)


def counted_so_far(state: RunningAlarm, alarm: AlarmRule, rule: Rule = Rule.RAMP) -> Counted:
    """Return what a counter shows with the newest sample included.

    Parameters
    ----------
    state : RunningAlarm
        The state, of one sample at least.
    alarm, rule
        As they were taken with.

    Returns
    -------
    Counted
        Most hours counted; time of the alarm, None where there is none. [h]

    Notes
    -----
    To go on, use the state and not this: samples of the newest time may still come [1]_.

    References
    ----------
    .. [1] `running.take`.

    Examples
    --------
    >>> from alerts.science.alarm_counters import WHO_TYPE_1
    >>> counted_so_far(RunningAlarm(), WHO_TYPE_1[0])
    Counted(hours=0.0, alarm_at_h=None)
    """
    tail = state.tail
    if tail.newest_count:
        before = ([], []) if tail.before_h is None else ([tail.before_h], [tail.before])
        last = np.array([*before[0], tail.newest_h]), np.array([*before[1], tail.newest])
        state = _counted(state, tail, last, alarm, rule)
    spent = state.spent
    hours = spent.total_h if alarm.counting is Counting.CUMULATIVE else spent.longest_h
    return Counted(hours, state.alarm_at_h)


def _counted(
    state: RunningAlarm, tail: Tail, samples: tuple[Array, Array], alarm: AlarmRule, rule: Rule
) -> RunningAlarm:
    """Return *state* with the segments between *samples* counted; they begin where it ended."""
    limit, alarm_at_h = (alarm.limit_c, alarm.side), state.alarm_at_h
    if alarm_at_h is None and samples[0].size:
        beyond, hours, spells = _spent(state.spent, samples, limit, rule)
        counted = state.spent.total_h + hours if alarm.counting is Counting.CUMULATIVE else spells
        reached_h = float(alarm_times_h(samples[0], (beyond, counted), alarm, ALONE, rule)[0])
        alarm_at_h = None if reached_h == np.inf else reached_h
    return RunningAlarm(_booked(state.spent, tail, samples, limit, rule), alarm_at_h)


def _booked(
    state: RunningOutside, tail: Tail, samples: tuple[Array, Array], limit: tuple[float, Side], rule: Rule
) -> RunningOutside:
    """Return *state* with the segments between *samples* booked; they begin where it ended."""
    time_h, value = samples
    if value.size == 0:
        return RunningOutside(tail)
    beyond, hours, spells = _spent(state, samples, limit, rule)
    return RunningOutside(
        tail=tail,
        total_h=state.total_h + float(hours[-1]),
        degree_h=state.degree_h + float(segment_sums(degree_hours_cost(*limit, rule), time_h, value)[0]),
        longest_h=float(np.maximum(state.longest_h, spells.max())),
        spell_h=float(spells[-1]) if beyond[-1] >= 0.0 else 0.0,
    )


def _spent(
    state: RunningOutside, samples: tuple[Array, Array], limit: tuple[float, Side], rule: Rule
) -> tuple[Array, Array, Array]:
    """Return how far each sample lies outside, time outside since the first, and how long its spell is."""
    beyond = limit[1].beyond(samples[1], limit[0])
    hours = running_sums(hours_outside_cost(*limit, rule), *samples)
    spells = spell_hours(hours, beyond, ALONE)
    inside = np.flatnonzero(~(beyond >= 0.0))
    ends = int(inside[inside > 0][0]) if np.any(inside > 0) else beyond.size - 1
    spells[: ends + 1] += state.spell_h
    return beyond, hours, spells
