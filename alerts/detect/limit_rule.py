"""What the limits detector is told (LimitRule) and what it remembers (LimitState)."""

from __future__ import annotations

import msgspec

from alerts.cause import Cause
from alerts.detect.schedule import Schedule
from alerts.detect.turning import Turn

HIGH, INSIDE, LOW = 1, 0, -1


class LimitRule(msgspec.Struct, frozen=True, gc=False):
    """What is too high or too low for one quantity of one device.

    Attributes:
        place_id: where it is watched.
        source: whose finding it is; one spell at a time per source.
        device, quantity: what is watched.
        low, high: limits [unit of quantity]; None where there is none.
        cause_low, cause_high: what it is called when the value is beyond them.
        hysteresis: how far back inside a value must be to count as back [unit of quantity].
        dwell_s: how long it must stay out to be raised [s].
        clear_s: how long it must stay back to be over [s].
        act_now_after_s: from when on it is severe [s since its start]; None: never.
        detector: the name in its spells.
        critical_low, critical_high: limits further out [unit of quantity]; None where there is none.
        critical_dwell_s: how long it must stay beyond those to be severe [s].
        schedule: which limits hold when, in place of all four; None: the same always.
        brought_back: a place that works brings the value back: the dwell is what it was too high without
            being on its way back, until it would be severe.
    """

    place_id: str
    source: str
    device: str
    quantity: str
    cause_high: Cause
    cause_low: Cause
    low: float | None = None
    high: float | None = None
    hysteresis: float = 0.0
    dwell_s: float = 0.0
    clear_s: float = 0.0
    act_now_after_s: float | None = None
    detector: str = "limits"
    critical_low: float | None = None
    critical_high: float | None = None
    critical_dwell_s: float = 0.0
    schedule: Schedule | None = None
    brought_back: bool = False


class LimitState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values; all defaults: inside the limits.

    Attributes:
        side: HIGH, LOW or INSIDE.
        started_at_ms: when the first value beyond the limit was observed.
        beyond_since_ms: since when it is out without a break.
        inside_since_ms: since when a raised one is back inside; None while it is out.
        critical_since_ms: since when it is beyond a critical limit; None while it is not.
        raised_at_ms, act_now_at_ms: when it was raised and became severe; None before.
        value, value_at_ms: the newest value.
        peak, peak_at_ms: the value furthest out.
        anchors: two older (instant, value) pairs that the trend is measured from.
        turn: whether it is on its way back; None where nobody asks.
    """

    side: int = INSIDE
    started_at_ms: int = 0
    beyond_since_ms: int = 0
    inside_since_ms: int | None = None
    raised_at_ms: int | None = None
    act_now_at_ms: int | None = None
    value: float = 0.0
    value_at_ms: int = 0
    peak: float = 0.0
    peak_at_ms: int = 0
    anchors: tuple[tuple[int, float], tuple[int, float]] = ((0, 0.0), (0, 0.0))
    critical_since_ms: int | None = None
    turn: Turn | None = None
