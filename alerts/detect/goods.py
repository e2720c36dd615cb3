"""Goods: the life of a lot as its place's temperature spends it, and when that goes wrong.

A *warm spell* is shelf life lost by fault of the place: the goods are above their storage range and the
place does not bring them back. Goods that arrive warm and cool down in air that is in order spend their
life faster too, and that is booked, but it is not an excursion of the place. A *cold spell* is goods
about to freeze or being chilled, and a law may ask for less than either. The step for a reading when nothing
is wrong is short; everything else is in ``goods_warm``, ``goods_cold``, ``goods_law``, ``goods_toll`` (what
adds up), ``goods_ahead`` (what is to come) and ``goods_unseen`` (what is to be feared).
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from alerts.alert import Spell
from alerts.detect import goods_ahead, goods_cold, goods_law, goods_toll, goods_unseen, goods_warm
from alerts.detect.goods_rule import GoodsRule, GoodsState, OpenSpell, goods_rule
from alerts.doubt import is_doubted, seen_by_others
from alerts.journey import close, fold
from alerts.science.scalar import after_ramp
from ingest.clock import MS_PER_HOUR

__all__ = [
    "GoodsRule",
    "GoodsState",
    "OpenSpell",
    "deadline_ms",
    "goods_rule",
    "initial",
    "is_quiet",
    "step",
    "tick",
]

Found: TypeAlias = tuple[GoodsState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: GoodsRule) -> GoodsState:
    """Return the state in which the lot arrives; its way there is booked at the temperature it had."""
    journey = close(rule.exposure, rule.initial, rule.start_ms)
    product_c = journey.product_temperature_c
    state = GoodsState(
        journey=journey,
        cold_c=product_c,
        mark_c=product_c,
        mark_at_ms=journey.at_ms,
        falling=True,
        settled=product_c <= rule.upper_c,
    )
    return goods_toll.arrived(state)


def step(rule: GoodsRule, state: GoodsState, at_ms: int, value: float) -> Found:
    """Take the next reading [°C] in the order of observation; one from outside the stay ends it."""
    if rule.end_ms is not None and at_ms >= rule.end_ms:
        return tick(rule, state, rule.end_ms)
    before = state.journey
    elapsed_ms = at_ms - before.at_ms
    if elapsed_ms < 0 or (elapsed_ms == 0 and before.air_c is not None):
        return state, ()
    if not rule.doubts:
        journey = fold(rule.exposure, before, at_ms, value)
    elif is_doubted(rule.doubts, at_ms):
        return state, ()
    else:
        seen = seen_by_others(rule.doubts, before.at_ms, at_ms)
        journey = fold(rule.exposure, before, at_ms, value, seen=seen)
    product_c = cold_c = journey.product_temperature_c
    freeze_lag_ms = rule.freeze_lag_h * MS_PER_HOUR
    if rule.exposure.lag_ms > freeze_lag_ms and elapsed_ms > 0:
        air_c = value if before.air_c is None else before.air_c
        until_c = rule.exposure.until_c(air_c, value)
        cold_c = after_ramp(state.cold_c, air_c, until_c, elapsed_ms / freeze_lag_ms)
    inside = product_c <= rule.upper_c and cold_c > rule.lower_c and value > rule.hard_low_c
    if rule.legal_c is not None:
        inside = inside and not goods_law.is_beyond(rule, journey)
    if rule.doubts:
        state = goods_unseen.carried(rule, state, at_ms)
    if inside and is_quiet(state) and not goods_ahead.changes(rule, state, journey):
        return GoodsState(journey, cold_c, product_c, at_ms, state.falling, settled=True), ()
    return _judge(rule, state, msgspec.structs.replace(state, journey=journey, cold_c=cold_c, ticked_ms=0))


def is_quiet(state: GoodsState) -> bool:
    """Tell whether nothing is wrong with goods that have settled, whatever lies ahead of them."""
    return state.settled and state.warm is None and state.cold is None and state.law is None


def tick(rule: GoodsRule, state: GoodsState, now_ms: int) -> Found:
    """Raise what is due by *now_ms* although no reading came, and end the spells of a lot that left."""
    already = _spells(rule, state, state.ticked_ms)
    due = tuple(spell for spell in _spells(rule, state, now_ms) if spell not in already)
    return (msgspec.structs.replace(state, ticked_ms=now_ms), due) if due else (state, ())


def deadline_ms(rule: GoodsRule, state: GoodsState) -> int | None:
    """Return when the last reading, if it holds, will be raised or become severe, or the lot leaves."""
    heard_ms = state.ticked_ms
    short_ms = goods_unseen.short_at_ms(rule, state) if rule.doubts else None
    if short_ms is not None and short_ms <= heard_ms:
        short_ms = None
    if state.warm is None and state.cold is None and state.law is None:
        return short_ms
    if rule.end_ms is not None and heard_ms >= rule.end_ms:
        return None
    instants = [rule.end_ms, short_ms]
    if state.warm is not None:
        instants.append(goods_warm.deadline_ms(rule, goods_warm.fire(rule, state, heard_ms)))
    if state.cold is not None:
        instants.append(goods_cold.deadline_ms(rule, state, goods_cold.fire(rule, state, heard_ms)))
    if state.law is not None:
        instants.append(goods_law.deadline_ms(rule, goods_law.fire(rule, state, heard_ms)))
    return min((instant for instant in instants if instant is not None), default=None)


def _judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> Found:
    """Judge a reading with which something is, was or may be wrong."""
    after = goods_toll.charged(rule, before, after)
    after, warm = goods_warm.judge(rule, before, after)
    after, cold = goods_cold.judge(rule, before, after)
    after, law = goods_law.judge(rule, before, after)
    after, ahead = goods_ahead.judge(rule, before, goods_toll.arrived(after))
    return after, warm + cold + law + ahead


def _spells(rule: GoodsRule, state: GoodsState, until_ms: int) -> tuple[Spell, ...]:
    """Return the lasting spells as timers up to *until_ms* leave them, and what nobody saw."""
    ended_ms = rule.end_ms if rule.end_ms is not None and until_ms >= rule.end_ms else None
    last_ms = until_ms if ended_ms is None else ended_ms - 1
    found = []
    if state.warm is not None:
        warm = goods_warm.fire(rule, state, last_ms)
        found.append(goods_warm.spell(rule, state, warm, ended_ms))
    if state.cold is not None:
        cold = goods_cold.fire(rule, state, last_ms)
        found.append(goods_cold.spell(rule, state, cold, ended_ms))
    if state.law is not None:
        law = goods_law.fire(rule, state, last_ms)
        found.append(goods_law.spell(rule, state, law, ended_ms))
    short_ms = goods_unseen.short_at_ms(rule, state) if rule.doubts else None
    if short_ms is not None and short_ms <= last_ms:
        found.append(goods_unseen.spell(rule, state, short_ms, ended_ms))
    return tuple(found)
