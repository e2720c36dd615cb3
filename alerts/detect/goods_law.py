"""Goods beyond what a law lets them be kept at, since they were first cold: for the auditor, as well.

The law asks for a temperature, and not for what it cost: so this stands beside the warm spell that the same
hours may be, with a record of its own. Goods that were never cold are on their way there.
"""

from __future__ import annotations

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.detect.goods_rule import GoodsRule, GoodsState, OpenSpell
from alerts.journey import JourneyState
from ingest.clock import MS_PER_SECOND
from ingest.quantity import PRODUCT


def is_beyond(rule: GoodsRule, journey: JourneyState) -> bool:
    """Tell whether goods that were cold once are warmer than a law lets them be."""
    if rule.legal_c is None or not journey.toll.cooled:
        return False
    return journey.product_temperature_c > rule.legal_c


def judge(rule: GoodsRule, before: GoodsState, after: GoodsState) -> tuple[GoodsState, tuple[Spell, ...]]:
    """Judge the newest reading; *after* holds its journey."""
    at_ms, product_c = after.journey.at_ms, after.journey.product_temperature_c
    if before.law is None:
        if not is_beyond(rule, after.journey):
            return after, ()
        opened = OpenSpell(at_ms, after.journey.life_used, product_c, at_ms)
        after = msgspec.structs.replace(after, law=opened)
        return after, (spell(rule, after, opened, None),)
    law = fire(rule, before, at_ms)
    if product_c > law.peak:
        law = msgspec.structs.replace(law, peak=product_c, peak_at_ms=at_ms)
    if rule.legal_c is None or product_c <= rule.legal_c - rule.hysteresis_k:
        return msgspec.structs.replace(after, law=None), (spell(rule, after, law, at_ms),)
    after = msgspec.structs.replace(after, law=law)
    heard = law.raised_at_ms is not None or before.ticked_ms > 0
    return after, (spell(rule, after, law, None),) if heard else ()


def fire(rule: GoodsRule, state: GoodsState, until_ms: int) -> OpenSpell:
    """Return the lasting spell as timers up to *until_ms* leave it."""
    law = state.law
    if law is None:
        raise ValueError(f"{rule.source}: no law is broken, so no timer of it can fire")
    deadline = deadline_ms(rule, law)
    is_due = deadline is not None and deadline <= until_ms
    return msgspec.structs.replace(law, raised_at_ms=deadline) if is_due else law


def deadline_ms(rule: GoodsRule, law: OpenSpell) -> int | None:
    """Return when the spell, if the last reading holds, will be raised."""
    return None if law.raised_at_ms is not None else law.started_at_ms + int(rule.dwell_s * MS_PER_SECOND)


def spell(rule: GoodsRule, state: GoodsState, law: OpenSpell, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    journey = state.journey
    return Spell(
        place_id=rule.place_id,
        cause=Cause.BEYOND_LAW,
        detector="goods",
        source=rule.source,
        started_at_ms=law.started_at_ms,
        raised_at_ms=law.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            quantity=PRODUCT,
            device=rule.device,
            value=journey.product_temperature_c,
            value_at_ms=journey.at_ms,
            limit=rule.legal_c,
            peak=law.peak,
            peak_at_ms=law.peak_at_ms,
            lot_id=rule.lot_id,
            product_id=rule.product_id,
            product_temperature_c=journey.product_temperature_c,
        ),
    )
