"""Alarms of temperature recorders: at once, after a while without a break, after a while in all."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from alerts.science.exposure import Side, hours_outside_cost, spell_hours
from alerts.science.ramps import Rule
from alerts.science.segments import TOLERANCE_H, Array, checked_starts, running_sums


class Counting(StrEnum):
    """How a counter counts."""

    INSTANT = "instant"
    """One sample outside is enough."""
    CONSECUTIVE = "consecutive"
    """Time outside without a break; a sample inside sets it back."""
    CUMULATIVE = "cumulative"
    """Time outside, all together; nothing sets it back."""


class AlarmRule(NamedTuple):
    """When a counter raises its alarm."""

    limit_c: float
    """The limit; a value on it counts: 30.0 °C alarms where 29.9 °C does not. [°C]"""
    side: Side
    """Which side of it is outside."""
    counting: Counting
    """How time outside is counted."""
    hours: float = 0.0
    """Time outside from which on it is an alarm. [h]"""


class Counted(NamedTuple):
    """What a counter says at the end of a history."""

    hours: float
    """Most that the counter showed. [h]"""
    alarm_at_h: float | None
    """When it reached its time; None where it did not. [h]"""


WHO_TYPE_1 = (
    AlarmRule(45.0, Side.ABOVE, Counting.CONSECUTIVE, 1.0),
    AlarmRule(30.0, Side.ABOVE, Counting.CUMULATIVE, 10.0),
    AlarmRule(-0.5, Side.BELOW, Counting.CONSECUTIVE, 1.0),
)
"""Shipping indicator for freeze-sensitive vaccines. [°C], [h] (WHO PQS E006/TR07, as a maker's manual
restates it; grade T)"""
WHO_TYPE_2 = (
    AlarmRule(45.0, Side.ABOVE, Counting.CONSECUTIVE, 1.0),
    AlarmRule(30.0, Side.ABOVE, Counting.CUMULATIVE, 10.0),
    AlarmRule(10.0, Side.ABOVE, Counting.CUMULATIVE, 20.0),
)
"""Shipping indicator for vaccines that freezing does not harm. [°C], [h] (as `WHO_TYPE_1`; grade T)"""


def count_outside(time_h: Array, temperature_c: Array, alarm: AlarmRule, rule: Rule = Rule.RAMP) -> Counted:
    """Return what the counter of one alarm says about a history, and when the alarm was raised.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending [h]; temperature at each of them [°C]. At least one.
    alarm : AlarmRule
        Limit [°C], side, kind of counting, time [h].
    rule : Rule
        What happened between the samples; loggers that only count samples do `Rule.STEP`. [-]

    Returns
    -------
    Counted
        Most hours counted; time of the alarm [h], None where there is none; NaN hours where a
        temperature is NaN: what was not seen is neither inside nor outside.

    Notes
    -----
    The three kinds of alarm of WHO-prequalified loggers; a value on the limit counts [1]_. Several dips
    of under an hour each never raise a consecutive alarm of an hour, whatever they add up to [2]_: judge
    goods by both.

    References
    ----------
    .. [1] WHO PQS E006/TR07, as restated in LogTag, USRID-16W manual, p. 10.
    .. [2] Berlinger & Co, Fridge-tag manual.

    Examples
    --------
    Ten hours at 30.0 °C are an alarm, at 29.9 °C they are none.

    >>> time_h, (_, warm, _) = np.arange(0.0, 12.5, 0.5), WHO_TYPE_1
    >>> count_outside(time_h, np.full(25, 30.0), warm)
    Counted(hours=12.0, alarm_at_h=10.0)
    >>> count_outside(time_h, np.full(25, 29.9), warm)
    Counted(hours=0.0, alarm_at_h=None)
    """
    if not alarm.hours >= 0.0:
        raise ValueError(f"alarm: {alarm.hours} h, expected at least 0")
    if temperature_c.size == 0:
        raise ValueError("temperature_c: no samples, expected at least one")
    starts = checked_starts(time_h, temperature_c, None)
    beyond = alarm.side.beyond(temperature_c, alarm.limit_c)
    running = running_sums(hours_outside_cost(alarm.limit_c, alarm.side, rule), time_h, temperature_c)
    spells = spell_hours(running, beyond, starts)
    counted = running if alarm.counting is Counting.CUMULATIVE else spells
    most_h = float(counted.max())
    at_once = alarm.counting is Counting.INSTANT or alarm.hours == 0.0
    is_reached = beyond >= 0.0 if at_once else counted >= alarm.hours - TOLERANCE_H
    if not is_reached.any():
        return Counted(most_h, None)
    at = int(np.argmax(is_reached))
    if at_once:
        return Counted(most_h, float(time_h[at]))
    return Counted(most_h, _reached_at_h(time_h, beyond, at, float(counted[at]) - alarm.hours, rule))


def counters(
    time_h: Array, temperature_c: Array, alarms: tuple[AlarmRule, ...] = WHO_TYPE_1, rule: Rule = Rule.RAMP
) -> tuple[Counted, ...]:
    """Return what every counter of a recorder says about a history.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending [h]; temperature at each of them [°C].
    alarms : tuple of AlarmRule
        The recorder's alarms.
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    tuple of Counted
        One for each alarm, in their order.

    Notes
    -----
    As `count_outside` [1]_. An alarm is no verdict on the goods: it is a draw on their stability budget.

    References
    ----------
    .. [1] WHO PQS E006/TR07, as restated in LogTag, USRID-16W manual, p. 10.

    Examples
    --------
    Freezing for an hour and a half: the third alarm, an hour after it began.

    >>> time_h = np.array([0.0, 2.0, 2.0, 3.5, 3.5, 6.0])
    >>> temperature_c = np.array([4.0, 4.0, -1.0, -1.0, 4.0, 4.0])
    >>> [counted.alarm_at_h for counted in counters(time_h, temperature_c)]
    [None, None, 3.0]
    """
    return tuple(count_outside(time_h, temperature_c, alarm, rule) for alarm in alarms)


def _reached_at_h(time_h: Array, beyond: Array, at: int, surplus_h: float, rule: Rule) -> float:
    """Return when a counter reached its time [h], that is *surplus_h* above it at sample *at*."""
    end_h = float(time_h[at])
    if at == 0 or surplus_h <= 0.0:
        return end_h
    if rule is not Rule.STEP and beyond[at] < 0.0:
        share = float(beyond[at - 1] / (beyond[at - 1] - beyond[at]))
        end_h = float(time_h[at - 1]) + share * float(time_h[at] - time_h[at - 1])
    return end_h - surplus_h
