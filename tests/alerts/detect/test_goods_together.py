"""What adds up for goods: short warm spells, cold below the chilling threshold, warm hours before cooling."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import Severity
from alerts.cause import Cause
from alerts.detect.goods import GoodsRule, goods_rule
from alerts.journey import close, harvested
from alerts.lot import Leg, Lot, Shipment, Stay
from ingest.clock import MS_PER_HOUR
from tests.alerts.goods_examples import (
    PRODUCTS,
    RECIPES,
    START_MS,
    Found,
    at,
    minutes,
    pulses,
    raised,
    rule_for,
    unheard,
    watched,
)

EVERY_MIN = 5


def by_cause(found: Found, cause: Cause) -> list[Severity]:
    """Return how bad the raised findings of one cause are, oldest first."""
    return [spell.severity for spell in raised(found) if spell.cause is cause]


def cucumber(recipe: str = "cold_room", initial_c: float = 12.0) -> GoodsRule:
    """Return how a lot of cucumbers, which stand two days below 5 °C, is judged."""
    product = PRODUCTS["cucumber"]
    lot = Lot("L1", "Lot 1", product.id, "", START_MS, initial_c, product.planned_c)
    stay = Stay("L1", "place", START_MS)
    return goods_rule(
        product, RECIPES[recipe], lot, stay, harvested(lot), device="probe", quantity="product_temperature_c"
    )


def test_short_warm_spells_add_up_to_one_that_is_told() -> None:
    """Spells of which each is too short and too cheap are told when together they cost the budget."""
    rule = msgspec.structs.replace(rule_for(), watch_lost_h=24.0, dwell_s=7_200.0)
    state, found = watched(rule, pulses(1.0, 9.0, 50, 240), range(0, 6 * 24 * 60, EVERY_MIN))
    told = raised(found)
    assert told, "a slow creep was never told"
    first = told[0].facts
    assert first.warm_spells is not None
    assert first.warm_spells >= 6
    assert first.lost_in_all_h is not None
    assert first.lost_in_all_h == pytest.approx(0.025 * 14 * 24, rel=0.2)
    assert len(told) < state.journey.toll.spells / 4, "it is told again only when as much again is lost"


def test_the_budget_goes_with_the_goods_from_place_to_place() -> None:
    """What was lost in one place counts in the next."""
    rule = msgspec.structs.replace(rule_for(), watch_lost_h=24.0, dwell_s=7_200.0)
    one_day = range(0, 24 * 60, EVERY_MIN)
    state, found = watched(rule, pulses(1.0, 9.0, 50, 240), one_day)
    assert not raised(found)
    later = msgspec.structs.replace(
        rule, initial=close(rule.exposure, state.journey, at(24 * 60)), start_ms=at(24 * 60)
    )
    _, found = watched(later, pulses(1.0, 9.0, 50, 240), range(24 * 60, 4 * 24 * 60, EVERY_MIN))
    assert raised(found)[0].started_at_ms < at(3 * 24 * 60)


def test_cold_below_the_threshold_is_told_by_what_the_goods_stand() -> None:
    """Cucumbers at 4 °C are told after one day, and severe after two; timers and readings agree."""
    rule, cold = cucumber(), lambda minute: 12.0 if minute < 60 else 4.0
    for watch in (watched, unheard):
        _, found = watch(rule, cold, range(0, 3 * 24 * 60, EVERY_MIN))
        (spell,) = raised(found)
        assert spell.cause is Cause.TOO_COLD
        assert minutes(spell.raised_at_ms) == pytest.approx(60 + 24 * 60, abs=10)
        assert minutes(spell.act_now_at_ms) == pytest.approx(60 + 48 * 60, abs=10)
        assert spell.facts.injury is not None
        assert spell.facts.injury > 1.0


def test_cold_nights_add_up() -> None:
    """Eight hours at 4 °C a night are told in the third night; the warm days between heal nothing."""
    nights = pulses(12.0, -8.0, 480, 1440)
    _, found = watched(cucumber(), nights, range(0, 4 * 24 * 60, EVERY_MIN))
    assert minutes(raised(found)[0].started_at_ms) == pytest.approx(2 * 1440 + 960, abs=10)


def test_ice_is_not_waited_for() -> None:
    """Goods that stand some cold are severe soon after they reach their freezing point all the same."""
    _, found = watched(cucumber(), lambda minute: 12.0 if minute < 60 else -1.0, range(0, 180, EVERY_MIN))
    (spell,) = raised(found)
    assert spell.severity is Severity.ACT_NOW
    assert minutes(spell.act_now_at_ms) == pytest.approx(70, abs=5)


def test_a_harvest_that_waits_in_the_warmth_is_told() -> None:
    """A greenhouse at 26 °C is in order, its picked berries are not; once they cool nobody is told."""
    rule = rule_for("greenhouse_waxberry", arrives_c=26.0)
    _, found = watched(rule, lambda _minute: 26.0, range(0, 8 * 60, EVERY_MIN))
    assert by_cause(found, Cause.WAITING_WARM) == [Severity.ACT_NOW]
    first = raised(found)[0]
    assert 120 < (minutes(first.raised_at_ms) or 0) < 180
    assert (minutes(first.act_now_at_ms) or 0) == pytest.approx(
        2 * (minutes(first.raised_at_ms) or 0), abs=10
    )
    _, found = watched(
        rule_for("precooler", arrives_c=26.0), lambda _minute: 1.0, range(0, 8 * 60, EVERY_MIN)
    )
    assert not raised(found)


def test_life_on_arrival_is_judged_by_the_careful_edge() -> None:
    """What a buyer requires is short by P20 long before they are by the median."""
    due = Shipment("S1", "Singapore", ("L1",), "Market", at(60 * 60), 7.8)
    rule = rule_for("truck", shipment=due)
    warm = lambda minute: 1.0 if minute < 600 else 12.0  # noqa: E731 - a course is a line
    _, found = watched(rule, warm, range(0, 1800, EVERY_MIN))
    (short,) = [spell for spell in raised(found) if spell.cause is Cause.LIFE_SHORT]
    facts = short.facts
    assert (minutes(short.raised_at_ms) or 0) > 600
    assert facts.required_h == 7.8 * 24
    assert facts.on_arrival_low_h is not None
    assert facts.life_left_h is not None
    assert facts.on_arrival_low_h < 7.8 * 24 < facts.life_left_h - 30
    _, found = watched(rule_for("truck", shipment=due), lambda _minute: 1.0, range(0, 1800, EVERY_MIN))
    assert not raised(found)


def test_a_way_that_ends_after_it_is_due_is_told() -> None:
    """So is a lot that is due and still here."""
    leg = Leg("Truck", at(0), at(5000), 1.0)
    late = Shipment("S1", "Singapore", ("L1",), "Market", at(4000), 0.0, (leg,))
    _, found = watched(rule_for("truck", shipment=late), lambda _minute: 1.0, range(0, 60, EVERY_MIN))
    assert by_cause(found, Cause.ARRIVES_LATE) == [Severity.WATCH]
    overdue = Shipment("S1", "Singapore", ("L1",), "Market", at(30), 0.0)
    _, found = watched(rule_for("truck", shipment=overdue), lambda _minute: 1.0, range(0, 60, EVERY_MIN))
    assert [minutes(spell.raised_at_ms) for spell in raised(found)] == [35]
    assert at(60) == START_MS + MS_PER_HOUR
