"""The law: what is beyond it is told with its own cause, once goods were cold, and its record is exact."""

from __future__ import annotations

import msgspec

from alerts.cause import Cause
from alerts.detect.goods import GoodsState
from alerts.detect.goods_rule import GoodsRule
from tests.alerts.goods_examples import PRODUCTS, PULP, Found, minutes, rule_for, unheard, watched

EVERY_TEN = range(0, 600, 10)
RULE = rule_for(product="fresh_poultry", quantity=PULP)


def of_law(told: tuple[GoodsState, Found]) -> list[tuple[float | None, ...]]:
    """Return start, raise and end of every spell of the law [min]."""
    spells = [spell for (cause, _), spell in told[1].items() if cause is Cause.BEYOND_LAW]
    return [tuple(map(minutes, (one.started_at_ms, one.raised_at_ms, one.ended_at_ms))) for one in spells]


def test_goods_beyond_the_law_are_told_after_the_dwell_and_over_when_they_are_back() -> None:
    """Poultry above 4 °C for two hours: on record from the first minute, told after half an hour."""
    told = watched(RULE, lambda minute: 6.0 if 100 <= minute < 220 else 2.0, EVERY_TEN)
    assert of_law(told) == [(100, 130, 220)]
    (spell,) = (spell for (cause, _), spell in told[1].items() if cause is Cause.BEYOND_LAW)
    assert (spell.facts.limit, spell.facts.peak, spell.facts.lot_id) == (4.0, 6.0, "L1")
    assert of_law(unheard(RULE, lambda minute: 6.0 if 100 <= minute < 220 else 2.0, EVERY_TEN)) == of_law(
        told
    )


def test_a_moment_beyond_the_law_is_on_record_and_not_told() -> None:
    """Twenty minutes are a deviation: an auditor sees it, and nobody is called."""
    told = watched(RULE, lambda minute: 5.0 if 100 <= minute < 120 else 2.0, EVERY_TEN)
    assert of_law(told) == [(100, None, 120)]


def test_goods_on_their_way_into_the_cold_break_no_law() -> None:
    """Fresh from the line they are warm, and fall; the law begins when they were cold."""
    arriving = rule_for(product="fresh_poultry", quantity=PULP, arrives_c=20.0)
    told = watched(arriving, lambda minute: max(2.0, 20.0 - minute / 15), EVERY_TEN)
    assert of_law(told) == []


def test_a_law_below_what_the_house_allows_is_kept_as_well() -> None:
    """A lot with a warmer limit of its own is not judged by that alone."""
    lenient: GoodsRule = msgspec.structs.replace(RULE, upper_c=9.0, air_upper_c=9.0)
    assert of_law(watched(lenient, lambda minute: 6.0 if minute >= 100 else 2.0, EVERY_TEN)) == [
        (100, 130, None)
    ]


def test_a_product_without_a_law_breaks_none() -> None:
    """Waxberry has no legal limit."""
    assert not PRODUCTS["waxberry"].facts.legal
    told = watched(rule_for(quantity=PULP), lambda minute: 9.0 if minute >= 100 else 1.0, EVERY_TEN)
    assert of_law(told) == []
