"""Dry-down: a root zone whose easily had water will soon be used up, told while it can still be watered.

Roots draw by day and rest by night, so that a trend over hours says little. Compared is what the soil held at
the same hour of each day since it was watered last; beyond the water that is easily had a crop suffers.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.course import Mark
from alerts.science.dry_down_trend import LEAST_SAMPLES
from alerts.science.soil import RootZone
from alerts.science.soil_contents import forecast_of_contents
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND

SPAN_MS = 2 * MS_PER_HOUR
"""Its mean keeps out what one reading is off by."""

_KEPT_MS = 5 * MS_PER_DAY
"""What was drawn before that was drawn in other weather."""

_LATER = 1.5
"""What is this much further away than the horizon is no longer soon. [-]"""

_PERCENT = 100.0


class DryDownRule(msgspec.Struct, frozen=True, gc=False):
    """When a root zone is drying too far.

    Attributes:
        place_id, source, device, quantity: the probe in the soil.
        capacity_pct, wilting_pct: what the soil holds when it is drained, and what roots leave [% vol].
        fraction: the share in between that a crop takes without suffering [-].
        horizon_s: what is further away calls nobody [s].
        watered_pct: the least that a watering brings [% vol].
    """

    place_id: str
    source: str
    device: str
    quantity: str
    capacity_pct: float
    wilting_pct: float
    fraction: float
    horizon_s: float
    watered_pct: float

    @property
    def limit_pct(self) -> float:
        """Return at which content the easily had water is used up [% vol]."""
        return self.capacity_pct - self.fraction * (self.capacity_pct - self.wilting_pct)


class Drying(msgspec.Struct, frozen=True, gc=False):
    """A root zone that is drying too far.

    Attributes:
        started_at_ms: since when that is seen.
        dry_at_ms, early_ms: when the water is used up, by the middle of what is likely and its early edge.
        driest_pct, driest_at_ms: its lowest content since then [% vol].
    """

    started_at_ms: int
    dry_at_ms: int
    early_ms: int
    driest_pct: float
    driest_at_ms: int


class DryDownState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values.

    Attributes:
        mark: the newest value and its instant; None before the first.
        ends_ms, count, total: when the present span ends, and what was read in it.
        past: the mean of each span since the last watering, oldest first, at its middle.
        drying: a root zone that is drying too far.
    """

    mark: Mark | None = None
    ends_ms: int = 0
    count: int = 0
    total: float = 0.0
    past: tuple[Mark, ...] = ()
    drying: Drying | None = None


Found: TypeAlias = tuple[DryDownState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: DryDownRule) -> DryDownState:
    """Return the state before the first value."""
    return DryDownState()


def step(rule: DryDownRule, state: DryDownState, at_ms: int, value: float) -> Found:
    """Take the next value [% vol] in the order of observation."""
    ended: tuple[Spell, ...] = ()
    if at_ms >= state.ends_ms:
        if state.count:
            state, ended = _over(
                rule, state, (state.ends_ms - SPAN_MS // 2, state.total / state.count), at_ms
            )
        ends_ms = (at_ms // SPAN_MS + 1) * SPAN_MS
        state = msgspec.structs.replace(state, ends_ms=ends_ms, count=0, total=0.0)
    drying = state.drying
    if drying is not None and value < drying.driest_pct:
        drying = msgspec.structs.replace(drying, driest_pct=value, driest_at_ms=at_ms)
    count, total = state.count + 1, state.total + value
    state = msgspec.structs.replace(state, mark=(at_ms, value), count=count, total=total, drying=drying)
    return state, ended if drying is None else (*ended, _spell(rule, state, drying, None))


def tick(_rule: DryDownRule, state: DryDownState, _now_ms: int) -> Found:
    """Say nothing: soil that nobody sees is a matter of silence."""
    return state, ()


def deadline_ms(_rule: DryDownRule, _state: DryDownState) -> int | None:
    """Return None: see ``tick``."""
    return None


def _over(rule: DryDownRule, state: DryDownState, mark: Mark, at_ms: int) -> Found:
    """Return what a span that is over says."""
    lately = [content for then_ms, content in state.past if then_ms > mark[0] - MS_PER_DAY]
    watered = mark[1] >= min(lately, default=mark[1]) + rule.watered_pct
    kept = () if watered else tuple(one for one in state.past if one[0] > mark[0] - _KEPT_MS)
    state = msgspec.structs.replace(state, past=(*kept, mark))
    before = state.drying
    drying = None if watered else _expected(rule, state, at_ms)
    if drying is None and before is not None and not watered and mark[1] <= rule.limit_pct:
        drying = before  # it is dry, however slowly it goes on
    if before is not None and drying is None:
        return msgspec.structs.replace(state, drying=None), (_spell(rule, state, before, at_ms),)
    return msgspec.structs.replace(state, drying=drying), ()


def _expected(rule: DryDownRule, state: DryDownState, at_ms: int) -> Drying | None:
    """Return when the water is used up, where that is soon."""
    last_ms = state.past[-1][0]
    daily = [one for one in state.past if (last_ms - one[0]) % MS_PER_DAY == 0]
    if len(daily) < LEAST_SAMPLES:
        return state.drying
    zone = RootZone(rule.capacity_pct / _PERCENT, rule.wilting_pct / _PERCENT, 1.0)
    contents = [
        ((then_ms - last_ms) / MS_PER_DAY, min(max(content / _PERCENT, 0.0), 1.0))
        for then_ms, content in daily
    ]
    early_d, middle_d = forecast_of_contents(contents, zone, rule.fraction)
    horizon_d = rule.horizon_s * MS_PER_SECOND / MS_PER_DAY
    before = state.drying
    if middle_d > horizon_d * (1.0 if before is None else _LATER):
        return None
    early_ms, dry_at_ms = (last_ms + int(days * MS_PER_DAY) for days in (early_d, middle_d))
    if before is not None:
        return msgspec.structs.replace(before, dry_at_ms=dry_at_ms, early_ms=early_ms)
    return Drying(at_ms, dry_at_ms, early_ms, state.past[-1][1], at_ms)


def _spell(rule: DryDownRule, state: DryDownState, drying: Drying, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    at_ms, value = state.mark or (None, None)
    return Spell(
        place_id=rule.place_id,
        cause=Cause.SOIL_TOO_DRY,
        detector="dry_down",
        source=rule.source,
        started_at_ms=drying.started_at_ms,
        raised_at_ms=drying.started_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=rule.quantity,
            device=rule.device,
            value=value,
            value_at_ms=at_ms,
            limit=rule.limit_pct,
            peak=drying.driest_pct,
            peak_at_ms=drying.driest_at_ms,
            breach_at_ms=drying.dry_at_ms,
            breach_early_ms=drying.early_ms,
        ),
    )
