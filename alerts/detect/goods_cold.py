"""Goods in the cold: about to freeze, or chilled for longer than they stand.

Ice in the cells is not undone, so goods are *about to freeze* while air that stays as it is would freeze them
within the hour, and that is severe after a short dwell. Chilling adds up, and
goes with the goods from place to place: half of what a product stands is told, all of it is severe. A product
that knows of no such budget is told of like one that freezes.
"""

from __future__ import annotations

from math import log

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.goods_rule import GoodsRule, GoodsState, OpenSpell
from alerts.detect.goods_toll import injured
from alerts.remaining_life import planned_life_h, spread_with_gaps
from alerts.science.chilling import ACT_AT, WARN_AT
from alerts.science.scalar import after_ramp
from alerts.science.shelf_life import remaining_life
from ingest.clock import MS_PER_HOUR, MS_PER_SECOND
from ingest.quantity import PRODUCT

HYSTERESIS_K = 0.3
"""House choice: goods are safe from the cold when they are so far above the limit. [K]"""
AHEAD_H = 1.0
"""House choice: what somebody who is called at night needs to be there. [h]"""


def judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> tuple[GoodsState, tuple[Spell, ...]]:
    """Judge the newest reading; *after* holds its journey and its toll."""
    at_ms, cold_c = after.journey.at_ms, after.cold_c
    ahead_c = _ahead_c(rule, after)
    freezing = at_ms if ahead_c <= rule.hard_low_c else None
    if before.cold is None:
        if cold_c > rule.lower_c and freezing is None:
            return after, ()
        opened = OpenSpell(at_ms, after.journey.life_used, cold_c, at_ms, bad_since_ms=freezing)
        opened = msgspec.structs.replace(opened, too_late_at_ms=_frozen_at_ms(rule, after))
        after = msgspec.structs.replace(after, cold=opened)
        return after, (spell(rule, after, opened, None),)
    cold, frozen_at_ms = fire(rule, before, at_ms), _frozen_at_ms(rule, after)
    cold = msgspec.structs.replace(
        cold,
        trend_per_h=(cold_c - before.cold_c) * MS_PER_HOUR / (at_ms - before.journey.at_ms),
        bad_since_ms=_since(rule, cold, ahead_c, freezing),
        too_late_at_ms=cold.too_late_at_ms if frozen_at_ms is None else frozen_at_ms,
    )
    if cold_c < cold.peak:
        cold = msgspec.structs.replace(cold, peak=cold_c, peak_at_ms=at_ms)
    if cold_c > rule.lower_c + HYSTERESIS_K and cold.bad_since_ms is None:
        return msgspec.structs.replace(after, cold=None), (spell(rule, after, cold, at_ms),)
    after = msgspec.structs.replace(after, cold=cold)
    heard = cold.raised_at_ms is not None or before.ticked_ms > 0
    return after, (spell(rule, after, cold, None),) if heard else ()


def fire(rule: GoodsRule, state: GoodsState, until_ms: int) -> OpenSpell:
    """Return the lasting spell as timers up to *until_ms* leave it."""
    cold = state.cold
    if cold is None:
        raise ValueError(f"{rule.source}: no cold spell lasts, so no timer of it can fire")
    deadline = deadline_ms(rule, state, cold)
    while deadline is not None and deadline <= until_ms:
        if _freezes_at_ms(rule, cold) == deadline or cold.raised_at_ms is not None:
            cold = msgspec.structs.replace(cold, act_now_at_ms=deadline)
        if cold.raised_at_ms is None:
            cold = msgspec.structs.replace(cold, raised_at_ms=deadline)
        deadline = deadline_ms(rule, state, cold)
    return cold


def deadline_ms(rule: GoodsRule, state: GoodsState, cold: OpenSpell) -> int | None:
    """Return when the spell, if the last reading holds, will be raised or become severe."""
    if cold.act_now_at_ms is not None:
        return None
    level = WARN_AT if cold.raised_at_ms is None else ACT_AT
    found = (_freezes_at_ms(rule, cold), _injured_at_ms(rule, state, level))
    instants = [instant for instant in found if instant is not None]
    return max(min(instants), cold.raised_at_ms or cold.started_at_ms) if instants else None


def _ahead_c(rule: GoodsRule, state: GoodsState) -> float:
    """Return how cold the goods will have been within AHEAD_H, if the air stays as it is [°C]."""
    air_c = state.journey.air_c
    if rule.measured or air_c is None or air_c >= state.cold_c:
        return state.cold_c
    return after_ramp(state.cold_c, air_c, air_c, AHEAD_H / _lag_h(rule))


def _frozen_at_ms(rule: GoodsRule, state: GoodsState) -> int | None:
    """Return when goods will be frozen that are not yet; None where they will not, or already are."""
    air_c, at_ms = state.journey.air_c, state.journey.at_ms
    if rule.measured or air_c is None or not air_c < rule.hard_low_c < state.cold_c:
        return None
    lags = log((state.cold_c - air_c) / (rule.hard_low_c - air_c))
    return at_ms + int(lags * _lag_h(rule) * MS_PER_HOUR)


def _lag_h(rule: GoodsRule) -> float:
    """Return the lag of the goods that follow the air first [h]."""
    return min(rule.freeze_lag_h, rule.exposure.lag_ms / MS_PER_HOUR)


def _since(rule: GoodsRule, cold: OpenSpell, ahead_c: float, freezing_ms: int | None) -> int | None:
    """Return since when the goods are about to freeze; a little warmer, and they still are."""
    if cold.bad_since_ms is not None and ahead_c <= rule.hard_low_c + HYSTERESIS_K:
        return cold.bad_since_ms
    return freezing_ms


def _freezes_at_ms(rule: GoodsRule, cold: OpenSpell) -> int | None:
    if cold.bad_since_ms is None:
        return None
    return cold.bad_since_ms + int(rule.freeze_dwell_s * MS_PER_SECOND)


def _injured_at_ms(rule: GoodsRule, state: GoodsState, level: float) -> int | None:
    """Return when chilling reaches *level* of what is stood, if the goods stay as cold as they are."""
    if rule.chilling is None:
        return None
    per_h = injured(rule.chilling, state.cold_c, state.cold_c, 1.0)
    missing = max(0.0, level - state.journey.toll.injury)
    if per_h <= 0.0:
        return None if missing > 0.0 else state.journey.at_ms
    return state.journey.at_ms + int(missing / per_h * MS_PER_HOUR)


def spell(rule: GoodsRule, state: GoodsState, cold: OpenSpell, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    journey = state.journey
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    band = remaining_life(journey.life_used, life_h, spread_with_gaps(rule.spread, journey))
    return Spell(
        place_id=rule.place_id,
        cause=Cause.TOO_COLD,
        detector="goods",
        source=rule.source,
        started_at_ms=cold.started_at_ms,
        raised_at_ms=cold.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=cold.act_now_at_ms,
        facts=Facts(
            quantity=PRODUCT,
            device=rule.device,
            value=state.cold_c,
            value_at_ms=journey.at_ms,
            limit=rule.lower_c,
            breach_at_ms=cold.too_late_at_ms,
            injury=None if rule.chilling is None else journey.toll.injury,
            peak=cold.peak,
            peak_at_ms=cold.peak_at_ms,
            trend_per_h=cold.trend_per_h,
            lot_id=rule.lot_id,
            product_id=rule.product_id,
            product_temperature_c=state.cold_c,
            life_left_h=band.p50,
            life_left_low_h=band.p20,
        ),
    )
