"""Ice: a box that will be out of it before its goods are there, told while ice can still be added.

Air above melting ice is cold to the last, so that no limit warns: what tells is the heat that came in. It is
told by the early edge of the band. A box that is cold when even the late edge has passed was given ice, or
lets in less than anybody knew: then nothing more is said of its ice, and its limits have the word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import Mark
from alerts.detect.ice_heat import Heat, Packing, felt, gone, packed, passed, warmed
from alerts.overlap import Period
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND

SETTLE_MS = MS_PER_HOUR
"""A box that was just packed is not judged yet."""

LOOK_MS = 10 * MS_PER_MINUTE
MARGIN_MS = MS_PER_HOUR
"""Ice that lasts so much longer than it must is enough again."""


class IceVoice(msgspec.Struct, frozen=True, gc=False):
    """Who speaks: when from inside the box, and when for its surroundings."""

    device: str
    quantity: str
    inside: tuple[Period, ...]
    outside: tuple[Period, ...]


class IceRule(msgspec.Struct, frozen=True, gc=False):
    """How long the ice of a box has to last.

    Attributes:
        place_id: the box.
        voices: who speaks, in the order of the watch's voices.
        packing: what is known of the box.
        due_at_ms: until when the ice must last; None: nobody said.
        lead_s: how long before it is gone ice must be on its way [s].
        cold_c: in a box that is no warmer there is ice [°C].
    """

    place_id: str
    voices: tuple[IceVoice, ...]
    packing: Packing
    due_at_ms: int | None
    lead_s: float
    cold_c: float


class Melt(msgspec.Struct, frozen=True, gc=False):
    """Ice that does not last.

    Attributes:
        started_at_ms: when that was seen.
        gone_at_ms, early_ms, late_ms: when it is gone, by the middle of what is likely, and its edges.
        act_by_ms, act_now_at_ms: until when ice must be on its way, and since when it is severe; None before.
    """

    started_at_ms: int
    gone_at_ms: int
    early_ms: int
    late_ms: int
    act_by_ms: int
    act_now_at_ms: int | None = None


class IceState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two instants.

    Attributes:
        heat: what came into the box.
        look_ms: when it is looked at again; 0: never was.
        voice, inside: who spoke last from within the box, and what it said.
        melt: ice that does not last.
        outlasted: the ice is there although it should not be.
    """

    heat: Heat = Heat()
    look_ms: int = 0
    voice: int = 0
    inside: Mark | None = None
    melt: Melt | None = None
    outlasted: bool = False


Found: TypeAlias = tuple[IceState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: IceRule) -> IceState:
    """Return the state before anything was heard."""
    return IceState()


def step(rule: IceRule, state: IceState, at_ms: int, told: tuple[tuple[int, float], ...]) -> Found:
    """Take everything that was observed at one instant."""
    state, found = tick(rule, state, at_ms)
    heat = passed(rule.packing, state.heat, at_ms)
    outside = [
        (value, since_ms)
        for number, value in told
        if (since_ms := _since_ms(rule.voices[number].outside, at_ms)) is not None
    ]
    if outside:
        heat = felt(heat, at_ms, *max(outside))
    inside = [one for one in told if _since_ms(rule.voices[one[0]].inside, at_ms) is not None]
    if inside:
        number, value = min(inside, key=lambda one: one[1])
        heat = packed(heat, value) if state.inside is None else warmed(rule.packing, heat, at_ms, value)
        state = msgspec.structs.replace(state, voice=number, inside=(at_ms, value))
    state = msgspec.structs.replace(state, heat=heat)
    if state.look_ms and at_ms >= state.look_ms:
        state, ended = _look(rule, state, at_ms)
        found = (*found, *ended)
    return state, (*found, *_as_spells(rule, state))


def tick(rule: IceRule, state: IceState, now_ms: int) -> Found:
    """Raise what is due by *now_ms* although nothing was heard."""
    ended: tuple[Spell, ...] = ()
    first_ms = rule.packing.packed_at_ms + SETTLE_MS
    is_first = state.look_ms == 0 and first_ms <= now_ms
    if is_first:
        heat = passed(rule.packing, state.heat, first_ms)
        state, ended = _look(rule, msgspec.structs.replace(state, heat=heat), first_ms)
    melt = state.melt
    is_severe = melt is not None and melt.act_now_at_ms is None and melt.act_by_ms <= now_ms
    if melt is not None and is_severe:
        melt = msgspec.structs.replace(melt, act_now_at_ms=melt.act_by_ms)
        state = msgspec.structs.replace(state, melt=melt)
    return state, (*ended, *_as_spells(rule, state)) if is_first or is_severe else ()


