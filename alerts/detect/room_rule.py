"""What the room detector is told (RoomRule), and how it says what it found."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from alerts.detect.upper import Upper
from ingest.clock import MS_PER_SECOND

Mark: TypeAlias = tuple[int, float]
"""An instant and the air then."""


class RoomRule(msgspec.Struct, frozen=True, gc=False):
    """How the air of a cooled room is watched.

    Attributes:
        place_id, source, device, quantity: what is watched.
        limit: the upper limits of the air [unit of quantity].
        horizon_s: a breach of it that is further away calls nobody [s].
        starts_per_h: a unit that starts more often than this wears out [1/h].
        longer: so many times the usual is a change [-].
    """

    place_id: str
    source: str
    device: str
    quantity: str
    limit: Upper
    horizon_s: float
    starts_per_h: float
    longer: float


class Past(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A hump of the air that is over.

    Attributes:
        start_ms: when it began.
        warmed_ms: how long the air was warmed.
        rise_k: by how much [K].
        half_ms: how long half of that took to go; None where nobody saw that.
        step_ms: from one value of the sensor to the next.
    """

    start_ms: int
    warmed_ms: int
    rise_k: float
    half_ms: int | None
    step_ms: int = 0


class Failing(msgspec.Struct, frozen=True, gc=False):
    """A unit that does not do its work as it usually does.

    Attributes:
        fault: what is wrong with it.
        started_at_ms, raised_at_ms: since when, and when that was certain.
        found, usual: how it is and how it usually is: durations [s], or a height [K].
    """

    fault: Fault
    started_at_ms: int
    raised_at_ms: int
    found: float
    usual: float


def failing_spell(rule: RoomRule, failing: Failing, now: Mark, ended_at_ms: int | None) -> Spell:
    """Return a failing unit as a spell."""
    at_ms, value = now
    facts = Facts(
        quantity=rule.quantity,
        device=rule.device,
        value=value,
        value_at_ms=at_ms,
        fault=failing.fault,
        found=failing.found,
        usual=failing.usual,
    )
    return Spell(
        place_id=rule.place_id,
        cause=Cause.UNIT_FAILING,
        detector="room",
        source=rule.source,
        started_at_ms=failing.started_at_ms,
        raised_at_ms=failing.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=facts,
    )


def middle(durations_ms: Sequence[float]) -> float:
    """Return the usual one of several durations [s]."""
    return median(durations_ms) / MS_PER_SECOND
