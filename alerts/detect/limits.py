"""Limits: one value beyond its limit for longer than a dwell, with hysteresis on both sides.

A *candidate* starts with the first value beyond a limit. It is raised when the value has stayed out for
the dwell (the last value holds until the next one), and dropped, as a deviation, when the value comes
back by more than the hysteresis before that. Where the place brings its air back, the time in which it is
on its way back is no part of the dwell. A raised spell ends when values have been back inside for
the clearing time; only a reading can end it, because unknown is never fine. One that lasts, or lies beyond
a critical limit for a dwell of its own, is severe.

Where limits go by a schedule, a value is judged by those that held when it was observed. A value that holds
on into other limits, by which it would be in order, raises nothing, and ends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.detect.limit_rule import HIGH, INSIDE, LOW, LimitRule, LimitState
from alerts.detect.schedule import Levels, levels_at
from alerts.detect.turning import Turn, turned
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

__all__ = ["HIGH", "INSIDE", "LOW", "LimitRule", "LimitState", "deadline_ms", "initial", "step", "tick"]

_TREND_MS = 10 * MS_PER_MINUTE
"""A trend looks back ten to twenty minutes: shorter shows noise, longer hides that it turned."""


_QUIET = LimitState()

Found: TypeAlias = tuple[LimitState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: LimitRule) -> LimitState:
    """Return the state before the first value."""
    return _QUIET


def step(rule: LimitRule, state: LimitState, at_ms: int, value: float) -> Found:
    """Take the next value in the order of observation."""
    levels = _levels(rule, at_ms)
    side = _side(levels, value)
    if state.side == INSIDE:
        return (state, ()) if side == INSIDE else _start(rule, side, at_ms, value)
    state = _fire(rule, state, at_ms)
    if side == -state.side:
        started, spells = _start(rule, side, at_ms, value)
        return started, (_spell(rule, state, at_ms), *spells)
    if side == state.side and _side(_levels(rule, state.value_at_ms), state.value) == INSIDE:
        state = msgspec.structs.replace(state, beyond_since_ms=at_ms)
    state = _observe(rule, state, at_ms, value)
    if not _is_back(rule, levels, state.side, value):
        return _out(rule, state, at_ms)
    return _back(rule, state, at_ms)


def stride(rule: LimitRule, state: LimitState, told: Sequence[tuple[int, float]]) -> tuple[LimitState, int]:
    """Take values that are inside, of which nothing is remembered."""
    if state.side != INSIDE:
        return state, 0
    if rule.schedule is None:
        low, high = -inf if rule.low is None else rule.low, inf if rule.high is None else rule.high
        outside = (number for number, (_, value) in enumerate(told) if not low <= value <= high)
    else:
        outside = (
            number
            for number, (at_ms, value) in enumerate(told)
            if _side(levels_at(rule.schedule, at_ms), value) != INSIDE
        )
    return state, next(outside, len(told))


def tick(rule: LimitRule, state: LimitState, now_ms: int) -> Found:
    """Raise what is due by *now_ms* although no reading came."""
    fired = _fire(rule, state, now_ms)
    return (state, ()) if fired is state else (fired, (_spell(rule, fired, None),))


def deadline_ms(rule: LimitRule, state: LimitState) -> int | None:
    """Return when the last value, if it holds, will be raised or become severe."""
    if state.side == INSIDE or state.inside_since_ms is not None:
        return None
    raised_ms, severe_ms = _raised_at_ms(rule, state), _severe_at_ms(rule, state)
    if raised_ms is None or severe_ms is None:
        return severe_ms if raised_ms is None else raised_ms
    return min(raised_ms, severe_ms)


def _levels(rule: LimitRule, at_ms: int) -> LimitRule | Levels:
    return rule if rule.schedule is None else levels_at(rule.schedule, at_ms)


def _side(levels: LimitRule | Levels, value: float) -> int:
    if levels.high is not None and value > levels.high:
        return HIGH
    if levels.low is not None and value < levels.low:
        return LOW
    return INSIDE


def _is_back(rule: LimitRule, levels: LimitRule | Levels, side: int, value: float) -> bool:
    if side == HIGH:
        return levels.high is None or value <= levels.high - rule.hysteresis
    return levels.low is None or value >= levels.low + rule.hysteresis


def _raised_at_ms(rule: LimitRule, state: LimitState) -> int | None:
    if state.raised_at_ms is not None:
        return None
    due_ms = _out_since_ms(state) + int(rule.dwell_s * MS_PER_SECOND)
    if rule.act_now_after_s is not None:
        severe_ms = state.started_at_ms + int(rule.act_now_after_s * MS_PER_SECOND)
        due_ms = severe_ms if _returns(state) else min(due_ms, severe_ms)
    elif _returns(state):
        return None
    return _held_at_ms(rule, state, max(due_ms, state.beyond_since_ms))


def _returns(state: LimitState) -> bool:
    return state.turn is not None and state.turn.returning


def _out_since_ms(state: LimitState) -> int:
    """Return since when it is out without having been on its way back."""
    return state.started_at_ms if state.turn is None else state.turn.since_ms


def _severe_at_ms(rule: LimitRule, state: LimitState) -> int | None:
    if state.act_now_at_ms is not None:
        return None
    due_ms = []
    if state.raised_at_ms is not None and rule.act_now_after_s is not None:
        due_ms.append(state.started_at_ms + int(rule.act_now_after_s * MS_PER_SECOND))
    if state.critical_since_ms is not None:
        due_ms.append(state.critical_since_ms + int(rule.critical_dwell_s * MS_PER_SECOND))
    if not due_ms:
        return None
    return _held_at_ms(rule, state, max(min(due_ms), state.raised_at_ms or 0, state.beyond_since_ms))


def _held_at_ms(rule: LimitRule, state: LimitState, due_ms: int) -> int | None:
    """Return the first instant from *due_ms* on at which the newest value counts as out.

    None where it is on its way back, or other limits hold by then: only a reading tells more.
    """
    for at_ms in (due_ms, max(due_ms, state.value_at_ms)):
        levels = _levels(rule, at_ms)
        was_raised = state.raised_at_ms is not None and not _is_back(rule, levels, state.side, state.value)
        if was_raised or _side(levels, state.value) == state.side:
            return at_ms
    return None


def _start(rule: LimitRule, side: int, at_ms: int, value: float) -> Found:
    started = LimitState(
        side=side,
        started_at_ms=at_ms,
        beyond_since_ms=at_ms,
        value=value,
        value_at_ms=at_ms,
        peak=value,
        peak_at_ms=at_ms,
        anchors=((at_ms, value), (at_ms, value)),
    )
    started = _observe(rule, started, at_ms, value)
    return started, (_spell(rule, started, None),)


def _fire(rule: LimitRule, state: LimitState, until_ms: int) -> LimitState:
    """Pass every deadline up to *until_ms*; return the same object where there is none."""
    deadline = deadline_ms(rule, state)
    while deadline is not None and deadline <= until_ms:
        if _severe_at_ms(rule, state) == deadline:
            state = msgspec.structs.replace(state, act_now_at_ms=deadline)
        if state.raised_at_ms is None:
            state = msgspec.structs.replace(state, raised_at_ms=deadline)
        deadline = deadline_ms(rule, state)
    return state


def _observe(rule: LimitRule, state: LimitState, at_ms: int, value: float) -> LimitState:
    further = value > state.peak if state.side == HIGH else value < state.peak
    older, newer = state.anchors
    return msgspec.structs.replace(
        state,
        value=value,
        value_at_ms=at_ms,
        peak=value if further else state.peak,
        peak_at_ms=at_ms if further else state.peak_at_ms,
        anchors=(newer, (at_ms, value)) if at_ms - newer[0] >= _TREND_MS else (older, newer),
        critical_since_ms=_critical_since_ms(rule, state, at_ms, value),
        turn=_turn(rule, state, at_ms, value),
    )


def _turn(rule: LimitRule, state: LimitState, at_ms: int, value: float) -> Turn | None:
    if not rule.brought_back or state.side != HIGH:
        return None
    return turned(state.turn or Turn(value, at_ms, at_ms), at_ms, value)


def _critical_since_ms(rule: LimitRule, state: LimitState, at_ms: int, value: float) -> int | None:
    """Return since when *value* is beyond a critical limit; back inside by the hysteresis, it is not."""
    levels = _levels(rule, at_ms)
    limit = levels.critical_high if state.side == HIGH else levels.critical_low
    if limit is None:
        return None
    beyond = (value - limit) * state.side
    if beyond > 0.0:
        return at_ms if state.critical_since_ms is None else state.critical_since_ms
    return state.critical_since_ms if beyond > -rule.hysteresis else None


def _out(rule: LimitRule, state: LimitState, at_ms: int) -> Found:
    if state.inside_since_ms is not None:
        state = msgspec.structs.replace(state, inside_since_ms=None, beyond_since_ms=at_ms)
    state = _fire(rule, state, at_ms)
    return state, () if state.raised_at_ms is None else (_spell(rule, state, None),)


def _back(rule: LimitRule, state: LimitState, at_ms: int) -> Found:
    if state.raised_at_ms is None:
        return _QUIET, (_spell(rule, state, at_ms),)
    since_ms = at_ms if state.inside_since_ms is None else state.inside_since_ms
    if at_ms - since_ms >= rule.clear_s * MS_PER_SECOND:
        return _QUIET, (_spell(rule, state, since_ms),)
    state = msgspec.structs.replace(state, inside_since_ms=since_ms)
    return state, (_spell(rule, state, None),)


def _spell(rule: LimitRule, state: LimitState, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    high = state.side == HIGH
    levels = _levels(rule, state.value_at_ms)
    return Spell(
        place_id=rule.place_id,
        cause=rule.cause_high if high else rule.cause_low,
        detector=rule.detector,
        source=rule.source,
        started_at_ms=state.started_at_ms,
        raised_at_ms=state.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=state.act_now_at_ms,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=state.value,
            value_at_ms=state.value_at_ms,
            limit=levels.high if high else levels.low,
            peak=state.peak,
            peak_at_ms=state.peak_at_ms,
            trend_per_h=_trend_per_h(state),
            door_open_since_ms=state.started_at_ms if rule.detector == "door" else None,
        ),
    )


def _trend_per_h(state: LimitState) -> float | None:
    (at_ms, value), _ = state.anchors
    elapsed_ms = state.value_at_ms - at_ms
    return None if elapsed_ms <= 0 else (state.value - value) * MS_PER_HOUR / elapsed_ms
