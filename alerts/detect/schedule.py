"""Schedules: which limits hold when, by crop stage, and by day and night on the clock of the site.

A schedule is a function of the instant alone: a value is judged by what held when it was observed, whenever
it is judged. Clocks that are put forward or back make a night shorter or longer, as they do on the wall.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND

Instants = NDArray[np.int64]
Values = NDArray[np.float64]

EVER = -(1 << 31)
"""The day that the first phase begins on: before all others."""
_QUARTER_MS = MS_PER_HOUR // 4
"""Clocks are put forward and back at quarters of an hour at most."""


class Levels(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is too low and too high, and what is so by so much that it is severe; None: no such limit."""

    low: float | None = None
    high: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None


class Phase(msgspec.Struct, frozen=True):
    """The levels of the days and nights from one day on, until the next phase begins.

    ``first_day`` counts the days since 1 January 1970 on the site's calendar; ``EVER``: it always was.
    """

    first_day: int
    day: Levels
    night: Levels


class Schedule(msgspec.Struct, frozen=True):
    """Which levels hold when.

    Attributes:
        zone: the site's time zone, by whose clock day and night go.
        day_begins_ms, day_ends_ms: when it is day there [ms after midnight].
        phases: in the order in which they begin; the first one is ``EVER``.
    """

    zone: str
    day_begins_ms: int
    day_ends_ms: int
    phases: tuple[Phase, ...]


def levels_at(schedule: Schedule, at_ms: int) -> Levels:
    """Return the levels that hold at *at_ms*."""
    local_ms = at_ms + _offset_ms(schedule.zone, at_ms // _QUARTER_MS)
    day, clock_ms = divmod(local_ms, MS_PER_DAY)
    phase = schedule.phases[bisect_right(schedule.phases, day, key=_first_day) - 1]
    return phase.day if schedule.day_begins_ms <= clock_ms < schedule.day_ends_ms else phase.night


def outside(schedule: Schedule, at_ms: Instants, values: Values) -> NDArray[np.bool_]:
    """Return for each of many values whether it lies beyond the low or the high level that held then."""
    quarters, which = np.unique(at_ms // _QUARTER_MS, return_inverse=True)
    offsets_ms = np.array([_offset_ms(schedule.zone, one) for one in quarters.tolist()], dtype=np.int64)
    day, clock_ms = np.divmod(at_ms + offsets_ms[which], MS_PER_DAY)
    is_day = (clock_ms >= schedule.day_begins_ms) & (clock_ms < schedule.day_ends_ms)
    firsts = np.array([phase.first_day for phase in schedule.phases])
    level = 2 * (np.searchsorted(firsts, day, side="right") - 1) + is_day
    held = [levels for phase in schedule.phases for levels in (phase.night, phase.day)]
    low = np.array([-np.inf if levels.low is None else levels.low for levels in held])
    high = np.array([np.inf if levels.high is None else levels.high for levels in held])
    return (values < low[level]) | (values > high[level])


def _first_day(phase: Phase) -> int:
    return phase.first_day


@lru_cache(maxsize=1 << 14)
def _offset_ms(zone: str, quarter: int) -> int:
    """Return by how much the clock of *zone* is ahead of UTC in a quarter of an hour [ms]."""
    instant = datetime.fromtimestamp(quarter * _QUARTER_MS // MS_PER_SECOND, UTC)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) * MS_PER_SECOND
