"""Trust: a sensor whose values cannot be true: stuck, or leaping faster than what it measures can.

Air is never quite still; soil and goods are for long. A sensor is stuck when it tells the same value for
longer than the recipe allows for its quantity and several times longer than it ever did before, so that a
coarse one is not taken for a stuck one. Where standing still says nothing, as of humidity near saturation,
it is not asked. A single leap may be a sensor that was carried; three of them in a day are a fault. What such
a sensor says may be wrong; what others say of the same place counts as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

_LONGER = 4
"""So many times its longest run of equal values is more than chance."""

CHANGES = 3
"""Changes after which it is known that the sensor's values move at all."""

_GAP_MS, _GAP_SHARE = 2 * MS_PER_HOUR, 0.1
"""After a silence of so long, and of this part of what it takes to be stuck, nobody knows what a sensor would
have told meanwhile."""

_LEAPS = 3
"""Leaps in a day that make a fault."""


class TrustRule(msgspec.Struct, frozen=True, gc=False):
    """When a sensor is not to be trusted.

    Attributes:
        place_id, source, device, quantity: who is watched.
        stuck_s: the same value for less long is no fault [s].
        rise_per_min, fall_per_min: it cannot change faster [unit of quantity per minute]; infinity: it may.
        still_from: from here on it may stand still for as long as it likes [unit of quantity].
    """

    place_id: str
    source: str
    device: str
    quantity: str
    stuck_s: float
    rise_per_min: float
    fall_per_min: float
    still_from: float = inf


