"""Battery: it is low, or will be within days at the pace at which it falls.

The highest of each quarter of a day counts, because cold nights and sending pull a voltage down for a while.
A charge in percent is judged as it is; a voltage only against the highest that the battery ever had, because
nothing says what kind it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from ingest.clock import MS_PER_DAY, MS_PER_HOUR

SPAN_MS = 6 * MS_PER_HOUR
_KEPT = 40
_FEWEST = 12
"""Three days, before which no pace is known."""

_LEAST_FALL = 0.03
"""A fall of less than this share of the full battery is no pace yet. [-]"""

_MENDED = 0.1
"""A battery that has gained so much of the full one was changed or charged. [-]"""

Mark: TypeAlias = tuple[int, float]
"""An instant and the highest value of its span."""


class BatteryRule(msgspec.Struct, frozen=True, gc=False):
    """When a battery matters.

    Attributes:
        place_id, source, device, quantity: whose, and whether its charge or its voltage.
        low_share: it is low at or below this share of the full one [-].
        ahead_days: it is told when it will be low within so many days.
        full: what a full one has [unit of quantity]; None: the highest that it ever had.
    """

    place_id: str
    source: str
    device: str
    quantity: str
    low_share: float
    ahead_days: float
    full: float | None


class BatteryState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values.

    Attributes:
        ends_ms, high, high_at_ms: the present span: when it ends, its highest value and when that was.
        past: the highest of each span before it, oldest first.
        best: the highest value ever.
        since_ms, low_at_ms: since when it is told, and when it will be low; None while it is not told.
    """

    ends_ms: int = 0
    high: float = 0.0
    high_at_ms: int = 0
    past: tuple[Mark, ...] = ()
    best: float = 0.0
    since_ms: int | None = None
    low_at_ms: int | None = None


Found: TypeAlias = tuple[BatteryState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: BatteryRule) -> BatteryState:
    """Return the state before the first value."""
    return BatteryState()


def step(rule: BatteryRule, state: BatteryState, at_ms: int, value: float) -> Found:
    """Take the next value in the order of observation."""
    if at_ms < state.ends_ms:
        if value <= state.high:
            return state, ()
        return msgspec.structs.replace(state, high=value, high_at_ms=at_ms), ()
    past = (*state.past[1 - _KEPT :], (state.high_at_ms, state.high)) if state.ends_ms else ()
    state = msgspec.structs.replace(
        state,
        ends_ms=(at_ms // SPAN_MS + 1) * SPAN_MS,
        high=value,
        high_at_ms=at_ms,
        past=past,
        best=max(state.best, past[-1][1]) if past else state.best,
    )
    return (state, ()) if not past else _judge(rule, state, at_ms)


def tick(_rule: BatteryRule, state: BatteryState, _now_ms: int) -> Found:
    """Say nothing: what a battery does unheard shows as silence."""
    return state, ()


def deadline_ms(_rule: BatteryRule, _state: BatteryState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _judge(rule: BatteryRule, state: BatteryState, at_ms: int) -> Found:
    """Judge the span that is over."""
    full = state.best if rule.full is None else rule.full
    low, (_, newest) = rule.low_share * full, state.past[-1]
    if state.since_ms is not None and newest >= min(low + _MENDED * full, full):
        mended = msgspec.structs.replace(state, past=state.past[-1:], since_ms=None, low_at_ms=None)
        return mended, (_spell(rule, state, low, at_ms),)
    low_at_ms = at_ms if newest <= low else _low_at_ms(state.past, low, _LEAST_FALL * full)
    if low_at_ms is None or low_at_ms > at_ms + rule.ahead_days * MS_PER_DAY:
        low_at_ms = state.low_at_ms
    if low_at_ms is None:
        return state, ()
    since_ms = at_ms if state.since_ms is None else state.since_ms
    state = msgspec.structs.replace(state, since_ms=since_ms, low_at_ms=low_at_ms)
    return state, (_spell(rule, state, low, None),)


def _low_at_ms(past: Sequence[Mark], low: float, least: float) -> int | None:
    """Return when the straight line through *past* reaches *low*; None where it falls too little to say."""
    if len(past) < _FEWEST:
        return None
    middle_ms = sum(at_ms for at_ms, _ in past) / len(past)
    middle = sum(value for _, value in past) / len(past)
    spread = sum((at_ms - middle_ms) ** 2 for at_ms, _ in past)
    slope = sum((at_ms - middle_ms) * (value - middle) for at_ms, value in past) / spread
    if -slope * (past[-1][0] - past[0][0]) < least:
        return None
    return int(middle_ms + (low - middle) / slope)


def _spell(rule: BatteryRule, state: BatteryState, low: float, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    at_ms, newest = state.past[-1]
    since_ms = at_ms if state.since_ms is None else state.since_ms
    return Spell(
        place_id=rule.place_id,
        cause=Cause.BATTERY_LOW,
        detector="battery",
        source=rule.source,
        started_at_ms=since_ms,
        raised_at_ms=since_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=newest,
            value_at_ms=at_ms,
            limit=low,
            fault=Fault.BATTERY,
            breach_at_ms=state.low_at_ms if newest > low else None,
        ),
    )
