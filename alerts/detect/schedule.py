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

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND

EVER = -(1 << 31)
"""The day that the first phase begins on: before all others."""
QUARTER_MS = MS_PER_HOUR // 4
"""Clocks are put forward and back where such a piece of time begins, and not within it. [ms]"""


class Levels(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What is too low and too high, and what is so by so much that it is severe; None: no such limit."""

    low: float | None = None
    high: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None


class Phase(msgspec.Struct, frozen=True, gc=False):
    """The levels of the days and nights from one day on, until the next phase begins.

    ``first_day`` counts the days since 1 January 1970 on the site's calendar; ``EVER``: it always was.
    """

    first_day: int
    day: Levels
    night: Levels


class Schedule(msgspec.Struct, frozen=True, gc=False):
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
    local_ms = at_ms + offset_ms(schedule.zone, at_ms // QUARTER_MS)
    day, clock_ms = divmod(local_ms, MS_PER_DAY)
    phase = schedule.phases[bisect_right(schedule.phases, day, key=_first_day) - 1]
    return phase.day if schedule.day_begins_ms <= clock_ms < schedule.day_ends_ms else phase.night


def _first_day(phase: Phase) -> int:
    return phase.first_day


@lru_cache(maxsize=1 << 14)
def offset_ms(zone: str, quarter: int) -> int:
    """Return by how much the clock of *zone* is ahead of UTC in a quarter of an hour [ms]."""
    instant = datetime.fromtimestamp(quarter * QUARTER_MS // MS_PER_SECOND, UTC)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) * MS_PER_SECOND
