"""Products and lots are judged by numbers of their own: the closest word counts, open alerts follow it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import Alert, AlertState
from alerts.cause import Cause
from alerts.errors import InvalidCommand, NotAllowedNow
from alerts.goods_terms import GOODS
from alerts.lot import Lot
from alerts.rule_book import Changes
from alerts.whereabouts import Part
from tests.alerts.rig import IN_FILES, ROOM, START_MS, Rig, reading

WAXBERRY = "waxberry"
LOT = Lot("L1", "L1", WAXBERRY, "", START_MS, 1.0, 1.0)
OTHER = msgspec.structs.replace(LOT, id="L2", name="L2")
UPPER, DWELL, WORTH = "warm.upper", "warm.dwell", "warm.worth_telling"
REQUIRED = "arrival.required_life"


def of_goods(rig: Rig) -> dict[tuple[str, Cause], Alert]:
    """Return the alerts about lots that count, by lot and cause."""
    return {
        (lot_id, alert.cause): alert
        for alert in rig.ledger.alerts()
        for lot_id in alert.lot_ids
        if alert.state is not AlertState.WITHDRAWN
    }


def warm(rig: Rig, start: int, end: int, value: float = 6.0) -> None:
    """Let the room be so warm."""
    for minute in range(start, end, 15):
        rig.at(minute, value)


def for_lot(rig: Rig, changes: Changes) -> None:
    """Set numbers of lot L1, and let the engine see that."""
    rig.terms.set_for_lot("L1", changes, "Ana", "")
    rig.evaluator.tick()


def test_a_lot_that_stands_more_calls_nobody_and_its_open_alert_is_taken_back(rig: Rig) -> None:
    """What was told of it is withdrawn, also for the past; another lot beside it keeps its alert."""
    for lot in (LOT, OTHER):
        rig.lot_book.add(lot, ROOM, START_MS)
    warm(rig, 0, 240)
    assert set(of_goods(rig)) == {("L1", Cause.TOO_WARM), ("L2", Cause.TOO_WARM)}
    for_lot(rig, {UPPER: 8.0})
    assert set(of_goods(rig)) == {("L2", Cause.TOO_WARM)}
    for_lot(rig, {UPPER: None})
    assert set(of_goods(rig)) == {("L1", Cause.TOO_WARM), ("L2", Cause.TOO_WARM)}


def test_a_product_whose_lots_are_all_told_sooner(rig: Rig) -> None:
    """A dwell of the product goes before that of the place; one of a lot goes before both."""
    for lot in (LOT, OTHER):
        rig.lot_book.add(lot, ROOM, START_MS)
    rig.terms.set_for_product(WAXBERRY, {DWELL: 5.0}, "Ana", "")
    rig.terms.set_for_lot("L2", {DWELL: 600.0, WORTH: 100.0}, "Ana", "")
    warm(rig, 0, 120)
    assert set(of_goods(rig)) == {("L1", Cause.TOO_WARM)}
    spells = {one.source: one for one in rig.ledger.spells(ROOM, START_MS, rig.clock.now_ms())}
    first = spells["L1/room-1"]
    assert first.raised_at_ms is not None
    assert first.raised_at_ms - first.started_at_ms == 5 * 60_000


def test_a_lot_that_must_keep_a_certain_life_is_told_short_of_it_without_a_buyer(rig: Rig) -> None:
    """What is left now is held against what the lot must have; enough again, and it was never so."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    warm(rig, 0, 60, 1.0)
    assert of_goods(rig) == {}
    for_lot(rig, {REQUIRED: 100.0})
    warm(rig, 60, 90, 1.0)
    short = of_goods(rig)["L1", Cause.LIFE_SHORT]
    assert (short.facts.required_h, short.facts.due_at_ms) == (2_400.0, None)
    for_lot(rig, {REQUIRED: None})
    assert of_goods(rig) == {}


