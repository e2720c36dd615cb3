"""Drift: a sensor of the air, or of its humidity, that wanders away from the others of its place.

Sensors of one place never agree: each hangs where it hangs. How far each is from the middle of all is learned
in its first days beside the others, from the lowest air of each hour, which defrosts, doors and thermostats
leave alone. One whose distance has changed by more than the recipe allows, for half of the recipe's hours,
has drifted. Of three or more it can be told which; of two only that one of them has, and people must look.
Humidity near saturation is left out: there all sensors tell the same, wherever they hang.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import median
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from ingest.clock import MS_PER_HOUR

_ENOUGH = 24
"""Hours beside others after which it is known where a sensor hangs: a day and a night."""

_LEARNED = 48
"""Hours from which that is learned; later ones would learn the drift as well."""

_BACK = 0.5
"""A sensor that is nearer than this part of the limit has come back."""

_PAIR = 2
"""Of two sensors nobody knows which one is right."""


class DriftRule(msgspec.Struct, frozen=True, gc=False):
    """When sensors of a place have drifted apart.

    Attributes:
        place_id: where they hang.
        quantity: what all of them tell.
        devices: who they are, in the order of the watch's voices.
        apart: a distance that changed by less is none [unit of quantity].
        over_h: over how many hours it is looked at [h].
        still_from: what is told from here on is left out [unit of quantity].
    """

    place_id: str
    quantity: str
    devices: tuple[str, ...]
    apart: float
    over_h: int
    still_from: float = inf


class Astray(msgspec.Struct, frozen=True, gc=False):
    """A sensor that has drifted, or several of which it is not known which.

    Attributes:
        voices: their numbers.
        started_at_ms, raised_at_ms: since when, and when that was found.
        apart: by how much, above zero: it tells more than the others; of several the most.
        at_ms: the end of the hour in which it was last looked at.
    """

    voices: tuple[int, ...]
    started_at_ms: int
    raised_at_ms: int
    apart: float
    at_ms: int


Course: TypeAlias = tuple[tuple[int, float], ...]
"""Hours, counted from 1970, and a distance in each."""


class DriftState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two instants.

    Attributes:
        hour: the hour that goes on, counted from 1970.
        lowest: the lowest that each voice told in it; None where it told nothing.
        places: by how much each voice was above the middle of all, hour by hour, while that is learned.
        courses: by how much that has changed since, in the hours that are looked at.
        astray: who has drifted.
    """

    hour: int = 0
    lowest: tuple[float | None, ...] = ()
    places: tuple[tuple[float, ...], ...] = ()
    courses: tuple[Course, ...] = ()
    astray: tuple[Astray, ...] = ()


Found: TypeAlias = tuple[DriftState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: DriftRule) -> DriftState:
    """Return the state before anything was heard."""
    count = len(rule.devices)
    return DriftState(0, (None,) * count, ((),) * count, ((),) * count)


def step(rule: DriftRule, state: DriftState, at_ms: int, told: tuple[tuple[int, float], ...]) -> Found:
    """Take everything that was observed at one instant."""
    found: tuple[Spell, ...] = ()
    hour = at_ms // MS_PER_HOUR
    if hour != state.hour:
        state, found = _hour_over(rule, state)
        state = msgspec.structs.replace(state, hour=hour, lowest=(None,) * len(rule.devices))
    lowest = list(state.lowest)
    for number, value in told:
        before = lowest[number]
        lowest[number] = value if before is None else min(before, value)
    if tuple(lowest) != state.lowest:
        state = msgspec.structs.replace(state, lowest=tuple(lowest))
    return state, found


def stride(
    _rule: DriftRule, state: DriftState, told: Sequence[tuple[int, tuple[tuple[int, float], ...]]]
) -> tuple[DriftState, int]:
    """Take what was observed in the hour that goes on."""
    if not state.hour == told[0][0] // MS_PER_HOUR == told[-1][0] // MS_PER_HOUR:
        return state, 0
    lowest = [inf if one is None else one for one in state.lowest]
    for _, values in told:
        for number, value in values:
            lowest[number] = min(lowest[number], value)
    told_lowest = tuple(None if one == inf else one for one in lowest)
    return msgspec.structs.replace(state, lowest=told_lowest), len(told)


