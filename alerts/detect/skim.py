"""Skimming: which readings of a long series can change anything, found for all of them at once.

Most readings say that all is well. Replaying a month need not take each of them: a skim names those that a
detector must see while nothing is going on, and the state in which it is just before one of them. Between
them nothing happens, so that the outcome is the same as taking every reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.detect import limits, silence
from alerts.detect.schedule import QUARTER_MS, Schedule, offset_ms
from ingest.clock import MS_PER_DAY, MS_PER_SECOND

Instants = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Skim:
    """How one kind of detector may be skimmed.

    Attributes:
        loud: rule, instants, values → whether a reading can change anything while the state is quiet.
        before: rule, instants, index → the quiet state just before that reading.
        is_quiet: state → whether readings that are not loud may be left out now.
    """

    loud: Callable[[Any, Instants, Values], NDArray[np.bool_]]
    before: Callable[[Any, Instants, int], Any]
    is_quiet: Callable[[Any], bool]


_RHYTHM = 16
"""More instants than silence remembers."""


def _beyond(rule: limits.LimitRule, at_ms: Instants, values: Values) -> NDArray[np.bool_]:
    if rule.schedule is not None:
        return _outside(rule.schedule, at_ms, values)
    loud = np.zeros(values.shape, dtype=np.bool_)
    if rule.high is not None:
        loud |= values > rule.high
    if rule.low is not None:
        loud |= values < rule.low
    return loud


def _outside(schedule: Schedule, at_ms: Instants, values: Values) -> NDArray[np.bool_]:
    """Return for each value whether it lies beyond the low or the high level that held then."""
    quarters, which = np.unique(at_ms // QUARTER_MS, return_inverse=True)
    ahead_ms = np.array([offset_ms(schedule.zone, one) for one in quarters.tolist()], dtype=np.int64)
    day, clock_ms = np.divmod(at_ms + ahead_ms[which], MS_PER_DAY)
    is_day = (clock_ms >= schedule.day_begins_ms) & (clock_ms < schedule.day_ends_ms)
    firsts = np.array([phase.first_day for phase in schedule.phases])
    level = 2 * (np.searchsorted(firsts, day, side="right") - 1) + is_day
    held = [levels for phase in schedule.phases for levels in (phase.night, phase.day)]
    low = np.array([-np.inf if levels.low is None else levels.low for levels in held])
    high = np.array([np.inf if levels.high is None else levels.high for levels in held])
    return (values < low[level]) | (values > high[level])


def _after_pause(rule: silence.SilenceRule, at_ms: Instants, _values: Values) -> NDArray[np.bool_]:
    return np.diff(at_ms, prepend=at_ms[:1]) >= rule.minimum_s * MS_PER_SECOND


def _in_rhythm(_rule: silence.SilenceRule, at_ms: Instants, index: int) -> silence.SilenceState:
    return silence.state_after(at_ms[max(index - _RHYTHM, 0) : index].tolist())


_LIMITS = Skim(
    loud=_beyond,
    before=lambda rule, _at_ms, _index: limits.initial(rule),
    is_quiet=lambda state: state.side == limits.INSIDE,
)

SKIMS: Mapping[str, Skim] = MappingProxyType(
    {
        "limits": _LIMITS,
        "compliance": _LIMITS,
        "door": _LIMITS,
        "silence": Skim(
            loud=_after_pause,
            before=_in_rhythm,
            is_quiet=lambda _state: True,
        ),
    }
)
"""The detectors that can be skimmed; all others take every reading."""
