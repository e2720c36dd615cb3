"""Whether a room's unit starts when it should: too late, or too often.

Air that rises as slowly as it always does while the unit rests, and goes on well beyond where it always
turned, says that the unit did not start; that is long before a limit. Air that turns twice as often as it
did says that the unit starts and stops too often, which wears it out. What is usual is learned from the room.
"""

from __future__ import annotations

from math import inf
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from alerts.detect.room_rule import Failing, RoomRule, failing_spell, middle
from alerts.detect.saw import SWING_K, Leg, Saw, is_steep_now
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

_FEWEST = 12
"""So many rests, or cycles, before anything of a room is usual."""

_KEPT = 24
_NEWEST = 6
"""Cycles in a row that tell how often a unit starts now."""

_ODD = 2
"""The longest and the warmest but one count: a single odd rest says nothing."""

_BEYOND_K = 0.4
"""House choice: further beyond the highest turn than noise and the mood of a thermostat. [K]"""

_SURE_MS, _SURE = 10 * MS_PER_MINUTE, 3
"""So long, and by so many values, beyond that without a steep rise is no door that opened just now."""

_STANDS_STILL_MS = 2 * MS_PER_HOUR
"""Air that has not risen for so long does not go anywhere any more."""

_FAR_MS = 1_000 * MS_PER_HOUR
"""Further than anything that is looked at, and a number."""

_SELDOM_PER_H = 6.0
"""House choice: a unit that starts less often is at ease, however often it did before. [1/h]"""

_ALIKE = 2.0
"""House choice: cycles of which the middle half differ by more are no thermostat's, but chance. [-]"""

_TWICE = 2.0
_CALM = 0.7
"""House choice: back at this part of the usual length, a cycle is usual again."""


class Late(msgspec.Struct, frozen=True, gc=False):
    """A unit that did not start: since when that is certain, and where it leads."""

    raised_at_ms: int
    breach_at_ms: int
    trend_per_h: float


