"""Forecast: air that is inside its limit, and will not be for much longer if nobody acts.

The lowest moments of the last hours rise, and Newton's law of cooling says when they reach the limit. It is
raised when that is more likely than not within the recipe's horizon, and is over when the course has turned,
or when the air is beyond its limit and the limit's own rule has it. Where limits go by a schedule, it is
the one that will hold when the course gets there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import Course, Mark, breach_of, calmest, follow, heading, slope_per_h
from alerts.detect.upper import Upper
from alerts.science.exposure import Side
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

SPAN_MS = 20 * MS_PER_MINUTE
_SPANS = 3
"""The lowest of an hour: longer than a defrost with what follows it, and than the cycle of a thermostat."""

_TURNED_K = 0.3
"""A course has turned when it is so far back from its highest mark. [K]"""

_FAR_H = 1_000.0
"""Further than anything that is looked at, and a number. [h]"""

_STANDS_STILL_MS = 2 * MS_PER_HOUR
"""A course that has not risen for so long does not go anywhere any more."""


class ForecastRule(msgspec.Struct, frozen=True, gc=False):
    """When a rise matters that is still inside the limit.

    Attributes:
        place_id, source, device, quantity: what is watched.
        limit: the upper limits [unit of quantity].
        near: values that are not this close to it are not looked at [unit of quantity].
        horizon_s: a breach that is further away calls nobody [s].
    """

    place_id: str
    source: str
    device: str
    quantity: str
    limit: Upper
    near: float
    horizon_s: float


class Coming(msgspec.Struct, frozen=True, gc=False):
    """A breach that is expected.

    Attributes:
        started_at_ms: since when it is.
        breach_at_ms: when it will happen, by the middle of what is likely.
        trend_per_h: how fast the course rises [unit of quantity per hour].
        peak, peak_at_ms: the highest value since then.
        top, top_at_ms: the highest mark of the course.
    """

    started_at_ms: int
    breach_at_ms: int
    trend_per_h: float
    peak: float
    peak_at_ms: int
    top: float
    top_at_ms: int


class ForecastState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values: the course, and the breach that it leads to."""

    course: Course = Course()
    coming: Coming | None = None


Found: TypeAlias = tuple[ForecastState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: ForecastRule) -> ForecastState:
    """Return the state before the first value."""
    return ForecastState()


def step(rule: ForecastRule, state: ForecastState, at_ms: int, value: float) -> Found:
    """Take the next value in the order of observation."""
    before = state.course
    if state.coming is None and at_ms < before.ends_ms and value >= before.low:
        return state, ()
    course = follow(before, SPAN_MS, at_ms, value)
    is_over = course.ends_ms != before.ends_ms and bool(course.past)
    if state.coming is None:
        coming = _expected(rule, course, at_ms, value) if is_over else None
        found = () if coming is None else (_spell(rule, coming, at_ms, value, None),)
        return ForecastState(course, coming), found
    coming = _observed(state.coming, at_ms, value)
    if is_over:
        renewed = _renewed(rule, coming, course, at_ms)
        if renewed is None:
            return ForecastState(course), (_spell(rule, coming, at_ms, value, at_ms),)
        coming = renewed
    return ForecastState(course, coming), (_spell(rule, coming, at_ms, value, None),)


def stride(
    _rule: ForecastRule, state: ForecastState, told: Sequence[tuple[int, float]]
) -> tuple[ForecastState, int]:
    """Take values of the present span, of which only the lowest is remembered."""
    course = state.course
    if state.coming is not None:
        return state, 0
    taken, low_at_ms, low = 0, course.low_at_ms, course.low
    for at_ms, value in told:
        if at_ms >= course.ends_ms:
            break
        if value < low:
            low_at_ms, low = at_ms, value
        taken += 1
    if low < course.low:
        state = ForecastState(Course(course.ends_ms, low_at_ms, low, course.past))
    return state, taken


def tick(_rule: ForecastRule, state: ForecastState, _now_ms: int) -> Found:
    """Say nothing: without a reading nothing more is known of what comes."""
    return state, ()


