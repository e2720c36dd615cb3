"""Goods too warm: when a warm spell starts, what it costs, when it is raised, severe, and over.

The place is *out of order* for a lot when it does not bring the lot back. Judged by the air: the air is
warmer than the goods may be (or, for goods that arrived warm, than the place's own limit or, had they been
cold before, than the goods; those that never were wait for the cold, see ``goods_ahead``). Judged by a probe
in the goods: they are not falling. So goods that arrive warm and cool down are
no spell, and a spell is over when the goods are back, or when the place has been in order for a while.
While the air is on its way back, as after a door or a defrost, the spell lasts and nobody is told.
"""

from __future__ import annotations

from math import inf

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect import goods_toll
from alerts.detect.goods_rule import GoodsRule, GoodsState, OpenSpell, hours_between
from alerts.detect.turning import Turn, turned
from alerts.journey import JourneyState
from alerts.remaining_life import planned_life_h, spread_with_gaps
from alerts.science.forecast import hours_until_lost
from alerts.science.shelf_life import remaining_life
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from ingest.quantity import PRODUCT

MOVE_K = 0.3
"""House choice: a probe in the goods has moved from here on; below, it is noise. [K]"""
STALL_MS = 2 * MS_PER_HOUR
"""House choice: goods that have not fallen by MOVE_K for so long are not cooling down."""
SETTLE_MS = 30 * MS_PER_MINUTE
"""House choice: goods that have been in range for so long have arrived. A probe that still hangs in the
cold air when its lot is booked in does not count as goods that are cold."""
TREND_MS = 20 * MS_PER_MINUTE
"""Memory of the trend of a probe in the goods."""


def judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> tuple[GoodsState, tuple[Spell, ...]]:
    """Judge the newest reading; *after* holds its journey, and the rest of *before*."""
    after = _marked(rule, after)
    at_ms, product_c = after.journey.at_ms, after.journey.product_temperature_c
    bad = out_of_order(rule, after)
    if before.warm is None:
        if product_c <= rule.upper_c or not bad:
            return after, ()
        opened = OpenSpell(at_ms, after.journey.life_used, product_c, at_ms, bad_since_ms=at_ms)
        opened = msgspec.structs.replace(opened, air=Turn(_air_c(after.journey), at_ms, at_ms))
        after = msgspec.structs.replace(after, falling=False, warm=opened)
        return after, (spell(rule, after, opened, None),)
    warm = _priced(rule, _followed(rule, before, after, bad=bad), after)
    if warm.raised_at_ms is not None:
        after = goods_toll.told(after)
    if _is_over(rule, warm, product_c, at_ms):
        ended_ms = at_ms if warm.cured_since_ms is None else warm.cured_since_ms
        ended = spell(rule, after, warm, ended_ms)
        return msgspec.structs.replace(after, warm=None, settled=warm.cured_since_ms is None), (ended,)
    after = msgspec.structs.replace(after, warm=warm)
    heard = warm.raised_at_ms is not None or before.ticked_ms > 0
    return after, (spell(rule, after, warm, None),) if heard else ()


def out_of_order(rule: GoodsRule, state: GoodsState) -> bool:
    """Tell whether the place does not bring the goods back into their storage range."""
    journey = state.journey
    if rule.measured:
        arrived = state.settled and state.warm is None
        return arrived or not state.falling or journey.at_ms - state.mark_at_ms > STALL_MS
    air_c = _air_c(journey)
    allowed_c = rule.upper_c if state.settled else rule.air_upper_c
    return air_c > allowed_c or (journey.toll.cooled and air_c > journey.product_temperature_c)


def fire(rule: GoodsRule, state: GoodsState, until_ms: int) -> OpenSpell:
    """Return the lasting spell as timers up to *until_ms* leave it."""
    warm = state.warm
    if warm is None:
        raise ValueError(f"{rule.source}: no warm spell lasts, so no timer of it can fire")
    deadline = deadline_ms(rule, warm)
    while deadline is not None and deadline <= until_ms:
        if warm.raised_at_ms is None:
            warm = _forecast(rule, msgspec.structs.replace(warm, raised_at_ms=deadline), state, deadline)
        else:
            warm = msgspec.structs.replace(warm, act_now_at_ms=deadline)
        deadline = deadline_ms(rule, warm)
    return warm


