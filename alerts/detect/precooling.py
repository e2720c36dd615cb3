"""Pre-cooling: a warm load that will not be cold in time, told while blower and cover can be looked at.

A load is in when its pulp is suddenly far warmer than what was in the place before. Its pulp falls by
Newton's law; when even the early edge of the band says that the target comes too late, it is told, long
before the time is up.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import FEWEST, Course, breach_of, follow, slope_per_h
from alerts.science.exposure import Side
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

SPAN_MS = 10 * MS_PER_MINUTE

_WARM_K = 5.0
"""A load comes in so much warmer than its target, and than what was there before. [K]"""

_GAP_MS = 2 * MS_PER_HOUR
"""After a silence of so long it is not known whether it is still the same load."""

_A_DAY_H = 24.0
"""Nobody waits so long; a load that takes longer is not on its way. [h]"""


class PrecoolingRule(msgspec.Struct, frozen=True, gc=False):
    """When a load cools too slowly.

    Attributes:
        place_id, source, device, quantity: the probe in the goods.
        target_c: what the pulp is to reach [°C].
        within_s: how long that may take from the moment the load came in [s].
        act_now_after_s: how long after that it is severe [s].
    """

    place_id: str
    source: str
    device: str
    quantity: str
    target_c: float
    within_s: float
    act_now_after_s: float


class Load(msgspec.Struct, frozen=True, gc=False):
    """A load that is not cold yet.

    Attributes:
        since_ms, initial_c: when it came in, and how warm it was [°C].
        raised_at_ms, act_now_at_ms: when it was told to be slow, and became severe; None before.
        ready_at_ms: when it will have reached the target, by the middle of what is likely; None: unknown.
        trend_per_h: how fast it cools [K/h].
    """

    since_ms: int
    initial_c: float
    raised_at_ms: int | None = None
    act_now_at_ms: int | None = None
    ready_at_ms: int | None = None
    trend_per_h: float | None = None


class PrecoolingState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values.

    Attributes:
        value, at_ms: the newest value [°C] and its instant; None before the first.
        load: the load that is not cold yet.
        course: of its pulp.
    """

    value: float | None = None
    at_ms: int = 0
    load: Load | None = None
    course: Course = Course()


Found: TypeAlias = tuple[PrecoolingState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: PrecoolingRule) -> PrecoolingState:
    """Return the state before the first value."""
    return PrecoolingState()


def step(rule: PrecoolingRule, state: PrecoolingState, at_ms: int, value: float) -> Found:
    """Take the next value [°C] in the order of observation."""
    before, load = state.value, state.load
    if load is not None and load.raised_at_ms is None and at_ms - state.at_ms > _GAP_MS:
        load = Load(at_ms, value)  # it may be another one by now: its time begins when it is seen again
    found: tuple[Spell, ...] = ()
    state = msgspec.structs.replace(state, value=value, at_ms=at_ms)
    is_new = value >= rule.target_c + _WARM_K and before is not None and value >= before + _WARM_K
    if load is not None and (is_new or value <= rule.target_c):
        if load.raised_at_ms is not None:
            found = (_spell(rule, state, load, at_ms),)
        load = None
    if is_new:
        load = Load(at_ms, value)
        return msgspec.structs.replace(state, load=load, course=Course()), found
    if load is None:
        return msgspec.structs.replace(state, load=None, course=Course()), found
    course = follow(state.course, SPAN_MS, at_ms, value)
    if course.ends_ms != state.course.ends_ms and course.past:
        load = _foreseen(rule, load, course, at_ms)
    load = _judged(rule, load, at_ms)
    state = msgspec.structs.replace(state, load=load, course=course)
    return state, found if load.raised_at_ms is None else (_spell(rule, state, load, None),)


def tick(_rule: PrecoolingRule, state: PrecoolingState, _now_ms: int) -> Found:
    """Say nothing: a load that nobody sees is a matter of silence."""
    return state, ()


def deadline_ms(_rule: PrecoolingRule, _state: PrecoolingState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _judged(rule: PrecoolingRule, load: Load, at_ms: int) -> Load:
    """Return a load that is not cold at *at_ms*: late from its time on, and severe some time after that."""
    late_ms = load.since_ms + int(rule.within_s * MS_PER_SECOND)
    if load.raised_at_ms is None and at_ms >= late_ms:
        load = msgspec.structs.replace(load, raised_at_ms=at_ms)
    if load.act_now_at_ms is None and at_ms >= late_ms + int(rule.act_now_after_s * MS_PER_SECOND):
        load = msgspec.structs.replace(load, act_now_at_ms=at_ms)
    return load


def _foreseen(rule: PrecoolingRule, load: Load, course: Course, at_ms: int) -> Load:
    """Return *load* with when it will be cold; raised where that is certain to be too late."""
    if len(course.past) < FEWEST:
        return load
    last_ms, _ = course.past[-1]
    breach = breach_of(course.past, rule.target_c, Side.BELOW)
    late_h = (load.since_ms + rule.within_s * MS_PER_SECOND - last_ms) / MS_PER_HOUR
    ready_at_ms = last_ms + int(breach.p50_h * MS_PER_HOUR) if breach.p50_h < _A_DAY_H else None
    raised_at_ms = load.raised_at_ms
    if raised_at_ms is None and breach.p20_h > late_h:
        raised_at_ms = at_ms
    return msgspec.structs.replace(
        load, ready_at_ms=ready_at_ms, raised_at_ms=raised_at_ms, trend_per_h=slope_per_h(course.past)
    )


def _spell(rule: PrecoolingRule, state: PrecoolingState, load: Load, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.COOLING_SLOW,
        detector="precooling",
        source=rule.source,
        started_at_ms=load.since_ms,
        raised_at_ms=load.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=load.act_now_at_ms,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=state.value,
            value_at_ms=state.at_ms,
            limit=rule.target_c,
            peak=load.initial_c,
            peak_at_ms=load.since_ms,
            trend_per_h=load.trend_per_h,
            ready_at_ms=load.ready_at_ms,
        ),
    )
