"""What lies ahead of goods: too little life on arrival, a late arrival, a harvest that waits in the warmth.

Judged at readings only: nothing here gets worse by a clock alone that silence would not be told of before.
Life on arrival is judged by the careful edge of its band, with the goods kept as planned from now on.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, inf

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.goods_rule import GoodsRule, GoodsState, Prospect, hours_between
from alerts.journey import JourneyState
from alerts.remaining_life import planned_life_h, spread_with_gaps
from alerts.science.shelf_life import P20_DEVIATE, remaining_life
from ingest.quantity import PRODUCT

WORTH_A_WORD_H = 1.0
"""House choice: what is known of a prospect is told again when it has changed by so much. [h]"""
EASED_H = 2.0
"""House choice: life on arrival is enough again when it exceeds what is required by so much. [h]"""
_HALVINGS = 30
"""So often halved, one is 1e-9."""


def judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> tuple[GoodsState, tuple[Spell, ...]]:
    """Judge the newest reading; *after* holds its journey."""
    known = {prospect.cause: prospect for prospect in before.prospects}
    at_ms = after.journey.at_ms
    prospects, spells = [], []
    for cause, size_h, is_severe in _found(rule, after, known):
        prospect = known.pop(cause, None)
        worth_telling = prospect is None or abs(prospect.told_h - size_h) >= WORTH_A_WORD_H
        if prospect is None:
            prospect = Prospect(cause, at_ms, size_h)
        if is_severe and prospect.act_now_at_ms is None:
            prospect, worth_telling = msgspec.structs.replace(prospect, act_now_at_ms=at_ms), True
        if worth_telling:
            prospect = msgspec.structs.replace(prospect, told_h=size_h)
            spells.append(spell(rule, after, prospect, None))
        prospects.append(prospect)
    spells.extend(spell(rule, after, prospect, at_ms) for prospect in known.values())
    return msgspec.structs.replace(after, prospects=tuple(prospects)), tuple(spells)


def changes(rule: GoodsRule, state: GoodsState, journey: JourneyState) -> bool:
    """Tell whether *journey*, of goods that are within their storage range, needs to be judged."""
    if state.prospects:
        return True
    return is_late(rule, journey.at_ms) or is_short(rule, journey)


def is_late(rule: GoodsRule, at_ms: int) -> bool:
    """Tell whether the goods arrive after they are due, or are due and still here."""
    if rule.due_at_ms is None:
        return False
    return at_ms > rule.due_at_ms or (rule.arrives_at_ms or 0) > rule.due_at_ms


def is_short(rule: GoodsRule, journey: JourneyState, spare_h: float = 0.0) -> bool:
    """Tell whether the careful edge of life on arrival is less than required and *spare_h* [h]."""
    if rule.required_life_h is None:
        return False
    return on_arrival_low_h(rule, journey) < rule.required_life_h + spare_h


def on_arrival_low_h(rule: GoodsRule, journey: JourneyState) -> float:
    """Return what is left on arrival, where none is planned now, by the careful edge [h as planned]."""
    arrives_ms = max(filter(None, (rule.arrives_at_ms, rule.due_at_ms)), default=journey.at_ms)
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    used = journey.life_used + max(0.0, hours_between(journey.at_ms, arrives_ms)) / life_h
    if journey.half_range == 0.0:
        return max(0.0, 1.0 - used) * life_h * exp(-P20_DEVIATE * rule.spread)
    arrived = msgspec.structs.replace(journey, life_used=used)
    return remaining_life(used, life_h, spread_with_gaps(rule.spread, arrived)).p20


def margin(rule: GoodsRule, journey: JourneyState) -> float | None:
    """Return how much more life [-] than planned may be spent before the goods are short of it.

    Infinite where nobody requires any; None where that depends on more than what is spent.
    """
    if rule.required_life_h is None:
        return inf
    if rule.due_at_ms is None:
        return None
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    if journey.half_range == 0.0:
        spare_h = on_arrival_low_h(rule, journey) - rule.required_life_h
        return spare_h / (life_h * exp(-P20_DEVIATE * rule.spread))
    enough, short = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (enough + short) / 2.0
        used = msgspec.structs.replace(journey, life_used=journey.life_used + middle)
        enough, short = (enough, middle) if is_short(rule, used) else (middle, short)
    return enough


def spell(rule: GoodsRule, state: GoodsState, prospect: Prospect, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now: raised when it was found."""
    journey = state.journey
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    band = remaining_life(journey.life_used, life_h, spread_with_gaps(rule.spread, journey))
    waits = prospect.cause is Cause.WAITING_WARM
    return Spell(
        place_id=rule.place_id,
        cause=prospect.cause,
        detector="goods",
        source=rule.source,
        started_at_ms=prospect.started_at_ms,
        raised_at_ms=prospect.started_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=prospect.act_now_at_ms,
        facts=Facts(
            quantity=PRODUCT,
            device=rule.device,
            value=journey.product_temperature_c,
            value_at_ms=journey.at_ms,
            limit=rule.upper_c if waits else None,
            lot_id=rule.lot_id,
            product_id=rule.product_id,
            product_temperature_c=journey.product_temperature_c,
            life_lost_h=_waited_h(rule, journey) if waits else None,
            life_left_h=band.p50,
            life_left_low_h=band.p20,
            on_arrival_low_h=_arrival_low_h(rule, journey),
            required_h=rule.required_life_h,
            arrives_at_ms=rule.arrives_at_ms,
            due_at_ms=rule.due_at_ms,
            unseen_h=journey.half_range * life_h if journey.half_range > 0.0 else None,
        ),
    )


def _arrival_low_h(rule: GoodsRule, journey: JourneyState) -> float | None:
    is_asked = rule.due_at_ms is not None or rule.required_life_h is not None
    return on_arrival_low_h(rule, journey) if is_asked else None


def _found(
    rule: GoodsRule, state: GoodsState, known: dict[Cause, Prospect]
) -> Iterator[tuple[Cause, float, bool]]:
    """Yield what is found, how large it is [h], and whether it is severe."""
    journey = state.journey
    waited_h = _waited_h(rule, journey)
    budget_h = rule.waiting_fraction * planned_life_h(rule.exposure, rule.planned_temperature_c)
    if waited_h >= budget_h and _waits(rule, state):
        yield Cause.WAITING_WARM, waited_h, waited_h >= 2.0 * budget_h
    if is_short(rule, journey, EASED_H if Cause.LIFE_SHORT in known else 0.0):
        yield Cause.LIFE_SHORT, on_arrival_low_h(rule, journey), False
    if is_late(rule, journey.at_ms):
        yield Cause.ARRIVES_LATE, 0.0, False


def _waits(rule: GoodsRule, state: GoodsState) -> bool:
    """Tell whether goods that were never cold are warm, in a place that does not cool them.

    Where a warm spell lasts, that says it already.
    """
    journey = state.journey
    if state.warm is not None or journey.toll.cooled or journey.product_temperature_c <= rule.upper_c:
        return False
    if rule.measured:
        return not state.falling
    return journey.air_c is not None and journey.air_c > rule.upper_c


def _waited_h(rule: GoodsRule, journey: JourneyState) -> float:
    """Return the life that was spent beyond plan since the harvest [h at the planned temperature]."""
    used_h = journey.life_used * planned_life_h(rule.exposure, rule.planned_temperature_c)
    return max(0.0, used_h - hours_between(rule.harvested_at_ms, journey.at_ms))
