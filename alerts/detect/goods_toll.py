"""What places take from goods that were cold once: many short warm spells, and cold that adds up.

Each spell alone may be too short to be worth a message; together they cost days. So the loss since the goods
were first cold goes with them from place to place, and the spell that uses the budget up is raised.
"""

from __future__ import annotations

import msgspec
import numpy as np

from alerts.detect.goods_rule import GoodsRule, GoodsState, hours_between
from alerts.journey import Toll
from alerts.remaining_life import planned_life_h
from alerts.science.cold_limits import ColdLimits, chilling_cost


def charged(rule: GoodsRule, before: GoodsState, after: GoodsState) -> GoodsState:
    """Return *after* with what its newest reading adds to the toll."""
    toll = after.journey.toll
    if toll.cooled:
        toll = _warmed(rule, before, after, toll)
    if rule.chilling is not None and min(before.cold_c, after.cold_c) < rule.chilling.threshold_c:
        hours = hours_between(before.journey.at_ms, after.journey.at_ms)
        injury = toll.injury + injured(rule.chilling, before.cold_c, after.cold_c, hours)
        toll = msgspec.structs.replace(toll, injury=injury)
    return with_toll(after, toll)


def arrived(state: GoodsState) -> GoodsState:
    """Return *state* as of goods that were cold once, where they have settled."""
    toll = state.journey.toll
    if not state.settled or toll.cooled:
        return state
    return with_toll(state, msgspec.structs.replace(toll, cooled=True))


def overspent(rule: GoodsRule, state: GoodsState) -> bool:
    """Tell whether a budget is used up of which people were not told yet."""
    toll = state.journey.toll
    return toll.lost - toll.told >= rule.budget_fraction


def told(state: GoodsState) -> GoodsState:
    """Return *state* after people were told of what was lost so far."""
    toll = state.journey.toll
    return with_toll(state, msgspec.structs.replace(toll, told=toll.lost))


def injured(cold: ColdLimits, start_c: float, end_c: float, hours: float) -> float:
    """Return what a straight line of temperature injures, as a part of what is stood [-]."""
    ends = np.array([start_c]), np.array([end_c])
    return float(chilling_cost(cold)(*ends, np.array([hours]))[0])


def with_toll(state: GoodsState, toll: Toll) -> GoodsState:
    """Return *state* with another toll."""
    if toll is state.journey.toll:
        return state
    return msgspec.structs.replace(state, journey=msgspec.structs.replace(state.journey, toll=toll))


def _warmed(rule: GoodsRule, before: GoodsState, after: GoodsState, toll: Toll) -> Toll:
    """Return the toll with what was spent beyond plan above the storage range."""
    was_c, is_c = before.journey.product_temperature_c, after.journey.product_temperature_c
    if is_c <= rule.upper_c:
        return toll
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    planned = hours_between(before.journey.at_ms, after.journey.at_ms) / life_h
    lost = max(0.0, after.journey.life_used - before.journey.life_used - planned)
    began = was_c <= rule.upper_c
    return msgspec.structs.replace(toll, lost=toll.lost + lost, spells=toll.spells + began)