def deadline_ms(rule: GoodsRule, warm: OpenSpell) -> int | None:
    """Return when the spell, if the last reading holds, will be raised or become severe."""
    if warm.raised_at_ms is None:
        since_ms = warm.bad_since_ms
        return None if since_ms is None else since_ms + int(rule.dwell_s * MS_PER_SECOND)
    if warm.act_now_at_ms is not None or warm.too_late_at_ms is None:
        return None
    return max(warm.raised_at_ms, warm.too_late_at_ms - int(rule.act_now_before_h * MS_PER_HOUR))


def _marked(rule: GoodsRule, state: GoodsState) -> GoodsState:
    """Return *state* settled where the goods have been in range long enough, its mark moved with them.

    A probe that leaps from the cold into warm goods soon after they came was put into them: they get the
    benefit of the doubt that warm goods get on arrival.
    """
    at_ms, product_c = state.journey.at_ms, state.journey.product_temperature_c
    since_ms = None
    if product_c <= rule.upper_c:
        since_ms = at_ms if state.inside_since_ms is None else state.inside_since_ms
    settled = state.settled or (since_ms is not None and at_ms - since_ms >= SETTLE_MS)
    state = msgspec.structs.replace(state, settled=settled, inside_since_ms=since_ms)
    if abs(product_c - state.mark_c) < MOVE_K:
        return state
    put_in = rule.measured and not settled and state.mark_c <= rule.upper_c < product_c
    falling = put_in or product_c < state.mark_c
    return msgspec.structs.replace(state, mark_c=product_c, mark_at_ms=at_ms, falling=falling)


def _followed(rule: GoodsRule, before: GoodsState, after: GoodsState, *, bad: bool) -> OpenSpell:
    """Return the spell taken on to the newest reading: timers, peak, trend, order of the place."""
    journey = after.journey
    at_ms, product_c = journey.at_ms, journey.product_temperature_c
    warm = fire(rule, before, at_ms - 1)  # what is read at the moment at which it is due is heard first
    higher = product_c > warm.peak
    air = turned(warm.air or Turn(_air_c(journey), at_ms, at_ms), at_ms, _air_c(journey))
    lasting = bad and (rule.measured or not air.returning)
    return msgspec.structs.replace(
        warm,
        peak=product_c if higher else warm.peak,
        peak_at_ms=at_ms if higher else warm.peak_at_ms,
        bad_since_ms=(at_ms if warm.bad_since_ms is None else warm.bad_since_ms) if lasting else None,
        cured_since_ms=None if bad else (at_ms if warm.cured_since_ms is None else warm.cured_since_ms),
        trend_per_h=_trend_per_h(rule, warm, before.journey, journey),
        air=air,
    )


def _air_c(journey: JourneyState) -> float:
    return journey.product_temperature_c if journey.air_c is None else journey.air_c


def _trend_per_h(rule: GoodsRule, warm: OpenSpell, before: JourneyState, now: JourneyState) -> float:
    if not rule.measured and now.air_c is not None:
        return (now.air_c - now.product_temperature_c) * MS_PER_HOUR / rule.exposure.lag_ms
    elapsed_ms = now.at_ms - before.at_ms
    slope = (now.product_temperature_c - before.product_temperature_c) * MS_PER_HOUR / elapsed_ms
    return warm.trend_per_h + (slope - warm.trend_per_h) * elapsed_ms / (elapsed_ms + TREND_MS)


def _priced(rule: GoodsRule, warm: OpenSpell, state: GoodsState) -> OpenSpell:
    """Return the spell with what it cost by now, raised or severe where that is due."""
    at_ms = state.journey.at_ms
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    used_h = (state.journey.life_used - warm.used_at_start) * life_h
    lost_h = max(0.0, used_h - hours_between(warm.started_at_ms, at_ms))
    warm = msgspec.structs.replace(warm, lost_h=lost_h)
    is_worth_telling = lost_h >= rule.watch_lost_h or goods_toll.overspent(rule, state)
    if warm.raised_at_ms is None and warm.bad_since_ms is not None and is_worth_telling:
        warm = msgspec.structs.replace(warm, raised_at_ms=at_ms)
    return warm if warm.raised_at_ms is None else _forecast(rule, warm, state, at_ms)


