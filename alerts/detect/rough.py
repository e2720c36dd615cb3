"""Rough handling: knocks and rough roads that goods go through, as a flag of their quality.

Each knock, or vibration beyond what roads do, is an event; events that are near in time are one bout. A bout
is told when one knock was hard enough by itself, or when all of a day came to more than goods should stand.
What it does to them is a matter of looking at them: it is never turned into hours of life.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import Mark
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.quantity import VIBRATION

GAP_MS = MS_PER_HOUR
"""Events that are further apart are two bouts."""

_HOLD_MS = 30 * MS_PER_MINUTE
"""A value of vibration stands for no longer than this."""


class RoughRule(msgspec.Struct, frozen=True, gc=False):
    """What is rough.

    Attributes:
        place_id, source, device, quantity: what is measured: knocks [g], or vibration [g rms].
        from_g: what is less is everyday life.
        severe_g: one such event is worth telling; None: none is by itself.
        budget: what the events of a day may come to [g of knocks, or g² h of vibration].
        lot_id: the lot that the device travels with; empty: it is of the place.
    """

    place_id: str
    source: str
    device: str
    quantity: str
    from_g: float
    severe_g: float | None
    budget: float
    lot_id: str = ""


class Bout(msgspec.Struct, frozen=True, gc=False):
    """Events that are near in time.

    Attributes:
        since_ms, last_ms, last_g: its first event, and its last.
        events: how many.
        worst_g, worst_at_ms: the hardest.
        dose: what they come to.
        raised_at_ms: when it was told; None before.
    """

    since_ms: int
    last_ms: int
    last_g: float
    events: int
    worst_g: float
    worst_at_ms: int
    dose: float = 0.0
    raised_at_ms: int | None = None


class RoughState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values.

    Attributes:
        mark: the newest value and its instant; None before the first.
        doses: what each event of the last day came to, since that was told.
        bout: events that may go on.
    """

    mark: Mark | None = None
    doses: tuple[Mark, ...] = ()
    bout: Bout | None = None


Found: TypeAlias = tuple[RoughState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: RoughRule) -> RoughState:
    """Return the state before the first value."""
    return RoughState()


def step(rule: RoughRule, state: RoughState, at_ms: int, value: float) -> Found:
    """Take the next value [g] in the order of observation."""
    state, ended = tick(rule, state, at_ms)
    dose = _dose(rule, state.mark, at_ms, value)
    bout = state.bout
    if value >= rule.from_g:
        bout = Bout(at_ms, at_ms, value, 0, value, at_ms) if bout is None else bout
        is_worst = value > bout.worst_g
        bout = msgspec.structs.replace(
            bout,
            last_ms=at_ms,
            last_g=value,
            events=bout.events + 1,
            worst_g=value if is_worst else bout.worst_g,
            worst_at_ms=at_ms if is_worst else bout.worst_at_ms,
        )
    doses = tuple(one for one in state.doses if one[0] > at_ms - MS_PER_DAY)
    if bout is not None and dose > 0.0:
        bout = msgspec.structs.replace(bout, dose=bout.dose + dose)
        doses = (*doses, (at_ms, dose))
    if bout is not None and bout.raised_at_ms is None and _is_much(rule, bout, doses):
        bout, doses = msgspec.structs.replace(bout, raised_at_ms=at_ms), ()
    state = RoughState((at_ms, value), doses, bout)
    return state, ended if bout is None else (*ended, _spell(rule, bout, None))


def tick(rule: RoughRule, state: RoughState, now_ms: int) -> Found:
    """Let a bout be over that has been quiet for long enough."""
    bout = state.bout
    if bout is None or bout.last_ms + GAP_MS > now_ms:
        return state, ()
    return msgspec.structs.replace(state, bout=None), (_spell(rule, bout, bout.last_ms + GAP_MS),)


def deadline_ms(_rule: RoughRule, state: RoughState) -> int | None:
    """Return when a bout will be over if nothing more comes."""
    return None if state.bout is None else state.bout.last_ms + GAP_MS


def _dose(rule: RoughRule, before: Mark | None, at_ms: int, value: float) -> float:
    """Return what a value adds: knocks by themselves, vibration by how long it has lasted."""
    if rule.quantity != VIBRATION:
        return value if value >= rule.from_g else 0.0
    if before is None or before[1] < rule.from_g:
        return 0.0
    return before[1] ** 2 * min(at_ms - before[0], _HOLD_MS) / MS_PER_HOUR


def _is_much(rule: RoughRule, bout: Bout, doses: tuple[Mark, ...]) -> bool:
    is_severe = rule.severe_g is not None and bout.worst_g >= rule.severe_g
    return is_severe or sum(dose for _, dose in doses) >= rule.budget


def _spell(rule: RoughRule, bout: Bout, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.ROUGH_HANDLING,
        detector="rough",
        source=rule.source,
        started_at_ms=bout.since_ms,
        raised_at_ms=bout.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=bout.last_g,
            value_at_ms=bout.last_ms,
            limit=rule.from_g,
            peak=bout.worst_g,
            peak_at_ms=bout.worst_at_ms,
            lot_id=rule.lot_id,
            events=bout.events,
            dose=bout.dose,
        ),
    )