class TrustState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values.

    Attributes:
        value: the newest value; None before the first.
        at_ms: since when it is told without a change.
        seen_ms: when it was last told.
        longest_ms: the longest that a value was told before it changed, where that was no fault.
        changes: how often it changed, as far as that matters.
        stuck_ms: since when it is stuck, as far as raised; None while it is not.
        leaps: when it leapt in the last day, newest last, three at most.
        leaping: since when it leaps, and when that was raised; None while it does not.
    """

    value: float | None = None
    at_ms: int = 0
    seen_ms: int = 0
    longest_ms: int = 0
    changes: int = 0
    stuck_ms: int | None = None
    leaps: tuple[int, ...] = ()
    leaping: tuple[int, int] | None = None


Found: TypeAlias = tuple[TrustState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: TrustRule) -> TrustState:
    """Return the state before the first value."""
    return TrustState()


def step(rule: TrustRule, state: TrustState, at_ms: int, value: float) -> Found:
    """Take the next value in the order of observation."""
    if state.value is None:
        return TrustState(value, at_ms, at_ms), ()
    if not state.leaps and state.stuck_ms is None and value != state.value:
        minutes = max((at_ms - state.seen_ms) / MS_PER_MINUTE, 1.0)
        if -rule.fall_per_min * minutes <= value - state.value <= rule.rise_per_min * minutes:
            run_ms = state.seen_ms - state.at_ms if state.value < rule.still_from else 0
            longest_ms = max(state.longest_ms, run_ms)
            changes = state.changes + 1 if state.changes < CHANGES else CHANGES
            return TrustState(value, at_ms, at_ms, longest_ms, changes), ()
    found: tuple[Spell, ...] = ()
    if value == state.value:
        was_silent = at_ms - state.seen_ms > gap_ms(rule) and state.stuck_ms is None
        since_ms = at_ms if was_silent else state.at_ms
        state = msgspec.structs.replace(state, seen_ms=at_ms, at_ms=since_ms)
        due_ms = _stuck_at_ms(rule, state)
        if state.stuck_ms is None and at_ms >= due_ms and value < rule.still_from:
            state = msgspec.structs.replace(state, stuck_ms=due_ms)
            found = (_stuck(rule, state, None),)
    else:
        if state.stuck_ms is not None:
            found = (_stuck(rule, state, at_ms),)
        state = _changed(rule, state, at_ms, value)
        if state.leaping is not None and state.leaps[-1] == at_ms:
            return state, (*found, _leaping(rule, state, None))
    if state.leaps and at_ms - state.leaps[-1] >= MS_PER_DAY:
        if state.leaping is not None:
            found = (*found, _leaping(rule, state, state.leaps[-1]))
        state = msgspec.structs.replace(state, leaps=(), leaping=None)
    return state, found


def stride(rule: TrustRule, state: TrustState, told: Sequence[tuple[int, float]]) -> tuple[TrustState, int]:
    """Take values of a sensor that nothing speaks against: that neither leap nor stand for long."""
    value, since_ms, seen_ms = state.value, state.at_ms, state.seen_ms
    longest_ms, changes, taken = state.longest_ms, state.changes, 0
    if value is None or state.leaps or state.stuck_ms is not None:
        return state, 0
    stuck_ms = rule.stuck_s * MS_PER_SECOND
    for at_ms, told_value in told:
        if told_value != value:
            minutes = max((at_ms - seen_ms) / MS_PER_MINUTE, 1.0)
            if not -rule.fall_per_min * minutes <= told_value - value <= rule.rise_per_min * minutes:
                break
            if value < rule.still_from and seen_ms - since_ms > longest_ms:
                longest_ms = seen_ms - since_ms
            value, since_ms = told_value, at_ms
            changes += 1
        elif at_ms - seen_ms > _GAP_MS or (at_ms - since_ms >= stuck_ms and value < rule.still_from):
            break
        seen_ms = at_ms
        taken += 1
    return TrustState(value, since_ms, seen_ms, longest_ms, min(changes, CHANGES)), taken


def tick(_rule: TrustRule, state: TrustState, _now_ms: int) -> Found:
    """Say nothing: a sensor that is silent is neither stuck nor leaping."""
    return state, ()


def deadline_ms(_rule: TrustRule, _state: TrustState) -> int | None:
    """Return None: see ``tick``."""
    return None


def gap_ms(rule: TrustRule) -> int:
    """Return how long a sensor may be silent, and still have told one value all the while [ms]."""
    return max(_GAP_MS, int(_GAP_SHARE * rule.stuck_s * MS_PER_SECOND))


def _stuck_at_ms(rule: TrustRule, state: TrustState) -> int:
    """Return from when on a value that does not change is a fault."""
    least_ms = int(rule.stuck_s * MS_PER_SECOND)
    return state.at_ms + max(least_ms, MS_PER_DAY if state.changes < CHANGES else _LONGER * state.longest_ms)


def _changed(rule: TrustRule, state: TrustState, at_ms: int, value: float) -> TrustState:
    """Return the state with another value than before."""
    minutes = max((at_ms - state.seen_ms) / MS_PER_MINUTE, 1.0)
    leaps, leaping, before = state.leaps, state.leaping, state.value or 0.0
    if not -rule.fall_per_min * minutes <= value - before <= rule.rise_per_min * minutes:
        leaps = (*(leap for leap in leaps[1 - _LEAPS :] if at_ms - leap < MS_PER_DAY), at_ms)
        if leaping is None and len(leaps) == _LEAPS:
            leaping = leaps[0], at_ms
    says_nothing = state.stuck_ms is not None or before >= rule.still_from
    run_ms = 0 if says_nothing else state.seen_ms - state.at_ms
    return TrustState(
        value=value,
        at_ms=at_ms,
        seen_ms=at_ms,
        longest_ms=max(state.longest_ms, run_ms),
        changes=min(state.changes + 1, CHANGES),
        leaps=leaps,
        leaping=leaping,
    )


def _stuck(rule: TrustRule, state: TrustState, ended_at_ms: int | None) -> Spell:
    return _spell(rule, state, (state.at_ms, state.stuck_ms or state.at_ms), ended_at_ms, Fault.STUCK)


def _leaping(rule: TrustRule, state: TrustState, ended_at_ms: int | None) -> Spell:
    return _spell(rule, state, state.leaping or (state.at_ms, state.at_ms), ended_at_ms, Fault.LEAPS)


def _spell(
    rule: TrustRule, state: TrustState, began: tuple[int, int], ended_at_ms: int | None, fault: Fault
) -> Spell:
    return Spell(
        place_id=rule.place_id,
        cause=Cause.UNTRUSTED,
        detector="trust",
        source=rule.source,
        started_at_ms=began[0],
        raised_at_ms=began[1],
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=state.value,
            value_at_ms=state.seen_ms,
            fault=fault,
        ),
    )