def _forecast(rule: GoodsRule, warm: OpenSpell, state: GoodsState, at_ms: int) -> OpenSpell:
    """Return a raised spell with when it would be too late, severe where that is due by *at_ms*."""
    journey = state.journey
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    left_at_start_h = max(0.0, 1.0 - warm.used_at_start) * life_h
    hours = hours_until_lost(
        _acceptable_h(rule, warm, journey, left_at_start_h),
        (journey.product_temperature_c, _air_c(journey)),
        rule.exposure.lag_ms / MS_PER_HOUR,
        rule.exposure.at_plan_h,
    )
    too_late_ms = None if hours == inf else journey.at_ms + int(hours * MS_PER_HOUR)
    if hours == 0.0 and warm.too_late_at_ms is not None:
        too_late_ms = min(warm.too_late_at_ms, journey.at_ms)
    warm = msgspec.structs.replace(warm, too_late_at_ms=too_late_ms)
    dear = warm.lost_h >= rule.act_now_lost_fraction * left_at_start_h
    urgent = too_late_ms is not None and hours_between(at_ms, too_late_ms) < rule.act_now_before_h
    if warm.act_now_at_ms is None and (dear or urgent or _runs_out_fast(rule, warm, journey)):
        warm = msgspec.structs.replace(warm, act_now_at_ms=at_ms)
    return warm


def _runs_out_fast(rule: GoodsRule, warm: OpenSpell, journey: JourneyState) -> bool:
    """Tell whether the place, out of order, costs so much per hour that waiting is no option."""
    product_c = journey.product_temperature_c
    loss_per_h = rule.exposure.spent_h(product_c, product_c, 1.0) / rule.exposure.planned_rate - 1.0
    return warm.bad_since_ms is not None and loss_per_h >= rule.act_now_loss_rate


def _acceptable_h(rule: GoodsRule, warm: OpenSpell, journey: JourneyState, left_at_start_h: float) -> float:
    """Return what may still be lost [h at the planned temperature]: by the buyer, or by the house."""
    house_h = rule.too_late_fraction * left_at_start_h - warm.lost_h
    if rule.required_life_h is None:
        return house_h
    band = remaining_life(
        journey.life_used,
        planned_life_h(rule.exposure, rule.planned_temperature_c),
        spread_with_gaps(rule.spread, journey),
    )
    due_ms = journey.at_ms if rule.due_at_ms is None else rule.due_at_ms
    transit_h = max(0.0, hours_between(journey.at_ms, due_ms))
    pessimism = band.p20 / band.p50 if band.p50 > 0.0 else 1.0
    slack_h = (band.p20 - transit_h - rule.required_life_h) / pessimism
    return slack_h if slack_h + warm.lost_h > 0.0 else house_h


def _is_over(rule: GoodsRule, warm: OpenSpell, product_c: float, at_ms: int) -> bool:
    if product_c <= rule.upper_c - rule.hysteresis_k:
        return True
    since_ms = warm.cured_since_ms
    return since_ms is not None and at_ms - since_ms >= rule.cure_s * MS_PER_SECOND


def spell(rule: GoodsRule, state: GoodsState, warm: OpenSpell, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    journey = state.journey
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    band = remaining_life(journey.life_used, life_h, spread_with_gaps(rule.spread, journey))
    return Spell(
        place_id=rule.place_id,
        cause=Cause.TOO_WARM,
        detector="goods",
        source=rule.source,
        started_at_ms=warm.started_at_ms,
        raised_at_ms=warm.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=warm.act_now_at_ms,
        facts=Facts(
            quantity=PRODUCT,
            device=rule.device,
            value=journey.product_temperature_c,
            value_at_ms=journey.at_ms,
            limit=rule.upper_c,
            peak=warm.peak,
            peak_at_ms=warm.peak_at_ms,
            trend_per_h=warm.trend_per_h,
            lot_id=rule.lot_id,
            product_id=rule.product_id,
            product_temperature_c=journey.product_temperature_c,
            life_lost_h=warm.lost_h,
            life_left_h=band.p50,
            life_left_low_h=band.p20,
            too_late_at_ms=warm.too_late_at_ms if ended_at_ms is None else None,
            warm_spells=journey.toll.spells or None,
            lost_in_all_h=journey.toll.lost * life_h if journey.toll.spells else None,
        ),
    )
