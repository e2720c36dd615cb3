"""Clock: the clock of a gateway or a device is wrong: never set, ahead, or behind.

Intake measures it whenever a message comes, and puts what is wrong on record (``ingest.clock_errors``). A
clock that is set at a start, or steps over when summer time ends, is right again within minutes; so one is
told of that stays wrong, and it is over when it has stayed right for as long. Who says nothing more has the
clock that he had.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from ingest.assess import FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_SECOND
from ingest.quantity import CLOCK_ERROR


class ClockRule(msgspec.Struct, frozen=True, gc=False):
    """When a wrong clock matters.

    Attributes:
        place_id: where it is told.
        device, gateway: whose it is; the other one is empty.
        off_s: a clock may be off by so much [s].
        lasts_s: it is told when it is wrong for so long, and over when it is right for so long [s].
    """

    place_id: str
    device: str
    gateway: str
    off_s: float
    lasts_s: float


class ClockState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two readings.

    Attributes:
        since_ms: since when it is wrong; None while it is not.
        raised_ms: when it had been for long enough; None before.
        right_ms: since when it is right again, as long as that is too short to count; None while wrong.
        error_s: how wrong it was last, above zero: ahead [s].
        at_ms: when that was.
    """

    since_ms: int | None = None
    raised_ms: int | None = None
    right_ms: int | None = None
    error_s: float = 0.0
    at_ms: int = 0


Found: TypeAlias = tuple[ClockState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: ClockRule) -> ClockState:
    """Return the state of a clock that is right."""
    return ClockState()


def step(rule: ClockRule, state: ClockState, at_ms: int, value: float) -> Found:
    """Take the next error of the clock [s]."""
    lasts_ms = rule.lasts_s * MS_PER_SECOND
    if abs(value) > rule.off_s:
        since_ms = at_ms if state.since_ms is None else state.since_ms
        raised_ms = state.raised_ms
        if raised_ms is None and at_ms - since_ms >= lasts_ms:
            raised_ms = at_ms
        state = ClockState(since_ms, raised_ms, None, value, at_ms)
        return state, () if raised_ms is None else (_spell(rule, state, None),)
    if state.since_ms is None:
        return state, ()
    right_ms = at_ms if state.right_ms is None else state.right_ms
    if at_ms - right_ms < lasts_ms:
        return msgspec.structs.replace(state, right_ms=right_ms), ()
    return ClockState(), () if state.raised_ms is None else (_spell(rule, state, right_ms),)


def tick(_rule: ClockRule, state: ClockState, _now_ms: int) -> Found:
    """Say nothing: nobody knows the clock of who is silent."""
    return state, ()


def deadline_ms(_rule: ClockRule, _state: ClockState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _fault(state: ClockState) -> Fault:
    if state.at_ms + state.error_s * MS_PER_SECOND < FIRST_CREDIBLE_MS:
        return Fault.CLOCK_UNSET
    return Fault.CLOCK_AHEAD if state.error_s > 0.0 else Fault.CLOCK_BEHIND


def _spell(rule: ClockRule, state: ClockState, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.CLOCK_WRONG,
        detector="clock",
        source=rule.gateway or rule.device,
        started_at_ms=state.at_ms if state.since_ms is None else state.since_ms,
        raised_at_ms=state.raised_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=CLOCK_ERROR,
            device=rule.device,
            value=state.error_s,
            value_at_ms=state.at_ms,
            fault=_fault(state),
            gateway=rule.gateway,
        ),
    )
