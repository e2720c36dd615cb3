"""Goods about to freeze: severe after a short dwell, because ice in the cells is not undone."""

from __future__ import annotations

import msgspec

from alerts.alert import Cause, Facts, Spell
from alerts.detect.goods_rule import GoodsRule, GoodsState, OpenSpell
from alerts.journey import planned_life_h, spread_with_gaps
from alerts.science.shelf_life import remaining_life
from ingest.clock import MS_PER_HOUR, MS_PER_SECOND

HYSTERESIS_K = 0.3
"""House choice: goods are safe from freezing when they are so far above the limit. [K]"""


def judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> tuple[GoodsState, tuple[Spell, ...]]:
    """Judge the newest reading; *after* holds its journey."""
    at_ms, cold_c = after.journey.at_ms, after.cold_c
    if before.cold is None:
        if cold_c > rule.lower_c:
            return after, ()
        opened = OpenSpell(at_ms, after.journey.life_used, cold_c, at_ms)
        after = msgspec.structs.replace(after, cold=opened)
        return after, (spell(rule, after, opened, None),)
    cold = fire(rule, before.cold, at_ms)
    cold = msgspec.structs.replace(
        cold, trend_per_h=(cold_c - before.cold_c) * MS_PER_HOUR / (at_ms - before.journey.at_ms)
    )
    if cold_c < cold.peak:
        cold = msgspec.structs.replace(cold, peak=cold_c, peak_at_ms=at_ms)
    if cold_c > rule.lower_c + HYSTERESIS_K:
        return msgspec.structs.replace(after, cold=None), (spell(rule, after, cold, at_ms),)
    after = msgspec.structs.replace(after, cold=cold)
    heard = cold.raised_at_ms is not None or before.ticked_ms > 0
    return after, (spell(rule, after, cold, None),) if heard else ()


def fire(rule: GoodsRule, cold: OpenSpell, until_ms: int) -> OpenSpell:
    """Return the lasting spell as timers up to *until_ms* leave it: raised and severe at once."""
    deadline = deadline_ms(rule, cold)
    if deadline is None or deadline > until_ms:
        return cold
    return msgspec.structs.replace(cold, raised_at_ms=deadline, act_now_at_ms=deadline)


def deadline_ms(rule: GoodsRule, cold: OpenSpell) -> int | None:
    """Return when the spell, if the last reading holds, will be raised."""
    if cold.raised_at_ms is not None:
        return None
    return cold.started_at_ms + int(rule.freeze_dwell_s * MS_PER_SECOND)


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
            quantity="product_temperature_c",
            device=rule.device,
            value=state.cold_c,
            value_at_ms=journey.at_ms,
            limit=rule.lower_c,
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
