"""Frost: a canopy that gets colder in a clear night, told while there is time to start the fans.

The canopy is what is measured on it, or else the air in it, or else any air of the place; the coldest counts.
It goes on cooling towards about the dew point of the evening, where dew and rime give off heat that holds it:
that is why humid nights frost late, and dry ones early. Told is by the early edge of the band, because fans
started for nothing cost an hour's power.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import Course, Mark, breach_of, follow, heading, slope_per_h, stands_still
from alerts.detect.moist_air import FRESH_MS, driest_dew_c
from alerts.science.exposure import Side
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

SPAN_MS = 10 * MS_PER_MINUTE
DEW_SCATTER_K = 2.0
"""How far a night's lowest temperature lies from the dew point of its evening. [K] (house choice)"""

_OVER_K = 1.0
"""A canopy that is so much warmer than its coldest is past the worst. [K]"""


class FrostVoice(msgspec.Struct, frozen=True, gc=False):
    """Who speaks: ``rank`` 0 for the canopy itself, 1 for air in it, 2 for other air, None for humidity."""

    device: str
    quantity: str
    rank: int | None


class FrostRule(msgspec.Struct, frozen=True, gc=False):
    """When a cold night matters.

    Attributes:
        place_id: where.
        voices: who speaks, in the order of the watch's voices.
        limit_c: the canopy must not get this cold [°C].
        near_k: a canopy that is not this close to it is not looked at [K].
        horizon_s: frost that is further away calls nobody [s].
        lead_s: how long before it fans, heating or water must be started [s].
    """

    place_id: str
    voices: tuple[FrostVoice, ...]
    limit_c: float
    near_k: float
    horizon_s: float
    lead_s: float


class Night(msgspec.Struct, frozen=True, gc=False):
    """A frost that is expected, or there.

    Attributes:
        started_at_ms: since when.
        breach_at_ms: when it comes by the middle of what is likely.
        act_by_ms: until when to act; None while the canopy stands still above its limit.
        act_now_at_ms: when it became severe; None before.
        trend_per_h: how fast the canopy changes [K/h].
        coldest_c, coldest_at_ms: its lowest temperature since then [°C].
        dew_c: dew point [°C]; None where nothing tells it.
    """

    started_at_ms: int
    breach_at_ms: int
    act_by_ms: int | None
    act_now_at_ms: int | None
    trend_per_h: float
    coldest_c: float
    coldest_at_ms: int
    dew_c: float | None


