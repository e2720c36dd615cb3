"""Infection risk: leaves and fruit that stay wet for so long, and so warm, that grey mould may have got in.

They are wet where a sensor of wetness says so, where a surface is at the dew point, or where nothing but the
humidity of the air tells and that is high. A dry pause that is short ends no wet period. What nobody saw is
neither wet nor dry: it adds nothing, and ends nothing.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.moist_air import MoistVoice, Newest, dew_now_c, fresh, heard
from alerts.science.infection import infection_index
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from ingest.quantity import AIR, HUMIDITY, SURFACE, WETNESS

_GAP_MS = 60 * MS_PER_MINUTE
"""A longer time between two instants was seen by nobody."""

_LOOK_MS = 10 * MS_PER_MINUTE


class InfectionRule(msgspec.Struct, frozen=True, gc=False):
    """When a wet period is a risk.

    Attributes:
        place_id: where.
        voices: who speaks, in the order of the watch's voices.
        wetness_pct: a sensor of wetness that says this much is wet [%].
        humidity_pct: among air this humid leaves are taken for wet [%].
        pause_s: dry time up to which a wet period goes on [s].
        watch_from, act_now_from: share of flowers infected, given spores, from which it matters [-].
    """

    place_id: str
    voices: tuple[MoistVoice, ...]
    wetness_pct: float
    humidity_pct: float
    pause_s: float
    watch_from: float
    act_now_from: float


class WetPeriod(msgspec.Struct, frozen=True, gc=False):
    """A wet period.

    Attributes:
        since_ms: when it began.
        wet_ms, warmth: wet time [ms], and temperature summed over it [ms °C].
        dry_ms: dry time since it was wet last [ms].
        index: the share of flowers that it infects, given spores [-].
        raised_at_ms, act_now_at_ms: when that was told, and became severe; None before.
    """

    since_ms: int
    wet_ms: int = 0
    warmth: float = 0.0
    dry_ms: int = 0
    index: float = 0.0
    raised_at_ms: int | None = None
    act_now_at_ms: int | None = None


class InfectionState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two instants.

    Attributes:
        newest: the newest (instant, value) of each voice; None before the first.
        at_ms, is_wet, air_c: what was so at the last instant; None: nobody knows.
        look_ms: when the index is worked out again.
        period: the wet period that goes on.
    """

    newest: Newest = ()
    at_ms: int = 0
    is_wet: bool | None = None
    air_c: float = 0.0
    look_ms: int = 0
    period: WetPeriod | None = None


Found: TypeAlias = tuple[InfectionState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: InfectionRule) -> InfectionState:
    """Return the state before anything was heard."""
    return InfectionState(newest=(None,) * len(rule.voices))


def step(
    rule: InfectionRule, state: InfectionState, at_ms: int, told: tuple[tuple[int, float], ...]
) -> Found:
    """Take everything that was observed at one instant: what was so before it was so up to here."""
    newest = heard(state.newest, at_ms, told)
    period = _passed(state, at_ms)
    is_wet, air_c = _is_wet(rule, newest, at_ms), _warmest_c(rule, newest, at_ms)
    if period is not None and period.dry_ms > rule.pause_s * MS_PER_SECOND:
        ended = _spell(rule, state, period, at_ms) if period.raised_at_ms is not None else None
        period = WetPeriod(at_ms) if is_wet else None
        found = () if ended is None else (ended,)
    else:
        found = ()
        period = WetPeriod(at_ms) if period is None and is_wet else period
    look_ms = state.look_ms
    if period is not None and at_ms >= look_ms:
        period, look_ms = _judged(rule, period, at_ms), at_ms + _LOOK_MS
    state = InfectionState(newest, at_ms, None if air_c is None else is_wet, air_c or 0.0, look_ms, period)
    if period is None or period.raised_at_ms is None:
        return state, found
    return state, (*found, _spell(rule, state, period, None))


def tick(_rule: InfectionRule, state: InfectionState, _now_ms: int) -> Found:
    """Say nothing: what nobody sees is a matter of silence."""
    return state, ()


def deadline_ms(_rule: InfectionRule, _state: InfectionState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _is_wet(rule: InfectionRule, newest: Newest, at_ms: int) -> bool | None:
    """Tell whether leaves are wet; None where nothing tells."""
    wetness = max((value for _, value in fresh(rule.voices, newest, at_ms, WETNESS)), default=None)
    if wetness is not None:
        return wetness >= rule.wetness_pct
    humidity = max((value for _, value in fresh(rule.voices, newest, at_ms, HUMIDITY)), default=None)
    surface_c = min((value for _, value in fresh(rule.voices, newest, at_ms, SURFACE)), default=None)
    dew_c = dew_now_c(rule.voices, newest, at_ms)
    is_at_dew = surface_c is not None and dew_c is not None and surface_c <= dew_c
    return None if humidity is None else is_at_dew or humidity >= rule.humidity_pct


def _warmest_c(rule: InfectionRule, newest: Newest, at_ms: int) -> float | None:
    return max((value for _, value in fresh(rule.voices, newest, at_ms, AIR)), default=None)


def _passed(state: InfectionState, at_ms: int) -> WetPeriod | None:
    """Return the wet period with the time up to *at_ms*."""
    period, lasted_ms = state.period, at_ms - state.at_ms
    if period is None or state.is_wet is None or lasted_ms > _GAP_MS:
        return period
    if not state.is_wet:
        return msgspec.structs.replace(period, dry_ms=period.dry_ms + lasted_ms)
    return msgspec.structs.replace(
        period,
        wet_ms=period.wet_ms + lasted_ms,
        warmth=period.warmth + lasted_ms * state.air_c,
        dry_ms=0,
    )


def _judged(rule: InfectionRule, period: WetPeriod, at_ms: int) -> WetPeriod:
    """Return a wet period with its index now."""
    if period.wet_ms == 0:
        return period
    mean_c = period.warmth / period.wet_ms
    index = float(infection_index(mean_c, period.wet_ms / MS_PER_HOUR))
    raised, severe = period.raised_at_ms, period.act_now_at_ms
    return msgspec.structs.replace(
        period,
        index=index,
        raised_at_ms=at_ms if raised is None and index >= rule.watch_from else raised,
        act_now_at_ms=at_ms if severe is None and index >= rule.act_now_from else severe,
    )


def _spell(rule: InfectionRule, state: InfectionState, period: WetPeriod, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.INFECTION_RISK,
        detector="infection",
        source="leaves",
        started_at_ms=period.since_ms,
        raised_at_ms=period.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=period.act_now_at_ms,
        facts=Facts(
            quantity=AIR,
            device=rule.voices[0].device,
            value=state.air_c if state.is_wet is not None else None,
            value_at_ms=state.at_ms,
            wet_h=period.wet_ms / MS_PER_HOUR,
            infected=period.index,
        ),
    )
