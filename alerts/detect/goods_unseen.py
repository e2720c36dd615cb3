"""Goods that nobody sees: when they may be short of life, for all that is known of them by the clock alone.

While no sensor of goods is to be trusted, what may have happened to them widens the band of what is left, and
its careful edge falls from hour to hour (``journey.unseen``). When it falls below what is required, that is
told at that minute, whether anybody looks or not: the next reading that is believed finds it told, and says
whether it was so. Sensors that are silent are told of by themselves, which stands for their goods too.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.detect import goods_ahead
from alerts.detect.goods_rule import GoodsRule, GoodsState, Prospect
from alerts.doubt import Doubt
from alerts.journey import JourneyState, unseen
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE

_FURTHEST_MS = 60 * MS_PER_DAY
"""Nobody waits longer for a sensor to be mended."""


def short_at_ms(rule: GoodsRule, state: GoodsState) -> int | None:
    """Return the minute in which goods that nobody sees are short of life; None: in none that is known of.

    It follows from the last reading that was believed, and from how long others were or are not.
    """
    if rule.required_life_h is None or any(one.cause is Cause.LIFE_SHORT for one in state.prospects):
        return None
    if all(one.others or one.until_ms <= state.journey.at_ms for one in rule.doubts):
        return None
    return _first_ms(rule, state.journey)


def carried(rule: GoodsRule, state: GoodsState, at_ms: int) -> GoodsState:
    """Return the state before a reading that is believed, with what was told until then."""
    since_ms = short_at_ms(rule, state) if rule.doubts else None
    if since_ms is None or since_ms > at_ms:
        return state
    told = Prospect(Cause.LIFE_SHORT, since_ms, told_h=-1.0 - goods_ahead.WORTH_A_WORD_H)
    return msgspec.structs.replace(state, prospects=(*state.prospects, told))


def spell(rule: GoodsRule, state: GoodsState, at_ms: int, ended_at_ms: int | None) -> Spell:
    """Return what is told of goods that became short of life, unseen, at *at_ms*."""
    journey = unseen(rule.exposure, state.journey, at_ms)
    then = msgspec.structs.replace(state, journey=journey)
    found = goods_ahead.spell(rule, then, Prospect(Cause.LIFE_SHORT, at_ms), ended_at_ms)
    facts = msgspec.structs.replace(found.facts, value_at_ms=state.journey.at_ms)
    return msgspec.structs.replace(found, facts=facts)


@lru_cache(maxsize=1 << 10)  # asked several times of each deadline, and slow beside a reading
def _first_ms(rule: GoodsRule, journey: JourneyState) -> int | None:
    instants = (_in_doubt(rule, journey, doubt) for doubt in rule.doubts if not doubt.others)
    return next((instant for instant in instants if instant is not None), None)


def _in_doubt(rule: GoodsRule, journey: JourneyState, doubt: Doubt) -> int | None:
    """Return the first minute of *doubt* in which goods are short of life."""
    missed_ms = journey.at_ms + int(rule.exposure.patience_ms(journey.interval_ms)) + 1
    first_ms = max(doubt.start_ms, missed_ms)
    until_ms = min(doubt.until_ms, first_ms + _FURTHEST_MS)
    if rule.end_ms is not None:
        until_ms = min(until_ms, rule.end_ms)

    def is_short(minute: int) -> bool:
        at_ms = first_ms + minute * MS_PER_MINUTE
        return goods_ahead.is_short(rule, unseen(rule.exposure, journey, at_ms))

    low, high = -1, (until_ms - 1 - first_ms) // MS_PER_MINUTE
    if high < 0 or not is_short(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_short(middle) else (middle, high)
    return first_ms + high * MS_PER_MINUTE