def news(
    low: tuple[int, float] | None, told: Sequence[tuple[int, float]]
) -> tuple[tuple[int, float], Sequence[tuple[int, float]]]:
    """Return those of the next readings of a voice that are lower than all before them in their hour.

    *low* is the hour that it spoke in last, and its lowest in that; so is the first that is returned.
    """
    hour, lowest = low or (told[0][0] // MS_PER_HOUR, inf)
    lower = []
    for at_ms, value in told:
        if value < lowest or at_ms // MS_PER_HOUR != hour:
            hour, lowest = at_ms // MS_PER_HOUR, value
            lower.append((at_ms, value))
    return (hour, lowest), lower


def tick(_rule: DriftRule, state: DriftState, _now_ms: int) -> Found:
    """Say nothing: sensors that are silent do not drift."""
    return state, ()


def deadline_ms(_rule: DriftRule, _state: DriftState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _hour_over(rule: DriftRule, state: DriftState) -> Found:
    """Take an hour that is over: learn from it, or hold it against what was learned."""
    lowest = enumerate(state.lowest)
    told = {number: one for number, one in lowest if one is not None and one < rule.still_from}
    if len(told) < _PAIR:
        return state, ()
    middle = median(told.values())
    places = tuple(
        (*known, told[number] - middle) if number in told and len(known) < _LEARNED else known
        for number, known in enumerate(state.places)
    )
    moved = _moved(told, places)
    courses = tuple(
        _followed(course, state.hour, moved.get(number), rule.over_h)
        for number, course in enumerate(state.courses)
    )
    state = msgspec.structs.replace(state, places=places, courses=courses)
    return _judged(rule, state)


def _moved(told: dict[int, float], places: tuple[tuple[float, ...], ...]) -> dict[int, float]:
    """Return by how much each voice has left the place among the others where it was."""
    known = {number for number in told if len(places[number]) >= _ENOUGH}
    if len(known) < _PAIR:
        return {}
    level = {number: told[number] - median(places[number]) for number in known}
    if len(level) > _PAIR:
        middle = median(level.values())
        return {number: value - middle for number, value in level.items()}
    (one, one_level), (other, other_level) = level.items()
    return {one: one_level - other_level, other: other_level - one_level}


def _followed(course: Course, hour: int, moved: float | None, over_h: int) -> Course:
    recent = tuple(point for point in course if point[0] > hour - over_h)
    return recent if moved is None else (*recent, (hour, moved))


def _judged(rule: DriftRule, state: DriftState) -> Found:
    """Say who has drifted now, and who no longer has; of whom too little is told, what was said stands."""
    at_ms = (state.hour + 1) * MS_PER_HOUR
    middles = {
        number: median(moved for _, moved in course)
        for number, course in enumerate(state.courses)
        if 2 * len(course) >= rule.over_h
    }
    already = {number for one in state.astray for number in one.voices}
    standing = tuple(one for one in state.astray if not middles.keys() >= set(one.voices))
    unseen = {number for one in standing for number in one.voices}
    beyond = tuple(
        number
        for number, middle in middles.items()
        if number not in unseen and abs(middle) >= rule.apart * (_BACK if number in already else 1.0)
    )
    known_who = 2 * len(beyond) < len(middles)
    wanted = tuple((number,) for number in beyond) if known_who else (beyond,) if beyond else ()
    before = {one.voices: one for one in state.astray}
    astray = tuple(_astray(rule, state, voices, middles, before.get(voices)) for voices in wanted)
    over = (one for one in state.astray if one not in standing and one.voices not in wanted)
    ended = tuple(_spell(rule, one, at_ms) for one in over)
    going_on = tuple(_spell(rule, one, None) for one in astray)
    return msgspec.structs.replace(state, astray=(*standing, *astray)), (*ended, *going_on)


def _astray(
    rule: DriftRule,
    state: DriftState,
    voices: tuple[int, ...],
    middles: dict[int, float],
    before: Astray | None,
) -> Astray:
    at_ms = (state.hour + 1) * MS_PER_HOUR
    apart = max((middles[number] for number in voices), key=abs)
    if before is not None:
        return msgspec.structs.replace(before, apart=apart, at_ms=at_ms)
    since = min(_since(rule, state.courses[number]) for number in voices)
    started_at_ms = since * MS_PER_HOUR + voices[0]  # two that began in one hour are still two spells
    return Astray(voices, started_at_ms, at_ms, apart, at_ms)


def _since(rule: DriftRule, course: Course) -> int:
    """Return the first of the last hours in which a voice was away without a break."""
    since = course[-1][0]
    for hour, moved in reversed(course):
        if abs(moved) < _BACK * rule.apart:
            break
        since = hour
    return since


def _spell(rule: DriftRule, astray: Astray, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    devices = tuple(rule.devices[number] for number in astray.voices)
    known_who = len(devices) == 1
    return Spell(
        place_id=rule.place_id,
        cause=Cause.UNTRUSTED,
        detector="drift",
        source=" + ".join(f"{device}/{rule.quantity}" for device in devices),
        started_at_ms=astray.started_at_ms,
        raised_at_ms=astray.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=devices[0] if known_who else "",
            devices=() if known_who else devices,
            value_at_ms=astray.at_ms,
            apart=astray.apart if known_who else abs(astray.apart),
            fault=Fault.DRIFTS if known_who else Fault.APART,
        ),
    )
