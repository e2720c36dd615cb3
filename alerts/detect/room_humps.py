"""Humps of a room's air: what warmed it steeply, and how the unit brought it back.

A hump begins where the air rises steeper than walls warm it, and is over when three quarters of the rise are
gone. How long half of the rise takes to go tells how well the unit works, whatever the height: it is taken
from falls that nothing interrupts. A load of warm goods makes one hump slow; a failing unit makes all slow.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault, Use
from alerts.detect.room_defrosts import Defrosts, due, seen, under_way
from alerts.detect.room_rule import Failing, Mark, Past, RoomRule, failing_spell, middle
from alerts.detect.saw import HUMP_K, Saw
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

_KEPT = 48
_FEWEST = 8
"""So many halves before any is usual."""

_SLOW_ROW = 3
_SLOW_OVER_MS = 6 * MS_PER_HOUR
"""House choice: so many slow humps in a row, over so long, are no single load of warm goods."""

_SLOWER = 2.0
_LOADED = 2.5
"""House choice: half of a load's warmth takes so many times the usual to go."""

_LOADED_MS = 30 * MS_PER_MINUTE
_STUCK, _STUCK_MS = 8.0, 2 * MS_PER_HOUR
"""House choice: so many times the usual, and so long, is more than a load takes."""

_LEAST_MS = 10 * MS_PER_MINUTE
"""Common sensors speak every five to ten minutes: what is quicker is not told apart."""

_FORGOTTEN_MS = 12 * MS_PER_HOUR
"""Air that is not back after so long has another level now, and the hump says nothing of the unit."""

_LEFT = 0.25
_HALF = 0.5


class Hump(msgspec.Struct, frozen=True, gc=False):
    """A hump that lasts.

    Attributes:
        start_ms, base: where the steep rise began.
        leg_ms, warmed_ms: the leg with which it began, and until when that rose.
        peak_ms, peak: where it was highest.
        half_ms: how long half of the last fall took; None: not seen yet.
        fall_ms: the beginning of the fall of which that is known.
    """

    start_ms: int
    base: float
    leg_ms: int
    warmed_ms: int
    peak_ms: int
    peak: float
    half_ms: int | None = None
    fall_ms: int = 0


