"""Alarms of temperature recorders: at once, after a while without a break, after a while in all."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from alerts.science.exposure import Side, hours_outside_cost, spell_hours
from alerts.science.ragged import laid_out
from alerts.science.ramps import Rule
from alerts.science.segments import TOLERANCE_H, Array, Starts, running_sums


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

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        hours of the alarm below 0.

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
    most_h, alarm_at_h = counts_outside(time_h, temperature_c, alarm, rule=rule)
    return Counted(float(most_h[0]), None if np.isinf(alarm_at_h[0]) else float(alarm_at_h[0]))


def counts_outside(
    time_h: Array,
    temperature_c: Array,
    alarm: AlarmRule,
    starts: Starts | None = None,
    rule: Rule = Rule.RAMP,
) -> tuple[Array, Array]:
    """Return what the counters of one alarm say about many series, and when their alarms were raised.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending in each series [h]; temperature at each of them: series x samples, or all series
        one after the other [°C].
    alarm : AlarmRule
        Limit [°C], side, kind of counting, time [h].
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    (array, array)
        Most hours that each counter showed [h]; time of each alarm, infinity where there is none [h].

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        hours of the alarm below 0.

    Notes
    -----
    As `count_outside` [1]_.

    References
    ----------
    .. [1] WHO PQS E006/TR07, as restated in LogTag, USRID-16W manual, p. 10.

    Examples
    --------
    >>> time_h, temperature_c = np.array([0.0, 2.0, 0.0, 2.0]), np.array([46.0, 46.0, 44.0, 44.0])
    >>> counts_outside(time_h, temperature_c, WHO_TYPE_1[0], np.array([0, 2]))
    (array([2., 0.]), array([ 1., inf]))
    """
    _checked(alarm)
    times_h, (values,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    beyond = alarm.side.beyond(values, alarm.limit_c)
    hours_cost = hours_outside_cost(alarm.limit_c, alarm.side, rule)
    hours = running_sums(hours_cost, times_h, values, series.starts)
    counted = hours
    if alarm.counting is not Counting.CUMULATIVE:
        counted = spell_hours(hours, beyond, series.starts)
    return series.highest(counted), alarm_times_h(times_h, (beyond, counted), alarm, series.starts, rule)


def alarm_times_h(
    time_h: Array, at_samples: tuple[Array, Array], alarm: AlarmRule, starts: Starts, rule: Rule
) -> Array:
    """Return when the counter of each series reached its time.

    Parameters
    ----------
    time_h : array
        Times of all series, one after the other. [h]
    at_samples : (array, array)
        How far each sample lies outside [K]; what the counter shows at it [h].
    alarm : AlarmRule
        Limit [°C], side, kind of counting, time [h].
    starts : array of int
        Index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    array
        Time of each alarm, infinity where there is none. [h]

    Notes
    -----
    Along straight lines the counter is turned back from the end of the segment in which it passed its time
    [1]_; a piece of a history begins with what the counter showed before.

    References
    ----------
    .. [1] Textbook: linear interpolation.

    Examples
    --------
    >>> at_samples = np.array([1.0, 1.0, 1.0]), np.array([0.0, 1.0, 3.0])
    >>> alarm = AlarmRule(8.0, Side.ABOVE, Counting.CUMULATIVE, 2.0)
    >>> alarm_times_h(np.array([0.0, 1.0, 3.0]), at_samples, alarm, np.array([0]), Rule.RAMP)
    array([2.])
    """
    beyond, counted = at_samples
    at_once = alarm.counting is Counting.INSTANT or alarm.hours == 0.0
    is_reached = beyond >= 0.0 if at_once else counted >= alarm.hours - TOLERANCE_H
    index = np.where(is_reached, np.arange(counted.size), counted.size)
    first = np.minimum.reduceat(index, starts)
    raised = first < counted.size
    at = np.where(raised, first, starts)
    surplus_h = np.zeros(at.size) if at_once else counted[at] - alarm.hours
    alarm_at_h = _end_h(time_h, beyond, at, rule) - np.where(surplus_h > 0.0, surplus_h, 0.0)
    alarm_at_h = np.where(surplus_h > 0.0, alarm_at_h, time_h[at])
    return np.where(raised, alarm_at_h, np.inf)


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

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        hours of an alarm below 0.

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


def _end_h(time_h: Array, beyond: Array, at: Starts, rule: Rule) -> Array:
    """Return until when the segments that end with samples *at* were outside [h]."""
    before = np.maximum(at - 1, 0)
    crosses = (beyond[before] >= 0.0) & (beyond[at] < 0.0) & (rule is not Rule.STEP)
    fall = np.where(crosses, beyond[before] - beyond[at], 1.0)
    share = np.where(crosses, beyond[before] / fall, 1.0)
    ends_h: Array = time_h[before] + share * (time_h[at] - time_h[before])
    return ends_h


def _checked(alarm: AlarmRule) -> None:
    if not alarm.hours >= 0.0:
        raise ValueError(f"alarm: {alarm.hours} h, expected at least 0")
