"""The course of a value over hours: the lowest of each span of time, so that what is brief does not count.

A defrost, a door in use and the swing of a thermostat warm the air for less than a span; its lowest moment
stays where the room really is. What rises all the same rises for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from alerts.science.breach import Breach
from alerts.science.exposure import Side
from alerts.science.forecast import breach_of_readings
from ingest.clock import MS_PER_HOUR

FEWEST = 6
"""Marks that go the same way before anything is said of what comes: with five, a busy door is a rise."""

_KEPT = 12
_TOLERANCE = 0.05
"""A step back of no more than this is noise: half of what a common sensor tells apart. [K]"""

_LEAST = 0.4
"""A course goes somewhere when it went so far: four steps of a common sensor. [K]"""

Mark: TypeAlias = tuple[int, float]
"""An instant and the value then."""


class Course(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of a course.

    Attributes:
        ends_ms: when the present span ends.
        low_at_ms, low: its lowest value so far, and when that was.
        past: the lowest value of each span before it, oldest first; empty after a gap.
    """

    ends_ms: int = 0
    low_at_ms: int = 0
    low: float = 0.0
    past: tuple[Mark, ...] = ()


def follow(course: Course, span_ms: int, at_ms: int, value: float) -> Course:
    """Take the next value; another ``ends_ms`` than before says that a span is over."""
    if at_ms < course.ends_ms:
        return course if value >= course.low else Course(course.ends_ms, at_ms, value, course.past)
    ends_ms = (at_ms // span_ms + 1) * span_ms
    if at_ms >= course.ends_ms + 2 * span_ms:
        return Course(ends_ms, at_ms, value)
    return Course(ends_ms, at_ms, value, (*course.past[1 - _KEPT :], (course.low_at_ms, course.low)))


def heading(past: Sequence[Mark], side: Side) -> tuple[Mark, ...]:
    """Return the last marks that all go towards *side*; empty where these are too few, or go nowhere."""
    sign = 1.0 if side is Side.ABOVE else -1.0
    first = len(past) - 1
    while first > 0 and sign * (past[first][1] - past[first - 1][1]) >= -_TOLERANCE:
        first -= 1
    while first < len(past) - 1 and sign * (past[first + 1][1] - past[first][1]) <= _TOLERANCE:
        first += 1  # what stood still before it went is no part of it
    run = tuple(dict.fromkeys(past[first:]))
    if len(run) < FEWEST or sign * (run[-1][1] - run[0][1]) < _LEAST:
        return ()
    return run


def stands_still(past: Sequence[Mark], side: Side) -> bool:
    """Tell whether the last marks, as many as tell where a course goes, went nowhere towards *side*."""
    sign = 1.0 if side is Side.ABOVE else -1.0
    recent = past[-FEWEST:]
    return len(recent) == FEWEST and max(sign * (value - recent[0][1]) for _, value in recent) < _LEAST


def calmest(past: Sequence[Mark], spans: int) -> tuple[Mark, ...]:
    """Return the lowest of each *spans* spans in a row, one for each span that ends such a row."""
    rows = (past[first : first + spans] for first in range(len(past) - spans + 1))
    return tuple(min(row, key=lambda mark: mark[1]) for row in rows)


def breach_of(
    run: Sequence[Mark], limit: float, side: Side, surroundings: tuple[float, float] | None = None
) -> Breach[float]:
    """Return when the course *run* reaches *limit*, in hours after its last mark.

    *surroundings* is where it ends, and how sure that is, where something tells.
    """
    readings = [((at_ms - run[0][0]) / MS_PER_HOUR, value) for at_ms, value in run]
    return breach_of_readings(readings, limit, side, surroundings)


def slope_per_h(run: Sequence[Mark]) -> float:
    """Return how fast the last two steps of *run* went."""
    (start_ms, start), (end_ms, end) = run[-3], run[-1]
    return (end - start) * MS_PER_HOUR / (end_ms - start_ms)