def deadline_ms(_rule: ForecastRule, _state: ForecastState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _expected(rule: ForecastRule, course: Course, at_ms: int, value: float) -> Coming | None:
    """Return the breach that a course leads to, where that is near."""
    newest = calmest(course.past[-_SPANS:], _SPANS)
    limit = rule.limit.at(at_ms)
    until_ms = at_ms + int(rule.horizon_s * MS_PER_SECOND)
    if not newest or not rule.limit.lowest(at_ms, until_ms) - rule.near <= newest[-1][1] < limit:
        return None  # where a rise would have come to
    run = _rise(course)
    if not run or _scatter(course) > run[-1][1] - run[0][1]:
        return None
    last_ms, last = run[-1]
    breach_at_ms = _breach_at_ms(rule, run, at_ms, until_ms)
    if value >= limit or not at_ms < breach_at_ms <= until_ms:
        return None
    return Coming(
        started_at_ms=at_ms,
        breach_at_ms=breach_at_ms,
        trend_per_h=slope_per_h(run),
        peak=value,
        peak_at_ms=at_ms,
        top=last,
        top_at_ms=last_ms,
    )


def _breach_at_ms(rule: ForecastRule, run: Sequence[Mark], at_ms: int, until_ms: int) -> int:
    """Return when a rise will be beyond the limit that holds then, by the middle of what is likely."""
    last_ms, far_ms = run[-1][0], run[-1][0] + int(_FAR_H * MS_PER_HOUR)

    def reached_ms(limit: float) -> float:
        return last_ms + breach_of(run, limit, Side.ABOVE).p50_h * MS_PER_HOUR

    return int(min(rule.limit.first_beyond(at_ms, until_ms, reached_ms), far_ms))


def _rise(course: Course) -> tuple[Mark, ...]:
    """Return the marks of an hour's lowest air that rise up to now; none where they do not."""
    return heading(calmest(course.past, _SPANS), Side.ABOVE)


def _scatter(course: Course) -> float:
    """Return by how much the lowest air of the spans of the last hour differs.

    A door that is in use again and again leaves few low moments to a sensor that speaks seldom: these differ
    by more than they rose.
    """
    lows = [low for _, low in course.past[-_SPANS:]]
    return max(lows) - min(lows)


def _observed(coming: Coming, at_ms: int, value: float) -> Coming:
    if value <= coming.peak:
        return coming
    return msgspec.structs.replace(coming, peak=value, peak_at_ms=at_ms)


def _renewed(rule: ForecastRule, coming: Coming, course: Course, at_ms: int) -> Coming | None:
    """Return what a further span makes of an expected breach; None where it is not to be expected."""
    marks = calmest(course.past, _SPANS)
    if not marks:
        return coming
    last_ms, last = marks[-1]
    stands_still = last <= coming.top and last_ms - coming.top_at_ms >= _STANDS_STILL_MS
    if last > rule.limit.at(at_ms) or last < coming.top - _TURNED_K or stands_still:
        return None
    if last > coming.top:
        coming = msgspec.structs.replace(coming, top=last, top_at_ms=last_ms)
    run = _rise(course)
    far_ms = 2 * int(rule.horizon_s * MS_PER_SECOND)
    breach_at_ms = _breach_at_ms(rule, run, at_ms, at_ms + far_ms) if run else None
    if breach_at_ms is None or breach_at_ms > last_ms + far_ms:
        return coming
    return msgspec.structs.replace(coming, breach_at_ms=breach_at_ms, trend_per_h=slope_per_h(run))


def _spell(rule: ForecastRule, coming: Coming, at_ms: int, value: float, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.TOO_WARM,
        detector="forecast",
        source=rule.source,
        started_at_ms=coming.started_at_ms,
        raised_at_ms=coming.started_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=value,
            value_at_ms=at_ms,
            limit=rule.limit.at(coming.breach_at_ms),
            peak=coming.peak,
            peak_at_ms=coming.peak_at_ms,
            trend_per_h=coming.trend_per_h,
            breach_at_ms=coming.breach_at_ms,
        ),
    )
