"""Defrosts of a room: humps that are alike and come at a lasting distance, and what becomes of them.

A unit that has to heat its coil for longer, more often or to more than it used to is failing: ice grows where
it should not, a sensor of the coil is off, a drain is frozen. Demand defrosts without a rhythm are not told
from doors.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TypeAlias

import msgspec

from alerts.alert import Spell
from alerts.cause import Fault
from alerts.detect.room_rule import Failing, Mark, Past, RoomRule, failing_spell
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

_OFF_MS = 16 * MS_PER_MINUTE
"""A timer's defrost comes no further off, as a common sensor sees it."""

_SHORTEST_MS, _LONGEST_MS = 2 * MS_PER_HOUR, 26 * MS_PER_HOUR
_ALIKE = 1.6
"""Defrosts of one timer differ by less than so many times, in length and in height."""

_BRIEF_MS = 8 * MS_PER_MINUTE
"""Heating a coil takes longer."""

_FEWEST_IN_ROW = 4
"""So many at the same distance make a rhythm, if they cover a whole day: doors stay shut at night."""

_A_DAY_MS = MS_PER_DAY - MS_PER_HOUR
_MISSED = 3
_KEPT = 12
_FEWEST = 5
"""So many defrosts before anything of them is usual."""

_NEWEST = 2
"""So many in a row make a trend."""

_CLEARLY_MS, _AT_ONCE_MS = 10 * MS_PER_MINUTE, 20 * MS_PER_MINUTE
"""House choice: so much longer is longer, and so much longer is told before it is over."""

_STEPS = 2
"""A length is off by up to a step of its sensor, and the length beside which it is held by another."""

_OFTEN = 0.67
_SURELY_ALONE = 2
"""After so many, a defrost between two others is a new one, and not one that was not recognised before."""

_CALM = 1.25
"""Back within this part of the usual, a defrost is usual again."""


class Rhythm(msgspec.Struct, frozen=True, gc=False):
    """How the defrosts of a room come.

    Attributes:
        period_ms: from one to the next.
        last_ms: when the last one was.
        past: the last dozen.
        alone: how often nothing warmed the air from one to the next, as far as that matters.
    """

    period_ms: int
    last_ms: int
    past: tuple[Past, ...]
    alone: int = 0