class FrostState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two instants.

    Attributes:
        newest: the newest (instant, value) of each voice; None before the first.
        course: of the coldest canopy.
        voice, mark: who spoke last for the canopy, and what it said.
        night: a frost that is expected, or there.
    """

    newest: tuple[Mark | None, ...] = ()
    course: Course = Course()
    voice: int = 0
    mark: Mark = (0, 0.0)
    night: Night | None = None


Found: TypeAlias = tuple[FrostState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: FrostRule) -> FrostState:
    """Return the state before anything was heard."""
    return FrostState(newest=(None,) * len(rule.voices))


def step(rule: FrostRule, state: FrostState, at_ms: int, told: tuple[tuple[int, float], ...]) -> Found:
    """Take everything that was observed at one instant."""
    state, is_severe = _severe(rule, state, at_ms)
    newest = list(state.newest)
    for number, value in told:
        newest[number] = at_ms, value
    state = msgspec.structs.replace(state, newest=tuple(newest))
    canopy = _canopy(rule, state, at_ms, told)
    if canopy is None:
        return state, _as_spells(rule, state) if is_severe else ()
    number, value = canopy
    course = follow(state.course, SPAN_MS, at_ms, value)
    is_over = course.ends_ms != state.course.ends_ms and bool(course.past)
    state = msgspec.structs.replace(state, course=course, voice=number, mark=(at_ms, value))
    if state.night is None:
        night = _expected(rule, state) if is_over else None
    else:
        night = _went_on(rule, state, state.night, is_over=is_over)
        if night is None:
            ended = _spell(rule, state, state.night, at_ms)
            return msgspec.structs.replace(state, night=None), (ended,)
    state = msgspec.structs.replace(state, night=night)
    state, _ = _severe(rule, state, at_ms)
    return state, _as_spells(rule, state)


def tick(rule: FrostRule, state: FrostState, now_ms: int) -> Found:
    """Raise what is due by *now_ms* although nothing was heard."""
    state, is_new = _severe(rule, state, now_ms)
    return state, _as_spells(rule, state) if is_new else ()


def deadline_ms(_rule: FrostRule, state: FrostState) -> int | None:
    """Return when it will be high time to act."""
    night = state.night
    return None if night is None or night.act_now_at_ms is not None else night.act_by_ms


def _severe(rule: FrostRule, state: FrostState, until_ms: int) -> tuple[FrostState, bool]:
    """Return the state as timers up to *until_ms* leave it, and whether it is another."""
    night, act_by_ms = state.night, deadline_ms(rule, state)
    if night is None or act_by_ms is None or act_by_ms > until_ms:
        return state, False
    night = msgspec.structs.replace(night, act_now_at_ms=act_by_ms)
    return msgspec.structs.replace(state, night=night), True


def _canopy(
    rule: FrostRule, state: FrostState, at_ms: int, told: tuple[tuple[int, float], ...]
) -> tuple[int, float] | None:
    """Return who told the coldest of the canopy now; None where nobody did whose word counts."""
    fresh = [
        voice.rank
        for voice, mark in zip(rule.voices, state.newest, strict=True)
        if voice.rank is not None and mark is not None and at_ms - mark[0] <= FRESH_MS
    ]
    best = min(fresh, default=None)
    heard = [one for one in told if best is not None and rule.voices[one[0]].rank == best]
    return min(heard, key=lambda one: one[1], default=None)


def _dew_c(rule: FrostRule, state: FrostState, at_ms: int) -> float | None:
    """Return the dew point by the driest device that tells both temperature and humidity."""
    air_c: dict[str, float] = {}
    humidity_pct: dict[str, float] = {}
    for voice, mark in zip(rule.voices, state.newest, strict=True):
        if mark is not None and at_ms - mark[0] <= FRESH_MS and voice.rank != 0:
            (humidity_pct if voice.rank is None else air_c)[voice.device] = mark[1]
    return driest_dew_c(air_c, humidity_pct)


def _expected(rule: FrostRule, state: FrostState) -> Night | None:
    """Return the frost that the course leads to, where that is near."""
    last_ms, last_c = state.course.past[-1]
    at_ms, value = state.mark
    if last_c > rule.limit_c + rule.near_k:
        return None
    dew_c = _dew_c(rule, state, at_ms)
    coming = (last_ms, last_ms) if last_c <= rule.limit_c else _coming(rule, state.course, dew_c)
    if coming is None:
        return None
    run = state.course.past[-3:]
    return Night(
        started_at_ms=at_ms,
        breach_at_ms=coming[1],
        act_by_ms=max(at_ms, coming[0] - int(rule.lead_s * MS_PER_SECOND)),
        act_now_at_ms=None,
        trend_per_h=slope_per_h(run) if len(run) == 3 else 0.0,  # noqa: PLR2004 - two steps
        coldest_c=value,
        coldest_at_ms=at_ms,
        dew_c=dew_c,
    )


def _coming(rule: FrostRule, course: Course, dew_c: float | None) -> tuple[int, int] | None:
    """Return when frost comes, by the early edge and by the middle, where it comes within the horizon."""
    run = heading(course.past, Side.BELOW)
    if not run:
        return None
    last_ms, last_c = run[-1]
    surroundings = None if dew_c is None else (min(dew_c, last_c), DEW_SCATTER_K)
    breach = breach_of(run, rule.limit_c, Side.BELOW, surroundings)
    horizon_h = rule.horizon_s * MS_PER_SECOND / MS_PER_HOUR
    if breach.p20_h > horizon_h:
        return None
    middle_h = min(breach.p50_h, 2 * horizon_h)
    return last_ms + int(breach.p20_h * MS_PER_HOUR), last_ms + int(middle_h * MS_PER_HOUR)


def _went_on(rule: FrostRule, state: FrostState, night: Night, *, is_over: bool) -> Night | None:
    """Return what the newest value makes of a frost; None where the canopy is past the worst."""
    at_ms, value = state.mark
    if value < night.coldest_c:
        night = msgspec.structs.replace(night, coldest_c=value, coldest_at_ms=at_ms)
    if not is_over:
        return night
    past = state.course.past
    safe_c = max(rule.limit_c, min(night.coldest_c, past[-1][1])) + _OVER_K
    if len(past) > 1 and min(past[-1][1], past[-2][1]) >= safe_c:
        return None
    dew_c = _dew_c(rule, state, at_ms)
    slope = slope_per_h(past[-3:]) if len(past) >= 3 else night.trend_per_h  # noqa: PLR2004 - two steps
    night = msgspec.structs.replace(night, dew_c=dew_c, trend_per_h=slope)
    return night if night.act_now_at_ms is not None else _timed(rule, state, night)


def _timed(rule: FrostRule, state: FrostState, night: Night) -> Night:
    """Return a frost with the time that is left by the newest course: none where dew holds the canopy."""
    at_ms, past = state.mark[0], state.course.past
    if past[-1][1] <= rule.limit_c:
        return msgspec.structs.replace(night, act_by_ms=at_ms)
    coming = _coming(rule, state.course, night.dew_c)
    if coming is not None:
        act_by_ms = max(at_ms, coming[0] - int(rule.lead_s * MS_PER_SECOND))
        return msgspec.structs.replace(night, breach_at_ms=coming[1], act_by_ms=act_by_ms)
    return msgspec.structs.replace(night, act_by_ms=None) if stands_still(past, Side.BELOW) else night


def _as_spells(rule: FrostRule, state: FrostState) -> tuple[Spell, ...]:
    return () if state.night is None else (_spell(rule, state, state.night, None),)


def _spell(rule: FrostRule, state: FrostState, night: Night, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    voice = rule.voices[state.voice]
    return Spell(
        place_id=rule.place_id,
        cause=Cause.TOO_COLD,
        detector="frost",
        source="canopy",
        started_at_ms=night.started_at_ms,
        raised_at_ms=night.started_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=night.act_now_at_ms,
        facts=Facts(
            quantity=voice.quantity,
            device=voice.device,
            value=state.mark[1],
            value_at_ms=state.mark[0],
            limit=rule.limit_c,
            peak=night.coldest_c,
            peak_at_ms=night.coldest_at_ms,
            trend_per_h=night.trend_per_h,
            breach_at_ms=night.breach_at_ms,
            act_by_ms=night.act_by_ms,
            dew_point_c=night.dew_c,
        ),
    )
