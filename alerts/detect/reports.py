"""Reports: a device of which many reports do not arrive, although it is not silent.

A device that measures at a steady pace should be heard at that pace. A pause of two, three or four times its
usual interval means that so many reports less one are missing; a longer one is silence, which is told by
itself. What comes late counts as having come, since every reading is taken where it was observed. A device
that speaks when something happens has no pace, and none of its reports can be missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from ingest.clock import MS_PER_HOUR

_REMEMBERED = 15
"""Intervals of which a low one is the usual one, so that many lost reports do not become the rule."""

_LOW = 3
"""Which of them, by size: a fifth of them may be shorter."""

_ENOUGH = 9
"""Intervals after which a pace is known."""

_JITTER = 0.25
"""How far an interval may be off, as a part of the usual one, and be so many of them."""

_LONGEST = 4.5
"""From so many usual intervals on it is silence."""

_DAY_HOURS = 24

_LEAST = 24
"""Of fewer reports a day nothing can be said."""

_STEADY = 0.8
"""A device keeps a pace when so many of its intervals are whole ones."""

_BACK = 0.5
"""It is over when less than this part of the share is missing."""


class ReportsRule(msgspec.Struct, frozen=True, gc=False):
    """When missing reports matter.

    Attributes:
        place_id, device: who is watched, and where.
        share: so many of the reports of a day are missing [-].
    """

    place_id: str
    device: str
    share: float


class Hour(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What came in an hour, counted from 1970: reports, missing ones, and intervals that are not whole."""

    hour: int
    received: int = 0
    missing: int = 0
    odd: int = 0


class Lossy(msgspec.Struct, frozen=True, gc=False):
    """That many reports are missing: since when, when it was found, and how many of how many."""

    started_at_ms: int
    raised_at_ms: int
    missing: int
    expected: int
    at_ms: int


class ReportsState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two readings.

    Attributes:
        last_ms: when the last report was observed; 0 before the first.
        intervals_ms: the last intervals, oldest first.
        now: the hour that goes on.
        past: the hours of the last day before it, oldest first.
        lossy: that too many are missing; None while not.
    """

    last_ms: int = 0
    intervals_ms: tuple[int, ...] = ()
    now: Hour = Hour(0)
    past: tuple[Hour, ...] = ()
    lossy: Lossy | None = None


Found: TypeAlias = tuple[ReportsState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: ReportsRule) -> ReportsState:
    """Return the state before the first report."""
    return ReportsState()


def step(rule: ReportsRule, state: ReportsState, at_ms: int, _value: float) -> Found:
    """Take the next reading, of whatever quantity: those of one instant are one report."""
    if at_ms == state.last_ms:
        return state, ()
    hour = at_ms // MS_PER_HOUR
    found: tuple[Spell, ...] = ()
    if hour != state.now.hour:
        state, found = _hour_over(rule, state, hour)
    if not state.last_ms:
        return ReportsState(at_ms, (), Hour(hour, 1)), found
    elapsed_ms = at_ms - state.last_ms
    now = _counted(state.now, state.intervals_ms, elapsed_ms)
    intervals_ms = (*state.intervals_ms[1 - _REMEMBERED :], elapsed_ms)
    return ReportsState(at_ms, intervals_ms, now, state.past, state.lossy), found


def stride(
    _rule: ReportsRule, state: ReportsState, told: Sequence[tuple[int, float]]
) -> tuple[ReportsState, int]:
    """Take reports of the hour that goes on which keep the pace so well that all of them are whole.

    The usual interval lies between the shortest and the longest of them: where these differ by no more than
    jitter, each of them is one interval, whichever is the usual one.
    """
    last_ms = state.last_ms
    if not last_ms or told[-1][0] // MS_PER_HOUR != state.now.hour:
        return state, 0
    known_ms = [*state.intervals_ms]
    for at_ms, _ in told:
        known_ms.append(at_ms - last_ms)
        last_ms = at_ms
    shortest_ms = min(known_ms)
    if shortest_ms <= 0 or max(known_ms) / shortest_ms > 1.0 + _JITTER:
        return state, 0
    now = state.now
    counted = Hour(now.hour, now.received + len(told), now.missing, now.odd)
    return ReportsState(last_ms, tuple(known_ms[-_REMEMBERED:]), counted, state.past, state.lossy), len(told)


def tick(_rule: ReportsRule, state: ReportsState, _now_ms: int) -> Found:
    """Say nothing: who is silent is missed for that."""
    return state, ()


def deadline_ms(_rule: ReportsRule, _state: ReportsState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _counted(now: Hour, intervals_ms: tuple[int, ...], elapsed_ms: int) -> Hour:
    """Return the hour with one more report, and with what is missing before it."""
    if len(intervals_ms) < _ENOUGH:
        return Hour(now.hour, now.received + 1, now.missing, now.odd)
    usual_ms = sorted(intervals_ms)[_LOW * len(intervals_ms) // _REMEMBERED]
    share = elapsed_ms / usual_ms
    whole = round(share)
    if share >= _LONGEST:
        return Hour(now.hour, now.received + 1, now.missing, now.odd)
    is_odd = whole < 1 or abs(share - whole) > _JITTER
    missing = 0 if is_odd else whole - 1
    return Hour(now.hour, now.received + 1, now.missing + missing, now.odd + is_odd)


def _hour_over(rule: ReportsRule, state: ReportsState, hour: int) -> Found:
    """Begin another hour, and judge the day that ends with the one before."""
    before = (*state.past, state.now) if state.now.received else state.past
    past = tuple(one for one in before if one.hour >= hour - _DAY_HOURS)
    lossy = _judged(rule, past, state.lossy, hour * MS_PER_HOUR)
    found: tuple[Spell, ...] = ()
    if lossy is not None:
        found = (_spell(rule, lossy, None),)
    elif state.lossy is not None:
        found = (_spell(rule, state.lossy, hour * MS_PER_HOUR),)
    return msgspec.structs.replace(state, now=Hour(hour), past=past, lossy=lossy), found


def _judged(rule: ReportsRule, past: tuple[Hour, ...], before: Lossy | None, at_ms: int) -> Lossy | None:
    """Return whether too many reports of *past* are missing; where little is known, it stays as it was."""
    received, missing = sum(one.received for one in past), sum(one.missing for one in past)
    expected = received + missing
    if expected < _LEAST:
        return before
    is_steady = sum(one.odd for one in past) <= (1.0 - _STEADY) * received
    if before is not None:
        if is_steady and missing < _BACK * rule.share * expected:
            return None
        return msgspec.structs.replace(before, missing=missing, expected=expected, at_ms=at_ms)
    by_chance = missing**0.5  # what as many events, each by itself, are off by in a day
    if not is_steady or missing - by_chance < rule.share * expected:
        return None
    since = next(one.hour for one in past if one.missing)
    return Lossy(since * MS_PER_HOUR, at_ms, missing, expected, at_ms)


def _spell(rule: ReportsRule, lossy: Lossy, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.REPORTS_MISSING,
        detector="reports",
        source=rule.device,
        started_at_ms=lossy.started_at_ms,
        raised_at_ms=lossy.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            device=rule.device,
            value_at_ms=lossy.at_ms,
            fault=Fault.LOSSY,
            missing=lossy.missing,
            expected=lossy.expected,
        ),
    )