def deadline_ms(rule: IceRule, state: IceState) -> int | None:
    """Return when it is looked at first, or when it will be high time to act."""
    if state.look_ms == 0:
        return rule.packing.packed_at_ms + SETTLE_MS
    melt = state.melt
    return None if melt is None or melt.act_now_at_ms is not None else melt.act_by_ms


def _since_ms(periods: Iterable[Period], at_ms: int) -> int | None:
    """Return since when a device is where it is; None where it is not there."""
    there = (start_ms for start_ms, end_ms in periods if start_ms <= at_ms < (end_ms or at_ms + 1))
    return next(there, None)


def _look(rule: IceRule, state: IceState, at_ms: int) -> Found:
    """Return what is to be said of the ice now, and what is over."""
    state = msgspec.structs.replace(state, look_ms=at_ms + LOOK_MS)
    if state.outlasted:
        return state, ()
    melt = _expected(rule, state, at_ms)
    outlasted = melt is not None and at_ms >= melt.late_ms and _is_cold(rule, state, at_ms)
    if melt is None or outlasted:
        ended = () if state.melt is None else (_spell(rule, state, state.melt, at_ms),)
        return msgspec.structs.replace(state, melt=None, outlasted=outlasted), ended
    return msgspec.structs.replace(state, melt=melt), ()


def _is_cold(rule: IceRule, state: IceState, at_ms: int) -> bool:
    """Tell whether there is ice in the box, as its own devices know: what nobody reads ends nothing."""
    return (
        state.inside is not None and state.inside[0] > at_ms - MS_PER_HOUR and state.inside[1] <= rule.cold_c
    )


def _expected(rule: IceRule, state: IceState, at_ms: int) -> Melt | None:
    """Return when the ice is gone, where that matters."""
    band = gone(rule.packing, state.heat)
    if band.p50_h == float("inf"):
        return None
    early_ms, gone_at_ms, late_ms, alert_ms = (
        rule.packing.packed_at_ms + int(hours * MS_PER_HOUR) for hours in band
    )
    if rule.due_at_ms is None:
        matters = at_ms >= alert_ms
    else:
        matters = early_ms < rule.due_at_ms + (0 if state.melt is None else MARGIN_MS)
    if not matters:
        return None
    act_by_ms = max(at_ms, early_ms - int(rule.lead_s * MS_PER_SECOND))
    melt = Melt(at_ms, gone_at_ms, early_ms, late_ms, act_by_ms)
    before = state.melt
    if before is None:
        return melt if act_by_ms > at_ms else msgspec.structs.replace(melt, act_now_at_ms=at_ms)
    act_now_at_ms = before.act_now_at_ms
    if act_now_at_ms is None and act_by_ms <= at_ms:
        act_now_at_ms = at_ms
    return msgspec.structs.replace(melt, started_at_ms=before.started_at_ms, act_now_at_ms=act_now_at_ms)


def _as_spells(rule: IceRule, state: IceState) -> tuple[Spell, ...]:
    return () if state.melt is None else (_spell(rule, state, state.melt, None),)


def _spell(rule: IceRule, state: IceState, melt: Melt, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    voice = rule.voices[state.voice]
    inside = state.inside
    return Spell(
        place_id=rule.place_id,
        cause=Cause.OUT_OF_ICE,
        detector="ice",
        source="ice",
        started_at_ms=melt.started_at_ms,
        raised_at_ms=melt.started_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=melt.act_now_at_ms,
        facts=Facts(
            quantity="" if inside is None else voice.quantity,
            device="" if inside is None else voice.device,
            value=None if inside is None else inside[1],
            value_at_ms=None if inside is None else inside[0],
            breach_at_ms=melt.gone_at_ms,
            breach_early_ms=melt.early_ms,
            breach_late_ms=melt.late_ms,
            act_by_ms=melt.act_by_ms,
            due_at_ms=rule.due_at_ms,
        ),
    )
