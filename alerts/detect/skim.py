"""Skimming: which readings of a long series can change anything, found for all of them at once.

Most readings say that all is well. Replaying a month need not take each of them: a skim names those that a
detector must see while nothing is going on, and the state in which it is just before one of them. Between
them nothing happens, so that the outcome is the same as taking every reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from alerts.detect import gateway_skim, goods_skim, limits, silence, trust_skim
from alerts.detect.gateway_skim import GatewaySkim
from alerts.detect.goods_skim import GoodsSkim
from alerts.detect.schedule import QUARTER_MS, Schedule, offset_ms
from alerts.detect.trust_skim import TrustSkim
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND

Instants = NDArray[np.int64]
Values = NDArray[np.float64]


class Skimmed(Protocol):
    """The readings of one watch, all together."""

    @property
    def loud(self) -> NDArray[np.bool_]:
        """Return whether each reading can change anything while the state is quiet."""
        ...

    def before(self, index: int, last: Any) -> Any:  # noqa: ANN401 - each detector has its own state
        """Return the quiet state just before a reading; *last* is the one before others were left out."""
        ...


@dataclass(frozen=True, slots=True)
class Skim:
    """How one kind of detector may be skimmed.

    Attributes:
        over: rule, instants, values (or of several voices, the instants of each) → those, all together.
        is_quiet: state → whether readings that are not loud may be left out now.
    """

    over: Callable[[Any, Instants, Any], Skimmed]
    is_quiet: Callable[[Any], bool]


class _Limits:
    """While values are inside, nothing of them is remembered."""

    def __init__(self, rule: limits.LimitRule, at_ms: Instants, values: Values) -> None:
        self.loud = _beyond(rule, at_ms, values)
        self._inside = limits.initial(rule)

    def before(self, _index: int, _last: limits.LimitState) -> limits.LimitState:
        """Return the state of values inside their limits."""
        return self._inside


class _Silence:
    """While a device speaks in time, only its rhythm is remembered."""

    def __init__(self, rule: silence.SilenceRule, at_ms: Instants, _values: Values) -> None:
        self.loud = np.diff(at_ms, prepend=at_ms[:1]) >= rule.minimum_s * MS_PER_SECOND
        self._at_ms = at_ms

    def before(self, index: int, _last: silence.SilenceState) -> silence.SilenceState:
        """Return the state after the last readings of a rhythm."""
        return silence.state_after(self._at_ms[max(index - _RHYTHM, 0) : index].tolist())


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


_LIMITS = Skim(_Limits, lambda state: state.side == limits.INSIDE)

SKIMS: Mapping[str, Skim] = MappingProxyType(
    {
        "limits": _LIMITS,
        "compliance": _LIMITS,
        "door": _LIMITS,
        "silence": Skim(_Silence, lambda _state: True),
        "trust": Skim(TrustSkim, trust_skim.is_quiet),
        "goods": Skim(GoodsSkim, goods_skim.is_quiet),
    }
)
"""The detectors that can be skimmed; all others take every reading."""

HEARINGS: Mapping[str, Skim] = MappingProxyType({"gateway": Skim(GatewaySkim, gateway_skim.is_quiet)})
"""The same of detectors to whom it only matters which of their voices was heard."""

Thin = Callable[[Instants, Values], tuple[Instants, Values]]
"""The readings of one voice → fewer, with which a detector of several voices comes to the same."""


def hourly_lowest(at_ms: Instants, values: Values) -> tuple[Instants, Values]:
    """Return the lowest value of each hour, at the instant of its first.

    >>> hourly_lowest(np.array([0, 60_000, 3_600_000]), np.array([2.0, 1.0, 3.0]))
    (array([      0, 3600000]), array([1., 3.]))
    """
    if at_ms.size == 0:
        return at_ms, values
    hours = at_ms // MS_PER_HOUR
    first = np.flatnonzero(np.append(True, hours[1:] != hours[:-1]))
    return at_ms[first], np.minimum.reduceat(values, first)


THINS: Mapping[str, Thin] = MappingProxyType({"drift": hourly_lowest})
"""The detectors of several voices that only look at the lowest of each hour."""