def test_a_part_of_a_lot_keeps_the_numbers_of_the_whole(rig: Rig) -> None:
    """What was said of the lot holds for what was taken from it, until something is said of that."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.terms.set_for_lot("L1", {UPPER: 8.0, DWELL: 5.0}, "Ana", "")
    rig.clock.set(START_MS + 60_000)
    rig.lot_book.split("L1", Part("L1a", "L1a"))
    rig.terms.set_for_lot("L1a", {DWELL: 7.0}, "Ana", "")
    beneath, held = rig.terms.lot_terms("L1a")
    assert (beneath.terms().upper_c, beneath.terms().dwell_s) == (8.0, 300.0)
    assert held.terms() == rig.terms.of(rig.lot_book.lot("L1a"))
    assert (held.terms().upper_c, held.terms().dwell_s) == (8.0, 420.0)


def test_a_lot_has_a_limit_of_its_auditor_apart_from_the_one_to_act_on(rig: Rig) -> None:
    """Passed after a dwell, it is an alert of its own; one that lies below the limit to act on is refused."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.terms.set_for_lot("L1", {UPPER: 3.0, "compliance.upper": 4.0, WORTH: 90.0}, "Ana", "")
    warm(rig, 0, 240, 3.0)
    assert ("L1", Cause.BEYOND_LAW) not in of_goods(rig)
    warm(rig, 240, 480, 6.0)
    assert of_goods(rig)["L1", Cause.BEYOND_LAW].facts.limit == 4.0
    with pytest.raises(InvalidCommand, match=r"compliance\.upper 4\.0 is not at or above warm\.upper 5\.0"):
        rig.terms.set_for_lot("L1", {UPPER: 5.0}, "Ana", "")


def test_a_changed_number_leaves_what_people_did_with_an_open_alert(rig: Rig) -> None:
    """Who goes is not forgotten when a number moves that leaves the alert in place."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    warm(rig, 0, 240)
    alert = of_goods(rig)["L1", Cause.TOO_WARM]
    rig.ledger.acknowledge(alert.id, "Ana", "", rig.clock.now_ms())
    for_lot(rig, {"severe.lost": 50.0})
    warm(rig, 240, 260)
    after = of_goods(rig)["L1", Cause.TOO_WARM]
    assert (after.id, after.acknowledged_by, after.state) == (alert.id, "Ana", AlertState.ACKNOWLEDGED)


def test_a_restart_and_a_replay_end_in_the_same_alerts(rig: Rig, farm_again: Rig) -> None:
    """Numbers set in the middle of a stay count as if they had been set before it."""
    for other, minute in ((rig, 0), (farm_again, 150)):
        other.lot_book.add(LOT, ROOM, START_MS)
        warm(other, 0, minute)
        other.terms.set_for_lot("L1", {DWELL: 120.0, WORTH: 9.0}, "Ana", "")
        warm(other, minute, 300)
        other.start()
        other.hear(reading(300, 2.0))
    assert rig.finals() == farm_again.finals()


def test_what_cannot_be_is_refused_and_changes_nothing(rig: Rig) -> None:
    """A contradiction, an unknown number, a lot that is part of another, lots that would not fit any more."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.lot_book.add(OTHER, ROOM, START_MS)
    with pytest.raises(InvalidCommand, match=r"cold\.lower 9\.0 is not below warm\.upper"):
        rig.terms.set_for_lot("L1", {"cold.lower": 9.0}, "Ana", "")
    with pytest.raises(InvalidCommand, match=r"has no number warm\.uper"):
        rig.terms.set_for_product(WAXBERRY, {"warm.uper": 9.0}, "Ana", "")
    assert rig.rule_book.version == 0
    rig.terms.set_for_lot("L1", {UPPER: 3.0}, "Ana", "")
    with pytest.raises(NotAllowedNow, match="lot L1 would not fit"):
        rig.terms.set_for_product(WAXBERRY, {"cold.lower": 4.0, UPPER: 9.0}, "Ana", "")
    rig.clock.set(START_MS + 60_000)
    rig.lot_book.merge(["L1", "L2"], "L3", "L3")
    with pytest.raises(NotAllowedNow, match="was put into L3"):
        rig.terms.set_for_lot("L1", {UPPER: 5.0}, "Ana", "")


@given(st.sampled_from(sorted(IN_FILES)))
def test_every_product_has_terms(product_id: str) -> None:
    """Nothing is set for any product, and each has a storage range and reasons for all numbers."""
    product = IN_FILES[product_id].product
    terms = GOODS.of(product).terms()
    assert (terms.upper_c, terms.lower_c) == (product.upper_c, product.freeze_c)
    assert (terms.dwell_s, terms.required_life_h) == (None, None)