class Defrosts(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of defrosts: their rhythm, once it is known, and what changed of them."""

    rhythm: Rhythm | None = None
    worse: Failing | None = None


Found: TypeAlias = tuple[Defrosts, tuple[Spell, ...]]


def due(defrosts: Defrosts, start_ms: int) -> bool:
    """Tell whether a defrost is due at *start_ms*."""
    rhythm = defrosts.rhythm
    if rhythm is None:
        return False
    count = round((start_ms - rhythm.last_ms) / rhythm.period_ms)
    expected_ms = rhythm.last_ms + count * rhythm.period_ms
    return 1 <= count <= _MISSED and abs(start_ms - expected_ms) <= _OFF_MS


def under_way(rule: RoomRule, defrosts: Defrosts, start_ms: int, until_ms: int, now: Mark) -> Found:
    """Judge a defrost that lasts: it is told as soon as it is clearly too long."""
    rhythm = defrosts.rhythm
    if rhythm is None or defrosts.worse is not None or len(rhythm.past) < _FEWEST or until_ms != now[0]:
        return defrosts, ()
    usual_ms, warmed_ms = median(one.warmed_ms for one in rhythm.past), until_ms - start_ms
    if warmed_ms <= max(rule.longer * usual_ms, usual_ms + _AT_ONCE_MS) or not due(defrosts, start_ms):
        return defrosts, ()
    worse = _failing(Fault.DEFROST_LONG, start_ms, now[0], warmed_ms, usual_ms)
    return msgspec.structs.replace(defrosts, worse=worse), (failing_spell(rule, worse, now, None),)


def seen(
    rule: RoomRule, defrosts: Defrosts, humps: Sequence[Past], now: Mark
) -> tuple[bool, Defrosts, tuple[Spell, ...]]:
    """Return whether the last of *humps* was a defrost, and what follows from it."""
    newest, rhythm = humps[-1], defrosts.rhythm
    if newest.warmed_ms < _BRIEF_MS:
        return False, defrosts, ()
    is_due = rhythm is not None and due(defrosts, newest.start_ms)
    row = _row(humps, rhythm)
    if row:
        return True, *_began(rule, defrosts, row, now)
    if rhythm is None or not is_due:
        return False, defrosts, ()
    past = (*rhythm.past[1 - _KEPT :], newest)
    defrosts = Defrosts(
        Rhythm(rhythm.period_ms, newest.start_ms, past, _alone(rhythm, humps)), defrosts.worse
    )
    return True, *_trend(rule, defrosts, past, now)


def _began(rule: RoomRule, defrosts: Defrosts, row: Sequence[Past], now: Mark) -> Found:
    """Take up a rhythm; one that is faster than that before it is a change for the worse."""
    before, worse = defrosts.rhythm, defrosts.worse
    rhythm = Rhythm(_period_ms(row), row[-1].start_ms, tuple(row))
    if before is None or worse is not None or rhythm.period_ms >= _OFTEN * before.period_ms:
        return Defrosts(rhythm, worse), ()
    if _is_lost(before, row[0]) or before.alone < _SURELY_ALONE:
        return Defrosts(rhythm, worse), ()
    worse = _failing(Fault.DEFROST_OFTEN, row[0].start_ms, now[0], rhythm.period_ms, before.period_ms)
    return Defrosts(rhythm, worse), (failing_spell(rule, worse, now, None),)


def _trend(rule: RoomRule, defrosts: Defrosts, past: Sequence[Past], now: Mark) -> Found:
    """Judge the newest defrosts against those before them."""
    worse = defrosts.worse
    if worse is not None:
        return _lasting(rule, defrosts, worse, past, now)
    if len(past) < _FEWEST + _NEWEST:
        return defrosts, ()
    before, newest = past[:-_NEWEST], past[-_NEWEST:]
    usual_ms = median(one.warmed_ms for one in before)
    usual_k = median(one.rise_k for one in before)
    clearly_ms = max(_CLEARLY_MS, _STEPS * newest[-1].step_ms)
    if all(one.warmed_ms > max(rule.longer * usual_ms, usual_ms + clearly_ms) for one in newest):
        worse = _failing(Fault.DEFROST_LONG, newest[0].start_ms, now[0], newest[-1].warmed_ms, usual_ms)
    elif all(one.rise_k > rule.longer * usual_k for one in newest):
        worse = Failing(Fault.DEFROST_WARM, newest[0].start_ms, now[0], newest[-1].rise_k, usual_k)
    if worse is None:
        return defrosts, ()
    return msgspec.structs.replace(defrosts, worse=worse), (failing_spell(rule, worse, now, None),)


def _lasting(rule: RoomRule, defrosts: Defrosts, worse: Failing, past: Sequence[Past], now: Mark) -> Found:
    """Return whether what became worse still is."""
    newest = past[-1]
    found: float = newest.rise_k
    if worse.fault is Fault.DEFROST_LONG:
        found = newest.warmed_ms / MS_PER_SECOND
    elif worse.fault is Fault.DEFROST_OFTEN:
        found = (newest.start_ms - past[-2].start_ms) / MS_PER_SECOND
    worse = msgspec.structs.replace(worse, found=found)
    over = (
        found * _CALM >= worse.usual if worse.fault is Fault.DEFROST_OFTEN else found <= _CALM * worse.usual
    )
    spell = failing_spell(rule, worse, now, now[0] if over else None)
    return msgspec.structs.replace(defrosts, worse=None if over else worse), (spell,)


def _row(humps: Sequence[Past], rhythm: Rhythm | None) -> tuple[Past, ...]:
    """Return the row at one distance that the newest hump ends; empty where there is none.

    Beside a rhythm that holds, only a faster one of humps like its own is looked for.
    """
    newest, below_ms = humps[-1], _LONGEST_MS
    if rhythm is not None and not _is_lost(rhythm, newest):
        if not _are_alike(newest, rhythm.past[-1]):
            return ()
        below_ms = int(_OFTEN * rhythm.period_ms)
    alike = [one for one in humps if _are_alike(one, newest)]
    for neighbour in reversed(alike[:-1]):
        distance_ms = newest.start_ms - neighbour.start_ms
        if distance_ms > below_ms:
            break
        if distance_ms >= _SHORTEST_MS and (row := _row_of(alike, distance_ms)):
            return row
    return ()


def _row_of(alike: Sequence[Past], distance_ms: int) -> tuple[Past, ...]:
    """Return those of *alike* that stand at *distance_ms* from each other up to now; empty: too few."""
    row = [alike[-1]]
    for one in reversed(alike[:-1]):
        off_ms = row[-1].start_ms - distance_ms - one.start_ms
        if abs(off_ms) <= _OFF_MS:
            row.append(one)
        elif off_ms > 0:
            break
        if len(row) >= _FEWEST_IN_ROW and row[0].start_ms - row[-1].start_ms >= _A_DAY_MS:
            return tuple(reversed(row))
    return ()


def _alone(rhythm: Rhythm, humps: Sequence[Past]) -> int:
    """Return how often nothing warmed the air from one defrost to the next, up to the newest of *humps*."""
    start_ms, end_ms = rhythm.last_ms, humps[-1].start_ms
    is_alone = not any(start_ms < one.start_ms < end_ms for one in humps)
    return min(rhythm.alone + is_alone, _SURELY_ALONE)


def _period_ms(row: Sequence[Past]) -> int:
    return (row[-1].start_ms - row[0].start_ms) // (len(row) - 1)


def _is_lost(rhythm: Rhythm, newest: Past) -> bool:
    return newest.start_ms > rhythm.last_ms + (_MISSED + 1) * rhythm.period_ms


def _are_alike(one: Past, other: Past) -> bool:
    if one.warmed_ms < _BRIEF_MS:
        return False
    shorter, longer = sorted((one.warmed_ms, other.warmed_ms))
    lower, higher = sorted((one.rise_k, other.rise_k))
    return longer <= _ALIKE * shorter and higher <= _ALIKE * lower


def _failing(fault: Fault, start_ms: int, at_ms: int, found_ms: float, usual_ms: float) -> Failing:
    return Failing(fault, start_ms, at_ms, found_ms / MS_PER_SECOND, usual_ms / MS_PER_SECOND)