class Starts(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of a unit's starts.

    Attributes:
        rests: how long it rested, and how warm the air got by that; newest last.
        top_ms: when the air last turned down after a rest; 0: something came between.
        cycles_ms: from one such turn to the next, newest last.
        beyond_ms, beyond: since when, and by how many values, the air is beyond where it always turned.
        late: it has not started.
        told_ms: the beginning of the rest that people were told of.
        often: it starts too often.
    """

    rests: tuple[tuple[int, float], ...] = ()
    top_ms: int = 0
    cycles_ms: tuple[int, ...] = ()
    beyond_ms: int = 0
    beyond: int = 0
    late: Late | None = None
    told_ms: int = 0
    often: Failing | None = None


Found: TypeAlias = tuple[Starts, tuple[Spell, ...]]


def rising(rule: RoomRule, starts: Starts, saw: Saw, value: float) -> Found:
    """Judge air that rises, or stands."""
    leg, at_ms = saw.leg, saw.at_ms
    if starts.late is None:
        if not _is_beyond(rule, starts, saw, value):
            return (msgspec.structs.replace(starts, beyond=0) if starts.beyond else starts), ()
        since_ms = starts.beyond_ms if starts.beyond else at_ms
        starts = msgspec.structs.replace(starts, beyond_ms=since_ms, beyond=starts.beyond + 1)
        late = _heading(rule, at_ms, saw, value)
        is_sure = at_ms - since_ms >= _SURE_MS and starts.beyond >= _SURE
        if not is_sure or late.breach_at_ms > at_ms + rule.horizon_s * MS_PER_SECOND:
            return starts, ()
        starts = msgspec.structs.replace(starts, late=late, told_ms=leg.start_ms)
        return starts, (_late_spell(rule, late, saw, value, None),)
    late = starts.late
    if value > rule.limit.at(at_ms) or at_ms - leg.end_ms >= _STANDS_STILL_MS:
        return msgspec.structs.replace(starts, late=None), (_late_spell(rule, late, saw, value, at_ms),)
    if leg.end_ms == at_ms:
        late = _heading(rule, late.raised_at_ms, saw, value)
        starts = msgspec.structs.replace(starts, late=late)
    return starts, (_late_spell(rule, late, saw, value, None),)


def turned(rule: RoomRule, starts: Starts, leg: Leg, saw: Saw, value: float) -> Found:
    """Learn from a leg that has ended."""
    if not leg.rising:
        return starts, ()
    starts = msgspec.structs.replace(starts, beyond=0)
    found: tuple[Spell, ...] = ()
    if starts.late is not None:
        found = (_late_spell(rule, starts.late, saw, value, saw.at_ms),)
        starts = msgspec.structs.replace(starts, late=None)
    if leg.is_hump:
        return msgspec.structs.replace(starts, top_ms=0), found
    rests = starts.rests
    if leg.steep_ms is None:
        rests = (*rests[1 - _KEPT :], (leg.end_ms - leg.start_ms, leg.end))
    cycles_ms = starts.cycles_ms
    if starts.top_ms:
        cycles_ms = (*cycles_ms[1 - _KEPT - _NEWEST :], leg.end_ms - starts.top_ms)
    starts = msgspec.structs.replace(starts, rests=rests, top_ms=leg.end_ms, cycles_ms=cycles_ms)
    starts, often = _counted(rule, starts, saw.at_ms, value)
    return starts, (*found, *often)


def interrupted(starts: Starts) -> Starts:
    """Return what is known after a time in which nobody saw whether the unit started."""
    return msgspec.structs.replace(starts, top_ms=0) if starts.top_ms else starts


def ordinary_below(starts: Starts) -> float:
    """Return below which temperature air that rises says nothing of the unit.

    Of all rests the second warmest got no less warm than the cooler of any two.
    """
    return min(top for _, top in starts.rests[-_ODD:]) + _BEYOND_K if len(starts.rests) >= _FEWEST else inf


def _is_beyond(rule: RoomRule, starts: Starts, saw: Saw, value: float) -> bool:
    """Tell whether this rest is longer and warmer than any, and nothing but walls warmed the air."""
    leg, at_ms = saw.leg, saw.at_ms
    if leg.steep_ms is not None or len(starts.rests) < _FEWEST or starts.told_ms == leg.start_ms:
        return False
    if not leg.start + SWING_K <= value <= rule.limit.at(at_ms) or is_steep_now(saw, value):
        return False
    longest_ms = sorted(rest_ms for rest_ms, _ in starts.rests)[-_ODD]
    warmest = sorted(top for _, top in starts.rests)[-_ODD]
    return at_ms - leg.start_ms > rule.longer * longest_ms and value >= warmest + _BEYOND_K


def _heading(rule: RoomRule, raised_at_ms: int, saw: Saw, value: float) -> Late:
    """Return where air that goes on like this leads: a straight line is the early edge of what is likely."""
    leg, at_ms = saw.leg, saw.at_ms
    per_ms = (value - leg.start) / (at_ms - leg.start_ms)
    until_ms = at_ms + int(rule.horizon_s * MS_PER_SECOND)
    breach_at_ms = rule.limit.first_beyond(at_ms, until_ms, lambda limit: at_ms + (limit - value) / per_ms)
    return Late(raised_at_ms, int(min(breach_at_ms, at_ms + _FAR_MS)), per_ms * MS_PER_HOUR)


def _are_alike(cycles_ms: tuple[int, ...]) -> bool:
    """Tell whether cycles are a thermostat's: where a unit modulates, air turns by chance."""
    quarter = len(cycles_ms) // 4
    ordered = sorted(cycles_ms)
    return len(cycles_ms) >= _FEWEST and ordered[-1 - quarter] <= _ALIKE * ordered[quarter]


def _counted(rule: RoomRule, starts: Starts, at_ms: int, value: float) -> Found:
    """Judge how often the unit starts after one more cycle."""
    before, newest = starts.cycles_ms[:-_NEWEST], starts.cycles_ms[-_NEWEST:]
    if len(newest) < _NEWEST:
        return starts, ()
    cycle_s = sum(newest) / len(newest) / MS_PER_SECOND
    if starts.often is not None:
        often = msgspec.structs.replace(starts.often, found=cycle_s)
        over = cycle_s >= _CALM * often.usual
        starts = msgspec.structs.replace(starts, often=None if over else often)
        return starts, (failing_spell(rule, often, (at_ms, value), at_ms if over else None),)
    hour_s = MS_PER_HOUR / MS_PER_SECOND
    least_s = hour_s / rule.starts_per_h
    usual_s = middle(before) if len(before) >= _FEWEST else least_s / _CALM
    is_unusual = _are_alike(before) and _TWICE * cycle_s < usual_s and cycle_s < hour_s / _SELDOM_PER_H
    if cycle_s >= least_s and not is_unusual:
        return starts, ()
    often = Failing(Fault.SHORT_CYCLING, at_ms - sum(newest), at_ms, cycle_s, max(usual_s, least_s / _CALM))
    starts = msgspec.structs.replace(starts, often=often)
    return starts, (failing_spell(rule, often, (at_ms, value), None),)


def _late_spell(rule: RoomRule, late: Late, saw: Saw, value: float, ended_at_ms: int | None) -> Spell:
    """Return a unit that did not start as what it leads to: air that will be too warm."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.TOO_WARM,
        detector="room",
        source=rule.source,
        started_at_ms=late.raised_at_ms,
        raised_at_ms=late.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=value,
            value_at_ms=saw.at_ms,
            limit=rule.limit.at(late.breach_at_ms),
            peak=max(saw.leg.end, value),
            peak_at_ms=saw.leg.end_ms,
            trend_per_h=late.trend_per_h,
            breach_at_ms=late.breach_at_ms,
        ),
    )