class Humps(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of the humps of a room.

    Attributes:
        now: the one that lasts.
        past: those before it, newest last.
        defrosts: which of them were defrosts.
        slow: the unit brings the air back slowly.
    """

    now: Hump | None = None
    past: tuple[Past, ...] = ()
    defrosts: Defrosts = Defrosts()
    slow: Failing | None = None


Found: TypeAlias = tuple[Humps, tuple[Spell, ...]]


def followed(rule: RoomRule, humps: Humps, saw: Saw, value: float) -> Found:
    """Take the air on by one value."""
    leg, hump = saw.leg, humps.now
    if hump is None:
        if leg.steep_ms is None or not leg.is_hump:
            return humps, ()
        hump = Hump(leg.steep_ms, leg.start, leg.start_ms, leg.end_ms, leg.end_ms, leg.end)
        use = Use.DEFROST if due(humps.defrosts, hump.start_ms) else Use.DOOR
        return msgspec.structs.replace(humps, now=hump), (
            _use_spell(rule, hump, use, (saw.at_ms, value), None),
        )
    hump = _moved(hump, saw, value)
    humps = msgspec.structs.replace(humps, now=hump)
    if value <= hump.base + _LEFT * (hump.peak - hump.base):
        return _over(rule, humps, hump, saw, value)
    if saw.at_ms - hump.start_ms > _FORGOTTEN_MS:
        label = _use_spell(rule, hump, Use.DOOR, (saw.at_ms, value), saw.at_ms)
        return msgspec.structs.replace(humps, now=None), (label,)
    defrosts, found = under_way(rule, humps.defrosts, hump.start_ms, hump.warmed_ms, (saw.at_ms, value))
    slow, stuck = _stuck(rule, humps, saw, value)
    if not found and not stuck:
        return humps, ()
    return msgspec.structs.replace(humps, defrosts=defrosts, slow=slow), (*found, *stuck)


def _moved(hump: Hump, saw: Saw, value: float) -> Hump:
    leg, at_ms = saw.leg, saw.at_ms
    if value > hump.peak:
        warmed_ms = at_ms if leg.start_ms == hump.leg_ms else hump.warmed_ms
        return Hump(hump.start_ms, hump.base, hump.leg_ms, warmed_ms, at_ms, value)
    falls = not leg.rising and leg.start_ms != hump.fall_ms
    if falls and value <= hump.base + _HALF * (leg.start - hump.base) and leg.start - hump.base >= HUMP_K:
        return msgspec.structs.replace(hump, half_ms=at_ms - leg.start_ms, fall_ms=leg.start_ms)
    return hump


def _over(rule: RoomRule, humps: Humps, hump: Hump, saw: Saw, value: float) -> Found:
    """Say what a hump was, and learn from it."""
    past = Past(
        hump.start_ms, hump.warmed_ms - hump.start_ms, hump.peak - hump.base, hump.half_ms, saw.step_ms
    )
    is_defrost, defrosts, found = seen(rule, humps.defrosts, (*humps.past, past), (saw.at_ms, value))
    use = Use.DEFROST if is_defrost else Use.LOADING if _is_load(humps, past) else Use.DOOR
    humps = Humps(None, (*humps.past[1 - _KEPT :], past), defrosts, humps.slow)
    label = _use_spell(rule, hump, use, (saw.at_ms, value), saw.at_ms)
    slow, spells = _slower(rule, humps, past, saw, value)
    return msgspec.structs.replace(humps, slow=slow), (label, *found, *spells)


def _usual_ms(past: tuple[Past, ...]) -> float | None:
    """Return how long half of a hump usually takes to go; None where that is not known yet."""
    halves = [one.half_ms for one in past if one.half_ms is not None]
    return max(middle(halves) * MS_PER_SECOND, _LEAST_MS) if len(halves) >= _FEWEST else None


def _is_load(humps: Humps, past: Past) -> bool:
    usual_ms = _usual_ms(humps.past)
    if past.half_ms is None or usual_ms is None:
        return False
    return past.half_ms > max(_LOADED * usual_ms, _LOADED_MS)


def _slower(
    rule: RoomRule, humps: Humps, past: Past, saw: Saw, value: float
) -> tuple[Failing | None, tuple[Spell, ...]]:
    """Judge how the unit brings the air back, after one more hump."""
    slow, at_ms = humps.slow, saw.at_ms
    if past.half_ms is None:
        return slow, ()
    half_s = past.half_ms / MS_PER_SECOND
    if slow is not None:
        slow = msgspec.structs.replace(slow, found=half_s)
        over = half_s <= rule.longer * slow.usual
        return None if over else slow, (failing_spell(rule, slow, (at_ms, value), at_ms if over else None),)
    known = [one for one in humps.past if one.half_ms is not None]
    newest, usual_ms = known[-_SLOW_ROW:], _usual_ms(tuple(known[:-_SLOW_ROW]))
    if usual_ms is None or newest[-1].start_ms - newest[0].start_ms < _SLOW_OVER_MS:
        return None, ()
    if any((one.half_ms or 0) <= _SLOWER * usual_ms for one in newest):
        return None, ()
    slow = Failing(Fault.SLOW_PULL_DOWN, newest[0].start_ms, at_ms, half_s, usual_ms / MS_PER_SECOND)
    return slow, (failing_spell(rule, slow, (at_ms, value), None),)


def _stuck(rule: RoomRule, humps: Humps, saw: Saw, value: float) -> tuple[Failing | None, tuple[Spell, ...]]:
    """Judge a hump that does not go, although nothing warms the air any more."""
    leg, usual_ms = saw.leg, _usual_ms(humps.past)
    if humps.slow is not None or humps.now is None or humps.now.fall_ms == leg.start_ms:
        return humps.slow, ()
    falls_ms = 0 if leg.rising or leg.start - humps.now.base < HUMP_K else saw.at_ms - leg.start_ms
    if usual_ms is None or falls_ms <= max(_STUCK * usual_ms, _STUCK_MS):
        return None, ()
    found_s = falls_ms / MS_PER_SECOND
    slow = Failing(Fault.SLOW_PULL_DOWN, leg.start_ms, saw.at_ms, found_s, usual_ms / MS_PER_SECOND)
    return slow, (failing_spell(rule, slow, (saw.at_ms, value), None),)


def _use_spell(rule: RoomRule, hump: Hump, use: Use, now: Mark, ended_at_ms: int | None) -> Spell:
    """Return a hump as a label on the record, which pages nobody."""
    at_ms, value = now
    return Spell(
        place_id=rule.place_id,
        cause=Cause.IN_USE,
        detector="room",
        source=rule.source,
        started_at_ms=hump.start_ms,
        raised_at_ms=None,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=value,
            value_at_ms=at_ms,
            peak=hump.peak,
            peak_at_ms=hump.peak_ms,
            use=use,
        ),
    )
