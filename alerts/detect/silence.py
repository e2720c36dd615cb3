"""Silence: a device that says nothing for much longer than it usually does.

How long is too long follows from the device's own rhythm. The spell starts with the last reading, is
raised at the deadline, and ends with the next reading; a reading after a gap reveals the silence even
where no timer saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from ingest.clock import MS_PER_SECOND

_REMEMBERED = 9
"""Intervals kept: fewer follow every hiccup, more take long to follow a changed setting."""

_RECENT = 3
"""Two of these three long: the device's setting was changed, and each reading is not an alarm of its own."""

_ENOUGH = 2
"""Intervals from which on a rhythm is known."""


class SilenceRule(msgspec.Struct, frozen=True, gc=False):
    """When a device's silence matters.

    Attributes:
        place_id, device: who is watched, and where.
        minimum_s: a shorter silence never matters [s].
        factor: how many usual intervals it may take.
        learning_s: how long it may take before the rhythm is known [s].
    """

    place_id: str
    device: str
    minimum_s: float
    factor: float
    learning_s: float = 7_200.0


class SilenceState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two readings.

    Attributes:
        last_ms: when the last reading was observed; None before the first.
        intervals_ms: the last intervals between readings, oldest first.
        raised: this silence has been raised.
    """

    last_ms: int | None = None
    intervals_ms: tuple[int, ...] = ()
    raised: bool = False


def initial(_rule: SilenceRule) -> SilenceState:
    """Return the state before the first reading: who was never heard cannot fall silent."""
    return SilenceState()


def state_after(instants_ms: Sequence[int]) -> SilenceState:
    """Return the state after readings at *instants_ms*, which ascend strictly; only the last ones matter.

    >>> state_after([0, 60_000, 120_000]).intervals_ms
    (60000, 60000)
    """
    recent = instants_ms[-_REMEMBERED - 1 :]
    if not recent:
        return SilenceState()
    return SilenceState(recent[-1], tuple(later - earlier for earlier, later in pairwise(recent)))


def step(
    rule: SilenceRule, state: SilenceState, at_ms: int, _value: float
) -> tuple[SilenceState, tuple[Spell, ...]]:
    """Take the next reading, of whatever quantity, in the order of observation."""
    last_ms = state.last_ms
    if last_ms == at_ms:
        return state, ()
    if last_ms is None:
        return SilenceState(at_ms), ()
    elapsed_ms = at_ms - last_ms
    following = SilenceState(at_ms, (*state.intervals_ms[1 - _REMEMBERED :], elapsed_ms))
    if elapsed_ms < rule.minimum_s * MS_PER_SECOND or elapsed_ms < limit_ms(rule, state.intervals_ms):
        return following, ()
    return following, (_spell(rule, state, at_ms),)


def stride(
    rule: SilenceRule, state: SilenceState, told: Sequence[tuple[int, float]]
) -> tuple[SilenceState, int]:
    """Take readings that follow each other sooner than any silence matters, unless that is sooner now."""
    patience_ms = rule.minimum_s * MS_PER_SECOND
    if state.last_ms is None or state.raised:
        return state, 0
    last_ms = state.last_ms
    intervals_ms = []
    for at_ms, _ in told:
        elapsed_ms = at_ms - last_ms
        if not 0 < elapsed_ms < patience_ms:
            break
        intervals_ms.append(elapsed_ms)
        last_ms = at_ms
    if not intervals_ms:
        return state, 0
    known_ms = (*state.intervals_ms, *intervals_ms)[-_REMEMBERED:]
    former_ms = limit_ms(rule, state.intervals_ms)
    may_be_sooner = former_ms > patience_ms
    if may_be_sooner and last_ms + limit_ms(rule, known_ms) < state.last_ms + former_ms:
        return state, 0
    return SilenceState(last_ms, known_ms), len(intervals_ms)


def tick(rule: SilenceRule, state: SilenceState, now_ms: int) -> tuple[SilenceState, tuple[Spell, ...]]:
    """Raise the silence that is due by *now_ms*."""
    deadline = deadline_ms(rule, state)
    if deadline is None or deadline > now_ms:
        return state, ()
    return msgspec.structs.replace(state, raised=True), (_spell(rule, state, None),)


def deadline_ms(rule: SilenceRule, state: SilenceState) -> int | None:
    """Return when the silence will have lasted too long."""
    if state.last_ms is None or state.raised:
        return None
    return state.last_ms + limit_ms(rule, state.intervals_ms)


def limit_ms(rule: SilenceRule, intervals_ms: tuple[int, ...]) -> int:
    """Return how long a device with these intervals may be silent [ms].

    >>> rule = SilenceRule("room", "probe", minimum_s=900, factor=3)
    >>> limit_ms(rule, (600_000, 600_000, 3_000_000, 600_000))
    1800000
    """
    if len(intervals_ms) < _ENOUGH:
        return int(max(rule.minimum_s, rule.learning_s) * MS_PER_SECOND)
    minimum_ms = rule.minimum_s * MS_PER_SECOND
    if rule.factor * max(intervals_ms) <= minimum_ms:
        return int(minimum_ms)
    usual_ms = max(_median(intervals_ms), _median(intervals_ms[-_RECENT:]))
    return int(max(minimum_ms, rule.factor * usual_ms))


def _median(intervals_ms: tuple[int, ...]) -> int:
    return sorted(intervals_ms)[(len(intervals_ms) - 1) // 2]


def _spell(rule: SilenceRule, state: SilenceState, ended_at_ms: int | None) -> Spell:
    last_ms = state.last_ms or 0
    usual_s = _median(state.intervals_ms) / MS_PER_SECOND if state.intervals_ms else None
    return Spell(
        place_id=rule.place_id,
        cause=Cause.SILENT,
        detector="silence",
        source=rule.device,
        started_at_ms=last_ms,
        raised_at_ms=last_ms + limit_ms(rule, state.intervals_ms),
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(device=rule.device, value_at_ms=last_ms, interval_s=usual_s),
    )
