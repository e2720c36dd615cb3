"""Condensation: a surface colder than the dew point of the air around it gets wet, and mould follows.

Goods that come out of the cold into humid air, and leaves and fruit around sunrise. The coldest that is read
of them counts, and the driest air: a page says that all devices agree.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.moist_air import MoistVoice, Newest, dew_now_c, fresh, heard
from ingest.clock import MS_PER_SECOND

DRY_K = 0.5
"""A surface that is so much warmer again than where it counted as wet is dry. [K] (house choice)"""


class CondensationRule(msgspec.Struct, frozen=True, gc=False):
    """When a surface gets wet.

    Attributes:
        place_id: where.
        voices: who speaks, in the order of the watch's voices.
        surface: the quantity that tells how cold the surface is.
        below_k: a surface is wet that is so much colder than the dew point [K].
        dwell_s: how long it may be before anybody is told [s].
    """

    place_id: str
    voices: tuple[MoistVoice, ...]
    surface: str
    below_k: float
    dwell_s: float


class Wet(msgspec.Struct, frozen=True, gc=False):
    """A surface that gets wet.

    Attributes:
        since_ms: since when.
        raised_at_ms: when it was told; None before.
        device, surface_c, dew_c, at_ms: the coldest surface and the dew point, as read last.
    """

    since_ms: int
    raised_at_ms: int | None
    device: str
    surface_c: float
    dew_c: float
    at_ms: int


class CondensationState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two instants: the newest of each voice, and a surface that gets wet."""

    newest: Newest = ()
    wet: Wet | None = None


Found: TypeAlias = tuple[CondensationState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: CondensationRule) -> CondensationState:
    """Return the state before anything was heard."""
    return CondensationState(newest=(None,) * len(rule.voices))


def step(
    rule: CondensationRule, state: CondensationState, at_ms: int, told: tuple[tuple[int, float], ...]
) -> Found:
    """Take everything that was observed at one instant."""
    state, found = tick(rule, state, at_ms)
    state = msgspec.structs.replace(state, newest=heard(state.newest, at_ms, told))
    dew_c = dew_now_c(rule.voices, state.newest, at_ms)
    coldest = min(fresh(rule.voices, state.newest, at_ms, rule.surface), key=lambda one: one[1], default=None)
    if dew_c is None or coldest is None:
        return state, found
    device, surface_c = coldest
    wet, before = state.wet, state.wet
    if before is not None:
        wet = msgspec.structs.replace(before, device=device, surface_c=surface_c, dew_c=dew_c, at_ms=at_ms)
        if surface_c > dew_c - rule.below_k + DRY_K:
            return msgspec.structs.replace(state, wet=None), (*found, _spell(rule, wet, at_ms))
    elif surface_c <= dew_c - rule.below_k:
        wet = Wet(at_ms, None, device, surface_c, dew_c, at_ms)
    state = msgspec.structs.replace(state, wet=wet)
    return state, found if wet is None else (*found, _spell(rule, wet, None))


def tick(rule: CondensationRule, state: CondensationState, now_ms: int) -> Found:
    """Raise what is due by *now_ms* although nothing was heard."""
    deadline = deadline_ms(rule, state)
    if state.wet is None or deadline is None or deadline > now_ms:
        return state, ()
    wet = msgspec.structs.replace(state.wet, raised_at_ms=deadline)
    return msgspec.structs.replace(state, wet=wet), (_spell(rule, wet, None),)


def deadline_ms(rule: CondensationRule, state: CondensationState) -> int | None:
    """Return when a surface has been wet for long enough."""
    wet = state.wet
    if wet is None or wet.raised_at_ms is not None:
        return None
    return wet.since_ms + int(rule.dwell_s * MS_PER_SECOND)


def _spell(rule: CondensationRule, wet: Wet, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.CONDENSATION,
        detector="condensation",
        source=rule.surface,
        started_at_ms=wet.since_ms,
        raised_at_ms=wet.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.surface,
            device=wet.device,
            value=wet.surface_c,
            value_at_ms=wet.at_ms,
            dew_point_c=wet.dew_c,
        ),
    )
